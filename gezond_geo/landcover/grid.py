"""A grid over areas that determines for most boxes, without geometry operations, which areas contain them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gezond_geo.areas.edges import count_up, sides

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gezond_geo.areas.edges import Floats, Numbers, Shapes

_CELLS = 2
"""Cells per box: about as wide as most boxes."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells of equal size over the extent shared by areas and boxes, with a rim of cells around it.

    Attributes
    ----------
    origin : South-west corner.
    cell : Side of a cell.
    component : Label of each cell's connected component (4-neighbour) of cells without a boundary; 0 for a cell that a
        boundary may cross.
    boundaries : Summed-area table of the cells that a boundary crosses.
    """

    origin: Floats
    cell: float
    component: NDArray[np.int32]
    boundaries: NDArray[np.int32]

    @classmethod
    def over(cls, areas: Shapes, bounds: Floats) -> Grid:
        """Grid over the shared extent of areas and boxes; a single component when they do not meet."""
        from scipy import ndimage  # noqa: PLC0415 - costly

        both = shapely.bounds(areas), bounds
        low = np.max([np.fmin.reduce(each[:, :2], initial=np.inf) for each in both], axis=0)
        high = np.min([np.fmax.reduce(each[:, 2:], initial=-np.inf) for each in both], axis=0)
        if not (low <= high).all():
            low = high = np.zeros(2)
        size, cells = high - low, _CELLS * max(len(bounds), 1)
        cell = float(max(np.sqrt(size.prod() / cells), size.max() / cells)) or 1.0
        origin, shape = low - cell, np.ceil(size / cell).astype("int64") + 3
        grid = cls(origin, cell, np.zeros(shape, "int32"), np.zeros(shape + 1, "int32"))
        stretches = _stretches(areas, origin, origin + shape * cell, cell * 0.9)
        ends = [grid.cells_of(points) for points in stretches]
        # A segment shorter than a cell has its ends in the same cell or in adjacent ones.
        touched = np.zeros(shape, dtype=bool)
        for x in (ends[0][:, 0], ends[1][:, 0]):
            for y in (ends[0][:, 1], ends[1][:, 1]):
                touched[x, y] = True
        ndimage.label(~touched, output=grid.component)
        np.cumsum(np.cumsum(touched, axis=0, dtype="int32"), axis=1, out=grid.boundaries[1:, 1:])
        return grid

    def cells_of(self, points: Floats) -> Numbers:
        """Column and row of the cell of each point; a cell on the rim for points outside and missing ones."""
        cells = np.fmax((points - self.origin) / self.cell, 0)
        inside: Floats = np.fmin(cells, np.array(self.component.shape) - 1)
        return inside.astype("int64")

    def components(self, bounds: Floats) -> NDArray[np.int32]:
        """Component that contains each box entirely; 0 when a boundary may cross it."""
        (west, south), (east, north) = self.cells_of(bounds[:, :2]).T, self.cells_of(bounds[:, 2:]).T + 1
        count = self.boundaries[east, north] + self.boundaries[west, south]
        count -= self.boundaries[west, north] + self.boundaries[east, south]
        return np.where(count, 0, self.component[west, south])


def _stretches(areas: Shapes, low: Floats, high: Floats, most: float) -> tuple[Floats, Floats]:
    """Start and end of segments, no longer than `most`, of the sides of areas that may cross a box."""
    start, end, _ = sides(areas)
    near = (np.minimum(start, end) <= high).all(axis=1) & (np.maximum(start, end) >= low).all(axis=1)
    start, step = start[near], (end - start)[near]
    count = np.maximum(np.ceil(np.hypot(*step.T) / most), 1).astype("int64")
    step = np.repeat(step / count[:, None], count, axis=0)
    start = np.repeat(start, count, axis=0) + step * count_up(count)[:, None]
    return start, start + step
