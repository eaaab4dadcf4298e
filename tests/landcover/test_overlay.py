"""Square metres per area and class: by hand, beside geopandas.overlay, and what is repaired or refused."""

import logging
import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from examples import heavy
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from gezond_geo.errors import InputError
from gezond_geo.landcover.overlay import area_by, measure

RD = "EPSG:28992"
WEST, SOUTH = 257_000.0, 471_000.0
BOWTIE = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
"""Two triangles of 25 m² that meet in (5, 5); its ring encloses as much to the left as to the right."""


def make_areas(shapes, index=None):
    return gpd.GeoDataFrame(geometry=list(shapes), index=index, crs=RD)


def make_polygons(shapes, classes):
    return gpd.GeoDataFrame({"klasse": classes}, geometry=list(shapes), crs=RD)


def parts(frame):
    repaired = frame.assign(geometry=frame.geometry.make_valid()).explode(ignore_index=True).explode(ignore_index=True)
    return repaired[repaired.geom_type == "Polygon"]


def overlay(areas, polygons):
    """Sum geopandas.overlay as `area_by` should.

    Shapes are repaired and taken apart before: overlay repairs after it made its index, and so misses a hole that
    lies outside its ring and comes out as a part.
    """
    left = parts(gpd.GeoDataFrame({"area": range(len(areas))}, geometry=areas.geometry.to_numpy(), crs=RD))
    pieces = gpd.overlay(left, parts(polygons), how="intersection", keep_geom_type=True)
    m2 = pieces.assign(m2=pieces.geometry.area).pivot_table("m2", "area", "klasse", aggfunc="sum")
    wide = m2.reindex(index=range(len(areas)), columns=sorted(set(polygons["klasse"]))).fillna(0.0)
    wide[shapely.area(shapely.make_valid(areas.geometry.to_numpy())) == 0] = np.nan
    return wide.set_axis(areas.index)


def assert_equal_to_overlay(areas, polygons):
    table, expected = area_by(areas, polygons, "klasse"), overlay(areas, polygons)
    assert list(table.columns) == list(expected.columns)
    assert table.index.equals(areas.index)
    bound = np.maximum(1e-9 * expected, 1e-6)
    assert table.isna().equals(expected.isna())
    assert not ((table - expected).abs() > bound).any(axis=None), (table - expected).abs().max(axis=None)


def arc(middle, radius, within):
    """Corners of a half circle, as far apart as keeps the chords within a distance of it."""
    steps = math.ceil(math.pi / (2 * math.acos(1 - within / radius)))
    turn = np.linspace(0, math.pi, steps + 1)
    return np.column_stack([middle[0] + radius * np.cos(turn), middle[1] + radius * np.sin(turn)])


def test_six_rectangles_and_an_arc_by_hand():
    # Two areas of 100 x 100 m beside each other, with a gap of 10 m between them.
    areas = make_areas([shapely.box(0, 0, 100, 100), shapely.box(110, 0, 210, 100)], index=["west", "oost"])
    half_disc = shapely.Polygon(arc((50, 50), 20, 0.01))
    polygons = make_polygons(
        [
            shapely.box(10, 10, 30, 20),  # 200 in west
            shapely.box(90, 0, 120, 10),  # 300: 100 in west, 100 in the gap, 100 in oost
            shapely.box(-5, 40, 5, 60),  # 200, of which 100 in west
            shapely.box(100, 0, 110, 100),  # fills the gap, and only touches both
            shapely.box(150, 50, 160, 90),  # 400 in oost
            shapely.box(205, 95, 215, 105),  # 100, of which 25 in oost
            half_disc,  # in west
        ],
        ["verhard", "verhard", "groen", "groen", "gebouw", "gebouw", "water"],
    )
    m2 = area_by(areas, polygons, "klasse")
    assert list(m2.columns) == ["gebouw", "groen", "verhard", "water"]
    assert m2.loc["west", ["gebouw", "groen", "verhard"]].to_list() == [0, 100, 300]
    assert m2.loc["oost"].to_list() == [425, 0, 100, 0]
    # Between each chord and the circle lies a segment of r²/2 (t - sin t); the chords are within 1 cm of it.
    chords = len(half_disc.exterior.coords) - 2
    angle = math.pi / chords
    segment = 20**2 / 2 * (angle - math.sin(angle))
    assert 20 * (1 - math.cos(angle / 2)) <= 0.01
    assert m2.loc["west", "water"] == pytest.approx(math.pi * 20**2 / 2 - chords * segment, abs=1e-9)
    assert m2.loc["west", "water"] == pytest.approx(math.pi * 20**2 / 2, abs=0.01 * math.pi * 20)


