"""Tests of the page in Chromium, from a file and without a network."""

import re
from collections.abc import Callable
from pathlib import Path

import folium
from lezer import IN_BROWSER, Page
from made_up import HENGELO, hengelo_figures
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from voorbeeld import CODES, make_payload

import gezond_geo as gg
from gezond_geo.pages.map.kaart import Kaart

pytestmark = IN_BROWSER


def test_opens_without_a_request(show: Callable[..., Page]) -> None:
    page = show()
    assert [url for url in page.requests() if not url.startswith("data:")] == [page.driver.current_url]
    assert page.all(".stil") == []  # that is for where no scripts run
    assert len(page.all("path[data-code]")) == len(CODES)
    assert page.one("h1").text == "In 't Hoog komen drie thema's samen"
    assert page.one("#kop").text.endswith("Minder gezond. Cijfers van 2020. Zo leest u dit")
    assert page.one("#voettekst").text == "Niet voor besluiten over personen, adressen of aanvragen."
    assert page.title() == ""


def test_the_map_of_enschede_holds_every_buurt_and_project_a_road_and_the_compass(
    show: Callable[..., Page], data: gg.Dataset, kaart: Kaart
) -> None:
    page = show(kaart, width=1366, height=768)
    assert [url for url in page.requests() if not url.startswith("data:")] == [page.driver.current_url]
    assert len(page.all("path[data-code]")) == 70
    text = page.content("#projecten-lijst")
    for number, name in data.projects["naam"].items():
        assert name in text, number
    names = page.texts(".naam")
    assert len(names) == 70  # every tile has its name
    assert "City\n(centrum)" in names
    assert page.one("#legenda").text.endswith("singel")
    assert sorted(page.texts(".windstreek")) == ["NOORD", "OOST", "WEST", "ZUID"]
    page.driver.execute_script("arguments[0].focus()", page.buurt("BU01530603"))
    page.press(Keys.ENTER)
    assert page.title() == "'t Lang"
    assert "CBS noemt dit Wesselerbrink Noord-Oost · 3.905 inwoners (2020)" in page.one("#buurt").text
    assert "De meeste volwassenen voelen zich gezond: 64 van de 100." in page.one("#buurt").text
    page.tap("#vouwknop-cijfers")
    assert "64,0 % ervaart de eigen gezondheid als (zeer) goed" in page.one("#buurt").text


def test_click_opens_the_answer_in_order(show: Callable[..., Page]) -> None:
    page = show(width=1366, height=768)
    ActionChains(page.driver).move_to_element_with_offset(page.buurt(CODES[1]), 0, 25).click().perform()
    text = page.one("#buurt").text
    expected = [
        "'t Hoog",
        "2.000 inwoners (2020)",
        "3 thema's samen: gezondheid",
        "Twee thema's: hoeveel van de 100 Nederlanders …",
        "90 van de 100",
        "Van elke 100 volwassenen",
        "61",
        "Wat gaat beter",
        "Wat gebeurt er al?",
        "Zorgzame buurt",
        "Niet genoemd bij de projecten hier",
        "Praat hierover",
        "Lijkt het meest op",
        "Hier kent men elkaar.",
        "Alle cijfers",
    ]
    places = [text.index(line) for line in expected]
    assert places == sorted(places)
    assert page.buurt(CODES[1]).get_attribute("aria-pressed") == "true"
    assert page.content("#status") == "'t Hoog: 3 gestapeld. De cijfers staan in het paneel."


def test_what_is_folded_away_holds_the_rest(show: Callable[..., Page]) -> None:
    page = show(fragment=f"#buurt={CODES[1]}")
    page.one(".th").click()
    assert page.one(".th").get_attribute("aria-expanded") == "true"
    assert "61,5 % rookt" in page.one(".ontvouwd").text
    page.tap("#vouwknop-cijfers")
    folded = page.one("#vouw-cijfers").text
    for line in (
        "61,5 % rookt (ongeveer 600 mensen)",
        "wijk 71,0 % · Voorbeeld 70,0 % · Nederland 78,0 %",
        "Veel mensen bewegen genoeg.",
        "Gezondheid (op de grens)",
        "3 van 4 thema's tellen mee",
        "Vooral door roken.",
        "€ 200 in deze buurt",
    ):
        assert line in folded, line
    page.tap("#vouwknop-zeker")
    assert not page.one("#vouw-cijfers").is_displayed()
    certainty = page.one("#vouw-zeker").text
    assert "Komt uit 97 van de 100 berekeningen." in certainty
    assert "4 buurten hebben een uitkomst." in certainty
    page.tap("#vouwknop-bronnen")
    assert "CBS, verzonnen cijfers 2020" in page.one("#vouw-bronnen").text


