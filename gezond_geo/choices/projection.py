"""Projection of the older residents of each buurt, who age in place, plus planned dwellings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo._validate import as_buurten, as_table, as_whole, checked
from gezond_geo.areas.rows import CODE, KEY, NAME, place_rows
from gezond_geo.choices.ageing import AGES_SOURCE, OLDEST, SURVIVAL_SOURCE, age_on, parse_age, spread_ages
from gezond_geo.choices.dwellings import YEAR, read_dwellings
from gezond_geo.choices.norm import ADULTS_PER_PLACE, assess_norm
from gezond_geo.dataset.published import is_published
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.limits import MIN_PERSONS, MIN_RESIDENTS
from gezond_geo.io.dutch import format_number, name_some
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.ranges import Range
from gezond_geo.io.table import Column, UserTable, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from gezond_geo.dataset.dataset import Dataset

    Numbers = NDArray[np.float64]

GROUPS = {"65plus": 65, "75plus": 75}
"""Groups of older residents, by their minimum age."""

SKETCH = (
    "Schets, geen prognose: wie er woont wordt ouder waar hij woont, met landelijke sterftekansen; verhuizingen tellen "
    "niet mee, nieuwe woningen alleen als ze zijn opgegeven."
)
"""Caveat shown with every sketch."""

_ADULT = 18

_AHEAD, _STEP = 50, 5
"""Maximum number of years ahead, and interval between the years shown."""

_YOUNG = 0.2
"""Share of 15 to 24 years from which 25 to 65 cannot be spread evenly. Compared with the classes 25-45 and 45-65 of
CBS, that gave 1.3 to 3.9 times as many of 65 and over in 2040 in such buurten of Enschede; elsewhere 0.8 to 1.2 times,
with one exception."""

_TOTALS = (
    YEAR,
    Column("inwoners_65plus", synonyms=("65+", "65plus"), range=Range(0)),
    Column("inwoners_75plus", synonyms=("75+", "75plus"), range=Range(0)),
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Projection:
    """A sketch of the future number of older residents per buurt.

    Attributes
    ----------
    data : Figures it starts from.
    start, until : First year (counted) and last year.
    buurten : Frame with the index of ``data.buurten``: ``buurtnaam``, ``inwoners_65plus`` (counted in `start`) and for
        each year ``schets_65plus_<jaar>`` and ``schets_75plus_<jaar>``, people; NaN under 100 residents or 10 persons.
    newcomers : Series with the same index: people of 18 and over in new dwellings up to the last year.
    totals : Frame indexed by ``jaar`` with ``65plus`` and ``75plus``: sums over the buurten of 100 residents or more.
    check : Frame indexed by ``jaar`` and ``groep``: ``schets``, ``totaal`` (of the gemeente, counted or from the
        caller), ``verschil`` (percent) and ``bron``.
    meldingen : Dutch sentences on assumptions and omissions.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> ahead = gg.project_residents(gg.load("Enschede", offline=True), 2030)
    >>> ahead.check[["schets", "totaal", "bron"]].round().reset_index().to_dict("records")
    [{'jaar': 2024, 'groep': '65plus', 'schets': 32288.0, 'totaal': 29735.0, 'bron': 'geteld'}]
    """

    data: Dataset
    start: int
    until: int
    buurten: pd.DataFrame
    newcomers: pd.Series[float]
    totals: pd.DataFrame
    check: pd.DataFrame
    meldingen: tuple[str, ...] = field(default=())

    def norm(self) -> pd.DataFrame:
        """Number of meeting places that the norm asks for now and in the last year, as a band.

        Besides what the norm leaves open (`gezond_geo.assess_norm`), the band covers two readings: older residents
        replace younger adults, or come on top of them.

        Returns
        -------
        DataFrame
            The index of ``data.buurten``: ``buurtnaam``, ``plekken_laag`` and ``plekken_hoog`` (now),
            ``schets_plekken_laag`` and ``schets_plekken_hoog``.
        """
        now = assess_norm(self.data)
        growth = self.buurten[f"schets_65plus_{self.until}"] - self.buurten["inwoners_65plus"]
        readings = pd.concat([self.newcomers, self.newcomers.clip(lower=growth)], axis=1)
        then = {
            "schets_plekken_laag": np.floor((now["volwassenen_laag"] + readings.min(axis=1)) / ADULTS_PER_PLACE),
            "schets_plekken_hoog": np.ceil((now["volwassenen_hoog"] + readings.max(axis=1)) / ADULTS_PER_PLACE),
        }
        table = now[["buurtnaam", "plekken_laag", "plekken_hoog"]].assign(**then)
        table.loc[growth.isna(), table.columns.drop("buurtnaam")] = np.nan
        return table

    def sentences(self) -> list[str]:
        """Dutch sentences on what the sketch shows, and how it compares with totals of the gemeente."""
        lines = [SKETCH]
        for group, age in GROUPS.items():
            now, then = self.totals.loc[[self.start, self.until], group].tolist()
            change = format_number(100 * (then / now - 1))
            lines.append(
                f"Inwoners van {age} jaar en ouder, alle buurten samen (schets): {format_number(now)} in {self.start}, "
                f"{format_number(then)} in {self.until} ({change} %)."
            )
        lines += [
            f"Ter controle: {GROUPS[row['groep']]} jaar en ouder in {row['jaar']}: schets "
            f"{format_number(row['schets'])}, {row['bron']} {format_number(row['totaal'])} "
            f"(verschil {format_number(row['verschil'], 1)} %)."
            for row in self.check.reset_index().to_dict("records")
        ]
        places = self.norm().drop(columns="buurtnaam").dropna()
        low, high, then_low, then_high = (format_number(count) for count in places.sum())
        lines.append(
            f"De norm (één plek per {ADULTS_PER_PLACE} volwassenen) vraagt in de {len(places)} buurten met een schets "
            f"nu {low} tot {high} plekken, en in {self.until} volgens deze schets {then_low} tot {then_high}."
        )
        return [*lines, f"Sterfte: {SURVIVAL_SOURCE}. Verdeling binnen 65+: {AGES_SOURCE}."]


@checked(data=as_buurten, until=as_whole(2000, 2150), ages=as_table, dwellings=as_table, totals=as_table)
def project_residents(
    data: Dataset,
    until: int = 2040,
    *,
    ages: Path | str | pd.DataFrame | None = None,
    dwellings: Path | str | pd.DataFrame | None = None,
    totals: Path | str | pd.DataFrame | None = None,
) -> Projection:
    """Sketch the number of residents of 65+ and 75+ per buurt, from cohorts that age in place.

    A cohort-survival projection without migration (Smith, Tayman & Swanson 2013, *A Practitioner's Guide to State and
    Local Population Projections*, chapter 7): each cohort ages a year at a time, less national mortality. It is a
    sketch: moves are left out.

    Parameters
    ----------
    data
        Buurten.
    until
        Last year.
    ages
        Table of people per class of age: the code or name of a buurt and a column per class (``45 tot 65 jaar``,
        ``65-69``, ``95+``), from 0 on and without gaps, such as Kerncijfers wijken en buurten of CBS. Without it the
        classes of `data` are used, one of which is 25 to 65.
    dwellings
        Table of planned dwellings: buurt, ``jaar``, ``woningen`` (less than 0: demolition), and optionally ``bewoners``
        per dwelling and ``aandeel_65plus`` (percent); these default to the values of the gemeente.
    totals
        Table of totals of the gemeente to compare with: ``jaar``, ``inwoners_65plus``, ``inwoners_75plus``.

    Raises
    ------
    InputError
        When a table cannot be used, or the data have no ages.
    SettingsError
        When `until` is not after the year of the data, or too far.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> ahead = gg.project_residents(data, 2030)
    >>> ahead.start, [column for column in ahead.buurten if "75" in column]
    (2020, ['schets_75plus_2020', 'schets_75plus_2025', 'schets_75plus_2030'])
    """
    start = data.year_of("inwoners")
    if start is None or not start < until <= start + _AHEAD:
        first = "?" if start is None else start
        raise SettingsError(f"until is {until}; geef een jaar na {first}, tot {_AHEAD} jaar verder.")
    people, rough, notes = _start_ages(data, ages)
    profile, size = _profile_of(data, people)
    plans, more = read_dwellings(data, dwellings, start, until, size)
    years = sorted({start, until, *(year for year in range(start, until) if year % _STEP == 0)})
    checks, extra = _list_totals(data, totals, start)
    by_year: dict[int, Numbers] = {start: people}
    newcomers = np.zeros(len(people))
    for year in range(start + 1, until + 1):
        people = np.maximum(age_on(people, year - 1), 0.0)
        for place, _, count, older in plans[plans["jaar"].eq(year)].to_numpy(dtype="float64"):
            arriving = _settle(profile, count, older)
            people[int(place)] = np.maximum(people[int(place)] + arriving, 0.0)
            newcomers[int(place)] += arriving[_ADULT:].sum()
        by_year[year] = people
    return Projection(
        data=data,
        start=start,
        until=until,
        buurten=_show(data, {year: by_year[year] for year in years}, rough),
        newcomers=pd.Series(newcomers, index=data.buurten.index, name="nieuw"),
        totals=pd.DataFrame(
            {group: {year: np.nansum(by_year[year][:, age:]) for year in years} for group, age in GROUPS.items()}
        ).rename_axis("jaar"),
        check=_compare(by_year, checks),
        meldingen=(*notes, *more, *extra),
    )


def _start_ages(
    data: Dataset, source: Path | str | pd.DataFrame | None
) -> tuple[Numbers, NDArray[np.bool_], list[str]]:
    """People by buurt and year of age in the first year, and which buurten are too uncertain to show."""
    buurten = pd.DataFrame(data.buurten)
    names = ("inwoners", "inwoners_0_14", "inwoners_15_24", "inwoners_65plus")
    if lacking := [name for name in names if name not in buurten]:
        raise InputError(f"In de gegevens ontbreekt {lacking[0]}; zonder leeftijden is vooruitkijken niet te doen.")
    total, children, youth, older = (buurten[name].to_numpy(dtype="float64") for name in names)
    middle = np.maximum(total - children - youth - older, 0.0)
    people = spread_ages({(0, 14): children, (15, 24): youth, (25, 64): middle, (65, OLDEST): older})
    people[~(total >= MIN_RESIDENTS)] = np.nan
    rough = (youth >= _YOUNG * total) & (total >= MIN_RESIDENTS)
    if source is None:
        return people, rough, _say_rough(data.buurten["buurtnaam"], rough)
    table = read_table(source, (CODE, NAME), one_of=KEY, label="de leeftijden")
    raise_faults([*table.faults, *table.explain_figures(CODE.name, published=is_published(table))])
    placement = place_rows(table, data.buurten)
    raise_faults(placement.faults)
    rows = table.select(placement.codes.index)
    classes = _find_classes(rows)
    by_span: dict[tuple[int, int], Numbers] = {}
    for span, column in classes.items():
        values, faults = rows.numbers(column)
        raise_faults(faults)
        by_span[span] = np.asarray(values, dtype=np.float64)
    own = spread_ages(by_span)
    places = data.buurten.index.get_indexer(pd.Index(placement.codes))
    has_ages = ~np.isnan(own).any(axis=1) & (total[places] >= MIN_RESIDENTS)
    people[places[has_ages]] = own[has_ages]
    notes = [*table.notes, *(f"Leeftijden: {note}." for note in placement.notes)]
    rough[places[has_ages]] = False
    if int((total >= MIN_RESIDENTS).sum()) > int(has_ages.sum()):
        notes += _say_rough(data.buurten["buurtnaam"], rough)
    return people, rough, notes


def _say_rough(names: pd.Series[str], rough: NDArray[np.bool_]) -> list[str]:
    """Dutch notices on missing ages, and on buurten that are not shown because of that."""
    lines = [
        "Zonder leeftijdsklassen is 25 tot 65 jaar gelijk verdeeld, en kan de schets van een buurt er een vijfde naast "
        "zitten; geef leeftijden."
    ]
    if rough.any():
        lines.append(f"Niet getoond, want met veel jongvolwassenen te ruw: {name_some(names[rough].astype(str))}.")
    return lines


def _find_classes(table: UserTable) -> dict[tuple[int, int], str]:
    """Find the columns with age classes in a table, from 0 on and without gaps."""
    parsed = {column: parse_age(table.headers[column]) for column in table.columns}
    spans = sorted((span, column) for column, span in parsed.items() if span is not None)
    firsts = [span[0] for span, _ in spans]
    classes = {}
    for at, ((first, last, unsure), column) in enumerate(spans):
        following = firsts[at + 1] if at + 1 < len(firsts) else None
        classes[first, last - (unsure and last == following)] = column
    ends = [last + 1 for _, last in classes]
    if not classes or [first for first, _ in classes] != [0, *ends[:-1]] or ends[-1] != OLDEST + 1:
        there = name_some([table.headers[column] for _, column in spans]) or "geen"
        table.refuse(
            0,
            f"de leeftijden sluiten niet aan van 0 jaar tot de oudsten ({there}); geef elke klas een kolom.",
        )
    return classes


def _profile_of(data: Dataset, people: Numbers) -> tuple[Numbers, float]:
    """Share of each year of age in the gemeente, and people per household."""
    whole = np.nansum(people, axis=0)
    if not whole.sum():
        raise InputError(f"Van geen buurt van {data.gemeente.naam} zijn er inwoners naar leeftijd; geef die met ages.")
    size = data.comparison.reindex(index=[data.gemeente.code], columns=["huishoudensgrootte"]).to_numpy(dtype="float64")
    return whole / whole.sum(), float(size[0, 0])


def _settle(profile: Numbers, count: float, older: float) -> Numbers:
    """Newcomers by year of age, with the specified share of 65 and over where there is one."""
    own = profile.copy()
    if not np.isnan(older):
        own[65:] *= older / own[65:].sum()
        own[:65] *= (1 - older) / own[:65].sum()
    return count * own


def _list_totals(
    data: Dataset, source: Path | str | pd.DataFrame | None, start: int
) -> tuple[list[tuple[int, str, float, str]], list[str]]:
    """Totals of the gemeente: later counts, and those from the caller."""
    totals: list[tuple[int, str, float, str]] = []
    later = data.year_of("inwoners_65plus_later") if "inwoners_65plus_later" in data.indicators else None
    if later is not None and later > start and "inwoners_65plus_later" in data.buurten:
        people = data.buurten["inwoners_65plus_later"].where(data.buurten["inwoners"] >= MIN_RESIDENTS)
        totals.append((later, "65plus", float(people.sum()), "geteld"))
    if source is None:
        return totals, []
    table = read_table(source, _TOTALS, label="de prognose")
    raise_faults(table.faults)
    years, faults = table.numbers("jaar")
    raise_faults(faults)
    for group in GROUPS:
        values, faults = table.numbers(f"inwoners_{group}")
        raise_faults(faults)
        totals += [
            (int(year), group, float(value), "prognose")
            for year, value in zip(years, values, strict=True)
            if not np.isnan(value) and not np.isnan(year)
        ]
    return totals, list(table.notes)


def _compare(by_year: dict[int, Numbers], totals: list[tuple[int, str, float, str]]) -> pd.DataFrame:
    """Compare the sketch with totals of the gemeente."""
    rows = [
        {
            "jaar": year,
            "groep": group,
            "schets": np.nansum(by_year[year][:, GROUPS[group] :]),
            "totaal": total,
            "bron": name,
        }
        for year, group, total, name in totals
        if year in by_year
    ]
    table = pd.DataFrame(rows, columns=["jaar", "groep", "schets", "totaal", "bron"])
    table.insert(4, "verschil", 100 * (table["schets"] / table["totaal"] - 1))
    return table.set_index(["jaar", "groep"])


def _show(data: Dataset, by_year: dict[int, Numbers], rough: NDArray[np.bool_]) -> pd.DataFrame:
    """Table of the years, without small numbers and buurten that are too uncertain."""
    columns: dict[str, Any] = {
        "buurtnaam": data.buurten["buurtnaam"],
        "inwoners_65plus": data.buurten["inwoners_65plus"].where(data.buurten["inwoners"] >= MIN_RESIDENTS),
    }
    for group, age in GROUPS.items():
        for year, people in by_year.items():
            count = pd.Series(people[:, age:].sum(axis=1), index=data.buurten.index)
            columns[f"schets_{group}_{year}"] = count.where((count >= MIN_PERSONS) & ~rough).round()
    return pd.DataFrame(columns)
