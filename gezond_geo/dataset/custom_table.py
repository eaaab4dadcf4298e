"""Custom indicators from files: a table of figures per buurt and its description (``docs/eigen.md``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo.areas.rows import CODE, KEY, place_rows
from gezond_geo.dataset.own_description import indicator_of, read_description, theme_of
from gezond_geo.dataset.published import ROWS, is_published, select_rows
from gezond_geo.indicators.limits import MIN_PERSONS
from gezond_geo.indicators.publications import Table
from gezond_geo.io.dutch import count_of, name_some
from gezond_geo.io.faults import Fault, raise_faults
from gezond_geo.io.personal import explain_header
from gezond_geo.io.ranges import Impossible, Range, explain_impossible
from gezond_geo.io.table import UserTable, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gezond_geo.indicators.catalogue import Indicator, Theme
    from gezond_geo.io.headers import Column

_ADVICE = (
    "verbeter het; schrijf in de beschrijving ontbrekend = … als het geen cijfer is, "
    "of minimum = … en maximum = … als het wel kan"
)


@dataclass(frozen=True, slots=True, eq=False)
class OwnIndicator:
    """A custom indicator as read from a table.

    Attributes
    ----------
    figures : Series indexed by ``buurtcode``; hidden and empty values are NaN.
    indicator : Definition of the figure.
    theme : Theme defined in the description, or None.
    table : Source, year and licence.
    meldingen : Dutch sentences on hidden and dropped values.
    """

    figures: pd.Series[float]
    indicator: Indicator
    theme: Theme | None
    table: Table
    meldingen: tuple[str, ...]


def read_own_indicator(
    source: Path | str | pd.DataFrame,
    description: Path | str | Mapping[str, Any] | None = None,
    *,
    buurten: pd.DataFrame | None = None,
) -> OwnIndicator:
    """Read a table of one figure per buurt, with its description.

    Parameters
    ----------
    source
        File in any format of `gezond_geo.io.table.read_table`, or frame: the code or name of a buurt, a column of
        figures and optionally one with numbers of persons.
    description
        File or mapping with the keys of ``docs/eigen.md``; without it the file next to the table: ``wmo.toml`` for
        ``wmo.csv``.
    buurten
        Frame indexed by ``buurtcode`` with ``buurtnaam``: the buurten to read; see `gezond_geo.areas.rows`. Other rows
        are left out and reported.

    Returns
    -------
    OwnIndicator
        With cells under `MIN_PERSONS` persons hidden, where the number of persons is known.

    Raises
    ------
    InputError
        When the table or its description cannot be read or is incomplete, no row is for a buurt or a buurt occurs
        twice, there is text instead of a number, or the table is about persons, origin or addresses.
    """
    about, where = read_description(source, description)
    table = read_table(source, ROWS, one_of=KEY)
    raise_faults([*table.faults, *table.explain_figures(CODE.name, published=is_published(table))])
    column, persons_column, people_column = find_columns(table, about, where, ROWS)
    indicator = indicator_of(about)
    rows, notes = select_rows(table, about["jaar"])
    placement = place_rows(rows, buurten)
    # Rows other than buurten, such as totals or units, hold no figures of buurten.
    rows = rows.select(placement.codes.index)
    figures, persons, faults = read_figures(rows, column, persons_column, indicator, about)
    raise_faults([*placement.faults, *faults])
    hidden = pd.Series(data=False, index=figures.index) if persons is None else ~(persons >= MIN_PERSONS)
    codes = pd.Index(placement.codes.tolist(), name=CODE.name)
    visible = pd.Series(figures.mask(hidden).to_numpy(), index=codes, name=about["id"])
    covered = int((hidden & figures.notna()).sum())
    unused = table.find_unused([*(c.name for c in ROWS), column, persons_column, people_column])
    notes += placement.notes
    if covered:
        notes.append(f"verborgen wegens minder dan {MIN_PERSONS} personen: {count_of(covered, 'buurt', 'buurten')}")
    if unused:
        notes.append(f"niet gebruikt: de kolom {name_some(unused)}")
    return OwnIndicator(
        figures=visible,
        indicator=indicator,
        theme=theme_of(about),
        table=Table(
            id=name_source(source),
            uitgever=about["bron"],
            titel=about["label"],
            jaar=about["jaar"],
            indeling=about["jaar"],
            licentie=about["licentie"],
        ),
        meldingen=(*table.notes, *(f"{about['label']}: {text}." for text in notes)),
    )


def name_source(source: Path | str | pd.DataFrame) -> str:
    """Name of a user's table for readers."""
    # Keep the folders of the maker out of a map that is passed on.
    return "eigen tabel" if isinstance(source, pd.DataFrame) else Path(source).name


def find_columns(
    table: UserTable, about: Mapping[str, Any], where: str, rows: Iterable[Column]
) -> tuple[str, str, str]:
    """Find the columns of figures, of persons behind them and of the population (empty without one).

    Parameters
    ----------
    table
        Table as read.
    about, where
        Description, and its name.
    rows
        Columns that identify a row.
    """
    columns = {}
    for key in ("kolom", "aantal", "bevolking"):
        if key in about and (column := table.find_column(about[key])) is None:
            table.refuse(0, f"de kolom {about[key]!r} uit {where} is er niet; {table.explain_unknown(about[key])}")
        columns[key] = column or "" if key in about else ""
    others = table.find_unused([*(c.name for c in rows), columns["aantal"], columns["bevolking"]])
    column = columns["kolom"] or (others[0] if len(others) == 1 else "")
    if not column:
        there = name_some(others) or "geen"
        table.refuse(0, f'welke kolom de cijfers heeft, is niet te zien ({there}); schrijf kolom = "…" in {where}.')
    # In a table of CBS any other column may be irrelevant.
    raise_faults(table.fault(0, reason) for reason in explain_header(table.headers[column]))
    return column, columns["aantal"], columns["bevolking"]


def read_figures(
    table: UserTable, column: str, persons_column: str, indicator: Indicator, about: Mapping[str, Any]
) -> tuple[pd.Series[float], pd.Series[float] | None, list[Fault]]:
    """Figures and the numbers of persons behind them, by line, and all impossible values.

    Parameters
    ----------
    table
        Table with the rows to use.
    column, persons_column
        Columns of the figures and of the numbers of persons, the latter empty without one.
    indicator, about
        Definition of the figure, and its description.
    """
    marks = about.get("ontbrekend", [])
    marks = marks if isinstance(marks, list) else [marks]
    figures, faults = table.numbers(column, signs=[sign for sign in "%‰" if sign in indicator.eenheid])
    figures = figures.mask(figures.isin(marks)) * about.get("keer", 1)
    checked = [_check(table, figures, indicator.range, marks)]
    if persons_column:
        persons, wrong = table.numbers(persons_column)
        faults += wrong
        checked.append(_check(table, persons, Range(0), marks))
    elif about.get("weging") == "optellen":
        checked.append((checked[0][0], []))
    if impossible := [cell for _, cells in checked for cell in cells]:
        faults.append(table.fault(0, explain_impossible(impossible, _ADVICE)))
    return checked[0][0], checked[1][0] if len(checked) > 1 else None, faults


def _check(
    table: UserTable, values: pd.Series[float], possible: Range, marks: list[float]
) -> tuple[pd.Series[float], list[Impossible]]:
    checked, impossible = possible.check(values.set_axis(table.places), marks)
    return checked.set_axis(values.index), impossible
