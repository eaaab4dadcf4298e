"""People concerned within and outside the buurten where themes stack: by hand, and of Enschede."""

import dataclasses
import functools

import numpy as np
import pandas as pd
import pytest
from examples import heavy
from hypothesis import given
from hypothesis import strategies as st
from made_up import HENGELO, hengelo_figures

import gezond_geo as gg
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.catalogue import catalogue
from gezond_geo.scores.reach import _say_roughly, people_outside, say_people_outside


@pytest.fixture(scope="module")
def made_up():
    """Hengelo, made up: residents of 15 and over 1300, 1790, 2280, 2770 and 3260, and a buurt that is too small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEZOND_GEO_OFFLINE", "1")
        return gg.load("Hengelo", figures=hengelo_figures(), offline=True)


score_once = functools.cache(gg.score)


def stacking(data, numbers):
    """Scores of which the stacking is what the test says."""
    scores = score_once(data)
    counts = pd.Series(numbers, index=data.buurten.index, dtype="float64")
    return dataclasses.replace(scores, buurten=scores.buurten.assign(stapeling=counts))


LAST_TWO = [0, 1, 1, 2, 4, np.nan]


def test_people_by_hand(made_up):
    rows = people_outside(made_up, stacking(made_up, LAST_TWO))
    # Loneliness is 20, 22, 24, 26 and 28 %.
    within = 0.26 * 2770 + 0.28 * 3260  # 1633
    outside = 0.20 * 1300 + 0.22 * 1790 + 0.24 * 2280  # 1201
    lonely = rows.loc["eenzaam"]
    assert lonely[["mensen", "binnen", "buiten"]].tolist() == [2800, 1600, 1200]
    assert lonely["aandeel_buiten"] == round(outside / (within + outside) * 100) == 42
    assert lonely["wie"] == "volwassenen die zich eenzaam voelen"
    assert "inwoners van 15 jaar en ouder" in lonely["berekening"]


def test_what_is_favourable_is_turned_around(made_up):
    rows = people_outside(made_up, stacking(made_up, LAST_TWO))
    # In good health are 20, 22, 24, 26 and 28 %: of the others, 74 % of 2770 and 72 % of 3260 live within.
    assert rows.loc["goede_gezondheid", "binnen"] == round(0.74 * 2770 + 0.72 * 3260, -2) == 4400
    assert rows.loc["goede_gezondheid", "mensen"] == 8600  # 11 400 less 260, 393.8, 547.2, 720.2 and 912.8


def test_counts_are_counted(made_up):
    rows = people_outside(made_up, stacking(made_up, LAST_TWO))
    # On bijstand are 0, 10, 20, 30 and 40; of 65 and over 300, 320, 340, 360 and 380.
    assert rows.loc["bijstand", ["mensen", "binnen", "buiten"]].tolist() == [100, 70, 30]
    assert rows.loc["aandeel_65plus", ["mensen", "binnen", "buiten"]].tolist() == [1700, 740, 960]
    assert rows.loc["inwoners", ["mensen", "binnen", "buiten"]].tolist() == [12500, 6500, 6000]
    assert rows.loc[["inwoners", "bijstand", "aandeel_65plus"], "berekening"].tolist() == ["geteld"] * 3


def test_estimates_are_rounded_to_hundreds_and_counts_to_tens(made_up):
    # 66 more of 65 and over in the first buurt, and 6 more on bijstand; residents of 15 and over stay as they are.
    buurten = made_up.buurten.copy()
    buurten.loc[HENGELO[0], "inwoners_65plus"] += 66
    buurten.loc[HENGELO[4], "bijstand_personen"] += 6
    rows = people_outside(dataclasses.replace(made_up, buurten=buurten), stacking(made_up, LAST_TWO))
    assert rows.loc["aandeel_65plus", ["mensen", "binnen", "buiten"]].tolist() == [1770, 740, 1030]  # 1766 and 740
    assert rows.loc["bijstand", ["mensen", "binnen", "buiten"]].tolist() == [110, 80, 30]  # 106 and 76
    assert rows.loc["eenzaam", ["mensen", "binnen", "buiten"]].tolist() == [2800, 1600, 1200]


@pytest.mark.parametrize(("people", "text"), [(9, "9"), (44, "44"), (146, "150"), (2834, "2.800"), (28_340, "28.000")])
def test_a_sentence_has_two_digits_of_an_estimate(people, text):
    assert _say_roughly(people) == text


def test_stone_is_of_nobody_and_what_does_not_count_is_left_out(made_up):
    rows = people_outside(made_up, stacking(made_up, LAST_TWO))
    health = ["goede_gezondheid", "eenzaam", "beweegrichtlijn", "overgewicht", "roken", "angst_depressie"]
    assert rows.index.tolist() == ["inwoners", *health, "bijstand", "moeite_rondkomen", "aandeel_65plus"]
    weighed = gg.score(made_up, weights={"gezondheid": 0})
    assert people_outside(made_up, weighed).index.intersection(health).empty


def test_a_buurt_without_the_figure_is_in_no_number_and_it_is_told(made_up):
    buurten = made_up.buurten.copy()
    buurten.loc[HENGELO[4], "eenzaam"] = np.nan
    rows = people_outside(dataclasses.replace(made_up, buurten=buurten), stacking(made_up, LAST_TWO))
    assert rows.loc["eenzaam", "binnen"] == round(0.26 * 2770, -2)
    assert rows.loc["eenzaam", "volledigheid"] == pytest.approx(9000 / 12550 * 100)
    assert rows.loc["roken", "volledigheid"] == pytest.approx(12500 / 12550 * 100)


def test_the_sentence(made_up):
    assert say_people_outside(made_up, stacking(made_up, LAST_TWO), "eenzaam") == (
        "Van de naar schatting 2.800 volwassenen die zich eenzaam voelen woont 42 % buiten de 2 buurten waar twee of "
        "meer thema's samenkomen (van alle inwoners: 48 %): de meesten wonen in die buurten."
    )
    assert say_people_outside(made_up, stacking(made_up, LAST_TWO), "bijstand", at_least=4) == (
        "Van de 100 mensen met bijstand woont 60 % buiten de ene buurt waar vier of meer thema's samenkomen "
        "(van alle inwoners: 72 %): dat pleit ook voor maatregelen voor de hele gemeente."
    )
    assert "waar minstens één thema meetelt" in say_people_outside(made_up, stacking(made_up, LAST_TWO), "roken", 1)


def test_without_stacked_buurten_it_is_said(made_up):
    scores = stacking(made_up, [0, 0, 1, 1, 1, np.nan])
    assert say_people_outside(made_up, scores, "roken") == "Er zijn geen buurten waar twee of meer thema's samenkomen."
    assert people_outside(made_up, scores).loc["roken", "aandeel_buiten"] == 100


@pytest.mark.parametrize("name", ["steen", "inwoners", "mantelzorger", "nergens"])
def test_no_sentence_about_what_is_no_row(made_up, name):
    assert say_people_outside(made_up, stacking(made_up, LAST_TWO), name) == ""


def test_no_sentence_about_nobody(made_up):
    nobody = dataclasses.replace(made_up, buurten=made_up.buurten.assign(bijstand_personen=0.0))
    scores = stacking(made_up, LAST_TWO)
    assert np.isnan(people_outside(nobody, scores).loc["bijstand", "aandeel_buiten"])
    assert say_people_outside(nobody, scores, "bijstand") == ""


def test_most_is_never_all(made_up):
    few = made_up.buurten["bijstand_personen"].mask(made_up.buurten.index == HENGELO[0], 10_000)
    most = dataclasses.replace(made_up, buurten=made_up.buurten.assign(bijstand_personen=few))
    outside = say_people_outside(most, stacking(most, [0, 0, 0, 0, 2, np.nan]), "bijstand")
    assert "woont meer dan 99 % buiten de ene buurt" in outside
    within = say_people_outside(most, stacking(most, [2, 2, 2, 2, 0, np.nan]), "bijstand")
    assert "woont minder dan 1 % buiten de 4 buurten" in within


@pytest.mark.parametrize("number", [0, 5])
def test_a_number_that_cannot_stack_is_refused(scores, data, number):
    with pytest.raises(SettingsError, match=f"geen {number} thema's samenkomen: er tellen er 4 mee"):
        people_outside(data, scores, number)


def test_scores_of_other_data_are_refused(data, scores):
    with pytest.raises(InputError, match="horen niet bij deze gegevens"):
        people_outside(gg.aggregate(data, "wijk"), scores)


def test_a_share_at_other_ages_is_of_nobody(data):
    standardised = gg.standardise_age(data)
    rows = people_outside(standardised, gg.score(standardised))
    assert list(rows.index) == ["inwoners", "bijstand", "moeite_rondkomen", "aandeel_65plus"]


@heavy
@given(numbers=st.lists(st.integers(0, 4), min_size=6, max_size=6), at_least=st.integers(1, 4))
def test_parts_add_up_whatever_stacks(made_up, numbers, at_least):
    rows = people_outside(made_up, stacking(made_up, numbers), at_least)
    assert (rows["binnen"] + rows["buiten"] == rows["mensen"]).all()
    assert (rows[["binnen", "buiten"]] >= 0).all(axis=None)
    # Whatever stacks, the people are the same.
    assert rows["mensen"].tolist() == people_outside(made_up, stacking(made_up, [0] * 6))["mensen"].tolist()


def test_enschede(data, scores):
    rows = people_outside(data, scores)
    # RIVM 2020: 51.5 % of adults in Enschede feel lonely and 8.5 % have a high risk of anxiety or depression; of 15 and
    # over there are 136 160 residents. CBS 2020: 6 920 people on bijstand in the gemeente.
    assert rows.loc["eenzaam", "mensen"] == pytest.approx(0.515 * 136160, rel=0.005)
    assert rows.loc["angst_depressie", "mensen"] == pytest.approx(0.085 * 136160, rel=0.01)
    assert rows.loc["bijstand", "mensen"] == pytest.approx(6920, rel=0.005)
    # People concerned live in stacked buurten more than residents do; ageing and stone stack too.
    names = [i.id for theme in ("gezondheid", "inkomen") for i in data.members(theme)]
    assert (rows.loc[names, "aandeel_buiten"] < rows.loc["inwoners", "aandeel_buiten"]).all()
    assert rows.loc["inwoners", "volledigheid"] == pytest.approx(159365 / 159550 * 100)


def test_only_shares_of_people_say_whom_they_are_about():
    indicators = [i for i in catalogue().values() if i.thema]
    assert [i.id for i in indicators if not i.wie] == ["steen"]
    assert all(i.is_share or i.eenheid == "%" for i in catalogue().values() if i.wie)
    assert catalogue()["eenzaam_65plus"].wie == "65-plussers die zich eenzaam voelen"
