"""Count the actions and scrolling that ten questions take on the map of Enschede.

    python benchmarks/questions.py [--shared FOLDER]

An action is a click, a tap or a typed word. An answer is visible when all its elements are completely on the screen and
not covered. Scrolling is counted in pixels on a laptop, and in swipes of a finger on a phone, each over at most two
thirds of the screen. With FOLDER (the real boundaries) the second shape is that of the buurten; without it, squares
around their points. Exits with 1 when a question takes more than two actions, any scrolling on a laptop, or more than
one swipe on a phone.
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
SWIPE, SWIPE_STEPS = 2 / 3, 12  # fraction of the screen height; moves of the finger
FRAME, HALT = 1 / 60, 0.5  # seconds between two moves, and before the halted finger is lifted
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
SETTLED = """const done = arguments[0];
const look = () => JSON.stringify([scrollX, scrollY, ...[...document.querySelectorAll(
  "#buurt, #map_kaart, .leaflet-map-pane, .leaflet-pane svg")].map((node) => node.getBoundingClientRect())]);
let seen = look();
let still = 0;
const next = () => {
  const now = look();
  still = now === seen ? still + 1 : 0;
  seen = now;
  if (still < 4) requestAnimationFrame(next);
  else done();
};
requestAnimationFrame(next);"""
MIDDLE = """const { left, top, width, height } = arguments[0].getBoundingClientRect();
return [left + width / 2, top + height / 2];"""


@dataclass(frozen=True)
class Way:
    """Actions of a reader, in order, and the elements with the answer."""

    actions: Sequence[str]
    answer: Sequence[str]


@dataclass(frozen=True)
class Question:
    """A question, and the way to its answer on each screen."""

    text: str
    laptop: Way
    phone: Way


@dataclass(frozen=True)
class Cost:
    """Cost of an answer; `scroll` in pixels on a laptop and swipes on a phone, None if it never showed."""

    actions: int
    scroll: int | None


def _buurt(text: str, laptop: Sequence[str], phone: Sequence[str], *more: str) -> Question:
    """Question about one buurt: tap its tile; `more` is what to tap next on a phone."""
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
    """The same data with squares around the points of the buurten as boundaries."""
    buurten = data.buurten.copy()
    buurten.geometry = gpd.GeoSeries(buurten["punt"], crs=buurten.crs).buffer(250, cap_style="square")
    return replace(data, buurten=buurten)


def save_map(data: gg.Dataset, path: Path) -> None:
    """Save the map with certainty."""
    scores = gg.score(data)
    gg.make_map(data, scores, gg.match_projects(data), gg.assess_robustness(data, scores)).save(path)


def measure(driver: webdriver.Chrome, page: Path) -> dict[tuple[str, str, str], Cost]:
    """Costs for every question, screen and shape."""
    costs = {}
    for screen in SCREENS:
        for shape in SHAPES:
            visit = Visit(driver, f"{page.as_uri()}#vorm={shape}", screen)
            costs |= {(question.text, screen, shape): visit.answer(question) for question in QUESTIONS}
    return costs


class Visit:
    """A visit to the page, which is reloaded when an answer does not continue from the previous actions."""

    def __init__(self, driver: webdriver.Chrome, address: str, screen: str) -> None:
        self._driver = driver
        self._address = address
        self._size = SCREENS[screen]
        self._is_phone = screen == "telefoon"
        self._actions: Sequence[str] | None = None
        self._swipes = 0

    def answer(self, question: Question) -> Cost:
        """Perform the actions of a question, and scroll until the answer shows."""
        way = question.phone if self._is_phone else question.laptop
        if self._actions is None or way.actions[: len(self._actions)] != self._actions:
            self._open()
        for action in way.actions[len(self._actions or ()) :]:
            while self._is_phone and self._swipes < MOST_SWIPES and not _is_ready(self._driver, action):
                self._swipe()
            _act(self._driver, action)
        self._actions = way.actions
        if _shows(self._driver, way.answer):
            return Cost(len(way.actions), self._swipes)
        self._actions = None
        scroll = self._swipe_to(way.answer) if self._is_phone else self._scroll_to(way.answer)
        return Cost(len(way.actions), scroll if _shows(self._driver, way.answer) else None)

    def _open(self) -> None:
        width, height = self._size
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": self._is_phone}
        self._driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        touch = {"enabled": self._is_phone, "maxTouchPoints": 1}
        self._driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", touch)
        self._driver.get("about:blank")
        self._driver.get(self._address)
        ready = "return performance.getEntriesByName('te kiezen').length > 0"
        WebDriverWait(self._driver, 120, poll_frequency=0.02).until(lambda _: self._driver.execute_script(ready))
        self._driver.execute_async_script(SETTLED)  # a swipe over a page that still moves ends elsewhere
        self._actions, self._swipes = (), 0

    def _scroll_to(self, answer: Sequence[str]) -> int:
        return round(self._driver.execute_script(SCROLL, list(answer)))

    def _swipe_to(self, answer: Sequence[str]) -> int:
        while not _shows(self._driver, answer) and self._swipes < MOST_SWIPES:
            self._swipe()
        return self._swipes

    def _swipe(self) -> None:
        _swipe(self._driver, *self._size)
        self._swipes += 1


def within(screen: str, cost: Cost) -> bool:
    """Whether an answer is within the bound of its screen."""
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
    driver.execute_async_script(SETTLED)


def _shows(driver: webdriver.Chrome, selectors: Sequence[str]) -> bool:
    return bool(driver.execute_script(ON_SCREEN, list(selectors)))


def _swipe(driver: webdriver.Chrome, width: int, height: int) -> None:
    """Swipe up with a finger that halts at the end: on the handle of a half-open sheet, or else on the page."""
    handles = driver.find_elements(By.CSS_SELECTOR, '[data-stand="half"] #greep')
    x, low = driver.execute_script(MIDDLE, handles[0]) if handles else (width / 2, height * 0.9)
    high = max(low - height * SWIPE, 20)
    stops = [low + (high - low) * step / SWIPE_STEPS for step in range(SWIPE_STEPS + 1)]
    begin = time.time()
    for number, (kind, at) in enumerate([("touchStart", low), *(("touchMove", stop) for stop in stops)]):
        _touch(driver, kind, [{"x": x, "y": at}], begin + number * FRAME)
    _touch(driver, "touchEnd", [], begin + HALT)
    driver.execute_async_script(SETTLED)


def _touch(driver: webdriver.Chrome, kind: str, points: list[dict[str, float]], moment: float) -> None:
    """Touch the screen at a given timestamp, however long the call itself takes."""
    driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points, "timestamp": moment})


def browser() -> webdriver.Chrome:
    """Chromium without a network and animations."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    quiet = "--headless --no-sandbox --disable-gpu --disable-background-networking --force-prefers-reduced-motion"
    for argument in quiet.split():
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))


if __name__ == "__main__":
    sys.exit(main())
