"""Tests of the page in Chromium, from a file and without a network."""

import re
from collections.abc import Callable
from pathlib import Path

import folium
import pandas as pd
import pytest
from lezer import IN_BROWSER, Page
from made_up import HENGELO, hengelo_figures
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from voorbeeld import CODES, make_payload

import gezond_geo as gg
from gezond_geo.pages.map.kaart import Kaart

pytestmark = IN_BROWSER


def test_opens_without_a_request(show: Callable[..., Page]) -> None:
    page = show()
    assert [url for url in page.requests() if not url.startswith("data:")] == [page.driver.current_url]
    assert len(page.all("path[data-code]")) == len(CODES)
    assert page.one("h1").text == "Voorbeeld: waar problemen samenkomen"
    assert page.one("#voettekst").text == "Niet voor besluiten over personen, adressen of aanvragen."
    assert page.one("#vak-buurt h2").text == "Kies een buurt"


def test_the_map_of_enschede_holds_every_buurt_and_project(
    show: Callable[..., Page], data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame
) -> None:
    page = show(gg.make_map(data, scores, links))
    assert [url for url in page.requests() if not url.startswith("data:")] == [page.driver.current_url]
    assert len(page.all("path[data-code]")) == 70
    listed = page.driver.execute_script("return document.getElementById('vak-projecten').textContent")
    for number, name in data.projects["naam"].items():
        assert name in listed, number
    page.driver.execute_script("arguments[0].focus()", page.buurt("BU01530603"))
    page.press(Keys.ENTER)
    panel = page.one("#vak-buurt").text
    assert panel.startswith("Wesselerbrink Noord-Oost")
    assert "64,0 % ervaart de eigen gezondheid als (zeer) goed" in panel


def test_click_opens_the_panel_in_order(show: Callable[..., Page]) -> None:
    page = show()
    ActionChains(page.driver).move_to_element_with_offset(page.buurt(CODES[1]), 0, 25).click().perform()
    text = page.one("#vak-buurt").text
    expected = [
        "'t Hoog",
        "2.000 inwoners (2020)",
        "61,5 % rookt (ongeveer 600 mensen)",
        "wijk 71,0 % · Voorbeeld 70,0 % · Nederland 78,0 %",
        "ongunstiger dan waar 90 % van de Nederlanders woont",
        "Veel mensen bewegen genoeg.",
        "Gezondheid (op de grens)",
        "3 van 4 thema's stapelen",
        "Vooral door roken.",
        "Komt uit 97 % van de doorrekeningen.",
        "Ligt in focusgebied Het Hoog.",
        "Hier kent men elkaar.",
        "Alleen gebiedsgebonden geld.",
        "Zorgzame buurt",
        "€ 200 op zekere plaatsen",
        "Bronnen van deze cijfers",
    ]
    places = [text.index(line) for line in expected]
    assert places == sorted(places)
    assert page.buurt(CODES[1]).get_attribute("aria-pressed") == "true"
    assert page.one("#status").get_attribute("textContent") == "'t Hoog: 3 gestapeld. De cijfers staan in het paneel."


def test_keyboard_walks_the_map_and_chooses(show: Callable[..., Page]) -> None:
    page = show()
    page.one("#map_kaart").send_keys(Keys.TAB)
    assert page.driver.switch_to.active_element.get_attribute("data-code") == CODES[0]
    page.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert page.driver.switch_to.active_element.get_attribute("aria-label") == "Oude Haven: 1 gestapeld"
    assert page.texts(".leaflet-tooltip strong") == ["Oude Haven"]
    page.press(Keys.ENTER)
    assert page.one("#vak-buurt h2").text == "Oude Haven"
    page.press(Keys.ARROW_LEFT, Keys.SPACE)
    assert page.one("#vak-buurt h2").text == "'t Hoog"


@pytest.mark.parametrize("typed", ["HOOG", "de heuvel", "’t hóó"])
def test_search_takes_names_aliases_and_spellings(show: Callable[..., Page], typed: str) -> None:
    page = show()
    page.one("#zoek").send_keys(typed)
    assert page.texts("#zoek-lijst [role=option] span:first-child") == ["'t Hoog"]
    page.press(Keys.ARROW_DOWN, Keys.ENTER)
    assert page.one("#vak-buurt h2").text == "'t Hoog"
    assert not page.one("#zoek-lijst").is_displayed()


