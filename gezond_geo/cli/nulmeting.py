"""``gezond-geo nulmeting``: freeze figures and settings, and compare later figures with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.cli.options import (
    NATIONAL,
    add_data_options,
    add_output,
    add_score_options,
    default_output,
    find_reference,
    load_data,
)
from gezond_geo.cli.terminal import say, tell
from gezond_geo.errors import SettingsError
from gezond_geo.io.names import name_file
from gezond_geo.io.whole import ARCHIVE, TABLE, check_target
from gezond_geo.pages.results import write_table
from gezond_geo.scores.wording import FOOTER
from gezond_geo.years.change import compare_with_nulmeting, say_comparison
from gezond_geo.years.nulmeting import read_nulmeting, write_nulmeting

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("nulmeting", help="leg cijfers en uitkomst vast, of vergelijk met een nulmeting")
    add_data_options(parser)
    add_score_options(parser)
    parser.add_argument("--vergelijk", type=Path, metavar="NULMETING", help="vergelijk deze cijfers met een nulmeting")
    add_output(
        parser,
        "--uit",
        (*ARCHIVE, *TABLE),
        "waar de nulmeting komt (standaard data/processed/<gemeente>-<jaar>.nulmeting.zip), of het verschil (.csv)",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    if args.vergelijk:
        _compare(args)
        return
    if args.uit:
        check_target(args.uit, ARCHIVE)
    data = load_data(args)
    scores = gg.score(data, reference=find_reference(data, args))
    name = f"{name_file(data.gemeente.naam)}-{data.uitgave.id}.nulmeting.zip"
    target = args.uit or default_output(Path("data/processed") / name, ARCHIVE)
    tell(data.meldingen)
    say(write_nulmeting(data, scores, target))


def _compare(args: argparse.Namespace) -> None:
    if args.referentie != NATIONAL:
        raise SettingsError("--referentie gaat niet samen met --vergelijk; de nulmeting heeft haar eigen referentie.")
    then = read_nulmeting(args.vergelijk)
    if args.uit:
        check_target(args.uit, TABLE)
    data = load_data(args)
    table = compare_with_nulmeting(then, data)
    lines = say_comparison(then, data, table)
    path = write_table(table.set_index("buurtcode"), [*lines, FOOTER], args.uit) if args.uit else None
    tell(data.meldingen)
    for line in [str(path)] if path else [*lines, FOOTER]:
        say(line)
