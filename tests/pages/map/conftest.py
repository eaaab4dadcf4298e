"""A browser for the tests of the page: from a file, without a network."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lezer import BROWSER, DRIVER, Page
from selenium import webdriver
from voorbeeld import make_payload

from gezond_geo.pages.map.kaart import Kaart

ARGUMENTS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage --force-prefers-reduced-motion"""


@pytest.fixture(scope="session")
def driver() -> Iterator[webdriver.Chrome]:
    """Start one browser per process; each test opens its own page in it."""
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

    def open_map(
        kaart: Kaart | dict[str, Any] | None = None, width: int = 1280, height: int = 800, chosen: str = ""
    ) -> Page:
        path = tmp_path / "kaart.html"
        (kaart if isinstance(kaart, Kaart) else Kaart(kaart or make_payload())).save(path)
        page.resize(width, height)
        driver.get("about:blank")  # so that another # opens the page anew
        page.requests()
        driver.get(path.as_uri() + chosen)
        page.wait(page.is_ready)
        return page

    yield open_map
    assert page.console() == []
