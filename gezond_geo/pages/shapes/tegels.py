"""The tegelkaart (hexagonal tile map): one equal hexagon per buurt, placed so that neighbours stay neighbours."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from gezond_geo.errors import InputError
from gezond_geo.pages.shapes.assignment import assign

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]
    Ints = NDArray[np.int64]

_ROW = np.sqrt(3) / 2  # height of a row of hexagons whose centres are 1 apart
_WIDEST = -0.5  # cosine of the widest angle (120°) at which a third point may see two neighbours
_FAINT = 0.1  # weight of two neighbours that are seen at that angle; it is 1 up to 90°
_PUSHES, _PUSH, _PULL = 30, 0.6, 0.1  # number and strength of repulsion steps
_SPREADS = (0.6, 0.8)  # hexagon widths: bandwidth of the density for the shape; larger is smoother
_SHIFTS = [(x / 6, y * _ROW / 3) for x in range(6) for y in range(3)]  # offsets of the points over the grid
_GO_ON = 4  # number of best first assignments to refine
_ROUNDS = 3  # further assignments for each of those
_HOLD = 0.1  # weight of its own position that a point keeps in the next round
_BESIDE = 2.0  # bonus for two adjacent neighbours, in squared hexagon widths
_COINCIDE = 1e-4  # fraction of the extent over which coinciding points are spread
_LONE_WIDTH = 1000.0  # metres, when the points have no extent

# The six cells around a cell as (row, column) steps in ring order, for even and for odd rows.
_STEPS = (
    ((0, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0)),
    ((0, 1), (1, 1), (1, 0), (0, -1), (-1, 0), (-1, 1)),
)
# For each pattern of taken cells around a free one, whether they form one arc: only then does adding it leave no hole.
_ONE_ARC = [sum(p >> d & 1 and not p >> (d + 1) % 6 & 1 for d in range(6)) == 1 for p in range(64)]
_CORNERS = np.array([(0, 2), (1, 1), (1, -1), (0, -2), (-1, -1), (-1, 1)])  # half widths and half radii


class _Neighbours(NamedTuple):
    """Pairs of neighbouring points, and the attraction between them."""

    a: Ints
    b: Ints
    weight: Floats  # per pair, 0-1
    ahead: Floats  # per pair, the direction from a to b, of length 1
    matrix: Floats  # the weights, point by point
    degree: Floats  # per point, the sum of its weights
    steps: Floats  # per point, the weighted sum of the directions to it

    def wish(self, places: Floats) -> Floats:
        """Position of each point as wished by its neighbours: one hexagon away, in its true direction."""
        return (self.matrix @ places + self.steps) / self.degree[:, None]

    def misfit(self, places: Floats) -> float:
        """Misfit of these positions with the wishes of the pairs, minus a bonus for adjacent pairs."""
        vectors = places[self.b] - places[self.a]
        beside = (vectors**2).sum(axis=1) < 2  # noqa: PLR2004 - squared: 1 for the nearest cells, 3 for the next
        return float(self.weight @ (((vectors - self.ahead) ** 2).sum(axis=1) - _BESIDE * beside))


class _Run(NamedTuple):
    """One optimal assignment: target positions of the points, and their cells."""

    target: Floats
    spread: float
    cells: Ints  # row and column per point
    misfit: float


def place_hexagons(points: gpd.GeoSeries) -> gpd.GeoSeries:
    """Place every point in its own hexagon on one grid, with neighbours adjacent and in their true direction.

    Two points are neighbours when no third one sees them at an angle of more than 120° (a β-skeleton, between the
    Gabriel and the Delaunay graph). The points are first moved so that each neighbour is one hexagon away in its true
    direction (least squares), which gives a dense centre and an empty countryside equal space. The densest cells then
    form the shape, and the points are assigned to these at the least sum of squared distances. This is repeated from
    the resulting positions of the neighbours, for several offsets of the grid, and the result that fits the neighbours
    best is kept.

    Parameters
    ----------
    points
        One point per buurt, in metres (EPSG:28992), in any order; points may coincide.

    Returns
    -------
    gpd.GeoSeries
        Pointy-top regular hexagons with the index and CRS of `points`: equal, adjacent, one connected shape without
        holes. The bounding box of their centres has the centre and diagonal of that of the points.

    Raises
    ------
    InputError
        When there are no points, one of them is missing, empty or not a point, or the CRS is not in metres.
    """
    xy = _coordinates(points)
    low, high = xy.min(axis=0), xy.max(axis=0)
    extent = float(np.hypot(*(high - low)))
    unit = ((xy - low) / (extent or 1.0)).round(9)
    # Sorted, so that the order of the rows does not matter.
    order = np.lexsort((points.index.astype(str).to_numpy(dtype=str), unit[:, 0], unit[:, 1]))
    cells = np.empty((len(xy), 2), dtype=np.int64)
    cells[order] = _place(_spread_coinciding(unit[order]))

    halves = np.column_stack([2 * cells[:, 1] + cells[:, 0] % 2, 3 * cells[:, 0]])
    span = float(np.hypot(*(np.ptp(halves, axis=0) * [0.5, _ROW / 3])))
    width = extent / span if extent else _LONE_WIDTH
    step = width * np.array([0.5, _ROW / 3])
    origin = (low + high) / 2 - step * (halves.min(axis=0) + halves.max(axis=0)) / 2
    # Vertices are whole numbers of steps, so that adjacent hexagons share them exactly.
    corners = origin + step * (halves[:, None] + _CORNERS)
    return gpd.GeoSeries(shapely.polygons(corners), index=points.index, crs=points.crs)


def _coordinates(points: gpd.GeoSeries) -> Floats:
    """Read x and y in metres, or raise for a point that cannot be used."""
    if points.empty:
        raise InputError("Er zijn geen punten voor de tegelkaart: geef minstens één buurt met een punt.")
    if points.crs is None or not points.crs.is_projected:
        raise InputError("De punten voor de tegelkaart staan niet in meters: zet ze eerst om naar EPSG:28992.")
    shapes = points.where(~points.is_empty).to_numpy()
    xy: Floats = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    missing = np.flatnonzero(~np.isfinite(xy).all(axis=1))  # missing geometries and anything but points have no x and y
    if len(missing):
        names = ", ".join(map(str, points.index[missing[:3]]))
        raise InputError(
            f"Voor de tegelkaart ontbreekt een punt bij {len(missing)} van de {len(points)} buurten ({names}): "
            "geef elke buurt één punt."
        )
    return xy


def _spread_coinciding(points: Floats) -> Floats:
    """Spread coinciding points (in sorted order) over a tiny spiral, so that every pair has a direction."""
    same = np.r_[False, (np.diff(points, axis=0) == 0).all(axis=1)]
    count = np.arange(len(points))
    nth = count - np.maximum.accumulate(np.where(same, 0, count))
    angle, radius = nth * np.pi * (3 - np.sqrt(5)), _COINCIDE * np.sqrt(nth)
    spread: Floats = points + np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return spread


def _place(points: Floats) -> Ints:
    """Choose a distinct cell (row, column) of a hexagonal grid for every point."""
    neighbours = _find_neighbours(points)
    relaxed = _relax(neighbours)
    runs = [_assign(relaxed + shift, spread, neighbours) for shift in _SHIFTS for spread in _SPREADS]
    promising = sorted(runs, key=attrgetter("misfit"))[:_GO_ON]
    for start in promising:
        run = start
        for _ in range(_ROUNDS):
            target = _HOLD * start.target + (1 - _HOLD) * neighbours.wish(_centres(run.cells))
            run = _assign(target, run.spread, neighbours)
            runs.append(run)
    return min(runs, key=attrgetter("misfit")).cells


def _assign(target: Floats, spread: float, neighbours: _Neighbours) -> _Run:
    """Form a shape around the targets, and assign them to its cells at the least sum of squared distances."""
    cells = _densest_cells(target, spread)
    cells = cells[assign(((target[:, None] - _centres(cells)) ** 2).sum(axis=2))]
    return _Run(target, spread, cells, round(neighbours.misfit(_centres(cells)), 6))


def _find_neighbours(points: Floats) -> _Neighbours:
    """Find the pairs that no third point sees at more than 120°; together they connect all points."""
    a, b = np.triu_indices(len(points), 1)
    best = np.ones(len(a))
    # Distant points first, which soon leaves few pairs.
    for third in points[np.argsort(np.arange(len(points)) % 25, kind="stable")]:
        to_a, to_b = points[a] - third, points[b] - third
        length = np.sqrt((to_a**2).sum(axis=1) * (to_b**2).sum(axis=1))
        cosine = np.divide((to_a * to_b).sum(axis=1), length, out=np.ones_like(length), where=length > 0)
        best = np.minimum(best, cosine)
        near = best >= _WIDEST
        a, b, best = a[near], b[near], best[near]
    weight = np.clip(1 - best / _WIDEST, _FAINT, 1)
    ahead = points[b] - points[a]
    ahead /= np.hypot(*ahead.T)[:, None]
    matrix = np.zeros((len(points), len(points)))
    matrix[a, b] = matrix[b, a] = weight
    degree = matrix.sum(axis=1) if len(a) else np.ones(len(points))
    steps = np.zeros_like(points)
    np.add.at(steps, b, weight[:, None] * ahead)
    np.add.at(steps, a, -weight[:, None] * ahead)
    return _Neighbours(a, b, weight, ahead, matrix, degree, steps)


def _relax(neighbours: _Neighbours) -> Floats:
    """Move the points to minimise the attraction energy between neighbours, then push apart those too close."""
    count = len(neighbours.degree)
    laplacian = np.diag(neighbours.degree) - neighbours.matrix
    places = np.linalg.solve(laplacian + 1 / count, neighbours.steps)
    for _ in range(_PUSHES):
        away = places[:, None] - places
        lack = np.clip(1 / np.maximum(np.hypot(away[..., 0], away[..., 1]), 1e-3) - 1, 0, 2)
        push = (lack[..., None] * away).sum(axis=1) / np.maximum((lack > 0).sum(axis=1), 1)[:, None]
        places = places + _PUSH * push + _PULL * (neighbours.wish(places) - places)
    return places.round(9)


def _densest_cells(points: Floats, spread: float) -> Ints:
    """Grow a shape without holes to a cell per point, each time by the cell with the highest density of points."""
    margin = 3 + int(np.sqrt(len(points)) / 2)
    (left, bottom), (right, top) = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0))
    rows = np.arange(int(bottom / _ROW) - margin, int(top / _ROW) + margin + 1)
    columns = np.arange(int(left) - margin, int(right) + margin + 1)

    def nearness(at: Floats, place: Floats) -> Floats:
        return np.exp(-((at[:, None] - place) ** 2) / (2 * spread**2))

    density = nearness(rows * _ROW, points[:, 1]) @ nearness(columns.astype(float), points[:, 0]).T
    odd = rows % 2 == 1
    density[odd] = nearness(rows[odd] * _ROW, points[:, 1]) @ nearness(columns + 0.5, points[:, 0]).T
    density[[0, -1]] = density[:, [0, -1]] = -np.inf

    steps = [[row * len(columns) + column for row, column in kind] for kind in _STEPS]
    # Lists, since one cell at a time is read and written.
    worth, is_odd = density.ravel().tolist(), odd.tolist()
    is_tile, pattern = [False] * density.size, [0] * density.size
    offer = np.full(density.size, -np.inf)
    cell, shape = int(density.argmax()), []
    for _ in points:
        shape.append(cell)
        is_tile[cell], offer[cell] = True, -np.inf
        for direction, step in enumerate(steps[is_odd[cell // len(columns)]]):
            other = cell + step
            pattern[other] |= 1 << (direction + 3) % 6
            if not is_tile[other]:
                offer[other] = worth[other] if _ONE_ARC[pattern[other]] else -np.inf
        cell = int(offer.argmax())
    row, column = np.divmod(shape, len(columns))
    return np.column_stack([rows[row], columns[column]])


def _centres(cells: Ints) -> Floats:
    """Centres of cells in hexagon widths."""
    return np.column_stack([cells[:, 1] + cells[:, 0] % 2 / 2, cells[:, 0] * _ROW])
