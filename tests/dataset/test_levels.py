"""Buurten taken together: one wijk by hand, what is left out, and how much of each figure is known."""

import csv
import dataclasses
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
from examples import heavy
from hypothesis import given
from hypothesis import strategies as st
from made_up import HENGELO, hengelo_figures

import gezond_geo as gg
from gezond_geo.dataset.levels import aggregate, explain_outside
from gezond_geo.errors import InputError, SettingsError, UnknownBuurtError


@pytest.fixture(scope="module")
def wijken(data):
    return aggregate(data, "wijk")


@pytest.fixture(scope="module")
def stadsdelen(data):
    return aggregate(data, "stadsdeel")


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
    with files("gezond_geo.indicators").joinpath("referentie.csv").open(encoding="utf-8") as file:
        next(file)  # what the file is
        steps = [row for row in csv.DictReader(file) if row["id"] == "aandeel_65plus"]
    everybody = sum(int(s["inwoners"]) for s in steps)
    below = sum(int(s["inwoners"]) for s in steps if float(s["value"]) < 15.5)
    same = sum(int(s["inwoners"]) for s in steps if float(s["value"]) == 15.5)
    scores = gg.score(wijken)
    assert scores.themes.loc["WK015303", "vergrijzing"] == pytest.approx(100 * (below + same / 2) / everybody, abs=0.01)
    assert scores.buurten.loc["WK015303", "stapeling"] == (scores.themes.loc["WK015303"] >= 80).sum()


def test_wijken_come_close_to_what_is_published(data, wijken):
    # All but the wijk that misses four of its five buurten, since they are too small.
    of_rivm = data.comparison.reindex(wijken.buurten.index).drop("WK015307")
    for name in ("goede_gezondheid", "eenzaam", "beweegrichtlijn", "overgewicht", "roken", "moeite_rondkomen"):
        assert (wijken.buurten[name] - of_rivm[name]).abs().max() < 0.25


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


def test_stadsdelen_that_too_many_live_in_none_of_have_no_rank(data, wijken, stadsdelen):
    # 32 buurten of Enschede have no known stadsdeel: 38,2 % of the residents.
    unknown = data.buurten.loc[data.buurten["stadsdeel"].isna(), "inwoners"].sum() / data.buurten["inwoners"].sum()
    assert round(100 * unknown, 1) == 38.2
    reason = "van 38,2 % van de inwoners is het stadsdeel niet bekend, en dat is meer dan 5 %"
    assert explain_outside(data, "stadsdeel") == stadsdelen.unranked == reason
    assert f"Per stadsdeel is er geen rang: {reason}." in stadsdelen.meldingen
    scores = gg.score(stadsdelen).buurten
    assert scores["rang"].isna().all()
    assert scores["reden_geen_rang"].eq(f"{reason}: geen rang").all()
    assert scores["score"].notna().all()  # the figures of what is known are there
    with pytest.raises(InputError, match="heeft een rang"):
        gg.assess_robustness(stadsdelen, draws=2)
    assert explain_outside(data, "wijk") == wijken.unranked == ""


@pytest.mark.parametrize(("residents", "has_rank"), [(525, True), (526, False)])
def test_five_percent_may_live_in_no_stadsdeel(made_up, residents, has_rank):
    # Of 10 500 residents, 525 is 5 %.
    buurten = made_up.buurten.assign(stadsdeel=["A", "A", "B", "B", None, "B"])
    buurten["inwoners"] = [3000.0, 3000, 2000, 1500, residents, 10_500 - 9500 - residents]
    some = dataclasses.replace(made_up, buurten=buurten)
    assert (explain_outside(some, "stadsdeel") == "") == has_rank
    stadsdelen = aggregate(some, "stadsdeel")
    assert (stadsdelen.unranked == "") == has_rank
    assert gg.score(stadsdelen).buurten["reden_geen_rang"].str.contains("stadsdeel niet bekend").any() == (not has_rank)


def test_without_a_rank_areas_together_have_none_either(stadsdelen):
    assert gg.score(aggregate(stadsdelen, "gemeente")).buurten["rang"].isna().all()


