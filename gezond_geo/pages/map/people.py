"""Shares as people: so many of every hundred, rounded once, from the published figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from gezond_geo.areas.codes import NATION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.pages.map.run import Run

MOST = 3
"""Figures that are told as people on the first screen of a buurt."""

_HUNDRED = {"%": 1.0, "per 1 000": 10.0}  # by what a value in this unit is divided to be out of a hundred


def of_hundred(value: float, indicator: Indicator) -> int:
    """Round a share to people of every hundred, half up: ``62,9 %`` is 63, ``195,3 per 1 000`` is 20."""
    return math.floor(value / _HUNDRED[indicator.eenheid] + 0.5)


def list_people(run: Run, row: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """List the first `MOST` figures that a buurt has, as in ``honderd`` of the payload."""
    shown = []
    for name, what in run.words.terms["honderd"].items():
        value = row.get(name, math.nan)
        if name not in run.told or math.isnan(value) or run.told[name].eenheid not in _HUNDRED:
            continue
        shown.append(
            {
                "id": name,
                "aantal": of_hundred(value, run.told[name]),
                "wat": what,
                "vergelijk": compare_hundred(run, name),
                "schatting": run.told[name].soort == "schatting",
            }
        )
    return shown[:MOST]


def compare_hundred(run: Run, name: str) -> list[list[Any]]:
    """Give the same share of the gemeente and of the Netherlands: pairs of a name and people of every hundred."""
    names = {run.data.gemeente.code: run.data.gemeente.naam, NATION: run.words("nederland")}
    published = run.data.comparison.get(name)
    if published is None:
        return []
    known = {code: published.get(code, math.nan) for code in names}
    return [[names[code], of_hundred(value, run.told[name])] for code, value in known.items() if not math.isnan(value)]
