"""Overlay kernel: square metres per area and class.

Most polygons lie inside one area and need no intersection. A uniform grid finds most of them: a polygon that touches no
cell crossed by a boundary lies entirely in the areas of the cells it covers. For the others, a spatial index finds the
areas they meet, and the shared area is computed from their edges, without constructing the intersection.
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

from gezond_geo._validate import as_areas, as_text, checked
from gezond_geo.areas.edges import Edges, Floats, Numbers, Shapes, shared_areas
from gezond_geo.areas.rd import RD
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import count_of
from gezond_geo.landcover.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray

_CHUNK, _CHUNKS = 8192, 24
"""Maximum number of geometries per chunk, to fit in the cache; and minimum number of chunks per thread, for balance."""
_NEAR = 0
"""Instead of a component: a boundary may cross the cells that the geometry touches."""
_POLYGON, _MULTIPOLYGON = 3, 6
"""Type ids of shapely."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class ClassAreas:
    """Square metres of each class per area.

    Attributes
    ----------
    m2 : Square metres, a row per area and a column per class, sorted; NaN for an area without a geometry.
    surface : Square metres of each area, after repair; NaN where there is no geometry.
    repaired : Number of polygons that were invalid, and count as repaired by `shapely.make_valid`.
    without_surface : Number of polygons that are missing or empty, or become so on repair; they count nowhere.
    """

    m2: pd.DataFrame
    surface: pd.Series[float]
    repaired: int
    without_surface: int


@checked(areas=as_areas(), polygons=as_areas(), classes=as_text)
def area_by(areas: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame, classes: str) -> pd.DataFrame:
    """Square metres of each class of polygons in each area.

    Equal to summing ``geopandas.overlay(areas, polygons)``, without constructing the pieces. Areas may overlap, and so
    may polygons: each square metre counts once for every pair it lies in.

    Parameters
    ----------
    areas
        Polygons or multipolygons in EPSG:28992, any index.
    polygons
        Polygons or multipolygons in EPSG:28992, with the column that `classes` names. Invalid geometries are repaired,
        here and in `areas`, and their number is logged; `measure` returns it.
    classes
        Column of `polygons` with the class of each; without missing values.

    Returns
    -------
    DataFrame
        Square metres, with the index of `areas` and a column per class that occurs, sorted; NaN for an area without a
        geometry.

    Raises
    ------
    InputError
        When a frame is not in EPSG:28992 or holds geometries other than polygons, when there is no such column, or when
        a polygon has no class.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> import gezond_geo as gg
    >>> areas = gpd.GeoDataFrame(index=["BU01530301"], geometry=[box(0, 0, 10, 10)], crs="EPSG:28992")
    >>> shapes = [box(0, 0, 10, 4), box(0, 4, 10, 20)]
    >>> ground = gpd.GeoDataFrame({"klasse": ["gras", "water"]}, geometry=shapes, crs="EPSG:28992")
    >>> gg.area_by(areas, ground, "klasse")
                gras  water
    BU01530301  40.0   60.0
    """
    return measure(areas, polygons, classes).m2


