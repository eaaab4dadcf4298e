"""A made-up coverage that resembles the BGT, and areas over it; both are determined by the seed.

A lattice of blocks of terraced houses under a smooth warp: erven with a hole for each house, houses, sheds, pavements,
long roads, verges, fields, ponds, woods of 1 200 vertices, and empty blocks. Neighbours share no vertices, so that the
warp leaves slivers and small overlaps between them.
"""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

CRS = "EPSG:28992"
WIDTH, HEIGHT = 120.0, 80.0
"""Of a block, in metres, from the middle of the road to the middle of the road."""
ROAD_BLOCKS = 10
"""How many blocks a long road passes."""
ALONG_ROAD = 12.0
"""Metres that a boundary wanders from the middle of a road, which is 6 m wide."""
CORNER = 1.8
"""Metres between the corners of a boundary: some 1 650 corners for each of 70 areas over 200 000 polygons."""
PER_BLOCK = 50.5
"""Polygons per block on average; a block has 24 erven and houses, or one field, or nothing."""
_HOUSES = 24
_BAND = 40
"""Rows of blocks that are made at a time."""

Floats = NDArray[np.float64]


def blocks(count: int) -> tuple[int, int]:
    """Columns and rows of blocks for about `count` polygons in roughly a square."""
    columns = max(1, round((count / PER_BLOCK * HEIGHT / WIDTH) ** 0.5 / ROAD_BLOCKS)) * ROAD_BLOCKS
    return columns, max(1, round(count / PER_BLOCK / columns))


def polygons(count: int, seed: int = 7) -> Iterator[gpd.GeoDataFrame]:
    """Yield about `count` polygons in bands from south to north, with their `klasse`."""
    width, height = blocks(count)
    for south in range(0, height, _BAND):
        rng = np.random.default_rng([seed, south])
        yield _band(rng, width, np.arange(south, min(south + _BAND, height)))


def areas(count_polygons: int, columns: int, rows: int, seed: int = 7) -> gpd.GeoDataFrame:
    """``columns * rows`` areas that share crooked boundaries and cover the result of `polygons` except its rim.

    Boundaries of areas wider than two blocks run along roads, as those of buurten mostly do, within `ALONG_ROAD`;
    those of smaller areas run through anything.
    """
    across, up = blocks(count_polygons)
    rng = np.random.default_rng([seed, columns, rows])
    x, y = np.linspace(0, across, columns + 1), np.linspace(0, up, rows + 1)
    wide = min(across / columns, up / rows) > 2  # noqa: PLR2004 - as the docstring says
    corners = np.stack(np.meshgrid(x.round() if wide else x, y.round() if wide else y), -1) * [WIDTH, HEIGHT]
    if not wide:
        corners += rng.uniform(-0.15, 0.15, corners.shape) * [across / columns * WIDTH, up / rows * HEIGHT]
    along = _crooked(rng, corners[:, :-1], corners[:, 1:], wide=wide)
    upward = _crooked(rng, corners[:-1], corners[1:], wide=wide)
    rings = np.concatenate([along[:-1], upward[:, 1:], along[1:, :, ::-1], upward[:, :-1, ::-1]], axis=2)
    shapes = shapely.polygons(_place(rings.reshape(columns * rows, -1, 2)))
    return gpd.GeoDataFrame(geometry=shapes, index=[f"BU{n:08d}" for n in range(len(shapes))], crs=CRS)


def _crooked(rng: np.random.Generator, start: Floats, end: Floats, *, wide: bool) -> Floats:
    """Lines with a vertex every `CORNER`, at most `ALONG_ROAD` or a tenth of their length off the straight line."""
    length = float(np.hypot(*(end - start).reshape(-1, 2).T).mean())
    most = ALONG_ROAD / length if wide else 0.1
    steps = np.linspace(0, 1, max(8, round(length / CORNER)), endpoint=False)
    waves = np.sin(np.pi * steps) * np.sin(np.pi * steps * np.arange(1, 40, 6)[:, None]) / np.arange(1, 8)[:, None]
    off = rng.normal(0, 0.3 * most, (*start.shape[:-1], len(waves))) @ waves
    direction = (end - start)[..., None, :]
    normal = np.stack([-direction[..., 1], direction[..., 0]], -1)
    return start[..., None, :] + steps[:, None] * direction + off.clip(-most, most)[..., None] * normal


