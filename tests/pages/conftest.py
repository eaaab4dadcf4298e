"""What tests of what people read share: how sure the scores of Enschede are, and a browser that has no network."""

from collections.abc import Iterator

import pytest
from lezer import BROWSER, DRIVER
from selenium import webdriver

import gezond_geo as gg

ARGUMENTS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage --force-prefers-reduced-motion"""


@pytest.fixture(scope="session")
def sure(data: gg.Dataset, scores: gg.Scores) -> gg.Robustness:
    return gg.assess_robustness(data, scores)


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
