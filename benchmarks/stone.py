"""Time square metres per area and class, compared with other tools in one run, and check that all agree.

    python benchmarks/stone.py                    # 200 000 polygons x 70 areas
    python benchmarks/stone.py --many-areas       # and 200 000 x 14 500
    python benchmarks/stone.py --large            # and 2 000 000 x 70
    python benchmarks/stone.py --disk             # and 2 to 10 million on disk: memory and time

The coverage is made up (``made_up_bgt.py``) and resembles the BGT. Each tool runs in a subprocess: its seconds of the
clock and of the processor without setup and imports, the best of `--runs` if under 10 seconds, and its peak memory
above that of the input. Bounds are of the clock, so for a machine that does nothing else. Tools that are not installed
are skipped. Exits with 1 when a bound is missed.
"""

import argparse
import importlib.metadata
import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import made_up_bgt
import numpy as np
import pandas as pd
import shapely
from bounds import name_machine
from numpy.typing import NDArray

from gezond_geo.landcover.overlay import area_by
from gezond_geo.landcover.partitions import measure_file, write_partitions

Bounds = dict[str, tuple[float, float]]
Duration = NDArray[np.float64]
"""Seconds of the clock and of the processor."""
BOUNDS: Bounds = {"geopandas.overlay": (40, 60), "SedonaDB": (10, 15)}
"""How many times as long a peer takes at least, its best query of several, and as was aimed for."""
MANY_AREAS: Bounds = {"SedonaDB": (1.5, 2)}
LONG = 10.0
"""Seconds from which once is enough."""
FLAT = 0.1
"""How much the most memory on disk may differ from 2 to 10 million polygons."""
ROUNDED = {"tobler area tables": 1e-6}
"""Share by which one that counts in 32 bits may differ."""
DISK = (2_000_000, 4_000_000, 10_000_000)

Input = tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]
Work = Callable[[], Any]


