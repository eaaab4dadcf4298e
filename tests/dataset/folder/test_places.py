"""Places are read as people write them, and found on the map by hand."""

import geopandas as gpd
import pandas as pd
import pytest
from made_up import squares
from shapely import Point, box

from gezond_geo.areas.codes import Region
from gezond_geo.dataset.folder.places import locate, read_places, say_places
from gezond_geo.dataset.folder.projects import read_projects

NAMES = (
    ("Pathmos", "BU01530202"),
    ("Boswinkel - De Braker", "BU01530201"),
    ("Boswinkel", "BU01530201"),
    ("'t Lang", "BU01530603"),
    ("Dorp, kern", "BU01530900"),
    ("Oost", "BU01530500"),
    ("Oost", "BU01530501"),
)
ENSCHEDE = Region(
    "GM0153", "Enschede", {code for _, code in NAMES} | {"BU01530601"}, NAMES, (("Glanden", "BU01530601"),)
)


@pytest.mark.parametrize(
    ("cell", "places"),
    [
        ("", ""),
        ("BU01530202", "BU01530202:document"),
        ("bu01530202  bu01530201:bron", "BU01530202:document BU01530201:bron"),
        ("BU01530202:naam, BU01530201:naam", "BU01530202:naam BU01530201:naam"),
        ("Pathmos", "BU01530202:naam"),
        ("PATHMOS; boswinkel", "BU01530202:naam BU01530201:naam"),
        ("Pathmos\nhet Lang", "BU01530202:naam BU01530603:naam"),
        ("Pathmos en ’t Lang", "BU01530202:naam BU01530603:naam"),
        ("Pathmos / Boswinkel", "BU01530202:naam BU01530201:naam"),
        ("Pathmos:waarschijnlijk:deel", "BU01530202:waarschijnlijk:deel"),
        ("Pathmos:deel", "BU01530202:naam:deel"),
        ("Pathmos : bron", "BU01530202:bron"),
        ("Pathmos : bron, BU01530201", "BU01530202:bron BU01530201:document"),
        ("Dorp, kern", "BU01530900:naam"),
        ("Boswinkel - De Braker", "BU01530201:naam"),
        ("Glanden", "BU01530601:naam:deel"),
    ],
)
def test_a_cell_names_buurten(cell, places):
    parsed_places, faults = read_places(cell, ENSCHEDE)
    assert faults == []
    assert " ".join(map(str, parsed_places)) == places
    # What was read is read again as the same.
    assert read_places(places, ENSCHEDE) == (parsed_places, [])


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("Patmos", "'Patmos' is geen buurt van Enschede; bedoelt u Pathmos?"),
        ("Xyz", "'Xyz' is geen buurt van Enschede; schrijf een naam zoals het CBS, of de code."),
        ("Oost", "'Oost' is de naam van meer buurten (BU01530500 en BU01530501); schrijf de code."),
        ("BU01530202:zeker", "'BU01530202:zeker' is geen buurt met zekerheid"),
        ("BU01530202:naam:half", "'BU01530202:naam:half' is geen buurt met zekerheid"),
        ("Pathmos, BU01530202", "buurt BU01530202 staat er twee keer"),
        ("BU01640001", "buurt BU01640001 bestaat niet in Enschede"),
    ],
)
def test_a_cell_that_names_none_is_said(cell, reason):
    assert [fault.startswith(reason) for fault in read_places(cell, ENSCHEDE)[1]] == [True]


@pytest.fixture
def buurten():
    """Three buurten of a kilometre side by side from x = 255 000, y = 468 000; of the last no boundary is known."""
    areas = squares(["BU01530000", "BU01530001", "BU01530002"]).set_index("buurtcode")
    areas["buurtnaam"] = ["City", "Lasonder", "Laares"]
    areas.loc["BU01530002", "geometry"] = None
    return areas


def projects_of(**columns):
    count = len(next(iter(columns.values())))
    names = [f"Project {n}" for n in range(1, count + 1)]
    return read_projects(pd.DataFrame({"naam": names, **columns}))[0]


