"""Series: figures per buurt, indicator and year, on the buurten of one division."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gezond_geo import settings
from gezond_geo._validate import as_call, as_flag, as_id, as_list, as_mapping, as_names, as_path, as_text, checked
from gezond_geo.areas.boundaries import read_boundaries
from gezond_geo.areas.codes import NATION, gemeentecode_of
from gezond_geo.areas.gemeente import Gemeente, find_gemeente
from gezond_geo.areas.rd import RD
from gezond_geo.areas.recode import SAME, match_buurten
from gezond_geo.areas.selection import select_boundaries
from gezond_geo.dataset.series import COUNTED, YearTable, read_series, uitgave_with
from gezond_geo.errors import InputError, SettingsError, SourceError
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io import http
from gezond_geo.io.dutch import count_of, join_words, name_some
from gezond_geo.years.carrying import BREAK, CARRIED, RENAMED, UNCHANGED, carry_over
from gezond_geo.years.joining import join_tables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.io.http import Progress

_MOVED = {
    RENAMED: "alleen hernoemd",
    CARRIED: "overgezet naar wie er nu woont",
    BREAK: "zonder cijfer, want niet over te zetten",
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Years:
    """Time series of figures of one gemeente.

    Attributes
    ----------
    gemeente : Code, name and folder of the gemeente.
    figures : Frame with a row per buurt, indicator and year, sorted in that order: ``buurtcode`` and
        ``buurtnaam`` of `division`, ``id`` (of the indicator), ``jaar``, ``waarde`` (in the unit of the indicator; NaN
        is missing), ``tabel`` (the table it comes from) and ``hoe``: ``zelfde``, ``hernoemd``, ``overgedragen`` or
        ``breuk`` (`gezond_geo.years.carrying.carry_over`).
    comparison : The same for the gemeente and the Netherlands, under ``code`` and ``naam``; ``hoe`` is how a figure was
        derived where the table has none for the Netherlands, or for a gemeente formed from others.
    division : Year of the division into buurten.
    residents : Residents of each buurt in that year, by ``buurtcode``.
    indicators : Definition of each ``id``.
    sources : Frame indexed by ``id`` and ``jaar``: `gezond_geo.dataset.figures.SOURCE_COLUMNS`.
    meldingen : Dutch sentences on what was carried over, is missing or comes from the package.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> years = gg.load_years("Enschede", offline=True)
    >>> years.figures.loc[years.figures["buurtcode"] == "BU01530301", ["id", "jaar", "waarde", "hoe"]].head(2)
                       id  jaar  waarde     hoe
    390  goede_gezondheid  2012    67.6  zelfde
    391  goede_gezondheid  2016    65.9  zelfde
    """

    gemeente: Gemeente
    figures: pd.DataFrame
    comparison: pd.DataFrame
    division: int
    residents: pd.Series[float]
    indicators: Mapping[str, Indicator]
    sources: pd.DataFrame
    meldingen: tuple[str, ...] = field(default=())

    @checked(indicator=as_text)
    def of(self, indicator: str) -> pd.DataFrame:
        """One series as a table: a row per ``buurtcode`` and a column per year, with the gemeente and ``NL`` last.

        Raises
        ------
        InputError
            When there is no such series.

        Examples
        --------
        >>> import gezond_geo as gg
        >>> years = gg.load_years("Enschede", offline=True)
        >>> years.of("goede_gezondheid").loc["BU01530603"].to_dict()
        {2012: 60.7, 2016: 58.3, 2020: 62.2, 2022: 49.7, 2024: 58.4}
        """
        if indicator not in self.indicators:
            raise InputError(f"Van {indicator!r} is geen reeks; kies uit: {', '.join(self.indicators)}.")
        return _widen_all(self)[indicator].copy()


@lru_cache(maxsize=4)  # every series is asked for several times
def _widen_all(years: Years) -> dict[str, pd.DataFrame]:
    """Every series as a table; see `Years.of`."""
    figures, comparison = (
        dict.fromkeys(years.indicators, frame.iloc[:0]) | {str(name): part for name, part in frame.groupby("id")}
        for frame in (years.figures, years.comparison)
    )
    return {
        name: pd.concat([_widen(figures[name], "buurtcode"), _widen(comparison[name], "code")]).rename_axis("buurtcode")
        for name in years.indicators
    }


def _widen(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Reshape to a row per code and a column per year, like `pandas.DataFrame.pivot` in a fifth of the time."""
    (at, codes), (when, years) = (pd.factorize(rows[column], sort=True) for column in (key, "jaar"))
    values = np.full((len(codes), len(years)), np.nan)
    values[at, when] = rows["waarde"]
    return pd.DataFrame(values, index=pd.Index(codes, name=key), columns=pd.Index(years, name="jaar"))


