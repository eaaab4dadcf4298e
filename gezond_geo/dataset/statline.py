"""Figures of CBS StatLine and of the catalogues that speak the same OData: rows by region, columns by meaning."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pandas as pd

from gezond_geo.errors import SourceError
from gezond_geo.io import cache, http

_SUFFIX = re.compile(r"_\d+$")
_REGIONS = ("BU", "WK", "GM", "NL")
_MISSING_FROM = -99_990
"""CBS writes secret and missing figures as this or lower where it cannot write null."""
_VALUE, _LOWER, _UPPER = "MW00000", "MOG0095", "MBG0095"
"""Members of the dimension Marges: the figure, and the bounds of its 95 % interval."""


class NoRowsError(SourceError):
    """The table is there, and has no rows for these regions."""


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
    stale : Whether newer rows were wanted, and the service failed.
    lower, upper : Bounds of the 95 % intervals, shaped as `frame`; NaN where the table has none, None if not asked for.
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


def read_table(
    table_id: str,
    *,
    base_url: str,
    columns: Mapping[str, tuple[str, ...]],
    regions: str | tuple[str, ...] | None,
    period: str | None,
    age: str | None,
    margins: bool = False,
    progress: Callable[[int], None] | None = None,
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
        tried in this order: the numbers behind them move. A stem that several columns share is told apart by a topic
        group above the column, at any height: ``GemiddeldAardgasverbruik/Appartement``.
    regions
        Start, or starts, of the region codes (``BU0153``); None for every buurt, wijk, gemeente and the Netherlands.
    period, age
        Code in ``Perioden`` and ``Leeftijd``; without effect where the table lacks that dimension.
    margins
        Read the bounds of the 95 % intervals too; they are missing where the cache alone answers and has none.
    progress
        Called after each page of a download, with the number of rows so far.

    Returns
    -------
    TableRows
        From the cache when that is fresh, when the table has not changed since, or when the service fails.

    Raises
    ------
    NoRowsError
        The table has no rows for these regions.
    SourceError
        No usable answer and none in the cache; no such table; fewer rows than the service counts; a region twice; a
        stem that two columns share.
    """
    starts = _as_tuple(regions)
    names = list(columns)
    members = (_VALUE, _LOWER, _UPPER) if margins else (_VALUE,)
    request = {
        "base_url": base_url,
        "columns": list(columns.items()),
        "regions": starts,
        "period": period,
        "age": age,
    }
    label = f"{table_id}-TypedDataSet"
    service = _Table(base_url, table_id)

    def download() -> tuple[pd.DataFrame, cache.Provenance]:
        title, modified = service.read_info()
        properties = service.read_set("DataProperties")
        resolved = service.resolve(columns, properties)
        region = _region_of(properties)
        wanted = {"Perioden": (period,), "Leeftijd": (age,), "Marges": members}
        has = {str(prop.get("Key")) for prop in properties}
        dimensions = {name: codes for name in wanted if name in has and (codes := tuple(filter(None, wanted[name])))}
        real = list(dict.fromkeys(resolved.values()))
        url, pages = service.read_rows(
            "TypedDataSet", code=region, columns=real, starts=starts, dimensions=dimensions, progress=progress
        )
        rows = pd.concat([page.assign(**{c: service.as_numbers(page[c]) for c in real}) for page in pages])
        member = rows["Marges"] if "Marges" in rows else pd.Series(_VALUE, index=rows.index)

        def pick(code: str) -> pd.DataFrame:
            part = service.by_code(rows[member == code], region)
            return pd.DataFrame({n: part[resolved[n]] if n in resolved else float("nan") for n in names}, part.index)

        frame = pick(_VALUE)
        service.refuse_empty(frame, starts, dimensions)
        bounds = [pick(code).reindex(frame.index).add_suffix(f" {code}") for code in members[1:]]
        return pd.concat([frame, *bounds], axis=1), cache.Provenance(
            url=url, table=table_id, modified=modified, details={"title": title, "resolved": resolved}
        )

    key = cache.make_key(label, **request, margins=margins)
    try:
        held, provenance, stale = cache.fetch(key, download, ask_modified=lambda: service.read_info()[1])
    except SourceError:
        # What was fetched without margins is better than nothing.
        kept = cache.read(cache.make_key(label, **request, margins=False)) if margins else None
        if kept is None:
            raise
        held, provenance = kept
        stale = not provenance.is_fresh
    lower, upper = (
        held.reindex(columns=[f"{n} {code}" for n in names]).set_axis(names, axis=1) if margins else None
        for code in (_LOWER, _UPPER)
    )
    resolved = provenance.details["resolved"]
    return TableRows(
        frame=held[names],
        resolved=resolved,
        missing=[name for name in names if name not in resolved],
        table_id=table_id,
        title=provenance.details["title"],
        modified=provenance.modified,
        url=provenance.url,
        retrieved=provenance.retrieved,
        stale=stale,
        lower=lower,
        upper=upper,
    )


