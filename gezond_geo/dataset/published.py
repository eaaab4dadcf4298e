"""Tables as published by CBS and RIVM: selection of their rows, and the meaning of their columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo._validate import as_frame, as_id, checked
from gezond_geo.areas.rows import CODE, KEY, LEVEL, NAME, WATER, place_rows
from gezond_geo.dataset.figures import check_figures
from gezond_geo.indicators.catalogue import catalogue, extras
from gezond_geo.indicators.publications import find_publication
from gezond_geo.io.dutch import name_some
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.headers import Column
from gezond_geo.io.ranges import explain_impossible
from gezond_geo.io.table import UserTable, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gezond_geo.indicators.catalogue import Indicator

_OF_CBS = re.compile(r"(?i)codering.*|.*/codering.*|wijken ?en ?buurten|regiocode.*|gwb_code.*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_AGE = re.compile(r"jaar|^[2-8]\d{4}\s*$")
_MARGIN = re.compile(r"(?i)M(?:W0|OG|BG)|waarde|(?:onder|boven)grens")
PERIOD = Column("perioden", synonyms=("periode", "jaar", "year"), accepts=lambda cell: bool(_YEAR.match(str(cell))))
AGE = Column("leeftijd", accepts=lambda cell: bool(_AGE.search(str(cell))))
MARGIN = Column("marges", accepts=lambda cell: bool(_MARGIN.match(str(cell))))
_DIVISION = Column("indeling", synonyms=("indelingswijziging_wijken_en_buurten", "ind_wbz"))
ROWS = (CODE, NAME, LEVEL, WATER, PERIOD, AGE, MARGIN, _DIVISION)
"""Columns that identify a row."""

_ADULTS = ("20300", "18jaarofouder", "18jaarenouder")
_VALUE = ("MW00000", "waarde")
_OWN_YEAR = ("kwb", "kwb_extra", "gezondheid", "ses_woa", "nabijheid")
"""Tables whose column names are known; those for another year or age have the same names."""


def column_of(indicator: Indicator, *, required: bool = False) -> Column:
    """Declared column of an indicator: its id, its name in StatLine, or its abbreviation in CBS's Excel file."""
    # In a StatLine file the topic precedes a heading, without k_ before one that begins with a number.
    headings = (stem.removeprefix("k_") for stem in indicator.stammen if stem.startswith("k_"))
    names = (*indicator.stammen, *headings, *indicator.afkortingen) if indicator.tabel in _OWN_YEAR else ()
    return Column(indicator.id, synonyms=names, required=required)


def is_published(table: UserTable) -> bool:
    """Whether a table has the layout of CBS, so that its other columns were not chosen by the user."""
    return _DIVISION.name in table.cells or _OF_CBS.fullmatch(table.headers.get(CODE.name, "")) is not None


def select_rows(table: UserTable, year: int | None = None) -> tuple[UserTable, list[str]]:
    """Keep the rows of one period, for all adults and without interval bounds, where a table has more.

    Parameters
    ----------
    table
        Table as read.
    year
        Year of the figures; without it the last period in the table.

    Returns
    -------
    UserTable
        The same columns.
    list of str
        Dutch sentences on the choice made.

    Raises
    ------
    InputError
        When it has no row of that year, or several age groups but not all adults.
    """
    notes = []
    years = table.texts(PERIOD.name).str.extract(f"({_YEAR.pattern})", expand=False)
    if len(years.dropna().unique()) > 1:
        period = str(year or years.dropna().max())
        if not years.eq(period).any():
            there = name_some(sorted(years.dropna().unique()))
            table.refuse(0, f"hier staan geen cijfers van {period} (wel: {there}); geef een ander jaar.")
        table = table.select(table.cells.index[years.eq(period)])
        notes.append(f"gebruikt zijn de cijfers van {period}")
    for column, texts_kept, what in ((AGE.name, _ADULTS, "18 jaar en ouder"), (MARGIN.name, _VALUE, "de waarde zelf")):
        texts = table.texts(column).str.replace(r"\s+", "", regex=True)
        if len(texts.unique()) > 1:
            keep = texts.str.casefold().isin([text.casefold() for text in texts_kept])
            if not keep.any():
                there = name_some(texts.unique())
                table.refuse(0, f"in {column} staat niets voor {what} (wel: {there}); laat die regels niet weg.")
            table = table.select(table.cells.index[keep])
            notes.append(f"gebruikt zijn de regels voor {what}")
    return table, notes