def measure(areas: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame, classes: str) -> ClassAreas:
    """As `area_by`, with the number of polygons that were repaired or have no area."""
    columns = Columns(areas)
    part = measure_part(columns.shapes, polygons, classes)
    columns.add(slice(None), part)
    return columns.result()


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Square metres of some polygons in some areas: `m2` has a row per area and a column per class in `names`."""

    m2: Floats
    names: list[str]
    repaired: int
    without_surface: int


class Columns:
    """Running sums per area; adding the same parts in the same order gives bit-for-bit the same result.

    Attributes
    ----------
    shapes : The areas, valid and in the order of the frame; an empty geometry where there is none.
    """

    def __init__(self, areas: gpd.GeoDataFrame) -> None:
        self.shapes = _shapes(areas, "De gebieden")
        if repaired := _repair(self.shapes, "De gebieden").sum():
            _log.warning("Hersteld: %s met een ongeldige vorm.", count_of(int(repaired), "gebied", "gebieden"))
        self._index = areas.index
        self._sums: dict[str, Floats] = {}
        self._repaired = self._without_surface = 0

    def add(self, rows: Numbers | slice, part: Part) -> None:
        """Add a part, whose rows are the areas at `rows`."""
        for name, m2 in zip(part.names, part.m2.T, strict=True):
            self._sums.setdefault(name, np.zeros(len(self.shapes)))[rows] += m2
        self._repaired += part.repaired
        self._without_surface += part.without_surface

    def result(self) -> ClassAreas:
        """The sums so far."""
        if self._repaired:
            _log.warning("Hersteld: %s met een ongeldige vorm.", count_of(self._repaired, "vlak", "vlakken"))
        if self._without_surface:
            _log.warning("Niet meegeteld: %s zonder oppervlakte.", count_of(self._without_surface, "vlak", "vlakken"))
        m2 = pd.DataFrame({name: self._sums[name] for name in sorted(self._sums)}, index=self._index, dtype="float64")
        surface = pd.Series(shapely.area(self.shapes), index=self._index)
        m2[surface.to_numpy() == 0] = np.nan
        return ClassAreas(m2, surface.where(surface > 0), self._repaired, self._without_surface)


def measure_part(areas: Shapes, polygons: gpd.GeoDataFrame, classes: str, threads: int | None = None) -> Part:
    """Measure some polygons in some valid areas, on all cores unless `threads` limits them."""
    if classes not in polygons:
        raise InputError(f"De vlakken hebben geen kolom {classes!r}; noem de kolom waarin de klasse staat.")
    codes, names = pd.factorize(polygons[classes])
    if missing := int((codes < 0).sum()):
        raise InputError(f"{missing} vlakken hebben geen waarde in de kolom {classes!r}; geef elk vlak een klasse.")
    shapes = _shapes(polygons, "De vlakken")
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        m2, repaired, without_surface = _measure(areas, shapes, codes, classes=len(names), each=_Each(pool))
    return Part(m2, [str(name) for name in names], repaired, without_surface)


@dataclass(frozen=True, slots=True)
class _Each:
    """Calls a shapely function on chunks of arrays in a thread pool, since shapely releases the GIL."""

    pool: ThreadPoolExecutor

    def __call__(self, function: Callable[..., Any], *arrays: NDArray[Any]) -> NDArray[Any]:
        """Result of a single call on the whole arrays."""
        size = min(_CHUNK, len(arrays[0]) // _CHUNKS + 1)
        starts = range(0, max(len(arrays[0]), 1), size)
        chunks = ([array[start : start + size] for array in arrays] for start in starts)
        return np.concatenate(list(self.pool.map(lambda chunk: function(*chunk), chunks)))


def _shapes(frame: gpd.GeoDataFrame, what: str) -> Shapes:
    """Geometries of a frame, with an empty one where missing."""
    if frame.crs != RD:
        raise InputError(
            f"{what} staan in {frame.crs.name if frame.crs else 'een onbekend stelsel'}, niet in RD ({RD}); "
            f"zet ze om met to_crs({RD!r})."
        )
    shapes = np.array(frame.geometry, dtype=object)
    shapes[shapely.is_missing(shapes)] = shapely.Polygon()
    return shapes


def _repair(shapes: Shapes, what: str) -> NDArray[np.bool_]:
    """Repair invalid geometries in place, and return which were; refuse anything but polygons."""
    kinds = shapely.get_type_id(shapes)
    others = shapes[(kinds != _POLYGON) & (kinds != _MULTIPOLYGON)]
    if names := ", ".join(sorted({shape.geom_type for shape in others[~shapely.is_empty(others)]})):
        raise InputError(f"{what} hebben vormen zonder oppervlakte ({names}); geef alleen vlakken.")
    with np.errstate(invalid="ignore"):
        invalid: NDArray[np.bool_] = ~shapely.is_valid(shapes)
    if not np.isfinite(shapely.get_coordinates(shapes[invalid])).all():
        raise InputError(f"{what} hebben coördinaten die geen getal zijn; herstel of verwijder die vormen.")
    try:
        shapes[invalid] = _surfaces(shapely.make_valid(shapes[invalid]))
    except shapely.GEOSException as bad:
        raise InputError(f"{what} hebben een vorm die niet te herstellen is; verwijder die vorm.") from bad
    return invalid


def _surfaces(shapes: Shapes) -> Shapes:
    """Polygonal part of each geometry, which may contain lines too."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    flat = shapely.get_type_id(parts) == _POLYGON
    surfaces = np.full(len(shapes), shapely.MultiPolygon(), dtype=object)
    shapely.multipolygons(parts[flat], indices=owners[inner][flat], out=surfaces)
    return surfaces


