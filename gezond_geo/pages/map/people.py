"""Shares as people out of a hundred, rounded once from the published figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from gezond_geo.areas.codes import NATION
from gezond_geo.pages.map.run import once_per_run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.pages.map.run import Run

MOST = 3
"""Number of figures shown as people on the first screen of a buurt."""

_HUNDRED = {"%": 1.0, "per 1 000": 10.0}  # by what a value in this unit is divided to be out of a hundred


def of_hundred(value: float, indicator: Indicator) -> int:
    """Round a share to people out of a hundred, half up: ``62,9 %`` is 63, ``195,3 per 1 000`` is 20."""
    return math.floor(value / _HUNDRED[indicator.eenheid] + 0.5)


def list_shares(run: Run) -> dict[str, dict[str, Any]]:
    """Figures shown as people, as in ``honderd`` of the payload."""
    terms_of = {name: terms for name, terms in run.words.terms["honderd"].items() if _is_share(run, name)}
    return {
        name: {
            "wat": terms["wat"],
            "kort": terms["kort"],
            "vergelijk": compare_hundred(run, name),
            "wijken": _wijken_of_hundred(run, name),
            "schatting": run.shown[name].soort == "schatting",
        }
        for name, terms in terms_of.items()
    }


def count_people(run: Run, row: Mapping[Any, Any]) -> list[list[Any]]:
    """The first `MOST` of these that a buurt has: pairs of an id and people out of a hundred."""
    counts = []
    for name, indicator in _shares_of(run):
        value = row.get(name, math.nan)
        if not math.isnan(value):
            counts.append(_count(run, name, of_hundred(value, indicator)))
        if len(counts) == MOST:
            break
    return counts


@once_per_run
def _shares_of(run: Run) -> list[tuple[str, Indicator]]:
    return [(name, run.shown[name]) for name in run.words.terms["honderd"] if _is_share(run, name)]


@once_per_run
def _count(_: Run, name: str, people: int) -> list[Any]:
    return [name, people]


def _is_share(run: Run, name: str) -> bool:
    return name in run.shown and run.shown[name].eenheid in _HUNDRED


@once_per_run
def compare_hundred(run: Run, name: str) -> list[list[Any]]:
    """The same share in the gemeente and the Netherlands: pairs of a name and people out of a hundred."""
    names = {run.data.gemeente.code: run.data.gemeente.naam, NATION: run.words("nederland")}
    values = run.published.get(name, {})
    return [[names[code], of_hundred(values[code], run.shown[name])] for code in names if code in values]


def _wijken_of_hundred(run: Run, name: str) -> dict[str, int]:
    """The same share in each wijk for which it is published."""
    values = run.published.get(name, {})
    return {code: of_hundred(value, run.shown[name]) for code, value in values.items() if code.startswith("WK")}
