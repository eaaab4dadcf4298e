"""A browser that runs no scripts, as a mail program or a locked-down viewer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lezer import IN_BROWSER, Page
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from voorbeeld import make_payload

from gezond_geo.pages.map.kaart import Kaart

pytestmark = IN_BROWSER


@pytest.fixture
def _no_scripts(driver: webdriver.Chrome) -> Iterator[None]:
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def box_of(driver: webdriver.Chrome, selector: str) -> dict[str, Any] | None:
    """Where an element is; None when it is not shown."""
    root = driver.execute_cdp_cmd("DOM.getDocument", {})["root"]["nodeId"]
    node = driver.execute_cdp_cmd("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    try:
        return driver.execute_cdp_cmd("DOM.getBoxModel", {"nodeId": node})["model"]
    except WebDriverException:
        return None


@pytest.mark.usefixtures("_no_scripts")
def test_the_map_stands_still_and_fits(driver: webdriver.Chrome, tmp_path: Path) -> None:
    driver.get(Kaart(make_payload()).save(tmp_path / "kaart.html").as_uri())
    for width in (1366, 360):
        Page(driver).resize(width, 768)
        still = box_of(driver, ".stil")
        assert still is not None
        assert still["width"] <= width
        assert box_of(driver, ".stil table")["width"] <= width
        assert box_of(driver, ".pagina") is None
        assert box_of(driver, ".stil svg polygon") is not None
