"""Boundaries of buurten, from the OGC API Features of PDOK."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from gezond_geo import settings
from gezond_geo.errors import SourceError
from gezond_geo.sources import _cache, _http

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
_CRS = "EPSG:28992"
_NETHERLANDS = (0, 300_000, 300_000, 640_000)
_PROPERTIES = ("buurtcode", "buurtnaam", "wijkcode", "gemeentecode", "water")


@dataclass(frozen=True, kw_only=True)
class Areas:
    """Boundaries of the buurten of a gemeente.

    Attributes
    ----------
    frame : GeoDataFrame (EPSG:28992) indexed by ``buurtcode`` (sorted): ``buurtnaam wijkcode gemeentecode geometry``.
    repaired : Number of boundaries that were invalid and have been made valid.
    table_id : The collection.
    url, retrieved : Where and when (UTC) the boundaries were fetched.
    stale : Whether they are older than 30 days and used since the service did not answer.
    """

    frame: gpd.GeoDataFrame
    repaired: int
    table_id: str
    url: str
    retrieved: str
    stale: bool


def read_buurten(gemeentecode: str, *, year: int) -> Areas:
    """Read the boundaries of the buurten of a gemeente, land only.

    Parameters
    ----------
    gemeentecode
        ``GM`` and four digits.
    year
        Of the division into buurten.

    Returns
    -------
    Areas
        From the cache when that is fresh, or when the service fails.

    Raises
    ------
    SourceError
        No usable answer and none in the cache; no buurten; boundaries that are not areas in RD.
    """
    collection = f"wijken-en-buurten-{year}"
    url = _http.build_url(
        f"{settings.pdok_url()}/cbs/{collection}/ogc/v1/collections/buurten/items",
        {"gemeentecode": gemeentecode, "limit": "1000", "f": "json", "crs": RD},
    )

    def download() -> tuple[gpd.GeoDataFrame, _cache.Provenance]:
        what = f"collectie {collection}"
        frame, repaired = _to_frame(_read_features(url, what), gemeentecode, what)
        return frame, _cache.Provenance(url=url, table=f"{collection}/buurten", details={"repaired": repaired})

    key = _cache.make_key(f"{collection}-{gemeentecode}", url=url)
    frame, provenance, stale = _cache.fetch(key, download)
    return Areas(
        frame=frame,
        repaired=provenance.details["repaired"],
        table_id=provenance.table,
        url=provenance.url,
        retrieved=provenance.retrieved,
        stale=stale,
    )


def _read_features(url: str, what: str) -> list[dict[str, Any]]:
    features = []
    for page in _http.get_pages(url, what=what, items="features", next_link=_next_link):
        if page.get("numberReturned", len(page["features"])) != len(page["features"]):
            raise _error(what, "gaf een ander aantal dan het zelf noemt; probeer het later opnieuw")
        features += page["features"]
    return features


def _next_link(page: dict[str, Any]) -> str | None:
    return next((link.get("href") for link in page.get("links", []) if link.get("rel") == "next"), None)


def _to_frame(features: list[dict[str, Any]], gemeentecode: str, what: str) -> tuple[gpd.GeoDataFrame, int]:
    for feature in features:
        if lacking := set(_PROPERTIES) - (feature.get("properties") or {}).keys():
            raise _error(what, f"gaf buurten zonder {' en '.join(sorted(lacking))}; probeer het later opnieuw")
    own = [feature for feature in features if feature["properties"]["gemeentecode"] == gemeentecode]
    land = [feature for feature in own if feature["properties"]["water"] == "NEE"]
    if not land:
        raise _error(what, f"heeft geen buurten van {gemeentecode}; kijk de gemeentecode en het jaar na")
    try:
        frame = gpd.GeoDataFrame.from_features(land, crs=_CRS)
    except (KeyError, IndexError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise _error(what, "gaf een grens die niet te lezen is; probeer het later opnieuw") from error
    valid = [shape if shape is None or shape.is_valid else _repair(shape) for shape in frame.geometry]
    repaired = sum(new is not old for new, old in zip(valid, frame.geometry, strict=True))
    frame = frame.set_geometry(valid, crs=_CRS)
    if not frame.geom_type.isin(["Polygon", "MultiPolygon"]).all() or frame.geometry.is_empty.any():
        raise _error(what, "gaf een buurt zonder grens; probeer het later opnieuw")
    if not shapely.box(*_NETHERLANDS).covers(shapely.box(*frame.total_bounds)):
        raise _error(what, "gaf grenzen die niet in RD (EPSG:28992) in Nederland liggen; probeer het later opnieuw")
    frame = frame.set_index("buurtcode").sort_index()
    if frame.index.has_duplicates:
        raise _error(what, f"geeft {frame.index[frame.index.duplicated()][0]} meer dan eens; probeer het later opnieuw")
    return frame[["buurtnaam", "wijkcode", "gemeentecode", "geometry"]], repaired


def _repair(shape: BaseGeometry) -> BaseGeometry:
    # The structure method keeps areas only: no stray lines where a ring touches itself.
    return shapely.make_valid(shape, method="structure", keep_collapsed=False)


def _error(what: str, sentence: str) -> SourceError:
    return SourceError(f"PDOK ({settings.pdok_url()}, {what}) {sentence}.")
