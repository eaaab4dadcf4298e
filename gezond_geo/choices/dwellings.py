"""Planned dwellings: the people they add to a buurt, per year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.areas.rows import CODE, KEY, NAME, place_rows
from gezond_geo.io.dutch import count_of
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.ranges import Range
from gezond_geo.io.table import Column, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from gezond_geo.dataset.dataset import Dataset

YEAR = Column("jaar", synonyms=("year", "oplevering", "jaar van oplevering"), required=True)
_DWELLINGS = (
    CODE,
    NAME,
    YEAR,
    Column("woningen", synonyms=("aantal woningen", "nieuwe woningen"), required=True, range=Range(-1e5, 1e5)),
    Column("bewoners", synonyms=("bewoners per woning", "personen per woning"), range=Range(0, 20)),
    Column("aandeel_65plus", synonyms=("aandeel 65+", "65plus"), range=Range(0, 100), signs=("%",)),
)


def read_dwellings(
    data: Dataset, source: Path | str | pd.DataFrame | None, start: int, until: int, size: float
) -> tuple[pd.DataFrame, list[str]]:
    """Read a list of planned dwellings as people per year.

    Parameters
    ----------
    data
        Buurten.
    source
        Table of ``jaar``, ``woningen`` and optionally ``bewoners`` per dwelling and ``aandeel_65plus`` (percent); None
        without any.
    start, until
        Only dwellings after the first year and up to the last one count.
    size
        Default number of people per dwelling.

    Returns
    -------
    DataFrame
        ``place`` (position of the buurt in the data), ``jaar``, ``mensen`` and ``aandeel`` (0-1, or NaN).
    list of str
        Dutch sentences on assumptions and omissions.

    Raises
    ------
    InputError
        When it cannot be read, or lacks a year or a number.
    """
    if source is None:
        return pd.DataFrame({"place": [], "jaar": [], "mensen": [], "aandeel": []}), [
            "Zonder nieuwe woningen: er is geen lijst opgegeven."
        ]
    table = read_table(source, _DWELLINGS, one_of=KEY, label="de woningen")
    raise_faults([*table.faults, *table.explain_figures(CODE.name)])
    placement = place_rows(table, data.buurten, others=True)
    codes = placement.codes[placement.codes.isin(data.buurten.index)]
    if codes.empty:
        table.refuse(0, f"hier staat geen enkele buurt van {data.gemeente.naam}; controleer de codes.")
    rows = table.select(codes.index)
    (years, a), (dwellings, b), (persons, c), (older, d) = (
        rows.numbers(name) for name in ("jaar", "woningen", "bewoners", "aandeel_65plus")
    )
    raise_faults([*a, *b, *c, *d])
    for what, values in (("jaar", years), ("woningen", dwellings)):
        raise_faults(rows.fault(int(str(line)), f"{what} is leeg; vul het in.") for line in values.index[values.isna()])
    persons = persons.fillna(size)
    if persons.isna().any():
        rows.refuse(0, "bewoners is leeg, en hoeveel mensen er per woning wonen is niet bekend; vul bewoners in.")
    plans = pd.DataFrame(
        {
            "place": data.buurten.index.get_indexer(pd.Index(codes)),
            "jaar": years,
            "mensen": dwellings * persons,
            "aandeel": older / 100,
        }
    )
    outside = ~plans["jaar"].between(start + 1, until)
    notes = [*table.notes, *(f"Woningen: {note}." for note in placement.notes)]
    notes.append("Bewoners van nieuwe woningen komen in deze schets van buiten de gemeente.")
    if outside.any():
        count = count_of(int(outside.sum()), "regel", "regels")
        notes.append(f"Woningen: niet gebruikt, want niet van {start + 1} tot en met {until}: {count}.")
    return plans[~outside], notes
