"""The shapes that the page draws: real boundaries and the tegelkaart, as rings of [lat, lon]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gezond_geo.errors import InputError
from gezond_geo.io.dutch import format_number
from gezond_geo.pages.shapes.tegels import place_hexagons

if TYPE_CHECKING:
    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.pages.language import Language

_WGS84 = "EPSG:4326"
_MOST_CORNERS = 400_000  # of boundaries on one page; those of a gemeente have fewer, and stay as they are
_TOLERANCES = (5, 10, 20, 40, 80, 160, 320, 640)  # metres; the finest that suffices is taken
_MOST_TILES = 600  # the time to place them grows with the third power


def list_shapes(data: Dataset, words: Language) -> dict[str, Any]:
    """Make the shapes there are, as in ``vormen`` of ``docs/payload.md``; the page opens with the first.

    Raises
    ------
    InputError
        When there are no boundaries, and no places of buurten or too many for a tegelkaart.
    """
    shapes: dict[str, Any] = {}
    if data.has_boundaries:
        areas, tolerance = simplify_boundaries(gpd.GeoSeries(data.buurten.geometry.dropna()))
        note = words("grenzen_noot", meter=words.number(tolerance)) if tolerance else None
        shapes["grenzen"] = {"label": words("grenzen"), "noot": note, "vlakken": _rings(areas)}
    points = gpd.GeoSeries(data.buurten["punt"].dropna(), crs=data.buurten.crs)
    if 0 < len(points) <= _MOST_TILES:
        tiles = _stand_upright(place_hexagons(points))
        shapes["tegels"] = {"label": words("tegels"), "noot": words("tegels_noot"), "vlakken": _rings(tiles)}
    if not shapes:
        raise InputError(
            f"{_say_lack(data, len(points))}, dus er kan geen kaart komen; geef grenzen mee met --grenzen of probeer "
            "het later opnieuw."
        )
    return shapes


def _say_lack(data: Dataset, placed: int) -> str:
    count = format_number(len(data.buurten))
    if placed == 0:
        return f"Van {count} van de {count} buurten van {data.gemeente.naam} is geen plaats bekend"
    return f"Van {data.gemeente.naam} zijn er geen grenzen, en {count} buurten zijn er te veel voor een tegelkaart"


def simplify_boundaries(areas: gpd.GeoSeries) -> tuple[gpd.GeoSeries, int]:
    """Simplify boundaries as far as one page needs: neighbours keep the border that they share.

    Corners go whose triangle is smaller than the square of a tolerance (Visvalingam and Whyatt 1993), as
    `shapely.coverage_simplify` does it; no area or part of one vanishes.

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
    for coarser in _TOLERANCES:
        if shapely.get_num_coordinates(simple).sum() <= _MOST_CORNERS:
            break
        simple, tolerance = shapely.coverage_simplify(simple, coarser), coarser
    return gpd.GeoSeries(simple, index=areas.index, crs=areas.crs), tolerance


def _stand_upright(tiles: gpd.GeoSeries) -> gpd.GeoSeries:
    """Turn tiles as one, since the north of RD is not quite the north of the page."""
    middle = shapely.box(*tiles.total_bounds).centroid
    north = gpd.GeoSeries.from_xy([middle.x, middle.x], [middle.y, middle.y + 1000], crs=tiles.crs).to_crs(_WGS84)
    # On the page, which is Mercator, a degree of latitude is drawn 1 / cos(latitude) times as long as one of longitude.
    ahead = np.arctanh(np.sin(np.radians(north.y)))
    tilt = np.degrees(np.arctan2(np.radians(north.x[1] - north.x[0]), ahead[1] - ahead[0]))
    return gpd.GeoSeries(tiles.rotate(tilt, origin=middle))


def _rings(areas: gpd.GeoSeries) -> dict[str, list[list[list[list[float]]]]]:
    """Polygons per buurt as rings of [lat, lon] that are not closed."""
    placed = gpd.GeoSeries(areas.dropna()).to_crs(_WGS84)
    return {
        str(code): [[_ring(ring) for ring in (part.exterior, *part.interiors)] for part in shapely.get_parts(area)]
        for code, area in zip(placed.index, placed.to_numpy(), strict=True)
    }


def _ring(ring: shapely.LinearRing) -> list[list[float]]:
    corners: list[list[float]] = np.round(shapely.get_coordinates(ring)[:-1, ::-1], 5).tolist()
    return corners


def lat_lon(points: gpd.GeoSeries) -> dict[Any, list[float]]:
    """Give points as [lat, lon] in WGS 84, 5 decimals; without those that are missing."""
    placed = gpd.GeoSeries(points.dropna()).to_crs(_WGS84)
    return {key: [round(y, 5), round(x, 5)] for key, x, y in zip(placed.index, placed.x, placed.y, strict=True)}
