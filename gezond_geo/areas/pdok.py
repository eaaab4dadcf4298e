"""Boundaries of buurten, from the OGC API Features of PDOK."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from gezond_geo import settings
from gezond_geo.errors import SourceError
from gezond_geo.io import cache, http

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
_CRS = "EPSG:28992"
_NETHERLANDS = (0, 300_000, 300_000, 640_000)
_PROPERTIES = ("buurtcode", "buurtnaam", "wijkcode", "gemeentecode", "water")


@dataclass(frozen=True, kw_only=True)
class Areas:
    """Boundaries of buurten.

    Attributes
    ----------
    frame : GeoDataFrame (EPSG:28992) indexed by ``buurtcode`` (sorted): ``buurtnaam wijkcode gemeentecode geometry``.
    repaired : Number of boundaries that were invalid and have been made valid.
    table_id : The collection.
    url, retrieved : Where and when (UTC) the boundaries were fetched.
    stale : Whether newer ones were wanted, and the service failed.
    """

    frame: gpd.GeoDataFrame
    repaired: int
    table_id: str
    url: str
    retrieved: str
    stale: bool


def read_buurten(gemeentecode: str | None, *, year: int, progress: Callable[[int], None] | None = None) -> Areas:
    """Read the boundaries of the buurten of a gemeente, land only.

    Parameters
    ----------
    gemeentecode
        ``GM`` and four digits; None for the whole country.
    year
        Of the division into buurten.
    progress
        Called after each page of a download, with the number of areas so far, water included.

    Returns
    -------
    Areas
        From the cache when that is fresh, or when the service fails.

    Raises
    ------
    SourceError
        No usable answer and none in the cache; no buurten, or another number than the service counts; boundaries that
        are not areas in RD.
    """
    collection = f"wijken-en-buurten-{year}"
    asked = {} if gemeentecode is None else {"gemeentecode": gemeentecode}
    url = http.build_url(
        f"{settings.pdok_url()}/cbs/{collection}/ogc/v1/collections/buurten/items",
        asked | {"limit": "1000", "f": "json", "crs": RD},
    )

    def download() -> tuple[gpd.GeoDataFrame, cache.Provenance]:
        what = f"collectie {collection}"
        frame, repaired = _to_frame(*_read_land(url, gemeentecode, what, progress), gemeentecode, what)
        return frame, cache.Provenance(url=url, table=f"{collection}/buurten", details={"repaired": repaired})

    key = cache.make_key(f"{collection}-{gemeentecode or 'NL'}", url=url)
    frame, provenance, stale = cache.fetch(key, download)
    return Areas(
        frame=frame,
        repaired=provenance.details["repaired"],
        table_id=provenance.table,
        url=provenance.url,
        retrieved=provenance.retrieved,
        stale=stale,
    )


def _read_land(
    url: str, gemeentecode: str | None, what: str, progress: Callable[[int], None] | None
) -> tuple[list[dict[str, str]], list[BaseGeometry | None]]:
    """Properties and shapes of the buurten on land; of each page no more is kept."""
    records: list[dict[str, str]] = []
    shapes: list[BaseGeometry | None] = []
    count = 0
    for page in http.get_pages(url, what=what, items="features", next_link=next_link):
        features = page["features"]
        if (stated := page.get("numberReturned", len(features))) != len(features):
            raise _error(what, f"gaf {len(features)} buurten, maar telt er zelf {stated}; probeer het later opnieuw")
        for feature in features:
            record = _read_properties(feature, what)
            if record["water"] == "NEE" and gemeentecode in {None, record["gemeentecode"]}:
                records.append(record)
                shapes.append(_to_shape(feature, what))
        count += len(features)
        if progress is not None:
            progress(count)
    return records, shapes


def _read_properties(feature: dict[str, Any], what: str) -> dict[str, str]:
    properties = feature.get("properties")
    given = properties if isinstance(properties, dict) else {}
    if lacking := set(_PROPERTIES) - given.keys():
        raise _error(what, f"gaf buurten zonder {' en '.join(sorted(lacking))}; probeer het later opnieuw")
    return {name: str(given[name]) for name in _PROPERTIES}


def _to_shape(feature: dict[str, Any], what: str) -> BaseGeometry | None:
    try:
        return shape(feature["geometry"]) if feature["geometry"] else None
    except (LookupError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        raise _error(what, "gaf een grens die niet te lezen is; probeer het later opnieuw") from error


def next_link(page: dict[str, Any]) -> str | None:
    """Give the address of the next page, as OGC API Features names it."""
    links = page.get("links")
    listed = links if isinstance(links, list) else []
    return next((link.get("href") for link in listed if isinstance(link, dict) and link.get("rel") == "next"), None)


def _to_frame(
    records: list[dict[str, str]], shapes: list[BaseGeometry | None], gemeentecode: str | None, what: str
) -> tuple[gpd.GeoDataFrame, int]:
    if not records:
        where = gemeentecode or "Nederland"
        raise _error(what, f"heeft geen buurten van {where}; kijk de gemeentecode en het jaar na")
    areas = np.array(shapes, dtype=object)
    invalid = ~(shapely.is_valid(areas) | shapely.is_missing(areas))
    # The structure method keeps areas only: no stray lines where a ring touches itself.
    areas[invalid] = shapely.make_valid(areas[invalid], method="structure", keep_collapsed=False)
    frame = gpd.GeoDataFrame(records, geometry=areas, crs=_CRS)
    if not frame.geom_type.isin(["Polygon", "MultiPolygon"]).all() or frame.geometry.is_empty.any():
        raise _error(what, "gaf een buurt zonder grens; probeer het later opnieuw")
    if not shapely.box(*_NETHERLANDS).covers(shapely.box(*frame.total_bounds)):
        raise _error(what, "gaf grenzen die niet in RD (EPSG:28992) in Nederland liggen; probeer het later opnieuw")
    frame = frame.set_index("buurtcode").sort_index()
    if frame.index.has_duplicates:
        raise _error(what, f"geeft {frame.index[frame.index.duplicated()][0]} meer dan eens; probeer het later opnieuw")
    return frame[["buurtnaam", "wijkcode", "gemeentecode", "geometry"]], int(invalid.sum())


def _error(what: str, sentence: str) -> SourceError:
    return http.make_error(f"PDOK ({settings.pdok_url()}, {what}) {sentence}.")
