"""The shapes that the page draws: real boundaries and the tegelkaart, as rings of [lat, lon]."""

from __future__ import annotations

from itertools import dropwhile, pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gezond_geo.areas.pdok import COARSE
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import format_number
from gezond_geo.pages.shapes.tegels import place_hexagons

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.pages.language import Language

_WGS84 = "EPSG:4326"
_MOST_CORNERS = 400_000  # vertices of boundaries on one page; those of a gemeente have fewer, and are not simplified
_TOLERANCES = (5, 10, 20, 40, 80, 160, 320, 640)  # metres; the finest sufficient one is used
_SAMPLE, _CLEARLY = 200, 1.25  # areas in the sample to estimate vertices; factor by which it must exceed the limit
MOST_TILES = 600  # the time to place them is cubic in their number
_GAP, _WIDE_GAP = 0.7 / 80, 2.9 / 80  # distance from a side, in tile widths: within a wijk and at its edge
_HEIGHT = 78 / 80 / (2 / np.sqrt(3))  # height of a tile relative to a regular hexagon of the same width
_MOST_DRAWN = 0.9  # share of buurten with a boundary from which there is no notice
_FRAMED = 0.95  # share of residents in the initial frame of the real boundaries


def list_shapes(data: Dataset, words: Language) -> dict[str, Any]:
    """Build the available shapes, as in ``vormen`` of ``docs/payload.md``; the page opens with the first.

    Raises
    ------
    InputError
        Without boundaries, when the locations of buurten are unknown or there are too many for a tegelkaart.
    """
    shapes: dict[str, Any] = {}
    if data.has_boundaries:
        areas, tolerance = simplify_boundaries(gpd.GeoSeries(data.buurten.geometry.dropna()))
        simpler = words("grenzen_noot", meter=words.number(tolerance)) if tolerance else ""
        note = " ".join(filter(None, [say_boundaries(data, words), simpler])) or None
        frame = find_frame(areas, data.buurten["inwoners"]) if len(areas) <= MOST_TILES else areas.total_bounds
        shapes["grenzen"] = {
            "label": words("grenzen"),
            "noot": note,
            "vlakken": _rings(areas),
            "kader": _corners(frame, areas.crs),
            "ringen": [],
        }
    points = gpd.GeoSeries(data.buurten["punt"].dropna(), crs=data.buurten.crs)
    if 0 < len(points) <= MOST_TILES:
        shapes["tegels"] = _tile_shape(data, words, place_hexagons(points))
    if not shapes:
        raise InputError(
            f"{_say_lack(data, len(points))}, dus er kan geen kaart komen; geef grenzen mee met --grenzen of probeer "
            "het later opnieuw."
        )
    return shapes


def say_boundaries(data: Dataset, words: Language) -> str:
    """Notice on the boundaries for the reader: of another year, coarse, or missing for many buurten.

    Empty when there is none.
    """
    year = str(data.sources["jaar"].get("geometry", ""))
    with_boundary, whole = int(data.buurten.geometry.notna().sum()), len(data.buurten)
    notes = [
        words("grenzen_jaar", jaar=year) if data.has_boundaries and year not in {"", str(data.uitgave.grenzen)} else "",
        words("grenzen_grof") if COARSE in data.buurten.attrs else "",
        words("grenzen_deel", aantal=words.number(with_boundary), totaal=words.number(whole))
        if 0 < with_boundary < _MOST_DRAWN * whole
        else "",
    ]
    return " ".join(filter(None, notes))


def _tile_shape(data: Dataset, words: Language, tiles: gpd.GeoSeries) -> dict[str, Any]:
    """Build the tegelkaart: tiles slightly apart, more so between wijken, with ring roads around a wijk."""
    wijken = data.buurten["wijkcode"].reindex(tiles.index)
    rings = {name: gpd.GeoSeries(tiles[wijken == code]).union_all() for name, code in data.gemeente.ringen.items()}
    around = gpd.GeoSeries({name: ring for name, ring in rings.items() if not ring.is_empty}, crs=tiles.crs)
    middle = shapely.box(*tiles.total_bounds).centroid
    apart, around = (_stand_upright(_squash(part, middle), middle) for part in (lay_apart(tiles, wijken), around))
    lines = _rings(around)
    return {
        "label": words("tegels"),
        "noot": words("tegels_noot"),
        "vlakken": _rings(apart),
        "kader": None,
        "ringen": [{"naam": name, "lijnen": [ring for part in lines[name] for ring in part]} for name in lines],
    }


