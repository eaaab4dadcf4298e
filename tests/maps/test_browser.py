"""Tests of the page in Chromium, from a file and without a network."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import folium
import pandas as pd
import pytest
from made_up import HENGELO, hengelo_figures
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from voorbeeld import CODES, make_payload

import gezond_geo as gg
from gezond_geo.maps.kaart import Kaart

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="chromium and chromedriver are not installed"),
]

ARGUMENTS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage --force-prefers-reduced-motion"""
HOSTILE = ["<img src=x onerror=alert(1)>", "${alert(1)}", "`x`", "</script><script>alert(1)</script>", "{{7*7}}", "~0"]


class Page:
    """A page in the browser, in the words of who reads it."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        return [element.text for element in self.all(selector)]

    def buurt(self, code: str) -> WebElement:
        return self.one(f'path[data-code="{code}"]')

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def pick(self, value: str) -> None:
        self.driver.execute_script("arguments[0].click()", self.one(f'input[value="{value}"]'))

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def wait(self, condition: Callable[[], object]) -> None:
        WebDriverWait(self.driver, 5).until(lambda _: condition())

    def is_wider_than_screen(self) -> bool:
        return bool(self.driver.execute_script("return document.documentElement.scrollWidth > innerWidth"))

    def requests(self) -> list[str]:
        """Addresses asked for since the last call."""
        events = [json.loads(row["message"])["message"] for row in self.driver.get_log("performance")]
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]

    def console(self) -> list[str]:
        return [row["message"] for row in self.driver.get_log("browser")]


@pytest.fixture(scope="module")
def driver() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(BROWSER)
    for argument in ARGUMENTS.split():
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))
    conditions = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)
    yield browser
    browser.quit()


@pytest.fixture
def show(driver: webdriver.Chrome, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Save a map and open it; whatever a test did, the console has to stay empty."""
    page = Page(driver)

    def open_map(kaart: Kaart | dict[str, Any] | None = None, width: int = 1280, height: int = 800) -> Page:
        path = tmp_path / "kaart.html"
        (kaart if isinstance(kaart, Kaart) else Kaart(kaart or make_payload())).save(path)
        page.resize(width, height)
        page.requests()
        driver.get(path.as_uri())
        return page

    yield open_map
    assert page.console() == []


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
        "61,5 % ervaart de eigen gezondheid als goed",
        "Voorbeeld 70,0 % · Nederland 78,0 %",
        "ongunstiger dan waar 90 % van de Nederlanders woont",
        "Veel mensen bewegen genoeg.",
        "Gezondheid (op de grens)",
        "3 van 4 thema's stapelen",
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
    assert page.texts("#legenda-klassen .aantal") == ["2 buurten", "2 buurten", "1 buurt"]
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


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_everywhere(show: Callable[..., Page], text: str) -> None:
    structural = {"code", "kleur", "id", "weergaven", "thema"}

    def spoil(value: Any, key: str = "") -> Any:
        if isinstance(value, str):
            return value if key in structural or value in CODES else text
        if isinstance(value, dict):
            return {name: spoil(item, name) for name, item in value.items()}
        return [spoil(item, key) for item in value] if isinstance(value, list) else value

    payload = make_payload()
    views = payload["groepen"]
    page = show({**spoil(payload), "groepen": [{**group, "label": text} for group in views]})
    for code in CODES:
        page.buurt(code).send_keys(Keys.ENTER)
    page.press(Keys.ARROW_LEFT)
    page.one("#tab-projecten").click()
    page.one("#zoek").click()
    for selector in (
        "h1",
        ".kop p",
        ".groep h3",
        ".keus span",
        "#legenda-kop",
        "#legenda-uitleg",
        "#legenda-klassen .label",
        ".focusnaam",
        "#zoek-lijst span",
        "#vak-projecten .titel",
        "#vak-projecten .schakel",
        "#leeswijzer-lijst h3",
        "#leeswijzer-lijst p",
        "#meldingen-lijst li",
        "#bronnen-lijst li",
        "#voettekst",
    ):
        assert page.texts(selector)[0] == text, selector
    assert text in page.one("#vak-buurt").get_attribute("textContent")
    assert page.driver.title == text
    assert page.all("img") == []
    assert len(page.all("script")) == 3


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


def test_paper_shows_the_map_without_its_buttons(show: Callable[..., Page]) -> None:
    page = show()
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    page.driver.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert page.one("#map_kaart").size == {"width": 690, "height": 500}
    assert not page.one(".leaflet-control-container").is_displayed()
    assert not page.one("#paneel").is_displayed()
    assert page.one("#legenda-klassen").is_displayed()
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    page.driver.execute_script("dispatchEvent(new Event('afterprint'))")
    assert page.one("#paneel").is_displayed()


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
