"""The sketch of older residents in years to come."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.choices.ageing import OLDEST, age_on, spread_ages
from gezond_geo.choices.projection import SKETCH
from gezond_geo.errors import InputError, SettingsError

TWEKKELERVELD, CITY = "BU01530301", "BU01530000"


@pytest.fixture(scope="module")
def ahead(data):
    return gg.project_residents(data)


def ages_of(code=TWEKKELERVELD, **more):
    row = {"buurtcode": code, "0 tot 45 jaar": 2000, "45 tot 65 jaar": 1000, "65 tot 80": 500, "80+": 200}
    return pd.DataFrame([row | more])


def test_who_is_65_in_2040_was_45_in_2020(data):
    """Of 2020 with 45-65, 65-80 and 80+, twenty years of national mortality later."""
    sketch = gg.project_residents(data, ages=ages_of())
    classes = {(0, 44): 2000, (45, 64): 1000, (65, 79): 500, (80, OLDEST): 200}
    people = spread_ages({span: np.array([float(count)]) for span, count in classes.items()})
    for year in range(2020, 2040):
        people = age_on(people, year)
    row = sketch.buurten.loc[TWEKKELERVELD]
    assert row["schets_65plus_2020"] == 700
    assert row["schets_65plus_2040"] == round(people[0, 65:].sum())
    assert row["schets_75plus_2040"] == round(people[0, 75:].sum())
    # All of them were 45 or more: 1 700 less who died.
    assert 900 < row["schets_65plus_2040"] < 1200


def test_years_shown_and_what_is_counted(ahead, data):
    assert [c for c in ahead.buurten if c.startswith("schets_65")] == [
        f"schets_65plus_{year}" for year in (2020, 2025, 2030, 2035, 2040)
    ]
    assert ahead.buurten.loc[TWEKKELERVELD, "inwoners_65plus"] == data.buurten.loc[TWEKKELERVELD, "inwoners_65plus"]
    assert ahead.totals.loc[2020, "65plus"] == pytest.approx(28255)


def test_the_sketch_is_set_beside_what_was_counted_and_says_what_it_is(ahead):
    row = ahead.check.loc[(2024, "65plus")]
    assert row["totaal"] == 29735
    assert row["verschil"] == pytest.approx(100 * (row["schets"] / 29735 - 1))
    lines = ahead.sentences()
    assert lines[0] == SKETCH
    assert any("schets 32.288, geteld 29.735 (verschil 8,6 %)" in line for line in lines)


def test_buurten_with_many_young_adults_have_no_sketch_without_classes(ahead, data):
    assert ahead.buurten.loc[CITY].drop(["buurtnaam", "inwoners_65plus"]).isna().all()
    assert any("te ruw: City" in line for line in ahead.meldingen)
    assert gg.project_residents(data, ages=ages_of(CITY)).buurten.loc[CITY, "schets_65plus_2040"] > 0


def test_few_people_are_not_shown(ahead, data):
    small = data.buurten.index[data.buurten["inwoners"] < 100]
    assert ahead.buurten.loc[small].drop(columns="buurtnaam").isna().all(axis=None)
    counts = ahead.buurten.filter(like="schets")
    assert (counts.min() >= 10).all()


def test_new_dwellings_bring_people_who_age(data, ahead):
    plan = pd.DataFrame(
        {"buurtcode": [TWEKKELERVELD], "jaar": [2040], "woningen": [100], "bewoners": [2.0], "aandeel_65plus": [50]}
    )
    with_them = gg.project_residents(data, dwellings=plan)
    more = (
        with_them.buurten.loc[TWEKKELERVELD, "schets_65plus_2040"]
        - ahead.buurten.loc[TWEKKELERVELD, "schets_65plus_2040"]
    )
    assert more == pytest.approx(100, abs=1)
    others = with_them.buurten.drop(index=TWEKKELERVELD)
    pd.testing.assert_frame_equal(others, ahead.buurten.drop(index=TWEKKELERVELD))
    earlier = gg.project_residents(data, dwellings=plan.assign(jaar=2025))
    assert (
        earlier.buurten.loc[TWEKKELERVELD, "schets_75plus_2040"]
        > with_them.buurten.loc[TWEKKELERVELD, "schets_75plus_2040"]
    )
    assert with_them.newcomers[TWEKKELERVELD] == pytest.approx(100 + 100 * 0.8, abs=8)


def test_dwellings_of_other_years_are_left_out_and_said(data, ahead):
    plan = pd.DataFrame({"buurtcode": [TWEKKELERVELD] * 2, "jaar": [2019, 2041], "woningen": [100, 100]})
    sketch = gg.project_residents(data, dwellings=plan)
    pd.testing.assert_frame_equal(sketch.buurten, ahead.buurten)
    assert any("niet van 2021 tot en met 2040: 2 regels" in line for line in sketch.meldingen)


def test_a_prognosis_of_the_gemeente_is_a_check(data):
    totals = pd.DataFrame({"jaar": [2040], "inwoners_65plus": [40000], "inwoners_75plus": [22000]})
    check = gg.project_residents(data, totals=totals).check
    assert check.loc[(2040, "65plus"), "totaal"] == 40000
    assert check.loc[(2040, "75plus"), "bron"] == "prognose"


def test_the_norm_then_by_hand(data):
    sketch = gg.project_residents(data, ages=ages_of())
    row, now = sketch.norm().loc[TWEKKELERVELD], gg.assess_norm(data).loc[TWEKKELERVELD]
    growth = (
        sketch.buurten.loc[TWEKKELERVELD, "schets_65plus_2040"] - sketch.buurten.loc[TWEKKELERVELD, "inwoners_65plus"]
    )
    assert growth > 0
    assert row["schets_plekken_laag"] == now["volwassenen_laag"] // 500
    assert row["schets_plekken_hoog"] == -(-(now["volwassenen_hoog"] + growth) // 500)


@settings(max_examples=5)
@given(st.integers(2021, 2045))
def test_a_shorter_look_is_the_begin_of_a_longer_one(data, ahead, until):
    short = gg.project_residents(data, until)
    same = [column for column in short.buurten if column in ahead.buurten]
    pd.testing.assert_frame_equal(short.buurten[same], ahead.buurten[same])


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"ages": ages_of().drop(columns="45 tot 65 jaar")}, "sluiten niet aan"),
        ({"ages": ages_of().drop(columns="80+")}, "sluiten niet aan"),
        ({"ages": ages_of(herkomst=3)}, "gaat over herkomst"),
        ({"ages": ages_of().assign(**{"80+": "veel"})}, "'veel' is geen getal"),
        ({"dwellings": pd.DataFrame({"buurtcode": [TWEKKELERVELD], "woningen": [3]})}, "ontbreekt de kolom jaar"),
        (
            {"dwellings": pd.DataFrame({"buurtcode": [TWEKKELERVELD], "jaar": [2030], "woningen": [None]})},
            "woningen is leeg",
        ),
        (
            {"dwellings": pd.DataFrame({"buurtcode": ["BU03630000"], "jaar": [2030], "woningen": [3]})},
            "geen enkele buurt",
        ),
        ({"totals": pd.DataFrame({"jaar": ["ooit"], "65+": [3]})}, "'ooit' is geen getal"),
    ],
)
def test_what_cannot_be_is_one_sentence(data, kwargs, message):
    with pytest.raises(InputError) as error:
        gg.project_residents(data, **kwargs)
    assert message in str(error.value)


def test_without_anyone_there_is_nothing_to_age(data):
    with pytest.raises(InputError, match="Van geen buurt van Enschede zijn er inwoners naar leeftijd"):
        gg.project_residents(dataclasses.replace(data, buurten=data.buurten.iloc[:0]))


@pytest.mark.parametrize("until", [2020, 2071])
def test_a_last_year_that_is_past_or_too_far(data, until):
    with pytest.raises(SettingsError, match="geef een jaar na 2020"):
        gg.project_residents(data, until)


@pytest.mark.shared
def test_ages_as_cbs_publishes_them(data, shared_dir):
    kwb = pd.read_parquet(shared_dir / "data/statline/84799NED/TypedDataSet.parquet")
    kwb = kwb[kwb["WijkenEnBuurten"].str.startswith("BU0153")]
    sketch = gg.project_residents(data, ages=kwb)
    assert sketch.buurten.loc["BU01530406", "schets_65plus_2040"] == 100
    assert sketch.check.loc[(2024, "65plus"), "verschil"] == pytest.approx(8.3, abs=0.1)
