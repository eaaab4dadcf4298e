"""Map files of the user: recognised by their first bytes, and opened as that format only.

GDAL tries every driver it has on a file, including formats that refer to other files and addresses. So it is only
passed files that begin as a format without such references, with that driver or in a copy with its extension.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import warnings
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from gezond_geo.errors import InputError
from gezond_geo.io.dutch import name_some
from gezond_geo.io.faults import refusing
from gezond_geo.io.parsing import parse_json
from gezond_geo.io.whole import MAX_BYTES, open_file, read_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Fit = Callable[[pd.DataFrame], int]
    Read = tuple[pd.DataFrame, list[str]]

GEOPACKAGE = b"SQLite format 3\0"
"""First bytes of a GeoPackage."""

KINDS = "een GeoPackage, GeoJSON, TopoJSON, shapefile (los of in een zip), GeoParquet of FlatGeobuf"
"""Map files that can be read, in Dutch."""
_DEGREES = "EPSG:4326"
_HEAD = 200
"""Number of features used to choose a layer."""
_TOPOLOGY = ("type", "transform", "arcs", "objects")
_CRS_NAME = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
    r"(EPSG|OGC)(?:[:/][\d.]*)?[:/](\d{4,6}|CRS84)",
    re.IGNORECASE,
)


def begins_with(path: Path, lead: bytes) -> bool:
    """Whether a file begins with these bytes.

    Raises
    ------
    InputError
        When there is no such file, or it cannot be read.
    """
    with open_file(path) as file:
        return file.read(len(lead)) == lead


def is_map(path: Path) -> bool:
    """Whether a file is a map file by its first bytes, or a zip that contains one."""
    with open_file(path) as file:
        lead = file.read(_LEAD)
    if lead.startswith(_ZIP):
        try:
            with zipfile.ZipFile(path) as archive:
                return bool(_find_maps(map(PurePosixPath, archive.namelist())))
        except zipfile.BadZipFile:
            return False
    return any(lead.startswith(begin) for begin in _READERS) or lead.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read_geofile(path: Path, fit: Fit) -> Read:
    """Read a map file; no other file is opened and no address is requested.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON, TopoJSON, shapefile, GeoParquet or FlatGeobuf, or a zip with one of these.
    fit
        Function that rates how well a layer fits, from its first rows; of several layers the best one is read, or the
        first of equals.

    Returns
    -------
    GeoDataFrame
        In the reference system declared in the file. GeoJSON without one is in degrees (WGS 84, RFC 7946), and so is
        TopoJSON, which cannot declare one. A layer without geometries is a DataFrame.
    list of str
        A Dutch sentence on the layers that were not read.

    Raises
    ------
    InputError
        When it is not such a file, or is damaged.
    """
    with (
        refusing(f"{path} is geen leesbaar kaartbestand; geef {KINDS}."),
        tempfile.TemporaryDirectory() as folder,
        # The checks of the caller report what GDAL warns about in a damaged file.
        warnings.catch_warnings(action="ignore"),
    ):
        frame, layers = _reader_of(path)(path, Path(folder), fit)
    others = name_some(layers[1:])
    return frame, [f"Van {path.name} is alleen de laag {layers[0]} gelezen, niet: {others}."] if others else []


def _reader_of(path: Path) -> Callable[[Path, Path, Fit], Read]:
    return next((reader for lead, reader in _READERS.items() if begins_with(path, lead)), _read_json)


def _read_geopackage(path: Path, folder: Path, fit: Fit) -> Read:
    # A program that has it open may keep the latest changes in a separate file.
    for end in ("", "-wal"):
        if Path(f"{path}{end}").is_file():
            shutil.copyfile(f"{path}{end}", folder / f"kaart.gpkg{end}")
    return _read_layer(folder / "kaart.gpkg", fit)


def _read_flatgeobuf(path: Path, folder: Path, fit: Fit) -> Read:
    return _read_layer(shutil.copyfile(path, folder / "kaart.fgb"), fit)


def _read_shapefile(path: Path, folder: Path, fit: Fit) -> Read:
    for part in path.parent.iterdir():
        if part.stem == path.stem and (ending := part.suffix.lower()) in {".shx", ".dbf", ".prj", ".cpg"}:
            shutil.copyfile(part, folder / f"kaart{ending}")
    return _read_layer(shutil.copyfile(path, folder / "kaart.shp"), fit)


def _read_parquet(path: Path, _folder: Path, _fit: Fit) -> Read:
    try:
        return gpd.read_parquet(path), []
    except ValueError:
        # Parquet without geometries is a table.
        return pd.read_parquet(path), []


def _read_json(path: Path, folder: Path, fit: Fit) -> Read:
    """Read GeoJSON without GDAL, and TopoJSON without links that GDAL would follow."""
    content = parse_json(read_whole(path))
    if content["type"] == "Topology":
        bare = folder / "kaart.topojson"
        bare.write_text(json.dumps({key: content[key] for key in _TOPOLOGY if key in content}), encoding="utf-8")
        frame, layers = _read_layer(f"TopoJSON:{bare}", fit)
        return gpd.GeoDataFrame(frame).set_crs(_DEGREES), layers
    features = content["features"] if content["type"] == "FeatureCollection" else [content]
    # GEOS refuses what Shapely would silently repair, such as an unclosed ring: that area then has no geometry.
    texts = [shape and json.dumps(shape) for shape in (part["geometry"] for part in features)]
    shapes = shapely.from_geojson(texts, on_invalid="ignore")
    about = pd.DataFrame([part["properties"] or {} for part in features])
    return gpd.GeoDataFrame(about, geometry=shapes, crs=_find_crs(content, path)), []


def _find_crs(content: dict[str, Any], path: Path) -> str:
    system = content.get("crs")
    if system is None:
        return _DEGREES
    name = system["properties"].get("name") if system["type"] == "name" else None
    match = _CRS_NAME.fullmatch(str(name))
    if match is None:
        raise InputError(f"{path} noemt zijn coördinatenstelsel niet bij naam; leg EPSG:28992 of EPSG:4326 vast.")
    return f"{match[1]}:{match[2]}".upper()


def _read_zip(path: Path, folder: Path, fit: Fit) -> Read:
    """Unpack the only map file in a zip, and read it."""
    with zipfile.ZipFile(path) as archive:
        entries = {PurePosixPath(entry.filename): entry for entry in archive.infolist() if not entry.is_dir()}
        map_file = _choose_map(entries, path)
        parts = [place for place in entries if place.parent == map_file.parent and place.stem == map_file.stem]
        if sum(entries[place].file_size for place in parts) > MAX_BYTES:
            raise InputError(f"{path} pakt uit tot meer dan {MAX_BYTES // 1_000_000} MB; geef een kleiner bestand.")
        (folder / "zip").mkdir()
        for place in parts:
            with archive.open(entries[place]) as packed, (folder / "zip" / f"kaart{place.suffix}").open("wb") as file:
                shutil.copyfileobj(packed, file)
    unpacked = folder / "zip" / f"kaart{map_file.suffix}"
    try:
        return _reader_of(unpacked)(unpacked, folder, fit)
    except InputError as bad:
        raise InputError(str(bad).replace(str(unpacked), str(path))) from bad


def _choose_map(places: Iterable[PurePosixPath], path: Path) -> PurePosixPath:
    maps = _find_maps(places)
    if len(maps) != 1:
        count = "meer dan één" if maps else "geen"
        raise InputError(f"In {path} staat {count} kaartbestand; geef {KINDS}.")
    return maps[0]


def _find_maps(places: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    maps = [place for place in places if place.suffix.lower() in _ENDINGS and "__MACOSX" not in place.parts]
    # Metadata of a map can be JSON too.
    return [place for place in maps if place.suffix.lower() != ".json"] or maps


def _read_layer(source: Path | str, fit: Fit) -> Read:
    """Read the layer that fits best; with several layers, its name comes first in the returned list."""
    import pyogrio  # noqa: PLC0415 - costly, and only some files need it

    layers = [str(name) for name, _ in pyogrio.list_layers(source)]
    best = layers[0]
    if len(layers) > 1:

        def fit_of(layer: str) -> int:
            # A layer that cannot be read is not the one to choose.
            with suppress(Exception):
                return fit(pyogrio.read_dataframe(source, layer=layer, read_geometry=False, max_features=_HEAD))
            return -1

        best = max(layers, key=fit_of)
    frame: pd.DataFrame = pyogrio.read_dataframe(source, layer=best, on_invalid="ignore")
    return frame, [best, *(layer for layer in layers if layer != best)]


_ENDINGS = {".gpkg", ".shp", ".geojson", ".json", ".topojson", ".parquet", ".geoparquet", ".fgb"}
_ZIP = b"PK\3\4"
_LEAD = 64
"""Number of first bytes that identify a file."""
_READERS: dict[bytes, Callable[[Path, Path, Fit], Read]] = {
    GEOPACKAGE: _read_geopackage,
    b"PAR1": _read_parquet,
    b"fgb\3": _read_flatgeobuf,
    b"\0\0\x27\x0a": _read_shapefile,
    _ZIP: _read_zip,
}
"""Readers by first bytes; any other file may be JSON."""