def test_search_shows_an_alias_as_it_is_written(show: Callable[..., Page]) -> None:
    page = show()
    page.one("#zoek").send_keys("heuv")
    assert page.texts("#zoek-lijst [role=option] span:last-child") == ["ook: De Heuvel"]


def test_search_without_result_says_so(show: Callable[..., Page]) -> None:
    page = show()
    page.one("#zoek").send_keys("bestaat niet", Keys.ENTER)
    assert page.one("#zoek-niets").text == "Geen buurt met deze naam."
    assert page.one("#vak-buurt h2").text == "Kies een buurt"


def test_view_switch_changes_legend_and_colours(show: Callable[..., Page]) -> None:
    page = show()
    labels = "#legenda-klassen .label"
    assert page.texts(labels) == ["geen thema", "1 thema", "2 thema's", "3 thema's", "geen uitkomst"]
    assert page.buurt(CODES[1]).get_attribute("fill") == "#42247f"
    page.pick("gezondheid")
    assert page.one("#legenda-kop").text == "Gezondheid"
    assert page.texts(labels) == ["gunstig", "ongunstig", "geen uitkomst"]
    assert page.texts("#legenda-klassen .aantal") == ["2 van 4", "2 van 4", "1 van 5"]
    assert page.one("#legenda-bron").text == "Vergeleken met Nederland.\nBron: CBS · 2020 · schatting"
    assert page.buurt(CODES[1]).get_attribute("fill") == "#cdc2e7"


def test_no_outcome_is_hatched_with_its_reason_in_both_shapes(show: Callable[..., Page]) -> None:
    page = show()
    for shape in ("grenzen", "tegels"):
        page.pick(shape)
        assert page.buurt(CODES[4]).get_attribute("fill") == "url(#arcering)"
        page.buurt(CODES[4]).click()
        assert page.one("#vak-buurt .let-op").text == "Minder dan 100 inwoners: geen cijfers."
        assert "%" not in page.one("#vak-buurt").text


def test_shape_switch_keeps_the_selection(show: Callable[..., Page]) -> None:
    page = show()
    page.buurt(CODES[0]).click()
    before = page.buurt(CODES[0]).get_attribute("d")
    page.pick("tegels")
    assert page.buurt(CODES[0]).get_attribute("d") != before
    assert page.one("#vorm-noot").text == "schematisch: elke buurt even groot"
    assert page.one("#vak-buurt h2").text == "Molenveld"
    assert page.buurt(CODES[0]).get_attribute("aria-pressed") == "true"


def test_only_one_shape_asks_nothing(show: Callable[..., Page]) -> None:
    payload = make_payload()
    del payload["vormen"]["grenzen"]
    assert not show(payload).one("#vormen").is_displayed()


def test_buurt_without_a_boundary_can_still_be_chosen(show: Callable[..., Page]) -> None:
    payload = make_payload()
    for code in CODES[3:]:
        del payload["vormen"]["grenzen"]["vlakken"][code]
    page = show(payload)
    page.one("#zoek").send_keys("heidebuurt", Keys.ENTER)
    assert page.one("#vak-buurt h2").text == "Heidebuurt"
    assert page.texts(".focusnaam") == ["Het Hoog"]


def test_focus_areas_are_named_in_every_view_and_shape(show: Callable[..., Page]) -> None:
    page = show()
    for value in ("gezondheid", "tegels"):
        page.pick(value)
        assert page.texts(".focusnaam") == ["Het Hoog", "Zuidhoek"]
    # two buurten together have one outline, a light line under a dark one
    outlines = page.all(".leaflet-focus-pane path:not([stroke-dasharray])")
    assert [outline.get_attribute("d").count("M") for outline in outlines] == [1, 1]


def test_projects_stand_side_by_side_and_hollow_where_uncertain(show: Callable[..., Page]) -> None:
    page = show()
    pins = {pin.text: pin for pin in page.all(".kaart .speld")}
    assert {number: "ring" in pin.get_attribute("class").split() for number, pin in pins.items()} == {
        "1": True,
        "2": True,
        "3": False,
    }
    assert pins["1"].get_attribute("aria-label") == "Project 1: Zorgzame buurt (plaats bij benadering)"
    first, second = pins["1"].rect, pins["2"].rect
    assert first["x"] + first["width"] <= second["x"]


