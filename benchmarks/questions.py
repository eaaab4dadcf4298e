"""Count how many actions and how much scrolling ten questions take on the map of Enschede.

    python benchmarks/questions.py [--shared FOLDER]

An action is a click, a tap or a word that is typed. An answer is there when every element that holds it is wholly on
the screen with nothing over it. On a laptop scrolling is counted in pixels, on a phone in swipes of a finger, each over
at most two thirds of the screen. With FOLDER (the real boundaries) the other shape is that of the buurten; without it,
squares around their places. Ends with 1 when a question takes more than two actions, any scrolling on a laptop, or more
than one swipe on a phone.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

import gezond_geo as gg

SCREENS = {"laptop": (1366, 768), "telefoon": (360, 740)}
SHAPES = {"tegels": "tegelkaart", "grenzen": "grenzen"}
ACTIONS, SWIPES = 2, 1
MOST_SWIPES = 12
SWIPE, SWIPE_STEPS = 2 / 3, 12  # of the height of the screen; moves of the finger
CODE, TYPED = "BU01530603", "tlang"
TILE = f'path[data-code="{CODE}"]'
TYPE = "type:"
SEARCH = (TYPE + TYPED, "#keus-0")

ON_SCREEN = """return arguments[0].every((selector) => {
  const node = [...document.querySelectorAll(selector)].find((one) => one.getClientRects().length);
  if (!node) return false;
  const { left, right, top, bottom } = node.getBoundingClientRect();
  if (top < -1 || bottom > innerHeight + 1 || left < -1 || right > innerWidth + 1) return false;
  const middle = (left + right) / 2;
  return [top + 2, (top + bottom) / 2, bottom - 2].every((y) => {
    const over = document.elementFromPoint(middle, y);
    return over !== null && (node.contains(over) || over.contains(node));
  });
});"""
SCROLL = """const before = [...document.querySelectorAll("*")].map((node) => [node, node.scrollTop]);
const nodes = arguments[0].map((selector) => [...document.querySelectorAll(selector)]
  .find((one) => one.getClientRects().length));
for (const node of nodes) if (node) node.scrollIntoView({ block: "nearest" });
return before.reduce((sum, [node, top]) => sum + Math.abs(node.scrollTop - top), 0);"""
MIDDLE = """const { left, top, width, height } = arguments[0].getBoundingClientRect();
return [left + width / 2, top + height / 2];"""


@dataclass(frozen=True)
class Way:
    """What a reader does, in order, and the elements that hold the answer."""

    actions: Sequence[str]
    answer: Sequence[str]


@dataclass(frozen=True)
class Question:
    """A question, and how it is answered on each screen."""

    text: str
    laptop: Way
    phone: Way


@dataclass(frozen=True)
class Cost:
    """What an answer took; `scroll` in pixels on a laptop and swipes on a phone, None where it never showed."""

    actions: int
    scroll: int | None


def _buurt(text: str, laptop: Sequence[str], phone: Sequence[str], *more: str) -> Question:
    """Ask about one buurt: its tile is tapped; `more` is what is tapped after it on a phone."""
    return Question(text, Way((TILE,), laptop), Way((TILE, *more), phone))


QUESTIONS = (
    Question(
        "Welke buurten springen eruit, en waardoor?",
        Way((), ("#kop-zin", "#lijst-rijen tbody tr:first-child", "#lijst-rijen tbody tr:last-child")),
        Way((), ("#lijst-rijen tbody tr:first-child", "#lijst-rijen tbody tr:last-child")),
    ),
    Question("Wat speelt er in 't Lang?", Way(SEARCH, (".zin.lang",)), Way(SEARCH, (".zin.kort",))),
    _buurt("Is dat zeker?", (".zin.lang",), (".zin.kort",)),
    _buurt("Hoe is het vergeleken met Enschede en Nederland?", (".themas",), (".themas",)),
    _buurt("Om hoeveel mensen gaat het?", (".ti p.lang", ".mensen100"), (".ti p.kort",)),
    _buurt("Wat gaat er goed?", (".beter",), (".beter",), '[data-sprong="beter"]'),
    _buurt("Welke projecten zijn er, waarvoor, voor hoeveel?", (".gebeurt",), (".gebeurt",), '[data-sprong="gebeurt"]'),
    _buurt("Voor welke behoefte is er geen project?", (".nood:last-of-type .gat",), (".projectregel",)),
    _buurt("Welke buurten lijken erop?", (".lijkt",), (".lijkt",), '[data-sprong="lijkt"]'),
    Question(
        "Wat zeggen de cijfers niet, en van wanneer zijn ze?",
        Way((), ("#slot", "#kop p")),
        Way(('#kop a[href="#leeswijzer"]',), ("#ontbreekt", "#weergave-uitleg")),
    ),
)


def main() -> int:
    """Print the table; 1 when a question misses its bound."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=os.environ.get("GEZOND_GEO_SHARED"))
    shared = parser.parse_args().shared
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GEZOND_GEO_CACHE"] = str(Path(folder, "cache"))
        page = Path(folder, "kaart.html")
        borders = shared / "data" / "grenzen" / "enschede_buurten.geojson" if shared else None
        data = gg.load("Enschede", boundaries=borders, offline=True)
        save_map(data if shared else around(data), page)
        with browser() as driver:
            costs = measure(driver, page)
    print(table(costs))
    missed = [key for key, cost in costs.items() if not within(key[1], cost)]
    return 1 if missed else 0


