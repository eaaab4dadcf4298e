"""Figures of several years, each from one edition of one table: from the cache, live, or quoted in the package."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo import settings
from gezond_geo.areas.codes import NATION
from gezond_geo.areas.ended import divided_gemeenten, former_gemeenten
from gezond_geo.areas.gemeente_names import explain_absence
from gezond_geo.dataset import cbs
from gezond_geo.dataset.figures import SOURCE_COLUMNS, source_row
from gezond_geo.dataset.folder.reeksen import read_reeksen
from gezond_geo.dataset.levels import weight_of
from gezond_geo.errors import NoSnapshotError, SettingsError, SourceError
from gezond_geo.indicators.catalogue import AGES, Uitgave, uitgaven
from gezond_geo.indicators.publications import NEWEST, PREVIOUS, series_tables
from gezond_geo.io.dutch import count_of, join_words, name_some

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gezond_geo.areas.gemeente import Gemeente
    from gezond_geo.indicators.publications import Table
    from gezond_geo.io.http import Progress

COUNTED = "kwb"
"""Key of the table with the number of residents, the buurten and their land areas."""

WITHOUT = "zonder een deel van"
"""Prefix of the description of figures of a gemeente that has since received part of another."""

HEALTH = "gezondheid"
"""Key of the table with figures of health."""

_SERVICES = {"cbs": settings.ADDRESSES["GEZOND_GEO_STATLINE_URL"], "rivm": settings.ADDRESSES["GEZOND_GEO_RIVM_URL"]}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class YearTable:
    """Figures of one table for one year.

    Attributes
    ----------
    table : The table.
    buurten : Frame indexed by ``buurtcode`` of `Table.indeling`: ``buurtnaam``, then a column per indicator.
    comparison : Frame indexed by code, of the gemeente and the Netherlands, a column per indicator.
    whole : How the figures of the gemeente were derived, in Dutch; empty where the table has them.
    nation : The same for the Netherlands.
    sources : Frame indexed by indicator id with `SOURCE_COLUMNS`.
    """

    table: Table
    buurten: pd.DataFrame
    comparison: pd.DataFrame
    whole: str
    nation: str
    sources: pd.DataFrame


def read_series(
    gemeente: Gemeente, years: Collection[int] | None, ages: Collection[str], progress: Progress | None
) -> tuple[dict[tuple[str, int], YearTable], list[str]]:
    """Read every table with a series, for every requested year.

    For an age group that the newest edition of the health table lacks, the previous edition is read.

    Parameters
    ----------
    gemeente
        Code, name and folder of the gemeente.
    years
        Years; defaults to those of the health table, where each table has them.
    ages
        Age groups for health figures: keys of `gezond_geo.indicators.catalogue.AGES`.
    progress
        See `Progress`.

    Returns
    -------
    dict
        Tables read, by key and year, including the counts for the year of its division into buurten.
    list of str
        Dutch sentences on what could not be read.

    Raises
    ------
    SettingsError
        When no table has one of the years, or there is no such age group.
    NoSnapshotError
        When offline, without anything in the package or the cache.
    SourceError
        When no service returns anything.
    """
    keys = {COUNTED: "", **{_key_of(age): age for age in ages}}
    moments = _choose_years(years)
    reading = _Reading(gemeente, progress)
    for key, age in keys.items():
        reading.read(key, series_tables()[key], moments)
        if age and not reading.has(key) and reading.read(key, series_tables(PREVIOUS)[key], moments):
            newest, older = (series_tables(edition)[key] for edition in (NEWEST, PREVIOUS))
            reading.notes.append(
                f"Van gezondheid op leeftijd {age} geeft {_id_of(newest)} hier niets; die reeks is van {_id_of(older)}."
            )
    divisions = {table.table.indeling for table in reading.answers.values()}
    reading.read(COUNTED, series_tables()[COUNTED], divisions)
    for year in sorted(divisions):
        if names := divided_gemeenten(gemeente.code, year):
            reading.notes.append(
                f"Een deel van {join_words(list(names))} van {year} hoort nu bij {gemeente.naam}: de cijfers van de "
                "hele gemeente van dat jaar zijn zonder dat deel."
            )
    return reading.answers, reading.sum_up()


class _Reading:
    """State of reading the tables of a gemeente."""

    def __init__(self, gemeente: Gemeente, progress: Progress | None) -> None:
        folder = gemeente.figures_folder
        self._quoted = {} if folder is None else read_reeksen(folder, gemeente.region)
        self._gemeente = gemeente
        self._progress = progress
        self._packaged: list[str] = []
        self._failures: dict[tuple[str, int], str] = {}
        self.answers: dict[tuple[str, int], YearTable] = {}
        self.notes: list[str] = []

    def has(self, key: str) -> bool:
        """Whether any year of a table was read."""
        return any(own == key for own, _ in self.answers)

    def read(self, key: str, tables: Mapping[int, Table], years: Collection[int]) -> bool:
        """Read the years of an edition that are still missing; returns whether there are any."""
        failures: dict[tuple[str, int], str] = {}
        for year in sorted({*years} & {*tables} - {own for name, own in self.answers if name == key}):
            table = tables[year]
            try:
                self.answers[key, year] = _read_year(key, table, self._gemeente.code, self._progress)
            except SourceError as failure:
                if (key, year, table.id) in self._quoted:
                    self.answers[key, year] = _take_quoted(key, table, *self._quoted[key, year, table.id])
                    self._packaged.append(f"{table.id} van {year}")
                else:
                    failures[key, year] = f"Niet opgehaald: {table.id} van {year}. {failure}"
        if self.has(key):
            # Gaps in another edition do not matter where this one is read.
            self._failures = {at: text for at, text in self._failures.items() if at[0] != key or key == COUNTED}
        self._failures |= failures
        return self.has(key)

    def sum_up(self) -> list[str]:
        """Dutch sentences on what came from the package and what could not be read."""
        failures = list(self._failures.values())
        if not self.answers:
            if settings.offline():
                what = "zijn geen reeksen meegeleverd en er is niets in de cache; draai zonder --offline."
                raise NoSnapshotError(f"Van {self._gemeente.naam} {what}")
            raise SourceError(" ".join(failures))
        notes = (
            [f"Meegeleverd en niet opgehaald: {join_words(list(dict.fromkeys(self._packaged)))}."]
            if self._packaged
            else []
        )
        if settings.offline() and failures:
            failures = ["Andere jaren en tabellen zijn offline niet te lezen."]
        return [*notes, *self.notes, *failures]


def _key_of(age: str) -> str:
    if age not in AGES:
        raise SettingsError(f"Er is geen leeftijdsgroep {age!r}; kies uit: {', '.join(AGES)}.")
    return AGES[age]


def _id_of(tables: Mapping[int, Table]) -> str:
    return next(iter(tables.values())).id


def _choose_years(years: Collection[int] | None) -> Collection[int]:
    """Years to read: the requested ones, each of which some table must have, or else those of the health table."""
    if years is None:
        return list(series_tables()[HEALTH])
    every = sorted({year for tables in series_tables().values() for year in tables})
    for year in years:
        if year not in every:
            raise SettingsError(f"Van {year} is geen tabel bekend; kies uit: {', '.join(map(str, every))}.")
    return years


def uitgave_with(key: str, table: Table) -> Uitgave:
    """Uitgave with one table, and the columns of the newest uitgave."""
    newest = list(uitgaven().values())[-1]
    return replace(newest, id=str(table.jaar), grenzen=table.indeling, tabellen={key: table})


def uitgave_of_year(year: int) -> Uitgave:
    """Uitgave with the tables that have series, for one year, with the themes of the catalogue.

    Raises
    ------
    SettingsError
        When none of these tables has residents or health figures for that year.
    """
    series = series_tables()
    years = sorted({*series[COUNTED]} & {*series[HEALTH]})
    if year not in years:
        raise SettingsError(
            f"Van {year} is er geen landelijke vergelijking, want inwoners en gezondheid zijn er niet allebei; "
            f"kies uit: {', '.join(map(str, years))}."
        )
    tables = {key: series[key][year] for key in (COUNTED, HEALTH)}
    # Residents of the buurten of the health table, as weights for its figures.
    tables["kwb_later"] = series[COUNTED][tables[HEALTH].indeling]
    return Uitgave(id=str(year), grenzen=tables[COUNTED].indeling, tabellen=tables)


def _read_year(key: str, table: Table, code: str, progress: Progress | None) -> YearTable:
    """Read a table for one year: a gemeente with those since merged into it, and the Netherlands."""
    uitgave, parts = uitgave_with(key, table), former_gemeenten(code, table.indeling)
    if not parts:
        raise SourceError(explain_absence(code, table.indeling))
    answer = cbs.read_rows(uitgave, key, (*(f"BU{part[2:]}" for part in parts), *parts, NATION), progress)
    if answer.absent and not answer.is_counted:
        regions = count_of(len(answer.absent), "gebied", "gebieden")
        raise SourceError(f"van {regions} kwam geen regel ({name_some(answer.absent)})")
    frame = answer.frame.rename(index=lambda region: NATION if region.startswith(NATION) else region)
    columns = [c for c in frame if frame[c].notna().any()]
    if not columns:
        raise SourceError(f"{table.titel} geeft van {table.jaar} geen enkel cijfer")
    codes = frame.index[frame.index.str.startswith("BU")]
    names = pd.concat([cbs.read_names(uitgave, part, key=key) for part in parts])
    names = names[names.index.isin(codes)]
    buurten = frame.loc[codes, columns].rename_axis("buurtcode")
    buurten.insert(0, "buurtnaam", names.reindex(codes).fillna(codes.to_series()))
    comparison = frame.reindex([*parts, NATION])[columns]
    whole = ""
    if parts != (code,):
        own, whole = _take_together(comparison.loc[list(parts)], key, table, progress)
        comparison.loc[code] = own
    if names_of_divided := divided_gemeenten(code, table.indeling):
        whole = f"{WITHOUT} {join_words(list(names_of_divided))}"
    nation = ""
    if comparison.loc[NATION].isna().all():
        gemeenten = cbs.read_rows(uitgave, key, ("GM",), progress).frame
        country, nation = _take_together(gemeenten, key, table, progress)
        comparison.loc[NATION] = country.reindex(columns)
    return YearTable(
        table=table,
        buurten=buurten,
        comparison=comparison.loc[[code, NATION]].rename_axis("code"),
        whole=whole,
        nation=nation,
        sources=cbs.origins_of(uitgave, key, answer).loc[columns],
    )


def _take_together(
    gemeenten: pd.DataFrame, key: str, table: Table, progress: Progress | None
) -> tuple[pd.Series[float], str]:
    """Combine gemeenten, with a Dutch description: counts summed, others averaged by their denominators."""
    if key == COUNTED:
        return _add_up(gemeenten, uitgave_with(key, table)), f"opgeteld uit {len(gemeenten)} gemeenten"
    counts = series_tables()[COUNTED][table.indeling]
    people, who = ("inwoners_65plus", "65-plussers") if key == AGES["65+"] else ("inwoners", "inwoners")
    residents = cbs.read_rows(uitgave_with(COUNTED, counts), COUNTED, ("GM",), progress).frame[people]
    weights = gemeenten.notna().mul(residents.reindex(gemeenten.index), axis=0)
    average = (gemeenten * weights).sum(min_count=1) / weights.sum().where(lambda total: total > 0)
    number = int((weights > 0).any(axis=1).sum())
    return average, f"gemiddelde van {number} gemeenten naar {who} van {counts.jaar}"


def _add_up(gemeenten: pd.DataFrame, uitgave: Uitgave) -> pd.Series[float]:
    """Sum counts, and average other figures by their denominators."""
    indicators, every = uitgave.indicators(), gemeenten.reindex(columns=uitgave.quoted())
    values = {}
    for name in map(str, gemeenten):
        indicator, own = indicators[name], every[name]
        if indicator.is_count:
            values[name] = own.sum(min_count=1)
            continue
        weights = weight_of(indicator, every).where(own.notna())
        values[name] = (own * weights).sum(min_count=1) / weights.sum()
    return pd.Series(values)


def _take_quoted(key: str, table: Table, buurten: pd.DataFrame, comparison: pd.DataFrame, nation: str) -> YearTable:
    indicators = uitgave_with(key, table).indicators()
    url = f"{_SERVICES[str(table.dienst)]}/ODataFeed/odata/{table.id}"
    rows = {
        name: source_row(indicators[name], table, column="", modified="", retrieved="", url=url)
        for name in comparison.columns
    }
    sources = pd.DataFrame(list(rows.values()), index=pd.Index([*rows], name="id"), columns=SOURCE_COLUMNS)
    return YearTable(table=table, buurten=buurten, comparison=comparison, whole="", nation=nation, sources=sources)
