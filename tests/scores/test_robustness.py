"""Ranks and flags under drawn assumptions: cases by hand, the same draws in plain pandas, and what may not matter."""

import dataclasses

import make_coverage
import make_robustness
import numpy as np
import pandas as pd
import pytest
import robustness as benchmark
from doc_tables import DOCS, rows_of
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

import gezond_geo as gg
from gezond_geo.dataset.levels import aggregate
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.catalogue import Indicator
from gezond_geo.indicators.reference import build_reference
from gezond_geo.scores import simulation
from gezond_geo.scores.references import gemeente_reference
from gezond_geo.scores.robustness import assess_robustness, draw_assumptions, judge, say_assumptions, say_certainty
from gezond_geo.scores.simulation import ASSUMPTIONS, Draws, FixedTheme, Simulation, rank_rows
from gezond_geo.scores.standard_errors import NoisyTheme, find_uncertainty

SEVERAL = 4 * np.sqrt(0.25 / 10_000)
"""Four standard errors of a share of 10 000 draws, at most."""

TWEKKELERVELD, DE_BOTHOVEN = "BU01530301", "BU01530003"


@pytest.fixture(scope="module")
def ladder(data):
    """A reference of 100 buurten in which everything goes up together by 1: what stands at n has percentile n + 0.5."""
    steps = pd.Series(np.arange(100.0))
    members = {t: data.members(t) for t in data.themes}
    indicators = [i for t in members for i in members[t]]
    frame = pd.DataFrame({i.id: 99 - steps if i.ongunstig == "laag" else steps for i in indicators})
    return build_reference([(frame, pd.Series(100.0, index=steps.index))], label="proef", members=members)


def two_buurten(data, reference, **figures):
    """Two buurten with a rank, that differ in the figures that are given and in nothing else."""
    codes = [TWEKKELERVELD, DE_BOTHOVEN]
    buurten = data.buurten.loc[codes].copy()
    for column in buurten.columns.intersection(list(data.indicators)):
        buurten[column] = buurten.loc[TWEKKELERVELD, column]
    for name, values in figures.items():
        buurten[name] = [float(value) for value in values]
    return dataclasses.replace(data, buurten=buurten, reference=reference, standard_errors=pd.DataFrame())


def evenly(number):
    return (np.arange(number) + 0.5) / number


def flags_of(model, draws):
    return np.concatenate([flags for _, flags in model.compute(draws)], axis=1)


def ranks_of(model, draws):
    return np.concatenate([ranks for ranks, _ in model.compute(draws)])


def test_threshold_by_hand(data, ladder):
    # At 82 and 60 of the ladder, so at 82.5 and 60.5; the threshold lies between 75 and 85, evenly: 75 of 100 below.
    two = two_buurten(data, ladder, aandeel_65plus=(82, 60))
    only = gg.score(two, weights={"gezondheid": 0, "inkomen": 0, "verstening": 0})
    model = Simulation(two, only, ["drempel"], realisations=1, seed=1)
    flags = flags_of(model, model.realise({"drempel": evenly(100)}))
    assert dict(zip(model.codes, flags[0].mean(axis=0), strict=True)) == {TWEKKELERVELD: 0.75, DE_BOTHOVEN: 0.0}
    buurten = assess_robustness(two, only, vary=["drempel"]).buurten
    assert buurten.loc[TWEKKELERVELD, "kans_vergrijzing"] == pytest.approx(0.75, abs=SEVERAL)
    assert buurten["rang_laag"].tolist() == buurten["rang_hoog"].tolist() == [1, 2]


