"""A small HTTP server on loopback that answers what a test tells it to, whole or broken."""

import importlib.util
import json
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from places import SHARED
from surroundings import ADDRESSES, patience


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer.

    `wait` pauses so many seconds before the first byte and `drip` before each byte of the body; `cut` closes the
    connection after so many bytes of the body.
    """

    json: Any = None
    body: bytes | None = None
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0
    cut: int | None = None
    drip: float | None = None

    @property
    def content(self) -> bytes:
        return json.dumps(self.json).encode() if self.body is None else self.body


class FaultyServer(ThreadingHTTPServer):
    """Answers each path with its list of replies in turn; the last one stays."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[str] = []
        self.posted: list[Any] = []
        self.ranges: list[str | None] = []
        self.agents: list[str] = []
        self.logins: list[str | None] = []
        self.clients: list[int] = []
        self.closing = threading.Event()

    def answer(self, name: str, *replies: Reply) -> str:
        """Let paths that end in `name` get these replies; the address of such a path."""
        self.replies[name] = list(replies)
        return f"{self.url}/{name}"

    def handle_error(self, *_: Any) -> None:
        """A client that left is what many a test is about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: FaultyServer

    def do_GET(self) -> None:
        self.server.asked.append(unquote(self.path))
        self.server.agents.append(self.headers["User-Agent"])
        self.server.logins.append(self.headers["Authorization"])
        self.server.ranges.append(self.headers["Range"])
        self.server.clients.append(self.client_address[1])
        queue = self.server.replies.get(urlsplit(self.path).path.rpartition("/")[2], [Reply(json={}, status=404)])
        reply = queue.pop(0) if len(queue) > 1 else queue[0]
        self.server.closing.wait(reply.wait)
        self.send_response(reply.status)
        headers = {"Content-Type": reply.kind, "Content-Length": str(len(reply.content))} | dict(reply.headers)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        content = reply.content if reply.cut is None else reply.content[: reply.cut]
        if reply.drip is None:
            self.wfile.write(content)
        else:
            for byte in content:
                if self.server.closing.wait(reply.drip):
                    break
                self.wfile.write(bytes([byte]))
        self.close_connection = reply.cut is not None

    def do_POST(self) -> None:
        self.server.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serve_shared(
    name: str, fault: str | None = None, *, fault_year: int | None = None, data: Path | None = None, poll: float = 0.01
) -> Iterator[int]:
    """Give the port of a server over the real data beside the project, or `data`, with a fault; skip without it."""
    # The server of boundaries has a fault per request, and its own name for that of all.
    faults = {"fault": fault, "faulty": fault, "fault_year": fault_year}
    # Head and body are sent apart: with Nagle's algorithm the body waits 40 ms for word that the head came.
    handler = type("Handler", (_shared_handler(name, data),), faults | {"disable_nagle_algorithm": True})
    _shared_handler(name, data).count = 0  # type: ignore[attr-defined]  # the server counts requests on its own class
    waiting = nullcontext() if fault == "slow" else patience()
    with waiting, _QuietServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": poll}, daemon=True).start()
        yield server.server_port
        server.shutdown()


@contextmanager
def servers(tables: Path | None = None) -> Iterator[dict[str, str]]:
    """Run the servers over the real data beside the project, or other tables, and give their addresses as settings."""
    shared_server("gebieden")  # which that of the atlas imports
    with ExitStack() as stack:
        # They run as long as the tests do: what looks often whether it should stop takes time from every test.
        data = {"statline": tables, "pdok": None, "klimaatatlas": None}
        ports = [stack.enter_context(serve_shared(name, data=folder, poll=0.2)) for name, folder in data.items()]
        addresses = [f"http://127.0.0.1:{port}" for port in ports for _ in range(3)]
        yield dict(zip(ADDRESSES, addresses, strict=True))


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """A client that left is what many a test is about."""


def _shared_handler(name: str, data: Path | None = None) -> type[BaseHTTPRequestHandler]:
    handler: type[BaseHTTPRequestHandler] = shared_server(name, data).Handler
    return handler


@cache
def shared_server(name: str, data: Path | None = None) -> ModuleType:
    """Give the module of a server over the real data beside the project, or over `data`."""
    path = SHARED / "tools" / f"{name}_server.py"
    if not path.is_file():
        pytest.skip(f"{path} is not there (GEZOND_GEO_SHARED)")
    spec = importlib.util.spec_from_file_location(f"{name}_server{data or ''}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    if data is not None:
        # One of them calls the folder of its tables that of its data.
        vars(module)["DATA"] = data / module.DATA.relative_to(path.resolve().parent.parent / "data")
    return module
