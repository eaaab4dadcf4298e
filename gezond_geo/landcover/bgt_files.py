"""Streaming of BGT objects from files: GML in a zip or folder, GeoPackage and GeoParquet."""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from gezond_geo.areas.rd import RD
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import name_some
from gezond_geo.io.faults import refusing
from gezond_geo.io.geofile import GEOPACKAGE, begins_with
from gezond_geo.io.parsing import parse_json
from gezond_geo.io.text import as_line
from gezond_geo.io.whole import is_file, is_folder, open_file
from gezond_geo.landcover.bgt_gml import EXISTING, OBJECTTYPES, BgtObject, read_gml
from gezond_geo.landcover.bgt_stretch import Stretch, StretchStream

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from gezond_geo.io.http import Progress

PIECE = 50_000
"""Objects per frame."""
MAX_RATIO = 300
"""Maximum compression ratio of a file in a zip; that of BGT files is 10 to 40."""
MAX_ENTRY_BYTES = 400_000_000_000

_SURFACED = {"wegdeel", "ondersteunendwegdeel", "onbegroeidterreindeel", "begroeidterreindeel"}
_TYPED = {"waterdeel", "ondersteunendwaterdeel", "overigbouwwerk", "overbruggingsdeel", "kunstwerkdeel", "scheiding"}
# Column names in the different formats of the BGT, letters only and in lower case.
_NAMES: dict[str, tuple[str, ...]] = {
    "voorkomen": ("fysiekvoorkomen", "bgtfysiekvoorkomen", "surfacematerial", "voorkomen", "class"),
    "functie": ("functie", "bgtfunctie", "function", "type", "bgttype"),
    "lokaal_id": ("lokaalid", "identificatielokaalid"),
    "status": ("status", "bgtstatus"),
    "hoogte": ("relatievehoogteligging",),
    "eind": ("eindregistratie", "objecteindtijd"),
    "geregistreerd": ("lvpublicatiedatum", "tijdstipregistratie"),
}
# GDAL approximates curves with segments of this many degrees: within 1 cm up to a radius of 4 km.
_ARC_DEGREES = "0.25"


def fingerprint(source: Path) -> list[tuple[str, int, int]]:
    """Name, size and modification time of the files of a source, which identify it."""
    files = sorted(source.glob("*.gml")) if is_folder(source) else [source]
    return [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files if is_file(file)]


def list_gml(source: Path) -> dict[str, int]:
    """Uncompressed size of each GML file that `read_objects` reads, in order; empty for other sources.

    Raises
    ------
    InputError
        When the zip or folder does not look like a BGT download.
    """
    if is_folder(source):
        return {name: path.stat().st_size for name, path in _gml_of_folder(source).items()}
    if is_file(source) and source.suffix.lower() != ".gml" and zipfile.is_zipfile(source):
        with _open_zip(source) as archive:
            return {name: entry.file_size for name, entry in _gml_of_zip(archive, source).items()}
    return {source.name: source.stat().st_size} if is_file(source) and source.suffix.lower() == ".gml" else {}


def read_objects(
    source: Path, tally: Counter[tuple[str, str]], progress: Progress | None, *, only: Stretch | None = None
) -> Iterator[gpd.GeoDataFrame]:
    """Read the current objects at ground level.

    Parameters
    ----------
    source
        Zip or folder with ``bgt_<objecttype>.gml``, one such file, a GeoPackage with a layer per object type, or a
        GeoParquet with a column ``objecttype``.
    tally
        As in `gezond_geo.landcover.bgt_gml.read_gml`; ``geen vlak`` counts lines and points.
    progress
        Called with a text and the number of objects so far.
    only
        Stretch of one GML of `list_gml`, to read that alone.

    Yields
    ------
    GeoDataFrame
        EPSG:28992: ``objecttype voorkomen functie lokaal_id geregistreerd geometry``; polygons, not checked for
        validity.

    Raises
    ------
    InputError
        When it is none of these, is damaged, or does not look like a BGT download.
    """
    count = 0
    for piece in _read_pieces(source, tally, only):
        has_area = piece.geom_type.isin(["Polygon", "MultiPolygon"])
        for objecttype, lines in piece.loc[~has_area, "objecttype"].value_counts().items():
            tally[str(objecttype), "geen vlak"] += int(lines)
        count += len(piece)
        if progress is not None:
            progress("BGT lezen", count)
        yield piece[has_area]


