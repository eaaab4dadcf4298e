from collections.abc import Callable
from typing import Any

import pytest
from faulty import FaultyServer, Reply, serve_shared
from geopandas.testing import assert_geodataframe_equal
from shapely import MultiPolygon, Polygon, box
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from gezond_geo import settings
from gezond_geo.areas import pdok
from gezond_geo.errors import SourceError
from gezond_geo.io import cache

pytestmark = pytest.mark.usefixtures("online")

CITY = box(257_000, 471_000, 258_000, 472_000)
BOW_TIE = Polygon([(257_000, 471_000), (258_000, 472_000), (258_000, 471_000), (257_000, 472_000)])


def feature(code: str, shape: BaseGeometry | None = CITY, **more: object) -> dict[str, Any]:
    properties = {
        "buurtcode": code,
        "buurtnaam": f"Buurt {code}",
        "wijkcode": "WK" + code[2:8],
        "gemeentecode": "GM" + code[2:6],
        "water": "NEE",
        "oppervlakte_land_in_ha": 98,
    }
    return {"type": "Feature", "properties": properties | more, "geometry": None if shape is None else mapping(shape)}


def page(*features: Any, following: str | None = None, **more: object) -> Reply:
    links = [{"rel": "self", "href": "x"}] + ([{"rel": "next", "href": following}] if following else [])
    collection = {"type": "FeatureCollection", "features": list(features), "links": links, **more}
    return Reply(json=collection, kind="application/geo+json")


@pytest.fixture(autouse=True)
def _service(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)


def read(server: FaultyServer, *pages: Reply) -> pdok.Areas:
    server.answer("items", *pages)
    return pdok.read_buurten("GM0153", year=2024)


def test_buurten_come_by_code_in_rd(server: FaultyServer) -> None:
    areas = read(server, page(feature("BU01530001"), feature("BU01530000", MultiPolygon([CITY]), extra=1)))
    assert areas.frame.index.tolist() == ["BU01530000", "BU01530001"]
    assert areas.frame.index.name == "buurtcode"
    assert list(areas.frame.columns) == ["buurtnaam", "land_ha", "geometry"]
    assert areas.frame.crs == "EPSG:28992"
    assert list(areas.frame.iloc[1]) == ["Buurt BU01530001", 98.0, CITY]
    assert areas.frame.area.tolist() == [1_000_000, 1_000_000]
    assert (areas.repaired, areas.stale, areas.year, areas.kind) == (0, False, 2024, pdok.EXACT)
    assert areas.table_id == "wijken-en-buurten-2024/buurten"
    (path,) = server.asked
    assert path == (
        "/cbs/wijken-en-buurten-2024/ogc/v1/collections/buurten/items?gemeentecode=GM0153&limit=1000&f=json"
        "&crs=http://www.opengis.net/def/crs/EPSG/0/28992"
    )
    assert areas.url == server.url + path


def test_water_and_other_gemeenten_are_left_out(server: FaultyServer) -> None:
    water = [feature("BU01530001", water="JA"), feature("BU01530002", water="B")]
    areas = read(server, page(*water, feature("BU01640000"), feature("BU01530000")))
    assert areas.frame.index.tolist() == ["BU01530000"]


def test_land_that_is_not_given_is_missing(server: FaultyServer) -> None:
    lacking = feature("BU01530001", oppervlakte_land_in_ha=None)
    areas = read(server, page(feature("BU01530000", oppervlakte_land_in_ha=-99995), lacking))
    assert areas.frame["land_ha"].isna().all()


def test_a_page_that_fell_out_of_the_middle_is_not_kept(server: FaultyServer) -> None:
    pages = page(feature("BU01530000"), following="?cursor=2", numberMatched=3), page(feature("BU01530002"))
    assert "gaf 2 gebieden, maar telt er zelf 3" in error_of(lambda: read(server, *pages))
    # When the service is whole again, so are the boundaries.
    pages = page(feature("BU01530000"), feature("BU01530001"), following="?cursor=2"), page(feature("BU01530002"))
    assert len(read(server, *pages).frame) == 3


def test_pages_are_followed(server: FaultyServer) -> None:
    link = "https://api.pdok.nl/cbs/items?cursor=abc&f=json"
    areas = read(server, page(feature("BU01530001"), following=link), page(feature("BU01530000")))
    assert areas.frame.index.tolist() == ["BU01530000", "BU01530001"]
    assert server.asked[-1] == "/cbs/wijken-en-buurten-2024/ogc/v1/collections/buurten/items?cursor=abc&f=json"


