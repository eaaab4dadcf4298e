import importlib.util
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from faulty import FaultyServer

from gezond_geo import settings
from gezond_geo.sources import _http

SHARED = Path(os.environ.get("GEZOND_GEO_SHARED") or Path(__file__).resolve().parents[3] / "shared")


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test its own cache, run and session, no proxy, and time-outs that do not make it wait."""
    for name in ("GEZOND_GEO_OFFLINE", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GEZOND_GEO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(_http, "BACKOFF_SECONDS", 0.001)
    monkeypatch.setattr(_http, "READ_SECONDS", 5.0)
    _http.start_run()
    yield
    _http.start_run()
    _http._session().close()
    _http._session.cache_clear()


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.closing.set()
        server.shutdown()


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


@pytest.fixture(scope="session")
def shared_server() -> Callable[[str, str | None], ThreadingHTTPServer]:
    """Give a server of the shared folder, by name, with a fault."""
    handlers: dict[str, type[BaseHTTPRequestHandler]] = {}

    def start(name: str, fault: str | None) -> ThreadingHTTPServer:
        path = SHARED / "tools" / f"{name}_server.py"
        if not path.is_file():
            pytest.skip(f"{path} is not there (GEZOND_GEO_SHARED)")
        if name not in handlers:
            spec = importlib.util.spec_from_file_location(f"{name}_server", path)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            sys.modules[spec.name] = module
            spec.loader.exec_module(module)
            handlers[name] = module.Handler
        handler = type("Handler", (handlers[name],), {"fault": fault})
        handlers[name].count = 0  # type: ignore[attr-defined]  # the server counts requests on its own class
        server = type("Server", (ThreadingHTTPServer,), {"handle_error": lambda *_: None})(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return server  # type: ignore[no-any-return]  # made by type()

    return start
