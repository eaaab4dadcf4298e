"""What is said of a buurt, in Dutch that a neighbourhood team reads."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import HENGELO, hengelo_figures

import gezond_geo as gg
from gezond_geo.indicators.catalogue import catalogue, themes
from gezond_geo.scores.contributions import find_drivers, find_strengths, share_score
from gezond_geo.scores.purpose import FOOTER
from gezond_geo.scores.scores import explain
from gezond_geo.scores.wording import (
    say_designation,
    say_favourable,
    say_position,
    say_reasons,
    say_sources,
    say_stacking,
    say_summary,
    say_unmeasured,
    say_value,
    say_why,
)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("goede_gezondheid", 73.8, "73,8 % ervaart de eigen gezondheid als (zeer) goed"),
        ("goede_gezondheid_65plus", 58.2, "58,2 % van de 65-plussers ervaart de eigen gezondheid als (zeer) goed"),
        ("bijstand", 122.9, "122,9 per 1 000 inwoners van 15 tot 65 jaar hebben bijstand"),
        ("steen", 20.0, "20 % van het oppervlak is steen"),
        ("inwoners", 4235, "4.235 inwoners"),
        ("hitte", 3.85, "3,85 °C warmer dan het buitengebied (95e percentiel)"),
    ],
)
def test_say_value(name, value, text):
    assert say_value(catalogue()[name], value) == text


@pytest.mark.parametrize(
    ("theme", "percentile", "text"),
    [
        ("gezondheid", 71.9, "71 van de 100 Nederlanders wonen gezonder"),
        ("gezondheid", 50.0, "50 van de 100 Nederlanders wonen gezonder"),
        ("gezondheid", 49.9, "50 van de 100 Nederlanders wonen minder gezond"),
        ("inkomen", 10.0, "90 van de 100 Nederlanders wonen met minder geld"),
        ("vergrijzing", 99.0, "99 van de 100 Nederlanders wonen met minder ouderen"),
        ("verstening", 99.6, "meer dan 99 van de 100 Nederlanders wonen met minder steen"),
        ("verstening", 0.0, "meer dan 99 van de 100 Nederlanders wonen met meer steen"),
    ],
)
def test_say_position(scores, theme, percentile, text):
    assert say_position(scores, theme, percentile) == text


@pytest.mark.parametrize(
    ("weight", "text"),
    [
        ("inwoners", "71 van de 100 inwoners van Enschede wonen gezonder"),
        ("buurten", "ongunstiger dan 71 van de 100 vergeleken buurten"),
    ],
)
def test_a_position_says_of_whom(data, weight, text):
    own = gg.build_reference(
        [(data.buurten, data.buurten["inwoners"])], label="Enschede", weight=weight, people="inwoners van Enschede"
    )
    assert say_position(gg.score(data, reference=own), "gezondheid", 71.9) == text


@given(st.sampled_from(sorted(themes())), st.floats(0, 100))
def test_a_position_never_says_all_or_more_than_it_is(scores, theme, percentile):
    text = say_position(scores, theme, percentile)
    assert not text.startswith("100 ")
    share = max(percentile, 100 - percentile)
    number = int(text.removeprefix("meer dan ").split(" van de 100 Nederlanders wonen ")[0])
    assert number <= share
    assert number > share - 1 or text.count("meer dan 99")


def test_what_goes_well_is_said_most_favourable_first(scores):
    ids = [i.id for i in catalogue().values() if i.thema]
    for code in scores.buurten.index[scores.buurten["reden_geen_waarde"] == ""]:
        places = scores.indicators.loc[code, ids].sort_values(kind="stable")
        expected = [
            f"{catalogue()[name].label}: {say_position(scores, catalogue()[name].thema, place)}."
            for name, place in places[places <= 40].items()
        ]
        lines = say_favourable(scores, code)
        assert lines == expected or (not expected and len(lines) == 1 and lines[0].startswith("Het gunstigst staat "))


def test_where_nothing_goes_well_the_best_is_said(scores):
    worst = dataclasses.replace(scores, indicators=scores.indicators.clip(lower=60).assign(roken=55.0))
    assert say_favourable(worst, "BU01530604") == [
        "Het gunstigst staat roken: 55 van de 100 Nederlanders wonen gezonder."
    ]


def test_what_stacks_is_said_with_what_is_on_the_border(scores):
    # De Bothoven: income, stone cover, and ageing on the border; of health only a sub-theme.
    themes_of = scores.themes.loc["BU01530003"]
    lines = [line for line in say_stacking(scores, "BU01530003") if not line.startswith("Binnen ")]
    assert len(lines) == (themes_of >= 75).sum()
    on_the_border = [line for line in lines if "op de grens" in line]
    assert len(on_the_border) == 1
    assert on_the_border[0].startswith("Vergrijzing")
    net_niet = say_stacking(scores, "BU01530001")  # Lasonder, Zeggelt: income just not
    assert any(line.startswith("Inkomen telt net niet mee (op de grens): ") for line in net_niet)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("BU01530604", "4 van 4 thema's tellen mee · score 60,0 (0–100) · rang 1 van 53 (1 = hoogste score)"),
        ("BU01530300", "1 van 4 thema's telt mee · score 23,8 (0–100) · rang 34 van 53 (1 = hoogste score)"),
        ("BU01530207", "geen van 4 thema's telt mee · score 9,7 (0–100) · rang 50 van 53 (1 = hoogste score)"),
        ("BU01530000", "2 van 4 thema's tellen mee · score 45,3 (0–100)"),  # City changed too much for a rank
        ("BU01530700", ""),  # under 400 residents
        ("BU01530105", ""),  # under 100
    ],
)
def test_say_summary(scores, code, text):
    assert say_summary(scores, code) == text


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("BU01530301", []),
        ("BU01530105", ["Minder dan 100 inwoners: geen cijfers."]),
        ("BU01530700", ["Minder dan 400 inwoners: geen rang.", "Minder dan 1000 inwoners: grove cijfers."]),
        ("BU01530406", ["Studentenbuurt, inkomen zegt weinig."]),
        (
            "BU01530000",
            ["Inwoners 2020–2024: +16 %, te veel veranderd voor een rang.", "Sinds de luchtfoto veranderd."],
        ),
    ],
)
def test_say_reasons(scores, code, texts):
    assert say_reasons(scores, code) == texts


CODE = "BU01530301"
HEALTH = ("goede_gezondheid", "eenzaam", "beweegrichtlijn", "overgewicht", "roken", "angst_depressie")


def worked_out(scores, contributions, stacking=1, **places):
    """Scores of which one buurt has these contributions, as {(theme, indicator): points}, and places of indicators."""
    points = pd.DataFrame(contributions, index=[CODE]).reindex(scores.buurten.index)
    buurten = scores.buurten.assign(stapeling=float(stacking), score=points.sum(axis=1))
    indicators = pd.DataFrame(places, index=scores.buurten.index, dtype=float)
    return dataclasses.replace(scores, contributions=points, buurten=buurten, indicators=indicators)


ONE_DOMINATES = {("gezondheid", "roken"): 5.0, ("inkomen", "bijstand"): 20.0, ("inkomen", "moeite_rondkomen"): 10.0}
PLACES = {"roken": 40, "bijstand": 90, "moeite_rondkomen": 45}


@pytest.mark.parametrize(
    ("contributions", "stacking", "places", "sentence"),
    [
        # 30 of 35 points are 85.7 %.
        (
            ONE_DOMINATES,
            1,
            PLACES,
            "De score komt voor meer dan de helft van inkomen (86 %), daarbinnen het meest van het cijfer voor "
            "bijstand; het gunstigst staat roken: 60 van de 100 Nederlanders wonen minder gezond.",
        ),
        (
            ONE_DOMINATES,
            0,
            PLACES,
            "Geen thema telt mee; de score komt voor meer dan de helft van inkomen (86 %), daarbinnen het meest van "
            "het cijfer voor bijstand; het gunstigst staat roken: 60 van de 100 Nederlanders wonen minder gezond.",
        ),
        # The most, and not the half: 20 of 50 points against an equal part of a third.
        (
            {("verstening", "steen"): 20.0, ("inkomen", "bijstand"): 15.0, ("gezondheid", "roken"): 15.0},
            1,
            {"steen": 85, "bijstand": 70, "roken": 70.5},
            "De score komt het meest van verstening (40 %); "
            "het gunstigst staat bijstand: 70 van de 100 Nederlanders wonen met meer geld.",
        ),
        # 50.4 % would read as half: "meer dan de helft (50 %)" contradicts itself.
        (
            {("verstening", "steen"): 50.4, ("inkomen", "bijstand"): 49.6},
            1,
            {"steen": 85, "bijstand": 84},
            "De score komt het meest van verstening (50 %); "
            "het gunstigst staat bijstand: 84 van de 100 Nederlanders wonen met meer geld.",
        ),
        # Several share: 40 + 30 of 100 points, an equal part being 25; in health two are tied and are named together.
        (
            {
                ("gezondheid", "roken"): 12.0,
                ("gezondheid", "eenzaam"): 12.0,
                ("gezondheid", "overgewicht"): 6.0,
                ("inkomen", "bijstand"): 16.0,
                ("inkomen", "moeite_rondkomen"): 24.0,
                ("vergrijzing", "aandeel_65plus"): 20.0,
                ("verstening", "steen"): 10.0,
            },
            2,
            {
                "roken": 88,
                "eenzaam": 88,
                "overgewicht": 44,
                "bijstand": 60,
                "moeite_rondkomen": 90,
                "aandeel_65plus": 75,
                "steen": 30.4,
            },
            "De score komt vooral van inkomen en gezondheid (samen 70 %), binnen inkomen het meest van het cijfer voor "
            "moeite met rondkomen en binnen gezondheid het meest van de cijfers voor roken en eenzaamheid; "
            "het gunstigst staat steen: 69 van de 100 Nederlanders wonen met meer steen.",
        ),
        # All that a theme holds is tied: nothing stands out in it.
        (
            {("inkomen", "bijstand"): 20.0, ("inkomen", "moeite_rondkomen"): 20.0, ("verstening", "steen"): 1.0},
            1,
            {"bijstand": 90, "moeite_rondkomen": 90, "steen": 5},
            "De score komt voor meer dan de helft van inkomen (98 %); "
            "het gunstigst staat steen: 95 van de 100 Nederlanders wonen met meer steen.",
        ),
        # Never all of it while another theme counts.
        (
            {("inkomen", "bijstand"): 99.2, ("verstening", "steen"): 0.8},
            1,
            {"bijstand": 99.8, "steen": 1},
            "De score komt voor meer dan de helft van inkomen (meer dan 99 %); "
            "het gunstigst staat steen: 99 van de 100 Nederlanders wonen met meer steen.",
        ),
        # Ties of themes, with two and with three of them; where all figures are tied none stands best.
        (
            {("inkomen", "bijstand"): 10.0, ("verstening", "steen"): 10.0},
            0,
            {"bijstand": 60, "steen": 60},
            "Geen thema telt mee; de score komt evenveel van beide thema's.",
        ),
        (
            {("inkomen", "bijstand"): 10.0, ("verstening", "steen"): 10.0, ("vergrijzing", "aandeel_65plus"): 10.0},
            3,
            {"bijstand": 81, "steen": 81, "aandeel_65plus": 81},
            "De score komt evenveel van alle 3 thema's.",
        ),
        (
            {("inkomen", "bijstand"): 0.0, ("verstening", "steen"): 0.0},
            0,
            {"bijstand": 0, "steen": 0},
            "Geen thema telt mee; de score komt evenveel van beide thema's.",
        ),
        # One theme counts.
        (
            {("gezondheid", "roken"): 30.0, ("gezondheid", "eenzaam"): 15.0},
            1,
            {"roken": 90, "eenzaam": 45},
            "De score komt helemaal van gezondheid, daarbinnen het meest van het cijfer voor roken; "
            "het gunstigst staat eenzaamheid: 55 van de 100 Nederlanders wonen minder gezond.",
        ),
        ({("verstening", "steen"): 30.0}, 1, {"steen": 80}, "De score komt helemaal van verstening."),
    ],
)
def test_say_why_by_hand(scores, contributions, stacking, places, sentence):
    assert say_why(worked_out(scores, contributions, stacking, **places), CODE) == sentence


@pytest.mark.parametrize("code", ["BU01530105", "BU01530703", "BU01530700"])
def test_where_stacking_is_not_given_there_is_no_why(scores, code):
    assert say_why(scores, code) == ""


def test_a_missing_theme_has_no_why(data):
    buurten = data.buurten.copy()
    buurten.loc[CODE, "roken"] = np.nan
    lacking = gg.score(dataclasses.replace(data, buurten=buurten))
    assert say_why(lacking, CODE) == ""
    assert find_drivers(lacking, CODE) == find_strengths(lacking, CODE) == share_score(lacking, CODE) == {}


def test_what_drives_and_what_stands_well_in_twekkelerveld(scores):
    """Twekkelerveld: health 86.7 and income 94.5 stack."""
    drivers, strengths, shares = (f(scores, CODE) for f in (find_drivers, find_strengths, share_score))
    assert list(drivers)[:3] == [("inkomen", "bijstand"), ("inkomen", "moeite_rondkomen"), ("verstening", "steen")]
    assert sum(drivers.values()) == pytest.approx(scores.buurten["score"][CODE])
    assert list(drivers.values()) == sorted(drivers.values(), reverse=True)
    assert next(iter(strengths)) == "aandeel_65plus"
    assert strengths == {name: scores.indicators[name][CODE] for name in strengths}
    assert list(strengths.values()) == sorted(strengths.values())
    # E(94.5) = 62.1, E(86.7) = 44.5, E(54.7) = 17.9 and E(34.3) = 9.5, of 134.0 together.
    assert {t: round(share) for t, share in shares.items()} == {
        "inkomen": 46, "gezondheid": 33, "verstening": 13, "vergrijzing": 7
    }  # fmt: skip


FORM = re.compile(
    r"(Geen thema telt mee; d|D)e score komt (?P<amount>voor meer dan de helft|het meest|vooral) van (?P<names>[^(]+) "
    r"\((samen )?(?P<share>\d+) %\)[^.]*; het gunstigst staat (?P<best>[^:]+): [^.;]+ wonen [^.;]+\."
)


@pytest.mark.parametrize("weights", [{}, {"vergrijzing": 0}, {"vergrijzing": 0, "verstening": 0}, {"inkomen": 3}])
def test_the_why_of_every_buurt_follows_from_the_contributions(data, weights):
    own = gg.score(data, weights=weights)
    labels = {own.theme_info[t].label.lower(): t for t in own.counted}
    sentences = {code: say_why(own, code) for code in own.buurten.index}
    assert [bool(text) for text in sentences.values()] == own.buurten["stapeling"].notna().tolist()
    for code, text in sentences.items():
        if not text:
            continue
        assert text.startswith("Geen thema telt mee; ") == (own.buurten["stapeling"][code] == 0)
        assert "nan" not in text.split()
        match = FORM.fullmatch(text)
        assert match, text
        points = own.contributions.loc[code].groupby(level=0).sum()
        theme_ids = [labels[name] for name in re.split(", | en ", match["names"])]
        assert set(theme_ids) == set(points.index[points >= points.sum() / len(points)])
        assert points[theme_ids].is_monotonic_decreasing
        share = points[theme_ids].sum() / own.buurten["score"][code] * 100
        assert int(match["share"]) == round(share)
        assert (match["amount"] == "voor meer dan de helft") == (len(theme_ids) == 1 and round(share) > 50)
        lowest = own.indicators.loc[code, own.contributions.columns.get_level_values(1)].idxmin()
        assert match["best"] == own.indicator_info[lowest].label.lower()


def test_why_with_another_reference_says_of_whom(data):
    own = gg.build_reference(
        [(data.buurten, data.buurten["inwoners"])], label="Enschede", people="inwoners van Enschede"
    )
    assert say_why(gg.score(data, reference=own), CODE).endswith(
        ": 69 van de 100 inwoners van Enschede wonen met meer steen."
    )


def test_where_all_figures_of_a_theme_stand_at_nought_they_share_alike(scores):
    places = pd.DataFrame({name: [0.0, 50.0] for name in HEALTH}, index=["a", "b"])
    members = {"gezondheid": [scores.indicator_info[name] for name in HEALTH]}
    percentiles = pd.DataFrame({"gezondheid": [10.0, 50.0]}, index=["a", "b"])
    shared = explain(percentiles, places, pd.Series({"gezondheid": 1.0}), members)
    # E(10) = -23 ln(1 - 0.1 * 0.987065) = 2.3903.
    assert shared.sum(axis=1).tolist() == pytest.approx([2.3903, 15.647], abs=0.001)
    assert shared.loc["a"].tolist() == pytest.approx([2.3903 / 6] * 6, abs=0.001)


@pytest.mark.parametrize("code", ["BU01530105", "BU01530703"])
def test_of_a_small_buurt_nothing_is_said(scores, code):
    assert say_favourable(scores, code) == say_stacking(scores, code) == []


@pytest.mark.parametrize(
    ("code", "start"),
    [
        ("BU01530301", "Focusgebied Twekkelerveld is deze buurt."),
        ("BU01530603", "Focusgebied 't Lang is deze buurt."),
        ("BU01530601", "Focusgebied Hanenberglanden ligt in deze buurt."),
    ],
)
def test_a_designation_says_on_what_and_what_the_figures_lack(data, code, start):
    text = say_designation(data, code)
    assert text.startswith(start)
    assert "op sociale problemen, leefbaarheid, veiligheid en fysieke problemen" in text
    assert "Veiligheid, leefbaarheid en zorggebruik zitten niet in deze cijfers." in text
    assert data.gemeente.focusgebieden[["BU01530301", "BU01530603", "BU01530601"].index(code)].noot in text


def test_a_focus_area_that_is_a_part_says_that_the_figures_are_of_the_whole(data):
    whole = "De cijfers zijn van de hele buurt."
    assert [code for code in data.buurten.index if whole in (say_designation(data, code) or "")] == ["BU01530601"]


def test_no_designation_is_not_mentioned(data):
    assert say_designation(data, "BU01530003") is None
    assert [say_designation(data, code) is None for code in data.buurten.index].count(False) == 3


def test_unmeasured_themes_are_said(scores):
    assert say_unmeasured(scores) is None
    without_stone = gg.load("Hengelo", figures=hengelo_figures().drop(columns="steen"), offline=True)
    sentence = say_unmeasured(gg.score(without_stone))
    assert sentence == "3 van 4 thema's gemeten; nog niet gemeten: verstening."


def test_every_source_is_named_once(data):
    lines = say_sources(data)
    assert len(lines) == len(set(lines))
    assert [table for table in data.sources["tabel"].unique() if not any(table in line for line in lines)] == []
    assert any("Summer in the City" in line and "Apache-2.0" in line and "2008" in line for line in lines)
    assert any("84799NED" in line and "CC BY 4.0" in line and "versie van 2021-03-26" in line for line in lines)
    assert lines[-1].startswith("Projecten en focusgebieden: Gemeente Enschede")
    assert not any("Grenzen" in line for line in lines)


def test_own_figures_name_themselves_without_their_folder(tmp_path):
    path = tmp_path / "mijn cijfers.csv"
    hengelo_figures().to_csv(path)
    own = gg.load("Hengelo", figures=path, offline=True)
    assert say_sources(own) == ["eigen cijfers, niet uit een uitgave (mijn cijfers.csv)"]
    assert not any(str(tmp_path) in melding for melding in own.meldingen)


def test_own_figures_have_words_like_any_other():
    own = gg.load("Hengelo", figures=hengelo_figures(), offline=True)
    scores = gg.score(own)
    assert all(say_summary(scores, code) for code in HENGELO[:5])
    assert say_summary(scores, HENGELO[5]) == ""


def test_the_footer_is_what_every_page_ends_with():
    assert FOOTER == "Niet voor besluiten over personen, adressen of aanvragen."
