"""The catalogue says of every figure what it is; nothing else does."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from gezond_geo.dataset.statline_v3 import TableV3
from gezond_geo.errors import SettingsError
from gezond_geo.indicators.catalogue import (
    ADULTS,
    LASTING_THEME,
    add_shares,
    catalogue,
    extras,
    subthemes,
    theme_indicators,
    themes,
    uitgave_of,
    uitgaven,
)
from gezond_geo.indicators.publications import table_of_year
from gezond_geo.io.ranges import Range

EVERY = {**catalogue(), **extras()}
HEALTH = ["goede_gezondheid", "eenzaam", "beweegrichtlijn", "overgewicht", "roken", "angst_depressie"]


def test_themes_are_the_four_of_the_score():
    assert list(themes()) == ["gezondheid", "inkomen", "vergrijzing", "verstening"]
    assert [[i.id for i in theme_indicators(t)] for t in themes()] == [
        ["goede_gezondheid", "eenzaam", "beweegrichtlijn", "overgewicht", "roken", "angst_depressie"],
        ["bijstand", "moeite_rondkomen"],
        ["aandeel_65plus"],
        ["steen"],
    ]


def test_subthemes_of_health_share_out_its_indicators():
    assert [(s.label, s.leden) for s in subthemes().values()] == [
        ("Mentaal en sociaal", ("eenzaam", "angst_depressie")),
        ("Lichamelijk en leefstijl", ("goede_gezondheid", "beweegrichtlijn", "overgewicht", "roken")),
    ]
    assert {s.thema for s in subthemes().values()} == {"gezondheid"}
    shared = [name for s in subthemes().values() for name in s.leden]
    assert sorted(shared) == sorted(HEALTH)
    # A reference holds all of these by their id.
    assert not set(subthemes()) & {*themes(), *EVERY}


def test_standard_errors_are_assumed_for_estimated_shares_alone():
    """The assumption of the package: 2 points, 1 for anxiety or depression, and bijstand rounded to tens."""
    for indicator in EVERY.values():
        estimated = indicator.soort == "schatting" and indicator.eenheid == "%"
        expected = 0 if not estimated else 1 if indicator.id.startswith("angst_depressie") else 2
        assert indicator.standaardfout == expected, indicator.id
    assert {i.id: i.afronding for i in EVERY.values() if i.afronding} == {"bijstand_personen": 10}
    uncertain = {i.id for i in EVERY.values() if i.thema and i.standaardfout}
    assert uncertain == {*HEALTH, "moeite_rondkomen", "steen"}


def test_the_favourable_end_is_high_for_health_and_exercise_only():
    low = [i.id for i in catalogue().values() if i.ongunstig == "laag"]
    members = [i for i in catalogue().values() if i.thema]
    assert set(low) & {i.id for i in members} == {"goede_gezondheid", "beweegrichtlijn"}
    assert all(i.ongunstig in {"hoog", "laag"} for i in members)


@pytest.mark.parametrize("name", ["stedelijkheid", "ernstig_eenzaam", "groen", "hitte", "inwoners", "eenzaam_65plus"])
def test_what_is_looked_at_only_never_counts(name):
    assert catalogue()[name].thema is None


def test_nothing_in_the_catalogue_is_about_origin_or_worth_of_homes():
    text = " ".join(f"{i.id} {i.label} {' '.join(i.stammen)}" for i in EVERY.values()).lower()
    subjects = ("herkomst", "migratie", "westers", "woz", "woningwaarde", "inkomenper")
    assert not [word for word in subjects if word in text]


@pytest.mark.parametrize("indicator", EVERY.values(), ids=lambda i: i.id)
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
    assert list(uitgaven()) == ["2020", "2022", "2024"]
    pinned = {
        name: {key: (t.id, t.jaar, t.leeftijd) for key, t in uitgave.tabellen.items() if key in {"kwb", "gezondheid"}}
        for name, uitgave in uitgaven().items()
    }
    assert pinned == {
        "2020": {"kwb": ("84799NED", 2020, None), "gezondheid": ("50090NED", 2020, "20300")},
        "2022": {"kwb": ("85318NED", 2022, None), "gezondheid": ("50150NED", 2022, "20300")},
        "2024": {"kwb": ("85984NED", 2024, None), "gezondheid": ("50150NED", 2024, "20300")},
    }
    uitgave = uitgave_of("2020")
    assert uitgave.table_of(catalogue()["bijstand"]).id == "84799NED"  # a share is of the table of its numerator
    assert uitgave.table_of(catalogue()["steen"]).jaar == 2008
    assert uitgave.tabellen["gezondheid_later"].periode == "2024JJ00"
    assert uitgave_of("2024").table_of(catalogue()["inwoners_later"]) is None
    assert uitgave.columns_of("gezondheid")["roken"] == ("Roker", "RooktTabak")
    assert uitgave_of("2024").columns_of("kwb_later") == {}


@pytest.mark.parametrize("uitgave", uitgaven().values(), ids=lambda u: u.id)
class TestOfEveryUitgave:
    """What keeps a score of one uitgave in one piece."""

    def counted_tables(self, uitgave):
        members = [i for i in uitgave.indicators().values() if i.thema not in {None, LASTING_THEME}]
        return [uitgave.table_of(i) for i in members]

    def test_figures_about_people_are_of_one_year(self, uitgave):
        assert {str(table.jaar) for table in self.counted_tables(uitgave)} == {uitgave.id}

    def test_health_is_of_one_edition(self, uitgave):
        """The same quantity has another value in another edition."""
        own = {t.id for key, t in uitgave.tabellen.items() if key in {"gezondheid", "gezondheid_65plus"}}
        ids = {t.id for t in self.counted_tables(uitgave) if t.dienst == "rivm"}
        assert own == ids
        assert len(own) == 1
        if uitgave.tabellen.get("gezondheid_later", uitgave.tabellen["gezondheid"]).id not in own:
            later = EVERY["goede_gezondheid_later"]
            assert later.thema is None
            assert "niet te vergelijken" in later.kanttekening

    def test_what_counts_in_a_theme_is_of_one_division(self, uitgave):
        """A theme mean takes all its indicators from the same buurten."""
        for theme in themes():
            members = [i for i in theme_indicators(theme, uitgave.indicators()) if i.ongunstig]
            tables = [uitgave.table_of(i) for i in members]
            assert len({table.indeling for table in tables}) == 1, theme

    def test_the_basiskaart_is_of_the_buurten_of_the_uitgave(self, uitgave):
        """Its figures are joined by code, and its percentiles weighed by the residents of the uitgave."""
        if "basiskaart" in uitgave.tabellen:
            assert uitgave.tabellen["basiskaart"].indeling == uitgave.tabellen["kwb"].indeling

    def test_residents_are_known_of_every_division_that_counts(self, uitgave):
        divisions = {table.indeling for table in self.counted_tables(uitgave)}
        own_divisions = [uitgave.tabellen[key].indeling for key in ("kwb", "kwb_later") if key in uitgave.tabellen]
        assert divisions <= set(own_divisions)

    def test_every_theme_says_what_counts(self, uitgave):
        assert list(uitgave.themes()) == list(themes())
        own_themes = {t for t in themes() if uitgave.themes()[t].uitleg != themes()[t].uitleg}
        assert own_themes == set(uitgave.leden)


def test_each_uitgave_counts_the_best_income_figures_of_its_year():
    income = {name: [i.id for i in theme_indicators("inkomen", u.indicators())] for name, u in uitgaven().items()}
    assert income == {
        "2020": ["bijstand", "moeite_rondkomen"],
        "2022": ["bijstand", "laag_inkomen"],
        "2024": ["bijstand", "armoede"],
    }
    assert uitgave_of("2020").indicators() == catalogue()
    assert uitgave_of("2022").indicators()["moeite_rondkomen"].thema is None  # still looked at
    assert "armoede" not in uitgave_of("2022").indicators()
    for uitgave in uitgaven().values():
        assert [i.id for i in theme_indicators("gezondheid", uitgave.indicators())] == HEALTH


def test_extras_are_looked_at_when_asked_for_and_never_count():
    uitgave = uitgave_of("2020").with_extra(["ses_woa", "afstand_huisarts", "ses_woa"])
    assert uitgave.extra == ("ses_woa", "afstand_huisarts")
    assert uitgave.columns_of("ses_woa") == {"ses_woa": ("Totaalscore/GemiddeldeScore",)}
    assert uitgave.columns_of("kwb_extra") == {"afstand_huisarts": ("AfstandTotHuisartsenpraktijk",)}
    assert uitgave.columns_of("kwb") == uitgave_of("2020").columns_of("kwb")  # the request of the score is the same
    added = {name: i for name, i in uitgave.indicators().items() if name not in catalogue()}
    assert set(added) == {"ses_woa", "afstand_huisarts"}
    assert all(i.thema is None for i in added.values())
    assert not set(extras()) & set(catalogue())
    every = uitgave_of("2024").with_extra(extras())
    names = [i.id for i in every.indicators().values() if i.thema]
    assert names == [i.id for i in uitgave_of("2024").indicators().values() if i.thema]
    assert all(every.table_of(i) is not None for i in added.values())
    assert all(i.kanttekening for i in extras().values())


def test_an_unknown_extra_names_those_there_are():
    with pytest.raises(SettingsError, match=r"cijfer op verzoek 'woz'; kies uit: laag_inkomen, .*ses_woa"):
        uitgave_of("2020").with_extra(["ses_woa", "woz"])


def test_unknown_uitgave_names_those_there_are():
    with pytest.raises(SettingsError, match="2020, 2022, 2024"):
        uitgave_of("1999")


def test_the_key_figures_have_a_table_per_year():
    tables = {year: table_of_year("kwb", year) for year in range(2013, 2026)}
    assert [tables[year].id for year in (2013, 2018, 2021, 2023, 2025)] == [
        "82339NED", "84286NED", "85039NED", "85618NED", "86165NED"
    ]  # fmt: skip
    assert len({table.id for table in tables.values()}) == 13
    assert tables[2019].titel == "Kerncijfers wijken en buurten 2019"
    assert tables[2019].indeling == 2019


def test_one_health_table_has_several_years_on_one_division():
    tables = [table_of_year("50150NED", year, age="20300") for year in (2012, 2022)]
    assert [(t.id, t.jaar, t.indeling, t.periode) for t in tables] == [
        ("50150NED", 2012, 2024, "2012JJ00"),
        ("50150NED", 2022, 2024, "2022JJ00"),
    ]


@pytest.mark.parametrize(("source", "year"), [("kwb", 2012), ("kwb", 2026), ("50090NED", 2022)])
def test_a_year_without_a_table_names_those_there_are(source, year):
    with pytest.raises(SettingsError, match=rf"Van {source} is geen tabel van {year} bekend; wel van: .*20\d\d"):
        table_of_year(source, year)


def test_scores_for_status_are_told_apart_by_their_group():
    groups = [
        "SES-WOA",
        "Totaalscore",
        "Deelscore financiële welvaart",
        "Deelscore opleidingsniveau",
        "Deelscore arbeidsverleden",
    ]
    properties = [{"ID": n, "ParentID": None if n == 0 else 0, "Type": "TopicGroup", "Title": title, "Key": ""}
                  for n, title in enumerate(groups)]  # fmt: skip
    properties += [
        {"ID": 10 + n, "ParentID": n, "Type": "Topic", "Key": f"GemiddeldeScore_{27 + 2 * n}"} for n in range(1, 5)
    ]
    stems = {i.id: i.stammen for i in extras().values() if i.tabel == "ses_woa"}
    assert TableV3("http://cbs", "86296NED").resolve(stems, properties) == {
        "ses_woa": "GemiddeldeScore_29",
        "ses_woa_welvaart": "GemiddeldeScore_31",
        "ses_woa_opleiding": "GemiddeldeScore_33",
        "ses_woa_arbeid": "GemiddeldeScore_35",
    }


def quoted_figures(**columns):
    every = {i.id: np.nan for i in catalogue().values() if not i.is_share}
    return pd.DataFrame(every | columns, index=pd.Index(["BU01530301"], name="buurtcode"))


def test_shares_of_twekkelerveld_by_hand():
    full = add_shares(
        quoted_figures(
            inwoners=4235, inwoners_0_14=540, inwoners_15_24=710, inwoners_65plus=685, bijstand_personen=370, steen=20.4
        )
    ).loc["BU01530301"]
    assert full[ADULTS] == 3695
    assert full["aandeel_65plus"] == 16.2  # 685 / 4235 = 16.175 %
    assert full["aandeel_15_24"] == 16.8  # 710 / 4235 = 16.765 %
    assert full["bijstand"] == 122.9  # 370 of 4235 - 540 - 685 = 3010, per 1 000: 122.924
    assert full["steen"] == 20.4  # a figure is as it was given


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
    full = add_shares(quoted_figures(**numbers | {"bijstand_personen": 370, column: value}))
    assert full[shares].isna().all(axis=None)


def test_input_is_not_changed():
    frame = quoted_figures(inwoners=100, steen=20.4)
    before = frame.copy()
    add_shares(frame)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("unit", "possible"),
    [
        ("%", Range(0, 100)),
        ("% van de huishoudens", Range(0, 100)),
        ("Procent", Range(0, 100)),
        ("‰", Range(0, 1000)),
        ("per 1 000", Range(0)),
        ("misdrijven", Range(0)),
        ("km", Range(0)),
        ("€", Range(0)),
        ("°C", Range(-273.15)),
        ("%-punt", Range()),
        ("verandering in %", Range()),
        ("m NAP", Range()),
        ("", Range()),
    ],
)
def test_the_unit_says_what_a_value_can_be(unit, possible):
    indicator = dataclasses.replace(catalogue()["hitte"], eenheid=unit)
    assert indicator.range == possible
    bounded = dataclasses.replace(indicator, minimum=-3, maximum=7)
    assert bounded.range == Range(-3, 7)


def test_every_figure_of_the_catalogue_but_degrees_and_ses_woa_is_0_or_more():
    free = {name for name, indicator in EVERY.items() if indicator.range.minimum < 0}
    assert free == {"hitte", "ses_woa", "ses_woa_welvaart", "ses_woa_opleiding", "ses_woa_arbeid"}
    assert {i.range for i in EVERY.values() if i.eenheid == "%"} == {Range(0, 100)}
    # More people than live in the Netherlands, or more land than it has, is in none of its buurten.
    assert (EVERY["inwoners"].range, EVERY["land_ha"].range) == (Range(0, 25e6), Range(0, 4.2e6))
    parts = {i.id: i.deel_van for i in EVERY.values() if i.deel_van}
    assert set(parts.values()) == {"inwoners", "inwoners_later"}
