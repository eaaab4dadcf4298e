"""Polygons of the BGT from GML: coordinates of many objects are parsed at once, and arcs become straight edges."""

from __future__ import annotations

import functools
import math
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree
    from numpy.typing import NDArray

ARC_METRES = 0.01
"""Maximum deviation of straight edges from a curved one."""

_LINES = {"LineStringSegment", "LineString", "LinearRing"}
_ARCS = {"Arc", "ArcString"}
_WRAPPERS = {"Ring", "curveMember", "Curve", "segments", "CompositeCurve", "posList", "pos"}
_PLANAR = 2
_EPSILON = float(np.finfo(float).eps)


class Piece(NamedTuple):
    """A segment of a ring: numbers as text, x and y alternating; in an arc, every second point is a midpoint."""

    numbers: list[str]
    is_arc: bool


Ring = list[Piece]
Area = list[list[Ring]]
"""Polygons, each with an outer ring and holes."""


@functools.cache
def local_name(tag: str) -> str:
    """Name of an element without its namespace."""
    return tag.rpartition("}")[2]


def find_area(place: etree._Element) -> Area:
    """Find the polygons in an element, without parsing coordinates; none for a line or a point.

    Raises
    ------
    ValueError
        When a polygon has no outer ring or several, or a segment type that the BGT does not use.
    """
    return [_find_rings(polygon, place) for polygon in place.iter("{*}Polygon", "{*}PolygonPatch")]


def _find_rings(polygon: etree._Element, place: etree._Element) -> list[Ring]:
    rings: dict[str, list[Ring]] = {"exterior": [], "interior": []}
    for boundary in polygon:
        if (name := local_name(boundary.tag)) in rings:
            rings[name] += [_find_pieces(ring, place) for ring in boundary]
    (shell,) = rings["exterior"]
    return [shell, *rings["interior"]]


def _find_pieces(ring: etree._Element, place: etree._Element) -> Ring:
    pieces = []
    for element in ring.iter():
        kind = local_name(element.tag)
        if kind in _LINES or kind in _ARCS:
            pieces.append(Piece(_find_numbers(element, place), is_arc=kind in _ARCS))
        elif kind not in _WRAPPERS or element.get("{http://www.w3.org/1999/xlink}href"):
            raise ValueError(kind)
    return pieces


def _find_numbers(element: etree._Element, place: etree._Element) -> list[str]:
    """Text of x and y, alternating."""
    lists = [child for child in element if local_name(child.tag) in {"posList", "pos"}]
    numbers = [number for child in lists for number in (child.text or "").split()]
    dimension = int((lists[0].get("srsDimension") if lists else None) or _inherited_dimension(place))
    if dimension < _PLANAR or len(numbers) % dimension:
        raise ValueError(numbers)
    if dimension == _PLANAR:
        return numbers
    if not np.isfinite(np.array(numbers, dtype=np.float64)).all():
        raise ValueError(numbers)
    return [number for start in range(0, len(numbers), dimension) for number in numbers[start : start + _PLANAR]]


def _inherited_dimension(place: etree._Element) -> str | int:
    return next((dimension for e in place.iter() if (dimension := e.get("srsDimension"))), _PLANAR)


def build_shapes(areas: Sequence[Area]) -> NDArray[np.object_]:
    """Build a geometry for every object: a Polygon, a MultiPolygon for several, None without polygons.

    Raises
    ------
    ValueError
        When a coordinate is not a number, or an arc has an even number of points or ends where it starts.
    shapely.errors.GEOSException
        When a ring has too few points.
    """
    polygons = [polygon for area in areas for polygon in area]
    rings = [ring for polygon in polygons for ring in polygon]
    points, ring_of = _read_points(rings)
    if len(np.unique(ring_of)) < len(rings):
        raise ValueError(rings)
    linear = np.asarray(shapely.linearrings(points, indices=ring_of))
    polygon_of = np.repeat(np.arange(len(polygons)), [len(polygon) for polygon in polygons])
    parts = np.asarray(shapely.polygons(linear, indices=polygon_of))
    sizes = np.array([len(area) for area in areas], dtype=np.intp)
    size_of = np.repeat(sizes, sizes)
    shapes: NDArray[np.object_] = np.full(len(areas), None, dtype=object)
    shapes[sizes == 1] = parts[size_of == 1]
    several = np.flatnonzero(sizes > 1)
    numbers = np.repeat(np.arange(len(several)), sizes[several])
    shapes[several] = shapely.multipolygons(parts[size_of > 1], indices=numbers)
    return shapes


