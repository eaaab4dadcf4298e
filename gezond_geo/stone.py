"""Square metres per area and class: the overlay kernel under stone cover.

Most polygons lie inside one area and need no intersection. A uniform grid finds most of them: a polygon that touches no
cell through which a boundary runs lies as a whole in the areas in which those cells lie. Of the others an index of the
boundaries tells which meet one. Only those are intersected, with the areas clipped to a box about as small as they are.
"""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gezond_geo.dutch import count_of
from gezond_geo.errors import InputError
from gezond_geo.grid import Floats, Grid, Numbers, Shapes

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray

CRS = "EPSG:28992"

_BOX = 16
"""Cells on half a side of the smallest box that areas are clipped to."""
_SMALL = 256
"""Corners up to which an area is not clipped."""
_EXACT = 1e-12
"""Share of a box that rounding may leave out."""
_CHUNK, _CHUNKS = 512, 64
"""Shapes that a thread takes at a time at most, to stay in its cache; and at least how many times, to end together."""
_VALID, _AREA, _BOUNDS = 0, 1, slice(2, 6)
"""Columns of what `_sizes` gives."""
_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7
"""Type ids of shapely."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What polygons measure per area.

    Attributes
    ----------
    m2 : Square metres, the index of the areas by a column per class, sorted; NaN for an area without a surface.
    repaired : Polygons that were invalid, and count as `shapely.make_valid` repairs them.
    without_surface : Polygons that are missing or empty, or are so once repaired, which count nowhere.
    """

    m2: pd.DataFrame
    repaired: int
    without_surface: int


def area_by(areas: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame, classes: str) -> pd.DataFrame:
    """Measure how many square metres of each class of polygons lie in each area.

    Equal to summing ``geopandas.overlay(areas, polygons)``, without making the pieces. Areas may overlap, and so may
    polygons: each square metre counts once for every pair it lies in.

    Parameters
    ----------
    areas
        Polygons or multipolygons in EPSG:28992, any index.
    polygons
        Polygons or multipolygons in EPSG:28992, with the column that `classes` names. Invalid shapes are repaired, here
        and in `areas`, and how many were is logged; `measure` tells it.
    classes
        Name of the column of `polygons` that holds the class of each; none may be missing.

    Returns
    -------
    DataFrame
        Square metres, the index of `areas` by a column per class that occurs, sorted; NaN for an area without surface.

    Raises
    ------
    InputError
        When a frame is not in EPSG:28992 or holds something else than polygons, when there is no such column, or when a
        polygon has no class.
    """
    return measure(areas, polygons, classes).m2


