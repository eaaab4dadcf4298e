"""Boundaries of buurten from a file or frame of the caller, checked before use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from gezond_geo.areas.rd import NETHERLANDS_RD, RD
from gezond_geo.areas.rows import CODE, KEY, LEVEL, NAME, WATER, place_rows
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import name_some
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.table import UserTable, read_table

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gezond_geo.areas.rows import Placement

_AREAS = ("Polygon", "MultiPolygon")
_DEGREES = shapely.box(-180, -90, 180, 90)
_EXTENTS = {RD: NETHERLANDS_RD, "EPSG:4326": shapely.box(3, 50.5, 7.5, 54)}
"""Extent of the Netherlands in the reference systems that are assumed for a file without one."""
_FRAME = "de meegegeven grenzen"


def read_boundaries(
    source: Path | str | gpd.GeoDataFrame, buurten: pd.DataFrame | None = None
) -> tuple[gpd.GeoSeries, list[str]]:
    """Read the boundary of each buurt.

    Parameters
    ----------
    source
        Map file (see `gezond_geo.io.geofile.read_geofile`) or frame with the code or name of a buurt (see
        `gezond_geo.areas.rows`) and polygons in any coordinate reference system that is declared.
    buurten
        Frame indexed by ``buurtcode`` with ``buurtnaam``: the buurten to look for. Without it any buurt is accepted.

    Returns
    -------
    GeoSeries
        EPSG:28992, indexed by ``buurtcode``, valid polygons of land; buurten in several pieces are joined, empty ones
        left out.
    list of str
        Dutch sentences on what was repaired or left out.

    Raises
    ------
    InputError
        When it is not a map file, is empty, has no code or name of a buurt, holds geometries other than polygons, or
        has coordinates that do not fit the declared reference system.
    """
    table = read_table(source, (CODE, NAME, LEVEL, WATER), one_of=KEY, label=_FRAME, shapes=True)
    label = _FRAME if isinstance(source, pd.DataFrame) else Path(source).name
    in_rd, guess = _in_rd(table)
    shapes, notes = _clean(in_rd, table)
    placement = _place(table.select(shapes.index), buurten)
    codes = placement.codes
    pieces = gpd.GeoDataFrame({CODE.name: codes}, geometry=shapes[codes.index], crs=RD)
    # A union of one polygon returns it unchanged, and for a country it takes a fifth of the loading time.
    is_whole = ~codes.duplicated(keep=False) & pieces.geom_type.eq("Polygon")
    parts = [pieces[is_whole].set_index(CODE.name), pieces[~is_whole].dissolve(CODE.name)]
    frame = pd.concat([part for part in parts if len(part)]).sort_index()
    texts = [*guess, *(f"{count} keer {what}" for what, count in notes.items() if count), *placement.notes]
    return gpd.GeoSeries(frame.geometry), [*table.notes, *(f"In {label}: {text}." for text in texts)]


def _in_rd(table: UserTable) -> tuple[gpd.GeoSeries, list[str]]:
    """Geometries in RD, and the reference system that was assumed; refuse those outside the Netherlands."""
    name, shapes = table.name, table.shapes
    if shapes is None or (shapes.isna() | shapes.is_empty).all():
        raise InputError(f"In {name} staat geen enkele grens; geef een vlak per buurt.")
    system: Any = shapes.crs
    notes = []
    if system is None or (system.is_geographic and not _lies_in(shapes, _DEGREES)):
        # A shapefile without its .prj, or GeoJSON in metres: metres and degrees are told apart by their magnitude.
        guess = next((crs for crs, extent in _EXTENTS.items() if _lies_in(shapes, extent)), None)
        if guess is None and system is None:
            raise InputError(
                f"{name} zegt niet in welk coördinatenstelsel het staat; leg dat vast, bijvoorbeeld als EPSG:28992."
            )
        if guess is not None:
            system = guess
            notes.append(f"de coördinaten zijn gelezen als {guess}, want dat zegt het bestand niet")
    in_rd = gpd.GeoSeries(shapes.set_crs(system, allow_override=True).to_crs(RD))
    if not in_rd.intersects(NETHERLANDS_RD).any():
        crs = system if isinstance(system, str) or system is None else system.to_string()
        raise InputError(
            f"De coördinaten in {name} liggen niet in Nederland volgens {crs}; controleer het coördinatenstelsel."
        )
    return in_rd, notes


def _lies_in(shapes: gpd.GeoSeries, extent: BaseGeometry) -> bool:
    return bool(shapely.box(*shapes.total_bounds).within(extent))


def _clean(shapes: gpd.GeoSeries, table: UserTable) -> tuple[gpd.GeoSeries, dict[str, int]]:
    """Keep valid land polygons, by line, and count those left out or repaired."""
    water = table.texts(WATER.name).str.upper().eq("JA")
    blank = shapes.isna() | shapes.is_empty
    areas = shapes.map(_areas_of)
    mixed = ~blank & ~shapes.geom_type.isin(_AREAS) & ~areas.isna()
    other = ~blank & areas.isna()
    away = ~blank & ~shapes.within(NETHERLANDS_RD)
    if other.sum() == (~blank).sum():
        kinds = ", ".join(sorted(shapes.geom_type[other].unique()))
        raise InputError(f"In {table.name} staat iets anders dan vlakken ({kinds}); geef een vlak per buurt.")
    areas = gpd.GeoSeries(areas[~blank & ~other & ~water & ~away], crs=shapes.crs)
    mended = gpd.GeoSeries(
        shapely.make_valid(areas.to_numpy(), method="structure", keep_collapsed=False), index=areas.index, crs=areas.crs
    )
    collapsed = mended.is_empty
    if collapsed.all():
        raise InputError(f"In {table.name} heeft geen enkele grens een oppervlak; geef een vlak per buurt.")
    return gpd.GeoSeries(mended[~collapsed]), {
        "een lege grens, weggelaten": int(blank.sum() + collapsed.sum()),
        "een ongeldige grens, hersteld": int((~areas.is_valid & ~collapsed).sum()),
        "water, weggelaten": int(water.sum()),
        "meer dan een vlak, waarvan alleen het vlak is gebruikt": int((mixed & ~water).sum()),
        "iets anders dan een vlak, weggelaten": int((other & ~water).sum()),
        "een grens buiten Nederland, weggelaten": int((away & ~other & ~water).sum()),
    }


def _areas_of(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Polygons in a geometry, without the points and lines of a collection; None without any."""
    if shape is None or shape.is_empty or shape.geom_type in _AREAS:
        return shape
    parts = [part for part in getattr(shape, "geoms", []) if part.geom_type in _AREAS]
    return shapely.MultiPolygon([p for part in parts for p in getattr(part, "geoms", [part])]) if parts else None


def _place(table: UserTable, buurten: pd.DataFrame | None) -> Placement:
    placement = place_rows(table, buurten, others=True)
    if placement.codes.empty and CODE.name in table.cells:
        texts = name_some(table.texts(CODE.name).unique(), 3)
        raise InputError(f"De kolom buurtcode in {table.name} bevat geen CBS-codes zoals BU01530301 (wel: {texts}).")
    raise_faults(placement.faults)
    return placement