def test_the_whole_country_comes_page_by_page(server: FaultyServer) -> None:
    pages = (
        page(feature("BU03630000", gemeentecode="GM0363"), feature("BU19000000", water="JA"), following="?cursor=1"),
        page(feature("BU01530000")),
    )
    server.answer("items", *pages)
    counts: list[int] = []
    areas = pdok.read_buurten(None, year=2024, progress=counts.append)
    assert areas.frame.index.tolist() == ["BU01530000", "BU03630000"]
    assert counts == [2, 3]
    assert server.asked[0].endswith("/items?limit=1000&f=json&crs=http://www.opengis.net/def/crs/EPSG/0/28992")
    assert [entry.rows for _, entry in cache.entries()] == [2]
    # From the cache there is nothing to count.
    assert_geodataframe_equal(pdok.read_buurten(None, year=2024, progress=counts.append).frame, areas.frame)
    assert counts == [2, 3]


def test_a_country_without_buurten_is_a_failure(server: FaultyServer) -> None:
    server.answer("items", page())
    assert "geen buurten van Nederland" in error_of(lambda: pdok.read_buurten(None, year=2024))


def test_an_invalid_boundary_is_made_valid_and_counted(server: FaultyServer) -> None:
    areas = read(server, page(feature("BU01530000", BOW_TIE), feature("BU01530001")))
    assert areas.repaired == 1
    assert areas.frame.is_valid.all()
    assert areas.frame.geom_type["BU01530000"] == "MultiPolygon"
    # Two triangles of 1000 m wide and 500 m high.
    assert areas.frame.area["BU01530000"] == pytest.approx(500_000)
    assert areas.frame.geometry["BU01530001"] == CITY


def error_of(act: Callable[[], Any]) -> str:
    with pytest.raises(SourceError) as error:
        act()
    sentence = str(error.value)
    assert "127.0.0.1" in sentence
    assert "wijken-en-buurten-2024" in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert cache.entries() == []
    return sentence


LACKING = feature("BU01530000")
del LACKING["properties"]["water"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (page(), "geen buurten van GM0153"),
        (page(feature("BU01640000")), "geen buurten van GM0153"),
        (page(feature("BU01530000", water="JA")), "geen buurten van GM0153"),
        (page(feature("BU01530000", box(6.8, 52.1, 6.9, 52.2))), "niet in RD"),
        (page(feature("BU01530000", box(257_000, 471_000, 258_000, 700_000))), "niet in RD"),
        (page(feature("BU01530000", None)), "zonder grens"),
        (page(feature("BU01530000", CITY.centroid)), "zonder grens"),
        (page(feature("BU01530000", Polygon())), "zonder grens"),
        (page(feature("BU01530000") | {"geometry": {"type": "Polygon", "coordinates": [[[1]]]}}), "niet te lezen"),
        (page(feature("BU01530000") | {"geometry": {"type": "Veelhoek"}}), "niet te lezen"),
        (page(feature("BU01530000"), feature("BU01530000")), "BU01530000 meer dan eens"),
        (page(LACKING), "zonder water"),
        (page({"type": "Feature", "properties": None, "geometry": None}), "zonder buurtcode"),
        (page(feature("BU01530000"), numberReturned=2), "gaf 1 gebieden, maar telt er zelf 2"),
        (page(feature("BU01530000"), numberMatched=2), "gaf 1 gebieden, maar telt er zelf 2"),
        (page(feature("BU01530000"), links=[5, {"rel": "next", "href": 5}]), "in een kring"),
        (page({"properties": "geen", "geometry": None}), "zonder buurtcode"),
        (page(feature("BU01530000") | {"geometry": "POLYGON EMPTY"}), "niet te lezen"),
        (page(feature("BU01530000"), following="?cursor=1"), "in een kring"),
        (page("BU01530000"), "anders dan een lijst"),
        (Reply(json={"title": "Bad Request"}, status=400, kind="application/problem+json"), "HTTP 400"),
        (Reply(json={"type": "FeatureCollection"}), "zonder features"),
    ],
)
def test_boundaries_that_cannot_be_believed_are_refused(server: FaultyServer, reply: Reply, reason: str) -> None:
    assert reason in error_of(lambda: read(server, reply))


def test_the_second_time_comes_from_the_cache(server: FaultyServer, no_sockets: Callable[[], None]) -> None:
    first = read(server, page(feature("BU01530000", BOW_TIE)))
    no_sockets()
    with settings.offline_run(choice=True):
        second = pdok.read_buurten("GM0153", year=2024)
    assert_geodataframe_equal(second.frame, first.frame)
    assert (second.repaired, second.url, second.retrieved) == (1, first.url, first.retrieved)


@pytest.mark.shared
def test_real_boundaries_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_shared("pdok") as port:
        monkeypatch.setenv("GEZOND_GEO_PDOK_URL", f"http://127.0.0.1:{port}")
        areas = pdok.read_buurten("GM0153", year=2024)
        country = pdok.read_buurten(None, year=2024)
    assert len(areas.frame) == 70
    # CBS gives Enschede 14 100 ha of land.
    assert areas.frame.area.sum() / 10_000 == pytest.approx(14_100, rel=0.02)
    # Of the whole country, that server has Enschede alone.
    assert_geodataframe_equal(country.frame, areas.frame)
