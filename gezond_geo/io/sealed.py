"""Files that were frozen together in one archive: a record among them says of each what it was."""

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
    """SHA-256 of each file, for the record that is frozen with them."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A kind of archive that is believed only when it is whole.

    Attributes
    ----------
    what : What it is called, in Dutch: ``nulmeting``.
    record : Name of its record, a JSON with ``vorm`` (its form) and ``sha256`` (of every other file).
    form : Newest form of the record that can be read.
    """

    what: str
    record: str
    form: int

    def read_record(self, kind: Any, members: Mapping[str, bytes], expected: Collection[str], place: Path) -> Any:
        """Read the record, and check that the other files are those that it was written with.

        Parameters
        ----------
        kind
            Dataclass of the record.
        members
            The files of the archive, by name.
        expected
            Names that it must have, and no other.
        place
            Where it was found.

        Raises
        ------
        InputError
            When it has no record, is of a newer form, lacks a file or has another, or a file was changed.
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
        if changed := [name for name, digest in digests.items() if record.sha256.get(name) != digest]:
            self.refuse(place, f"is beschadigd of veranderd: {changed[0]} is niet wat er is bewaard")
        return record

    def refuse(self, place: Path, what: str) -> NoReturn:
        """Raise an `InputError` that says what is wrong with the archive."""
        raise InputError(f"{place} {what}; neem de {self.what} zoals gezond-geo die schreef.")
