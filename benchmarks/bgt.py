"""Time reading the BGT as delivered by PDOK, compared with a bare pass of two XML parsers over the same bytes.

    python benchmarks/bgt.py PATH       # a zip with bgt_<objecttype>.gml

Processor seconds, the best of `--runs` interleaved runs. Exits with 1 when the bound is missed.
"""

import argparse
import platform
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

from lxml import etree

from gezond_geo.landcover.bgt_files import read_objects

if TYPE_CHECKING:
    from collections.abc import Callable

BOUND = 60
"""Megabytes a second on one core, unpacked."""


def gezond_geo(path: Path) -> int:
    """Read all current objects, with their geometries."""
    return sum(len(piece) for piece in read_objects(path, Counter(), None))


def bare_expat(path: Path) -> None:
    """Parse the bytes with expat, without handlers."""
    with zipfile.ZipFile(path) as archive:
        for name in _names(archive):
            expat.ParserCreate().Parse(archive.read(name), True)  # noqa: FBT003 - it takes no keyword


def bare_lxml(path: Path) -> None:
    """Iterate over every member with lxml, and free it."""
    with zipfile.ZipFile(path) as archive:
        for name in _names(archive):
            with archive.open(name) as stream:
                for _, member in etree.iterparse(stream, tag="{*}cityObjectMember", huge_tree=True):
                    member.clear()


def _names(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if name.lower().endswith(".gml")]


def main() -> int:
    """Time all three and print the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    with zipfile.ZipFile(args.path) as archive:
        megabytes = sum(archive.getinfo(name).file_size for name in _names(archive)) / 1e6
    ways: dict[str, Callable[[Path], object]] = {
        "gezond_geo": gezond_geo,
        "expat, no handler": bare_expat,
        "lxml, members only": bare_lxml,
    }
    seconds = {name: float("inf") for name in ways}
    for _ in range(args.runs):
        for name, way in ways.items():
            start = time.process_time()
            way(args.path)
            seconds[name] = min(seconds[name], time.process_time() - start)
    print(f"{platform.platform()}, {platform.processor() or platform.machine()}, {megabytes:.1f} MB of GML")
    for name, duration in seconds.items():
        print(f"{name:20} {duration:6.2f} s  {megabytes / duration:5.0f} MB/s  {duration / seconds['gezond_geo']:5.2f}")
    return int(megabytes / seconds["gezond_geo"] < BOUND)


if __name__ == "__main__":
    sys.exit(main())
