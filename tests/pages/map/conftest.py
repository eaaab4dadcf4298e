"""What tests of the map share: the map of Enschede, the input of its page, and maps opened in the browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lezer import Page
from selenium import webdriver
from voorbeeld import make_payload

import gezond_geo as gg
from gezond_geo.pages.language import language_of
from gezond_geo.pages.map.kaart import Kaart
from gezond_geo.pages.map.run import Run


@pytest.fixture(scope="session")
def kaart(data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame) -> Kaart:
    """Give the map of Enschede; no test may change it."""
    return gg.make_map(data, scores, links)


@pytest.fixture(scope="session")
def kaart_of_four(payload_of_four: dict[str, Any]) -> Kaart:
    """Give the map of the four buurten, with plans and money; no test may change it."""
    return Kaart(payload_of_four)


@pytest.fixture(scope="session")
def run_of(data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame) -> Callable[..., Run]:
    """Make the input of a page of Enschede, with what a test changes."""

    def make(language: str = "nl", **changes: Any) -> Run:
        fields = {"data": data, "scores": scores, "links": links, "sure": None, "public": False} | changes
        return Run(words=language_of(language), **fields)

    return make


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
