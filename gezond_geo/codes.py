"""Region codes of CBS (BU, WK, GM), names without accents and apostrophes, and suggestions."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

BUURTCODE = re.compile(r"BU[0-9A-Z]{8}")
WIJKCODE = re.compile(r"WK[0-9A-Z]{6}")
GEMEENTECODE = re.compile(r"GM\d{4}")

_APOSTROPHES = re.compile("[’‘ʼ`´']")
_NOT_A_LETTER = re.compile(r"[^0-9a-z]+")
_ARTICLE = re.compile(r"^(?:(?:het|t|de) )+")


def wijkcode_of(buurtcode: str) -> str:
    """Code of the wijk that a buurt is part of: ``BU01530301`` gives ``WK015303``."""
    return "WK" + buurtcode[2:8]


def gemeentecode_of(code: str) -> str:
    """Code of the gemeente that a buurt or wijk is part of: ``BU01530301`` gives ``GM0153``."""
    return "GM" + code[2:6]


def normalise_name(name: str) -> str:
    """Reduce a name to what is the same in all its spellings.

    Case, accents, every kind of apostrophe, punctuation and a leading article fall away, so that ``'t Lang``,
    ``’t Lang`` and ``Het Lang`` are one name.

    Returns
    -------
    str
        Lower-case words of a–z and 0–9, separated by single spaces; empty when nothing is left.
    """
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name)).casefold()
    words = _NOT_A_LETTER.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()
    return _ARTICLE.sub("", words)


def suggest_names(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Give the known names that look most like `name`, the likeliest first (none when nothing looks like it)."""
    by_normal: dict[str, str] = {}
    for candidate in known:
        by_normal.setdefault(normalise_name(candidate), candidate)
    close = difflib.get_close_matches(normalise_name(name), by_normal, n=count, cutoff=0.6)
    return [by_normal[normal] for normal in close]
