"""Confidence intervals of proportions and counts."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo._validate import as_number, as_vector, checked
from gezond_geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Vector = pd.Series[float] | Sequence[float] | NDArray[np.float64]


@checked(count=as_vector, total=as_vector, level=as_number(0.5, 0.9999))
def wilson_interval(count: Vector, total: Vector, *, level: float = 0.95) -> pd.DataFrame:
    """Confidence interval of a binomial proportion, by Wilson's score method.

    ``(count + z^2/2 -+ z sqrt(count (total - count) / total + z^2/4)) / (total + z^2)`` (Wilson 1927, *Journal of the
    American Statistical Association* 22, 209-212; Newcombe 1998, *Statistics in Medicine* 17, 857-872, method 3).
    Unlike a margin on either side of the share it stays within 0 and 1, and is right for small counts.

    Parameters
    ----------
    count
        Number of successes, 0 or more.
    total
        Number of trials. Two Series are aligned by index.
    level
        Confidence level, 0.5-0.9999.

    Returns
    -------
    DataFrame
        ``laag`` and ``hoog``, shares of 0-1, with the index of `count`; NaN where either is missing or `total` is 0.

    Raises
    ------
    InputError
        When a count is negative or more than its total, or their rows differ.

    Examples
    --------
    65 of 100, as OHID's *PHEindicatormethods* gives it:

    >>> import gezond_geo as gg
    >>> gg.wilson_interval([65], [100]).round(6).to_numpy().tolist()
    [[0.552544, 0.736358]]
    """
    counts, totals = pd.Series(count, dtype="float64"), pd.Series(total, dtype="float64")
    if len(totals) != len(counts) or not totals.index.isin(counts.index).all():
        raise InputError("count en total zijn niet van dezelfde rijen; geef van elke rij allebei.")
    events, people = counts.to_numpy(), totals.reindex(counts.index).to_numpy()
    if ((events < 0) | (events > people)).any():
        raise InputError("In count staat een aantal onder 0 of boven total; geef hoeveel van total het zijn.")
    z = NormalDist().inv_cdf((1 + level) / 2)
    whole = np.where(people > 0, people, np.nan)
    middle = (events + z**2 / 2) / (whole + z**2)
    reach = z * np.sqrt(events * (whole - events) / whole + z**2 / 4) / (whole + z**2)
    # A share of 0 or 1 is its own bound, apart from rounding in the last bit.
    low, high = np.where(events == 0, 0.0, middle - reach), np.where(events == whole, 1.0, middle + reach)
    return pd.DataFrame({"laag": np.where(np.isnan(whole), np.nan, low), "hoog": high}, index=counts.index)


@checked(count=as_vector, level=as_number(0.5, 0.9999))
def byar_interval(count: Vector, *, level: float = 0.95) -> pd.DataFrame:
    """Confidence interval of a number of events, by Byar's approximation to the Poisson limits.

    ``n (1 - 1/(9n) - z/(3 sqrt(n)))^3`` and, with ``n + 1`` for ``n``, the same with a plus sign (Breslow & Day 1987,
    *Statistical Methods in Cancer Research* volume II, IARC, page 69). It is meant for 10 events or more, and is close
    below that.

    Parameters
    ----------
    count
        Number of events, 0 or more.
    level
        Confidence level, 0.5-0.9999.

    Returns
    -------
    DataFrame
        ``laag`` and ``hoog``, in the unit of `count` and with its index; NaN where it is missing.

    Raises
    ------
    InputError
        When a count is negative, or `count` is empty.

    Examples
    --------
    65 events, as OHID's *PHEindicatormethods* gives it:

    >>> import gezond_geo as gg
    >>> gg.byar_interval([65]).round(6).to_numpy().tolist()
    [[50.163188, 82.849139]]
    """
    counts = pd.Series(count, dtype="float64")
    events = counts.to_numpy()
    if (events < 0).any() or np.isnan(events).all():
        raise InputError("In count staat geen enkel aantal, of een onder 0; geef aantallen van 0 of meer.")
    z = NormalDist().inv_cdf((1 + level) / 2)
    some = np.where(events > 0, events, np.nan)
    low = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    above = events + 1
    high = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return pd.DataFrame({"laag": np.where(events == 0, 0.0, low.clip(min=0)), "hoog": high}, index=counts.index)
