"""Workbooks to fill in a list: the list itself, an explanation of each column, and lists to choose from."""

from __future__ import annotations

import io
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gezond_geo.io.archive import pack, unpack
from gezond_geo.io.whole import write_whole
from gezond_geo.io.workbook import LEGENDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from gezond_geo.dataset.folder.project_columns import Description

WORKBOOK = (".xlsx",)
NO_PERSONS = "Zet hier niets over personen in: geen namen van bewoners, BSN, telefoonnummer, e-mailadres of woonadres."
ROWS = 500
"""Number of rows with drop-down lists."""

_WIDTHS = {"naam": 40, "buurten": 34, "plaats": 30, "omschrijving": 40, "adres": 28, "toelichting": 50}
_WIDTH = 17
_LINE = 15
"""Height of a line, in points."""
_EURO = "#,##0.00"
_WRITTEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_MOMENT = rb"\g<1>2000-01-01T00:00:00Z"


def write_workbook(
    title: str,
    table: pd.DataFrame,
    columns: Sequence[Description],
    path: Path | str,
    *,
    notes: Sequence[str],
    choices: Mapping[str, Sequence[object]],
    amounts: Sequence[str] = (),
) -> Path:
    """Write a workbook to fill in.

    Parameters
    ----------
    title
        Name of the first sheet.
    table
        Rows filled in already; it has all columns.
    columns
        Descriptions of the columns, including ``naam``.
    path
        File that ends in ``.xlsx``.
    notes
        Text below the explanation of the columns.
    choices
        Choices in the cells of a column, in addition to those in `columns`.
    amounts
        Names of columns in euro.

    Returns
    -------
    Path
        The file; the same list gives the same bytes.

    Raises
    ------
    OutputError
        When the file cannot be written; see `gezond_geo.io.whole.check_target`.
    """
    # Load openpyxl when a workbook is written, not when the library is imported.
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    entries, legend, lists = book.worksheets[0], *(book.create_sheet(name) for name in LEGENDS)
    entries.title = title
    _fill_entries(entries, table, columns, amounts)
    _fill_legend(legend, columns, notes)
    offered = {**choices, **{column.name: column.choices for column in columns if column.choices}}
    _offer_lists(entries, lists, columns, offered)
    return write_whole(path, _to_bytes(book), WORKBOOK)


def _fill_entries(
    sheet: Worksheet, table: pd.DataFrame, columns: Sequence[Description], amounts: Sequence[str]
) -> None:
    from openpyxl.styles import Alignment  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    names = [column.name for column in columns]
    _write_row(sheet, 1, names, bold=True)
    # Fit the list to the width of a landscape page.
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.freeze_panes = f"{_letter(names.index('naam') + 2)}2"
    wrapped = [textwrap.wrap(name, _WIDTHS.get(name, _WIDTH) - 1) for name in names]
    # Spreadsheet programs do not adjust the height of a header by themselves.
    sheet.row_dimensions[1].height = _LINE * max(map(len, wrapped))
    for place, name in enumerate(names, start=1):
        sheet.column_dimensions[_letter(place)].width = _WIDTHS.get(name, _WIDTH)
        sheet.cell(1, place).alignment = Alignment(wrap_text=len(wrapped[place - 1]) > 1, vertical="top")
        if name in amounts:
            sheet.column_dimensions[_letter(place)].number_format = _EURO
    for row, cells in enumerate(table[names].where(table[names].notna(), None).to_numpy().tolist(), start=2):
        _write_row(sheet, row, cells)


def _fill_legend(sheet: Worksheet, columns: Sequence[Description], notes: Sequence[str]) -> None:
    _write_row(sheet, 1, ("kolom", "wat erin staat", "voorbeeld", "kies uit"), bold=True)
    for row, column in enumerate(columns, start=2):
        _write_row(sheet, row, (column.name, column.meaning, column.example, ", ".join(column.choices)))
    for row, note in enumerate(notes, start=len(columns) + 3):
        _write_row(sheet, row, ("", note))
    for letter, width in zip("ABCD", (20, 100, 34, 44), strict=True):
        sheet.column_dimensions[letter].width = width


def _offer_lists(
    entries: Worksheet, lists: Worksheet, columns: Sequence[Description], choices: Mapping[str, Sequence[object]]
) -> None:
    """Add drop-down lists to cells; typing several choices or free text remains possible."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    targets = {column.name: _letter(place) for place, column in enumerate(columns, start=1)}
    for place, (column, options) in enumerate(choices.items(), start=1):
        _write_row(lists, 1, (column,), bold=True, first=place)
        for row, option in enumerate(options, start=2):
            _write_row(lists, row, (option,), first=place)
        lists.column_dimensions[_letter(place)].width = _WIDTHS.get(column, _WIDTH)
        source = f"={lists.title}!${_letter(place)}$2:${_letter(place)}${len(options) + 1}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
        rule.add(f"{targets[column]}2:{targets[column]}{ROWS + 1}")
        entries.add_data_validation(rule)


def _write_row(sheet: Worksheet, row: int, cells: Any, *, bold: bool = False, first: int = 1) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    for place, value in enumerate(cells, start=first):
        if value is None or value == "":
            continue
        cell = sheet.cell(row, place)
        cell.value = value
        if isinstance(value, str):
            # A text that looks like a formula stays a text.
            cell.data_type, cell.quotePrefix = "s", value.startswith(("=", "+", "-", "@"))
        cell.font = Font(bold=bold)
        cell.alignment = Alignment(wrap_text=sheet.title == LEGENDS[0], vertical="top")


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    return str(get_column_letter(place))


def _to_bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    members = unpack(buffer.getvalue(), Path("sjabloon"))
    # The time is not part of the content.
    members["docProps/core.xml"] = _WRITTEN.sub(_MOMENT, members["docProps/core.xml"])
    return pack(members)
