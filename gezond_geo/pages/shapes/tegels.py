"""The tegelkaart: one equal hexagon per buurt, so placed that neighbours stay neighbours."""

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
_WIDEST = -0.5  # cosine of the widest angle (120°) under which a third point may see two neighbours
_FAINT = 0.1  # weight of two neighbours that are seen under that angle; it is 1 up to 90°
_PUSHES, _PUSH, _PULL = 30, 0.6, 0.1  # how often and how strongly points make room for each other
_SPREADS = (0.6, 0.8)  # hexagon widths: how far a point counts when the shape is drawn; more is smoother
_SHIFTS = [(x / 6, y * _ROW / 3) for x in range(6) for y in range(3)]  # of the points over the grid
_GO_ON = 4  # best first assignments that are gone on with
_ROUNDS = 3  # more assignments for each of those
_HOLD = 0.1  # share of its own place that a point keeps in a next round
_BESIDE = 2.0  # what it is worth that two neighbours end side by side, in squared hexagon widths
_COINCIDE = 1e-4  # share of the extent over which coinciding points are spread
_LONE_WIDTH = 1000.0  # metres, where the points have no extent

# The six cells around a cell as (row, column) steps in ring order, for even and for odd rows.
_STEPS = (
    ((0, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0)),
    ((0, 1), (1, 1), (1, 0), (0, -1), (-1, 0), (-1, 1)),
)
# Per pattern of taken cells around a free one whether they form one arc: only then it joins without making a hole.
_ONE_ARC = [sum(p >> d & 1 and not p >> (d + 1) % 6 & 1 for d in range(6)) == 1 for p in range(64)]
_CORNERS = np.array([(0, 2), (1, 1), (1, -1), (0, -2), (-1, -1), (-1, 1)])  # half widths and half radii


class _Neighbours(NamedTuple):
    """Pairs of neighbouring points, and the pull between them."""

    a: Ints
    b: Ints
    weight: Floats  # per pair, 0-1
    ahead: Floats  # per pair, the direction from a to b, of length 1
    matrix: Floats  # the weights, point by point
    degree: Floats  # per point, the sum of its weights
    steps: Floats  # per point, the weighted sum of the directions to it

    def wish(self, places: Floats) -> Floats:
        """Say where the neighbours at these places would have each point: one hexagon away, in its true direction."""
        return (self.matrix @ places + self.steps) / self.degree[:, None]

    def misfit(self, places: Floats) -> float:
        """Measure how far these places are from what the pairs want, less what pairs side by side are worth."""
        vectors = places[self.b] - places[self.a]
        beside = (vectors**2).sum(axis=1) < 2  # noqa: PLR2004 - squared: 1 for the nearest cells, 3 for the next
        return float(self.weight @ (((vectors - self.ahead) ** 2).sum(axis=1) - _BESIDE * beside))


class _Run(NamedTuple):
    """One optimal assignment: where the points would be, and the cells they got."""

    target: Floats
    spread: float
    cells: Ints  # row and column per point
    misfit: float


def place_hexagons(points: gpd.GeoSeries) -> gpd.GeoSeries:
    """Give every point a hexagon of its own on one grid, with its neighbours beside it and on the side where they are.

    Two points are neighbours when no third one sees them under more than 120° (a β-skeleton, between the Gabriel and
    the Delaunay graph). The points are first drawn to where each neighbour is one hexagon away in its true direction
    (least squares), which gives a crowded centre and an empty countryside equal room. The cells where they then lie
    densest form the shape, and they are assigned to those at the least sum of squared distances. That is repeated from
    where the neighbours ended, for several positions over the grid, and the result that fits the neighbours best stays.

    Parameters
    ----------
    points
        One point per buurt, in metres (EPSG:28992), in any order; points may coincide.

    Returns
    -------
    gpd.GeoSeries
        Regular hexagons with a corner up on the index and CRS of `points`: equal, side by side, one connected shape
        without holes. Their centres span a rectangle with the middle and the diagonal of that of the points.

    Raises
    ------
    InputError
        There is no point, one of them is missing, empty or no point, or the CRS is not in metres.
    """
    xy = _coordinates(points)
    low, high = xy.min(axis=0), xy.max(axis=0)
    extent = float(np.hypot(*(high - low)))
    unit = ((xy - low) / (extent or 1.0)).round(9)
    # In an order of their own, so that the order of the rows changes nothing.
    order = np.lexsort((points.index.astype(str).to_numpy(dtype=str), unit[:, 0], unit[:, 1]))
    cells = np.empty((len(xy), 2), dtype=np.int64)
    cells[order] = _place(_spread_coinciding(unit[order]))

    halves = np.column_stack([2 * cells[:, 1] + cells[:, 0] % 2, 3 * cells[:, 0]])
    span = float(np.hypot(*(np.ptp(halves, axis=0) * [0.5, _ROW / 3])))
    width = extent / span if extent else _LONE_WIDTH
    step = width * np.array([0.5, _ROW / 3])
    origin = (low + high) / 2 - step * (halves.min(axis=0) + halves.max(axis=0)) / 2
    # Corners are whole numbers of steps, so that hexagons side by side share them to the last bit.
    corners = origin + step * (halves[:, None] + _CORNERS)
    return gpd.GeoSeries(shapely.polygons(corners), index=points.index, crs=points.crs)