def test_overlapping_areas_and_polygons_count_each_time():
    areas = make_areas([shapely.box(0, 0, 60, 60), shapely.box(30, 0, 90, 60), shapely.box(40, 20, 50, 30)])
    polygons = make_polygons([shapely.box(42, 22, 44, 24), shapely.box(43, 22, 45, 24)], ["erf", "erf"])
    assert area_by(areas, polygons, "klasse")["erf"].to_list() == [8, 8, 8]


def has_surface(corners):
    return shapely.make_valid(shapely.Polygon(corners)).area > 0


# Shapes from few round corners touch, overlap and cross themselves; from many in millimetres, as in the BGT, less so.
corner = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda xy: (WEST + 5 * xy[0], SOUTH + 5 * xy[1]))
loose = st.integers(0, 60_000).map(lambda millimetres: millimetres / 1000)
loose_corner = st.tuples(loose, loose).map(lambda xy: (WEST + xy[0], SOUTH + xy[1]))
ring = st.lists(corner, min_size=3, max_size=7) | st.lists(loose_corner, min_size=3, max_size=7)
box = st.tuples(corner, st.integers(1, 40), st.integers(1, 40)).map(
    lambda b: shapely.box(*b[0], b[0][0] + b[1], b[0][1] + b[2])
)
holed = box.map(lambda b: b.difference(b.centroid.buffer(3, quad_segs=3)) if b.area > 100 else b)
round_shape = st.tuples(loose_corner, st.floats(1, 30)).map(lambda c: shapely.Point(c[0]).buffer(c[1], quad_segs=30))
shape = st.one_of(
    ring.map(shapely.Polygon),
    box,
    holed,
    round_shape,
    st.lists(box, min_size=2, max_size=3).map(shapely.MultiPolygon),
    st.tuples(ring, ring).filter(lambda rings: has_surface(rings[0])).map(lambda r: shapely.Polygon(r[0], [r[1]])),
)


def tile_square(columns, rows):
    x, y = np.meshgrid(np.arange(columns) * 60 / columns, np.arange(rows) * 60 / rows)
    return [*shapely.box(WEST + x, SOUTH + y, WEST + x + 60 / columns, SOUTH + y + 60 / rows).flat]


tiling = st.builds(tile_square, st.integers(1, 5), st.integers(1, 5))
layers = st.lists(tiling, min_size=2, max_size=3)


@heavy
@given(layers, st.data())
def test_areas_on_top_of_each_other_are_equal_to_overlay(areas, data):
    # Buurten and wijken at once, the same areas twice, or one that is missing from one of the layers.
    stack = [area for layer in areas for area in layer]
    stack.pop(data.draw(st.integers(0, len(stack) - 1)))
    polygons = data.draw(st.lists(shape, min_size=1, max_size=8))
    assert_equal_to_overlay(make_areas(stack), make_polygons(polygons, ["a"] * len(polygons)))


@heavy
@given(st.lists(shape, min_size=1, max_size=6) | tiling, st.lists(shape, min_size=1, max_size=12), st.data())
def test_is_equal_to_overlay(areas, polygons, data):
    classes = data.draw(st.lists(st.sampled_from(["a", "b"]), min_size=len(polygons), max_size=len(polygons)))
    assert_equal_to_overlay(make_areas(areas), make_polygons(polygons, classes))