def gezond_geo(areas: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> tuple[Work, Callable[[Any], pd.DataFrame]]:
    """Measure with the package."""
    return lambda: area_by(areas, polygons, "klasse"), lambda m2: m2


def floor(areas: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> tuple[Work, None]:
    """Only read the same polygons from WKB."""
    del areas
    wkb = polygons.geometry.to_wkb().to_numpy()
    return lambda: shapely.from_wkb(wkb), None


def overlay(areas: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> tuple[Work, Callable[[Any], pd.DataFrame]]:
    """Construct all pieces and sum their areas."""
    frame = areas.rename_axis("area").reset_index()

    def work() -> pd.DataFrame:
        pieces = gpd.overlay(frame, polygons, how="intersection", keep_geom_type=True)
        return _sum(pieces, pieces.geometry.area)

    return work, _widen


def tobler(areas: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> tuple[Work, Callable[[Any], pd.DataFrame]]:
    """Compute tobler's table of polygons by areas."""
    from tobler.area_weighted.area_interpolate import _area_tables_binning  # noqa: PLC0415 - only when there

    def sums(table: Any) -> pd.DataFrame:
        table = table.tocoo()
        pairs = pd.DataFrame({"area": areas.index[table.col], "klasse": polygons["klasse"].to_numpy()[table.row]})
        return _widen(_sum(pairs, table.data))

    return lambda: _area_tables_binning(polygons, areas, "auto"), sums


def sedona(
    areas: gpd.GeoDataFrame,
    polygons: gpd.GeoDataFrame,
    measured: str = "ST_Area(ST_Intersection(a.geometry, p.geometry))",
) -> tuple[Work, Callable[[Any], pd.DataFrame]]:
    """Join and sum in SQL."""
    import sedonadb  # noqa: PLC0415 - only when there

    connection = sedonadb.connect()
    connection.create_data_frame(areas.rename_axis("area").reset_index()).to_memtable().to_view("a")
    connection.create_data_frame(polygons.astype({"klasse": "str"})).to_memtable().to_view("p")
    query = (
        f"SELECT a.area, p.klasse, SUM({measured}) AS m2 FROM a JOIN p ON ST_Intersects(a.geometry, p.geometry) "  # noqa: S608 - fixed
        "GROUP BY a.area, p.klasse"
    )
    return lambda: connection.sql(query).to_pandas(), lambda m2: _widen(m2.set_index(["area", "klasse"])["m2"])


def sedona_shortcut(areas: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> tuple[Work, Any]:
    """Join and sum in SQL, and intersect only what is not covered."""
    cut = "ST_Area(ST_Intersection(a.geometry, p.geometry))"
    return sedona(
        areas, polygons, f"CASE WHEN ST_Covers(a.geometry, p.geometry) THEN ST_Area(p.geometry) ELSE {cut} END"
    )


def dask(areas: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> tuple[Work, Callable[[Any], pd.DataFrame]]:
    """Partition, join and map over the partitions, as the pages of dask-geopandas do, on threads."""
    import dask_geopandas  # noqa: PLC0415 - only when there

    frame = areas.rename_axis("area").reset_index()
    shapes = frame.geometry

    def measure(part: gpd.GeoDataFrame) -> pd.DataFrame:
        beside = shapely.intersection(part.geometry.to_numpy(), shapes.to_numpy()[part["index_right"].to_numpy()])
        return pd.DataFrame({"area": part["area"], "klasse": part["klasse"].astype("str"), "m2": shapely.area(beside)})

    def work() -> Any:
        parts = dask_geopandas.from_geopandas(polygons, npartitions=8).spatial_shuffle()
        pairs = parts.sjoin(dask_geopandas.from_geopandas(frame, npartitions=1), predicate="intersects")
        meta = pd.DataFrame(
            {"area": pd.Series(dtype="str"), "klasse": pd.Series(dtype="str"), "m2": pd.Series(dtype=float)}
        )
        return pairs.map_partitions(measure, meta=meta).groupby(["area", "klasse"])["m2"].sum().compute()

    return work, _widen


PEERS = {
    "gezond_geo": (gezond_geo, "geopandas"),
    "floor: read WKB": (floor, "shapely"),
    "geopandas.overlay": (overlay, "geopandas"),
    "tobler area tables": (tobler, "tobler"),
    "SedonaDB": (sedona, "sedonadb"),
    "SedonaDB, shortcut": (sedona_shortcut, "sedonadb"),
    "dask-geopandas": (dask, "dask-geopandas"),
}


def _sum(pairs: pd.DataFrame, m2: Any) -> Any:
    return pairs.assign(m2=np.asarray(m2)).groupby(["area", "klasse"], observed=True)["m2"].sum()


def _widen(m2: Any) -> pd.DataFrame:
    return m2.reset_index(name="m2").pivot_table("m2", "area", "klasse", observed=True)


def main() -> None:
    """Run the benchmark and print seconds, memory, ratios and the machine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--large", action="store_true", help="also 2 000 000 polygons")
    parser.add_argument("--many-areas", action="store_true", help="also 14 500 areas")
    parser.add_argument("--disk", action="store_true", help="also 2 to 10 million polygons from disk")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        task = json.loads(args.one)
        run = {"make": run_make, "peer": run_peer, "write": run_write, "disk": run_disk}[task.pop("what")]
        print(json.dumps(run(**task)))
        return
    versions = f"geopandas {gpd.__version__}, shapely {shapely.__version__}, GEOS {shapely.geos_version_string}"
    print(f"{name_machine()}, {versions}")
    is_met = compare(200_000, (10, 7), args.runs, BOUNDS)
    if args.many_areas:
        is_met &= compare(200_000, (145, 100), args.runs, MANY_AREAS)
    if args.large:
        is_met &= compare(2_000_000, (10, 7), args.runs, {})
    if args.disk:
        is_met &= read_from_disk()
    sys.exit(0 if is_met else 1)


def compare(count: int, shape: tuple[int, int], runs: int, bounds: Bounds) -> bool:
    """Time all on the same input; returns whether they agree and the bounds are met."""
    print(f"\n{count} polygons x {shape[0] * shape[1]} areas", flush=True)
    durations: dict[str, Duration] = {}
    agree = True
    with tempfile.TemporaryDirectory() as folder:
        call(what="make", count=count, shape=shape, folder=folder)
        for name, (_, needs) in PEERS.items():
            try:
                version = importlib.metadata.version(needs)
            except importlib.metadata.PackageNotFoundError:
                print(f"{name:20} skipped: {needs} is not installed")
                continue
            one = call(what="peer", name=name, folder=folder, runs=runs)
            durations[name] = np.array([one["seconds"], one["processor"]])
            ratio, of_processor = durations[name] / durations["gezond_geo"]
            agree &= one["agrees"]
            verdict = "" if one["agrees"] else ", DIFFERS"
            print(
                f"{name:20} {one['seconds']:8.2f} s {one['megabytes']:6.0f} MB {ratio:7.1f} x, processor "
                f"{one['processor']:7.2f} s {of_processor:7.1f} x ({version}){verdict}",
                flush=True,
            )
    print(f"    against the floor: {durations['gezond_geo'][0] / durations['floor: read WKB'][0]:.1f} x")
    for peer, (bound, aim) in bounds.items():
        times = [duration for name, duration in durations.items() if name.startswith(peer)]
        if times:
            ratio, of_processor = np.min(times, axis=0) / durations["gezond_geo"]
            verdict = f"bound {bound} {'met' if ratio >= bound else 'NOT met'}, aim {aim}"
            print(f"    {peer}: {ratio:.1f} x, {verdict}; {of_processor:.1f} x of the processor")
            agree &= ratio >= bound
    return agree


def call(**task: Any) -> Any:
    """Run one task in a subprocess."""
    result = subprocess.run(
        [sys.executable, __file__, "--one", json.dumps(task)], capture_output=True, text=True, check=False
    )
    if result.returncode:
        sys.exit(f"{task}: {result.stderr[-2000:]}")
    return json.loads(result.stdout.splitlines()[-1])


def run_make(count: int, shape: list[int], folder: str) -> None:
    """Write the input, so that all tools have geometries in memory as read from a file."""
    polygons = gpd.GeoDataFrame(pd.concat(made_up_bgt.polygons(count), ignore_index=True), crs=made_up_bgt.CRS)
    polygons.to_parquet(Path(folder, "polygons.parquet"))
    made_up_bgt.areas(count, *shape).to_parquet(Path(folder, "areas.parquet"))


def run_peer(name: str, folder: str, runs: int) -> dict[str, Any]:
    """Time one tool, and compare its result with that of the package."""
    warnings.simplefilter("ignore")
    areas, polygons = (gpd.read_parquet(Path(folder, f"{part}.parquet")) for part in ("areas", "polygons"))
    ours = Path(folder, "ours.parquet")
    work, widen = PEERS[name][0](areas, polygons)
    before, times = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, []
    while not times or (len(times) < runs and times[0][0] < LONG):
        start = time.perf_counter(), time.process_time()
        result = work()
        times.append((time.perf_counter() - start[0], time.process_time() - start[1]))
    seconds, processor = (min(column) for column in zip(*times, strict=True))
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    agrees = True
    if widen is not None:
        m2 = widen(result).rename(columns=str).reindex(index=areas.index).fillna(0.0)
        if name == "gezond_geo":
            m2.to_parquet(ours)
        expected = pd.read_parquet(ours)
        near = (m2[expected.columns] - expected).abs() <= np.maximum(ROUNDED.get(name, 1e-9) * expected, 1e-6)
        agrees = bool(near.all(axis=None)) and set(m2) == set(expected)
    return {"seconds": seconds, "processor": processor, "megabytes": megabytes, "agrees": agrees}


def read_from_disk() -> bool:
    """Measure increasing numbers of polygons from disk; returns whether memory stays flat."""
    print("\nfrom disk, 400 areas, one process")
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for count in DISK:
            path = Path(folder, f"{count}.parquet")
            result = call(what="write", count=count, path=str(path))
            one = call(what="disk", path=str(path))
            peaks.append(one["megabytes"])
            print(f"{result['polygons']:9} polygons in {path.stat().st_size / 1e6:.0f} MB: ", end="")
            print(f"{one['seconds']:.1f} s, {one['seconds'] / count * 1e6:.2f} s per million, ", end="")
            print(f"{one['megabytes']:.0f} MB at most; ", end="")
            print(f"written in {result['seconds']:.0f} s with {result['megabytes']:.0f} MB", flush=True)
            path.unlink()
    spread = max(peaks) / min(peaks) - 1
    print(
        f"    memory differs by {100 * spread:.0f} %, bound {100 * FLAT:.0f} % {'met' if spread <= FLAT else 'NOT met'}"
    )
    return spread <= FLAT


def run_write(count: int, path: str) -> dict[str, float]:
    """Write polygons to disk."""
    polygons = 0

    def frames() -> Any:
        nonlocal polygons
        for frame in made_up_bgt.polygons(count):
            polygons += len(frame)
            yield frame

    start = time.perf_counter()
    write_partitions(frames(), path)
    # The same number of vertices whatever the size, so that only the memory for polygons differs.
    made_up_bgt.areas(count, 20, 20).simplify_coverage(10.0).to_frame("geometry").to_parquet(f"{path}.areas")
    return {"seconds": time.perf_counter() - start, "megabytes": peak(), "polygons": polygons}


def run_disk(path: str) -> dict[str, float]:
    """Measure the written polygons."""
    areas = gpd.read_parquet(f"{path}.areas")
    start = time.perf_counter()
    measure_file(areas, path, "klasse")
    return {"seconds": time.perf_counter() - start, "megabytes": peak()}


def peak() -> float:
    """Peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
