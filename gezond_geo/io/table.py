"""Tables of the user, from CSV, Excel or a frame: cells as they stand, each with its line."""

from __future__ import annotations

import csv
import io
import math
import re
import warnings
import zipfile
from collections import Counter
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd

from gezond_geo.errors import InputError
from gezond_geo.io.faults import Fault
from gezond_geo.io.personal import explain_column, explain_header, explain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Record = tuple[int, list[object]]

MISSING = -99990.0
"""From here down CBS means: there is no figure."""

_SEPARATORS = ",;\t"
_EXCEL = {".xlsx", ".xlsm"}
_COMMA = re.compile(r"-?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+),\d+")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A table as it stands.

    Attributes
    ----------
    name : Name of the file, as messages give it.
    columns : Names of the columns.
    rows : Line and cells of each row that holds anything.
    dutch : Whether it is separated as a Dutch Excel does, so that a dot may stand between thousands.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, object]]]
    dutch: bool = False

    def refuse(self, line: int, text: str) -> NoReturn:
        """Raise an `InputError` that names the file and the line (0 for the file as a whole)."""
        raise InputError(str(Fault(self.name, line, text)))

    def refuse_personal(self, code: str) -> None:
        """Refuse a table of figures with a column, besides that of the codes, or a name that points to a person.

        Raises
        ------
        InputError
            With the column, and the line when it is one cell.
        """
        for said in explain_text("de naam van het bestand", Path(self.name).name):
            self.refuse(0, said)
        for column in self.columns:
            for said in explain_header(column):
                self.refuse(0, said)
            if column != code:
                for place, said in explain_column(column, (cells[column] for _, cells in self.rows)):
                    self.refuse(0 if place is None else self.rows[place][0], said)

    def numbers(self, column: str, *, percent: bool = False) -> list[float]:
        """Read a column as numbers, NaN where there is none.

        A decimal comma is read as such, with dots between thousands. Empty cells, ``.`` and what is at most `MISSING`
        are missing.

        Parameters
        ----------
        column
            Name of the column.
        percent
            Whether a percent sign may stand behind a number.

        Raises
        ------
        InputError
            When a cell is no number, or may be two: 1.234 where no other cell tells what the dot means.
        """
        cells = [(line, _clean(row.get(column), percent=percent)) for line, row in self.rows]
        texts = [cell for _, cell in cells if isinstance(cell, str)]
        comma = any(_COMMA.fullmatch(text) for text in texts)
        dotted = [text for text in texts if "." in text]
        unclear = self.dutch and not comma and all(_THOUSANDS.fullmatch(text) for text in dotted)
        numbers = []
        for line, cell in cells:
            number = _read_number(cell, comma=comma)
            if number is None:
                self.refuse(line, f"{cell!r} is geen getal voor {column}; schrijf cijfers, of laat de cel leeg.")
            if unclear and cell in dotted:
                self.refuse(line, f"{cell} kan duizend of een breuk zijn; schrijf duizendtallen zonder punt.")
            numbers.append(math.nan if number <= MISSING else number)
        return numbers


def read_rows(source: Path | str | pd.DataFrame) -> Rows:
    """Read a table: CSV (commas; semicolons or tabs, as a Dutch Excel writes), the first sheet of Excel, a frame.

    Parameters
    ----------
    source
        File or frame; the first row of a file that holds anything is its header. Of a frame an index with a name is a
        column, and the header counts as line 1.

    Raises
    ------
    InputError
        When it cannot be read, is empty, has a column twice, or a row has more cells than the header.
    """
    if isinstance(source, pd.DataFrame):
        frame = source.reset_index() if source.index.name else source
        cells = frame.astype("object").where(frame.notna(), None).to_numpy().tolist()
        records: Iterable[Record] = [(1, list(frame.columns)), *enumerate(cells, start=2)]
        return _with_header("de meegegeven tabel", records, dutch=False)
    path = Path(source)
    name = str(source)
    if path.suffix.lower() in {".xls", ".xlsb", ".ods"}:
        raise InputError(f"{name} is niet te lezen; bewaar het als .xlsx of CSV.")
    try:
        if path.suffix.lower() in _EXCEL:
            return _with_header(name, _excel_records(path), dutch=False)
        text = _decode(path.read_bytes())
    except OSError as bad:
        raise InputError(f"{name} bestaat niet of is niet te lezen; controleer de naam.") from bad
    first = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    return _with_header(name, _csv_records(text, separator, name), dutch=separator != ",")


