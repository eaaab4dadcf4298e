"""``gezond-geo gemeente-nieuw`` and ``controleer``: the folder of a gemeente."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gezond_geo.cli.parser import FAILED
from gezond_geo.cli.tables import add_json, number_rows
from gezond_geo.cli.terminal import say, tell
from gezond_geo.dataset.folder.check import check_gemeentemap, write_gemeentemap
from gezond_geo.io.contents import Export
from gezond_geo.io.dutch import count_of
from gezond_geo.io.export import print_json
from gezond_geo.pages.results import VERSION

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser


def add_nieuw(parser: DutchParser) -> None:
    """Add the options of ``gemeente-nieuw``."""
    parser.add_examples({"een map om in te vullen": "gezond-geo gemeente-nieuw Hengelo --uit hengelo"})
    parser.add_argument("gemeente", metavar="GEMEENTE", help="naam of code")
    parser.add_argument("--uit", type=Path, metavar="MAP", help="nieuwe map (standaard gemeenten/<gemeente>)")
    parser.add_argument("--offline", action="store_true", default=None, help="ga het netwerk niet op")
    parser.set_defaults(run=_run_nieuw)


def add_controleer(parser: DutchParser) -> None:
    """Add the options of ``controleer``."""
    parser.add_examples({"wat er nog aan een map ontbreekt": "gezond-geo controleer hengelo"})
    parser.add_argument("map", type=Path, metavar="MAP", help="map met gemeente.toml")
    parser.add_argument("--offline", action="store_true", default=None, help="ga het netwerk niet op")
    add_json(parser)
    parser.set_defaults(run=_run_controleer)


def _run_nieuw(args: argparse.Namespace) -> None:
    folder, notes = write_gemeentemap(args.gemeente, args.uit, offline=args.offline)
    tell(notes)
    say(folder)


def _run_controleer(args: argparse.Namespace) -> int:
    faults, notes = check_gemeentemap(args.map, offline=args.offline)
    tell(notes)
    if args.json:
        rows = number_rows({"bestand": fault.file, "regel": fault.line, "tekst": fault.text} for fault in faults)
        print_json(
            Export(name="fouten", title=f"Fouten in {args.map}", table=rows, lines=notes, about={"versie": VERSION})
        )
        return FAILED if faults else 0
    for fault in faults:
        say(fault)
    if faults:
        tell([f"{args.map}: {count_of(len(faults), 'fout', 'fouten')} gevonden; verbeter ze en controleer opnieuw."])
        return FAILED
    say(f"{args.map}: geen fouten gevonden")
    return 0
