"""What tests of what people read share: results of Enschede and small gemeenten, and a browser without a network."""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest
from four_buurten import score_four
from lezer import BROWSER, DRIVER
from made_up import hengelo_figures
from selenium import webdriver

import gezond_geo as gg
from gezond_geo.pages.language import language_of
from gezond_geo.pages.map.payload import build_payload
from gezond_geo.pages.map.run import Run

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
def run_of(data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame) -> Callable[..., Run]:
    """Make the input of a page of Enschede, with what a test changes."""

    def make(language: str = "nl", **changes: Any) -> Run:
        fields = {"data": data, "scores": scores, "links": links, "sure": None, "public": False} | changes
        return Run(words=language_of(language), **fields)

    return make


@pytest.fixture(scope="session")
def years() -> gg.Years:
    """Give figures of Enschede through the years; no test may change them."""
    return gg.load_years("Enschede", offline=True)


@pytest.fixture(scope="session")
def hengelo() -> gg.Dataset:
    """Give six made-up buurten of a gemeente without a folder and without boundaries; no test may change them."""
    return gg.load("Hengelo", figures=hengelo_figures(), offline=True)


@pytest.fixture(scope="session")
def payload_of_four(four: gg.Dataset) -> dict[str, Any]:
    """Give what the page of the four buurten gets; no test may change it."""
    return build_payload(four, score_four(four), gg.match_projects(four))


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
