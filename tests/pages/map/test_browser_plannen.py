"""What a reader sees of the plans of others, of gaps, and of euro per resident."""

from collections.abc import Callable

import pytest
from four_buurten import A, B, C, D, load_four, score_four
from lezer import IN_BROWSER, Page
from selenium.webdriver.common.keys import Keys

import gezond_geo as gg

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def kaart():
    four = load_four()
    return gg.make_map(four, score_four(four))


@pytest.mark.parametrize("width", [1280, 390])
def test_a_plan_stands_with_its_years_and_what_can_ride_along(show: Callable[..., Page], kaart, width: int) -> None:
    page = show(kaart, width=width, height=900, fragment=f"#buurt={A}")
    page.tap("#lees-alles")
    (plan,) = page.texts(".plan")
    assert "Riool vervangen" in plan
    assert "2027–2028" in plan
    assert "Als de straat toch open ligt" in plan
    assert "Kan mee: Beweegtuin." in plan
    assert "40 van de 100 ervan ligt in deze buurt" in plan
    assert not page.is_wider_than_screen()
    assert page.console() == []
    assert page.requests() == [page.driver.current_url.partition("#")[0]]


def test_a_gap_and_what_is_not_known_are_told_apart(show: Callable[..., Page], kaart) -> None:
    page = show(kaart, width=1280, height=900, fragment=f"#buurt={A}")
    assert page.texts(".nood .gat") == ["Niet genoemd bij de projecten hier"]
    page = show(kaart, width=1280, height=900, fragment=f"#buurt={B}")
    assert page.texts(".nood .gat.onbekend") == ["Of een project hier iets doet voor stenen, is niet bekend."]
    page = show(kaart, width=1280, height=900, fragment=f"#buurt={C}")
    assert page.texts(".nood .gat") == ["Nog geen project in deze buurt"]


def test_where_nothing_meets_the_page_says_that_there_are_plans(show: Callable[..., Page], kaart) -> None:
    page = show(kaart, width=1280, height=900, fragment=f"#buurt={D}")
    assert page.texts(".plan") == []
    assert "In de lijst staan 2 investeringen." in page.content(".plannen")


def test_without_a_list_the_page_does_not_pretend(show: Callable[..., Page], data, scores, links) -> None:
    page = show(gg.make_map(data, scores, links), width=1280, height=900, fragment="#buurt=BU01530603")
    text = page.content(".plannen")
    assert "Vraag 2 van de SIA" in text
    assert "geen koppelkansen" not in text.lower()


def test_the_keyboard_jumps_to_the_plans(show: Callable[..., Page], kaart) -> None:
    page = show(kaart, width=390, height=800, fragment=f"#buurt={A}")
    page.tap("#lees-alles")
    pill = page.one('[data-sprong="plannen"]')
    page.driver.execute_script("arguments[0].focus()", pill)
    page.press(Keys.ENTER)
    page.wait(lambda: page.is_in_sight(".plannen h2"))


def test_euro_per_resident_is_a_view(show: Callable[..., Page], kaart) -> None:
    page = show(kaart, width=1280, height=900, fragment="#weergave=euro_per_inwoner")
    assert "geen geld voor de buurt" in page.one("#legenda").text
    assert "met geld dat over buurten is verdeeld (schatting)" in page.content("#legenda-klassen")
    assert page.console() == []
