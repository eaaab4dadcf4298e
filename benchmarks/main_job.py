"""Time the offline main job as a whole process beside importing geopandas and folium, interleaved.

    python benchmarks/main_job.py [--runs 9]

Every map that is written is compared with the first: the same bytes.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FACTOR, EXTRA_SECONDS = 1.5, 0.7


def main() -> None:
    """Run the benchmark and print medians, the bound and the machine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    # An installed package has byte-code; from a checkout the first run writes it.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "enschede.html"
        imports = [sys.executable, "-c", "import geopandas, folium"]
        job = [sys.executable, "-m", "gezond_geo", "kaart", "Enschede", "--offline", "--uit", str(target)]
        seconds(imports)
        seconds(job)
        first = target.read_bytes()
        pairs = []
        for _ in range(runs):
            pairs.append((seconds(imports), seconds(job)))
            if target.read_bytes() != first:
                sys.exit("two runs gave different bytes")
    floor, duration = (statistics.median(column) for column in zip(*pairs, strict=True))
    bound = FACTOR * floor + EXTRA_SECONDS
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}; {runs} runs each")
    print(f"import geopandas, folium : {floor:.2f} s")
    print(
        f"offline main job         : {duration:.2f} s, {duration / floor:.2f} times as long; {len(first) / 1000:.0f} kB"
    )
    print(f"bound {FACTOR} x + {EXTRA_SECONDS} s      : {bound:.2f} s, {'met' if duration <= bound else 'NOT met'}")


def seconds(command: list[str]) -> float:
    """Wall time of a process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
