"""``gezond-geo vooruit``: a sketch of the future number of older residents per buurt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.choices.projection import GROUPS
from gezond_geo.cli.options import add_data_options, load_data
from gezond_geo.cli.parser import whole_number
from gezond_geo.cli.tables import add_table_output, give_table, is_table
from gezond_geo.cli.terminal import say, tell
from gezond_geo.io.dutch import format_number
from gezond_geo.io.export import TABLES
from gezond_geo.pages.export import table_export
from gezond_geo.scores.wording import say_origin

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from gezond_geo.cli.parser import DutchParser

_MOST = 10
"""Number of buurten shown."""


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "een schets van 65+ en 75+ in 2040": "gezond-geo vooruit Enschede --leeftijden leeftijden.csv",
            "met nieuwe woningen, als tabel": "gezond-geo vooruit Enschede --woningen woningen.xlsx --uit schets.xlsx",
        }
    )
    add_data_options(parser)
    parser.add_argument(
        "--tot", type=whole_number, default=2040, metavar="JAAR", help="tot en met dit jaar (standaard 2040)"
    )
    parser.add_argument(
        "--leeftijden", type=Path, metavar="BESTAND", help="inwoners per buurt, met een kolom per leeftijdsklas"
    )
    parser.add_argument(
        "--woningen",
        type=Path,
        metavar="BESTAND",
        help="geplande woningen: buurt, jaar, woningen, bewoners, aandeel_65plus",
    )
    parser.add_argument(
        "--prognose",
        type=Path,
        metavar="BESTAND",
        help="totalen van de gemeente om naast te leggen: jaar, inwoners_65plus, inwoners_75plus",
    )
    add_table_output(parser, TABLES, "bewaar de schets per buurt als tabel")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    data = load_data(args)
    ahead = gg.project_residents(data, args.tot, ages=args.leeftijden, dwellings=args.woningen, totals=args.prognose)
    tell([*data.meldingen, *ahead.meldingen])
    lines = [*ahead.sentences(), *say_origin(data)]
    if hands_on:
        places = ahead.norm().drop(columns="buurtnaam")
        lines = [*data.meldingen, *ahead.meldingen, *lines]
        check = {"controle": ahead.check.reset_index()} if len(ahead.check) else {}
        give_table(args, table_export(data, ahead.buurten.join(places), lines, check))
        return
    for line in [*_show(ahead), *lines]:
        say(line)


def _show(ahead: gg.Projection) -> Iterator[str]:
    """Print the buurten with most residents of 75 and over in the last year."""
    columns = {group: f"schets_{group}_{ahead.until}" for group in GROUPS}
    rows = ahead.buurten.nlargest(_MOST, columns["75plus"])
    yield f"De {len(rows)} buurten met de meeste 75-plussers in {ahead.until} (schets)"
    yield f"  {'':<32}{f'65+ in {ahead.start}':>14}{f'65+ in {ahead.until}':>14}{f'75+ in {ahead.until}':>14}"
    for row in rows.to_dict("records"):
        counts = (row["inwoners_65plus"], *(row[column] for column in columns.values()))
        yield f"  {row['buurtnaam']:<32}" + "".join(f"{format_number(count):>14}" for count in counts)
