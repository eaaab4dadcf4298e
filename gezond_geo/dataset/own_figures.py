"""Figures that the caller brings, instead of those of an uitgave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.areas.codes import BUURTCODE
from gezond_geo.dataset.figures import POINTS, SOURCE_COLUMNS, Figures, check_figures, explain_lacking, hide_few
from gezond_geo.indicators.catalogue import catalogue, extras
from gezond_geo.io.dutch import name_some
from gezond_geo.io.names import suggest_names
from gezond_geo.io.ranges import explain_impossible
from gezond_geo.io.table import Rows, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.indicators.catalogue import Indicator
_CODE, _NAME = "buurtcode", "buurtnaam"
_REQUIRED = (_CODE, _NAME, "inwoners")
_FRAME = "de meegegeven cijfers"


def read_own_figures(source: Path | str | pd.DataFrame, indicators: Mapping[str, Indicator] | None = None) -> Figures:
    """Read figures in the form of a snapshot's ``cijfers.csv``.

    Parameters
    ----------
    source
        CSV, Excel file or frame with ``buurtcode``, ``buurtnaam`` and ``inwoners``, optionally ``x`` and ``y`` (RD
        metres), and any quoted indicator by its id in its own unit.
    indicators
        Indicators by id that may be read; without it the catalogue.

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
    rows = read_rows(source, _CODE, called=_FRAME)
    rows.refuse_personal(_CODE)
    codes = _read_codes(rows)
    quoted = [i for i in known.values() if not i.is_share]
    wanted = [name for name in [*(i.id for i in quoted), *POINTS] if name in rows.columns]
    numbers, impossible = check_figures(pd.DataFrame({name: rows.numbers(name) for name in wanted}), quoted)
    if impossible:
        rows.refuse(0, explain_impossible(impossible))
    numbers, hidden = hide_few(numbers, quoted)
    numbers = numbers.set_axis(codes).reindex(columns=[*(i.id for i in quoted), *POINTS])
    names = pd.Series([str(cells[_NAME] or "").strip() for _, cells in rows.rows], index=codes, name=_NAME)
    given = [i.id for i in quoted if i.id in rows.columns]
    return Figures(
        buurten=pd.concat([names, numbers.drop(columns=list(POINTS))], axis=1),
        comparison=pd.DataFrame(columns=[i.id for i in quoted], index=pd.Index([], name="code"), dtype="float64"),
        sources=pd.DataFrame(
            [[shown, "niet uit een uitgave", i, "", "eigen cijfers", "", "", "", "", "eigen cijfers"] for i in given],
            columns=SOURCE_COLUMNS,
            index=pd.Index(given, name="id"),
        ),
        points=numbers[list(POINTS)],
        meldingen=(
            f"Cijfers uit {shown}, niet uit een uitgave.",
            *rows.notes,
            *hidden,
            *_explain_unused(rows, shown, known),
        ),
    )


def _read_codes(rows: Rows) -> pd.Index[str]:
    """Give the code of each row, or refuse the table."""
    if lacking := [column for column in _REQUIRED if column not in rows.columns]:
        rows.refuse(0, f"hier ontbreekt de kolom {', '.join(lacking)}; geef een tabel zoals cijfers.csv.")
    codes: dict[str, int] = {}
    for line, cells in rows.rows:
        code = str(cells[_CODE] or "").strip()
        if not BUURTCODE.fullmatch(code):
            rows.refuse(line, f"{code!r} is geen CBS-buurtcode; schrijf BU en acht tekens.")
        if code in codes:
            rows.refuse(line, f"buurt {code} staat er twee keer (eerst op regel {codes[code]}); laat er een staan.")
        codes[code] = line
    return pd.Index(list(codes), name=_CODE)


def _explain_unused(rows: Rows, shown: str, known: Mapping[str, Indicator]) -> list[str]:
    """Say which columns are not used, and which themes do not count since a column lacks."""
    quoted = [*_REQUIRED, *POINTS, *(i.id for i in known.values() if not i.is_share)]
    lacking = [name for name in quoted if name not in rows.columns]
    unused = []
    for column in rows.find_unused(quoted):
        if column in known:
            unused.append(f"{column} (wordt berekend)")
        elif column in extras():
            unused.append(f"{column} (alleen op verzoek: --extra {column})")
        else:
            close = suggest_names(column, lacking, count=1)
            unused.append(f"{column} (bedoelt u {close[0]}?)" if close else column)
    notes = [f"Van {shown} niet gebruikt: de kolom {name_some(unused)}."] if unused else []
    return [*notes, *explain_lacking(rows.columns, known, shown)]
