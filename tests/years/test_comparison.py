"""A change beside that of areas that started out alike."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.errors import InputError, SettingsError, UnknownBuurtError
from gezond_geo.years.comparison import NO_PROOF, find_area
from gezond_geo.years.placebos import ABOVE, BELOW, NEIGHBOURS, compare_groups, contrast, measure_gaps
from gezond_geo.years.trends import MODELLED, NO_DIFFERENCE

ABOUT = {"label": "Hulp", "eenheid": "%", "soort": "register", "bron": "Gemeente", "licentie": "CC0", "kolom": "hulp"}
AREAS, YEARS = 40, range(2014, 2024)


def rows_of(effect=0.0, begin=2019, areas=AREAS, group=(0, 1), drift=0.0):
    """A register in which every area has a level of its own, and a group changes."""
    rng = np.random.default_rng(4)
    rows = []
    for area in range(areas):
        level = 4 + 3 * rng.random()
        for year in YEARS:
            value = level + 0.1 * (year - 2014) + rng.normal(0, 0.1)
            if area in group:
                value += effect * (year >= begin) + drift * (year - 2014)
            rows.append({"buurtcode": f"BU015301{area:02}", "jaar": year, "hulp": value})
    return pd.DataFrame(rows)


def compare(rows, areas=("BU01530100", "BU01530101"), begin=2019, **kwargs):
    return gg.compare_change(gg.read_register(rows, ABOUT), "hulp", areas, begin, **kwargs)


def test_the_minimum_wage_of_1994():
    """Card and Krueger (1994), table 3: full-time employment per store in New Jersey and Pennsylvania."""
    gap = np.array([20.44 - 23.33, 21.03 - 21.17])
    assert contrast(gap, np.array([True, False])) == pytest.approx(2.75)


def test_a_group_beside_its_nearest_by_hand():
    """Of levels 1, 2, 9 and 10 the first is nearest the second, and the third the fourth."""
    paths = np.array([[1.0, 1, 3], [2.0, 2, 2], [9.0, 9, 9], [10.0, 10, 11], [100.0, 0, 0], [0.0, 50, 7], [30.0, 9, 1]])
    before = np.array([True, True, False])
    gaps = measure_gaps(paths, before, np.array([[0]]))
    assert gaps.neighbours[0, 0, :3].tolist() == [1, 2, 3]
    others = paths[gaps.neighbours[0, 0]].mean(axis=0)
    assert gaps.gap[0] == pytest.approx(paths[0] - others)
    assert contrast(gaps.gap, before)[0] == pytest.approx(2 - (others[2] - others[:2].mean()))


@pytest.mark.parametrize(("effect", "verdict"), [(1.0, ABOVE), (-1.0, BELOW), (0.0, NO_DIFFERENCE)])
def test_what_changed_is_seen_and_what_did_not_is_not(effect, verdict):
    comparison = compare(rows_of(effect))
    assert comparison.verdict == verdict
    assert comparison.reason == ""
    assert comparison.low <= effect <= comparison.high
    assert comparison.difference == pytest.approx(effect, abs=0.2)
    assert len(comparison.placebos) == 500


def test_it_shows_the_years_and_the_areas():
    comparison = compare(rows_of(1.0))
    assert comparison.years["periode"].tolist() == ["voor"] * 5 + ["na"] * 5
    assert (comparison.years["groep"] - comparison.years["vergelijking"]).tolist() == pytest.approx(
        comparison.years["verschil"].tolist()
    )
    by_period = comparison.years.groupby("periode")["verschil"].mean()
    assert by_period["na"] - by_period["voor"] == pytest.approx(comparison.difference)
    assert comparison.areas["aandeel"].sum() == pytest.approx(100)
    assert not {"BU01530100", "BU01530101"} & set(comparison.areas.index)
    lines = comparison.sentences()
    assert lines[-1] == NO_PROOF
    assert lines[0].startswith("Hulp in BU01530100, BU01530101: van ")
    assert "hoger dan bij vergelijkbare gebieden" in lines[2]
    assert "liepen ze niet aantoonbaar uiteen" in lines[3]


def test_what_moved_before_gets_no_verdict():
    comparison = compare(rows_of(drift=0.5))
    assert comparison.p_before <= 0.05
    assert comparison.verdict == ""
    assert comparison.reason in {
        "de groep en de vergelijking liepen al eerder uiteen",
        "er zijn geen gebieden die zo begonnen als deze",
    }


def test_a_group_that_nobody_is_like_gets_no_verdict():
    rows = rows_of(1.0)
    rows.loc[rows["buurtcode"].isin(["BU01530100", "BU01530101"]), "hulp"] += 20
    comparison = compare(rows)
    assert (comparison.verdict, comparison.reason) == ("", "er zijn geen gebieden die zo begonnen als deze")
    assert "geen oordeel, want er zijn geen gebieden die zo begonnen als deze" in comparison.sentences()[2]


def test_an_area_with_the_same_figures_is_not_compared_with():
    rows = rows_of(1.0)
    twin = rows[rows["buurtcode"] == "BU01530100"].assign(buurtcode="BU01530199")
    plain, doubled = compare(rows), compare(pd.concat([rows, twin]))
    assert doubled.difference == pytest.approx(plain.difference)
    assert doubled.meldingen == ("Niet vergeleken, want elk jaar hetzelfde cijfer als een ander gebied: 1 gebied.",)


def test_one_area_is_compared_with_each_of_the_others():
    comparison = compare(rows_of(1.0, group=(0,)), "BU01530100")
    assert len(comparison.placebos) == AREAS - 1
    assert "van 39 willekeurige groepen van 1 week 2,5 % minstens zo ver af" in comparison.sentences()[4]


def test_a_level_that_so_few_groups_cannot_tell_is_refused():
    with pytest.raises(SettingsError, match="Met 38 andere groepen kan level niet"):
        compare(rows_of(group=(0,), areas=39), "BU01530100", level=0.99)


@given(st.floats(-50, 50), st.floats(0.1, 10), st.integers(0, 5))
def test_level_and_unit_of_a_figure_change_no_verdict(added, times, seed):
    paths = np.random.default_rng(seed).normal(10, 1, (30, 8))
    before, group = np.arange(8) < 5, np.array([2, 7])
    one, other = (compare_groups(each, before, group, 0.95) for each in (paths, times * paths + added))
    assert other["difference"] == pytest.approx(times * one["difference"], abs=1e-6)
    assert other["p"] == pytest.approx(one["p"])
    assert other["high"] - other["low"] == pytest.approx(times * (one["high"] - one["low"]), rel=1e-6)


@given(st.floats(-3, 3))
def test_what_is_added_after_is_what_is_found(effect):
    paths = np.random.default_rng(1).normal(10, 1, (30, 8))
    before, group = np.arange(8) < 5, np.array([2, 7])
    after = paths.copy()
    after[2:8:5, 5:] += effect
    one, other = (compare_groups(each, before, group, 0.95) for each in (paths, after))
    assert other["difference"] - one["difference"] == pytest.approx(effect)
    assert other["high"] - one["high"] == pytest.approx(effect)


def test_another_order_of_rows_changes_nothing():
    rows = rows_of(1.0)
    one, other = compare(rows), compare(rows.sample(frac=1, random_state=1))
    assert one.sentences() == other.sentences()
    pd.testing.assert_frame_equal(one.areas, other.areas)


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"begin": 2017}, "zijn 4 jaren vóór 2017 nodig"),
        ({"begin": 2030}, "een erna"),
        ({"since": 2016}, "zijn 4 jaren vóór 2019 nodig"),
        ({"rows": rows_of(areas=21)}, "Er zijn 19 andere gebieden"),
        ({"rows": rows_of().drop(index=3)}, "Van BU01530100 is er niet van elk jaar een cijfer"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(kwargs, message):
    with pytest.raises(InputError) as error:
        compare(**({"rows": rows_of()} | kwargs))
    assert message in str(error.value)


def test_an_unknown_area_and_a_name_of_two():
    years = gg.read_register(rows_of().assign(buurtnaam=lambda frame: frame["buurtcode"].str[-1].radd("Buurt ")), ABOUT)
    assert find_area(years, "bu01530107") == "BU01530107"
    with pytest.raises(UnknownBuurtError, match="die naam hebben BU01530107, BU01530117"):
        find_area(years, "buurt 7")
    with pytest.raises(UnknownBuurtError, match="is geen gebied 'Nergens'"):
        find_area(years, "Nergens")


def test_estimates_and_numbers_are_not_compared(years):
    with pytest.raises(InputError, match=MODELLED[:30]):
        gg.compare_change(years, "goede_gezondheid", "BU01530301", 2020)
    with pytest.raises(InputError, match="is een aantal"):
        gg.compare_change(years, "inwoners", "BU01530301", 2020)


@pytest.mark.shared
def test_of_random_groups_of_registers_one_in_twenty_gets_a_verdict(shared_dir):
    """250 groups of three wijken around Den Haag, each as if it were the one: 5 % with a band of 2."""
    path = shared_dir / "data/registers/wijken_haaglanden_2009_2022.parquet"
    rng = np.random.default_rng(1)
    verdicts = []
    for column, begin in (("%_WMO_user", 2019), ("%_JGDHULP_user", 2019), ("%_Low_Income", 2016)):
        about = {**ABOUT, "kolom": column, "bevolking": "Total_Population", "keer": 100}
        values = gg.read_register(path, about).of("hulp").iloc[:-1].dropna()
        paths = values[~values.duplicated()].to_numpy()
        before = values.columns.to_numpy() < begin
        groups = [rng.choice(len(paths), 3, replace=False) for _ in range(84)]
        verdicts += [compare_groups(paths, before, group, 0.95)["p"] <= 0.05 for group in groups]
    assert 0.03 <= np.mean(verdicts) <= 0.07


def test_neighbours_are_never_of_the_group():
    paths = np.random.default_rng(2).normal(5, 1, (30, 8))
    groups = np.array([[1, 2, 3], [4, 5, 6]])
    gaps = measure_gaps(paths, np.arange(8) < 4, groups)
    assert gaps.neighbours.shape == (2, 3, NEIGHBOURS)
    for group, neighbours in zip(groups, gaps.neighbours, strict=True):
        assert not {*group.tolist()} & set(neighbours.ravel().tolist())
