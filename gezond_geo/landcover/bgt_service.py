"""The BGT from PDOK: a whole gemeente by the download API, a small area by the OGC API Features."""

from __future__ import annotations

import json
import logging
import math
import time
import zipfile
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import geopandas as gpd
import shapely

from gezond_geo import settings
from gezond_geo._validate import as_call, as_geometry, as_text, checked
from gezond_geo.areas.pdok import next_link
from gezond_geo.areas.rd import NETHERLANDS_RD, RD, RD_URI
from gezond_geo.errors import InputError, OutputError, SourceError
from gezond_geo.io import cache, http, paging
from gezond_geo.io.failures import NotThereError
from gezond_geo.io.parsing import parse_json
from gezond_geo.landcover.bgt import Bgt, convert, convert_source, describe
from gezond_geo.landcover.bgt_files import select_current

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from gezond_geo.io.http import Progress

POLL_SECONDS = 2.0
"""Pause between two polls of a download; it grows to `MAX_POLL_SECONDS`."""
MAX_POLL_SECONDS = 15.0
WAIT_SECONDS = 3600.0
"""Time to wait for a download; a later run resumes the same request."""
SMALL_SQUARE_METRES = 1_000_000.0
"""Size of a bounding box up to which an area is read page by page: some thousands of objects."""
PAGE = "1000"
"""Objects per page: the maximum of PDOK."""
FEATURETYPES = (
    "begroeidterreindeel",
    "kunstwerkdeel",
    "onbegroeidterreindeel",
    "ondersteunendwaterdeel",
    "ondersteunendwegdeel",
    "ongeclassificeerdobject",
    "overbruggingsdeel",
    "overigbouwwerk",
    "pand",
    "scheiding",
    "tunneldeel",
    "waterdeel",
    "wegdeel",
)
_COLLECTIONS = {"kunstwerkdeel": "kunstwerkdeel_vlak", "scheiding": "scheiding_vlak"}
_RARE = {"kunstwerkdeel", "ondersteunendwaterdeel", "ongeclassificeerdobject", "overbruggingsdeel", "scheiding"} | {
    "tunneldeel"
}
_MARGIN = 25.0
_WHAT = "de BGT"

_logger = logging.getLogger(__name__)


@checked(area=as_geometry, label=as_text, progress=as_call)
def fetch_bgt(area: BaseGeometry, label: str, *, progress: Progress | None = None) -> Bgt:
    """Fetch the BGT of an area from PDOK; from the cache when that is fresh, or when the service fails.

    An interrupted run can be resumed: the request that PDOK is working on and the part of the file that has arrived are
    kept.

    Parameters
    ----------
    area
        In EPSG:28992.
    label
        Name of the area, for the name of the file.
    progress
        Called with a description and a number: percent, kB or objects.

    Raises
    ------
    InputError
        When the area is not in the Netherlands.
    SourceError
        When the service failed or returned something other than the BGT, and the cache has none.
    OutputError
        When the cache cannot be written.

    Examples
    --------
    >>> import shapely
    >>> import gezond_geo as gg
    >>> area = shapely.box(257_000, 471_000, 259_000, 473_000)
    >>> bgt = gg.fetch_bgt(area, "proef")
    >>> bgt.path.suffix
    '.parquet'
    """
    if not NETHERLANDS_RD.contains(shapely.box(*area.bounds)):
        raise InputError("Het gebied ligt niet in Nederland in RD; zet het om met to_crs('EPSG:28992').")
    filter_ = _simplify(area)
    key = cache.make_key(f"bgt-{label}", geofilter=filter_.wkt)
    file = cache.find_file(key)
    if file is not None and file[1].is_fresh and not settings.refresh():
        return describe(*file)
    if not settings.offline():
        http.start_run()
    try:
        if shapely.box(*area.bounds).area <= SMALL_SQUARE_METRES:
            return _read_small(area, key, progress)
        return _download(filter_, key, progress)
    except SourceError as error:
        if file is None:
            raise
        _logger.warning("%s De versie van %s is gebruikt.", error, file[1].retrieved[:10])
        return describe(*file, stale=True)


def find_bgt(area: BaseGeometry, label: str) -> Bgt | None:
    """Find the cached BGT of an area, however old."""
    file = cache.find_file(cache.make_key(f"bgt-{label}", geofilter=_simplify(area).wkt))
    return None if file is None else describe(*file)


def _simplify(area: BaseGeometry) -> shapely.Polygon:
    """One polygon without holes that contains the area, in whole metres and short enough to send."""
    wide = shapely.remove_repeated_points(area.buffer(2 * _MARGIN).simplify(_MARGIN))
    one = wide if isinstance(wide, shapely.Polygon) else wide.convex_hull
    edge = shapely.get_coordinates(shapely.get_exterior_ring(one))
    return shapely.Polygon([(round(x), round(y)) for x, y in edge])


