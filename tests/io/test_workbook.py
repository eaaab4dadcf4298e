"""Workbooks: what Excel shows is read, and what is damaged or was never computed is said."""

import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.worksheet.formula import ArrayFormula

from gezond_geo.errors import InputError
from gezond_geo.io import workbook
from gezond_geo.io.workbook import read_workbook

ROWS = [["buurtcode", "cijfer"], ["BU01530301", 12.5], ["BU01530003", 7]]
SHEET = "xl/worksheets/sheet1.xml"


def packed(*sheets, hidden=()):
    """Give the bytes of a workbook with these rows per sheet: Blad1, Blad2 and so on."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Blad{number}")
        for row in rows:
            sheet.append(row)
        if number in hidden:
            sheet.sheet_state = "veryHidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def edited(content, name, edit):
    """Give the workbook with one of its files changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    members[name] = edit(members[name])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    return buffer.getvalue()


WHOLE = packed(ROWS)


def test_every_sheet_is_read_with_the_numbers_of_its_rows():
    first, second = read_workbook(packed(ROWS, [[], ["noot"], [], [None, 1]], hidden=[2]), "a.xlsx")
    assert (first.name, first.visible, second.name, second.visible) == ("Blad1", True, "Blad2", False)
    assert first.records == [(1, ["buurtcode", "cijfer"]), (2, ["BU01530301", 12.5]), (3, ["BU01530003", 7])]
    assert second.records == [(2, ["noot"]), (4, [None, 1])]


def test_a_formula_without_an_outcome_is_its_text():
    array = ArrayFormula("B3:B3", "=SUM(B2*2)")
    ((_, *rows),) = (
        sheet.records for sheet in read_workbook(packed([ROWS[0], ["a", "=B1*2"], ["b", array]]), "a.xlsx")
    )
    assert [cells[1] for _, cells in rows] == [
        "=B1*2 (formule zonder uitkomst)",
        "=SUM(B2*2) (formule zonder uitkomst)",
    ]


@pytest.mark.parametrize(
    ("saved", "outcome"),
    [
        (b'<c r="B2"><f>1+1</f><v>2</v></c>', 2),
        (b'<c r="B2" t="str"><f>A1</f><v></v></c>', None),  # an empty text is an outcome too
        (b'<c r="B2" t="str"><f>A1</f><v>x</v></c>', "x"),
        (b'<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        (b'<c r="B2"><f>1+1</f></c>', "=1+1 (formule zonder uitkomst)"),
    ],
)
def test_the_outcome_of_a_formula_is_what_was_saved(saved, outcome):
    content = edited(packed(ROWS), SHEET, lambda xml: re.sub(rb'<c r="B2".*?</c>', saved, xml))
    assert read_workbook(content, "a.xlsx")[0].records[1][1][1] == outcome


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        (SHEET, lambda xml: xml[: len(xml) // 2]),
        ("xl/workbook.xml", lambda xml: xml[: len(xml) // 2]),
        ("xl/styles.xml", lambda xml: xml[: len(xml) // 2]),
        ("xl/workbook.xml", lambda _: b""),
        ("[Content_Types].xml", lambda _: b"<Types/>"),
        (SHEET, lambda xml: xml.replace(b'r="B2"', b'r="2B"')),
        (SHEET, lambda xml: xml.replace(b't="n"', b't="s"')),
        (SHEET, lambda xml: xml.replace(b"12.5", b"twaalf")),
    ],
)
def test_a_damaged_workbook_is_said(name, edit):
    with pytest.raises(InputError, match=r"^a\.xlsx is geen leesbaar Excel-bestand"):
        read_workbook(edited(packed(ROWS), name, edit), "a.xlsx")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"buurtcode;cijfer\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64]
)
def test_what_is_no_workbook_is_said(content):
    with pytest.raises(InputError, match="geen leesbaar Excel-bestand"):
        read_workbook(content, "a.xlsx")


def test_a_row_that_no_sheet_has_room_for_is_refused():
    content = edited(packed(ROWS), SHEET, lambda xml: re.sub(rb'<row r="3"', b'<row r="1000000000000"', xml))
    with pytest.raises(InputError, match="te groot om te lezen"):
        read_workbook(content, "a.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_BYTES", 1000)
    with pytest.raises(InputError, match="te groot om te lezen"):
        read_workbook(packed(ROWS), "a.xlsx")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_flipped_byte_gives_cells_or_a_sentence(data):
    content = bytearray(WHOLE)
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    try:
        sheets = read_workbook(bytes(content), "a.xlsx")
    except InputError as bad:
        assert str(bad).startswith("a.xlsx is ")  # noqa: PT017 - either may happen
    else:
        assert all(isinstance(sheet.records, list) for sheet in sheets)


def spreadsheet(*rows, hidden=False):
    """Give the bytes of an OpenDocument spreadsheet; a cell is a text, a number, None, or an element as it is."""
    document = OpenDocumentSpreadsheet()
    style = Style(name="ta1", family="table")
    style.addElement(TableProperties(display="false" if hidden else "true"))
    document.automaticstyles.addElement(style)
    sheet = Table(name="Blad1", stylename=style)
    document.spreadsheet.addElement(sheet)
    for cells in rows:
        row = TableRow()
        sheet.addElement(row)
        for cell in cells:
            if cell is None:
                element = TableCell()
            elif isinstance(cell, str):
                element = TableCell(valuetype="string")
                element.addElement(P(text=cell))
            else:
                element = cell if isinstance(cell, Element) else TableCell(valuetype="float", value=cell)
            row.addElement(element)
    below = TableRow(numberrowsrepeated=1_048_000)
    below.addElement(TableCell(numbercolumnsrepeated=16_000))
    sheet.addElement(below)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_an_opendocument_spreadsheet_is_read():
    share = TableCell(valuetype="percentage", value=0.125)
    day = TableCell(valuetype="date", datevalue="2026-03-01")
    computed = TableCell(formula="of:=1+1", valuetype="float", value=2)
    never = TableCell(formula="of:=[.A1]*2")
    twice = TableCell(valuetype="float", value=7, numbercolumnsrepeated=2)
    content = spreadsheet(["buurtcode", None, "cijfer"], [], ["a", 12.5, share, day, computed, never], [twice])
    (sheet,) = read_workbook(content, "a.ods")
    assert (sheet.name, sheet.visible) == ("Blad1", True)
    assert sheet.records == [
        (1, ["buurtcode", None, "cijfer"]),
        (3, ["a", 12.5, "12.5%", "2026-03-01", 2, "=[.A1]*2 (formule zonder uitkomst)"]),
        (4, [7, 7]),
    ]
    assert not read_workbook(spreadsheet(["a"], hidden=True), "a.ods")[0].visible


def test_what_is_empty_right_of_the_table_is_left_out():
    one, other = (TableCell(numbercolumnsrepeated=16_000) for _ in range(2))
    (sheet,) = read_workbook(spreadsheet(["buurtcode", "cijfer", one], ["a", None, 3.0, other]), "a.ods")
    # A figure without a header stays, and so do the cells above it.
    assert sheet.records == [(1, ["buurtcode", "cijfer", None]), (2, ["a", None, 3.0])]


def test_a_damaged_spreadsheet_is_said():
    content = edited(spreadsheet(["a", 1]), "content.xml", lambda xml: xml[: len(xml) // 2])
    with pytest.raises(InputError, match=r"a\.ods is geen leesbaar Excel-bestand of rekenblad"):
        read_workbook(content, "a.ods")
