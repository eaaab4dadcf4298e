"""Tests of areas as shared arcs: what is written reads back as the same coverage."""

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.pages.shapes.arcs import STEPS, encode_areas

SQUARES = {
    "west": [[[[52.0, 6.0], [52.0, 6.1], [52.1, 6.1], [52.1, 6.0]]]],
    "oost": [[[[52.0, 6.1], [52.0, 6.2], [52.1, 6.2], [52.1, 6.1]]]],
}


def decode(shape: dict[str, Any]) -> dict[str, list[list[list[tuple[int, int]]]]]:
    """Read rings back, as the page does, in whole steps."""
    lines, here = [], np.zeros(2, dtype=int)
    for arc in shape["bogen"]:
        lines.append(here + np.cumsum(np.reshape(arc, (-1, 2)), axis=0))
        here = lines[-1][-1]

    def ring(path: list[int]) -> list[tuple[int, int]]:
        parts = [lines[n] if n >= 0 else lines[~n][::-1] for n in path]
        assert all((a[-1] == b[0]).all() for a, b in pairwise([*parts, parts[0]]))
        return [tuple(point) for part in parts for point in part[:-1].tolist()]

    return {name: [[ring(path) for path in p] for p in those] for name, those in shape["vlakken"].items()}


def in_steps(ring: Any) -> list[tuple[int, int]]:
    """Give a ring in whole steps, without points on the one after them, from its lowest point."""
    points = [tuple(point) for point in np.rint(np.array(ring) * STEPS).astype(int).tolist()]
    points = [a for a, b in zip(points, [*points[1:], points[0]], strict=True) if a != b] or points[:1]
    return turn(points)


def turn(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Begin a ring where it is lowest when it is read onward, so that one start is chosen of several."""
    return min(points[at:] + points[:at] for at in range(len(points)))


def assert_reads_back(areas: dict[str, Any]) -> dict[str, Any]:
    shape = encode_areas(areas)
    assert json.loads(json.dumps(shape)) == shape
    rings = {n: [[turn(r) for r in p] for p in those] for n, those in decode(shape).items()}
    assert rings == {n: [[in_steps(r) for r in p] for p in those] for n, those in areas.items()}
    return shape


def polygons_of(areas: Any) -> dict[str, Any]:
    """Give shapely polygons with [x, y] as rings of [lat, lon]."""
    return {
        str(n): [
            [shapely.get_coordinates(ring)[:-1, ::-1].tolist() for ring in (part.exterior, *part.interiors)]
            for part in shapely.get_parts(area)
        ]
        for n, area in enumerate(areas)
    }


def test_a_shared_border_stands_once() -> None:
    assert encode_areas(SQUARES) == {
        "stappen": 100_000,
        "bogen": [
            [5_200_000, 610_000, 10_000, 0],
            [0, 0, 0, -10_000, -10_000, 0, 0, 10_000],
            [0, 0, 0, 10_000, 10_000, 0, 0, -10_000],
        ],
        "vlakken": {"west": [[[0, 1]]], "oost": [[[2, -1]]]},
    }


def test_an_enclave_is_the_hole_that_it_fills() -> None:
    inner = [[52.04, 6.04], [52.04, 6.06], [52.06, 6.06], [52.06, 6.04]]
    areas = {"om": [[SQUARES["west"][0][0], inner[::-1]]], "in": [[inner]]}
    shape = assert_reads_back(areas)
    assert len(shape["bogen"]) == 2
    assert shape["vlakken"] == {"om": [[[0], [1]]], "in": [[[-2]]]}


def test_parts_and_islands_stay() -> None:
    island = [[53.0, 5.0], [53.0, 5.1], [53.1, 5.0]]
    shape = assert_reads_back({**SQUARES, "ver": [[island], [SQUARES["west"][0][0]]]})
    assert [len(shape["vlakken"][name]) for name in ("west", "oost", "ver")] == [1, 1, 2]


def test_a_corner_on_the_border_of_another_keeps_both_borders() -> None:
    finer = [[52.0, 6.1], [52.0, 6.2], [52.1, 6.2], [52.1, 6.1], [52.05, 6.1]]
    assert_reads_back({"west": SQUARES["west"], "oost": [[finer]]})


@pytest.mark.parametrize("ring", [[[52.0, 6.0]], [[52.0, 6.0]] * 3, [[52.0, 6.0], [52.0, 6.1]]])
def test_what_is_smaller_than_a_step_stays_as_what_is_left_of_it(ring: list[list[float]]) -> None:
    assert_reads_back({"klein": [[ring]], **SQUARES})


def test_nothing_is_nothing() -> None:
    assert encode_areas({}) == {"stappen": STEPS, "bogen": [], "vlakken": {}}
    assert encode_areas({"leeg": []})["vlakken"] == {"leeg": []}


@given(st.integers(2, 40), st.integers(0, 2**32 - 1), st.integers(0, 3))
def test_a_coverage_stays_a_coverage(count: int, seed: int, decimals: int) -> None:
    """Cells around random points, some merged into areas with holes and parts, on coarse and on fine coordinates."""
    draw = np.random.default_rng(seed)
    spots = shapely.multipoints(draw.uniform(0, 10, (count, 2)).round(decimals))
    cells = shapely.get_parts(shapely.voronoi_polygons(spots, extend_to=shapely.box(0, 0, 10, 10)))
    cells = shapely.set_precision(cells, 1 / STEPS)
    group = draw.integers(0, max(2, count // 2), len(cells))
    areas = [shapely.coverage_union_all(cells[group == g]) for g in np.unique(group)]
    given_areas = polygons_of(areas)
    shape = assert_reads_back(given_areas)
    polygons = [shapely.MultiPolygon([(p[0], p[1:]) for p in those]) for those in decode(shape).values()]
    assert shapely.is_valid(polygons).all()
    assert shapely.coverage_is_valid(polygons)
    assert shapely.area(polygons) == pytest.approx([shapely.area(a) * STEPS**2 for a in areas], rel=1e-6)
    edges = [tuple(sorted(edge)) for arc in arcs_of(shape) for edge in pairwise(arc)]
    assert len(edges) == len(set(edges))  # no border is there twice


def arcs_of(shape: dict[str, Any]) -> list[list[tuple[int, int]]]:
    places = np.cumsum([pair for arc in shape["bogen"] for pair in np.reshape(arc, (-1, 2))], axis=0).tolist()
    each = iter(places)
    return [[tuple(next(each)) for _ in range(len(arc) // 2)] for arc in shape["bogen"]]
