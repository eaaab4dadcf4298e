"""Writing map files: GeoJSON, GeoParquet and GeoPackage with styles."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from gezond_geo.io.qgis import to_qml, to_sld

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from gezond_geo.io.qgis import Style

_DEGREES = "EPSG:4326"
_DECIMALS = 7
"""Decimals of a degree: about a centimetre."""
_MOMENT = "2000-01-01T00:00:00.000Z"
"""Timestamp of every change in a GeoPackage: the time is not part of the content."""
_WRITING = {"OGR_CURRENT_DATE": _MOMENT, "OGR_SQLITE_SYNCHRONOUS": "OFF", "OGR_SQLITE_JOURNAL": "MEMORY"}
"""Options of GDAL for a GeoPackage: a temporary file need not survive a power cut at every layer."""
_VERSION = "1.2"
"""Version of GeoPackage: older GIS programs warn about a later one."""
_STYLES = "layer_styles"
"""Table in which QGIS looks for the styles of a GeoPackage."""


def to_geojson(frame: gpd.GeoDataFrame, about: Mapping[str, Any]) -> bytes:
    """Write a frame as GeoJSON (RFC 7946): degrees of WGS 84 (CRS84), shells anticlockwise.

    Parameters
    ----------
    frame
        Frame with a reference system; its index is the first property, and the id.
    about
        Additional top-level members of the file.
    """
    shapes = shapely.orient_polygons(frame.geometry.to_crs(_DEGREES).to_numpy())
    shapes = shapely.set_precision(shapes, 10.0**-_DECIMALS, mode="pointwise")
    rows = pd.DataFrame(frame.drop(columns=frame.active_geometry_name)).reset_index()
    cells = rows.astype(object).where(rows.notna(), None)
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": row,
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for code, row, shape in zip(frame.index, cells.to_dict("records"), shapes, strict=True)
    ]
    collection = {"type": "FeatureCollection", **about, "features": features}
    return (json.dumps(collection, ensure_ascii=False, allow_nan=False) + "\n").encode()


def to_parquet(frame: pd.DataFrame) -> bytes:
    """Write a frame as Parquet, with its index and `attrs`; as GeoParquet when it has a geometry."""
    from pyarrow import parquet  # noqa: PLC0415 - costly, and only such a file needs it

    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    table = parquet.read_table(buffer)
    # As pandas does; GeoPandas does so from 1.2 on.
    attrs = {b"PANDAS_ATTRS": json.dumps(frame.attrs).encode()} if frame.attrs else {}
    output = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata({**table.schema.metadata, **attrs}), output)
    return output.getvalue()


def to_geopackage(
    layers: Mapping[str, gpd.GeoDataFrame],
    tables: Mapping[str, pd.DataFrame],
    styles: Iterable[Style],
    about: Mapping[str, str],
) -> bytes:
    """Write layers and tables as one GeoPackage, with styles for QGIS.

    Parameters
    ----------
    layers
        Frames with a geometry and a reference system, in the order of the layers. A named index becomes a column.
    tables
        Frames without a geometry.
    styles
        Styles of the layers; a layer may have several.
    about
        Texts for the metadata of the file.

    Returns
    -------
    bytes
        The same for the same input.
    """
    import pyogrio  # noqa: PLC0415 - costly, and only a GeoPackage needs it

    before = {name: pyogrio.get_gdal_config_option(name) for name in _WRITING}
    pyogrio.set_gdal_config_options(_WRITING)
    try:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder, "kaart.gpkg")
            common: dict[str, Any] = {"driver": "GPKG", "dataset_metadata": dict(about)}
            common |= {"dataset_options": {"VERSION": _VERSION}}
            for name, frame in layers.items():
                # Without a single geometry there is no geometry type.
                kind = None if frame.geometry.notna().any() else "Unknown"
                areas = bool(frame.geom_type.str.contains("Polygon").any())
                pyogrio.write_dataframe(
                    _with_index(frame), place, layer=name, geometry_type=kind, promote_to_multi=areas, **common
                )
            for name, table in {**tables, _STYLES: _list_styles(styles, layers)}.items():
                options = {"FID": "id"} if name == _STYLES else {}
                pyogrio.write_dataframe(_with_index(table), place, layer=name, layer_options=options, **common)
            return place.read_bytes()
    finally:
        pyogrio.set_gdal_config_options(before)


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reset_index() if frame.index.name else frame


def _list_styles(styles: Iterable[Style], layers: Mapping[str, gpd.GeoDataFrame]) -> pd.DataFrame:
    """Table of styles, with the columns that QGIS uses."""
    rows = [
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": style.layer,
            "f_geometry_column": "geom",
            "styleName": style.name,
            "styleQML": to_qml(style),
            "styleSLD": to_sld(style),
            "useAsDefault": style.is_default,
            "description": "",
            "owner": "",
            "ui": "",
            "update_time": pd.Timestamp(_MOMENT),
        }
        for style in styles
        if style.layer in layers
    ]
    return pd.DataFrame(rows)
