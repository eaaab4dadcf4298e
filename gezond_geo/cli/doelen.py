"""``gezond-geo doelen``: the goals of a gemeente, their standing, and what the figures do not show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

import gezond_geo as gg
from gezond_geo.cli.options import add_data_options, find_years, load_data
from gezond_geo.cli.tables import add_table_output, give_table, is_table
from gezond_geo.cli.terminal import say, tell
from gezond_geo.dataset.folder.goals import UNKNOWN_UNIT
from gezond_geo.dataset.folder.project_columns import INFERRED
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import count_decimals, format_number
from gezond_geo.io.export import TABLES
from gezond_geo.pages.export import table_export
from gezond_geo.scores.purpose import FOOTER
from gezond_geo.years.goals import say_units
from gezond_geo.years.series import list_sources

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from gezond_geo.cli.parser import DutchParser
    from gezond_geo.years.goals import Goals

_YEARS = ("begin_jaar", "jaar", "evaluatie", "stand_jaar")


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples({"waar de doelen staan": "gezond-geo doelen Enschede"})
    add_data_options(parser)
    add_table_output(parser, TABLES, "bewaar de doelen als tabel, met de standen en het pad")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    data = load_data(args)
    if data.goals.empty:
        raise InputError(
            f"Van {data.gemeente.naam} zijn geen doelen bekend; zet ze in doelen.csv in een gemeentemap en geef die "
            "mee met --gemeentemap."
        )
    years = find_years(args)
    goals = gg.assess_goals(data, years)
    meldingen = [*data.meldingen, *(() if years is None else years.meldingen)]
    tell(meldingen)
    lines = [*say_units(goals), f"Doelen: {'; '.join(dict.fromkeys(goals.table['bron']))}.", FOOTER]
    if hands_on:
        tables = {"standen": goals.standings, "pad": goals.path}
        table = goals.table.astype(dict.fromkeys(_YEARS, "Int64"))
        export = table_export(data, table, [*meldingen, *lines], tables)
        series = [] if years is None else list_sources(years)
        give_table(args, replace(export, sources=[*export.sources, *series]))
        return
    for number, goal in goals.table.to_dict("index").items():
        for line in _say_goal(int(str(number)), goal, goals):
            say(line)
    for line in lines:
        say(line)


def _say_goal(number: int, goal: Mapping[Any, Any], goals: Goals) -> Iterator[str]:
    when = "" if pd.isna(goal["jaar"]) else f" ({goal['jaar']:.0f})"
    yield f"{number:>3}  {goal['doel']}{when}"
    if numbers := list(_say_numbers(goal)):
        unknown = " (eenheid onbekend)" if goal["eenheid"] == UNKNOWN_UNIT else ""
        yield f"     In de bron: {', '.join(numbers)}{unknown}"
    if goal["letterlijk"]:
        yield f"     Letterlijk: “{goal['letterlijk']}”"
    if goal["cijfer"]:
        certainty = "de bron noemt dit cijfer" if goal["cijfer_zekerheid"] != INFERRED else INFERRED
        table = f", tabel {goal['tabel']}" if goal["tabel"] else ""
        yield f"     Cijfer: {goal['cijfer']} ({certainty}){table}"
    yield f"     Nu: {goal['stand'] or goal['reden']}"
    path = goals.path[goals.path["nummer"] == number].set_index("jaar")["waarde"]
    if goal["stand_jaar"] in path.index:
        yield f"     Op het pad van de bron in {goal['stand_jaar']:.0f}: {_plain(path[goal['stand_jaar']])}"
    if goal["stand"]:
        yield f"     Per buurt: {goal['per_buurt']}"
    if pd.notna(goal["evaluatie"]):
        yield f"     Evaluatie: {goal['evaluatie']:.0f}"


def _say_numbers(goal: Mapping[Any, Any]) -> Iterator[str]:
    unit = "" if goal["eenheid"] == UNKNOWN_UNIT else f" {goal['eenheid']}"
    for name, year in (("begin", "begin_jaar"), ("streefwaarde", "jaar")):
        if pd.notna(goal[name]):
            when = "" if pd.isna(goal[year]) else f" in {goal[year]:.0f}"
            yield f"{name} {_plain(goal[name])}{unit}{when}"


def _plain(value: float) -> str:
    """Write a number with its own decimals."""
    return format_number(value, count_decimals(value))
