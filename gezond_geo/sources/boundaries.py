"""Boundaries of buurten from a file or frame of the caller, checked before they are believed."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely

from gezond_geo.codes import BUURTCODE
from gezond_geo.errors import InputError

RD = "EPSG:28992"
NETHERLANDS_RD = shapely.box(0, 300_000, 300_000, 640_000)
"""Extent of the Netherlands in RD, metres."""


def read_boundaries(source: Path | str | gpd.GeoDataFrame) -> tuple[gpd.GeoSeries, list[str]]:
    """Read the boundary of each buurt.

    Parameters
    ----------
    source
        Map file (GeoPackage, GeoJSON, shapefile, GeoParquet) or frame with a column ``buurtcode`` and polygons in any
        coordinate reference system that it names.

    Returns
    -------
    GeoSeries
        EPSG:28992, indexed by ``buurtcode``, valid polygons; buurten in several pieces are joined, empty ones left out.
    list of str
        Dutch sentences on what was repaired or left out.

    Raises
    ------
    InputError
        When it is no map file, is empty, has no ``buurtcode``, holds other things than polygons, or has coordinates
        that do not fit the reference system it names.
    """
    if isinstance(source, gpd.GeoDataFrame):
        frame, name = source, "de meegegeven grenzen"
    else:
        frame, name = _read_file(Path(source)), str(source)
    if "buurtcode" not in frame.columns and frame.index.name == "buurtcode":
        frame = frame.reset_index()
    if "buurtcode" not in frame.columns:
        columns = ", ".join(str(c) for c in frame.columns if c != frame.geometry.name) or "geen"
        raise InputError(f"In {name} staat geen kolom buurtcode (wel: {columns}); voeg de CBS-buurtcode toe.")
    blank = frame.geometry.isna() | frame.geometry.is_empty
    frame = frame[~blank]
    if frame.empty:
        raise InputError(f"{name} bevat geen enkele grens; geef een bestand met een vlak per buurt.")
    if not frame.geom_type.isin(["Polygon", "MultiPolygon"]).all():
        kinds = ", ".join(sorted(set(frame.geom_type) - {"Polygon", "MultiPolygon"}))
        raise InputError(f"{name} bevat iets anders dan vlakken ({kinds}); geef een vlak per buurt.")
    codes = frame["buurtcode"].astype(str).str.strip()
    if not codes.str.fullmatch(BUURTCODE.pattern).any():
        raise InputError(
            f"De kolom buurtcode in {name} bevat geen CBS-codes zoals BU01530301 (wel: {codes.iloc[0]!r})."
        )
    if frame.crs is None:
        raise InputError(
            f"{name} zegt niet in welk coördinatenstelsel het staat; leg dat vast, bijvoorbeeld als EPSG:28992."
        )
    broken = ~frame.geometry.is_valid
    mended = shapely.make_valid(frame.geometry.to_numpy(), method="structure", keep_collapsed=False)
    in_rd = frame.set_geometry(mended, crs=frame.crs).to_crs(RD)
    if not shapely.box(*in_rd.total_bounds).within(NETHERLANDS_RD):
        raise InputError(
            f"De coördinaten in {name} liggen niet in Nederland volgens {frame.crs.to_string()}; "
            "controleer het coördinatenstelsel."
        )
    joined = gpd.GeoDataFrame({"buurtcode": codes}, geometry=in_rd.geometry).dissolve("buurtcode")
    notes = {"een lege grens, weggelaten": int(blank.sum()), "een ongeldige grens, hersteld": int(broken.sum())}
    return gpd.GeoSeries(joined.geometry), [
        f"{name} heeft {count} keer {what}." for what, count in notes.items() if count
    ]


def _read_file(path: Path) -> gpd.GeoDataFrame:
    if not path.is_file():
        raise InputError(f"Het bestand {path} bestaat niet; controleer de naam.")
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415 - GDAL loads when a file is read

    try:
        frame = gpd.read_parquet(path) if path.suffix in {".parquet", ".geoparquet"} else gpd.read_file(path)
    except (DataSourceError, DataLayerError, OSError, ValueError) as bad:
        raise InputError(
            f"{path} is geen leesbaar kaartbestand; geef een GeoPackage, GeoJSON, shapefile of GeoParquet."
        ) from bad
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(f"{path} bevat een tabel zonder grenzen; geef een bestand met een vlak per buurt.")
    return frame