def test_weights_by_hand(data, ladder):
    # Mirrored: the one whose theme weighs most is first. With a weight of 1 beside 3, that weight is drawn from
    # Beta(4, 12), and it is more than a half with probability 0.0176.
    two = two_buurten(data, ladder, aandeel_65plus=(90, 10), steen=(10, 90))
    weights = {"gezondheid": 0, "inkomen": 0, "vergrijzing": 1, "verstening": 3}
    buurten = assess_robustness(two, gg.score(two, weights=weights), vary=["gewichten"], top=1).buurten
    first = sum(stats.binom.pmf(k, 15, 0.5) for k in range(4))
    assert buurten.loc[TWEKKELERVELD, "kans_top"] == pytest.approx(first, abs=4 * np.sqrt(first / 10_000))
    assert buurten.loc[TWEKKELERVELD, "kans_top"] + buurten.loc[DE_BOTHOVEN, "kans_top"] == 1


def test_weights_have_the_spread_that_is_told(data, scores):
    model = Simulation(data, scores, ["gewichten"], realisations=10_000, seed=1)
    weights = draw_assumptions(model, 10_000, 1).weights
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    np.testing.assert_allclose(weights.mean(axis=0), 0.25, atol=0.005)
    np.testing.assert_allclose(weights.std(axis=0), np.sqrt(0.25 * 0.75 / 17), atol=0.005)


def test_leaving_out_by_hand(data, ladder):
    # One has 90 of bijstand and 40 of the other, one has 50 and 70: means of 65.5 and 60.5. Without bijstand 40 and 70.
    two = two_buurten(data, ladder, bijstand=(90, 50), moeite_rondkomen=(40, 70))
    only = gg.score(two, weights={"gezondheid": 0, "vergrijzing": 0, "verstening": 0})
    model = Simulation(two, only, ["weglaten"], realisations=1, seed=1)
    assert model.left_out == [("", ""), ("inkomen", "bijstand"), ("inkomen", "moeite_rondkomen")]
    ranks = ranks_of(model, model.realise({"weglaten": evenly(3)}))
    of = pd.DataFrame(ranks, columns=model.codes)
    assert of[TWEKKELERVELD].tolist() == [1, 2, 1]
    buurten = assess_robustness(two, only, vary=["weglaten"], top=1).buurten
    assert buurten.loc[TWEKKELERVELD, "kans_top"] == pytest.approx(2 / 3, abs=SEVERAL)


def test_normalisation_by_hand(data, ladder):
    # Percentiles of 99.5 and 40.5 beside 69.5 twice: a mean of 70.0 above 69.5, and z-scores of a ladder do the same.
    # By min-max 2 becomes 0, and 97 and all above it 100: (100 + 40) / 2 is below (69 - 2) / 95 * 100 = 70.5.
    two = two_buurten(data, ladder, bijstand=(99, 69), moeite_rondkomen=(40, 69))
    only = gg.score(two, weights={"gezondheid": 0, "vergrijzing": 0, "verstening": 0})
    model = Simulation(two, only, ["normalisatie"], realisations=1, seed=1)
    assert model.methods == ("percentiel", "z-score", "min-max")
    ranks = ranks_of(model, model.realise({"normalisatie": evenly(3)}))
    assert pd.DataFrame(ranks, columns=model.codes)[TWEKKELERVELD].tolist() == [1, 1, 2]


def test_normal_noise_by_hand(data, ladder):
    # Stone of 78 and whole numbers: 79.5 and higher is rounded to 80, at 80.5 of the ladder. 1.5 over 2 is 0.75.
    two = two_buurten(data, ladder, steen=(78, 20))
    only = gg.score(two, weights={"gezondheid": 0, "inkomen": 0, "vergrijzing": 0})
    sure = assess_robustness(two, only, vary=["foutmarges"])
    expected = stats.norm.sf(0.75)
    assert sure.buurten.loc[TWEKKELERVELD, "kans_verstening"] == pytest.approx(expected, abs=SEVERAL)
    assert sure.buurten.loc[DE_BOTHOVEN, "kans_verstening"] == 0
    assert sure.standard_errors.loc["steen"].tolist() == [2, "aangenomen", 0]


