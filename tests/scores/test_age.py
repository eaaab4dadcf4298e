"""Health standardised for age: by hand, what it leaves alone, and what cannot be standardised."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.errors import InputError
from gezond_geo.indicators.catalogue import catalogue, subthemes, theme_indicators, uitgave_of
from gezond_geo.indicators.reference import METHODS, variant_id
from gezond_geo.indicators.reference_file import age_reference, national_reference
from gezond_geo.scores.age import older_share, standardise_age, standardise_shares

HEALTH = [i.id for i in theme_indicators("gezondheid")]
SMOKING = catalogue()["roken"]
TWEKKELERVELD, BRUNINK = "BU01530301", "BU01530609"


def people(inwoners, children, old, *, whole, older):
    columns = ["inwoners", "inwoners_0_14", "inwoners_65plus", "roken", "roken_65plus"]
    return pd.DataFrame([[inwoners, children, old, whole, older]], columns=columns, index=["BU01530301"])


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        # Of 800 adults 200 are 65 or over: (800 * 20 - 200 * 35) / 600 = 15 of the younger; 0.75 * 15 + 0.25 * 35.
        (people(1000, 200, 200, whole=20, older=35), 20.0),
        # Of 800 adults 400 are: (800 * 20 - 400 * 35) / 400 = 5 of the younger; 0.75 * 5 + 0.25 * 35.
        (people(1000, 200, 400, whole=20, older=35), 12.5),
        # (800 * 5 - 400 * 20) / 400 is less than nobody; 0.25 * 20.
        (people(1000, 200, 400, whole=5, older=20), 5.0),
        # (800 * 90 - 400 * 60) / 400 = 120 is more than everybody; 0.75 * 100 + 0.25 * 60.
        (people(1000, 200, 400, whole=90, older=60), 90.0),
        # 750 of 800 are: (800 * 20 - 750 * 20.5) / 50 = 12.5 of the younger; 0.75 * 12.5 + 0.25 * 20.5.
        (people(1000, 200, 750, whole=20, older=20.5), 14.5),
        (people(1000, 200, 49, whole=20, older=35), np.nan),
        (people(1000, 200, 751, whole=20, older=20.5), np.nan),
        (people(1000, 200, 200, whole=20, older=np.nan), np.nan),
        (people(1000, np.nan, 200, whole=20, older=35), np.nan),
    ],
)
def test_two_age_groups_by_hand(figures, expected):
    shares = standardise_shares(figures, [SMOKING], 0.25)
    assert shares.loc["BU01530301"].tolist() == pytest.approx([expected], nan_ok=True)


def test_the_standard_population():
    ages = pd.Series({"inwoners": 1000, "inwoners_0_14": 200, "inwoners_65plus": 200})
    assert older_share(ages) == 0.25


@given(young=st.integers(50, 5000), old=st.integers(50, 5000), one=st.floats(0, 100), other=st.floats(0, 100))
def test_ages_make_no_difference_to_a_standardised_share(young, old, one, other):
    """Two buurten with the same shares per age group have the same share, whoever live there."""
    whole = (young * one + old * other) / (young + old)
    shares = standardise_shares(people(young + old, 0, old, whole=whole, older=other), [SMOKING], 0.25)
    assert shares["roken"].iloc[0] == pytest.approx(0.75 * one + 0.25 * other, abs=0.051)


@pytest.fixture(scope="module")
def standardised(data):
    return standardise_age(data)


def test_health_of_a_buurt_by_hand(data, standardised):
    # NL: 3392555 of 17407585 - 2726099 = 14681486 is 23.108 %. Twekkelerveld: 685 of 4235 - 540 = 3695.
    row = data.buurten.loc[TWEKKELERVELD]
    assert (row["roken"], row["roken_65plus"]) == (26.6, 12.8)
    # (3695 * 26.6 - 685 * 12.8) / 3010 = 29.741; 0.76892 * 29.741 + 0.23108 * 12.8 = 25.826.
    assert standardised.buurten.loc[TWEKKELERVELD, "roken"] == 25.8


def test_only_health_changes(data, scores, standardised):
    after = gg.score(standardised)
    others = ["inkomen", "vergrijzing", "verstening"]
    pd.testing.assert_frame_equal(after.themes[others], scores.themes[others], check_exact=True)
    assert not after.themes["gezondheid"].equals(scores.themes["gezondheid"])
    left = pd.DataFrame(data.buurten.drop(columns=[*HEALTH, "geometry", "punt"]))
    pd.testing.assert_frame_equal(pd.DataFrame(standardised.buurten[left.columns]), left)
    assert after.reference.of("gezondheid").label.endswith("gestandaardiseerd naar leeftijd")
    assert after.reference.of("inkomen").label == scores.reference.label
    # Variants can be placed as well.
    assert "gezondheid/z-score/roken" in after.reference.of("gezondheid")


def test_the_data_given_stay_as_they_are(data):
    before = data.buurten.copy(), data.comparison.copy(), data.sources.copy()
    standardise_age(data)
    for frame, copy in zip((data.buurten, data.comparison, data.sources), before, strict=True):
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(copy))


def test_the_netherlands_are_their_own_standard(data, standardised):
    nation = standardised.comparison.loc["NL", HEALTH] - data.comparison.loc["NL", HEALTH]
    assert nation.abs().max() < 0.051
    # In Enschede, where more students live, fewer would smoke with the ages of the Netherlands.
    assert standardised.comparison.loc["GM0153", "roken"] == 21.6
    assert data.comparison.loc["GM0153", "roken"] == 21.9


def test_a_standardised_figure_says_so(standardised):
    for name in HEALTH:
        indicator = standardised.indicators[name]
        assert "gestandaardiseerd naar leeftijd" in indicator.label
        assert "gestandaardiseerd naar leeftijd, bij benadering" in indicator.kanttekening
        assert indicator.zin.endswith("bij de leeftijden van Nederland")
        assert "gestandaardiseerd naar leeftijd" in standardised.sources.loc[name, "soort"]
    assert "gestandaardiseerd" not in standardised.indicators["moeite_rondkomen"].label
    assert "CBS telt ze vanaf 15" in standardised.meldingen[-2]
    lost = "Gezondheid: 4 buurten zonder cijfer gestandaardiseerd naar leeftijd, met minder dan 50 inwoners van"
    assert standardised.meldingen[-1] == f"{lost} een leeftijd."


def test_a_small_age_group_leaves_a_buurt_without_health(data, standardised):
    assert data.buurten.loc[BRUNINK, "inwoners_65plus"] == 30
    assert standardised.buurten.loc[BRUNINK, HEALTH].isna().all()
    reason = gg.score(standardised).buurten.loc[BRUNINK, "reden_geen_rang"]
    assert reason == "geen volledig cijfer voor gezondheid: geen rang"


def test_figures_of_the_wijk_and_standard_errors_go_along(data):
    none = pd.DataFrame(data=False, index=data.buurten.index, columns=["roken", "roken_65plus", "inkomen"])
    borrowed = none.copy()
    borrowed.loc[TWEKKELERVELD, "roken_65plus"] = True
    errors = pd.DataFrame(2.0, index=data.buurten.index, columns=["roken", "moeite_rondkomen"])
    equal = standardise_age(dataclasses.replace(data, from_wijk=borrowed, standard_errors=errors))
    assert equal.from_wijk["roken"].sum() == 1
    assert equal.from_wijk.loc[TWEKKELERVELD, "roken"]
    assert list(equal.standard_errors) == ["moeite_rondkomen"]
    assert not borrowed["roken"].any()


# ---- what cannot be standardised


def test_twice_is_refused(standardised):
    with pytest.raises(InputError, match="al gestandaardiseerd naar leeftijd"):
        standardise_age(standardised)


@pytest.mark.parametrize(("name", "label"), [("stress", "Stress"), ("roken", "Roken")])
def test_health_without_figures_of_older_residents_is_refused(data, name, label):
    """A figure of the caller's own has none, even when it stands in for one that has."""
    indicator = dataclasses.replace(SMOKING, id=name, label=label)
    own = data.with_indicator(pd.Series(20.0, index=data.buurten.index), indicator)
    message = f"^Van 65-plussers in Enschede zijn er geen cijfers over {label.lower()}; zonder"
    with pytest.raises(InputError, match=message):
        standardise_age(own)


