import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from doc_tables import rows_of
from written_bgt import X, Y, small_bgt, write_zip

from gezond_geo import settings
from gezond_geo.errors import InputError
from gezond_geo.landcover.bgt import open_bgt
from gezond_geo.landcover.bgt_classes import CLASSES
from gezond_geo.landcover.sealing import stone_cover, stone_shares

HALF_DISC = math.pi * 20**2 / 2
SHARES = ("steen_laag", "steen", "steen_hoog")


def areas(**shapes):
    return gpd.GeoDataFrame(index=list(shapes), geometry=list(shapes.values()), crs="EPSG:28992")


def at(west, south, east, north):
    return shapely.box(X + west, Y + south, X + east, Y + north)


def polygons(**shapes):
    """Give a frame of one polygon per class; the name of a class is without its space."""
    names = [name.split("_")[0].replace("halfverhard", "half verhard") for name in shapes]
    return gpd.GeoDataFrame({"klasse": names}, geometry=list(shapes.values()), crs="EPSG:28992")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    with settings.caching_in(folder / "cache"):
        return open_bgt(write_zip(folder / "bgt.zip", small_bgt()))


def test_six_rectangles_and_an_arc(small):
    """The example of ``docs/verstening.md``, worked out there by hand."""
    cover = stone_cover(areas(alles=at(0, 0, 100, 100), west=at(0, 0, 60, 100), arc=at(60, 0, 100, 50)), small.path)
    whole = cover.loc["alles"]
    rows = rows_of("verstening.md", "voorbeeld")
    assert list(rows) == list(CLASSES)
    by_hand = {"groen": 5000 - HALF_DISC, "onverhard": HALF_DISC}
    for name, (_, exact, share) in rows.items():
        assert f"{by_hand.get(name, 1000):.1f}" == exact, name
        assert f"{whole[name]:.1f}" == share, name
    # Fifty edges, no one further than 1 cm from the arc.
    assert whole["onverhard"] == pytest.approx(50 * 20**2 / 2 * math.sin(math.pi / 50), abs=1e-6)
    assert (whole["onbekend"], whole["overlap"], whole["oppervlak"], whole["reden"]) == (0, 0, 10_000, "")
    assert whole["dekking"] == pytest.approx(100)
    assert whole["steen"] == pytest.approx(3500 / 90)
    assert (whole["steen_laag"], whole["steen_hoog"]) == pytest.approx((3000 / 90, 4000 / 90))
    # Without the half disc: 3 500 of 5 000.
    assert cover.loc["west", ["steen_laag", "steen", "steen_hoog"]].tolist() == pytest.approx([60, 70, 80])
    assert cover.loc["arc", "onverhard"] == pytest.approx(whole["onverhard"])
    assert cover.loc["arc", "steen"] == 0


def test_a_frame_and_its_file_give_the_same(small):
    where = areas(a=at(5, 5, 95, 60), b=at(0, 0, 30, 100))
    frame = gpd.read_parquet(small.path)
    pd.testing.assert_frame_equal(stone_cover(where, frame), stone_cover(where, small.path))


def test_the_areas_and_polygons_are_not_changed(small):
    where, frame = areas(a=at(0, 0, 100, 100)), gpd.read_parquet(small.path)
    before = where.copy(), frame.copy()
    assert stone_cover(where, frame).index.tolist() == ["a"]
    pd.testing.assert_frame_equal(where, before[0])
    pd.testing.assert_frame_equal(frame, before[1])


@pytest.mark.parametrize(
    ("covered", "reason"),
    [(100, ""), (99.001, ""), (98.99, "de BGT dekt 98,9 % van het gebied, minder dan 99 %"), (50, "dekt 50,0 %")],
)
def test_an_area_with_a_gap_is_missing_and_never_nothing(covered, reason):
    row = stone_cover(areas(a=at(0, 0, 100, 100)), polygons(verhard=at(0, 0, covered, 100))).loc["a"]
    assert reason in row["reden"]
    assert bool(row["reden"]) == bool(reason)
    assert row[["steen", "steen_laag", "steen_hoog"]].isna().all() == bool(reason)
    assert row["dekking"] == pytest.approx(covered)
    assert row["verhard"] == pytest.approx(100 * covered)


def test_an_area_without_any_polygon_is_missing():
    row = stone_cover(areas(a=at(500, 0, 600, 100)), polygons(verhard=at(0, 0, 10, 10))).loc["a"]
    assert np.isnan(row["steen"])
    assert row["dekking"] == 0
    assert row["reden"].startswith("de BGT dekt 0,0 %")


