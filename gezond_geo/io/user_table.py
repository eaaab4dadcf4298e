"""A table of the user as read: cells by line and column, available as texts, numbers and geometries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import geopandas as gpd
import numpy as np
import pandas as pd

from gezond_geo.errors import InputError
from gezond_geo.io.cells import read_numbers
from gezond_geo.io.dutch import name_some
from gezond_geo.io.faults import Fault
from gezond_geo.io.headers import Column, match_columns
from gezond_geo.io.names import suggest_names
from gezond_geo.io.personal import explain_column, explain_header, explain_text
from gezond_geo.io.ranges import explain_impossible
from gezond_geo.io.text import from_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    Numbers = tuple[pd.Series[float], list[Fault]]

_HARMLESS = 1e7
"""Upper bound below which no number is a BSN, a telephone number or a date."""


@dataclass(frozen=True, slots=True, eq=False)
class UserTable:
    """A table as read.

    Attributes
    ----------
    name : Name of the file, for messages.
    cells : Frame of objects indexed by line (the header of a frame is line 1; of a map file the first area is 1); None
        where a cell is empty. Columns have their declared name, or else that of the header.
    declared : Declarations by name, for the columns that the table has.
    headers : Header of each column.
    topics : Text above the header of a column, by its name, where there is such a row.
    dutch : Whether it is a CSV from a Dutch Excel: a comma is a decimal separator, a dot may separate thousands.
    notes : Dutch sentences on parts of the file that were not read.
    faults : Faults in the structure of the table; rows that could be read are present all the same.
    shapes : Geometry by line, in the declared reference system; None without any.
    """

    name: str
    cells: pd.DataFrame
    declared: dict[str, Column]
    headers: dict[str, str]
    topics: dict[str, str] = field(default_factory=dict)
    dutch: bool = False
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    shapes: gpd.GeoSeries | None = None

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return [str(column) for column in self.cells.columns]

    @property
    def places(self) -> pd.Index[str]:
        """Location of each row: ``regel 2``."""
        return pd.Index([f"regel {line}" for line in self.cells.index], dtype=object)

    def fault(self, line: int, text: str) -> Fault:
        """Fault in a line (0 for the table as a whole)."""
        return Fault(self.name, line, text)

    def refuse(self, line: int, text: str) -> NoReturn:
        """Raise an `InputError` with the name of the file and the line (0 for the table as a whole)."""
        raise InputError(str(self.fault(line, text)))

    def texts(self, column: str) -> pd.Series[str]:
        """Column as text, by line: stripped, empty for an empty cell; whole numbers without decimals."""
        return pd.Series(self.list_texts(column), index=self.cells.index, name=column, dtype=str)

    def list_texts(self, column: str) -> list[str]:
        """The same without the lines, for text that is read once: a Series of text costs more than the text itself."""
        if column not in self.cells:
            return [""] * len(self.cells)
        return [_text_of(cell) for cell in self.cells[column].tolist()]

    @property
    def lines(self) -> list[int]:
        """Line of each row."""
        lines: list[int] = self.cells.index.tolist()
        return lines

    def numbers(self, column: str, *, signs: Sequence[str] = (), marks: Collection[float] = ()) -> Numbers:
        """Read a column as numbers, within its declared range.

        Parameters
        ----------
        column
            Name of the column; if the table lacks it, all values are missing.
        signs
            Signs allowed around a number, such as ``%``, besides the declared ones.
        marks
            Codes for a missing figure.

        Returns
        -------
        Series
            By line; NaN where a figure is missing or unusable.
        list of Fault
            Cells that are not a number, are ambiguous (`gezond_geo.io.cells.read_numbers`), or are outside the range.
        """
        about = self.declared.get(column, Column(column))
        cells = self.cells[column].tolist() if column in self.cells else [None] * len(self.cells)
        values, faults = read_numbers(cells, column, signs=(*about.signs, *signs), dutch=self.dutch)
        numbers = pd.Series(values, index=self.cells.index, name=column, dtype="float64")
        checked, outside = about.range.check(numbers, marks)
        impossible = [cell._replace(place=f"regel {cell.place}") for cell in outside]
        wrong = [self.fault(int(self.cells.index[place]), text) for place, text in faults.items()]
        if impossible:
            wrong.append(self.fault(0, explain_impossible(impossible)))
        return checked, wrong

    def select(self, lines: pd.Index[int]) -> UserTable:
        """The table with only these rows."""
        shapes = None if self.shapes is None else gpd.GeoSeries(self.shapes.loc[lines])
        return replace(self, cells=self.cells.loc[lines], shapes=shapes)

    def find_column(self, header: str) -> str | None:
        """Column that a user refers to by its header, in any case, or by the row above it; None when there is none."""
        for labels in (self.headers, self.topics):
            for place in match_columns(list(labels.values()), [Column(header)]):
                return list(labels)[place]
        return None

    def find_unused(self, names: Collection[str]) -> list[str]:
        """Other non-empty columns than these."""
        return [column for column in self.columns if column not in names and self.cells[column].notna().any()]

    def explain_unknown(self, column: str) -> str:
        """Dutch sentence on the available columns, for an unknown one."""
        close = suggest_names(column, self.columns)
        return f"bedoelt u {' of '.join(close)}?" if close else f"wel: {name_some(self.columns)}."

    def explain_lacking(self, columns: Iterable[str]) -> Iterator[Fault]:
        """Fault if any of these columns is missing."""
        lacking = [column for column in columns if column not in self.cells]
        if lacking and self.columns:
            yield self.fault(1, f"hier ontbreekt de kolom {', '.join(lacking)}; voeg die toe aan de kop.")

    def explain_twice(self, column: str, key: Callable[[str], object] = str) -> Iterator[Fault]:
        """Faults for the cells of a column whose key already occurred in an earlier row."""
        first_lines: dict[object, int] = {}
        for line, cell in zip(self.lines, self.list_texts(column), strict=True):
            if value := key(cell):
                first = first_lines.setdefault(value, line)
                if first != line:
                    text = f"{column} {cell} komt twee keer voor (eerst op regel {first}); laat er een staan."
                    yield self.fault(line, text)

    def explain_figures(self, code: str, *, published: bool = False) -> Iterator[Fault]:
        """Faults for everything in a table of figures that points to a person or a group of people.

        Parameters
        ----------
        code
            Column of the codes, whose cells are not figures.
        published
            Whether columns about a group of people are allowed, as in a table of CBS: they are then not used.
        """
        for place, text in (("de naam van het bestand", Path(self.name).name), ("het bestand", " ".join(self.notes))):
            yield from (self.fault(0, reason) for reason in explain_text(place, text))
        for column in self.columns:
            reasons = explain_header(self.headers[column], figures=not published)
            yield from (self.fault(0, reason) for reason in reasons)
            if column != code and not _is_harmless(self.cells[column]):
                for at, reason in explain_column(self.headers[column], self.cells[column]):
                    yield self.fault(0 if at is None else int(self.cells.index[at]), reason)

    def explain_list(self, without: Collection[str] = (), *, addresses: bool = True) -> Iterator[Fault]:
        """Faults for undeclared headers and texts that point to a person.

        Parameters
        ----------
        without
            Columns of codes and numbers that are checked elsewhere.
        addresses
            Whether an address is a fault.
        """
        for column in self.columns:
            if column not in self.declared:
                reasons = explain_header(self.headers[column], figures=False)
                yield from (self.fault(1, reason) for reason in reasons)
            if column not in without:
                for line, text in zip(self.lines, self.list_texts(column), strict=True):
                    for reason in explain_text(column, text, addresses=addresses):
                        yield self.fault(line, reason)


def _is_harmless(cells: pd.Series[Any]) -> bool:
    """Whether a column holds only small numbers, which identify nobody."""
    numbers = pd.to_numeric(cells, errors="coerce")
    return bool((numbers.abs() < _HARMLESS).sum() == cells.notna().sum())


def _is_missing(cell: Any) -> bool:
    # Only NaN differs from itself.
    return cell is None or cell is pd.NA or bool(cell != cell)  # noqa: PLR0124


def _text_of(cell: Any) -> str:
    if type(cell) is str:
        return from_cell(cell).strip()
    if _is_missing(cell):
        return ""
    if isinstance(cell, bool | np.bool_):
        return str(cell)
    if isinstance(cell, Real) and float(cell).is_integer():
        return str(int(float(cell)))
    if isinstance(cell, datetime) and cell.time() == time():
        return str(date.isoformat(cell))[:10]
    return from_cell(str(cell)).strip()


def is_filled(cell: object) -> bool:
    """Whether a cell holds anything but spaces."""
    return cell.strip() != "" if type(cell) is str else not _is_missing(cell) and str(cell).strip() != ""
