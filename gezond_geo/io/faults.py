"""Faults in a user's file: where they are, and how to fix them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gezond_geo.errors import InputError
from gezond_geo.io.dutch import name_some
from gezond_geo.io.text import as_line
from gezond_geo.io.whole import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST_FAULTS = 20
"""Maximum number of similar faults listed; the rest is counted."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault; faults sort by file and line.

    Attributes
    ----------
    file : Name of the file.
    line : Line in it, from 1; 0 for the file as a whole.
    text : The problem and its remedy, in one Dutch sentence.
    """

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        """The fault as one line; quoted text of the file can neither break the line nor control the terminal."""
        return as_line(f"{self.file}{f', regel {self.line}' if self.line else ''}: {self.text}")


class FaultsError(InputError):
    """All faults in a file together.

    Attributes
    ----------
    faults : The faults, by line.
    """

    def __init__(self, sentence: str, faults: Iterable[Fault]) -> None:
        super().__init__(sentence)
        self.faults = tuple(faults)


def raise_faults(faults: Iterable[Fault]) -> None:
    """Raise all faults, if any, as one error: by line, with the remedy once for similar ones.

    Raises
    ------
    FaultsError
        Listing up to `MOST_FAULTS` similar faults, and counting the rest.
    """
    alike: dict[tuple[str, str], list[str]] = {}
    listed = sorted(set(faults))
    for fault in listed:
        statement, _, advice = fault.text.partition("; ")
        alike.setdefault((fault.file, advice), []).append(
            f"regel {fault.line}: {statement}" if fault.line else statement
        )
    if alike:
        raise FaultsError(" ".join(_join_alike(*place, texts) for place, texts in alike.items()), listed)


def _join_alike(file: str, advice: str, texts: list[str]) -> str:
    begin = f"{file}, " if texts[0].startswith("regel ") else f"{file}: "
    listed = name_some((text.removesuffix(".") for text in texts), MOST_FAULTS)
    return as_line(f"{begin}{listed}{f'; {advice}' if advice else '.'}")


@contextmanager
def refusing(sentence: str) -> Iterator[None]:
    """Refuse a file in one sentence, whatever its reader raises: GDAL, GEOS, PROJ and Arrow have their own errors."""
    try:
        yield
    except InputError:
        raise
    except Exception as bad:
        raise InputError(sentence) from bad


def read_text(path: Path) -> tuple[str, list[Fault]]:
    """Read a UTF-8 text; each line that is not UTF-8 is a fault, and the rest of the text is still returned."""
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
