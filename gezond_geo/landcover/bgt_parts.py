"""The GML files of a large BGT read beside each other into parts on disk, so that a run broken off can go on."""

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

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import shapely
from pyarrow import parquet

from gezond_geo import settings
from gezond_geo.areas.rd import RD
from gezond_geo.io import cache
from gezond_geo.io.whole import is_file, whole_file
from gezond_geo.landcover.bgt_files import fingerprint, list_gml, read_objects
from gezond_geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from distributed import Client

    from gezond_geo.io.http import Progress

LARGE_BYTES = 100_000_000
"""Bytes of a GML from which a process of its own reads it: in the second that it takes to start, 60 MB are read."""
RETRIES = 3
"""How often Dask tries a file again of which the worker was lost."""

_CHILD = "import sys; from gezond_geo.landcover.bgt_parts import write_part; write_part(*sys.argv[1:])"
_TEXTS = ("objecttype", "voorkomen", "functie", "lokaal_id", "geregistreerd")
_SCHEMA = pa.schema([(name, pa.string()) for name in _TEXTS] + [("geometry", pa.binary())])
_TALLY = b"tally"


def read_parts(
    source: Path, tally: Counter[tuple[str, str]], progress: Progress | None, client: Client | None = None
) -> Iterator[gpd.GeoDataFrame]:
    """Read as `gezond_geo.landcover.bgt_files.read_objects` does, a source with large files or one for Dask by file.

    Every file that was read is kept as a part until `forget_parts`, and is not read again.

    Raises
    ------
    InputError
        As `gezond_geo.landcover.bgt_files.read_objects`: of the first file that cannot be read.
    OSError
        When a part cannot be written.
    """
    sizes = list_gml(source)
    if client is None and max(sizes.values(), default=0) < LARGE_BYTES:
        yield from read_objects(source, tally, progress)
        return
    folder = _folder_of(source)
    _remove_others(folder)
    folder.mkdir(parents=True, exist_ok=True)
    targets = {name: folder / f"{number}.parquet" for number, name in enumerate(sizes)}
    count = 0
    parts = _read_here(source, targets, sizes) if client is None else _distribute(source, targets, client)
    for part in parts:
        with parquet.ParquetFile(part) as file:
            for objecttype, what, number in json.loads(file.metadata.metadata[_TALLY]):
                tally[objecttype, what] += number
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                frame = table.drop_columns("geometry").to_pandas()
                count += len(frame)
                if progress is not None:
                    progress("BGT lezen", count)
                yield gpd.GeoDataFrame(frame, geometry=shapely.from_wkb(table["geometry"].to_numpy()), crs=RD)


def forget_parts(source: Path) -> None:
    """Remove the parts of a source that is done."""
    shutil.rmtree(_folder_of(source), ignore_errors=True)


def write_part(source: str, name: str, target: str) -> None:
    """Read one GML of a source and write its objects as a part, with what was counted; nothing when that is there."""
    if is_file(Path(target)):
        return
    tally: Counter[tuple[str, str]] = Counter()
    with whole_file(Path(target)) as whole, parquet.ParquetWriter(whole, _SCHEMA, compression="zstd") as writer:
        for piece in read_objects(Path(source), tally, None, only=name):
            table = pd.DataFrame(piece[list(_TEXTS)]).assign(geometry=piece.geometry.to_wkb())
            writer.write_table(pa.Table.from_pandas(table, _SCHEMA, preserve_index=False), row_group_size=len(table))
        writer.add_key_value_metadata({_TALLY: json.dumps([[*key, number] for key, number in tally.items()])})


def _distribute(source: Path, targets: dict[str, Path], client: Client) -> Iterator[Path]:
    """Give the parts in the order of the files, read by the workers of Dask."""
    futures = [
        client.submit(write_part, str(source), name, str(target), retries=RETRIES, pure=False)
        for name, target in targets.items()
    ]
    try:
        for future, target in zip(futures, targets.values(), strict=True):
            future.result()
            yield target
    finally:
        client.cancel(futures)  # type: ignore[no-untyped-call]


def _read_here(source: Path, targets: dict[str, Path], sizes: dict[str, int]) -> Iterator[Path]:
    """Give the parts in the order of the files, the large ones read by a process on each core, largest first."""
    large = sorted((name for name, size in sizes.items() if size >= LARGE_BYTES), key=sizes.__getitem__, reverse=True)
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        beside = {name: pool.submit(_write_beside, str(source), name, str(targets[name])) for name in large}
        for name, target in targets.items():
            if name in beside:
                beside[name].result()
            # Of a large one, what its process could not: this raises why, or reads it when the process was killed.
            write_part(str(source), name, str(target))
            yield target
    finally:
        pool.shutdown(cancel_futures=True)


def _write_beside(source: str, name: str, target: str) -> None:
    """Write a part in a process of its own: unlike a pool of `multiprocessing`, it does not run the caller's script."""
    if not is_file(Path(target)):
        subprocess.run([sys.executable, "-c", _CHILD, source, name, target], capture_output=True, check=False)  # noqa: S603 - ourselves


def _folder_of(source: Path) -> Path:
    """Folder of the parts of a source as it is now, read by this version."""
    place = cache.make_key("bgt-delen", path=os.path.realpath(source))
    return settings.cache_dir() / f"{place}.{cache.make_key('', files=fingerprint(source), version=__version__)}"


def _remove_others(folder: Path) -> None:
    """Remove what is left of the same source as it was before."""
    for other in folder.parent.glob(f"{folder.name.partition('.')[0]}.*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