def test_many_polygons_are_equal_to_overlay():
    rng = np.random.default_rng(3)
    corner = np.array([WEST, SOUTH])
    middles = shapely.points(corner + rng.uniform(0, 1000, (3000, 2)))
    along = np.linspace(0, 1000, 400)
    road = shapely.LineString(corner + np.column_stack([along, 500 + 90 * np.sin(along / 22)])).buffer(3)
    polygons = [*shapely.buffer(middles, rng.exponential(8, 3000), quad_segs=3), road, *[road.buffer(-1)] * 2]
    seeds = shapely.multipoints(corner + rng.uniform(0, 1000, (40, 2)))
    areas = shapely.get_parts(shapely.voronoi_polygons(seeds))
    wide = [shapely.Point(WEST + 500, SOUTH + 500).buffer(300, quad_segs=400), shapely.box(0, 0, 9, 9)]
    assert_equal_to_overlay(make_areas([*areas, *wide]), make_polygons(polygons, rng.choice(["a", "b", "c"], 3003)))


def test_bays_that_reach_the_sides_of_an_area_are_not_land():
    around = shapely.box(WEST, SOUTH, WEST + 6, SOUTH + 17)
    areas = make_areas([around.difference(around.centroid.buffer(3, quad_segs=3))])
    assert_equal_to_overlay(areas, make_polygons(tile_square(12, 7), ["a"] * 84))


def test_a_hole_outside_its_ring_counts_where_it_lies():
    # make_valid makes a part of it, beyond the bounds of the ring.
    odd = shapely.Polygon([(5, 5), (5, 10), (15, 5)], [[(0, 0), (0, 5), (5, 0)]])
    areas = make_areas([shapely.box(0, 0, 60, 60), shapely.box(0, 0, 2, 2)])
    assert area_by(areas, make_polygons([odd], ["a"]), "klasse")["a"].to_list() == [25 + 12.5, 4]


def test_parts_of_a_polygon_may_lie_in_areas_apart():
    parted = shapely.MultiPolygon([shapely.box(WEST + x, SOUTH + 5, WEST + x + 1, SOUTH + 6) for x in (5, 25)])
    assert_equal_to_overlay(make_areas(tile_square(3, 1)), make_polygons([parted], ["a"]))


def test_areas_that_leave_a_gap_or_overlap_a_little_get_no_rest():
    polygons = make_polygons([shapely.box(WEST - 5, SOUTH + 1, WEST + 5, SOUTH + 2)] * 3, ["a", "a", "b"])
    for between in (-0.001, 0.0, 0.001):
        left, right = (
            shapely.box(WEST - 9, SOUTH, WEST, SOUTH + 9),
            shapely.box(WEST + between, SOUTH, WEST + 9, SOUTH + 9),
        )
        assert_equal_to_overlay(make_areas([left, right]), polygons)


def test_input_stays_as_it_is_and_the_index_may_repeat():
    areas = make_areas([BOWTIE, shapely.box(0, 0, 2, 2)], index=["x", "x"])
    polygons = make_polygons([BOWTIE, None], pd.Categorical(["b", "b"], ["c", "b"]))
    polygons.index = [7, 7]
    before = areas.copy(), polygons.copy()
    m2 = area_by(areas, polygons, "klasse")
    assert_frame_equal(m2, pd.DataFrame({"b": [50.0, 2.0]}, index=["x", "x"]))
    assert_frame_equal(areas, before[0])
    assert_frame_equal(polygons, before[1])


