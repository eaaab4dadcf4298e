"""Ageing of people year by year: survival, and the distribution of age classes over single years of age."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

OLDEST = 109
"""Last single year of age."""

SURVIVAL_SOURCE = "CBS, Prognose periode-levensverwachting 2016-2060 (83598NED), mannen en vrouwen, CC BY 4.0"

_DEATH = {
    2020: (0.00070, 0.00537, 0.03986, 9.58),
    2030: (0.00058, 0.00425, 0.03352, 10.20),
    2040: (0.00049, 0.00341, 0.02731, 10.92),
}
"""Chance of death at 40, 60 and 80 years, and life expectancy at 80, by year: `SURVIVAL_SOURCE`."""

_MIDDLE, _OLD, _PENSION = 60, 80, 65

AGES_SOURCE = "CBS, Bevolking; kerncijfers (37296ned), 1 januari 2019, CC BY 4.0"

_FROM_65_TO_80, _FROM_80 = 2_515_184, 798_820
"""Dutch population by age, for dividing the open class of 65 and over: `AGES_SOURCE`."""


_UNTIL = re.compile(r"(?<!\d)(\d{1,3})\s*(tot en met|t/m|tm|tot|[-–_])\s*(\d{1,3})(?!\d)")
_OPEN = re.compile(r"(?<!\d)(\d{1,3})\s*(?:\+|plus|(?:jaar)?[\s_]*(?:of|en)[\s_]*ouder)")


def death_chance(year: int) -> Numbers:
    """Chance of death within a year, by year of age from 0 to `OLDEST`.

    Its logarithm is linear between 40, 60 and 80 years and between the years of `_DEATH`; above 80 it rises so that
    life expectancy at 80 is the published one (Gompertz 1825, *Philosophical Transactions* 115, 513-583).
    """
    years = sorted(_DEATH)
    at = min(max(year, years[0]), years[-1])
    logs = np.array([np.log(_death_in(each)) for each in years])
    chance: Numbers = np.exp([np.interp(at, years, column) for column in logs.T])
    return chance


@cache
def _death_in(year: int) -> tuple[float, ...]:
    at_40, at_60, at_80, expected = _DEATH[year]
    ages = np.arange(OLDEST + 1)
    younger = np.log(at_60 / at_40) / 20
    older = np.log(at_80 / at_60) / 20
    below = np.where(ages < _MIDDLE, at_40 * np.exp(younger * (ages - 40)), at_60 * np.exp(older * (ages - _MIDDLE)))
    low, high = 0.0, 0.5
    for _ in range(50):
        slope = (low + high) / 2
        above = np.minimum(at_80 * np.exp(slope * (ages[_OLD:] - _OLD)), 1.0)
        low, high = (slope, high) if 0.5 + np.cumprod(1 - above).sum() > expected else (low, slope)
    return tuple(np.concatenate([below[:_OLD], above]).tolist())


def age_on(people: Numbers, year: int) -> Numbers:
    """Survivors a year later, by year of age along the last axis; the oldest stay in one class."""
    alive = people * (1 - death_chance(year))
    later = np.zeros_like(people)
    later[..., 1:] = alive[..., :-1]
    later[..., -1] += alive[..., -1]
    return later


def spread_ages(classes: Mapping[tuple[int, int], Numbers]) -> Numbers:
    """Spread age classes over their single years of age.

    Parameters
    ----------
    classes
        Number of people by first and last year of age, all of the same shape. Within a class people are spread evenly;
        from 65 on their number decreases with age at a constant rate that gives the Dutch share of 80 and over.
    """
    shape = _older_shape()
    parts = []
    for (first, last), people in classes.items():
        weights = np.zeros(OLDEST + 1)
        weights[first : last + 1] = shape[first : last + 1]
        parts.append(np.asarray(people)[..., np.newaxis] * weights / weights.sum())
    total: Numbers = np.sum(parts, axis=0)
    return total


@cache
def _older_shape() -> Numbers:
    """Relative number of people by age: 1 to 65, and less beyond."""
    alive = np.concatenate([[1.0], np.cumprod(1 - death_chance(2020)[_PENSION:-1])])
    years = np.arange(len(alive))
    low, high = -0.2, 0.2
    share = _FROM_80 / (_FROM_65_TO_80 + _FROM_80)
    for _ in range(50):
        growth = (low + high) / 2
        people = alive * np.exp(-growth * years)
        low, high = (growth, high) if people[_OLD - _PENSION :].sum() / people.sum() > share else (low, growth)
    return np.concatenate([np.ones(_PENSION), people])


def parse_age(header: str) -> tuple[int, int, bool] | None:
    """Parse an age class in a header: first and last year, and whether the last may be exclusive.

    Returns
    -------
    tuple or None
        None for any other header. The last year of an open class is `OLDEST`.
    """
    text = header.casefold()
    if match := _OPEN.search(text):
        return int(match[1]), OLDEST, False
    if match := _UNTIL.search(text):
        first, last = int(match[1]), int(match[3])
        exclusive = match[2] == "tot"
        return (first, last - exclusive, match[2] in {"-", "–", "_"}) if first < last else None
    return None
