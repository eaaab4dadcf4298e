"""Measure all that has a bound in one run, print one table, and leave with 1 when a bound is missed.

    python -m pip install -e ".[bench]"
    python benchmarks/run.py [--runs 5] [--stone]

Start-up and the main job (``main_job.py``), then a made-up country of 14 500 buurten: loading, scoring, making its map
and opening it in Chromium beside `GeoDataFrame.explore()` (``map.py``). With ``--stone`` the overlay kernel follows,
beside its peers (``stone.py``). It takes some minutes, on a machine that does nothing else; the table in
``docs/snelheid.md`` is what it printed.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import map as country
from bounds import Row, name_machine, print_table
from main_job import start_up


def main() -> int:
    """Print the table and the machine; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--stone", action="store_true", help="also the overlay kernel beside its peers")
    args = parser.parse_args()
    print(f"{name_machine()}; start-up and the main job in seconds of the processor, median of {args.runs}\n")
    is_met = print_table(measure(args.runs))
    if args.stone:
        kernel = [sys.executable, str(Path(__file__).with_name("stone.py")), "--runs", "2"]
        is_met &= subprocess.run(kernel, check=False).returncode == 0
    return 0 if is_met else 1


def measure(runs: int) -> Iterator[Row]:
    """Give every number that needs no data but those of the package."""
    yield from start_up(runs)
    yield from country.compare({"the made-up country": country.load_made_up}, runs=3)


if __name__ == "__main__":
    sys.exit(main())
