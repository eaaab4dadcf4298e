"""``gezond-geo verdeling``: euro of area-bound projects per resident, and whether they go where themes stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

import gezond_geo as gg
from gezond_geo.choices.spending import say_spending
from gezond_geo.cli.options import add_data_options, add_score_options, choose_score, load_data
from gezond_geo.cli.tables import add_table_output, give_table, is_table
from gezond_geo.cli.terminal import say, tell
from gezond_geo.io.dutch import count_of, format_number
from gezond_geo.io.export import TABLES
from gezond_geo.pages.export import table_export
from gezond_geo.scores.wording import say_origin, say_settings

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples({"hoe het geld over de buurten is verdeeld": "gezond-geo verdeling Enschede"})
    add_data_options(parser)
    add_score_options(parser)
    add_table_output(parser, TABLES, "bewaar het geld per buurt als tabel")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    data = load_data(args)
    scores = gg.score(data, **choose_score(data, args))
    spending = gg.assess_spending(data, scores)
    lines = [*say_spending(spending), *filter(None, [say_settings(scores)]), *say_origin(data)]
    tell(data.meldingen)
    if hands_on:
        table = data.buurten[["buurtnaam"]].join([scores.buurten[["stapeling", "rang"]], spending.buurten])
        tables = {"naar_stapeling": spending.by_stacking, "naar_vijfde": spending.fifths}
        give_table(args, table_export(data, pd.DataFrame(table), [*data.meldingen, *lines], tables))
        return
    say("Euro per inwoner, naar hoeveel thema's er samenkomen")
    for number, row in spending.by_stacking.iterrows():
        places = count_of(int(row["buurten"]), "buurt", "buurten")
        themes = count_of(int(str(number).split(".")[0]), "thema", "thema's")
        say(f"  {themes:<8}  {format_number(row['euro_per_inwoner'], 2):>8}  {_say_people(row, places)}")
    say("Euro per inwoner, van waar het meeste samenkomt (1) naar het minste (5)")
    for number, row in spending.fifths.iterrows():
        say(f"  {number:<8}  {format_number(row['euro_per_inwoner'], 2):>8}  {_say_people(row)}")
    for line in lines:
        say(line)


def _say_people(row: pd.Series[float], places: str = "") -> str:
    people = f"{format_number(row['inwoners'])} inwoners"
    return f"{places}, {people}" if places else people
