"""Buurten taken together: one wijk by hand, and what is left out."""

import csv
import dataclasses
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
from made_up import hengelo_figures

import gezond_geo as gg
from gezond_geo.errors import InputError
from gezond_geo.levels import aggregate


@pytest.fixture(scope="module")
def wijken(data):
    return aggregate(data, "wijk")


def test_one_wijk_by_hand(wijken):
    # Twekkelerveld - T.H.T. is Tubantia-Toekomst and Twekkelerveld, with 4 900 and 4 235 residents.
    row = wijken.buurten.loc["WK015303"]
    assert row["buurtnaam"] == "Twekkelerveld - T.H.T."
    assert row["inwoners"] == 9135  # 4900 + 4235
    assert row["inwoners_0_14"] == 1200  # 660 + 540
    assert row["inwoners_65plus"] == 1420  # 735 + 685
    assert row["bijstand_personen"] == 490  # 120 + 370
    assert row["land_ha"] == 199  # 114 + 85
    assert row["aandeel_65plus"] == 15.5  # 1420 / 9135 = 15.545 %
    assert row["bijstand"] == 75.2  # 490 of 9135 - 1200 - 1420 = 6515, per 1 000: 75.211
    # Shares of adults weigh by residents of 15 and over, 4900 - 660 = 4240 and 4235 - 540 = 3695:
    assert row["goede_gezondheid"] == 77.4  # (4240 * 80.6 + 3695 * 73.8) / 7935 = 77.434; CBS publishes 77.5
    assert row["roken"] == 23.9  # (4240 * 21.5 + 3695 * 26.6) / 7935 = 23.875
    assert row["moeite_rondkomen"] == 19.1  # (4240 * 15.0 + 3695 * 23.7) / 7935 = 19.051
    assert row["eenzaam_65plus"] == 55.9  # by residents of 65 and over: (735 * 52.7 + 685 * 59.3) / 1420 = 55.884
    assert row["steen"] == 27  # by land: (114 * 33 + 85 * 20) / 199 = 27.447
    assert row["huishoudensgrootte"] == 1.9  # by households: (2580 * 1.9 + 2350 * 1.8) / 4930 = 1.852


def test_its_percentile_by_hand(wijken):
    with files("gezond_geo").joinpath("data/referentie.csv").open(encoding="utf-8") as file:
        steps = [row for row in csv.DictReader(file) if row["id"] == "aandeel_65plus"]
    everybody = sum(int(s["inwoners"]) for s in steps)
    below = sum(int(s["inwoners"]) for s in steps if float(s["value"]) < 15.5)
    same = sum(int(s["inwoners"]) for s in steps if float(s["value"]) == 15.5)
    scores = gg.score(wijken)
    assert scores.themes.loc["WK015303", "vergrijzing"] == pytest.approx(100 * (below + same / 2) / everybody, abs=0.01)
    assert scores.buurten.loc["WK015303", "stapeling"] == (scores.themes.loc["WK015303"] >= 80).sum()


def test_wijken_come_close_to_what_is_published(data, wijken):
    # All but the wijk that misses four of its five buurten, since they are too small.
    published = data.comparison.reindex(wijken.buurten.index).drop("WK015307")
    for name in ("goede_gezondheid", "eenzaam", "beweegrichtlijn", "overgewicht", "roken", "moeite_rondkomen"):
        assert (wijken.buurten[name] - published[name]).abs().max() < 0.25


def test_every_wijk_is_there_and_counts_add_up(data, wijken):
    assert wijken.buurten.index.name == "wijkcode"
    assert wijken.buurten.index.tolist() == sorted(data.gemeente.wijken)
    assert not wijken.has_boundaries
    large = data.buurten[data.buurten["inwoners"] >= 100]
    assert wijken.buurten["inwoners"].sum() == large["inwoners"].sum()
    assert wijken.buurten["aantal_buurten"].sum() == 65
    assert "Zonder 5 buurten onder 100 inwoners." in wijken.meldingen
    assert wijken.meldingen[: len(data.meldingen)] == data.meldingen
    scores = gg.score(wijken).buurten
    assert sorted(scores["rang"].dropna()) == list(range(1, 10))  # one wijk has fewer than 400 residents
    assert scores.loc["WK015307", "reden_geen_rang"] == "minder dan 400 inwoners: geen rang"


def test_a_buurt_without_stadsdeel_is_left_out_and_said(data):
    stadsdelen = aggregate(data, "stadsdeel")
    assert stadsdelen.buurten.index.tolist() == ["Centrum", "Noord", "Oost", "West", "Zuid"]
    unknown = data.buurten["stadsdeel"].isna()
    assert any(f"Van {unknown.sum()} buurten is het stadsdeel niet bekend" in m for m in stadsdelen.meldingen)
    known = data.buurten[~unknown & (data.buurten["inwoners"] >= 100)]
    assert stadsdelen.buurten["inwoners"].to_dict() == known.groupby("stadsdeel")["inwoners"].sum().to_dict()


def without(data, column, code):
    buurten = data.buurten.copy()
    buurten.loc[code, column] = np.nan
    return aggregate(dataclasses.replace(data, buurten=buurten), "wijk").buurten.loc["WK015303"]


def test_a_count_that_lacks_a_buurt_is_missing(data):
    row = without(data, "bijstand_personen", "BU01530300")
    assert np.isnan(row["bijstand_personen"])
    assert np.isnan(row["bijstand"])
    assert row["inwoners"] == 9135


def test_a_share_that_lacks_a_buurt_is_that_of_the_others(data):
    assert without(data, "roken", "BU01530300")["roken"] == 26.6


def test_a_buurt_with_unknown_residents_is_left_out(data):
    assert without(data, "inwoners", "BU01530300")["inwoners"] == 4235


def test_without_any_stadsdeel_it_is_said():
    made_up = gg.load("Hengelo", figures=hengelo_figures(), offline=True)
    with pytest.raises(InputError, match=r"Hengelo \(O\.\) is het stadsdeel bekend; kies een ander niveau"):
        aggregate(made_up, "stadsdeel")


def test_input_is_not_changed(data):
    before = data.buurten.copy()
    aggregate(data, "wijk")
    pd.testing.assert_frame_equal(data.buurten, before)
