"""Placebo test: groups of areas compared with similar areas, and how often a random group is as extreme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gezond_geo.errors import SettingsError
from gezond_geo.years.trends import NO_DIFFERENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Places = NDArray[np.intp]

ABOVE, BELOW = "hoger dan bij vergelijkbare gebieden", "lager dan bij vergelijkbare gebieden"

NEIGHBOURS, PLACEBOS, SEED = 5, 500, 17
"""Number of comparison areas per area, number of random groups, and the seed of their draw."""

_HALVINGS, _FURTHEST = 40, 1e6
"""Steps of the search for interval bounds, and its range in multiples of the scatter."""


class Gaps(NamedTuple):
    """Groups of areas and their comparison areas.

    Attributes
    ----------
    gap : Group minus comparison, a row per group and a column per year.
    neighbours : Positions of the comparison areas of each area in each group.
    distance : Dissimilarity before, in standard deviations of level and trend.
    """

    gap: Numbers
    neighbours: Places
    distance: Numbers


def contrast(gap: Numbers, before: NDArray[np.bool_]) -> Numbers:
    """Difference-in-differences: the mean gap after minus that before, along the last axis."""
    difference: Numbers = gap[..., ~before].mean(axis=-1) - gap[..., before].mean(axis=-1)
    return difference


def measure_gaps(paths: Numbers, before: NDArray[np.bool_], groups: Places) -> Gaps:
    """Compute the gaps between groups of areas and similar areas.

    Parameters
    ----------
    paths
        A row per area and a column per year.
    before
        Whether each year is in the period before.
    groups
        Positions of the areas in each group, a row per group.
    """
    features = measure_features(paths, before)
    scale = features.std(axis=0)
    scaled = features / np.where(scale > 0, scale, 1.0)
    distances = np.linalg.norm(scaled[:, np.newaxis] - scaled[np.newaxis], axis=2)
    # Sorted once per area: without its group, the nearest are among the first so many.
    candidates = np.argsort(distances, axis=1, kind="stable")[:, : NEIGHBOURS + groups.shape[1]][groups]
    inside = (candidates[..., np.newaxis] == groups[:, np.newaxis, np.newaxis, :]).any(axis=3)
    first = np.argsort(inside, axis=2, kind="stable")[:, :, :NEIGHBOURS]
    nearest = np.take_along_axis(candidates, first, axis=2)
    apart = distances[groups[:, :, np.newaxis], nearest]
    gap = paths[groups].mean(axis=1) - paths[nearest].mean(axis=(1, 2))
    return Gaps(gap, nearest, apart.mean(axis=(1, 2)))


def compare_groups(paths: Numbers, before: NDArray[np.bool_], group: Places, level: float) -> dict[str, Any]:
    """Compare a group with random other groups; see `compare_change`.

    Parameters
    ----------
    paths
        A row per area and a column per year.
    before
        Whether each year is in the period before.
    group
        Positions of its areas.
    level
        Confidence level: share of random groups that get no verdict.

    Returns
    -------
    dict
        Fields of `ChangeComparison`: ``difference``, ``low``, ``high``, ``p`` and the basis of the verdict.
    """
    groups = np.vstack([group, _draw_groups(len(paths), group)])
    if len(groups) * (1 - level) < 1:
        raise SettingsError(
            f"Met {len(groups) - 1} andere groepen kan level niet {level:g} zijn; kies een lager getal."
        )
    gaps = measure_gaps(paths, before, groups)
    # An effect in the group also affects random groups that have its areas, or are compared with them.
    shared = np.isin(groups, group).mean(axis=1) - np.isin(gaps.neighbours, group).mean(axis=(1, 2))
    return _judge(gaps, shared, before, level)


def measure_features(paths: Numbers, before: NDArray[np.bool_]) -> Numbers:
    """Level and trend of each area in the period before, a row per area; `paths` has a column per year."""
    earlier = paths[:, before]
    at = np.flatnonzero(before) - np.flatnonzero(before).mean()
    return np.column_stack([earlier.mean(axis=1), earlier @ at / (at @ at)])


def _draw_groups(count: int, group: Places) -> Places:
    """Draw other groups of the same size, without repetition, possibly sharing areas; for size 1 all other areas."""
    size = len(group)
    if size == 1:
        return np.setdiff1d(np.arange(count), group)[:, np.newaxis]
    shuffled = np.random.default_rng(SEED).random((4 * PLACEBOS, count)).argpartition(size, axis=1)
    groups: Places = np.sort(shuffled[:, :size], axis=1)
    others = groups[(groups != np.sort(group)).any(axis=1)]
    _, first = np.unique(others, axis=0, return_index=True)
    picks: Places = others[np.sort(first)][:PLACEBOS]
    return picks


def _judge(gaps: Gaps, shared: Numbers, before: NDArray[np.bool_], level: float) -> dict[str, Any]:
    """Judge the first difference by the others, each relative to the scatter of its gap before."""
    at = np.flatnonzero(before) - np.flatnonzero(before).mean()
    slopes = np.abs(gaps.gap[:, before] @ at / (at @ at))
    variance = gaps.gap[:, before].var(axis=1, ddof=1)
    # With few years a variance is uncertain, so it is shrunk halfway to the median of all groups.
    scatter = np.sqrt((variance + max(float(np.median(variance)), 1e-12)) / 2)
    differences = contrast(gaps.gap, before)
    difference, alpha = float(differences[0]), 1 - level

    def test(effect: float) -> float:
        return _rank_first(np.abs(differences - effect * shared) / scatter)

    p, p_before = test(0.0), _rank_first(slopes)
    low, high = (_find_bound(test, difference, side * scatter[0], alpha) for side in (-1, 1))
    reason = ""
    if _rank_first(gaps.distance) <= alpha:
        reason = "er zijn geen gebieden die zo begonnen als deze"
    elif p_before <= alpha:
        reason = "de groep en de vergelijking liepen al eerder uiteen"
    word = (ABOVE if difference > 0 else BELOW) if p <= alpha else NO_DIFFERENCE
    return {
        "difference": difference,
        "low": low,
        "high": high,
        "p": p,
        "trend_before": float(gaps.gap[0, before] @ at / (at @ at)),
        "p_before": p_before,
        "placebos": tuple(differences[1:].tolist()),
        "verdict": "" if reason else word,
        "reason": reason,
    }


def _find_bound(test: Callable[[float], float], difference: float, step: float, alpha: float) -> float:
    """Most extreme effect in the direction of `step` that the test does not reject; infinite without one."""
    inside, outside = 0.0, 1.0
    while test(difference + outside * step) > alpha:
        inside, outside = outside, 2 * outside
        if outside > _FURTHEST:
            return float(np.copysign(np.inf, step))
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if test(difference + middle * step) > alpha else (inside, middle)
    return float(difference + inside * step)


def _rank_first(sizes: Numbers) -> float:
    """Share of sizes at least as large as the first, including itself."""
    return float((sizes >= sizes[0] * (1 - 1e-12)).mean())
