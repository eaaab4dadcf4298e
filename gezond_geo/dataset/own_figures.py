"""Figures from the caller, instead of those of an uitgave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from gezond_geo.areas.rows import CODE, KEY, NAME, place_rows
from gezond_geo.dataset.figures import OWN_FIGURES, POINTS, SOURCE_COLUMNS, Figures, explain_lacking, hide_few
from gezond_geo.dataset.published import ROWS, column_of, is_published, read_figures, select_rows
from gezond_geo.indicators.catalogue import catalogue, extras
from gezond_geo.io.dutch import name_some
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.headers import Column
from gezond_geo.io.names import suggest_names
from gezond_geo.io.table import UserTable, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.indicators.catalogue import Indicator

_FRAME = "de meegegeven cijfers"
_POINTS = tuple(map(Column, POINTS))

Source = Path | str | pd.DataFrame


class _Part(NamedTuple):
    """Figures of one table, by ``buurtcode``."""

    figures: pd.DataFrame
    columns: list[str]
    sources: pd.DataFrame
    notes: list[str]


def read_own_figures(
    source: Source | list[Source], indicators: Mapping[str, Indicator] | None = None, gemeente: str = ""
) -> Figures:
    """Read figures in the format of a snapshot's ``cijfers.csv``, or as published by CBS.

    Parameters
    ----------
    source
        File or frame (`gezond_geo.io.table.read_table`) with the code and name of a buurt and its residents, optionally
        ``x`` and ``y`` (RD metres), and any published indicator in its own unit, named by its id, as in StatLine
        (``AantalInwoners_5``), or by its abbreviation in the Excel file of CBS (``a_inw``). In a list of these the
        first one defines the buurten; columns that it lacks come from the next, whose rows may have only a name.
    indicators
        Indicators that can be read, by id; defaults to the catalogue.
    gemeente
        Code of the gemeente to read; without it all buurten are read.

    Returns
    -------
    Figures
        Indicators that the source lacks are NaN, and `comparison` is empty. `Figures.meldingen` lists unused columns,
        and themes that do not count for lack of a column.

    Raises
    ------
    InputError
        When it cannot be read, is empty, lacks a column, names a buurt twice or none by a CBS code, or has text instead
        of a number, impossible values, or a column about persons.
    """
    indicators = catalogue() if indicators is None else indicators
    quoted = [i for i in indicators.values() if not i.is_share]
    first, *others = source if isinstance(source, list) else [source]
    part = _read_part(first, indicators, gemeente, None)
    parts = [part, *(_read_part(other, indicators, gemeente, part.figures) for other in others)]
    figures = part.figures
    for other in parts[1:]:
        figures = figures.combine_first(other.figures.reindex(figures.index))
    numbers, hidden = hide_few(figures.reindex(columns=[*(i.id for i in quoted), *POINTS]).astype("float64"), quoted)
    sources = pd.concat([each.sources for each in parts])
    columns = [column for each in parts for column in each.columns]
    name = _FRAME if others else _name_of(first)
    return Figures(
        buurten=pd.concat([part.figures[NAME.name], numbers.drop(columns=list(POINTS))], axis=1),
        comparison=pd.DataFrame(columns=[i.id for i in quoted], index=pd.Index([], name="code"), dtype="float64"),
        sources=sources[~sources.index.duplicated()].rename_axis("id"),
        points=numbers[list(POINTS)],
        meldingen=(
            f"Cijfers uit {name}, niet uit een uitgave.",
            *(note for each in parts for note in each.notes),
            *hidden,
            *explain_lacking(columns, indicators, name),
        ),
    )


def _name_of(source: Source) -> str:
    # Keep the folders of the maker out of a map that is passed on.
    return _FRAME if isinstance(source, pd.DataFrame) else Path(source).name


def _read_part(
    source: Source, indicators: Mapping[str, Indicator], gemeente: str, buurten: pd.DataFrame | None
) -> _Part:
    """Read one table; the first one, without `buurten`, must have residents."""
    quoted = [i for i in indicators.values() if not i.is_share]
    keys = [CODE._replace(required=buurten is None), NAME]
    columns = [column_of(i, required=buurten is None and i.id == "inwoners") for i in quoted]
    fields = [*keys, *(c for c in ROWS if c.name not in KEY), *columns, *_POINTS]
    table = read_table(source, fields, one_of=() if buurten is None else KEY, label=_FRAME)
    raise_faults([*table.faults, *table.explain_figures(CODE.name, published=is_published(table))])
    name = _name_of(source)
    rows, remarks = select_rows(table)
    placement = place_rows(rows, buurten, gemeente)
    raise_faults(placement.faults)
    rows = rows.select(placement.codes.index)
    present = [i for i in quoted if i.id in table.cells]
    figures = read_figures(rows, present, POINTS)
    names = rows.texts(NAME.name)
    figures.insert(0, NAME.name, names.where(names.ne(""), placement.codes))
    bare = (
        [f"zonder naam, en met hun code getoond: {name_some(placement.codes[names.eq('')])}"]
        if names.eq("").any()
        else []
    )
    notes = [f"Van {name}: {text}." for text in (*remarks, *placement.notes, *(bare if buurten is None else []))]
    attrs = source.attrs if isinstance(source, pd.DataFrame) else {}
    return _Part(
        figures=figures.set_axis(pd.Index(placement.codes.tolist(), name=CODE.name)),
        columns=[i.id for i in present],
        sources=_sources_of(table, name, [i.id for i in present], attrs.get("bron", {})),
        notes=[*attrs.get("meldingen", []), *table.notes, *notes, *_explain_unused(table, name, indicators)],
    )


def _sources_of(table: UserTable, name: str, columns: list[str], about: Mapping[str, Any]) -> pd.DataFrame:
    row = {"tabel": name, "titel": "niet uit een uitgave", "uitgever": OWN_FIGURES} | {
        key: str(value) for key, value in about.items() if key in SOURCE_COLUMNS
    }
    headers = {name: about.get("kolommen", {}).get(name, table.headers[name]) for name in columns}
    rows = [dict.fromkeys(SOURCE_COLUMNS, "") | row | {"kolom": headers[n], "soort": OWN_FIGURES} for n in columns]
    return pd.DataFrame(rows, columns=SOURCE_COLUMNS, index=pd.Index(columns, name="id"))


def _explain_unused(table: UserTable, name: str, indicators: Mapping[str, Indicator]) -> list[str]:
    """Dutch notice on unused columns, with the closest missing one."""
    quoted = [*(c.name for c in ROWS), *POINTS, *(i.id for i in indicators.values() if not i.is_share)]
    lacking = [name for name in quoted if name not in table.columns]
    unused = []
    for column in table.find_unused(quoted):
        if column in indicators:
            unused.append(f"{column} (wordt berekend)")
        elif column in extras():
            unused.append(f"{column} (alleen op verzoek: --extra {column})")
        else:
            close = suggest_names(column, lacking, count=1)
            unused.append(f"{column} (bedoelt u {close[0]}?)" if close else column)
    return [f"Van {name} niet gebruikt: de kolom {name_some(unused)}."] if unused else []
