"""Duiding: remarks of people who know a buurt."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.io.faults import Fault, raise_faults
from gezond_geo.io.table import Column, UserTable, read_checked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from gezond_geo.areas.codes import Region

_ASKED = {
    "buurtcode": "schrijf over welke buurt het gaat, zoals BU01530301",
    "tekst": "schrijf wat er gezegd is",
    "bron": "schrijf wie het zegt, zoals sociaal werk",
    "datum": "schrijf wanneer het gezegd is als jaar-maand-dag, zoals 2026-03-01",
}
COLUMNS = tuple(_ASKED)


def no_duiding() -> pd.DataFrame:
    """Empty table of duiding."""
    return pd.DataFrame(columns=list(COLUMNS), dtype=str)


def read_sheet(path: Path) -> UserTable:
    """Read a table of duiding without checks; see `check_duiding`."""
    return read_checked(path, [*map(Column, COLUMNS)])


def read_duiding(path: Path, region: Region) -> pd.DataFrame:
    """Read the duiding of a gemeente.

    Parameters
    ----------
    path
        CSV file with the columns of `COLUMNS`; ``datum`` as ``2026-03-01``. It may be without rows.
    region
        The gemeente.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`, text.

    Raises
    ------
    InputError
        For the first fault found by `check_duiding`.
    """
    sheet = read_sheet(path)
    raise_faults(check_duiding(sheet, region))
    return pd.DataFrame({column: sheet.texts(column) for column in COLUMNS}).reset_index(drop=True)


def check_duiding(sheet: UserTable, region: Region) -> list[Fault]:
    """List every fault in a table of duiding.

    Parameters
    ----------
    sheet
        The table.
    region
        The gemeente whose buurten it is about.
    """
    faults = [*sheet.faults, *sheet.explain_lacking(COLUMNS), *sheet.explain_list()]
    texts = pd.DataFrame({column: sheet.texts(column) for column in COLUMNS if column in sheet.columns})
    for line, row in texts.iterrows():
        cells = {str(column): str(cell) for column, cell in row.items()}
        faults += [sheet.fault(int(str(line)), reason) for reason in _explain_row(cells, region)]
    return faults


def _explain_row(cells: Mapping[str, str], region: Region) -> Iterator[str]:
    for column in COLUMNS:
        cell = cells.get(column, "")
        if column in cells and not cell:
            yield f"{column} is leeg; {_ASKED[column]}."
        elif cell:
            if column == "buurtcode" and (reason := region.explain_buurt(cell)):
                yield reason
            elif column == "datum":
                yield from _explain_date(cell)


def _explain_date(cell: str) -> Iterator[str]:
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        day = None
    # Python also accepts week dates and dates without hyphens.
    if day is None or day.isoformat() != cell:
        yield f"datum {cell!r} is geen datum; {_ASKED['datum']}."
    elif day > datetime.now(tz=UTC).astimezone().date():
        yield f"datum {cell} ligt in de toekomst; schrijf wanneer het gezegd is."
