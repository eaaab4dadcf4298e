"""Part-areas on made-up squares in CBS's layout: by hand, secret codes, and bounds that hold the truth."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from examples import heavy
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import translate

import gezond_geo as gg
from gezond_geo.dataset.part_areas import FEW, UNKNOWN
from gezond_geo.errors import InputError

RD = "EPSG:28992"
WEST, SOUTH = 257_000, 471_000
SECRET, LATER = -99997, -99995


def codes(columns, rows):
    return [f"E{2570 + x}N{4710 + y}" for y in range(rows) for x in range(columns)]


def make_squares(residents, columns, **others):
    rows = len(residents) // columns
    return pd.DataFrame({"crs28992res100m": codes(columns, rows), "aantal_inwoners": residents, **others})


def make_areas(*shapes, index=None):
    return gpd.GeoDataFrame(geometry=list(shapes), index=index, crs=RD)


def area_of(west, south, east, north):
    return shapely.box(WEST + west, SOUTH + south, WEST + east, SOUTH + north)


def test_by_hand():
    # Four squares in a row: whole, half, outside, and a secret one of which a quarter is in.
    squares = make_squares([101, 40, 77, SECRET], 4, aantal_inwoners_65_jaar_en_ouder=[31, SECRET, 5, SECRET])
    shape = shapely.union_all([area_of(0, 0, 150, 100), area_of(300, 0, 325, 100)])
    table = gg.area_figures(make_areas(shape, index=["'t Lang"]), squares)
    residents = table.loc[("'t Lang", "inwoners")]
    assert residents["schatting"] == pytest.approx(101 + 0.5 * 40 + 0.25 * 2)
    assert (residents["laagst"], residents["hoogst"], residents["geheim"]) == (101, 101 + 40 + 4, 1)
    assert residents["verdeeld"] == pytest.approx(100 * 20.5 / 121.5)
    old = table.loc[("'t Lang", "inwoners_65_plus")]
    assert old["schatting"] == pytest.approx(31 + 0.5 * 2 + 0.25 * 2)
    assert (old["laagst"], old["hoogst"], old["geheim"]) == (31, 31 + 4 + 4, 2)


def test_an_area_that_crosses_itself_is_repaired_before_it_is_measured():
    # Two triangles that meet in a point, each half of a square; and a ring that goes round twice, a square and a half.
    bow = shapely.Polygon([(0, 0), (200, 100), (200, 0), (0, 100)])
    twice = shapely.Polygon([(0, 0), (150, 0), (150, 100), (0, 100), (0, 0), (150, 0), (150, 100), (0, 100)])
    areas = make_areas(*(translate(shape, WEST, SOUTH) for shape in (bow, twice)))
    assert not areas.is_valid.any()
    table = gg.area_figures(areas, make_squares([200, 400], 2))
    assert table["schatting"].tolist() == pytest.approx([300, 400])


def test_counts_rounded_to_five_are_two_off_at_most():
    table = gg.area_figures(make_areas(area_of(0, 0, 500, 400)), make_squares([10] * 20, 5))
    assert table.iloc[0][["schatting", "laagst", "hoogst"]].tolist() == [200, 160, 240]


def test_a_secret_part_is_no_more_than_the_residents():
    squares = make_squares([200, 3], 2, aantal_inwoners_0_tot_15_jaar=[20, SECRET], aantal_woningen=[90, SECRET])
    table = gg.area_figures(make_areas(area_of(0, 0, 200, 100)), squares)["hoogst"]
    assert table[(0, "inwoners_0_15")] == 23
    assert table[(0, "woningen")] == 94


def test_under_a_hundred_residents_nothing_is_shown():
    squares = make_squares([99, 100], 2, aantal_woningen=[50, 50])
    areas = make_areas(area_of(0, 0, 100, 100), area_of(100, 0, 200, 100), index=["a", "a"])
    table = gg.area_figures(areas, squares)
    assert table["reden"].tolist() == [FEW, FEW, "", ""]
    assert table.drop(columns="reden")[:2].isna().all(axis=None)
    assert table["schatting"].tolist()[2:] == [100, 50]


def test_a_count_that_is_not_known_yet_is_not_zero():
    squares = make_squares([200, 200], 2, aantal_woningen=[50, LATER])
    table = gg.area_figures(make_areas(area_of(0, 0, 200, 100)), squares)
    assert table.loc[(0, "woningen"), "reden"] == UNKNOWN
    assert np.isnan(table.loc[(0, "woningen"), "schatting"])
    assert table.loc[(0, "inwoners"), "schatting"] == 400


def test_files_of_cbs_give_the_same(tmp_path):
    squares = make_squares([150, SECRET, 41], 3)
    boxes = [area_of(100 * n, 0, 100 * n + 100, 100) for n in range(3)]
    gpd.GeoDataFrame(squares, geometry=boxes, crs=RD).to_file(tmp_path / "cbs_vk100_2024.gpkg", layer="vierkant_100m")
    squares.to_csv(tmp_path / "cbs_vk100_2024.csv", sep=";", index=False)
    area = make_areas(shapely.Point(WEST + 150, SOUTH + 50).buffer(120))
    expected = gg.area_figures(area, squares)
    for name in ("cbs_vk100_2024.gpkg", "cbs_vk100_2024.csv"):
        pd.testing.assert_frame_equal(gg.area_figures(area, tmp_path / name), expected)


def postcodes():
    """Three made-up postcode areas in CBS's layout: one in two parts, one with secret counts."""
    shapes = [
        shapely.MultiPolygon([area_of(0, 0, 100, 100), area_of(200, 0, 250, 100)]),
        shapely.MultiPolygon([area_of(100, 0, 200, 100)]),
        shapely.MultiPolygon([area_of(0, 100, 250, 180)]),
    ]
    columns = {
        "postcode6": ["7531AB", "7531AC", "7531AD"],
        "aantal_inwoners": [150, 61, SECRET],
        "aantal_inwoners_65_jaar_en_ouder": [30, SECRET, SECRET],
        "aantal_woningen": [70, 30, LATER],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=RD)


