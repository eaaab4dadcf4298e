"""How to read the map: filled in from the run, and silent on what the run does not have."""

import re

import pytest
from made_up import hengelo_figures

import gezond_geo as gg
from gezond_geo.indicators.limits import Limits
from gezond_geo.pages.map.leeswijzer import explain_map

HEALTH = "Gezondheid is een schatting, 18 jaar en ouder"


@pytest.fixture(scope="module")
def guide(data, scores):
    return explain_map(data, scores)


def heads(parts):
    return [part["kop"] for part in parts]


def text_of(parts):
    return " ".join(part["tekst"] for part in parts)


def test_it_says_what_the_map_does_not(guide):
    assert heads(guide) == [
        "Wanneer een thema meetelt",
        "Een buurt is niet een bewoner",
        HEALTH,
        "Thema's overlappen",
        "Ouder worden is geen probleem",
        "Steen zoals het in 2008 was",
        "Kleine en veranderde buurten",
        "De tegelkaart",
        "Focusgebieden",
        "Projecten en geld",
    ]
    assert "Veiligheid, leefbaarheid en zorggebruik zitten niet in deze cijfers." in text_of(guide)
    assert not re.search(r"[{}]|\bnan\b|\bNone\b", text_of(guide))


def test_numbers_are_those_of_the_run(data, guide):
    text = text_of(guide)
    assert "ongunstigste 20 van de 100" in text
    assert "binnen 5 punten" in text
    # The least is 64.0, at Wesselerbrink Noord-Oost.
    assert data.buurten["goede_gezondheid"].min() == 64.0
    assert "in elke buurt van Enschede ervaart minstens 64 van de 100 volwassenen" in text
    assert "Onder 100 inwoners staat er geen cijfer, onder 400 geen thema's samen" in text
    assert "meer dan 15 % veranderde" in text


def test_other_settings_are_said(data):
    limits = Limits(value=200, rank=500, change=20, border=3)
    text = text_of(explain_map(data, gg.score(data, threshold=90, limits=limits)))
    assert "ongunstigste 10 van de 100" in text
    assert "binnen 3 punten" in text
    assert "Onder 200 inwoners staat er geen cijfer, onder 500 geen thema's samen" in text
    assert "meer dan 20 % veranderde" in text


@pytest.mark.parametrize(
    ("lacking", "missing"),
    [
        (["steen"], ["Steen zoals het in 2008 was"]),
        (["inwoners_65plus"], ["Ouder worden is geen probleem"]),
        (["goede_gezondheid"], [HEALTH, "Thema's overlappen"]),
    ],
)
def test_a_theme_that_is_not_measured_is_not_explained(hengelo, lacking, missing):
    less = gg.load("Hengelo", figures=hengelo_figures().drop(columns=lacking), offline=True)
    before, after = (explain_map(d, gg.score(d)) for d in (hengelo, less))
    assert [head for head in heads(before) if head not in heads(after)] == missing
    assert heads(after) == [head for head in heads(before) if head not in missing]
    assert not re.search(r"\bnan\b", text_of(after))


def test_a_gemeente_without_a_folder_has_no_focus_areas_and_projects(hengelo):
    text = text_of(explain_map(hengelo, gg.score(hengelo))).lower()
    assert [word for word in ("focusgebied", "project", "stadsde") if word in text] == []
