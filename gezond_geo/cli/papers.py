"""Common output options of papers: HTML, PDF and figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gezond_geo.cli.options import add_output, default_output
from gezond_geo.io.whole import PAGE, PDF
from gezond_geo.pages.pdf import write_pdf

if TYPE_CHECKING:
    import argparse

    from gezond_geo.pages.paper import Paper


def add_paper_output(parser: argparse.ArgumentParser, name: str) -> None:
    """Add the output options of a paper; by default in ``maps/``, with a name such as ``beslisnota-<naam>.html``."""
    add_output(parser, "--uit", PAGE, f"waar het stuk komt (standaard maps/{name}.html)")
    add_output(parser, "--pdf", PDF, "schrijf het ook als PDF (daarvoor is Chromium, Chrome of Edge nodig)")
    parser.add_argument(
        "--figuren", type=Path, metavar="MAP", help="schrijf elke figuur ook als SVG, om in Word te zetten"
    )


def write_paper(args: argparse.Namespace, paper: Paper, name: str) -> list[Path]:
    """Write a paper as the options say; returns the written files and folders."""
    # Figures first: they overwrite nothing, so that a folder that cannot be written leaves the existing page intact.
    figures = [paper.save_figures(args.figuren)] if args.figuren else []
    paths = [paper.save(args.uit or default_output(Path("maps") / f"{name}.html", PAGE))]
    if args.pdf:
        paths.append(write_pdf(paper.html, args.pdf))
    return paths + figures
