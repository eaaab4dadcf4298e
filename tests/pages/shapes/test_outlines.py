"""Tests of what happens to boundaries on their way to the page."""

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gezond_geo.pages.shapes import outlines
from gezond_geo.pages.shapes.outlines import find_frame, lay_apart, simplify_boundaries
from gezond_geo.pages.shapes.tegels import place_hexagons

SIDE = 1000.0


@pytest.fixture
def coverage() -> gpd.GeoSeries:
    """Sixteen areas side by side with borders of 50 steps that wiggle, one of them in two parts."""
    draw = np.random.default_rng(3)

    def walk(start: tuple[float, float], end: tuple[float, float]) -> list[list[float]]:
        at = np.linspace(0, 1, 51)[:, None]
        aside = np.array([start[1] - end[1], end[0] - start[0]]) * draw.uniform(-0.01, 0.01, (51, 1))
        aside[[0, -1]] = 0
        return (np.array(start) * (1 - at) + np.array(end) * at + aside).tolist()

    nodes = [[(SIDE * column, SIDE * row) for column in range(5)] for row in range(5)]
    flat = [[walk(nodes[r][c], nodes[r][c + 1]) for c in range(4)] for r in range(5)]
    up = [[walk(nodes[r][c], nodes[r + 1][c]) for c in range(5)] for r in range(4)]
    areas = [
        shapely.Polygon([*flat[r][c], *up[r][c + 1], *flat[r + 1][c][::-1], *up[r][c][::-1]])
        for r in range(4)
        for c in range(4)
    ]
    island = shapely.Polygon(shapely.Point(-3000, 0).buffer(40, quad_segs=25).exterior)
    areas[0] = shapely.MultiPolygon([areas[0], island])
    return gpd.GeoSeries(areas, index=[f"BU9999{n:04d}" for n in range(16)], crs=28992)


def test_what_fits_stays_as_it_is(coverage: gpd.GeoSeries) -> None:
    areas, tolerance = simplify_boundaries(coverage)
    assert tolerance == 0
    assert areas.equals(coverage)


@pytest.mark.parametrize(("most", "expected"), [(3200, 5), (1200, 20), (300, 80)])
def test_the_finest_tolerance_that_suffices_is_taken(
    coverage: gpd.GeoSeries, monkeypatch: pytest.MonkeyPatch, most: int, expected: int
) -> None:
    monkeypatch.setattr(outlines, "_MOST_CORNERS", most)
    assert simplify_boundaries(coverage)[1] == expected


@pytest.mark.parametrize("most", [3000, 1000, 300, 0])
def test_simplified_areas_are_still_a_coverage(
    coverage: gpd.GeoSeries, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    assert shapely.coverage_is_valid(coverage.to_numpy())
    monkeypatch.setattr(outlines, "_MOST_CORNERS", most)
    areas, tolerance = simplify_boundaries(coverage)
    assert areas.index.equals(coverage.index)
    assert areas.crs == coverage.crs
    assert areas.is_valid.all()
    assert shapely.coverage_is_valid(areas.to_numpy())
    assert shapely.get_num_geometries(areas.to_numpy()).tolist() == [2] + [1] * 15
    # what moves lies within the tolerance of the old border
    assert ((areas.area - coverage.area).abs() <= coverage.length * tolerance).all()
    assert areas.symmetric_difference(coverage).area.max() <= coverage.length.max() * tolerance
    before, after = (gpd.GeoDataFrame(geometry=s).sjoin(gpd.GeoDataFrame(geometry=s)) for s in (coverage, areas))
    assert set(before.index + before["index_right"]) == set(after.index + after["index_right"])


def test_tiles_lie_apart_and_wider_between_wijken():
    tiles = place_hexagons(gpd.GeoSeries.from_xy([0, 1000, 2000], [0, 0, 0], index=["a", "b", "c"], crs=28992))
    width = tiles["a"].bounds[2] - tiles["a"].bounds[0]
    apart = lay_apart(tiles, pd.Series({"a": "een", "b": "een", "c": "twee"}))
    order = sorted(apart, key=lambda tile: tile.centroid.x)
    gaps = [right.bounds[0] - left.bounds[2] for left, right in itertools.pairwise(order)]
    assert gaps[0] == pytest.approx(1.4 / 80 * width)
    assert gaps[1] == pytest.approx(5.8 / 80 * width)
    assert all(tile.within(whole) for tile, whole in zip(apart, tiles, strict=True))


def test_the_frame_cuts_off_countryside_and_keeps_the_residents():
    squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 0, 12, 10)]
    areas = gpd.GeoSeries(squares, index=["a", "b", "land"])
    frame = find_frame(areas, pd.Series({"a": 500, "b": 480, "land": 20}))
    assert frame.tolist() == [0, 0, 2, 1]
    whole = find_frame(areas, pd.Series({"a": 400, "b": 400, "land": 200}))
    assert whole.tolist() == [0, 0, 12, 10]