@checked(
    gemeente=as_id,
    folder=as_path,
    years=as_list,
    ages=as_names,
    boundaries=as_mapping,
    offline=as_flag,
    progress=as_call,
)
def load_years(
    gemeente: str | None = None,
    *,
    folder: Path | str | None = None,
    years: Collection[int] | None = None,
    ages: Collection[str] = ("18+",),
    boundaries: Mapping[int, Path | str | gpd.GeoDataFrame] | None = None,
    offline: bool | None = None,
    progress: Progress | None = None,
) -> Years:
    """Load figures of a gemeente through the years, each series from one edition of one table.

    The newest table of RIVM has other figures for 2020 than the table used for the score of 2020; series use the
    newest. Figures on another division into buurten are carried over (`gezond_geo.years.carrying.carry_over`).

    Parameters
    ----------
    gemeente, folder, offline, progress
        As in `gezond_geo.load`.
    years
        Years to read; defaults to those of the health table.
    ages
        Age groups to read health figures for: ``18+``, ``18-65`` and ``65+``. Figures of the last two have the suffix
        ``_18_65`` or ``_65plus``, and come from the previous edition where the newest lacks them.
    boundaries
        Map file or frame with the boundaries of buurten per year, for carrying over figures; without it those of a
        service, where a buurt changed.

    Raises
    ------
    UnknownGemeenteError
        When no gemeente, or more than one, has that name.
    NoSnapshotError
        When offline, and no series of this gemeente are available.
    SourceError
        When no service answers, and no series of this gemeente are available.
    InputError
        When a file or frame of the caller cannot be used.
    SettingsError
        When no table has figures for one of the years, boundaries are of another year, or there is no such age group.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> years = gg.load_years("Enschede", offline=True)
    >>> years.of("inwoners").loc["GM0153"].to_dict()
    {2020: 159640.0, 2024: 161738.0}
    """
    place = find_gemeente(gemeente, folder)
    if place.code == NATION:
        raise InputError("Van Nederland als geheel zijn geen reeksen per buurt; geef een gemeente.")
    with settings.offline_run(offline):
        if not settings.offline():
            http.start_run()
        tables, notes = read_series(place, years, ages, progress)
        divisions = sorted({table.table.indeling for table in tables.values()})
        for year in boundaries or {}:
            if year not in divisions:
                choices = join_words([str(each) for each in divisions], "of")
                raise SettingsError(f"Grenzen van {year} passen bij geen van de cijfers; geef die van {choices}.")
        division = divisions[-1]
        carried, remarks = _carry_each(place, tables, division, boundaries or {}, progress)
    return Years(
        gemeente=place,
        division=division,
        residents=tables[COUNTED, division].buurten["inwoners"],
        meldingen=(*notes, *remarks),
        **join_tables(place, tables, carried, division),
    )


def check_years(data: Dataset, years: Years) -> None:
    """Refuse series that belong to another gemeente than the figures.

    Raises
    ------
    InputError
        When the two differ.
    """
    if years.gemeente.code != data.gemeente.code:
        raise InputError(
            f"De reeksen zijn van {years.gemeente.naam} en de cijfers van {data.gemeente.naam}; geef die van dezelfde "
            "gemeente."
        )


def mean_by_residents(years: Years, indicator: str, codes: Collection[str]) -> pd.Series[float]:
    """Mean of a figure over buurten, weighted by residents, per year; NaN where any large enough buurt lacks it.

    Parameters
    ----------
    years
        Series.
    indicator
        Id of a figure in the series.
    codes
        Buurtcodes; buurten under `MIN_RESIDENTS` residents are left out.
    """
    whole = [code for code in codes if years.residents.get(code, 0) >= MIN_RESIDENTS]
    own, weights = years.of(indicator).reindex(whole), years.residents.reindex(whole)
    mean: pd.Series[float] = own.mul(weights, axis=0).sum(skipna=False) / weights.sum()
    return mean


def say_sources(years: Years) -> list[str]:
    """Dutch lines on every table of the series: publisher, title, table, years, and how the Netherlands was derived."""
    lines = []
    for (publisher, table), rows in years.sources.groupby(["uitgever", "tabel"], sort=False):
        when = join_words([str(year) for year in sorted({*rows.index.get_level_values("jaar")})])
        own = years.comparison[(years.comparison["tabel"] == table) & (years.comparison["code"] == NATION)]
        nation = join_words(sorted({*own["hoe"]} - {""}))
        title = str(rows["titel"].iloc[0])
        source = f"{publisher}, {title} ({table}), {when}, {rows['licentie'].iloc[0]}"
        lines.append(f"{source}; Nederland: {nation}" if nation else source)
    return lines


