"""The BGT (Basisregistratie Grootschalige Topografie) as polygons with a class, converted once to GeoParquet."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gezond_geo import settings
from gezond_geo._validate import as_call, as_client, as_path, checked
from gezond_geo.errors import InputError, OutputError
from gezond_geo.io import cache
from gezond_geo.io.dutch import join_words, name_some
from gezond_geo.landcover.bgt_classes import Counts, digest_of_table, make_ready
from gezond_geo.landcover.bgt_files import fingerprint, read_objects
from gezond_geo.landcover.bgt_overlaps import overlaps_in
from gezond_geo.landcover.bgt_parts import forget_parts, goes_by_part, read_parts
from gezond_geo.landcover.partitions import merge_runs
from gezond_geo.landcover.runs import Runs, write_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import geopandas as gpd
    from distributed import Client

    from gezond_geo.io.http import Progress

TABLE = "Basisregistratie Grootschalige Topografie"


@dataclass(frozen=True, kw_only=True)
class Bgt:
    """The BGT of an area, as a file.

    Attributes
    ----------
    path : GeoParquet (EPSG:28992) with `gezond_geo.landcover.bgt_classes.COLUMNS`, in spatial order, and a row of class
        `gezond_geo.landcover.bgt_classes.OVERLAP` for every piece that lies over another object.
    date : Reference date of the BGT (ISO): when it was fetched, or the latest registration in the user's file; empty
        when unknown.
    url : Address it was fetched from, or the name of the user's file.
    tally, unknown : As in `gezond_geo.landcover.bgt_classes.Counts`, the tally by object type; ``niet bij PDOK`` is 1
        where the service lacks an object type.
    stale : Whether the service failed when a newer one was requested.
    """

    path: Path
    date: str
    url: str
    tally: Mapping[str, Mapping[str, int]]
    unknown: Mapping[str, int]
    stale: bool = False

    def notes(self) -> list[str]:
        """Dutch sentences on what was repaired, left out or is unknown."""
        sentences = {
            "gepland": "gepland en er nog niet, dus weggelaten",
            "onleesbaar": "een vlak dat niet te lezen is, weggelaten",
            "hersteld": "een ongeldig vlak, hersteld",
            "leeg": "een vlak zonder oppervlak, weggelaten",
        }
        notes = []
        for what, text in sentences.items():
            counts_of = [f"{kind} {counts[what]}" for kind, counts in self.tally.items() if counts.get(what)]
            if counts_of:
                notes.append(f"BGT: {text} ({', '.join(counts_of)}).")
        if missing := [kind for kind, counts in self.tally.items() if counts.get("niet bij PDOK")]:
            notes.append(f"BGT: niet bij PDOK gevonden: {join_words(missing)}.")
        if self.unknown:
            names = name_some(f"{name} ({count} keer)" for name, count in self.unknown.items())
            notes.append(f"BGT: zonder klasse, dus niet meegeteld als bedekt: {names}.")
        return notes


@checked(source=as_path, progress=as_call, client=as_client)
def open_bgt(source: Path | str, *, progress: Progress | None = None, client: Client | None = None) -> Bgt:
    """Read the BGT from a file or folder; from the second time on from the cache.

    Large GML files are read in parallel, on all cores or on Dask. An interrupted run keeps what it has read, and the
    next run reads the rest.

    Parameters
    ----------
    source
        See `gezond_geo.landcover.bgt_files.read_objects`.
    progress
        Called with a description and the number of objects so far.
    client
        Dask client whose workers each read a GML file or a part of one. They must be able to read `source` and to write
        to the cache (``GEZOND_GEO_CACHE``). The result is bit-for-bit the same as without.

    Raises
    ------
    InputError
        When the source cannot be read or has no areas in the Netherlands.
    OutputError
        When the cache cannot be written.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> bgt = gg.open_bgt("bgt.zip")
    >>> bgt.path.suffix
    '.parquet'
    """
    path = Path(source)
    key = cache.make_key(
        f"bgt-{path.stem}", path=os.path.realpath(path), files=fingerprint(path), table=digest_of_table()
    )
    if cache_file := cache.find_file(key):
        return describe(*cache_file)
    return convert_source(path, key=key, url=path.name, progress=progress, client=client)


def convert_source(
    source: Path, *, key: str, url: str, date: str = "", progress: Progress | None, client: Client | None = None
) -> Bgt:
    """Convert a source for `gezond_geo.landcover.bgt_files.read_objects` to a cached file; see `convert`."""
    if not goes_by_part(source, client):
        tally: Counter[tuple[str, str]] = Counter()
        return convert(read_objects(source, tally, progress), tally, key=key, url=url, date=date, progress=progress)
    counts = Counts()
    with _refusing_full_disk():
        paths = list(read_parts(source, counts, url, progress, client))
        bgt = _keep(paths, counts, key=key, url=url, date=date, progress=progress, client=client)
        forget_parts(source)
    return bgt


def convert(
    pieces: Iterable[gpd.GeoDataFrame],
    tally: Counter[tuple[str, str]],
    *,
    key: str,
    url: str,
    date: str = "",
    progress: Progress | None = None,
) -> Bgt:
    """Write pieces of the BGT to the cache as one GeoParquet file; `tally` is complete once all are read.

    Raises
    ------
    InputError
        When there is nothing to write, or nothing in the Netherlands.
    OutputError
        When the cache cannot be written.
    """
    counts = Counts(tally=tally)
    with _refusing_full_disk(), cache.new_file() as path:
        write_runs(make_ready(pieces, counts, url), path)
        return _keep([path], counts, key=key, url=url, date=date, progress=progress)


def describe(path: Path, record: cache.Provenance, *, stale: bool = False) -> Bgt:
    """Describe a cached file that `convert` wrote."""
    return Bgt(path=path, url=record.url, stale=stale, **record.details)


def _keep(
    paths: list[Path],
    counts: Counts,
    *,
    key: str,
    url: str,
    date: str,
    progress: Progress | None,
    client: Client | None = None,
) -> Bgt:
    """Merge files of runs, including overlaps, into one cached file."""
    if not counts.rows:
        raise InputError(f"In {url} ligt geen enkel vlak van de BGT; kijk het gebied of het bestand na.")
    if progress is not None:
        progress("BGT nakijken op overlap", counts.rows)
    with cache.new_file() as over, cache.new_file() as whole:
        write_runs([overlaps_in(paths, client)], over)
        runs = Runs([*paths, over])
        merge_runs(runs, whole)
        tally: dict[str, dict[str, int]] = {}
        for (objecttype, what), number in sorted(counts.tally.items()):
            tally.setdefault(objecttype, {})[what] = number
        details = {"date": date or counts.latest, "tally": tally, "unknown": dict(sorted(counts.unknown.items()))}
        record = cache.Provenance(url=url, table=TABLE, rows=runs.rows, details=details)
        return describe(*cache.keep_file(key, whole, record))


@contextmanager
def _refusing_full_disk() -> Iterator[None]:
    try:
        yield
    except OSError as bad:  # An OutputError is one too; this one names what to do about it.
        raise OutputError(
            f"De BGT kan niet worden bewaard in {settings.cache_dir()}; kies met GEZOND_GEO_CACHE een andere map."
        ) from bad
