"""Tests that ten questions are answered within the bound: few actions, and no scrolling on a laptop."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import questions
from lezer import IN_BROWSER
from selenium import webdriver
from voorbeeld import make_payload

import gezond_geo as gg
from gezond_geo.pages.map.kaart import Kaart

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def page(
    data: gg.Dataset,
    scores: gg.Scores,
    links: pd.DataFrame,
    sure: gg.Robustness,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    kaart = gg.make_map(questions.around(data), scores, links, sure)
    return kaart.save(tmp_path_factory.mktemp("vragen") / "kaart.html")


@pytest.fixture
def reader(driver: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    yield driver
    driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


# Shapes give the same costs: the benchmark asks each question on every screen in each of them.
@pytest.mark.parametrize(("screen", "shape"), [("laptop", "grenzen"), ("telefoon", "tegels")])
def test_ten_questions_are_answered_within_the_bound(
    page: Path, reader: webdriver.Chrome, screen: str, shape: str
) -> None:
    visit = questions.Visit(reader, f"{page.as_uri()}#vorm={shape}", screen)
    costs = {question.text: visit.answer(question) for question in questions.QUESTIONS}
    assert len(costs) == 10
    assert {text: cost for text, cost in costs.items() if not questions.within(screen, cost)} == {}


def test_an_answer_that_is_not_there_is_not_counted_as_one(
    tmp_path: Path, reader: webdriver.Chrome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "MOST_SWIPES", 2)
    address = Kaart(make_payload()).save(tmp_path / "kaart.html").as_uri()
    nowhere = questions.Way((), ("#nergens",))
    question = questions.Question("Wat staat er niet?", nowhere, nowhere)
    for screen in questions.SCREENS:
        cost = questions.Visit(reader, address, screen).answer(question)
        assert cost.scroll is None
        assert not questions.within(screen, cost)


def test_what_is_further_down_takes_scrolling(tmp_path: Path, reader: webdriver.Chrome) -> None:
    address = Kaart(make_payload()).save(tmp_path / "kaart.html").as_uri()
    below = questions.Way((), ("#tabel-titel",))
    question = questions.Question("Waar is de tabel?", below, below)
    cost = questions.Visit(reader, address, "laptop").answer(question)
    assert cost.scroll is not None
    assert cost.scroll > 768
    assert not questions.within("laptop", cost)
