"""Frames and numbers as plain values, for lossless JSON, and a comparison of two of these."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from gezond_geo.errors import InputError
from gezond_geo.io.dutch import format_number

DECIMALS = 9
"""Decimals kept: smaller differences are floating-point rounding, which may depend on the machine."""

_INDEX, _COLUMNS, _ROWS = "index", "columns", "rows"


def to_plain(value: Any) -> Any:
    """Convert a value for JSON: a frame to its columns and rows, missing values to None."""
    if isinstance(value, pd.Series):
        return to_plain(value.to_frame("value"))
    if isinstance(value, pd.DataFrame):
        rows = [[_to_cell(cell) for cell in row] for row in value.reset_index().astype(object).to_numpy().tolist()]
        return {_INDEX: str(value.index.name or _INDEX), _COLUMNS: [str(name) for name in value], _ROWS: rows}
    if isinstance(value, Mapping):
        return {str(name): to_plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(each) for each in value]
    return _to_cell(value)


def _to_cell(value: Any) -> Any:
    if value is None or value is pd.NA:
        return None
    if isinstance(value, float):
        return None if math.isnan(value) else round(float(value), DECIMALS) + 0.0
    return value


def read_frame(value: Any, where: str) -> pd.DataFrame:
    """Convert the result of `to_plain` back to a frame.

    Raises
    ------
    InputError
        When it is anything else.
    """
    parts: dict[str, Any] = value if isinstance(value, dict) else {}
    names = [parts.get(_INDEX), *_list(parts.get(_COLUMNS))]
    rows = _list(parts.get(_ROWS))
    has_names = all(isinstance(name, str) for name in names) and len(set(names)) == len(names)
    if parts.keys() != {_INDEX, _COLUMNS, _ROWS} or not has_names or any(len(_list(row)) != len(names) for row in rows):
        raise InputError(f"{where} is geen tabel; neem het zoals gezond-geo het schreef.")
    cells = {name: _read_column([row[place] for row in rows]) for place, name in enumerate(names)}
    if any(isinstance(cell, list | dict) for column in cells.values() for cell in column):
        raise InputError(f"{where} heeft een cel die geen tekst of getal is; neem het zoals gezond-geo het schreef.")
    return pd.DataFrame(cells).set_index(names[0])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _read_column(cells: list[Any]) -> pd.Series[Any]:
    """Column with the dtype of its cells: string, nullable integer, or else float."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {int} and None in cells:
        return pd.Series(cells, dtype="Int64")
    return pd.Series(cells, dtype="float64" if float in kinds or not kinds else None)


def find_differences(one: Mapping[str, Any], other: Mapping[str, Any], part: str = "") -> list[str]:
    """Dutch sentences on where two results of `to_plain` differ: one per frame or value, with the first cell."""
    sentences = []
    for name in dict.fromkeys([*one, *other]):
        first, second = one.get(name), other.get(name)
        place = f"{part} {name}".strip()
        if first == second:
            continue
        if isinstance(first, Mapping) and isinstance(second, Mapping):
            frames = _ROWS in first and _ROWS in second
            sentences += [_compare_frames(first, second, place)] if frames else find_differences(first, second, place)
        else:
            sentences.append(f"{place}: was {_show(first)}, is nu {_show(second)}.")
    return sentences


def _compare_frames(one: Mapping[str, Any], other: Mapping[str, Any], place: str) -> str:
    if one[_COLUMNS] != other[_COLUMNS] or [r[0] for r in one[_ROWS]] != [r[0] for r in other[_ROWS]]:
        return f"{place}: heeft nu andere rijen of kolommen."
    cells = [
        (row[0], column, cell, new)
        for row, later in zip(one[_ROWS], other[_ROWS], strict=True)
        for column, cell, new in zip(one[_COLUMNS], row[1:], later[1:], strict=True)
        if cell != new
    ]
    row, column, cell, new = cells[0]
    count = "1 waarde is" if len(cells) == 1 else f"{format_number(len(cells))} waarden zijn"
    return f"{place}: {count} anders; {column} van {row} was {_show(cell)}, is nu {_show(new)}."


def _show(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.10g}".replace(".", ",").replace("-", "−")
    return "niets" if value is None else str(value)
