"""Reproducible zip archives of CSV and JSON, checked completely on reading."""

from __future__ import annotations

import csv
import functools
import io
import math
import zipfile
import zlib
from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

from gezond_geo.errors import InputError
from gezond_geo.io.cells import read_plain
from gezond_geo.io.parsing import parse_json
from gezond_geo.io.text import as_cell, from_cell
from gezond_geo.io.whole import read_whole

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

MAX_BYTES = 200_000_000
"""Maximum unpacked size of an archive in bytes: the figures of all Dutch buurten take a tenth of it."""

MAX_MEMBERS = 100

_MOMENT = (1980, 1, 1, 0, 0, 0)
"""Timestamp of every member: the time is not part of the content."""
_UNIX = 3
_PACKED = (b"\x1f\x8b", *(bytes([0x78, level]) for level in (0x01, 0x5E, 0x9C, 0xDA)))
"""First bytes of gzip, and of deflate at its four levels."""


def pack(members: Mapping[str, bytes]) -> bytes:
    """Bytes of a zip with these files; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system, entry.external_attr = _UNIX, 0o644 << 16
            archive.writestr(entry, members[name], zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def read_archive(place: Path) -> dict[str, bytes]:
    """Read the files in a zip, none larger than declared; nothing is written to disk.

    Raises
    ------
    InputError
        When there is no such file, or it is not a zip, is incomplete, or unpacks to more than `MAX_BYTES`.
    """
    return unpack(read_whole(place), place)


def unpack(content: bytes, place: Path) -> dict[str, bytes]:
    """Read the files in the bytes of a zip; see `read_archive`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            # Other compression methods are unpacked at once, whatever size the file declares.
            plain = all(entry.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries)
            small = sum(entry.file_size for entry in entries) <= MAX_BYTES and len(entries) <= MAX_MEMBERS
            alone = len({entry.filename for entry in entries}) == len(entries)
            members = {}
            for entry in entries if plain and small and alone else []:
                with archive.open(entry) as member:
                    members[entry.filename] = member.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as bad:
        raise InputError(f"{place} is geen zip-bestand of is niet heel; kopieer het opnieuw.") from bad
    if not (plain and small and alone):
        raise InputError(f"{place} pakt uit tot meer dan het mag zijn; geef een bestand dat gezond-geo schreef.")
    return members


def unpack_gzip(content: bytes, where: str, most: int = MAX_BYTES) -> bytes:
    """Decompress gzip or deflate; other content is returned as it is.

    A file that was compressed again in transit is decompressed twice.

    Parameters
    ----------
    content
        The bytes.
    where
        Dutch name of the content, for the error message.
    most
        Maximum size in bytes after decompression; decompression stops there.

    Raises
    ------
    InputError
        When it is incomplete, or unpacks to more.
    """
    for _ in range(2):
        if content.startswith(_PACKED):
            content = _inflate(content, where, most)
    return content


def _inflate(content: bytes, where: str, most: int) -> bytes:
    unpacked, rest = bytearray(), content
    while rest:
        stream = zlib.decompressobj(zlib.MAX_WBITS | 32)  # Either header.
        try:
            unpacked += stream.decompress(rest, most + 1 - len(unpacked))
        except zlib.error as bad:
            raise InputError(f"{where} is beschadigd ingepakt; probeer het later opnieuw.") from bad
        if len(unpacked) > most:
            raise InputError(f"{where} pakt uit tot meer dan {most // 1_000_000} MB en is niet gelezen.")
        if not stream.eof:
            raise InputError(f"{where} is niet heel; probeer het later opnieuw.")
        rest = stream.unused_data.lstrip(b"\0")  # Members may follow each other, and padding the last.
    return bytes(unpacked)


