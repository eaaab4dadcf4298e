"""Percentiles by hand, and the packaged reference against the tables it was made from."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators import catalogue, theme_indicators, themes
from gezond_geo.reference import Reference, build_reference, national_reference, percentile, theme_mean, write_reference

# Five values with weights 1 2 3 2 2 (together 10), two of them equal.
VALUES = pd.Series([10.0, 20.0, 20.0, 30.0, 40.0])
WEIGHTS = pd.Series([1, 2, 3, 2, 2])


@pytest.mark.parametrize(
    ("ties", "weights", "expected"),
    [
        # 20 has 1 below it and 5 equal to it, of 10: (1 + 2.5) / 10.
        ("mid", WEIGHTS, [5.0, 35.0, 35.0, 70.0, 90.0]),
        ("min", WEIGHTS, [0.0, 10.0, 10.0, 60.0, 80.0]),
        ("max", WEIGHTS, [10.0, 60.0, 60.0, 80.0, 100.0]),
        # Unweighted: 1 below and 2 equal, of 5.
        ("mid", None, [10.0, 40.0, 40.0, 70.0, 90.0]),
    ],
)
def test_percentile_by_hand(ties, weights, expected):
    assert percentile(VALUES, VALUES, weights, ties=ties).tolist() == pytest.approx(expected)


def test_percentile_between_and_beyond_the_reference():
    placed = percentile(pd.Series([5.0, 25.0, 50.0, np.nan], index=list("abcd")), VALUES, WEIGHTS)
    assert placed[:3].tolist() == pytest.approx([0.0, 60.0, 100.0])
    assert np.isnan(placed["d"])
    assert list(placed.index) == list("abcd")


def test_percentile_of_an_empty_reference_is_missing():
    assert percentile(VALUES, pd.Series([np.nan]), None).isna().all()


def test_percentile_refuses_unknown_ties():
    with pytest.raises(SettingsError, match="mid, min of max"):
        percentile(VALUES, VALUES, ties="average")


numbers = st.lists(st.integers(-1000, 1000).map(float), min_size=1, max_size=30)


@given(values=numbers, factor=st.floats(0.1, 10), shift=st.integers(-50, 50))
def test_percentile_does_not_know_units(values, factor, shift):
    series = pd.Series(values)
    other = (series * factor + shift).round(6)
    assert percentile(other, other).tolist() == pytest.approx(percentile(series, series).tolist())


@given(values=numbers)
def test_percentile_is_symmetric(values):
    series = pd.Series(values)
    assert percentile(-series, -series).tolist() == pytest.approx((100 - percentile(series, series)).tolist())


@given(values=numbers)
def test_percentile_of_a_percentile_is_the_same(values):
    series = pd.Series(values)
    once = percentile(series, series)
    assert percentile(once, once).tolist() == pytest.approx(once.tolist())


def _made_up(count=40):
    """A made-up nation: every counted indicator, all different, in buurten of 100 to 490 residents."""
    counted = [i.id for t in themes() for i in theme_indicators(t)]
    steps = np.arange(count, dtype="float64")
    frame = pd.DataFrame({name: (steps * (k + 3)) % 37 for k, name in enumerate(counted)})
    return frame, pd.Series(100 + 10 * steps)


def test_build_reference_leaves_out_small_buurten():
    frame, residents = _made_up()
    residents[0] = 99
    steps = build_reference([(frame, residents)], label="proef").steps
    eenzaam = steps[steps["id"] == "eenzaam"]
    assert eenzaam["buurten"].sum() == 39
    assert eenzaam["inwoners"].sum() == residents[1:].sum()


def test_theme_mean_turns_the_favourable_end_around():
    frame, residents = _made_up()
    reference = build_reference([(frame, residents)], label="proef")
    best = frame["goede_gezondheid"].idxmax()
    good = catalogue()["goede_gezondheid"]
    assert reference.position(good, frame["goede_gezondheid"])[best] < 5
    assert reference.percentile("goede_gezondheid", frame["goede_gezondheid"])[best] > 95


def test_theme_mean_is_missing_when_one_indicator_is():
    frame, residents = _made_up()
    reference = build_reference([(frame, residents)], label="proef")
    frame.loc[3, "roken"] = np.nan
    mean = theme_mean("gezondheid", theme_indicators("gezondheid"), frame, reference)
    assert list(mean.index[mean.isna()]) == [3]
    assert theme_mean("inkomen", theme_indicators("inkomen"), frame, reference).notna().all()


def test_every_theme_has_a_fifth_above_80():
    """Ranking the mean again makes a theme's highest fifth a fifth of the residents, however many indicators it has."""
    frame, residents = _made_up(400)
    reference = build_reference([(frame, residents)], label="proef")
    for theme in themes():
        ranked = reference.percentile(theme, theme_mean(theme, theme_indicators(theme), frame, reference))
        assert residents[ranked >= 80].sum() / residents.sum() == pytest.approx(0.2, abs=0.02), theme


def test_build_reference_without_any_theme():
    with pytest.raises(InputError, match="geen enkel thema"):
        build_reference([(pd.DataFrame({"eenzaam": [1.0]}), pd.Series([500.0]))], label="proef")


def test_buurten_as_weight():
    frame, residents = _made_up()
    reference = build_reference([(frame, residents)], label="proef", weight="buurten")
    expected = percentile(frame["eenzaam"], frame["eenzaam"])
    pd.testing.assert_series_equal(reference.percentile("eenzaam", frame["eenzaam"]), expected)


def test_write_reference_reads_back(tmp_path):
    frame, residents = _made_up()
    reference = build_reference([(frame, residents)], label="proef")
    write_reference(reference, tmp_path / "referentie.csv")
    again = Reference(pd.read_csv(tmp_path / "referentie.csv"), "proef")
    pd.testing.assert_frame_equal(again.steps, reference.steps.astype({"buurten": "int64"}))


def test_national_reference_is_whole():
    reference = national_reference()
    counted = [i.id for t in themes() for i in theme_indicators(t)] + list(themes())
    assert set(reference.steps["id"]) == set(counted)
    assert (reference.steps["inwoners"] >= 100 * reference.steps["buurten"]).all()
    # KWB 2020: 11 468 buurten with at least 100 residents, with a figure on the share of 65 and over.
    assert reference.steps.loc[reference.steps["id"] == "aandeel_65plus", "buurten"].sum() == 11_468


@pytest.mark.shared
def test_national_reference_against_the_raw_table(shared_dir):
    """The step of 20.0 percent of 65 and over, counted from StatLine's own table."""
    raw = pd.read_parquet(shared_dir / "data/statline/84799NED/TypedDataSet.parquet")
    raw = raw[raw["WijkenEnBuurten"].str.startswith("BU") & (raw["AantalInwoners_5"] >= 100)]
    share = (raw["k_65JaarOfOuder_12"] / raw["AantalInwoners_5"] * 100).round(1)
    steps = national_reference().steps
    step = steps[(steps["id"] == "aandeel_65plus") & (steps["value"] == 20.0)].iloc[0]
    assert step["buurten"] == (share == 20.0).sum()
    assert step["inwoners"] == raw.loc[share == 20.0, "AantalInwoners_5"].sum()