def test_rounding_by_hand(data, ladder):
    # 78 of 1 000 residents of 15 to 65 have bijstand, so 73 to 83. With 20.5 of the other, the mean is above 50.5, and
    # the theme at 51, when bijstand is above 80: from 80.05, which is rounded to 80.1. That is the upper 2.95 of 10.
    figures = {"inwoners": (1300, 1300), "inwoners_0_14": (200, 200), "inwoners_65plus": (100, 100)}
    figures |= {"inwoners_later": (1300, 1300), "bijstand_personen": (78, 20), "bijstand": (78, 20)}
    two = two_buurten(data, ladder, **figures, moeite_rondkomen=(20, 20))
    two = dataclasses.replace(two, standard_errors=pd.DataFrame({"moeite_rondkomen": 0.0}, index=two.buurten.index))
    sure = assess_robustness(two, gg.score(two, threshold=51), vary=["foutmarges"])
    assert sure.buurten.loc[TWEKKELERVELD, "kans_inkomen"] == pytest.approx(0.295, abs=SEVERAL)
    assert sure.buurten.loc[DE_BOTHOVEN, "kans_inkomen"] == 0
    assert sure.standard_errors.loc[["bijstand", "moeite_rondkomen"], "afronding"].tolist() == [10, 0]


@pytest.mark.parametrize(
    ("weights", "own", "vary"),
    [
        ({}, False, tuple(ASSUMPTIONS)),
        ({"gezondheid": 2, "inkomen": 0.3, "vergrijzing": 0}, True, ("gewichten", "drempel")),
    ],
)
def test_the_draw_that_changes_nothing_is_the_score(data, weights, own, vary):
    reference = gemeente_reference(data) if own else None
    scores = gg.score(data, weights=weights, threshold=75, reference=reference)
    model = Simulation(data, scores, vary, realisations=1, seed=1)
    used_weights = np.array([[scores.settings["weights"][t] for t in scores.counted]])
    zero = np.zeros(1, dtype=int)
    ((ranks, flags),) = model.compute(Draws(used_weights, zero, zero, np.array([75.0]), zero - 1))
    codes = model.codes[model.ranked]
    assert dict(zip(codes, ranks[0], strict=True)) == scores.buurten["rang"].dropna().to_dict()
    themes = scores.themes.loc[model.codes, scores.counted]
    pd.testing.assert_frame_equal(pd.DataFrame(flags[:, 0].T, themes.index, themes.columns), themes >= 75)
    assert flags[:, 0].sum(axis=0).tolist() == scores.buurten.loc[model.codes, "stapeling"].tolist()


@pytest.mark.parametrize("vary", [("gewichten", "normalisatie", "drempel", "weglaten"), tuple(ASSUMPTIONS)])
def test_draws_are_those_of_plain_pandas(data, scores, vary):
    model = Simulation(data, scores, vary, realisations=12, seed=3)
    draws = draw_assumptions(model, 12, 3)
    assert draws.method.any()
    assert draws.left_out.any()
    benchmark.check(model, draws, [benchmark.recompute(data, scores, model, draws, n) for n in range(12)])


def test_noise_beyond_the_range_of_a_share(data):
    # So wide that shares would pass 0 and 100, and z-scores what the reference holds.
    wide = pd.DataFrame({"roken": 40.0, "moeite_rondkomen": 80.0, "bijstand": 900.0}, index=data.buurten.index)
    wild = dataclasses.replace(data, standard_errors=wide)
    scores = gg.score(wild)
    model = Simulation(wild, scores, ["normalisatie", "foutmarges"], realisations=12, seed=3)
    draws = draw_assumptions(model, 12, 3)
    benchmark.check(model, draws, [benchmark.recompute(wild, scores, model, draws, n) for n in range(12)])


