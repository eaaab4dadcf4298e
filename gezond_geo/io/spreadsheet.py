"""Workbooks that are written: a sheet per part, ready to read, filter and print."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

from gezond_geo.io.archive import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from gezond_geo.io.export import Column, Export

_HEAD = PatternFill("solid", fgColor="E4DDF2")
_WIDEST, _NARROWEST = 60, 9
_NAMES_FROZEN = 2
"""Columns that stay in sight: the code and the name."""
_WRITTEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_MOMENT = rb"\g<1>2000-01-01T00:00:00Z"


def to_workbook(export: Export) -> bytes:
    """Write a table with its dictionary, its sources and what stands beside it as a workbook of Excel.

    Returns
    -------
    bytes
        The same for the same input. The first sheet begins with its header; every text is a text, also one that begins
        as a formula does.
    """
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, part in _split(export).items():
        _add_sheet(book.create_sheet(name), part, export.columns, export.lines[-1:])
    for name, table in export.tables.items():
        _add_sheet(book.create_sheet(name), table, export.columns, export.lines[-1:])
    _add_sheet(book.create_sheet("bronnen"), _list_lines(export), {}, export.lines[-1:])
    _add_sheet(book.create_sheet("kolommen"), _list_columns(export), {}, export.lines[-1:])
    book.properties.title, book.properties.language = export.title, "nl"
    buffer = io.BytesIO()
    book.save(buffer)
    members = unpack(buffer.getvalue(), Path(export.name))
    # The clock is no part of the content.
    members["docProps/core.xml"] = _WRITTEN.sub(_MOMENT, members["docProps/core.xml"])
    return pack(members)


def _split(export: Export) -> dict[str, pd.DataFrame]:
    """Give each part of the table that has a sheet of its own; names stand on each."""
    table = export.plain
    sheets = {str(name): export.columns[str(name)].sheet for name in table if str(name) in export.columns}
    shared = [name for name in table if not sheets.get(str(name))]
    names = dict.fromkeys(filter(None, sheets.values()))
    if not names:
        return {export.name: table.reset_index()}
    of = {name: [column for column in table if sheets.get(str(column)) == name] for name in names}
    first = next(iter(names))
    labels = [column for column in shared[:1] if not pd.api.types.is_numeric_dtype(table[column])]
    return {
        name: table[[*(shared if name == first else labels), *columns]].reset_index() for name, columns in of.items()
    }


def _list_lines(export: Export) -> pd.DataFrame:
    rows = [("", export.title), *((key, str(value)) for key, value in _flatten(export.about))]
    return pd.DataFrame([*rows, *(("", line) for line in export.lines)], columns=["instelling", "waarde"])


def _flatten(values: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Give what is nested as pairs of a name and a plain value."""
    pairs: list[tuple[str, Any]] = []
    for key, value in values.items():
        if isinstance(value, dict):
            pairs += _flatten(value, f"{before}{key} ")
        else:
            pairs.append((f"{before}{key}", ", ".join(map(str, value)) if isinstance(value, list) else value))
    return pairs


def _list_columns(export: Export) -> pd.DataFrame:
    names = [str(name) for name in export.plain.reset_index()]
    known = [(name, export.columns[name]) for name in names if name in export.columns]
    rows = [(name, column.label, column.unit, column.text) for name, column in known]
    return pd.DataFrame(rows, columns=["kolom", "label", "eenheid", "uitleg"])


def _add_sheet(sheet: Worksheet, table: pd.DataFrame, columns: Mapping[str, Column], foot: Sequence[str]) -> None:
    """Write a table: a header that stays in sight and filters, numbers as they are shown, texts that are texts."""
    cells = table.astype(object).where(table.notna(), None)
    for number, name in enumerate(map(str, table.columns), start=1):
        head = sheet.cell(1, number)
        _set_text(head, name)
        head.font, head.fill = Font(bold=True), _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="top")
        column = columns.get(name)
        shown = _format_of(None if column is None else column.decimals)
        longest = len(name)
        for row, value in enumerate(cells.iloc[:, number - 1], start=2):
            cell = sheet.cell(row, number)
            if isinstance(value, str):
                _set_text(cell, value)
                cell.alignment = Alignment(wrap_text=len(value) > _WIDEST, vertical="top")
                longest = max(longest, len(value))
            elif value is not None:
                cell.value = value
                if not isinstance(value, bool):
                    cell.number_format = shown
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, _NARROWEST), _WIDEST)
    sheet.freeze_panes = f"{get_column_letter(min(_NAMES_FROZEN, len(table.columns)) + 1)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table) + 1}"
    _set_print(sheet, foot)


def _set_print(sheet: Worksheet, foot: Sequence[str]) -> None:
    """Print a sheet lying down, as wide as the paper, with the header on each page and a line at its foot."""
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    for line in foot:
        sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text=line.replace("&", "&&")))


def _set_text(cell: Any, text: str) -> None:
    """Fill a cell with a text that stays one, also when somebody edits it."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def _format_of(decimals: int | None) -> str:
    return "General" if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
