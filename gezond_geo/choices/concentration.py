"""Concentration and slope index: whether a quantity is concentrated in the neediest or the least needy areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from gezond_geo._validate import as_choice, as_vector, checked
from gezond_geo.errors import InputError
from gezond_geo.scores.simulation import rank_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Vector = pd.Series[float] | Sequence[float] | NDArray[np.float64]

FORMS = ("relative", "absolute", "erreygers")
"""Forms of the concentration index: divided by the mean, times the mean, and corrected for a value between 0 and 1."""


@dataclass(frozen=True, slots=True)
class SlopeIndex:
    """Result of `slope_index`.

    Attributes
    ----------
    slope : Value at the least needy end of the fitted line less that at the neediest end, in the unit of the values.
    relative : Value at the least needy end over that at the neediest end; NaN where the line is 0 at the neediest end.
    """

    slope: float
    relative: float


@checked(values=as_vector, population=as_vector, need=as_vector, form=as_choice(*FORMS))
def concentration_index(
    values: Vector,
    population: Vector,
    *,
    need: Vector | None = None,
    form: Literal["relative", "absolute", "erreygers"] = "relative",
) -> float:
    """Concentration index of a value per person over areas from the neediest to the least needy.

    ``2 / mean * sum(share * value * rank) - 1``, with for each area its share of the population and the fractional rank
    at its midpoint (O'Donnell, van Doorslaer, Wagstaff & Lindelow 2008, *Analyzing Health Equity Using Household Survey
    Data*, World Bank, chapter 8; for a value between 0 and 1 Erreygers 2009, *Journal of Health Economics* 28(2),
    504-515).

    Parameters
    ----------
    values
        Value per person, per area: the neediest area first, unless `need` says otherwise.
    population
        People per area, 0 or more. Two Series are aligned by index.
    need
        Need of each area, higher is needier; areas with equal need share a rank.
    form
        ``relative``, ``absolute`` (times the mean, in the unit of the values), or ``erreygers`` (four times that, for a
        value between 0 and 1).

    Returns
    -------
    float
        Below 0 when the value lies with the neediest, above 0 when it lies with the least needy; the relative index is
        within -1 and 1 for values of 0 or more, and NaN where their mean is 0.

    Raises
    ------
    InputError
        When there are fewer than two areas, a number is missing, the population is negative or zero in total, or with
        ``erreygers`` a value is not between 0 and 1.
    SettingsError
        When there is no such form.

    Examples
    --------
    Deaths under five per 1 000 births in India, by fifth of the households, the poorest first (World Bank):

    >>> import gezond_geo as gg
    >>> deaths, births = [154.7, 152.9, 119.5, 86.9, 54.3], [29939, 28776, 26528, 24689, 19739]
    >>> round(gg.concentration_index(deaths, births), 4)
    -0.1694
    """
    value, share, rank = _prepare(values, population, need)
    mean = float((share * value).sum())
    absolute = float(2 * (share * value * rank).sum() - mean)
    if form == "absolute":
        return absolute
    if form == "erreygers":
        if not ((value >= 0) & (value <= 1)).all():
            raise InputError("In values staat een waarde buiten 0 en 1; deel procenten door 100.")
        return 4 * absolute
    return absolute / mean if mean else float("nan")


@checked(values=as_vector, population=as_vector, need=as_vector)
def slope_index(values: Vector, population: Vector, *, need: Vector | None = None) -> SlopeIndex:
    """Slope and relative index of inequality of a value per person over areas from the neediest to the least needy.

    A population-weighted regression line of the value on the fractional rank at the midpoint of each area (Mackenbach &
    Kunst 1997, *Social Science & Medicine* 44(6), 757-771; as OHID's *PHEindicatormethods* does with its default
    parameters).

    Parameters
    ----------
    values, population, need
        As in `concentration_index`.

    Returns
    -------
    SlopeIndex
        ``slope`` and ``relative``.

    Raises
    ------
    InputError
        As in `concentration_index`, and when all areas have equal need.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> gg.slope_index([70, 72, 74, 76], [100, 100, 100, 100])
    SlopeIndex(slope=8.0, relative=1.1159420289855073)
    """
    value, share, rank = _prepare(values, population, need)
    spread = float((share * (rank - 0.5) ** 2).sum())
    if not spread:
        raise InputError("Alle gebieden zijn even ver in need; geef gebieden die verschillen.")
    slope = float((share * (rank - 0.5) * value).sum()) / spread
    neediest = float((share * value).sum()) - slope / 2
    return SlopeIndex(slope, (neediest + slope) / neediest if neediest else float("nan"))


def rank_bounds(
    population: NDArray[np.float64], need: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper bound of each area in the ranking of people by need, as shares; areas with equal need share them.

    Parameters
    ----------
    population
        People per area.
    need
        A row per ordering and a column per area; higher is needier.
    """
    areas = len(population)
    ranks = rank_rows(need)
    ordered = population[np.argsort(ranks, axis=1, kind="stable")] / population.sum()
    summed = np.concatenate([np.zeros((len(need), 1)), ordered.cumsum(axis=1)], axis=1)
    last = areas + 1 - rank_rows(-need)
    return np.take_along_axis(summed, ranks - 1, axis=1), np.take_along_axis(summed, last, axis=1)


def _prepare(
    values: Vector, population: Vector, need: Vector | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Value, share of the population, and midpoint rank per area."""
    first = pd.Series(values)
    order = pd.Series(np.arange(len(first), 0, -1.0), index=first.index) if need is None else pd.Series(need)
    parts = {"population": pd.Series(population), "need": order}
    rows = [first, *(_align(name, part, first) for name, part in parts.items())]
    value, people, needy = (np.array(row, dtype=np.float64) for row in rows)
    if len(value) < 2:  # noqa: PLR2004 - one area is no distribution
        raise InputError("Voor een verdeling zijn minstens twee gebieden nodig; geef er meer.")
    if np.isnan([value, people, needy]).any():
        raise InputError("Van een gebied ontbreekt een getal; laat dat gebied in alle kolommen weg.")
    if (people < 0).any() or not people.sum():
        raise InputError("In population staat een negatief aantal, of niemand; geef aantallen mensen.")
    before, upto = rank_bounds(people, needy[np.newaxis])
    return value, people / people.sum(), (before[0] + upto[0]) / 2


def _align(name: str, part: pd.Series[float], values: pd.Series[float]) -> pd.Series[float]:
    """Align an argument with the values; another index means other areas."""
    if part.index.equals(values.index):
        return part
    if len(part) != len(values) or not part.index.is_unique or not part.index.isin(values.index).all():
        raise InputError(f"{name} hoort niet bij dezelfde gebieden als values; geef van elk gebied een getal.")
    return part.reindex(values.index)
