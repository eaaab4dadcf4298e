"""Whether boundaries that someone brought are those of the buurten: by place, by land, and by each other."""

import numpy as np
import pandas as pd
import pytest
from examples import heavy
from hypothesis import given
from hypothesis import strategies as st
from made_up import squares
from shapely import affinity, box

from gezond_geo.areas.fit import find_misfits, measure_apart

CODES = [f"BU016400{n:02d}" for n in range(9)]
WEST, SOUTH = 200_000.0, 468_000.0


@pytest.fixture
def boundaries():
    """Nine squares of 100 ha, three by three."""
    shapes = [
        box(WEST + n % 3 * 1000, SOUTH + n // 3 * 1000, WEST + n % 3 * 1000 + 1000, SOUTH + n // 3 * 1000 + 1000)
        for n in range(9)
    ]
    return squares(CODES).set_index("buurtcode").set_geometry(shapes, crs="EPSG:28992").geometry


@pytest.fixture
def buurten(boundaries):
    middle = boundaries.centroid
    return pd.DataFrame({"land_ha": 100.0, "x": middle.x, "y": middle.y})


def test_boundaries_that_fit_have_no_reason(boundaries, buurten):
    assert find_misfits(boundaries, buurten).empty
    assert find_misfits(boundaries, buurten[["land_ha"]]).empty
    assert find_misfits(boundaries, pd.DataFrame(index=buurten.index)).empty


def test_boundaries_elsewhere_are_told_by_the_places(boundaries, buurten):
    assert find_misfits(boundaries.translate(-40_000, -20_000), buurten).to_dict() == dict.fromkeys(
        CODES, "ligt ergens anders"
    )
    # Places are rounded, and those of coarse boundaries.
    assert find_misfits(boundaries.translate(590, 0), buurten).empty
    assert len(find_misfits(boundaries.translate(601, 0), buurten)) == 9


@pytest.mark.parametrize(
    ("scale", "fits"), [(1.0, True), (np.sqrt(0.75), True), (np.sqrt(0.73), False), (0.5, False), (0.1, False)]
)
def test_a_boundary_has_at_least_most_of_the_land(boundaries, buurten, scale, fits):
    boundaries.iloc[4] = affinity.scale(boundaries.iloc[4], scale, scale)
    assert find_misfits(boundaries, buurten).empty == fits


def test_a_boundary_may_hold_water(boundaries, buurten):
    assert find_misfits(boundaries, buurten.assign(land_ha=20.0)).empty
    reasons = find_misfits(boundaries, buurten.assign(land_ha=19.0))
    assert reasons.iloc[0] == "de grens omvat 100 ha en de buurt heeft 19 ha land"
    assert len(reasons) == 9


def test_what_lies_over_its_neighbours_is_the_one_that_is_wrong(boundaries, buurten):
    boundaries.iloc[4] = affinity.scale(boundaries.iloc[4], 2, 2)
    expected = {CODES[4]: "ligt over andere grenzen heen"}
    assert find_misfits(boundaries, buurten).to_dict() == expected
    assert find_misfits(boundaries, pd.DataFrame(index=buurten.index)).to_dict() == expected


def test_one_that_covers_the_country_is_the_one_that_is_wrong(boundaries, buurten):
    boundaries.iloc[2] = box(20_000, 310_000, 280_000, 610_000)
    for figures in (buurten, buurten[["land_ha"]], pd.DataFrame(index=buurten.index)):
        assert find_misfits(boundaries, figures).index.tolist() == [CODES[2]]


def test_the_same_boundary_for_all_is_that_of_none(boundaries, buurten):
    boundaries.iloc[:] = [boundaries.iloc[0]] * 9
    assert len(find_misfits(boundaries, buurten[["land_ha"]])) == 9
    assert find_misfits(boundaries, buurten).index.tolist() == CODES[1:]


def test_the_same_boundary_for_half_is_that_of_none_of_them(boundaries, buurten):
    boundaries.iloc[:4] = [boundaries.iloc[0]] * 4
    assert find_misfits(boundaries, buurten[["land_ha"]]).index.tolist() == CODES[:4]


def test_neighbours_that_were_drawn_apart_may_overlap_a_little(boundaries, buurten):
    boundaries.iloc[4] = affinity.scale(boundaries.iloc[4], 1.1, 1.1)
    assert find_misfits(boundaries, buurten).empty


@heavy
@given(st.permutations(range(9)))
def test_the_order_of_boundaries_changes_nothing(order):
    shapes = [box(n * 900, 400_000, n * 900 + 1000, 401_000 + (n == 4) * 5000) for n in range(9)]
    areas = squares(CODES).set_index("buurtcode").set_geometry(shapes, crs="EPSG:28992").geometry
    figures = pd.DataFrame({"land_ha": 100.0}, index=areas.index)
    shuffled = areas.iloc[list(order)]
    assert find_misfits(shuffled, figures).sort_index().to_dict() == find_misfits(areas, figures).sort_index().to_dict()


def test_how_far_a_place_lies_outside_its_boundary(boundaries, buurten):
    # The squares are one kilometre wide, so their middle is 500 m from each side.
    assert measure_apart(boundaries, buurten).tolist() == [0.0] * len(boundaries)
    assert measure_apart(boundaries.translate(1500, 0), buurten).round(6).tolist() == [1000.0] * len(boundaries)
