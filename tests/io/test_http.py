import base64
import gzip
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import truststore
from faulty import FaultyServer, Reply
from loopback import running_server
from places import ROOT

from gezond_geo import settings
from gezond_geo.errors import SourceError
from gezond_geo.io import exchange, hosts, http, paging

pytestmark = pytest.mark.usefixtures("online")

OK = Reply(json={"value": [1]})


def failure_of(url: str, **options: tuple[str, ...]) -> str:
    """Sentence that a request fails with."""
    with pytest.raises(SourceError) as error:
        http.get_json(url, what="tabel 1", **options)
    sentence = str(error.value)
    assert url.split("/")[2] in sentence
    assert "tabel 1" in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_an_answer_comes_back_as_it_was_sent(server: FaultyServer) -> None:
    url = server.answer("a", Reply(json={"value": ["é", None, 1.5]}, kind="application/geo+json; charset=utf-8"))
    assert http.get_json(url, what="tabel 1", expect_keys=("value",)) == {"value": ["é", None, 1.5]}
    assert server.agents[0].startswith("gezond_geo")


def test_a_compressed_answer_is_unpacked(server: FaultyServer) -> None:
    url = server.answer("a", Reply(body=gzip.compress(b'{"value": [1]}'), headers={"Content-Encoding": "gzip"}))
    assert http.get_json(url, what="tabel 1") == {"value": [1]}


def test_the_bytes_of_a_file_come_as_they_were_sent(server: FaultyServer) -> None:
    content = gzip.compress(b"a;b")
    url = server.answer("a", Reply(json={}, status=503), Reply(body=content, headers={"Content-Encoding": "gzip"}))
    assert http.get_bytes(url, what="bestand 1", most=len(content)) == content
    with pytest.raises(SourceError, match="stuurde meer dan 2e-05 MB"):
        http.get_bytes(url, what="bestand 1", most=20)


def test_the_bytes_of_a_file_are_of_the_address_that_was_asked(server: FaultyServer) -> None:
    server.answer("b", Reply(body=b"a;b"))
    url = server.answer("a", Reply(json={}, status=301, headers={"Location": f"{server.url}/b"}))
    with pytest.raises(SourceError, match="antwoordde met HTTP 301"):
        http.get_bytes(url, what="bestand 1", most=100)
    assert server.asked == ["/a"]


def test_one_connection_serves_several_requests(server: FaultyServer) -> None:
    url = server.answer("a", OK)
    for _ in range(3):
        http.get_json(url, what="tabel 1")
    assert len(set(server.clients)) == 1


def test_the_characters_of_a_query_stay_readable() -> None:
    url = http.build_url("http://h/x", {"$filter": "startswith(A,'BU 1')", "crs": "http://c/1", "q": "a&b=é"})
    assert url == "http://h/x?$filter=startswith(A,'BU%201')&crs=http://c/1&q=a%26b%3D%C3%A9"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_retried(server: FaultyServer, status: int) -> None:
    url = server.answer("a", Reply(json={}, status=status), Reply(json={}, status=status), OK)
    assert http.get_json(url, what="tabel 1") == {"value": [1]}
    assert len(server.asked) == 3


def test_a_lasting_failure_ends(server: FaultyServer) -> None:
    url = server.answer("a", Reply(json={}, status=500))
    sentence = failure_of(url)
    assert "HTTP 500" in sentence
    assert "--offline" in sentence
    assert len(server.asked) == 1 + exchange.RETRIES


@pytest.mark.parametrize("status", [400, 403, 404, 204])
def test_another_status_is_not_retried(server: FaultyServer, status: int) -> None:
    url = server.answer("a", Reply(body=b"", status=status))
    assert f"HTTP {status}" in failure_of(url)
    assert len(server.asked) == 1


def test_pauses_grow(server: FaultyServer, pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "BACKOFF_SECONDS", 1.0)
    failure_of(server.answer("a", Reply(json={}, status=503)))
    assert len(pauses) == 2
    assert 2 <= pauses[0] <= 3
    assert 4 <= pauses[1] <= 5
    assert pauses != [2, 4], "no jitter"


def test_retry_after_is_honoured(server: FaultyServer, pauses: list[float]) -> None:
    url = server.answer("a", Reply(json={}, status=429, headers={"Retry-After": "7"}), OK)
    assert http.get_json(url, what="tabel 1") == {"value": [1]}
    assert pauses == [7]


