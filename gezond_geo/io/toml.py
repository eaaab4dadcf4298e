"""TOML files of the user, section by section and with line numbers, which TOML parsers do not provide."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from gezond_geo.io.faults import Fault, read_text
from gezond_geo.io.names import suggest_names
from gezond_geo.io.parsing import parse_toml
from gezond_geo.io.personal import explain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"""\s*(?:[\w.-]+|"[^"]*"|'[^']*')\s*=""")
_AT_LINE = re.compile(r"at line (\d+)")
_TWICE = re.compile(r"twice|overwrite|mutate")
_KINDS: dict[type, str] = {
    str: 'een tekst; schrijf die tussen aanhalingstekens, zoals {key} = "…"',
    bool: "ja of nee; schrijf {key} = true of {key} = false",
    list: 'een lijst van teksten; schrijf {key} = ["…", "…"]',
    dict: 'een lijst van namen; schrijf onder [{key}] op elke regel een naam = "…"',
}


class Key(NamedTuple):
    """Type of a key: a text, a boolean, a list of texts, or a table of texts."""

    kind: type
    required: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Part of a file from one header to the next.

    Attributes
    ----------
    start : Line of its header, or 1.
    lines : Its text.
    content : Its keys; those under a header are in a table with that name.
    """

    start: int
    lines: list[str]
    content: dict[str, Any]

    def line_of(self, key: str, value: str = "") -> int:
        """Line of a key, or the last of its lines that contains a text; that of the header when none does."""
        begins = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
        starts = [n for n, line in enumerate(self.lines) if begins.match(line)]
        # The key of an inline table is somewhere in its line.
        at = next(iter(starts or [n for n, line in enumerate(self.lines) if key in line.partition("#")[0]]), 0)
        start = at
        for n, line in enumerate(self.lines[at:], start=at):
            if n > at and _KEY.match(line):
                break
            if value and value in line:
                start = n
        return self.start + start


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A TOML file.

    Attributes
    ----------
    naam : Name of the file, for messages.
    sections : The parts of it that can be read.
    faults : Faults in the TOML syntax.
    """

    naam: str
    sections: list[Section]
    faults: list[Fault]

    def find(self, key: str) -> Iterator[tuple[Section, Any]]:
        """Values of a top-level key, or tables under a header, each with its section."""
        for section in self.sections:
            if key in section.content:
                value = section.content[key]
                for part in value if _is_tables(value) else [value]:
                    yield section, part


def read_document(path: Path) -> Document:
    """Read a TOML file; a section that is not valid TOML is a fault, and the others are still read."""
    name = str(path)
    text, faults = read_text(path)
    lines = text.replace("\r\n", "\n").split("\n")
    whole = _parse(lines, 1, name)
    starts = [0, *(n for n, line in enumerate(lines) if n and _HEADER.fullmatch(line)), len(lines)]
    parts = [_parse(lines[start:end], start + 1, name) for start, end in itertools.pairwise(starts)]
    if isinstance(whole, Section):
        # What looks like a header may be a line of a multi-line string.
        sections = [part for part in parts if isinstance(part, Section)]
        return Document(name, sections if len(sections) == len(parts) else [whole], faults)
    parse_faults = [part for part in parts if isinstance(part, Fault)]
    # Duplicates across sections only show up in the whole file.
    if whole.line not in {fault.line for fault in parse_faults}:
        parse_faults.append(whole)
    return Document(name, [part for part in parts if isinstance(part, Section)], faults + parse_faults)


def check_keys(document: Document, keys: Mapping[str, Key], tables: Mapping[str, Mapping[str, Key]]) -> Iterator[Fault]:
    """List every key that is unknown, missing or of another type, and every text that could point to a person.

    Parameters
    ----------
    document
        The file.
    keys
        Type of each top-level key.
    tables
        For each header, which may occur more than once, the type of each key under it.
    """
    name = document.naam
    for section in document.sections:
        for key in section.content.keys() - keys.keys() - tables.keys():
            yield Fault(name, section.line_of(key), _unknown(key, [*keys, *tables]))
    for key, expected in keys.items():
        entries = list(document.find(key))
        for section, value in entries:
            yield from _check_value(name, section, key, value, expected)
        if expected.required and not entries and not document.faults:
            yield Fault(name, 1, f"de sleutel {key} ontbreekt; voeg die bovenaan toe.")
    for header, form in tables.items():
        for section, table in document.find(header):
            if isinstance(table, dict) and isinstance(section.content[header], list):
                yield from _check_table(name, section, header, table, form)
            else:
                text = f"{header} is geen lijst van tabellen; schrijf [[{header}]] met de sleutels eronder."
                yield Fault(name, section.line_of(header), text)


def _check_table(
    name: str, section: Section, header: str, table: Mapping[str, object], form: Mapping[str, Key]
) -> Iterator[Fault]:
    for key, value in table.items():
        if key in form:
            yield from _check_value(name, section, key, value, form[key])
        else:
            yield Fault(name, section.line_of(key), _unknown(key, form))
    for key, expected in form.items():
        if expected.required and key not in table:
            yield Fault(name, section.start, f"bij dit {header} ontbreekt de sleutel {key}; voeg die toe.")


def _check_value(name: str, section: Section, key: str, value: object, expected: Key) -> Iterator[Fault]:
    if not isinstance(value, expected.kind):
        yield Fault(name, section.line_of(key), f"{key} is niet {_KINDS[expected.kind].format(key=key)}.")
        return
    texts: dict[str, object] = {key: value}
    if isinstance(value, list):
        texts = {f"{key}, nummer {n}": item for n, item in enumerate(value, start=1)}
    elif isinstance(value, dict):
        texts = dict(value)
    if expected.required and not any(isinstance(text, bool) or str(text).strip() for text in texts.values()):
        yield Fault(name, section.line_of(key), f"{key} is leeg; vul het in.")
    for place, text in texts.items():
        line = section.line_of(place if isinstance(value, dict) else key, str(text))
        if isinstance(text, str):
            # The keys of a table of names are names too.
            words = f"{place}: {text}" if isinstance(value, dict) else text
            yield from (Fault(name, line, sentence) for sentence in explain_text(key, words))
        elif not isinstance(value, bool):
            yield Fault(name, line, f"{place} is geen tekst; zet {text} tussen aanhalingstekens.")


def _unknown(key: str, choices: Iterable[str]) -> str:
    close = suggest_names(key, choices)
    hint = f"bedoelt u {' of '.join(close)}?" if close else f"kies uit: {', '.join(choices)}."
    return f"de sleutel {key} is onbekend; {hint}"


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _parse(lines: list[str], start: int, name: str) -> Section | Fault:
    try:
        return Section(start, lines, parse_toml("\n".join(lines)))
    except ValueError as bad:
        at = _AT_LINE.search(str(bad))
        # A value not closed by the end began with the last key.
        last = max((n for n, line in enumerate(lines, start=1) if _KEY.match(line)), default=1)
        line = start + (int(at[1]) if at else last) - 1
        if _TWICE.search(str(bad)):
            return Fault(name, line, "wat hier staat, staat er al eerder; laat er een staan.")
        text = "zet tekst tussen aanhalingstekens, lijsten tussen [ ] en elke sleutel op een eigen regel."
        return Fault(name, line, f"dit is geen TOML; {text}")