def _read_points(rings: list[Ring]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Points of all rings, with arcs as straight edges and no repeated points, and the ring number of each point."""
    pieces = [piece for ring in rings for piece in ring]
    numbers = np.fromiter(map(float, chain.from_iterable(piece.numbers for piece in pieces)), dtype=np.float64)
    points = numbers.reshape(-1, _PLANAR)
    if not np.isfinite(points).all():
        raise ValueError(points)
    lengths = np.array([len(piece.numbers) // _PLANAR for piece in pieces], dtype=np.intp)
    ring_of = np.repeat(np.repeat(np.arange(len(rings)), [len(ring) for ring in rings]), lengths)
    is_arc = np.array([piece.is_arc for piece in pieces], dtype=bool)
    if (lengths[is_arc] % 2 == 0).any():
        raise ValueError(points)
    place_in_piece = np.arange(len(points)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    middles = np.flatnonzero(np.repeat(is_arc, lengths) & (place_in_piece % 2 == 1))
    points, repeats = follow_arcs(points, middles)
    ring_of = np.repeat(ring_of, repeats)
    again = (points[1:] == points[:-1]).all(axis=1) & (ring_of[1:] == ring_of[:-1])
    fresh = np.concatenate([np.ones(min(len(points), 1), dtype=bool), ~again])
    return points[fresh], ring_of[fresh]


def follow_arcs(points: NDArray[np.float64], middles: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Approximate circular arcs by straight edges that deviate at most `ARC_METRES`.

    The same arc in the other direction gives the same edges, so that neighbours still match.

    Parameters
    ----------
    points
        Points in order, x and y in metres.
    middles
        Indices of the midpoints of arcs, from the previous point to the next, ascending.

    Returns
    -------
    points, repeats
        The points, with each midpoint replaced by points along its arc, and for each input point the number of points
        that replace it. A midpoint on a straight line with its neighbours stays.

    Raises
    ------
    ValueError
        When an arc ends where it starts: the BGT has no full circles.
    """
    corners = np.stack([points[middles - 1], points[middles], points[middles + 1]], axis=1)
    circles = [_find_circle(*three) for three in corners.tolist()]
    is_curved = np.array([circle is not None for circle in circles], dtype=bool)
    x, y, radius, first, sweep, edges = np.array([c for c in circles if c is not None]).reshape(-1, 6).T
    inner = edges.astype(np.intp) - 1
    repeats = np.ones(len(points), dtype=np.intp)
    repeats[middles[is_curved]] = inner
    longer = np.repeat(points, repeats, axis=0)
    arc = np.repeat(np.arange(len(inner)), inner)
    step = np.arange(1, len(arc) + 1) - np.repeat(np.cumsum(inner) - inner, inner)
    angles = first[arc] + sweep[arc] * step / edges[arc]
    places = np.repeat(np.cumsum(repeats)[middles[is_curved]] - inner, inner) + step - 1
    longer[places, 0] = x[arc] + radius[arc] * np.cos(angles)
    longer[places, 1] = y[arc] + radius[arc] * np.sin(angles)
    return longer, repeats


class _Circle(NamedTuple):
    """Circle of an arc, and its extent: `edges` straight edges over `sweep` radians from angle `first`."""

    x: float
    y: float
    radius: float
    first: float
    sweep: float
    edges: int


def _find_circle(start: Sequence[float], middle: Sequence[float], end: Sequence[float]) -> _Circle | None:
    """Circle through three points; None when they are collinear."""
    (x0, y0), (x1, y1), (x2, y2) = start, middle, end
    bx, by, cx, cy = x1 - x0, y1 - y0, x2 - x0, y2 - y0
    if cx == 0 and cy == 0:
        raise ValueError(start)
    b, c = bx * bx + by * by, cx * cx + cy * cy
    double = 2 * (bx * cy - by * cx)
    if abs(double) < _EPSILON * max(b, c):
        return None
    x, y = (cy * b - by * c) / double, (bx * c - cx * b) / double
    radius = math.hypot(x, y)
    first = math.atan2(-y, -x)
    sweep = (math.atan2(cy - y, cx - x) - first) % (2 * math.pi)
    if double < 0:
        sweep -= 2 * math.pi
    # The sagitta of an arc is r (1 - cos(angle / 2)).
    widest = 2 * math.acos(max(1 - ARC_METRES / radius, 0.0))
    count = max(math.ceil(abs(sweep) / widest), 2)
    return _Circle(x0 + x, y0 + y, radius, first, sweep, count)
