"""Overlaps of polygons: what is counted twice when their areas are added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

SQUARE_METRES = 1e-6
"""A smaller overlap is how coordinates were rounded."""


def find_overlaps(polygons: NDArray[np.object_], start: int = 0) -> NDArray[np.object_]:
    """Find what is covered more than once.

    Parameters
    ----------
    polygons
        Valid polygons, metres.
    start
        Place of the first that is looked at; those before it are what it may lie over.

    Returns
    -------
    array
        Polygons: of each from `start` that lies over earlier ones, the part that does. From 0, the areas of all
        polygons less the areas of these is the area that is covered, in any window as well.
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