def test_quantiles_are_ranks_that_were_drawn(data, scores):
    frame = assess_robustness(data, scores, draws=37).buurten
    model = Simulation(data, scores, ASSUMPTIONS, realisations=37, seed=1)
    ranks = pd.DataFrame(ranks_of(model, draw_assumptions(model, 37, 1)), columns=model.codes[model.ranked])
    for column, share in (("rang_laag", 0.05), ("rang_midden", 0.5), ("rang_hoog", 0.95)):
        expected = np.quantile(ranks, share, axis=0, method="inverted_cdf")
        assert frame.loc[ranks.columns, column].tolist() == expected.tolist()
    assert frame.loc[ranks.columns, "kans_top"].tolist() == pytest.approx((ranks <= 10).mean().tolist())


def test_chances_are_shares_of_the_draws(data, scores):
    frame = assess_robustness(data, scores, draws=50).buurten
    model = Simulation(data, scores, ASSUMPTIONS, realisations=50, seed=1)
    flags = flags_of(model, draw_assumptions(model, 50, 1))
    for number, theme in enumerate(scores.counted):
        assert frame.loc[model.codes, f"kans_{theme}"].tolist() == flags[number].mean(axis=0).tolist()
    assert frame.loc[model.codes, "kans_stapeling"].tolist() == (flags.sum(axis=0) >= 2).mean(axis=0).tolist()


def test_the_frame_is_aligned_and_the_data_unchanged(data, scores):
    before = data.buurten.copy()
    sure = assess_robustness(data, scores, draws=20)
    assert sure.buurten.index.equals(data.buurten.index)
    pd.testing.assert_frame_equal(pd.DataFrame(data.buurten), pd.DataFrame(before))
    assert sure.buurten["rang"].equals(scores.buurten["rang"])
    has_rank = scores.buurten["rang"].notna()
    for column in ("rang_laag", "rang_midden", "rang_hoog", "kans_top"):
        assert sure.buurten[column].notna().equals(has_rank)
    assert sure.buurten["kans_stapeling"].notna().equals(scores.buurten["stapeling"].notna())
    assert sure.buurten["oordeel"].ne("").equals(has_rank)
    assert sure.settings == {
        "draws": 20,
        "seed": 1,
        "top": 10,
        "vary": tuple(ASSUMPTIONS),
        "shared_buurt": 0.42,
        "shared_wijk": 0.28,
    }
    assert sure.meldingen == ()


def test_same_seed_same_answer(data, scores):
    one, again, other = (assess_robustness(data, scores, draws=300, seed=seed).buurten for seed in (7, 7, 8))
    pd.testing.assert_frame_equal(one, again, check_exact=True)
    assert not one.equals(other)


def test_how_draws_are_cut_up_changes_nothing(data, scores, monkeypatch):
    whole = assess_robustness(data, scores, draws=100)
    monkeypatch.setattr(simulation, "_CELLS", 59 * 7)
    parts = assess_robustness(data, scores, draws=100)
    pd.testing.assert_frame_equal(whole.buurten, parts.buurten, check_exact=True)


def test_order_of_rows_changes_nothing(data, scores):
    mixed = data.buurten.sample(frac=1, random_state=2)
    other = assess_robustness(dataclasses.replace(data, buurten=mixed), draws=100)
    expected = assess_robustness(data, scores, draws=100).buurten
    pd.testing.assert_frame_equal(other.buurten.loc[expected.index], expected, check_exact=True)


def test_each_assumption_has_numbers_of_its_own(data, scores):
    every = Simulation(data, scores, ASSUMPTIONS, realisations=40, seed=1)
    few = Simulation(data, scores, ["foutmarges", "drempel", "gewichten"], realisations=40, seed=1)
    more, fewer = draw_assumptions(every, 40, 1), draw_assumptions(few, 40, 1)
    for name in ("weights", "threshold", "noise"):
        np.testing.assert_array_equal(getattr(more, name), getattr(fewer, name))
    assert not fewer.method.any()
    assert not fewer.left_out.any()
    alone = few.make_noise(np.array([5]))
    for name, noise in every.make_noise(np.array([3, 5, -1])).items():
        np.testing.assert_array_equal(noise[1], alone[name][0])
        assert (noise[0] != noise[1]).all()
        assert not noise[2].any()


