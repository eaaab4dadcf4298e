"""Reading tables of the user in any format: unprocessed rows with their line numbers, by declared columns.

`read_table` is the one reader. The content determines the format: CSV with any usual separator and encoding, Excel,
OpenDocument, any map file of `gezond_geo.io.geofile`, each possibly in a zip; or a frame. It is independent of buurten
and projects: the caller declares columns, and gets texts, numbers and geometries from the table.

>>> NAME, EURO = Column("naam", synonyms=("project",), required=True), Column("euro", range=Range(0), signs=("€",))
>>> table = read_table(pd.DataFrame({"Project": ["Buurttuin"], "EURO": ["€ 1.234,56"]}), [NAME, EURO])
>>> table.texts("naam").tolist(), table.numbers("euro")[0].tolist()
(['Buurttuin'], [1234.56])

`UserTable.notes` lists what was skipped. Anything unusable is a `Fault`, of the table as a whole (`UserTable.faults`)
or returned with the requested values: collect them, and raise them together with `faults.raise_faults`.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from gezond_geo.errors import InputError
from gezond_geo.io.archive import unpack_gzip
from gezond_geo.io.delimited import decode, read_delimited
from gezond_geo.io.dutch import count_of, name_some
from gezond_geo.io.faults import Fault, FaultsError, raise_faults
from gezond_geo.io.geofile import KINDS, is_map, read_geofile
from gezond_geo.io.headers import Column, find_header, match_columns, name_columns
from gezond_geo.io.user_table import UserTable, is_filled
from gezond_geo.io.whole import read_whole
from gezond_geo.io.workbook import LEGENDS, Worksheet, read_workbook

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from gezond_geo.io.delimited import Record

    Numbers = tuple[pd.Series[float], list[Fault]]

__all__ = ["Column", "UserTable", "read_checked", "read_table"]

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENDINGS = {".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".ods"}
"""Formats of tables in a zip."""
_LEAD = 100
"""First bytes that distinguish HTML and JSON from a table."""
_TITLE = 60
"""Maximum number of quoted characters of a row above the header."""


def read_table(
    source: Path | str | pd.DataFrame,
    columns: Sequence[Column],
    *,
    one_of: Collection[str] = (),
    label: str = "de meegegeven tabel",
    shapes: bool = False,
    may_be_empty: bool = False,
) -> UserTable:
    """Read a table of the user.

    Parameters
    ----------
    source
        File or frame; a named index counts as a column.
    columns
        Declared columns. The header of a file is the first row with all required ones; in a workbook or a map file with
        layers, the first visible sheet or layer that has them is read.
    one_of
        Names of declared columns of which at least one is required.
    label
        Name of a frame in messages.
    shapes
        Whether only map files are accepted.
    may_be_empty
        Whether to accept a header without rows.

    Raises
    ------
    InputError
        When it cannot be read, holds no table, or lacks a required column.
    """
    fields = [c._replace(required=False) if c.name in one_of else c for c in columns]
    if isinstance(source, pd.DataFrame):
        if shapes and (not isinstance(source, gpd.GeoDataFrame) or source.active_geometry_name is None):
            raise InputError(f"In {label} staat een tabel zonder grenzen; geef een vlak per buurt.")
        if not len(source) and not (shapes or may_be_empty):
            raise InputError(f"{label}: hier staat geen tabel; geef een kop met regels eronder.")
        return _of_frame(label, source, fields, one_of, first=2)
    name, path = str(source), Path(source)
    if is_map(path):
        frame, notes = read_geofile(path, lambda head: _fit(head, fields, one_of))
        if shapes and not isinstance(frame, gpd.GeoDataFrame):
            raise InputError(f"In {name} staat een tabel zonder grenzen; geef een vlak per buurt.")
        return _of_frame(name, frame, fields, one_of, first=1, notes=notes)
    if shapes:
        raise InputError(f"{name} is geen leesbaar kaartbestand; geef {KINDS}.")
    return _of_content(read_whole(path), name, fields, one_of, may_be_empty=may_be_empty)


def read_checked(path: Path, columns: Sequence[Column]) -> UserTable:
    """Read a file to report all its faults; one that prevents reading is in `UserTable.faults`."""
    try:
        return read_table(path, columns, may_be_empty=True)
    except FaultsError as bad:
        faults = bad.faults
    except InputError as bad:
        faults = (Fault(str(path), 0, str(bad).removeprefix(f"{path}: ").removeprefix(f"{path} ")),)
    return UserTable(str(path), pd.DataFrame(index=pd.Index([], dtype=int)), {}, {}, faults=faults)


def _of_content(
    content: bytes, name: str, columns: Sequence[Column], one_of: Collection[str], *, may_be_empty: bool
) -> UserTable:
    content = unpack_gzip(content, name)
    if content.startswith(_OLD_EXCEL):
        advice = "bewaar het als .xlsx zonder wachtwoord, of als CSV"
        raise InputError(f"{name} is een oud Excel-bestand of heeft een wachtwoord; {advice}.")
    if content.startswith(b"PK"):
        if (packed := _unpack(content, name)) is not None:
            return _of_content(packed, name, columns, one_of, may_be_empty=may_be_empty)
        sheet, notes = _choose_sheet(name, read_workbook(content, name), columns, one_of)
        return _of_records(name, sheet.records, columns, one_of, notes=notes, may_be_empty=may_be_empty)
    if decode(content[:_LEAD]).lstrip().startswith(("[", "<")) or "\0" in decode(content):
        raise InputError(f"{name} is geen tabel; geef een CSV of Excel.")
    records, separator, faults = read_delimited(
        content, name, lambda head: find_header(head, columns, one_of) is not None
    )
    return _of_records(
        name,
        records,
        columns,
        one_of,
        dutch=separator != ",",
        faults=faults,
        advice='zet tekst met een komma tussen ""',
        may_be_empty=may_be_empty,
    )


def _unpack(content: bytes, name: str) -> bytes | None:
    """The single table in a zip; None for a workbook, or anything but a zip."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if {"[Content_Types].xml", "mimetype"} & set(names) or any(entry.startswith("xl/") for entry in names):
                return None
            places = [PurePosixPath(entry) for entry in names if not entry.endswith("/")]
            tables = [place for place in places if place.suffix.lower() in _ENDINGS and "__MACOSX" not in place.parts]
            if len(tables) == 1:
                return archive.read(str(tables[0]))
    except Exception:  # noqa: BLE001 - what is no zip is said by who reads workbooks
        return None
    count = "meer dan één tabel" if tables else "geen tabel"
    raise InputError(f"In {name} staat {count}; geef een CSV of Excel, of een zip met een daarvan.")


