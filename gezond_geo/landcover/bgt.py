"""The BGT (Basisregistratie Grootschalige Topografie) as polygons with a class, converted once to GeoParquet."""

from __future__ import annotations

import functools
import hashlib
import os
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import shapely

from gezond_geo import settings
from gezond_geo._validate import as_call, as_client, as_path, checked
from gezond_geo.areas.rd import EXTENT, RD
from gezond_geo.errors import InputError, OutputError
from gezond_geo.io import cache
from gezond_geo.io.dutch import join_words, name_some
from gezond_geo.landcover.bgt_files import fingerprint
from gezond_geo.landcover.bgt_parts import forget_parts, read_parts
from gezond_geo.landcover.overlaps import find_overlaps
from gezond_geo.landcover.partitions import write_partitions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from distributed import Client
    from shapely import Polygon

    from gezond_geo.io.http import Progress

CLASSES = ("verhard", "half verhard", "gebouw", "erf", "groen", "onverhard", "water")
UNKNOWN = "onbekend"
"""Class of an object whose values `klassen` does not have: it is counted and named, and covers nothing."""
OVERLAP = "overlap"
"""Class of the pieces that lie over other objects: their area is in the other classes more than once."""
TABLE = "Basisregistratie Grootschalige Topografie"
COLUMNS = ["objecttype", "voorkomen", "functie", "klasse", "lokaal_id", "geometry"]


@dataclass(frozen=True, kw_only=True)
class Bgt:
    """The BGT of an area, as a file.

    Attributes
    ----------
    path : GeoParquet (EPSG:28992) with `COLUMNS`, in spatial order, and a row of class `OVERLAP` for every piece that
        lies over another object.
    date : Reference date of the BGT (ISO): when it was fetched, or the latest registration in the user's file; empty
        when unknown.
    url : Address it was fetched from, or the name of the user's file.
    tally : Number of objects by object type and kind of count; see `gezond_geo.landcover.bgt_files.read_objects`.
        ``hersteld`` counts those made valid, ``leeg`` those without an area after that; ``niet bij PDOK`` is 1 where
        the service lacks an object type.
    unknown : Number of objects without a class, by their attribute values, as ``objecttype: voorkomen, functie``.
    stale : Whether the service failed when a newer one was requested.
    """

    path: Path
    date: str
    url: str
    tally: Mapping[str, Mapping[str, int]]
    unknown: Mapping[str, int]
    stale: bool = False

    def notes(self) -> list[str]:
        """Dutch sentences on what was repaired, left out or not known."""
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


@functools.cache
def klassen() -> dict[tuple[str, str, str], str]:
    """Class by object type, physical appearance and function; an empty value stands for any."""
    with files("gezond_geo.landcover").joinpath("bgt_klassen.csv").open("rb") as file:
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
    return {(str(o), str(v), str(f)): str(k) for o, v, f, k in table.iloc[:, :4].itertuples(index=False)}


def classify(objects: pd.DataFrame) -> pd.Series[str]:
    """Give every object its class, `UNKNOWN` where the table has no line for it."""
    table = klassen()
    kinds = objects[["objecttype", "voorkomen", "functie"]].astype(object)
    classes = {}
    for o, v, f in kinds.drop_duplicates().itertuples(index=False):
        lines = [table[line] for line in ((o, v, f), (o, v, ""), (o, "", f), (o, "", "")) if line in table]
        classes[o, v, f] = lines[0] if lines else UNKNOWN
    triples = kinds.itertuples(index=False, name=None)
    return pd.Series([classes[triple] for triple in triples], index=objects.index, dtype="str")


