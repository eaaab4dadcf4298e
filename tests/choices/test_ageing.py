"""Ages year by year: mortality as published, and classes spread over their years."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.choices.ageing import OLDEST, age_on, death_chance, parse_age, spread_ages


@pytest.mark.parametrize(
    ("year", "at_60", "at_80", "expected_60", "expected_80"),
    [
        (2020, 0.00537, 0.03986, 25.03, 9.58),
        (2030, 0.00425, 0.03352, 26.36, 10.20),
        (2040, 0.00341, 0.02731, 27.69, 10.92),
    ],
)
def test_mortality_is_that_of_cbs(year, at_60, at_80, expected_60, expected_80):
    """83598NED; life expectancy at 60 is not fitted, and lies within four months of the published one."""
    chance = death_chance(year)
    assert chance[60] == pytest.approx(at_60)
    assert chance[80] == pytest.approx(at_80)
    expected = [0.5 + np.cumprod(1 - chance[age:]).sum() for age in (60, 80)]
    assert expected[1] == pytest.approx(expected_80, abs=0.01)
    assert expected[0] == pytest.approx(expected_60, abs=0.35)


def test_between_years_it_lies_between_and_beyond_it_stays():
    assert death_chance(2025)[80] == pytest.approx(np.sqrt(0.03986 * 0.03352))
    assert death_chance(2060).tolist() == death_chance(2040).tolist()


def test_a_year_later_by_hand():
    people = np.zeros(OLDEST + 1)
    people[60], people[80] = 1000, 1000
    later = age_on(people, 2020)
    assert later[61] == pytest.approx(994.63)
    assert later[81] == pytest.approx(960.14)
    assert later.sum() == pytest.approx(994.63 + 960.14)


def test_a_class_is_spread_evenly_and_the_oldest_as_in_the_netherlands():
    people = spread_ages({(0, 64): np.array([650.0]), (65, OLDEST): np.array([1000.0])})
    assert people[0, :65] == pytest.approx(10)
    # 798 820 of the 3 314 004 people of 65 and over were 80 and over on 1 January 2019 (CBS, 37296ned).
    assert people[0, 80:].sum() == pytest.approx(1000 * 798_820 / 3_314_004)


@given(st.lists(st.floats(0, 1e5), min_size=3, max_size=3))
def test_spreading_keeps_every_class_and_nobody_is_born_by_ageing(counts):
    spans = [(0, 24), (25, 64), (65, OLDEST)]
    people = spread_ages({span: np.array([count]) for span, count in zip(spans, counts, strict=True)})
    for (first, last), count in zip(spans, counts, strict=True):
        assert people[0, first : last + 1].sum() == pytest.approx(count)
    later = age_on(people, 2024)
    assert later.sum() <= people.sum() + 1e-9
    assert (later[:, 1:] <= np.maximum(people[:, :-1], people[:, -1:].max()) + 1e-9).all()


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("k_45Tot65Jaar_11", (45, 64, False)),
        ("45 tot 65 jaar", (45, 64, False)),
        ("65 t/m 69", (65, 69, False)),
        ("inwoners_45_64", (45, 64, True)),
        ("65-70", (65, 70, True)),
        ("k_65JaarOfOuder_12", (65, OLDEST, False)),
        ("80+", (80, OLDEST, False)),
        ("inwoners_95plus", (95, OLDEST, False)),
        ("95 jaar en ouder", (95, OLDEST, False)),
        ("AantalInwoners_5", None),
        ("65-60", None),
        ("HuishoudensTot110VanSociaalMinimum_80", None),
    ],
)
def test_classes_are_read_from_headers(header, span):
    assert parse_age(header) == span