def test_keyboard_walks_the_map_and_chooses(show: Callable[..., Page]) -> None:
    page = show()
    page.one("#map_kaart").send_keys(Keys.TAB)
    assert page.active().get_attribute("data-code") == CODES[0]
    page.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert page.active().get_attribute("aria-label") == "Oude Haven: 1 gestapeld"
    assert page.texts(".leaflet-tooltip strong") == ["Oude Haven"]
    page.press(Keys.ENTER)
    assert page.title() == "Oude Haven"
    page.press(Keys.ARROW_LEFT, Keys.SPACE)
    assert page.title() == "'t Hoog"


def test_view_switch_changes_legend_and_colours(show: Callable[..., Page]) -> None:
    page = show()
    assert page.one("#legenda").text.startswith("Thema's samen:")
    assert page.texts("#legenda .s") == ["0", "1", "2", "3"]
    labels = "#legenda-klassen .label"
    assert page.texts(labels) == ["geen thema", "1 thema", "2 thema's", "3 thema's", "geen uitkomst"]
    assert page.buurt(CODES[1]).get_attribute("fill") == "#42247f"
    page.pick("gezondheid")
    assert page.one("#legenda").text.startswith("Gezondheid:")
    assert page.one("#legenda-kop").text == "Gezondheid"
    assert page.texts(labels) == ["gunstig", "ongunstig", "op de grens", "geen uitkomst"]
    assert page.texts("#legenda-klassen .aantal") == ["2 van 4", "2 van 4", "1 van 4", "1 van 5"]
    assert page.one("#legenda-bron").text == "Vergeleken met Nederland. Bron: CBS · 2020 · schatting"
    assert page.buurt(CODES[1]).get_attribute("fill") == "#cdc2e7"
    assert page.one('[data-weergave="gezondheid"]').get_attribute("aria-pressed") == "true"


def test_shape_switch_keeps_the_choice_and_no_outcome_is_hatched_in_both(show: Callable[..., Page]) -> None:
    page = show()
    page.buurt(CODES[0]).send_keys(Keys.ENTER)
    before = page.buurt(CODES[0]).get_attribute("d")
    page.pick("tegels")
    assert page.buurt(CODES[0]).get_attribute("d") != before
    assert page.title() == "Molenveld"
    assert page.buurt(CODES[0]).get_attribute("aria-pressed") == "true"
    for shape in ("tegels", "grenzen"):
        page.pick(shape)
        assert page.buurt(CODES[4]).get_attribute("fill") == "url(#arcering)"
        page.buurt(CODES[4]).send_keys(Keys.ENTER)
        assert page.one(".zin").text == "Minder dan 100 inwoners: geen cijfers."
        assert "%" not in page.one("#buurt").text
        page.tap("#sluit")


def test_buurt_without_a_boundary_can_still_be_chosen(show: Callable[..., Page]) -> None:
    payload = make_payload()
    for code in CODES[3:]:
        del payload["vormen"]["grenzen"]["vlakken"][code]
    page = show(payload)
    page.one("#zoek").send_keys("heidebuurt", Keys.ENTER)
    assert page.title() == "Heidebuurt"


def test_a_count_of_projects_takes_no_tap_and_opens_when_one_zooms_in(show: Callable[..., Page]) -> None:
    page = show(fragment="#vorm=tegels", width=1366, height=768)
    discs = page.all(".kaart .schijf")
    assert [disc.text for disc in discs] == ["2", "1"]
    events = {page.driver.execute_script("return getComputedStyle(arguments[0]).pointerEvents", disc) for disc in discs}
    assert events == {"none"}
    page.driver.execute_script("map_kaart.setZoom(map_kaart.getZoom() + 1.2, {animate: false})")
    assert page.texts(".projectnaam") == ["Zorgzame buurt", "Speelplek", "Buurthuis"]
    page.tap(".projectnaam:nth-child(2)")
    assert page.title() == "'t Hoog"
    assert page.texts(".nood .gekozen .schakel") == ["Speelplek"]