def lay_apart(tiles: gpd.GeoSeries, wijken: pd.Series[str]) -> gpd.GeoSeries:
    """Move the sides of hexagons inward to leave a gap, wider between two wijken.

    Parameters
    ----------
    tiles
        Result of `place_hexagons`: equal pointy-top hexagons with shared vertices.
    wijken
        Wijkcode of each, with the index of `tiles`.

    Returns
    -------
    GeoSeries
        Hexagons on the index of `tiles`.
    """
    corners = shapely.get_coordinates(tiles.to_numpy()).reshape(len(tiles), 7, 2)[:, :6]
    width = float(np.ptp(corners[0, :, 0]))
    beside: dict[Any, list[str]] = {}
    sides = [[_side(ring[n], ring[(n + 1) % 6], width) for n in range(6)] for ring in corners]
    for around, wijk in zip(sides, wijken, strict=True):
        for side in around:
            beside.setdefault(side, []).append(wijk)
    gaps = [[_GAP if len(set(beside[side])) == 1 else _WIDE_GAP for side in around] for around in sides]
    rings = [_draw_in(ring, width * np.array(gap)) for ring, gap in zip(corners, gaps, strict=True)]
    return gpd.GeoSeries(shapely.polygons(np.array(rings)), index=tiles.index, crs=tiles.crs)


def _side(a: Any, b: Any, width: float) -> frozenset[tuple[int, int]]:
    """Key of a side by its vertices, in thousandths of a hexagon."""
    return frozenset((round(x / width * 1000), round(y / width * 1000)) for x, y in (a, b))


def _draw_in(ring: Any, inward: Any) -> Any:
    """Move each side of a convex ring inward by its own distance, and intersect them."""
    ahead = np.roll(ring, -1, axis=0) - ring
    normal = np.column_stack([ahead[:, 1], -ahead[:, 0]]) / np.hypot(*ahead.T)[:, None]
    normal *= np.sign(((ring - ring.mean(axis=0)) * normal).sum(axis=1))[:, None]
    reach = (normal * ring).sum(axis=1) - inward
    return np.array([np.linalg.solve(normal[[n - 1, n]], reach[[n - 1, n]]) for n in range(len(ring))])


def find_frame(areas: gpd.GeoSeries, residents: pd.Series[float]) -> NDArray[np.float64]:
    """Frame around nearly all residents, cutting off sparsely populated countryside side by side.

    Starting from the bounds of all areas, the outermost area on one of the four sides is dropped repeatedly, each time
    the one with the fewest residents for the ground gained, while at least `_FRAMED` of the residents remain.

    Returns
    -------
    ndarray
        West, south, east and north, in the units of `areas`.
    """
    bounds = areas.bounds.to_numpy()
    people = residents.reindex(areas.index).fillna(0).to_numpy()
    keep, spare = np.ones(len(areas), dtype=bool), people.sum() * (1 - _FRAMED)
    while True:
        best = None
        frame = _frame_of(bounds[keep])
        for side, outward in enumerate((1, 1, -1, -1)):
            at = np.flatnonzero(keep)[np.argmin(bounds[keep, side] * outward)]
            rest = keep.copy()
            rest[at] = False
            if people[at] > spare or not rest.any():
                continue
            won = _ground(frame) - _ground(_frame_of(bounds[rest]))
            if best is None or won / (people[at] + 1) > best[0]:
                best = (won / (people[at] + 1), at)
        if best is None:
            return frame
        keep[best[1]] = False
        spare -= people[best[1]]


def _frame_of(bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)])


def _ground(frame: NDArray[np.float64]) -> float:
    return float((frame[2] - frame[0]) * (frame[3] - frame[1]))


def _corners(frame: NDArray[np.float64], crs: Any) -> list[list[float]]:
    """South-west and north-east corners of a frame as [lat, lon]."""
    corners = gpd.GeoSeries.from_xy(frame[[0, 2]], frame[[1, 3]], crs=crs).to_crs(_WGS84)
    return [[round(y, 5), round(x, 5)] for x, y in zip(corners.x, corners.y, strict=True)]


def _squash(tiles: gpd.GeoSeries, middle: shapely.Point) -> gpd.GeoSeries:
    """Make tiles 80 wide and 78 high: names need width rather than height."""
    return gpd.GeoSeries(tiles.scale(1, _HEIGHT, origin=middle))


