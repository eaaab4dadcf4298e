"""Reading workbooks cell by cell, with percentages as shown and formulas without a saved result."""

from __future__ import annotations

import warnings
import zipfile
from dataclasses import dataclass, replace
from io import BytesIO
from numbers import Real
from typing import TYPE_CHECKING, Any

from gezond_geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
"""Content of the entry ``mimetype`` of an OpenDocument spreadsheet."""

MAX_BYTES = 200_000_000
"""Maximum unpacked size of a workbook, in bytes."""

UNCOMPUTED = "={} (formule zonder uitkomst)"
"""Marker of a formula without a saved result."""

LEGENDS = ("Uitleg", "Lijsten")
"""Explanatory sheets of a template workbook, without a table."""

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
"""Maximum number of rows and columns of a sheet in Excel."""


@dataclass(frozen=True, slots=True, eq=False)
class Worksheet:
    """A sheet of a workbook.

    Attributes
    ----------
    name : Its name.
    visible : Whether a reader of the workbook sees it.
    records : Number and cells of each row that is not empty. A number shown as a percentage is read as the text shown;
        a formula without a saved result is read as the text of the formula, marked as such.
    """

    name: str
    visible: bool
    records: list[tuple[int, list[object]]]


def read_workbook(content: bytes, name: str) -> list[Worksheet]:
    """Read every sheet in the bytes of a workbook (Excel, OpenDocument); `name` is for messages.

    Raises
    ------
    InputError
        When it is not a workbook, is damaged, or is larger than Excel or `MAX_BYTES` allows.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            is_open = "mimetype" in archive.namelist() and archive.read("mimetype").strip() == OPEN_DOCUMENT
        sheets = [] if size > MAX_BYTES else (_read_opendocument if is_open else _read_excel)(content)
    except Exception as bad:  # zipfile, zlib, expat, openpyxl and odfpy each raise their own on a damaged file
        advice = "bewaar het opnieuw als .xlsx of CSV"
        raise InputError(f"{name} is geen leesbaar Excel-bestand of rekenblad; {advice}.") from bad
    if size > MAX_BYTES or any(last >= MAX_ROWS for sheet in sheets for last, _ in sheet.records[-1:]):
        raise InputError(f"{name} is te groot om te lezen; bewaar alleen de tabel als .xlsx of CSV.")
    return [_without_empty_columns(sheet) for sheet in sheets]


def _without_empty_columns(sheet: Worksheet) -> Worksheet:
    """Cut off empty columns right of the table: LibreOffice saves 16 384 columns for a sheet with a style."""
    filled = (at for _, cells in sheet.records for at, cell in enumerate(cells, start=1) if cell is not None)
    width = max(filled, default=0)
    return replace(sheet, records=[(number, cells[:width]) for number, cells in sheet.records])


def _read_excel(content: bytes) -> list[Worksheet]:
    # Load openpyxl when a workbook is read, not when the library is imported.
    import openpyxl  # noqa: PLC0415

    with warnings.catch_warnings():
        # No warnings about anything in a workbook besides cells (validation, styles).
        warnings.simplefilter("ignore")
        outcomes = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(BytesIO(content), read_only=True)
        try:
            return [_read_sheet(*pair) for pair in zip(outcomes.worksheets, formulas.worksheets, strict=True)]
        finally:
            outcomes.close()
            formulas.close()


def _read_sheet(outcomes: Any, formulas: Any) -> Worksheet:
    for sheet in (outcomes, formulas):
        # Some programs write a wrong sheet size.
        sheet.reset_dimensions()
    rows = zip(outcomes.iter_rows(max_row=MAX_ROWS), formulas.iter_rows(max_row=MAX_ROWS), strict=True)
    records = []
    for number, (cells, sources) in enumerate(rows, start=1):
        # A damaged file may have a row number beyond the limit of a sheet.
        if number == MAX_ROWS or any(cell.value is not None for cell in sources):
            records.append((number, [_value_of(*pair) for pair in zip(cells, sources, strict=True)]))
    return Worksheet(str(outcomes.title), outcomes.sheet_state == "visible", records)


def _value_of(cell: Any, source: Any) -> object:
    # The type of a text is saved even when it is empty.
    if source.data_type == "f" and cell.value is None and cell.data_type != "str":
        formula = str(getattr(source.value, "text", source.value)).removeprefix("=")
        return UNCOMPUTED.format(formula)
    if isinstance(cell.value, Real) and "%" in (cell.number_format or ""):
        return show_percentage(float(cell.value))
    return cell.value


def show_percentage(value: float) -> str:
    """Write a share as a spreadsheet shows it: ``12.5%`` for 0.125."""
    return f"{value * 100:.10g}%"


def _read_opendocument(content: bytes) -> list[Worksheet]:
    from defusedxml import ElementTree  # noqa: PLC0415 - as openpyxl
    from odf import opendocument, style, table  # noqa: PLC0415

    # Odfpy silently reads what it can from a damaged file.
    with zipfile.ZipFile(BytesIO(content)) as archive:
        ElementTree.fromstring(archive.read("content.xml"))
    document = opendocument.load(BytesIO(content))
    hidden = {
        str(each.getAttribute("name"))
        for each in document.getElementsByType(style.Style)
        for properties in each.getElementsByType(style.TableProperties)
        if properties.getAttribute("display") == "false"
    }
    sheets = document.getElementsByType(table.Table)
    return [
        Worksheet(str(sheet.getAttribute("name")), sheet.getAttribute("stylename") not in hidden, [*_read_rows(sheet)])
        for sheet in sheets
    ]


def _read_rows(sheet: Any) -> Iterator[tuple[int, list[object]]]:
    from odf import table  # noqa: PLC0415

    number = 1
    for row in sheet.getElementsByType(table.TableRow):
        times = int(row.getAttribute("numberrowsrepeated") or 1)
        cells: list[object] = []
        for cell in row.childNodes:
            repeated = int(cell.getAttribute("numbercolumnsrepeated") or 1)
            cells += [_outcome_of(cell)] * min(repeated, MAX_COLUMNS - len(cells))
        # The empty rows below a table are saved as one, repeated a million times.
        if any(cell is not None for cell in cells):
            yield from ((number + n, list(cells)) for n in range(min(times, MAX_ROWS)))
        number += times


def _outcome_of(cell: Any) -> object:
    kind, formula = cell.getAttribute("valuetype"), cell.getAttribute("formula")
    text = "\n".join(str(part) for part in cell.childNodes if part.qname[1] == "p") or None
    if formula and kind is None and text is None:
        return UNCOMPUTED.format(str(formula).removeprefix("of:="))
    if kind in {"float", "currency"}:
        return float(cell.getAttribute("value"))
    if kind == "percentage":
        return show_percentage(float(cell.getAttribute("value")))
    return str(cell.getAttribute("datevalue")) if kind == "date" else text
