"""Numbers, amounts and lists as a Dutch reader writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.io.dutch import count_of, format_euro, format_number, format_value, join_words, name_some


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (4235, 0, "4.235"),
        (1_234_567, 0, "1.234.567"),
        (73.8, 1, "73,8"),
        (1234.5, 2, "1.234,50"),
        (0, 0, "0"),
        (-3.2, 1, "−3,2"),
        (-0.4, 0, "0"),  # no minus before nothing
        (-0.0, 1, "0,0"),
    ],
)
def test_format_number(value, decimals, text):
    assert format_number(value, decimals) == text


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_number_can_be_read_back(value, decimals):
    text = format_number(value, decimals)
    number = float(text.replace(".", "").replace(",", ".").replace("−", "-"))
    assert number == pytest.approx(value, abs=0.5 * 10**-decimals * (1 + 1e-9) + 1e-6)
    assert not text.startswith(("-", "+"))


def test_format_value():
    assert format_value(73.8, 1, "%") == "73,8 %"
    assert format_value(4235, 0, "") == "4.235"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (150_000, "€ 150.000"),
        (2_326_755, "€ 2.326.755"),
        (18_306.01, "€ 18.306,01"),
        (0.5, "€ 0,50"),
        (0, "€ 0"),
        (1.999, "€ 2"),
    ],
)
def test_format_euro(amount, text):
    assert format_euro(amount) == text


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")]
)
def test_join_words(words, text):
    assert join_words(words) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 thema's"), (1, "1 thema"), (2, "2 thema's"), (1500, "1.500 thema's")]
)
def test_count_of(number, text):
    assert count_of(number, "thema", "thema's") == text


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a, b"), (["a", "b", "c", "d"], "a, b, nog 2")]
)
def test_a_long_list_is_named_in_part_and_counted(names, text):
    assert name_some(names, most=2) == text