def test_a_long_retry_after_is_not_waited_for(server: FaultyServer, pauses: list[float]) -> None:
    sentence = failure_of(server.answer("a", Reply(json={}, status=429, headers={"Retry-After": "3600"})))
    assert "3600 seconden" in sentence
    assert len(server.asked) == 1
    assert pauses == []


def test_a_retry_after_that_is_no_time_is_a_failure(server: FaultyServer) -> None:
    reply = Reply(json={}, status=429, headers={"Retry-After": "straks"})
    assert "niet te lezen" in failure_of(server.answer("a", reply))


@pytest.mark.parametrize("pause", ["9" * 400, "9" * 5000, "Fri, 31 Dec 99999999999999999999 23:59:59 GMT"])
def test_an_immense_retry_after_is_a_failure(server: FaultyServer, pauses: list[float], pause: str) -> None:
    failure_of(server.answer("a", Reply(json={}, status=429, headers={"Retry-After": pause})))
    assert pauses == []


@pytest.mark.parametrize(
    "place",
    ["http://[::bad/", "http://", "http://x:99999/", "http://x:y/", "file:///etc/passwd", "http://a..b/", "//["],
)
def test_a_redirect_to_no_address_is_a_failure(server: FaultyServer, place: str) -> None:
    failure_of(server.answer("a", Reply(json={}, status=302, headers={"Location": place})))


def test_an_answer_that_does_not_unpack_is_a_failure(server: FaultyServer) -> None:
    reply = Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"})
    assert "niet te lezen" in failure_of(server.answer("a", reply))


def test_a_connection_that_breaks_halfway_is_retried(server: FaultyServer) -> None:
    url = server.answer("a", Reply(json={"value": [1, 2, 3]}, cut=8), OK)
    assert http.get_json(url, what="tabel 1") == {"value": [1]}


def test_a_connection_that_keeps_breaking_ends(server: FaultyServer) -> None:
    assert "verbrak de verbinding" in failure_of(server.answer("a", Reply(json={"value": [1, 2, 3]}, cut=8)))
    assert len(server.asked) == 1 + exchange.RETRIES


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(body=b"<html>onderhoud</html>", kind="text/html; charset=utf-8"), "text/html in plaats van JSON"),
        (Reply(json={"value": []}, kind=""), "iets onbekends in plaats van JSON"),
        (Reply(body=b'{"value": [1, 2'), "niet heel"),
        (Reply(body=b"\xff\xfe{"), "niet heel"),
        (Reply(body=b'{"value": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"), "niet heel"),
        (Reply(body=b'{"value": [{"code": "BU0153\\ud800000"}]}'), "niet heel"),
        (Reply(json=["value"]), "zonder value"),
        (Reply(json={"waarde": []}), "zonder value"),
    ],
)
def test_an_answer_is_checked_before_it_is_believed(server: FaultyServer, reply: Reply, message: str) -> None:
    assert message in failure_of(server.answer("a", reply), expect_keys=("value",))
    assert len(server.asked) == 1


