"""Time series in a gemeente folder: figures quoted from CBS and RIVM, each from one edition of one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo.areas.codes import ANYWHERE, GEMEENTECODE, NATION, Region
from gezond_geo.dataset.figures import check_figures
from gezond_geo.indicators.catalogue import catalogue, working_age
from gezond_geo.indicators.publications import NEWEST, PREVIOUS, series_tables
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.ranges import explain_impossible
from gezond_geo.io.table import Column, UserTable, read_checked
from gezond_geo.io.whole import is_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from gezond_geo.indicators.publications import Table
    from gezond_geo.io.faults import Fault
    from gezond_geo.io.user_table import Numbers

NAME = "reeksen.csv"
KEYS = ("sleutel", "jaar", "code", "naam")
"""Required columns: key of the table, year, code of a buurt, the gemeente or ``NL``, and its name. In the row of ``NL``
the name describes how its figures were derived, where the table has none."""

TABLE = "tabel"
"""Optional column: id of the table; empty for the newest edition with series."""

Quoted = tuple[pd.DataFrame, pd.DataFrame, str]


def read_reeksen(folder: Path, region: Region = ANYWHERE) -> dict[tuple[str, int, str], Quoted]:
    """Read ``reeksen.csv`` of a gemeente folder.

    Returns
    -------
    dict
        By table key, year and table id: buurten (index ``buurtcode``; ``buurtnaam`` and a column per indicator), the
        gemeente and ``NL`` (index ``code``), and how the figures of ``NL`` were derived. Empty without such a file.

    Raises
    ------
    InputError
        For the first row that belongs to no table, year or buurt of the gemeente, or for an impossible value.
    """
    path = folder / NAME
    if not is_file(path):
        return {}
    sheet = _read(path)
    figures, tables = _read_figures(sheet), list(_tables_of(sheet))
    raise_faults([*sheet.faults, *_check(sheet, figures, tables, region)])
    numbers = pd.DataFrame({name: values for name, (values, _) in figures.items()}).set_axis(sheet.places)
    values, impossible = check_figures(numbers, (catalogue() | working_age()).values())
    if impossible:
        sheet.refuse(0, explain_impossible(impossible))
    rows: dict[tuple[str, int, str], list[int]] = {}
    for row, (key, year, (_, table)) in enumerate(
        zip(sheet.list_texts("sleutel"), sheet.list_texts("jaar"), tables, strict=True)
    ):
        if table is not None:
            rows.setdefault((key, int(year), table.id), []).append(row)
    codes, labels = (np.array(sheet.list_texts(column), dtype=object) for column in ("code", "naam"))
    return {which: _split(values.take(those), codes[those], labels[those]) for which, those in rows.items()}


def check_reeksen(path: Path, region: Region) -> list[Fault]:
    """List every fault in ``reeksen.csv``, except impossible values."""
    sheet = _read(path)
    return [*sheet.faults, *_check(sheet, _read_figures(sheet), list(_tables_of(sheet)), region)]


def _read(path: Path) -> UserTable:
    return read_checked(path, [*map(Column, [*KEYS, TABLE])])


def _tables_of(sheet: UserTable) -> Iterator[tuple[int, Table | None]]:
    """Position of each row and its table; None when there is no such table."""
    columns = [sheet.list_texts(name) for name in ("sleutel", "jaar", TABLE)]
    editions = [series_tables(edition) for edition in (NEWEST, PREVIOUS)]
    for line, key, year, own in zip(sheet.lines, *columns, strict=True):
        series = [edition.get(key, {}) for edition in editions]
        tables = [tables[int(year)] for tables in series if year.isdigit() and int(year) in tables]
        yield line, next((table for table in tables if own in {"", table.id}), None)


def _split(part: pd.DataFrame, codes: NDArray[np.object_], labels: NDArray[np.object_]) -> Quoted:
    """Divide the rows of a table into those of buurten, with their names, and the others."""
    numbers = part.loc[:, part.notna().any()]
    is_buurt = np.array([code.startswith("BU") for code in codes], dtype=bool)
    buurten = numbers[is_buurt].set_axis(pd.Index(codes[is_buurt], name="buurtcode"))
    others = numbers[~is_buurt].set_axis(pd.Index(codes[~is_buurt], name="code"))
    buurten.insert(0, "buurtnaam", labels[is_buurt])
    nation = next((str(label) for code, label in zip(codes, labels, strict=True) if code == NATION), "")
    return buurten, others, nation.removeprefix("Nederland").strip(", ")


def _read_figures(sheet: UserTable) -> dict[str, Numbers]:
    """Read every column of figures: its numbers and its faults."""
    indicators = catalogue() | working_age()
    return {column: sheet.numbers(column) for column in sheet.columns if column in indicators}


def _check(
    sheet: UserTable, figures: Mapping[str, Numbers], tables: Iterable[tuple[int, Table | None]], region: Region
) -> Iterator[Fault]:
    yield from sheet.explain_lacking(KEYS)
    if any(key not in sheet.columns for key in KEYS):
        return
    rows = zip(*(sheet.list_texts(key) for key in ("sleutel", "jaar", "code")), tables, strict=True)
    for key, year, code, (line, table) in rows:
        if table is None:
            yield sheet.fault(
                line, f"van {key!r} en {year!r} kent de catalogus geen tabel; neem een jaar van een reeks."
            )
        elif not (code == NATION or GEMEENTECODE.fullmatch(code)) and (reason := region.explain_buurt(code)):
            yield sheet.fault(line, reason)
    for column in sheet.columns:
        if column in figures:
            yield from figures[column][1]
        elif column not in {*KEYS, TABLE}:
            yield sheet.fault(1, f"de kolom {column} is onbekend; gebruik de namen van de catalogus.")


def write_reeksen(folder: Path, rows: pd.DataFrame) -> None:
    """Write ``reeksen.csv``; see `read_reeksen`."""
    rows.to_csv(folder / NAME, index=False, lineterminator="\n", float_format="%.10g")
