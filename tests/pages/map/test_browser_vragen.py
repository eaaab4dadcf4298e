"""Tests that ten questions are answered within the bound: few actions, and no scrolling on a laptop."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import questions
from lezer import IN_BROWSER
from selenium import webdriver

import gezond_geo as gg

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


@pytest.mark.parametrize("shape", questions.SHAPES)
@pytest.mark.parametrize("screen", questions.SCREENS)
def test_ten_questions_are_answered_within_the_bound(
    page: Path, reader: webdriver.Chrome, screen: str, shape: str
) -> None:
    visit = questions.Visit(reader, f"{page.as_uri()}#vorm={shape}", screen)
    costs = {question.text: visit.answer(question) for question in questions.QUESTIONS}
    assert len(costs) == 10
    assert {text: cost for text, cost in costs.items() if not questions.within(screen, cost)} == {}


def test_an_answer_that_is_not_there_is_not_counted_as_one(
    page: Path, reader: webdriver.Chrome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "MOST_SWIPES", 2)
    nowhere = questions.Way((), ("#nergens",))
    question = questions.Question("Wat staat er niet?", nowhere, nowhere)
    for screen in questions.SCREENS:
        cost = questions.Visit(reader, page.as_uri(), screen).answer(question)
        assert cost.scroll is None
        assert not questions.within(screen, cost)


def test_what_is_further_down_takes_scrolling(page: Path, reader: webdriver.Chrome) -> None:
    below = questions.Way((), ("#tabel-titel",))
    question = questions.Question("Waar is de tabel?", below, below)
    cost = questions.Visit(reader, page.as_uri(), "laptop").answer(question)
    assert cost.scroll is not None
    assert cost.scroll > 768
    assert not questions.within("laptop", cost)
