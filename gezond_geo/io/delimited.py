"""Delimited text: CSV and the like, with any usual separator and encoding."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from gezond_geo.io.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Record = tuple[int, list[object]]
"""Line and cells of a row."""

_SEPARATORS = ";\t|,"
_HEAD = 30
"""Number of lines used to find the separator."""
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*$', re.MULTILINE)
"""Line in which a CSV declares its separator to Excel."""
_UTF_16 = {"utf-16-le": slice(1, 200, 2), "utf-16-be": slice(0, 200, 2)}
"""Position of the zero bytes of ASCII characters."""


def read_delimited(
    content: bytes, name: str, has_header: Callable[[list[Record]], bool]
) -> tuple[list[Record], str, list[Fault]]:
    """Read the rows of a text.

    Parameters
    ----------
    content
        Bytes in UTF-8, UTF-16 or the encoding of Excel on Windows (cp1252), even mixed line by line.
    name
        Name of the file, for messages.
    has_header
        Function that tells whether rows contain the header, to determine the separator.

    Returns
    -------
    list of Record
        Rows that are not empty.
    str
        The separator.
    list of Fault
        Lines that cannot be split into cells.
    """
    text = decode(content)
    first, _, rest = text.partition("\n")
    if line := _SEPARATOR_LINE.fullmatch(first.strip()):
        records, faults = _split(rest, line[1], name, 2)
        return records, line[1], faults
    head = "\n".join(text.split("\n", _HEAD)[:_HEAD])
    by_count = sorted(_SEPARATORS, key=head.count, reverse=True)
    separator = next((sign for sign in by_count if has_header(_split(head, sign, name)[0])), by_count[0])
    records, faults = _split(text, separator, name)
    return records, separator, faults


def decode(content: bytes) -> str:
    """Decode bytes; a line that is not UTF-8 is taken to be in the encoding of Excel on Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    for encoding, zeros in _UTF_16.items():
        if content and 2 * content[zeros].count(0) > len(content[zeros]):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "\n".join(map(_decode_line, content.removeprefix(b"\xef\xbb\xbf").split(b"\n")))


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _split(text: str, separator: str, name: str, start: int = 1) -> tuple[list[Record], list[Fault]]:
    faults: list[Fault] = []
    return list(_read_rows(text, separator, name, start, faults)), faults


def _read_rows(text: str, separator: str, name: str, start: int, faults: list[Fault]) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + start
        try:
            cells: list[object] = list(next(reader))
        except StopIteration:
            return
        except csv.Error:
            text = "hier staat een aanhalingsteken los of het wordt niet gesloten; bewaar het opnieuw als CSV."
            faults.append(Fault(name, line, text))
            continue
        if any(str(cell).strip() for cell in cells):
            yield line, cells
