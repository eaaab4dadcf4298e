"""What is wrong with a file of the user: where, and what to do about it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gezond_geo.errors import InputError
from gezond_geo.io.text import as_line
from gezond_geo.io.whole import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault; faults sort by file and line.

    Attributes
    ----------
    file : Name of the file.
    line : Line in it, from 1; 0 for the file as a whole.
    text : What is wrong and what to do, in one Dutch sentence.
    """

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        """Write the fault as one line; text of the file in it can neither break it nor steer a terminal."""
        return as_line(f"{self.file}{f', regel {self.line}' if self.line else ''}: {self.text}")


def raise_first(faults: Iterable[Fault]) -> None:
    """Raise the first fault, if there is any, as an `InputError`."""
    if first := min(faults, default=None):
        raise InputError(str(first))


@contextmanager
def refusing(sentence: str) -> Iterator[None]:
    """Refuse a file in one sentence, whatever its reader raises: GDAL, GEOS, PROJ and Arrow each have their own."""
    try:
        yield
    except InputError:
        raise
    except Exception as bad:
        raise InputError(sentence) from bad


def read_text(path: Path) -> tuple[str, list[Fault]]:
    """Read a UTF-8 text; what is no UTF-8 is a fault per line, and the rest of the text is given all the same."""
    try:
        content = read_whole(path)
    except InputError:
        return "", [Fault(str(path), 0, "dit bestand bestaat niet of is niet te lezen; controleer de naam.")]
    if b"\0" in content:
        return "", [Fault(str(path), 0, "dit is geen UTF-8-tekst; bewaar het bestand opnieuw als UTF-8.")]
    faults = []
    for line, part in enumerate(content.splitlines(), start=1):
        try:
            part.decode("utf-8")
        except UnicodeDecodeError as bad:
            character = part[bad.start : bad.start + 1].decode("cp1252", "replace")
            text = (
                f"het teken dat waarschijnlijk {character!r} is, is geen UTF-8; bewaar het bestand opnieuw als UTF-8."
            )
            faults.append(Fault(str(path), line, text))
    return content.decode("utf-8-sig", "replace"), faults
