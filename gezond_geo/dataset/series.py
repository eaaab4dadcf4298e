"""Figures of several years, each from one edition of one table: from the cache, live, or as the package quotes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo import settings
from gezond_geo.areas.codes import NATION
from gezond_geo.dataset import cbs
from gezond_geo.dataset.figures import SOURCE_COLUMNS, source_row
from gezond_geo.dataset.folder.reeksen import read_reeksen
from gezond_geo.errors import NoSnapshotError, SettingsError, SourceError
from gezond_geo.indicators.catalogue import Uitgave, uitgaven
from gezond_geo.indicators.publications import series_tables
from gezond_geo.io.dutch import count_of, join_words, name_some

if TYPE_CHECKING:
    from collections.abc import Collection

    from gezond_geo.areas.gemeente import Gemeente
    from gezond_geo.indicators.publications import Table
    from gezond_geo.io.http import Progress

COUNTED = "kwb"
"""Key of the table that counts residents and says which buurten there are, and how much land they have."""

HEALTH = "gezondheid"
"""Key of the table with figures of health."""

_SERVICES = {"cbs": settings.ADDRESSES["GEZOND_GEO_STATLINE_URL"], "rivm": settings.ADDRESSES["GEZOND_GEO_RIVM_URL"]}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class YearTable:
    """What one table says of one year.

    Attributes
    ----------
    table : Which.
    buurten : Frame indexed by ``buurtcode`` of `Table.indeling`: ``buurtnaam``, then a column per indicator.
    comparison : Frame indexed by code, of the gemeente and the Netherlands, a column per indicator.
    nation : How the figures of the Netherlands came, in Dutch; empty where the table gives them.
    sources : Frame indexed by indicator id with `SOURCE_COLUMNS`.
    """

    table: Table
    buurten: pd.DataFrame
    comparison: pd.DataFrame
    nation: str
    sources: pd.DataFrame


def read_series(
    gemeente: Gemeente, years: Collection[int] | None, progress: Progress | None
) -> tuple[dict[tuple[str, int], YearTable], list[str]]:
    """Read every table that has a series, of every year asked.

    Parameters
    ----------
    gemeente
        Of which.
    years
        Years; without any those of the health table, as far as each table has them.
    progress
        See `Progress`.

    Returns
    -------
    dict
        What was read by key of the table and year, and with it the counts of the year that its buurten are of.
    list of str
        Dutch sentences on what was not.

    Raises
    ------
    SettingsError
        When no table has one of the years.
    NoSnapshotError
        Offline, and there is nothing in the package or the cache.
    SourceError
        When no service gives anything.
    """
    tables = _tables_of(years)
    quoted = {} if gemeente.figures_folder is None else read_reeksen(gemeente.figures_folder, gemeente.region)
    answers: dict[tuple[str, int], YearTable] = {}
    failures: list[str] = []
    packaged: list[str] = []
    for (key, year), table in tables.items():
        try:
            answers[key, year] = _read_year(key, table, gemeente.code, progress)
        except SourceError as failure:
            if (key, year) in quoted:
                answers[key, year] = _take_quoted(key, table, *quoted[key, year])
                packaged.append(f"{table.id} van {year}")
            else:
                failures.append(f"Niet opgehaald: {table.id} van {year}. {failure}")
    if not answers:
        if settings.offline():
            what = "zijn geen reeksen meegeleverd en er is niets in de cache; draai zonder --offline."
            raise NoSnapshotError(f"Van {gemeente.naam} {what}")
        raise SourceError(" ".join(failures))
    notes = [f"Meegeleverd en niet opgehaald: {join_words(packaged)}."] if packaged else []
    if settings.offline() and failures:
        return answers, [*notes, "Andere jaren en tabellen zijn offline niet te lezen."]
    return answers, [*notes, *failures]


def _tables_of(years: Collection[int] | None) -> dict[tuple[str, int], Table]:
    """Give the tables by key and year, with the counts of each year that buurten are divided by."""
    series = series_tables()
    every = sorted({year for tables in series.values() for year in tables})
    if years is None:
        years = series[HEALTH]
    for year in years:
        if year not in every:
            raise SettingsError(f"Van {year} is geen tabel bekend; kies uit: {', '.join(map(str, every))}.")
    chosen = {
        (key, year): tables[year] for key, tables in series.items() for year in sorted({*years}) if year in tables
    }
    divisions = {table.indeling for table in chosen.values()}
    chosen |= {(COUNTED, year): series[COUNTED][year] for year in divisions if year in series[COUNTED]}
    return chosen


def uitgave_with(key: str, table: Table) -> Uitgave:
    """An uitgave of one table, of which the columns are those of the newest uitgave."""
    newest = list(uitgaven().values())[-1]
    return replace(newest, id=str(table.jaar), grenzen=table.indeling, tabellen={key: table})


def uitgave_of_year(year: int) -> Uitgave:
    """An uitgave of the tables that make series, of one year, in which themes hold what the catalogue says.

    Raises
    ------
    SettingsError
        When residents or health of that year are in none of these tables.
    """
    series = series_tables()
    years = sorted({*series[COUNTED]} & {*series[HEALTH]})
    if year not in years:
        raise SettingsError(
            f"Van {year} is er geen landelijke vergelijking, want inwoners en gezondheid zijn er niet allebei; "
            f"kies uit: {', '.join(map(str, years))}."
        )
    tables = {key: tables[year] for key, tables in series.items() if year in tables}
    # Who live in the buurten of the health table: its figures are weighed by them.
    tables["kwb_later"] = series[COUNTED][tables[HEALTH].indeling]
    return Uitgave(id=str(year), grenzen=tables[COUNTED].indeling, tabellen=tables)


def _read_year(key: str, table: Table, code: str, progress: Progress | None) -> YearTable:
    """Read a table of one year; the Netherlands, where it gives none, from all gemeenten."""
    uitgave = uitgave_with(key, table)
    answer = cbs.read_rows(uitgave, key, (f"BU{code[2:]}", code, NATION), progress)
    if answer.absent and not answer.is_counted:
        regions = count_of(len(answer.absent), "gebied", "gebieden")
        raise SourceError(f"van {regions} kwam geen regel ({name_some(answer.absent)})")
    frame = answer.frame.rename(index=lambda region: NATION if region.startswith(NATION) else region)
    columns = [c for c in frame if frame[c].notna().any()]
    names = cbs.read_names(uitgave, code, key=key)
    codes = frame.index[frame.index.str.startswith("BU")]
    buurten = frame.loc[codes, columns].rename_axis("buurtcode")
    buurten.insert(0, "buurtnaam", names.reindex(codes).fillna(codes.to_series()))
    comparison = frame.reindex([code, NATION])[columns].rename_axis("code")
    comparison, nation = _add_nation(comparison, key, table, progress)
    return YearTable(
        table=table,
        buurten=buurten,
        comparison=comparison,
        nation=nation,
        sources=cbs.origins_of(uitgave, key, answer).loc[columns],
    )


def _add_nation(
    comparison: pd.DataFrame, key: str, table: Table, progress: Progress | None
) -> tuple[pd.DataFrame, str]:
    """Fill in the Netherlands where the table gives no row of it: from the gemeenten."""
    if comparison.loc[NATION].notna().any():
        return comparison, ""
    gemeenten = cbs.read_rows(uitgave_with(key, table), key, ("GM",), progress).frame
    if key == COUNTED:
        nation, how = gemeenten.sum(min_count=1), f"opgeteld uit {len(gemeenten)} gemeenten"
    else:
        counts = series_tables()[COUNTED][table.indeling]
        residents = cbs.read_rows(uitgave_with(COUNTED, counts), COUNTED, ("GM",), progress).frame["inwoners"]
        weights = gemeenten.notna().mul(residents.reindex(gemeenten.index), axis=0)
        nation = (gemeenten * weights).sum(min_count=1) / weights.sum().where(lambda total: total > 0)
        how = f"gemiddelde van {int((weights > 0).any(axis=1).sum())} gemeenten naar inwoners van {counts.jaar}"
    return pd.concat([comparison.drop(index=NATION), nation.reindex(comparison.columns).to_frame(NATION).T]), how


def _take_quoted(key: str, table: Table, buurten: pd.DataFrame, comparison: pd.DataFrame, nation: str) -> YearTable:
    indicators = uitgave_with(key, table).indicators()
    url = f"{_SERVICES[str(table.dienst)]}/ODataFeed/odata/{table.id}"
    rows = {
        name: source_row(indicators[name], table, column="", modified="", retrieved="", url=url)
        for name in comparison.columns
    }
    sources = pd.DataFrame.from_dict(rows, orient="index", columns=SOURCE_COLUMNS).rename_axis("id")
    return YearTable(table=table, buurten=buurten, comparison=comparison, nation=nation, sources=sources)
