"""Aggregation of figures on one scale: weighted means, and means of means up a hierarchy."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo._validate import as_call, as_frame, as_mapping, as_number, as_series, checked
from gezond_geo.errors import InputError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray


@checked(parts=as_frame(), weights=as_series, minimum_share=as_number(0, 1))
def arithmetic_mean(
    parts: pd.DataFrame, weights: pd.Series[float] | None = None, *, minimum_share: float = 1.0
) -> pd.Series[float]:
    """Weighted arithmetic mean of the columns: a high value in one fully compensates for a low one in another.

    Linear aggregation (OECD/JRC 2008, *Handbook on Constructing Composite Indicators*, step 6).

    Parameters
    ----------
    parts
        A column per part, all in one unit.
    weights
        Weight per column, in any scale; None weighs all the same.
    minimum_share
        Share of the weight, 0-1, that a row needs; the mean is then over what is there.

    Returns
    -------
    Series
        The index and unit of `parts`; NaN where too little is there.

    Raises
    ------
    SettingsError
        When weights are not one per column, a weight is negative or missing, all are zero, or `minimum_share` is not
        within 0-1.
    InputError
        When a column holds anything but numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> parts = pd.DataFrame({"roken": [20.0, 60.0], "bewegen": [40.0, 90.0]}, index=["BU01530003", "BU01530301"])
    >>> gg.arithmetic_mean(parts, pd.Series({"roken": 3, "bewegen": 1}))
    BU01530003    25.0
    BU01530301    67.5
    dtype: float64
    """
    values, weighing, enough = _prepare(parts, weights, minimum_share)
    return pd.Series(_average(values, weighing, enough), index=parts.index)


@checked(parts=as_frame(), weights=as_series, minimum_share=as_number(0, 1))
def geometric_mean(
    parts: pd.DataFrame, weights: pd.Series[float] | None = None, *, minimum_share: float = 1.0
) -> pd.Series[float]:
    """Weighted geometric mean of the columns: a high value in one only partly compensates for a low one in another.

    Geometric aggregation (OECD/JRC 2008, *Handbook on Constructing Composite Indicators*, step 6). A 0 in a part with a
    positive weight makes the mean 0, whatever the others are; shift the parts above 0 to avoid that.

    Parameters
    ----------
    parts
        A column per part, all in one unit, 0 or more.
    weights
        Weight per column, in any scale; None weighs all the same.
    minimum_share
        Share of the weight, 0-1, that a row needs; the mean is then over what is there.

    Returns
    -------
    Series
        The index and unit of `parts`; NaN where too little is there.

    Raises
    ------
    SettingsError
        When weights are not one per column, a weight is negative or missing, all are zero, or `minimum_share` is not
        within 0-1.
    InputError
        When a value is negative, or a column holds anything but numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> parts = pd.DataFrame({"roken": [20.0, 50.0], "bewegen": [80.0, 50.0]}, index=["BU01530003", "BU01530301"])
    >>> gg.geometric_mean(parts)
    BU01530003    40.0
    BU01530301    50.0
    dtype: float64
    """
    values, weighing, enough = _prepare(parts, weights, minimum_share)
    if (values < 0).any():
        raise InputError(f"Een meetkundig gemiddelde kent geen waarde onder 0, zoals {values[values < 0][0]:g}.")
    with np.errstate(divide="ignore"):  # the logarithm of 0 is minus infinity, which comes back as 0
        logarithms = np.log(values)
    return pd.Series(np.exp(_average(logarithms, weighing, enough)), index=parts.index)


@checked(leaves=as_frame(), parents=as_mapping, weights=as_mapping, mean=as_call)
def combine_hierarchy(
    leaves: pd.DataFrame,
    parents: Mapping[str, str] | pd.Series[str],
    weights: Mapping[str, float] | pd.Series[float] | None = None,
    *,
    mean: Callable[[pd.DataFrame, pd.Series[float]], pd.Series[float]] = arithmetic_mean,
) -> pd.DataFrame:
    """Combine columns level by level, up to the single root node.

    Hierarchical aggregation (OECD/JRC 2008, *Handbook on Constructing Composite Indicators*, steps 1 and 6).

    Parameters
    ----------
    leaves
        A column per leaf node, all in one unit.
    parents
        Parent of each node; that of the root is absent or missing.
    weights
        Weight of each node among its siblings; 1 for a node not listed.
    mean
        `arithmetic_mean`, `geometric_mean`, or one of them with a `minimum_share` (`functools.partial`).

    Returns
    -------
    DataFrame
        A column per node above the leaves, with the index of `leaves`. The lowest level comes first and the root last;
        within a level, nodes keep the order of `parents`.

    Raises
    ------
    SettingsError
        When a node has two parents or is its own ancestor, there is more than one root, a weight belongs to an unknown
        node, or the weights below one parent cannot be used.
    InputError
        When the columns of `leaves` are not exactly the leaf nodes, each once.

    Examples
    --------
    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> leaves = pd.DataFrame({"roken": [60.0], "bewegen": [80.0], "bijstand": [30.0]}, index=["BU01530301"])
    >>> parents = {"roken": "gezondheid", "bewegen": "gezondheid", "bijstand": "inkomen"}
    >>> parents |= {"gezondheid": "score", "inkomen": "score"}
    >>> gg.combine_hierarchy(leaves, parents)
                gezondheid  inkomen  score
    BU01530301        70.0     30.0   50.0
    """
    table = pd.Series(parents, dtype="object").dropna()
    if (twice := table.index[table.index.duplicated()]).size:
        raise SettingsError(f"Het onderdeel {twice[0]!r} staat er dubbel in; geef elk onderdeel een ouder.")
    above = {str(child): str(parent) for child, parent in table.items()}
    children: dict[str, list[str]] = {}
    for child, parent in above.items():
        children.setdefault(parent, []).append(child)
    order = _order(children, above)
    bottom = [node for node in above if node not in children]
    if lacking := [node for node in bottom if node not in leaves]:
        raise InputError(f"Het onderdeel {lacking[0]!r} heeft geen kolom en geen onderdelen; geef er een kolom van.")
    if len(leaves.columns) != len(bottom):
        odd = next(name for name in leaves if name not in bottom or leaves.columns.tolist().count(name) > 1)
        raise InputError(f"De kolom {odd!r} hoort niet of meer dan eens onder de boom; laat die weg.")
    by_node = {str(node): weight for node, weight in dict({} if weights is None else weights).items()}
    if unknown := [node for node in by_node if node not in above and node not in children]:
        raise SettingsError(f"Er is geen onderdeel {unknown[0]!r} om te wegen; controleer de gewichten.")
    columns: dict[str, pd.Series[float]] = {str(name): column for name, column in leaves.items()}
    for node in order:
        parts = pd.DataFrame({child: columns[child] for child in children[node]}, index=leaves.index)
        columns[node] = mean(parts, pd.Series({child: by_node.get(child, 1.0) for child in children[node]}))
    return pd.DataFrame({node: columns[node] for node in order}, index=leaves.index)


def _order(children: Mapping[str, list[str]], above: Mapping[str, str]) -> list[str]:
    """Nodes above the leaves, lowest level first."""
    try:
        upward = [*TopologicalSorter(children).static_order()]
    except CycleError as error:
        raise SettingsError(f"Onderdelen zijn deel van zichzelf: {' > '.join(error.args[1])}.") from error
    if len(tops := [node for node in children if node not in above]) != 1:
        raise SettingsError(f"Een boom heeft één top, niet {len(tops)} ({', '.join(tops)}); controleer de ouders.")
    height: dict[str, int] = {}
    for node in upward:
        height[node] = 1 + max((height[child] for child in children.get(node, ())), default=-1)
    return sorted(children, key=lambda node: height[node])


def _prepare(
    parts: pd.DataFrame, weights: pd.Series[float] | None, minimum_share: float
) -> tuple[NDArray[np.floating], NDArray[np.floating], NDArray[np.bool_]]:
    """Values and weights of the parts with a positive weight, and which rows have enough of them."""
    if weights is None:
        weights = pd.Series(1.0, index=parts.columns)
    once = weights.index.is_unique and parts.columns.is_unique
    if not once or set(weights.index) != set(parts.columns):
        names = ", ".join(map(str, parts.columns))
        raise SettingsError(f"Er is niet één gewicht voor elk onderdeel; geef er een voor: {names}.")
    weighing: NDArray[np.floating] = weights[parts.columns].to_numpy(dtype="float64", na_value=np.nan)
    if not (np.isfinite(weighing) & (weighing >= 0)).all() or not weighing.any():
        raise SettingsError("Gewichten zijn getallen van 0 of meer, en minstens een is groter dan 0.")
    try:
        values = parts.to_numpy(dtype="float64", na_value=np.nan)[:, weighing > 0]
    except (TypeError, ValueError) as error:
        raise InputError("Een onderdeel bevat iets anders dan getallen; geef kolommen met getallen.") from error
    weighing = weighing[weighing > 0]
    lacking = np.isnan(values) @ weighing / weighing.sum()
    # Allow for rounding just below the required share; without any part there is no mean.
    enough: NDArray[np.bool_] = (1 - lacking >= minimum_share - 1e-9) & ~np.isnan(values).all(axis=1)
    return values, weighing, enough


def _average(
    values: NDArray[np.floating], weighing: NDArray[np.floating], enough: NDArray[np.bool_]
) -> NDArray[np.floating]:
    missing = np.isnan(values)
    # Missing weights are subtracted, so that a complete row is divided by exactly the sum of the weights.
    present = np.where(enough, weighing.sum() - missing @ weighing, np.nan)
    total: NDArray[np.floating] = np.where(missing, 0, values * weighing).sum(axis=1)
    return total / present
