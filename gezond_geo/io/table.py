"""Tables of the user, from CSV, Excel or a frame: cells as they stand, each with its line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pandas as pd

from gezond_geo.errors import InputError
from gezond_geo.io.cells import read_numbers
from gezond_geo.io.dutch import name_some
from gezond_geo.io.faults import Fault
from gezond_geo.io.personal import explain_column, explain_header, explain_text
from gezond_geo.io.whole import read_whole
from gezond_geo.io.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from gezond_geo.io.workbook import Worksheet

    Record = tuple[int, list[object]]

_SEPARATORS = ",;\t"
_EXCEL = {".xlsx", ".xlsm"}
_TITLE = 60
"""Characters of a row above the header that are quoted."""
_TITLE_ROWS = 20
"""Rows among which a header is looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A table as it stands.

    Attributes
    ----------
    name : Name of the file, as messages give it.
    columns : Names of the columns.
    rows : Line and cells of each row that holds anything.
    dutch : Whether it is separated as a Dutch Excel does: a comma is for decimals, a dot may stand between thousands.
    notes : Dutch sentences on what of the file was not read.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, object]]]
    dutch: bool = False
    notes: tuple[str, ...] = ()

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
        for place, text in (("de naam van het bestand", Path(self.name).name), ("het bestand", " ".join(self.notes))):
            for said in explain_text(place, text):
                self.refuse(0, said)
        for column in self.columns:
            for said in explain_header(column):
                self.refuse(0, said)
            if column != code:
                for at, said in explain_column(column, (cells[column] for _, cells in self.rows)):
                    self.refuse(0 if at is None else self.rows[at][0], said)

    def find_unused(self, used: Collection[str]) -> list[str]:
        """Give the columns besides these that hold anything."""
        others = [column for column in self.columns if column not in used]
        return [column for column in others if any(_is_filled(row.get(column)) for _, row in self.rows)]

    def numbers(self, column: str, *, sign: str = "") -> pd.Series[float]:
        """Read a column as numbers.

        Parameters
        ----------
        column
            Name of the column.
        sign
            Sign that may stand behind a number, such as ``%``.

        Returns
        -------
        Series
            Named after the column, indexed by line as ``regel 2``; NaN where there is no figure.

        Raises
        ------
        InputError
            When a cell is no number, or may be two; see `gezond_geo.cells.read_numbers`.
        """
        cells = [row.get(column) for _, row in self.rows]
        numbers, faults = read_numbers(cells, column, sign=sign, dutch=self.dutch)
        for place, text in faults.items():
            self.refuse(self.rows[place][0], text)
        lines = pd.Index([f"regel {line}" for line, _ in self.rows], dtype=object)
        return pd.Series(numbers, index=lines, name=column, dtype="float64")


def read_rows(source: Path | str | pd.DataFrame, key: str = "", *, called: str = "de meegegeven tabel") -> Rows:
    """Read a table: CSV (commas; semicolons or tabs, as a Dutch Excel writes), a sheet of Excel, a frame.

    Parameters
    ----------
    source
        File or frame. Of a frame an index with a name is a column, and the header counts as line 1.
    key
        Column that the table must have. The header of a file is the first row with it, and of a workbook the first
        sheet that is visible and has it is read; what is passed over is in `Rows.notes`. Without it the header is the
        first row that holds anything.
    called
        What messages call a frame.

    Raises
    ------
    InputError
        When it cannot be read, is empty, lacks the key, has a column twice, or a row has more cells than the header.
    """
    if isinstance(source, pd.DataFrame):
        named = [name for name in source.index.names if name is not None and name not in source.columns]
        frame = source.reset_index(level=named) if named else source
        values, missing = frame.astype("object").to_numpy(copy=True), frame.isna().to_numpy()
        values[missing] = None
        records: Iterable[Record] = [(1, list(frame.columns)), *enumerate(values.tolist(), start=2)]
        return _with_header(called, records, key)
    path = Path(source)
    name = str(source)
    if path.suffix.lower() in {".xls", ".xlsb", ".ods"}:
        raise InputError(f"{name} is niet te lezen; bewaar het als .xlsx of CSV.")
    content = read_whole(path)
    if path.suffix.lower() in _EXCEL:
        sheet, notes = _choose_sheet(name, read_workbook(content, name), key)
        return _with_header(name, sheet.records, key, notes=notes)
    text = _decode(content)
    lines = text.lstrip().split("\n", _TITLE_ROWS)[:_TITLE_ROWS]
    header = next((line for line in lines if key in line), lines[0])
    separator = max(_SEPARATORS, key=header.count)
    return _with_header(name, _csv_records(text, separator, name), key, is_csv=True, dutch=separator != ",")