def test_an_answer_that_is_too_large_ends(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MAX_BYTES", 1_000_000)
    content = gzip.compress(b" " * 5_000_000)
    assert len(content) < 10_000
    assert "meer dan 1 MB" in failure_of(server.answer("a", Reply(body=content, headers={"Content-Encoding": "gzip"})))


def test_a_slow_drip_ends(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "TOTAL_SECONDS", 0.3)
    assert "0.3 seconden niet klaar" in failure_of(server.answer("a", Reply(body=b" " * 1_000, drip=0.05)))
    for thread in threading.enumerate():
        if thread.name == f"GET {urlsplit(server.url).netloc}":
            thread.join(60)
            assert not thread.is_alive()


def test_a_caller_does_not_wait_for_the_next_drop(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "TOTAL_SECONDS", 0.2)
    assert "0.2 seconden niet klaar" in failure_of(server.answer("a", Reply(body=b" " * 9, drip=60)))
    # Who asked has gone on, while what fetches still waits.
    assert any(thread.name.startswith("GET ") for thread in threading.enumerate())


def test_a_host_that_stops_halfway_ends(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "READ_SECONDS", 0.2)
    assert "stopte halverwege" in failure_of(server.answer("a", Reply(body=b" " * 9, drip=60)))


def test_a_silent_host_is_given_up_for_the_run(silent_url: str, no_sockets: Callable[[], None]) -> None:
    first = failure_of(silent_url + "/a")
    assert "binnen 0,2 seconden niets" in first
    no_sockets()
    assert failure_of(silent_url + "/b") == first


def test_one_silent_host_does_not_concern_another(silent_url: str, server: FaultyServer) -> None:
    failure_of(silent_url + "/a")
    assert http.get_json(server.answer("a", OK), what="tabel 1") == {"value": [1]}


def test_a_new_run_tries_again(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.answer("a", OK)
    monkeypatch.setitem(hosts.given_up, url.split("/")[2], "stuurde niets")
    assert "stuurde niets" in failure_of(url)
    http.start_run()
    assert http.get_json(url, what="tabel 1") == {"value": [1]}


def test_a_host_that_answered_may_take_longer(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    http.get_json(server.answer("a", OK), what="tabel 1")
    monkeypatch.setattr(settings, "CONNECT_SECONDS", 0.05)
    slow = server.answer("b", Reply(json={"value": [1]}, wait=0.3))
    assert http.get_json(slow, what="tabel 1") == {"value": [1]}


def test_name_resolution_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CONNECT_SECONDS", 0.2)
    release = threading.Event()

    def hang(*_: object, **__: object) -> None:
        release.wait(600)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    assert "0,2 seconden niets" in failure_of("http://statline.invalid/a")
    release.set()


def test_a_name_that_does_not_resolve_is_given_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        calls.append(1)
        raise socket.gaierror

    calls: list[int] = []
    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert "niet te bereiken" in failure_of("http://statline.invalid/a")
    assert "niet te bereiken" in failure_of("http://statline.invalid/a")
    assert len(calls) == 1


def test_a_refused_connection_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert "niet te bereiken" in failure_of(f"http://127.0.0.1:{port}/a")


def test_the_process_ends_while_a_request_hangs() -> None:
    program = """
import socket, time
socket.getaddrinfo = lambda *a, **k: time.sleep(600)
from gezond_geo import settings
from gezond_geo.errors import SourceError
from gezond_geo.io import hosts, http
settings.CONNECT_SECONDS = 0.1
try:
    http.get_json("http://statline.invalid/a", what="tabel 1")
except SourceError as error:
    print(error)
"""
    command = [sys.executable, "-c", program]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    assert "0,1 seconden niets" in process.stdout


def test_offline_opens_no_socket(no_sockets: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    no_sockets()
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")
    assert "offline" in failure_of("http://statline.invalid/a")


def test_an_offline_run_opens_no_socket(no_sockets: Callable[[], None]) -> None:
    no_sockets()
    with settings.offline_run(choice=True):
        assert "offline" in failure_of("http://statline.invalid/a")
    assert not settings.offline()


def test_the_choice_of_the_caller_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")
    with settings.offline_run(choice=False):
        assert not settings.offline()
    with settings.offline_run(choice=None):
        assert settings.offline()


def test_the_proxy_of_the_system_is_used(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.answer("a", OK)
    monkeypatch.setenv("http_proxy", server.url)
    assert http.get_json("http://statline.invalid/a", what="tabel 1") == {"value": [1]}
    assert server.asked == ["http://statline.invalid/a"]


def test_https_trusts_what_the_system_trusts() -> None:
    adapter = exchange._session().get_adapter("https://opendata.cbs.nl")
    assert isinstance(adapter, exchange._TrustStoreAdapter)
    for manager in (adapter.poolmanager, adapter.proxy_manager_for("http://127.0.0.1:1")):
        context = manager.connection_pool_kw["ssl_context"]
        assert isinstance(context, truststore.SSLContext)
        assert context.verify_mode == ssl.CERT_REQUIRED


def read_pages(url: str) -> list[int]:
    pages = paging.get_pages(url, what="tabel 1", items="value", next_link=lambda page: page.get("next"))
    return [item["n"] for page in pages for item in page["value"]]


def test_pages_follow_each_other_on_the_address_that_was_asked(server: FaultyServer) -> None:
    first = Reply(json={"value": [{"n": 1}], "next": "https://opendata.cbs.nl/other/a?$skip=1&x=2"})
    url = server.answer("a", first, Reply(json={"value": [{"n": 2}]}))
    assert read_pages(url + "?x=2") == [1, 2]
    assert server.asked == ["/a?x=2", "/a?$skip=1&x=2"]


@pytest.mark.parametrize("link", ["?x=1", "elsewhere"])
def test_pages_that_go_round_end(server: FaultyServer, link: str) -> None:
    url = server.answer("a", Reply(json={"value": [{"n": 1}], "next": link}))
    with pytest.raises(SourceError, match=r"127\.0\.0\.1:\d+ \(tabel 1\) bladert in een kring"):
        read_pages(url + "?x=1")
    assert len(server.asked) == 1


def test_a_link_that_is_no_address_is_a_failure(server: FaultyServer) -> None:
    url = server.answer("a", Reply(json={"value": [], "next": "http://[::x?a=1"}))
    with pytest.raises(SourceError, match=r"127\.0\.0\.1:\d+ \(tabel 1\) noemt een adres dat er geen is"):
        read_pages(url)


def test_pages_without_end_end(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MAX_PAGES", 3)
    pages = [Reply(json={"value": [{"n": n}], "next": f"?x={n}"}) for n in range(9)]
    with pytest.raises(SourceError, match="zonder einde"):
        read_pages(server.answer("a", *pages))
    assert len(server.asked) == 3


@pytest.mark.parametrize("value", [{"n": 1}, [1], None])
def test_a_page_without_a_list_of_objects_is_a_failure(server: FaultyServer, value: object) -> None:
    with pytest.raises(SourceError, match="anders dan een lijst"):
        read_pages(server.answer("a", Reply(json={"value": value})))


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses between tries, which are noted and not waited for."""
    noted: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", noted.append)
    return noted


def test_a_login_is_sent_and_said_nowhere(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEZOND_GEO_STATLINE_URL", server.url.replace("://", "://jan:geh%40im@"))
    assert settings.statline_url() == server.url
    assert http.get_json(server.answer("a", OK), what="tabel 1") == {"value": [1]}
    assert server.logins == ["Basic " + base64.b64encode(b"jan:geh@im").decode()]
    assert "geh" not in failure_of(server.answer("b", Reply(json={}, status=500)))


def test_a_redirect_to_another_path_is_followed(server: FaultyServer) -> None:
    server.answer("nieuw", Reply(json={"value": 1}))
    url = server.answer("oud", Reply(status=301, headers={"Location": "/nieuw?x=1"}))
    assert http.get_json(url, what="tabel") == {"value": 1}


def test_a_redirect_to_another_host_is_not_followed(server: FaultyServer) -> None:
    with running_server() as other:
        elsewhere = other.answer("x", Reply(json={"value": 1}))
        url = server.answer("x", Reply(status=302, headers={"Location": elsewhere}))
        with pytest.raises(SourceError, match=r"verwijst door naar 127\.0\.0\.1, en dat is niet gevolgd"):
            http.get_json(url, what="tabel")
        assert other.asked == []


@pytest.mark.parametrize(
    ("location", "followed"),
    [
        ("https://api.pdok.nl/x", True),  # from http to https
        ("//api.pdok.nl/x", True),
        ("x", True),
        ("http://api.pdok.nl:81/x", False),
        ("http://pdok.example/x", False),
        ("ftp://api.pdok.nl/x", False),
        ("http://[::bad", False),
    ],
)
def test_only_the_same_host_is_followed(location: str, *, followed: bool) -> None:
    assert (hosts.explain_redirect("http://api.pdok.nl/y", location) == "") == followed


def test_each_silent_host_leaves_less_time_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CONNECT_SECONDS", 5.0)
    seconds = []
    for name in "abcdef":
        seconds.append(hosts.patience())
        hosts.silent.add(name)
    assert seconds == [5, 2.5, 1.25, 1, 1, 1]


def test_a_host_that_failed_after_all_retries_is_tried_once(server: FaultyServer) -> None:
    url = server.answer("x", Reply(json={}, status=500))
    for _ in range(2):
        with pytest.raises(SourceError, match="HTTP 500"):
            http.get_json(url, what="tabel")
    assert len(server.asked) == (1 + exchange.RETRIES) + 1
    # Once it answers well, it is retried as before.
    server.answer("x", Reply(json={}), Reply(json={}, status=500))
    http.get_json(url, what="tabel")
    with pytest.raises(SourceError):
        http.get_json(url, what="tabel")
    assert len(server.asked) == 5 + 1 + 4
