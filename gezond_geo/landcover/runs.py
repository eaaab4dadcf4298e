"""Polygons on disk in runs, each sorted along a Hilbert curve, and read in stretches of that curve.

A file of runs is an Arrow file with a batch per run, uncompressed and memory-mapped, so that only what is read is
loaded.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from gezond_geo.areas.rd import RD
from gezond_geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from gezond_geo.areas.edges import Floats

ROWS = 50_000
"""Polygons per stretch, which are in memory together."""
EDGES = ("xmin", "ymin", "xmax", "ymax")
"""Bounds of a geometry, with the names of GeoParquet."""

HILBERT_FRAME = (0.0, 300_000.0, 300_000.0, 630_000.0)
"""Bounds of the Hilbert curve, the same for all frames, so that each can be sorted by itself."""
_JUMP = 4**10
"""Jump along the curve at which a stretch ends: 24 km² of empty ground."""
_PLACE = "place"

Stretch = tuple[int, int]
"""First and last place on the curve."""


def write_runs(frames: Iterable[gpd.GeoDataFrame], path: Path) -> int:
    """Write each frame as a run; returns their number; without any, no file is written.

    Raises
    ------
    InputError
        When a frame is not in EPSG:28992 or has a row without a shape.
    """
    batches = map(_sort, frames)
    first = next(batches, None)
    if first is None:
        return 0
    count = 1
    with pa.ipc.new_file(path, first.schema) as file:
        file.write_batch(first)
        for count, batch in enumerate(batches, 2):  # noqa: B007 - counted
            file.write_batch(batch.cast(first.schema))
    return count


def _sort(frame: gpd.GeoDataFrame) -> pa.RecordBatch:
    """Rows sorted along the curve, with the bounds of each geometry and its position on the curve."""
    if frame.crs != RD:
        raise InputError(f"De vlakken staan niet in RD; zet ze om met to_crs({RD!r}).")
    if empty := int((frame.geometry.is_empty | frame.geometry.isna()).sum()):
        raise InputError(f"{empty} vlakken hebben geen vorm; laat die weg.")
    places = frame.geometry.hilbert_distance(total_bounds=HILBERT_FRAME, level=16).to_numpy()
    order = np.argsort(places, kind="stable")
    ordered = frame.iloc[order]
    columns = {
        str(name): pa.array(column.astype("object") if isinstance(column.dtype, pd.CategoricalDtype) else column)
        for name, column in pd.DataFrame(ordered.drop(columns=ordered.geometry.name)).items()
    }
    columns["geometry"] = pa.array(ordered.geometry.to_wkb(), type=pa.binary())
    edges = [pa.array(edge) for edge in ordered.bounds.to_numpy().T]
    columns["bbox"] = pa.StructArray.from_arrays(edges, names=list(EDGES))
    columns[_PLACE] = pa.array(places[order], type=pa.uint32())
    table = pa.table(columns)
    # Pandas may store text columns in chunks.
    return pa.RecordBatch.from_arrays([column.combine_chunks() for column in table.columns], schema=table.schema)


class Runs:
    """Runs of several files merged along the curve; ties are in the order of the runs.

    Attributes
    ----------
    rows : Number of polygons.
    schema : Columns that `read` returns.
    """

    def __init__(self, paths: Iterable[Path | str]) -> None:
        self._batches: list[pa.RecordBatch] = []
        for path in paths:
            with pa.memory_map(str(path)) as file:
                reader = pa.ipc.open_file(file)
                self._batches += [reader.get_batch(number) for number in range(reader.num_record_batches)]
        self._places: list[NDArray[np.uint32]] = [batch.column(_PLACE).to_numpy() for batch in self._batches]
        self.rows = sum(map(len, self._places))
        schema = self._batches[0].schema
        self.schema = schema.remove(schema.get_field_index(_PLACE))

    def stretches(self) -> list[Stretch]:
        """Divide the curve into stretches of at most about `ROWS`, which end where the curve jumps."""
        places = np.sort(np.concatenate(self._places))
        breaks = [0, *(np.flatnonzero(np.diff(places) > _JUMP) + 1), len(places)]
        starts = [start for low, high in pairwise(breaks) for start in range(low, high, ROWS)]
        firsts = np.unique(places[starts]).tolist()
        return [(first, after - 1) for first, after in pairwise([*firsts, 2**32])]

    def bounds(self, stretch: Stretch) -> Floats:
        """West, south, east and north end of a stretch."""
        ends = [_bounds_of(batch) for batch in self._slices(stretch)]
        west, south, east, north = (np.concatenate(edge) for edge in zip(*ends, strict=True))
        return np.array([west.min(), south.min(), east.max(), north.max()])

    def read(self, stretch: Stretch, columns: Sequence[str] | None = None, *, window: Floats | None = None) -> pa.Table:
        """Read a stretch in order: all columns of the frames, ``geometry`` as WKB and ``bbox``, or some of these.

        Parameters
        ----------
        stretch
            One of `stretches`.
        columns
            Names of columns; all without it.
        window
            West, south, east and north end of the window that bounds must intersect; without it all.
        """
        slices = list(self._slices(stretch))
        if window is not None:
            slices = [batch.filter(pa.array(_reaches(batch, window))) for batch in slices]
        table = pa.Table.from_batches(slices, self._batches[0].schema)
        order = np.argsort(table[_PLACE].to_numpy(), kind="stable")
        return table.select(columns or self.schema.names).take(pa.array(order))

    def _slices(self, stretch: Stretch) -> Iterator[pa.RecordBatch]:
        """Rows of each run with any in a stretch."""
        first, last = map(np.uint32, stretch)
        for batch, places in zip(self._batches, self._places, strict=True):
            start, stop = places.searchsorted(first, "left"), places.searchsorted(last, "right")
            if stop > start:
                yield batch.slice(start, stop - start)


def _bounds_of(batch: pa.RecordBatch) -> list[Floats]:
    # `flatten` respects the slice.
    return [edge.to_numpy() for edge in batch.column("bbox").flatten()]


def _reaches(batch: pa.RecordBatch, window: Floats) -> NDArray[np.bool_]:
    west, south, east, north = _bounds_of(batch)
    reaches: NDArray[np.bool_] = (east >= window[0]) & (north >= window[1]) & (west <= window[2]) & (south <= window[3])
    return reaches
