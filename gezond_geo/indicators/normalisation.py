"""Normalisation: each function places values of any unit against a reference, which may be any Series.

Direction is applied afterwards: ``100 - y`` for `percentile` and `min_max`, ``-y`` for `z_score` and
`distance_to_target`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from gezond_geo._validate import as_choice, as_flag, as_number, as_series, checked
from gezond_geo.errors import InputError, SettingsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

Ties = Literal["mid", "min", "max"]

IMD_SCALE = 23.0
"""Constant of the exponential transform, which limits cancellation to about 10 % (IMD 2019)."""


class Cumulation(NamedTuple):
    """Values of a reference in order, and the weight below each of them; one more for the weight of them all."""

    sample: NDArray[np.floating]
    below: NDArray[np.floating]


@checked(values=as_series, reference=as_series, weights=as_series, ties=as_choice(*get_args(Ties)), others=as_flag)
def percentile(
    values: pd.Series[float],
    reference: pd.Series[float],
    weights: pd.Series[float] | None = None,
    *,
    ties: Ties = "mid",
    others: bool = False,
) -> pd.Series[float]:
    """Share of the reference that lies below each value.

    With ``ties="mid"`` half of the tied values count as below: the mid-rank percentile, or *ridit* (Bross 1958,
    Biometrics 14(1), 18-38). ``min`` counts none of them, ``max`` all of them. ``ties="min", others=True`` is the
    spreadsheet function PERCENTRANK.INC of the CDC/ATSDR Social Vulnerability Index (2018 documentation).

    Parameters
    ----------
    values
        Values to place, any index.
    reference
        Reference values; missing ones are left out.
    weights
        Weight of each reference value, same index as `reference`, such as residents; None weighs all the same.
    ties
        How tied values count.
    others
        Whether a value is ranked among the others, leaving itself out: of n - 1 instead of n. Each value must be in the
        reference, and weights are not allowed.

    Returns
    -------
    Series
        0-100, with the index of `values`; NaN where the value is missing or the reference is empty.

    Raises
    ------
    SettingsError
        When `ties` is not one of the three, a weight is missing or negative, or weights go with `others`.
    InputError
        With `others`, when a value is not in the reference.

    Examples
    --------
    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> values = pd.Series([10.0, 25.0, 40.0], index=["BU01530003", "BU01530301", "BU01530603"])
    >>> gg.percentile(values, pd.Series([10.0, 20.0, 30.0, 40.0]), pd.Series([100, 300, 400, 200]))
    BU01530003     5.0
    BU01530301    40.0
    BU01530603    90.0
    dtype: float64
    """
    if others and weights is not None:
        raise SettingsError("Een percentiel onder de anderen kent geen gewichten; laat weights of others weg.")
    return place_in(cumulate(reference, weights), values, ties=ties, others=others)


def cumulate(reference: pd.Series[float], weights: pd.Series[float] | None = None) -> Cumulation:
    """Reference values in order, with the weight below each; the reference and weights of `percentile`."""
    sample, weighing = _weigh(reference, weights)
    order = np.argsort(sample, kind="stable")
    return Cumulation(sample[order], np.concatenate([[0.0], np.cumsum(weighing[order])]))


def place_in(
    reference: Cumulation, values: pd.Series[float], *, ties: Ties = "mid", others: bool = False
) -> pd.Series[float]:
    """Share of a reference that lies below each value; see `percentile`."""
    shares = {"mid": 0.5, "min": 0.0, "max": 1.0}
    points = _numbers(values)
    lower = reference.below[np.searchsorted(reference.sample, points, "left")]
    upper = reference.below[np.searchsorted(reference.sample, points, "right")]
    total = reference.below[-1]
    if others:
        if (strange := values[(upper == lower) & ~np.isnan(points)]).size:
            raise InputError(f"De waarde {strange.iloc[0]:g} staat niet in de referentie; laat others weg.")
        upper, total = upper - 1, total - 1
    # Not from the difference of the two (the ties): its rounding could put a value above the next one, or above 100.
    below = (1 - shares[ties]) * lower + shares[ties] * upper
    percentiles = below / (total if total > 0 else np.nan) * 100
    return _like(values, np.where(np.isnan(points), np.nan, percentiles))


@checked(values=as_series, reference=as_series, low=as_number(), high=as_number())
def min_max(
    values: pd.Series[float],
    reference: pd.Series[float] | None = None,
    *,
    low: float | None = None,
    high: float | None = None,
) -> pd.Series[float]:
    """Rescale values linearly, from 0 at the lowest of the reference to 100 at the highest.

    Min-max normalisation (OECD/JRC 2008, *Handbook on Constructing Composite Indicators*, step 5).

    Parameters
    ----------
    values
        Values to place, any index and unit.
    reference
        Values whose lowest and highest become 0 and 100; None for `values` themselves.
    low, high
        Values that become 0 and 100 instead of the lowest and highest, in the unit of `values`.

    Returns
    -------
    Series
        The index of `values`: 0-100 within the bounds, and below 0 or above 100 beyond them; NaN where the value is
        missing, and everywhere when the bounds are equal or the reference is empty.

    Raises
    ------
    SettingsError
        When `low` is above `high`, or one of them is not a number.

    Examples
    --------
    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> values = pd.Series([10.0, 25.0, 40.0], index=["BU01530003", "BU01530301", "BU01530603"])
    >>> gg.min_max(values)
    BU01530003      0.0
    BU01530301     50.0
    BU01530603    100.0
    dtype: float64
    """
    sample, _ = _weigh(values if reference is None else reference, None)
    least = low if low is not None else sample.min() if sample.size else np.nan
    most = high if high is not None else sample.max() if sample.size else np.nan
    if least > most:
        raise SettingsError(f"De ondergrens {least:g} ligt boven de bovengrens {most:g}; wissel ze om.")
    width = most - least if most > least else np.nan
    return _like(values, (_numbers(values) - least) / width * 100)


@checked(values=as_series, reference=as_series, weights=as_series)
def z_score(
    values: pd.Series[float], reference: pd.Series[float] | None = None, weights: pd.Series[float] | None = None
) -> pd.Series[float]:
    """Number of standard deviations that a value lies above the mean of the reference.

    Standardisation (OECD/JRC 2008, *Handbook on Constructing Composite Indicators*, step 5). The standard deviation is
    that of a population: the sum of squares is divided by the sum of the weights.

    Parameters
    ----------
    values
        Values to place, any index and unit.
    reference
        Values to take the mean and standard deviation of; None for `values` themselves.
    weights
        Weight of each reference value, the same index, such as residents; None weighs all the same.

    Returns
    -------
    Series
        In standard deviations, the index of `values`; NaN where the value is missing, and everywhere when the reference
        values with a weight are all equal or missing.

    Raises
    ------
    SettingsError
        When a weight is missing or negative.

    Examples
    --------
    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> values = pd.Series([10.0, 25.0, 40.0], index=["BU01530003", "BU01530301", "BU01530603"])
    >>> gg.z_score(values).round(3)
    BU01530003   -1.225
    BU01530301    0.000
    BU01530603    1.225
    dtype: float64
    """
    sample, weighing = _weigh(values if reference is None else reference, weights)
    sample, weighing = sample[weighing > 0], weighing[weighing > 0]
    # Compared rather than computed: rounding may make the deviation of equal numbers tiny instead of 0.
    if not sample.size or sample.min() == sample.max():
        return _like(values, np.full(len(values), np.nan))
    mean = np.average(sample, weights=weighing)
    deviation = np.sqrt(np.average((sample - mean) ** 2, weights=weighing))
    return _like(values, (_numbers(values) - mean) / deviation)


@checked(values=as_series, target=as_number())
def distance_to_target(values: pd.Series[float], target: float) -> pd.Series[float]:
    """Distance of values to a target, in percent of that target.

    ``(x - target) / |target|``: the distance to a reference (OECD/JRC 2008, *Handbook on Constructing Composite
    Indicators*, step 5). The target may be a policy goal, or a property of a reference, such as its mean.

    Parameters
    ----------
    values
        Values on a scale with a true zero, any index.
    target
        Value to reach, in the same unit.

    Returns
    -------
    Series
        Percent, above 0 where the value is higher than the target; the index of `values`, NaN where it is missing.

    Raises
    ------
    SettingsError
        When the target is 0 or not a number.

    Examples
    --------
    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> values = pd.Series([10.0, 25.0, 40.0], index=["BU01530003", "BU01530301", "BU01530603"])
    >>> gg.distance_to_target(values, 20)
    BU01530003    -50.0
    BU01530301     25.0
    BU01530603    100.0
    dtype: float64
    """
    if target == 0:
        raise SettingsError(f"Een afstand in procenten van het doel {target:g} bestaat niet; kies een ander doel.")
    return _like(values, (_numbers(values) - target) / abs(target) * 100)


@checked(percentiles=as_series)
def transform_exponential(percentiles: pd.Series[float]) -> pd.Series[float]:
    """Stretch the unfavourable end, so that a high percentile in one theme is not cancelled out by a low one elsewhere.

    ``E = -23 ln(1 - R (1 - exp(-100 / 23)))`` with R the percentile over 100: the exponential transformation of the
    English Indices of Deprivation (McLennan et al. 2019, *Technical report*, section 3.7).

    Parameters
    ----------
    percentiles
        0-100.

    Returns
    -------
    Series
        0-100, the index of `percentiles`; NaN where it is missing.

    Raises
    ------
    InputError
        When a percentile is not within 0-100.

    Examples
    --------
    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> gg.transform_exponential(pd.Series([20.0, 50.0, 80.0, 100.0])).round(1)
    0      5.1
    1     15.6
    2     35.9
    3    100.0
    dtype: float64
    """
    share = _numbers(percentiles) / 100
    # With fractional weights, rounding may put a percentile just above 100.
    if (beyond := share[(share < 0) | (share > 1 + 1e-9)]).size:
        raise InputError(f"Het percentiel {beyond[0] * 100:g} ligt niet tussen 0 en 100; geef percentielen.")
    return _like(percentiles, -IMD_SCALE * np.log(1 - share * (1 - np.exp(-100 / IMD_SCALE))))


def _weigh(
    reference: pd.Series[float], weights: pd.Series[float] | None
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Known values of a reference, and their weights."""
    values = _numbers(reference)
    usable = ~np.isnan(values)
    if weights is None:
        return values[usable], np.ones(int(usable.sum()))
    if not weights.index.equals(reference.index):
        if not weights.index.is_unique or not reference.index.isin(weights.index).all():
            raise SettingsError("De gewichten horen niet bij de referentie; geef elke waarde ervan een gewicht.")
        weights = weights.reindex(reference.index)
    weighing = _numbers(weights)[usable]
    if not (np.isfinite(weighing) & (weighing >= 0)).all():
        raise SettingsError("Gewichten zijn getallen van 0 of meer; vul ontbrekende aan of laat die waarden weg.")
    return values[usable], weighing


def _numbers(values: pd.Series[float]) -> NDArray[np.floating]:
    try:
        return values.to_numpy(dtype="float64", na_value=np.nan)
    except (TypeError, ValueError) as error:
        column = "Een kolom" if values.name is None else f"De kolom {values.name!r}"
        raise InputError(f"{column} bevat iets anders dan getallen; geef getallen.") from error


def _like(values: pd.Series[float], numbers: NDArray[np.floating]) -> pd.Series[float]:
    return pd.Series(numbers, index=values.index, name=values.name)
