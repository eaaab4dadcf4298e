"""JSON and TOML parsing: any text gives plain values or a `ValueError`."""

from __future__ import annotations

import json
import re
import tomllib
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 50
"""Maximum nesting depth; Python's own recursion limit is somewhere below a thousand."""

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_INT_DIGITS = 18
_LARGEST_INT = 2**63 - 1


def parse_json(content: bytes) -> Any:
    """Read JSON in UTF-8.

    Returns
    -------
    Any
        Integers of more than 18 digits become floats, as in JavaScript.

    Raises
    ------
    ValueError
        When it is not JSON, is nested too deeply, or holds a lone surrogate that cannot be written back.
    """
    text = content.decode("utf-8-sig")
    try:
        parsed = json.loads(text, parse_int=_to_number)
    except RecursionError as bad:
        raise ValueError("nested too deep") from bad
    for _ in _levels(parsed):
        pass
    if _SURROGATE.search(text):
        json.dumps(parsed, ensure_ascii=False).encode()
    return parsed


def parse_toml(text: str) -> dict[str, Any]:
    """Read TOML.

    Raises
    ------
    ValueError
        When it is not TOML (`tomllib.TOMLDecodeError` says where), is nested too deeply, or holds an integer that does
        not fit in 64 bits.
    """
    try:
        parsed = tomllib.loads(text)
    except RecursionError as bad:
        raise ValueError("nested too deep") from bad
    if any(isinstance(part, int) and abs(part) > _LARGEST_INT for level in _levels(parsed) for part in level):
        raise ValueError("a whole number outside 64 bits")
    return parsed


def _to_number(digits: str) -> float:
    return int(digits) if len(digits.lstrip("-")) <= _INT_DIGITS else float(digits)


def _levels(whole: object) -> Iterator[list[object]]:
    """Yield the content of a value, a level of nesting at a time."""
    level = [whole]
    for _ in range(MAX_DEPTH + 1):
        containers = [part for part in level if isinstance(part, dict | list)]
        if not containers:
            return
        level = list(chain.from_iterable(part.values() if isinstance(part, dict) else part for part in containers))
        yield level
    raise ValueError("nested too deep")
