"""Tests of the page of a country in Chromium: areas on a canvas, and data that the browser inflates."""

from collections.abc import Callable
from typing import Any

import folium
import pytest
from lezer import IN_BROWSER, Page
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from voorbeeld import CODES, make_payload

from gezond_geo.pages import page
from gezond_geo.pages.map.kaart import Kaart

pytestmark = IN_BROWSER

COLOURS = {"stapeling": [0x42, 0x24, 0x7F, 255], "gezondheid": [0xCD, 0xC2, 0xE7, 255]}
"""Of the second buurt in each view: red, green, blue and alpha."""


def make_country() -> dict[str, Any]:
    """Build a payload of more buurten than are drawn as elements; the added ones have no place."""
    payload = make_payload()
    added = [f"BU8888{n:04d}" for n in range(600)]
    small = {"naam": "Elders", "roepnaam": "Elders", "zoek": ["elders"], "punt": None, "projecten": []}
    payload["buurten"] += [{**payload["buurten"][-1], **small, "code": code} for code in added]
    payload["tabel"]["rijen"] += [payload["tabel"]["rijen"][-1]] * len(added)
    without = payload["zonder_vergrijzing"]
    without["buurten"] |= dict.fromkeys(added, without["buurten"][CODES[-1]])
    for view in [*payload["weergaven"].values(), *without["weergaven"].values()]:
        view["klasse"] |= dict.fromkeys(added)
        view["zonder"] += len(added)
    return payload


def spot(page: Page, place: int) -> ActionChains:
    """Move the mouse to the middle of a buurt, below its name."""
    script = "const {x, y} = map_kaart.latLngToContainerPoint(arguments[0]); return [x, y]"
    x, y = page.driver.execute_script(script, [52.005, 6.015 + 0.03 * place])
    area = page.one("#map_kaart")
    half = area.size["width"] / 2, area.size["height"] / 2
    return ActionChains(page.driver).move_to_element_with_offset(area, round(x - half[0]), round(y - half[1]))


def pixel(page: Page, place: int) -> list[int]:
    """Red, green, blue and alpha of the canvas in a buurt, below its name."""
    script = """const canvas = document.querySelector(".leaflet-overlay-pane canvas");
        const { x, y } = map_kaart.latLngToLayerPoint(arguments[0]).subtract(L.DomUtil.getPosition(canvas));
        const copy = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        copy.drawImage(canvas, -Math.round(x), -Math.round(y));
        return [...copy.getImageData(0, 0, 1, 1).data]"""
    colour: list[int] = page.driver.execute_script(script, [52.004, 6.012 + 0.03 * place])
    return colour


def test_areas_are_drawn_on_a_canvas_in_the_colour_of_the_view_or_faded(
    show: Callable[..., Page],
) -> None:
    page = show(make_country())
    assert page.all("path[data-code]") == []
    for view, expected in COLOURS.items():
        page.pick(view)
        assert pixel(page, 1) == expected
    page.pick("tegels")
    assert pixel(page, 1) == COLOURS["gezondheid"]
    page.choose("#filter-stapeling", "2")
    assert [pixel(page, place)[3] == 255 for place in (0, 1)] == [False, True]


def test_mouse_or_search_field_chooses_a_buurt(show: Callable[..., Page]) -> None:
    page = show(make_country())
    spot(page, 2).perform()
    page.wait(lambda: page.texts(".leaflet-tooltip strong") == ["Oude Haven"])
    spot(page, 0).click().perform()
    assert page.title() == "Molenveld"
    spot(page, 1).click().perform()
    assert page.title() == "'t Hoog"
    assert page.one("#status").get_attribute("textContent").startswith("'t Hoog: 3 gestapeld.")
    assert "Met het toetsenbord kiest u een buurt in het zoekveld of in de tabel." in page.one("#legenda").text
    page.one("#zoek").send_keys("oude haven", Keys.ENTER)
    assert page.title() == "Oude Haven"
    page.one("#zoek").send_keys(Keys.CONTROL, "a", Keys.NULL, "elders", Keys.ENTER)
    assert page.title() == "Elders"  # also one without a place


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all data be large."""
    monkeypatch.setattr(page, "_LARGE", 0)


@pytest.mark.usefixtures("large")
def test_large_data_are_inflated_without_a_request_and_layers_of_folium_wait(show: Callable[..., Page]) -> None:
    kaart = Kaart(make_payload())
    folium.Marker([52.01, 6.02], popup="<b>hier</b>").add_to(kaart)
    page = show(kaart)
    assert 'data-gepakt="deflate"' in page.driver.page_source
    page.wait(lambda: page.all("img.leaflet-marker-icon"))
    assert len(page.all("path[data-code]")) == len(CODES)
    assert not page.one("#te-oud").is_displayed()
    assert [url for url in page.requests() if not url.startswith("data:")] == [page.driver.current_url.split("#")[0]]
    page.driver.execute_script("arguments[0].click()", page.one("img.leaflet-marker-icon"))
    page.wait(lambda: page.texts(".leaflet-popup-content") == ["hier"])
    page.buurt(CODES[1]).send_keys(Keys.ENTER)
    assert page.title() == "'t Hoog"


@pytest.mark.usefixtures("large")
def test_browser_that_cannot_inflate_says_so(show: Callable[..., Page], driver: webdriver.Chrome) -> None:
    script = {"source": "delete window.DecompressionStream"}
    added = driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", script)
    page = show()
    driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
    assert page.one("#te-oud").text.startswith("Deze kaart is te groot voor deze browser.")
