"""Concentration and slope index: published examples, by hand, and what always holds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.errors import InputError, SettingsError

INDIA = [154.7, 152.9, 119.5, 86.9, 54.3], [29939, 28776, 26528, 24689, 19739]
"""Deaths under five per 1 000 births and births by fifth, the poorest first (O'Donnell et al. 2008, chapter 8)."""

WHO = [20, 30, 40, 50, 60], [78, 91, 162, 103, 105]
"""Estimates and population of the example of WHO's healthequal."""


def test_the_grouped_index_of_the_world_bank():
    assert gg.concentration_index(*INDIA) == pytest.approx(-0.1694, abs=5e-5)


def test_the_indices_of_the_who():
    assert gg.concentration_index(*WHO, form="absolute") == pytest.approx(7.32842, abs=5e-6)
    assert gg.concentration_index(*WHO) == pytest.approx(0.177769, abs=5e-7)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("example", "slope", "relative"),
    [
        ("default (e.g. life expectancy) - default parameters", 6.934616474, 1.088818080),
        ("default - testing quintiles", 7.919334147, 1.103711695),
    ],
)
def test_the_slope_index_of_ohid(shared_dir, example, slope, relative):
    table = pd.read_csv(shared_dir / "data" / "referentie_methoden" / "ohid_slope_index.csv")
    rows = table[(table["TestDescription"] == example) & (table["Area"] == "area1")].sort_values("Quantile")
    index = gg.slope_index(rows["Value"], rows["Population"])
    assert index.slope == pytest.approx(slope, abs=5e-10)
    assert index.relative == pytest.approx(relative, abs=5e-10)


def test_four_areas_by_hand():
    # Shares 0.1 0.2 0.3 0.4, ranks 0.05 0.2 0.45 0.8, mean 0.1*40 + 0.2*10 = 6;
    # 2/6 * (0.1*40*0.05 + 0.2*10*0.2) - 1 = 2/6 * 0.6 - 1.
    values, people = [40, 10, 0, 0], [1000, 2000, 3000, 4000]
    assert gg.concentration_index(values, people) == pytest.approx(-0.8)
    assert gg.concentration_index(values, people, form="absolute") == pytest.approx(-4.8)
    # Sum of share * (rank - 0.5) * value: -1.8 - 0.6 = -2.4;
    # of share * (rank - 0.5)²: 0.02025 + 0.018 + 0.00075 + 0.036.
    assert gg.slope_index(values, people).slope == pytest.approx(-2.4 / 0.075)
    assert gg.slope_index(values, people).relative == pytest.approx((6 - 16) / (6 + 16))


def test_erreygers_is_four_times_the_absolute_index_of_a_share():
    shares, people = [0.4, 0.2], [1, 1]
    # Ranks 0.25 and 0.75: 2 * (0.5*0.4*0.25 + 0.5*0.2*0.75) - 0.3 = -0.05.
    assert gg.concentration_index(shares, people, form="erreygers") == pytest.approx(-0.2)
    with pytest.raises(InputError, match="deel procenten door 100"):
        gg.concentration_index([40, 20], people, form="erreygers")


def test_areas_that_are_alike_share_a_rank():
    # Two alike of 100 people: both at 0.25 of the way, whatever comes first.
    index = gg.concentration_index([10, 0, 0], [100, 100, 200], need=[5, 5, 1])
    assert index == pytest.approx(gg.concentration_index([5, 0], [200, 200]))
    assert index == gg.concentration_index([0, 10, 0], [100, 100, 200], need=[5, 5, 1])


def test_where_there_is_nothing_there_is_no_index():
    assert np.isnan(gg.concentration_index([0, 0], [1, 1]))
    assert np.isnan(gg.slope_index([0, 0], [1, 1]).relative)


areas = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(1, 5000), st.integers(0, 20)), min_size=2, max_size=12
).map(lambda rows: pd.DataFrame(rows, columns=["euro", "people", "need"], dtype="float64"))


@given(areas, st.randoms())
def test_order_and_names_change_nothing(table, random):
    assume(table["euro"].sum() > 0)
    rows = list(table.index)
    random.shuffle(rows)
    renamed = table.loc[rows].set_axis([f"gebied {n}" for n in range(len(rows))])
    before = gg.concentration_index(table["euro"], table["people"], need=table["need"])
    after = gg.concentration_index(renamed["euro"], renamed["people"], need=renamed["need"])
    assert after == pytest.approx(before, abs=1e-12)
    # Of Series in another order the index says what belongs together.
    again = gg.concentration_index(table["euro"], table["people"].loc[rows], need=table["need"].loc[rows])
    assert again == pytest.approx(before, abs=1e-12)


@given(areas, st.data())
def test_a_euro_to_a_needier_area_moves_the_index_to_the_needy(table, choose):
    total = table["euro"] * table["people"]
    giver = choose.draw(st.sampled_from(list(table.index)))
    taker = choose.draw(st.sampled_from(list(table.index)))
    assume(table["need"][taker] > table["need"][giver])
    assume(total[giver] > 0)
    after = total.copy()
    after[giver] -= total[giver] / 2
    after[taker] += total[giver] / 2
    indices = [
        gg.concentration_index(amount / table["people"], table["people"], need=table["need"])
        for amount in (total, after)
    ]
    assert indices[1] < indices[0]
    assert all(-1 <= index <= 1 for index in indices)


@pytest.mark.parametrize(
    ("values", "people", "need", "words"),
    [
        ([1], [1], None, "minstens twee gebieden"),
        ([1, None], [1, 1], None, "ontbreekt een getal"),
        ([1, 2], [1, -1], None, "negatief"),
        ([1, 2], [0, 0], None, "niemand"),
        ([1, 2], [1, 2, 3], None, "population hoort niet bij dezelfde gebieden"),
        ([1, 2], [1, 2], [1], "need hoort niet bij dezelfde gebieden"),
        ("12", [1, 2], None, "een Series of lijst van getallen"),
        ([1, "veel"], [1, 2], None, "iets anders dan getallen"),
    ],
)
def test_what_is_no_distribution_is_refused(values, people, need, words):
    with pytest.raises(InputError, match=words):
        gg.concentration_index(values, people, need=need)


def test_areas_that_are_all_alike_have_no_slope():
    with pytest.raises(InputError, match="geef gebieden die verschillen"):
        gg.slope_index([1, 2], [1, 1], need=[3, 3])


def test_an_unknown_form_is_refused():
    with pytest.raises(SettingsError, match="relative, absolute, erreygers"):
        gg.concentration_index([1, 2], [1, 1], form="gini")
