"""Headers: which row they are in, and which of them is a column that is looked for."""

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
"""Rows among which a header is looked for."""
_NUMBER = re.compile(r"_\d+$|_?(?:19|20)\d\d$")
"""What CBS puts behind a name from table to table, and others from year to year."""
_PATH = re.compile(r"[/|]")
_REMARKS = re.compile(r"\s*\([^()]*\)")


class Column(NamedTuple):
    """A column that is looked for.

    Attributes
    ----------
    name : What it is called once it is read.
    synonyms : Other headers that it may have, the likeliest first. Case, accents, spaces and signs are no difference;
        nor is a number or year behind a name, or a topic before it.
    required : Whether there is no table without it.
    accepts : Whether a cell is what the column is for. Of several columns the first with such a cell is taken.
    pattern : Cells that are of this column whatever its header.
    range : Values that it can have, when it holds numbers.
    signs : Signs that may stand around its numbers, such as ``€``.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    accepts: Callable[[object], bool] | None = None
    pattern: re.Pattern[str] | None = None
    range: Range = Range()
    signs: tuple[str, ...] = ()


def find_header(records: Sequence[Record], columns: Sequence[Column], one_of: Collection[str]) -> int | None:
    """Place of the header among the rows: the first with what is required, else the one above cells that tell.

    Parameters
    ----------
    records
        Rows that hold anything.
    columns
        What is looked for.
    one_of
        Names of columns of which one at least must be there.

    Returns
    -------
    int or None
        When nothing is required, the first row with a column that is looked for, or else the first of all.
    """
    head = records[:_ROWS]
    required = {column.name for column in columns if column.required}
    keys = required | set(one_of)
    for place, (_, cells) in enumerate(head):
        names = set(match_columns([_as_text(cell) for cell in cells], columns).values())
        if required <= names and names & (keys or names):
            return place
    for column in (column for column in columns if column.name in keys and column.pattern is not None):
        # A row with such a cell is no header.
        is_data = [any(_is_of(cell, column) for cell in cells) for _, cells in head]
        if required <= {column.name} and True in is_data[1:] and not is_data[0]:
            return is_data.index(True) - 1
    return None if keys or not records else 0


def match_columns(
    headers: Sequence[str], columns: Sequence[Column], cells: pd.DataFrame | None = None
) -> dict[int, str]:
    """Give the name of each column that is looked for, by the place of its header.

    Parameters
    ----------
    headers
        As they stand.
    columns
        What is looked for, in the order in which they choose.
    cells
        Frame whose columns are the places, to choose by; without it the first header that fits is taken.
    """
    keys = [list(_keys_of(header)) for header in headers]
    matched: dict[int, str] = {}
    for column in columns:
        places = [place for place in _places_of(column, keys) if place not in matched]
        if cells is not None and column.accepts is not None:
            able = [place for place in places if _has_any(cells[place], column)]
            if column.pattern is not None and not able:
                named = [place for place in places if headers[place] == column.name]
                able = named or [place for place in range(len(headers)) if _has_pattern(cells[place], column)]
            places = able
        if places:
            matched[places[0]] = column.name
    return matched


def name_columns(headers: Sequence[str], matched: Mapping[int, str], topics: Sequence[str]) -> list[str]:
    """Name each column: as it is declared, else by its header, else by what stands above that when it is not alone."""
    names = [matched.get(place, header) for place, header in enumerate(headers)]
    counts = Counter(names)
    return [
        topics[place] if counts[name] > 1 and place not in matched and place < len(topics) and topics[place] else name
        for place, name in enumerate(names)
    ]


def _places_of(column: Column, keys: Sequence[Sequence[str]]) -> list[int]:
    """Places of the headers that fit: those that are a name or synonym first, then those that are one but for more.

    Of headers that differ in what comes more, none is the column, unless its cells will tell.
    """
    names = [_plain(name) for name in (column.name, *column.synonyms)]
    whole = [place for name in names for place, key in enumerate(keys) if name == key[0]]
    parts = [[place for place, key in enumerate(keys) if name in key[1:]] for name in names]
    alone = [part for part in parts if column.accepts is not None or len(part) == 1]
    return list(dict.fromkeys([*whole, *chain.from_iterable(alone)]))


def _keys_of(header: str) -> Iterator[str]:
    """Give what a header may be known by: as it stands, without a number or year, and without topic and remarks."""
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
    """Whether most of the cells are of a column whatever its header."""
    filled = [cell for cell in cells if cell is not None]
    return bool(filled) and 2 * sum(_is_of(cell, column) for cell in filled) > len(filled)


def _is_of(cell: object, column: Column) -> bool:
    return column.pattern is not None and column.pattern.fullmatch(_as_text(cell)) is not None


def _as_text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