def standardised_noise(data, scores, shared, number=4000):
    """Noise over its standard deviation, towards the unfavourable end: per figure a row per draw."""
    model = Simulation(data, scores, ["foutmarges"], realisations=number, seed=1, shared=shared)
    noise = model.make_noise(np.arange(number))
    signs = {name: -1 if data.indicators[name].ongunstig == "laag" else 1 for name in noise}
    return {
        name: pd.DataFrame(
            signs[name] * each / model.uncertainty[name].standard_error[model.codes].to_numpy(), columns=model.codes
        )
        for name, each in noise.items()
        if model.uncertainty[name].standard_error.any()
    }


def test_modelled_figures_share_their_error(data, scores):
    # Of one buurt 0.42 + 0.28; of two buurten in a wijk 0.28, whichever figures they are; of two wijken nothing.
    noise = standardised_noise(data, scores, (0.42, 0.28))
    assert set(noise) == {
        "goede_gezondheid", "eenzaam", "beweegrichtlijn", "overgewicht", "roken", "angst_depressie", "moeite_rondkomen",
        "steen",
    }  # fmt: skip
    health, smoking, stone = noise["goede_gezondheid"], noise["roken"], noise["steen"]
    one, beside, elsewhere = "BU01530301", "BU01530300", "BU01530603"
    several = 4 / np.sqrt(4000)
    for first, second, expected in [
        (health[one], noise["moeite_rondkomen"][one], 0.70),
        (health[one], smoking[one], 0.70),
        (health[one], health[beside], 0.28),
        (health[one], smoking[beside], 0.28),
        (health[one], health[elsewhere], 0),
        (stone[one], health[one], 0),
        (stone[one], stone[beside], 0),
    ]:
        assert first.corr(second) == pytest.approx(expected, abs=several)
    for each in noise.values():
        assert each.to_numpy().std() == pytest.approx(1, abs=0.02)


def test_without_sharing_noise_is_independent(data, scores):
    noise = standardised_noise(data, scores, (0.0, 0.0))
    one = pd.DataFrame({name: each["BU01530301"] for name, each in noise.items()}).corr().to_numpy()
    assert np.abs(one - np.eye(len(noise))).max() < 4 / np.sqrt(4000)


def test_areas_without_a_wijk_share_with_none(data):
    wijken = gg.aggregate(data, "wijk")
    noise = standardised_noise(wijken, gg.score(wijken), (0.42, 0.28))["roken"]
    apart = noise.corr().to_numpy() - np.eye(noise.shape[1])
    assert np.abs(apart).max() < 5 / np.sqrt(4000)


def test_an_own_figure_in_the_place_of_a_modelled_one_shares_nothing(data):
    own = data.with_indicator(
        data.buurten["roken"].dropna(), dataclasses.replace(data.indicators["roken"], label="Roken, eigen meting")
    )
    noise = standardised_noise(own, gg.score(own), (0.42, 0.28))
    assert abs(noise["roken"]["BU01530301"].corr(noise["eenzaam"]["BU01530301"])) < 4 / np.sqrt(4000)


@pytest.mark.slow
def test_intervals_cover_what_they_say_when_errors_are_shared(data):
    page_rows = rows_of("robustness.md", "coverage")
    few = rows_in(make_coverage.describe_coverage(data, times=4, draws=60))
    assert page_rows.keys() == few.keys() == {"independent", "shared"}
    for errors, cells in page_rows.items():
        for place in (0, 2):
            assert int(few[errors][place].split()[0]) == pytest.approx(int(cells[place].split()[0]), abs=9)
    covered = {errors: [int(cells[place].split()[0]) for place in (0, 2)] for errors, cells in page_rows.items()}
    assert covered["shared"][0] < 80  # what independent draws would cover
    assert covered["shared"][1] >= 90
    assert covered["independent"][1] >= 90