def _measure(areas: Shapes, shapes: Shapes, codes: Numbers, *, classes: int, each: _Each) -> tuple[Floats, int, int]:
    """Square metres per area and class code, and the number of geometries repaired and without an area."""
    sizes = each(_settle, shapes)
    invalid, m2, bounds = sizes[:, 0], sizes[:, 1], sizes[:, 2:]
    grid = Grid.over(areas, bounds)
    component_of = grid.components(bounds)
    # Sum what lies in one component, and add it to each area that contains a vertex of one of the geometries.
    whole, near = (m2 > 0) & (component_of != _NEAR), (m2 > 0) & (component_of == _NEAR)
    component = component_of[whole]
    count = int(component.max(initial=0)) + 1
    total = np.bincount(component * classes + codes[whole], m2[whole], count * classes).reshape(count, classes)
    member = np.full(count, -1)
    member[component] = np.flatnonzero(whole)
    within = each.pool.submit(_within, areas, shapes[member[member >= 0]])
    # The others may meet a boundary.
    shape, area, shared = _cross(areas, shapes[near], m2[near], each)
    cell = area * classes + codes[near][shape]
    shape, area = within.result()
    cells = np.append(cell, (area[:, None] * classes + np.arange(classes)).ravel())
    parts = np.append(shared, total[member >= 0][shape].ravel())
    sums: Floats = np.bincount(cells, parts, len(areas) * classes).astype("float64")
    return sums.reshape(len(areas), classes), int(invalid.sum()), int((m2 == 0).sum())


def _settle(shapes: Shapes) -> Floats:
    """Repair geometries in place; returns whether each was invalid, its area and its bounds.

    In one pass, while they are in the processor's cache.
    """
    invalid = _repair(shapes, "De vlakken")
    return np.column_stack([invalid, shapely.area(shapes), shapely.bounds(shapes)])


def _within(areas: Shapes, shapes: Shapes) -> tuple[Numbers, Numbers]:
    """Pairs of a geometry and an area that contains its first vertex."""
    points = _first_vertices(shapes)
    prepared = _prepare(areas)
    shape, area = shapely.STRtree(prepared).query(shapely.points(points))
    inside = shapely.contains_xy(prepared[area], points[shape])
    return shape[inside], area[inside]


def _first_vertices(shapes: Shapes) -> Floats:
    """First vertex of each geometry, none of which is empty."""
    vertices = shapely.get_num_coordinates(shapes)
    points: Floats = shapely.get_coordinates(shapes)[np.cumsum(vertices) - vertices]
    return points


def _cross(areas: Shapes, shapes: Shapes, m2: Floats, each: _Each) -> tuple[Numbers, Numbers, Floats]:
    """Pairs of a geometry and an area that meet, and the square metres they share; `m2` is that of each geometry."""
    area, shape, inside = each(partial(_beside, shapely.STRtree(shapes)), np.arange(len(areas)), areas).T
    shared, cut = m2[shape], inside == 0
    crossing, place = np.unique(shape[cut], return_inverse=True)
    edges = Edges.of(shapes[crossing], each), Edges.of(areas, each)
    shared[cut] = each(partial(shared_areas, *edges), np.column_stack([place, area[cut]]))
    return shape, area, shared


def _beside(tree: shapely.STRtree, places: Numbers, areas: Shapes) -> Numbers:
    """Concatenated triples of an area, a geometry in the tree that it meets, and whether the area contains it."""
    prepared = _prepare(areas)
    area, shape = tree.query(prepared, predicate="intersects")
    inside = shapely.contains_properly(prepared[area], tree.geometries[shape])
    return np.column_stack([places[area], shape, inside])


def _prepare(areas: Shapes) -> Shapes:
    """Prepared copies, since prepared geometries may not be shared between threads."""
    # Of a copy: shapely 2.1.0 locks the array itself while it works, and other threads read parts of it.
    copies: Shapes = shapely.force_2d(areas.copy())
    shapely.prepare(copies)
    return copies
