"""Sealed surface (stone cover) per area, measured in the BGT, with bounds and coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gezond_geo._validate import as_areas, as_client, as_numbers, checked
from gezond_geo.areas.fit import refuse_coarse
from gezond_geo.areas.pdok import COARSE
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import format_number
from gezond_geo.landcover.bgt_classes import CLASSES, OVERLAP, UNKNOWN
from gezond_geo.landcover.bgt_overlaps import overlaps_of
from gezond_geo.landcover.overlay import measure
from gezond_geo.landcover.partitions import measure_file

if TYPE_CHECKING:
    from pathlib import Path

    from distributed import Client

    from gezond_geo.landcover.overlay import ClassAreas

STONE = ("verhard", "half verhard", "gebouw")
"""Classes that are entirely paved or built."""
YARD_STONE = 0.5
"""Assumed paved share of a yard where it is unknown: the midpoint between its bounds."""
MIN_COVERAGE = 99.0
"""Minimum coverage of an area, in percent."""
MAX_OVERLAP = 1.0
"""Maximum overlap in percent of an area: the BGT is a partition of the ground, so more than this is an error in it."""


@checked(areas=as_areas(), bgt=as_areas("klasse", file=True), yards=as_numbers, client=as_client)
def stone_cover(
    areas: gpd.GeoDataFrame,
    bgt: gpd.GeoDataFrame | Path | str,
    *,
    yards: pd.Series[float] | None = None,
    client: Client | None = None,
) -> pd.DataFrame:
    """Share of sealed surface (stone) of each area, with bounds.

    The share is the paved and built area over the measured area excluding water. The BGT does not record which part of
    a yard (``erf``) is paved: that is taken from `yards`, or else assumed to be `YARD_STONE` (see
    ``docs/verstening.md``); none of it for the lower bound and all of it for the upper.

    Parameters
    ----------
    areas
        Polygons in EPSG:28992, any index; they may overlap. They must be exact: boundaries of a dataset that are for
        drawing only are refused.
    bgt
        Polygons with a column ``klasse`` (`gezond_geo.landcover.bgt_classes.CLASSES`), or the path of a GeoParquet file
        written by `gezond_geo.landcover.bgt.open_bgt`, which is read in parts.
    yards
        Percent of the yards of an area that is paved, by the index of `areas`; NaN or a missing row means unknown.
    client
        Dask client that processes the parts of a file; without it they are processed in this process.

    Returns
    -------
    DataFrame
        The index of `areas`: m² per class, ``onbekend`` (objects without a class) and ``overlap`` (counted more than
        once); ``erf_steen`` (yards taken to be paved, m²) and ``erf_bekend`` (whether that comes from `yards`);
        ``oppervlak`` (of the area, m²); ``dekking`` (percent of it that has a class); ``steen``, ``steen_laag`` and
        ``steen_hoog`` (percent); ``reden`` (Dutch; why the shares are missing, else empty).

    Raises
    ------
    InputError
        When boundaries are for drawing only, a frame is not in EPSG:28992, holds geometries other than polygons or has
        no ``klasse``, a class is not in `CLASSES`, or a share of yards is not within 0-100.

    References
    ----------
    BGT | IMGeo, *Gegevenscatalogus BGT 1.2* (Geonovum), for the definition of each class.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> import gezond_geo as gg
    >>> areas = gpd.GeoDataFrame(index=["BU01530301"], geometry=[box(0, 0, 10, 10)], crs="EPSG:28992")
    >>> shapes = [box(0, 0, 10, 4), box(0, 4, 10, 10)]
    >>> ground = gpd.GeoDataFrame({"klasse": ["gebouw", "groen"]}, geometry=shapes, crs="EPSG:28992")
    >>> gg.stone_cover(areas, ground)[["gebouw", "groen", "oppervlak", "steen"]]
                gebouw  groen  oppervlak  steen
    BU01530301    40.0   60.0      100.0   40.0
    """
    refuse_coarse(areas.attrs.get(COARSE))
    measured = _measure(areas, bgt, client)
    if strange := [str(name) for name in measured.m2 if name not in {*CLASSES, UNKNOWN, OVERLAP}]:
        raise InputError(f"De klasse {strange[0]!r} is er geen van: {', '.join(CLASSES)}.")
    full = measured.m2.reindex(columns=[*CLASSES, UNKNOWN, OVERLAP]).fillna(0.0)
    classified = full[list(CLASSES)].sum(axis=1)
    share_of_yard = pd.Series(np.nan, index=full.index) if yards is None else yards.reindex(full.index)
    if not share_of_yard.dropna().between(0, 100).all():
        raise InputError("Een verhard deel van erven ligt niet tussen 0 en 100 %; geef percentages.")
    full["erf_steen"] = full["erf"] * (share_of_yard / 100).fillna(YARD_STONE)
    full["erf_bekend"] = share_of_yard.notna()
    surface = measured.surface
    full["oppervlak"] = surface
    full["dekking"] = 100 * (classified - full[OVERLAP]) / surface.where(surface > 0)
    shares = stone_shares(full)
    reasons = _say_reasons(full, only_water=shares["steen"].isna())
    full[shares.columns] = shares.where(reasons == "")
    full["reden"] = reasons
    return full


def stone_shares(m2: pd.DataFrame) -> pd.DataFrame:
    """Share of sealed surface (stone) and its bounds.

    Parameters
    ----------
    m2
        A column per class, m², and ``erf_steen`` where the paved part of the yards is known; per area, or summed over
        areas.

    Returns
    -------
    DataFrame
        ``steen``, ``steen_laag`` and ``steen_hoog``, percent of the classified area excluding water; missing where that
        is 0.
    """
    land = m2[[name for name in CLASSES if name != "water"]].sum(axis=1)
    stone = m2[list(STONE)].sum(axis=1)
    assumed = m2["erf_steen"] if "erf_steen" in m2 else YARD_STONE * m2["erf"]
    yards = {"steen": assumed, "steen_laag": 0.0 * m2["erf"], "steen_hoog": m2["erf"]}
    return pd.DataFrame({name: 100 * (stone + paved) / land.where(land > 0) for name, paved in yards.items()})


def _measure(areas: gpd.GeoDataFrame, bgt: gpd.GeoDataFrame | Path | str, client: Client | None) -> ClassAreas:
    if isinstance(bgt, gpd.GeoDataFrame):
        objects = bgt[bgt["klasse"] != OVERLAP]
        return measure(areas, gpd.GeoDataFrame(pd.concat([objects, overlaps_of(objects)]), crs=bgt.crs), "klasse")
    return measure_file(areas, bgt, "klasse", client=client)


def _say_reasons(full: pd.DataFrame, only_water: pd.Series[bool]) -> pd.Series[Any]:
    """Reason (Dutch) why an area has no share; the first one that applies."""
    empty = ~(full["oppervlak"] > 0)
    gap = ~(full["dekking"] >= MIN_COVERAGE)
    twice = full[OVERLAP] > MAX_OVERLAP / 100 * full["oppervlak"]
    lines = [
        (empty, pd.Series("geen grens bekend", index=full.index)),
        (
            gap,
            "de BGT dekt " + _percents(full["dekking"]) + f" van het gebied, minder dan {MIN_COVERAGE:.0f} %",
        ),
        (
            twice,
            "in de BGT liggen vlakken over elkaar: " + _percents(100 * full[OVERLAP] / full["oppervlak"]),
        ),
        (only_water, pd.Series("er is alleen water", index=full.index)),
    ]
    reasons = np.select([mask for mask, _ in lines], [text for _, text in lines], default="")
    return pd.Series(reasons, index=full.index, dtype="str")


def _percents(shares: pd.Series[float]) -> pd.Series[str]:
    # Rounded down, so that 98,99 does not read as the required 99.
    texts = ["niets" if pd.isna(share) else f"{format_number(np.floor(share * 10) / 10, 1)} %" for share in shares]
    return pd.Series(texts, index=shares.index, dtype="str")
