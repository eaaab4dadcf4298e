"""Shared area of pairs of polygons, as a sum over pairs of their edges."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

Shapes = NDArray[np.object_]
Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]

_RUN = 4
"""Consecutive edges of a polygon, from west to east, that share a window on the edges of another."""
_BLOCK = 200_000
"""Pairs of edges per batch, to fit in the cache of a core."""
_ROUNDING = 1e-8
"""Square metres below which a shared area is only rounding error."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Edges of polygons, by polygon and from west to east, without vertical ones, which have no area below them.

    Attributes
    ----------
    bounds : Bounds of each polygon.
    widest : Largest horizontal extent of an edge of each polygon.
    origin, span : Lowest x of all polygons, and more than twice their total width in metres.
    order : ``span * index of the polygon + west - origin``, ascending.
    west, east : Lowest and highest x of each edge.
    y : Height of its western end.
    slope : Rise per metre eastwards.
    low, high : Lowest and highest y.
    side : 1 when its polygon lies below it, -1 when above.
    """

    bounds: Floats
    widest: Floats
    origin: float
    span: float
    order: Floats
    west: Floats
    east: Floats
    y: Floats
    slope: Floats
    low: Floats
    high: Floats
    side: Floats

    @classmethod
    def of(cls, shapes: Shapes, each: Callable[..., Floats]) -> Edges:
        """Edges of valid polygons; `each` calls a function on arrays in chunks."""
        bounds = shapely.bounds(shapes)
        ends = bounds[np.isfinite(bounds[:, 0]), ::2]
        origin, end = (float(ends.min()), float(ends.max())) if len(ends) else (0.0, 0.0)
        span = 2 * (end - origin) + 1
        order, west, east, *others = each(partial(_tabulate, origin, span), np.arange(len(shapes)), shapes).T
        start = np.searchsorted(order, span * np.arange(len(shapes)))
        has_edges = np.diff(start, append=len(order)) > 0
        widest = np.zeros(len(shapes))
        widest[has_edges] = np.maximum.reduceat(east - west, start[has_edges]) if has_edges.any() else 0.0
        return cls(bounds, widest, origin, span, np.ascontiguousarray(order), west, east, *others)

    def window(self, polygons: Numbers, west: Floats, east: Floats) -> tuple[Numbers, Numbers]:
        """Index of the first edge of each polygon that may lie between two x, and the number up to the last."""
        # More than `order` may be rounded.
        margin = 4 * np.finfo(float).eps * self.span * (len(self.bounds) + 1)
        base, low = self.span * polygons, west - self.origin - self.widest[polygons] - margin
        start = np.searchsorted(self.order, base + np.maximum(low, 0))
        stop = np.searchsorted(self.order, base + np.clip(east - self.origin + margin, 0, self.span / 2 + margin))
        return start, np.maximum(stop - start, 0)


def sides(shapes: Shapes) -> tuple[Floats, Floats, Numbers]:
    """Start and end of every side of some polygons, with the polygon on its right, and the index of that polygon."""
    parts, shape = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    is_hole = np.diff(part, prepend=-1) == 0
    points, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero(ring[1:] == ring[:-1])
    ring = ring[first]
    is_turned = (shapely.is_ccw(rings) != is_hole)[ring]
    return points[first + is_turned], points[first + ~is_turned], shape[part][ring]


def shared_areas(left: Edges, right: Edges, pairs: Numbers) -> Floats:
    """Shared area (m²) of pairs of polygons, given as indices into `left` and `right`.

    The area of a polygon is the area below its upper edges minus that below its lower ones. So the shared area of two
    polygons is the signed sum (by `side`), over all pairs of an edge of each, of the area below both edges. That equals
    the area below the edge of `right`, minus its part above the edge of `left`; the former sums to zero along a ring of
    `left`.
    """
    pair, edge = _pair_edges(left, right, pairs)
    count = np.bincount(pair, minlength=len(pairs))
    first = np.flatnonzero(count_up(count) % _RUN == 0)
    times = np.diff(first, append=len(pair))
    east = np.maximum.reduceat(left.east[edge], first) if len(first) else np.zeros(0)
    window = right.window(pairs[pair[first], 1], left.west[edge[first]], east)
    start, length = (np.repeat(numbers, times) for numbers in window)
    cuts = np.flatnonzero(np.diff(np.cumsum(length) // _BLOCK)) + 1
    blocks = zip(*(np.split(numbers, cuts) for numbers in (edge, start, length)), strict=True)
    sums = np.concatenate([_sum_window(left, right, *block) for block in blocks])
    shared = np.bincount(pair, sums, len(pairs))
    return np.where(shared > _ROUNDING, shared, 0.0).astype("float64")


def count_up(counts: Numbers) -> Numbers:
    """Concatenated ranges from 0 up to each count."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def _pair_edges(left: Edges, right: Edges, pairs: Numbers) -> tuple[Numbers, Numbers]:
    """Pairs with the edges of their `left` polygon that are not beside or above the bounding box of the other."""
    bounds = right.bounds[pairs[:, 1]]
    start, length = left.window(pairs[:, 0], bounds[:, 0], bounds[:, 2])
    edge = np.repeat(start, length) + count_up(length)
    near = left.low[edge] < np.repeat(bounds[:, 3], length)
    near &= left.east[edge] > np.repeat(bounds[:, 0], length)
    return np.repeat(np.arange(len(pairs)), length)[near], edge[near]