def test_a_point_on_a_border_is_in_both_and_that_is_said(buurten):
    projects = projects_of(x=[256_000, 255_500, 256_001], y=[468_500, 468_500, 468_500])
    places = locate(projects, buurten)
    assert places.to_dict("list") == {
        "project": [1, 1, 2, 3],
        "buurtcode": ["BU01530000", "BU01530001", "BU01530000", "BU01530001"],
        "zekerheid": ["punt"] * 4,
        "gewicht": [1.0] * 4,
    }
    assert say_places(projects, buurten) == [
        "Project 1 ligt op de grens van City en Lasonder: het hoort bij alle, en het geld is naar inwoners verdeeld."
    ]


def test_an_area_is_in_each_buurt_for_the_part_that_it_takes_in(buurten):
    # 500 m of City and 250 m of Lasonder, over their whole height; then 5 m of Lasonder, which is a sliver.
    areas = gpd.GeoDataFrame(
        {"naam": ["Groen", "Randje"]},
        geometry=[box(255_500, 468_000, 256_250, 469_000), box(255_000, 468_000, 256_005, 469_000)],
        crs="EPSG:28992",
    )
    projects, notes = read_projects(areas)
    assert notes == [
        "Het bedrag is niet bekend van project 1 (Groen), project 2 (Randje); in de sommen telt dat niet mee."
    ]
    places = locate(projects, buurten)
    assert places["buurtcode"].tolist() == ["BU01530000", "BU01530001", "BU01530000"]
    assert places["gewicht"].tolist() == pytest.approx([0.5, 0.25, 1])
    assert places["zekerheid"].eq("vlak").all()


def test_a_frame_in_degrees_gives_the_same_places(buurten):
    shapes = [Point(255_500, 468_500), box(255_500, 468_000, 256_250, 469_000), None]
    areas = gpd.GeoDataFrame({"naam": ["a", "b", "c"]}, geometry=shapes, crs="EPSG:28992")
    here, there = read_projects(areas)[0], read_projects(areas.to_crs(4326))[0]
    assert here.loc[1, ["x", "y"]].tolist() == [255_500, 468_500]
    assert there.loc[1, ["x", "y"]].tolist() == pytest.approx([255_500, 468_500], abs=0.02)
    assert locate(here, buurten)["buurtcode"].tolist() == locate(there, buurten)["buurtcode"].tolist()
    # What was read is a list, of which the area is a text.
    pd.testing.assert_frame_equal(read_projects(here)[0], here)


def test_buurten_go_before_an_area_and_a_confirmed_address_before_a_probable_buurt(buurten):
    columns = {"x": [255_500] * 3, "y": [468_500] * 3}
    codes = ["BU01530001:waarschijnlijk", "BU01530001:naam", "BU01530002:waarschijnlijk"]
    projects = projects_of(buurten=codes, punt_zekerheid=["adres", "adres", "punt"], **columns)
    places = locate(projects, buurten)
    assert dict(zip(places["project"], places["buurtcode"], strict=True)) == {
        1: "BU01530000",
        2: "BU01530001",
        3: "BU01530002",
    }
    assert places["zekerheid"].tolist() == ["adres", "naam", "waarschijnlijk"]


def test_what_has_no_place_is_said(buurten):
    projects = projects_of(
        x=[259_000, None, None, None, None],
        y=[468_500, None, None, None, None],
        buurten=["", "BU01539999", "", "", ""],
        dimensie=["", "", "stedelijk", "", "populatiegericht"],
        plaats=["", "", "", "Wijkpark", ""],
    )
    assert say_places(projects, buurten) == [
        "Niet in een buurt te plaatsen, want hun punt ligt binnen geen bekende grens: project 1.",
        "Zonder plaats, want een buurt ervan is er in deze uitgave niet: project 2 (BU01539999).",
        "Zonder plaats, en dus in geen buurt geteld: project 4 (Project 4); zoek hun adres op met "
        "gezond-geo projecten --adressen.",
    ]
