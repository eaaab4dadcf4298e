"""What led astray on the page before: each flaw as a test, with a mouse, a finger and a keyboard."""

from collections.abc import Callable

import pandas as pd
import pytest
from lezer import IN_BROWSER, Page
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from voorbeeld import CODES, make_payload

import gezond_geo as gg
from gezond_geo.pages.map.kaart import Kaart

pytestmark = IN_BROWSER

LANG = "BU01530603"


def tap(page: Page, x: float, y: float) -> None:
    """Tap the screen with a finger."""
    page.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for kind, points in (("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])):
        page.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})


def middle(page: Page, code: str) -> tuple[float, float]:
    box = page.driver.execute_script("return arguments[0].getBoundingClientRect().toJSON()", page.buurt(code))
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_button_of_a_focus_area_opens_its_own_buurt_under_its_own_name(show: Callable[..., Page]) -> None:
    page = show(width=1366, height=768)
    page.tap('[data-focus="Zuidhoek"]')
    assert page.title() == "Zuidhoek"
    assert page.buurt(CODES[3]).get_attribute("aria-pressed") == "true"
    assert page.one(".deelnoot").text.startswith("Zuidhoek is een deel van de buurt Nieuwland-Zuid.")
    first_figure = page.one(".themas").location["y"]
    assert page.one(".deelnoot").location["y"] < page.one(".zin").location["y"] < first_figure
    assert "focusgebied" in page.one(".fgm.deel").text
    page.tap('[data-focus="Het Hoog"]')
    assert page.title() == "'t Hoog"  # the first of its buurten, and the page says which others there are
    assert "Focusgebied Het Hoog is groter: 't Hoog en Oude Haven." in page.one(".waaromgekozen").text
    assert page.buurt(CODES[1]).get_attribute("aria-pressed") == "true"


SEARCHES = {
    "tlang": "'t Lang",
    "het lang": "'t Lang",
    "twekelerveld": "Twekkelerveld",
    "glanerburg": "Zorgzame buurt Glanerbrug Oost",
    "wesselerbrink NO": "'t Lang",
    "de posten": "Wesselerbrink Zuid-Oost",
    "sportfonds": "Sportfonds volwassenen",
    "integrale wijkaanpak het": "Integrale wijkaanpak Het Lang",
    "smiley": "speeltuin Smiley",
    "PATHMÓS": "Pathmos",
}
"""What is typed, and what is then the first of the list."""


def test_search_forgives_and_finds_every_kind_of_name(show: Callable[..., Page], kaart) -> None:
    page = show(kaart)
    for typed, first in SEARCHES.items():
        page.one("#zoek").send_keys(Keys.CONTROL, "a", Keys.NULL, typed)
        names = page.texts("#zoek-lijst .wat")
        assert names[0] == first, typed
        assert len(names) <= 6, typed
    page.one("#zoek").send_keys(Keys.CONTROL, "a", Keys.NULL, "hanenberg", Keys.ENTER)
    assert page.title() == "Hanenberglanden"  # a part of a buurt opens a panel of that name
    assert "Stroinkslanden-Zuid (CBS)" in page.one(".ti").text
    assert "focus=Hanenberglanden" in page.address()


def test_search_begins_at_one_letter_says_what_each_is_and_asks_what_is_meant(show: Callable[..., Page]) -> None:
    page = show()
    page.one("#zoek").click()
    assert not page.one("#zoek-lijst").is_displayed()
    page.one("#zoek").send_keys("h")
    assert page.texts("#zoek-lijst .wat")[:2] == ["'t Hoog", "Heidebuurt"]
    assert page.texts("#zoek-lijst .soort")[0].startswith("buurt")
    assert all(item["height"] >= 48 for item in page.boxes("#zoek-lijst li"))
    page.one("#zoek").send_keys(Keys.CONTROL, "a", Keys.NULL, "molenxxxx", Keys.ENTER)
    assert page.one("#zoek-niets").text == "Geen buurt of project met deze naam. Bedoelt u Molenveld?"
    assert page.title() == ""


def test_a_tap_on_a_phone_chooses_the_tile_also_under_a_count(show: Callable[..., Page], kaart) -> None:
    page = show(kaart, width=360, height=740)
    page.driver.execute_script("document.getElementById('map_kaart').scrollIntoView({block: 'center'})")
    x, y = middle(page, LANG)
    tap(page, x, y - 9)  # where the count stands when tiles are large
    page.wait(lambda: page.title() == "'t Lang")
    page.tap("#blad-sluit")
    assert page.title() == ""
    page.resize(1366, 768)
    x, _ = middle(page, LANG)
    discs = zip(page.all(".kaart .schijf"), page.boxes(".kaart .schijf"), strict=True)
    disc = next(one for one, box in discs if abs(box["left"] - x) < 12)
    ActionChains(page.driver).move_to_element(disc).click().perform()
    assert page.title() != ""