@pytest.mark.shared
def test_what_editions_differ_by_is_what_the_page_says(shared_dir):
    numbers = make_coverage.measure_editions(shared_dir)
    page = " ".join((DOCS / "robustness.md").read_text("utf-8").split())
    number, deviation, correlation = numbers
    assert f"of {number:,.0f} buurten from 400 residents".replace(",", " ") in page
    assert f"with a standard deviation of {deviation:.2f} percentage points" in page
    assert f"correlates {correlation:.2f} with the mean of the others" in page
    assert round(correlation, 2) == simulation.SHARED_WIJK


def test_a_theme_that_weighs_nothing_stays_out(data):
    scores = gg.score(data, weights={"vergrijzing": 0})
    frame = assess_robustness(data, scores, draws=20).buurten
    assert [c for c in frame if c.startswith("kans_")] == [
        "kans_gezondheid",
        "kans_inkomen",
        "kans_verstening",
        "kans_stapeling",
        "kans_top",
    ]
    model = Simulation(data, scores, ["gewichten"], realisations=5, seed=1)
    assert draw_assumptions(model, 5, 1).weights.shape == (5, 3)


def test_a_missing_figure(data):
    buurten = data.buurten.copy()
    buurten.loc[TWEKKELERVELD, "roken"] = np.nan
    frame = assess_robustness(dataclasses.replace(data, buurten=buurten), draws=20).buurten
    assert frame.loc[TWEKKELERVELD].drop("oordeel").isna().all()
    assert frame.loc[TWEKKELERVELD, "oordeel"] == ""
    assert frame["rang_hoog"].max() <= 52


def test_published_standard_errors_come_first(data, scores):
    errors = pd.DataFrame({"roken": 0.5, "eenzaam": 1.5}, index=data.buurten.index)
    errors.loc[TWEKKELERVELD, "eenzaam"] = np.nan
    own = dataclasses.replace(data, standard_errors=errors)
    margin = find_uncertainty(own, data.indicators["eenzaam"])
    assert margin.standard_error[[TWEKKELERVELD, DE_BOTHOVEN]].tolist() == [2, 1.5]
    table = assess_robustness(own, scores, draws=10).standard_errors
    assert table.loc["roken"].tolist() == [0.5, "gepubliceerd", 0]
    assert table.loc["eenzaam"].tolist() == [1.5, "deels gepubliceerd", 0]
    assert table.loc["angst_depressie"].tolist() == [1, "aangenomen", 0]
    assert table.loc["bijstand"].tolist() == [0, "", 10]
    assert table.loc["aandeel_65plus"].tolist() == [0, "", 0]
    assert assess_robustness(own, scores, draws=10, vary=["gewichten"]).standard_errors.empty


def test_rounding_of_bijstand_in_a_real_buurt(data):
    # 5 persons of 4 235 - 540 - 685 = 3 010 residents of 15 to 65.
    margin = find_uncertainty(data, data.indicators["bijstand"])
    assert margin.half_width[TWEKKELERVELD] == pytest.approx(5 / 3010 * 1000)
    assert not margin.standard_error.any()


def test_a_reference_without_variants_keeps_its_mean(data):
    steps = data.reference.steps
    plain = dataclasses.replace(data.reference, steps=steps[~steps["id"].str.startswith("inkomen/")])
    scores = gg.score(data, reference=plain)
    sure = assess_robustness(data, scores, draws=20)
    (melding,) = sure.meldingen
    assert melding.startswith("Inkomen: normalisatie en weglaten zijn niet gevarieerd")
    model = Simulation(data, scores, ["normalisatie", "weglaten"], realisations=12, seed=1)
    assert model.fixed == ["inkomen"]
    assert {t for t, _ in model.left_out} == {"", "gezondheid"}
    draws = draw_assumptions(model, 12, 1)
    benchmark.check(model, draws, [benchmark.recompute(data, scores, model, draws, n) for n in range(12)])
    assert assess_robustness(data, scores, draws=20, vary=["gewichten"]).meldingen == ()


