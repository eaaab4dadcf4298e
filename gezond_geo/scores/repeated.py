"""What the sentence on a score says of each buurt: a country has far fewer sentences than buurten."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gezond_geo.scores.scores import Scores

    Floats = NDArray[np.float64]
    Texts = NDArray[np.object_]

_SAME = 1e-9
"""Tolerance for ties between contributions or percentiles, which covers floating-point rounding."""


class Why(NamedTuple):
    """Composition of a score, and its best figure, as `gezond_geo.scores.wording.say_why` words them.

    Attributes
    ----------
    stacks : Whether a theme stacks.
    themes : Themes that contribute at least an equal part, largest first, with "" for each of the others.
    share : Whole percentage of the score that these contribute; 100 for more than 99.
    tops : For each of `themes` the figure that contributes most, or those tied for it with spaces between them; ""
        when all are tied.
    best : The most favourable figure; "" when none stands out.
    above : Whether its percentile is at least 50.
    place : Share of the reference population on its other side: whole percents, 100 for more than 99.
    """

    stacks: bool
    themes: tuple[str, ...]
    share: float
    tops: tuple[str, ...]
    best: str
    above: bool
    place: int


def list_whys(scores: Scores) -> dict[str, Why]:
    """What the sentence says of each buurt with a score and a number of stacked themes.

    Buurten of which it says the same have the same sentence.
    """
    points = scores.contributions.dropna()
    stacked = scores.buurten["stapeling"].loc[points.index].to_numpy(dtype="float64")
    points, stacked = points[~np.isnan(stacked)], stacked[~np.isnan(stacked)]
    if not len(points.columns):
        return {}
    theme_of, names = (np.array(points.columns.get_level_values(level), dtype=object) for level in (0, 1))
    themes = list(dict.fromkeys(theme_of.tolist()))
    values = points.to_numpy(dtype="float64")
    blocks = [np.flatnonzero(theme_of == theme) for theme in themes]
    totals = np.column_stack([reduce(add, (values[:, at] for at in block)) for block in blocks])
    order, share = _rank_themes(totals)
    tops = np.column_stack([_find_tops(values[:, block], names[block]) for block in blocks] + [[""] * len(points)])
    best, above, place = _find_best(scores.indicators.loc[points.index, list(names)].to_numpy(dtype="float64"), names)
    columns = (
        (stacked > 0).tolist(),
        map(tuple, np.array([*themes, ""], dtype=object)[order].tolist()),
        share.tolist(),
        map(tuple, np.take_along_axis(tops, order, axis=1).tolist()),
        best.tolist(),
        above.tolist(),
        place.tolist(),
    )
    return dict(zip(points.index.astype(str).tolist(), map(Why._make, zip(*columns, strict=True)), strict=True))


def _rank_themes(totals: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Rank the themes that contribute at least an equal part, padded with −1, with their percentages as shown."""
    whole = reduce(add, totals.T)[:, None]
    count = totals.shape[1]
    shares = np.divide(totals, whole, out=np.full_like(totals, 1 / count), where=whole > 0) * 100
    order = np.argsort(-shares, axis=1, kind="stable")
    ranked = np.take_along_axis(shares, order, axis=1)
    large = ranked >= 100 / count - _SAME
    part = np.where(large, ranked, 0).cumsum(axis=1)[:, -1]
    return np.where(large, order, -1), np.where(part > 99, 100, np.rint(part))  # noqa: PLR2004 - never all of it


def _find_tops(values: Floats, names: Texts) -> Texts:
    """Figure that contributes most in each row, or the ones tied for it; "" when all are tied."""
    most = values >= values.max(axis=1)[:, None] - _SAME
    ties = most.sum(axis=1)
    tops: Texts = names[values.argmax(axis=1)]
    tops[ties == len(names)] = ""
    rows = np.flatnonzero((ties > 1) & (ties < len(names)))
    ranked = names[np.argsort(-values[rows], axis=1, kind="stable")].tolist()
    tops[rows] = [" ".join(those[:count]) for those, count in zip(ranked, ties[rows].tolist(), strict=True)]
    return tops


def _find_best(places: Floats, names: Texts) -> tuple[Texts, NDArray[np.bool_], NDArray[np.int64]]:
    """Best figure, "" when none stands out, whether it is above the middle, and its share as shown."""
    lowest = places.min(axis=1)
    best = np.where(places.max(axis=1) - lowest <= _SAME, "", names[places.argmin(axis=1)])
    above = lowest >= 50  # noqa: PLR2004 - the middle
    share = np.where(above, lowest, 100 - lowest)
    return best, above, np.where(share > 99, 100, np.floor(share)).astype(np.int64)  # noqa: PLR2004 - never all of them