def test_projects_answer_on_map_and_in_list(show: Callable[..., Page]) -> None:
    page = show()
    next(pin for pin in page.all(".kaart .speld") if pin.text == "3").click()
    assert page.one("#vak-projecten").is_displayed()
    assert page.one("#vak-projecten li.aan .titel").text == "Buurthuis"
    page.one("#project-1 .project-kop").click()
    assert page.texts(".kaart .speld.aan") == ["1"]
    page.one("#project-1 .schakel").click()
    assert page.one("#vak-buurt h2").text == "'t Hoog"
    page.one("#vak-buurt .project-kop").click()
    assert page.one("#vak-projecten li.aan .titel").text == "Zorgzame buurt"
    assert "Sportfonds" in page.one("#vak-projecten").text


@pytest.mark.parametrize("width", [360, 900])
def test_small_screen_never_scrolls_sideways(show: Callable[..., Page], width: int) -> None:
    page = show(width=width, height=740)
    assert not page.is_wider_than_screen()
    page.one("#keuze-knop").click()
    assert page.one('input[value="gezondheid"]').is_displayed()
    assert not page.is_wider_than_screen()
    page.pick("gezondheid")
    assert not page.one('input[value="gezondheid"]').is_displayed()
    page.buurt(CODES[1]).send_keys(Keys.ENTER)
    assert not page.is_wider_than_screen()
    page.driver.execute_script("arguments[0].click()", page.one("#tab-projecten"))
    assert not page.is_wider_than_screen()


@pytest.mark.parametrize(("width", "columns"), [(1280, 6), (900, 2), (768, 1), (360, 1)])
def test_classes_stand_beside_each_other_where_their_names_fit(
    show: Callable[..., Page], data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame, width: int, columns: int
) -> None:
    page = show(gg.make_map(data, scores, links), width=width, chosen="#weergave=gezondheid")
    labels = page.all("#legenda-klassen .label")
    assert len({label.location["x"] for label in labels}) == columns
    assert all(label.size["height"] < 70 for label in labels)
    patches = [patch.size["height"] for patch in page.all("#legenda-klassen .vlak")]
    assert max(patches) <= 24


def test_phone_shows_the_choice_below_the_map(show: Callable[..., Page]) -> None:
    page = show(width=360, height=740)
    page.driver.execute_script("scrollTo(0, 0)")
    page.buurt(CODES[1]).send_keys(Keys.ENTER)
    page.driver.execute_script("scrollTo(0, 0)")
    page.wait(lambda: page.one("#kijkje").is_displayed())
    assert page.one("#kijkje").text.splitlines() == ["'t Hoog", "3 gestapeld", "Lees meer"]
    page.one("#kijkje").click()
    page.wait(lambda: not page.one("#kijkje").is_displayed())


def test_background_loads_after_a_click_and_not_on_tiles(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["achtergrond"] = {"url": "https://tegels.example.nl/{z}/{x}/{y}.png", "bron": "<b>Kadaster</b>"}
    page = show(payload)
    assert [url for url in page.requests() if "example" in url] == []
    assert "tegels.example.nl" in page.one("#achtergrond").text
    page.one("#achtergrond button").click()
    page.wait(lambda: any(url.startswith("https://tegels.example.nl/") for url in page.requests()))
    assert page.one(".leaflet-control-attribution").text == "<b>Kadaster</b>"
    page.pick("tegels")
    assert not page.one("#achtergrond").is_displayed()
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


def test_notebook_frame_shows_the_map(show: Callable[..., Page], tmp_path: Path) -> None:
    page = show()
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f'<!doctype html><meta charset="utf-8">{Kaart(make_payload())._repr_html_()}', "utf-8")
    page.driver.get(notebook.as_uri())
    page.driver.switch_to.frame(page.one("iframe"))
    assert len(page.all("path[data-code]")) == len(CODES)


def test_without_a_gemeente_folder_nothing_is_said_of_what_it_would_hold(show: Callable[..., Page]) -> None:
    found = gg.load("Hengelo", figures=hengelo_figures(), offline=True)
    page = show(gg.make_map(found, gg.score(found), gg.match_projects(found)))
    page.driver.execute_script(
        "arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", page.buurt(HENGELO[1])
    )
    assert page.one("#vak-buurt h2").text == "Buurt 1"
    shown = page.driver.execute_script(
        "document.querySelectorAll('script, style').forEach((block) => block.remove());"
        "return document.documentElement.outerHTML.toLowerCase()"
    )
    attributes = "id|class|for|name|aria-controls|aria-labelledby"
    read = re.sub(rf' (?:{attributes})="[^"]*"', "", shown)
    assert "buurt 1" in read
    assert [word for word in ("project", "focusgebied", "stadsde", "€") if word in read] == []
