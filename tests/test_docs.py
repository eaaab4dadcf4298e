"""Numbers in the docs are those of the code."""

import importlib
import pkgutil
import re
from pathlib import Path

import make_choices
import pytest

import gezond_geo as gg

ROOT = Path(__file__).parent.parent


def table_of(page):
    """The rows of the page's table: name of the choice -> ranks as text."""
    lines = (ROOT / "docs" / page).read_text("utf-8").partition("<!-- table -->\n")[2].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {row[0]: row[1:] for row in rows}


def ranks_of(ranks):
    return [f"{ranks[code]:.0f}" for code in make_choices.SHOWN]


@pytest.mark.slow
def test_choices_that_need_no_national_figures(data, scores):
    rows = table_of("choices.md")
    for name, own_scores in make_choices.choices(data, unweighted=None).items():
        assert rows[name] == ranks_of(own_scores.buurten["rang"]), name
    assert rows["plain mean of the themes"] == ranks_of(make_choices.rank_by_mean(scores))
    assert len(rows) == 7


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_choice_of_a_reference_in_which_every_buurt_weighs_the_same(data, monkeypatch):
    monkeypatch.delenv("GEZOND_GEO_OFFLINE", raising=False)
    own_scores = gg.score(data, reference=make_choices.unweighted_reference())
    assert table_of("choices.md")["every buurt weighs the same"] == ranks_of(own_scores.buurten["rang"])


def test_the_percentiles_named_in_the_page_are_right(scores):
    page = (ROOT / "docs" / "choices.md").read_text("utf-8")
    for heading, code in (("'t Lang", "BU01530603"), ("De Bothoven", "BU01530003"), ("Twekkelerveld", "BU01530301")):
        paragraph = page.partition(f"**{heading}**")[2].partition("\n\n")[0]
        numbers = {float(number) for number in re.findall(r"\d+\.\d", paragraph)}
        percentiles = {round(value, 1) for value in scores.themes.loc[code]}
        assert percentiles <= numbers, heading


def test_ranked_buurten_named_in_the_page(scores):
    page = (ROOT / "docs" / "choices.md").read_text("utf-8")
    assert f"among the {scores.buurten['rang'].count()} buurten" in page


PAGES = ["README.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES)
def test_names_of_the_package_in_pages_exist(page):
    text = (ROOT / page).read_text("utf-8")
    for module, names in re.findall(r"^ *from (gezond_geo[.\w]*) import (.+)$", text, re.MULTILINE):
        assert {name.strip() for name in names.split(",")} <= set(dir(importlib.import_module(module))), module
    assert set(re.findall(r"\bgg\.(\w+)", text)) <= set(dir(gg)), page
    for path in re.findall(r"`(gezond_geo(?:\.\w+)+)", text):
        pkgutil.resolve_name(path)


@pytest.mark.parametrize("page", PAGES)
def test_links_in_pages_lead_somewhere(page):
    path = ROOT / page
    for target in re.findall(r"\]\((?!http)([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), f"{page}: {target}"
