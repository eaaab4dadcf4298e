"""Rows of a table and their buurten."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import squares

from gezond_geo.areas.rows import CODE, KEY, LEVEL, NAME, place_rows, read_code
from gezond_geo.io.table import read_table

BUURTEN = pd.DataFrame(
    {"buurtnaam": ["City", "De Bothoven", "Twekkelerveld", "Dubbel", "Dubbel"]},
    index=pd.Index(["BU01530000", "BU01530003", "BU01530301", "BU01530401", "BU01530402"], name="buurtcode"),
)


def place(rows, buurten=BUURTEN, **more):
    table = read_table(rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows), (CODE, NAME, LEVEL), one_of=KEY)
    return place_rows(table, buurten, **more)


@pytest.mark.parametrize(
    "cell",
    [
        "BU01530301",
        "bu01530301 ",
        "01530301",
        "1530301",
        1530301,
        1530301.0,
        "1530301.0",
        "BU 0153 0301",
        "BU1530301",
        "BU01530301 Twekkelerveld",
        "Twekkelerveld (BU01530301)",
    ],
)
def test_a_code_is_read_however_it_is_written(cell):
    assert read_code(cell) == "BU01530301"


@pytest.mark.parametrize(
    "cell", ["", None, "WK015303", "GM0153", "NL00", "15303", "BU0153", "99990000", "x" * 8, "12,5"]
)
def test_what_is_no_buurt_is_none(cell):
    assert read_code(cell) == ""


@given(st.integers(1, 1999), st.integers(0, 9999))
def test_a_code_without_its_zeros_is_the_same_code(gemeente, buurt):
    number = gemeente * 10_000 + buurt
    code = f"BU{number:08d}"
    assert read_code(code) == code
    # A number of fewer digits may be a wijk.
    assert read_code(number) == (code if number >= 1_000_000 else "")


def test_a_short_number_is_a_buurt_where_it_is_looked_for():
    buurten = pd.DataFrame({"buurtnaam": ["Centrum"]}, index=["BU00140000"])
    assert place({"buurtcode": [140000, 1400]}, buurten).codes.tolist() == ["BU00140000"]


def test_rows_of_something_else_are_left_out_and_said():
    rows = {
        "buurtcode": ["BU01530000", "WK015300", "BU01640000", "Totaal", None, "BU01539001", "BU01539002"],
        "buurtnaam": ["City", "", "", "", "Bron: ons", "Nieuw", ""],
    }
    placement = place(rows)
    assert placement.codes.to_dict() == {2: "BU01530000"}
    assert placement.faults == []
    assert placement.notes == [
        "niet gebruikt, want geen buurt: 3 regels (WK015300, Totaal, Bron: ons)",
        "niet gebruikt, want van andere gemeenten: 1 buurt",
        "niet gebruikt, want in deze indeling bestaat die buurt niet: Nieuw (BU01539001), BU01539002; controleer de "
        "code, of van welk jaar de indeling van de tabel is",
    ]


def test_a_name_alone_is_enough_when_no_other_buurt_has_it():
    placement = place({"buurt": ["’t bothoven", "TWEKKELERVELD", "Dubbel", "Elders"]})
    assert placement.codes.to_dict() == {2: "BU01530003", 3: "BU01530301"}
    assert placement.notes == [
        "niet gebruikt, want geen buurt: 2 regels (Dubbel, Elders)",
        "geplaatst op naam, want zonder code: 2 regels",
    ]


def test_rows_of_wijken_with_the_name_of_a_buurt_are_told_by_their_level():
    rows = {"regio": ["City", "City"], "recs": ["Wijk ", "Buurt "]}
    assert place(rows).codes.to_dict() == {3: "BU01530000"}


def test_a_code_of_another_year_is_matched_by_its_name():
    placement = place({"buurtcode": ["BU01530901", "BU01530000"], "buurtnaam": ["Twekkelerveld", "City"]})
    assert placement.codes.to_dict() == {2: "BU01530301", 3: "BU01530000"}
    assert placement.notes == [
        "een code van een andere indeling, op naam of grens teruggevonden: BU01530901 is Twekkelerveld (BU01530301)"
    ]


def test_a_code_of_another_year_is_matched_by_its_boundary():
    here = squares(["BU01530000", "BU01530001"]).set_index("buurtcode").assign(buurtnaam=["A", "B"])
    old = squares(["BU01530900", "BU01530001"])
    assert place(old, gpd.GeoDataFrame(here)).codes.to_dict() == {2: "BU01530000", 3: "BU01530001"}
    # A tenth of it lies elsewhere: that is another buurt.
    moved = old.assign(geometry=old.translate(xoff=100))
    assert place(moved, gpd.GeoDataFrame(here)).codes.to_dict() == {3: "BU01530001"}


def test_another_name_than_the_buurt_has_is_said():
    placement = place({"buurtcode": ["BU01530000", "BU01530003"], "buurtnaam": ["Bothoven", "bothoven"]})
    assert placement.notes == ["gebruikt op hun code, maar met een andere naam: City heet daar Bothoven"]


def test_a_buurt_that_is_there_twice_is_a_fault_per_line():
    placement = place({"buurtcode": ["BU01530000", "1530000", "01530000"]})
    assert [fault.line for fault in placement.faults] == [3, 4]
    assert all("eerst op regel 2" in fault.text for fault in placement.faults)


def test_without_any_buurt_it_is_a_fault_that_says_what_is_there():
    (fault,) = place({"buurtcode": ["BU01640000", "x"], "buurtnaam": ["", ""]}).faults
    assert fault.text.startswith("hier staat geen enkele buurt van GM0153 (wel: BU01640000, x)")
    lost = place({"buurtcode": ["BU01539001", "BU01539002"]}).faults
    assert [fault.text.partition(";")[0] for fault in lost] == [
        "buurt BU01539001 bestaat niet in GM0153",
        "buurt BU01539002 bestaat niet in GM0153",
    ]
