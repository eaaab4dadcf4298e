import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from written_bgt import X, Y

from gezond_geo.landcover.bgt_shapes import ARC_METRES, Piece, build_shapes, follow_arcs

offsets = st.floats(-500, 500)
CORNER = np.array([X, Y])


def follow(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return follow_arcs(points, np.array([1]))[0]


@given(st.tuples(offsets, offsets, offsets, offsets, offsets, offsets))
def test_an_arc_is_followed_within_a_centimetre_and_the_same_both_ways(numbers: tuple[float, ...]) -> None:
    points = np.array(numbers).round(3).reshape(3, 2)
    start, middle, end = points
    b, c = middle - start, end - start
    cross = b[0] * c[1] - b[1] * c[0]
    # The circle through three points is not to be told where they nearly lie on a line.
    assume(abs(cross) > 1e-3 * (b @ b + c @ c) and abs(cross) > 1)
    followed = follow(points + CORNER) - CORNER
    centre = start + np.array([c[1] * (b @ b) - b[1] * (c @ c), b[0] * (c @ c) - c[0] * (b @ b)]) / (2 * cross)
    radius = np.hypot(*(start - centre))
    assert followed[0] == pytest.approx(start, abs=1e-6)
    assert followed[-1] == pytest.approx(end, abs=1e-6)
    assert np.hypot(*(followed - centre).T) == pytest.approx(radius, rel=1e-6, abs=1e-4)
    halfway = (followed[1:] + followed[:-1]) / 2
    assert (radius - np.hypot(*(halfway - centre).T)).max() <= ARC_METRES + 1e-4
    # It passes the middle point, and goes round once at most.
    assert shapely.LineString(followed).distance(shapely.Point(middle)) <= ARC_METRES + 1e-4
    assert shapely.LineString(followed).is_simple
    back = follow(points[::-1] + CORNER) - CORNER
    assert back[::-1] == pytest.approx(followed, abs=1e-6)


def test_an_arc_on_a_line_is_that_line() -> None:
    points = np.array([[0.0, 0.0], [1.0, 1.0], [3.0, 3.0]])
    assert follow(points).tolist() == points.tolist()


def test_points_beside_arcs_stay_and_their_number_is_told() -> None:
    points = np.array([[0.0, 0], [9, 0], [10, 1], [11, 0], [12, 1], [13, 0], [20, 0]])
    followed, repeats = follow_arcs(points, np.array([2, 4]))
    assert repeats.tolist() == [1, 1, repeats[2], 1, repeats[2], 1, 1]
    assert len(followed) == repeats.sum()
    start = int(repeats[:3].sum())
    assert followed[[0, 1, start, -2, -1]].tolist() == points[[0, 1, 3, 5, 6]].tolist()
    # Both are half circles of 1 metre, the second the same as the first, two metres on.
    assert followed[2:start] == pytest.approx(followed[start + 1 : -2] - [2, 0])
    assert np.hypot(*(followed[2:start] - [10, 0]).T) == pytest.approx(1)


def piece(*numbers: float, is_arc: bool = False) -> Piece:
    return Piece([str(number) for number in numbers], is_arc=is_arc)


def test_shapes_keep_their_order_and_kind() -> None:
    square = [piece(0, 0, 4, 0), piece(4, 0, 4, 4, 0, 4, 0, 0)]
    hole = [piece(1, 1, 2, 1, 2, 2, 1, 2, 1, 1)]
    other = [piece(5, 0, 6, 0, 6, 1, 5, 0)]
    shapes = build_shapes([[[other]], [], [[square, hole], [other]], [[square]]])
    assert [None if shape is None else shape.geom_type for shape in shapes] == [
        "Polygon",
        None,
        "MultiPolygon",
        "Polygon",
    ]
    assert [0 if shape is None else shape.area for shape in shapes] == [0.5, 0, 15.5, 16]
    assert shapely.get_num_coordinates(shapes).tolist() == [4, 0, 14, 5]


@pytest.mark.parametrize(
    "ring",
    [
        [piece(0, 0, 4, 0, 4, 4), Piece(["0", "veel"], is_arc=False)],
        [piece(0, 0, 4, 0, 4, float("inf"))],
        [piece(0, 0, 1, 1, 2, 0, 3, 1, is_arc=True)],
        [piece(0, 0, 1, 1, 0, 0, is_arc=True)],
        [piece(0, 0, 4, 0)],
        [],
    ],
)
def test_a_ring_that_cannot_be_is_refused(ring: list[Piece]) -> None:
    with pytest.raises((ValueError, shapely.errors.GEOSException)):
        build_shapes([[[ring]]])
