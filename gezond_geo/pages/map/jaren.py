"""Figures through the years: levels from one edition of one table, with verdicts for counts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo.areas.codes import NATION
from gezond_geo.errors import InputError
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.pages.map.classes import class_values
from gezond_geo.years.carrying import BREAK, CARRIED, UNCHANGED
from gezond_geo.years.national import compare_with_nation, say_national
from gezond_geo.years.series import say_sources
from gezond_geo.years.trends import DECREASED, INCREASED, NO_DIFFERENCE, assess_change

if TYPE_CHECKING:
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.pages.map.run import Run
    from gezond_geo.years.series import Years

_RESIDENTS = "inwoners"
_VERDICTS = {INCREASED: "toegenomen", DECREASED: "afgenomen", NO_DIFFERENCE: "gelijk"}
"""Keys of the words on the page."""


def tell_years(run: Run) -> dict[str, Any] | None:
    """Build ``jaren`` of the payload; None without a figure for two years of buurten on the page."""
    years = run.years
    if years is None:
        return None
    same = _same_land(run, years)
    codes = _list_codes(run, years, same)
    tables = {name: _values(years, name, codes) for name in years.indicators}
    tables = {name: values for name, values in tables.items() if values.shape[1] > 1}
    if not tables:
        return None
    change = assess_change(years)
    steps = _steps(years)
    verdicts = {str(name): rows.set_index("code") for name, rows in change.groupby("id", sort=False)}
    return {
        "indeling": years.division,
        "anders": [code for code in run.data.buurten.index if code not in same],
        "reeksen": [
            _tell(run, years, name, values, verdicts[name])
            | {"landelijk": say_national(steps[steps["id"].eq(name)], years)}
            for name, values in tables.items()
        ],
        "bronnen": say_sources(years),
        "meldingen": [*years.meldingen],
    }


def _steps(years: Years) -> pd.DataFrame:
    """Steps from year to year of gemeente and country; empty where the country has no figures."""
    try:
        return compare_with_nation(years)
    except InputError:
        return pd.DataFrame(columns=["id"])


def _same_land(run: Run, years: Years) -> set[str]:
    """Buurten of the page on the same land as in the series, since years are never joined by code alone."""
    if run.data.uitgave.grenzen == years.division:
        return {*years.residents.index}
    rows = years.figures[years.figures["id"].eq(_RESIDENTS) & years.figures["jaar"].eq(run.data.uitgave.grenzen)]
    return {*rows.loc[rows["hoe"].eq(UNCHANGED), "buurtcode"]}


def _list_codes(run: Run, years: Years, same: set[str]) -> list[str]:
    """Buurten with figures on the page that are also large enough in the year of the series."""
    large = years.residents.index[years.residents.ge(MIN_RESIDENTS)]
    codes = [code for code in run.data.buurten.index if not run.outcomes[code]["reden_geen_waarde"]]
    return [code for code in codes if code in same and code in large]


def _values(years: Years, name: str, codes: list[str]) -> pd.DataFrame:
    """One series: a row per shown buurt, the gemeente and the Netherlands; a column per year with a figure."""
    values = years.of(name).reindex([*codes, years.gemeente.code, NATION])
    # Rounded here and as `format_number` does: a browser makes 72,9 of the 72,85 that is 72,8 on paper.
    values = values.map(round, ndigits=years.indicators[name].decimalen)
    if name == _RESIDENTS:
        values = values.where(values.ge(MIN_RESIDENTS))
    return values.loc[:, values.loc[codes].notna().any()]


def _tell(run: Run, years: Years, name: str, values: pd.DataFrame, verdicts: pd.DataFrame) -> dict[str, Any]:
    words, indicator = run.words, years.indicators[name]
    columns = [int(year) for year in values.columns]
    buurten = values.drop([run.data.gemeente.code, NATION])
    every = pd.Series(buurten.to_numpy().ravel()).dropna()
    edges, legend = class_values(words, every, indicator.decimalen, from_zero=indicator.is_count)
    rows, around = _as_lists(buurten), _as_lists(values)
    own = run.data.gemeente.code
    figures = years.figures[years.figures["id"].eq(name)]
    return {
        "id": name,
        "naam": words.label(indicator),
        "eenheid": words.unit(indicator),
        "decimalen": indicator.decimalen,
        "telling": indicator.is_count,
        "geschat": indicator.soort == "schatting",
        "jaren": columns,
        "tabellen": _say_tables(run, years, name, columns),
        "grenzen": edges,
        "klassen": [{"label": label, "kleur": colour} for label, colour in legend],
        "waarden": [rows.get(code) for code in run.data.buurten.index],
        "gemeente": around[own],
        # Numbers of people are not compared with that of the whole country.
        "nederland": None if indicator.is_count else around[NATION],
        "nederland_hoe": "" if indicator.is_count else _nation(years, name),
        "breuk": _years_of(figures, rows, BREAK),
        "overgezet": _years_of(figures, rows, CARRIED),
        "oordelen": {
            str(code): _VERDICTS[word]
            for code, word in verdicts["oordeel"].items()
            if word and (code in rows or code == own)
        },
        "andere_tabel": _other_edition(run, years, indicator, columns),
    }


def _as_lists(values: pd.DataFrame) -> dict[str, list[float | None]]:
    rows = zip(values.index, values.to_numpy().tolist(), strict=True)
    return {str(code): [None if value != value else value for value in row] for code, row in rows}  # noqa: PLR0124 - NaN


def _say_tables(run: Run, years: Years, name: str, columns: list[int]) -> str:
    """Names of the tables by year, or once if one table has all years."""
    tables = [_tables(years)[name, year] for year in columns]
    if len({*tables}) == 1:
        return tables[0]
    return run.words.join([f"{table} ({year})" for table, year in zip(tables, columns, strict=True)])


@lru_cache(maxsize=4)
def _tables(years: Years) -> dict[tuple[str, int], str]:
    """Table of each figure and year."""
    return dict(zip(years.sources.index, years.sources["tabel"], strict=True))


def _nation(years: Years, name: str) -> str:
    """Sentence on how the figures of the Netherlands were derived, where the tables lack them."""
    rows = years.comparison[years.comparison["code"].eq(NATION) & years.comparison["id"].eq(name)]
    return "; ".join(dict.fromkeys(rows.loc[rows["hoe"].ne(""), "hoe"]))


def _years_of(own: pd.DataFrame, rows: dict[str, Any], how: str) -> dict[str, list[int]]:
    """Years in which the figure of a buurt was derived in a given way."""
    years: dict[str, list[int]] = {}
    those = own[own["hoe"].eq(how)]
    for code, year in zip(those["buurtcode"], those["jaar"].tolist(), strict=True):
        if code in rows:
            years.setdefault(code, []).append(year)
    return years


def _other_edition(run: Run, years: Years, indicator: Indicator, columns: list[int]) -> dict[str, Any] | None:
    """Year and table of the main figure, where the series uses another table for the same year."""
    data = run.data
    if indicator.id not in run.shown:
        return None
    year, table = data.year_of(indicator.id), str(data.sources["tabel"].get(indicator.teller or indicator.id, ""))
    if year not in columns or table == _tables(years)[indicator.id, year]:
        return None
    return {"jaar": year, "tabel": table}
