import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from faulty import FaultyServer, Reply, serve_shared
from loopback import age_cache
from shapely.geometry import mapping
from written_bgt import X, Y, box, citygml, member, small_bgt

from gezond_geo import settings
from gezond_geo.errors import OutputError, SourceError
from gezond_geo.io import cache, hosts, http
from gezond_geo.landcover import bgt_service
from gezond_geo.landcover.bgt import Bgt

pytestmark = pytest.mark.usefixtures("online")

AREA = shapely.box(X, Y, X + 2000, Y + 2000)
SMALL_AREA = shapely.box(X, Y, X + 100, Y + 100)
CUSTOM = "/lv/bgt/download/v1_0/full/custom"
ACCEPTED = Reply(json={"downloadRequestId": "abc", "_links": {"status": {"href": f"{CUSTOM}/abc/status"}}}, status=202)


def state(status: str, href: str | None = None, **more: object) -> Reply:
    links = {"download": {"href": href}} if href else {}
    return Reply(json={"status": status, "_links": links, **more}, status=201 if href else 200)


RUNNING = state("RUNNING", progress=50)
DONE = state("COMPLETED", "/lv/bgt/download/v1_0/extract/bgt.zip", progress=100)


def packed(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


WHOLE = packed(small_bgt())
ZIP = Reply(body=WHOLE, kind="application/zip")


@pytest.fixture(autouse=True)
def _service(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)
    monkeypatch.setattr(bgt_service, "POLL_SECONDS", 0.001)
    server.answer("custom", ACCEPTED)
    server.answer("status", state("PENDING"), RUNNING, DONE)
    server.answer("bgt.zip", ZIP)


def fetch(progress: Callable[[str, int], None] | None = None) -> Bgt:
    return bgt_service.fetch_bgt(AREA, "GM0153", progress=progress)


def surface(source: Bgt) -> float:
    return float(gpd.read_parquet(source.path).area.sum())


def left_over() -> list[str]:
    """Files of the cache but for those that are whole."""
    return sorted(p.name for p in settings.cache_dir().glob("*") if not p.name.endswith((".parquet", ".json", ".lock")))


def test_a_gemeente_is_asked_waited_for_and_fetched(server: FaultyServer) -> None:
    steps: list[tuple[str, int]] = []
    ground = fetch(lambda *progress: steps.append(progress))
    assert surface(ground) == pytest.approx(10_000)
    assert ground.date == cache.entries()[0][1].retrieved[:10]
    assert ground.url == f"{server.url}/lv/bgt/download/v1_0/extract/bgt.zip"
    (order,) = server.posted
    assert order["format"] == "citygml"
    assert set(order["featuretypes"]) == set(bgt_service.FEATURETYPES)
    assert shapely.from_wkt(order["geofilter"]).covers(AREA)
    assert len(order["geofilter"]) < 500
    assert server.asked == [CUSTOM, *[f"{CUSTOM}/abc/status"] * 3, "/lv/bgt/download/v1_0/extract/bgt.zip"]
    assert ("PDOK maakt de BGT klaar (%)", 50) in steps
    assert steps[-1] == ("BGT nakijken op overlap", 8)
    assert left_over() == []


def test_the_second_time_comes_from_the_cache(no_sockets: Callable[[], None]) -> None:
    first = fetch()
    no_sockets()
    assert fetch() == first
    assert bgt_service.find_bgt(AREA, "GM0153") == first
    assert bgt_service.find_bgt(AREA, "GM0164") is None


def test_an_old_one_is_used_with_its_date_when_the_service_fails(
    server: FaultyServer, caplog: pytest.LogCaptureFixture
) -> None:
    first = fetch()
    retrieved = age_cache(days=40)
    server.answer("custom", Reply(json={}, status=500))
    again = fetch()
    assert (again.path, again.stale) == (first.path, True)
    assert caplog.messages[-1].endswith(f"De versie van {retrieved[:10]} is gebruikt.")


def test_an_old_one_is_fetched_anew(server: FaultyServer) -> None:
    fetch()
    age_cache(days=40)
    server.answer("bgt.zip", Reply(body=packed({"bgt_pand.gml": citygml(member("pand", box(0, 0, 5, 5)))})))
    assert surface(fetch()) == 25


def test_a_run_that_was_broken_off_while_waiting_goes_on_with_the_same_request(server: FaultyServer) -> None:
    server.answer("status", RUNNING, Reply(json={}, status=500))
    error_of("HTTP 500")
    assert len(left_over()) == 1
    server.answer("status", RUNNING, DONE)
    assert surface(fetch()) == pytest.approx(10_000)
    assert len(server.posted) == 1
    assert left_over() == []


def test_a_request_that_pdok_has_forgotten_is_made_again(server: FaultyServer) -> None:
    server.answer("status", RUNNING, Reply(json={}, status=500))
    error_of("HTTP 500")
    server.answer("status", Reply(json={}, status=404), DONE)
    assert surface(fetch()) == pytest.approx(10_000)
    assert len(server.posted) == 2


def test_a_note_of_a_request_that_is_damaged_is_a_new_request(server: FaultyServer) -> None:
    server.answer("status", Reply(json={}, status=500))
    error_of("HTTP 500")
    (name,) = left_over()
    (settings.cache_dir() / name).write_bytes(b"\xff{")
    server.answer("status", DONE)
    assert surface(fetch()) == pytest.approx(10_000)
    assert len(server.posted) == 2


def test_a_file_that_broke_off_goes_on_where_it_stopped(server: FaultyServer) -> None:
    half = len(WHOLE) // 2
    rest = Reply(
        body=WHOLE[half:], status=206, headers={"Content-Range": f"bytes {half}-{len(WHOLE) - 1}/{len(WHOLE)}"}
    )
    server.answer("bgt.zip", Reply(body=WHOLE, cut=half), rest)
    assert surface(fetch()) == pytest.approx(10_000)
    assert server.ranges[-2:] == [None, f"bytes={half}-"]


def test_the_next_run_goes_on_where_a_file_stopped(server: FaultyServer) -> None:
    half = len(WHOLE) // 2
    server.answer("bgt.zip", Reply(body=WHOLE, cut=half), Reply(json={}, status=500))
    error_of("HTTP 500")
    rest = Reply(body=WHOLE[half:], status=206)
    server.answer("bgt.zip", rest)
    assert surface(fetch()) == pytest.approx(10_000)
    assert server.ranges[-1] == f"bytes={half}-"
    assert len(server.posted) == 1


def test_a_service_that_knows_no_ranges_sends_all_again(server: FaultyServer) -> None:
    server.answer("bgt.zip", Reply(body=WHOLE, cut=1000), ZIP)
    assert surface(fetch()) == pytest.approx(10_000)


def test_a_file_that_was_there_already_is_not_sent_again(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bgt_service, "convert_source", stop)
        with pytest.raises(KeyboardInterrupt):
            fetch()
    server.answer("bgt.zip", Reply(json={}, status=416))
    assert surface(fetch()) == pytest.approx(10_000)
    assert len(server.posted) == 1


def test_a_pause_that_the_service_asks_for_is_made(server: FaultyServer) -> None:
    wait = Reply(json={}, status=429, headers={"Retry-After": "0"})
    server.answer("custom", wait, ACCEPTED)
    server.answer("status", wait, DONE)
    server.answer("bgt.zip", wait, ZIP)
    assert surface(fetch()) == pytest.approx(10_000)


def error_of(message: str, area: shapely.Polygon = AREA) -> str:
    http.start_run()
    with pytest.raises(SourceError, match=message) as error:
        bgt_service.fetch_bgt(area, "GM0153")
    sentence = str(error.value)
    assert "127.0.0.1" in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert cache.entries() == []
    return sentence


HTML = Reply(body=b"<html>PDOK is in onderhoud</html>", kind="text/html")


@pytest.mark.parametrize(
    ("path", "reply", "message"),
    [
        ("custom", Reply(json={}, status=500), "HTTP 500"),
        ("custom", Reply(json={"title": "Bad Request"}, status=400), "HTTP 400"),
        ("custom", Reply(json={}, status=429, headers={"Retry-After": "3600"}), "3600 seconden te wachten"),
        ("custom", HTML, "text/html in plaats van JSON"),
        ("custom", Reply(json={"x": 1}), "zonder downloadRequestId"),
        ("status", HTML, "text/html in plaats van JSON"),
        ("status", Reply(json={"progress": 1}), "zonder status"),
        ("status", state("FAILED"), r"kan deze download niet maken \(FAILED\)"),
        ("status", state("COMPLETED"), "zegt niet waar"),
        ("status", Reply(json={"status": "COMPLETED", "_links": "x"}), "zegt niet waar"),
        ("status", Reply(json={"status": ["x"]}), "niet maken"),
        ("status", Reply(json={}, status=404), "HTTP 404"),
        ("bgt.zip", HTML, "anders dan een hele zip"),
        ("bgt.zip", Reply(body=WHOLE[:1500]), "anders dan een hele zip"),
        ("bgt.zip", Reply(json={}, status=404), "HTTP 404"),
        ("bgt.zip", Reply(json={}, status=403), "HTTP 403"),
        ("bgt.zip", Reply(body=WHOLE, cut=0), "verbrak de verbinding"),
        ("bgt.zip", Reply(body=packed({"bgt_paal.gml": citygml()})), "geen enkel vlak"),
        ("bgt.zip", Reply(body=packed({"../bgt_pand.gml": b""})), "buiten de map"),
        ("bgt.zip", Reply(body=packed({"bgt_pand.gml": b"<CityModel>"})), "geen heel GML"),
    ],
)
def test_a_download_that_fails_is_one_sentence(path: str, reply: Reply, message: str, server: FaultyServer) -> None:
    server.answer(path, reply)
    assert str(settings.cache_dir()) not in error_of(message)


def test_after_a_download_that_failed_the_next_run_begins_anew(server: FaultyServer) -> None:
    server.answer("bgt.zip", Reply(body=WHOLE[:1500]))
    error_of("hele zip")
    assert left_over() == []
    server.answer("bgt.zip", ZIP)
    assert surface(fetch()) == pytest.approx(10_000)


def test_a_download_that_takes_too_long_is_left_for_a_later_run(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer("status", RUNNING)
    with monkeypatch.context() as patch:
        patch.setattr(bgt_service, "WAIT_SECONDS", 0.01)
        error_of("volgende run wacht verder")
    server.answer("status", DONE)
    assert surface(fetch()) == pytest.approx(10_000)
    assert len(server.posted) == 1


def test_a_service_that_was_given_up_is_asked_again(server: FaultyServer) -> None:
    hosts.given_up[server.url.removeprefix("http://")] = "is niet te bereiken"
    assert fetch().date


def test_offline_nothing_is_asked(no_sockets: Callable[[], None]) -> None:
    no_sockets()
    with settings.offline_run(choice=True):
        error_of("offline gewerkt")


def test_a_cache_that_cannot_be_written_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vol").write_text("geen map")
    monkeypatch.setenv("GEZOND_GEO_CACHE", str(tmp_path / "vol"))
    with pytest.raises(OutputError, match="kan niet worden bewaard"):
        fetch()


def test_a_gemeente_in_parts_is_asked_as_one_polygon(server: FaultyServer) -> None:
    parts = shapely.MultiPolygon([AREA, shapely.box(X + 5000, Y, X + 6000, Y + 1000)])
    bgt_service.fetch_bgt(parts, "GM0153")
    polygon = shapely.from_wkt(server.posted[0]["geofilter"])
    assert polygon.geom_type == "Polygon"
    assert polygon.covers(parts)


def features(*shapes: shapely.Polygon, following: str | None = None, **properties: object) -> Reply:
    values = {"relatieve_hoogteligging": 0, "status": "bestaand", "eind_registratie": None} | properties
    items = [
        {"type": "Feature", "properties": values | {"lokaal_id": f"G.{n}"}, "geometry": mapping(shape)}
        for n, shape in enumerate(shapes)
    ]
    links = [{"rel": "next", "href": following}] if following else []
    collection = {"type": "FeatureCollection", "features": items, "links": links}
    return Reply(json=collection, kind="application/geo+json")


@pytest.fixture
def collections(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Reply]]:
    """Replies per collection of the OGC API; one without replies is not there."""
    replies: dict[str, list[Reply]] = {name: [features()] for name in bgt_service.FEATURETYPES}

    class Queue(dict[str, list[Reply]]):
        def get(self, name: str, default: Any = None) -> Any:
            collection = server.asked[-1].split("/collections/")[1].split("/")[0] if name == "items" else ""
            return replies.get(collection, default)

    monkeypatch.setattr(server, "replies", Queue())
    return replies


def test_a_small_area_is_read_page_by_page(server: FaultyServer, collections: dict[str, list[Reply]]) -> None:
    roads = shapely.box(X, Y, X + 10, Y + 10), shapely.box(X + 20, Y, X + 30, Y + 10)
    collections["wegdeel"] = [
        features(roads[0], following="?cursor=1", fysiek_voorkomen="open verharding", functie="voetpad"),
        features(roads[1], fysiek_voorkomen="open verharding", functie="voetpad"),
    ]
    collections["pand"] = [features(shapely.box(X + 500, Y, X + 510, Y + 10))]
    del collections["tunneldeel"]
    ground = bgt_service.fetch_bgt(SMALL_AREA, "klein")
    frame = gpd.read_parquet(ground.path)
    assert frame.area.groupby(frame["klasse"]).sum().to_dict() == {"verhard": 200}
    assert ground.notes() == ["BGT: niet bij PDOK gevonden: kunstwerkdeel, scheiding en tunneldeel."]
    assert server.posted == []
    (url,) = {url for url in server.asked if "/wegdeel/" in url and "cursor" not in url}
    for part in (
        "bbox=257000.000,471000.000,257100.000,471100.000",
        f"bbox-crs={bgt_service.RD_URI}",
        "datetime=20",
        "limit=1000",
    ):
        assert part in url


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (features(following="?cursor=0"), "in een kring"),
        (Reply(json={"type": "FeatureCollection"}), "zonder features"),
        (Reply(json={}, status=404), "HTTP 404"),
        (HTML, "text/html"),
        (features(shapely.Point(X, Y).buffer(1), relatieve_hoogteligging=1, fysiek_voorkomen="erf"), "geen enkel vlak"),
        (features(shapely.Point(X, Y).buffer(1)), "fysiek_voorkomen"),
        (Reply(json={"features": [{"properties": {}, "geometry": {"type": "Veelhoek"}}]}), "niet te lezen"),
        (Reply(json={"features": [{"properties": {}, "geometry": None}]}), "relatieve_hoogteligging"),
        (Reply(json={"features": [1]}), "anders dan een lijst"),
    ],
)
def test_a_page_that_cannot_be_believed_is_one_sentence(
    reply: Reply, message: str, collections: dict[str, list[Reply]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bgt_service, "FEATURETYPES", ("wegdeel",))
    collections["wegdeel"] = [reply]
    error_of(message, SMALL_AREA)


SHARED = {
    "flaky": None,
    "429": None,
    "500": "HTTP 500",
    "reset": "verbrak de verbinding",
    "truncate": "JSON die niet heel is",
    "html": "text/html in plaats van JSON",
    "slow": "seconden niets",
}


@pytest.mark.shared
@pytest.mark.parametrize("fault", ["flaky", *(fault for fault, message in SHARED.items() if message)])
def test_the_real_download_with_each_fault(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if fault == "slow":
        monkeypatch.setattr(settings, "CONNECT_SECONDS", 0.1)
    with serve_shared("pdok", fault) as port:
        monkeypatch.setenv("GEZOND_GEO_PDOK_URL", f"http://127.0.0.1:{port}")
        if message := SHARED[fault]:
            error_of(message)
            return
        ground = fetch()
    assert ground.tally["wegdeel"] == {"huidig": 1252, "maaiveld": 1249}
    assert surface(ground) == pytest.approx(5_640_630.3, abs=0.1)


@pytest.mark.shared
@pytest.mark.parametrize("fault", [*SHARED, "loop"])
def test_a_small_area_of_the_real_bgt_with_each_fault(
    fault: str, otterlo_frame: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault == "slow":
        monkeypatch.setattr(settings, "CONNECT_SECONDS", 0.1)
    # These the server reads at once; for roads GDAL needs a minute.
    monkeypatch.setattr(bgt_service, "FEATURETYPES", ("pand", "waterdeel", "overigbouwwerk", "tunneldeel"))
    village = shapely.box(181_200, 456_600, 181_600, 457_000)
    with serve_shared("pdok", fault) as port:
        monkeypatch.setenv("GEZOND_GEO_PDOK_URL", f"http://127.0.0.1:{port}")
        if fault == "loop":
            # A page holds 1000, and here are fewer of each object type: they are all on the first.
            monkeypatch.setattr(bgt_service, "PAGE", "10")
        if message := (SHARED | {"loop": "in een kring"})[fault]:
            error_of(message, village)
            return
        small = bgt_service.fetch_bgt(village, "dorp")
    assert small.notes() == [
        "BGT: gepland en er nog niet, dus weggelaten (pand 5).",
        "BGT: niet bij PDOK gevonden: tunneldeel.",
    ]
    near = otterlo_frame.intersects(village) & otterlo_frame["objecttype"].isin(bgt_service.FEATURETYPES)
    peer = otterlo_frame[near].set_index("lokaal_id")
    frame = gpd.read_parquet(small.path).set_index("lokaal_id")
    assert len(frame) > 100
    assert sorted(frame.index) == sorted(peer.index)
    values = ["objecttype", "voorkomen", "functie", "klasse"]
    pd.testing.assert_frame_equal(frame[values].sort_index(), peer[values].sort_index())
    assert frame.area.reindex(peer.index).to_numpy() == pytest.approx(peer.area.to_numpy(), abs=0.05)


@pytest.mark.shared
def test_a_real_zip_of_which_half_arrived_is_refused(shared_dir: Path, server: FaultyServer) -> None:
    content = (shared_dir / "data" / "bgt" / "otterlo.zip").read_bytes()
    server.answer("bgt.zip", Reply(body=content[: len(content) // 2]))
    error_of("hele zip")
    assert left_over() == []
