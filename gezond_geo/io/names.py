"""Normalised names, file names, and suggestions for unknown names."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_APOSTROPHES = re.compile("[’‘ʼ`´']")
_NOT_A_LETTER = re.compile(r"[^0-9a-z]+")
_ARTICLE = re.compile(r"^(?:(?:het|t|de) )+")


@lru_cache(maxsize=2**15)  # every name of a country, as it is compared again and again
def normalise_name(name: str) -> str:
    """Reduce a name to a form shared by all its spellings.

    Case, accents, apostrophes of any kind, punctuation and a leading article are dropped, so that ``'t Lang``, ``’t
    Lang`` and ``Het Lang`` are the same name.

    Returns
    -------
    str
        Lower-case words of a–z and 0–9, separated by single spaces; empty when nothing is left.
    """
    return _ARTICLE.sub("", _plain_words(name))


def name_file(name: str) -> str:
    """File name for a name, in ASCII: ``sudwest-fryslan``."""
    return _plain_words(name).replace(" ", "-")


def suggest_names(name: str, choices: Iterable[str], count: int = 3) -> list[str]:
    """Known names most similar to `name`, best match first; empty when none is similar."""
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