def test_a_buurt_without_stadsdeel_is_left_out_and_said(data, stadsdelen):
    assert stadsdelen.buurten.index.tolist() == ["Centrum", "Noord", "Oost", "West", "Zuid"]
    unknown = data.buurten["stadsdeel"].isna()
    assert any(f"Van {unknown.sum()} buurten is het stadsdeel niet bekend" in m for m in stadsdelen.meldingen)
    buurten = data.buurten[~unknown & (data.buurten["inwoners"] >= 100)]
    assert stadsdelen.buurten["inwoners"].to_dict() == buurten.groupby("stadsdeel")["inwoners"].sum().to_dict()


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


@pytest.fixture(scope="module")
def made_up():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEZOND_GEO_OFFLINE", "1")
        return gg.load("Hengelo", figures=hengelo_figures(), offline=True)


def test_without_any_stadsdeel_it_is_said(made_up):
    with pytest.raises(InputError, match=r"Hengelo \(O\.\) is het stadsdeel bekend; kies een ander niveau"):
        aggregate(made_up, "stadsdeel")


@pytest.fixture(scope="module")
def gemeente(data):
    return aggregate(data, "gemeente")


class TestOfTheGemeente:
    """The gemeente from its buurten, beside what CBS and RIVM publish of the gemeente (uitgave 2020)."""

    @pytest.fixture
    def both(self, gemeente, data):
        return gemeente.buurten.loc["GM0153"], data.comparison.loc["GM0153"]

    def test_it_is_one_row(self, gemeente):
        assert gemeente.buurten.index.tolist() == ["GM0153"]
        assert gemeente.buurten["buurtnaam"].tolist() == ["Enschede"]
        assert gemeente.buurten["aantal_buurten"].tolist() == [65]
        assert "Per gemeente: samengenomen uit buurten" in gemeente.meldingen[-2]

    def test_shares_of_adults_come_close(self, data, both):
        # Weighed by residents of 15 and over where RIVM weighs those of 18 and over.
        names = [i.id for i in data.indicators.values() if i.weging == "inwoners_15plus" and not i.id.endswith("later")]
        assert len(names) == 10
        assert (both[0][names] - both[1][names]).astype(float).abs().max() <= 0.1 + 1e-9

    def test_residents_lack_those_of_small_buurten(self, both):
        assert (both[0]["inwoners"], both[1]["inwoners"]) == (159365, 159640)
        assert (both[0]["inwoners_65plus"], both[1]["inwoners_65plus"]) == (28255, 28420)
        assert (both[0]["aandeel_65plus"], both[1]["aandeel_65plus"]) == (17.7, 17.8)
        assert (both[0]["bijstand"], both[1]["bijstand"]) == (64.4, 64.2)


def test_an_area_of_ones_own_by_name_and_code(data):
    own = aggregate(data, {"twekkelerveld": "Ons gebied", "BU01530300": "Ons gebied", "Pathmos": "Daar"})
    assert own.buurten.index.name == "gebied"
    assert own.buurten["buurtnaam"].tolist() == ["Daar", "Ons gebied"]
    assert own.buurten["aantal_buurten"].tolist() == [1, 2]
    # The same two buurten as the wijk above.
    mine = own.buurten.loc["Ons gebied"]
    assert (mine["inwoners"], mine["goede_gezondheid"], mine["steen"]) == (9135, 77.4, 27)
    assert "Zonder 67 buurten die in geen gebied liggen." in own.meldingen
    assert gg.score(own).buurten["rang"].notna().all()


def test_a_series_leaves_out_what_has_no_area(data):
    own = aggregate(data, pd.Series({"BU01530301": "A", "BU01530300": None}))
    assert own.buurten["inwoners"].to_dict() == {"A": 4235}


def test_an_area_of_small_buurten_is_there_without_figures(data):
    own = aggregate(data, {"Kennispark": "Leeg", "Pathmos": "Vol"})
    empty = own.buurten.loc["Leeg"]
    assert empty["aantal_buurten"] == 0
    assert empty[list(own.completeness)].isna().all()
    assert (own.completeness.loc["Leeg"] == 0).all()
    assert gg.score(own).buurten.loc["Leeg", "reden_geen_waarde"] == "minder dan 100 inwoners: geen cijfers"


