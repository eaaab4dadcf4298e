"""Parallel reading of the GML files of a large BGT into parts on disk, so that an interrupted run can resume."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from gezond_geo import settings
from gezond_geo.io import cache
from gezond_geo.io.whole import is_file, whole_file
from gezond_geo.landcover.bgt_classes import Counts, digest_of_table, make_ready
from gezond_geo.landcover.bgt_files import fingerprint, list_gml, read_objects
from gezond_geo.landcover.bgt_stretch import Stretch
from gezond_geo.landcover.runs import write_runs
from gezond_geo.landcover.workers import distribute
from gezond_geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from distributed import Client

    from gezond_geo.io.http import Progress

LARGE_BYTES = 100_000_000
"""Size of a GML in bytes from which a subprocess reads it: in the second that it takes to start, 60 MB are read."""
STRETCH_BYTES = 20_000_000_000
"""Size of a part of a GML in bytes; to reach it, everything before it in a zip must be unpacked."""

_CHILD = "import json, sys; from gezond_geo.landcover.bgt_parts import write_part; write_part(*json.loads(sys.argv[1]))"
_Task = tuple[str, str, str, Stretch]
"""Arguments of `write_part`."""


def goes_by_part(source: Path, client: Client | None) -> bool:
    """Whether a source has GML files to read in parts: on Dask, or large enough for separate processes.

    Raises
    ------
    InputError
        As `gezond_geo.landcover.bgt_files.list_gml`.
    """
    sizes = list_gml(source).values()
    return bool(sizes) and (client is not None or max(sizes) >= LARGE_BYTES)


def read_parts(
    source: Path, counts: Counts, url: str, progress: Progress | None, client: Client | None = None
) -> Iterator[Path]:
    """Read the GML of a source in stretches, and prepare its objects.

    Every stretch is kept as a part after reading until `forget_parts`, and is not read again.

    Parameters
    ----------
    source, progress
        As in `gezond_geo.landcover.bgt_files.read_objects`.
    counts, url
        As in `gezond_geo.landcover.bgt_classes.make_ready`.
    client
        Dask client whose workers read; without it a process per core.

    Yields
    ------
    Path
        Files of `gezond_geo.landcover.runs.write_runs`, in the order of the source.

    Raises
    ------
    InputError
        As `gezond_geo.landcover.bgt_files.read_objects` and `gezond_geo.landcover.bgt_classes.make_ready`: for the
        first part that cannot be read.
    OSError
        When a part cannot be written.
    """
    folder = _folder_of(source)
    _remove_others(folder)
    folder.mkdir(parents=True, exist_ok=True)
    stretches = [
        Stretch(name, start, min(start + STRETCH_BYTES, size))
        for name, size in list_gml(source).items()
        for start in range(0, max(size, 1), STRETCH_BYTES)
    ]
    tasks = [(str(source), url, str(folder / str(n)), stretch) for n, stretch in enumerate(stretches)]
    records = _read_here(tasks) if client is None else distribute(client, write_part, tasks)
    for (*_, target, _), record in zip(tasks, records, strict=True):
        counts.add(record)
        if progress is not None:
            progress("BGT lezen", counts.rows)
        if record.rows:
            yield _runs_of(target)


def forget_parts(source: Path) -> None:
    """Remove the parts of a finished source."""
    shutil.rmtree(_folder_of(source), ignore_errors=True)


def write_part(source: str, url: str, target: str, stretch: Stretch) -> Counts:
    """Read a stretch of a source and write its objects as runs, unless that exists; returns its counts."""
    record = _record_of(target)
    if not is_file(record):
        counts = Counts()
        pieces = read_objects(Path(source), counts.tally, None, only=Stretch(*stretch))
        with whole_file(_runs_of(target)) as whole:
            write_runs(make_ready(pieces, counts, url), whole)
        tally = [[*key, number] for key, number in counts.tally.items()]
        with whole_file(record) as whole:
            whole.write_text(json.dumps([tally, counts.unknown, counts.latest, counts.rows]), "utf-8")
    tally, unknown, latest, rows = json.loads(record.read_text("utf-8"))
    numbers = {(objecttype, what): number for objecttype, what, number in tally}
    return Counts(tally=Counter(numbers), unknown=Counter(unknown), latest=latest, rows=rows)


def _runs_of(target: str) -> Path:
    return Path(f"{target}.arrow")


def _record_of(target: str) -> Path:
    """File that marks a complete part."""
    return Path(f"{target}.json")


def _read_here(tasks: list[_Task]) -> Iterator[Counts]:
    """Counts of the parts, the large ones read by a process per core, largest first."""
    large = sorted((task for task in tasks if _bytes_of(task) >= LARGE_BYTES), key=_bytes_of, reverse=True)
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        beside = {task: pool.submit(_write_beside, task) for task in large}
        for task in tasks:
            if task in beside:
                beside[task].result()
            # For a large one that its process failed to read: raise the reason, or read it if the process was killed.
            yield write_part(*task)
    finally:
        pool.shutdown(cancel_futures=True)


def _bytes_of(task: _Task) -> int:
    stretch = task[-1]
    return stretch.stop - stretch.start


def _write_beside(task: _Task) -> None:
    """Write a part in a subprocess, which unlike a `multiprocessing` pool does not import the caller's script."""
    if not is_file(_record_of(task[2])):
        subprocess.run([sys.executable, "-c", _CHILD, json.dumps(task)], capture_output=True, check=False)  # noqa: S603 - ourselves


def _folder_of(source: Path) -> Path:
    """Folder for the parts of a source in its current state, as read by this version."""
    place = cache.make_key("bgt-delen", path=os.path.realpath(source))
    content = cache.make_key("", files=fingerprint(source), table=digest_of_table(), version=__version__)
    return settings.cache_dir() / f"{place}.{content}"


def _remove_others(folder: Path) -> None:
    """Remove parts of earlier states of the same source."""
    for other in folder.parent.glob(f"{folder.name.partition('.')[0]}.*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
