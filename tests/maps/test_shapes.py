"""Tests of what happens to boundaries on their way to the page."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gezond_geo.pages.shapes import outlines
from gezond_geo.pages.shapes.outlines import simplify_boundaries

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
