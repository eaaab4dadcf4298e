"""Time and download size with servers of the real tables: Enschede with a cold and warm cache, and the Netherlands.

    python benchmarks/sources.py --shared FOLDER [--runs 5]

FOLDER holds the servers and their data. Their boundaries have few vertices; those of the whole country are made up
here, one per code of the newest year and as detailed as real ones. Results with a cold and a warm cache are compared.
Exits with 1 when a bound is missed.
"""

import argparse
import contextlib
import functools
import hashlib
import importlib
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from bounds import Row, name_machine, print_table

COLD_SECONDS, COLD_MEGABYTES = 6, 5
WARM_SECONDS = 0.5
PEAK_MEGABYTES = 1500
CORNERS = 300
"""Of a made-up boundary; about what a real one has."""
PAGE = 1000
TABLES = ("GEZOND_GEO_STATLINE_URL", "GEZOND_GEO_RIVM_URL", "GEZOND_GEO_CBS_V4_URL")
BOUNDARIES = ("GEZOND_GEO_PDOK_URL", "GEZOND_GEO_PDOK_WFS_URL", "GEZOND_GEO_CARTOMAP_URL")
ABSENT = ("GEZOND_GEO_KLIMAATATLAS_URL", "GEZOND_GEO_KLIMAATATLAS_DATA_URL", "GEZOND_GEO_RIVM_GEO_URL")
NOBODY = "http://127.0.0.1:9"


def main() -> int:
    """Print the tables, or run one job in a subprocess; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=os.environ.get("GEZOND_GEO_SHARED"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--job", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        print(json.dumps(load(args.job)))
        return 0
    if args.shared is None:
        parser.error("say where the real tables are: --shared FOLDER")
    print(f"{name_machine()}\n")
    with (
        tempfile.TemporaryDirectory() as folder,
        shared_server(args.shared, "statline") as tables,
        counting(tables) as statline,
    ):
        os.environ |= dict.fromkeys(TABLES, statline) | dict.fromkeys(ABSENT, NOBODY) | {"GEZOND_GEO_OFFLINE": ""}
        with shared_server(args.shared, "gebieden", "--warm") as address:
            os.environ |= dict.fromkeys(BOUNDARIES, address)
            is_met = print_table(time_enschede(Path(folder), args.runs))
        with made_up_boundaries(read_codes(statline)) as address:
            os.environ |= dict.fromkeys(BOUNDARIES, address)
            is_met &= print_table(weigh_netherlands(Path(folder)))
    return 0 if is_met else 1


def time_enschede(folder: Path, runs: int) -> Iterator[Row]:
    """Load Enschede with an empty and a full cache, compared with the imports that the latter needs."""
    run("Enschede", folder / "first")
    cold = [run("Enschede", folder / f"cold {n}") for n in range(runs)]
    first, modules = cold[0][1], cold[0][1].pop("modules")
    pairs = []
    for _ in range(runs):
        seconds, warm = run("Enschede", folder / "cold 0")
        modules = warm["modules"]
        if warm["result"] != first["result"] or warm["requests"]:
            sys.exit("warm differs from cold")
        pairs.append((seconds, run(f"import {','.join(modules)}", folder / "cold 0")[0]))
    duration = statistics.median(seconds for seconds, _ in cold)
    megabytes = first["bytes"] / 1e6
    beyond = statistics.median(job - imports for job, imports in pairs)
    imports = statistics.median(imports for _, imports in pairs)
    runs_each = f"{runs} runs each, whole processes in processor seconds"
    print(f"Enschede, {runs_each}; {first['rows']} buurten, cold and warm the same")
    yield Row("cold", duration, "s", COLD_SECONDS)
    yield Row(f"cold, {first['requests']} requests", megabytes, "MB", COLD_MEGABYTES)
    yield Row("cold, of which for the reference", first["reference"] / 1e6, "MB")
    yield Row("imports", imports, "s")
    yield Row("warm, beyond the imports", beyond, "s", WARM_SECONDS)


def weigh_netherlands(folder: Path) -> Iterator[Row]:
    """Load the whole country with an empty and a full cache."""
    seconds, cold = run("Nederland", folder / "country")
    again, warm = run("Nederland", folder / "country")
    if warm["result"] != cold["result"] or warm["requests"]:
        sys.exit("warm differs from cold")
    print(f"the Netherlands, {cold['rows']} buurten, {cold['bounded']} with a made-up boundary, cold and warm the same")
    yield Row(f"cold, {cold['requests']} requests, {cold['told']} times told how far", seconds, "s")
    yield Row("cold, transferred", cold["bytes"] / 1e6, "MB")
    yield Row("cold, peak memory", cold["peak"], "MB", PEAK_MEGABYTES)
    yield Row("warm", again, "s")
    yield Row("warm, peak memory", warm["peak"], "MB", PEAK_MEGABYTES)


def run(job: str, cache: Path) -> tuple[float, dict[str, Any]]:
    """Seconds of the processor for a process with one job, and its output."""
    start = child_seconds()
    command = [sys.executable, __file__, "--job", job]
    result = subprocess.run(command, check=True, capture_output=True, env=os.environ | {"GEZOND_GEO_CACHE": str(cache)})
    return child_seconds() - start, json.loads(result.stdout)


def child_seconds() -> float:
    """Seconds of the processor of all processes that were started here and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def load(job: str) -> dict[str, Any]:
    """Load a gemeente and count the bytes transferred; or only import."""
    if job.startswith("import "):
        for name in job.removeprefix("import ").split(","):
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        return {}
    import gezond_geo as gg  # noqa: PLC0415 - only a job needs it
    from gezond_geo.io import exchange  # noqa: PLC0415

    sizes: list[tuple[str, int]] = []
    reader = exchange._read  # noqa: SLF001 - counted where it arrives

    def read_body(response: Any, *limits: Any) -> bytes:
        body = reader(response, *limits)
        sizes.append((response.url, len(body)))
        return body

    exchange._read = read_body  # noqa: SLF001
    lengths: list[int] = []
    data = gg.load(job, progress=lambda _title, rows: lengths.append(rows))
    frame = data.buurten
    whole = frame.drop(columns=["geometry", "punt"]).to_csv() + "".join(map(str, frame.to_wkb(hex=True)["geometry"]))
    return {
        "rows": len(frame),
        "bounded": int(frame.geometry.notna().sum()),
        "result": hashlib.sha256(whole.encode()).hexdigest(),
        "requests": len(sizes),
        "told": len(lengths),
        "bytes": sum(size for _, size in sizes),
        "reference": sum(size for url, size in sizes if "TypedDataSet" in url and data.gemeente.code[2:] not in url),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "modules": sorted(sys.modules.keys() - {"__main__"}),
    }


