"""Amounts in euro as people write them: 50000, € 1.234,56, EUR 950, 50.000, n.t.b."""

from __future__ import annotations

import math
import re
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_EURO = 1e12
"""Largest amount, in euro: more than any project has, and well within the range where floats represent every cent."""

_UNKNOWN = {
    *("", "n.t.b.", "ntb", "n.n.b.", "nnb", "n.b.", "nb", "n.v.t.", "nvt", "p.m.", "pm", "x", "?", "na", "n/a", "nan"),
    *("<na>", "null", "none", "nog te bepalen", "nader te bepalen", "onbekend", "niet bekend", "nog niet bekend"),
}
"""Texts for an unknown amount, in lower case."""

_SIGN = re.compile(r"(?i)^(?:€|euro?\b)\s*|\s*(?:€|\beuro?)$")
_NO_CENTS = re.compile(r",\s?[-–—]{1,2}$")
_PLAIN = re.compile(r"-?\d+(?:[.,]\d{1,2})?")
_GROUPED = re.compile(
    r"-?[1-9]\d{0,2}(?:(?:\.\d{3})+(?:,\d{1,2})?|(?:,\d{3})+(?:\.\d{1,2})?|(?: \d{3})+(?:[.,]\d{1,2})?)"
)
_ONE_GROUP = re.compile(r"-?\d{1,3}[.,]\d{3}")
_CENTS = {".": re.compile(r"-?[\d ,]+\.\d{1,2}"), ",": re.compile(r"-?[\d .]+,\d{1,2}")}


def read_amounts(cells: Sequence[object], column: str) -> tuple[list[float], dict[int, str]]:
    """Read the cells of a column as amounts.

    Parameters
    ----------
    cells
        Numbers, texts, or None where a cell is empty.
    column
        Name of the column, for messages.

    Returns
    -------
    list of float
        Euro, in whole cents; NaN where the amount is still unknown or cannot be read.
    dict of int and str
        Reason (Dutch) by position of each cell that is not an amount. ``1.234`` is ambiguous, unless another cell or a
        euro sign shows that the dot separates thousands.
    """
    texts = [None if _is_number(cell) else _clean(cell) for cell in cells]
    thousands = {sign for sign in ".," if _separates_thousands(sign, cells, texts)}
    amounts, faults = [], {}
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        amount = _round(cell) if text is None else _read_text(text, thousands)
        fault = _explain(cell, amount, column)
        if fault:
            faults[place] = fault
        amounts.append(math.nan if fault or amount is None else amount)
    return amounts, faults


def _is_number(cell: object) -> bool:
    return isinstance(cell, Real) and not isinstance(cell, bool | np.bool_)


def _round(number: Any) -> float:
    # A whole number may have more digits than a float.
    return round(float(min(number, 2 * MAX_EURO)), 2)


def _clean(cell: object) -> str:
    """Strip everything around an amount."""
    text = "" if cell is None else " ".join(str(cell).split()).replace("−", "-")
    return _NO_CENTS.sub("", _SIGN.sub("", _SIGN.sub("", text))).strip()


def _separates_thousands(sign: str, cells: Iterable[object], texts: Iterable[str | None]) -> bool:
    """Whether a dot or comma separates thousands, judging by all cells; no cell may contradict it."""
    separates = False
    for cell, text in zip(cells, texts, strict=True):
        if text is None or sign not in text:
            # 1234,5 shows that the comma is the decimal separator, so the dot is not.
            separates = separates or (text is not None and any(_CENTS[other].fullmatch(text) for other in _CENTS))
        elif _CENTS[sign].fullmatch(text):
            return False
        elif _ONE_GROUP.fullmatch(text):
            # Nobody writes three zeros as decimals; with a euro sign, a dot separates thousands as in Dutch.
            separates = separates or text.endswith("000") or (sign == "." and bool(_SIGN.search(str(cell).strip())))
        else:
            separates = separates or bool(_GROUPED.fullmatch(text))
    return separates


def _read_text(text: str, thousands: set[str]) -> float | None:
    """Read a text as an amount: NaN when it is still unknown, None when it is not an amount or is ambiguous."""
    if text.casefold() in _UNKNOWN:
        return math.nan
    if _PLAIN.fullmatch(text):
        return float(text.replace(",", "."))
    if not _GROUPED.fullmatch(text) or (_ONE_GROUP.fullmatch(text) and not thousands & set(text)):
        return None
    whole, sign, cents = text, "", ""
    if match := re.search(r"[.,](?=\d{1,2}$)", text):
        whole, sign, cents = text[: match.start()], ".", text[match.end() :]
    return float(re.sub(r"[., ]", "", whole) + sign + cents)


def _explain(cell: object, amount: float | None, column: str) -> str:
    """Explain in Dutch why a cell is not an amount; empty when it is one, or is still unknown."""
    text = str(cell).strip()
    if amount is None and _ONE_GROUP.fullmatch(_clean(cell)):
        return f"{text!r} kan duizend of een breuk zijn voor {column}; schrijf duizendtallen zonder punt of komma."
    if amount is None:
        return f"{text!r} is geen bedrag voor {column}; schrijf het zoals 50000, € 1.234,56 of n.t.b."
    if amount < 0:
        return f"{column} is negatief; geef een bedrag van 0 of meer."
    if amount > MAX_EURO:
        return f"{column} is meer dan {MAX_EURO:.0f}; geef het bedrag van het project."
    return ""
