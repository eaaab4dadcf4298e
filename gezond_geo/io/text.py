"""Sanitising of untrusted text: a line without control characters, a cell that is not a formula."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Including the full-width characters, which a spreadsheet treats the same.
_SIGNS = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
# A Dutch spreadsheet splits at semicolons, an English one at commas; spaces and quotes may be dropped.
_BEFORE = r"(?:^|[,;\t|])[\s\"']*"
_FORMULA = re.compile(rf"({_BEFORE})(?={_SIGNS})")
# An address converted to a path keeps only one of the slashes.
_LOGIN = re.compile(r"(:/{1,2})[^/@\s]+@")
_GUARDED = re.compile(rf"({_BEFORE})'(?={_SIGNS})")


def as_line(text: object) -> str:
    r"""Write a text as one line of visible characters.

    Line breaks become spaces. Characters that would control a terminal, change the text direction or cannot be encoded
    (control and format characters, lone surrogates) appear as escapes: ``\x1b``. The user name and password in an
    address are left out.
    """
    return "".join(
        sign if sign.isprintable() else " " if sign.isspace() else sign.encode("unicode_escape").decode()
        for sign in _LOGIN.sub(r"\1", str(text))
    )


def as_cell(text: str) -> str:
    """Write a text as one line that no spreadsheet evaluates, even if it splits the line; see `from_cell`.

    An apostrophe precedes each character that could begin a formula: at the start, and after a comma or semicolon.
    """
    return _FORMULA.sub(r"\1'", as_words(text))


def as_words(text: str) -> str:
    """Write a text as words separated by single spaces, without control and format characters."""
    visible = "".join(sign for sign in text if sign.isspace() or not _is_hidden(sign))
    return " ".join(visible.split())


def as_json(record: Mapping[str, object]) -> str:
    """Write a record of texts and counts as one line of JSON, no part of which a spreadsheet evaluates."""
    line = "".join(_escape(sign) if _is_hidden(sign) else sign for sign in json.dumps(record, ensure_ascii=False))
    return re.sub(rf"({_BEFORE})({_SIGNS})", lambda part: part[1] + _escape(part[2]), line)


def from_cell(cell: str) -> str:
    """Recover the text from the result of `as_cell`."""
    return _GUARDED.sub(r"\1", cell) if "'" in cell else cell


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf"}


def _escape(sign: str) -> str:
    units = sign.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