def test_what_is_repaired_or_has_no_surface_is_counted(caplog):
    whole, spike = shapely.box(0, 0, 10, 10), shapely.Polygon([(2, 2), (4, 2), (4, 4), (4, 9), (4, 4), (2, 4)])
    flat = shapely.Polygon([(0, 0), (5, 5), (9, 9)])
    polygons = make_polygons([BOWTIE, spike, flat, None, shapely.Polygon(), whole], [*"abcdee"])
    with caplog.at_level(logging.WARNING, logger="gezond_geo.landcover.overlay"):
        measurement = measure(make_areas([whole, None, shapely.Polygon()]), polygons, "klasse")
    # make_valid gives the bowtie both triangles, the spike its square without the line, and the flat one nothing.
    assert measurement.m2.loc[0].to_dict() == {"a": 50, "b": 4, "c": 0, "d": 0, "e": 100}
    assert measurement.m2.loc[[1, 2]].isna().all(axis=None)
    assert (measurement.repaired, measurement.without_surface) == (3, 3)
    assert [record.getMessage() for record in caplog.records] == [
        "Hersteld: 3 vlakken met een ongeldige vorm.",
        "Niet meegeteld: 3 vlakken zonder oppervlakte.",
    ]


def test_repaired_areas_are_logged(caplog):
    assert area_by(make_areas([BOWTIE]), make_polygons([shapely.box(0, 0, 5, 10)], ["a"]), "klasse").loc[0, "a"] == 25
    assert "Hersteld: 1 gebied met een ongeldige vorm." in caplog.text


@pytest.mark.parametrize(("count", "columns"), [(0, []), (1, ["a"])])
def test_no_polygons_or_none_near_the_areas(count, columns):
    areas = make_areas([shapely.box(0, 0, 1, 1)])
    polygons = make_polygons([shapely.box(5, 5, 6, 6)] * count, ["a"] * count)
    m2 = area_by(areas, polygons, "klasse")
    assert list(m2.columns) == columns
    assert (m2 == 0).all(axis=None)
    assert len(area_by(areas.iloc[:0], polygons, "klasse")) == 0


@pytest.mark.parametrize(
    ("areas", "polygons", "message"),
    [
        (make_areas([BOWTIE]).to_crs("EPSG:4326"), make_polygons([BOWTIE], ["a"]), "De gebieden staan in WGS 84"),
        (make_areas([BOWTIE]), make_polygons([BOWTIE], ["a"]).set_crs(None, allow_override=True), "onbekend stelsel"),
        (make_areas([BOWTIE]), make_polygons([BOWTIE], ["a"]).rename(columns={"klasse": "k"}), "geen kolom 'klasse'"),
        (make_areas([BOWTIE]), make_polygons([BOWTIE, BOWTIE], ["a", None]), "1 vlakken hebben geen waarde"),
        (make_areas([BOWTIE]), make_polygons([shapely.Point(1, 1)], ["a"]), r"zonder oppervlakte \(Point\)"),
        (make_areas([BOWTIE.exterior]), make_polygons([BOWTIE], ["a"]), r"De gebieden .* \(LinearRing\)"),
    ],
)
def test_what_cannot_be_measured_is_refused_by_name(areas, polygons, message):
    with pytest.raises(InputError, match=message):
        area_by(areas, polygons, "klasse")


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_coordinates_that_are_no_number_are_refused(number):
    with np.errstate(invalid="ignore"):
        odd = shapely.Polygon([(0, 0), (1, number), (2, 2)])
    with pytest.raises(InputError, match="De vlakken hebben coördinaten die geen getal zijn"):
        area_by(make_areas([BOWTIE]), make_polygons([odd], ["a"]), "klasse")


def test_a_shape_that_cannot_be_repaired_is_refused():
    # The hole of a ring that is a single point.
    odd = shapely.Polygon([(0, 2), (0, 2), (0, 2)], [[(0, 0), (0, 1), (1, 0)]])
    with pytest.raises(InputError, match="De gebieden hebben een vorm die niet te herstellen is"):
        area_by(make_areas([odd]), make_polygons([BOWTIE], ["a"]), "klasse")
