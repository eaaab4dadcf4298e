"""Overlaps in the BGT, as rows of a separate class."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gezond_geo.areas.rd import RD
from gezond_geo.landcover.bgt_classes import COLUMNS, OVERLAP, UNKNOWN
from gezond_geo.landcover.overlaps import find_overlaps
from gezond_geo.landcover.runs import Runs
from gezond_geo.landcover.workers import distribute

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa
    from distributed import Client

    from gezond_geo.areas.edges import Shapes
    from gezond_geo.landcover.runs import Stretch


def overlaps_of(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Pieces of polygons with a ``klasse`` that overlap earlier ones, as rows of class `OVERLAP`."""
    return _as_rows(find_overlaps(frame.geometry.to_numpy()[_covers(frame["klasse"])]))


def overlaps_in(paths: Sequence[Path], client: Client | None = None) -> gpd.GeoDataFrame:
    """Overlaps in files of runs, in order, a stretch per thread or Dask worker at a time; see `overlaps_of`."""
    names = [str(path) for path in paths]
    runs = Runs(names)
    stretches = runs.stretches()
    boxes = shapely.box(*np.array([runs.bounds(stretch) for stretch in stretches]).T)
    here, other = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    around: list[list[Stretch]] = [[] for _ in stretches]
    for number, earlier in sorted(zip(here[other < here].tolist(), other[other < here].tolist(), strict=True)):
        around[number].append(stretches[earlier])
    tasks = [(names, *task) for task in zip(stretches, around, strict=True)]
    if client is not None:
        return _as_rows(np.concatenate(list(distribute(client, _find_in_stretch, tasks))))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return _as_rows(np.concatenate(list(pool.map(_find_in_stretch, *zip(*tasks, strict=True)))))


def _find_in_stretch(paths: list[str], stretch: Stretch, around: list[Stretch]) -> Shapes:
    """Pieces in a stretch that overlap earlier polygons in it or in surrounding stretches."""
    runs = Runs(paths)
    window, columns = runs.bounds(stretch), ("klasse", "geometry")
    before = [_shapes_of(runs.read(other, columns, window=window)) for other in around]
    shapes = np.concatenate([*before, _shapes_of(runs.read(stretch, columns))])
    return find_overlaps(shapes, sum(map(len, before)))


def _shapes_of(table: pa.Table) -> Shapes:
    shapes: Shapes = shapely.from_wkb(table["geometry"].to_numpy()[_covers(table["klasse"].to_pandas())])
    return shapes


def _covers(classes: pd.Series[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return ~classes.isin([UNKNOWN, OVERLAP]).to_numpy()


def _as_rows(pieces: Shapes) -> gpd.GeoDataFrame:
    blank = dict.fromkeys(("objecttype", "voorkomen", "functie", "lokaal_id"), "")
    rows = pd.DataFrame(blank | {"klasse": OVERLAP}, index=range(len(pieces)), columns=COLUMNS[:-1], dtype="str")
    return gpd.GeoDataFrame(rows, geometry=pieces, crs=RD)
