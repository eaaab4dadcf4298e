"""Probes: one small request to every service, to see which of them answer; `PROBES` has a line per service."""

from __future__ import annotations

import contextvars
import tempfile
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from gezond_geo import settings
from gezond_geo.areas.gemeente_names import gemeente_names
from gezond_geo.areas.locatieserver import find_address
from gezond_geo.areas.sources import sources_of
from gezond_geo.dataset.statline import Measure
from gezond_geo.dataset.statline_v3 import TableV3
from gezond_geo.dataset.statline_v4 import TableV4
from gezond_geo.errors import GezondGeoError
from gezond_geo.indicators.catalogue import uitgaven
from gezond_geo.io import hosts, http
from gezond_geo.io.dutch import count_of, join_words
from gezond_geo.io.odata import VALUE, Request
from gezond_geo.landcover import bgt_service, groenkaart, klimaateffectatlas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROBE_SECONDS = 30.0
"""Time after which a service is given up, in seconds."""

# The origin of RD, the tower in Amersfoort: an area that certainly has a BGT, whatever the gemeente.
_SMALL_AREA = shapely.box(155_000, 463_000, 155_100, 463_100)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Answer of a service.

    Attributes
    ----------
    year : Year of the figures or boundaries; empty where the answer has none.
    rows : Number of rows for the gemeente.
    oddity : Dutch sentence on anything unexpected; else empty.
    """

    year: str
    rows: int
    oddity: str = ""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One service: its name, and a function that queries it for a gemeentecode."""

    name: str
    ask: Callable[[str], Answer]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Outcome of a probe: `answer` is None when it failed, and `failure` then says why."""

    name: str
    seconds: float
    answer: Answer | None
    failure: str

    @property
    def is_as_expected(self) -> bool:
        """Whether there was an answer with nothing unexpected in it."""
        return self.answer is not None and not self.answer.oddity

    @property
    def remark(self) -> str:
        """Dutch sentence on why there was no answer, or what was unexpected in it; else empty."""
        return self.failure or (self.answer.oddity if self.answer else "")


def run_probes(gemeentecode: str) -> Iterator[Outcome]:
    """Send every service one small request about a gemeente, bypassing the cache.

    Yields
    ------
    Outcome
        One per service, in the order of `PROBES`, as soon as it is available.
    """
    http.start_run()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        settings.caching_in(Path(folder)),
    ):
        for probe in PROBES:
            # Each gets its full time, whatever happened to those before.
            hosts.silent.clear()
            yield _run_probe(probe, gemeentecode)


def _run_probe(probe: Probe, gemeentecode: str) -> Outcome:
    started = time.monotonic()
    result: Future[Answer] = Future()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            result.set_result(context.run(probe.ask, gemeentecode))
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            result.set_exception(error)

    threading.Thread(target=run, daemon=True, name=f"probe {probe.name}").start()
    answer, failure = None, ""
    try:
        answer = result.result(PROBE_SECONDS)
    except TimeoutError:
        failure = f"{probe.name} had na {PROBE_SECONDS:g} seconden geen heel antwoord; probeer het later opnieuw."
    except GezondGeoError as error:
        failure = str(error)
    return Outcome(name=probe.name, seconds=time.monotonic() - started, answer=answer, failure=failure)


def _ask_figures(key: str, service: type[TableV3 | TableV4], url: Callable[[], str], gemeentecode: str) -> Answer:
    """Request the figures of the buurten of a gemeente from one table of the newest uitgave."""
    uitgave = list(uitgaven().values())[-1]
    table = uitgave.tabellen[key]
    at = service(url(), table.id)
    measures = {n: Measure(code=code, eenheid=unit) for n, (code, unit) in uitgave.measures_of(key).items()}
    request = Request(
        columns=uitgave.columns_of(key),
        measures=measures,
        starts=(f"BU{gemeentecode[2:]}",),
        dimensions={
            "Perioden": (table.periode,),
            "Leeftijd": (table.leeftijd,) if table.leeftijd else (),
            "Marges": (VALUE,),
        },
    )
    rows = at.read_rows(request, lambda: at.read_names(request)[0].index)
    labels = {i.teller or i.id: i.label.lower() for i in uitgave.indicators().values() if i.thema is not None}
    oddities = []
    if lacking := [labels[n] for n in request.columns if n in labels and n not in rows.resolved]:
        oddities.append(f"er is geen kolom voor {join_words(lacking)}")
    elif empty := [labels[n] for n in request.columns if n in labels and rows.frame[n].isna().all()]:
        oddities.append(f"er is geen enkel cijfer voor {join_words(empty)}")
    if rows.absent:
        oddities.append(f"van {count_of(len(rows.absent), 'gebied', 'gebieden')} kwam geen regel")
    if rows.records.outside:
        surplus = count_of(rows.records.outside, "regel", "regels")
        oddities.append(f"{surplus} te veel, zoals van {rows.records.outside_code}")
    return Answer(year=str(table.jaar), rows=len(rows.frame), oddity=_as_sentence(oddities))


def _ask_boundaries(source_id: str, gemeentecode: str) -> Answer:
    """Request the boundaries of the buurten of a gemeente, for the year of the newest uitgave."""
    year = list(uitgaven().values())[-1].grenzen
    source = next(source for source in sources_of(year) if source.id == source_id)
    areas = source.read(gemeentecode, year=year)
    return Answer(year=str(areas.year), rows=len(areas.frame))


def _ask_atlas_address(_gemeentecode: str) -> Answer:
    """Request the address of the file from the configuration of the Klimaateffectatlas."""
    return Answer(year=klimaateffectatlas.find_release(), rows=1)


def _ask_land_cover(gemeentecode: str) -> Answer:
    cover = klimaateffectatlas.read_land_cover(gemeentecode)
    return Answer(year=cover.release, rows=len(cover.frame), oddity=_as_sentence(list(cover.notes)))


def _ask_green(gemeentecode: str) -> Answer:
    green = groenkaart.read_green(gemeentecode)
    return Answer(year="2022", rows=len(green.share), oddity=_as_sentence(list(green.notes)))


def _ask_bgt(_gemeentecode: str) -> Answer:
    """Request a small download from PDOK, without waiting for it."""
    bgt_service.request_download(_SMALL_AREA, ("waterdeel",))
    return Answer(year="", rows=1)


def _ask_addresses(gemeentecode: str) -> Answer:
    """Search the Locatieserver for the gemeente itself."""
    name = gemeente_names()[gemeentecode]
    rows = len(find_address(name, gemeentecode, name).candidates)
    return Answer(year="", rows=rows, oddity="" if rows else f"Er is niets met de naam {name}.")


def _as_sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


PROBES = (
    Probe(name="CBS, OData v3", ask=partial(_ask_figures, "kwb", TableV3, settings.statline_url)),
    Probe(name="CBS, OData v4", ask=partial(_ask_figures, "kwb", TableV4, settings.cbs_v4_url)),
    Probe(name="RIVM, OData v3", ask=partial(_ask_figures, "gezondheid", TableV3, settings.rivm_url)),
    Probe(name="PDOK, wijken en buurten (OGC API)", ask=partial(_ask_boundaries, "wijken-en-buurten")),
    Probe(name="PDOK, wijken en buurten (WFS)", ask=partial(_ask_boundaries, "wijkenbuurten-wfs")),
    Probe(name="PDOK, gebiedsindelingen (OGC API)", ask=partial(_ask_boundaries, "gebiedsindelingen")),
    Probe(name="PDOK, gebiedsindelingen (WFS)", ask=partial(_ask_boundaries, "gebiedsindelingen-wfs")),
    Probe(name="cartomap", ask=partial(_ask_boundaries, "cartomap")),
    Probe(name="Klimaateffectatlas, configuratie", ask=_ask_atlas_address),
    Probe(name="Klimaateffectatlas, gegevens", ask=_ask_land_cover),
    Probe(name="RIVM, Groenkaart (WFS)", ask=_ask_green),
    Probe(name="PDOK, BGT-download", ask=_ask_bgt),
    Probe(name="PDOK, Locatieserver", ask=_ask_addresses),
)
"""The services, in the order in which they are probed. Add a line for every new source."""
