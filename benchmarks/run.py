"""Measure all that has a bound in one run, print one table, and leave with 1 when a bound is missed.

    python -m pip install -e ".[bench]"
    python benchmarks/run.py [--runs 5] [--stone]

Start-up and the main job are whole processes, interleaved with what they are held against; seconds are those of the
processor, so that another program at work moves them little. Of the map of a country the frame is made up
(``map.py``). With ``--stone`` the overlay kernel follows, beside its peers (``stone.py``). ``map.py`` opens the same
page in a browser.
"""

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import map as country

import gezond_geo as gg

IMPORTS, PACKAGE = [sys.executable, "-c", "import geopandas, folium"], [sys.executable, "-c", "import gezond_geo"]
FLOOR = [sys.executable, "-c", "import geopandas"]
HELP = [sys.executable, "-m", "gezond_geo", "--help"]


@dataclass(frozen=True)
class Row:
    """A number, in its unit, and the most that it may be."""

    what: str
    value: float
    unit: str
    bound: float

    @property
    def is_met(self) -> bool:
        """Whether the number keeps its bound."""
        return self.value <= self.bound

    def __str__(self) -> str:
        """Write it as a line of the table."""
        verdict = "met" if self.is_met else "NOT met"
        return f"| {self.what} | {self.value:.2f} {self.unit} | {self.bound:g} {self.unit} | {verdict} |"


def main() -> int:
    """Print the table and the machine; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--stone", action="store_true", help="also the overlay kernel beside its peers")
    args = parser.parse_args()
    # An installed package has byte-code; from a checkout the first run writes it.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    print(f"{machine}; seconds of the processor, median of {args.runs}\n")
    print("| what | measured | bound | |\n|---|---|---|---|")
    rows = []
    for row in [*start_up(args.runs), *map_of_a_country()]:
        print(row, flush=True)
        rows.append(row)
    is_met = all(row.is_met for row in rows)
    if args.stone:
        kernel = [sys.executable, str(Path(__file__).with_name("stone.py")), "--runs", "2"]
        is_met &= subprocess.run(kernel, check=False).returncode == 0
    return 0 if is_met else 1


def start_up(runs: int) -> list[Row]:
    """Hold importing, the help and the main job against the imports of other packages, interleaved."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "enschede.html")
        job = [sys.executable, "-m", "gezond_geo", "kaart", "Enschede", "--offline", "--uit", str(target)]
        commands = [FLOOR, PACKAGE, HELP, IMPORTS, job]
        pages, laps = set(), []
        for _ in range(runs + 1):
            laps.append([seconds(command) for command in commands])
            pages.add(target.read_bytes())
    if len(pages) > 1:
        sys.exit("two runs of the main job gave different bytes")
    floor, package, help_text, imports, whole = (statistics.median(lap) for lap in zip(*laps[1:], strict=True))
    return [
        Row("`import gezond_geo` / `import geopandas`", package / floor, "x", 1.15),
        Row("`gezond-geo --help`", help_text, "s", 0.35),
        # 1.0 s where the imports take 0.58.
        Row("the main job / `import geopandas, folium`", whole / imports, "x", 1.72),
    ]


def map_of_a_country() -> list[Row]:
    """Load and score a made-up country of 14 500 buurten, and make its page."""
    areas, figures = country.made_up(), country.drawn_at_random()
    with tempfile.TemporaryDirectory() as folder:
        laps = [time.process_time()]
        data = gg.load("Nederland", boundaries=areas, figures=figures, offline=True)
        scores = gg.score(data)
        laps.append(time.process_time())
        gg.make_map(data, scores, gg.match_projects(data)).save(Path(folder, "nederland.html"))
        laps.append(time.process_time())
    load, make = (end - start for start, end in pairwise(laps))
    return [
        Row(f"load and score {len(data.buurten)} buurten", load, "s", 3),
        Row("make and save their map", make, "s", 5),
    ]


def seconds(command: list[str]) -> float:
    """Seconds that a process and what it starts keep the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
