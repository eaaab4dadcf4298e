"""Registers of the user: a figure per buurt or wijk and year, as series."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import numpy as np
import pandas as pd

from gezond_geo._validate import as_dict, as_table, checked
from gezond_geo.areas.codes import gemeentecode_of
from gezond_geo.areas.gemeente import Gemeente, find_gemeente
from gezond_geo.areas.rows import AREA, AREA_NAME, read_area
from gezond_geo.dataset.custom_table import find_columns, name_source, read_figures
from gezond_geo.dataset.figures import SOURCE_COLUMNS, source_row
from gezond_geo.dataset.own_description import indicator_of, read_description
from gezond_geo.dataset.published import PERIOD
from gezond_geo.errors import UnknownGemeenteError
from gezond_geo.indicators.catalogue import Indicator
from gezond_geo.indicators.limits import MIN_PERSONS, MIN_RESIDENTS
from gezond_geo.indicators.publications import Table
from gezond_geo.io.dutch import count_of, join_words, name_some
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.table import UserTable, read_table
from gezond_geo.years.carrying import UNCHANGED
from gezond_geo.years.joining import COMPARISON, FIGURES
from gezond_geo.years.series import Years

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TOTAL = "totaal"
"""Code of all areas together."""

EXPECTED = 10.0
"""Expected number of persons from which 0 is implausible: its probability is e^-10, 1 in 22 000."""

_YEAR = PERIOD._replace(name="jaar", synonyms=("perioden", *PERIOD.synonyms), required=True)
_ROWS = (AREA, AREA_NAME, _YEAR)
_PER = re.compile(r"per\s*(1(?:[ .]?0){2,5})\b")


class _Cells(NamedTuple):
    """A register as tables of area by year, in the unit of the figure and in people; None where unknown."""

    figures: pd.DataFrame
    events: pd.DataFrame | None
    people: pd.DataFrame | None
    few: pd.DataFrame

    def mask(self, where: pd.DataFrame) -> _Cells:
        """The register with some cells masked."""
        events, people = (None if part is None else part.mask(where) for part in (self.events, self.people))
        return _Cells(self.figures.mask(where), events, people, self.few)


@checked(source=as_table, description=as_dict)
def read_register(source: Path | str | pd.DataFrame, description: Mapping[str, Any] | None = None) -> Years:
    """Read a register of a gemeente: one figure per buurt or wijk and year.

    `assess_change` tests for change, and `compare_change` compares with similar areas.

    Parameters
    ----------
    source
        File in any format accepted for custom figures, or frame, with the code of a buurt or wijk, a year, the figure,
        and the population it is part of (``bevolking``), without which a share is not tested.
    description
        Keys and values of ``docs/registers.md``; without it the file next to the table: ``wmo.toml`` for ``wmo.csv``.

    Returns
    -------
    Years
        The series under the id of the figure; if the population is known also ``<id>_aantal`` and ``<id>_bevolking``.
        For a register of wijken, ``buurtcode`` in ``figures`` holds the code of the wijk; ``comparison`` has the total
        of all areas with a figure in every year. Under `MIN_PERSONS` persons or a population of `MIN_RESIDENTS` a cell
        is hidden. A 0 that is implausible given the other years of its area (`EXPECTED`) is set to missing, with a
        melding.

    Raises
    ------
    InputError
        When the table or its description cannot be read or is incomplete, an area has two rows for one year, or it is
        about persons, origin or addresses.

    Examples
    --------
    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> rows = {"buurtcode": "BU01530301", "jaar": [2021, 2022, 2023], "wmo": [71, 74, 80], "inwoners": 4200}
    >>> about = {"label": "Wmo", "eenheid": "cliënten", "weging": "optellen", "soort": "register"}
    >>> about |= {"kolom": "wmo", "bron": "Gemeente Enschede", "licentie": "CC0"}
    >>> gg.read_register(pd.DataFrame(rows), about).of("wmo").loc["BU01530301"].to_dict()
    {2021: 71.0, 2022: 74.0, 2023: 80.0}
    """
    about, where = read_description(source, description, without={"jaar"})
    table = read_table(source, _ROWS)
    raise_faults([*table.faults, *table.explain_figures(AREA.name)])
    columns = find_columns(table, about, where, _ROWS)
    indicator = indicator_of(about)
    rows, codes, notes = _place(table)
    cells = _read_cells(rows, codes, columns, indicator, about)
    if "nul" not in about:
        doubtful = find_false_zeros(cells.figures, cells.people, cells.events)
        notes += _say_zeros(doubtful, rows, codes)
        cells = cells.mask(doubtful)
    cells, hidden = _hide(cells)
    if cells.figures.isna().all(axis=None):
        rows.refuse(0, f"elk cijfer gaat over minder dan {MIN_PERSONS} personen of ontbreekt; er blijft niets over.")
    if hidden:
        notes.append(f"verborgen wegens minder dan {MIN_PERSONS} personen: {count_of(hidden, 'cijfer', 'cijfers')}")
    if unused := table.find_unused([*(c.name for c in _ROWS), *columns]):
        notes.append(f"niet gebruikt: de kolom {name_some(unused)}")
    notes += _say_twins(cells.figures)
    names = rows.texts(AREA_NAME.name).groupby(codes).last()
    names = names.where(names.ne(""), names.index.to_series())
    meldingen = [*table.notes, *(f"{indicator.label}: {note}." for note in notes)]
    return _series_of(cells, indicator, names, _source_of(source, about, cells), meldingen)


def find_false_zeros(values: pd.DataFrame, people: pd.DataFrame | None, events: pd.DataFrame | None) -> pd.DataFrame:
    """Whether each zero is implausible, given the other years of its area.

    The expected number of persons in an area follows from the share over its years that are not 0. A 0 is implausible
    where that number is `EXPECTED` or more, or where the sum over all areas is in a year in which all are 0.

    Parameters
    ----------
    values
        A row per area and a column per year.
    people, events
        In the same shape; None where unknown. Without events any 0 among other figures is considered implausible.
    """
    is_zero = values.eq(0)
    if events is None:
        return is_zero & values.gt(0).any(axis=1).to_numpy()[:, np.newaxis]
    size = pd.DataFrame(1.0, index=values.index, columns=values.columns) if people is None else people
    own = events.mask(is_zero).sum(axis=1) / size.mask(is_zero | events.isna()).sum(axis=1)
    expected = size.mul(own.fillna(0.0), axis=0).where(is_zero, 0.0)
    empty = values.notna().any() & values.fillna(0.0).eq(0).all() & expected.sum().ge(EXPECTED)
    return is_zero & (expected.ge(EXPECTED) | empty)


def _place(table: UserTable) -> tuple[UserTable, pd.Series[str], list[str]]:
    """Keep the rows of buurten, or else of wijken, with their codes."""
    codes = table.texts(AREA.name).map(read_area)
    level, name = ("BU", "buurt") if codes.str.startswith("BU").any() else ("WK", "wijk")
    is_area = codes.str.startswith(level)
    if not is_area.any():
        texts = table.texts(AREA.name)
        there = name_some(texts[texts.ne("")].unique(), 3) or "niets"
        table.refuse(0, f"hier staat geen enkele buurt of wijk (wel: {there}); schrijf codes zoals BU01530301.")
    years = table.texts(_YEAR.name).str.extract(r"^((?:19|20)\d\d)", expand=False)
    faults = [
        table.fault(int(str(line)), f"{cell!r} is geen jaar; schrijf een jaartal zoals 2022.")
        for line, cell in table.texts(_YEAR.name)[is_area & years.isna()].items()
    ]
    keys = (codes + " heeft " + years)[is_area & years.notna()]
    first = dict(zip(keys[::-1], keys.index[::-1], strict=True))
    faults += [
        table.fault(int(str(line)), f"{key} al op regel {first[key]}; laat er een staan.")
        for line, key in keys[keys.duplicated()].items()
    ]
    raise_faults(faults)
    left_out = table.texts(AREA.name)[~is_area]
    notes = []
    if len(left_out):
        listed = name_some(left_out.unique(), 3)
        notes.append(f"niet gebruikt, want geen {name}: {count_of(len(left_out), 'regel', 'regels')} ({listed})")
    return table.select(table.cells.index[is_area]), codes[is_area], notes


def _read_cells(
    rows: UserTable, codes: pd.Series[str], columns: tuple[str, str, str], indicator: Indicator, about: dict[str, Any]
) -> _Cells:
    column, persons_column, people_column = columns
    figures, persons, faults = read_figures(rows, column, persons_column, indicator, about)
    people, wrong = rows.numbers(people_column) if people_column else (None, [])
    raise_faults([*faults, *wrong])
    per = _per_of(indicator)
    if per == 100 and "keer" not in about and 0 < figures.max() <= 1:  # noqa: PLR2004 - percent
        _refuse_parts(rows, column)
    behind = pd.Series(float(MIN_PERSONS), index=figures.index) if persons is None else persons
    few = (~behind.ge(MIN_PERSONS) & figures.gt(0)).astype("float64")
    # `aantal` may be the numerator or the denominator, so it is only used for hiding.
    events = figures if indicator.is_count else None
    if people is not None and per:
        events = (figures * people / per).round()
    years = rows.texts(_YEAR.name).str[:4].astype(int)

    def spread(cells: pd.Series[float] | None) -> pd.DataFrame | None:
        if cells is None:
            return None
        table = pd.DataFrame({"code": codes, "jaar": years, "cell": cells})
        return table.pivot_table(index="code", columns="jaar", values="cell", dropna=False).astype("float64")

    values, hidden = spread(figures), spread(few)
    assert values is not None  # noqa: S101 - there are figures
    assert hidden is not None  # noqa: S101 - as above
    return _Cells(values, spread(events), spread(people) if per else None, hidden.eq(1))


def _refuse_parts(rows: UserTable, column: str) -> NoReturn:
    rows.refuse(
        0,
        f"in {column} is elk getal 1 of minder en de eenheid is procent; schrijf keer = 100 in de beschrijving als het "
        "delen van 1 zijn, of keer = 1 als het procenten zijn.",
    )


def _per_of(indicator: Indicator) -> int:
    """Denominator of the unit, such as 100 or 1 000 people; 0 when it is not a rate."""
    unit = indicator.eenheid.casefold()
    if match := _PER.search(unit):
        return int(re.sub(r"\D", "", match[1]))
    if "‰" in unit or "promille" in unit or "per duizend" in unit:
        return 1000
    return 100 if "%" in unit or ("procent" in unit and "procentpunt" not in unit) else 0


def _say_zeros(doubtful: pd.DataFrame, rows: UserTable, codes: pd.Series[str]) -> list[str]:
    """Dutch notices on zeros read as missing: whole years, and separately by area and line."""
    whole = [str(year) for year in doubtful.columns[doubtful.all()]]
    years = rows.texts(_YEAR.name).str[:4].astype(int)
    marked = doubtful.stack(future_stack=True)  # noqa: PD013 - by area and year
    apart = [
        f"{code} in {year} (regel {line})"
        for line, code, year in zip(codes.index, codes, years, strict=True)
        if str(year) not in whole and marked[code, year]
    ]
    parts = [*([f"heel {join_words(whole)}"] if whole else []), *([name_some(apart)] if apart else [])]
    if not parts:
        return []
    return [
        f"0 gelezen als geen cijfer, want naast de andere jaren kan dat niet kloppen: {'; '.join(parts)}; laat die "
        'cellen leeg, of schrijf nul = "cijfer" in de beschrijving als het echt 0 is'
    ]


def _say_twins(values: pd.DataFrame) -> list[str]:
    """Dutch notice on areas with identical figures in every year, for three years or more."""
    filled = values[values.notna().sum(axis=1).ge(3) & values.gt(0).any(axis=1)].fillna(-1.0)
    groups = sorted([*map(str, codes)] for codes in filled.groupby(list(filled.columns)).groups.values())
    twins = [join_words(codes) for codes in groups if len(codes) > 1]
    text = "elk jaar precies hetzelfde cijfer in {}; zijn dat geen aparte gebieden, laat er dan een staan"
    return [text.format(name_some(twins))] if twins else []


def _hide(cells: _Cells) -> tuple[_Cells, int]:
    """Hide cells of few persons, except 0, and of areas with few people."""
    few = cells.few.copy()
    if cells.events is not None:
        few |= cells.events.gt(0) & cells.events.lt(MIN_PERSONS)
    if cells.people is not None:
        few |= cells.people.lt(MIN_RESIDENTS)
    return cells.mask(few), int(few.to_numpy().sum())


def _source_of(source: Path | str | pd.DataFrame, about: dict[str, Any], cells: _Cells) -> Table:
    last = int(cells.figures.columns.max())
    return Table(
        id=name_source(source),
        uitgever=about["bron"],
        titel=about["label"],
        jaar=last,
        indeling=last,
        licentie=about["licentie"],
    )


def _series_of(cells: _Cells, indicator: Indicator, names: pd.Series[str], table: Table, meldingen: list[str]) -> Years:
    """Combine the series of a register and of the people behind it in one frame."""
    parts = _parts_of(cells, indicator)
    frames = [_lengthen(key, values, table.id) for key, (_, values) in parts.items()]
    figures = pd.concat(frames, ignore_index=True)
    figures["buurtnaam"] = figures["buurtcode"].map(names)
    around, label = _add_up(parts, is_share=len(parts) > 1)
    comparison = pd.concat([_lengthen(key, row, table.id) for key, row in around.items()], ignore_index=True)
    sources = {
        (key, int(year)): source_row(
            about, replace(table, jaar=int(year)), column="", modified="", retrieved="", url=""
        )
        for key, (about, values) in parts.items()
        for year in values.columns[values.notna().any()]
    }
    residents = cells.figures.iloc[:, -1] * np.nan if cells.people is None else cells.people.iloc[:, -1]
    return Years(
        gemeente=_gemeente_of(cells.figures.index),
        figures=figures[FIGURES],
        comparison=comparison.rename(columns={"buurtcode": "code"}).assign(naam=label, hoe="")[COMPARISON],
        division=table.indeling,
        residents=residents.rename("inwoners"),
        indicators={key: about for key, (about, _) in parts.items()},
        sources=pd.DataFrame(
            list(sources.values()),
            columns=SOURCE_COLUMNS,
            index=pd.MultiIndex.from_tuples(list(sources), names=["id", "jaar"]),
        ),
        meldingen=tuple(meldingen),
    )


def _parts_of(cells: _Cells, indicator: Indicator) -> dict[str, tuple[Indicator, pd.DataFrame]]:
    """Figure of a register by id, and of a share the counts behind it too."""
    if cells.events is None or cells.people is None:
        return {indicator.id: (indicator, cells.figures)}
    persons = Indicator(
        label=indicator.label,
        eenheid="personen",
        decimalen=0,
        soort=indicator.soort,
        afronding=indicator.afronding,
    )
    count = replace(persons, id=f"{indicator.id}_aantal", label=f"{indicator.label}, aantal")
    people = replace(persons, id=f"{indicator.id}_bevolking", label=f"{indicator.label}, van hoeveel mensen")
    share = replace(indicator, teller=count.id, noemer=(people.id,), per=_per_of(indicator))
    return {share.id: (share, cells.figures), count.id: (count, cells.events), people.id: (people, cells.people)}


def _lengthen(name: str, values: pd.DataFrame, table: str) -> pd.DataFrame:
    filled = values.loc[:, values.notna().any()].rename_axis(index="buurtcode", columns="jaar")
    rows = filled.reset_index().melt(id_vars="buurtcode", var_name="jaar", value_name="waarde")
    rows = rows.sort_values(["buurtcode", "jaar"], ignore_index=True).astype({"jaar": "int64"})
    return rows.assign(id=name, tabel=table, hoe=UNCHANGED)


def _add_up(
    parts: Mapping[str, tuple[Indicator, pd.DataFrame]], *, is_share: bool
) -> tuple[dict[str, pd.DataFrame], str]:
    """Total of all areas with a figure in every year; none for a share without a population."""
    tables = {key: values.loc[:, values.notna().any()] for key, (_, values) in parts.items()}
    first = next(iter(tables.values()))
    whole = first.index[first.notna().all(axis=1)]
    sums = {key: values.loc[whole].sum(min_count=1).to_frame(TOTAL).T for key, values in tables.items()}
    key = next(iter(parts))
    if is_share:
        about = parts[key][0]
        count, people = sums[str(about.teller)], sums[about.noemer[0]]
        sums[key] = (about.per * count / people).round(about.decimalen)
    elif not parts[key][0].is_count:
        sums[key] = sums[key] * np.nan
    plural = "buurten" if str(first.index[0]).startswith("BU") else "wijken"
    return sums, f"{len(whole)} {plural} samen"


def _gemeente_of(codes: pd.Index[str]) -> Gemeente:
    """Gemeente of all areas; without a name when there is more than one."""
    inside = {gemeentecode_of(str(code)) for code in codes}
    if len(inside) == 1:
        with suppress(UnknownGemeenteError):
            return find_gemeente(inside.pop())
    return Gemeente(code="", naam="alle gebieden samen")
