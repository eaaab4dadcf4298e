"""Cells as numbers."""

import datetime as dt
import decimal
import fractions
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.errors import InputError
from gezond_geo.io.cells import read_numbers, read_plain, to_numbers


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        ([12, 12.5, np.int64(3), np.float32(0.5)], [12, 12.5, 3, 0.5]),
        ([decimal.Decimal("12.50"), fractions.Fraction(1, 4)], [12.5, 0.25]),
        (["12", " 12.5 ", "−3", "1e3", "\u00a07\u2009"], [12, 12.5, -3, 1000, 7]),
        (["12,5", "1.234,5", "1.234"], [12.5, 1234.5, 1234]),
        (["12,5", "1,234"], [12.5, 1.234]),  # the first tells that a comma is for decimals
        (["0,123", "1,234"], [0.123, 1.234]),
        (["1234,567"], [1234.567]),
        (["1.234", "2.5"], [1.234, 2.5]),
    ],
    ids=str,
)
def test_numbers_are_read_as_they_are_written(cells, numbers):
    assert read_numbers(cells, "cijfer") == (numbers, {})


@pytest.mark.parametrize(
    "cell", [None, "", " . ", "x", "X", "NA", "n/a", "NaN", "nan", "null", "None", "<NA>", "n.b.", "NVT", math.nan]
)
def test_what_says_that_there_is_no_figure_is_missing(cell):
    ((number,), faults) = read_numbers([cell], "cijfer")
    assert math.isnan(number)
    assert faults == {}


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (True, "'True' is geen getal voor cijfer"),
        (np.bool_(1), "'True' is geen getal"),
        (1 + 2j, r"'\(1\+2j\)' is geen getal"),
        (math.inf, "'inf' is geen getal"),
        (10**400, "is geen getal"),
        ("9" * 400, "is geen getal"),
        ("1e999", "'1e999' is geen getal"),
        ("inf", "'inf' is geen getal"),
        ("1_000", "'1_000' is geen getal"),
        ("1 234", "'1 234' is geen getal"),
        ("12%", "'12%' is geen getal"),
        ("-", "'-' is geen getal"),
        ("#DIV/0!", "is geen getal"),
        (decimal.Decimal("Infinity"), "'Infinity' is geen getal"),
        ([1], r"'\[1\]' is geen getal"),
        (dt.date(2020, 1, 5), "2020-01-05 in cijfer is een datum of tijd en geen getal"),
        (pd.Timestamp("2020-01-05"), "is een datum of tijd en geen getal"),
        (pd.Timedelta(days=1), "is geen getal"),
        ("=B2*2", "in cijfer staat een formule zonder bewaarde uitkomst"),
    ],
    ids=str,
)
def test_what_is_no_number_is_said(cell, message):
    ((number,), faults) = read_numbers([cell], "cijfer")
    assert math.isnan(number)
    with pytest.raises(InputError, match=message):
        raise InputError(faults[0])


@pytest.mark.parametrize(
    ("cells", "dutch", "unclear"),
    [
        (["1,234", "567"], False, [0]),
        (["1,234", "12,345"], False, [0, 1]),
        (["1,234"], True, []),
        (["1.234", "12"], True, [0]),
        (["1.234", "12,5"], True, []),
        (["1.234", "12"], False, []),
        (["-1,234"], False, [0]),
    ],
    ids=str,
)
def test_what_may_be_two_numbers_is_said(cells, dutch, unclear):
    _, faults = read_numbers(cells, "cijfer", dutch=dutch)
    assert sorted(faults) == unclear
    assert all("kan duizend of een breuk zijn" in text for text in faults.values())


def test_a_sign_behind_a_number_is_read_where_the_unit_has_it():
    assert read_numbers(["12,5 %", "7%", 3], "cijfer", signs=["%"]) == ([12.5, 7, 3], {})
    assert read_numbers(["5‰"], "cijfer", signs=["‰"]) == ([5], {})


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=3), st.sampled_from([",", "."]))
def test_a_number_is_the_same_in_either_way_of_writing(thousandths, sign):
    if sign == ".":
        texts = [f"{n / 1000:.3f}" for n in thousandths]
    else:
        texts = [f"{n / 1000:,.3f}".translate(str.maketrans(",.", ".,")) for n in thousandths]
    assert read_numbers(texts, "cijfer", dutch=sign == ",") == ([n / 1000 for n in thousandths], {})


@given(st.one_of(st.none(), st.booleans(), st.text(), st.floats(), st.integers(), st.decimals(), st.complex_numbers()))
def test_a_cell_is_a_finite_number_or_missing_or_said(cell):
    ((number,), faults) = read_numbers([cell], "cijfer")
    assert math.isfinite(number) or math.isnan(number)
    assert math.isnan(number) or not faults


@pytest.mark.parametrize("kind", ["int8", "uint64", "float32", "Int64", "Float64", "object", "category", "string"])
def test_columns_of_every_type_become_floats(kind):
    values = pd.Series([1, 2], index=["a", "b"], name="cijfer").astype(kind)
    pd.testing.assert_series_equal(to_numbers(values, "Proef"), values.astype("float64"))


def test_what_pandas_calls_missing_is_missing():
    for values in (pd.array([1, pd.NA], dtype="Int64"), [1, pd.NA], [1, pd.NaT], [1, None]):
        assert to_numbers(pd.Series(values, name="cijfer"), "Proef").isna().tolist() == [False, True]


@pytest.mark.parametrize(
    "values", [[True, False], pd.to_datetime(["2020-01-05", "2020-01-06"]), [1j, 2], pd.to_timedelta([1, 2])], ids=str
)
def test_columns_that_are_no_numbers_are_refused_by_label(values):
    with pytest.raises(InputError, match=r"^Proef, a: .*cijfer"):
        to_numbers(pd.Series(values, index=["a", "b"], name="cijfer"), "Proef")


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
def test_numbers_that_a_program_wrote(cell, number):
    assert read_plain(cell) == number