def list_sources(years: Years) -> list[dict[str, Any]]:
    """Source of each figure in each year, a record each."""
    rows = years.sources.rename_axis(["cijfer", "jaar_van_het_cijfer"]).reset_index()
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _carry_each(
    gemeente: Gemeente,
    tables: Mapping[tuple[str, int], YearTable],
    division: int,
    boundaries: Mapping[int, Path | str | gpd.GeoDataFrame],
    progress: Progress | None,
) -> tuple[dict[tuple[str, int], tuple[pd.DataFrame, pd.Series[str]]], list[str]]:
    """Carry over the figures of each table to the buurten of the newest division, with notices on changes."""
    by_year = {year: table.buurten for (key, year), table in tables.items() if key == COUNTED}
    latest = by_year.get(division)
    if latest is None:
        raise SourceError(
            f"Er is geen telling van {division} gelezen; zonder zijn de buurten van toen en nu niet te vergelijken."
        )
    shapes = _Shapes(gemeente, boundaries, progress)
    carried: dict[tuple[str, int], tuple[pd.DataFrame, pd.Series[str]]] = {}
    notes: dict[int, str] = {}
    for (key, year), table in tables.items():
        own = table.table.indeling
        if own == division:
            rows = table.buurten.reindex(latest.index).assign(buurtnaam=latest["buurtnaam"])
            carried[key, year] = rows, pd.Series(UNCHANGED, index=latest.index)
            continue
        if own not in by_year:
            notes[own] = f"Geen telling van {own}: {table.table.titel} is niet over te zetten naar {division}."
            continue
        # A buurt without a row in the table is kept, without a figure, and is not a break.
        others = by_year[own].drop(columns=table.buurten.columns.drop("buurtnaam"), errors="ignore")
        frame = others.join(table.buurten.drop(columns="buurtnaam"))
        counts = [i.id for i in uitgave_with(key, table.table).indicators().values() if i.is_count]
        earlier, later = shapes.add_to(frame, own, latest), shapes.add_to(latest, division, frame)
        carried[key, year] = carry_over(earlier, later, counts)
        if note := _say_carried(carried[key, year][1], latest["buurtnaam"], own, division):
            notes[own] = note
    return carried, [*shapes.notes, *notes.values()]


class _Shapes:
    """Boundaries per year, read only when a buurt differs between years."""

    def __init__(
        self,
        gemeente: Gemeente,
        own: Mapping[int, Path | str | gpd.GeoDataFrame],
        progress: Progress | None,
    ) -> None:
        self._gemeente = gemeente
        self._own = own
        self._progress = progress
        self._read: dict[int, gpd.GeoSeries | None] = {}
        self.notes: list[str] = []

    def add_to(self, buurten: pd.DataFrame, year: int, other: pd.DataFrame) -> pd.DataFrame:
        """Add boundaries to buurten, where these differ from another year and boundaries are available."""
        pairs = match_buurten(buurten, other)
        if year not in self._own and pairs["how"].eq(SAME).all():
            return buurten
        if year not in self._read:
            self._read[year] = self._find(buurten, year)
        shapes = self._read[year]
        if shapes is None:
            return buurten
        return gpd.GeoDataFrame(buurten, geometry=shapes.reindex(buurten.index), crs=RD)

    def _find(self, buurten: pd.DataFrame, year: int) -> gpd.GeoSeries | None:
        if year in self._own:
            shapes, notes = read_boundaries(self._own[year], buurten)
            self.notes += notes
            return shapes
        columns = buurten.reindex(columns=["buurtnaam", "land_ha", "land_ha_later"])
        parts = []
        for code, part in columns.groupby(columns.index.map(gemeentecode_of)):
            try:
                selection = select_boundaries(str(code), year, part, progress=self._progress)
            except SourceError as failure:
                self.notes.append(
                    f"Geen grenzen van {year}: {str(failure).rstrip('.')}. Veranderde buurten zijn niet overgezet."
                )
                return None
            if selection.areas.year != year:
                return None
            parts.append(selection.shapes)
        return gpd.GeoSeries(pd.concat(parts), crs=RD)


def _say_carried(how: pd.Series[str], names: pd.Series[str], before: int, after: int) -> str:
    """Dutch notices on buurten that differ between two divisions."""
    parts = []
    for kind, words in _MOVED.items():
        if len(moved := how.index[how.eq(kind)]):
            parts.append(f"{words}: {name_some(names.reindex(moved))}")
    if not parts:
        return ""
    same = count_of(int(how.eq(UNCHANGED).sum()), "buurt", "buurten")
    return f"Van indeling {before} naar {after} zijn {same} dezelfde; {'; '.join(parts)}."