def test_wijken(data):
    wijken = aggregate(data, "wijk")
    frame = assess_robustness(wijken, draws=20).buurten
    assert frame.index.equals(wijken.buurten.index)
    assert frame["oordeel"].ne("").sum() == gg.score(wijken).buurten["rang"].count()


def test_as_many_buurten_as_a_large_city(data, monkeypatch):
    monkeypatch.setattr(benchmark, "NATION", 400)
    many = benchmark.make_nation(data)
    scores = gg.score(many)
    frame = assess_robustness(many, scores, draws=40).buurten
    assert scores.buurten["rang"].count() == 400
    assert (frame["rang_laag"] <= frame["rang_midden"]).all()
    assert (frame["rang_midden"] <= frame["rang_hoog"]).all()
    assert frame["rang_hoog"].max() > 256  # more than a byte holds


@pytest.mark.parametrize(
    ("high", "chance", "verdict"),
    [
        (14, (0.91, 0.0), "stevig"),
        (14, (0.9, 0.0), "wisselend"),
        (14, (1.0, 0.1), "wisselend"),
        (14, (0.99, 0.09), "stevig"),
        (15, (0.91, 0.0), "wisselend"),
        (15, (0.5, 0.0), "onzeker"),
        (np.nan, (0.5, 0.0), ""),
    ],
)
def test_bounds_of_the_verdict(high, chance, verdict):
    low = np.nan if np.isnan(high) else 4
    frame = pd.DataFrame({"rang_laag": [low], "rang_hoog": [high], "kans_a": [chance[0]], "kans_b": [chance[1]]})
    assert judge(frame, ["kans_a", "kans_b"]).tolist() == [verdict]


def test_what_is_said(data, scores):
    sure = assess_robustness(data, scores, draws=20)
    frame = sure.buurten.copy()
    frame.loc[TWEKKELERVELD, ["rang_laag", "rang_hoog", "oordeel"]] = [12, 27, "wisselend"]
    frame.loc[DE_BOTHOVEN, ["rang_laag", "rang_hoog", "oordeel"]] = [3, 3, "stevig"]
    other = dataclasses.replace(sure, buurten=frame)
    assert (
        say_certainty(other, TWEKKELERVELD)
        == "Rang 19 van 53; in 9 van de 10 berekeningen tussen 12 en 27. Oordeel: wisselend."
    )
    assert say_certainty(other, DE_BOTHOVEN) == "Rang 3 van 53; in 9 van de 10 berekeningen op 3. Oordeel: stevig."
    without = frame.index[frame["oordeel"].eq("")][0]
    assert say_certainty(other, without) == ""
    few = assess_robustness(data, scores, draws=20, vary=["foutmarges", "gewichten"])
    ending = " Alleen de gewichten van de thema's en de foutmarges van de cijfers zijn gevarieerd."
    assert say_certainty(few, TWEKKELERVELD).endswith(ending)


def test_what_was_varied_is_said(data, scores):
    first, verdicts, errors, chance = say_assumptions(assess_robustness(data, scores, draws=20))
    assert first.startswith("20 berekeningen, met steeds anders gekozen: de gewichten van de thema's, ")
    assert "hoogstens 10 rangen ertussen, en elk thema telt mee in meer dan 90 of minder dan 10 %" in verdicts
    assert "aangenomen" in errors
    assert "van de fout van een modelcijfer is 70 % dezelfde" in errors
    assert chance == "Met minder dan 1.000 berekeningen hangen intervallen en oordelen af van toeval."
    assert len(say_assumptions(assess_robustness(data, scores, draws=1000))) == 3
    few = say_assumptions(assess_robustness(data, scores, draws=20, vary=["drempel"]))
    assert "gekozen: de drempel." in few[0]
    assert not [line for line in few if "aangenomen" in line]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"vary": ["gewichten", "kleur"]}, "geen aanname 'kleur'"),
        ({"vary": []}, "minstens één aanname"),
        ({"draws": 0}, "draws is 0; geef een heel getal van 1 of meer"),
        ({"draws": 10**12}, r"hoogstens 6\.535\.947"),
        ({"seed": -1}, "heel getal van 0 of meer"),
        ({"top": 0}, "heel getal van 1 of meer"),
        ({"shared_buurt": 1.1}, "een getal tussen 0 en 1"),
        ({"shared_buurt": 0.8, "shared_wijk": 0.3}, "samen meer dan 1"),
    ],
)
def test_settings_that_cannot_be(data, scores, settings, message):
    with pytest.raises(SettingsError, match=message):
        assess_robustness(data, scores, **settings)