@checked(frame=as_frame(file=True), table=as_id, year=as_id, buurten=as_frame("buurtnaam"))
def from_statline(
    frame: pd.DataFrame,
    table: str,
    *,
    year: str | None = None,
    buurten: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Rename the columns of a StatLine frame to indicator ids, as input for `gezond_geo.load`.

    Parameters
    ----------
    frame
        A table from ``cbsodata.get_data``, or a StatLine file or the Excel file of Kerncijfers wijken en buurten read
        by ``pandas``. Where it has several periods, age groups or interval bounds, the values of one period and all
        adults are kept.
    table
        Id of the table, such as ``84799NED``, which identifies the publication and its year.
    year
        Year of the figures, where the table has more than one; without it the last.
    buurten
        Frame indexed by ``buurtcode`` with ``buurtnaam``, such as this function returns for Kerncijfers, to identify
        rows with only a name, as in the health table read by ``cbsodata``.

    Returns
    -------
    DataFrame
        Indexed by ``buurtcode``: ``buurtnaam`` where known, and a column per indicator in its own unit, NaN where there
        is no figure. ``attrs`` holds ``bron`` (the table) and ``meldingen``: what was left out, and which columns are
        unused.

    Raises
    ------
    InputError
        When the table is not in the catalogue, or the frame has none of its columns, no codes or names of buurten, or
        impossible values.

    Examples
    --------
    >>> import gezond_geo as gg, pandas as pd
    >>> rows = [{"Codering_3": "BU01530301", "AantalInwoners_5": 4235, "Koopwoningen_47": 30}]
    >>> figures = gg.from_statline(pd.DataFrame(rows), "84799NED")
    >>> figures["inwoners"].to_dict()
    {'BU01530301': 4235.0}
    >>> figures.attrs["meldingen"]
    ['84799NED: niet gebruikt: de kolom Koopwoningen_47.']
    """
    keys, tables = find_publication(table)
    indicators = [i for i in (*catalogue().values(), *extras().values()) if i.tabel in keys]
    rows = read_table(frame, [*ROWS, *map(column_of, indicators)], one_of=KEY, label=f"de tabel {table}")
    rows, notes = select_rows(rows, None if year is None else int(year))
    placement = place_rows(rows, buurten)
    raise_faults([*rows.faults, *placement.faults])
    rows = rows.select(placement.codes.index)
    present = [i for i in indicators if i.id in rows.cells]
    if not present:
        stems = name_some(stem for i in indicators for stem in i.stammen)
        rows.refuse(0, f"hier staat geen kolom die de catalogus van {table} kent ({stems}); controleer het nummer.")
    figures = read_figures(rows, present)
    figures.insert(0, NAME.name, rows.texts(NAME.name))
    figures = figures.set_axis(pd.Index(placement.codes.tolist(), name=CODE.name))
    unused = rows.find_unused([*(c.name for c in ROWS), *(i.id for i in present)])
    notes += [*placement.notes, *([f"niet gebruikt: de kolom {name_some(unused)}"] if unused else [])]
    periods = rows.texts(PERIOD.name).str.extract(f"({_YEAR.pattern})", expand=False).dropna()
    of_year = int(periods.iloc[0]) if len(periods) and len(tables) > 1 else max(tables)
    source = tables[of_year] if of_year in tables else tables[max(tables)]
    bron = {"tabel": table, "titel": source.titel, "jaar": of_year, "uitgever": source.uitgever}
    figures.attrs = {
        "bron": bron | {"licentie": source.licentie, "kolommen": {i.id: rows.headers[i.id] for i in present}},
        "meldingen": [f"{table}: {text}." for text in notes],
    }
    return figures


def read_figures(rows: UserTable, indicators: Iterable[Indicator], also: Iterable[str] = ()) -> pd.DataFrame:
    """Read the columns of indicators, and the other numbers in `also`, by line.

    Raises
    ------
    InputError
        Listing every cell that is not a number, and every impossible value.
    """
    members = list(indicators)
    numbers = {name: rows.numbers(name) for name in [*(i.id for i in members), *also]}
    figures = pd.DataFrame({name: values for name, (values, _) in numbers.items()}, index=rows.cells.index)
    possible, impossible = check_figures(figures.set_axis(rows.places), members)
    faults = [fault for _, wrong in numbers.values() for fault in wrong]
    raise_faults([*faults, *([rows.fault(0, explain_impossible(impossible))] if impossible else [])])
    return possible.set_axis(rows.cells.index)
