"""Boundaries of buurten from cartomap: CBS's generalised boundaries of 1995 to 2025, simplified further (TopoJSON)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from gezond_geo import settings
from gezond_geo.areas import pdok
from gezond_geo.areas.codes import gemeentecode_of
from gezond_geo.areas.gebiedsindelingen import keep_year
from gezond_geo.io import http

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_BYTES = 50_000_000
_COLUMNS = ["statcode", "statnaam", "jrstatcode"]


def read_buurten(gemeentecode: str | None, *, year: int, progress: pdok.PageProgress | None = None) -> pdok.Areas:
    """Read the simplified boundaries of the buurten of a gemeente; for drawing only.

    Parameters
    ----------
    gemeentecode, year
        As in `gezond_geo.areas.pdok.read_buurten`; the file covers the whole country, and is cached as a whole.
    progress
        Called after the download, with the number of areas.

    Raises
    ------
    SourceError
        As `gezond_geo.areas.pdok.read_buurten`; and areas of another year.
    """
    name = f"buurt_{year}"
    store = pdok.Collection(f"bestand {name}", f"{settings.cartomap_url()}/nl/rd/{name}.topojson")

    def read() -> tuple[str, Iterator[pdok.Buurt]]:
        features = _decode(http.get_bytes(store.url, what=store.name, most=_MOST_BYTES), name, store)
        if progress is not None:
            progress(len(features))
        return store.url, keep_year(features, None, year, store)

    areas = pdok.fetch_areas(read, store, f"cartomap-{year}/{name}", gemeentecode=None, year=year, kind=pdok.SIMPLIFIED)
    if gemeentecode is None:
        return areas
    own = areas.frame[areas.frame.index.map(gemeentecode_of) == gemeentecode]
    if own.empty:
        raise store.error(f"heeft geen buurten van {gemeentecode}; kijk de gemeentecode en het jaar na")
    return replace(areas, frame=own)


def _decode(content: bytes, name: str, store: pdok.Collection) -> list[pdok.Feature]:
    """Decode a topology; the coordinates are RD, though the file does not say so."""
    import pyogrio  # noqa: PLC0415 - costly, and only this download needs it

    unusable = store.error(f"is geen TopoJSON met {name} en {', '.join(_COLUMNS)}; probeer het later opnieuw")
    try:
        # GDAL detects the format from the content: pass it nothing but TopoJSON.
        is_topology = json.loads(content)["type"] == "Topology"
        rows = pyogrio.read_dataframe(content, layer=name, columns=_COLUMNS) if is_topology else None
    except (ValueError, LookupError, TypeError, RuntimeError, RecursionError) as bad:
        raise unusable from bad
    if rows is None or set(_COLUMNS) - set(rows.columns):
        raise unusable
    records = rows[_COLUMNS].to_dict("records")
    return [({str(k): v for k, v in row.items()}, area) for row, area in zip(records, rows.geometry, strict=True)]
