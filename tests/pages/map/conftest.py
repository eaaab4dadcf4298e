"""What tests of the map share: maps of Enschede and of four buurten, and maps opened in the browser."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from lezer import Page
from selenium import webdriver
from voorbeeld import make_payload

from gezond_geo.pages.map.kaart import Kaart


@pytest.fixture(scope="session")
def kaart(payload: dict[str, Any]) -> Kaart:
    """Give the map of Enschede; no test may change it."""
    return Kaart(payload)


@pytest.fixture(scope="session")
def kaart_of_four(payload_of_four: dict[str, Any]) -> Kaart:
    """Give the map of the four buurten, with plans and money; no test may change it."""
    return Kaart(payload_of_four)


@pytest.fixture
def show(driver: webdriver.Chrome, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Save a map and open it; whatever a test did, the console has to stay empty."""
    page = Page(driver)
    numbers = count()

    def open_map(
        kaart: Kaart | dict[str, Any] | None = None, width: int = 1280, height: int = 800, fragment: str = ""
    ) -> Page:
        path = tmp_path / f"kaart-{next(numbers)}.html"  # a name of its own, so that another # opens the page anew
        (kaart if isinstance(kaart, Kaart) else Kaart(kaart or make_payload())).save(path)
        page.resize(width, height)
        page.requests()
        driver.get(path.as_uri() + fragment)
        page.wait(page.is_ready)
        return page

    yield open_map
    assert page.console() == []
