"""Time import, help and the main job, which run a thousand times a day, compared with their unavoidable imports.

    python benchmarks/main_job.py [--runs 9]

Whole processes, interleaved, in processor seconds, which other programs hardly affect. Every map is compared with the
first, byte for byte. Exits with 1 when a bound is missed.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bounds import Row, name_machine, print_table

FLOOR = [sys.executable, "-c", "import geopandas"]
PACKAGE = [sys.executable, "-c", "import gezond_geo"]
HELP = [sys.executable, "-m", "gezond_geo", "--help"]
IMPORTS = [sys.executable, "-c", "import geopandas, folium"]


def main() -> int:
    """Print the table and the machine; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    print(f"{name_machine()}; seconds of the processor, median of {runs}\n")
    return 0 if print_table(start_up(runs)) else 1


def start_up(runs: int) -> Iterator[Row]:
    """Compare import, help and the main job with the imports of other packages."""
    # An installed package has byte-code; from a checkout the first run writes it.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "enschede.html")
        job = [sys.executable, "-m", "gezond_geo", "kaart", "Enschede", "--offline", "--uit", str(target)]
        pages, laps = set(), []
        for _ in range(runs + 1):
            laps.append([seconds(command) for command in (FLOOR, PACKAGE, HELP, IMPORTS, job)])
            pages.add(target.read_bytes())
    if len(pages) > 1:
        sys.exit("two runs of the main job gave different bytes")
    floor, package, help_text, imports, whole = (statistics.median(lap) for lap in zip(*laps[1:], strict=True))
    yield Row("`import gezond_geo` / `import geopandas`", package / floor, "x", 1.15)
    yield Row("`gezond-geo --help`", help_text, "s", 0.35)
    yield Row("`import geopandas, folium`", imports, "s")
    yield Row("the main job, offline", whole, "s")
    # 1.0 s where these imports take 0.58 s.
    yield Row("the main job / those imports", whole / imports, "x", 1.72)


def seconds(command: list[str]) -> float:
    """Processor seconds of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