def test_without_the_ages_of_the_netherlands_it_is_refused(data):
    alone = dataclasses.replace(data, comparison=data.comparison.drop(index="NL"))
    with pytest.raises(InputError, match="hoe oud de inwoners van Nederland zijn"):
        standardise_age(alone)


def test_another_uitgave_needs_its_own_netherlands(data, standardised):
    later = dataclasses.replace(data, uitgave=uitgave_of("2022"))
    with pytest.raises(InputError, match=r'uitgave 2022 .* geef nation=load\("Nederland", uitgave="2022"\) mee'):
        standardise_age(later)
    everywhere = dataclasses.replace(data, gemeente=dataclasses.replace(data.gemeente, code="NL"))
    with pytest.raises(InputError, match="uitgave 2022"):
        standardise_age(later, everywhere)
    equal = standardise_age(later, dataclasses.replace(everywhere, uitgave=later.uitgave))
    pd.testing.assert_frame_equal(equal.buurten[HEALTH], standardised.buurten[HEALTH])
    smoking = equal.reference.of("gezondheid").steps.query("id == 'roken'")
    assert smoking["buurten"].sum() == standardised.buurten["roken"].count()


# ---- the reference in the package


def test_the_reference_is_whole():
    reference = age_reference()
    variants = {variant_id("gezondheid", method, left_out) for method in METHODS for left_out in ["", *HEALTH]}
    assert set(reference.steps["id"]) == {*HEALTH, *variants, *subthemes()}
    assert reference.people == national_reference().people
