"""What a reader sees of the plans of others, of gaps, and of euro per resident."""

from collections.abc import Callable

import pytest
from four_buurten import A, B, C, D
from lezer import IN_BROWSER, Page
from selenium.webdriver.common.keys import Keys

from gezond_geo.pages.map.kaart import Kaart

pytestmark = IN_BROWSER


@pytest.mark.parametrize("width", [1280, 390])
def test_a_plan_stands_with_its_years_and_what_can_ride_along(
    show: Callable[..., Page], kaart_of_four: Kaart, width: int
) -> None:
    page = show(kaart_of_four, width=width, height=800, fragment=f"#buurt={A}")
    assert page.requests() == [page.driver.current_url.partition("#")[0]]
    page.tap("#lees-alles")
    (plan,) = page.texts(".plan")
    assert "Riool vervangen" in plan
    assert "2027–2028" in plan
    assert "Als de straat toch open ligt" in plan
    assert "Kan mee: Beweegtuin." in plan
    assert "40 van de 100 ervan ligt in deze buurt" in plan
    assert not page.is_wider_than_screen()
    if width == 390:  # where a row of buttons leads to the parts of the panel
        page.driver.execute_script("arguments[0].focus()", page.one('[data-sprong="plannen"]'))
        page.press(Keys.ENTER)
        page.wait(lambda: page.is_in_sight(".plannen h2"))


def test_what_is_missing_is_told_apart_and_money_is_a_view(show: Callable[..., Page], kaart_of_four: Kaart) -> None:
    page = show(kaart_of_four, width=1280, height=900, fragment=f"#buurt={A}")
    assert page.texts(".nood .gat") == ["Niet genoemd bij de projecten hier"]
    page.go(f"buurt={B}")
    assert page.texts(".nood .gat.onbekend") == ["Of een project hier iets doet voor stenen, is niet bekend."]
    page.go(f"buurt={C}")
    assert page.texts(".nood .gat") == ["Nog geen project in deze buurt"]
    page.go(f"buurt={D}")  # where nothing meets
    assert page.texts(".plan") == []
    assert "In de lijst staan 2 investeringen." in page.content(".plannen")
    page.go("weergave=euro_per_inwoner")
    assert "geen geld voor de buurt" in page.one("#legenda").text
    assert "met geld dat over buurten is verdeeld (schatting)" in page.content("#legenda-klassen")