def test_an_area_without_boundary_is_missing(small):
    cover = stone_cover(areas(a=None, b=at(0, 0, 60, 100)), small.path)
    assert cover.loc["a", "reden"] == "geen grens bekend"
    assert np.isnan(cover.loc["a", "steen"])
    assert cover.loc["b", "steen"] == pytest.approx(70)


def test_an_index_may_say_the_same_twice(small):
    twice = gpd.GeoDataFrame(index=["a", "a"], geometry=[at(0, 0, 60, 100), at(60, 0, 100, 50)], crs="EPSG:28992")
    assert stone_cover(twice, small.path)["steen"].tolist() == pytest.approx([70, 0])


def test_shares_of_areas_together_follow_from_their_square_metres(small):
    parts = stone_cover(areas(west=at(0, 0, 30, 100), east=at(30, 0, 100, 100)), small.path)
    whole = stone_cover(areas(a=at(0, 0, 100, 100)), small.path)
    together = stone_shares(parts[list(CLASSES)].sum().to_frame("a").T)
    pd.testing.assert_frame_equal(together, whole[["steen", "steen_laag", "steen_hoog"]])


def test_an_area_of_water_is_missing():
    row = stone_cover(areas(a=at(0, 0, 10, 10)), polygons(water=at(0, 0, 10, 10))).loc["a"]
    assert np.isnan(row["steen"])
    assert row["reden"] == "er is alleen water"


def test_what_has_no_class_covers_nothing():
    frame = polygons(verhard=at(0, 0, 90, 100), onbekend=at(90, 0, 100, 100))
    row = stone_cover(areas(a=at(0, 0, 100, 100)), frame).loc["a"]
    assert (row["onbekend"], row["dekking"]) == pytest.approx((1000, 90))
    assert np.isnan(row["steen"])


def test_what_lies_over_each_other_is_counted_once_in_the_coverage():
    frame = polygons(groen=at(0, 0, 100, 100), gebouw_1=at(0, 0, 9, 10), gebouw_2=at(500, 0, 509, 10))
    cover = stone_cover(areas(a=at(0, 0, 100, 100), b=at(0, 0, 50, 50)), frame)
    assert cover["overlap"].tolist() == pytest.approx([90, 90])
    assert cover["dekking"].tolist() == pytest.approx([100, 100])
    assert cover.loc["a", "steen"] == pytest.approx(100 * 90 / 10_090)
    # Of the smaller one 3,6 % is counted twice: too much to say what it is.
    assert np.isnan(cover.loc["b", "steen"])
    assert cover.loc["b", "reden"] == "in de BGT liggen vlakken over elkaar: 3,6 %"


def test_an_overlap_does_not_hide_a_gap():
    frame = polygons(groen_1=at(0, 0, 90, 100), groen_2=at(0, 0, 10, 100))
    row = stone_cover(areas(a=at(0, 0, 100, 100)), frame).loc["a"]
    assert row["dekking"] == pytest.approx(90)


@pytest.mark.parametrize(
    ("corners", "square_metres"),
    [
        ([(0, 0), (100, 100), (100, 0), (0, 100)], 5000),  # a bow-tie: two triangles of 100 by 50
        ([(0, 0), (100, 0), (100, 100), (0, 100)] * 2, 10_000),  # a square that its ring goes round twice
    ],
)
def test_an_area_is_repaired_before_its_surface_is_taken(corners, square_metres):
    area = areas(a=shapely.Polygon([(250_000 + x, 470_000 + y) for x, y in corners]))
    ground = polygons(verhard=shapely.box(249_000, 469_000, 251_000, 471_000))
    row = stone_cover(area, ground).iloc[0]
    assert row["oppervlak"] == pytest.approx(square_metres)
    assert row["verhard"] == pytest.approx(square_metres)
    assert row["dekking"] == pytest.approx(100)
    assert row["steen"] == 100


def test_no_areas_have_no_cover():
    ground = polygons(verhard=shapely.box(249_000, 469_000, 251_000, 471_000))
    assert stone_cover(areas(), ground).empty


def test_a_class_that_is_not_known_is_refused():
    with pytest.raises(InputError, match="'asfalt'"):
        stone_cover(areas(a=at(0, 0, 10, 10)), polygons(asfalt=at(0, 0, 10, 10)))


