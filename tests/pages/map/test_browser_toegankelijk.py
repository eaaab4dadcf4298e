"""For everyone: axe-core finds nothing, focus is seen, texts have contrast."""

from collections.abc import Callable

import pytest
from axe import violations
from four_buurten import A, B, load_four, score_four
from lezer import IN_BROWSER, Page
from selenium.webdriver.common.keys import Keys

import gezond_geo as gg
from gezond_geo.pages.map.kaart import Kaart

BUURT = "BU01530603"
TABLE = "#tabel"
FOCUS = """const shown = (node) => {
  const style = getComputedStyle(node);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
};
const node = document.activeElement;
const drawn = () => document.querySelectorAll('.leaflet-keus-pane path[d]:not([d="M0 0"])').length > 0;
const outlined = shown(node) || (node.parentElement && shown(node.parentElement)) || (node.matches("path") && drawn());
return [node.id || node.getAttribute("class") || node.localName, outlined];"""
"""What has the focus, and whether that is seen."""
pytestmark = IN_BROWSER


CHOICES = {
    "closed": "weergave=stapeling",
    "open": f"weergave=gezondheid&buurt={BUURT}",
    "part": "weergave=stapeling&buurt=BU01530601&focus=Hanenberglanden",
    "unknown": "weergave=stapeling&buurt=BU01530701",
    "beside": f"weergave=score&buurt={BUURT}&vergelijk=BU01530301+WK015306&blad=wijk:WK015306",
    "filtered": "weergave=inwoners&project=7&stapeling=2&zondervergrijzing=1&sorteer=-score",
}


@pytest.mark.parametrize(
    ("width", "state"),
    # 683 is the laptop enlarged to 200 %: the same parts, in the order of a phone.
    [*((width, state) for width in (1366, 360) for state in CHOICES), (683, "open"), (683, "filtered")],
)
def test_axe_finds_nothing(show: Callable[..., Page], kaart, width: int, state: str) -> None:
    page = show(kaart, width=width, height=768, fragment=f"#{CHOICES[state]}")
    if state in {"closed", "open"}:  # the others show the same parts before anything is unfolded
        assert violations(page) == []  # with the table, which only a filter changes from here on
    page.driver.execute_script("document.querySelectorAll('details').forEach((part) => part.open = true)")
    if state in {"closed", "filtered"}:
        page.tap("#meer-knop")
        page.one("#zoek").send_keys("lang")
        assert violations(page, without="" if state == "filtered" else TABLE) == []
        return
    for part in ("#lees-alles", "#vouwknop-cijfers", ".th", ".nood .schakel", "#naast-knop"):
        if page.all(part):
            page.tap(part)
    assert violations(page, without=TABLE) == []
    for fold in ("zeker", "bronnen") if state == "open" else ():
        page.tap(f"#vouwknop-{fold}")
        assert violations(page, "#buurt") == []


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_in_either_shape(show: Callable[..., Page], width: int) -> None:
    page = show(width=width)
    for shape in ("grenzen", "tegels"):
        page.pick(shape)
        page.buurt("BU99990002").send_keys(Keys.ENTER)
        assert violations(page) == []


def test_axe_finds_nothing_in_english(show: Callable[..., Page], data, scores, links) -> None:
    page = show(gg.make_map(data, scores, links, language="en"), fragment=f"#weergave=roken&buurt={BUURT}")
    assert violations(page) == []


def test_what_has_the_focus_is_seen(show: Callable[..., Page]) -> None:
    page = show()
    names = set()
    for _ in range(90):
        page.press(Keys.TAB)
        name, outlined = page.driver.execute_script(FOCUS)
        if name == "body":
            break
        assert outlined, name
        names.add(name)
    assert len(names) > 20


def test_a_page_may_be_enlarged(show: Callable[..., Page]) -> None:
    page = show()
    viewport = page.one("meta[name=viewport]").get_attribute("content")
    assert viewport == "width=device-width, initial-scale=1"
    assert page.one("html").get_attribute("lang") == "nl"


def test_nothing_moves_for_who_wants_calm(show: Callable[..., Page]) -> None:
    page = show()  # the browser of these tests asks for reduced motion
    moving = page.driver.execute_script(
        "return [...document.querySelectorAll('*')].filter((node) => { const style = getComputedStyle(node);"
        " return parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0; }).length"
    )
    assert moving == 0


@pytest.fixture(scope="module")
def kaart_of_four() -> Kaart:
    four = load_four()
    return gg.make_map(four, score_four(four))


@pytest.mark.parametrize("width", [1366, 360])
@pytest.mark.parametrize("fragment", [f"buurt={A}", f"buurt={B}", "weergave=euro_per_inwoner"])
def test_axe_finds_nothing_in_plans_and_money(
    show: Callable[..., Page], kaart_of_four: Kaart, width: int, fragment: str
) -> None:
    page = show(kaart_of_four, width=width, height=768, fragment=f"#{fragment}")
    if page.all("#lees-alles"):
        page.tap("#lees-alles")
    assert violations(page) == []
