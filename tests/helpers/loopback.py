"""Two small services for the faults: how each is read, what it answers, and the setting in which a fault is tried."""

import logging
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from faulty import FaultyServer, Reply
from surroundings import patience

from gezond_geo import settings
from gezond_geo.areas import pdok
from gezond_geo.dataset import statline
from gezond_geo.io import cache, exchange, http, paging

HOST = "bron.invalid"
"""A name that no resolver knows; `Setting.port` says where it leads."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """One of the services: the end of its path, what it answers for a figure, and how that is read again.

    `items` is where it puts its rows, `following` how it names the next page, `count` how many rows it says it gives.
    """

    path: str
    answer: Callable[[float], dict[str, Any]]
    read: Callable[[], Any]
    figures: Callable[[Any], list[float]]
    items: str
    following: Callable[[str], dict[str, Any]]
    count: str


def read_table(regions: str | None = "BU0153") -> statline.TableRows:
    return statline.read_table(
        "84799NED",
        base_url=f"http://{HOST}",
        columns={"inwoners": ("AantalInwoners",)},
        regions=regions,
        period=None,
        age=None,
    )


def table_of(figure: float, column: str = "AantalInwoners_5") -> dict[str, Any]:
    return {"value": [{"WijkenEnBuurten": f"BU0153000{n}", column: figure} for n in range(3)]}


def boundaries_of(side: float) -> dict[str, Any]:
    square = [[257_000 + x * side, 471_000 + y * side] for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
    properties = {"buurtnaam": "City", "wijkcode": "WK015300", "gemeentecode": "GM0153", "water": "NEE"}
    geometry = {"type": "Polygon", "coordinates": [square]}
    return {
        "features": [
            {"properties": properties | {"buurtcode": f"BU0153000{n}"}, "geometry": geometry} for n in range(3)
        ]
    }


SERVICES = {
    "StatLine": Service(
        path="TypedDataSet",
        answer=table_of,
        read=read_table,
        figures=lambda table: table.frame["inwoners"].tolist(),
        items="value",
        following=lambda href: {"odata.nextLink": href},
        count="odata.count",
    ),
    "PDOK": Service(
        path="items",
        answer=boundaries_of,
        read=lambda: pdok.read_buurten("GM0153", year=2024),
        figures=lambda areas: [area**0.5 for area in areas.frame.area],
        items="features",
        following=lambda href: {"links": [{"rel": "next", "href": href}]},
        count="numberReturned",
    ),
}


@dataclass(kw_only=True)
class Setting:
    """What a case works with: a server, a folder of its own, what was warned of, and what is undone behind it."""

    server: FaultyServer
    folder: Path
    patch: pytest.MonkeyPatch
    stack: ExitStack
    warnings: list[str] = field(default_factory=list)
    port: int | None = None
    """Where `HOST` leads; None leaves that to the system's resolver."""
    data: Path | None = None
    """Folder of the data of a server over real data; None for all of them."""

    def limit(self, **limits: float) -> None:
        for name, value in limits.items():
            modules = {"CONNECT_SECONDS": settings, "MAX_PAGES": paging}
            self.patch.setattr(modules.get(name, exchange), name, value)

    def start_run(self, cache: str) -> None:
        """Forget hosts and connections, as in a new process, and use this cache."""
        http.start_run()
        exchange._session().close()
        exchange._session.cache_clear()
        self.warnings.clear()
        self.patch.setenv("GEZOND_GEO_CACHE", str(self.folder / cache))

    def describe_table(self, modified: str, column: str = "AantalInwoners_5") -> None:
        topics = [{"Key": "WijkenEnBuurten", "Type": "GeoDetail"}, {"Key": column, "Type": "Topic"}]
        self.server.answer("TableInfos", Reply(json={"value": [{"Title": "Kerncijfers", "Modified": modified}]}))
        self.server.answer("DataProperties", Reply(json={"value": topics}))
        names = [{"Key": f"BU0153000{n}", "Title": f"Buurt {n}"} for n in range(3)]
        self.server.answer("WijkenEnBuurten", Reply(json={"value": names}))

    def listen(self, backlog: int = 5) -> socket.socket:
        """Let `HOST` lead to a port where nobody answers."""
        listener = self.stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=backlog))
        self.port = listener.getsockname()[1]
        return listener


@contextmanager
def setting_in(folder: Path) -> Iterator[Setting]:
    """Give a setting whose server runs and whose warnings are noted, and undo all of it."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        server = stack.enter_context(running_server())
        setting = Setting(server=server, folder=folder, patch=patch, stack=stack, port=server.server_port)
        for name in ("GEZOND_GEO_OFFLINE", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            patch.delenv(name, raising=False)
        patch.setenv("GEZOND_GEO_PDOK_URL", f"http://{HOST}")
        ask_system = socket.getaddrinfo

        def resolve(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
            led = host == HOST and setting.port is not None
            return ask_system(*(("127.0.0.1", setting.port) if led else (host, port)), *args, **kwargs)

        patch.setattr(socket, "getaddrinfo", resolve)
        stack.enter_context(patience())
        setting.limit(BACKOFF_SECONDS=0.001)
        handler = logging.Handler()
        handler.emit = lambda record: setting.warnings.append(record.getMessage())  # type: ignore[method-assign]  # of this one
        logger = logging.getLogger(cache.__name__)
        logger.addHandler(handler)
        stack.callback(logger.removeHandler, handler)
        stack.callback(setting.start_run, "none")
        yield setting


@contextmanager
def running_server() -> Iterator[FaultyServer]:
    with FaultyServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.closing.set()
        server.shutdown()


def age_cache(days: int) -> str:
    """Make all that is in the cache this old; the moment it then has."""
    retrieved = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    for path in settings.cache_dir().glob("*.json"):
        path.write_text(re.sub(r'"retrieved": "[^"]+"', f'"retrieved": "{retrieved}"', path.read_text()))
    return retrieved


def files_of_cache() -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(settings.cache_dir().glob("*")) if p.name != ".lock"}