def _with_header(name: str, records: Iterable[Record], *, dutch: bool) -> Rows:
    held = [(line, cells) for line, cells in records if any(_is_filled(cell) for cell in cells)]
    if len(held) < 2:  # noqa: PLR2004 - a header and a row
        raise InputError(f"In {name} staat geen tabel; geef een kop en een regel per buurt.")
    head, header = held[0]
    columns = [str(cell).strip() if _is_filled(cell) else f"kolom {n}" for n, cell in enumerate(header, start=1)]
    if twice := [column for column, count in Counter(columns).items() if count > 1]:
        raise InputError(str(Fault(name, head, f"de kolom {twice[0]} staat er twee keer; laat er een staan.")))
    rows = []
    for line, cells in held[1:]:
        if any(_is_filled(cell) for cell in cells[len(columns) :]):
            text = f'hier staan {len(cells)} cellen en in de kop {len(columns)}; zet tekst met een komma tussen "".'
            raise InputError(str(Fault(name, line, text)))
        filled = [*cells, *[None] * len(columns)]
        rows.append((line, dict(zip(columns, filled, strict=False))))
    return Rows(name, tuple(columns), rows, dutch)


def _csv_records(text: str, separator: str, name: str) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells: list[object] = list(next(reader))
        except StopIteration:
            return
        except csv.Error as bad:
            said = "hier staat een aanhalingsteken los of het wordt niet gesloten; bewaar het opnieuw als CSV."
            raise InputError(str(Fault(name, line, said))) from bad
        yield line, cells


def _excel_records(path: Path) -> list[Record]:
    # Openpyxl loads when a workbook is read, not when the library is imported.
    import openpyxl  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            # What a workbook holds besides cells (validation, styles) is nothing to warn of.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            try:
                sheet: Any = book.worksheets[0]
                # Some programs write a size that is not that of the sheet.
                sheet.reset_dimensions()
                return [(n, [_excel_cell(cell) for cell in row]) for n, row in enumerate(sheet.iter_rows(), start=1)]
            finally:
                book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError) as bad:
        raise InputError(f"{path} is geen leesbaar Excel-bestand; bewaar het opnieuw als .xlsx of CSV.") from bad


def _excel_cell(cell: Any) -> object:
    """Value of a cell; a number that Excel shows as a percentage is kept as what it shows."""
    if isinstance(cell.value, Real) and "%" in (cell.number_format or ""):
        return f"{cell.value * 100:.10g}%"
    return cell.value


def _decode(content: bytes) -> str:
    """Read text as UTF-8, else as what Excel on Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _is_filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def _clean(cell: object, *, percent: bool) -> object:
    """Give a number, or a text without what stands around it."""
    if not isinstance(cell, bool) and (cell is None or isinstance(cell, Real)):
        return cell
    text = str(cell).strip().replace("−", "-")
    return text.removesuffix("%").strip() if percent else text


def _read_number(cell: object, *, comma: bool) -> float | None:
    """Read one cell as a number, NaN when it is empty, None when it is something else."""
    if cell is None or cell in {"", "."}:
        return math.nan
    if isinstance(cell, Real):
        number = float(cell)
        return None if math.isinf(number) else number
    text = str(cell)
    if comma and (_COMMA.fullmatch(text) or _THOUSANDS.fullmatch(text)):
        return float(text.replace(".", "").replace(",", "."))
    if not _PLAIN.fullmatch(text) or (comma and "." in text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None
