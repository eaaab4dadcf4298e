"""Names without accents and apostrophes, names of files, and suggestions for a name that is not there."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

_APOSTROPHES = re.compile("[’‘ʼ`´']")
_NOT_A_LETTER = re.compile(r"[^0-9a-z]+")
_ARTICLE = re.compile(r"^(?:(?:het|t|de) )+")


def normalise_name(name: str) -> str:
    """Reduce a name to what is the same in all its spellings.

    Case, accents, every kind of apostrophe, punctuation and a leading article fall away, so that ``'t Lang``,
    ``’t Lang`` and ``Het Lang`` are one name.

    Returns
    -------
    str
        Lower-case words of a–z and 0–9, separated by single spaces; empty when nothing is left.
    """
    return _ARTICLE.sub("", _plain_words(name))


def name_file(name: str) -> str:
    """Turn a name into that of a file or folder, in letters that every system knows: ``sudwest-fryslan``."""
    return _plain_words(name).replace(" ", "-")


def suggest_names(name: str, choices: Iterable[str], count: int = 3) -> list[str]:
    """Give the known names that look most like `name`, the likeliest first (none when nothing looks like it)."""
    by_normal: dict[str, str] = {}
    for candidate in choices:
        by_normal.setdefault(normalise_name(candidate), candidate)
    close = difflib.get_close_matches(normalise_name(name), by_normal, n=count, cutoff=0.6)
    return [by_normal[normal] for normal in close]


def _plain_words(name: str) -> str:
    plain = _APOSTROPHES.sub("", name)
    if not plain.isascii():
        folded = unicodedata.normalize("NFKD", plain).casefold()
        plain = "".join(c for c in folded if not unicodedata.combining(c))
    return _NOT_A_LETTER.sub(" ", plain.lower()).strip()