def measure(areas: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame, classes: str) -> Measured:
    """Measure as `area_by` does, and tell how many polygons were repaired or have no surface."""
    columns = Columns(areas)
    part = measure_part(columns.shapes, polygons, classes)
    columns.add(slice(None), part)
    return columns.result()


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What some polygons measure in some areas: `m2` has a row per area and a column per class of `names`."""

    m2: Floats
    names: list[str]
    repaired: int
    without_surface: int


class Columns:
    """Sums per area that parts are added to; in the same order they give the same bits.

    Attributes
    ----------
    shapes : The areas, valid and in the order of the frame; an empty shape where there is none.
    """

    def __init__(self, areas: gpd.GeoDataFrame) -> None:
        self.shapes, _, repaired = _valid(areas, "De gebieden", _at_once)
        if repaired:
            _log.warning("Hersteld: %s met een ongeldige vorm.", count_of(repaired, "gebied", "gebieden"))
        self._index = areas.index
        self._sums: dict[str, Floats] = {}
        self._repaired = self._without_surface = 0

    def add(self, rows: Numbers | slice, part: Part) -> None:
        """Add a part whose rows are those of the areas at `rows`."""
        for name, m2 in zip(part.names, part.m2.T, strict=True):
            self._sums.setdefault(name, np.zeros(len(self.shapes)))[rows] += m2
        self._repaired += part.repaired
        self._without_surface += part.without_surface

    def result(self) -> Measured:
        """Give the sums so far."""
        if self._repaired:
            _log.warning("Hersteld: %s met een ongeldige vorm.", count_of(self._repaired, "vlak", "vlakken"))
        if self._without_surface:
            _log.warning("Niet meegeteld: %s zonder oppervlakte.", count_of(self._without_surface, "vlak", "vlakken"))
        m2 = pd.DataFrame({name: self._sums[name] for name in sorted(self._sums)}, index=self._index, dtype="float64")
        m2[shapely.is_empty(self.shapes)] = np.nan
        return Measured(m2, self._repaired, self._without_surface)


def measure_part(areas: Shapes, polygons: gpd.GeoDataFrame, classes: str, threads: int | None = None) -> Part:
    """Measure some polygons in some areas, which are valid; on all cores unless `threads` says how many."""
    if classes not in polygons:
        raise InputError(f"De vlakken hebben geen kolom {classes!r}; noem de kolom waarin de klasse staat.")
    codes, names = pd.factorize(polygons[classes].astype("object"), sort=True)
    if missing := int((codes < 0).sum()):
        raise InputError(f"{missing} vlakken hebben geen waarde in de kolom {classes!r}; geef elk vlak een klasse.")
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        each = _Each(pool)
        shapes, sizes, repaired = _valid(polygons, "De vlakken", each)
        known = sizes[:, _AREA] > 0
        m2 = _measure(areas, shapes[known], sizes[known], codes[known], classes=len(names), each=each)
    return Part(m2, [str(name) for name in names], repaired, int((~known).sum()))


@dataclass(frozen=True, slots=True)
class _Each:
    """Calls a function of shapely on arrays in chunks on the threads of a pool: it releases the GIL."""

    pool: ThreadPoolExecutor

    def __call__(self, function: Callable[..., Any], *arrays: NDArray[Any]) -> NDArray[Any]:
        """Give what one call on the whole arrays would give."""
        size = min(_CHUNK, len(arrays[0]) // _CHUNKS + 1)
        starts = range(0, max(len(arrays[0]), 1), size)
        chunks = ([array[start : start + size] for array in arrays] for start in starts)
        return np.concatenate(list(self.pool.map(lambda chunk: function(*chunk), chunks)))


def _valid(frame: gpd.GeoDataFrame, what: str, each: Callable[..., Floats]) -> tuple[Shapes, Floats, int]:
    """Shapes of a frame with the invalid ones repaired and the missing ones empty, `_sizes`, how many were repaired."""
    if frame.crs != CRS:
        raise InputError(
            f"{what} staan in {frame.crs.name if frame.crs else 'een onbekend stelsel'}, niet in RD ({CRS}); "
            f"zet ze om met to_crs({CRS!r})."
        )
    shapes = np.array(frame.geometry, dtype=object)
    shapes[shapely.is_missing(shapes)] = shapely.Polygon()
    kinds = shapely.get_type_id(shapes)
    others = shapes[(kinds != _POLYGON) & (kinds != _MULTIPOLYGON)]
    others = others[~shapely.is_empty(others)]
    if len(others):
        names = ", ".join(sorted({shape.geom_type for shape in others}))
        raise InputError(f"{what} hebben {len(others)} vormen zonder oppervlakte ({names}); geef alleen vlakken.")
    sizes = each(_sizes, shapes)
    invalid = sizes[:, _VALID] == 0
    if not np.isfinite(shapely.get_coordinates(shapes[invalid])).all():
        raise InputError(f"{what} hebben coördinaten die geen getal zijn; herstel of verwijder die vormen.")
    try:
        shapes[invalid] = _surfaces(shapely.make_valid(shapes[invalid]))
    except shapely.GEOSException as bad:
        raise InputError(f"{what} hebben een vorm die niet te herstellen is; verwijder die vorm.") from bad
    sizes[invalid] = _sizes(shapes[invalid])
    return shapes, sizes, int(invalid.sum())


def _sizes(shapes: Shapes) -> Floats:
    """Whether each shape is valid, its area and its bounds: at once, while it is in the cache."""
    with np.errstate(invalid="ignore"):
        return np.column_stack([shapely.is_valid(shapes), shapely.area(shapes), shapely.bounds(shapes)])


def _at_once(function: Callable[..., Any], *arrays: NDArray[Any]) -> Any:
    return function(*arrays)


def _surfaces(shapes: Shapes) -> Shapes:
    """What has an area of each shape, which may hold lines too."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    flat = shapely.get_type_id(parts) == _POLYGON
    surfaces = np.full(len(shapes), shapely.MultiPolygon(), dtype=object)
    shapely.multipolygons(parts[flat], indices=owners[inner][flat], out=surfaces)
    return surfaces


def _measure(areas: Shapes, shapes: Shapes, sizes: Floats, codes: Numbers, *, classes: int, each: _Each) -> Floats:
    """Square metres per area and class code."""
    sums = np.zeros((len(areas), classes))
    m2, bounds = sizes[:, _AREA], sizes[:, _BOUNDS]
    divided = each.pool.submit(shapely.coverage_is_valid, areas)
    grid = Grid.between(areas, bounds)
    if grid is None:
        return sums
    region = grid.regions(bounds)
    near = np.flatnonzero(region == 0)
    crossed = np.zeros(len(shapes), dtype=bool)
    crossed[near] = each(partial(_meet, shapely.STRtree(grid.lines)), shapes[near])
    # Whole polygons: summed per region of the grid, or alone, and then for each area in which a corner of them lies.
    region[near] = region.max() + 1 + np.arange(len(near))
    whole = ~crossed
    regions, first, of = np.unique(region[whole], return_index=True, return_inverse=True)
    total = np.bincount(of * classes + codes[whole], m2[whole], len(regions) * classes).reshape(-1, classes)
    points, owner = shapely.get_coordinates(shapes[whole][first], return_index=True)
    points = points[np.searchsorted(owner, np.arange(len(regions)))]
    tree = shapely.STRtree(shapely.force_2d(areas))
    place, area = tree.query(shapely.points(points))
    shapely.prepare(tree.geometries)
    inside = shapely.contains_xy(tree.geometries[area], points[place])
    # Threads may not share what is prepared.
    shapely.destroy_prepared(tree.geometries)
    np.add.at(sums, area[inside], total[place[inside]])
    # The others are intersected.
    clear = bool(divided.result())
    polygon, area, shared = _cross(tree, shapes[crossed], grid.cell * _BOX, each, divided=clear)
    return sums + np.bincount(area * classes + codes[crossed][polygon], shared, sums.size).reshape(sums.shape)


