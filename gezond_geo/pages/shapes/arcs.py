"""Areas as shared arcs: every border is stored once, as integer deltas between points, as in TopoJSON."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Polygon = Sequence[Sequence[Sequence[float]]]

STEPS = 10**5
"""Steps per degree: about a metre each."""

_WIDE = 1 << 26  # more steps than there are around the earth, so that two whole numbers make one key


def encode_areas(areas: Mapping[str, Sequence[Polygon]]) -> dict[str, Any]:
    """Encode areas as arcs between the points where borders meet.

    Parameters
    ----------
    areas
        Polygons by name; a polygon is a list of rings, a ring an unclosed, non-empty list of [lat, lon].

    Returns
    -------
    dict
        ``stappen`` per degree; ``bogen``, the arcs as ``[lat, lon, lat, lon, …]``, each pair in steps from the one
        before, also from one arc to the next; ``vlakken``, by name the polygons as rings of numbers of arcs, where
        ``~n`` (−n − 1) is arc n backwards.
    """
    rings = [ring for polygons in areas.values() for polygon in polygons for ring in polygon]
    arcs, paths = _cut(rings) if rings else ([], [])
    path = iter(paths)
    indices = {name: [[next(path) for _ in polygon] for polygon in polygons] for name, polygons in areas.items()}
    return {"stappen": STEPS, "bogen": arcs, "vlakken": indices}


def _cut(rings: Sequence[Sequence[Sequence[float]]]) -> tuple[list[list[int]], list[list[int]]]:
    """Cut rings where they meet others; returns the arcs, and per ring the numbers of its arcs."""
    lengths = np.array([len(ring) for ring in rings])
    degrees = np.fromiter(chain.from_iterable(chain.from_iterable(rings)), dtype="float64")
    steps = np.rint(degrees * STEPS).astype(np.int64).reshape(-1, 2)
    points = np.unique(steps @ [_WIDE, 1], return_inverse=True)[1]
    steps, points, lengths = _drop_repeated(steps, points, lengths)
    order = _start_at_a_cut(points, lengths)
    steps, points = steps[order], points[order]
    first, following = _neighbours(lengths)
    starts = np.flatnonzero(_find_cuts(points, lengths))
    ring = np.repeat(np.arange(len(lengths)), lengths)[starts]
    # A piece runs to where the next one starts; the last of a ring to where that ring starts.
    stops = np.append(starts[1:], len(points))
    ends = np.where(np.append(ring[1:] != ring[:-1], True), first[ring], np.append(starts[1:], 0))
    count = len(points)
    ahead = points[starts] * count + points[following[starts]]
    back = points[ends] * count + points[stops - 1]
    _, at, which = np.unique(np.minimum(ahead, back), return_index=True, return_inverse=True)
    number = np.argsort(np.argsort(at))[which]  # in the order of first use
    made_by = np.sort(at)  # per arc the piece that it is first met in, and whose direction it has
    turned = (back < ahead) != (back < ahead)[made_by[number]]
    numbers = np.where(turned, ~number, number).tolist()
    bounds = np.searchsorted(ring, np.arange(len(lengths) + 1)).tolist()
    return _list_arcs(steps, starts, stops, ends, made_by), [numbers[a:b] for a, b in pairwise(bounds)]


def _drop_repeated(steps: Ints, points: Ints, lengths: Ints) -> tuple[Ints, Ints, Ints]:
    """Drop points equal to the next one; every ring keeps at least one."""
    first, following = _neighbours(lengths)
    keep = points != points[following]
    keep[first[~np.logical_or.reduceat(keep, first)]] = True
    return steps[keep], points[keep], np.add.reduceat(keep.astype(np.int64), first)


def _start_at_a_cut(points: Ints, lengths: Ints) -> Ints:
    """Order of points in which every ring starts at its first cut."""
    first, _ = _neighbours(lengths)
    place = np.arange(len(points))
    cut = np.minimum.reduceat(np.where(_find_cuts(points, lengths), place, len(points)), first)
    local = place - np.repeat(first, lengths) + np.repeat(cut - first, lengths)
    return np.repeat(first, lengths) + local % np.repeat(lengths, lengths)


def _find_cuts(points: Ints, lengths: Ints) -> NDArray[np.bool_]:
    """Whether to cut at each point: where it has other neighbours in another ring, else at a ring's lowest point."""
    first, following = _neighbours(lengths)
    before = np.empty_like(points)
    before[following] = points
    pair = np.minimum(before, points[following]), np.maximum(before, points[following])
    _, index = np.unique(points, return_index=True)
    meeting = np.zeros(len(index), dtype=bool)
    for side in pair:
        meeting[points[side != side[index[points]]]] = True
    cut = meeting[points]
    whole = ~np.logical_or.reduceat(cut, first)
    lowest = points == np.repeat(np.minimum.reduceat(points, first), lengths)
    cuts: NDArray[np.bool_] = cut | (lowest & np.repeat(whole, lengths))
    return cuts


def _neighbours(lengths: Ints) -> tuple[Ints, Ints]:
    """Position of the first point of each ring, and for every point the position of the next one."""
    last = np.cumsum(lengths) - 1
    first = last - lengths + 1
    following = np.arange(1, lengths.sum() + 1)
    following[last] = first
    return first, following


def _list_arcs(steps: Ints, starts: Ints, stops: Ints, ends: Ints, made_by: Ints) -> list[list[int]]:
    """Encode these pieces as deltas from point to point."""
    sizes = (stops - starts)[made_by] + 1
    bounds = np.append(0, np.cumsum(sizes))
    place = np.arange(bounds[-1]) - np.repeat((bounds[:-1] - starts[made_by]), sizes)
    place[bounds[1:] - 1] = ends[made_by]
    moves = np.diff(steps[place], axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel().tolist()
    return [moves[2 * a : 2 * b] for a, b in pairwise(bounds.tolist())]
