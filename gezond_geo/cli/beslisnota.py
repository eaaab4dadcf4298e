"""``gezond-geo beslisnota``: a recorded choice on two A4, for who decides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.cli.options import add_output, default_output
from gezond_geo.cli.terminal import say, show_progress, tell
from gezond_geo.io.names import name_file
from gezond_geo.io.whole import PAGE, PDF
from gezond_geo.pages.pdf import write_pdf

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
    add_output(parser, "--uit", PAGE, "waar de nota komt (standaard maps/beslisnota-<naam>.html)")
    add_output(parser, "--pdf", PDF, "schrijf haar ook als PDF (daarvoor is Chromium, Chrome of Edge nodig)")
    parser.add_argument(
        "--figuren", type=Path, metavar="MAP", help="schrijf elke figuur ook als SVG, om in Word te zetten"
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    decision = gg.read_decision(args.keuze)
    judgements = gg.read_judgements(args.oordelen, decision.data) if args.oordelen else None
    with show_progress("Nota maken…"):
        note = gg.make_note(decision, judgements, title=args.titel)
        name = f"beslisnota-{name_file(decision.name)}.html"
        paths = [note.save(args.uit or default_output(Path("maps") / name, PAGE))]
        if args.pdf:
            paths.append(write_pdf(note.html, args.pdf))
        if args.figuren:
            paths.append(note.save_figures(args.figuren))
    tell([*note.meldingen, *(judgements.meldingen if judgements else ())])
    for path in paths:
        say(path)
