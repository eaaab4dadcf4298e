import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from faulty import FaultyServer, Reply
from loopback import running_server
from tables import properties, regions_of, value

from gezond_geo import settings
from gezond_geo.io import http


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test its own cache, run and session, no proxy, and time-outs that do not make it wait."""
    for name in ("GEZOND_GEO_OFFLINE", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GEZOND_GEO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(http, "BACKOFF_SECONDS", 0.001)
    monkeypatch.setattr(http, "READ_SECONDS", 5.0)
    http.start_run()
    yield
    http.start_run()
    http._session().close()
    http._session.cache_clear()


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with running_server() as server:
        yield server


@pytest.fixture
def silent_url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of a host that takes a connection and never says a word."""
    monkeypatch.setattr(settings, "CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Call it, and from then on opening a socket or resolving a name fails the test."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    def forbid() -> None:
        monkeypatch.setattr(socket, "socket", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)

    return forbid


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the lock something that cannot be had, as where there is no write access or another process hangs."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)


@pytest.fixture
def serve(server: FaultyServer) -> Callable[..., FaultyServer]:
    """Give a table: its columns, its dimensions, and the pages of its rows."""

    def fill(topics: tuple[str, ...], *pages: Reply, dimensions: tuple[str, ...] = ()) -> FaultyServer:
        server.answer("TableInfos", value([{"Title": "Kerncijfers 2020", "Modified": "2021-03-26T02:00:00"}]))
        server.answer("DataProperties", value(properties(*topics, dimensions=dimensions)))
        server.answer("TypedDataSet", *pages)
        server.answer("WijkenEnBuurten", value(regions_of(*pages)))
        return server

    return fill