def _read_pieces(source: Path, tally: Counter[tuple[str, str]], only: Stretch | None) -> Iterator[gpd.GeoDataFrame]:
    if is_folder(source):
        for name, path in _gml_of_folder(source).items():
            if only is None or only.name == name:
                with open_file(path) as stream:
                    yield from _to_frames(stream, name, tally, only)
    elif not is_file(source):
        raise InputError(f"Het bestand {source} bestaat niet; controleer de naam.")
    elif source.suffix.lower() == ".gml":
        with open_file(source) as stream:
            yield from _to_frames(stream, source.name, tally, only)
    elif zipfile.is_zipfile(source):
        yield from _read_zip(source, tally, only)
    elif source.suffix.lower() in {".parquet", ".geoparquet"}:
        yield from _read_parquet(source, tally)
    elif begins_with(source, GEOPACKAGE):
        yield from _read_geopackage(source, tally)
    else:
        raise InputError(f"{source} is geen zip, GML, GeoPackage of GeoParquet; geef de BGT zoals PDOK die levert.")


def _gml_of_folder(source: Path) -> dict[str, Path]:
    paths = {path.name: path for path in sorted(source.iterdir()) if is_file(path)}
    return {name: paths[name] for name in _find_gml(paths, str(source))}


@contextmanager
def _open_zip(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as bad:
        raise InputError(f"{source} is geen hele zip; haal de BGT opnieuw op.") from bad


def _gml_of_zip(archive: zipfile.ZipFile, source: Path) -> dict[str, zipfile.ZipInfo]:
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        _check_entry(entry, source, is_bgt=entry.filename in entries)
        entries[entry.filename] = entry
    return {name: entries[name] for name in _find_gml(entries, str(source))}


def _read_zip(source: Path, tally: Counter[tuple[str, str]], only: Stretch | None) -> Iterator[gpd.GeoDataFrame]:
    with _open_zip(source) as archive:
        for name, entry in _gml_of_zip(archive, source).items():
            if only is None or only.name == name:
                with archive.open(entry) as stream:
                    yield from _to_frames(stream, name, tally, only)  # type: ignore[arg-type]


def _check_entry(entry: zipfile.ZipInfo, source: Path, *, is_bgt: bool) -> None:
    """Refuse entries that no BGT download has, since they are probably malicious; nothing is unpacked to disk."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
        raise InputError(f"In {source} staat een bestand buiten de map ({_show(entry.filename)}); het is niet gelezen.")
    if is_bgt:
        raise InputError(f"In {source} staat {_show(entry.filename)} twee keer; laat er een staan.")
    if entry.file_size > max(MAX_RATIO * entry.compress_size, 1_000_000) or entry.file_size > MAX_ENTRY_BYTES:
        raise InputError(f"In {source} is {_show(entry.filename)} uitgepakt te groot; het is niet gelezen.")


def _show(name: str) -> str:
    return as_line(name[:80])


def _find_gml(names: Iterable[str], where: str) -> list[str]:
    """Names of the files with relevant object types, in a fixed order."""
    matches = [name for name in names if re.fullmatch(r"(?:bgt_)?(\w+)\.gml", PurePosixPath(name).name.lower())]
    if not matches:
        raise InputError(f"In {where} staat geen GML van de BGT, zoals bgt_wegdeel.gml; geef een download van PDOK.")
    return sorted(name for name in matches if PurePosixPath(name).stem.lower().removeprefix("bgt_") in OBJECTTYPES)


def _to_frames(
    stream: BinaryIO, name: str, tally: Counter[tuple[str, str]], only: Stretch | None
) -> Iterator[gpd.GeoDataFrame]:
    objects = read_gml(stream if only is None else StretchStream(stream, only), name, tally)
    while piece := list(islice(objects, PIECE)):
        frame = pd.DataFrame(piece, columns=BgtObject._fields)
        shapes = gpd.GeoSeries(frame.pop("shape"), crs=RD)
        yield gpd.GeoDataFrame(frame, geometry=shapes)


def _read_geopackage(source: Path, tally: Counter[tuple[str, str]]) -> Iterator[gpd.GeoDataFrame]:
    import pyogrio  # noqa: PLC0415 - costly, and only a GeoPackage needs it

    pyogrio.set_gdal_config_options({"OGR_ARC_STEPSIZE": _ARC_DEGREES})
    try:
        with refusing(f"{source} is geen leesbaar GeoPackage; maak het opnieuw."):
            layers = [str(name) for name, kind in pyogrio.list_layers(source) if kind is not None]
            types = {layer: OBJECTTYPES.get(layer.lower().removeprefix("bgt_")) for layer in layers}
            if not any(types.values()):
                options = name_some(map(_show, layers)) or "geen"
                raise InputError(f"{source} heeft geen laag zoals wegdeel of pand (wel: {options}).")
            for layer, objecttype in types.items():
                start = 0
                while objecttype:
                    frame = pyogrio.read_dataframe(source, layer=layer, skip_features=start, max_features=PIECE)
                    if frame.empty or not isinstance(frame, gpd.GeoDataFrame):
                        break
                    start += len(frame)
                    yield select_current(frame.assign(objecttype=objecttype), f"{source}, laag {layer}", tally)
    finally:
        pyogrio.set_gdal_config_options({"OGR_ARC_STEPSIZE": None})


def _read_parquet(source: Path, tally: Counter[tuple[str, str]]) -> Iterator[gpd.GeoDataFrame]:
    with refusing(f"{source} is geen leesbaar GeoParquet; maak het opnieuw."):
        file = pq.ParquetFile(source)
        about = parse_json((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
        place = about.get("primary_column")
        if place is None or about["columns"][place]["encoding"] != "WKB":
            raise InputError(f"{source} is geen GeoParquet met vlakken als WKB; schrijf het opnieuw met GeoPandas.")
        if "objecttype" not in file.schema_arrow.names:
            raise InputError(f"In {source} ontbreekt de kolom objecttype; geef een vlak per object van de BGT.")
        # Without a reference system, GeoParquet means longitude and latitude.
        crs = about["columns"][place].get("crs", "OGC:CRS84")
        for batch in file.iter_batches(batch_size=PIECE):
            table = batch.to_pandas()
            table["objecttype"] = _as_text(table["objecttype"]).str.lower().replace(OBJECTTYPES)
            shapes = _read_wkb(table.pop(place), source)
            yield select_current(gpd.GeoDataFrame(table, geometry=shapes, crs=crs), str(source), tally)


def _read_wkb(column: pd.Series[Any], source: Path) -> NDArray[np.object_]:
    try:
        with np.errstate(invalid="ignore"):  # Coordinates that are not numbers are refused when the bounds are checked.
            shapes: NDArray[np.object_] = shapely.from_wkb(column)
    except NotImplementedError as bad:
        raise InputError(f"In {source} staan bogen, en die horen niet in GeoParquet; geef een GeoPackage.") from bad
    return shapes


def select_current(frame: gpd.GeoDataFrame, name: str, tally: Counter[tuple[str, str]]) -> gpd.GeoDataFrame:
    """Keep current objects at ground level, with the column names of `read_objects`.

    Parameters
    ----------
    frame
        Objects with a column ``objecttype`` and the columns of PDOK (``fysiek_voorkomen``, ``eind_registratie``, …) or
        of a GML that GDAL has read.
    name
        Name of the source, for messages.
    tally
        As in `read_objects`.

    Raises
    ------
    InputError
        When there is no column with the relative height or the surface type, or the coordinate reference system is
        unknown.
    """
    columns = _find_columns(frame)
    if "hoogte" not in columns:
        raise InputError(f"In {name} ontbreekt relatieve_hoogteligging, dus niet te zien is wat op maaiveld ligt.")
    if "voorkomen" not in columns and not _SURFACED.isdisjoint(frame["objecttype"]):
        raise InputError(f"In {name} ontbreekt fysiek_voorkomen, dus niet te zien is wat verhard is.")
    if frame.crs is None:
        raise InputError(f"{name} zegt niet in welk coördinatenstelsel het staat; leg EPSG:28992 vast.")
    text = {
        column: _first_text(frame, columns.get(column, []))
        for column in ("voorkomen", "functie", "lokaal_id", "status", "eind", "geregistreerd")
    }
    objecttype = _as_text(frame["objecttype"])
    current = text["eind"].eq("")
    planned = current & ~text["status"].isin(["", EXISTING])
    ground = current & ~planned & pd.to_numeric(frame[columns["hoogte"][0]], errors="coerce").eq(0)
    for what, mask in (("huidig", current), ("gepland", planned), ("maaiveld", ground)):
        for kind, number in objecttype[mask].value_counts().items():
            tally[str(kind), what] += int(number)
    typed = objecttype.isin(_TYPED)
    objects = gpd.GeoDataFrame(
        {
            "objecttype": objecttype,
            "voorkomen": text["voorkomen"].mask(typed, ""),
            # The surface type is in either column, depending on the format of the BGT.
            "functie": text["functie"].mask(typed & text["functie"].eq(""), text["voorkomen"]),
            "lokaal_id": text["lokaal_id"],
            "geregistreerd": text["geregistreerd"].str[:10],
        },
        geometry=frame.geometry.to_crs(RD),
    )
    return gpd.GeoDataFrame(objects[ground])


def _find_columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Columns of a frame by our names for them, in the order of `_NAMES`."""
    plain = {re.sub(r"[^a-z]", "", str(column).lower()): column for column in frame.columns}
    candidates = {column: [plain[name] for name in names if name in plain] for column, names in _NAMES.items()}
    return {column: places for column, places in candidates.items() if places}


def _first_text(frame: pd.DataFrame, columns: list[Any]) -> pd.Series[str]:
    """First non-empty text among some columns."""
    text = pd.Series("", index=frame.index, dtype="str")
    for column in columns:
        text = text.where(text.ne(""), _as_text(frame[column]))
    return text


def _as_text(column: pd.Series[Any]) -> pd.Series[str]:
    return column.astype(object).where(column.notna(), "").astype("str").str.strip()
