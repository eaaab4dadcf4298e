"""What is said of a buurt, in Dutch that a neighbourhood team reads."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import HENGELO, hengelo_figures

import gezond_geo as gg
from gezond_geo.indicators import catalogue, themes
from gezond_geo.wording import (
    FOOTER,
    say_designation,
    say_favourable,
    say_position,
    say_reasons,
    say_sources,
    say_stacking,
    say_summary,
    say_unmeasured,
    say_value,
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
        ("gezondheid", 71.9, "ongunstiger dan waar 71 % van de Nederlanders woont"),
        ("gezondheid", 50.0, "ongunstiger dan waar 50 % van de Nederlanders woont"),
        ("gezondheid", 49.9, "gunstiger dan waar 50 % van de Nederlanders woont"),
        ("inkomen", 10.0, "gunstiger dan waar 90 % van de Nederlanders woont"),
        ("vergrijzing", 99.0, "meer 65-plussers dan waar 99 % van de Nederlanders woont"),
        ("verstening", 99.6, "meer steen dan waar meer dan 99 % van de Nederlanders woont"),
        ("verstening", 0.0, "minder steen dan waar meer dan 99 % van de Nederlanders woont"),
    ],
)
def test_say_position(scores, theme, percentile, text):
    assert say_position(scores, theme, percentile) == text


@pytest.mark.parametrize(
    ("weight", "text"),
    [
        ("inwoners", "ongunstiger dan waar 71 % van de inwoners van Enschede woont"),
        ("buurten", "ongunstiger dan 71 % van de vergeleken buurten"),
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
    assert "100 %" not in text
    share = max(percentile, 100 - percentile)
    said = int(text.removesuffix(" % van de Nederlanders woont").split()[-1])
    assert said <= share
    assert said > share - 1 or text.count("meer dan 99")


def test_what_goes_well_is_said_most_favourable_first(scores):
    counted = [i.id for i in catalogue().values() if i.thema]
    for code in scores.buurten.index[scores.buurten["reden_geen_waarde"] == ""]:
        places = scores.indicators.loc[code, counted].sort_values(kind="stable")
        said = [
            f"{catalogue()[name].label}: {say_position(scores, catalogue()[name].thema, place)}."
            for name, place in places[places <= 40].items()
        ]
        lines = say_favourable(scores, code)
        assert lines == said or (not said and len(lines) == 1 and lines[0].startswith("Het gunstigst staat "))


def test_where_nothing_goes_well_the_best_is_said(scores):
    worst = dataclasses.replace(scores, indicators=scores.indicators.clip(lower=60).assign(roken=55.0))
    assert say_favourable(worst, "BU01530604") == [
        "Het gunstigst staat roken: ongunstiger dan waar 55 % van de Nederlanders woont."
    ]


def test_what_stacks_is_said_with_what_is_on_the_border(scores):
    # De Bothoven: health 80 or more, and ageing on the border.
    themes_of = scores.themes.loc["BU01530003"]
    lines = say_stacking(scores, "BU01530003")
    assert len(lines) == (themes_of >= 75).sum()
    on_the_border = [line for line in lines if "op de grens" in line]
    assert len(on_the_border) == 1
    assert on_the_border[0].startswith("Vergrijzing")
    net_niet = say_stacking(scores, "BU01530001")  # Lasonder, Zeggelt: income just not
    assert any(line.startswith("Inkomen stapelt net niet (op de grens): ") for line in net_niet)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("BU01530604", "4 van 4 thema’s stapelen · score 60,0 (0–100) · rang 1 van 53 (1 = hoogste score)"),
        ("BU01530300", "1 van 4 thema’s stapelt · score 23,8 (0–100) · rang 34 van 53 (1 = hoogste score)"),
        ("BU01530207", "geen van 4 thema’s stapelt · score 9,7 (0–100) · rang 50 van 53 (1 = hoogste score)"),
        ("BU01530000", "2 van 4 thema’s stapelen · score 45,3 (0–100)"),  # City changed too much for a rank
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


def test_no_designation_is_not_mentioned(data):
    assert say_designation(data, "BU01530003") is None
    assert [say_designation(data, code) is None for code in data.buurten.index].count(False) == 3


def test_unmeasured_themes_are_said(scores):
    assert say_unmeasured(scores) is None
    without_stone = gg.load("Hengelo", figures=hengelo_figures().drop(columns="steen"), offline=True)
    said = say_unmeasured(gg.score(without_stone))
    assert said == "3 van 4 thema's gemeten; nog niet gemeten: verstening."


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
