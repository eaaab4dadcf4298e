"""Headers: finding their row, and matching them with declared columns."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from gezond_geo.io.ranges import Range

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    import pandas as pd

    from gezond_geo.io.delimited import Record

_ROWS = 30
"""Number of rows in which to look for a header."""
_NUMBER = re.compile(r"_\d+$|_?(?:19|20)\d\d$")
"""Suffixes that CBS adds to a name per table, and others per year."""
_PATH = re.compile(r"[/|]")
_REMARKS = re.compile(r"\s*\([^()]*\)")


class Column(NamedTuple):
    """Declaration of a column.

    Attributes
    ----------
    name : Name of the column after reading.
    synonyms : Other possible headers, likeliest first. Case, accents, spaces and punctuation are ignored, as are a
        number or year after a name, and a topic before it.
    required : Whether the table must have it.
    accepts : Function that tells whether a cell belongs in the column. Of several columns the first with such a cell is
        used.
    pattern : Pattern of cells that identifies the column whatever its header.
    range : Possible values, for a column of numbers.
    signs : Signs allowed around its numbers, such as ``€``.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    accepts: Callable[[object], bool] | None = None
    pattern: re.Pattern[str] | None = None
    range: Range = Range()
    signs: tuple[str, ...] = ()


def find_header(records: Sequence[Record], columns: Sequence[Column], one_of: Collection[str]) -> int | None:
    """Position of the header row: the first row with all required columns, else the one above recognisable cells.

    Parameters
    ----------
    records
        Rows that are not empty.
    columns
        Declared columns.
    one_of
        Names of columns of which at least one is required.

    Returns
    -------
    int or None
        When nothing is required, the first row with a declared column, or else the first row.
    """
    head = records[:_ROWS]
    required = {column.name for column in columns if column.required}
    keys = required | set(one_of)
    for place, (_, cells) in enumerate(head):
        names = set(match_columns([_as_text(cell) for cell in cells], columns).values())
        if required <= names and names & (keys or names):
            return place
    for column in (column for column in columns if column.name in keys and column.pattern is not None):
        # A row with such a cell is not a header.
        is_data = [any(_is_of(cell, column) for cell in cells) for _, cells in head]
        if required <= {column.name} and True in is_data[1:] and not is_data[0]:
            return is_data.index(True) - 1
    return None if keys or not records else 0


def match_columns(
    headers: Sequence[str], columns: Sequence[Column], cells: pd.DataFrame | None = None
) -> dict[int, str]:
    """Name of each declared column, by the position of its header.

    Parameters
    ----------
    headers
        Headers as in the file.
    columns
        Declared columns, in order of precedence.
    cells
        Cells by column position, to choose between headers; without it the first header that fits is used.
    """
    keys = [list(_keys_of(header)) for header in headers]
    matches: dict[int, str] = {}
    for column in columns:
        places = [place for place in _places_of(column, keys) if place not in matches]
        if cells is not None and column.accepts is not None:
            able = [place for place in places if _has_any(cells[place], column)]
            if column.pattern is not None and not able:
                exact = [place for place in places if headers[place] == column.name]
                able = exact or [place for place in range(len(headers)) if _has_pattern(cells[place], column)]
            places = able
        if places:
            matches[places[0]] = column.name
    return matches


def name_columns(headers: Sequence[str], matches: Mapping[int, str], topics: Sequence[str]) -> list[str]:
    """Name each column: as declared, else by its header, made unique by the row above it."""
    names = [matches.get(place, header) for place, header in enumerate(headers)]
    counts = Counter(names)
    return [
        topics[place] if counts[name] > 1 and place not in matches and place < len(topics) and topics[place] else name
        for place, name in enumerate(names)
    ]


def _places_of(column: Column, keys: Sequence[Sequence[str]]) -> list[int]:
    """Positions of the matching headers: exact names and synonyms first, then those with additions.

    Among headers with different additions none matches, unless cells can decide.
    """
    names = [_plain(name) for name in (column.name, *column.synonyms)]
    whole = [place for name in names for place, key in enumerate(keys) if name == key[0]]
    parts = [[place for place, key in enumerate(keys) if name in key[1:]] for name in names]
    alone = [part for part in parts if column.accepts is not None or len(part) == 1]
    return list(dict.fromkeys([*whole, *chain.from_iterable(alone)]))


def _keys_of(header: str) -> Iterator[str]:
    """Keys to match a header by: as it is, without a number or year, and without topic and remarks."""
    yield _plain(header)
    yield _plain(_NUMBER.sub("", header.strip()))
    path = _PATH.split(_REMARKS.sub("", header))
    if path != [header]:
        yield _plain(path[-1])
        yield _plain("".join(path[-2:]))


def _plain(header: str) -> str:
    letters = unicodedata.normalize("NFKD", header).casefold()
    return "".join(sign for sign in letters if sign.isalnum())


def _has_any(cells: pd.Series[Any], column: Column) -> bool:
    return column.accepts is not None and any(column.accepts(cell) for cell in cells if cell is not None)


def _has_pattern(cells: pd.Series[Any], column: Column) -> bool:
    """Whether most of the cells match the pattern of a column."""
    filled = [cell for cell in cells if cell is not None]
    return bool(filled) and 2 * sum(_is_of(cell, column) for cell in filled) > len(filled)


def _is_of(cell: object, column: Column) -> bool:
    return column.pattern is not None and column.pattern.fullmatch(_as_text(cell)) is not None


def _as_text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
