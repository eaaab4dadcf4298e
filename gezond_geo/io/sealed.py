"""Sealed archives: files frozen together, with a record of the hash of each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from gezond_geo.errors import InputError
from gezond_geo.io.archive import build_record, read_json

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path


def digest_members(members: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of each file, for the record."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A kind of archive that is accepted only when it is intact.

    Attributes
    ----------
    what : Dutch name: ``nulmeting``.
    record : Name of its record, a JSON file with ``vorm`` (format version) and ``sha256`` (of every other file).
    form : Newest format version that can be read.
    """

    what: str
    record: str
    form: int

    def read_record(self, kind: Any, members: Mapping[str, bytes], expected: Collection[str], place: Path) -> Any:
        """Read the record, and check that the other files match it.

        Parameters
        ----------
        kind
            Dataclass of the record.
        members
            The files of the archive, by name.
        expected
            Names of exactly the files that it must have.
        place
            Location of the archive, for messages.

        Raises
        ------
        InputError
            When it has no record, has a newer format, lacks a file, has an extra one, or a file was changed.
        """
        if self.record not in members:
            self.refuse(place, f"is geen {self.what}, want {self.record} ontbreekt")
        where = f"{place} ({self.record})"
        content = read_json(members[self.record], where)
        form = content.get("vorm")
        if isinstance(form, int) and form > self.form:
            sentence = (
                f"is een {self.what} van vorm {form}, en deze gezond-geo leest tot vorm {self.form}; werk die bij."
            )
            raise InputError(f"{place} {sentence}")
        if strange := sorted(members.keys() - {*expected}):
            self.refuse(place, f"heeft een bestand {strange[0]!r}, dat niet in een {self.what} hoort")
        if lacking := sorted({*expected} - members.keys()):
            self.refuse(place, f"mist {lacking[0]}")
        record = build_record(kind, content, where)
        digests = digest_members({name: member for name, member in members.items() if name != self.record})
        if names := [name for name, digest in digests.items() if record.sha256.get(name) != digest]:
            self.refuse(place, f"is beschadigd of veranderd: {names[0]} is niet wat er is bewaard")
        return record

    def refuse(self, place: Path, what: str) -> NoReturn:
        """Raise an `InputError` on a problem with the archive."""
        raise InputError(f"{place} {what}; neem de {self.what} zoals gezond-geo die schreef.")
