"""Processes that share a cache, are killed while they write it, or find the disk full.

    python tests/sources/processes.py FOLDER

writes in a folder that has no room for what it writes, and prints as JSON what came of it.
"""

import itertools
import logging
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from places import ROOT

from gezond_geo import settings
from gezond_geo.io import cache

ROUNDS = 16
STEPS, MOMENTS = 10, 4
"""Steps on disk of a write and the first of the next, and moments within it, at which a process is killed."""
ROOM = 262_144
PROVENANCE = cache.Provenance(url="http://h/t", table="84799NED")
# Forked from a process that has imported the cache and started nothing: quick, and safe beside the threads of a test.
_context = multiprocessing.get_context("forkserver")
PRELOAD = (cache.__name__, "pyarrow.parquet", "filelock")
_context.set_forkserver_preload([*PRELOAD])


def frame_of(value: float, rows: int = 2_000) -> pd.DataFrame:
    """Give `value` in every row, and noise that does not compress."""
    return pd.DataFrame({"value": value, "noise": np.random.default_rng(0).random(rows)})


def write(value: float, rows: int = 2_000) -> None:
    """Write the entry ``a``."""
    cache.write("a", frame_of(value, rows), PROVENANCE)


def read() -> float:
    """Value of the entry ``a``; fails when that is not whole, or something broken lies beside it."""
    entry = cache.read("a")
    assert entry is not None, "no file is left"
    (value,) = entry[0]["value"].unique()
    folder = Path(os.environ["GEZOND_GEO_CACHE"])
    assert not list(folder.glob("*.stuk")), "a file was damaged"
    return float(value)


def _write_together(folder: str, value: float, barrier: Barrier) -> None:
    os.environ["GEZOND_GEO_CACHE"] = folder
    for _ in range(ROUNDS):
        barrier.wait(120)
        write(value)
        barrier.wait(120)


def write_together(folder: Path) -> str:
    """Let two processes write the same entry at once; the cache of this process must be `folder`."""
    barrier = _context.Barrier(3)
    writers = [_context.Process(target=_write_together, args=(str(folder), value, barrier)) for value in (1, 2)]
    for writer in writers:
        writer.start()
    last = []
    for _ in range(ROUNDS):
        barrier.wait(120)
        barrier.wait(120)
        last.append(read())
        assert set(last) <= {1, 2}
        assert len(list(folder.glob("*.parquet"))) == 1
        assert not (folder / ".deel").exists()
    for writer in writers:
        writer.join(120)
        assert writer.exitcode == 0
    return f"{ROUNDS} rounds: one whole file each time, {last.count(1)} of the one and {last.count(2)} of the other"


def _write_until_killed(folder: str, step: int, started: Event) -> None:
    rows = 2_000 if step else 200_000
    os.environ["GEZOND_GEO_CACHE"] = folder
    steps = itertools.count(1)

    def kill_at_step(event: str, args: tuple[Any, ...]) -> None:
        if event in {"open", "os.rename", "os.remove"} and str(args[0]).startswith(folder) and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(kill_at_step)
    started.set()
    for value in itertools.count(1):
        write(value, rows)


def write_and_be_killed(folder: Path) -> str:
    """Kill -9 a process that writes: before each of its first steps on disk, then after so many milliseconds."""
    write(0)
    halfway = 0
    for n in range(STEPS + MOMENTS):
        step = n + 1 if n < STEPS else 0
        started = _context.Event()
        writer = _context.Process(target=_write_until_killed, args=(str(folder), step, started))
        writer.start()
        if not step:
            assert started.wait(120)
            time.sleep((n - STEPS) * 0.02)
            writer.kill()
        writer.join(120)
        assert writer.exitcode == -signal.SIGKILL
        halfway += (folder / ".deel").exists() or len(list(folder.glob("*.parquet"))) > 1
        assert read() >= 0
        write(0)
        assert read() == 0
        assert len(list(folder.glob("*.parquet"))) == 1
    return f"{STEPS + MOMENTS} times the old or the new file, {halfway} times with a part that the next write cleared"


def fill_disk(folder: Path) -> str:
    """Fetch where there is no room: on a small tmpfs if one may be mounted, else with a limit on the size of a file."""
    folder.mkdir(parents=True)
    mount = f"mount -t tmpfs -o size={ROOM} tmpfs"
    # In a namespace of its own: the mount goes when the process does.
    apart = ["unshare", "--mount", "sh", "-c"]
    may_mount = shutil.which("unshare") and _run([*apart, f'{mount} "$0"', str(folder)]).returncode == 0
    program = [sys.executable, __file__, str(folder)]
    if may_mount:
        process = _run([*apart, f'{mount} "$2" && exec "$0" "$1" "$2"', *program])
    else:
        process = _run([*program, "limited"])
    assert process.returncode == 0, process.stderr
    return f"{'tmpfs' if may_mount else 'limit on files'} of {ROOM} bytes: right result, and {process.stdout.strip()}"


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)


def _fetch_without_room(folder: str, *, limited: bool) -> None:
    os.environ["GEZOND_GEO_CACHE"] = folder
    logging.basicConfig(format="%(message)s", stream=sys.stdout)
    write(1)
    if limited:
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))
    large = frame_of(2, rows=200_000)
    with settings.refreshing():
        frame, _, stale = cache.fetch("a", lambda: (large, PROVENANCE))
    assert frame is large
    assert not stale
    assert read() == 1
    assert len(list(Path(folder).glob("*.parquet"))) == 1
    assert not (Path(folder) / ".deel").exists()


if __name__ == "__main__":
    _fetch_without_room(sys.argv[1], limited=sys.argv[2:] == ["limited"])
