"""The figures in a gemeente folder: quoted from CBS, RIVM and Summer in the City."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gezond_geo.areas.codes import ANYWHERE, GEMEENTECODE, NATION, Region
from gezond_geo.dataset.figures import POINTS, SOURCE_COLUMNS, Figures, check_figures, explain_lacking, hide_few
from gezond_geo.errors import InputError
from gezond_geo.indicators.catalogue import catalogue, extras
from gezond_geo.io.faults import Fault, raise_first
from gezond_geo.io.names import suggest_names
from gezond_geo.io.ranges import ADVICE, Impossible, explain_impossible
from gezond_geo.io.sheets import read_number, read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from gezond_geo.io.sheets import Sheet

UITGAVE = "2020"
"""The uitgave that the package's snapshots and reference hold."""

_POINT = ("x", "y")
SHEETS = {
    "cijfers": ("buurtcode", "buurtnaam", *POINTS, "inwoners"),
    "vergelijking": ("code",),
    "herkomst": ("id", *SOURCE_COLUMNS),
}
"""Columns that each file must have, by its name without ``.csv``."""
_FIGURES = ("cijfers", "vergelijking")


def read_snapshot(folder: Path, region: Region = ANYWHERE) -> Figures:
    """Read ``cijfers.csv``, ``vergelijking.csv`` and ``herkomst.csv`` of a gemeente folder.

    Parameters
    ----------
    folder
        The folder.
    region
        The gemeente that the buurten must be of.

    Returns
    -------
    Figures
        All of its columns, those of services and those of publications alike.

    Raises
    ------
    InputError
        On the first of the faults that `check_snapshot` gives, or on all values that cannot be.
    """
    sheets = read_sheets(folder)
    raise_first(_check_form(sheets, region))
    tables = {name: _with_numbers(sheets[name], SHEETS[name][0]) for name in _FIGURES}
    for name, (_, impossible) in tables.items():
        if impossible:
            raise InputError(str(Fault(sheets[name].naam, 0, explain_impossible(impossible))))
    table, comparison = (result for result, _ in tables.values())
    table, hidden = hide_few(table, catalogue().values())
    sources = sheets["herkomst"].to_frame(SHEETS["herkomst"])
    columns = table.columns.drop(["buurtnaam", *POINTS])
    return Figures(
        buurten=table.drop(columns=list(POINTS)),
        comparison=comparison.reindex(columns=columns),
        sources=sources.set_index("id"),
        points=table[list(POINTS)],
        meldingen=(*explain_lacking(table.columns, catalogue(), "cijfers.csv"), *hidden),
    )


def read_sheets(folder: Path) -> dict[str, Sheet]:
    """Read the three files of a snapshot as text, by their name without ``.csv``."""
    return {name: read_sheet(folder / f"{name}.csv") for name in SHEETS}


def check_snapshot(sheets: Mapping[str, Sheet], region: Region = ANYWHERE) -> list[Fault]:
    """Give every fault in the three files of a snapshot.

    Parameters
    ----------
    sheets
        What `read_sheets` gives.
    region
        The gemeente that the buurten must be of.
    """
    faults = _check_form(sheets, region)
    for name in _FIGURES:
        if SHEETS[name][0] in sheets[name].columns:
            _, impossible = _with_numbers(sheets[name], SHEETS[name][0])
            faults += [_fault_of(sheets[name], cell) for cell in impossible]
    return faults


def _check_form(sheets: Mapping[str, Sheet], region: Region) -> list[Fault]:
    """Give every fault but values that cannot be."""
    faults = []
    for name, required in SHEETS.items():
        sheet = sheets[name]
        faults += [*sheet.faults, *sheet.explain_lacking(required), *sheet.explain_twice(required[0])]
        faults += sheet.explain_personal(required, [c for c in sheet.columns if c in catalogue()])
    for name in _FIGURES:
        faults += _check_figures(sheets[name], SHEETS[name][0], region)
    explained = {cells.get("id") for _, cells in sheets["herkomst"].rows}
    for column in sheets["cijfers"].columns:
        if column in catalogue() and column not in explained:
            text = f"van {column} staat niet in herkomst.csv waar het vandaan komt; voeg een regel toe."
            faults.append(Fault(sheets["cijfers"].naam, 1, text))
    return faults


def _check_figures(sheet: Sheet, key: str, region: Region) -> Iterator[Fault]:
    columns = [i.id for i in (*catalogue().values(), *extras().values()) if not i.is_share]
    numbers = [*columns, *POINTS] if key == "buurtcode" else columns
    for column in sheet.columns:
        if column not in {key, "buurtnaam", *numbers}:
            close = suggest_names(column, numbers)
            hint = f"bedoelt u {' of '.join(close)}?" if close else "gebruik de namen van de catalogus."
            yield Fault(sheet.naam, 1, f"de kolom {column} is onbekend; {hint}")
    for line, cells in sheet.rows:
        if key in cells and (text := _explain_code(cells[key].strip(), key, region)):
            yield Fault(sheet.naam, line, text)
        for column in numbers:
            cell = cells.get(column, "").strip()
            if cell and read_number(cell) is None:
                text = f"{cell!r} is geen getal voor {column}; schrijf cijfers met een punt voor de decimalen."
                yield Fault(sheet.naam, line, text)


def _explain_code(code: str, key: str, region: Region) -> str:
    if key == "buurtcode":
        return region.explain_buurt(code)
    whole = GEMEENTECODE.fullmatch(code) and region.code in {"", code}
    return "" if whole or code == NATION else region.explain_wijk(code)


def _with_numbers(sheet: Sheet, index: str) -> tuple[pd.DataFrame, list[Impossible]]:
    """Give the sheet with numbers, by its index, and what cannot be, in the place ``regel 2``."""
    table = sheet.to_frame([*dict.fromkeys(sheet.columns)])
    for column in table.columns.difference([index, "buurtnaam"]):
        table[column] = table[column].map(read_number).astype("float64")
    lines = [f"regel {line}" for line, _ in sheet.rows]
    valid, impossible = check_figures(table.set_axis(lines), [*catalogue().values(), *extras().values()])
    return valid.set_index(valid[index].str.strip()).drop(columns=index), impossible


def _fault_of(sheet: Sheet, cell: Impossible) -> Fault:
    line = int(cell.place.rpartition(" ")[2])
    return Fault(sheet.naam, line, f"{cell.value:.10g} kan niet voor {cell.column} (wel: {cell.possible}); {ADVICE}.")


def write_snapshot(folder: Path, figures: Figures) -> None:
    """Write the three files of a snapshot; see `read_snapshot`."""
    table = figures.buurten.copy()
    table.insert(1, "x", figures.points["x"])
    table.insert(2, "y", figures.points["y"])
    for name, frame in {"cijfers": table, "vergelijking": figures.comparison, "herkomst": figures.sources}.items():
        frame.to_csv(folder / f"{name}.csv", lineterminator="\n", float_format="%.10g")
