"""Writing workbooks: a sheet per part, ready to read, filter and print."""

from __future__ import annotations

import io
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart

from gezond_geo.io.archive import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from gezond_geo.io.contents import Column, Export

_HEAD = PatternFill("solid", fgColor="E4DDF2")
_WIDEST, _WIDE_PROSE, _NARROWEST = 32, 90, 9
_A4 = 9
_LINE = 15
"""Height of a line of text, in points."""
_NAMES_FROZEN = 2
"""Frozen columns: the code and the name."""
_WRITTEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_MOMENT = rb"\g<1>2000-01-01T00:00:00Z"


def to_workbook(export: Export) -> bytes:
    """Write a table with its data dictionary, sources and additional tables as an Excel workbook.

    Returns
    -------
    bytes
        The same for the same input. The first sheet begins with its header; texts are stored as texts, even those that
        look like formulas.
    """
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, part in _split(export).items():
        _add_sheet(book.create_sheet(name), part, export.columns, export.lines[-1:])
    for name, table in export.tables.items():
        _add_sheet(book.create_sheet(name), table, export.columns, export.lines[-1:])
    _add_sheet(book.create_sheet("bronnen"), _list_lines(export), {}, export.lines[-1:], is_prose=True)
    if not (columns := _list_columns(export)).empty:
        _add_sheet(book.create_sheet("kolommen"), columns, {}, export.lines[-1:], is_prose=True)
    book.properties.title, book.properties.language = export.title, "nl"
    buffer = io.BytesIO()
    book.save(buffer)
    members = unpack(buffer.getvalue(), Path(export.name))
    # The time is not part of the content.
    members["docProps/core.xml"] = _WRITTEN.sub(_MOMENT, members["docProps/core.xml"])
    return pack(members)


def _split(export: Export) -> dict[str, pd.DataFrame]:
    """Parts of the table with their own sheet, each including the names."""
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
    """Flatten nested values to pairs of a name and a plain value."""
    pairs: list[tuple[str, Any]] = []
    for key, value in values.items():
        name = f"{before}{key}".replace("_", " ")
        if isinstance(value, dict):
            pairs += _flatten(value, f"{name} ")
        else:
            pairs.append((name, ", ".join(map(str, value)) if isinstance(value, list) else value))
    return pairs


def _list_columns(export: Export) -> pd.DataFrame:
    names = [str(name) for name in export.plain.reset_index()]
    columns = [(name, export.columns[name]) for name in names if name in export.columns]
    rows = [(name, column.label, column.unit, column.text) for name, column in columns]
    return pd.DataFrame(rows, columns=["kolom", "label", "eenheid", "uitleg"])


def _add_sheet(
    sheet: Worksheet, table: pd.DataFrame, columns: Mapping[str, Column], foot: Sequence[str], *, is_prose: bool = False
) -> None:
    """Add a sheet with a table: a frozen header with filters, numbers as shown, texts as texts.

    Text wraps on sheets of prose; in tables, all rows have the same height.
    """
    cells = table.astype(object).where(table.notna(), None)
    lines = 1
    for number, name in enumerate(map(str, table.columns), start=1):
        head = sheet.cell(1, number)
        _set_text(head, name)
        head.font, head.fill = Font(name="Calibri", size=11, bold=True), _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="top")
        values = cells.iloc[:, number - 1].tolist()
        column = columns.get(name)
        _fill_column(sheet, number, values, _format_of(None if column is None else column.decimals), wrap=is_prose)
        longest = max([*(len(value) for value in values if isinstance(value, str)), max(map(len, name.split()))])
        widest = _WIDE_PROSE if is_prose else _WIDEST
        width = min(max(longest + 2, _NARROWEST), widest)
        sheet.column_dimensions[get_column_letter(number)].width = width
        lines = max(lines, len(textwrap.wrap(name, width)))
    sheet.row_dimensions[1].height = _LINE * lines
    if is_prose:
        for row, texts in enumerate(cells.astype(str).to_numpy(), start=2):
            sheet.row_dimensions[row].height = _LINE * max(len(textwrap.wrap(text, _WIDE_PROSE)) for text in texts)
    sheet.freeze_panes = f"{get_column_letter(min(_NAMES_FROZEN, len(table.columns)) + 1)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table) + 1}"
    _set_print(sheet, foot, is_wide=not is_prose)


def _fill_column(sheet: Worksheet, number: int, values: Sequence[Any], number_format: str, *, wrap: bool) -> None:
    for row, value in enumerate(values, start=2):
        cell = sheet.cell(row, number)
        if isinstance(value, str):
            _set_text(cell, value)
            cell.alignment = Alignment(wrap_text=wrap, vertical="top")
        elif value is not None:
            cell.value = value
            if not isinstance(value, bool):
                cell.number_format = number_format


def _set_print(sheet: Worksheet, foot: Sequence[str], *, is_wide: bool) -> None:
    """Set up printing on landscape A4, with header and names on each page and a footer."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.print_title_rows = "1:1"
    if is_wide:
        sheet.print_title_cols = f"A:{get_column_letter(_NAMES_FROZEN)}"
    for line in foot:
        sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text=line.replace("&", "&&")))


def _set_text(cell: Any, text: str) -> None:
    """Fill a cell with text that stays text when edited."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def _format_of(decimals: int | None) -> str:
    return "General" if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
