"""Cells as numbers, as people, spreadsheets, CBS and pandas write them, or the reason why a cell is not one."""

from __future__ import annotations

import math
import re
from datetime import date, time
from numbers import Real
from typing import TYPE_CHECKING, Any

import pandas as pd
from pandas.api import types

from gezond_geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMA = re.compile(r"-?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+),\d+")
_COMMA_OR_THOUSAND = re.compile(r"-?[1-9]\d{0,2},\d{3}")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_NOTHING = {
    "", ".", "x", "na", "n/a", "#n/a", "#n/b", "n/b", "<na>", "nan", "nat", "null", "none", "n.b.", "nb", "n.v.t.",
    "nvt", "onbekend", "geheim", "leeg", "niet bekend", "geen gegevens",
}  # fmt: skip
"""Texts for a missing figure, in lower case: of CBS, R, pandas, Excel and Dutch tables."""


def read_numbers(
    cells: Sequence[object], column: str, *, signs: Sequence[str] = (), dutch: bool = False
) -> tuple[list[float], dict[int, str]]:
    """Read the cells of a column as numbers.

    Decimal commas are accepted, with dots as thousands separators.

    Parameters
    ----------
    cells
        Numbers, texts, None where a cell is empty, or anything else that a cell may hold.
    column
        Name of the column, for messages.
    signs
        Signs allowed before or after a number, such as ``%`` or ``€``, in either case.
    dutch
        Whether a comma can only be a decimal separator, and a dot may separate thousands.

    Returns
    -------
    list of float
        NaN where there is no figure or no number.
    dict of int and str
        Reason (Dutch) by position of each unusable cell: it is not a finite number, is a formula without a saved
        result, or is ambiguous (1.234 or 1,234 where no other cell shows what the separator means).
    """
    # Most columns are plain numbers, and there are millions in the tables of a country.
    if set(map(type, cells)) <= {float, type(None)}:
        floats = [cell if isinstance(cell, float) else math.nan for cell in cells]
        if not any(map(math.isinf, floats)):
            return floats, {}
    plain = [cell if type(cell) is float else _clean(cell, signs) for cell in cells]
    texts = [cell for cell in plain if isinstance(cell, str)]
    commas = [text for text in texts if _COMMA.fullmatch(text)]
    dotted = [text for text in texts if "." in text]
    unclear: list[str] = []
    if dutch and not commas and all(_THOUSANDS.fullmatch(text) for text in dotted):
        unclear = dotted
    elif not dutch and all(_COMMA_OR_THOUSAND.fullmatch(text) for text in commas):
        unclear = commas
    numbers, faults = [], {}
    for place, cell in enumerate(plain):
        number = cell if type(cell) is float and not math.isinf(cell) else _read_number(cell, comma=bool(commas))
        numbers.append(math.nan if number is None else number)
        if number is None:
            faults[place] = _explain_no_number(cells[place], column)
        elif cell in unclear:
            fraction = "komma" if dutch else "punt"
            advice = f"schrijf duizendtallen zonder punt of komma, en een breuk met een {fraction}"
            faults[place] = f"{cell} kan duizend of een breuk zijn voor {column}; {advice}."
    return numbers, faults


def to_numbers(values: pd.Series[Any], name: str) -> pd.Series[float]:
    """Read a column of a frame as numbers, whatever its dtype; booleans and dates are refused.

    Parameters
    ----------
    values
        Column with any index; messages locate a value by its label.
    name
        Name of the values, for messages.

    Raises
    ------
    InputError
        When a value is not a number, or is ambiguous.
    """
    if types.is_numeric_dtype(values) and not types.is_bool_dtype(values) and not types.is_complex_dtype(values):
        return values.astype("float64")
    cells = [None if missing else cell for cell, missing in zip(values, values.isna(), strict=True)]
    numbers, faults = read_numbers(cells, str(values.name))
    for place, text in faults.items():
        raise InputError(f"{name}, {values.index[place]}: {text}")
    return pd.Series(numbers, index=values.index, name=values.name, dtype="float64")


def read_plain(cell: str) -> float | None:
    """Read a cell written by a program as a finite number; None when it is not one."""
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in cell else None


def _clean(cell: object, signs: Sequence[str]) -> object:
    """Return numbers as they are, and texts without surrounding signs and spaces."""
    if isinstance(cell, bool):
        return str(cell)
    if cell is None or isinstance(cell, Real):
        return cell
    text = str(cell).strip().replace("−", "-")
    for sign in signs:
        begin, end = text[: len(sign)].casefold() == sign.casefold(), text[-len(sign) :].casefold() == sign.casefold()
        text = (text[len(sign) :] if begin else text[: -len(sign)] if end else text).strip()
    return text


def _read_number(cell: Any, *, comma: bool) -> float | None:
    """Read one cell as a number: NaN for a missing figure, None for anything else."""
    if cell is None or (isinstance(cell, str) and cell.casefold() in _NOTHING):
        return math.nan
    if isinstance(cell, str):
        if comma and (_COMMA.fullmatch(cell) or _THOUSANDS.fullmatch(cell)):
            cell = cell.replace(".", "").replace(",", ".")
        elif not _PLAIN.fullmatch(cell) or (comma and "." in cell):
            return None
    try:
        number = float(cell)
    except OverflowError:
        return None
    return None if math.isinf(number) else number


def _explain_no_number(cell: object, column: str) -> str:
    if isinstance(cell, str) and cell.startswith("="):
        text = "staat een formule zonder bewaarde uitkomst; open het bestand in Excel en bewaar het opnieuw"
        return f"in {column} {text}."
    if isinstance(cell, date | time):
        text = "is een datum of tijd en geen getal; maak van de kolom getallen en vul haar opnieuw in"
        return f"{cell} in {column} {text}."
    return f"{str(cell).strip()!r} is geen getal voor {column}; schrijf cijfers, of laat de cel leeg."
