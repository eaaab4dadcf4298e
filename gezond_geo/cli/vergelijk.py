"""``gezond-geo vergelijk``: a gemeente or buurt compared with the Netherlands and its peers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pandas import isna

from gezond_geo.cli.options import add_data_options, add_own_option, load_data
from gezond_geo.cli.tables import add_table_output, give_table, is_table
from gezond_geo.cli.terminal import say, tell
from gezond_geo.io.dutch import format_number
from gezond_geo.io.export import TABLES
from gezond_geo.pages.export import table_export
from gezond_geo.scores.peers import compare_with_peers
from gezond_geo.scores.wording import say_origin

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser

_COLUMNS = {"waarde": "hier", "wijk": "wijk", "gemeente": "gemeente", "nederland": "Nederland", "gelijken": "gelijken"}


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples({"een buurt": "gezond-geo vergelijk Enschede --buurt Twekkelerveld"})
    add_data_options(parser)
    add_own_option(parser)
    parser.add_argument("--buurt", metavar="BUURT", help="naam of code (standaard de hele gemeente)")
    add_table_output(parser, TABLES, "bewaar als tabel")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    data = load_data(args)
    code = data.find_buurt(args.buurt) if args.buurt else None
    table = compare_with_peers(data, code)
    name = str(data.buurten["buurtnaam"][code]) if code else data.gemeente.naam
    tell(data.meldingen)
    if hands_on:
        lines = [name, *data.meldingen, *say_origin(data)]
        give_table(args, table_export(data, table, lines))
        return
    titles = {column: title for column, title in _COLUMNS.items() if column in table}
    say(f"{name} naast Nederland en gelijken ({_say_peers(table.to_dict('records'))})")
    say("  ".join(f"{title:>9}" for title in titles.values()) + "  eenheid    cijfer")
    decimals = {i.id: i.decimalen for i in data.shown}
    for row in table.dropna(subset="waarde").reset_index().to_dict("records"):
        cells = ["" if isna(row[c]) else format_number(row[c], decimals[row["cijfer"]]) for c in titles]
        say("  ".join(f"{cell:>9}" for cell in cells) + f"  {row['eenheid']:<9}  {row['label']}")
    for line in say_origin(data):
        say(line)


def _say_peers(rows: list[dict[Any, Any]]) -> str:
    complete = [row for row in rows if not row["reden_geen_gelijken"]]
    if not complete:
        return rows[0]["reden_geen_gelijken"] if rows else ""
    return f"{format_number(complete[0]['aantal_gelijken'])} even stedelijke: {complete[0]['klasse']}"