def _coordinates(points: gpd.GeoSeries) -> Floats:
    """Read x and y in metres, or say which point cannot be used."""
    if points.empty:
        raise InputError("Er zijn geen punten voor de tegelkaart: geef minstens één buurt met een punt.")
    if points.crs is None or not points.crs.is_projected:
        raise InputError("De punten voor de tegelkaart staan niet in meters: zet ze eerst om naar EPSG:28992.")
    shapes = points.where(~points.is_empty).to_numpy()
    xy: Floats = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    missing = np.flatnonzero(~np.isfinite(xy).all(axis=1))  # nothing, and any shape but a point, has no x and y
    if len(missing):
        names = ", ".join(map(str, points.index[missing[:3]]))
        raise InputError(
            f"Voor de tegelkaart ontbreekt een punt bij {len(missing)} van de {len(points)} buurten ({names}): "
            "geef elke buurt één punt."
        )
    return xy


def _spread_coinciding(points: Floats) -> Floats:
    """Lay points that coincide (in sorted order) on a tiny spiral, so that every two have a direction."""
    same = np.r_[False, (np.diff(points, axis=0) == 0).all(axis=1)]
    count = np.arange(len(points))
    nth = count - np.maximum.accumulate(np.where(same, 0, count))
    angle, radius = nth * np.pi * (3 - np.sqrt(5)), _COINCIDE * np.sqrt(nth)
    spread: Floats = points + np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return spread


def _place(points: Floats) -> Ints:
    """Choose a cell (row, column) of a hexagonal grid for every point, no two the same."""
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
    """Draw a shape around the targets, and assign them to its cells at the least sum of squared distances."""
    cells = _densest_cells(target, spread)
    cells = cells[assign(((target[:, None] - _centres(cells)) ** 2).sum(axis=2))]
    return _Run(target, spread, cells, round(neighbours.misfit(_centres(cells)), 6))


def _find_neighbours(points: Floats) -> _Neighbours:
    """Find the pairs that no third point sees under more than 120°; together they connect all points."""
    a, b = np.triu_indices(len(points), 1)
    best = np.ones(len(a))
    # Far apart first, which soon leaves few pairs.
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
    """Lay the points where the pull between neighbours is least, then push apart those that have no room."""
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
    """Let a shape without holes grow to a cell per point, each time by the cell that has most of the points near it."""
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
    worth, offer = density.ravel(), np.full(density.size, -np.inf)
    is_tile, pattern = np.zeros(density.size, dtype=bool), np.zeros(density.size, dtype=np.int64)
    cell, shape = int(worth.argmax()), []
    for _ in points:
        shape.append(cell)
        is_tile[cell], offer[cell] = True, -np.inf
        for direction, step in enumerate(steps[rows[cell // len(columns)] % 2]):
            other = cell + step
            pattern[other] |= 1 << (direction + 3) % 6
            if not is_tile[other]:
                offer[other] = worth[other] if _ONE_ARC[pattern[other]] else -np.inf
        cell = int(offer.argmax())
    row, column = np.divmod(shape, len(columns))
    return np.column_stack([rows[row], columns[column]])


def _centres(cells: Ints) -> Floats:
    """Give the centres of cells in hexagon widths."""
    return np.column_stack([cells[:, 1] + cells[:, 0] % 2 / 2, cells[:, 0] * _ROW])
