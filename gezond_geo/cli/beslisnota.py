"""``gezond-geo beslisnota``: a recorded choice on two A4 for decision makers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.cli.papers import add_paper_output, write_paper
from gezond_geo.cli.terminal import say, show_progress, tell
from gezond_geo.io.names import name_file

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "van een bewaarde keuze": "gezond-geo beslisnota project8.keuze.zip",
            "met de oordelen erbij, als PDF": "gezond-geo beslisnota project8.keuze.zip --oordelen bladen --pdf n.pdf",
        }
    )
    parser.add_argument("keuze", type=Path, metavar="BESTAND", help="een bewaarde keuze")
    parser.add_argument(
        "--oordelen", type=Path, metavar="MAP_OF_BESTAND", help="ingevulde bladen met oordelen, advies en besluit"
    )
    parser.add_argument("--titel", metavar="TITEL", help="kop boven de nota (standaard de naam van de keuze)")
    add_paper_output(parser, "beslisnota-<naam>")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    decision = gg.read_decision(args.keuze)
    judgements = gg.read_judgements(args.oordelen, decision.data) if args.oordelen else None
    with show_progress("Nota maken…"):
        note = gg.make_note(decision, judgements, title=args.titel)
        paths = write_paper(args, note, f"beslisnota-{name_file(decision.name)}")
    tell([*note.meldingen, *(judgements.meldingen if judgements else ())])
    for path in paths:
        say(path)
