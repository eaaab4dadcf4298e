"""What is wrong with a file of the user: where, and what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gezond_geo.errors import InputError
from gezond_geo.io.text import as_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# 0 or a country, then nine digits; a date with a time behind it has as many.
_TELEPHONE = re.compile(
    r"(?<![\w.,/-])(?!\d\d?[-./]\d\d?[-./]\d)"
    r"\(?(?:(?:\+|00)\d\d|0)\)?[ -]*(?:\(0\))?[ -]*[1-9](?:[ .()/-]{0,3}\d){8}(?!\d)"
)
_NINE_DIGITS = re.compile(r"(?<!\d)(?:\d{4}[ .]?\d{2}[ .]?\d{3}|\d{3} \d{3} \d{3})(?!\d)")
_ELEVEN_TEST = (9, 8, 7, 6, 5, 4, 3, 2, -1)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault; faults sort by file and line.

    Attributes
    ----------
    bestand : Name of the file.
    regel : Line in it, from 1; 0 for the file as a whole.
    tekst : What is wrong and what to do, in one Dutch sentence.
    """

    bestand: str
    regel: int
    tekst: str

    def __str__(self) -> str:
        """Write the fault as one line; text of the file in it can neither break it nor steer a terminal."""
        return as_line(f"{self.bestand}{f', regel {self.regel}' if self.regel else ''}: {self.tekst}")


def raise_first(faults: Iterable[Fault]) -> None:
    """Raise the first fault, if there is any, as an `InputError`."""
    if first := min(faults, default=None):
        raise InputError(str(first))


def read_text(path: Path) -> tuple[str, list[Fault]]:
    """Read a UTF-8 text; what is no UTF-8 is a fault per line, and the rest of the text is given all the same."""
    try:
        content = path.read_bytes()
    except OSError:
        return "", [Fault(str(path), 0, "dit bestand bestaat niet of is niet te lezen; controleer de naam.")]
    if b"\0" in content:
        return "", [Fault(str(path), 0, "dit is geen UTF-8-tekst; bewaar het bestand opnieuw als UTF-8.")]
    faults = []
    for line, part in enumerate(content.splitlines(), start=1):
        try:
            part.decode("utf-8")
        except UnicodeDecodeError as bad:
            shown = part[bad.start : bad.start + 1].decode("cp1252", "replace")
            text = f"het teken dat waarschijnlijk {shown!r} is, is geen UTF-8; bewaar het bestand opnieuw als UTF-8."
            faults.append(Fault(str(path), line, text))
    return content.decode("utf-8-sig", "replace"), faults


def find_personal(text: str) -> Iterator[str]:
    """Name, in Dutch, what in a text could point to a person: a number like a BSN, an address or a telephone number."""
    numbers = (re.sub(r"\D", "", match[0]) for match in _NINE_DIGITS.finditer(text))
    if any(_passes_eleven_test(number) for number in numbers):
        yield "een nummer dat een BSN kan zijn"
    if _EMAIL.search(text):
        yield "een e-mailadres"
    if _TELEPHONE.search(text):
        yield "een telefoonnummer"


def explain_personal(column: str, text: str) -> Iterator[str]:
    """Say in Dutch what `find_personal` finds in a cell."""
    for what in find_personal(text):
        yield f"in {column} staat {what}; haal het weg, want hier staat niets over personen."


def _passes_eleven_test(number: str) -> bool:
    digits = [int(digit) for digit in number]
    return any(digits) and sum(a * b for a, b in zip(digits, _ELEVEN_TEST, strict=True)) % 11 == 0
