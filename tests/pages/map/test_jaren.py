"""What the page gets of figures through the years: levels of one edition, and verdicts on counts only."""

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.pages.map.jaren import tell_years
from gezond_geo.pages.map.payload import build_payload

LANG, CENTRE, FEW = "BU01530603", "BU01530000", "BU01530703"


@pytest.fixture(scope="module")
def own_payload(data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame, years: gg.Years) -> dict[str, Any]:
    return build_payload(data, scores, links, years=years)


def series_of(payload: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in payload["jaren"]["reeksen"] if one["id"] == name)


def values_of(payload: dict[str, Any], name: str, code: str) -> list[float | None] | None:
    at = [buurt["code"] for buurt in payload["buurten"]].index(code)
    return series_of(payload, name)["waarden"][at]


def test_every_year_is_of_one_edition_in_the_same_classes(own_payload: dict[str, Any]) -> None:
    health = series_of(own_payload, "goede_gezondheid")
    assert health["jaren"] == [2012, 2016, 2020, 2022, 2024]
    assert health["tabellen"] == "50150NED"
    assert values_of(own_payload, "goede_gezondheid", LANG) == [60.7, 58.3, 62.2, 49.7, 58.4]
    assert health["gemeente"] == [73.2, 73.9, 77.0, 66.3, 71.9]
    assert health["nederland"][-1] == 72.8  # as everywhere on paper, of 72.85
    assert health["nederland_hoe"] == "gemiddelde van 342 gemeenten naar inwoners van 2024"
    low, *_, high = health["grenzen"]
    assert len(health["klassen"]) == len(health["grenzen"]) - 1
    values = [value for row in health["waarden"] if row for value in row if value is not None]
    assert low <= min(values)
    assert max(values) <= high
    # The score of 2020 is made of 50090NED, which has 64.0 for 't Lang.
    assert health["andere_tabel"] == {"jaar": 2020, "tabel": "50090NED"}
    assert any("Nederland 9,3 punten lager" in line for line in health["landelijk"])


def test_only_what_is_counted_has_a_verdict(own_payload: dict[str, Any], years: gg.Years) -> None:
    assert series_of(own_payload, "goede_gezondheid")["oordelen"] == {}
    residents = series_of(own_payload, "inwoners")
    assert residents["oordelen"][CENTRE] == "toegenomen"  # 3,315 to 3,840
    assert residents["oordelen"]["GM0153"] == "toegenomen"
    assert residents["nederland"] is None
    # Marssteden and two others have fewer than 100 residents; 't Weldink and De Leuriks no value on the page either.
    change = gg.assess_change(years)
    words = change[change["id"].eq("inwoners") & change["oordeel"].ne("")].set_index("code")["oordeel"]
    hidden = {
        buurt["code"] for buurt in own_payload["buurten"] if values_of(own_payload, "inwoners", buurt["code"]) is None
    }
    assert set(residents["oordelen"]) == set(words.index) - hidden
    assert "bijstand" not in [one["id"] for one in own_payload["jaren"]["reeksen"]]  # of one year only


def test_a_buurt_under_a_hundred_residents_has_nothing(own_payload: dict[str, Any]) -> None:
    few = [buurt["code"] for buurt in own_payload["buurten"] if buurt["inwoners"] is None]
    assert FEW in few
    for one in own_payload["jaren"]["reeksen"]:
        assert all(values_of(own_payload, one["id"], code) is None for code in few)
        assert not {*few} & {*one["oordelen"], *one["breuk"], *one["overgezet"]}


def test_without_series_the_page_has_none(data, scores, links, years, own_payload, payload) -> None:
    assert payload["jaren"] is None
    assert own_payload["meldingen"] == payload["meldingen"]
    assert own_payload["jaren"]["meldingen"] == [*years.meldingen]
    other = dataclasses.replace(years, gemeente=dataclasses.replace(years.gemeente, code="GM0164", naam="Hengelo"))
    with pytest.raises(gg.errors.InputError, match="De reeksen zijn van Hengelo en de cijfers van Enschede"):
        gg.make_map(data, scores, links, years=other)


def test_a_break_and_another_buurt_of_the_same_code_are_told_apart(data, run_of, years) -> None:
    figures = years.figures.copy()
    broken = figures["buurtcode"].eq(LANG) & figures["id"].eq("goede_gezondheid") & figures["jaar"].isin([2012, 2016])
    figures.loc[broken, "hoe"] = "breuk"
    figures.loc[broken, "waarde"] = np.nan
    # The page is on the buurten of 2020 and the series on those of 2024: the centre became another buurt.
    figures.loc[figures["buurtcode"].eq(CENTRE) & figures["jaar"].eq(2020), "hoe"] = "overgedragen"
    page = {
        "jaren": tell_years(run_of(years=dataclasses.replace(years, figures=figures))),
        "buurten": [{"code": code} for code in data.buurten.index],
    }
    assert values_of(page, "goede_gezondheid", LANG) == [None, None, 62.2, 49.7, 58.4]
    assert series_of(page, "goede_gezondheid")["breuk"] == {LANG: [2012, 2016]}
    assert page["jaren"]["anders"] == [CENTRE]
    assert all(values_of(page, one["id"], CENTRE) is None for one in page["jaren"]["reeksen"])


def test_a_page_for_the_public_has_the_same_levels(run_of, years, own_payload) -> None:
    assert tell_years(run_of(years=years, public=True)) == own_payload["jaren"]


def test_english_names_and_units(run_of, years) -> None:
    health = series_of({"jaren": tell_years(run_of("en", years=years))}, "goede_gezondheid")
    assert (health["naam"], health["eenheid"]) == ("Good perceived health", "%")
