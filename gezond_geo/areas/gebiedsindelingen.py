"""Boundaries of buurten from CBS's *gebiedsindelingen*, for every year since 1995, through PDOK's OGC API."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gezond_geo import settings
from gezond_geo.areas import pdok
from gezond_geo.areas.codes import BUURTCODE, gemeentecode_of
from gezond_geo.areas.rd import RD
from gezond_geo.io import cache, http

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FIRST_CURRENT_YEAR = 2016
"""First year of the current collection; earlier years are in the historical one."""

_MARGIN = 500.0
"""Margin in metres around the generalised boundary of a gemeente that contains all of its buurten."""


def read_buurten(
    gemeentecode: str | None, *, year: int, kind: str, progress: pdok.PageProgress | None = None
) -> pdok.Areas:
    """Read the boundaries of the buurten of a gemeente.

    The service only filters by year and bounding box, so the box of the gemeente is requested and its buurten are kept.

    Parameters
    ----------
    gemeentecode, year, progress
        As in `gezond_geo.areas.pdok.read_buurten`.
    kind
        `gezond_geo.areas.pdok.EXACT` or `GENERALISED`.

    Raises
    ------
    SourceError
        As `gezond_geo.areas.pdok.read_buurten`; and areas of another year.
    """
    collection = _find_collection(year, name_layer("buurt", kind))

    def read() -> tuple[str, Iterator[pdok.Buurt]]:
        box = {} if gemeentecode is None else {"bbox": _find_box(gemeentecode, year)}
        url = http.build_url(collection.url, {"jaarcode": str(year)} | box | pdok.OGC_QUERY)
        features = pdok.read_features(pdok.read_pages(url, collection), collection, progress)
        return url, keep_year(features, gemeentecode, year, collection)

    table_id = f"{_name_service(year)}-{year}/{name_layer('buurt', kind)}"
    return pdok.fetch_areas(read, collection, table_id, gemeentecode=gemeentecode, year=year, kind=kind)


def name_layer(level: str, kind: str) -> str:
    """Name of the layer of a level: ``buurt_niet_gegeneraliseerd``, ``gemeente_gegeneraliseerd``."""
    return f"{level}_{'niet_' if kind == pdok.EXACT else ''}gegeneraliseerd"


def keep_year(
    features: Iterable[pdok.Feature],
    gemeentecode: str | None,
    year: int,
    collection: pdok.Collection,
) -> Iterator[pdok.Buurt]:
    """Buurten of a gemeente, from features with ``statcode``, ``statnaam`` and ``jrstatcode``.

    Raises
    ------
    SourceError
        For an area without code or name, or of another year: unfiltered, the service mixes all years.
    """
    for properties, geometry in _check_year(features, year, collection):
        code = str(properties["statcode"])
        if BUURTCODE.fullmatch(code) and gemeentecode in {None, gemeentecode_of(code)}:
            yield pdok.Buurt(code, str(properties["statnaam"]), math.nan, pdok.to_shape(geometry, collection))


def _check_year(features: Iterable[pdok.Feature], year: int, collection: pdok.Collection) -> Iterator[pdok.Feature]:
    for properties, geometry in features:
        if lacking := {"statcode", "statnaam"} - properties.keys():
            raise collection.error(f"gaf gebieden zonder {' en '.join(sorted(lacking))}; probeer het later opnieuw")
        stamp = str(properties.get("jrstatcode", year))
        if not stamp.startswith(str(year)):
            raise collection.error(f"gaf gebieden van {stamp[:4]} in plaats van {year}; probeer het later opnieuw")
        yield properties, geometry


def _name_service(year: int) -> str:
    return "gebiedsindelingen" if year >= FIRST_CURRENT_YEAR else "gebiedsindelingen-historisch"


def _find_collection(year: int, layer: str) -> pdok.Collection:
    service = _name_service(year)
    url = f"{settings.pdok_url()}/cbs/{service}/ogc/v1/collections/{layer}/items"
    return pdok.Collection(f"collectie {service} {year}", url)


def _find_box(gemeentecode: str, year: int) -> str:
    """Bounding box of a gemeente in degrees, the default reference system of the service."""
    gemeenten = _read_gemeenten(year)
    if gemeentecode not in gemeenten.index:
        collection = _find_collection(year, name_layer("gemeente", pdok.GENERALISED))
        raise collection.error(f"heeft geen gemeente {gemeentecode}; kijk de gemeentecode en het jaar na")
    area = gemeenten.geometry.loc[gemeentecode]
    around = gpd.GeoSeries([shapely.box(*area.bounds).buffer(_MARGIN, join_style="mitre")], crs=gemeenten.crs)
    west, south, east, north = around.to_crs("EPSG:4326").total_bounds
    return f"{west:.5f},{south:.5f},{east:.5f},{north:.5f}"


def _read_gemeenten(year: int) -> gpd.GeoDataFrame:
    """Read the generalised boundaries of all gemeenten of a year, by ``gemeentecode``."""
    collection = _find_collection(year, name_layer("gemeente", pdok.GENERALISED))
    url = http.build_url(collection.url, {"jaarcode": str(year)} | pdok.OGC_QUERY)

    def download() -> tuple[gpd.GeoDataFrame, cache.Provenance]:
        pages = pdok.read_pages(url, collection)
        features = list(_check_year(pdok.read_features(pages, collection, None), year, collection))
        codes = pd.Index([str(properties["statcode"]) for properties, _ in features], name="gemeentecode")
        areas = np.array([pdok.to_shape(geometry, collection) for _, geometry in features], dtype=object)
        if not len(areas) or codes.has_duplicates or shapely.is_missing(areas).any():
            raise collection.error("gaf geen hele lijst van gemeenten; probeer het later opnieuw")
        frame = gpd.GeoDataFrame(geometry=areas, index=codes, crs=RD)
        return frame, cache.Provenance(url=url, table=f"{_name_service(year)}-{year}/gemeente_gegeneraliseerd")

    frame, _, _ = cache.fetch(cache.make_key(f"{_name_service(year)}-{year}-gemeenten", url=url), download)
    return frame
