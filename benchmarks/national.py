"""Measure every step of stone cover for the whole country on real polygons, and print the plan that follows.

    python benchmarks/national.py PATH [--copies 100]      # a zip with bgt_<objecttype>.gml

The BGT in PATH is read as it is; then `--copies` of its polygons side by side go through the steps of
`gezond_geo.open_bgt` and `gezond_geo.stone_cover`. Rates are in processor seconds. The plan is these rates times 50
million polygons, not a run over them. Exits with 1 when four cores take more than an hour.
"""

import argparse
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from bounds import name_machine

from gezond_geo.landcover.bgt_classes import Counts, make_ready
from gezond_geo.landcover.bgt_files import read_objects
from gezond_geo.landcover.bgt_gml import OBJECTTYPES
from gezond_geo.landcover.bgt_overlaps import overlaps_in
from gezond_geo.landcover.bgt_parts import STRETCH_BYTES
from gezond_geo.landcover.partitions import measure_file, merge_runs
from gezond_geo.landcover.runs import ROWS, Runs, write_runs

POLYGONS = 50
"""Millions in the country: a round number to plan with, not a count."""
PER_AREA = 3_450
"""Polygons in an area: those of the country over 14 500 buurten."""
CORES = (1, 2, 4)
RUNS = 5
RD = "EPSG:28992"

_Result = TypeVar("_Result")


class Clock:
    """Processor seconds per million polygons, by step."""

    def __init__(self) -> None:
        self.rates: dict[str, float] = {}

    def measure(self, step: str, polygons: int, work: Callable[[], _Result], runs: int = 1) -> _Result:
        """Run a step, and record its rate: the best of some runs where one takes less than a second."""
        seconds = float("inf")
        for _ in range(runs):
            start = time.process_time()
            result = work()
            seconds = min(seconds, time.process_time() - start)
        self.rates[step] = seconds / polygons * 1e6
        return result


def side_by_side(frame: gpd.GeoDataFrame, copies: int) -> Iterator[gpd.GeoDataFrame]:
    """Yield the polygons in a square of copies, in frames as large as those that are read."""
    west, south, east, north = frame.total_bounds
    columns = round(copies**0.5)
    waiting: list[gpd.GeoDataFrame] = []
    for number in range(copies):
        shift = [
            100_000 - west + number % columns * (east - west),
            350_000 - south + number // columns * (north - south),
        ]
        moved = shapely.transform(frame.geometry.to_numpy(), lambda points, shift=shift: points + np.round(shift))
        waiting.append(frame.set_geometry(gpd.GeoSeries(moved, index=frame.index, crs=RD)))
        if (len(waiting) + 1) * len(frame) > ROWS or number == copies - 1:
            yield gpd.GeoDataFrame(pd.concat(waiting, ignore_index=True))
            waiting.clear()


def squares(bounds: np.ndarray[tuple[int], np.dtype[np.float64]], count: int) -> gpd.GeoDataFrame:
    """About this many squares over some bounds."""
    west, south, east, north = bounds
    side = ((east - west) * (north - south) / count) ** 0.5
    x, y = np.meshgrid(np.arange(west, east, side), np.arange(south, north, side))
    return gpd.GeoDataFrame(geometry=shapely.box(x, y, x + side, y + side).ravel(), crs=RD)


def measure_steps(path: Path, copies: int, folder: Path) -> tuple[Clock, int]:
    """Measure the rate of each step, and count the polygons."""
    clock = Clock()
    whole = gpd.GeoDataFrame(pd.concat(list(read_objects(path, Counter(), None))))
    clock.measure("read the citygml", len(whole), lambda: sum(map(len, read_objects(path, Counter(), None))), RUNS)
    pieces = list(side_by_side(whole, copies))
    count = sum(map(len, pieces))
    frames = clock.measure("repair and classify", count, lambda: list(make_ready(pieces, Counts(), path.name)))
    plain, over, target = (folder / name for name in ("plain.arrow", "over.arrow", "bgt.parquet"))
    clock.measure("sort", count, lambda: write_runs(frames, plain))
    overlaps = clock.measure("find overlaps", count, lambda: overlaps_in([plain]))
    write_runs([overlaps], over)
    clock.measure("merge and write", count, lambda: merge_runs(Runs([plain, over]), target))
    bounds = np.array([frame.total_bounds for frame in frames])
    areas = squares(np.append(bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)), count // PER_AREA)
    clock.measure("measure in buurten", count, lambda: measure_file(areas, target, "klasse"))
    return clock, count


def unpack(path: Path, clock: Clock, count: int) -> float:
    """Measure unpacking what precedes each part of a file, and give the bytes of citygml per polygon."""
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if is_read(entry)]
        clock.measure("unpack up to each part", count, lambda: sum(len(archive.read(entry)) for entry in entries), RUNS)
        total = sum(entry.file_size for entry in archive.infolist() if entry.filename.lower().endswith(".gml"))
    country = [int(entry.file_size / count * POLYGONS * 1e6) for entry in entries]
    before = sum(sum(range(0, size, STRETCH_BYTES)) for size in country)
    clock.rates["unpack up to each part"] *= before / sum(country)
    return total / count


def is_read(entry: zipfile.ZipInfo) -> bool:
    """Whether a file has objects that divide the ground."""
    return Path(entry.filename).stem.lower().removeprefix("bgt_") in OBJECTTYPES


def main() -> int:
    """Print the rates and the plan; 1 when the bound is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--copies", type=int, default=100)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clock, count = measure_steps(args.path, args.copies, Path(folder))
        each = (Path(folder) / "bgt.parquet").stat().st_size / count
    per_polygon = unpack(args.path, clock, count // args.copies)
    print(f"{name_machine()}; {count} polygons, {each:.0f} bytes each in the file")
    megabytes = per_polygon / clock.rates["read the citygml"]
    print(f"citygml: {per_polygon / 1e3:.1f} kB a polygon, {megabytes:.0f} MB a second\n")
    print("| step | seconds per million | the country on one core | spreads over cores |\n|---|---:|---:|---|")
    for step, rate in clock.rates.items():
        spreads = "no" if step.startswith("merge") else "yes"
        print(f"| {step} | {rate:.1f} | {rate * POLYGONS / 3600:.2f} hours | {spreads} |")
    alone = clock.rates["merge and write"]
    hours = {n: (alone + (sum(clock.rates.values()) - alone) / n) * POLYGONS / 3600 for n in CORES}
    print("\n" + ", ".join(f"{number:.2f} hours on {cores} cores" for cores, number in hours.items()))
    return int(hours[4] > 1)


if __name__ == "__main__":
    sys.exit(main())
