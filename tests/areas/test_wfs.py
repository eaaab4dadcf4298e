"""Boundaries from the WFS: a service per year, a filter in XML, pages by their start."""

from typing import Any

import pytest
from faulty import FaultyServer, Reply
from shapely import box
from shapely.geometry import mapping

from gezond_geo.areas import pdok, wfs
from gezond_geo.errors import SourceError

pytestmark = pytest.mark.usefixtures("online")

CITY = box(257_000, 471_000, 258_000, 472_000)


def buurt(code: str, shape: Any = CITY, **more: object) -> dict[str, Any]:
    properties = {"buurtcode": code, "buurtnaam": "City", "gemeentecode": "GM" + code[2:6], "water": "NEE"}
    properties |= {"oppervlakteLandInHa": 98} | more
    return {"type": "Feature", "properties": properties, "geometry": mapping(shape)}


def area(code: str, year: int = 2020) -> dict[str, Any]:
    properties = {"statcode": code, "statnaam": "City", "jrstatcode": f"{year}{code}", "gmCode": "GM0153"}
    return {"type": "Feature", "properties": properties, "geometry": mapping(CITY)}


def page(*features: Any, **more: object) -> Reply:
    return Reply(json={"type": "FeatureCollection", "features": list(features), **more})


@pytest.fixture(autouse=True)
def _service(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEZOND_GEO_PDOK_WFS_URL", server.url)


def test_wijkenbuurten_are_filtered_in_xml(server: FaultyServer) -> None:
    server.answer("v1_0", page(buurt("BU01530000"), buurt("BU01530001", water="JA"), buurt("BU01640000")))
    areas = wfs.read_wijkenbuurten("GM0153", year=2020)
    assert areas.frame.index.tolist() == ["BU01530000"]
    assert list(areas.frame.iloc[0]) == ["City", 98.0, CITY]
    assert (areas.year, areas.kind) == (2020, pdok.EXACT)
    (path,) = server.asked
    assert path.startswith("/cbs/wijkenbuurten/2020/wfs/v1_0?service=WFS&version=2.0.0&request=GetFeature")
    assert "typeNames=cbs_buurten_2020&outputFormat=application/json&srsName=EPSG:28992&count=1000" in path
    equal = "<PropertyName>gemeentecode</PropertyName><Literal>GM0153</Literal>"
    assert f"filter=<Filter><PropertyIsEqualTo>{equal}</PropertyIsEqualTo></Filter>&startIndex=0" in path
    assert "startIndex" not in areas.url


@pytest.mark.parametrize(
    ("year", "names"), [(2021, ["cbs_buurten_2021", "buurten"]), (2022, ["buurten", "cbs_buurten_2022"])]
)
def test_the_other_name_of_the_layer_is_tried_when_one_is_refused(
    server: FaultyServer, year: int, names: list[str]
) -> None:
    server.answer("v1_0", Reply(body=b"<ows:ExceptionReport/>", status=400, kind="text/xml"), page(buurt("BU01530000")))
    assert len(wfs.read_wijkenbuurten("GM0153", year=year).frame) == 1
    assert [path.partition("typeNames=")[2].partition("&")[0] for path in server.asked] == names


def test_gebiedsindelingen_are_found_by_the_start_of_their_code(server: FaultyServer) -> None:
    server.answer("v1_0", page(area("BU01530000")))
    areas = wfs.read_gebiedsindelingen("GM0153", year=2020, kind=pdok.GENERALISED)
    assert areas.frame.index.tolist() == ["BU01530000"]
    (path,) = server.asked
    assert "/cbs/gebiedsindelingen/2020/wfs/v1_0?" in path
    assert "typeNames=buurt_gegeneraliseerd&" in path
    assert '<PropertyIsLike wildCard="*" singleChar="." escapeChar="!"><PropertyName>statcode</PropertyName>' in path
    assert "<Literal>BU0153*</Literal>" in path


def test_pages_of_a_thousand_are_followed_by_their_start(server: FaultyServer) -> None:
    codes = [f"BU0153{n:04d}" for n in range(1500)]
    features = [buurt(code) for code in codes]
    server.answer("v1_0", page(*features[:1000], numberMatched=1500), page(*features[1000:], numberMatched=1500))
    counts: list[int] = []
    assert wfs.read_wijkenbuurten(None, year=2020, progress=counts.append).frame.index.tolist() == codes
    assert [path.rpartition("startIndex=")[2] for path in server.asked] == ["0", "1000"]
    assert "filter" not in server.asked[0]
    assert counts == [1000, 1500]


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (page(), "geen buurten van GM0153"),
        (page(buurt("BU01640000")), "geen buurten van GM0153"),
        (page(buurt("BU01530000"), numberMatched=4), "gaf 1 gebieden, maar telt er zelf 4"),
        (page(buurt("BU01530000", box(471_000, 257_000, 472_000, 258_000))), "niet in RD"),
        (page(buurt("BU01530000", box(6.8, 52.1, 6.9, 52.2))), "niet in RD"),
        (page(area("BU01530000")), "zonder buurtcode en buurtnaam en gemeentecode en water"),
        (Reply(body=b'{"features": ['), "JSON die niet heel is"),
        (Reply(body=b"<html/>", kind="text/html"), "text/html in plaats van JSON"),
    ],
)
def test_what_is_not_what_was_asked_is_refused(server: FaultyServer, reply: Reply, sentence: str) -> None:
    server.answer("v1_0", reply)
    with pytest.raises(SourceError, match=sentence):
        wfs.read_wijkenbuurten("GM0153", year=2020)


def test_a_number_that_is_unknown_is_not_held_against_it(server: FaultyServer) -> None:
    server.answer("v1_0", page(buurt("BU01530000"), numberMatched="unknown"))
    assert len(wfs.read_wijkenbuurten("GM0153", year=2020).frame) == 1


def test_another_year_is_refused(server: FaultyServer) -> None:
    server.answer("v1_0", page(area("BU01530000"), area("BU01530000", 2024)))
    with pytest.raises(SourceError, match="gaf gebieden van 2024 in plaats van 2020"):
        wfs.read_gebiedsindelingen("GM0153", year=2020, kind=pdok.EXACT)
