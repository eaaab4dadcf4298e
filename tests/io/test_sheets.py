"""CSV files cell by cell, with the lines of the file."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.io.sheets import read_number, read_sheet, sheet_of_frame


@pytest.fixture
def read(tmp_path):
    def call(content):
        path = tmp_path / "t.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_sheet(path)

    return call


def said(sheet):
    return [(fault.line, fault.text) for fault in sorted(sheet.faults)]


def test_rows_have_the_lines_of_the_file(read):
    sheet = read('\ufeffa , b\r\n1,"x, ""y"""\r\n\r\n2,"op\ntwee"\n,,\n3\n')
    assert sheet.columns == ("a", "b")
    assert sheet.rows == [
        (2, {"a": "1", "b": 'x, "y"'}),
        (4, {"a": "2", "b": "op\ntwee"}),
        (7, {"a": "3", "b": ""}),  # a spreadsheet may leave out what is empty
    ]
    assert sheet.faults == []


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")), min_size=3, max_size=3),
        max_size=5,
    )
)
def test_what_a_csv_writer_writes_is_read(tmp_path_factory, table):
    path = tmp_path_factory.mktemp("sheet") / "t.csv"
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["a", "b", "c"], *table])
    path.write_bytes(file.getvalue().encode())
    sheet = read_sheet(path)
    assert sheet.faults == []
    assert [list(cells.values()) for _, cells in sheet.rows] == [r for r in table if any(cell.strip() for cell in r)]


@pytest.mark.parametrize(
    ("separator", "word"), [(";", "puntkomma's"), ("\t", "tabs"), ("|", "rechte strepen")], ids=repr
)
def test_another_separator_is_said_and_the_cells_are_read(read, separator, word):
    sheet = read(f"a{separator}b\n1{separator}2,5\n")
    assert said(sheet) == [(1, f"de kolommen zijn gescheiden door {word}; bewaar het als CSV met komma's.")]
    assert sheet.rows == [(2, {"a": "1", "b": "2,5"})]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("", 0, "er staat niets in"),
        (" \n\n", 0, "er staat niets in"),
        ("a,b\n1,2,3\n4,5\n", 2, "hier staan 3 cellen en in de kop 2"),
        ('a,b\n1,2\n3,"open\n4,5\n', 3, "een aanhalingsteken wordt niet gesloten"),
        ('a,b\n1,"x"y\n3,4\n', 2, "staat er los"),
        ("a,b,a\n1,2,3\n", 1, "de kolom a staat er twee keer"),
    ],
)
def test_what_is_no_table_is_said(read, content, line, words):
    found = said(read(content))
    assert [at for at, _ in found] == [line]
    assert words in found[0][1]


def test_rows_beside_a_bad_one_are_read(read):
    sheet = read('a,b\n1,"x"y\n3,4\n5,6,7\n8,9\n')
    assert [line for line, _ in sheet.rows] == [3, 5]
    assert [line for line, _ in said(sheet)] == [2, 4]


def test_lacking_columns_are_one_fault(read):
    assert [str(f).partition("regel ")[2] for f in read("a\n1\n").explain_lacking(["b", "a", "c"])] == [
        "1: hier ontbreekt de kolom b, c; voeg die toe aan de kop."
    ]
    assert list(read("").explain_lacking(["a"])) == []  # an empty file has been said already


def test_cells_that_stand_twice(read):
    sheet = read("a\n1\n2\n 1\n01\n\n1\n")
    assert [fault.line for fault in sheet.explain_twice("a")] == [4, 7]
    assert [fault.line for fault in sheet.explain_twice("a", read_number)] == [4, 5, 7]
    assert list(sheet.explain_twice("b")) == []


def test_a_frame_is_a_sheet_whose_header_is_line_1():
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": [0.5, float("nan")]})
    sheet = sheet_of_frame(frame, "de tabel")
    assert sheet.rows == [(2, {"a": "1", "b": "x", "c": "0.5"}), (3, {"a": "2", "b": "", "c": ""})]
    assert list(sheet.to_frame(["b", "a"]).columns) == ["b", "a"]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1", 1),
        (" -2.5 ", -2.5),
        ("1e3", 1000),
        ("", None),
        ("1,5", None),
        ("1_000", None),
        ("nan", None),
        ("inf", None),
    ],
)
def test_numbers(cell, number):
    assert read_number(cell) == number