def _meet(lines: shapely.STRtree, shapes: Shapes) -> NDArray[np.bool_]:
    """Whether each shape meets any of the lines, or has parts that may lie on either side."""
    met = shapely.get_num_geometries(shapes) > 1
    met[lines.query(shapes, predicate="intersects")[0]] = True
    return met


def _cross(
    tree: shapely.STRtree, shapes: Shapes, least: float, each: _Each, *, divided: bool
) -> tuple[Numbers, Numbers, Floats]:
    """Pairs of a polygon and an area that may meet, and the square metres they share.

    A polygon is intersected with areas that, unless they have few corners, are clipped to a box: the one, twice as wide
    as the power of two of `least` that the polygon fits in, in whose south-west quarter its south-west corner is.
    `divided` says that the areas are a coverage: valid, and without overlaps.
    """
    bounds, m2 = shapely.bounds(shapes), shapely.area(shapes)
    side = least * 2 ** np.ceil(np.log2(np.maximum((bounds[:, 2:] - bounds[:, :2]).max(axis=1) / least, 1)))
    boxes, box = np.unique(np.column_stack([side, bounds[:, :2] // side[:, None]]), axis=0, return_inverse=True)
    frames = shapely.box(*(np.column_stack([boxes[:, 1:], boxes[:, 1:] + 2]) * boxes[:, :1]).T)
    large = shapely.get_num_coordinates(tree.geometries) > _SMALL
    place, area = tree.query(frames)
    order = np.lexsort((area, place))
    order = order[large[area[order]]]
    place, area = place[order], area[order]
    # Not by clip_by_rect, which gives the wrong side of a ring that follows the box (github.com/libgeos/geos/pull/605).
    pieces = each(shapely.intersection, tree.geometries[area], frames[place])
    mixed = shapely.get_type_id(pieces) == _COLLECTION
    pieces[mixed] = _surfaces(pieces[mixed])
    # Every polygon beside every piece in its box.
    start, stop = np.searchsorted(place, box), np.searchsorted(place, box, side="right")
    polygon = np.repeat(np.arange(len(shapes)), stop - start)
    piece = np.arange(len(polygon)) + np.repeat(stop - np.cumsum(stop - start), stop - start)
    limits = shapely.bounds(pieces)[piece]
    near = (limits[:, :2] <= bounds[polygon, 2:]).all(axis=1) & (limits[:, 2:] >= bounds[polygon, :2]).all(axis=1)
    polygon, piece = polygon[near], piece[near]
    filled = np.bincount(place, shapely.area(pieces), len(frames)) >= (1 - _EXACT) * shapely.area(frames)
    # Small areas come before the pieces that are beside the same polygon.
    beside, whole_area = tree.query(shapely.box(*bounds.T))
    few = ~large[whole_area]
    beside, whole_area = beside[few], whole_area[few]
    polygon, piece = np.append(beside, polygon), np.append(whole_area, piece + len(large))
    pieces, area = np.append(tree.geometries, pieces), np.append(np.arange(len(large)), area)
    order = np.argsort(polygon, kind="stable")
    polygon, piece = polygon[order], piece[order]
    # Where areas divide the box, the last piece beside a polygon has what the others leave of it.
    known = filled[box] & divided
    rest = known[polygon] & (polygon != np.append(polygon[1:], -1))
    shared, asked = np.zeros(len(polygon)), np.flatnonzero(~rest)
    asked = asked[each(shapely.intersects, pieces[piece[asked]], shapes[polygon[asked]])]
    whole = each(shapely.covers, pieces[piece[asked]], shapes[polygon[asked]])
    shared[asked] = m2[polygon[asked]]
    cut = asked[~whole]
    shared[cut] = each(_shared, pieces[piece[cut]], shapes[polygon[cut]])
    shared[rest] = np.maximum(m2 - np.bincount(polygon, shared, len(m2)), 0)[polygon[rest]]
    return polygon, area[piece], shared


def _shared(pieces: Shapes, shapes: Shapes) -> Floats:
    return shapely.area(shapely.intersection(pieces, shapes))
