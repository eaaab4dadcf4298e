"""Faults of services, networks, disks and neighbours, each tried against the sources and the cache.

    python tests/helpers/faults.py

prints every case and its outcome; the tests run the same cases. A fault of a service or network is tried with an old
file, which must be replaced, or be used with its date and stay as it is, and with an empty cache, which must give the
right result or one Dutch sentence and keep nothing.
"""

import functools
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import processes
import pytest
from faulty import Reply, serve_shared
from loopback import HOST, SERVICES, Service, Setting, age_cache, files_of_cache, read_table, setting_in, table_of

from gezond_geo.errors import SourceError
from gezond_geo.io import cache

OLD, NEW = 100.0, 200.0
"""Figures of the old file, and of the service."""
QUICK = {"CONNECT_SECONDS": 0.1}
ONE = ("PDOK",)
"""Service with which a fault is tried that `gezond_geo.io.exchange` meets before it knows whose answer it is."""

Arrange = Callable[[Setting, Service], None]
Make = Callable[[Service, Reply], Reply]


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and what the sentence then says; None where the right result must come."""

    name: str
    arrange: Arrange
    message: str | None
    limits: Mapping[str, float] = field(default_factory=dict)
    services: tuple[str, ...] = ("StatLine", "PDOK")


@dataclass(frozen=True)
class Case:
    """Something to try: it gives its outcome in words, and fails where that is not what it must be."""

    name: str
    run: Callable[[Setting], str]


def answering(*makes: Make) -> Arrange:
    """Let the service give these replies in turn, made from its good one; the last stays."""

    def arrange(setting: Setting, service: Service) -> None:
        reply = Reply(json=service.answer(NEW))
        setting.server.answer(service.path, *(make(service, reply) for make in makes))

    return arrange


def good(_: Service, reply: Reply) -> Reply:
    return reply


def change_reply(**changes: Any) -> Make:
    return lambda _, reply: replace(reply, **changes)


def status(code: int, **headers: str) -> Make:
    return change_reply(
        json={}, status=code, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def sending(make_json: Callable[[Service, dict[str, Any]], Any]) -> Make:
    return lambda service, reply: replace(reply, json=make_json(service, reply.json))


def followed_by(page: int) -> Make:
    return sending(lambda service, good_json: good_json | service.following(f"?page={page}"))


def truncated(_: Service, reply: Reply) -> Reply:
    return Reply(body=reply.content[:-20])


def renaming(title: str, column: str) -> Arrange:
    """Let the table describe its column by one name, and send it by another."""

    def arrange(setting: Setting, _: Service) -> None:
        setting.describe_table("2021", title)
        setting.server.answer("TypedDataSet", Reply(json=table_of(NEW, column)))

    return arrange


def say_nothing(setting: Setting, _: Service) -> None:
    setting.listen()


def drop_packets(setting: Setting, _: Service) -> None:
    """Fill the queue of a listener: the kernel drops what comes after."""
    address = setting.listen(backlog=0).getsockname()
    for _client in range(4):
        client = setting.stack.enter_context(socket.socket())
        client.settimeout(0)
        client.connect_ex(address)
    try:
        socket.create_connection(address, timeout=0.1).close()
    except TimeoutError:
        return
    pytest.skip("this system drops no connections beyond the queue")


def refuse(setting: Setting, _: Service) -> None:
    setting.listen().close()


def resolve_nothing(setting: Setting, _: Service) -> None:
    setting.port = None


def resolve_never(setting: Setting, _: Service) -> None:
    release = threading.Event()
    setting.stack.callback(release.set)
    setting.patch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(60) and [])


FAULTS = (
    Fault(
        "slow: 30 s before the first byte",
        answering(change_reply(wait=30)),
        "niets|stopte halverwege",
        {"READ_SECONDS": 0.1} | QUICK,
        services=ONE,
    ),
    Fault(
        "slow drip: 50 ms per byte",
        answering(change_reply(drip=0.05)),
        "0.1 seconden niet klaar",
        {"TOTAL_SECONDS": 0.1},
        services=ONE,
    ),
    Fault("500, always", answering(status(500)), "HTTP 500"),
    Fault("flaky: 503, then right", answering(status(503), good), None, services=ONE),
    Fault("429, then right", answering(status(429, Retry_After="1"), good), None, services=ONE),
    Fault(
        "429 for an hour", answering(status(429, Retry_After="3600")), "vraagt 3600 seconden te wachten", services=ONE
    ),
    Fault("404", answering(status(404)), "HTTP 404", services=ONE),
    Fault("reset in mid-body, then right", answering(change_reply(cut=20), good), None, services=ONE),
    Fault("reset in mid-body, always", answering(change_reply(cut=20)), "verbrak de verbinding", services=ONE),
    Fault("truncated JSON of the length it says", answering(truncated), "JSON die niet heel is", services=ONE),
    Fault("truncated: fewer rows than counted", answering(sending(lambda s, g: g | {s.count: 9})), "telt er zelf 9"),
    Fault(
        "HTML with status 200",
        answering(change_reply(body=b"<html/>", kind="text/html")),
        "text/html in plaats van JSON",
        services=ONE,
    ),
    Fault("wrong JSON: a list", answering(change_reply(json=[1, 2])), "JSON zonder"),
    Fault("wrong JSON: rows that are no list", answering(sending(lambda s, _: {s.items: {"n": 1}})), "iets anders dan"),
    Fault("wrong JSON: rows without code", answering(sending(lambda s, _: {s.items: [{"n": 1}]})), "zonder"),
    Fault("paging loop", answering(followed_by(1)), "bladert in een kring"),
    Fault("pages without end", answering(*map(followed_by, range(30))), "zonder einde", {"MAX_PAGES": 9}),
    Fault(
        "more than 1 MB",
        answering(change_reply(body=b" " * 1_100_000)),
        "meer dan 1 MB",
        {"MAX_BYTES": 1_000_000},
        services=ONE,
    ),
    Fault("table without rows", answering(sending(lambda s, _: {s.items: []})), "heeft geen"),
    Fault("duplicate codes", answering(sending(lambda s, g: {s.items: g[s.items] * 2})), "BU01530000 meer dan eens"),
    Fault("column renumbered", renaming("AantalInwoners_83", "AantalInwoners_83"), None, services=("StatLine",)),
    Fault(
        "column renamed in its rows alone",
        renaming("AantalInwoners_5", "Inwoners_5"),
        "zonder AantalInwoners_5",
        services=("StatLine",),
    ),
    Fault("connection taken, nothing said", say_nothing, "0.1 seconden niets", QUICK, services=ONE),
    Fault("dropped packets", drop_packets, "0.1 seconden niets", QUICK, services=ONE),
    Fault("connection refused", refuse, "niet te bereiken", services=ONE),
    Fault("no name resolution", resolve_nothing, "niet te bereiken|0.1 seconden niets", QUICK, services=ONE),
    Fault("name resolution that hangs", resolve_never, "0.1 seconden niets", QUICK, services=ONE),
)


def try_fault(fault: Fault, service: Service, setting: Setting) -> str:
    """Read well, make that old, and read with the fault: with the old file, and with an empty cache."""
    setting.start_run("old")
    setting.describe_table("2020")
    setting.server.answer(service.path, Reply(json=service.answer(OLD)))
    assert service.figures(service.read()) == [OLD] * 3
    retrieved = age_cache(days=40)
    before = files_of_cache()

    setting.describe_table("2021")
    fault.arrange(setting, service)
    setting.limit(**fault.limits)
    setting.start_run("old")
    answer = service.read()
    if fault.message is None:
        assert (service.figures(answer), answer.stale) == ([NEW] * 3, False)
        assert service.figures(service.read()) == [NEW] * 3
    else:
        assert (service.figures(answer), answer.stale, answer.retrieved) == ([OLD] * 3, True, retrieved)
        (warning,) = setting.warnings
        check_sentence(warning.removesuffix(f" De versie van {retrieved[:10]} is gebruikt."), fault.message)
        assert files_of_cache() == before

    fault.arrange(setting, service)
    setting.start_run("empty")
    if fault.message is None:
        assert service.figures(service.read()) == [NEW] * 3
        # Rows that came without a count are compared with the list of regions, which is kept too.
        assert len([key for key, _ in cache.entries() if "WijkenEnBuurten" not in key]) == 1
        return "right result"
    with pytest.raises(SourceError) as error:
        service.read()
    assert files_of_cache() == {}
    return check_sentence(str(error.value), fault.message)


def try_unknown_column(setting: Setting) -> str:
    """Read a column that goes by a name nobody knows: it is missing, by name, and no other column takes its place."""
    setting.start_run("cache")
    setting.describe_table("2021", "Inwonertal_5")
    setting.server.answer("TypedDataSet", Reply(json=table_of(NEW, "Inwonertal_5")))
    answer = read_table()
    assert answer.frame["inwoners"].isna().all()
    assert answer.missing == ["inwoners"]
    return "no figures, and named as missing"


def check_sentence(sentence: str, pattern: str) -> str:
    assert re.search(pattern, sentence)
    assert HOST in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


SHARED = {
    "slow": "0.1 seconden niets",
    "500": "HTTP 500",
    "flaky": None,
    "429": None,
    "reset": "verbrak de verbinding",
    "truncate": "JSON die niet heel is",
    "html": "text/html in plaats van JSON",
}


def try_shared(name: str, fault: str, setting: Setting) -> str:
    """Read the real figures, or boundaries, from the server beside the project that has this fault."""
    setting.port = setting.stack.enter_context(serve_shared(name, fault, data=setting.data))
    setting.start_run("empty")
    if fault == "slow":
        setting.limit(**QUICK)
    pattern = SHARED[fault]
    if pattern is not None:
        with pytest.raises(SourceError) as error:
            read_table(None) if name == "statline" else SERVICES["PDOK"].read()
        assert files_of_cache() == {}
        return check_sentence(str(error.value), pattern)
    if name == "statline":
        assert read_table(None).frame.loc["NL00", "inwoners"] == 17_407_585
    else:
        # CBS gives Enschede 14 100 ha of land.
        areas = SERVICES["PDOK"].read().frame
        assert len(areas) == 70
        assert areas.area.sum() / 10_000 == pytest.approx(14_100, rel=0.02)
    assert len([key for key, _ in cache.entries() if "WijkenEnBuurten" not in key]) == 1
    return "right result"


def in_cache(act: Callable[[Path], str]) -> Callable[[Setting], str]:
    def run(setting: Setting) -> str:
        setting.start_run("cache")
        return act(setting.folder / "cache")

    return run


CASES = (
    *(
        Case(f"{fault.name} ({name})", functools.partial(try_fault, fault, SERVICES[name]))
        for fault in FAULTS
        for name in fault.services
    ),
    Case("column renamed (StatLine)", try_unknown_column),
    Case("full disk", in_cache(processes.fill_disk)),
    Case("two processes at once", in_cache(processes.write_together)),
    Case("kill -9 during a write", in_cache(processes.write_and_be_killed)),
)
SHARED_CASES = tuple(
    Case(f"{fault} (real data, {name})", functools.partial(try_shared, name, fault))
    for name in ("statline", "pdok")
    for fault in SHARED
    # StatLine's server has no 429.
    if (name, fault) != ("statline", "429")
)


def main() -> None:
    """Print the table; exit code 1 if a case fails."""
    failed = 0
    for case in (*CASES, *SHARED_CASES):
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, setting_in(Path(folder)) as setting:
            try:
                outcome = case.run(setting)
            except pytest.skip.Exception as reason:
                outcome = f"skipped: {reason}"
            except Exception as failure:  # noqa: BLE001 - the table goes on
                failed += 1
                outcome = f"FAILED: {failure!r}"
        print(f"{time.monotonic() - started:5.1f} s  {case.name:52}  {outcome}", flush=True)  # noqa: T201 - the table
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
