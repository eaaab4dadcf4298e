"""Buurten that share a sentence on their score: a country has far fewer sentences than buurten."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gezond_geo.scores.scores import Scores

    Floats = NDArray[np.float64]

SAME = 1e-9
"""Tolerance for ties between contributions or percentiles, which covers floating-point rounding."""


def list_why_keys(scores: Scores) -> dict[str, tuple[float, ...]]:
    """Key of each buurt with a score: everything that `gezond_geo.scores.wording.say_why` depends on.

    Buurten with the same key have the same sentence. It consists of whether a theme stacks; the themes that contribute
    at least an equal part, largest first, with their share; the figure that contributes most in each; and the best
    figure with its position.
    """
    points = scores.contributions.dropna()
    if not len(points.columns):
        return {}
    themes, names = (points.columns.get_level_values(level) for level in (0, 1))
    values = points.to_numpy(dtype="float64")
    blocks = [np.flatnonzero(themes == theme) for theme in dict.fromkeys(themes)]
    totals = np.column_stack([reduce(add, (values[:, at] for at in block)) for block in blocks])
    order, part = _rank_themes(totals)
    tops = [np.where((order == n).any(axis=1), _find_top(values[:, block]), 0) for n, block in enumerate(blocks)]
    places = scores.indicators.loc[points.index, list(names)].to_numpy(dtype="float64")
    stacks = scores.buurten["stapeling"].loc[points.index].to_numpy(dtype="float64") > 0
    rows = np.column_stack([stacks, order, part, *tops, *_find_best(places)]).tolist()
    return dict(zip(points.index.astype(str), map(tuple, rows), strict=True))


def _rank_themes(totals: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Rank the themes that contribute at least an equal part, padded with −1, with their percentages as shown."""
    whole = reduce(add, totals.T)[:, None]
    count = totals.shape[1]
    shares = np.divide(totals, whole, out=np.full_like(totals, 1 / count), where=whole > 0) * 100
    order = np.argsort(-shares, axis=1, kind="stable")
    ranked = np.take_along_axis(shares, order, axis=1)
    large = ranked >= 100 / count - SAME
    part = np.where(large, ranked, 0).cumsum(axis=1)[:, -1]
    return np.where(large, order, -1), np.where(part > 99, 100, np.rint(part))  # noqa: PLR2004 - never all of it


def _find_top(values: Floats) -> NDArray[np.int64]:
    """Index of the figure that contributes most, −1 when all are tied; a separate number for the rare partial ties."""
    most = values >= values.max(axis=1)[:, None] - SAME
    ties = most.sum(axis=1)
    apart = -2 - np.arange(len(values))
    return np.where(ties == 1, values.argmax(axis=1), np.where(ties == values.shape[1], -1, apart))


def _find_best(places: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Index of the best figure, −1 when none stands out, and its position as shown."""
    lowest = places.min(axis=1)
    best = np.where(places.max(axis=1) - lowest <= SAME, -1, places.argmin(axis=1))
    above = lowest >= 50  # noqa: PLR2004 - the middle
    share = np.where(above, lowest, 100 - lowest)
    return best, np.where(share > 99, 100, np.floor(share)) + 200 * above  # noqa: PLR2004 - never all of them
