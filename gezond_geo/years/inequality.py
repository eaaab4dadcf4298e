"""Inequality between buurten through the years: differences in a figure along a fixed order of need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo._validate import as_numbers, as_series_of_years, as_text, as_whole, checked
from gezond_geo.errors import InputError
from gezond_geo.indicators.limits import Limits
from gezond_geo.io.dutch import count_of, format_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.years.series import Years

    Numbers = NDArray[np.float64]

COLUMNS = [
    "helling", "helling_laag", "helling_hoog", "relatief", "relatief_laag", "relatief_hoog", "variantie",
    "variantie_laag", "variantie_hoog", "buurten", "inwoners",
]  # fmt: skip

SMALLER, LARGER, UNSEEN = "kleiner", "groter", ""
"""Direction of change between two years: demonstrable only where their intervals do not overlap."""

MIN_AREAS = 8
"""Minimum number of buurten for an interval."""


@checked(
    years=as_series_of_years,
    indicator=as_text,
    need=as_numbers,
    population=as_numbers,
    draws=as_whole(100, 100_000),
    seed=as_whole(0),
)
def assess_inequality(
    years: Years,
    indicator: str,
    need: pd.Series[float],
    *,
    population: pd.Series[float] | None = None,
    draws: int = 2000,
    seed: int = 1,
) -> pd.DataFrame:
    """Inequality in a figure between the neediest and the least needy residents, for every year.

    The buurten, their order and their weights are the same in every year, so that only the figure changes. The slope
    index comes from the weighted regression line of the figure on the rank of the residents (Mackenbach & Kunst 1997,
    *Social Science & Medicine* 44(6), 757-771), here as the figure of the least needy minus that of the neediest; the
    relative index is the first divided by the second. The between-group variance weighs the squared distance of each
    buurt to the mean (WHO 2013, *Handbook on Health Inequality Monitoring*). Intervals resample the buurten with
    replacement (Efron & Tibshirani 1993, *An Introduction to the Bootstrap*, percentile interval).

    Parameters
    ----------
    years
        Series.
    indicator
        Id of the figure.
    need
        Need of each buurt, by ``buurtcode``, higher is needier, such as ``scores.themes["inkomen"]`` of one year.
    population
        Residents of each buurt, by ``buurtcode``; defaults to those in the year `Years.division`.
    draws
        Number of bootstrap samples, 100-100 000.
    seed
        Seed of the draws.

    Returns
    -------
    DataFrame
        A row per ``jaar`` and the columns of `COLUMNS`; the slope is in the unit of the figure, the variance in its
        square. Buurten under 400 residents, and those that lack the figure in any year, are left out of every year.

    Raises
    ------
    InputError
        When there is no such series, fewer than `MIN_AREAS` buurten have all years, or all have equal need.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> need = gg.score(data).themes["inkomen"]
    >>> years = gg.load_years("Enschede", offline=True)
    >>> between = gg.assess_inequality(years, "goede_gezondheid", need, population=data.buurten["inwoners"])
    >>> between["helling"].round(1).to_dict()
    {2012: 19.4, 2016: 20.7, 2020: 17.4, 2022: 23.6, 2024: 18.8}
    """
    residents = years.residents if population is None else population
    values = years.of(indicator)
    buurten = values[values.index.isin(years.residents.index)].dropna(axis=1, how="all")
    whole = pd.concat([buurten, need.rename("need"), residents.rename("people")], axis=1, join="inner").dropna()
    whole = whole[whole["people"] >= Limits().rank]
    if buurten.empty:
        raise InputError(f"Van {indicator} is er in geen enkel jaar een cijfer; lees andere jaren.")
    if len(whole) < MIN_AREAS:
        raise InputError(
            f"Van {len(whole)} buurten zijn er cijfers van alle jaren; voor een verschil tussen buurten zijn er "
            f"minstens {MIN_AREAS} nodig."
        )
    if whole["need"].eq(whole["need"].iloc[0]).all():
        raise InputError("In need hebben alle buurten dezelfde waarde; geef een volgorde van buurten.")
    figures = whole[buurten.columns].to_numpy()
    people, order = (whole[name].to_numpy() for name in ("people", "need"))
    point = _measure(figures, people, order, np.ones((1, len(whole))))[0]
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(len(whole), np.full(len(whole), 1 / len(whole)), size=draws).astype("float64")
    low, high = np.percentile(_measure(figures, people, order, counts), [2.5, 97.5], axis=0)
    table = np.stack([point, low, high], axis=2).reshape(len(buurten.columns), -1)
    index = pd.Index(buurten.columns, name="jaar")
    between = pd.DataFrame(table, index=index, columns=COLUMNS[:9])
    return between.assign(buurten=len(whole), inwoners=people.sum())


def say_inequality(between: pd.DataFrame, indicator: Indicator, order: str) -> list[str]:
    """Dutch sentences on the result of `assess_inequality`, and on whether the difference has become smaller.

    Parameters
    ----------
    between
        Result of `assess_inequality`.
    indicator
        Its indicator.
    order
        What the buurten are ordered by (Dutch).
    """
    texts = [
        f"{year}: {format_number(row['helling'], 1)} ({format_number(row['helling_laag'], 1)} tot "
        f"{format_number(row['helling_hoog'], 1)})"
        for year, row in between.iterrows()
    ]
    buurten = count_of(int(between["buurten"].iloc[0]), "buurt", "buurten")
    direction = find_direction(between)
    if direction == UNSEEN:
        verdict = "of het verschil kleiner werd, is in deze cijfers niet te zien"
    else:
        verdict = f"het verschil is {direction} geworden"
    label = indicator.label.lower()
    lines = [
        f"Verschil in {label} tussen wie in de buurten met het laagste en het hoogste inkomen woont, in punten "
        f"({buurten}, {order}; tussen haakjes in 95 van de 100 keer): {'; '.join(texts)}.",
        f"Tussen {between.index[0]} en {between.index[-1]}: {verdict}.",
    ]
    return lines if len(between) > 1 else lines[:1]


def find_direction(between: pd.DataFrame) -> str:
    """Demonstrable change of the slope from the first to the last year: `SMALLER`, `LARGER` or `UNSEEN`."""
    first, last = between.iloc[0], between.iloc[-1]
    if last["helling_hoog"] < first["helling_laag"]:
        return SMALLER
    return LARGER if last["helling_laag"] > first["helling_hoog"] else UNSEEN


def _measure(figures: Numbers, people: Numbers, need: Numbers, counts: Numbers) -> Numbers:
    """Slope, relative index and variance, of shape (draws, years, 3); `counts` counts each buurt in each draw."""
    weight = counts * people
    weight /= weight.sum(axis=1, keepdims=True)
    # Buurten with equal need share a rank, at the midpoint of all of them.
    classes, place = np.unique(-need, return_inverse=True)
    shares = np.zeros((len(counts), len(classes)))
    np.add.at(shares.T, place, weight.T)
    rank = (shares.cumsum(axis=1) - shares / 2)[:, place]
    mean = weight @ figures
    middle = (weight * rank).sum(axis=1)
    spread = (weight * rank**2).sum(axis=1) - middle**2
    slope = ((weight * rank) @ figures - middle[:, None] * mean) / spread[:, None]
    start = mean - middle[:, None] * slope
    variance = weight @ figures**2 - mean**2
    return np.stack([slope, (start + slope) / start, variance], axis=2)