def around(data: gg.Dataset) -> gg.Dataset:
    """Give the same data with squares around the places of the buurten for boundaries."""
    buurten = data.buurten.copy()
    buurten.geometry = gpd.GeoSeries(buurten["punt"], crs=buurten.crs).buffer(250, cap_style="square")
    return replace(data, buurten=buurten)


def save_map(data: gg.Dataset, path: Path) -> None:
    """Save the map with certainty."""
    scores = gg.score(data)
    gg.make_map(data, scores, gg.match_projects(data), gg.assess_robustness(data, scores)).save(path)


def measure(driver: webdriver.Chrome, page: Path) -> dict[tuple[str, str, str], Cost]:
    """Count for every question, screen and shape, in that order of keys."""
    return {
        (question.text, screen, shape): answer(driver, f"{page.as_uri()}#vorm={shape}", screen, question)
        for question in QUESTIONS
        for screen in SCREENS
        for shape in SHAPES
    }


def answer(driver: webdriver.Chrome, address: str, screen: str, question: Question) -> Cost:
    """Open the page afresh, do what the question takes, and scroll until the answer shows."""
    width, height = SCREENS[screen]
    phone = screen == "telefoon"
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": phone, "maxTouchPoints": 1})
    driver.get("about:blank")
    driver.get(address)
    ready = "return performance.getEntriesByName('te kiezen').length > 0"
    WebDriverWait(driver, 120, poll_frequency=0.02).until(lambda _: driver.execute_script(ready))
    way = question.phone if phone else question.laptop
    scrolled = 0
    for action in way.actions:
        while phone and scrolled < MOST_SWIPES and not _is_ready(driver, action):
            _swipe(driver, width, height)
            scrolled += 1
        _act(driver, action)
    if not phone:
        scrolled = 0 if _shows(driver, way.answer) else round(driver.execute_script(SCROLL, list(way.answer)))
        return Cost(len(way.actions), scrolled if _shows(driver, way.answer) else None)
    while not _shows(driver, way.answer) and scrolled < MOST_SWIPES:
        _swipe(driver, width, height)
        scrolled += 1
    return Cost(len(way.actions), scrolled if _shows(driver, way.answer) else None)


def within(screen: str, cost: Cost) -> bool:
    """Whether an answer keeps the bound of its screen."""
    most = SWIPES if screen == "telefoon" else 0
    return cost.actions <= ACTIONS and cost.scroll is not None and cost.scroll <= most


def table(costs: dict[tuple[str, str, str], Cost]) -> str:
    """Write the costs as Markdown, a row per question."""
    heads = [f"{screen}, {label}" for screen in SCREENS for label in SHAPES.values()]
    rows = ["| | " + " | ".join(heads) + " |", "|---|" + "---|" * len(heads)]
    for number, question in enumerate(QUESTIONS, 1):
        cells = [_cell(screen, costs[question.text, screen, shape]) for screen in SCREENS for shape in SHAPES]
        rows.append(f"| {number}. {question.text} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _cell(screen: str, cost: Cost) -> str:
    unit = "px" if screen == "laptop" else "veeg" if cost.scroll == 1 else "vegen"
    scroll = "niet te zien" if cost.scroll is None else f"{cost.scroll} {unit}"
    return f"{cost.actions} · {scroll}" + ("" if within(screen, cost) else " (te veel)")


def _is_ready(driver: webdriver.Chrome, action: str) -> bool:
    return action.startswith(TYPE) or _shows(driver, [action])


def _act(driver: webdriver.Chrome, action: str) -> None:
    """Type a word in the search field, or click in the middle of an element."""
    if action.startswith(TYPE):
        driver.find_element(By.ID, "zoek").send_keys(action.removeprefix(TYPE))
        return
    x, y = driver.execute_script(MIDDLE, driver.find_element(By.CSS_SELECTOR, action))
    point = {"x": x, "y": y, "button": "left", "clickCount": 1}
    for kind in ("mousePressed", "mouseReleased"):
        driver.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": kind, **point})
    time.sleep(0.3)  # the map slides and the sheet comes up


def _shows(driver: webdriver.Chrome, selectors: Sequence[str]) -> bool:
    return bool(driver.execute_script(ON_SCREEN, list(selectors)))


def _swipe(driver: webdriver.Chrome, width: int, height: int) -> None:
    """Pull up with a finger that halts at the end: the sheet at its handle where it is half open, else the page."""
    handles = driver.find_elements(By.CSS_SELECTOR, '[data-stand="half"] #greep')
    x, low = driver.execute_script(MIDDLE, handles[0]) if handles else (width / 2, height * 0.9)
    high = max(low - height * SWIPE, 20)
    stops = [low + (high - low) * step / SWIPE_STEPS for step in range(SWIPE_STEPS + 1)]
    for kind, at in [("touchStart", low), *(("touchMove", stop) for stop in stops), ("touchEnd", None)]:
        if at is None:
            time.sleep(0.2)  # a finger that halts gives the page no speed
        points = [] if at is None else [{"x": x, "y": at}]
        driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    time.sleep(0.3)


def browser() -> webdriver.Chrome:
    """Chromium without a network, and without movement."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    quiet = "--headless --no-sandbox --disable-gpu --disable-background-networking --force-prefers-reduced-motion"
    for argument in quiet.split():
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))


if __name__ == "__main__":
    sys.exit(main())
