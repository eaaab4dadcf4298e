"""The code of a participant in a meeting: the points of each theme, to read aloud."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gezond_geo.errors import InputError
from gezond_geo.io.dutch import join_words

if TYPE_CHECKING:
    from collections.abc import Sequence

POINTS = 100
"""Points that a participant divides over the themes."""

_NUMBER = re.compile(r"[0-9]{1,9}")
_CODE = re.compile(r"\s*[0-9]{1,9}(?:(?:\s*[·.,;:+/_-]\s*|\s+)[0-9]{1,9})*\s*")


def is_code(text: str) -> bool:
    """Whether a text consists of two or more numbers separated by spaces or punctuation."""
    return bool(_CODE.fullmatch(text)) and len(_NUMBER.findall(text)) > 1


def read_code(code: str, themes: Sequence[str]) -> list[float]:
    """Read the points of a code, in the order of the themes.

    Raises
    ------
    InputError
        When it is not a code, has the wrong number of themes, or does not sum to 100.
    """
    listed = join_words(list(themes))
    if not _CODE.fullmatch(code):
        raise InputError(
            f"{code.strip()!r} is geen code; schrijf per thema ({listed}) een getal, zoals {_example(themes)}."
        )
    points = [int(number) for number in _NUMBER.findall(code)]
    if len(points) != len(themes):
        raise InputError(
            f"Code {write_code(points)} heeft {len(points)} getallen; geef er {len(themes)} ({listed}), zoals "
            f"{_example(themes)}."
        )
    if sum(points) != POINTS:
        raise InputError(
            f"Code {write_code(points)} is samen {sum(points)} en niet {POINTS}; lees de code nog eens voor."
        )
    return [float(point) for point in points]


def write_code(points: Sequence[float]) -> str:
    """Write points as a code: ``40 · 30 · 10 · 20``."""
    return " · ".join(f"{point:.0f}" for point in points)


def letter_of(place: int) -> str:
    """Letter of a participant, from 0: A to Z, then A1, B1, …."""
    return chr(ord("A") + place % 26) + (str(place // 26) if place >= 26 else "")  # noqa: PLR2004 - letters


def _example(themes: Sequence[str]) -> str:
    each, rest = divmod(POINTS, len(themes))
    return write_code([each + (place < rest) for place in range(len(themes))])
