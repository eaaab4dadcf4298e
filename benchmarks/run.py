"""Measure everything with a bound in one run, print one table, and exit with 1 when a bound is missed.

    python -m pip install -e ".[bench]"
    python benchmarks/run.py [--runs 5] [--stone] [--readme]

Start-up and the main job (``main_job.py``), then a made-up country of 14 500 buurten: loading, scoring, making its map
and opening it in Chromium, compared with `GeoDataFrame.explore()` (``map.py``). With ``--stone`` the overlay kernel
follows, compared with other tools (``stone.py``). It takes some minutes, on an idle machine. ``--readme`` puts the
table in the README.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import map as country
from bounds import HEAD, Row, name_machine, print_table
from main_job import start_up

README = Path(__file__).resolve().parent.parent / "README.md"
PLACE = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- end -->)", re.DOTALL)


def main() -> int:
    """Print the table and the machine; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--stone", action="store_true", help="also the overlay kernel beside its peers")
    parser.add_argument("--readme", action="store_true", help="put the table in README.md")
    args = parser.parse_args()
    how = f"Python in processor seconds, start-up and the main job as the median of {args.runs}"
    title = f"{name_machine()}; {how}."
    print(f"{title}\n")
    rows: list[Row] = []
    is_met = print_table(keep(measure(args.runs), rows))
    if args.readme:
        put_in_readme(title, rows)
    if args.stone:
        kernel = [sys.executable, str(Path(__file__).with_name("stone.py")), "--runs", "2", "--many-areas"]
        is_met &= subprocess.run(kernel, check=False).returncode == 0
    return 0 if is_met else 1


def measure(runs: int) -> Iterator[Row]:
    """Yield every measurement that only needs the data in the package."""
    yield from start_up(runs)
    yield from country.compare({"a country": country.load_made_up}, runs=3)


def keep(rows: Iterator[Row], results: list[Row]) -> Iterator[Row]:
    """Yield rows, and collect them in a list."""
    for row in rows:
        results.append(row)
        yield row


def put_in_readme(title: str, rows: list[Row]) -> None:
    """Replace the table in the README by these rows."""
    table = "\n".join([f"{title} Measured on {datetime.now(UTC):%Y-%m-%d}.", "", HEAD, *map(str, rows)])
    text = README.read_text("utf-8")
    if len(PLACE.findall(text)) != 1:
        sys.exit("README.md has no place for the table")
    README.write_text(PLACE.sub(lambda _: f"\n{table}\n\n", text), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