def test_a_choice_is_cleared_by_escape_the_ground_and_buttons(show: Callable[..., Page]) -> None:
    page = show(width=1366, height=768)
    for clear in ("escape", "ground", "#sluit", "#terug"):
        page.buurt(CODES[1]).send_keys(Keys.ENTER)
        assert page.title() == "'t Hoog", clear
        if clear == "escape":
            page.press(Keys.ESCAPE)
        elif clear == "ground":
            area = page.one("#map_kaart")
            corner = (8 - area.size["width"] // 2, area.size["height"] // 2 - 30)
            ActionChains(page.driver).move_to_element_with_offset(area, *corner).click().perform()
        else:
            page.tap(clear)
        assert page.title() == "", clear
        assert page.one("h1").text == "In 't Hoog komen drie thema's samen"
        assert "buurt=" not in page.address()


def test_a_click_in_the_table_brings_the_panel_into_view(show: Callable[..., Page]) -> None:
    page = show()
    for width in (1366, 360):
        page.resize(width, 740)
        page.driver.execute_script("document.getElementById('tabel').scrollIntoView()")
        page.tap("#tabel-rijen .tekstknop")
        page.wait(lambda: page.is_in_sight("#buurt-naam"))
        page.press(Keys.ESCAPE)


def test_opening_a_section_keeps_the_choice_in_the_address(show: Callable[..., Page]) -> None:
    page = show(fragment=f"#weergave=gezondheid&buurt={CODES[2]}", width=1366, height=768)
    before = page.address()
    page.tap('#meer a[href="#tabel"]')
    assert page.address() == before
    assert page.active().get_attribute("id") == "tabel"
    page.driver.refresh()
    assert page.title() == "Oude Haven"


def test_the_page_scrolls_with_the_wheel_and_zooms_with_ctrl(show: Callable[..., Page]) -> None:
    page = show(width=1366, height=768)
    zoom = "return map_kaart.getZoom()"
    before = page.driver.execute_script(zoom)
    area = page.one("#map_kaart")
    ActionChains(page.driver).scroll_from_origin(_origin(area), 0, 300).perform()
    page.wait(lambda: page.driver.execute_script("return scrollY") > 0)
    assert page.driver.execute_script(zoom) == before
    page.driver.execute_script(
        "arguments[0].dispatchEvent(new WheelEvent('wheel', {deltaY: -110, ctrlKey: true, cancelable: true}))", area
    )
    assert page.driver.execute_script(zoom) == pytest.approx(before + 1)


def _origin(element):
    from selenium.webdriver.common.actions.wheel_input import ScrollOrigin  # noqa: PLC0415 - used here alone

    return ScrollOrigin.from_element(element)


def test_a_finger_on_the_map_moves_the_page_and_two_the_map(show: Callable[..., Page]) -> None:
    page = show(width=360, height=740)
    action = page.driver.execute_script("return getComputedStyle(document.getElementById('map_kaart')).touchAction")
    assert action == "pan-x pan-y"
    page.driver.execute_script(
        "document.getElementById('map_kaart').dispatchEvent(new PointerEvent('pointerdown', {pointerType: 'touch'}))"
    )
    assert page.driver.execute_script("return map_kaart.dragging.enabled()") is False
    assert page.driver.execute_script("return map_kaart.touchZoom === undefined || map_kaart.touchZoom.enabled()")


def test_the_list_lights_the_tile_the_other_way_round_and_shows_more_when_asked(show: Callable[..., Page]) -> None:
    page = show(width=1366, height=768)
    lit = (
        "return [...document.querySelectorAll('.leaflet-keus-pane path[d]')]"
        ".filter(path => path.getAttribute('d') !== 'M0 0').length"
    )
    assert page.driver.execute_script(lit) == 0
    ActionChains(page.driver).move_to_element(page.one(f'[data-rij="{CODES[1]}"] .n')).perform()
    assert page.driver.execute_script(lit) > 0
    ActionChains(page.driver).move_to_element_with_offset(page.buurt(CODES[1]), 0, 25).perform()
    assert "op" in page.one(f'[data-rij="{CODES[1]}"]').get_attribute("class").split()
    assert page.one("#lijst-kop").text == "Drie thema's samen"
    assert page.texts(".l8 tbody th button") == ["'t Hoog"]
    row = page.one(f'[data-rij="{CODES[1]}"]')
    assert len(row.find_elements(By.CSS_SELECTOR, ".j .ic")) == 1
    assert "2.000" in row.text
    page.one("#lijst-meer").click()
    assert page.texts(".l8 tbody th button") == ["'t Hoog", "Nieuwland-Zuid"]
    assert page.active().text == "Nieuwland-Zuid"


def test_an_open_page_names_no_buurt_in_its_headline_and_lists_by_alphabet(
    show: Callable[..., Page], data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame
) -> None:
    public = gg.make_map(data, scores, links, public=True)
    assert public.payload["overleg"] is None  # a meeting is not for the public
    page = show(public, width=1366, height=768)
    assert page.one("h1").text == "In één buurt komen vier thema's samen, in zeven buurten drie"
    assert page.one("#lijst-kop").text == "Drie of vier thema's samen, op alfabet"
    assert page.texts(".l8 tbody th button")[0] == "De Bothoven"
    page.tap("#lijst-rijen tbody button")
    assert page.all(".themabalk circle") == []  # a fifth, and no place in it
    assert "80–100 van de 100" in page.one(".themas").text


def test_a_gap_is_drawn_as_large_as_a_project(show: Callable[..., Page]) -> None:
    page = show(fragment=f"#buurt={CODES[1]}", width=1366, height=768)
    assert page.texts(".nood h3") == ["Gezondheid", "Ouderen"]
    assert page.texts(".gat") == ["Niet genoemd bij de projecten hier"]
    border = page.driver.execute_script("return getComputedStyle(arguments[0]).borderStyle", page.one(".gat"))
    assert border == "dashed"
    assert abs(page.one(".gat").size["width"] - page.one(".nood ul").size["width"]) < 2


def test_a_buurt_is_on_one_screen_and_score_and_themes_are_one_story(show: Callable[..., Page], kaart: Kaart) -> None:
    page = show(kaart, fragment="#buurt=BU01530404", width=1366, height=768)
    shared = page.one(".nood li").text  # a whole amount says with whom it is shared
    assert "€ 100.000" in shared
    assert "samen met Mekkelholt" in shared
    parts = ("#buurt-naam", ".zin", ".themas", ".mensen100", ".beter .goed", ".gebeurt", ".praat", ".lijkt")
    nothing = "Geen van de vier thema's is hier beter dan gemiddeld."
    for code, tick, better in ((LANG, "#i-open", nothing), ("BU01530601", "#i-goed", "")):
        page.go(f"buurt={code}")
        assert [part for part in parts if not page.is_in_sight(part)] == [], code
        # Nothing better than average gets no tick.
        assert page.one(".beter use").get_attribute("href") == tick
        assert page.one(".beter .goed").text.startswith(better)
    page.go("weergave=stapeling")
    assert page.texts(".l8 tbody th button")[:3] == ["Wesselerbrink Zuid-Oost", "'t Lang", "De Bothoven"]
    page.one("#zoek").send_keys("getfert", Keys.ENTER)
    page.tap("#vouwknop-zeker")
    story = page.one("#vouw-zeker").text
    assert "59 buurten hebben een uitkomst. 53 daarvan hebben een plaats in de lijst; in 6 veranderde te veel." in story
    assert "Getfert heeft één thema, en staat toch 7e: stenen is daar bijna het hoogst" in story


def test_the_first_screen_is_one_screen_of_a_laptop_also_in_a_wide_serif(show: Callable[..., Page], kaart) -> None:
    page = show(kaart, width=1366, height=768)
    for selector in ("h1", "#zoek", "#focusrij", "#weergaven", "#map_kaart", "#legenda", ".l8", "#lijst-meer", "#slot"):
        assert page.is_in_sight(selector), selector
    assert page.one("h1").size["height"] < 40  # on one line
    assert min(tile["width"] for tile in page.boxes("path[data-code]")) >= 73  # and 80 with its gaps
    assert page.one("#map_kaart").size["width"] > 0.64 * 1366
    page.driver.execute_script(
        "document.documentElement.style.setProperty('--kopletter', 'DejaVu Serif, serif');"
        "document.querySelector('h1').style.letterSpacing = '0.6px'"
    )
    assert not page.is_wider_than_screen()
    assert page.is_in_sight("#legenda")
    assert page.one("h1").size["height"] < 80  # two lines at most


def test_a_phone_shows_the_map_whole_and_a_sheet_under_it(show: Callable[..., Page], kaart) -> None:
    page = show(kaart, width=360, height=740)
    assert sorted(page.texts(".naam.letter")) == list("ABCDEFGH")
    assert page.texts(".letterteken span")[:2] == ["A", "B"]
    assert min(tile["width"] for tile in page.boxes("path[data-code]")) >= 28  # and 32 with its gaps
    page.buurt(LANG).send_keys(Keys.ENTER)
    (sheet,) = page.boxes("#buurt")
    assert sheet["bottom"] >= 739
    assert max(tile["bottom"] for tile in page.boxes("path[data-code]")) <= sheet["top"] + 2
    assert page.one(".zin.kort").is_displayed()
    assert not page.one(".gebeurt").is_displayed()
    page.one("#lees-alles").click()
    assert page.one("#buurt").rect["height"] == 740
    assert page.one(".gebeurt").is_displayed()
    page.tap("#greep")
    assert page.one(".zin.kort").is_displayed()
    page.tap("#blad-sluit")
    assert page.title() == ""


def test_forced_colours_keep_edges_and_numbers(show: Callable[..., Page], driver) -> None:
    page = show(make_payload(), width=1366, height=768)
    features = [{"name": "forced-colors", "value": "active"}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    page.buurt(CODES[1]).send_keys(Keys.ENTER)
    assert page.buurt(CODES[1]).get_attribute("aria-label").startswith("'t Hoog: 3")
    assert page.one(".fgm").is_displayed()
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
