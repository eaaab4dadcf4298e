"""The shapes that the page draws: real boundaries and the tegelkaart, as rings of [lat, lon]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gezond_geo.maps.tegels import place_hexagons

if TYPE_CHECKING:
    from gezond_geo.dataset import Dataset

_WGS84 = "EPSG:4326"
_PAGE = "EPSG:3857"


def list_shapes(data: Dataset) -> dict[str, Any]:
    """Make the shapes there are, as in ``vormen`` of ``docs/payload.md``; the page opens with the first."""
    shapes: dict[str, Any] = {}
    if data.has_boundaries:
        shapes["grenzen"] = {"label": "Echte grenzen", "noot": None, "vlakken": _rings(data.buurten.geometry)}
    tiles = _stand_upright(place_hexagons(gpd.GeoSeries(data.buurten["punt"], crs=data.buurten.crs)))
    shapes["tegels"] = {"label": "Tegelkaart", "noot": "schematisch: elke buurt even groot", "vlakken": _rings(tiles)}
    return shapes


def _stand_upright(tiles: gpd.GeoSeries) -> gpd.GeoSeries:
    """Turn tiles as one, since the north of RD is not quite the north of the page."""
    middle = shapely.box(*tiles.total_bounds).centroid
    north = gpd.GeoSeries.from_xy([middle.x, middle.x], [middle.y, middle.y + 1000], crs=tiles.crs).to_crs(_PAGE)
    tilt = np.degrees(np.arctan2(north.x[1] - north.x[0], north.y[1] - north.y[0]))
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
    """Give points as [lat, lon] in WGS 84, 5 decimals."""
    placed = points.to_crs(_WGS84)
    return {key: [round(y, 5), round(x, 5)] for key, x, y in zip(placed.index, placed.x, placed.y, strict=True)}