def _choose_sheet(
    name: str, sheets: list[Worksheet], columns: Sequence[Column], one_of: Collection[str]
) -> tuple[Worksheet, list[str]]:
    """Choose the first visible sheet with the columns, with a notice on other non-empty sheets."""
    filled = [sheet for sheet in sheets if sheet.records]
    able = [sheet for sheet in filled if find_header(sheet.records, columns, one_of) is not None]
    sheet = next((sheet for sheet in able if sheet.visible), None)
    if sheet is None and able:
        reason = f"het blad {able[0].name!r} met de tabel is verborgen; maak het zichtbaar, of haal het weg."
        raise InputError(str(Fault(name, 0, reason)))
    if sheet is None and filled:
        text = _name_required(columns, one_of)
        reason = f"op geen blad ({name_some([sheet.name for sheet in filled])}) staat een kop met de kolom {text}"
        raise InputError(str(Fault(name, 0, f"{reason}; zet die in de eerste rij van de tabel.")))
    if sheet is None:
        raise InputError(f"{name}: hier staat geen tabel; geef een kop met regels eronder.")
    aside = [other for other in filled if other is not sheet and other.name not in LEGENDS]
    others = [f"{other.name}{'' if other.visible else ' (verborgen)'}" for other in aside]
    note = f"Van {Path(name).name} is alleen het blad {sheet.name} gelezen, niet: {name_some(others)}."
    return sheet, [note] if others else []