def test_scores_of_other_data(data, scores):
    fewer = dataclasses.replace(data, buurten=data.buurten.iloc[:20])
    with pytest.raises(InputError, match="horen niet bij deze gegevens"):
        assess_robustness(fewer, scores)


def test_without_any_rank(data):
    none = gg.score(data, limits=gg.Limits(rank=1_000_000))
    with pytest.raises(InputError, match="heeft een rang"):
        assess_robustness(data, none)


@given(arrays.arrays("float64", st.tuples(st.integers(1, 4), st.integers(1, 30)), elements=st.integers(0, 9)))
def test_ranks_within_rows_are_those_of_scipy(totals):
    np.testing.assert_array_equal(rank_rows(totals), stats.rankdata(-totals, axis=1, method="min"))


def rows_in(table):
    return {str(name): list(row) for name, row in zip(table.index, table.to_numpy(), strict=True)}


@pytest.mark.slow
def test_the_page_tells_what_comes_out(data, scores):
    sure = assess_robustness(data, scores)
    assert rows_of("robustness.md", "table") == rows_in(make_robustness.describe_buurten(sure, scores))
    assert rows_of("robustness.md", "assumptions") == rows_in(make_robustness.describe_one_by_one(data, scores))
    page = " ".join((DOCS / "robustness.md").read_text("utf-8").split())
    frame = sure.buurten.dropna(subset="rang").set_index("rang").sort_index()
    counts = frame["oordeel"].value_counts()
    assert f"{counts['stevig']} of the {len(frame)} verdicts are `stevig`, {counts['wisselend']} `wisselend`" in page
    assert f"and {counts['onzeker']} `onzeker`" in page
    firm = frame.index[frame["oordeel"].eq("stevig")]
    assert firm.tolist() == [1, 5, 50, 52, 53]
    assert (frame["rang_hoog"] - frame["rang_laag"]).median() == 16


@pytest.mark.parametrize("noise", [None, 0.0], ids=["without", "none"])
def test_a_figure_of_the_caller_is_placed_as_it_is_and_not_as_it_is_shown(data, noise):
    indicator = Indicator(
        id="schulden", label="Schulden", zin="{} heeft schulden", eenheid="%", decimalen=0, soort="register",
        thema="inkomen", ongunstig="hoog", standaardfout=0.0 if noise is None else 1.0,
    )  # fmt: skip
    values = pd.Series(np.linspace(0, 3, len(data.buurten)) * np.pi, index=data.buurten.index)
    own = data.with_indicator(values, indicator)
    members = own.members("inkomen")
    figures = pd.DataFrame(own.buurten)[[i.id for i in members]].dropna()
    uncertainty = {i.id: find_uncertainty(own, i) for i in members}
    variants = [("percentiel", "")]
    options = {"reference": own.reference.of("inkomen"), "variants": variants}
    noisy = NoisyTheme("inkomen", members, figures, uncertainty=uncertainty, **options)
    still = {} if noise is None else {"schulden": np.full((1, len(figures)), noise)}
    first = np.zeros(1, dtype=np.intp)
    places, _ = noisy.place(first, still)
    exact, _ = FixedTheme("inkomen", members, figures, **options).place(first, {})
    np.testing.assert_allclose(places, exact, atol=1e-9)
    assert len(np.unique(places)) > 60
