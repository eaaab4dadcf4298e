"""Tables of the user: which sheet and which row is the header, and what is said of the rest."""

import numpy as np
import openpyxl
import pandas as pd
import pytest

from gezond_geo.areas.rows import CODE
from gezond_geo.errors import InputError
from gezond_geo.io.table import read_table

COLUMNS = [CODE._replace(required=True)]
ROWS = [["buurtcode", "cijfer"], ["BU01530301", 12.5]]


def workbook(path, sheets, hidden=()):
    """Write a workbook with these rows per name of a sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("sheets", "hidden", "notes"),
    [
        ({"Data": ROWS}, (), []),
        ({"Data": ROWS, "Leeg": []}, (), []),
        ({"Voorblad": [["Cijfers 2020"]], "Data": ROWS}, (), ["Voorblad"]),
        ({"Oud": [["buurtcode", "cijfer"], ["BU01530301", 9]], "Data": ROWS}, ("Oud",), ["Oud (verborgen)"]),
        ({"Data": ROWS, "2019": [["buurtcode", "cijfer"], ["BU01530301", 9]]}, (), ["2019"]),
    ],
    ids=["alone", "empty", "cover", "hidden", "second"],
)
def test_the_first_visible_sheet_with_the_key_is_read_and_the_others_are_said(tmp_path, sheets, hidden, notes):
    rows = read_table(workbook(tmp_path / "a.xlsx", sheets, hidden), COLUMNS)
    assert rows.numbers("cijfer")[0].tolist() == [12.5]
    said = [f"Van a.xlsx is alleen het blad Data gelezen, niet: {', '.join(notes)}."] if notes else []
    assert list(rows.notes) == said


def test_a_table_on_a_hidden_sheet_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"Data": ROWS, "Uitleg": [["Zie het andere blad"]]}, ["Data"])
    with pytest.raises(InputError, match=r"a\.xlsx: het blad 'Data' met de tabel is verborgen"):
        read_table(path, COLUMNS)


def test_a_workbook_without_the_key_says_where_it_was_looked_for(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"Een": [["nummer", "cijfer"]], "Twee": [["x"]]})
    with pytest.raises(InputError, match=r"op geen blad \(Een, Twee\) staat een kop met de kolom buurtcode"):
        read_table(path, COLUMNS)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_title_rows_are_passed_over_and_said(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    titles = [["Cijfers van Enschede"], [], ["Bron", "gemeente", "2020"]]
    if ending == "xlsx":
        workbook(path, {"Data": [*titles, *ROWS]})
    else:
        path.write_text("\n".join(";".join(map(str, row)) for row in [*titles, *ROWS]).replace(".", ","), "utf-8")
    rows = read_table(path, COLUMNS)
    assert rows.numbers("cijfer")[0].to_dict() == {5: 12.5}
    assert rows.notes == (f"Van a.{ending} is niet gelezen wat boven de kop staat: Cijfers van Enschede, Bron.",)


def test_a_formula_that_was_never_computed_is_refused_where_it_is_used(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"Data": [[*ROWS[0], "noot"], ["BU01530301", "=1+1", "=A2"]]})
    _, (fault,) = read_table(path, COLUMNS).numbers("cijfer")
    assert str(fault).startswith(f"{path}, regel 2: in cijfer staat een formule zonder bewaarde uitkomst")


def test_what_stands_beside_a_table_is_refused_with_advice_that_fits(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"Data": [ROWS[0], [*ROWS[1], None, "noot"]]})
    (fault,) = read_table(path, COLUMNS).faults
    assert "hier staan 4 cellen en in de kop 2; haal weg wat naast de tabel staat" in str(fault)
    path = tmp_path / "a.csv"
    path.write_text("buurtcode,cijfer\nBU01530301,1,5\n", "utf-8")
    (fault,) = read_table(path, COLUMNS).faults
    assert "hier staan 3 cellen en in de kop 2; zet tekst met een komma tussen" in str(fault)


def test_a_line_that_tells_excel_the_separator_is_no_title(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"sep=;\n{'x' * 100}\nbuurtcode;cijfer\nBU01530301;1,5\n", "utf-8")
    rows = read_table(path, COLUMNS)
    assert rows.numbers("cijfer")[0].tolist() == [1.5]
    assert rows.notes == (f"Van a.csv is niet gelezen wat boven de kop staat: {'x' * 60}.",)


def test_columns_that_hold_nothing_are_not_unused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"Data": [[*ROWS[0], None, "noot"], ["BU01530301", 1, None, "x"]]})
    assert read_table(path, COLUMNS).find_unused(["buurtcode", "cijfer"]) == ["noot"]


def test_the_index_of_a_frame_is_a_column_when_it_has_a_name():
    frame = pd.DataFrame({"cijfer": [1.0, np.nan]}, index=pd.Index(["a", "b"], name="buurtcode"))
    assert read_table(frame, COLUMNS).cells.to_dict("index") == {
        2: {"buurtcode": "a", "cijfer": 1.0},
        3: {"buurtcode": "b", "cijfer": None},
    }
    # A column of that name goes before it.
    both = frame.assign(buurtcode=["c", "d"])
    assert read_table(both, COLUMNS).texts("buurtcode").tolist() == ["c", "d"]


def test_a_frame_with_a_column_twice_is_refused():
    frame = pd.DataFrame([["a", 1, 2]], columns=["buurtcode", "cijfer", "cijfer"])
    with pytest.raises(InputError, match="de kolom cijfer staat er twee keer"):
        read_table(frame, COLUMNS)


def test_what_is_read_of_a_frame_leaves_it_as_it_is():
    frame = pd.DataFrame({"buurtcode": ["a", None], "cijfer": ["1", pd.NA]})
    before = frame.copy()
    read_table(frame, COLUMNS)
    pd.testing.assert_frame_equal(frame, before)