@pytest.mark.shared
def test_otterlo_adds_up(otterlo, otterlo_ground):
    """Classes and gaps, less overlaps, are the area: on a made-up grid over the village and the land around it."""
    corners = [(x, y) for x in range(179_600, 182_400, 400) for y in range(455_000, 459_400, 400)]
    cells = {f"{x}-{y}": shapely.box(x, y, x + 400, y + 400) for x, y in corners}
    grid = areas(**cells)
    cover = stone_cover(grid, otterlo.path)
    gaps = shapely.area(shapely.difference(grid.geometry.to_numpy(), otterlo_ground))
    total = cover[[*CLASSES, "onbekend"]].sum(axis=1) + gaps - cover["overlap"]
    assert total.to_numpy() == pytest.approx(grid.area.to_numpy(), rel=1e-9)
    assert (cover["onbekend"] == 0).all()
    assert cover["steen"].notna().sum() == (gaps / grid.area <= 0.01).sum() > 10


@pytest.mark.shared
def test_the_shares_of_otterlo_are_those_of_the_page(otterlo, otterlo_ground):
    where = {
        "the whole extract": otterlo_ground,
        "one cell in the village": shapely.box(181_200, 456_600, 181_600, 457_000),
    }
    cover = stone_cover(areas(**where), otterlo.path)
    assert (cover["dekking"] > 99.999).all()
    hectares = cover[["oppervlak", "erf"]] / 1e4
    texts = cover[list(SHARES)].join(hectares).map("{:.1f}".format)
    assert {str(name): row.tolist() for name, row in texts.iterrows()} == rows_of("verstening.md", "otterlo")


@pytest.mark.shared
def test_the_estimate_and_the_measurement_of_otterlo_are_those_of_the_page(shared_dir, otterlo):
    buurten = gpd.read_parquet(shared_dir / "data" / "grenzen" / "nederland_buurten_2012.parquet")
    village = buurten[buurten["buurtcode"] == "BU02289001"].set_index("buurtcode").to_crs("EPSG:28992")
    cover = stone_cover(village, otterlo.path)
    assert cover.iloc[0]["reden"] == "de BGT dekt 95,7 % van het gebied, minder dan 99 %"
    assert cover.iloc[0]["dekking"] == pytest.approx(95.8, abs=0.05)
    estimate = pd.read_csv(shared_dir / "data" / "verstening" / "summer_in_the_city.csv").set_index("buurtcode")
    shares = stone_shares(cover).loc["BU02289001", ["steen_laag", "steen", "steen_hoog"]]
    water = 100 * cover["water"] / cover[list(CLASSES)].sum(axis=1)
    was = estimate.loc["BU02289001"]
    rows = rows_of("verstening.md", "luchtfoto")
    assert rows["stone"] == [f"{was['urban']:.0f}", *shares.map("{:.1f}".format)]
    assert rows["water"] == [f"{was['water']:.0f}", *[f"{water.iloc[0]:.1f}"] * 3]


def test_what_is_known_of_yards_takes_the_place_of_the_half(small):
    """By hand: 6 000 m² with 1 000 of road, path, building, yard, wood and water, so 5 000 m² of land."""
    where = areas(known=at(0, 0, 60, 100), none=at(0, 0, 60, 100), nan=at(0, 0, 60, 100), all=at(0, 0, 60, 100))
    yards = pd.Series({"all": 100.0, "known": 26.5, "nan": np.nan, "elsewhere": 3.0})
    cover = stone_cover(where, small.path, yards=yards)
    assert cover["erf_steen"].tolist() == pytest.approx([265, 500, 500, 1000])
    assert cover["erf_bekend"].tolist() == [True, False, False, True]
    assert cover["steen"].tolist() == pytest.approx([3265 / 50, 70, 70, 80])
    assert cover["steen_laag"].tolist() == pytest.approx([60] * 4)
    assert cover["steen_hoog"].tolist() == pytest.approx([80] * 4)
    # Added up, the yards of each area keep their own share.
    together = stone_shares(cover.iloc[:2].sum(numeric_only=True).to_frame().T).iloc[0]
    assert together["steen"] == pytest.approx((3265 + 3500) / 100)


@pytest.mark.parametrize("share", [-0.1, 100.1, float("inf")])
def test_a_share_of_yards_is_a_percentage(small, share):
    with pytest.raises(InputError, match=r"niet tussen 0 en 100|oneindig getal"):
        stone_cover(areas(a=at(0, 0, 60, 100)), small.path, yards=pd.Series({"a": share}))
