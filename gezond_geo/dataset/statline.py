"""Figures of CBS StatLine and of catalogues with the same OData: rows by region, columns by meaning."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from gezond_geo.dataset.statline_v3 import TableV3
from gezond_geo.dataset.statline_v4 import TableV4
from gezond_geo.errors import SourceError
from gezond_geo.io import cache, http
from gezond_geo.io.odata import LOWER, UPPER, VALUE, Measure, NoRowsError, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gezond_geo.io.ranges import Impossible

__all__ = ["Measure", "NoRowsError", "TableRows", "read_names", "read_table"]

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class TableRows:
    """Rows of a table for some regions.

    Attributes
    ----------
    frame : Frame indexed by ``code`` (sorted), a float column per asked name, in the order asked; NaN is missing.
    resolved : Actual column of each name that the table has.
    missing : Names without a column in the table; NaN in `frame`.
    table_id, title, modified : Metadata of the table; `modified` is None where unknown.
    url, retrieved : Where and when (UTC) the rows were fetched.
    stale : Whether the service failed when newer rows were requested.
    lower, upper : Bounds of the 95 % intervals, shaped as `frame`; NaN where the table has none, None if not requested.
    absent : Regions that the table lists, but without a row.
    is_counted : Whether the service counted its rows, and all of them arrived.
    outside : Number of dropped rows for other regions, periods or ages than requested.
    outside_code : Code of the first of these; empty without any.
    impossible : Impossible values, after they have been removed.
    """

    frame: pd.DataFrame
    resolved: Mapping[str, str]
    missing: list[str]
    table_id: str
    title: str
    modified: str | None
    url: str
    retrieved: str
    stale: bool
    lower: pd.DataFrame | None = None
    upper: pd.DataFrame | None = None
    absent: tuple[str, ...] = ()
    is_counted: bool = False
    outside: int = 0
    outside_code: str = ""
    impossible: tuple[Impossible, ...] = ()


class _PartError(SourceError):
    """Rows of some regions arrived, but others that the table lists are missing."""

    def __init__(self, sentence: str, frame: pd.DataFrame, provenance: cache.Provenance) -> None:
        super().__init__(sentence)
        self.frame = frame
        self.provenance = provenance


def read_table(
    table_id: str,
    *,
    base_url: str,
    columns: Mapping[str, tuple[str, ...]],
    regions: str | tuple[str, ...] | None,
    period: str | None,
    age: str | None,
    margins: bool = False,
    url_v4: str | None = None,
    measures: Mapping[str, Measure] | None = None,
    progress: Callable[[int], None] | None = None,
) -> TableRows:
    """Read columns of a table for some regions.

    Parameters
    ----------
    table_id
        Id of the table, such as ``84799NED``.
    base_url
        Address of the service, without path.
    columns
        For each name, the possible stems of the column (``AantalInwoners`` for ``AantalInwoners_5``), tried in this
        order, since the numbers after them change. A stem shared by several columns is qualified by a topic group above
        the column, at any level: ``GemiddeldAardgasverbruik/Appartement``.
    regions
        Prefix or prefixes of the region codes (``BU0153``); None for every buurt, wijk, gemeente and the Netherlands.
    period, age
        Codes in ``Perioden`` and ``Leeftijd``; ignored where the table lacks that dimension.
    margins
        Whether to read the bounds of the 95 % intervals; missing when only the cache answers and has none.
    url_v4
        Address of the OData v4 service, tried when the other fails; None where it lacks the table.
    measures
        Measures of the columns in v4; columns not listed are missing there.
    progress
        Called after each page of a download, with the number of rows so far.

    Returns
    -------
    TableRows
        From the cache when that is fresh, when the table has not changed since, or when no service answers. Incomplete
        rows are not cached, and an older complete answer takes precedence.

    Raises
    ------
    NoRowsError
        When the table has no rows for these regions.
    SourceError
        When there is no usable answer and none in the cache; for an unknown table, fewer rows than the service counts,
        a duplicate region, or a stem shared by two columns.
    """
    services = _services(table_id, base_url, url_v4)
    make_key = partial(
        cache.make_key,
        f"{table_id}-TypedDataSet",
        base_url=base_url,
        columns=list(columns.items()),
        regions=_as_tuple(regions),
        period=period,
        age=age,
    )
    request = Request(
        columns=columns,
        measures=measures or {},
        starts=_as_tuple(regions),
        dimensions={
            "Perioden": _as_tuple(period),
            "Leeftijd": _as_tuple(age),
            "Marges": (VALUE, LOWER, UPPER) if margins else (VALUE,),
        },
        progress=progress,
    )

    def list_regions() -> pd.Index[str]:
        return read_names(table_id, base_url=base_url, regions=regions, url_v4=url_v4).index

    try:
        frame, provenance, stale = _fetch(
            make_key(margins=margins), services, lambda service: _read_whole(service, request, list_regions)
        )
    except SourceError as failure:
        # An answer without margins, or a partial one, is better than nothing.
        if margins and (previous := cache.read(make_key(margins=False))) is not None and len(previous[0]):
            (frame, provenance), stale = previous, not previous[1].is_fresh
        elif isinstance(failure, _PartError):
            frame, provenance, stale = failure.frame, failure.provenance, False
        else:
            raise
    return _table_rows(table_id, list(columns), frame, provenance, stale=stale, margins=margins)


def read_names(
    table_id: str,
    *,
    base_url: str,
    regions: str | tuple[str, ...] | None,
    url_v4: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> pd.Series[str]:
    """Read the names of regions, as spelled in the table.

    Parameters
    ----------
    table_id, base_url, regions, url_v4, progress
        As in `read_table`.

    Returns
    -------
    Series
        Names, indexed by ``code`` (sorted).

    Raises
    ------
    SourceError
        As `read_table`.
    """
    starts = _as_tuple(regions)
    services = _services(table_id, base_url, url_v4)

    def read(service: TableV3 | TableV4) -> tuple[pd.DataFrame, cache.Provenance]:
        _, modified = service.read_info()
        names, url = service.read_names(Request(columns={}, starts=starts, progress=progress))
        return names.to_frame(), cache.Provenance(url=url, table=f"{table_id}/WijkenEnBuurten", modified=modified)

    key = cache.make_key(f"{table_id}-WijkenEnBuurten", base_url=base_url, regions=starts)
    frame, _, _ = _fetch(key, services, read)
    names: pd.Series[str] = frame["naam"]
    return names


def _services(table_id: str, base_url: str, url_v4: str | None) -> list[TableV3 | TableV4]:
    """Services that have the table, in the order in which they are tried."""
    later = [] if url_v4 is None else [TableV4(url_v4, table_id)]
    return [TableV3(base_url, table_id), *later]


def _fetch(
    key: str,
    services: list[TableV3 | TableV4],
    read: Callable[[TableV3 | TableV4], tuple[pd.DataFrame, cache.Provenance]],
) -> tuple[pd.DataFrame, cache.Provenance, bool]:
    """Take an answer from the cache or from the first service that has one; that none counts a row is an answer too.

    Returns
    -------
    tuple
        As `gezond_geo.io.cache.fetch`.

    Raises
    ------
    NoRowsError
        Now, or when it was asked, no service had a row.
    SourceError
        As `read_table`.
    """

    def download() -> tuple[pd.DataFrame, cache.Provenance]:
        try:
            return _ask_each(services, read)
        except NoRowsError as nothing:
            older = cache.read(key)
            if not nothing.url or (older is not None and len(older[0])):
                raise
            details = {"nothing": str(nothing)}
            return pd.DataFrame(), cache.Provenance(url=nothing.url, table=services[0].table_id, details=details)

    frame, provenance, stale = cache.fetch(key, download, ask_modified=lambda: _ask_each(services, _modified_of))
    if "nothing" in provenance.details:
        raise NoRowsError(provenance.details["nothing"])
    return frame, provenance, stale


def _ask_each(services: list[TableV3 | TableV4], ask: Callable[[TableV3 | TableV4], _T]) -> _T:
    """First complete answer, or else a partial one, or else raise that there are no rows, or the failure."""
    failures: list[SourceError] = []
    for service in services:
        try:
            return ask(service)
        except SourceError as failure:
            failures.append(failure)
    answers = [error for error in failures if isinstance(error, _PartError | NoRowsError)]
    if answers or len(failures) == 1:
        raise (answers or failures)[0]
    raise http.make_error(" ".join(map(str, failures)))


def _read_whole(
    service: TableV3 | TableV4, request: Request, list_regions: Callable[[], pd.Index[str]]
) -> tuple[pd.DataFrame, cache.Provenance]:
    """Read rows, and refuse them as incomplete unless the count or the list of regions of the service confirms them."""
    rows = service.read_rows(request, list_regions)
    provenance = cache.Provenance(
        url=rows.records.url,
        table=service.table_id,
        modified=rows.modified,
        details={
            "title": rows.title,
            "resolved": rows.resolved,
            "absent": rows.absent,
            "is_counted": rows.records.is_counted,
            "outside": rows.records.outside,
            "outside_code": rows.records.outside_code,
        },
    )
    if rows.absent and not rows.records.is_counted:
        some = ", ".join(rows.absent[:3])
        sentence = f"gaf van {len(rows.absent)} gebieden geen regel (zoals {some}); probeer het later opnieuw"
        raise _PartError(str(service.error(sentence)), rows.frame, provenance)
    return rows.frame, provenance


def _table_rows(
    table_id: str,
    names: list[str],
    table: pd.DataFrame,
    provenance: cache.Provenance,
    *,
    stale: bool,
    margins: bool,
) -> TableRows:
    details = provenance.details
    lower, upper = (
        table.reindex(columns=[f"{n} {code}" for n in names]).set_axis(names, axis=1) if margins else None
        for code in (LOWER, UPPER)
    )
    return TableRows(
        frame=table[names],
        resolved=details["resolved"],
        missing=[name for name in names if name not in details["resolved"]],
        table_id=table_id,
        title=details["title"],
        modified=provenance.modified,
        url=provenance.url,
        retrieved=provenance.retrieved,
        stale=stale,
        lower=lower,
        upper=upper,
        absent=tuple(details.get("absent", ())),
        is_counted=details.get("is_counted", False),
        outside=details.get("outside", 0),
        outside_code=details.get("outside_code", ""),
    )


def _modified_of(service: TableV3 | TableV4) -> str | None:
    return service.read_info()[1]


def _as_tuple(codes: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (codes,) if isinstance(codes, str) else codes or ()