def _sum_window(left: Edges, right: Edges, edge: Numbers, start: Numbers, length: Numbers) -> Floats:
    """Sums for each edge of `left` over a window of edges of `right`."""
    other = np.repeat(start, length) + count_up(length)
    meets = np.repeat(left.west[edge], length) < right.east[other]
    meets &= np.repeat(left.east[edge], length) > right.west[other]
    meets &= np.repeat(left.low[edge], length) < right.high[other]
    place = np.flatnonzero(meets)
    row = np.repeat(np.arange(len(edge)), length)[place]
    sums: Floats = np.bincount(row, _between(left, right, edge[row], other[place]), len(edge)).astype("float64")
    return sums


def _between(left: Edges, right: Edges, edge: Numbers, other: Numbers) -> Floats:
    """Signed area (m²) below an edge of `right` and above one of `left`, to subtract: so negative."""
    west, east = np.maximum(left.west[edge], right.west[other]), np.minimum(left.east[edge], right.east[other])
    start, end = (
        (left.y[edge] - right.y[other])
        + left.slope[edge] * (x - left.west[edge])
        - right.slope[other] * (x - right.west[other])
        for x in (west, east)
    )
    # A trapezium, or a triangle where the edges cross.
    below, apart = np.minimum(start, 0) + np.minimum(end, 0), np.abs(start) + np.abs(end)
    m2 = -0.5 * below**2 / np.where(apart > 0, apart, 1) * (east - west)
    signed: Floats = m2 * left.side[edge] * right.side[other]
    return signed


def _tabulate(origin: float, span: float, places: Numbers, shapes: Shapes) -> Floats:
    """A row per edge with the columns of `Edges`, from `order` on."""
    start, end, owner = sides(shapes)
    runs_east = end[:, :1] > start[:, :1]
    (west, y), (east, other_y) = np.where(runs_east, start, end).T, np.where(runs_east, end, start).T
    order = span * places[owner] + (west - origin)
    rows = np.argsort(order, kind="stable")
    rows = rows[(west < east)[rows]]
    slope = (other_y - y) / np.where(west < east, east - west, 1)
    side = np.where(runs_east[:, 0], 1.0, -1.0)
    columns = [order, west, east, y, slope, np.minimum(y, other_y), np.maximum(y, other_y), side]
    table: Floats = np.column_stack(columns)[rows]
    return table
