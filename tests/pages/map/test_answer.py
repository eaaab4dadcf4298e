"""What the page says first: the headline, the list, the sentence of a buurt, needs, questions and buurten like it."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.indicators.catalogue import catalogue
from gezond_geo.pages.map.alike import find_alike
from gezond_geo.pages.map.headline import list_together, say_above, say_explanation, say_headline, say_outcomes
from gezond_geo.pages.map.needs import list_needs, list_questions
from gezond_geo.pages.map.people import count_people, list_shares, of_hundred
from gezond_geo.pages.map.run import Run
from gezond_geo.pages.map.sentence import say_sentence
from gezond_geo.pages.map.terms import stone_source
from gezond_geo.pages.map.themas import list_themes, place_themes, say_better, share_better

LANG, HANENBERG, GETFERT, MEKKELHOLT = "BU01530603", "BU01530601", "BU01530005", "BU01530403"
PATHMOS = "BU01530202"


@pytest.fixture(scope="module")
def run(run_of):
    return run_of()


@pytest.fixture(scope="module")
def sure_run(data, scores, run_of):
    return run_of(sure=gg.assess_robustness(data, scores, draws=2000))


@pytest.fixture(scope="module")
def public(run_of):
    return run_of(public=True)


def row_of(run: Run, code: str):
    return pd.DataFrame(run.data.buurten.drop(columns=["geometry", "punt"])).loc[code].to_dict()


def text_of(parts) -> str:
    return "".join(text for text, _ in parts)


def test_the_headline_is_the_finding(run, public):
    assert say_headline(run) == "In Wesselerbrink Zuid-Oost komen vier thema's samen, in zeven buurten drie"
    assert say_headline(public) == "In één buurt komen vier thema's samen, in zeven buurten drie"
    counts = run.scores.buurten["stapeling"]
    assert ((counts == 4).sum(), (counts == 3).sum()) == (1, 7)


def test_where_nothing_comes_together_the_headline_says_so(data, run_of):
    none = gg.score(data, weights={"inkomen": 0, "vergrijzing": 0, "verstening": 0})
    run = run_of(scores=none)
    assert say_headline(run) == "Nergens komen twee of meer thema's samen"
    assert list_together(run)["buurten"] == []


def test_the_explanation_names_themes_years_and_the_source_of_stone(run):
    assert say_explanation(run)["lang"] == (
        "Minder gezond, weinig geld, veel ouderen, veel steen. Cijfers van 2020, gezondheid is geschat; "
        "steen: luchtfoto 2008."
    )
    assert stone_source(run) == "luchtfoto 2008"


def test_the_list_goes_by_themes_and_then_by_score(run, public):
    together = list_together(run)
    assert together["kop"] == "Drie of vier thema's samen"
    assert together["buurten"][:2] == ["BU01530604", LANG]
    order = run.scores.buurten.loc[together["buurten"], ["stapeling", "score"]]
    assert order.equals(order.sort_values(["stapeling", "score"], ascending=False))
    assert together["meer"]["knop"] == "Toon ook de 14 buurten met twee thema's"
    assert len(together["meer"]["buurten"]) == 14
    names = [public.name_of(code) for code in list_together(public)["buurten"]]
    assert names[0] == "De Bothoven"
    assert names[-2:] == ["'t Lang", "Wesselerbrink Zuid-Oost"]


def test_score_and_themes_are_told_as_one_story(run, public):
    assert say_outcomes(run) == (
        "59 buurten hebben een uitkomst. 53 daarvan hebben een plaats in de lijst; in 6 veranderde te veel."
    )
    assert say_above(run, GETFERT) == (
        "Getfert heeft één thema, en staat toch 7e: stenen is daar bijna het hoogst en inkomen is net geen thema."
    )
    assert say_above(run, LANG) == say_outcomes(public) == say_above(public, GETFERT) == ""


def test_the_sentence_says_what_goes_well_what_comes_together_why_and_how_sure(sure_run):
    row = row_of(sure_run, LANG)
    themes = ["gezondheid", "inkomen", "verstening"]
    parts = say_sentence(sure_run, LANG, row, themes, part=False)
    text = text_of(parts["lang"])
    assert text.startswith(
        "De meeste volwassenen voelen zich gezond: 64 van de 100. Toch komen hier drie thema's samen:"
    )
    assert "gezondheid, inkomen en stenen, vooral door bijstand en hoe gezond mensen zich voelen." in text
    assert "Gezondheid en inkomen zijn zeker; stenen (luchtfoto 2008) telt in 8" in text
    assert [bold for _, bold in parts["lang"]].count(True) == 1
    assert text_of(parts["kort"]).endswith("(luchtfoto 2008). Vrij zeker.")
    part = text_of(say_sentence(sure_run, HANENBERG, row_of(sure_run, HANENBERG), themes[:2], part=True)["lang"])
    assert part.startswith(
        "Er ligt weinig steen (luchtfoto 2008) en er wonen weinig ouderen. In de hele buurt komen twee"
    )
    assert "Dat is zeker: in 9" in part


def test_without_certainty_nothing_is_said_of_it_and_without_an_outcome_nothing_at_all(run):
    text = text_of(say_sentence(run, LANG, row_of(run, LANG), ["gezondheid"], part=False)["lang"])
    assert "zeker" not in text
    small = "BU01530701"
    assert say_sentence(run, small, row_of(run, small), [], part=False) == {"lang": [], "kort": []}


def test_the_sentence_of_every_buurt_names_its_themes(sure_run):
    names = {"gezondheid": "gezondheid", "inkomen": "inkomen", "vergrijzing": "ouderen", "verstening": "stenen"}
    counts = sure_run.scores.buurten["stapeling"].dropna()
    for code, count in counts.items():
        themes = [t for t in names if sure_run.scores.themes[t][code] >= 80]
        assert len(themes) == count
        parts = say_sentence(sure_run, code, row_of(sure_run, code), themes, part=False)
        (bold,) = [text for text, is_bold in parts["lang"] if is_bold]
        assert [name for name in names.values() if name in bold] == [names[t] for t in themes]
        assert "  " not in text_of(parts["lang"])


@pytest.mark.parametrize(
    ("name", "value", "count"), [("eenzaam", 62.9, 63), ("bijstand", 195.3, 20), ("roken", 24.5, 25)]
)
def test_shares_are_rounded_once_to_people(name, value, count):
    assert of_hundred(value, catalogue()[name]) == count


@given(st.floats(0, 100))
def test_people_of_a_hundred_are_the_nearest_whole_number(value):
    assert abs(of_hundred(value, catalogue()["roken"]) - value) <= 0.5


def test_figures_as_people_are_those_that_are_published(run):
    assert count_people(run, row_of(run, LANG)) == [["goede_gezondheid", 64], ["eenzaam", 63], ["bijstand", 20]]
    assert list_shares(run)["eenzaam"]["vergelijk"] == [["Enschede", 52], ["Nederland", 47]]
    assert list_shares(run)["bijstand"]["vergelijk"] == [["Enschede", 6], ["Nederland", 4]]


def test_the_gemeente_on_a_theme_is_the_mean_over_its_residents(run):
    residents, places = run.data.buurten["inwoners"], run.scores.themes["gezondheid"]
    has_place = places.notna()
    mean = (places * residents)[has_place].sum() / residents[has_place].sum()
    assert list_themes(run)[0]["gemeente"] == round(mean, 1) == 61.7


def test_places_are_rounded_down_and_for_the_public_fifths(run, public):
    assert [place["deel"] for place in place_themes(run, LANG)] == [f"{n} van de 100" for n in (98, 98, 74, 85)]
    assert [place["telt"] for place in place_themes(run, LANG)] == [True, True, False, True]
    public_places = place_themes(public, LANG)
    assert {place["plaats"] for place in public_places} == {None}
    assert [place["vijfde"] for place in public_places] == [4, 4, 3, 4]
    assert share_better(run, 99.7) == "meer dan 99 van de 100"
    assert share_better(run, 0.4) == "minder dan 1 van de 100"


def test_what_is_better_never_contradicts_itself(run, public):
    assert say_better(run, LANG, row_of(run, LANG)) == {
        "goed": False,
        "tekst": "Geen van de vier thema's is hier beter dan gemiddeld. Ouderen ligt er het dichtst bij: 24 van de 100 "
        "mensen zijn 65 jaar of ouder; Enschede 18, Nederland 20.",
    }
    for code in run.scores.buurten.index[run.scores.buurten["stapeling"].notna()]:
        better = say_better(run, code, row_of(run, code))
        assert better["goed"] == bool((run.scores.themes.loc[code] < 50).any())
        assert "Nederlanders" not in say_better(public, code, row_of(public, code))["tekst"]


def test_where_there_is_no_project_every_need_is_a_gap(run):
    assert list_needs(run, PATHMOS, ["gezondheid", "inkomen"]) == [
        {"thema": "gezondheid", "projecten": [], "onbekend": False},
        {"thema": "inkomen", "projecten": [], "onbekend": False},
    ]


def test_where_the_document_is_silent_no_need_is_a_gap(run):
    assert list_needs(run, LANG, ["gezondheid", "inkomen"]) == [
        {"thema": "gezondheid", "projecten": [], "onbekend": True},
        {"thema": "inkomen", "projecten": [], "onbekend": True},
        {"thema": None, "projecten": [11], "onbekend": True},
    ]


def test_projects_stand_beside_the_need_that_they_serve(run):
    themes = {9: "inkomen:document", 20: "verstening:afgeleid"}
    projects = run.data.projects.assign(themas=[themes.get(number, "") for number in run.data.projects.index])
    own_run = dataclasses.replace(run, data=dataclasses.replace(run.data, projects=projects))
    assert list_needs(own_run, MEKKELHOLT, ["inkomen", "gezondheid"]) == [
        {"thema": "inkomen", "projecten": [9], "onbekend": False},
        {"thema": "gezondheid", "projecten": [], "onbekend": False},
        {"thema": None, "projecten": [20], "onbekend": False},
    ]


def test_questions_come_from_the_gaps_three_at_most(run):
    needs = list_needs(run, LANG, ["gezondheid", "inkomen", "verstening"])
    assert list_questions(run, LANG, row_of(run, LANG), needs, None) == [
        "63 van de 100 voelen zich eenzaam. Waar komen mensen elkaar tegen, en wie komt daar niet?",
        "20 van de 100 hebben bijstand. Wat helpt hier om rond te komen?",
        "Bron van het cijfer voor steen: luchtfoto 2008. Ligt er nog zoveel steen?",
    ]
    part = next(area for area in run.data.gemeente.focusgebieden if area.deel)
    needs = list_needs(run, HANENBERG, ["gezondheid", "inkomen"])
    first, *others = list_questions(run, HANENBERG, row_of(run, HANENBERG), needs, part)
    assert first == "Herkent u deze cijfers in Hanenberglanden, of horen ze bij de rest van Stroinkslanden-Zuid?"
    assert len(others) == 2


def test_buurten_like_it_are_the_nearest(run):
    alike = find_alike(run)
    assert len(alike) == run.scores.buurten["stapeling"].notna().sum()
    assert {row["code"] for row in alike[LANG]} == {"BU01530604", "BU01530606", "BU01530204"}
    # By hand: themes, 65+ and the logarithm of density, each over its deviation.
    has_outcome = run.scores.buurten["stapeling"].notna()
    buurten = run.data.buurten[has_outcome]
    frame = run.scores.themes[has_outcome].assign(
        oud=buurten["aandeel_65plus"], dicht=np.log(buurten["inwoners"] / buurten["land_ha"])
    )
    scaled = (frame - frame.mean()) / frame.std(ddof=0)
    apart = ((scaled - scaled.loc[LANG]) ** 2).sum(axis=1).drop(LANG).nsmallest(3)
    assert [row["code"] for row in alike[LANG]] == list(apart.index)
    assert {row["code"]: row["waarom"] for row in alike[LANG]}["BU01530604"] == "even gezond, meer ouderen"
