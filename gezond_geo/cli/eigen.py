"""``gezond-geo eigen``: draft the description of a custom table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gezond_geo.cli.terminal import say, tell
from gezond_geo.dataset.description import write_description

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples({"een beschrijving bij een tabel": "gezond-geo eigen veiligheid.xlsx"})
    parser.add_argument("bestand", type=Path, metavar="BESTAND", help="tabel met een cijfer per buurt")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    path, notes = write_description(args.bestand)
    tell(notes)
    say(path)
