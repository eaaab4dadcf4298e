"""The goals of a gemeente and their standing, without a verdict on whether they will be met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.dataset.folder.goals import BETWEEN, GAP, UNKNOWN_UNIT
from gezond_geo.pages.paper import round_once, shorten
from gezond_geo.years.goals import NOT_HERE, assess_goals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.pages.progress.period import Period
    from gezond_geo.years.goals import Goals

_LINES, _LINE = 7, 44  # for the goals on the first page, and characters on a line
_PATHS = 4  # that are written out


def list_goals(period: Period) -> dict[str, Any]:
    """The goals with their year and standing in the period, and those with a path in the source.

    Returns
    -------
    dict
        ``rijen`` (``doel stand``), ``noot``, ``paden`` (``doel begin pad stand streef``), ``aantal`` of all goals, and
        the number that the figures do not show (``onbekend``).
    """
    words = period.words
    goals = assess_goals(period.data, period.years)
    rows = [
        {
            "doel": _name(period, goal),
            "stand": _say_standing(period, goals, number, goal),
        }
        for number, goal in _goals_of(goals).items()
    ]
    lines = np.cumsum([-(-len(row["doel"]) // _LINE) for row in rows])
    count = int((lines <= _LINES).sum())
    more = len(rows) - count
    notes = [words.on_progress("nog_doelen", aantal=more)] if more > 0 else []
    unclear = goals.table[goals.table["eenheid"].eq(UNKNOWN_UNIT)]
    if len(unclear):
        quotes = [f"“{quote}”" for quote in unclear["letterlijk"].where(unclear["letterlijk"].ne(""), unclear["doel"])]
        notes.append(words.on_progress("deel_waarvan", getallen=shorten(words.join(quotes), 120)))
    return {
        "rijen": rows[:count],
        "noot": " ".join(notes),
        "paden": _list_paths(period, goals),
        "onbekend": int(goals.table["reden"].eq(NOT_HERE).sum()),
        "aantal": len(rows),
    }


def _goals_of(goals: Goals) -> Mapping[int, Mapping[Any, Any]]:
    return {int(str(number)): row for number, row in goals.table.to_dict("index").items()}


def _name(period: Period, goal: Mapping[Any, Any]) -> str:
    """Name of a goal with its target year."""
    name = shorten(str(goal["doel"]), 60)
    return name if pd.isna(goal["jaar"]) else period.words.on_progress("doel_jaar", doel=name, jaar=_year(goal["jaar"]))


def _year(year: float) -> str:
    return "" if pd.isna(year) else f"{year:.0f}"


def _say_standing(period: Period, goals: Goals, number: int, goal: Mapping[Any, Any]) -> str:
    """Standing of a goal in the last known year of the period, or why it is unknown."""
    words, rows = period.words, goals.standings
    own = rows[(rows["nummer"] == number) & (rows["jaar"] <= period.until)]
    if own.empty:
        return NOT_HERE if goal["reden"] in {"", NOT_HERE} else words.on_progress("niet_te_berekenen")
    last = own.iloc[-1].to_dict()
    when = _year(last["jaar"])
    if goal["soort"] == BETWEEN:
        return words.on_progress("doel_tussen", punten=words.number(last["verschil"], 1), jaar=when)
    if goal["soort"] == GAP:
        values = {"eigen": round_once(last["gemeente"]), "land": round_once(last["nederland"])}
        return words.on_progress("doel_naast", **values, jaar=when)
    return words.on_progress("doel_stand", stand=words.number(last["gemeente"], 1), jaar=when)


def _list_paths(period: Period, goals: Goals) -> list[dict[str, str]]:
    """Goals with a linear path in their source: its start, its end, and its value in the period."""
    words, path = period.words, goals.path
    rows: list[dict[str, str]] = []
    for number, goal in _goals_of(goals).items():
        own = path[path["nummer"] == number].set_index("jaar")["waarde"]
        if len(own) and len(rows) < _PATHS:
            unit = words.on_progress("eenheid_onbekend") if goal["eenheid"] == UNKNOWN_UNIT else goal["eenheid"]
            values = {
                name: f"{words.number(own[year], 1)} {unit} ({year})".replace("  ", " ")
                for name, year in (("begin", own.index[0]), ("streef", own.index[-1]))
            }
            at = words.number(own[period.until], 1) if period.until in own.index else words.on_progress("niet_bekend")
            rows.append(
                {"doel": shorten(str(goal["doel"]), 50), **values, "pad": at,
                 "stand": _say_standing(period, goals, number, goal)}
            )  # fmt: skip
    return rows
