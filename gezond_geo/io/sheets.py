"""CSV files of the user, cell by cell and with their lines."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.io.faults import Fault, read_text
from gezond_geo.io.personal import explain_header, explain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

_SEPARATORS = {";": "puntkomma's", "\t": "tabs", "|": "rechte strepen"}
_NO_CSV = "dit is geen CSV-bestand"


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A table as text.

    Attributes
    ----------
    naam : Name of the file, as messages give it.
    columns : Names of the columns that it has.
    rows : Line and cells of each row that holds anything; a cell is the text as it stands, empty when there is none.
    faults : What is wrong with it as a table; the rows that could be read are there all the same.
    """

    naam: str
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def to_frame(self, columns: Sequence[str]) -> pd.DataFrame:
        """Give the rows as a frame of text with these columns."""
        return pd.DataFrame([cells for _, cells in self.rows], columns=list(columns), dtype=str)

    def explain_lacking(self, columns: Iterable[str]) -> Iterator[Fault]:
        """Give a fault when any of these columns is not there."""
        lacking = [column for column in columns if column not in self.columns]
        if lacking and self.columns:
            text = f"hier ontbreekt de kolom {', '.join(lacking)}; voeg die toe aan de kop."
            yield Fault(self.naam, 1, text)

    def explain_personal(
        self, known: Collection[str], but: Collection[str] = (), *, addresses: bool = True
    ) -> Iterator[Fault]:
        """Give a fault for each header besides those `known`, and each cell, that points to a person.

        Parameters
        ----------
        known
            Headers that the file has to have.
        but
            Columns whose cells are codes and numbers that are checked in another way.
        addresses
            Whether an address is a fault.
        """
        for column in self.columns:
            if column not in known:
                yield from (Fault(self.naam, 1, said) for said in explain_header(column, figures=False))
        texts = [column for column in self.columns if column not in but]
        for line, cells in self.rows:
            for column in texts:
                for said in explain_text(column, cells[column], addresses=addresses):
                    yield Fault(self.naam, line, said)

    def explain_twice(self, column: str, key: Callable[[str], object] = str.strip) -> Iterator[Fault]:
        """Give a fault for each cell of a column whose key an earlier row has too."""
        seen: dict[object, int] = {}
        for line, cells in self.rows:
            if known := key(cells.get(column, "")):
                first = seen.setdefault(known, line)
                if first != line:
                    cell = cells[column].strip()
                    text = f"{column} {cell} komt twee keer voor (eerst op regel {first}); laat er een staan."
                    yield Fault(self.naam, line, text)


def read_sheet(path: Path) -> Sheet:
    """Read a CSV file with commas and UTF-8 text; what is wrong with that is in `Sheet.faults`."""
    name = str(path)
    text, faults = read_text(path)
    if not text.strip():
        if not faults:
            faults.append(Fault(name, 0, f"{_NO_CSV}: er staat niets in; geef een kop en een regel per rij."))
        return Sheet(name, faults=faults)
    first = text.lstrip().partition("\n")[0]
    separator = "," if "," in first else next((sign for sign in _SEPARATORS if sign in first), ",")
    if separator != ",":
        said = f"de kolommen zijn gescheiden door {_SEPARATORS[separator]}; bewaar het als CSV met komma's."
        faults.append(Fault(name, 1, said))
    records = _read_records(text, separator, name, faults)
    _, header = next(records, (1, [""]))
    columns = tuple(cell.strip() for cell in header)
    faults += [
        Fault(name, 1, f"de kolom {column} staat er twee keer; laat er een staan.")
        for column in dict.fromkeys(columns)
        if column and columns.count(column) > 1
    ]
    rows = []
    for line, cells in records:
        if any(cell.strip() for cell in cells[len(columns) :]):
            said = f'hier staan {len(cells)} cellen en in de kop {len(columns)}; zet tekst met een komma tussen "".'
            faults.append(Fault(name, line, said))
        else:
            # A spreadsheet may leave out the empty cells at the end of a row.
            filled = [*cells, *[""] * len(columns)]
            rows.append((line, dict(zip(columns, filled, strict=False))))
    return Sheet(name, columns, rows, faults)


def sheet_of_frame(frame: pd.DataFrame, name: str) -> Sheet:
    """Take a frame of the caller as a sheet whose header is line 1."""
    text = frame.astype("object").where(frame.notna(), "").astype(str)
    columns = tuple(str(column) for column in frame.columns)
    rows = [(line, dict(zip(columns, cells, strict=True))) for line, cells in enumerate(text.to_numpy(), start=2)]
    return Sheet(name, columns, rows)


def read_number(cell: str) -> float | None:
    """Read a cell as a finite number; None when it is none."""
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in cell else None


def _read_records(text: str, separator: str, name: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Give the line and cells of each record that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            said = (
                f'{_NO_CSV}: een aanhalingsteken wordt niet gesloten of staat er los; schrijf in tekst "" voor een ".'
            )
            faults.append(Fault(name, line, said))
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells
