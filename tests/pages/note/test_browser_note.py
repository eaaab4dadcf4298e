"""The decision note on paper and on a screen."""

import pandas as pd
import pytest
from axe import violations
from lezer import IN_BROWSER, Page
from papers import count_pages
from selenium import webdriver

import gezond_geo as gg
from gezond_geo.dataset.folder.criteria import read_criteria

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def note(data: gg.Dataset, scores: gg.Scores) -> gg.Note:
    """Give a note with as much on it as there can be: fifteen buurten, eight criteria and all that was decided."""
    names = ", ".join(data.buurten.loc[scores.buurten["rang"].notna(), "buurtnaam"][:20])
    changes = pd.DataFrame(
        {
            "wat": ["verandert", "vervalt", "vervalt", "nieuw", "nieuw"],
            "project": [8, 9, 10, None, None],
            "naam": ["", "", "", "Een lange naam voor wat er in al die buurten gaat gebeuren", "Nog een"],
            "euro": [250_000, None, None, 250_000, 100],
            "buurten": ["", "", "", names, "Pathmos"],
            "waarom": ["een lange reden die vertelt waarom dit zo is gekozen en niet anders, met alles erop en eraan"]
            * 5,
        }
    )
    marks = {criterion.id: [1, 2, 3, 4, 5] for criterion in read_criteria(data.gemeente).criteria}
    long = "Een advies dat lang is, want er is veel over te zeggen, en dat niet in een regel past. " * 4
    sheet = pd.DataFrame(
        {
            "nummer": [8] * 5,
            "beoordelaar": list("ABCDE"),
            **marks,
            **{name: [long, "", "", "", ""] for name in ("advies", "alternatief", "besluit")},
        }
    )
    decision = gg.try_choice(data, scores, changes, draws=100)
    return gg.make_note(decision, gg.read_judgements(sheet, data), title="Een keuze met alles erop en eraan")


def test_a_full_note_prints_on_two_pages_and_axe_finds_nothing(driver: webdriver.Chrome, note, tmp_path) -> None:
    page = Page(driver)
    page.requests()
    driver.get(note.save(tmp_path / "nota.html").as_uri())
    assert count_pages(driver) == 2
    for width in (1280, 390):
        page.resize(width, 900)
        assert violations(page) == []
        assert not page.is_wider_than_screen()
    assert [address for address in page.requests() if not address.startswith("file:")] == []
    assert page.console() == []
