"""A grid over areas that shows without geometry, for most boxes, which areas contain them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]

_CELLS = 2
"""Cells per box: about as wide as most boxes."""
_SEGMENT = 24
"""Sides of a segment of boundary."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells of one size over where areas and boxes meet, with a rim of cells around them.

    Attributes
    ----------
    origin : South-west corner.
    cell : Side of a cell.
    lines : The boundaries of areas that may run through the grid, in short segments, with the area on their right.
    component : Label of the connected component (4-neighbour) of cells without a boundary that a cell is in; 0 for a
        cell through which a boundary may run.
    boundaries : Summed-area table of the cells that a boundary crosses.
    """

    origin: Floats
    cell: float
    lines: Shapes
    component: NDArray[np.int32]
    boundaries: NDArray[np.int32]

    @classmethod
    def over(cls, areas: Shapes, bounds: Floats) -> Grid:
        """Lay a grid over where areas and the bounds of boxes meet; of one component when they do not."""
        from scipy import ndimage  # noqa: PLC0415 - costly

        lines, both = _segments(areas), (shapely.bounds(areas), bounds)
        low = np.max([np.fmin.reduce(each[:, :2], initial=np.inf) for each in both], axis=0)
        high = np.min([np.fmax.reduce(each[:, 2:], initial=-np.inf) for each in both], axis=0)
        if not (low <= high).all():
            low = high = np.zeros(2)
        sides, cells = high - low, _CELLS * max(len(bounds), 1)
        cell = float(max(np.sqrt(sides.prod() / cells), sides.max() / cells)) or 1.0
        origin, shape = low - cell, np.ceil(sides / cell).astype("int64") + 3
        limits = shapely.bounds(lines)
        near = lines[(limits[:, :2] <= high + cell).all(axis=1) & (limits[:, 2:] >= low - cell).all(axis=1)]
        grid = cls(origin, cell, near, np.zeros(shape, "int32"), np.zeros(shape + 1, "int32"))
        # A piece shorter than a cell has its ends in the same cell or in cells that touch.
        points, line = shapely.get_coordinates(shapely.segmentize(near, cell * 0.9), return_index=True)
        ends, is_segment = grid.cells_of(points), line[1:] == line[:-1]
        touched = np.zeros(shape, dtype=bool)
        for x in (ends[:-1, 0], ends[1:, 0]):
            for y in (ends[:-1, 1], ends[1:, 1]):
                touched[x[is_segment], y[is_segment]] = True
        ndimage.label(~touched, output=grid.component)
        np.cumsum(np.cumsum(touched, axis=0, dtype="int32"), axis=1, out=grid.boundaries[1:, 1:])
        return grid

    def cells_of(self, points: Floats) -> Numbers:
        """Column and row of the cell that each point is in; of the cell at the rim for a point outside, or nowhere."""
        cells = np.fmax((points - self.origin) / self.cell, 0)
        inside: Floats = np.fmin(cells, np.array(self.component.shape) - 1)
        return inside.astype("int64")

    def components(self, bounds: Floats) -> NDArray[np.int32]:
        """Component that each box lies in as a whole; 0 when a boundary may run through it."""
        (west, south), (east, north) = self.cells_of(bounds[:, :2]).T, self.cells_of(bounds[:, 2:]).T + 1
        count = self.boundaries[east, north] + self.boundaries[west, south]
        count -= self.boundaries[west, north] + self.boundaries[east, south]
        return np.where(count, 0, self.component[west, south])


def _segments(areas: Shapes) -> Shapes:
    """Boundaries of areas as lines of at most `_SEGMENT` sides, with the area on their right."""
    rings = shapely.get_parts(shapely.boundary(shapely.normalize(areas)))
    points, line = shapely.get_coordinates(rings, return_index=True)
    _, start, count = np.unique(line, return_index=True, return_counts=True)
    place = np.arange(len(points)) - np.repeat(start, count)
    stop = np.repeat(start + count - 1, count)
    first = np.flatnonzero((place % _SEGMENT == 0) & (np.arange(len(points)) < stop))
    length = np.minimum(first + _SEGMENT, stop[first]) - first + 1
    segment = np.repeat(np.arange(len(first)), length)
    within = np.arange(len(segment)) - np.repeat(np.cumsum(length) - length, length)
    segments: Shapes = shapely.linestrings(points[first[segment] + within], indices=segment)
    return segments