def read_names(
    table_id: str,
    *,
    base_url: str,
    regions: str | tuple[str, ...] | None,
    progress: Callable[[int], None] | None = None,
) -> "pd.Series[str]":
    """Read the names of regions, as the table spells them.

    Parameters
    ----------
    table_id, base_url, regions, progress
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
    key = cache.make_key(f"{table_id}-WijkenEnBuurten", base_url=base_url, regions=starts)
    service = _Table(base_url, table_id)

    def download() -> tuple[pd.DataFrame, cache.Provenance]:
        _, modified = service.read_info()
        region = _region_of(service.read_set("DataProperties"))
        url, pages = service.read_rows(
            region, code="Key", columns=["Title"], starts=starts, dimensions={}, progress=progress
        )
        rows = service.by_code(pd.concat(pages), "Key")
        service.refuse_empty(rows, starts, {})
        frame = rows["Title"].astype("str").str.strip().to_frame("naam")
        return frame, cache.Provenance(url=url, table=f"{table_id}/{region}", modified=modified)

    frame, _, _ = cache.fetch(key, download, ask_modified=lambda: service.read_info()[1])
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

    def error(self, sentence: str, kind: type[SourceError] = SourceError) -> SourceError:
        return http.make_error(f"Tabel {self.table_id} van {self.base_url} {sentence}.", kind)

    def read_info(self) -> tuple[str, str | None]:
        """Title of the table, and when it changed last."""
        info = next(iter(self.read_set("TableInfos")), {})
        return str(info.get("Title") or self.table_id).strip(), str(info.get("Modified") or "") or None

    def read_set(self, entity_set: str) -> list[dict[str, Any]]:
        return [record for page in self.read_pages(self.url_of(entity_set)) for record in page]

    def read_rows(
        self,
        entity_set: str,
        *,
        code: str,
        columns: list[str],
        starts: tuple[str, ...],
        dimensions: Mapping[str, tuple[str, ...]],
        progress: Callable[[int], None] | None,
    ) -> tuple[str, Iterator[pd.DataFrame]]:
        """Address of rows, and their pages: codes stripped, and what is outside the filter left out once more."""
        select = [code, *dimensions, *columns]
        conditions = [_starts_with(code, starts), *(_starts_with(name, codes) for name, codes in dimensions.items())]
        url = self.url_of(entity_set, select=",".join(select), filter=" and ".join(c for c in conditions if c))

        def pages() -> Iterator[pd.DataFrame]:
            count = 0
            for records in self.read_pages(url):
                if lacking := [name for name in select if any(name not in record for record in records)]:
                    raise self.error(f"gaf regels zonder {' en '.join(lacking)}; probeer het later opnieuw")
                page = pd.DataFrame(records, columns=select)
                for name in (code, *dimensions):
                    page[name] = page[name].astype("str").str.strip()
                keep = page[code].str.startswith(starts or _REGIONS)
                for name, codes in dimensions.items():
                    keep &= page[name].isin(codes)
                yield page[keep]
                count += len(records)
                if progress is not None:
                    progress(count)

        return url, pages()

    def url_of(self, entity_set: str, **options: str) -> str:
        """Address of a set on ODataFeed, which pages (ODataApi fails over 10 000 rows) and is XML unless asked."""
        params = {"$format": "json"} | {f"${name}": value for name, value in options.items() if value}
        path = f"{quote(self.table_id, safe='')}/{quote(entity_set, safe='')}"
        return http.build_url(f"{self.base_url}/ODataFeed/odata/{path}", params)

    def read_pages(self, url: str) -> Iterator[list[dict[str, Any]]]:
        """Records page by page, as many together as the service counts where it does."""
        count, stated = 0, None
        for page in http.get_pages(url, what=self.what, items="value", next_link=lambda p: p.get("odata.nextLink")):
            stated = stated or page.get("odata.count")
            count += len(page["value"])
            yield page["value"]
        if stated is not None and str(stated) != str(count):
            raise self.error(f"gaf {count} regels, maar telt er zelf {stated}; probeer het later opnieuw")

    def resolve(self, columns: Mapping[str, tuple[str, ...]], properties: list[dict[str, Any]]) -> dict[str, str]:
        """Find the real column of each name by its stem."""
        groups = {p["ID"]: p for p in properties if p.get("Type") == "TopicGroup" and isinstance(p.get("ID"), int)}
        topics = {str(p.get("Key")): _titles_above(p, groups) for p in properties if p.get("Type") == "Topic"}
        resolved = {}
        for name, stems in columns.items():
            found = next(filter(None, (_find(stem, topics) for stem in stems)), [])
            if len(found) > 1:
                shown = " en ".join(f"{key} ({', '.join(topics[key])})" if topics[key] else key for key in found)
                raise self.error(f"heeft meer dan één kolom voor {name}, namelijk {shown}; noem de groep: Groep/Stam")
            if found:
                resolved[name] = found[0]
        return resolved

    def by_code(self, rows: pd.DataFrame, code: str) -> pd.DataFrame:
        rows = rows.set_index(code).rename_axis("code").sort_index()
        if rows.index.has_duplicates:
            twice = rows.index[rows.index.duplicated()][0]
            raise self.error(f"geeft {twice} meer dan eens; kijk na of periode en leeftijd zijn gekozen")
        return rows

    def refuse_empty(
        self, rows: pd.DataFrame, starts: tuple[str, ...], dimensions: Mapping[str, tuple[str, ...]]
    ) -> None:
        if rows.empty:
            asked = [" of ".join(starts) or "Nederland", *(codes[0] for codes in dimensions.values())]
            raise self.error(f"heeft geen regels voor {', '.join(asked)}; kijk de codes na", NoRowsError)

    def as_numbers(self, values: "pd.Series[Any]") -> "pd.Series[float]":
        """Numbers of a column; null, a padded point and codes such as -99997 are missing, and missing is never 0."""
        stripped = values.map(lambda value: value.strip() if isinstance(value, str) else value)
        try:
            numbers = pd.to_numeric(stripped.replace({".": None, "": None})).astype("float64")
        except (ValueError, TypeError) as error:
            raise self.error(f"heeft in {values.name} iets anders dan getallen; meld dit als fout") from error
        return numbers.where(numbers > _MISSING_FROM)


def _region_of(properties: list[dict[str, Any]]) -> str:
    """Name of the dimension with the regions: WijkenEnBuurten, in older tables RegioS."""
    return next((str(p.get("Key")) for p in properties if str(p.get("Type")).startswith("Geo")), "WijkenEnBuurten")


def _titles_above(prop: Mapping[str, Any], groups: Mapping[float, Mapping[str, Any]]) -> list[str]:
    """Titles of the topic groups that a column is in, the widest first."""
    titles: list[str] = []
    while isinstance(parent := prop.get("ParentID"), int | float) and parent in groups and len(titles) < len(groups):
        prop = groups[parent]
        titles.insert(0, " ".join(str(prop.get("Title")).split()))
    return titles


def _find(stem: str, topics: Mapping[str, list[str]]) -> list[str]:
    """Columns with this stem, in this group if it names one (``Groep/Stem``)."""
    group, _, own = stem.rpartition("/")
    return [
        key
        for key, titles in topics.items()
        if _SUFFIX.sub("", key) == own and (not group or _plain(group) in map(_plain, titles))
    ]


def _plain(title: str) -> str:
    """Bare letters and digits, so that a title and the name that CBS makes of it are the same."""
    return "".join(filter(str.isalnum, _SUFFIX.sub("", title))).casefold()


def _as_tuple(regions: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (regions,) if isinstance(regions, str) else regions or ()


def _starts_with(column: str, starts: tuple[str, ...]) -> str:
    # Not eq: codes are padded, and whether eq looks past that is up to the service.
    terms = ["startswith({},'{}')".format(column, start.replace("'", "''")) for start in starts]
    return f"({' or '.join(terms)})" if len(terms) > 1 else "".join(terms)
