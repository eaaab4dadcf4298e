import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import gezond_geo as gg
from gezond_geo.years import trends
from gezond_geo.years.trends import (
    DECREASED,
    INCREASED,
    MODELLED,
    NO_DIFFERENCE,
    compute_trend,
    correct_for_number,
    say_changes,
)

BH_1995 = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_two_counts_by_hand():
    # z = (144 - 100) / sqrt(244) = 2.8168; two-sided p of the normal distribution 0.004850.
    trend = compute_trend(np.array([[100.0, 144.0]]), None, np.array([2020.0, 2024.0]))
    assert trend.p[0] == pytest.approx(0.004850, abs=5e-7)
    assert trend.slope[0] > 0


def test_two_shares_by_hand():
    # 30 of 200 and 50 of 200: pooled 0.2, z = 0.1 / sqrt(0.2 * 0.8 * 2 / 200) = 2.5; p = 0.012419.
    trend = compute_trend(np.array([[30.0, 50.0]]), np.array([[200.0, 200.0]]), np.array([1.0, 2.0]))
    assert trend.p[0] == pytest.approx(0.012419, abs=5e-7)


def test_rounding_by_the_source_makes_a_difference_less_sure():
    counts, at = np.array([[40.0, 70.0]]), np.array([1.0, 2.0])
    # Each of the two counts has 10² / 12 more variance: z = 30 / sqrt(110 + 2 * 8.333).
    assert compute_trend(counts, None, at, 10.0).p[0] == pytest.approx(0.007688, abs=5e-6)
    assert compute_trend(counts, None, at).p[0] < 0.0045


def test_few_events_get_no_p():
    trend = compute_trend(np.array([[2.0, 9.0], [2.0, 6.0]]), None, np.array([1.0, 2.0]))
    assert np.isnan(trend.p).tolist() == [False, True]


def test_no_event_in_any_year_gets_no_p_and_no_warning():
    trend = compute_trend(np.zeros((1, 2)), np.array([[200.0, 300.0]]), np.array([1.0, 2.0]))
    assert np.isnan(trend.p).all()


def test_scatter_around_the_line_counts_from_four_years_on():
    at = np.arange(2015.0, 2023.0)
    smooth = np.array([[100.0, 104, 108, 112, 116, 120, 124, 128]])
    wild = np.array([[100.0, 150, 70, 160, 60, 170, 80, 128]])
    assert compute_trend(smooth, None, at).p[0] < 0.03
    assert compute_trend(wild, None, at).p[0] > 0.5


def test_shares_on_a_line_have_no_scatter():
    """Of 2 000 people 100, 120, … 240: with p 0.085, z = 20 * 42 / sqrt(2000 * 0.085 * 0.915 * 42) = 10.39."""
    trend = compute_trend(100 + 20 * np.arange(8.0)[np.newaxis], np.full((1, 8), 2000.0), np.arange(8.0))
    assert trend.p[0] == pytest.approx(2 * stats.norm.sf(10.392), rel=1e-2)


@given(st.lists(st.integers(20, 400), min_size=2, max_size=10), st.integers(-50, 50))
def test_a_trend_knows_no_origin_of_years_and_turns_with_them(counts, shift):
    events, at = np.array([counts], dtype=float), np.arange(len(counts), dtype=float)
    forth, later = compute_trend(events, None, at), compute_trend(events, None, at + shift)
    back = compute_trend(events[:, ::-1], None, at)
    assert later.p == pytest.approx(forth.p)
    assert back.p == pytest.approx(forth.p)
    assert back.slope == pytest.approx(-forth.slope)


def test_four_of_the_fifteen_of_1995_are_rejected(years, monkeypatch):
    """The p-values of Benjamini and Hochberg's own example, as those of fifteen buurten."""
    buurten = years.figures["buurtcode"].unique()[:15]
    few = years.figures["buurtcode"].isin(buurten)
    part = dataclasses.replace(years, figures=years.figures[few])
    real = trends.compute_trend

    def with_those(events, *rest):
        trend = real(events, *rest)
        return trend._replace(p=np.concatenate([BH_1995, [1.0] * (len(events) - 15)]))

    monkeypatch.setattr(trends, "compute_trend", with_those)
    change = gg.assess_change(part)
    rows = change[(change["id"] == "inwoners") & change["code"].isin(buurten)]
    assert len(rows) == 15
    assert (rows["p_gecorrigeerd"] < 0.05).sum() == 4
    assert (rows["oordeel"] == NO_DIFFERENCE).sum() == 11


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_correction_is_that_of_scipy(p):
    np.testing.assert_allclose(correct_for_number(np.array(p)), stats.false_discovery_control(p), rtol=1e-12)