def _band(rng: np.random.Generator, columns: int, rows: NDArray[np.int64]) -> gpd.GeoDataFrame:
    origin = np.stack(np.meshgrid(np.arange(columns), rows), -1).reshape(-1, 2) * [WIDTH, HEIGHT]
    kind = rng.choice(["built", "field", "wood", "pond", "nothing"], len(origin), p=[0.7, 0.22, 0.03, 0.02, 0.03])
    parts = [
        *_buildings(rng, origin[kind == "built"]),
        (_field(rng, origin[kind == "field"], 60), ["onverhard", "groen"]),
        (_field(rng, origin[kind == "wood"], 1200), ["groen"]),
        (_field(rng, origin[kind == "pond"], 300), ["water"]),
        (_strip(origin[::ROAD_BLOCKS], [0, -3.0], [ROAD_BLOCKS * WIDTH, 3.0], 6), ["verhard"]),
        (_strip(origin, [-3.0, 3.01], [3.0, HEIGHT - 3.01], 12), ["verhard", "verhard", "half verhard"]),
    ]
    shapes = np.concatenate([shape for shape, _ in parts])
    classes = np.concatenate([rng.choice(names, len(shape)) for shape, names in parts])
    order = rng.permutation(len(shapes))
    klasse = pd.Categorical(classes[order])
    return gpd.GeoDataFrame({"klasse": klasse}, geometry=shapes[order], crs=CRS)


def _buildings(rng: np.random.Generator, origin: Floats) -> Iterator[tuple[NDArray[np.object_], list[str]]]:
    """Pavements on four sides, verges, and two rows of erven with a house and some sheds."""
    for n in range(3):
        west, east = 3.0 + 38 * n, 41.0 + 38 * n
        yield _strip(origin, [west, 3.0], [east, 5.0], 10), ["verhard"]
        yield _strip(origin, [west, HEIGHT - 5.0], [east, HEIGHT - 3.0], 10), ["verhard"]
        south, north = 5.0 + 70 / 3 * n, 5.0 + 70 / 3 * (n + 1)
        yield _strip(origin, [3.0, south], [5.0, north], 8), ["verhard", "groen"]
        yield _strip(origin, [WIDTH - 5.0, south], [WIDTH - 3.0, north], 8), ["verhard", "groen"]
    yield _strip(origin, [5.0, 38.0], [WIDTH / 2, 42.0], 6), ["groen"]
    yield _strip(origin, [WIDTH / 2, 38.0], [WIDTH - 5.0, 42.0], 6), ["groen", "half verhard"]
    width = (WIDTH - 10) / (_HOUSES / 2)
    for n in range(_HOUSES):
        corner = origin + np.array([5.0 + width * (n % (_HOUSES // 2)), 5.0 if n < _HOUSES / 2 else 42.0])
        house = _house(rng, corner)
        hole = shapely.linearrings(_place(house))
        yield shapely.polygons(_place(_ring(corner, [0, 0], [width, 33.0], 12)), holes=hole[:, None]), ["erf"]
        yield shapely.polygons(_place(house)), ["gebouw"]
    for n in range(8):
        shed = origin + np.array([9.0 + 13 * n, 37.0]) + rng.uniform(-1, 1, origin.shape)
        yield shapely.polygons(_place(_ring(shed, [0, 0], [3.0, 2.0], 5))), ["gebouw"]


def _house(rng: np.random.Generator, corner: Floats) -> Floats:
    """A house with an extension behind it."""
    shape = np.array([[0, 0], [5, 0], [5, 8], [3, 8], [3, 11], [0, 11]], float)
    return corner[:, None] + [0.8, 9.0] + shape * rng.uniform(0.8, 1.4, (len(corner), 1, 2))


def _field(rng: np.random.Generator, origin: Floats, corners: int) -> NDArray[np.object_]:
    """A crooked rim around the middle of a block."""
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    rim = 1 - 0.1 * rng.random((len(origin), 1)) - 0.02 * rng.random((len(origin), len(turn)))
    reach = np.minimum(0.48 * WIDTH / np.abs(np.cos(turn)).clip(1e-9), 0.46 * HEIGHT / np.abs(np.sin(turn)).clip(1e-9))
    around = (rim * reach)[..., None] * np.stack([np.cos(turn), np.sin(turn)], -1)
    return shapely.polygons(_place(origin[:, None] + [WIDTH / 2, HEIGHT / 2] + around))


def _strip(origin: Floats, low: list[float], high: list[float], step: float) -> NDArray[np.object_]:
    return shapely.polygons(_place(_ring(origin, low, high, step)))


def _ring(origin: Floats, low: list[float], high: list[float], step: float) -> Floats:
    """Rectangle at each origin, with a vertex about every `step` metres."""
    box = shapely.segmentize(shapely.box(*low, *high), step)
    return origin[:, None] + shapely.get_coordinates(box)[:-1]


def _place(points: Floats) -> Floats:
    """Warp and rotate the lattice, and move it to RD."""
    x, y = points[..., 0], points[..., 1]
    bent_x = x + 25 * np.sin(y / 410) + 6 * np.sin(x / 170 + y / 230)
    bent_y = y + 30 * np.sin(x / 530) + 5 * np.cos(x / 190 - y / 140)
    turned = np.stack([bent_x * 0.96 - bent_y * 0.28, bent_x * 0.28 + bent_y * 0.96], -1)
    return turned + np.array([100_000.0, 400_000.0])