def _say_lack(data: Dataset, with_point: int) -> str:
    count = format_number(len(data.buurten))
    if with_point == 0:
        return f"Van {count} van de {count} buurten van {data.gemeente.naam} is geen plaats bekend"
    return f"Van {data.gemeente.naam} zijn er geen grenzen, en {count} buurten zijn er te veel voor een tegelkaart"


def simplify_boundaries(areas: gpd.GeoSeries) -> tuple[gpd.GeoSeries, int]:
    """Simplify boundaries as far as one page needs; neighbours keep their shared border.

    Vertices are removed if their triangle is smaller than the squared tolerance (Visvalingam and Whyatt 1993), by
    `shapely.coverage_simplify`; no area or part of one vanishes.

    Parameters
    ----------
    areas
        Polygons in metres.

    Returns
    -------
    GeoSeries
        The index of `areas`.
    int
        The tolerance in metres; 0 when nothing was simplified.
    """
    simple, tolerance = areas.to_numpy(), 0
    if shapely.get_num_coordinates(simple).sum() <= _MOST_CORNERS:
        return areas, tolerance
    for coarser in _tolerances_for(simple):
        simple, tolerance = shapely.coverage_simplify(simple, coarser), coarser
        if shapely.get_num_coordinates(simple).sum() <= _MOST_CORNERS:
            break
    return gpd.GeoSeries(simple, index=areas.index, crs=areas.crs), tolerance


def _tolerances_for(areas: NDArray[np.object_]) -> list[int]:
    """Skip the first tolerances that leave far too many vertices in a sample of the areas."""
    sample = areas[:: max(1, len(areas) // _SAMPLE)]
    most = _CLEARLY * _MOST_CORNERS / shapely.get_num_coordinates(areas).sum()
    most *= shapely.get_num_coordinates(sample).sum()
    *finer, last = _TOLERANCES

    def leaves_too_many(tolerance: int) -> bool:
        return bool(shapely.get_num_coordinates(shapely.coverage_simplify(sample, tolerance)).sum() > most)

    return [*dropwhile(leaves_too_many, finer), last]


def _stand_upright(tiles: gpd.GeoSeries, middle: shapely.Point) -> gpd.GeoSeries:
    """Rotate all tiles together, since north in RD differs slightly from north on the page."""
    north = gpd.GeoSeries.from_xy([middle.x, middle.x], [middle.y, middle.y + 1000], crs=tiles.crs).to_crs(_WGS84)
    # In the Mercator projection of the page, a degree of latitude is 1 / cos(latitude) times as long as one of
    # longitude.
    ahead = np.arctanh(np.sin(np.radians(north.y)))
    tilt = np.degrees(np.arctan2(np.radians(north.x[1] - north.x[0]), ahead[1] - ahead[0]))
    return gpd.GeoSeries(tiles.rotate(tilt, origin=middle))


def _rings(areas: gpd.GeoSeries) -> dict[str, list[list[list[list[float]]]]]:
    """Polygons per buurt as unclosed rings of [lat, lon]."""
    degrees = gpd.GeoSeries(areas.dropna()).to_crs(_WGS84)
    parts, area_of = shapely.get_parts(degrees.to_numpy(), return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    corners = _cut_by(np.round(points[:, ::-1], 5).tolist(), ring_of, len(rings))
    polygons = _cut_by([ring[:-1] for ring in corners], part_of, len(parts))
    return dict(zip(degrees.index.astype(str).tolist(), _cut_by(polygons, area_of, len(degrees)), strict=True))


def _cut_by(items: list[Any], owner: NDArray[np.int64], count: int) -> list[list[Any]]:
    """Split items, sorted by owner, into a list for each of the `count` owners."""
    return [items[a:b] for a, b in pairwise(np.searchsorted(owner, np.arange(count + 1)).tolist())]


def lat_lon(points: gpd.GeoSeries) -> dict[Any, list[float]]:
    """Points as [lat, lon] in WGS 84, 5 decimals, without missing ones."""
    degrees = gpd.GeoSeries(points.dropna()).to_crs(_WGS84)
    columns = degrees.index, degrees.x, degrees.y
    return {key: [round(y, 5), round(x, 5)] for key, x, y in zip(*(c.tolist() for c in columns), strict=True)}
