"""Maps opened in the browser: from a file, without a network."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from four_buurten import score_four
from lezer import Page
from selenium import webdriver
from voorbeeld import make_payload

import gezond_geo as gg
from gezond_geo.pages.map.kaart import Kaart


@pytest.fixture(scope="session")
def kaart(data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame) -> Kaart:
    """Give the map of Enschede; no test may change it."""
    return gg.make_map(data, scores, links)


@pytest.fixture(scope="session")
def kaart_of_four(four: gg.Dataset) -> Kaart:
    """Give the map of the four buurten, with plans and money; no test may change it."""
    return gg.make_map(four, score_four(four))


@pytest.fixture
def show(driver: webdriver.Chrome, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Save a map and open it; whatever a test did, the console has to stay empty."""
    page = Page(driver)

    def open_map(
        kaart: Kaart | dict[str, Any] | None = None, width: int = 1280, height: int = 800, fragment: str = ""
    ) -> Page:
        path = tmp_path / "kaart.html"
        (kaart if isinstance(kaart, Kaart) else Kaart(kaart or make_payload())).save(path)
        page.resize(width, height)
        driver.get("about:blank")  # so that another # opens the page anew
        page.requests()
        driver.get(path.as_uri() + fragment)
        page.wait(page.is_ready)
        return page

    yield open_map
    assert page.console() == []
