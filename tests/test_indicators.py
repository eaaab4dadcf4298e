"""The catalogue says of every figure what it is; nothing else does."""

import numpy as np
import pandas as pd
import pytest

from gezond_geo.errors import SettingsError
from gezond_geo.indicators import ADULTS, add_shares, catalogue, theme_indicators, themes, uitgave_of, uitgaven


def test_themes_are_the_four_of_the_score():
    assert list(themes()) == ["gezondheid", "inkomen", "vergrijzing", "verstening"]
    assert [[i.id for i in theme_indicators(t)] for t in themes()] == [
        ["goede_gezondheid", "eenzaam", "beweegrichtlijn", "overgewicht", "roken", "angst_depressie"],
        ["bijstand", "moeite_rondkomen"],
        ["aandeel_65plus"],
        ["steen"],
    ]


def test_the_favourable_end_is_high_for_health_and_exercise_only():
    low = [i.id for i in catalogue().values() if i.ongunstig == "laag"]
    counted = [i for i in catalogue().values() if i.thema]
    assert set(low) & {i.id for i in counted} == {"goede_gezondheid", "beweegrichtlijn"}
    assert all(i.ongunstig in {"hoog", "laag"} for i in counted)


@pytest.mark.parametrize("name", ["stedelijkheid", "ernstig_eenzaam", "groen", "hitte", "inwoners", "eenzaam_65plus"])
def test_what_is_looked_at_only_never_counts(name):
    assert catalogue()[name].thema is None


def test_nothing_in_the_catalogue_is_about_origin_or_worth_of_homes():
    text = " ".join(f"{i.id} {i.label} {' '.join(i.stammen)}" for i in catalogue().values()).lower()
    refused = ("herkomst", "migratie", "westers", "woz", "woningwaarde", "inkomenper")
    assert not [word for word in refused if word in text]


@pytest.mark.parametrize("indicator", catalogue().values(), ids=lambda i: i.id)
def test_every_indicator_is_whole(indicator):
    assert "{}" in indicator.zin
    assert indicator.soort in {"telling", "register", "schatting"}
    assert indicator.thema in {None, *themes()}
    if indicator.is_share:
        assert {indicator.teller, *indicator.noemer, *indicator.min} <= set(catalogue())
        assert indicator.tabel is None
    else:
        assert indicator.tabel is not None
        assert indicator.stammen
    assert indicator.weging in {None, ADULTS, *catalogue()}
    if indicator.eenheid == "%" and not indicator.is_share:
        assert indicator.weging is not None  # a percentage is never added up


def test_older_residents_have_columns_of_their_own():
    whole, older = catalogue()["eenzaam"], catalogue()["eenzaam_65plus"]
    assert older.stammen == whole.stammen
    assert older.tabel == "gezondheid_65plus"
    assert older.thema is None
    assert older.weging == "inwoners_65plus"
    assert "65" in older.zin
    assert "65 jaar" in older.kanttekening


def test_uitgaven_pin_their_tables():
    assert list(uitgaven()) == ["2020", "2024"]
    pinned = uitgave_of("2020")
    assert {key: table.id for key, table in pinned.tabellen.items() if table.dienst} == {
        "kwb": "84799NED",
        "gezondheid": "50090NED",
        "gezondheid_65plus": "50090NED",
        "kwb_later": "85984NED",
        "gezondheid_later": "50150NED",
    }
    assert pinned.table_of(catalogue()["bijstand"]).id == "84799NED"  # a share is of the table of its numerator
    assert pinned.table_of(catalogue()["steen"]).jaar == 2008
    assert uitgave_of("2024").table_of(catalogue()["inwoners_later"]) is None
    assert pinned.columns_of("gezondheid")["roken"] == ("Roker", "RooktTabak")
    assert uitgave_of("2024").columns_of("kwb_later") == {}


def test_unknown_uitgave_names_those_there_are():
    with pytest.raises(SettingsError, match="2020, 2024"):
        uitgave_of("1999")


def quoted(**columns):
    every = {i.id: np.nan for i in catalogue().values() if not i.is_share}
    return pd.DataFrame(every | columns, index=pd.Index(["BU01530301"], name="buurtcode"))


def test_shares_of_twekkelerveld_by_hand():
    full = add_shares(
        quoted(
            inwoners=4235, inwoners_0_14=540, inwoners_15_24=710, inwoners_65plus=685, bijstand_personen=370, steen=20.4
        )
    ).loc["BU01530301"]
    assert full[ADULTS] == 3695
    assert full["aandeel_65plus"] == 16.2  # 685 / 4235 = 16.175 %
    assert full["aandeel_15_24"] == 16.8  # 710 / 4235 = 16.765 %
    assert full["bijstand"] == 122.9  # 370 of 4235 - 540 - 685 = 3010, per 1 000: 122.924
    assert full["steen"] == 20  # the catalogue's decimals


@pytest.mark.parametrize(
    ("column", "value", "shares"),
    [
        ("inwoners_65plus", np.nan, ["aandeel_65plus", "bijstand"]),
        ("bijstand_personen", np.nan, ["bijstand"]),
        ("inwoners_65plus", 3695, ["bijstand"]),  # nobody of 15 to 65
        ("inwoners", 0, ["aandeel_65plus", "aandeel_15_24", "bijstand"]),
    ],
)
def test_a_share_without_a_part_is_missing(column, value, shares):
    numbers = {"inwoners": 4235, "inwoners_0_14": 540, "inwoners_15_24": 710, "inwoners_65plus": 685}
    full = add_shares(quoted(**numbers | {"bijstand_personen": 370, column: value}))
    assert full[shares].isna().all(axis=None)


def test_input_is_not_changed():
    frame = quoted(inwoners=100, steen=20.4)
    before = frame.copy()
    add_shares(frame)
    pd.testing.assert_frame_equal(frame, before)
