"""Rows that did not come, and rows that nobody asked for."""

import pytest
from faulty import FaultyServer, Reply
from loopback import age_cache
from tables import TOPICS, Serve, error_of, read, row, rows_of, value

from gezond_geo.io import cache
from gezond_geo.io.odata import V3, V4, Service, plain

pytestmark = pytest.mark.usefixtures("online")

BUURTEN = tuple(f"BU0153000{n}" for n in range(7))


def page_of(*codes: str, **more: object) -> Reply:
    return value([row(c, AantalInwoners_5=5, ErvarenGezondheidGoedZeerGoed_4=70.5) for c in codes], **more)


def table_with(serve: Serve, *pages: Reply, codes: tuple[str, ...] = BUURTEN) -> FaultyServer:
    server = serve(TOPICS, *pages)
    server.answer("WijkenEnBuurten", value([{"Key": code, "Title": f"Naam {code}"} for code in codes]))
    return server


def test_a_page_that_fell_out_of_the_middle_is_noticed_by_the_list_of_regions(serve: Serve) -> None:
    first = page_of(*BUURTEN[:2], **{"odata.nextLink": "?$skip=5"})
    answer = read(table_with(serve, first, page_of(*BUURTEN[5:])))
    assert answer.frame.index.tolist() == [*BUURTEN[:2], *BUURTEN[5:]]
    assert answer.absent == BUURTEN[2:5]
    assert not answer.is_counted


def test_rows_that_are_not_whole_are_not_kept(serve: Serve) -> None:
    server = table_with(serve, page_of(*BUURTEN[:5]), page_of(*BUURTEN))
    assert len(read(server).frame) == 5
    assert [provenance.table for _, provenance in cache.entries()] == ["84799NED/WijkenEnBuurten"]
    whole = read(server)
    assert len(whole.frame) == 7
    assert whole.absent == ()
    assert len(cache.entries()) == 2


def test_older_rows_that_are_whole_go_before_newer_ones_that_are_not(serve: Serve) -> None:
    server = table_with(serve, page_of(*BUURTEN), page_of(*BUURTEN[:5]))
    read(server)
    age_cache(days=40)
    server.answer("TableInfos", value([{"Title": "Kerncijfers 2020", "Modified": "2026-01-01T02:00:00"}]))
    answer = read(server)
    assert (len(answer.frame), answer.stale, answer.absent) == (7, True, ())


def test_a_region_that_is_listed_alone_is_named_and_the_counted_rows_are_kept(serve: Serve) -> None:
    server = table_with(serve, page_of(*BUURTEN[:6], **{"odata.count": "6"}))
    answer = read(server)
    assert answer.absent == BUURTEN[6:]
    assert answer.is_counted
    server.asked.clear()
    assert read(server).absent == BUURTEN[6:]
    assert server.asked == []


def test_a_table_with_ages_may_lack_regions(serve: Serve) -> None:
    records = [row("BU01530001", Leeftijd="20300", AantalInwoners_5=5)]
    server = serve(TOPICS[:1], value(records), dimensions=("Leeftijd",))
    server.answer("WijkenEnBuurten", Reply(status=500))
    assert read(server, {"inwoners": ("AantalInwoners",)}, age="20300").absent == ()


@pytest.mark.parametrize("status", [400, 406, 501])
def test_a_service_that_refuses_to_count_is_asked_without(serve: Serve, status: int) -> None:
    server = table_with(serve, Reply(status=status, json={}), page_of(*BUURTEN))
    assert len(read(server).frame) == 7
    paths = [path for path in server.asked if "TypedDataSet" in path]
    assert paths[0] == f"{paths[1]}&$inlinecount=allpages"


def test_a_table_that_is_not_there_is_asked_once(serve: Serve) -> None:
    server = table_with(serve, Reply(status=404, json={}))
    assert "HTTP 404" in error_of(lambda: read(server))
    assert len([path for path in server.asked if "TypedDataSet" in path]) == 1


@pytest.mark.parametrize(
    "error",
    [
        {"odata.error": {"code": "", "message": {"lang": "nl-NL", "value": "Time-out\r\n bij regel 50"}}},
        {"error": {"code": "500", "message": "Time-out bij regel 50"}},
    ],
)
def test_an_error_beside_the_rows_is_no_answer(serve: Serve, error: dict[str, object]) -> None:
    server = table_with(serve, page_of(*BUURTEN, **error))
    assert "gaf een foutmelding bij de regels (Time-out bij regel 50)" in error_of(lambda: read(server))


def test_rows_of_another_gemeente_are_counted_and_named(serve: Serve) -> None:
    server = table_with(serve, page_of("BU01640003", *BUURTEN, "BU01640001"))
    answer = read(server)
    assert answer.frame.index.tolist() == list(BUURTEN)
    assert (answer.outside, answer.outside_code) == (2, "BU01640003")
    again = read(server)
    assert (again.outside, again.outside_code) == (2, "BU01640003")


def test_of_the_whole_country_provinces_are_not_asked_and_not_counted(serve: Serve) -> None:
    server = table_with(serve, rows_of(("NL00", 5, 6), ("PV23", 5, 6)), codes=("NL00", "PV23"))
    answer = read(server, regions=None)
    assert (answer.frame.index.tolist(), answer.outside, answer.absent) == (["NL00"], 0, ())


@pytest.mark.parametrize(
    ("version", "url"),
    [
        (V3, "http://h/ODataFeed/odata/84799NED/Set?$format=json&$filter=A"),
        (V4, "http://h/odata/v1/CBS/84799NED/Set?$filter=A"),
    ],
)
def test_an_address_is_that_of_the_version(version: object, url: str) -> None:
    assert Service("http://h", "84799NED", version).url_of("Set", filter="A", select="") == url


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("Wmo-cliënten relatief ", "WmoClientenRelatief_90"),
        ("0 tot 15 jaar", "k_0Tot15Jaar_8"),
        ("Personen per soort uitkering; Bijstand", "PersonenPerSoortUitkeringBijstand_83"),
        ("per km²", "Per km2"),
    ],
)
def test_a_title_is_the_name_that_cbs_makes_of_it(title: str, column: str) -> None:
    assert plain(title) == plain(column)
