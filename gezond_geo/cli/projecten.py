"""``gezond-geo projecten``: the projects, their locations and their costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

import gezond_geo as gg
from gezond_geo.cli.addresses import add_addresses_option, look_up_addresses
from gezond_geo.cli.options import add_data_options, add_output, load_data
from gezond_geo.cli.tables import add_json, number_rows
from gezond_geo.cli.terminal import say, tell
from gezond_geo.dataset.folder.project_columns import EVERYWHERE, INFERRED
from gezond_geo.dataset.folder.project_template import write_template
from gezond_geo.dataset.folder.template import WORKBOOK
from gezond_geo.io.dutch import count_of, format_euro
from gezond_geo.io.export import print_json
from gezond_geo.pages.export import table_export
from gezond_geo.pages.language import language_of
from gezond_geo.pages.outputs import say_outputs, say_recorded
from gezond_geo.pages.results import list_projects
from gezond_geo.scores.wording import say_origin

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from gezond_geo.cli.parser import DutchParser

NO_PLACE = "zonder plaats"


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples({"een eigen lijst": "gezond-geo projecten Enschede --projecten projecten.xlsx"})
    add_data_options(parser)
    add_addresses_option(parser)
    group = parser.add_mutually_exclusive_group()
    add_json(group)
    add_output(group, "--sjabloon", WORKBOOK, "maak een Excel-bestand om projecten in te vullen, met uitleg en lijsten")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    data = load_data(args)
    if args.adressen:
        look_up_addresses(args, data.projects, data.gemeente, args.projecten)
        data = load_data(args)
    tell(data.meldingen)
    if args.sjabloon:
        say(write_template(data, args.sjabloon))
        return
    if args.json:
        rows = list_projects(data, gg.match_projects(data))
        table = pd.DataFrame(rows).set_index("nummer") if rows else number_rows(rows)
        print_json(table_export(data, table, [*data.meldingen, *say_origin(data)]))
        return
    if data.projects.empty:
        say(f"Van {data.gemeente.naam} zijn geen projecten bekend; geef ze met --projecten of --gemeentemap.")
        return
    _list(data)


def _list(data: gg.Dataset) -> None:
    links = gg.match_projects(data)
    names, words = data.buurten["buurtnaam"], language_of("nl")
    for number, project in data.projects.to_dict("index").items():
        places = [
            f"{names[link['buurtcode']]} ({link['zekerheid']})"
            for link in links[links["project"] == number].to_dict("records")
        ]
        where = ", ".join(places) or _say_whole(project)
        say(f"{number:>3}  {_say_euro(project['euro']):>13}  {project['naam']}: {where}")
        for line in say_outputs(words, data.outputs, int(str(number))):
            say(f"{'':>18}  {line}")
    say(say_recorded(words, data.projects, data.outputs))
    sums = gg.total_euro(data, links, "zekerheid").sum()
    say(f"In een bekende buurt: {format_euro(sums['euro_zeker'])}")
    say(f"Waarschijnlijk in een buurt: {format_euro(sums['euro_waarschijnlijk'])}")
    say(f"Zonder plaats: {format_euro(sums['euro_geen_plaats'])}")
    say(_say_total(data.projects["euro"]))


def _say_whole(project: Mapping[Any, Any]) -> str:
    """Words for what a project without a buurt is for, or else that it has no location."""
    if project["dimensie"] not in EVERYWHERE:
        return NO_PLACE
    return f"{project['dimensie']}{f' ({INFERRED})' if project['dimensie_zekerheid'] == INFERRED else ''}"


def _say_euro(amount: float) -> str:
    return "niet bekend" if pd.isna(amount) else format_euro(amount)


def _say_total(euro: pd.Series[float]) -> str:
    unknown = int(euro.isna().sum())
    lacking = f", zonder {count_of(unknown, 'project', 'projecten')} met een onbekend bedrag" if unknown else ""
    return f"Totaal {count_of(len(euro), 'project', 'projecten')}: {format_euro(euro.sum())}{lacking}"
