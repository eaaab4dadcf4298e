"""Points, lines and polygons in a list, in RD or in degrees, converted to RD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from gezond_geo.areas.rd import NETHERLANDS_RD, RD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

DEGREES = "EPSG:4326"
NETHERLANDS_DEGREES = shapely.box(3.2, 50.7, 7.3, 53.7)
"""Extent of the Netherlands in degrees: longitude 3.2 to 7.3, latitude 50.7 to 53.7. No RD coordinates are in this
range."""

AREA_OR_POINT = ("Polygon", "MultiPolygon", "Point")
ANY_SHAPE = (*AREA_OR_POINT, "LineString", "MultiLineString")
"""Geometry types of projects and of investments."""

_NAMES = {AREA_OR_POINT: "een vlak of een punt", ANY_SHAPE: "een lijn, een vlak of een punt"}
_ADVICE = "geef x en y allebei, in meters (RD) of in graden (WGS 84)"


def place_points(x: pd.Series[float], y: pd.Series[float]) -> tuple[pd.DataFrame, dict[object, str], pd.Index[int]]:
    """Convert points to RD.

    Parameters
    ----------
    x, y
        Metres in RD, or degrees of longitude and latitude (WGS 84); with the same index, NaN where there is none.

    Returns
    -------
    DataFrame
        ``x`` and ``y`` in metres (EPSG:28992), to the centimetre; NaN where missing or invalid.
    dict of object and str
        Reason (Dutch) by index label of each point that is not in the Netherlands.
    Index
        Labels of the points in degrees.
    """
    filled = x.notna() | y.notna()
    degrees = _inside(x, y, NETHERLANDS_DEGREES)
    metres = _inside(x, y, NETHERLANDS_RD)
    swapped = _inside(y, x, NETHERLANDS_DEGREES) | _inside(y, x, NETHERLANDS_RD)
    points = pd.DataFrame({"x": x.where(metres), "y": y.where(metres)})
    if degrees.any():
        moved = gpd.GeoSeries.from_xy(x[degrees], y[degrees], crs=DEGREES).to_crs(RD)
        points.loc[degrees, "x"], points.loc[degrees, "y"] = moved.x.round(2), moved.y.round(2)
    faults: dict[object, str] = {}
    for label in x.index[filled & ~metres & ~degrees]:
        faults[label] = (
            "x en y zijn verwisseld; x loopt van west naar oost (RD, of graden lengte) en y van zuid naar noord."
            if swapped[label]
            else f"x en y zijn geen plaats in Nederland; {_ADVICE}."
        )
    return points, faults, x.index[degrees]


def parse_shapes(
    texts: Sequence[str], column: str, kinds: tuple[str, ...] = AREA_OR_POINT
) -> tuple[list[BaseGeometry | None], dict[int, str]]:
    """Parse geometries in WKT, in metres (RD) or in degrees (WGS 84).

    Parameters
    ----------
    texts
        WKT; empty where there is none.
    column
        Name of the column, for messages.
    kinds
        Kinds that are taken.

    Returns
    -------
    list of Geometry or None
        As from `place_shapes`.
    dict of int and str
        Reason (Dutch) by position of each invalid location.
    """
    shapes: list[Any] = []
    faults = {}
    for place, text in enumerate(texts):
        shape = shapely.from_wkt(text, on_invalid="ignore") if text else None
        if text and shape is None:
            advice = f"schrijf {_NAMES[kinds]}, zoals POLYGON ((x y, x y, x y, x y)), of geef een kaartbestand"
            faults[place] = f"{column} is geen WKT; {advice}."
        shapes.append(shape)
    degrees = [shape is not None and shape.within(NETHERLANDS_DEGREES) for shape in shapes]
    metres: list[Any] = [None if d else s for d, s in zip(degrees, shapes, strict=True)]
    others: list[Any] = [s if d else None for d, s in zip(degrees, shapes, strict=True)]
    in_rd, more = place_shapes(gpd.GeoSeries(metres, crs=RD), kinds)
    moved, most = place_shapes(gpd.GeoSeries(others, crs=DEGREES), kinds) if any(degrees) else (others, {})
    return [one or other for one, other in zip(in_rd, moved, strict=True)], faults | more | most


def place_shapes(
    shapes: gpd.GeoSeries, kinds: tuple[str, ...] = AREA_OR_POINT
) -> tuple[list[BaseGeometry | None], dict[int, str]]:
    """Convert geometries to RD.

    Parameters
    ----------
    shapes
        Geometries in their declared reference system; missing or empty where there is none.
    kinds
        Kinds that are taken.

    Returns
    -------
    list of Geometry or None
        Of one of the types in `kinds` (EPSG:28992); self-intersecting polygons are repaired.
    dict of int and str
        Reason (Dutch) by position of each invalid location.
    """
    if shapes.crs is None:
        return [None] * len(shapes), {0: "de vorm heeft geen coördinatenstelsel; leg dat vast als EPSG:28992."}
    areas: list[BaseGeometry | None] = []
    faults = {}
    for place, shape in enumerate(shapes.to_crs(RD)):
        has_shape = shape is not None and not shape.is_empty
        reason = _explain_shape(shape, kinds) if has_shape else ""
        if reason:
            faults[place] = reason
        areas.append(_mend(shape) if has_shape and not reason else None)
    return areas, faults


def _explain_shape(shape: BaseGeometry, kinds: tuple[str, ...]) -> str:
    if shape.geom_type not in kinds:
        return f"hier staat een {shape.geom_type}; geef {_NAMES[kinds]}."
    if not shape.within(NETHERLANDS_RD):
        return "dit ligt niet in Nederland; geef het in meters (RD) of in graden (WGS 84)."
    mended = _mend(shape)
    if mended.area or mended.length or shape.geom_type == "Point":
        return ""
    return "dit heeft geen oppervlak of lengte; teken het opnieuw."


def _mend(shape: BaseGeometry) -> BaseGeometry:
    if "Polygon" not in shape.geom_type:
        return shape
    return shapely.make_valid(shape, method="structure", keep_collapsed=False)


def write_shape(shape: BaseGeometry) -> str:
    """Write a geometry in RD as WKT, to the centimetre."""
    return str(shapely.to_wkt(shape, rounding_precision=2))


def _inside(x: pd.Series[float], y: pd.Series[float], extent: shapely.Polygon) -> pd.Series[bool]:
    west, south, east, north = extent.bounds
    return x.between(west, east) & y.between(south, north)
