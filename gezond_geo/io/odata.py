"""OData as served by CBS and RIVM: entity sets page by page, checked against the count of the service."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sized
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import pandas as pd

from gezond_geo.errors import SourceError
from gezond_geo.io import http, paging
from gezond_geo.io.failures import RefusedError
from gezond_geo.io.ranges import drop_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

REGIONS = ("BU", "WK", "GM", "NL")
"""Kinds of regions to read; a table may have others, such as provinces."""
VALUE, LOWER, UPPER = "MW00000", "MOG0095", "MBG0095"
"""Members of the dimension Marges: the figure, and the bounds of its 95 % interval."""

_SUFFIX = re.compile(r"_\d+$")
_BEFORE_DIGIT = re.compile(r"^k_(?=\d)")

_T = TypeVar("_T", bound=Sized)


class NoRowsError(SourceError):
    """The table exists, but has no rows for these regions; `url` is where the service counted none, if it did."""

    def __init__(self, sentence: str, url: str = "") -> None:
        super().__init__(sentence)
        self.url = url


@dataclass(frozen=True, kw_only=True)
class Version:
    """Vocabulary of one version of OData."""

    path: str
    options: Mapping[str, str]
    next_link: str
    count: str
    count_option: str
    is_padded: bool


V3 = Version(
    # ODataFeed pages (ODataApi fails over 10 000 rows), and is XML unless asked.
    path="ODataFeed/odata/{table}/{entity_set}",
    options={"$format": "json"},
    next_link="odata.nextLink",
    count="odata.count",
    count_option="$inlinecount=allpages",
    is_padded=True,
)
V4 = Version(
    path="odata/v1/CBS/{table}/{entity_set}",
    options={},
    next_link="@odata.nextLink",
    count="@odata.count",
    count_option="$count=true",
    is_padded=False,
)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A column of OData v4: its code without suffix (empty when unknown), and its required unit."""

    code: str = ""
    eenheid: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """Request for figures of a table.

    Attributes
    ----------
    columns : Column stems by name; see `gezond_geo.dataset.statline.read_table`.
    measures : The same columns in OData v4.
    starts : Prefixes of the region codes; empty for every kind in `REGIONS`.
    dimensions : Members per dimension; one that the table lacks is left out.
    progress : Called after each page with the number of records so far.
    """

    columns: Mapping[str, tuple[str, ...]]
    measures: Mapping[str, Measure] = field(default_factory=dict)
    starts: tuple[str, ...] = ()
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    progress: Callable[[int], None] | None = None


