"""Text from outside made harmless: a line without control characters, a cell that is no formula."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Also the signs of full width, which a spreadsheet takes for the others.
_SIGNS = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
# A Dutch spreadsheet splits at semicolons, an English one at commas; spaces and quotes may fall away.
_BEFORE = r"(?:^|[,;\t|])[\s\"']*"
_FORMULA = re.compile(rf"({_BEFORE})(?={_SIGNS})")
# Of a path that was an address one of the slashes is left.
_LOGIN = re.compile(r"(:/{1,2})[^/@\s]+@")
_GUARDED = re.compile(rf"({_BEFORE})'(?={_SIGNS})")


def as_line(text: object) -> str:
    r"""Write a text as one line of visible signs.

    What breaks a line becomes a space. What would steer a terminal, change the direction of what follows or cannot be
    written at all (control and format characters, lone surrogates) shows as its escape: ``\x1b``. The name and password
    in an address are left out.
    """
    return "".join(
        sign if sign.isprintable() else " " if sign.isspace() else sign.encode("unicode_escape").decode()
        for sign in _LOGIN.sub(r"\1", str(text))
    )


def as_cell(text: str) -> str:
    """Write a text as one line that no spreadsheet computes, also when it splits the line itself; see `from_cell`.

    An apostrophe comes before each sign that could begin a formula: at the start, and behind a comma or semicolon.
    """
    return _FORMULA.sub(r"\1'", as_words(text))


def as_words(text: str) -> str:
    """Write a text as words with single spaces between, without control and format characters."""
    visible = "".join(sign for sign in text if sign.isspace() or not _is_hidden(sign))
    return " ".join(visible.split())


def as_json(record: Mapping[str, object]) -> str:
    """Write a record of texts and counts as one line of JSON, of which a spreadsheet computes no part either."""
    line = "".join(_escape(sign) if _is_hidden(sign) else sign for sign in json.dumps(record, ensure_ascii=False))
    return re.sub(rf"({_BEFORE})({_SIGNS})", lambda part: part[1] + _escape(part[2]), line)


def from_cell(cell: str) -> str:
    """Give the text of which `as_cell` made this."""
    return _GUARDED.sub(r"\1", cell) if "'" in cell else cell


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf"}


def _escape(sign: str) -> str:
    units = sign.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
