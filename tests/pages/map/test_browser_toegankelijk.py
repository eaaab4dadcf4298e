"""For everyone: axe-core finds nothing, focus is seen, texts have contrast."""

from collections.abc import Callable

from axe import violations
from four_buurten import A, B, score_four
from lezer import IN_BROWSER, Page
from selenium.webdriver.common.keys import Keys
from voorbeeld import CODES

import gezond_geo as gg
from gezond_geo.pages.map.kaart import Kaart

BUURT = "BU01530603"
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


UNFOLD = ("#lees-alles", "#vouwknop-cijfers", ".th", ".nood .schakel", "#naast-knop")
"""What a panel unfolds."""
STATES = {
    "panel": (f"weergave=gezondheid&buurt={BUURT}", UNFOLD, ("#pagina", "#weergave-uitleg")),
    "menu": (
        "weergave=inwoners&project=7&stapeling=2&zondervergrijzing=1&sorteer=-score",
        ("#meer-knop",),
        ("#pagina", "#weergave-uitleg", "#projecten", "#tabel"),
    ),
    "meeting": (
        "codes=40-30-10-20+25-25-25-25+30-50-0-20+25-15-45-15+15-20-5-60&punten=40-30-10-20",
        ("#overleg-paren-knop",),
        ("#overleg", "#kaartvak"),
    ),
}
"""What a link chooses on the page of Enschede, what a reader then unfolds, and which parts of the page then change."""
SMALL_STATES = {
    "part": (f"vorm=grenzen&buurt={CODES[3]}&focus=Zuidhoek", ("#lees-alles", "#vouwknop-zeker"), ("#pagina",)),
    "unknown": (f"vorm=grenzen&buurt={CODES[4]}", ("#lees-alles", "#vouwknop-bronnen"), ("#pagina",)),
    "beside": (
        f"vorm=tegels&weergave=gezondheid&buurt={CODES[1]}&vergelijk={CODES[0]}+WK999900&blad=wijk:WK999900",
        UNFOLD,
        ("#pagina", "#blad"),
    ),
    "filtered": (
        "vorm=tegels&project=1&stapeling=2&zondervergrijzing=1&sorteer=-score",
        ("#meer-knop",),
        ("#pagina", "#projecten", "#tabel"),
    ),
}
"""The same of the page of five buurten, which has both shapes."""


def walk(page: Page, states: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]) -> None:
    """Ask axe-core about the page as it is, and from then on about what a choice changes."""
    assert violations(page) == []
    page.driver.execute_script("document.querySelectorAll('details').forEach((part) => part.open = true)")
    for name, (choice, folds, parts) in states.items():
        page.go(choice)
        for fold in folds:
            if page.all(fold):
                page.tap(fold)
        page.one("#zoek").send_keys(Keys.CONTROL, "a", Keys.NULL, "lang")
        assert violations(page, *parts) == [], name


def test_axe_finds_nothing_on_a_laptop(show: Callable[..., Page], kaart: Kaart) -> None:
    walk(show(kaart, width=1366, height=768), STATES)


def test_axe_finds_nothing_on_a_phone_or_a_laptop_enlarged_to_200_percent(
    show: Callable[..., Page], kaart: Kaart
) -> None:
    page = show(kaart, width=360, height=768)
    walk(page, STATES)
    page.resize(683, 768)
    page.go(f"buurt={BUURT}")  # with the panel as it opens, half over the map
    assert violations(page) == []


def test_axe_finds_nothing_in_either_shape(show: Callable[..., Page]) -> None:
    page = show()
    for width in (1280, 360):
        page.resize(width, 800)
        walk(page, SMALL_STATES)


def test_axe_finds_nothing_in_plans_and_money(show: Callable[..., Page], kaart_of_four: Kaart) -> None:
    page = show(kaart_of_four)
    for width in (1366, 360):
        page.resize(width, 768)
        for buurt in (A, B):
            page.go(f"buurt={buurt}")
            page.tap("#lees-alles")
            assert violations(page, "#buurt") == [], (width, buurt)
        page.go("weergave=euro_per_inwoner")
        assert violations(page, "#kaartvak", "#weergave-uitleg") == [], width


def test_axe_finds_nothing_in_english(show: Callable[..., Page], four: gg.Dataset) -> None:
    page = show(gg.make_map(four, score_four(four), language="en"), fragment=f"#buurt={A}")
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


def test_a_page_may_be_enlarged_and_nothing_moves_for_who_wants_calm(show: Callable[..., Page]) -> None:
    page = show()
    viewport = page.one("meta[name=viewport]").get_attribute("content")
    assert viewport == "width=device-width, initial-scale=1"
    assert page.one("html").get_attribute("lang") == "nl"
    # The browser of these tests asks for reduced motion.
    moving = page.driver.execute_script(
        "return [...document.querySelectorAll('*')].filter((node) => { const style = getComputedStyle(node);"
        " return parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0; }).length"
    )
    assert moving == 0