def test_projects_answer_in_the_list_and_with_their_buurt(show: Callable[..., Page]) -> None:
    page = show()
    assert "Van 1 project van de 4 is opgeschreven wat er is gedaan." in page.content("#projecten-lijst")
    assert "gepland 400, gedaan 312 bezoekers (2025)" in page.content("#project-1")
    assert "gepland" not in page.content("#project-2")
    page.tap("#project-1 .schakel")
    assert page.title() == "'t Hoog"
    page.tap(".nood .schakel")
    facts = page.one(".nood .feitenlijst").text
    assert "Gedaan" in facts
    assert "gepland 400, gedaan 312 bezoekers (2025)" in facts or "nog niet opgeschreven" in facts
    for line in ("populatiegericht" not in facts, "voor gezondheid (onze inschatting)" in facts, "Speelplek" in facts):
        assert line
    assert "Sportfonds" in page.one("#buurt .ook").text or "1 project" in page.one("#buurt .ook").text


def test_small_screen_never_scrolls_sideways(show: Callable[..., Page]) -> None:
    page = show(width=360, height=740)
    for width in (360, 683, 900):
        page.resize(width, 740)
        assert not page.is_wider_than_screen()
        page.tap("#meer-knop")
        assert not page.is_wider_than_screen()
        page.pick("gezondheid")
        assert not page.one("#meer").is_displayed()
        page.buurt(CODES[1]).send_keys(Keys.ENTER)
        assert not page.is_wider_than_screen()
        page.tap("#lees-alles")
        for fold in ("cijfers", "zeker", "bronnen"):
            page.tap(f"#vouwknop-{fold}")
            assert not page.is_wider_than_screen()
        page.tap("[data-naast]")
        assert not page.is_wider_than_screen()
        page.tap("#blad-sluit")
        page.pick("stapeling")


def test_background_loads_after_a_click_and_not_on_tiles(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["achtergrond"] = {"url": "https://tegels.example.nl/{z}/{x}/{y}.png", "bron": "<b>Kadaster</b>"}
    page = show(payload)
    assert [url for url in page.requests() if "example" in url] == []
    assert "tegels.example.nl" in page.content("#achtergrond")
    page.tap("#achtergrond button")
    page.wait(lambda: any(url.startswith("https://tegels.example.nl/") for url in page.requests()))
    assert page.one(".leaflet-control-attribution").text == "<b>Kadaster</b>"
    page.pick("tegels")
    assert page.one("#achtergrond").get_attribute("hidden")
    assert page.all(".leaflet-tile-pane img") == []
    page.wait(lambda: all("ERR_INTERNET_DISCONNECTED" in line for line in page.console()))


def test_layers_of_folium_show_and_run(show: Callable[..., Page]) -> None:
    kaart = Kaart(make_payload())
    folium.Marker([52.01, 6.02], popup="<b>hier</b>").add_to(kaart)
    folium.CircleMarker([52.01, 6.1], tooltip="daar").add_to(kaart)
    folium.LayerControl().add_to(kaart)
    page = show(kaart)
    assert [url for url in page.requests() if not url.startswith("data:")] == [page.driver.current_url]
    page.driver.execute_script("arguments[0].click()", page.one("img.leaflet-marker-icon"))
    page.wait(lambda: page.texts(".leaflet-popup-content") == ["hier"])
    assert page.driver.execute_script("return arguments[0].naturalWidth", page.one("img.leaflet-marker-icon")) == 25


def test_notebook_frame_shows_the_map(driver: webdriver.Chrome, tmp_path: Path) -> None:
    page = Page(driver)
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f'<!doctype html><meta charset="utf-8">{Kaart(make_payload())._repr_html_()}', "utf-8")
    driver.get(notebook.as_uri())
    driver.switch_to.frame(page.one("iframe"))
    assert len(page.all("path[data-code]")) == len(CODES)
    assert page.console() == []


def test_without_a_gemeente_folder_nothing_is_said_of_what_it_would_hold(show: Callable[..., Page]) -> None:
    data = gg.load("Hengelo", figures=hengelo_figures(), offline=True)
    page = show(gg.make_map(data, gg.score(data), gg.match_projects(data)))
    page.driver.execute_script(
        "arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", page.buurt(HENGELO[1])
    )
    assert page.title() == "Buurt 1"
    html = page.driver.execute_script(
        "document.querySelectorAll('script, style').forEach((block) => block.remove());"
        "return document.documentElement.outerHTML.toLowerCase()"
    )
    attributes = "id|class|for|name|aria-controls|aria-labelledby"
    text = re.sub(rf' (?:{attributes})="[^"]*"', "", html)
    assert "buurt 1" in text
    assert [word for word in ("project", "focusgebied", "stadsde", "€") if word in text] == []
