"""Tables of the user: which sheet and which row is the header, and what is said of the rest."""

import gzip
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from made_up import squares

from gezond_geo.areas.rows import CODE
from gezond_geo.errors import InputError
from gezond_geo.io.ranges import Range
from gezond_geo.io.table import Column, read_checked, read_table

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
    sentences = [f"Van a.xlsx is alleen het blad Data gelezen, niet: {', '.join(notes)}."] if notes else []
    assert list(rows.notes) == sentences


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


CSV = "buurtcode;cijfer\nBU01530301;12,5\n"


def test_a_table_may_be_packed_or_have_another_ending(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    (tmp_path / "a.xlsx").write_text(CSV, "utf-8")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("map/sub/a.csv", CSV)
        archive.writestr("leesmij.md", "x")
        archive.writestr("__MACOSX/map/sub/._a.csv", "x")
    workbook(tmp_path / "b.csv", {"Data": ROWS})
    for name in ("a.csv.gz", "a.xlsx", "a.zip", "b.csv"):
        assert read_table(tmp_path / name, COLUMNS).numbers("cijfer")[0].tolist() == [12.5], name


@pytest.mark.parametrize("names", [["a.csv", "b.csv"], ["a.txt.bak"]])
def test_a_zip_of_two_tables_or_none_is_refused(tmp_path, names):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in names:
            archive.writestr(name, CSV)
    with pytest.raises(InputError, match=r"In .*a\.zip staat (meer dan één|geen) tabel; geef een CSV"):
        read_table(tmp_path / "a.zip", COLUMNS)


@pytest.mark.parametrize(
    "content",
    [b"[{}]", b"<html><table>", b"\x89PNG\r\n\x1a\n\0\0", b"\xef\xbb\xbf <a/>"],
    ids=["JSON", "HTML", "PNG", "XML"],
)
def test_what_is_no_table_is_said(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.csv is geen tabel; geef een CSV of Excel"):
        read_table(tmp_path / "a.csv", COLUMNS)


def test_remarks_are_no_rows_but_a_cell_may_begin_with_a_hash(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("# bron: ons\nnaam;euro\n#Gezond;5\n# a; b\n#c\n", "utf-8")
    table = read_table(path, [Column("naam", required=True), Column("euro")])
    assert table.texts("naam").to_dict() == {3: "#Gezond"}
    assert table.notes == ("Van a.csv niet gelezen, want opmerkingen: 3 regels met #.",)


def test_a_row_above_the_header_names_columns_that_have_one_name(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(";Inwoners;Roken\nbuurtcode;aantal;aantal\nBU01530301;5;7\n", "utf-8")
    table = read_table(path, COLUMNS)
    assert table.columns == ["buurtcode", "Inwoners", "Roken"]
    assert table.find_column("roken") == "Roken"
    assert table.find_column("rookt") is None


def test_declared_columns_have_ranges_and_signs(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Naam;Bedrag\na;€ 1.234,56\nb;EUR 950\nc;-5\n", "utf-8")
    table = read_table(path, [Column("euro", synonyms=("bedrag",), range=Range(0), signs=("€", "eur"))])
    numbers, (fault,) = table.numbers("euro")
    assert numbers.tolist()[:2] == [1234.56, 950]
    assert np.isnan(numbers[4])
    assert "dit kan niet: regel 4: euro -5 (kan zijn: 0 of meer)" in str(fault)


def test_what_keeps_a_file_from_being_read_is_a_fault_where_all_are_wanted(tmp_path):
    table = read_checked(tmp_path / "weg.csv", [Column("a")])
    assert (table.columns, len(table.faults)) == ([], 1)
    (tmp_path / "leeg.csv").write_text("a;b\n", "utf-8")
    assert read_checked(tmp_path / "leeg.csv", [Column("a")]).faults == ()


def test_map_files_are_tables_too(tmp_path):
    squares(["BU01530301"]).assign(cijfer=12.5).to_file(tmp_path / "a.gpkg")
    table = read_table(tmp_path / "a.gpkg", COLUMNS)
    assert table.numbers("cijfer")[0].to_dict() == {1: 12.5}
    assert table.shapes.crs == "EPSG:28992"
    pd.DataFrame({"bu_code": ["BU01530301"], "cijfer": [12.5]}).to_parquet(tmp_path / "a.parquet")
    assert read_table(tmp_path / "a.parquet", COLUMNS).shapes is None