def to_csv(frame: pd.DataFrame) -> bytes:
    """Write a table with its index as CSV that Excel reads, at full precision; `read_table` reads it."""
    text = frame.reset_index()
    for column in text.select_dtypes(["object", "string"]):
        text[column] = text[column].map(lambda cell: as_cell(cell) if isinstance(cell, str) else cell)
    text.columns = text.columns.map(lambda name: as_cell(str(name)))
    return text.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def read_table(content: bytes, index: str, texts: Collection[str], where: str) -> pd.DataFrame:
    """Read a table of numbers, apart from its text columns; an empty cell is missing.

    Raises
    ------
    InputError
        When it is not CSV, lacks the index, has a row twice, or has text instead of a number.
    """
    try:
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    except (ValueError, csv.Error) as bad:
        raise InputError(f"{where} is geen CSV-bestand; neem het zoals gezond-geo het schreef.") from bad
    if index not in header or len(set(header)) < len(header) or any(len(row) != len(header) for row in rows):
        raise InputError(f"{where} is geen tabel met een kolom {index} en evenveel cellen per regel.")
    # In plain lists: a table has hundreds of columns, and each step on a Series costs more than the numbers do.
    table = {name: [row[place] for row in rows] for place, name in enumerate(header)}
    names = pd.Series(table.pop(index), name=index, dtype=str)
    if (twice := names.duplicated()).any():
        raise InputError(f"{where} heeft {names[twice].iloc[0]!r} twee keer; laat er een staan.")
    columns: dict[str, Any] = {}
    for column, cells in table.items():
        if column in texts:
            words = pd.Series(cells, dtype=str)
            columns[column] = words.map(from_cell).where(words.ne("")).array
            continue
        numbers = [read_plain(cell) for cell in cells]
        if wrong := [cell for cell, number in zip(cells, numbers, strict=True) if number is None and cell]:
            raise InputError(f"{where} heeft {wrong[0]!r} waar een getal voor {column} hoort.")
        columns[column] = np.array(numbers, dtype="float64")
    return pd.DataFrame(columns, index=pd.Index(names), columns=pd.Index(header).drop(index))


def read_json(content: bytes, where: str) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    InputError
        When it is not a JSON object.
    """
    try:
        document = parse_json(content)
    except ValueError as bad:
        raise InputError(f"{where} is geen JSON; neem het zoals gezond-geo het schreef.") from bad
    if not isinstance(document, dict):
        raise InputError(f"{where} is geen JSON-object; neem het zoals gezond-geo het schreef.")
    return document


def build_record(kind: type, value: object, where: str) -> Any:
    """Build a dataclass from JSON values by its type hints; unknown keys are ignored.

    Raises
    ------
    InputError
        When a key is missing or has a value of another type.
    """
    try:
        return _build(kind, value, "het geheel")
    except ValueError as bad:
        raise InputError(f"{where} klopt niet: {bad}.") from bad


# Resolving them takes longer than building, and a record holds hundreds of the same class.
@functools.cache
def _hints_of(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(hint: Any, value: Any, key: str) -> Any:
    inner, args = get_origin(hint), get_args(hint)
    if is_dataclass(hint) and isinstance(value, dict):
        required = {f.name for f in fields(hint) if f.default is MISSING and f.default_factory is MISSING}
        if lacking := required - value.keys():
            raise ValueError(f"in {key} ontbreekt {min(lacking)}")
        kind: Any = hint
        hints = _hints_of(kind)
        return kind(**{name: _build(hints[name], value[name], name) for name in hints if name in value})
    if inner is dict and isinstance(value, dict):
        return {name: _build(args[1], item, f"{key} ({name})") for name, item in value.items()}
    if inner is tuple and isinstance(value, list):
        return tuple(_build(args[0], item, key) for item in value)
    if inner is UnionType:
        return None if value is None else _build(args[0], value, key)
    if hint is float and type(value) in {int, float} and math.isfinite(value):
        return float(value)
    if hint in {str, int, bool} and type(value) is hint:
        return value
    raise ValueError(f"{key} kan niet {str(value)[:40]!r} zijn")
