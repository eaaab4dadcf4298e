"""Polygons on disk in spatially compact partitions, to measure more than fits in memory.

A file is GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0/) sorted along a Hilbert curve, so that each of its row
groups, a partition, covers little ground. The bounds of the row groups are in the footer of the file.
"""

from __future__ import annotations

import json
from functools import partial
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyproj
import shapely
from pyarrow import parquet

from gezond_geo.areas.rd import RD
from gezond_geo.errors import InputError, OutputError
from gezond_geo.io.whole import fresh_file, whole_file
from gezond_geo.landcover.overlay import ClassAreas, Columns, Part, measure_part
from gezond_geo.landcover.runs import EDGES, Runs, write_runs
from gezond_geo.landcover.workers import distribute

if TYPE_CHECKING:
    from collections.abc import Iterable

    from distributed import Client

    from gezond_geo.areas.edges import Floats, Numbers, Shapes


def measure_file(
    areas: gpd.GeoDataFrame, path: Path | str, classes: str, *, client: Client | None = None
) -> ClassAreas:
    """Measure the polygons of a file as `gezond_geo.landcover.overlay.measure` does, a partition at a time.

    Parameters
    ----------
    areas
        Polygons or multipolygons in EPSG:28992, any index.
    path
        GeoParquet in EPSG:28992, such as `write_partitions` writes; partitions outside the areas are not read, unless
        the file lacks the bounds of its geometries.
    classes
        Column with the class of each polygon.
    client
        Dask client, whose workers must be able to read `path` and each measure a partition. Partitions of a lost worker
        are measured again by another; each counts once, and the sums are bit-for-bit the same as without a client.

    Returns
    -------
    ClassAreas
        The numbers of repaired polygons and those without an area cover the partitions that were read.

    Raises
    ------
    InputError
        When the file cannot be read as GeoParquet, and as `gezond_geo.landcover.overlay.area_by`.
    """
    columns = Columns(areas)
    source = Path(path).resolve()
    plan = _plan(source, columns.shapes)
    tasks = [(str(source), group, classes, columns.shapes[rows]) for group, rows in plan]
    alone = partial(_measure_group, threads=1)
    parts = starmap(_measure_group, tasks) if client is None else distribute(client, alone, tasks)
    for (_, rows), part in zip(plan, parts, strict=True):
        columns.add(rows, part)
    return columns.result()


def write_partitions(frames: Iterable[gpd.GeoDataFrame], path: Path | str) -> Path:
    """Write polygons sorted in space, even if they do not fit in memory.

    Each frame is sorted into a temporary file; then these are merged, a partition at a time.

    Parameters
    ----------
    frames
        Frames in EPSG:28992, with the same columns and a geometry in each row; a few 100 000 rows each is best.
    path
        File to write; an earlier one stays until the new one is complete.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        When there are no frames, or one is not in EPSG:28992 or has a row without a geometry.
    OutputError
        When the file cannot be written.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(target) as whole, fresh_file(target.parent) as runs:
            if not write_runs(frames, runs):
                raise InputError("Er zijn geen vlakken om te bewaren; geef er ten minste één.")
            merge_runs(Runs([runs]), whole)
    except OSError as bad:
        raise OutputError(f"{target} kan niet worden geschreven ({bad.strerror}); kies een andere plek.") from bad
    return target


def merge_runs(runs: Runs, target: Path) -> None:
    """Write runs as a GeoParquet file, each stretch as a partition."""
    schema = runs.schema.with_metadata({b"geo": json.dumps(_about()).encode()})
    with parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        for stretch in runs.stretches():
            table = runs.read(stretch).replace_schema_metadata(schema.metadata)
            writer.write_table(table, row_group_size=len(table))


def _plan(path: Path, areas: Shapes) -> list[tuple[int, Numbers]]:
    """Row groups of a file that may meet an area, with those areas."""
    with _open(path) as file:
        limits = _limits(file)
    group, area = shapely.STRtree(areas).query(shapely.box(*limits.T))
    order = np.lexsort((area, group))
    groups, starts = np.unique(group[order], return_index=True)
    return list(zip(groups.tolist(), np.split(area[order], starts[1:]), strict=False))


def _limits(file: parquet.ParquetFile) -> Floats:
    """West, south, east and north end of each row group; the whole plane when the file lacks them."""
    described, footer = _describe(file), file.metadata
    covering = described.get("covering", {}).get("bbox", {})
    places = {footer.schema.column(n).path: n for n in range(footer.num_columns)}
    columns = [places.get(".".join(covering.get(edge, ()))) for edge in EDGES]
    limits = np.tile([-1e9, -1e9, 1e9, 1e9], (footer.num_row_groups, 1))
    for group in range(footer.num_row_groups):
        for edge, place in enumerate(columns):
            statistics = None if place is None else footer.row_group(group).column(place).statistics
            if statistics is not None and statistics.has_min_max:
                limits[group, edge] = statistics.min if edge < 2 else statistics.max  # noqa: PLR2004 - west and south come first
    return limits


def _measure_group(path: str, group: int, classes: str, areas: Shapes, threads: int | None = None) -> Part:
    """Measure one row group of a file in the areas that it may meet."""
    with _open(Path(path)) as file:
        described = _describe(file)
        if classes not in file.schema_arrow.names:
            raise InputError(f"{path} heeft geen kolom {classes!r}; noem de kolom waarin de klasse staat.")
        table = file.read_row_group(group, columns=[described["name"], classes])
    shapes = shapely.from_wkb(table[described["name"]].to_numpy())
    # Without a CRS, GeoParquet means longitude and latitude.
    crs = pyproj.CRS(described.get("crs", "OGC:CRS84"))
    polygons = gpd.GeoDataFrame({classes: table[classes].to_pandas()}, geometry=shapes, crs=crs)
    return measure_part(areas, polygons, classes, threads)


def _open(path: Path) -> parquet.ParquetFile:
    try:
        return parquet.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as bad:
        raise InputError(f"{path} is niet te lezen als GeoParquet; geef een bestand met vlakken van de BGT.") from bad


def _describe(file: parquet.ParquetFile) -> dict[str, Any]:
    """Name and metadata of the geometry column of a GeoParquet file."""
    about = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
    name = about.get("primary_column")
    described: dict[str, Any] = about.get("columns", {}).get(name, {})
    if described.get("encoding") != "WKB":
        raise InputError("Het bestand zegt niet waar zijn vlakken staan; schrijf het als GeoParquet met WKB.")
    return described | {"name": name}


def _about() -> dict[str, Any]:
    """GeoParquet metadata of the geometry column."""
    column = {
        "encoding": "WKB",
        "geometry_types": ["Polygon", "MultiPolygon"],
        "crs": pyproj.CRS(RD).to_json_dict(),
        "covering": {"bbox": {edge: ["bbox", edge] for edge in EDGES}},
    }
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
