"""On paper: the map as one A4, and a wijk or stadsdeel as another."""

import base64
import re
from collections.abc import Callable

import pandas as pd
import pytest
from lezer import IN_BROWSER, Page
from selenium.webdriver.common.keys import Keys
from voorbeeld import CODES, make_payload

import gezond_geo as gg
from gezond_geo.pages.map.kaart import Kaart

pytestmark = IN_BROWSER


def pages(page: Page) -> int:
    """How many sheets the page is when it is printed as it is."""
    answer = page.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    return len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(answer["data"])))


@pytest.fixture
def paper(driver, show: Callable[..., Page]):
    """Open a page as it looks on paper."""

    def open_page(*args, **kwargs) -> Page:
        page = show(*args, **kwargs)
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        driver.execute_script("dispatchEvent(new Event('beforeprint'))")
        return page

    yield open_page
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_paper_shows_map_legend_and_list_without_buttons(paper) -> None:
    page = paper()
    assert page.one("#map_kaart").size["width"] == 690
    for selector in (
        ".leaflet-control-container",
        ".zoekvak",
        ".kaartbalk",
        "#lijst",
        "#leeswijzer",
        "#tabel",
        "#blad",
    ):
        assert not page.one(selector).is_displayed(), selector
    assert page.one("#legenda").is_displayed()
    assert page.texts("#druk-lijst li") == ["A 't Hoog (3)", "Nieuwland-Zuid (2)"]
    assert page.one("#druk-bronnen").text == "Bronnen: CBS, verzonnen cijfers 2020"
    assert page.one("#druk-voet").text == "Niet voor besluiten over personen, adressen of aanvragen."
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    page.driver.execute_script("dispatchEvent(new Event('afterprint'))")
    assert page.one("#lijst").is_displayed()
    assert page.one("#map_kaart").size["width"] != 690


def test_nothing_stacked_is_said_and_a_chosen_buurt_is_on_paper(paper) -> None:
    page = paper(fragment="#weergave=stapeling&stadsdeel=West")
    assert page.texts("#druk-lijst li") == ["geen"]
    page.go(f"buurt={CODES[1]}")
    assert page.one("#buurt").is_displayed()
    assert not page.one("#buurt-knoppen").is_displayed()


def test_a_wijk_or_stadsdeel_is_put_on_one_page(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["buurten"][1]["wijkcode"], payload["buurten"][1]["wijk"] = "WK999901", "Hoog"
    payload["tabel"]["rijen"][4][2] = None  # Heidebuurt, in West: too small for figures
    page = show(payload)
    options = [option.text for option in page.all("#blad-kies option")]
    assert options == ["kies…", "Hoog", "Midden", "Oost", "West"]
    page.choose("#blad-kies", "stadsdeel:Oost")
    text = page.one("#blad-inhoud").text
    expected = [
        "stadsdeel Oost",
        "2 buurten, 6.000 inwoners. In 2 van de 2 buurten met een uitkomst komen twee of meer thema's samen.",
        "De buurten: hoeveel van de 100 Nederlanders wonen beter",
        "1. 't Hoog",
        "2. Nieuwland-Zuid",
        "Wat nodig is en wat er al gebeurt",
        "Zorgzame buurt",
        "Praat hierover",
        "'t Hoog: Hier kent men elkaar. (wijkteam, 2026-03-01)",
        "Niet voor besluiten over personen, adressen of aanvragen.",
    ]
    places = [text.index(line) for line in expected]
    assert places == sorted(places)
    assert len(page.all("#blad-inhoud .schets path")) == 2
    assert "blad=stadsdeel:Oost" in page.address()
    assert page.texts(".blad-tabel .samen") == ["3 ±", "2"]  # beside its colour
    page.resize(360, 740)
    assert not page.is_wider_than_screen()
    assert page.all("#blad-inhoud .schuif")[0].get_attribute("tabindex") == "0"  # scrolled with the keyboard
    page.go("blad=stadsdeel:West&zondervergrijzing=1")
    facts = page.one("#blad-inhoud p").text
    assert facts.startswith("3 buurten, 4.000 inwoners. Niet meegeteld zijn de inwoners van 1 buurt zonder cijfers.")
    assert facts.endswith("Zonder ouderen gerekend.")
    page.choose("#blad-kies", "")
    assert page.one("#blad-inhoud").text == ""


@pytest.fixture(scope="module")
def sure_kaart(data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame, sure: gg.Robustness) -> Kaart:
    return gg.make_map(data, scores, links, sure)


def test_enschede_is_one_sheet_in_both_widths_and_a_buurt_with_how_sure_it_is(
    show: Callable[..., Page], sure_kaart: Kaart
) -> None:
    page = show(sure_kaart)
    assert pages(page) == 1
    for code in ("BU01530603", "BU01530601", "BU01530003"):
        page.go(f"buurt={code}")
        assert pages(page) == 1, code
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert page.one(".op-blad").is_displayed()
    assert not page.one(".vouw").is_displayed()
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    page.press(Keys.ESCAPE)
    page.resize(360, 800)
    assert pages(page) == 1


def test_a_wijk_of_enschede_fits_on_two_sheets_with_its_own_people(show: Callable[..., Page], kaart: Kaart) -> None:
    page = show(kaart)
    for area, people in {"WK015306": ["74", "54", "9"], "WK015300": None}.items():
        page.go(f"blad=wijk:{area}")
        # As they are published for the wijk itself.
        assert people is None or page.texts(".blad-mensen b") == people
        page.driver.execute_script("document.body.dataset.druk = 'blad'")
        assert pages(page) <= 2


def test_a_level_that_too_many_live_in_none_of_has_no_sheet(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["zonder_blad"] = {"stadsdeel": "Geen blad per stadsdeel: <b>te veel</b> inwoners."}
    page = show(payload, fragment="#blad=stadsdeel:Oost")
    assert [option.get_attribute("value") for option in page.all("#blad-kies option")] == ["", "wijk:WK999900"]
    assert page.texts("#blad-inhoud *") == []
    assert "Geen blad per stadsdeel: <b>te veel</b> inwoners." in page.one("#blad").get_attribute("textContent")
    assert "stadsdeel" not in page.one("#blad-kop").get_attribute("textContent")
