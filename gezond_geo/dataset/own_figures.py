"""Figures that the caller brings, instead of those of an uitgave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.areas.rows import CODE, LEVEL, NAME, place_rows
from gezond_geo.dataset.figures import POINTS, SOURCE_COLUMNS, Figures, check_figures, explain_lacking, hide_few
from gezond_geo.indicators.catalogue import catalogue, extras
from gezond_geo.io.dutch import name_some
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.headers import Column
from gezond_geo.io.names import suggest_names
from gezond_geo.io.ranges import explain_impossible
from gezond_geo.io.table import UserTable, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.indicators.catalogue import Indicator

_FRAME = "de meegegeven cijfers"
_OWN_YEAR = ("kwb", "kwb_extra", "gezondheid", "ses_woa", "nabijheid")
"""Tables whose columns are known by what CBS and RIVM call them: those of another year or age are called the same."""


def read_own_figures(
    source: Path | str | pd.DataFrame, indicators: Mapping[str, Indicator] | None = None, gemeente: str = ""
) -> Figures:
    """Read figures in the form of a snapshot's ``cijfers.csv``, or as CBS publishes them.

    Parameters
    ----------
    source
        File or frame (`gezond_geo.io.table.read_table`) with the code and name of a buurt and its residents, optionally
        ``x`` and ``y`` (RD metres), and any quoted indicator in its own unit: by its id, by what StatLine calls it
        (``AantalInwoners_5``), or by its abbreviation in the Excel file of CBS (``a_inw``).
    indicators
        Indicators by id that may be read; without it the catalogue.
    gemeente
        Code of the gemeente whose buurten are read; without it all buurten are.

    Returns
    -------
    Figures
        Indicators that the source lacks are NaN; there is nothing to compare with. Columns that are not used, and
        themes that do not count since a column lacks, are in `Figures.meldingen`.

    Raises
    ------
    InputError
        When it cannot be read, is empty, lacks a column, names a buurt twice or not by a CBS code, has text where a
        number belongs, values that cannot be, or a column that is about persons.
    """
    known = catalogue() if indicators is None else indicators
    # On a map that is handed on, the folders of whoever made it are nobody's business.
    shown = _FRAME if isinstance(source, pd.DataFrame) else Path(source).name
    quoted = [i for i in known.values() if not i.is_share]
    table = read_table(source, _columns(known), called=_FRAME)
    raise_faults([*table.faults, *table.explain_figures(CODE.name)])
    placed = place_rows(table, gemeente=gemeente)
    rows = table.select(placed.codes.index)
    wanted = [name for name in [*(i.id for i in quoted), *POINTS] if name in table.columns]
    read = {name: rows.numbers(name) for name in wanted}
    figures = pd.DataFrame({name: numbers for name, (numbers, _) in read.items()}).set_axis(rows.places)
    numbers, impossible = check_figures(figures, quoted)
    faults = [*placed.faults, *(fault for _, wrong in read.values() for fault in wrong)]
    raise_faults([*faults, *([table.fault(0, explain_impossible(impossible))] if impossible else [])])
    numbers, hidden = hide_few(numbers, quoted)
    codes = pd.Index(placed.codes.tolist(), name=CODE.name)
    numbers = numbers.set_axis(codes).reindex(columns=[*(i.id for i in quoted), *POINTS])
    names = rows.texts(NAME.name).set_axis(codes).rename(NAME.name)
    given = [i.id for i in quoted if i.id in table.columns]
    return Figures(
        buurten=pd.concat([names, numbers.drop(columns=list(POINTS))], axis=1),
        comparison=pd.DataFrame(columns=[i.id for i in quoted], index=pd.Index([], name="code"), dtype="float64"),
        sources=pd.DataFrame(
            [
                [shown, "niet uit een uitgave", table.headers[i], "", "eigen cijfers", "", "", "", "", "eigen cijfers"]
                for i in given
            ],
            columns=SOURCE_COLUMNS,
            index=pd.Index(given, name="id"),
        ),
        points=numbers[list(POINTS)],
        meldingen=(
            f"Cijfers uit {shown}, niet uit een uitgave.",
            *table.notes,
            *(f"Van {shown}: {text}." for text in placed.notes),
            *hidden,
            *_explain_unused(table, shown, known),
        ),
    )


def _columns(known: Mapping[str, Indicator]) -> list[Column]:
    """Give what is looked for: what tells the buurt, and every quoted indicator by its id or as CBS calls it."""
    figures = [
        Column(i.id, synonyms=(*i.stammen, *i.afkortingen) if i.tabel in _OWN_YEAR else (), required=i.id == "inwoners")
        for i in known.values()
        if not i.is_share
    ]
    keys = [column._replace(required=True) for column in (CODE, NAME)]
    return [*keys, LEVEL, *figures, *map(Column, POINTS)]


def _explain_unused(table: UserTable, shown: str, known: Mapping[str, Indicator]) -> list[str]:
    """Say which columns are not used, and which themes do not count since a column lacks."""
    quoted = [CODE.name, NAME.name, LEVEL.name, *POINTS, *(i.id for i in known.values() if not i.is_share)]
    lacking = [name for name in quoted if name not in table.columns]
    unused = []
    for column in table.find_unused(quoted):
        if column in known:
            unused.append(f"{column} (wordt berekend)")
        elif column in extras():
            unused.append(f"{column} (alleen op verzoek: --extra {column})")
        else:
            close = suggest_names(column, lacking, count=1)
            unused.append(f"{column} (bedoelt u {close[0]}?)" if close else column)
    notes = [f"Van {shown} niet gebruikt: de kolom {name_some(unused)}."] if unused else []
    return [*notes, *explain_lacking(table.columns, known, shown)]