def _choose_sheet(name: str, sheets: list[Worksheet], key: str) -> tuple[Worksheet, list[str]]:
    """Take the first visible sheet with the key; say which others hold anything."""
    filled = [sheet for sheet in sheets if sheet.records]
    able = [sheet for sheet in filled if not key or _find_header(sheet.records, key) is not None]
    sheet = next((sheet for sheet in able if sheet.visible), None)
    if sheet is None and able:
        said = f"het blad {able[0].name!r} met de tabel is verborgen; maak het zichtbaar, of haal het weg."
        raise InputError(str(Fault(name, 0, said)))
    if sheet is None and filled:
        looked = f"op geen blad ({name_some([sheet.name for sheet in filled])}) staat een kop met de kolom {key}"
        raise InputError(str(Fault(name, 0, f"{looked}; zet die in de eerste rij van de tabel.")))
    if sheet is None:
        raise InputError(f"In {name} staat geen tabel; geef een kop en een regel per buurt.")
    others = [f"{other.name}{'' if other.visible else ' (verborgen)'}" for other in filled if other is not sheet]
    said = f"Van {Path(name).name} is alleen het blad {sheet.name} gelezen, niet: {name_some(others)}."
    return sheet, [said] if others else []


def _find_header(records: list[Record], key: str) -> int | None:
    """Place of the header among the records: the first with the key, or the first of all when there is no key."""
    places = [n for n, (_, cells) in enumerate(records[:_TITLE_ROWS]) if not key or key in map(_name_of, cells)]
    return places[0] if places else None


def _with_header(
    name: str,
    records: Iterable[Record],
    key: str,
    *,
    is_csv: bool = False,
    dutch: bool = False,
    notes: Iterable[str] = (),
) -> Rows:
    filled = [(line, cells) for line, cells in records if any(_is_filled(cell) for cell in cells)]
    place = _find_header(filled, key)
    if filled and place is None:
        said = f"hier ontbreekt de kolom {key}; zet die in de kop, de eerste rij van de tabel."
        raise InputError(str(Fault(name, 0, said)))
    if place is None or len(filled) == place + 1:
        raise InputError(f"In {name} staat geen tabel; geef een kop en een regel per buurt.")
    head, header = filled[place]
    columns = [_name_of(cell) or f"kolom {n}" for n, cell in enumerate(header, start=1)]
    if twice := [column for column, count in Counter(columns).items() if count > 1]:
        raise InputError(str(Fault(name, head, f"de kolom {twice[0]} staat er twee keer; laat er een staan.")))
    rows = []
    for line, cells in filled[place + 1 :]:
        if any(_is_filled(cell) for cell in cells[len(columns) :]):
            advice = 'zet tekst met een komma tussen ""' if is_csv else "haal weg wat naast de tabel staat"
            text = f"hier staan {len(cells)} cellen en in de kop {len(columns)}; {advice}."
            raise InputError(str(Fault(name, line, text)))
        padded = [*cells, *[None] * len(columns)]
        rows.append((line, dict(zip(columns, padded, strict=False))))
    titles = [
        next(" ".join(_name_of(cell).split()) for cell in cells if _is_filled(cell)) for _, cells in filled[:place]
    ]
    # With this line a CSV tells Excel its separator.
    titles = [title[:_TITLE] for title in titles if not title.startswith("sep=")]
    above = [f"Van {Path(name).name} is niet gelezen wat boven de kop staat: {name_some(titles)}."] if titles else []
    return Rows(name, tuple(columns), rows, dutch, (*notes, *above))


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


def _decode(content: bytes) -> str:
    """Read text as UTF-8, else as what Excel on Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _name_of(cell: object) -> str:
    return str(cell).strip() if _is_filled(cell) else ""


def _is_filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""
