"""Figures of CBS StatLine and of the catalogues that speak the same OData: rows by region, columns by meaning."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pandas as pd

from gezond_geo.errors import SourceError
from gezond_geo.sources import _cache, _http

_SUFFIX = re.compile(r"_\d+$")
_REGIONS = ("BU", "WK", "GM", "NL")
_MISSING_FROM = -99_990
"""CBS writes secret and missing figures as this or lower where it cannot write null."""


@dataclass(frozen=True, kw_only=True)
class TableRows:
    """What a table says about some regions.

    Attributes
    ----------
    frame : Frame indexed by ``code`` (sorted), a float column per asked name, in the order asked; NaN is missing.
    resolved : Real column of each name that the table has.
    missing : Names that the table has no column for; NaN in `frame`.
    table_id, title, modified : What the table says of itself; `modified` is None where it does not.
    url, retrieved : Where and when (UTC) the rows were fetched.
    stale : Whether they are older than 30 days and used since the service did not answer.
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


def read_table(
    table_id: str,
    *,
    base_url: str,
    columns: Mapping[str, tuple[str, ...]],
    regions: str | tuple[str, ...] | None,
    period: str | None,
    age: str | None,
) -> TableRows:
    """Read columns of a table for some regions.

    Parameters
    ----------
    table_id
        Such as ``84799NED``.
    base_url
        Address of the service, without path.
    columns
        For each name of the caller, the stems that the column may have (``AantalInwoners`` for ``AantalInwoners_5``),
        tried in this order: the numbers behind them move.
    regions
        Start, or starts, of the region codes (``BU0153``); None for every buurt, wijk, gemeente and the Netherlands.
    period, age
        Code in ``Perioden`` and ``Leeftijd``; without effect where the table lacks that dimension.

    Returns
    -------
    TableRows
        From the cache when that is fresh, or when the service fails.

    Raises
    ------
    SourceError
        No usable answer and none in the cache; no such table; no rows; a region twice; a stem that two columns share.
    """
    starts = _as_tuple(regions)
    in_order = list(columns.items())
    key = _cache.make_key(
        f"{table_id}-TypedDataSet", base_url=base_url, columns=in_order, regions=starts, period=period, age=age
    )

    def download() -> tuple[pd.DataFrame, _cache.Provenance]:
        service = _Table(base_url, table_id)
        info = next(iter(service.read_set(service.url_of("TableInfos"))), {})
        properties = service.read_set(service.url_of("DataProperties"))
        resolved = service.resolve(columns, properties)
        kinds = {str(p.get("Key")): str(p.get("Type")) for p in properties}
        region = next((k for k, kind in kinds.items() if kind.startswith("Geo")), "WijkenEnBuurten")
        wanted = {"Perioden": period, "Leeftijd": age, "Marges": "MW00000"}
        dimensions = {name: code for name, code in wanted.items() if code is not None and name in kinds}
        real = list(dict.fromkeys(resolved.values()))
        rows, url = service.read_rows("TypedDataSet", code=region, columns=real, starts=starts, dimensions=dimensions)
        frame = pd.DataFrame({n: service.as_numbers(rows, resolved.get(n)) for n in columns}, index=rows.index)
        title = str(info.get("Title") or table_id).strip()
        return frame, _cache.Provenance(
            url=url, table=table_id, modified=info.get("Modified"), details={"title": title, "resolved": resolved}
        )

    frame, provenance, stale = _cache.fetch(key, download)
    resolved = provenance.details["resolved"]
    return TableRows(
        frame=frame,
        resolved=resolved,
        missing=[name for name in columns if name not in resolved],
        table_id=table_id,
        title=provenance.details["title"],
        modified=provenance.modified,
        url=provenance.url,
        retrieved=provenance.retrieved,
        stale=stale,
    )


