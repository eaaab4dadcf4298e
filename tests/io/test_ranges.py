"""Ranges of figures: what can be passes as it is, and what cannot never does."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gezond_geo.io.ranges import LARGEST, Impossible, Range, drop_missing, explain_impossible

SHARE, COUNT, ANY = Range(0, 100), Range(0), Range()
_numbers = st.floats(allow_nan=False)
_finite = st.floats(-LARGEST, LARGEST)


def check(value, possible, marks=()):
    """Give what one value becomes, and whether it is impossible."""
    values, impossible = possible.check(pd.Series([value], index=["regel 2"], name="cijfer", dtype="float64"), marks)
    return values.iloc[0], bool(impossible)


@given(st.lists(st.floats(0, 100), max_size=5))
def test_what_is_within_the_range_stays_as_it_is(values):
    given_values = pd.Series(values, dtype="float64")
    checked, impossible = SHARE.check(given_values)
    pd.testing.assert_series_equal(checked, given_values, check_exact=True)
    assert impossible == []


@given(_numbers, st.tuples(_finite, _finite).map(sorted))
def test_no_number_outside_the_range_comes_through(value, bounds):
    possible = Range(*bounds)
    checked, impossible = check(value, possible)
    assert math.isnan(checked) or possible.minimum <= checked <= possible.maximum
    assert impossible == (math.isnan(checked) and not (math.isfinite(value) and value <= -99990))


@given(_numbers)
def test_every_number_above_the_codes_can_be_without_bounds(value):
    assume(-99990 < value <= LARGEST)
    assert check(value, ANY) == (value, False)


@pytest.mark.parametrize(
    ("value", "possible", "becomes", "impossible"),
    [
        (-99990, COUNT, math.nan, False),
        (-99997, ANY, math.nan, False),
        (-99989.9, ANY, -99989.9, False),
        (-99989.9, COUNT, math.nan, True),
        (-99, ANY, -99, False),
        (math.nan, SHARE, math.nan, False),
        (math.inf, ANY, math.nan, True),
        (-math.inf, ANY, math.nan, True),
        (math.inf, COUNT, math.nan, True),
        (1e15, COUNT, 1e15, False),
        (1e300, COUNT, math.nan, True),
        (100.0000001, SHARE, 100, False),  # a sum of floats
        (-1e-9, SHARE, 0, False),
        (100.0001, SHARE, math.nan, True),
        (-0.0001, COUNT, math.nan, True),
        (5e-324, SHARE, 5e-324, False),
    ],
)
def test_values_at_the_bounds(value, possible, becomes, impossible):
    checked, is_impossible = check(value, possible)
    assert checked == pytest.approx(becomes, rel=0, abs=0, nan_ok=True)
    assert is_impossible == impossible


def test_minus_zero_is_zero():
    assert math.copysign(1, check(-0.0, SHARE)[0]) == 1


def test_marks_mean_that_there_is_no_figure():
    checked, impossible = SHARE.check(pd.Series([-9.0, -99, 0, 101], name="roken"), marks=[-9, -99])
    assert checked.isna().tolist() == [True, True, False, True]
    assert impossible == [Impossible("3", "roken", 101, "0 tot en met 100")]


@pytest.mark.parametrize(
    ("possible", "words"),
    [
        (SHARE, "0 tot en met 100"),
        (COUNT, "0 of meer"),
        (Range(maximum=2.5), "2.5 of minder"),
        (ANY, "een getal"),
    ],
)
def test_a_range_in_words(possible, words):
    assert str(possible) == words


def test_the_first_are_named_and_the_rest_is_counted():
    _, impossible = SHARE.check(pd.Series(np.arange(101.0, 121), name="roken"))
    sentence = explain_impossible(impossible, "verbeter het")
    assert sentence.startswith("dit kan niet: 0: roken 101 (kan zijn: 0 tot en met 100), 1: roken 102 ")
    assert sentence.endswith(", nog 12; verbeter het.")


def test_codes_for_missing_are_dropped_and_nothing_else_is():
    values = pd.Series([-99997.0, -99990, -99989, 0, math.inf, -math.inf])
    assert drop_missing(values).isna().tolist() == [True, True, False, False, False, False]


def test_what_no_figure_is_that_large_is_said():
    values = pd.Series([1e300, -1], name="euro")
    assert [cell.possible for cell in COUNT.check(values)[1]] == ["0 of meer, tot 10^15", "0 of meer"]
    assert [cell.possible for cell in SHARE.check(values)[1]] == ["0 tot en met 100"] * 2
