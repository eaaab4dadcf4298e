"""What moves the ranking: functions whose effects are known, and assumptions that cannot matter."""

import sys

import make_robustness
import numpy as np
import pandas as pd
import pytest
from doc_tables import rows_of

import gezond_geo as gg
from gezond_geo.errors import InputError, MissingExtraError, SettingsError
from gezond_geo.scores.sensitivity import assess_sensitivity, find_effects, say_sensitivity
from gezond_geo.scores.simulation import ASSUMPTIONS

pytest.importorskip("SALib")

TWEKKELERVELD = "BU01530301"


def test_effects_of_a_sum_are_known():
    # The variance of 4a + 2b is (16 + 4) / 12, of which 16 by a and 4 by b; a sum has no other effects.
    effects = find_effects(lambda x: {"y": 4 * x["a"] + 2 * x["b"]}, ["a", "b", "c"], samples=1024, seed=1)
    assert effects["y_eerste"].tolist() == pytest.approx([0.8, 0.2, 0], abs=0.02)
    assert effects["y_totaal"].tolist() == pytest.approx([0.8, 0.2, 0], abs=0.02)
    assert effects.loc["c"].tolist() == [0, 0, 0, 0]


def test_effects_of_a_product_are_known():
    # Neither moves anything while the other is settled in the middle: all of the variance is theirs together.
    effects = find_effects(lambda x: {"y": (x["a"] - 0.5) * (x["b"] - 0.5)}, ["a", "b"], samples=1024, seed=1)
    assert effects["y_eerste"].tolist() == pytest.approx([0, 0], abs=0.05)
    assert effects["y_totaal"].tolist() == pytest.approx([1, 1], abs=0.05)


def test_what_never_changes_has_no_effects():
    effects = find_effects(lambda x: {"y": np.full(len(x["a"]), 3.0)}, ["a", "b"], samples=8, seed=1)
    assert not effects.to_numpy().any()


def test_an_assumption_that_cannot_matter(data, scores):
    effects = assess_sensitivity(data, scores, samples=64)
    assert list(effects.index) == list(ASSUMPTIONS)
    assert not effects.loc["drempel", ["rang_eerste", "rang_totaal"]].any()
    assert not effects.loc["gewichten", ["stapeling_eerste", "stapeling_totaal"]].any()
    assert effects.loc["drempel", "stapeling_totaal"] > 0.3
    assert effects.loc["gewichten", "rang_totaal"] > 0.3


def test_one_assumption_has_all_of_the_variance(data, scores):
    effects = assess_sensitivity(data, scores, samples=512, vary=["gewichten"])
    assert effects["rang_eerste"].tolist() == pytest.approx([1], abs=0.15)
    assert effects["rang_totaal"].tolist() == pytest.approx([1], abs=0.15)
    assert effects["stapeling_totaal"].tolist() == [0]


def test_themes_of_one_indicator_have_nothing_to_normalise_or_leave_out(data):
    scores = gg.score(data, weights={"gezondheid": 0, "inkomen": 0})
    effects = assess_sensitivity(data, scores, samples=32, vary=["gewichten", "normalisatie", "weglaten"])
    assert not effects.loc[["normalisatie", "weglaten"]].to_numpy().any()


def test_same_seed_same_answer(data, scores):
    one, again, other = (assess_sensitivity(data, scores, samples=32, seed=seed) for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(one, again, check_exact=True)
    assert not one.equals(other)


def test_one_buurt(data, scores):
    one = assess_sensitivity(data, scores, samples=64, buurtcode=TWEKKELERVELD)
    whole = assess_sensitivity(data, scores, samples=64)
    assert not one["rang_totaal"].equals(whole["rang_totaal"])
    pd.testing.assert_series_equal(one["stapeling_totaal"], whole["stapeling_totaal"])


def test_a_buurt_without_a_rank(data, scores):
    without = scores.buurten.index[scores.buurten["rang"].isna()][0]
    with pytest.raises(InputError, match=f"Buurt {without} heeft geen rang"):
        assess_sensitivity(data, scores, samples=8, buurtcode=without)


@pytest.mark.parametrize(
    ("samples", "message"), [(0, "heel getal van 2"), (1, "heel getal"), (500, "geen macht van 2")]
)
def test_samples_are_a_power_of_two(data, scores, samples, message):
    with pytest.raises(SettingsError, match=message):
        assess_sensitivity(data, scores, samples=samples)


def test_without_salib(data, scores, monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.sample.sobol", None)
    with pytest.raises(MissingExtraError, match="SALib nodig; installeer die met"):
        assess_sensitivity(data, scores, samples=8)


def effects_of(**total):
    return pd.DataFrame({"rang_eerste": pd.Series(total) * 1.1, "rang_totaal": pd.Series(total)})


def test_what_is_said():
    assert say_sensitivity(effects_of(gewichten=0.3, foutmarges=0.6, drempel=0.0, weglaten=0.04)) == (
        "De rang beweegt het meest door de foutmarges van de cijfers: daar komt op zichzelf ongeveer 66 % van de "
        "verschillen tussen berekeningen vandaan. Daarna door de gewichten van de thema's. Nauwelijks of niet door "
        "het weglaten van een cijfer en de drempel."
    )


def test_an_estimate_above_the_whole_is_said_as_the_whole():
    assert "ongeveer 100 %" in say_sensitivity(effects_of(gewichten=1.02))


def test_when_nothing_moves():
    assert say_sensitivity(effects_of(drempel=0.0)) == "Geen van de aannamen die zijn gevarieerd, beweegt de rang."


@pytest.mark.slow
def test_the_page_tells_what_comes_out(data, scores, monkeypatch):
    """Of the whole and of two of the buurten that it shows: each takes as long, and is computed alike."""
    names = list(make_robustness.SHOWN)
    page_rows = rows_of("robustness.md", "effects")
    assert {len(row) for row in page_rows.values()} == {2 + len(names)}
    monkeypatch.setattr(make_robustness, "SHOWN", {code: make_robustness.SHOWN[code] for code in names[:2]})
    table = make_robustness.describe_effects(data, scores)
    expected = {str(name): list(row) for name, row in zip(table.index, table.to_numpy(), strict=True)}
    assert {name: row[:4] for name, row in page_rows.items()} == expected
