"""Figures in a gemeente folder, quoted from CBS, RIVM and Summer in the City."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.areas.codes import ANYWHERE, GEMEENTECODE, NATION, Region
from gezond_geo.dataset.figures import POINTS, SOURCE_COLUMNS, Figures, check_figures, explain_lacking, hide_few
from gezond_geo.indicators.catalogue import catalogue, extras
from gezond_geo.io.faults import Fault, raise_faults
from gezond_geo.io.names import suggest_names
from gezond_geo.io.ranges import ADVICE, Impossible, explain_impossible
from gezond_geo.io.table import Column, UserTable, read_checked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from gezond_geo.io.user_table import Numbers


UITGAVE = "2020"
"""The uitgave of the snapshots and the reference in the package."""

_POINT = ("x", "y")
SHEETS = {
    "cijfers": ("buurtcode", "buurtnaam", *POINTS, "inwoners"),
    "vergelijking": ("code",),
    "herkomst": ("id", *SOURCE_COLUMNS),
}
"""Required columns of each file, by its name without ``.csv``."""
_FIGURES = ("cijfers", "vergelijking")


def read_snapshot(folder: Path, region: Region = ANYWHERE) -> Figures:
    """Read ``cijfers.csv``, ``vergelijking.csv`` and ``herkomst.csv`` of a gemeente folder.

    Parameters
    ----------
    folder
        The folder.
    region
        The gemeente that the buurten must belong to.

    Returns
    -------
    Figures
        All columns, both from services and from publications.

    Raises
    ------
    InputError
        For the first fault found by `check_snapshot`, or for all impossible values.
    """
    sheets = read_sheets(folder)
    numbers = {name: _read_numbers(sheets[name], SHEETS[name][0]) for name in _FIGURES}
    raise_faults(_check_form(sheets, numbers, region))
    tables = {name: _with_numbers(sheets[name], SHEETS[name][0], numbers[name]) for name in _FIGURES}
    for name, (_, impossible) in tables.items():
        if impossible:
            sheets[name].refuse(0, explain_impossible(impossible))
    table, comparison = (checked for checked, _ in tables.values())
    table, hidden = hide_few(table, catalogue().values())
    sources = pd.DataFrame({column: sheets["herkomst"].texts(column) for column in SHEETS["herkomst"]})
    quoted = table.columns.drop(["buurtnaam", *POINTS])
    return Figures(
        buurten=table.drop(columns=list(POINTS)),
        comparison=comparison.reindex(columns=quoted),
        sources=sources.set_index("id"),
        points=table[list(POINTS)],
        meldingen=(*explain_lacking(table.columns, catalogue(), "cijfers.csv"), *hidden),
    )


def read_sheets(folder: Path) -> dict[str, UserTable]:
    """Read the three files of a snapshot, by name without ``.csv``."""
    return {name: read_checked(folder / f"{name}.csv", [*map(Column, required)]) for name, required in SHEETS.items()}


def check_snapshot(sheets: Mapping[str, UserTable], region: Region = ANYWHERE) -> list[Fault]:
    """List every fault in the three files of a snapshot.

    Parameters
    ----------
    sheets
        Result of `read_sheets`.
    region
        The gemeente that the buurten must be of.
    """
    numbers = {name: _read_numbers(sheets[name], SHEETS[name][0]) for name in _FIGURES}
    faults = _check_form(sheets, numbers, region)
    for name in _FIGURES:
        if SHEETS[name][0] in sheets[name].columns:
            _, impossible = _with_numbers(sheets[name], SHEETS[name][0], numbers[name])
            faults += [_fault_of(sheets[name], cell) for cell in impossible]
    return faults


def _read_numbers(sheet: UserTable, index: str) -> dict[str, Numbers]:
    """Read every column of figures and locations: its numbers and its faults."""
    return {column: sheet.numbers(column) for column in sheet.columns if column not in {index, "buurtnaam"}}


def _check_form(
    sheets: Mapping[str, UserTable], numbers: Mapping[str, Mapping[str, Numbers]], region: Region
) -> list[Fault]:
    """List every fault except impossible values."""
    faults = []
    for name, required in SHEETS.items():
        sheet = sheets[name]
        faults += [*sheet.faults, *sheet.explain_lacking(required), *sheet.explain_twice(required[0])]
        faults += sheet.explain_list([c for c in sheet.columns if c in catalogue()])
    for name in _FIGURES:
        faults += _check_figures(sheets[name], SHEETS[name][0], numbers[name], region)
    explained = set(sheets["herkomst"].list_texts("id"))
    for column in sheets["cijfers"].columns:
        if column in catalogue() and column not in explained:
            reason = f"van {column} staat niet in herkomst.csv waar het vandaan komt; voeg een regel toe."
            faults.append(sheets["cijfers"].fault(1, reason))
    return faults


def _check_figures(sheet: UserTable, key: str, numbers: Mapping[str, Numbers], region: Region) -> Iterator[Fault]:
    quoted = [i.id for i in (*catalogue().values(), *extras().values()) if not i.is_share]
    possible = [*quoted, *POINTS] if key == "buurtcode" else quoted
    for column in sheet.columns:
        if column not in {key, "buurtnaam", *possible}:
            close = suggest_names(column, possible)
            hint = f"bedoelt u {' of '.join(close)}?" if close else "gebruik de namen van de catalogus."
            yield sheet.fault(1, f"de kolom {column} is onbekend; {hint}")
    if key in sheet.columns:
        for line, code in zip(sheet.lines, sheet.list_texts(key), strict=True):
            if reason := _explain_code(code, key, region):
                yield sheet.fault(line, reason)
    for column in possible:
        if column in numbers:
            yield from numbers[column][1]


def _explain_code(code: str, key: str, region: Region) -> str:
    if key == "buurtcode":
        return region.explain_buurt(code)
    whole = GEMEENTECODE.fullmatch(code) and region.code in {"", code}
    return "" if whole or code == NATION else region.explain_wijk(code)


def _with_numbers(
    sheet: UserTable, index: str, numbers: Mapping[str, Numbers]
) -> tuple[pd.DataFrame, list[Impossible]]:
    """Table with numbers and its own index, and impossible values with their location, such as ``regel 2``."""
    table = pd.DataFrame(
        {column: numbers[column][0] if column in numbers else sheet.texts(column) for column in sheet.columns},
        index=sheet.cells.index,
    ).set_axis(sheet.places)
    checked, impossible = check_figures(table, [*catalogue().values(), *extras().values()])
    return checked.set_index(index), impossible


def _fault_of(sheet: UserTable, cell: Impossible) -> Fault:
    line = int(cell.place.rpartition(" ")[2])
    return sheet.fault(line, f"{cell.value:.10g} kan niet voor {cell.column} (wel: {cell.possible}); {ADVICE}.")


def write_snapshot(folder: Path, figures: Figures) -> None:
    """Write the three files of a snapshot; see `read_snapshot`."""
    table = figures.buurten.copy()
    table.insert(1, "x", figures.points["x"])
    table.insert(2, "y", figures.points["y"])
    for name, frame in {"cijfers": table, "vergelijking": figures.comparison, "herkomst": figures.sources}.items():
        frame.to_csv(folder / f"{name}.csv", lineterminator="\n", float_format="%.10g")