@pytest.mark.parametrize(
    ("own", "error", "words"),
    [
        ({"Patmos": "A"}, UnknownBuurtError, "geen buurt 'Patmos'; bedoelt u Pathmos"),
        ({"BU01539999": "A"}, UnknownBuurtError, "geen buurt 'BU01539999'; geef een naam of buurtcode"),
        ({"Pathmos": "A", "BU01530202": "B"}, InputError, "BU01530202 staat bij A en bij B"),
        ({}, InputError, "geen buurt genoemd om samen te nemen"),
        ({"Pathmos": None}, InputError, "geen buurt genoemd om samen te nemen"),
        ("provincie", SettingsError, "'provincie' bestaat niet; kies uit: wijk, stadsdeel, gemeente"),
    ],
)
def test_a_wrong_area_is_said_in_a_sentence(data, own, error, words):
    with pytest.raises(error, match=words):
        aggregate(data, own)


class TestCompleteness:
    """Of how many of those whom it is about a figure is known; the first buurten of Hengelo, made up."""

    # Residents 1500, 2000 and 50; under 15 there are 200 and 210, so 1300 and 1790 residents of 15 and over.
    AREA = dict.fromkeys((HENGELO[0], HENGELO[1], HENGELO[5]), "A")

    def without(self, made_up, column):
        buurten = made_up.buurten.copy()
        buurten.loc[HENGELO[0], column] = np.nan
        return dataclasses.replace(made_up, buurten=buurten)

    def test_it_is_whole_without_small_buurten(self, made_up):
        completeness = aggregate(made_up, {HENGELO[0]: "A", HENGELO[1]: "A"}).completeness
        assert (completeness == 100).all(axis=None)

    def test_a_small_buurt_is_lacking(self, made_up):
        completeness = aggregate(made_up, self.AREA).completeness.loc["A"]
        assert completeness["inwoners"] == pytest.approx(3500 / 3550 * 100)
        assert completeness["aandeel_65plus"] == pytest.approx(3500 / 3550 * 100)
        # How many adults it has is not given: as many per resident as the median of 1300 / 1500 and 1790 / 2000.
        adults = 50 * (1300 / 1500 + 1790 / 2000) / 2
        assert completeness["roken"] == pytest.approx(3090 / (3090 + adults) * 100)

    def test_a_buurt_without_the_figure_is_lacking(self, made_up):
        own = aggregate(self.without(made_up, "roken"), {HENGELO[0]: "A", HENGELO[1]: "A", HENGELO[2]: "B"})
        assert own.completeness["roken"].to_dict() == pytest.approx({"A": 1790 / 3090 * 100, "B": 100})
        assert own.buurten.loc["A", "roken"] == 22  # that of the other buurt
        assert own.completeness["eenzaam"].tolist() == [100, 100]
        assert own.meldingen[-1] == "Niet van alle buurten bekend, het minst volledig: Roken (A: 57 %)."

    def test_a_count_without_a_buurt_is_not_given(self, made_up):
        own = aggregate(self.without(made_up, ["huishoudens", "land_ha"]), {HENGELO[0]: "A", HENGELO[1]: "A"})
        assert own.buurten.loc["A", ["huishoudens", "land_ha"]].isna().all()
        # 22 hectares on 2000 residents; the other is taken to have as many: 22 / 2000 * 1500.
        assert own.completeness.loc["A", "land_ha"] == pytest.approx(22 / (22 + 16.5) * 100)

    def test_nobody_at_all_is_known_to_be_nobody(self, made_up):
        own = aggregate(made_up, {HENGELO[0]: "A"})
        assert own.buurten.loc["A", "bijstand_personen"] == 0
        assert own.completeness.loc["A", "bijstand_personen"] == 100

    def test_it_stays_when_areas_are_taken_together_again(self, made_up):
        areas = dict(zip(HENGELO, "AABBBB", strict=True))
        once = aggregate(self.without(made_up, "roken"), areas)
        twice = aggregate(once, "gemeente")
        # 1300 of the 11 400 residents of 15 and over, those of the small buurt left out.
        assert once.completeness.loc["A", "roken"] == pytest.approx(1790 / 3090 * 100)
        assert twice.completeness.loc["GM0164", "roken"] == pytest.approx(100 - 1300 / 11400 * 100, abs=0.5)
        assert twice.buurten.loc["GM0164", "aantal_buurten"] == 5

    def test_a_figure_of_the_wijk_is_not_one_of_the_buurt(self, made_up):
        borrowed = pd.DataFrame({"roken": [True, *[False] * 5]}, index=made_up.buurten.index)
        own = aggregate(dataclasses.replace(made_up, from_wijk=borrowed), {HENGELO[0]: "A", HENGELO[1]: "A"})
        assert own.completeness.loc["A", "roken"] == pytest.approx(1790 / 3090 * 100)
        assert "Wat van de hele wijk is overgenomen, telt niet als volledig." in own.meldingen
        assert own.from_wijk.empty

    def test_unknown_residents_make_it_unknown(self, made_up):
        buurten = made_up.buurten.copy()
        buurten.loc[HENGELO[0], "inwoners"] = np.nan
        own = aggregate(dataclasses.replace(made_up, buurten=buurten), {HENGELO[0]: "A", HENGELO[1]: "A"})
        assert np.isnan(own.completeness.loc["A", "inwoners"])
        assert own.buurten.loc["A", "inwoners"] == 2000