def _of_records(
    name: str,
    records: Iterable[Record],
    columns: Sequence[Column],
    one_of: Collection[str],
    *,
    dutch: bool = False,
    notes: Iterable[str] = (),
    faults: Iterable[Fault] = (),
    advice: str = "haal weg wat naast de tabel staat",
    may_be_empty: bool = False,
) -> UserTable:
    filled = [(line, cells) for line, cells in records if any(is_filled(cell) for cell in cells)]
    rows = [(line, cells) for line, cells in filled if not _is_comment(cells)]
    place = find_header(rows, columns, one_of)
    if place is None:
        _refuse_without_header(name, rows, faults, columns, one_of)
        place = 0
    line, heads = rows[place]
    bad = [fault for fault in faults if fault.line > line]
    if not rows[place + 1 :] and not bad and not may_be_empty:
        raise InputError(f"{name}: hier staat geen tabel; geef een kop met regels eronder.")
    headers = [_head_of(cell) or f"kolom {n}" for n, cell in enumerate(heads, start=1)]
    above = rows[place - 1][1] if place else []
    frame, longer = _frame_of(rows[place + 1 :], len(headers))
    matches = match_columns(headers, columns, frame)
    for at, cells in longer:
        # Lines outside the table, such as the source, may be longer.
        if not any(_may_be_of(cells[position], column, columns) for position, column in matches.items()):
            frame.loc[at] = [" ".join(_head_of(cell) for cell in cells), *[None] * (len(headers) - 1)]
        else:
            bad.append(Fault(name, at, f"hier staan {len(cells)} cellen en in de kop {len(headers)}; {advice}."))
    return _make(
        name,
        headers,
        frame.sort_index(),
        columns,
        line=line,
        topics=[_head_of(cell) for cell in above] if sum(map(is_filled, above)) > 1 else [],
        dutch=dutch,
        notes=(*notes, *_say_skipped(Path(name).name, rows[:place], len(filled) - len(rows))),
        faults=bad,
    )


def _refuse_without_header(
    name: str, rows: Sequence[Record], faults: Iterable[Fault], columns: Sequence[Column], one_of: Collection[str]
) -> None:
    """Raise for a table without a header, with what it lacks."""
    raise_faults(faults)
    if not rows:
        raise InputError(f"{name}: hier staat geen tabel; geef een kop met regels eronder.")
    best = max(
        (cells for _, cells in rows[:_TITLE]), key=lambda row: len(match_columns([*map(_head_of, row)], columns))
    )
    lacking = f"hier ontbreekt de kolom {_name_lacking([*map(_head_of, best)], columns, one_of)}"
    raise InputError(str(Fault(name, 0, f"{lacking}; zet die in de kop, de eerste rij van de tabel.")))


def _frame_of(rows: Sequence[Record], width: int) -> tuple[pd.DataFrame, list[Record]]:
    """Rows as a frame, and separately those with more cells than the header; trailing empty cells may be missing."""
    longer = [(line, cells) for line, cells in rows if any(is_filled(cell) for cell in cells[width:])]
    apart = {line for line, _ in longer}
    whole = [(line, [*cells, *[None] * width][:width]) for line, cells in rows if line not in apart]
    index = pd.Index([line for line, _ in whole], dtype=int)
    filled = [[cell if is_filled(cell) else None for cell in cells] for _, cells in whole]
    return pd.DataFrame(filled, index=index, columns=range(width), dtype=object), longer


def _may_be_of(cell: object, name: str, columns: Sequence[Column]) -> bool:
    """Whether a cell may belong to a column, by the `accepts` of its declaration."""
    accepts = next(column.accepts for column in columns if column.name == name)
    return is_filled(cell) if accepts is None else accepts(cell)


def _say_skipped(name: str, above: Sequence[Record], comments: int) -> list[str]:
    titles = [next(" ".join(_head_of(cell).split()) for cell in cells if is_filled(cell)) for _, cells in above]
    notes = [f"Van {name} is niet gelezen wat boven de kop staat: {name_some(title[:_TITLE] for title in titles)}."]
    remarks = f"Van {name} niet gelezen, want opmerkingen: {count_of(comments, 'regel', 'regels')} met #."
    return [*(notes if titles else []), *([remarks] if comments else [])]