def _download(area: shapely.Polygon, key: str, progress: Progress | None) -> Bgt:
    folder = settings.cache_dir()
    archive, request = folder / f"{key}.zip.deel", folder / f"{key}.aanvraag"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        link = _await_download(area, archive, request, progress)
        http.get_file(
            _address(link),
            archive,
            what=_WHAT,
            progress=None if progress is None else lambda size: progress("BGT ophalen (kB)", size // 1000),
        )
    except NotThereError:
        # PDOK no longer knows the request: the next run makes a new one.
        _forget(archive, request)
        raise
    except OSError as bad:
        if isinstance(bad, SourceError):
            raise
        raise OutputError(
            f"De BGT kan niet worden bewaard in {folder}; maak er ruimte of kies een andere map."
        ) from bad
    if not zipfile.is_zipfile(archive):
        _forget(archive, request)
        raise _error("stuurde iets anders dan een hele zip")
    try:
        bgt = convert_source(archive, key=key, url=_address(link), date=_today(), progress=progress)
    except InputError as bad:
        _forget(archive, request)
        raise _error(
            f"stuurde een BGT die niet te gebruiken is: {str(bad).rstrip('.').replace(str(archive), 'de zip')}"
        ) from bad
    # Only now: a run that is interrupted while reading, or runs out of disk space, need not fetch it again.
    _forget(archive, request)
    return bgt


def _await_download(area: shapely.Polygon, archive: Path, request: Path, progress: Progress | None) -> str:
    """Request a download, or resume that of an earlier run, and wait for its link."""
    status = _asked_before(request)
    if status is not None:
        with suppress(NotThereError):
            return _poll(status, request, archive, progress)
    _forget(archive, request)
    status = request_download(area, FEATURETYPES)
    request.write_text(json.dumps({"status": status}), encoding="utf-8")
    return _poll(status, request, archive, progress)


def request_download(area: shapely.Polygon, featuretypes: Sequence[str]) -> str:
    """Ask PDOK to prepare a download; returns the path of its status.

    Raises
    ------
    SourceError
        As `gezond_geo.io.http.get_json`.
    """
    body = {"featuretypes": list(featuretypes), "format": "citygml", "geofilter": area.wkt}
    url = f"{settings.pdok_url()}/lv/bgt/download/v1_0/full/custom"
    answer = http.get_json(url, what=_WHAT, expect_keys=("downloadRequestId",), payload=body)
    return _href(answer, "status") or f"{urlsplit(url).path}/{answer['downloadRequestId']}/status"


def _asked_before(request: Path) -> str | None:
    with suppress(OSError, ValueError, TypeError, KeyError):
        return str(parse_json(request.read_bytes())["status"])
    return None


def _poll(status: str, request: Path, archive: Path, progress: Progress | None) -> str:
    pause, deadline = POLL_SECONDS, time.monotonic() + WAIT_SECONDS
    while True:
        answer = http.get_json(_address(status), what=_WHAT, expect_keys=("status",))
        state = answer["status"]
        if state == "COMPLETED":
            if link := _href(answer, "download"):
                return link
            raise _error("heeft de download klaar, maar zegt niet waar")
        if state not in ("PENDING", "RUNNING"):
            _forget(archive, request)
            raise _error(f"kan deze download niet maken ({str(state)[:40]})")
        if time.monotonic() > deadline:
            raise _error(
                f"heeft de download na {WAIT_SECONDS / 60:.0f} minuten niet klaar; een volgende run wacht verder"
            )
        if progress is not None:
            share = answer.get("progress")
            percent = int(share) if isinstance(share, int | float) and math.isfinite(share) else 0
            progress("PDOK maakt de BGT klaar (%)", percent)
        time.sleep(pause)
        pause = min(pause * 1.5, MAX_POLL_SECONDS)


def _href(answer: dict[str, Any], name: str) -> str | None:
    try:
        return str(answer["_links"][name]["href"]) or None
    except (LookupError, TypeError):
        return None


def _address(href: str) -> str:
    """Address on the requested host, as for next links of pages."""
    parts = paging.split_link(href, f"PDOK ({_WHAT})")
    return f"{settings.pdok_url()}/{parts.path.lstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def _forget(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _read_small(area: BaseGeometry, key: str, progress: Progress | None) -> Bgt:
    """Read the objects in the bounding box of an area page by page."""
    tally: Counter[tuple[str, str]] = Counter()
    box = ",".join(f"{number:.3f}" for number in area.bounds)
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    query = {"bbox": box, "bbox-crs": RD_URI, "crs": RD_URI, "datetime": moment, "limit": PAGE, "f": "json"}
    base = f"{settings.pdok_url()}/lv/bgt/ogc/v1/collections"

    def read() -> Iterator[gpd.GeoDataFrame]:
        count = 0
        for objecttype in FEATURETYPES:
            collection = _COLLECTIONS.get(objecttype, objecttype)
            url = http.build_url(f"{base}/{collection}/items", query)
            try:
                for page in paging.get_pages(url, what=f"BGT, {collection}", items="features", next_link=next_link):
                    frame = _to_frame(page["features"], objecttype, collection, tally)
                    count += len(frame)
                    if progress is not None:
                        progress("BGT lezen", count)
                    yield frame[frame.intersects(area)]
            except NotThereError:
                if objecttype not in _RARE:
                    raise
                tally[objecttype, "niet bij PDOK"] += 1

    try:
        pieces = list(read())
        return convert(pieces, tally, key=key, url=base, date=_today(), progress=progress)
    except InputError as bad:
        raise _error(f"gaf een BGT die niet te gebruiken is: {str(bad).rstrip('.')}") from bad


def _to_frame(
    features: list[dict[str, Any]], objecttype: str, collection: str, tally: Counter[tuple[str, str]]
) -> gpd.GeoDataFrame:
    columns = ["lokaal_id", "relatieve_hoogteligging"]
    try:
        frame = (
            gpd.GeoDataFrame.from_features(features, crs=RD)
            if features
            else gpd.GeoDataFrame({name: [] for name in columns}, geometry=[], crs=RD)
        )
        return select_current(frame.assign(objecttype=objecttype), f"BGT, {collection}", tally)
    except (LookupError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as bad:
        if isinstance(bad, InputError):
            raise
        raise _error("gaf een vlak dat niet te lezen is") from bad


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _error(sentence: str) -> SourceError:
    return http.make_error(f"PDOK ({settings.pdok_url()}, {_WHAT}) {sentence}; probeer het later opnieuw.")
