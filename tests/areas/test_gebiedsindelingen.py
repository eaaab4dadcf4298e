"""Boundaries by year from the OGC API: by box, of one year, of the gemeente alone."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
from faulty import FaultyServer, Reply
from shapely import box
from shapely.geometry import mapping

from gezond_geo import settings
from gezond_geo.areas import gebiedsindelingen, pdok
from gezond_geo.errors import SourceError

pytestmark = pytest.mark.usefixtures("online")

ENSCHEDE = box(250_000, 464_000, 263_000, 477_000)
CITY = box(257_000, 471_000, 258_000, 472_000)


def area(code: str, year: int = 2020, shape: Any = CITY, **more: object) -> dict[str, Any]:
    properties = {"statcode": code, "statnaam": f"Naam {code}", "jrstatcode": f"{year}{code}"} | more
    return {"type": "Feature", "properties": properties, "geometry": mapping(shape)}


def page(*features: Any, following: str | None = None, **more: object) -> Reply:
    links = [{"rel": "next", "href": following}] if following else []
    return Reply(json={"features": list(features), "links": links, **more}, kind="application/geo+json")


@pytest.fixture
def read(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., pdok.Areas]:
    """Read Enschede, after the list of gemeenten, from these pages."""
    monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)

    def read_pages(*pages: Reply, year: int = 2020, kind: str = pdok.EXACT) -> pdok.Areas:
        gemeenten = page(area("GM0153", year, ENSCHEDE), area("GM0164", year))
        server.answer("items", gemeenten, *pages)
        return gebiedsindelingen.read_buurten("GM0153", year=year, kind=kind)

    return read_pages


def test_the_box_of_the_gemeente_is_asked_and_its_own_buurten_are_kept(
    read: Callable[..., pdok.Areas], server: FaultyServer
) -> None:
    areas = read(page(area("BU01530001"), area("BU01640000"), area("BU01530000")))
    assert areas.frame.index.tolist() == ["BU01530000", "BU01530001"]
    assert areas.frame["buurtnaam"].tolist() == ["Naam BU01530000", "Naam BU01530001"]
    assert areas.frame["land_ha"].isna().all()
    assert (areas.year, areas.kind) == (2020, pdok.EXACT)
    gemeenten, buurten = server.asked
    rd = "&limit=1000&f=json&crs=http://www.opengis.net/def/crs/EPSG/0/28992"
    collections = "/cbs/gebiedsindelingen/ogc/v1/collections"
    assert gemeenten == f"{collections}/gemeente_gegeneraliseerd/items?jaarcode=2020{rd}"
    before, _, after = buurten.partition("&bbox=")
    corners, _, rest = after.partition("&")
    assert before == f"{collections}/buurt_niet_gegeneraliseerd/items?jaarcode=2020"
    assert f"&{rest}" == rd
    bounds = gpd.GeoSeries([box(*map(float, corners.split(",")))], crs="EPSG:4326").to_crs("EPSG:28992")[0]
    # 500 m around it, and what a box in degrees adds where RD is a little turned.
    assert bounds.covers(ENSCHEDE.buffer(490))
    assert ENSCHEDE.buffer(1000).covers(bounds)


@pytest.mark.parametrize(
    ("year", "kind", "path"),
    [
        (2024, pdok.GENERALISED, "/gebiedsindelingen/ogc/v1/collections/buurt_gegeneraliseerd/"),
        (2016, pdok.GENERALISED, "/gebiedsindelingen/ogc/v1/collections/buurt_gegeneraliseerd/"),
        (2015, pdok.GENERALISED, "/gebiedsindelingen-historisch/ogc/v1/collections/buurt_gegeneraliseerd/"),
    ],
)
def test_each_year_and_kind_has_its_collection(
    read: Callable[..., pdok.Areas], server: FaultyServer, year: int, kind: str, path: str
) -> None:
    areas = read(page(area("BU01530000", year)), year=year, kind=kind)
    assert path in server.asked[1]
    assert (areas.year, areas.kind) == (year, kind)


def test_the_whole_country_needs_no_box(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)
    server.answer("items", page(area("BU01530000"), following="?cursor=2"), page(area("BU01640000")))
    areas = gebiedsindelingen.read_buurten(None, year=2020, kind=pdok.EXACT)
    assert areas.frame.index.tolist() == ["BU01530000", "BU01640000"]
    assert "bbox" not in "".join(server.asked)


def test_the_list_of_gemeenten_is_asked_once_a_year(
    read: Callable[..., pdok.Areas], server: FaultyServer, no_sockets: Callable[[], None]
) -> None:
    read(page(area("BU01530000"), area("BU01640000")))
    gebiedsindelingen.read_buurten("GM0164", year=2020, kind=pdok.EXACT)
    assert sum("gemeente_gegeneraliseerd" in path for path in server.asked) == 1
    no_sockets()
    with settings.offline_run(choice=True):
        assert len(gebiedsindelingen.read_buurten("GM0153", year=2020, kind=pdok.EXACT).frame) == 1


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        ([page()], "geen buurten van GM0153"),
        ([page(area("BU01530000", 2024))], "gaf gebieden van 2024 in plaats van 2020"),
        ([page(area("BU01530000"), area("BU01530000", 2019))], "gaf gebieden van 2019 in plaats van 2020"),
        ([page(area("BU01530000"), area("BU01530000"))], "BU01530000 meer dan eens"),
        ([page(area("BU01530000", shape=box(471_000, 257_000, 472_000, 258_000)))], "niet in RD"),
        ([page(area("BU01530000", shape=box(6.8, 52.1, 6.9, 52.2)))], "niet in RD"),
        ([page(area("BU01530000"), numberMatched=2)], "gaf 1 gebieden, maar telt er zelf 2"),
        ([page({"properties": {"buurtcode": "BU01530000"}, "geometry": None})], "zonder statcode en statnaam"),
        ([page(area("BU01530000"), following="?cursor=1"), Reply(body=b'{"features": [', cut=5)], "collectie"),
    ],
)
def test_what_is_not_what_was_asked_is_refused(
    read: Callable[..., pdok.Areas], pages: list[Reply], sentence: str
) -> None:
    with pytest.raises(SourceError, match=sentence):
        read(*pages)


@pytest.mark.parametrize(
    ("gemeenten", "sentence"),
    [
        (page(area("GM0164")), "heeft geen gemeente GM0153"),
        (page(), "geen hele lijst van gemeenten"),
        (page(area("GM0153"), area("GM0153")), "geen hele lijst van gemeenten"),
        (page(area("GM0153", 2024)), "gaf gebieden van 2024"),
        (page(area("GM0153"), numberMatched=355), "gaf 1 gebieden, maar telt er zelf 355"),
    ],
)
def test_a_gemeente_without_a_box_is_refused(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch, gemeenten: Reply, sentence: str
) -> None:
    monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)
    server.answer("items", gemeenten)
    with pytest.raises(SourceError, match=sentence):
        gebiedsindelingen.read_buurten("GM0153", year=2020, kind=pdok.EXACT)