def _of_frame(
    name: str,
    frame: pd.DataFrame,
    columns: Sequence[Column],
    one_of: Collection[str],
    *,
    first: int,
    notes: Iterable[str] = (),
) -> UserTable:
    shapes = None
    lines = pd.RangeIndex(first, first + len(frame))
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        shapes = gpd.GeoSeries(frame.geometry.set_axis(lines))
    about = pd.DataFrame(frame.drop(columns=[] if shapes is None else frame.active_geometry_name))
    levels = [level for level in about.index.names if level is not None and level not in about.columns]
    if levels:
        about = about.reset_index(level=levels)
    elif any(c.pattern is not None and about.index.astype(str).str.fullmatch(c.pattern).any() for c in columns):
        about = about.reset_index(names="index")
    labels: list[Any] = list(about.columns)
    headers = ["|".join(map(str, label)) if isinstance(label, tuple) else str(label) for label in labels]
    if find_header([(1, list(headers)), *_first_rows(about)], columns, one_of) is None:
        reason = f"hier ontbreekt de kolom {_name_lacking(headers, columns, one_of)}; voeg die toe."
        raise InputError(str(Fault(name, 0, reason)))
    values = about.astype(object).set_axis(range(len(headers)), axis=1).set_axis(lines)
    filled = values.notna()
    for place, kind in enumerate(about.dtypes):
        if not pd.api.types.is_numeric_dtype(kind):
            filled[place] = values[place].map(is_filled)
    values = values.where(filled, None)
    return _make(name, [header.strip() for header in headers], values, columns, shapes=shapes, notes=tuple(notes))


def _make(
    name: str,
    headers: list[str],
    cells: pd.DataFrame,
    columns: Sequence[Column],
    *,
    line: int = 1,
    topics: Sequence[str] = (),
    dutch: bool = False,
    notes: tuple[str, ...] = (),
    faults: Sequence[Fault] = (),
    shapes: gpd.GeoSeries | None = None,
) -> UserTable:
    """Name the columns, and build the table."""
    matches = match_columns(headers, columns, cells)
    names = name_columns(headers, matches, topics)
    twice = [column for column, count in Counter(names).items() if count > 1]
    raise_faults(Fault(name, line, f"de kolom {column} staat er twee keer; laat er een staan.") for column in twice)
    declared = {column.name: column for column in columns}
    return UserTable(
        name=name,
        cells=cells.set_axis(pd.Index(names, dtype=object), axis=1),
        declared={column: declared[column] for column in names if column in declared},
        headers=dict(zip(names, headers, strict=True)),
        topics={names[n]: topic for n, topic in enumerate(topics[: len(names)]) if topic},
        dutch=dutch,
        notes=notes,
        faults=tuple(faults),
        shapes=shapes,
    )


def _fit(head: pd.DataFrame, columns: Sequence[Column], one_of: Collection[str]) -> int:
    """Rate how well the first rows of a layer fit: 0 when it lacks a column, 2 when cells match their column."""
    headers = [str(label) for label in head.columns]
    if find_header([(1, list(headers)), *_first_rows(head)], columns, one_of) is None:
        return 0
    matches = match_columns(headers, columns, head.set_axis(range(len(headers)), axis=1))
    keys = {c.name for c in columns if c.pattern is not None and (c.required or c.name in one_of)}
    return 2 if keys <= set(matches.values()) else 1


def _first_rows(frame: pd.DataFrame) -> list[Record]:
    return [(n, list(cells)) for n, cells in enumerate(frame.head(1).to_numpy(dtype=object), start=2)]


def _name_required(columns: Sequence[Column], one_of: Collection[str]) -> str:
    return ", ".join([*list(one_of)[:1], *(column.name for column in columns if column.required)])


def _name_lacking(headers: Sequence[str], columns: Sequence[Column], one_of: Collection[str]) -> str:
    """Dutch sentence on the required columns that are missing, and the headers present."""
    there = set(match_columns(headers, columns).values())
    one = [] if there & set(one_of) else list(one_of)[:1]
    lacking = [*one, *(column.name for column in columns if column.required and column.name not in there)]
    return f"{', '.join(lacking)} (wel: {name_some(header.strip() for header in headers if header) or 'geen'})"


def _is_comment(cells: Sequence[object]) -> bool:
    """Whether a row is a comment: its line begins with ``#``, not just one of its cells."""
    text = _head_of(cells[0])
    return text.startswith("# ") or (text.startswith("#") and not any(map(is_filled, cells[1:])))


def _head_of(cell: object) -> str:
    return str(cell).strip() if is_filled(cell) else ""