def test_postcode_areas_count_by_the_part_of_their_land(tmp_path):
    postcodes().to_file(tmp_path / "cbs_pc6_2024_v1.gpkg", layer="postcode6")
    areas = make_areas(area_of(0, 0, 200, 100), area_of(0, 0, 250, 180), index=["west", "al"])
    for source in (postcodes(), tmp_path / "cbs_pc6_2024_v1.gpkg"):
        table = gg.area_figures(areas, source)
        # Two thirds of the first, all of the second; of 65 and older 20 and a secret count of 0 to 4.
        assert table.loc[("west", "inwoners"), ["schatting", "laagst", "hoogst"]].tolist() == [161, 61, 211]
        assert table.loc[("west", "inwoners_65_plus"), ["schatting", "laagst", "hoogst"]].tolist() == [22, 0, 34]
        assert table.loc[("al", "inwoners"), ["schatting", "geheim"]].tolist() == [213, 1]
        assert table.loc[("west", "woningen"), "schatting"] == pytest.approx(70 * 2 / 3 + 30)
        assert table.loc[("al", "woningen"), "reden"] == UNKNOWN


def test_postcodes_without_their_areas_are_refused():
    with pytest.raises(InputError, match="vierkant"):
        gg.area_figures(make_areas(area_of(0, 0, 250, 180)), pd.DataFrame(postcodes().drop(columns="geometry")))


def test_squares_of_500_metres_are_read_by_their_header():
    squares = pd.DataFrame({"crs28992res500m": ["E2570N4710"], "aantal_inwoners": [1000]})
    assert gg.area_figures(make_areas(area_of(0, 0, 250, 500)), squares)["schatting"].tolist() == [500]


@pytest.mark.parametrize(
    ("squares", "sentence"),
    [
        (pd.DataFrame({"crs28992res100m": ["E2570N4710"]}), "inwoners"),
        (pd.DataFrame({"crs28992res100m": ["2570"], "aantal_inwoners": [5]}), "geen code van een vierkant"),
        (make_squares([-3], 1), "inwoners"),
    ],
)
def test_what_is_no_table_of_squares_is_refused(squares, sentence):
    with pytest.raises(InputError, match=sentence):
        gg.area_figures(make_areas(area_of(0, 0, 100, 100)), squares)


people = st.lists(st.integers(0, 60), min_size=16, max_size=16).map(lambda counts: [300, *counts[1:]])


@heavy
@given(people, st.floats(110, 390), st.floats(110, 390))
def test_the_parts_of_an_area_add_up_to_it(counts, x, y):
    squares = make_squares([SECRET if count < 5 else count for count in counts], 4)
    parts = [area_of(0, 0, x, y), area_of(x, 0, 400, y), area_of(0, y, x, 400), area_of(x, y, 400, 400)]
    estimates = gg.area_figures(make_areas(*parts), squares)["schatting"]
    whole = gg.area_figures(make_areas(area_of(0, 0, 400, 400)), squares)["schatting"].item()
    assert whole == pytest.approx(sum(2 if count < 5 else count for count in counts))
    if estimates.notna().all():
        # A strip of less than a centimetre along a square counts as none of it.
        assert estimates.sum() == pytest.approx(whole, rel=4e-4)


@heavy
@given(people, st.booleans(), st.integers(110, 390), st.integers(110, 390), st.integers(0, 2**32 - 1))
def test_the_bounds_hold_the_truth(counts, rounds, x, y, seed):
    rng = np.random.default_rng(seed)
    cells = np.repeat(np.arange(16), counts)
    places = rng.uniform(0, 100, (len(cells), 2)) + 100 * np.column_stack([cells % 4, cells // 4])
    truth = int((places < [x, y]).all(axis=1).sum())
    figures = [5 * round(count / 5) if rounds else count for count in counts]
    # Two tables of one figure, so that there are twenty values to tell rounding from.
    squares = make_squares([SECRET if true < 5 else show for true, show in zip(counts, figures, strict=True)], 4)
    squares = squares.assign(aantal_part_huishoudens=[100] * 16)
    row = gg.area_figures(make_areas(area_of(0, 0, x, y)), squares).loc[(0, "inwoners")]
    is_rounded = rounds and sum(count >= 5 for count in counts) >= 4
    if is_rounded or not rounds:
        assert row["laagst"] <= truth <= row["hoogst"]
