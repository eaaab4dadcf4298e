"""A made-up Locatieserver on loopback: the addresses that a test tells it, answered as PDOK's does."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from gezond_geo.io.names import normalise_name


def document(name: str, x: float, y: float, **fields: Any) -> dict[str, Any]:
    """Give an answer in Enschede as the service writes one, with other fields as they are given."""
    return {
        "type": "adres",
        "weergavenaam": name,
        "score": 9.0,
        "gemeentecode": "0153",
        "gemeentenaam": "Enschede",
        "centroide_ll": "POINT(6.8 52.2)",
        "centroide_rd": f"POINT({x} {y})",
        "id": "adr-1",
        **fields,
    }


class AddressServer(ThreadingHTTPServer):
    """Answers a question with the documents that have its first word, the highest score first."""

    daemon_threads = True

    def __init__(self, documents: list[Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.documents = documents
        self.asked: list[dict[str, str]] = []
        self.fixed: list[Any] | None = None
        """What it answers to every question, whatever is asked."""

    def find(self, query: dict[str, str]) -> list[Any]:
        if self.fixed is not None:
            return self.fixed
        first = normalise_name(query["q"]).split()[0]
        fields = {"gemeentecode": query["fq"].partition(":")[2]} if "fq" in query else {}
        matches = [d for d in self.documents if first in normalise_name(str(d.get("weergavenaam"))).split()]
        matches = [d for d in matches if all(d.get(name) == value for name, value in fields.items())]
        return sorted(matches, key=lambda d: -d["score"])[: int(query["rows"])]


class _Handler(BaseHTTPRequestHandler):
    server: AddressServer

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        right = url.path == "/bzk/locatieserver/search/v3_1/free"
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        content: Any = {"title": "Not found"}
        if right:
            self.server.asked.append(query)
            documents = self.server.find(query)
            content = {"response": {"numFound": len(documents), "start": 0, "maxScore": 9.0, "docs": documents}}
        body = json.dumps(content).encode()
        self.send_response(200 if right else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def address_server(documents: list[Any]) -> Iterator[AddressServer]:
    with AddressServer(documents) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()
