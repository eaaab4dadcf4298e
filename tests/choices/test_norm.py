"""The norm for meeting places and who lives within reach of one, worked out by hand (``docs/papieren.md``)."""

import itertools
import math

import geopandas as gpd
import pandas as pd
import pytest
from four_buurten import A, B, C, F
from shapely import LineString, Point

import gezond_geo as gg
from gezond_geo.choices.meeting_places import read_places
from gezond_geo.errors import InputError

BORDER = pd.DataFrame({"naam": ["Buurthuis"], "x": [256_000], "y": [468_500]})
"""On the border of A and B, halfway."""


def test_the_band_of_a_buurt_by_hand(four):
    # A has 1 500 residents: 200 of 0-14 and 150 of 15-24 years.
    row = gg.assess_norm(four).loc[A]
    # From 25 years on 1 150 people: 2 whole times 500. From 18 on 1 500 - 200 - 3/10 of 150 = 1 255: 3 places.
    assert row[["volwassenen_laag", "volwassenen_hoog"]].tolist() == [1150, 1255]
    assert row[["plekken_laag", "plekken_hoog"]].tolist() == [2, 3]
    # 12-17 years: 3/15 of 200 and 3/10 of 150 = 85: no whole place. 15-24 years: 150: 2 places.
    assert row[["jongeren_laag", "jongeren_hoog"]].tolist() == [85, 150]
    assert row[["sportplekken_laag", "sportplekken_hoog"]].tolist() == [0, 2]


def test_under_a_hundred_residents_nothing_is_counted(four):
    assert gg.assess_norm(four).loc[F].drop("buurtnaam").isna().all()


def test_what_is_lacking_is_what_is_asked_for_less_what_is_there(four):
    places = pd.DataFrame(
        {"naam": ["Buurthuis", "Sporthal", "Zaaltje"], "x": [255_500] * 3, "y": [468_500] * 3, "m2": [None, 1200, 1199]}
    )
    row = gg.assess_norm(four, places).loc[A]
    assert row[["plekken", "sportplekken"]].tolist() == [3, 1]
    assert row[["tekort_plekken_laag", "tekort_plekken_hoog"]].tolist() == [0, 0]
    assert row[["tekort_sportplekken_laag", "tekort_sportplekken_hoog"]].tolist() == [0, 1]
    assert gg.assess_norm(four, places).loc[B, "tekort_plekken_hoog"] == gg.assess_norm(four).loc[B, "plekken_hoog"]


def test_a_place_on_a_border_counts_once(four):
    assert gg.assess_norm(four, BORDER)["plekken"].sum() == 1


def test_areas_taken_together_have_a_band_too(data):
    wijken = gg.assess_norm(gg.aggregate(data, "wijk"))
    buurten = gg.assess_norm(data)
    assert wijken["volwassenen_hoog"].sum() == pytest.approx(buurten["volwassenen_hoog"].sum())
    assert (wijken["plekken_laag"].sum(), wijken["plekken_hoog"].sum()) != (
        buurten["plekken_laag"].sum(),
        buurten["plekken_hoog"].sum(),
    )


def test_enschede(data):
    sums = gg.assess_norm(data).sum(numeric_only=True)
    assert sums[["plekken_laag", "plekken_hoog"]].tolist() == [188, 291]
    assert sums[["sportplekken_laag", "sportplekken_hoog"]].tolist() == [92, 284]


def test_as_the_crow_flies_half_a_circle_lies_in_each_buurt(four):
    reached = gg.reach(four, BORDER, metres=500)
    share = math.pi * 500**2 / 2 / 1000**2 * 100
    assert reached.buurten["aandeel"][[A, B, C]].tolist() == pytest.approx([share, share, 0], rel=1e-3)
    # 39,27 % of 1 500 and of 2 000 residents, to tens.
    assert reached.buurten["bereikt"][[A, B]].tolist() == [590, 790]
    assert reached.places["bereikt"].tolist() == [1370]
    assert (reached.method, reached.metres) == ("hemelsbreed", 500)
    assert "gelijk verdeeld over de oppervlakte" in reached.meldingen[-1]


def test_ten_minutes_at_the_pace_of_older_people_is_552_metres(four):
    assert gg.reach(four, BORDER, minutes=10).metres == pytest.approx(552)


def test_people_within_reach_of_two_places_count_once_for_the_buurt(four):
    twice = pd.concat([BORDER, BORDER])
    assert gg.reach(four, twice).buurten["bereikt"].equals(gg.reach(four, BORDER).buurten["bereikt"])


@pytest.mark.slow
def test_over_streets_a_street_counts_as_far_as_one_gets(four, tmp_path):
    networkx, osmnx = pytest.importorskip("networkx"), pytest.importorskip("osmnx")
    graph = networkx.MultiDiGraph(crs="EPSG:28992")
    xs = [255_000, 255_500, 256_000, 256_500, 257_000]
    for number, x in enumerate(xs):
        graph.add_node(number, x=x, y=468_500)
    for number, (west, east) in enumerate(itertools.pairwise(xs)):
        line = LineString([(west, 468_500), (east, 468_500)])
        graph.add_edge(number, number + 1, osmid=number, length=500.0, geometry=line)
        graph.add_edge(number + 1, number, osmid=number, length=500.0, geometry=line.reverse())
    osmnx.save_graphml(graph, tmp_path / "straten.graphml")
    reached = gg.reach(four, BORDER, metres=600, streets=tmp_path / "straten.graphml")
    # Of the kilometre of street in A the nearest 500 metres and 100 of the next.
    assert reached.buurten["aandeel"][[A, B, C]].tolist() == pytest.approx([60, 60, 0])
    assert reached.method == "over straat"


def test_a_file_that_is_no_network_is_refused(four, tmp_path):
    pytest.importorskip("osmnx")
    (tmp_path / "straten.graphml").write_text("niets", "utf-8")
    with pytest.raises(InputError, match="is geen stratennet"):
        gg.reach(four, BORDER, streets=tmp_path / "straten.graphml")


def test_without_boundaries_it_is_said(data):
    for function in (gg.reach, gg.assess_norm):
        with pytest.raises(InputError, match="zijn grenzen nodig; geef ze mee"):
            function(data, BORDER)


def test_places_are_read_from_a_map_and_a_table_alike(tmp_path):
    points = gpd.GeoDataFrame({"naam": ["Buurthuis"]}, geometry=[Point(256_000, 468_500)], crs="EPSG:28992")
    points.to_file(tmp_path / "plekken.gpkg")
    (tmp_path / "plekken.csv").write_text("naam;x;y\nBuurthuis;256000;468500\n", "utf-8")
    of_map, _ = read_places(tmp_path / "plekken.gpkg")
    of_table, _ = read_places(tmp_path / "plekken.csv")
    assert of_map.geometry.geom_equals(of_table.geometry).all()
    assert of_table["m2"].isna().all()


def test_a_place_without_a_name_or_place_is_refused(tmp_path):
    (tmp_path / "plekken.csv").write_text("naam;x;y;m2\n;256000;468500;-1\nZaal;;;\n", "utf-8")
    with pytest.raises(InputError, match="naam is leeg"):
        read_places(tmp_path / "plekken.csv")
    with pytest.raises(InputError, match="Zaal heeft geen plaats"):
        read_places(pd.DataFrame({"naam": ["Zaal"], "x": [None], "y": [None]}))
