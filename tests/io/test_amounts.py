"""Amounts as people write them are read as what they mean, or refused where they may mean two things."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.io.amounts import MAX_EURO, read_amounts
from gezond_geo.io.dutch import format_euro


def read(*cells):
    """Give the amounts of a column in which nothing is wrong."""
    amounts, faults = read_amounts(cells, "euro")
    assert faults == {}
    return amounts


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("50000", 50_000),
        ("50000.50", 50_000.5),
        ("1234,5", 1_234.5),
        ("€ 1.234,56", 1_234.56),
        ("1.234,56", 1_234.56),
        ("1,234.56", 1_234.56),
        ("EUR 950", 950),
        ("950 euro", 950),
        ("€950,-", 950),
        ("€ 950,--", 950),
        ("50.000", 50_000),  # nobody writes three zeros behind a decimal sign
        ("€ 1.234", 1_234),
        ("1.234.567", 1_234_567),
        ("1 234 567,5", 1_234_567.5),
        ("€\u00a01.234,56", 1_234.56),
        ("0", 0),
        (12_500, 12_500),
        (1_234.5678, 1_234.57),
    ],
)
def test_an_amount_is_read(cell, amount):
    assert read(cell) == [amount]


@pytest.mark.parametrize(
    "cell", [None, "", " ", "n.t.b.", "NTB", "p.m.", "nog te bepalen", "Niet bekend", float("nan")]
)
def test_what_is_not_known_yet_is_missing(cell):
    amounts = read(cell, 5)
    assert math.isnan(amounts[0])
    assert amounts[1] == 5


@pytest.mark.parametrize("cell", ["1.234", "1,234", "10.005"])
def test_what_may_be_two_amounts_is_refused(cell):
    amounts, faults = read_amounts(["100", cell], "euro")
    assert faults == {
        1: f"{cell!r} kan duizend of een breuk zijn voor euro; schrijf duizendtallen zonder punt of komma."
    }
    assert math.isnan(amounts[1])


@pytest.mark.parametrize("other", ["50.000", "1.234.567", "1234,5", "€ 9.876"])
def test_other_amounts_tell_what_a_dot_is(other):
    assert read("1.234", other)[0] == 1_234


@pytest.mark.parametrize("other", ["12.5", "1234.56", "1,234.56"])
def test_other_amounts_tell_that_a_dot_is_for_cents(other):
    assert list(read_amounts(["1.234", other], "euro")[1]) == [0]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("veel", "'veel' is geen bedrag voor euro; schrijf het zoals 50000, € 1.234,56 of n.t.b."),
        ("-", "'-' is geen bedrag"),
        ("1e999", "'1e999' is geen bedrag"),
        ("inf", "'inf' is geen bedrag"),
        ("1.23.456", "is geen bedrag"),
        (True, "'True' is geen bedrag"),
        ("-5", "euro is negatief; geef een bedrag van 0 of meer."),
        (-5, "euro is negatief"),
        ("9" * 400, "euro is meer dan 1000000000000; geef het bedrag van het project."),
        (10**400, "euro is meer dan"),
        (float("inf"), "euro is meer dan"),
        ("1000000000000.01", "euro is meer dan"),
    ],
)
def test_what_is_no_amount_is_refused(cell, reason):
    amounts, faults = read_amounts([cell], "euro")
    assert reason in faults[0]
    assert math.isnan(amounts[0])


@given(st.integers(0, int(MAX_EURO) * 100))
def test_an_amount_as_we_write_it_is_read_again(cents):
    assert read(format_euro(cents / 100)) == [pytest.approx(cents / 100, abs=0.005)]
