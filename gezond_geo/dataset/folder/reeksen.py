"""Series through the years in a gemeente folder: figures quoted from CBS and RIVM, one edition of one table each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.areas.codes import ANYWHERE, GEMEENTECODE, NATION, Region
from gezond_geo.dataset.figures import check_figures
from gezond_geo.indicators.catalogue import catalogue
from gezond_geo.indicators.publications import series_tables
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.ranges import explain_impossible
from gezond_geo.io.table import Column, UserTable, read_checked
from gezond_geo.io.whole import is_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gezond_geo.io.faults import Fault

NAME = "reeksen.csv"
KEYS = ("sleutel", "jaar", "code", "naam")
"""Columns that it must have: key of the table, year, code of a buurt, the gemeente or ``NL``, and its name. In the row
of ``NL`` the name says how its figures came, where the table does not give them."""

Quoted = tuple[pd.DataFrame, pd.DataFrame, str]


def read_reeksen(folder: Path, region: Region = ANYWHERE) -> dict[tuple[str, int], Quoted]:
    """Read ``reeksen.csv`` of a gemeente folder.

    Returns
    -------
    dict
        By key of the table and year: buurten (index ``buurtcode``; ``buurtnaam`` and a column per indicator), the
        gemeente and ``NL`` (index ``code``), and how the figures of ``NL`` came. Empty when there is no such file.

    Raises
    ------
    InputError
        On the first row that is of no table, year or buurt of the gemeente, or on a value that cannot be.
    """
    path = folder / NAME
    if not is_file(path):
        return {}
    sheet = read_checked(path, [*map(Column, KEYS)])
    raise_faults([*sheet.faults, *_check(sheet, region)])
    names = [c for c in sheet.columns if c in catalogue()]
    numbers = pd.DataFrame({name: sheet.numbers(name)[0] for name in names}).set_axis(sheet.places)
    values, impossible = check_figures(numbers, catalogue().values())
    if impossible:
        sheet.refuse(0, explain_impossible(impossible))
    rows = pd.DataFrame({key: sheet.texts(key).to_numpy() for key in KEYS}).join(values.reset_index(drop=True))
    return {
        (str(key), int(str(year))): _split(part.set_index("code"), names)
        for (key, year), part in rows.groupby(["sleutel", "jaar"], sort=False)
    }


def check_reeksen(path: Path, region: Region) -> list[Fault]:
    """Give every fault in ``reeksen.csv``, but values that cannot be."""
    sheet = read_checked(path, [*map(Column, KEYS)])
    return [*sheet.faults, *_check(sheet, region)]


def _split(part: pd.DataFrame, names: list[str]) -> Quoted:
    columns = [name for name in names if part[name].notna().any()]
    is_buurt = part.index.str.startswith("BU")
    buurten = part.loc[is_buurt, ["naam", *columns]].rename(columns={"naam": "buurtnaam"}).rename_axis("buurtcode")
    nation = str(part["naam"].get(NATION, "")).removeprefix("Nederland").strip(", ")
    return buurten, part.loc[~is_buurt, columns], nation


def _check(sheet: UserTable, region: Region) -> Iterator[Fault]:
    yield from sheet.explain_lacking(KEYS)
    if any(key not in sheet.columns for key in KEYS):
        return
    tables = series_tables()
    rows = zip(*(sheet.texts(key).items() for key in ("sleutel", "jaar", "code")), strict=True)
    for (place, key), (_, year), (_, code) in rows:
        line = int(str(place))
        if key not in tables or not year.isdigit() or int(year) not in tables[key]:
            yield sheet.fault(
                line, f"van {key!r} en {year!r} kent de catalogus geen tabel; neem een jaar van een reeks."
            )
        elif not (code == NATION or GEMEENTECODE.fullmatch(code)) and (reason := region.explain_buurt(code)):
            yield sheet.fault(line, reason)
    for column in sheet.columns:
        if column in catalogue():
            yield from sheet.numbers(column)[1]
        elif column not in KEYS:
            yield sheet.fault(1, f"de kolom {column} is onbekend; gebruik de namen van de catalogus.")


def write_reeksen(folder: Path, rows: pd.DataFrame) -> None:
    """Write ``reeksen.csv``; see `read_reeksen`."""
    rows.to_csv(folder / NAME, index=False, lineterminator="\n", float_format="%.10g")
