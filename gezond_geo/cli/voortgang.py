"""``gezond-geo voortgang``: what changed between two moments, on two A4 for a council."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo import settings
from gezond_geo.cli.options import add_data_options, add_score_options, choose_score, load_data
from gezond_geo.cli.papers import add_paper_output, write_paper
from gezond_geo.cli.parser import calendar_year
from gezond_geo.cli.terminal import say, show_progress, tell
from gezond_geo.errors import SourceError
from gezond_geo.indicators.publications import series_tables
from gezond_geo.io.names import name_file

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser
    from gezond_geo.years.nulmeting import Nulmeting


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "tussen twee jaren": "gezond-geo voortgang Enschede --sinds 2020 --tot 2024 --pdf voortgang.pdf",
            "sinds een nulmeting": "gezond-geo voortgang Enschede --sinds enschede-2022.nulmeting.zip",
        }
    )
    add_data_options(parser)
    parser.add_argument(
        "--sinds", required=True, type=_moment, metavar="JAAR|NULMETING", help="vanaf dit jaar, of sinds deze nulmeting"
    )
    parser.add_argument("--tot", type=calendar_year, metavar="JAAR", help="tot en met dit jaar (standaard het laatste)")
    add_paper_output(parser, "voortgang-<naam>-<jaren>")
    add_score_options(parser)
    parser.set_defaults(run=_run)


def _moment(text: str) -> int | Path:
    """Parse a year or the path of a nulmeting; a file takes precedence over a year."""
    return Path(text) if text.strip("0123456789.,- ") or Path(text).is_file() else calendar_year(text)


def _run(args: argparse.Namespace) -> None:
    since = args.sinds if isinstance(args.sinds, int) else gg.read_nulmeting(args.sinds)
    data = load_data(args)
    scores = gg.score(data, **choose_score(data, args))
    years = _find_years(args, since)
    with show_progress("Verslag maken…"):
        report = gg.make_progress_report(data, since, years, scores, until=args.tot)
        name = f"voortgang-{name_file(data.gemeente.naam)}-{report.since}-{report.until}"
        paths = write_paper(args, report, name)
    tell(report.meldingen)
    for path in paths:
        say(path)


def _find_years(args: argparse.Namespace, since: int | Nulmeting) -> gg.Years | None:
    """Series of the health table and of both years; optional for a report since a nulmeting."""
    first = since if isinstance(since, int) else since.data.year_of("inwoners")
    every = {year for tables in series_tables().values() for year in tables}
    ends = {year for year in (first, args.tot) if year in every}
    try:
        with settings.refreshing(args.ververs), show_progress("Cijfers van alle jaren ophalen…") as progress:
            return gg.load_years(
                args.gemeente,
                folder=args.gemeentemap,
                years=sorted({*series_tables()["gezondheid"], *ends}),
                offline=args.offline,
                progress=progress,
            )
    except SourceError as failure:
        if isinstance(since, int):
            raise
        tell([f"Geen reeksen door de jaren: {failure}"])
        return None
