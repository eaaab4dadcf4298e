"""Map files of the user: recognised by their first bytes, and opened as that and as nothing else.

GDAL tries all that it knows on a file, among which are formats that name other files and addresses. So it gets only
what begins as a format that names none, by the name of that format or in a copy with its ending.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import warnings
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from gezond_geo.errors import InputError
from gezond_geo.io.faults import refusing
from gezond_geo.io.parsing import parse_json
from gezond_geo.io.whole import MAX_BYTES, open_file, read_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

GEOPACKAGE = b"SQLite format 3\0"
"""First bytes of a GeoPackage."""

_KINDS = "een GeoPackage, GeoJSON, TopoJSON, shapefile (los of in een zip), GeoParquet of FlatGeobuf"
_DEGREES = "EPSG:4326"
_TOPOLOGY = ("type", "transform", "arcs", "objects")
_CRS_NAME = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
    r"(EPSG|OGC)(?:[:/][\d.]*)?[:/](\d{4,6}|CRS84)",
    re.IGNORECASE,
)


def begins_with(path: Path, lead: bytes) -> bool:
    """Whether a file has these first bytes.

    Raises
    ------
    InputError
        When there is no such file, or it cannot be read.
    """
    with open_file(path) as file:
        return file.read(len(lead)) == lead


def read_geofile(path: Path, column: str) -> gpd.GeoDataFrame:
    """Read a map file; no other file is opened, and no address is asked.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON, TopoJSON, shapefile, GeoParquet or FlatGeobuf, or a zip with one of these.
    column
        Which layer is read, when there are several: the first with this column.

    Returns
    -------
    GeoDataFrame
        In the reference system that the file names. GeoJSON without one is in degrees (WGS 84, RFC 7946), and so is
        TopoJSON, which cannot name one.

    Raises
    ------
    InputError
        When it is no such file, or is damaged.
    """
    with (
        refusing(f"{path} is geen leesbaar kaartbestand; geef {_KINDS}."),
        tempfile.TemporaryDirectory() as folder,
        # What GDAL warns of in a damaged file is said by the checks of the caller.
        warnings.catch_warnings(action="ignore"),
    ):
        return _reader_of(path)(path, Path(folder), column)


def _reader_of(path: Path) -> Callable[[Path, Path, str], gpd.GeoDataFrame]:
    return next((reader for lead, reader in _READERS.items() if begins_with(path, lead)), _read_json)


def _read_geopackage(path: Path, folder: Path, column: str) -> gpd.GeoDataFrame:
    # A program that has it open may keep its last changes beside it.
    for end in ("", "-wal"):
        if Path(f"{path}{end}").is_file():
            shutil.copyfile(f"{path}{end}", folder / f"kaart.gpkg{end}")
    return _read_layer(folder / "kaart.gpkg", column)


def _read_flatgeobuf(path: Path, folder: Path, column: str) -> gpd.GeoDataFrame:
    return _read_layer(shutil.copyfile(path, folder / "kaart.fgb"), column)


def _read_shapefile(path: Path, folder: Path, column: str) -> gpd.GeoDataFrame:
    for part in path.parent.iterdir():
        if part.stem == path.stem and (ending := part.suffix.lower()) in {".shx", ".dbf", ".prj", ".cpg"}:
            shutil.copyfile(part, folder / f"kaart{ending}")
    return _read_layer(shutil.copyfile(path, folder / "kaart.shp"), column)


def _read_parquet(path: Path, _folder: Path, _column: str) -> gpd.GeoDataFrame:
    return gpd.read_parquet(path)


def _read_json(path: Path, folder: Path, column: str) -> gpd.GeoDataFrame:
    """Read GeoJSON without GDAL, and TopoJSON without what GDAL would fetch."""
    found = parse_json(read_whole(path))
    if found["type"] == "Topology":
        bare = folder / "kaart.topojson"
        bare.write_text(json.dumps({key: found[key] for key in _TOPOLOGY if key in found}), encoding="utf-8")
        return _read_layer(f"TopoJSON:{bare}", column).set_crs(_DEGREES)
    features = found["features"] if found["type"] == "FeatureCollection" else [found]
    # GEOS refuses what Shapely would mend unseen, such as a ring that does not close.
    shapes = shapely.from_geojson([shape and json.dumps(shape) for shape in (part["geometry"] for part in features)])
    about = pd.DataFrame([part["properties"] or {} for part in features])
    return gpd.GeoDataFrame(about, geometry=shapes, crs=_find_crs(found, path))


def _find_crs(found: dict[str, Any], path: Path) -> str:
    said = found.get("crs")
    if said is None:
        return _DEGREES
    name = said["properties"].get("name") if said["type"] == "name" else None
    match = _CRS_NAME.fullmatch(str(name))
    if match is None:
        raise InputError(f"{path} noemt zijn coördinatenstelsel niet bij naam; leg EPSG:28992 of EPSG:4326 vast.")
    return f"{match[1]}:{match[2]}".upper()


def _read_zip(path: Path, folder: Path, column: str) -> gpd.GeoDataFrame:
    """Unpack the one map file in a zip, and read that."""
    with zipfile.ZipFile(path) as archive:
        entries = {PurePosixPath(entry.filename): entry for entry in archive.infolist() if not entry.is_dir()}
        chosen = _choose_map(entries, path)
        parts = [place for place in entries if place.parent == chosen.parent and place.stem == chosen.stem]
        if sum(entries[place].file_size for place in parts) > MAX_BYTES:
            raise InputError(f"{path} pakt uit tot meer dan {MAX_BYTES // 1_000_000} MB; geef een kleiner bestand.")
        (folder / "zip").mkdir()
        for place in parts:
            with archive.open(entries[place]) as packed, (folder / "zip" / f"kaart{place.suffix}").open("wb") as file:
                shutil.copyfileobj(packed, file)
    unpacked = folder / "zip" / f"kaart{chosen.suffix}"
    try:
        return _reader_of(unpacked)(unpacked, folder, column)
    except InputError as bad:
        raise InputError(str(bad).replace(str(unpacked), str(path))) from bad


def _choose_map(places: Iterable[PurePosixPath], path: Path) -> PurePosixPath:
    maps = [place for place in places if place.suffix.lower() in _ENDINGS and "__MACOSX" not in place.parts]
    # What only says something of the map is JSON too.
    chosen = [place for place in maps if place.suffix.lower() != ".json"] or maps
    if len(chosen) != 1:
        count = "meer dan één" if chosen else "geen"
        raise InputError(f"In {path} staat {count} kaartbestand; geef {_KINDS}.")
    return chosen[0]


def _read_layer(source: Path | str, column: str) -> gpd.GeoDataFrame:
    import pyogrio  # noqa: PLC0415 - costly, and only some files need it

    layers = [str(name) for name, _ in pyogrio.list_layers(source)]
    fits = (name for name in layers if column in pyogrio.read_info(source, layer=name)["fields"])
    frame: gpd.GeoDataFrame = pyogrio.read_dataframe(source, layer=next(fits, layers[0]))
    return frame


_ENDINGS = {".gpkg", ".shp", ".geojson", ".json", ".topojson", ".parquet", ".geoparquet", ".fgb"}
_READERS: dict[bytes, Callable[[Path, Path, str], gpd.GeoDataFrame]] = {
    GEOPACKAGE: _read_geopackage,
    b"PAR1": _read_parquet,
    b"fgb\3": _read_flatgeobuf,
    b"\0\0\x27\x0a": _read_shapefile,
    b"PK\3\4": _read_zip,
}
"""How a file is read, by its first bytes; another may be JSON."""
