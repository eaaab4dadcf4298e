"""A stretch of a large GML file as a separate GML, so that several processes can read one file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_CHUNK = 1_000_000
_MEMBER = rb"(?:[\w.-]+:)?(?:cityObjectMember|featureMember)"
_START, _END = re.compile(b"<" + _MEMBER + rb"[\s>/]"), re.compile(b"</" + _MEMBER + rb"\s*>")
_LONGEST = 200
"""Maximum size of an end tag in bytes, which may span two chunks."""
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_NOTHING = b"<CityModel/>"


class Stretch(NamedTuple):
    """The members of a GML whose predecessor's end tag begins in bytes `start` to `stop`, or the first ones from 0."""

    name: str
    start: int
    stop: int


class StretchStream:
    """Stream of a stretch of a GML, between the head and the end of the whole file."""

    def __init__(self, stream: BinaryIO, stretch: Stretch) -> None:
        self._pieces = _cut(stream, stretch)

    def read(self, _size: int) -> bytes:
        """Read some bytes; empty at the end."""
        return next(filter(None, self._pieces), b"")


def _cut(stream: BinaryIO, stretch: Stretch) -> Iterator[bytes]:
    """Bytes of a stretch; where members cannot be separated, the first stretch has them all."""
    head = stream.read(_CHUNK)
    root, first = _ROOT.search(_COMMENT.sub(b"", head)), _START.search(head)
    close = b"</" + root[1] + b">" if root else b""
    stream.seek(max(stretch.start - _LONGEST, 0))
    before = stream.read(min(stretch.start, _LONGEST))
    here, rest = stretch.start, b""
    if here:
        while not (end := _END.search(rest)) and (chunk := stream.read(_CHUNK)):
            here, rest = here + len(rest[:-_LONGEST]), rest[-_LONGEST:] + chunk
        if end is None or first is None or here + end.start() >= stretch.stop:
            # In a truncated file, the last stretch must lack the end.
            yield _NOTHING if end or close in before + rest else b""
            return
        yield head[: first.start()]
        here, rest = here + end.end(), rest[end.end() :]
    while here + len(rest) <= stretch.stop:
        yield rest
        here, rest = here + len(rest), stream.read(_CHUNK)
        if not rest:
            return
    inside = max(stretch.stop - here, 0)
    yield rest[:inside]
    if (yield from _until_end(stream, rest[inside:])):
        yield close


def _until_end(stream: BinaryIO, rest: bytes) -> Generator[bytes, None, bool]:
    """Bytes up to an end tag, and whether there was one."""
    while not (end := _END.search(rest)):
        yield rest[:-_LONGEST]
        if not (chunk := stream.read(_CHUNK)):
            yield rest[-_LONGEST:]
            return False
        rest = rest[-_LONGEST:] + chunk
    yield rest[: end.end()]
    return True
