"""Sheets of an Excel workbook, cell by cell: what is shown of a number, and what was never computed."""

from __future__ import annotations

import warnings
import zipfile
from dataclasses import dataclass
from io import BytesIO
from numbers import Real
from typing import Any

from gezond_geo.errors import InputError

MAX_BYTES = 200_000_000
"""Bytes that a workbook may unpack to."""

MAX_ROWS = 1_048_576
"""Rows that a sheet has room for in Excel."""


@dataclass(frozen=True, slots=True, eq=False)
class Worksheet:
    """A sheet of a workbook.

    Attributes
    ----------
    name : Its name.
    visible : Whether a reader of the workbook sees it.
    records : Number and cells of each row that holds anything. A number that Excel shows as a percentage is the text of
        what it shows; a formula whose outcome was not saved is the text of the formula, and
        says so.
    """

    name: str
    visible: bool
    records: list[tuple[int, list[object]]]


def read_workbook(content: bytes, name: str) -> list[Worksheet]:
    """Read every sheet in the bytes of a workbook, by whose name messages call it.

    Raises
    ------
    InputError
        When it is no workbook, is damaged, or is larger than Excel or `MAX_BYTES` allows.
    """
    # Openpyxl loads when a workbook is read, not when the library is imported.
    import openpyxl  # noqa: PLC0415

    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size <= MAX_BYTES:
            with warnings.catch_warnings():
                # What a workbook holds besides cells (validation, styles) is nothing to warn of.
                warnings.simplefilter("ignore")
                outcomes = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
                formulas = openpyxl.load_workbook(BytesIO(content), read_only=True)
                try:
                    sheets = [_read_sheet(*pair) for pair in zip(outcomes.worksheets, formulas.worksheets, strict=True)]
                finally:
                    outcomes.close()
                    formulas.close()
    except Exception as bad:  # zipfile, zlib, expat and openpyxl each raise their own on a damaged file
        raise InputError(f"{name} is geen leesbaar Excel-bestand; bewaar het opnieuw als .xlsx of CSV.") from bad
    if size > MAX_BYTES or any(last >= MAX_ROWS for sheet in sheets for last, _ in sheet.records[-1:]):
        raise InputError(f"{name} is te groot om te lezen; bewaar alleen de tabel als .xlsx of CSV.")
    return sheets


def _read_sheet(outcomes: Any, formulas: Any) -> Worksheet:
    for sheet in (outcomes, formulas):
        # Some programs write a size that is not that of the sheet.
        sheet.reset_dimensions()
    rows = zip(outcomes.iter_rows(max_row=MAX_ROWS), formulas.iter_rows(max_row=MAX_ROWS), strict=True)
    records = []
    for number, (cells, sources) in enumerate(rows, start=1):
        # A damaged file may name a row that no sheet has room for.
        if number == MAX_ROWS or any(cell.value is not None for cell in sources):
            records.append((number, [_value_of(*pair) for pair in zip(cells, sources, strict=True)]))
    return Worksheet(str(outcomes.title), outcomes.sheet_state == "visible", records)


def _value_of(cell: Any, source: Any) -> object:
    # Of a text the type is saved, also when it is empty.
    if source.data_type == "f" and cell.value is None and cell.data_type != "str":
        formula = str(getattr(source.value, "text", source.value)).removeprefix("=")
        return f"={formula} (formule zonder uitkomst)"
    if isinstance(cell.value, Real) and "%" in (cell.number_format or ""):
        return f"{cell.value * 100:.10g}%"
    return cell.value