@contextlib.contextmanager
def shared_server(shared: Path, name: str, *options: str) -> Iterator[str]:
    """Run one of the servers in the folder of the real tables; returns its address."""
    command = [sys.executable, str(shared / "tools" / f"{name}_server.py"), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()


def read_codes(statline: str) -> list[str]:
    """Codes of all buurten of the newest division."""
    table = f"{statline}/ODataFeed/odata/85984NED/WijkenEnBuurten?$select=Key&$filter=startswith(Key,'BU')"
    codes: list[str] = []
    while table:
        with urlopen(table) as answer:  # noqa: S310 - an address of our own
            page = json.load(answer)
        codes += [record["Key"].strip() for record in page["value"]]
        table = page.get("odata.nextLink", "")
    return codes


@contextlib.contextmanager
def made_up_boundaries(codes: list[str]) -> Iterator[str]:
    """Serve a round buurt per code, spread over the country, like PDOK; returns the address."""
    pages = [render_page(codes, start) for start in range(0, len(codes), PAGE)]

    def answer(path: str) -> tuple[int, bytes]:
        return 200, pages[int(parse_qs(urlsplit(path).query).get("cursor", ["0"])[0])]

    with serve(answer) as address:
        yield address


@contextlib.contextmanager
def counting(statline: str) -> Iterator[str]:
    """Count the records of an answer on one page, as CBS and RIVM do and those tables not; returns the address."""

    def answer(path: str) -> tuple[int, bytes]:
        try:
            with urlopen(statline + path) as reply:  # noqa: S310 - an address of our own
                page = json.load(reply)
        except HTTPError as failure:
            return failure.code, failure.read()
        if "$inlinecount" in path and "$skip" not in path and "odata.nextLink" not in page:
            page["odata.count"] = str(len(page["value"]))
        return 200, json.dumps(page).encode()

    with serve(answer) as address:
        yield address


@contextlib.contextmanager
def serve(answer: Callable[[str], tuple[int, bytes]]) -> Iterator[str]:
    """Serve the status and the JSON that `answer` has for a path; returns the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def render_page(codes: list[str], start: int) -> bytes:
    """One page of the made-up collection."""
    features = []
    for n, code in enumerate(codes[start : start + PAGE], start):
        x, y = 15_000 + 2_200 * (n % 122), 310_000 + 2_200 * (n // 122)
        ring = [[round(x + dx, 3), round(y + dy, 3)] for dx, dy in circle()]
        names = {"buurtcode": code, "buurtnaam": code, "wijkcode": f"WK{code[2:8]}", "gemeentecode": f"GM{code[2:6]}"}
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": names | {"water": "NEE"}, "geometry": geometry})
    more = start + PAGE < len(codes)
    links = [{"rel": "next", "href": f"?cursor={start // PAGE + 1}"}] if more else []
    return json.dumps({"features": features, "numberReturned": len(features), "links": links}).encode()


@functools.cache
def circle() -> list[tuple[float, float]]:
    """Vertices of a ring around the origin, in metres."""
    angles = [2 * math.pi * corner / CORNERS for corner in [*range(CORNERS), 0]]
    return [(1000 * math.cos(angle), 1000 * math.sin(angle)) for angle in angles]


if __name__ == "__main__":
    sys.exit(main())
