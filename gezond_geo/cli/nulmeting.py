"""``gezond-geo nulmeting``: freeze figures and settings, and compare later figures with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.cli.options import (
    NATIONAL,
    add_data_options,
    add_score_options,
    choose_score,
    default_output,
    is_printed,
    load_data,
)
from gezond_geo.cli.tables import add_table_output, give_table, is_table
from gezond_geo.cli.terminal import say, tell
from gezond_geo.errors import SettingsError
from gezond_geo.io.export import TABLES
from gezond_geo.io.names import name_file
from gezond_geo.io.whole import ARCHIVE, check_target
from gezond_geo.pages.export import table_export
from gezond_geo.scores.purpose import FOOTER
from gezond_geo.years.change import compare_with_nulmeting, say_comparison
from gezond_geo.years.nulmeting import read_nulmeting, write_nulmeting

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "leg vast wat er nu staat": "gezond-geo nulmeting Enschede --uit nu.nulmeting.zip",
            "wat er sindsdien veranderde": "gezond-geo nulmeting Enschede --vergelijk nu.nulmeting.zip",
        }
    )
    add_data_options(parser)
    add_score_options(parser)
    parser.add_argument("--vergelijk", type=Path, metavar="NULMETING", help="vergelijk deze cijfers met een nulmeting")
    add_table_output(
        parser,
        (*ARCHIVE, *TABLES),
        "waar de nulmeting komt (standaard data/processed/<gemeente>-<jaar>.nulmeting.zip), of het verschil",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    if args.vergelijk:
        _compare(args, hands_on=hands_on)
        return
    if args.json or args.excel_nl:
        raise SettingsError("--json en --excel-nl horen bij --vergelijk; een nulmeting is een zip.")
    if args.uit:
        check_target(args.uit, ARCHIVE)
    data = load_data(args)
    scores = gg.score(data, **choose_score(data, args))
    name = f"{name_file(data.gemeente.naam)}-{data.uitgave.id}.nulmeting.zip"
    target = args.uit or default_output(Path("data/processed") / name, ARCHIVE)
    tell(data.meldingen)
    say(write_nulmeting(data, scores, target))


def _compare(args: argparse.Namespace, *, hands_on: bool) -> None:
    if args.referentie != NATIONAL:
        raise SettingsError("--referentie gaat niet samen met --vergelijk; de nulmeting heeft haar eigen referentie.")
    for option in ("gewicht", "zonder", "drempel"):
        if getattr(args, option):
            raise SettingsError(f"--{option} gaat niet samen met --vergelijk; de nulmeting heeft haar eigen keuzes.")
    then = read_nulmeting(args.vergelijk)
    if args.uit and not is_printed(args.uit, TABLES):
        check_target(args.uit, TABLES)
    data = load_data(args)
    table = compare_with_nulmeting(then, data)
    lines = say_comparison(then, data, table)
    tell(data.meldingen)
    if hands_on:
        rows = table.set_index("buurtcode")
        give_table(args, table_export(data, rows, [*lines, FOOTER]))
        return
    for line in [*lines, FOOTER]:
        say(line)
