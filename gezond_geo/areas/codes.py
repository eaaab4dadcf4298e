"""Region codes of CBS (BU, WK, GM), names without accents and apostrophes, and suggestions."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

BUURTCODE = re.compile(r"BU[0-9A-Z]{8}")
WIJKCODE = re.compile(r"WK[0-9A-Z]{6}")
GEMEENTECODE = re.compile(r"GM\d{4}")

_APOSTROPHES = re.compile("[’‘ʼ`´']")
_NOT_A_LETTER = re.compile(r"[^0-9a-z]+")
_ARTICLE = re.compile(r"^(?:(?:het|t|de) )+")


@dataclass(frozen=True, slots=True)
class Region:
    """A gemeente as what the codes in a file must lie in.

    Attributes
    ----------
    code : ``GM`` and four digits; empty for any gemeente.
    naam : Name of the gemeente.
    buurten : Codes of all its buurten, or None when they are not known.
    """

    code: str
    naam: str
    buurten: Collection[str] | None = None

    def explain_buurt(self, code: str) -> str:
        """Say in Dutch why a code is no buurt of the gemeente; empty when it is one."""
        if not BUURTCODE.fullmatch(code):
            return f"{code!r} is geen CBS-buurtcode; schrijf BU en acht tekens, zoals BU01530301."
        known = None if self.buurten is None else code in self.buurten
        return self._explain(f"buurt {code}", gemeentecode_of(code), known=known)

    def explain_wijk(self, code: str) -> str:
        """Say in Dutch why a code is no wijk of the gemeente; empty when it is one."""
        if not WIJKCODE.fullmatch(code):
            return f"{code!r} is geen CBS-wijkcode; schrijf WK en zes tekens, zoals WK015303."
        known = None if self.buurten is None else code in {wijkcode_of(buurt) for buurt in self.buurten}
        return self._explain(f"wijk {code}", gemeentecode_of(code), known=known)

    def _explain(self, what: str, gemeentecode: str, *, known: bool | None) -> str:
        if known is False:
            return f"{what} bestaat niet in {self.naam}; controleer de code."
        if known is None and self.code not in {"", gemeentecode}:
            return f"{what} ligt niet in {self.naam} ({self.code}); controleer de code."
        return ""


ANYWHERE = Region("", "Nederland")
"""Any gemeente: only the form of a code counts."""


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
    return _ARTICLE.sub("", _plain_words(name))


def name_file(name: str) -> str:
    """Turn a name into that of a file or folder, in letters that every system knows: ``sudwest-fryslan``."""
    return _plain_words(name).replace(" ", "-")


def suggest_names(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Give the known names that look most like `name`, the likeliest first (none when nothing looks like it)."""
    by_normal: dict[str, str] = {}
    for candidate in known:
        by_normal.setdefault(normalise_name(candidate), candidate)
    close = difflib.get_close_matches(normalise_name(name), by_normal, n=count, cutoff=0.6)
    return [by_normal[normal] for normal in close]


def _plain_words(name: str) -> str:
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name)).casefold()
    return _NOT_A_LETTER.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()