@dataclass(frozen=True, kw_only=True)
class Records:
    """Records of an entity set within the filter.

    Attributes
    ----------
    frame : A row per record and a column per selected name; codes are stripped.
    url : Address of the request.
    outside : Number of dropped records outside the filter.
    outside_code : Code of the first of these; empty without any.
    is_counted : Whether the service counted its records, and all of them arrived.
    """

    frame: pd.DataFrame
    url: str
    outside: int
    outside_code: str
    is_counted: bool


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Figures of some regions from one service.

    Attributes
    ----------
    frame : Frame indexed by ``code`` (sorted) with float columns: one per name, and per requested bound the name with
        the member of Marges as suffix.
    resolved : Real column of each name that the table has.
    title, modified : Metadata of the table.
    absent : Regions in the table's own list without a row; empty where a region need not have one.
    records : Records they were made from.
    """

    frame: pd.DataFrame
    resolved: Mapping[str, str]
    title: str
    modified: str | None
    absent: list[str]
    records: Records


@dataclass(frozen=True)
class Service:
    """One table at one service."""

    # All through io.http, the metadata too: cbsodata opens its own session, without offline mode, system trust store or
    # a limit on name resolution.
    base_url: str
    table_id: str
    version: Version

    def error(self, sentence: str) -> SourceError:
        """Error from the end of a Dutch sentence."""
        return http.make_error(f"Tabel {self.table_id} van {self.base_url} {sentence}.")

    def url_of(self, entity_set: str, **options: str) -> str:
        """Address of an entity set, or of a single entity."""
        params = {**self.version.options, **{f"${name}": value for name, value in options.items() if value}}
        path = self.version.path.format(table=quote(self.table_id, safe=""), entity_set=quote(entity_set, safe=""))
        url = f"{self.base_url}/{path}"
        return http.build_url(url, params) if params else url

    def read_set(self, entity_set: str) -> list[dict[str, Any]]:
        """Read a small entity set completely."""
        pages, _ = self._read_pages(self.url_of(entity_set), list)
        return [record for page in pages for record in page]

    def read_records(
        self,
        entity_set: str,
        code: str,
        columns: list[str],
        *,
        starts: tuple[str, ...] = (),
        members: Mapping[str, tuple[str, ...]] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Records:
        """Read columns of the records of some regions, and drop any records outside the filter.

        Parameters
        ----------
        entity_set
            Name of the set.
        code
            Column with the code of the region.
        columns
            Additional columns.
        starts
            Prefixes of the region codes.
        members
            Members per dimension.
        progress
            See `Request`.

        Raises
        ------
        SourceError
            As `gezond_geo.io.paging.get_pages`; an error among the records, records without a column, or more or
            fewer records than the service counts.
        """
        members = members or {}
        select = [code, *members, *columns]
        conditions = [_starts_with(code, starts), *(self._is_one_of(name, those) for name, those in members.items())]
        url = self.url_of(entity_set, select=",".join(select), filter=" and ".join(filter(None, conditions)))
        outside: list[str] = []
        count = 0

        def keep(records: list[dict[str, Any]]) -> pd.DataFrame:
            nonlocal count
            if lacking := [name for name in select if any(name not in record for record in records)]:
                raise self.error(f"gaf regels zonder {' en '.join(lacking)}; probeer het later opnieuw")
            page = pd.DataFrame(records, columns=select, dtype=object)
            for name in (code, *members):
                page[name] = page[name].astype("str").str.strip()
            inside = page[code].str.startswith(starts or REGIONS)
            for name, those in members.items():
                inside &= page[name].isin(those)
            if any(conditions):
                outside.extend(page.loc[~inside, code])
            count += len(records)
            if progress is not None:
                progress(count)
            return page[inside]

        pages, is_counted = self._read_pages(url, keep)
        return Records(
            frame=pd.concat(pages),
            url=url,
            outside=len(outside),
            outside_code=next(iter(outside), ""),
            is_counted=is_counted,
        )

    def _read_pages(self, url: str, keep: Callable[[list[dict[str, Any]]], _T]) -> tuple[list[_T], bool]:
        """Kept columns of the records of each page, and whether their number matches the count of the service."""
        rows, count, total = [], 0, None
        for page in self._ask_counting(url):
            if keys := sorted(page.keys() & {"error", "odata.error"}):
                raise self.error(
                    f"gaf een foutmelding bij de regels ({_text_of(page[keys[0]])}); probeer het later opnieuw"
                )
            total = total or page.get(self.version.count)
            rows.append(keep(page["value"]))
            count += len(page["value"])
        # A service that returns more than requested may still count what was requested.
        if total is not None and str(total) not in {str(count), str(sum(map(len, rows)))}:
            raise self.error(f"gaf {count} regels, maar telt er zelf {total}; probeer het later opnieuw")
        return rows, total is not None

    def _ask(self, url: str) -> Iterator[dict[str, Any]]:
        def next_link(page: dict[str, Any]) -> str | None:
            link: str | None = page.get(self.version.next_link)
            return link

        return paging.get_pages(url, what=f"tabel {self.table_id}", items="value", next_link=next_link)

    def _ask_counting(self, url: str) -> Iterator[dict[str, Any]]:
        """Request the number of records too, or leave it out where the service refuses."""
        pages = self._ask(f"{url}{'&' if '?' in url else '?'}{self.version.count_option}")
        try:
            yield next(pages)
        except RefusedError:
            yield from self._ask(url)
        else:
            yield from pages

    def _is_one_of(self, column: str, members: tuple[str, ...]) -> str:
        # Not eq where codes are padded: services differ in whether they ignore padding.
        return _starts_with(column, members) if self.version.is_padded else _any_of(f"{column} eq {{}}", members)

    def by_code(self, rows: pd.DataFrame, code: str) -> pd.DataFrame:
        """Index rows by region.

        Raises
        ------
        SourceError
            When a region occurs twice.
        """
        rows = rows.set_index(code).rename_axis("code").sort_index()
        if rows.index.has_duplicates:
            twice = rows.index[rows.index.duplicated()][0]
            raise self.error(f"geeft {twice} meer dan eens; kijk na of periode en leeftijd zijn gekozen")
        return rows

    def refuse_empty(self, rows: pd.DataFrame, records: Records, starts: tuple[str, ...], *members: str) -> None:
        """Raise a NoRowsError when there are no rows among the records."""
        if rows.empty:
            parts = [" of ".join(starts) or "Nederland", *members]
            sentence = str(self.error(f"heeft geen regels voor {', '.join(parts)}; kijk de codes na"))
            counted_none = records.is_counted and records.frame.empty and not records.outside
            raise NoRowsError(sentence, records.url if counted_none else "")

    def as_numbers(self, values: pd.Series[Any]) -> pd.Series[float]:
        """Column as numbers; null, a padded dot and codes such as -99997 are missing, and missing is never 0."""
        stripped = values.map(lambda value: value.strip() if isinstance(value, str) else value)
        # Pandas would convert true to 1.
        stripped = stripped.map(lambda value: str(value) if isinstance(value, bool) else value)
        try:
            numbers = pd.to_numeric(stripped.replace({".": None, "": None})).astype("float64")
        except (ValueError, TypeError, OverflowError) as error:
            raise self.error(f"heeft in {values.name} iets anders dan getallen; meld dit als fout") from error
        return drop_missing(numbers)


def without_suffix(name: str) -> str:
    """Strip the number after a column or code, which differs between tables: ``AantalInwoners_5``."""
    return _SUFFIX.sub("", name)


def plain(title: str) -> str:
    """Letters and digits only, so that a title equals the column name that CBS derives from it."""
    folded = unicodedata.normalize("NFKD", _BEFORE_DIGIT.sub("", without_suffix(title)))
    return "".join(filter(str.isalnum, folded)).casefold()


def _starts_with(column: str, starts: tuple[str, ...]) -> str:
    return _any_of(f"startswith({column},{{}})", starts)


def _any_of(term: str, texts: tuple[str, ...]) -> str:
    terms = [term.format("'{}'".format(text.replace("'", "''"))) for text in texts]
    return f"({' or '.join(terms)})" if len(terms) > 1 else "".join(terms)


def _text_of(error: Any) -> str:
    """Message in an error object of either version."""
    while isinstance(error, dict):
        error = error.get("message", error.get("value", ""))
    return " ".join(str(error).split())[:200] or "zonder uitleg"
