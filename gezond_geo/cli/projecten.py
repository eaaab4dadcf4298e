"""``gezond-geo projecten``: which projects there are, where, and what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.cli.options import add_data_options, load_data
from gezond_geo.cli.terminal import say, tell
from gezond_geo.dataset.folder.projects import INFERRED
from gezond_geo.io.dutch import count_of, format_euro

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("projecten", help="toon de projecten, waar ze zijn en wat ze kosten")
    add_data_options(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    data = load_data(args)
    links = gg.match_projects(data)
    tell(data.meldingen)
    if data.projects.empty:
        say(f"Van {data.gemeente.naam} zijn geen projecten bekend; geef ze met --projecten of --gemeentemap.")
        return
    names = data.buurten["buurtnaam"]
    for number, project in data.projects.to_dict("index").items():
        places = [
            f"{names[link['buurtcode']]} ({link['zekerheid']})"
            for link in links[links["project"] == number].to_dict("records")
        ]
        inferred = f" ({INFERRED})" if project["dimensie_zekerheid"] == INFERRED else ""
        where = ", ".join(places) or f"{project['dimensie']}{inferred}"
        say(f"{number:>3}  {format_euro(project['euro']):>13}  {project['naam']}: {where}")
    sums = gg.total_euro(data, links, "zekerheid").sum()
    say(f"Op zekere plaatsen: {format_euro(sums['euro_zeker'])}")
    say(f"Op waarschijnlijke plaatsen: {format_euro(sums['euro_waarschijnlijk'])}")
    say(f"Zonder plaats: {format_euro(sums['euro_geen_plaats'])}")
    say(f"Totaal {count_of(len(data.projects), 'project', 'projecten')}: {format_euro(data.projects['euro'].sum())}")
