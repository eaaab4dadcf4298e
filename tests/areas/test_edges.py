"""What two polygons share, by their edges: by hand, beside the intersection of GEOS, and however the work is cut."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.areas import edges as module
from gezond_geo.areas.edges import Edges, shared_areas

EAST, NORTH = 257_000.0, 471_000.0


def at_once(function, *arrays):
    return function(*arrays)


def share(left, right):
    """Square metres that every polygon of a list shares with every one of another."""
    pairs = np.array([(i, j) for i in range(len(left)) for j in range(len(right))], dtype=int).reshape(-1, 2)
    both = (Edges.of(np.array(shapes, dtype=object), at_once) for shapes in (left, right))
    return shared_areas(*both, pairs).reshape(len(left), len(right))


def test_by_hand():
    square = shapely.box(0, 0, 10, 10)
    with_hole = shapely.Polygon(square.exterior, [shapely.box(4, 4, 6, 6).exterior])
    parts = shapely.MultiPolygon([shapely.box(-5, -5, 1, 1), shapely.box(9, 9, 20, 20)])
    triangle = shapely.Polygon([(0, 0), (10, 0), (0, 10)])
    other_triangle = shapely.Polygon([(0, 0), (10, 10), (0, 10)])
    others = [square, square.reverse(), with_hole, parts, triangle, other_triangle, shapely.box(2, 3, 5, 7)]
    # The triangles cross in (5, 5) and share a quarter; of the box the corner beyond (5, 5) and (3, 7) is out.
    assert share([square, triangle], others).tolist() == [
        [100, 100, 96, 2, 50, 50, 12],
        [50, 50, 48, 1, 50, 25, 10],
    ]


def test_what_only_touches_or_lies_apart_shares_exactly_nothing():
    middle = shapely.Polygon([(0, 0), (7.1, 0.3), (7.3, 9.9), (0.2, 9.7)])
    around = [shapely.affinity.translate(middle, 7.2 * x, 9.8 * y) for x in (-2, 0, 2) for y in (-2, 0, 2)]
    del around[4]
    assert (share([middle], around) == 0).all()
    x, y = EAST + 0.1 * np.arange(6), NORTH + 0.1 * np.arange(6)
    tiles = [shapely.box(x[i], y[j], x[i + 1], y[j + 1]) for i in range(5) for j in range(5)]
    own = share(tiles, tiles)
    assert (own[~np.eye(25, dtype=bool)] == 0).all()
    assert np.diag(own) == pytest.approx(np.full(25, 0.01), abs=1e-7)


number = st.integers(0, 40_000).map(lambda millimetres: millimetres / 1000)
corner = st.tuples(number, number)
ring = st.lists(corner, min_size=3, max_size=9)
shape = st.tuples(ring, st.floats(0, 8)).map(
    lambda pair: shapely.make_valid(shapely.Polygon(pair[0])).buffer(pair[1] - 2, quad_segs=2)
)
polygon_in_rd = shape.filter(lambda polygon: polygon.area > 0).map(
    lambda polygon: shapely.affinity.translate(polygon, EAST, NORTH)
)
polygons = st.lists(polygon_in_rd, min_size=1, max_size=4)


@given(polygons, polygons, st.sampled_from([1, 3, 4]), st.sampled_from([1, 10, module._BLOCK]))
def test_is_equal_to_the_intersection(left, right, run, block):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_RUN", run)
        patch.setattr(module, "_BLOCK", block)
        shared = share(left, right)
    expected = shapely.area(shapely.intersection(np.array(left)[:, None], np.array(right)[None]))
    assert shared == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert shared == pytest.approx(share(right, left).T, rel=1e-12, abs=1e-9)


def test_a_polygon_across_the_country_beside_one_of_a_millimetre():
    country = shapely.Point(150_000, 450_000).buffer(140_000, quad_segs=3000)
    small = shapely.box(150_000, 450_000, 150_000.001, 450_000.001)
    far = shapely.affinity.translate(country, 1e6, -2e6)
    shared = share([country, small, far], [country, small, far])
    assert np.diag(shared) == pytest.approx([country.area, small.area, far.area], rel=1e-9)
    assert shared[0, 1] == pytest.approx(small.area, rel=1e-3)
    assert (shared[2, :2] == 0).all()


def test_no_pairs_and_no_polygons():
    assert share([], []).shape == (0, 0)
    assert share([shapely.Polygon(), shapely.box(0, 0, 1, 1)], []).shape == (2, 0)
    pairs = np.array([[1, 0]])
    left = Edges.of(np.array([shapely.Polygon(), shapely.box(0, 0, 2, 2), shapely.Polygon()]), at_once)
    assert shared_areas(left, Edges.of(np.array([shapely.box(1, 1, 3, 3)]), at_once), pairs).tolist() == [1]
