"""Region codes of CBS: BU, WK, GM and the country."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from gezond_geo.io.names import normalise_name

BUURTCODE = re.compile(r"BU[0-9A-Z]{8}")
WIJKCODE = re.compile(r"WK[0-9A-Z]{6}")
GEMEENTECODE = re.compile(r"GM\d{4}")

NATION = "NL"
"""Code of the Netherlands; CBS and RIVM write NL00 or NL01, depending on the table."""


@dataclass(frozen=True, slots=True)
class Region:
    """Gemeente that the codes in a file must belong to.

    Attributes
    ----------
    code : ``GM`` and four digits; empty for any gemeente.
    naam : Name of the gemeente.
    buurten : Codes of all its buurten, or None when unknown.
    names : Pairs of a name and a buurtcode, where known; a buurt may have several names.
    parts : Pairs of the name of a part of a buurt, and the code of that buurt.
    """

    code: str
    naam: str
    buurten: Collection[str] | None = None
    names: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str, str], ...] = ()

    def codes_named(self, name: str) -> tuple[str, ...]:
        """Codes of the buurten with a name, in any spelling; empty when there are none."""
        return _codes_by_name(self.names).get(normalise_name(name), ())

    def codes_around(self, name: str) -> tuple[str, ...]:
        """Codes of the buurten that contain the area with this name."""
        return _codes_by_name(self.parts).get(normalise_name(name), ())

    def explain_buurt(self, code: str) -> str:
        """Explain in Dutch why a code is not a buurt of the gemeente; empty when it is."""
        if not BUURTCODE.fullmatch(code):
            return f"{code!r} is geen CBS-buurtcode; schrijf BU en acht tekens, zoals BU01530301."
        exists = None if self.buurten is None else code in self.buurten
        return self._explain(f"buurt {code}", gemeentecode_of(code), exists=exists)

    def explain_wijk(self, code: str) -> str:
        """Explain in Dutch why a code is not a wijk of the gemeente; empty when it is."""
        if not WIJKCODE.fullmatch(code):
            return f"{code!r} is geen CBS-wijkcode; schrijf WK en zes tekens, zoals WK015303."
        exists = None if self.buurten is None else code in {wijkcode_of(buurt) for buurt in self.buurten}
        return self._explain(f"wijk {code}", gemeentecode_of(code), exists=exists)

    def _explain(self, what: str, gemeentecode: str, *, exists: bool | None) -> str:
        if exists is False:
            return f"{what} bestaat niet in {self.naam}; controleer de code."
        if exists is None and self.code not in {"", gemeentecode}:
            return f"{what} ligt niet in {self.naam} ({self.code}); controleer de code."
        return ""


ANYWHERE = Region("", "Nederland")
"""Any gemeente: only the format of a code is checked."""


@lru_cache(maxsize=8)
def _codes_by_name(names: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    codes: dict[str, tuple[str, ...]] = {}
    for name, code in names:
        spelled = normalise_name(name)
        codes[spelled] = tuple(dict.fromkeys([*codes.get(spelled, ()), code]))
    return codes


def is_area(code: str) -> bool:
    """Whether a code is that of a buurt or wijk, and not of a gemeente, the country or a total."""
    return code.startswith(("BU", "WK"))


def wijkcode_of(buurtcode: str) -> str:
    """Code of the wijk that a buurt is part of: ``BU01530301`` gives ``WK015303``."""
    return "WK" + buurtcode[2:8]


def gemeentecode_of(code: str) -> str:
    """Code of the gemeente that a buurt or wijk is part of: ``BU01530301`` gives ``GM0153``."""
    return "GM" + code[2:6]