areas = st.lists(st.sampled_from("ABC"), min_size=6, max_size=6)


@pytest.fixture(scope="module")
def counted(made_up):
    counts = {name: indicator for name, indicator in made_up.indicators.items() if indicator.is_count}
    return dataclasses.replace(made_up, indicators=counts)


@heavy
@given(first=areas, second=st.permutations("XYX"))
def test_counts_of_areas_add_up_to_those_of_the_whole(counted, first, second):
    again = dict(zip("ABC", second, strict=True))
    once = aggregate(counted, {code: again[area] for code, area in zip(HENGELO, first, strict=True)})
    parts = aggregate(counted, dict(zip(HENGELO, first, strict=True)))
    # An area of nothing but the small buurt has no figures, as the buurt itself.
    twice = aggregate(parts, {area: again[area] for area in parts.buurten.index})
    counts = ["aantal_buurten", *counted.indicators]
    pd.testing.assert_frame_equal(twice.buurten[counts], once.buurten[counts])


@heavy
@given(first=areas)
def test_a_share_lies_between_those_of_its_buurten(made_up, first):
    frame = aggregate(made_up, dict(zip(HENGELO, first, strict=True))).buurten
    shares = [i.id for i in made_up.indicators.values() if not i.is_count]
    own = made_up.buurten[shares].groupby(pd.Series(first, index=HENGELO))
    has_value = frame[shares].notna()
    assert ((frame[shares] >= own.min()) | ~has_value).all(axis=None)
    assert ((frame[shares] <= own.max()) | ~has_value).all(axis=None)


def test_an_own_figure_has_no_completeness_of_the_one_it_replaces(wijken):
    values = pd.Series(20.0, index=wijken.buurten.index)
    own = wijken.with_indicator(values, dataclasses.replace(wijken.indicators["roken"], label="Roken, eigen meting"))
    assert "roken" in wijken.completeness
    assert "roken" not in own.completeness


def test_an_area_of_one_buurt_is_that_buurt(data):
    alone = aggregate(data, {code: code for code in data.buurten.index})
    names = list(alone.completeness)
    large = data.buurten.index[data.buurten["inwoners"] >= 100]
    pd.testing.assert_frame_equal(
        pd.DataFrame(alone.buurten.loc[large, names]), pd.DataFrame(data.buurten.loc[large, names]), check_names=False
    )


def test_input_is_not_changed(data):
    before = data.buurten.copy()
    aggregate(data, "wijk")
    pd.testing.assert_frame_equal(data.buurten, before)
