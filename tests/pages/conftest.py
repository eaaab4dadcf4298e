"""What tests of what people read share: how sure the scores of Enschede are, and a browser that has no network."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from lezer import BROWSER, DRIVER
from selenium import webdriver

import gezond_geo as gg
from gezond_geo.pages.map.payload import build_payload

ARGUMENTS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage --force-prefers-reduced-motion"""


@pytest.fixture(scope="session")
def sure(data: gg.Dataset, scores: gg.Scores) -> gg.Robustness:
    return gg.assess_robustness(data, scores)


@pytest.fixture(scope="session")
def payload(data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame) -> dict[str, Any]:
    """Give what the page of Enschede gets; no test may change it."""
    return build_payload(data, scores, links)


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
