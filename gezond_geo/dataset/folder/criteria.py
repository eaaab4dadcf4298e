"""Criteria by which a gemeente weighs its projects, and the scale of the marks: ``criteria.toml`` in its folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gezond_geo.errors import InputError
from gezond_geo.io.faults import Fault, raise_faults
from gezond_geo.io.names import normalise_name
from gezond_geo.io.toml import Document, Key, check_keys, read_document
from gezond_geo.io.whole import is_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gezond_geo.areas.gemeente import Gemeente

FILE = "criteria.toml"

_KEYS = {"bron": Key(str, required=True), "noot": Key(str), "schaal": Key(list, required=True)}
_TABLES = {"criterium": {"id": Key(str, required=True), "tekst": Key(str, required=True)}}
_ID = re.compile(r"[a-z][a-z0-9_]*")
_MARKS = range(2, 11)
"""Allowed number of marks on a scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion: its id and its text."""

    id: str
    tekst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Criteria by which a gemeente weighs its projects.

    Attributes
    ----------
    bron : Source of the criteria.
    noot : Note for the reader on their wording here.
    schaal : Names of the marks, lowest first; the first is mark 1.
    criteria : The criteria, in the order of the document.
    """

    bron: str
    noot: str = ""
    schaal: tuple[str, ...]
    criteria: tuple[Criterion, ...]

    @property
    def scale(self) -> str:
        """The scale in one Dutch sentence."""
        return f"Schaal: {'; '.join(f'{mark} {word}' for mark, word in enumerate(self.schaal, start=1))}."


def read_criteria(gemeente: Gemeente) -> Criteria:
    """Read the criteria in the folder of a gemeente.

    Raises
    ------
    InputError
        When its folder has none, or for the faults found by `check_criteria`.
    """
    path = None if gemeente.folder is None else gemeente.folder / FILE
    if path is None or not is_file(path):
        raise InputError(f"Van {gemeente.naam} zijn geen criteria bekend; zet {FILE} in een map en geef die map mee.")
    document = read_document(path)
    raise_faults(check_criteria(document))
    content = {key: value for section in document.sections for key, value in section.content.items()}
    return Criteria(
        bron=content["bron"],
        noot=content.get("noot", ""),
        schaal=tuple(content["schaal"]),
        criteria=tuple(Criterion(**table) for _, table in document.find("criterium")),
    )


def check_criteria(document: Document) -> list[Fault]:
    """List every fault in a ``criteria.toml``."""
    faults = [*document.faults, *check_keys(document, _KEYS, _TABLES)]
    tables = [(section, table) for section, table in document.find("criterium") if isinstance(table, dict)]
    if not tables and not document.faults:
        text = "er staat geen criterium in; zet onder elke regel [[criterium]] een id en een tekst."
        faults.append(Fault(document.naam, 0, text))
    for section, words in document.find("schaal"):
        if isinstance(words, list) and len(words) not in _MARKS:
            text = f"schaal heeft {len(words)} woorden; geef er {_MARKS.start} tot en met {_MARKS.stop - 1}."
            faults.append(Fault(document.naam, section.line_of("schaal"), text))
    return [*faults, *_check_texts(document)]


def _check_texts(document: Document) -> Iterator[Fault]:
    """Faults for malformed ids and duplicates, since a column of a sheet may be named by id or text."""
    owners: dict[str, int] = {}
    for place, (section, table) in enumerate(document.find("criterium")):
        texts = {key: str(table[key]) for key in ("id", "tekst") if isinstance(table, dict) and key in table}
        if "id" in texts and not _ID.fullmatch(texts["id"]):
            text = f"id {texts['id']!r} kan niet; schrijf kleine letters, cijfers en _, zoals draagvlak."
            yield Fault(document.naam, section.line_of("id"), text)
        for key, value in texts.items():
            if owners.setdefault(normalise_name(value), place) != place:
                text = f"{key} {value!r} is al van een ander criterium; geef elk criterium eigen woorden."
                yield Fault(document.naam, section.line_of(key), text)
