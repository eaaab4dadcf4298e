"""Overlaps of polygons, which count twice in the sum of their areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

SQUARE_METRES = 1e-6
"""A smaller overlap is how coordinates were rounded."""


def find_overlaps(polygons: NDArray[np.object_], start: int = 0) -> NDArray[np.object_]:
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
