"""Size and speed of the map in headless Chromium, compared with `GeoDataFrame.explore()` of the same frame, offline.

    python benchmarks/map.py --shared FOLDER [--runs 3]

FOLDER holds the servers with the real tables and boundaries. Three frames: Enschede, the Netherlands, and a made-up
coverage of 14 500 areas of 80 vertices with random figures, the best of several runs each. Exits with 1 when a bound is
missed.

"From opening to choosing" is from the start of the navigation until the page sets its mark ``te kiezen``; then a buurt
is searched and selected. "Another view" is from its button until its frame has been drawn. The page of `explore()`
requests Leaflet and more from a network; here it gets only an embedded Leaflet of xstatic, has no legend (which needs
d3) and shows the same buurt in a tooltip; "drawn" is the first frame after its own script. Python is measured in
processor seconds, the browser in elapsed seconds.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from bounds import Row, name_machine, print_table
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait
from sources import shared_server
from xstatic.pkg import leaflet

import gezond_geo as gg
from gezond_geo.indicators.catalogue import catalogue

WIDE, HIGH, CORNERS = 116, 125, 80
STEP = 2200.0  # metres between the nodes of the made-up coverage
LOAD_SECONDS, MAKE_SECONDS = 3.0, 5.0
CHOOSE_SECONDS, SWITCH_SECONDS = 1.0, 0.15
PATIENCE = 60  # seconds to wait for unmeasured steps
ARGUMENTS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage --window-size=1280,900"""
REMOTE = re.compile(r"<(?:script|link)[^>]*(?:src|href)=\"https?://[^>]*>(?:</script>)?")

Load = Callable[[], gg.Dataset]


def main() -> int:
    """Print the table and the machine; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=os.environ.get("GEZOND_GEO_SHARED"))
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    if args.shared is None:
        parser.error("say where the real tables are: --shared FOLDER")
    print(f"{name_machine()}; best of {args.runs} in the browser\n")
    return 0 if print_table(compare(frames(args.shared), args.runs)) else 1


def frames(shared: Path) -> dict[str, Load]:
    """Functions that load each of the frames."""
    borders = shared / "data" / "grenzen"

    def netherlands() -> gg.Dataset:
        with shared_server(shared, "statline") as address:
            os.environ |= {"GEZOND_GEO_STATLINE_URL": address, "GEZOND_GEO_RIVM_URL": address}
            return gg.load("Nederland", boundaries=borders / "nederland_buurten_2012.parquet")

    return {
        "Enschede": lambda: gg.load("Enschede", boundaries=borders / "enschede_buurten.geojson", offline=True),
        "the Netherlands": netherlands,
        "the made-up country": load_made_up,
    }


def load_made_up() -> gg.Dataset:
    """Load the made-up country, which is generated once, by the first call."""
    return gg.load("Nederland", boundaries=made_up(), figures=drawn_at_random(), offline=True)


def compare(ways: Mapping[str, Load], runs: int) -> Iterator[Row]:
    """Make both pages of each frame, open them, and yield their size and times."""
    made_up(), drawn_at_random()
    with tempfile.TemporaryDirectory() as folder, browser() as driver:
        os.environ |= {"GEZOND_GEO_CACHE": str(Path(folder, "cache")), "GEZOND_GEO_OFFLINE": ""}
        for name, load in ways.items():
            yield from _compare(driver, name, load, Path(folder), runs)


def _compare(driver: webdriver.Chrome, name: str, load: Load, folder: Path, runs: int) -> Iterator[Row]:
    ours, theirs = folder / "ours.html", folder / "theirs.html"
    start = time.process_time()
    data = load()
    scores = gg.score(data)
    after_load = time.process_time()
    gg.make_map(data, scores, gg.match_projects(data)).save(ours)
    after_map = time.process_time()
    areas = data.buurten.dropna(subset="geometry").drop(columns="punt")
    areas = areas[["buurtnaam", "geometry"]].join(scores.buurten[["stapeling", "score"]]).join(scores.themes)
    areas.explore(column="stapeling", legend=False).save(str(theirs))
    after_explore = time.process_time()
    stand_alone(theirs)
    choose, switch = best(open_ours(driver, ours) for _ in range(runs))
    (show,) = best(open_theirs(driver, theirs) for _ in range(runs))
    of = f"{name} ({len(areas)} areas)"
    yield Row(f"{of}: load and score", after_load - start, "s", LOAD_SECONDS)
    yield Row(f"{of}: make and save the map", after_map - after_load, "s", MAKE_SECONDS)
    yield Row(f"{of}: size of the page", ours.stat().st_size / 1e6, "MB")
    yield Row(f"{of}: from opening to choosing", choose, "s", CHOOSE_SECONDS)
    yield Row(f"{of}: another view", switch, "s", SWITCH_SECONDS)
    yield Row(f"{of}: `explore()`, make and save", after_explore - after_map, "s")
    yield Row(f"{of}: `explore()`, size of the page", theirs.stat().st_size / 1e6, "MB")
    yield Row(f"{of}: `explore()`, from opening to drawn", show, "s")
    yield Row(f"{of}: to choose / `explore()` drawn", choose / show, "x", 1.0)


def best(runs: Iterator[tuple[float, ...]]) -> tuple[float, ...]:
    """Minimum of each measurement over the runs."""
    return tuple(min(column) for column in zip(*runs, strict=True))


def open_ours(driver: webdriver.Chrome, path: Path) -> tuple[float, float]:
    """Seconds until a buurt can be selected, and the longest of three changes of view."""
    driver.get("about:blank")
    driver.get(path.as_uri())
    mark = None
    while mark is None:
        mark = driver.execute_script("return performance.getEntriesByName('te kiezen')[0]?.startTime ?? null")
    driver.find_element(By.ID, "zoek").send_keys("buurt")
    option = By.CSS_SELECTOR, "#zoek-lijst [role=option]"
    WebDriverWait(driver, PATIENCE).until(lambda page: page.find_elements(*option))[0].click()
    if not driver.find_element(By.ID, "buurt-naam").text:
        raise SystemExit("no buurt could be chosen")
    switch = "const input = document.querySelector(`[data-weergave=${arguments[0]}]`); const from = "
    switch += "performance.now(); input.click(); const done = arguments[1]; requestAnimationFrame(() => setTimeout(() "
    switch += "=> done(performance.now() - from)))"
    seconds = [driver.execute_async_script(switch, view) for view in ("score", "gezondheid", "stapeling")]
    return mark / 1000, max(seconds) / 1000


def open_theirs(driver: webdriver.Chrome, path: Path) -> tuple[float]:
    """Seconds until the first frame after the page's own script."""
    driver.get("about:blank")
    driver.get(path.as_uri())
    mark = None
    while mark is None:
        mark = driver.execute_script("return performance.getEntriesByName('drawn')[0]?.startTime ?? null")
    return (mark / 1000,)


