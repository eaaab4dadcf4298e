"""Boundaries of buurten from a file or frame of the caller, checked before they are believed."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from gezond_geo.areas.codes import BUURTCODE
from gezond_geo.areas.rd import NETHERLANDS_RD, RD
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import name_some
from gezond_geo.io.geofile import read_geofile


def read_boundaries(source: Path | str | gpd.GeoDataFrame) -> tuple[gpd.GeoSeries, list[str]]:
    """Read the boundary of each buurt.

    Parameters
    ----------
    source
        Map file (see `gezond_geo.io.geofile.read_geofile`) or frame with a column ``buurtcode`` and polygons in any
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
    if isinstance(source, pd.DataFrame):
        name = label = "de meegegeven grenzen"
        frame = _with_codes(source, name)
    else:
        name, label = str(source), Path(source).name
        frame = _with_codes(read_geofile(Path(source), "buurtcode"), name)
    blank = frame.geometry.isna() | frame.geometry.is_empty
    frame = frame[~blank]
    if frame.empty:
        raise InputError(f"In {name} staat geen enkele grens; geef een vlak per buurt.")
    if not frame.geom_type.isin(["Polygon", "MultiPolygon"]).all():
        kinds = ", ".join(sorted(set(frame.geom_type) - {"Polygon", "MultiPolygon"}))
        raise InputError(f"In {name} staat iets anders dan vlakken ({kinds}); geef een vlak per buurt.")
    codes = frame["buurtcode"].astype(str).str.strip()
    if not codes.str.fullmatch(BUURTCODE.pattern).any():
        raise InputError(
            f"De kolom buurtcode in {name} bevat geen CBS-codes zoals BU01530301 (wel: {codes.iloc[0]!r})."
        )
    if frame.crs is None:
        raise InputError(
            f"{name} zegt niet in welk coördinatenstelsel het staat; leg dat vast, bijvoorbeeld als EPSG:28992."
        )
    in_rd = frame.geometry.to_crs(RD)
    if not shapely.box(*in_rd.total_bounds).within(NETHERLANDS_RD):
        raise InputError(
            f"De coördinaten in {name} liggen niet in Nederland volgens {frame.crs.to_string()}; "
            "controleer het coördinatenstelsel."
        )
    broken = ~in_rd.is_valid
    shapes = shapely.make_valid(in_rd.to_numpy(), method="structure", keep_collapsed=False)
    mended = gpd.GeoDataFrame({"buurtcode": codes}, geometry=shapes, crs=RD)
    collapsed = mended.geometry.is_empty
    if collapsed.all():
        raise InputError(f"In {name} heeft geen enkele grens een oppervlak; geef een vlak per buurt.")
    dissolved = mended[~collapsed].dissolve("buurtcode")
    notes = {
        "een lege grens, weggelaten": int(blank.sum() + collapsed.sum()),
        "een ongeldige grens, hersteld": int((broken & ~collapsed).sum()),
    }
    lines = [f"In {label}: {count} keer {what}." for what, count in notes.items() if count]
    return gpd.GeoSeries(dissolved.geometry), lines


def _with_codes(frame: pd.DataFrame, name: str) -> gpd.GeoDataFrame:
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        raise InputError(f"In {name} staat een tabel zonder grenzen; geef een vlak per buurt.")
    if "buurtcode" not in frame.columns and frame.index.name == "buurtcode":
        frame = frame.reset_index()
    if "buurtcode" not in frame.columns:
        columns = name_some(str(c) for c in frame.columns if c != frame.geometry.name) or "geen"
        raise InputError(f"In {name} staat geen kolom buurtcode (wel: {columns}); voeg de CBS-buurtcode toe.")
    return frame
