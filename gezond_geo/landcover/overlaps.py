"""Overlaps of polygons, which count twice in the sum of their areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gezond_geo.areas.edges import sides

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gezond_geo.areas.edges import Floats, Shapes

_ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93], dtype=np.uint64)
"""Multipliers that spread bits."""

SQUARE_METRES = 1e-6
"""Smaller overlaps are due to coordinate rounding."""


def find_overlaps(polygons: Shapes, start: int = 0) -> Shapes:
    """Find the parts that are covered more than once.

    Parameters
    ----------
    polygons
        Valid polygons, metres.
    start
        Position of the first polygon to check against those before it.

    Returns
    -------
    array
        For each polygon from `start` that overlaps earlier ones, the overlapping part. With `start` 0, the sum of the
        areas of all polygons minus that of these is the covered area, in any window as well.
    """
    places = np.flatnonzero(_may_overlap(polygons))
    return _intersect(polygons[places], int(np.searchsorted(places, start)))


def _intersect(polygons: Shapes, start: int) -> Shapes:
    """Find overlaps among all pairs of polygons."""
    above, below = shapely.STRtree(polygons).query(polygons[start:])
    above = above + start
    later = above > below
    above, below = above[later], below[later]
    shapely.prepare(polygons)
    over = shapely.relate_pattern(polygons[above], polygons[below], "T********")
    above, below = above[over], below[over]
    order = np.lexsort((below, above))
    above, below = above[order], below[order]
    uppermost, starts = np.unique(above, return_index=True)
    covered = [shapely.union_all(polygons[group]) for group in np.split(below, starts[1:])] if len(starts) else []
    pieces = shapely.get_parts(shapely.intersection(polygons[uppermost], np.array(covered, dtype=object)))
    return pieces[shapely.area(pieces) > SQUARE_METRES]


def _may_overlap(polygons: Shapes) -> NDArray[np.bool_]:
    """Whether each polygon may overlap another, by its edges: most fit their neighbours exactly.

    The number of polygons that cover the ground changes only at edges that are not shared by two neighbours. So where
    there is no such edge within the bounds of a polygon, one point tells how many cover all of it.
    """
    start, end, _ = sides(polygons)
    loose = ~_is_shared(start, end)
    tree = shapely.STRtree(polygons)
    doubtful = np.zeros(len(polygons), dtype=bool)
    doubtful[tree.query(shapely.linestrings(np.stack([start[loose], end[loose]], axis=1)))[1]] = True
    others = np.flatnonzero(~doubtful)
    points = shapely.point_on_surface(polygons[others])
    point, cover = tree.query(points)
    point, cover = point[others[point] != cover], cover[others[point] != cover]
    is_covered = shapely.contains_xy(polygons[cover], shapely.get_x(points[point]), shapely.get_y(points[point]))
    doubtful[others[point[is_covered]]] = True
    doubtful[cover[is_covered]] = True
    return doubtful


def _is_shared(start: Floats, end: Floats) -> NDArray[np.bool_]:
    """Whether each side is shared by exactly two polygons, one on either side."""
    hashes = _hash(start) + _hash(end)
    order = np.argsort(hashes)
    same = np.concatenate([[False], np.diff(hashes[order]) == 0, [False]])
    first = np.flatnonzero(~same[:-2] & same[1:-1] & ~same[2:])
    one, other = order[first], order[first + 1]
    is_pair = (start[one] == end[other]).all(axis=1) & (end[one] == start[other]).all(axis=1)
    shared = np.zeros(len(start), dtype=bool)
    shared[one[is_pair]] = True
    shared[other[is_pair]] = True
    return shared


def _hash(points: Floats) -> NDArray[np.uint64]:
    """Hashes that are equal for equal points, and hardly ever for others."""
    x, y = np.ascontiguousarray(points).view(np.uint64).T
    mixed = x * _ODD[0] + y * _ODD[1]
    spread: NDArray[np.uint64] = (mixed ^ (mixed >> np.uint64(32))) * _ODD[2]
    return spread