def test_enschede_grew_and_modelled_health_gets_no_verdict(years):
    change = gg.assess_change(years)
    city = change[change["code"] == "GM0153"].set_index("id")
    assert city.loc["inwoners", ["van", "tot", "verschil", "oordeel"]].tolist() == [159640, 161738, 2098, INCREASED]
    assert city.loc["inwoners_0_14", "oordeel"] == DECREASED
    assert city.loc["aandeel_65plus", ["van", "tot", "oordeel"]].tolist() == [17.8, 18.4, INCREASED]
    health = change[change["id"] == "goede_gezondheid"]
    assert health["oordeel"].eq("").all()
    assert health["verschil"].isna().all()
    assert health.loc[health["van"].notna() & health["tot"].notna(), "reden"].eq(MODELLED).all()
    lines = say_changes(change, years)
    assert any(
        line.startswith("Inwoners, 2020–2024: Enschede toegenomen; van de buurten toegenomen in") for line in lines
    )
    assert lines[-1] == f"Goede ervaren gezondheid: {MODELLED}."


def test_the_interval_of_a_difference_by_hand(years):
    """MOVER with Byar's limits of 30 and 65 events."""
    figures = years.figures.copy()
    is_one = (figures["buurtcode"] == "BU01530301") & (figures["id"] == "inwoners_65plus")
    figures.loc[is_one & (figures["jaar"] == 2020), "waarde"] = 30.0
    figures.loc[is_one & (figures["jaar"] == 2024), "waarde"] = 65.0
    change = gg.assess_change(dataclasses.replace(years, figures=figures)).set_index(["code", "id"])
    row = change.loc[("BU01530301", "inwoners_65plus")]
    byar = gg.byar_interval([30.0, 65.0])
    low = 35 - np.hypot(65 - byar["laag"][1], byar["hoog"][0] - 30)
    high = 35 + np.hypot(byar["hoog"][1] - 65, 30 - byar["laag"][0])
    assert row[["laag", "hoog"]].tolist() == pytest.approx([low, high])
    assert 13 < low < 16
    assert 55 < high < 58


def test_another_order_changes_nothing(years):
    shuffled = dataclasses.replace(years, figures=years.figures.sample(frac=1, random_state=1))
    one, other = (gg.assess_change(y).sort_values(["id", "code"], ignore_index=True) for y in (years, shuffled))
    pd.testing.assert_frame_equal(one, other)


def test_one_series_less_changes_no_other(years):
    code = "BU01530301"
    part = dataclasses.replace(years, figures=years.figures[years.figures["buurtcode"] != code])
    whole, rest = (gg.assess_change(y).set_index(["code", "id"]) for y in (years, part))
    columns = ["van", "tot", "verschil", "laag", "hoog", "p"]
    pd.testing.assert_frame_equal(whole.drop(index=code, level=0)[columns], rest[columns])


def test_one_year_is_no_change(years):
    with pytest.raises(gg.GezondGeoError, match="twee jaren"):
        gg.assess_change(years, since=2024)


def test_a_period_that_runs_backwards_is_refused(years):
    for assess in (gg.assess_change, gg.compare_with_nation):
        with pytest.raises(gg.GezondGeoError, match="Van 2024 tot en met 2020 is geen periode"):
            assess(years, since=2024, until=2020)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: pd.concat([rows, rows.head(1)]), "staat goede_gezondheid van BU01530000 in 2012 twee keer"),
        (lambda rows: rows.drop(columns="waarde"), "ontbreekt de kolom waarde"),
        (lambda rows: rows.assign(waarde="veel"), "iets anders dan getallen"),
        (lambda rows: rows.assign(waarde=rows["waarde"].astype(str)), "iets anders dan getallen"),
        (lambda rows: rows.assign(waarde=np.inf), "een oneindig getal"),
        (lambda rows: rows.to_dict("records"), "years.figures is een list"),
    ],
)
def test_figures_that_were_spoiled_since_are_refused(years, change, message):
    with pytest.raises(gg.GezondGeoError, match=message):
        gg.assess_change(dataclasses.replace(years, figures=change(years.figures)))
