"""Boundaries from cartomap: TopoJSON without a coordinate system, arcs as differences, shared ones written once."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from faulty import FaultyServer, Reply
from shapely import box

from gezond_geo import settings
from gezond_geo.areas import cartomap, pdok
from gezond_geo.errors import SourceError

pytestmark = pytest.mark.usefixtures("online")


def topology(*codes: str, year: int = 2020, **more: Any) -> dict[str, Any]:
    """Two squares of 1000 m side by side, that share an arc."""
    west = [[1000, 0], [-1000, 0], [0, 1000], [1000, 0]]  # from the lower to the upper end of the shared side
    shared = [[1000, 0], [0, 1000]]
    east = [[1000, 1000], [1000, 0], [0, -1000], [-1000, 0]]
    rings = [[[0, -2]], [[1, 2]]]
    buurten = [
        {
            "type": "Polygon",
            "arcs": ring,
            "properties": {"statcode": code, "statnaam": f"Naam {code}", "jrstatcode": f"{year}{code}", "gmCode": "x"},
        }
        for code, ring in zip(codes, rings, strict=False)
    ]
    whole = {
        "type": "Topology",
        "arcs": [west, shared, east],
        "transform": {"scale": [1, 1], "translate": [257_000, 471_000]},
        "objects": {"buurt_2020": {"type": "GeometryCollection", "geometries": buurten}},
    }
    return {name: value for name, value in (whole | more).items() if value is not None}


SWAPPED = {"scale": [1, 1], "translate": [471_000, 257_000]}


@pytest.fixture(autouse=True)
def _store(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEZOND_GEO_CARTOMAP_URL", server.url)


def test_arcs_are_added_up_in_rd(server: FaultyServer) -> None:
    # A store of files does not say that it is JSON.
    server.answer("buurt_2020.topojson", Reply(json=topology("BU01530000", "BU01640000"), kind="text/plain"))
    areas = cartomap.read_buurten(None, year=2020)
    assert areas.frame.index.tolist() == ["BU01530000", "BU01640000"]
    assert areas.frame.crs == "EPSG:28992"
    assert areas.frame.geometry["BU01530000"].equals(box(257_000, 471_000, 258_000, 472_000))
    assert areas.frame.geometry["BU01640000"].equals(box(258_000, 471_000, 259_000, 472_000))
    assert areas.frame["buurtnaam"].tolist() == ["Naam BU01530000", "Naam BU01640000"]
    assert (areas.year, areas.kind, areas.table_id) == (2020, pdok.SIMPLIFIED, "cartomap-2020/buurt_2020")
    assert server.asked == ["/nl/rd/buurt_2020.topojson"]


def test_the_file_is_fetched_once_for_all_gemeenten(server: FaultyServer, no_sockets: Callable[[], None]) -> None:
    server.answer("buurt_2020.topojson", Reply(json=topology("BU01530000", "BU01640000")))
    assert cartomap.read_buurten("GM0153", year=2020).frame.index.tolist() == ["BU01530000"]
    no_sockets()
    with settings.offline_run(choice=True):
        assert cartomap.read_buurten("GM0164", year=2020).frame.index.tolist() == ["BU01640000"]
        with pytest.raises(SourceError, match="geen buurten van GM0003"):
            cartomap.read_buurten("GM0003", year=2020)


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply(json=topology("BU01530000", year=2024)), "gaf gebieden van 2024 in plaats van 2020"),
        (Reply(json=topology("BU01530000", transform=None)), "niet in RD"),
        (
            Reply(json=topology("BU01530000", transform={"scale": [1, 1], "translate": [471_000, 257_000]})),
            "niet in RD",
        ),
        (Reply(json=topology("BU01530000", objects={})), "geen TopoJSON met buurt_2020"),
        (Reply(json=topology("BU01530000", type="FeatureCollection")), "geen TopoJSON met buurt_2020"),
        (Reply(json=topology("BU01530000", objects={"buurt_2024": {}})), "geen TopoJSON met buurt_2020"),
        (Reply(json=[1]), "geen TopoJSON"),
        (Reply(body=json.dumps(topology("BU01530000")).encode()[:200]), "geen TopoJSON"),
        (Reply(body=b"<OGRVRTDataSource/>"), "geen TopoJSON"),
        (Reply(body=b"<html/>", status=404), "HTTP 404"),
        (Reply(json=topology()), "geen"),
    ],
)
def test_what_is_not_what_was_asked_is_refused(server: FaultyServer, reply: Reply, sentence: str) -> None:
    server.answer("buurt_2020.topojson", reply)
    with pytest.raises(SourceError, match=sentence):
        cartomap.read_buurten("GM0153", year=2020)