def read_names(table_id: str, *, base_url: str, regions: str | tuple[str, ...] | None) -> "pd.Series[str]":
    """Read the names of regions, as the table spells them.

    Parameters
    ----------
    table_id, base_url, regions
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
    key = _cache.make_key(f"{table_id}-WijkenEnBuurten", base_url=base_url, regions=starts)

    def download() -> tuple[pd.DataFrame, _cache.Provenance]:
        service = _Table(base_url, table_id)
        rows, url = service.read_rows("WijkenEnBuurten", code="Key", columns=["Title"], starts=starts, dimensions={})
        return rows["Title"].astype("str").str.strip().to_frame("naam"), _cache.Provenance(url=url, table=table_id)

    frame, _, _ = _cache.fetch(key, download)
    names: pd.Series[str] = frame["naam"]
    return names


@dataclass(frozen=True)
class _Table:
    """One table at one service."""

    # All through _http, the metadata too: cbsodata opens a session of its own, that knows no offline, no trust store
    # and no limit on name resolution.
    base_url: str
    table_id: str

    @property
    def what(self) -> str:
        return f"tabel {self.table_id}"

    def error(self, sentence: str) -> SourceError:
        return SourceError(f"Tabel {self.table_id} van {self.base_url} {sentence}.")

    def url_of(self, entity_set: str, **options: str) -> str:
        """Address of a set on ODataFeed, which pages (ODataApi fails over 10 000 rows) and is XML unless asked."""
        params = {"$format": "json"} | {f"${name}": value for name, value in options.items() if value}
        return _http.build_url(f"{self.base_url}/ODataFeed/odata/{quote(self.table_id, safe='')}/{entity_set}", params)

    def read_set(self, url: str) -> list[dict[str, Any]]:
        pages = _http.get_pages(url, what=self.what, items="value", next_link=lambda page: page.get("odata.nextLink"))
        return [record for page in pages for record in page["value"]]

    def resolve(self, columns: Mapping[str, tuple[str, ...]], properties: list[dict[str, Any]]) -> dict[str, str]:
        """Find the real column of each name by its stem."""
        by_stem: dict[str, list[str]] = {}
        for prop in properties:
            if prop.get("Type") == "Topic":
                key = str(prop.get("Key"))
                by_stem.setdefault(_SUFFIX.sub("", key), []).append(key)
        resolved = {}
        for name, stems in columns.items():
            found = next((by_stem[stem] for stem in stems if stem in by_stem), [])
            if len(found) > 1:
                raise self.error(
                    f"heeft meer dan één kolom voor {name}, namelijk {' en '.join(found)}; "
                    "meld dit als fout, want de juiste is niet te kiezen"
                )
            if found:
                resolved[name] = found[0]
        return resolved

    def read_rows(
        self, entity_set: str, *, code: str, columns: list[str], starts: tuple[str, ...], dimensions: Mapping[str, str]
    ) -> tuple[pd.DataFrame, str]:
        """Rows indexed by stripped code, and their address; rows outside the filter are left out once more."""
        select = [code, *dimensions, *columns]
        conditions = [_starts_with(code, starts), *(_starts_with(n, (value,)) for n, value in dimensions.items())]
        url = self.url_of(entity_set, select=",".join(select), filter=" and ".join(c for c in conditions if c))
        records = self.read_set(url)
        if lacking := [name for name in select if any(name not in record for record in records)]:
            raise self.error(f"gaf regels zonder {' en '.join(lacking)}; probeer het later opnieuw")
        rows = pd.DataFrame(records, columns=select)
        for name in (code, *dimensions):
            rows[name] = rows[name].astype("str").str.strip()
        keep = rows[code].str.startswith(starts or _REGIONS)
        for name, value in dimensions.items():
            keep &= rows[name] == value
        rows = rows[keep].set_index(code).rename_axis("code").sort_index()
        asked = " of ".join(starts) or "Nederland"
        if rows.empty:
            raise self.error(f"heeft geen regels voor {', '.join([asked, *dimensions.values()])}; kijk de codes na")
        if rows.index.has_duplicates:
            twice = rows.index[rows.index.duplicated()][0]
            raise self.error(f"geeft {twice} meer dan eens; kijk na of periode en leeftijd zijn gekozen")
        return rows, url

    def as_numbers(self, rows: pd.DataFrame, column: str | None) -> "pd.Series[float]":
        """Numbers of one column; null, a padded point and codes such as -99997 are missing, and missing is never 0."""
        if column is None:
            return pd.Series(float("nan"), index=rows.index)
        values = rows[column].map(lambda value: value.strip() if isinstance(value, str) else value)
        try:
            numbers = pd.to_numeric(values.replace({".": None, "": None})).astype("float64")
        except (ValueError, TypeError) as error:
            raise self.error(f"heeft in {column} iets anders dan getallen; meld dit als fout") from error
        return numbers.where(numbers > _MISSING_FROM)


def _as_tuple(regions: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (regions,) if isinstance(regions, str) else regions or ()


def _starts_with(column: str, starts: tuple[str, ...]) -> str:
    # Not eq: codes are padded, and whether eq looks past that is up to the service.
    terms = ["startswith({},'{}')".format(column, start.replace("'", "''")) for start in starts]
    return f"({' or '.join(terms)})" if len(terms) > 1 else "".join(terms)
