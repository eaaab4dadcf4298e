"""Boundaries of buurten from PDOK: features read in pages, counted, and checked before use."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from gezond_geo import settings
from gezond_geo.areas.rd import NETHERLANDS_RD, RD, RD_URI
from gezond_geo.errors import SourceError
from gezond_geo.io import cache, http, paging

EXACT, GENERALISED, SIMPLIFIED = "exact", "gegeneraliseerd", "vereenvoudigd"
"""Precision of boundaries. Exact ones are for measuring; generalised and simplified ones only for drawing."""

COARSE = "grof"
"""Key in ``attrs`` of a frame with boundaries for drawing only, with their precision as value."""

OGC_QUERY = {"limit": "1000", "f": "json", "crs": RD_URI}
"""Parameters of every OGC API request: full pages in RD; the default is 10 areas, in degrees."""

Properties = Mapping[str, Any]
Feature = tuple[Properties, Any]
"""Properties of an area and its geometry, as GeoJSON or already read."""
PageProgress = Callable[[int], None]

_COLUMNS = ("buurtnaam", "land_ha", "geometry")


class Collection(NamedTuple):
    """A collection of boundaries: its name in error messages, and its address without the query."""

    name: str
    url: str

    def error(self, sentence: str) -> SourceError:
        """Error about this collection, in one line."""
        return http.make_error(f"{http.name_service(self.url, self.name)} {sentence}.")


class Buurt(NamedTuple):
    """A buurt as returned by a service; its land area is in hectares, NaN where the service lacks it."""

    code: str
    name: str
    land_ha: float
    shape: BaseGeometry | None


@dataclass(frozen=True, kw_only=True)
class Areas:
    """Boundaries of the buurten of one year, from one source.

    Attributes
    ----------
    frame : GeoDataFrame (EPSG:28992) indexed by ``buurtcode`` (sorted): ``buurtnaam``, ``land_ha`` (hectares of land,
        NaN where the source lacks it) and ``geometry``.
    year : Year of the division into buurten.
    kind : `EXACT`, `GENERALISED` or `SIMPLIFIED`.
    repaired : Number of boundaries that were invalid and have been made valid.
    table_id : Id of the collection.
    url, retrieved : Where and when (UTC) the boundaries were fetched.
    stale : Whether the service failed when newer ones were requested.
    """

    frame: gpd.GeoDataFrame
    year: int
    kind: str
    repaired: int
    table_id: str
    url: str
    retrieved: str
    stale: bool


def read_buurten(gemeentecode: str | None, *, year: int, progress: PageProgress | None = None) -> Areas:
    """Read the exact boundaries of the buurten of a gemeente, land only, from *wijken-en-buurten-{year}* (OGC API).

    Parameters
    ----------
    gemeentecode
        ``GM`` and four digits; None for the whole country.
    year
        Year of the division into buurten.
    progress
        Called after each page of a download, with the number of areas so far, water included.

    Returns
    -------
    Areas
        From the cache when that is fresh, or when the service fails.

    Raises
    ------
    SourceError
        When there is no usable answer and none in the cache; for no buurten, or another number than the service counts;
        for boundaries that are not polygons in RD.
    """
    table = f"wijken-en-buurten-{year}"
    collection = Collection(f"collectie {table}", f"{settings.pdok_url()}/cbs/{table}/ogc/v1/collections/buurten/items")
    own = {} if gemeentecode is None else {"gemeentecode": gemeentecode}

    def read() -> tuple[str, Iterator[Buurt]]:
        url = http.build_url(collection.url, own | OGC_QUERY)
        features = read_features(read_pages(url, collection), collection, progress)
        return url, keep_land(features, gemeentecode, collection)

    return fetch_areas(read, collection, f"{table}/buurten", gemeentecode=gemeentecode, year=year, kind=EXACT)


def fetch_areas(
    reader: Callable[[], tuple[str, Iterable[Buurt]]],
    collection: Collection,
    table_id: str,
    *,
    gemeentecode: str | None,
    year: int,
    kind: str,
) -> Areas:
    """Take boundaries from the cache, or else fetch and check them.

    Parameters
    ----------
    reader
        Returns the full address of the request, and the buurten.
    collection
        Collection to read.
    gemeentecode
        As in `read_buurten`.
    table_id, year, kind
        See `Areas`.

    Raises
    ------
    SourceError
        As `read_buurten`.
    """

    def download() -> tuple[gpd.GeoDataFrame, cache.Provenance]:
        url, buurten = reader()
        frame, repaired = _to_frame(list(buurten), gemeentecode, collection)
        return frame, cache.Provenance(url=url, table=table_id, details={"repaired": repaired})

    label = f"{table_id.partition('/')[0]}-{gemeentecode or 'NL'}"
    request = {"url": collection.url, "gemeente": gemeentecode, "year": year, "kind": kind, "columns": _COLUMNS}
    frame, provenance, stale = cache.fetch(cache.make_key(label, **request), download)
    return Areas(
        frame=frame,
        year=year,
        kind=kind,
        repaired=provenance.details["repaired"],
        table_id=provenance.table,
        url=provenance.url,
        retrieved=provenance.retrieved,
        stale=stale,
    )


def read_pages(url: str, collection: Collection) -> Iterator[dict[str, Any]]:
    """Read the pages of a collection of an OGC API."""
    return paging.get_pages(url, what=collection.name, items="features", next_link=next_link)


def next_link(page: dict[str, Any]) -> str | None:
    """Address of the next page, as in OGC API Features."""
    links = page.get("links")
    items = links if isinstance(links, list) else []
    return next((link.get("href") for link in items if isinstance(link, dict) and link.get("rel") == "next"), None)


def read_features(
    pages: Iterable[dict[str, Any]], collection: Collection, progress: PageProgress | None
) -> Iterator[Feature]:
    """Yield the features of all pages, checking their number; nothing else of a page is kept.

    Parameters
    ----------
    pages
        GeoJSON feature collections.
    collection
        Collection they belong to.
    progress
        Called after each page, with the number of features so far.

    Returns
    -------
    Iterator of Feature
        Names of properties without underscores and in lower case: OGC API and WFS write them differently.

    Raises
    ------
    SourceError
        For another number of features than the service counts, per page or in total.
    """
    count, total = 0, None
    for page in pages:
        features = page["features"]
        if (page_count := page.get("numberReturned", len(features))) != len(features):
            raise _miscounted(collection, len(features), page_count)
        total = page.get("numberMatched", total)
        for feature in features:
            yield _to_properties(feature), feature.get("geometry")
        count += len(features)
        if progress is not None:
            progress(count)
    # A WFS may write "unknown".
    if isinstance(total, int) and total != count:
        raise _miscounted(collection, count, total)


def keep_land(features: Iterable[Feature], gemeentecode: str | None, collection: Collection) -> Iterator[Buurt]:
    """Land buurten of a gemeente, from features of *wijken en buurten*, by OGC API or WFS."""
    for properties, geometry in features:
        if lacking := {"buurtcode", "buurtnaam", "gemeentecode", "water"} - properties.keys():
            raise collection.error(f"gaf buurten zonder {' en '.join(sorted(lacking))}; probeer het later opnieuw")
        if properties["water"] == "NEE" and gemeentecode in {None, str(properties["gemeentecode"])}:
            code, name = str(properties["buurtcode"]), str(properties["buurtnaam"])
            yield Buurt(code, name, _to_hectares(properties), to_shape(geometry, collection))


def _miscounted(collection: Collection, count: int, total: object) -> SourceError:
    return collection.error(f"gaf {count} gebieden, maar telt er zelf {total}; probeer het later opnieuw")


def _to_properties(feature: dict[str, Any]) -> Properties:
    properties = feature.get("properties")
    values = properties if isinstance(properties, dict) else {}
    return {str(name).replace("_", "").lower(): value for name, value in values.items()}


def _to_hectares(properties: Properties) -> float:
    land = properties.get("oppervlaktelandinha")
    # PDOK writes what is missing as -99995 and the like.
    return float(land) if isinstance(land, int | float) and land >= 0 else math.nan


def to_shape(geometry: Any, collection: Collection) -> BaseGeometry | None:
    """Read the geometry of a `Feature`; None when there is none.

    Raises
    ------
    SourceError
        When it cannot be read.
    """
    if geometry is None or isinstance(geometry, BaseGeometry):
        return geometry
    try:
        return shape(geometry)
    except (LookupError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        raise collection.error("gaf een grens die niet te lezen is; probeer het later opnieuw") from error


def _to_frame(buurten: list[Buurt], gemeentecode: str | None, collection: Collection) -> tuple[gpd.GeoDataFrame, int]:
    if not buurten:
        where = gemeentecode or "Nederland"
        raise collection.error(f"heeft geen buurten van {where}; kijk de gemeentecode en het jaar na")
    areas = np.array([buurt.shape for buurt in buurten], dtype=object)
    invalid = ~(shapely.is_valid(areas) | shapely.is_missing(areas))
    # The structure method keeps only polygons: no stray lines where a ring touches itself.
    areas[invalid] = shapely.make_valid(areas[invalid], method="structure", keep_collapsed=False)
    records = [(buurt.code, buurt.name, buurt.land_ha) for buurt in buurten]
    frame = gpd.GeoDataFrame(records, columns=["buurtcode", "buurtnaam", "land_ha"], geometry=areas, crs=RD)
    if not frame.geom_type.isin(["Polygon", "MultiPolygon"]).all() or frame.geometry.is_empty.any():
        raise collection.error("gaf een buurt zonder grens; probeer het later opnieuw")
    # Swapped axes and degrees fall outside it, whatever reference system the answer declares.
    if not NETHERLANDS_RD.covers(shapely.box(*frame.total_bounds)):
        raise collection.error("gaf grenzen die niet in RD (EPSG:28992) in Nederland liggen; probeer het later opnieuw")
    frame = frame.set_index("buurtcode").sort_index()
    if frame.index.has_duplicates:
        twice = frame.index[frame.index.duplicated()][0]
        raise collection.error(f"geeft {twice} meer dan eens; probeer het later opnieuw")
    return frame[list(_COLUMNS)], int(invalid.sum())
