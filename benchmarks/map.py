"""Weigh and time the map in headless Chromium beside `GeoDataFrame.explore()` of the same frame, without a network.

    python benchmarks/map.py --shared FOLDER [--runs 3]

FOLDER holds the servers with the real tables and boundaries. Three frames: Enschede, the Netherlands, and a made-up
coverage of 14 500 areas of 80 corners with figures drawn at random. Of each the best of several runs.

"To choose" is from the start of the navigation until the page sets its mark ``te kiezen``; a click on the map is then
checked to open the panel. "Switch" is from choosing another view until its frame has been drawn. The page of
`explore()` asks a network for Leaflet and more; it gets the Leaflet of xstatic inside and nothing else, has no legend
(which needs d3) and tells of the same buurt by a tooltip; "drawn" is the first frame after its own script.
"""

import argparse
import os
import platform
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from selenium import webdriver
from selenium.webdriver.common.by import By
from sources import shared_server
from xstatic.pkg import leaflet

import gezond_geo as gg
from gezond_geo.indicators.catalogue import catalogue

WIDE, HIGH, CORNERS = 116, 125, 80
STEP = 2200.0  # metres between the nodes of the made-up coverage
LIMITS = {"Enschede": (0.6, 1.0), "the Netherlands": (8.0, 4.0), "made up": (8.0, 4.0)}
SWITCH_SECONDS = 0.3
ARGUMENTS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage --window-size=1280,900"""
NEXT_FRAME = "const done = arguments[0]; const shown = () => requestAnimationFrame(() => setTimeout(() => done("
REMOTE = re.compile(r"<(?:script|link)[^>]*(?:src|href)=\"https?://[^>]*>(?:</script>)?")


def main() -> None:
    """Run the benchmark and print sizes, times, bounds and the machine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=os.environ.get("GEZOND_GEO_SHARED"))
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    if args.shared is None:
        parser.error("say where the real tables are: --shared FOLDER")
    with tempfile.TemporaryDirectory() as folder, browser() as driver:
        print(
            f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
            f"Chromium {driver.capabilities['browserVersion']}; best of {args.runs}"
        )
        os.environ |= {"GEZOND_GEO_CACHE": str(Path(folder, "cache")), "GEZOND_GEO_OFFLINE": ""}
        for name, make in frames(args.shared).items():
            compare(driver, name, make, Path(folder), args.runs)


def frames(shared: Path) -> dict[str, Callable[[], gg.Dataset]]:
    """Ways to load each of the frames."""
    borders = shared / "data" / "grenzen"

    def netherlands() -> gg.Dataset:
        with shared_server(shared, "statline") as address:
            os.environ |= {"GEZOND_GEO_STATLINE_URL": address, "GEZOND_GEO_RIVM_URL": address}
            return gg.load("Nederland", boundaries=borders / "nederland_buurten_2012.parquet")

    return {
        "Enschede": lambda: gg.load("Enschede", boundaries=borders / "enschede_buurten.geojson", offline=True),
        "the Netherlands": netherlands,
        "made up": lambda: gg.load("Nederland", boundaries=made_up(), figures=drawn_at_random(), offline=True),
    }


def compare(driver: webdriver.Chrome, name: str, make: Callable[[], gg.Dataset], folder: Path, runs: int) -> None:
    """Make both pages of a frame, open them, and print what they weigh and take."""
    began = time.perf_counter()
    data = make()
    scores = gg.score(data)
    loaded = time.perf_counter()
    ours, theirs = folder / "ours.html", folder / "theirs.html"
    gg.make_map(data, scores, gg.match_projects(data)).save(ours)
    start = time.perf_counter()
    areas = data.buurten.dropna(subset="geometry").drop(columns="punt")
    areas = areas[["buurtnaam", "geometry"]].join(scores.buurten[["stapeling", "score"]]).join(scores.themes)
    areas.explore(column="stapeling", legend=False).save(str(theirs))
    explored = time.perf_counter()
    stand_alone(theirs)
    corners = shapely.get_num_coordinates(areas.geometry.to_numpy()).sum()
    print(f"{name}: {len(data.buurten)} buurten, {len(areas)} areas of {corners / len(areas):.0f} corners")
    choose, switch = best(open_ours(driver, ours) for _ in range(runs))
    (show,) = best(open_theirs(driver, theirs) for _ in range(runs))
    size, size_theirs = (path.stat().st_size / 1e6 for path in (ours, theirs))
    most, longest = LIMITS[name]
    say("load and score", loaded - began, "s")
    say("make and save the map", start - loaded, "s")
    say("size", size, "MB", most)
    say("to choose", choose, "s", longest)
    say("switch", switch, "s", SWITCH_SECONDS)
    say("explore(): make and save", explored - start, "s")
    say("explore(): size", size_theirs, "MB", times=size_theirs / size)
    say("explore(): drawn", show, "s", times=show / choose)


def say(what: str, number: float, unit: str, bound: float | None = None, times: float | None = None) -> None:
    """Print a number, and whether it keeps its bound or how many times ours it is."""
    verdict = "" if bound is None else f"   bound {bound} {unit}, {'met' if number <= bound else 'NOT met'}"
    ratio = "" if times is None else f"   {times:.1f} times ours"
    print(f"  {what:30} {number:8.2f} {unit}{verdict}{ratio}")


def best(runs: Iterator[tuple[float, ...]]) -> tuple[float, ...]:
    """Least of each of what runs measured."""
    return tuple(min(column) for column in zip(*runs, strict=True))


def open_ours(driver: webdriver.Chrome, path: Path) -> tuple[float, float]:
    """Seconds until a buurt can be chosen, and the longest of three changes of view."""
    driver.get("about:blank")
    driver.get(path.as_uri())
    mark = None
    while mark is None:
        mark = driver.execute_script("return performance.getEntriesByName('te kiezen')[0]?.startTime ?? null")
    driver.find_element(By.ID, "zoek").send_keys("a")
    driver.find_element(By.CSS_SELECTOR, "#zoek-lijst [role=option]").click()
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
    """Put Leaflet in a page in the place of what it asks of a network, and a mark for when it has drawn."""
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


def made_up() -> gpd.GeoDataFrame:
    """Make a coverage: a net with moved nodes, of which every side is a line of 20 steps."""
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
    """Give the corners from start to end, without the end: a random walk to the side that comes back."""
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


def drawn_at_random() -> pd.DataFrame:
    """Make figures for every indicator that is quoted, so that no buurt lacks one."""
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
    return figures


if __name__ == "__main__":
    main()
