"""Where polygons lie over each other: areas less overlaps are what is covered, whole or in a window."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.landcover.overlaps import SQUARE_METRES, find_overlaps


def squares(*corners, side=10):
    x, y = np.array(corners, dtype=float).T
    return shapely.box(x, y, x + side, y + side)


def test_each_overlap_is_found_once_per_layer():
    # Two squares share 5 x 10; a third lies over 5 x 5 of both, of which the part they share is counted once more.
    shapes = squares((0, 0), (5, 0), (2.5, 5))
    overlaps = find_overlaps(shapes)
    assert sorted(shapely.area(overlaps)) == [50, 50]
    assert shapely.area(shapes).sum() - shapely.area(overlaps).sum() == shapely.union_all(shapes).area == 200


def test_what_touches_or_is_rounded_does_not_overlap():
    beside = squares((0, 0), (10, 0), (0, 10))
    assert len(find_overlaps(beside)) == 0
    rounded = np.append(beside, shapely.box(20 - SQUARE_METRES / 20, 0, 30, 10))
    assert len(find_overlaps(rounded)) == 0
    assert len(find_overlaps(np.append(beside, shapely.box(20 - SQUARE_METRES, 0, 30, 10)))) == 1


def test_none_or_one_has_no_overlaps():
    assert len(find_overlaps(squares((0, 0))[:0])) == 0
    assert len(find_overlaps(squares((0, 0)))) == 0


def test_overlaps_in_two_steps_are_those_at_once():
    shapes = squares((0, 0), (5, 0), (2.5, 5), (20, 0), (24, 4))
    at_once = find_overlaps(shapes)
    stepped = [*find_overlaps(shapes[:2]), *find_overlaps(shapes, start=2)]
    assert [shape.wkt for shape in stepped] == [shape.wkt for shape in at_once]


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=12),
    st.tuples(st.integers(0, 20), st.integers(0, 20)),
)
def test_areas_less_overlaps_are_what_is_covered_in_any_window(corners, corner):
    shapes = squares(*corners, side=7)
    overlaps, window = find_overlaps(shapes), squares(corner, side=9)[0]
    total = shapely.area(shapely.intersection(shapes, window)).sum()
    twice = shapely.area(shapely.intersection(overlaps, window)).sum()
    assert total - twice == pytest.approx(shapely.union_all(shapes).intersection(window).area, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 3)), min_size=1, max_size=16))
def test_polygons_that_share_whole_sides_are_told_apart_as_others(cells):
    # Side by side, on top of each other and within each other, with a corner at each of their neighbours'.
    shapes = np.array([shapely.box(x, y, x + side, y + side).segmentize(1) for x, y, side in cells])
    twice = shapely.area(find_overlaps(shapes)).sum()
    assert shapely.area(shapes).sum() - twice == pytest.approx(shapely.union_all(shapes).area, abs=1e-9)


def test_two_layers_of_the_same_squares_overlap_everywhere():
    x, y = np.meshgrid(np.arange(5), np.arange(5))
    layer = shapely.box(x, y, x + 1, y + 1).ravel()
    assert len(find_overlaps(layer)) == 0
    assert shapely.area(find_overlaps(np.concatenate([layer, layer]))).sum() == 25
    # Other corners, so that no side of the one is one of the other.
    assert shapely.area(find_overlaps(np.concatenate([layer, shapely.segmentize(layer, 0.5)]))).sum() == 25


def test_most_polygons_that_fit_are_not_compared(monkeypatch):
    x, y = np.meshgrid(np.arange(20), np.arange(20))
    shapes, pairs, inner = shapely.box(x, y, x + 1, y + 1).ravel(), [], shapely.relate_pattern
    monkeypatch.setattr(shapely, "relate_pattern", lambda one, *rest: pairs.extend(one) or inner(one, *rest))
    # One reaches into its neighbours in the middle of the others.
    shapes[210] = shapely.buffer(shapes[210], 0.25)
    assert shapely.area(find_overlaps(shapes)).sum() == pytest.approx(shapes[210].area - 1)
    assert 0 < len(pairs) < 400