def stand_alone(path: Path) -> None:
    """Embed Leaflet in a page instead of its network requests, and add a mark for when it has drawn."""
    base = Path(leaflet.BASE_DIR)
    script, style = base / "leaflet.js", base / "leaflet.css"
    inside = f"<script>{script.read_text('utf-8')}</script><style>{style.read_text('utf-8')}</style>"
    mark = "<script>requestAnimationFrame(() => setTimeout(() => performance.mark('drawn')))</script>"
    page = REMOTE.sub("", path.read_text("utf-8")).replace("<head>", f"<head>{inside}", 1)
    path.write_text(page + mark, "utf-8")


@contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    """Chromium without a network."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ARGUMENTS.split():
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    driver.set_script_timeout(120)
    offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
    yield driver
    driver.quit()


@cache
def made_up() -> gpd.GeoDataFrame:
    """Make a coverage: a grid with displaced nodes, in which every side is a line of 20 steps."""
    draw = np.random.default_rng(1)
    across, up = np.meshgrid(20_000 + STEP * np.arange(WIDE + 1), 312_000 + STEP * np.arange(HIGH + 1))
    nodes = np.stack([across, up], -1) + draw.uniform(-0.2, 0.2, (HIGH + 1, WIDE + 1, 2)) * STEP
    low, left = wiggle(draw, nodes[:, :-1], nodes[:, 1:]), wiggle(draw, nodes[:-1], nodes[1:])
    back = [
        np.concatenate([end[..., None, :], side[..., :0:-1, :]], -2)
        for side, end in (
            (low[1:], nodes[1:, 1:]),
            (left[:, :-1], nodes[1:, :-1]),
        )
    ]
    rings = np.concatenate([low[:-1], left[:, 1:], *back], -2).reshape(-1, CORNERS, 2)
    areas = gpd.GeoDataFrame({"buurtcode": codes()}, geometry=shapely.polygons(rings), crs=28992)
    if not areas.is_valid.all() or not shapely.coverage_is_valid(areas.geometry.to_numpy()):
        raise SystemExit("the made-up coverage is none")
    return areas


def wiggle(draw: np.random.Generator, start: Any, end: Any) -> Any:
    """Vertices from start to end, without the end: a random walk sideways that returns."""
    steps = CORNERS // 4
    walk = draw.normal(0, 0.008, (*start.shape[:-1], steps + 1)).cumsum(-1)
    walk -= walk[..., :1]
    walk -= walk[..., -1:] * np.arange(steps + 1) / steps
    ahead = end - start
    aside = np.stack([-ahead[..., 1], ahead[..., 0]], -1)
    at = (np.arange(steps) / steps)[:, None]
    return start[..., None, :] + at * ahead[..., None, :] + walk[..., :-1, None].clip(-0.06, 0.06) * aside[..., None, :]


def codes() -> list[str]:
    """Codes of made-up buurten, in gemeenten of 50."""
    return [f"BU{n // 50 + 1:04d}{n % 50 // 10:02d}{n % 10:02d}" for n in range(WIDE * HIGH)]


@cache
def drawn_at_random() -> pd.DataFrame:
    """Random figures for every published indicator, without missing values."""
    draw = np.random.default_rng(2)
    figures = pd.DataFrame({"buurtcode": codes(), "buurtnaam": [f"Buurt {n}" for n in range(WIDE * HIGH)]})
    figures["inwoners"] = figures["inwoners_later"] = draw.integers(400, 6000, len(figures))
    for indicator in catalogue().values():
        if indicator.is_share or indicator.id in figures:
            continue
        share = draw.uniform(0.05, 0.45, len(figures))
        figures[indicator.id] = (
            (share * 100).round(1)
            if indicator.eenheid == "%"
            else (share * figures[indicator.deel_van or "inwoners"]).round()
        )
    # A boundary that does not match the land of its buurt is not used.
    figures["land_ha"] = figures["land_ha_later"] = (made_up().area / 10_000).round()
    return figures


if __name__ == "__main__":
    sys.exit(main())
