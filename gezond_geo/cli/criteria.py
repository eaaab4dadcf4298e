"""``gezond-geo criteria``: projects weighed by several people, without a total."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import gezond_geo as gg
from gezond_geo.choices.judgement_sheets import write_decision_template, write_judgement_template
from gezond_geo.choices.weighing import APART
from gezond_geo.cli.options import add_data_options, add_output, add_score_options, choose_score, load_data
from gezond_geo.cli.tables import add_table_output, give_table, is_table, number_rows
from gezond_geo.cli.terminal import say, show_progress, tell
from gezond_geo.dataset.folder.criteria import read_criteria
from gezond_geo.dataset.folder.template import WORKBOOK
from gezond_geo.io.dutch import format_euro, format_number
from gezond_geo.io.export import TABLES
from gezond_geo.pages.export import table_export
from gezond_geo.scores.wording import say_origin, say_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from typing import Any

    from gezond_geo.choices.weighing import Weighing
    from gezond_geo.cli.parser import DutchParser
    from gezond_geo.dataset.folder.criteria import Criteria


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "een blad om in te vullen": "gezond-geo criteria Enschede --sjabloon A.xlsx",
            "alle ingevulde bladen naast elkaar": "gezond-geo criteria Enschede --oordelen bladen",
        }
    )
    add_data_options(parser)
    add_score_options(parser)
    parser.add_argument(
        "--oordelen",
        action="append",
        default=[],
        type=Path,
        metavar="MAP_OF_BESTAND",
        help="ingevulde bladen: een map, of een bestand (CSV, Excel); mag vaker",
    )
    parser.add_argument("--totaal", action="store_true", help="tel de criteria ook op, elk even zwaar")
    add_output(parser, "--sjabloon", WORKBOOK, "maak een Excel-blad waarop een beoordelaar de projecten beoordeelt")
    add_output(parser, "--besluitlijst", WORKBOOK, "maak een Excel-blad voor advies, alternatief, besluit en datum")
    add_table_output(parser, TABLES, "bewaar de weging als tabel, een regel per project")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    data = load_data(args)
    if args.sjabloon or args.besluitlijst:
        tell(data.meldingen)
        if args.sjabloon:
            say(write_judgement_template(data, args.sjabloon))
        if args.besluitlijst:
            say(write_decision_template(data, args.besluitlijst))
        return
    criteria = read_criteria(data.gemeente)
    if not args.oordelen:
        table = number_rows({"id": criterion.id, "tekst": criterion.tekst} for criterion in criteria.criteria)
        if hands_on:
            give_table(args, table_export(data, table, list(_say_criteria(criteria))))
            return
        for place, row in table.iterrows():
            say(f"{place:>3}  {row['id']:<16}  {row['tekst']}")
        for line in _say_criteria(criteria):
            say(line)
        return
    judgements = gg.read_judgements(args.oordelen, data)
    scores = gg.score(data, **choose_score(data, args))
    with show_progress("Zekerheid berekenen…"):
        sure = gg.assess_robustness(data, scores)
    weighing = gg.weigh_projects(data, judgements, scores, sure=sure, total=args.totaal)
    meldingen = [*data.meldingen, *judgements.meldingen]
    tell(meldingen)
    lines = [*_say_criteria(criteria), *filter(None, [say_settings(scores)]), *say_origin(data)]
    if hands_on:
        tables = {"oordelen": weighing.spread}
        give_table(args, table_export(data, weighing.table, [*meldingen, *lines], tables))
        return
    _list(weighing)
    for line in lines:
        say(line)


def _say_criteria(criteria: Criteria) -> Iterator[str]:
    yield criteria.scale
    yield f"Criteria: {criteria.bron}.{f' {criteria.noot}' if criteria.noot else ''}"


def _list(weighing: Weighing) -> None:
    spread = {str(number): rows.to_dict("records") for number, rows in weighing.spread.groupby("project")}
    for number, project in weighing.projects.to_dict("index").items():
        euro = "bedrag niet bekend" if pd.isna(project["euro"]) else format_euro(project["euro"])
        say(f"{number:>3}  {project['naam']} ({euro})")
        say(f"     Behoefte: {project['behoefte']}")
        for row in spread.get(str(number), []):
            say(f"     {_say_spread(row):<9}  {row['tekst']}: {row['oordelen']}")
        if "totaal" in project:
            total = project["totaal"]
            amount = "niet bekend, want een criterium is leeg" if pd.isna(total) else format_number(total, 1)
            say(f"     Totaal van de gemiddelden: {amount}")
        for column in ("advies", "alternatief", "besluit"):
            if project[column]:
                say(f"     {column.capitalize()}: {project[column]}")
        if moment := ", ".join(filter(None, [project["datum"], project["door"]])):
            say(f"     Datum, door: {moment}")
    say(f"● is {APART} punten of meer verschil: daar gaat het gesprek over.")


def _say_spread(row: dict[Any, Any]) -> str:
    if not row["aantal"]:
        return "leeg"
    low, high = int(row["laagste"]), int(row["hoogste"])
    return f"{low} tot {high}{' ●' if row['ver_uiteen'] else ''}" if low < high else f"{low}"