@checked(source=as_path, progress=as_call, client=as_client)
def open_bgt(source: Path | str, *, progress: Progress | None = None, client: Client | None = None) -> Bgt:
    """Read the BGT from a file or folder; from the second time on from the cache.

    Large GML files in a zip or folder are read in parallel, on all cores or on Dask. An interrupted run keeps the files
    it has read, and the next run reads the rest.

    Parameters
    ----------
    source
        See `gezond_geo.landcover.bgt_files.read_objects`.
    progress
        Called with a description and the number of objects so far.
    client
        Dask client whose workers each read a GML file. They must be able to read `source` and to write to the cache
        (``GEZOND_GEO_CACHE``). The result is bit-for-bit the same as without.

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
        f"bgt-{path.stem}", path=os.path.realpath(path), files=fingerprint(path), table=_digest_of_table()
    )
    if cache_file := cache.find_file(key):
        return describe(*cache_file)
    return convert_source(path, key=key, url=path.name, progress=progress, client=client)


def convert_source(
    source: Path, *, key: str, url: str, date: str = "", progress: Progress | None, client: Client | None = None
) -> Bgt:
    """Write what `gezond_geo.landcover.bgt_files.read_objects` reads to the cache, as `convert` does."""
    tally: Counter[tuple[str, str]] = Counter()
    pieces = read_parts(source, tally, progress, client)
    bgt = convert(pieces, tally, key=key, url=url, date=date, progress=progress)
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
    unknown: Counter[str] = Counter()
    dates: list[str] = []

    def prepared() -> Iterator[gpd.GeoDataFrame]:
        for piece in pieces:
            frame = _prepare(piece, tally, unknown, url)
            if len(frame):
                dates.append(str(piece["geregistreerd"].max()))
                yield frame
        if not dates:
            raise InputError(f"In {url} ligt geen enkel vlak van de BGT; kijk het gebied of het bestand na.")

    try:
        with cache.new_file() as plain, cache.new_file() as full:
            write_partitions(prepared(), plain)
            if progress is not None:
                progress("BGT nakijken op overlap", pq.ParquetFile(plain).metadata.num_rows)
            pieces_over = list(_find_overlaps(plain))
            if pieces_over:
                write_partitions(chain((frame for frame, _ in _read_groups(plain)), pieces_over), full)
            whole = full if pieces_over else plain
            counts: dict[str, dict[str, int]] = {}
            for (objecttype, what), number in sorted(tally.items()):
                counts.setdefault(objecttype, {})[what] = number
            record = cache.Provenance(
                url=url,
                table=TABLE,
                rows=pq.ParquetFile(whole).metadata.num_rows,
                details={"date": date or max(dates), "tally": counts, "unknown": dict(sorted(unknown.items()))},
            )
            return describe(*cache.keep_file(key, whole, record))
    except OSError as bad:  # An OutputError is one too; this one names what to do about it.
        raise OutputError(
            f"De BGT kan niet worden bewaard in {settings.cache_dir()}; kies met GEZOND_GEO_CACHE een andere map."
        ) from bad


def describe(path: Path, record: cache.Provenance, *, stale: bool = False) -> Bgt:
    """Describe a file of the cache that `convert` wrote."""
    return Bgt(path=path, url=record.url, stale=stale, **record.details)


def overlaps_of(frame: gpd.GeoDataFrame, start: int = 0) -> gpd.GeoDataFrame:
    """Pieces of classified polygons that overlap earlier ones, as rows of class `OVERLAP`.

    Parameters
    ----------
    frame
        Polygons with a column ``klasse``.
    start
        Position of the first polygon to check.
    """
    usable = ~frame["klasse"].isin([UNKNOWN, OVERLAP]).to_numpy()
    pieces = find_overlaps(frame.geometry.to_numpy()[usable], int(usable[:start].sum()))
    blank = dict.fromkeys(("objecttype", "voorkomen", "functie", "lokaal_id"), "")
    rows = pd.DataFrame(blank | {"klasse": OVERLAP}, index=range(len(pieces)), columns=COLUMNS[:-1], dtype="str")
    return gpd.GeoDataFrame(rows, geometry=pieces, crs=RD)


def _prepare(
    piece: gpd.GeoDataFrame, tally: Counter[tuple[str, str]], unknown: Counter[str], name: str
) -> gpd.GeoDataFrame:
    """Make polygons valid, and give each its class."""
    shapes = shapely.force_2d(piece.geometry.to_numpy())
    ends = shapely.bounds(shapes[~shapely.is_empty(shapes)])
    if not ((ends[:, :2] >= EXTENT[:2]).all() and (ends[:, 2:] <= EXTENT[2:]).all()):
        raise InputError(f"De vlakken in {name} liggen niet in RD (EPSG:28992) in Nederland; kijk het bestand na.")
    broken = ~shapely.is_valid(shapes)
    # The structure method keeps areas only: no stray lines where a ring touches itself.
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    empty = shapely.area(shapes) == 0
    _count(tally, piece[broken & ~empty], "hersteld")
    _count(tally, piece[empty], "leeg")
    polygons = piece.set_geometry(gpd.GeoSeries(shapes, index=piece.index, crs=RD))[~empty]
    frame = polygons.assign(klasse=classify(polygons))
    strange = frame[frame["klasse"] == UNKNOWN]
    for objecttype, *values in strange[["objecttype", "voorkomen", "functie"]].itertuples(index=False):
        unknown[f"{objecttype}: {', '.join(filter(None, values)) or 'zonder waarde'}"] += 1
    return gpd.GeoDataFrame(frame[COLUMNS])


def _find_overlaps(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Find what lies over each other in a sorted file, a row group and what is around it at a time."""
    bounds: list[Polygon] = []
    for frame, box in _read_groups(path):
        around = [n for n, other in enumerate(bounds) if other.intersects(box)]
        near = [group[group.intersects(box)] for group, _ in _read_groups(path, around)]
        overlaps = overlaps_of(gpd.GeoDataFrame(pd.concat([*near, frame])), sum(len(group) for group in near))
        bounds.append(box)
        if len(overlaps):
            yield overlaps


def _read_groups(path: Path, numbers: Iterable[int] | None = None) -> Iterator[tuple[gpd.GeoDataFrame, Polygon]]:
    """Give row groups of a file, each with the box around it."""
    with pq.ParquetFile(path) as file:
        for number in range(file.metadata.num_row_groups) if numbers is None else numbers:
            table = file.read_row_group(number, columns=COLUMNS).to_pandas()
            frame = gpd.GeoDataFrame(table, geometry=shapely.from_wkb(table["geometry"]), crs=RD)
            yield frame, shapely.box(*frame.total_bounds)


def _count(tally: Counter[tuple[str, str]], objects: pd.DataFrame, what: str) -> None:
    for objecttype, number in objects["objecttype"].value_counts().items():
        tally[str(objecttype), what] += int(number)


def _digest_of_table() -> str:
    content = files("gezond_geo.landcover").joinpath("bgt_klassen.csv").read_bytes()
    return hashlib.sha256(content).hexdigest()
