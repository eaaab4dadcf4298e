"""Streaming of BGT objects from GML, both citygml and gmllight, in constant memory."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol
from xml.parsers import expat

import shapely
from lxml import etree

from gezond_geo.errors import InputError
from gezond_geo.io.faults import refusing
from gezond_geo.landcover.bgt_shapes import build_shapes, find_area, local_name

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

    from shapely.geometry.base import BaseGeometry

    from gezond_geo.landcover.bgt_shapes import Area

BATCH = 1_000
"""Objects whose coordinates are parsed together."""
OBJECT_BYTES = 64_000_000
"""Maximum size of one object in bytes: the largest known ones take some hundreds of kB."""

OBJECTTYPES = {
    "trafficarea": "wegdeel",
    "auxiliarytrafficarea": "ondersteunendwegdeel",
    "plantcover": "begroeidterreindeel",
    "buildingpart": "pand",
    "bridgeconstructionelement": "overbruggingsdeel",
    "tunnelpart": "tunneldeel",
} | {
    name: name
    for name in (
        "wegdeel",
        "ondersteunendwegdeel",
        "onbegroeidterreindeel",
        "begroeidterreindeel",
        "waterdeel",
        "ondersteunendwaterdeel",
        "pand",
        "overigbouwwerk",
        "overbruggingsdeel",
        "tunneldeel",
        "kunstwerkdeel",
        "scheiding",
        "ongeclassificeerdobject",
    )
}
"""Object types that divide the ground between them (BGT 1.2, paragraph Topologie), by element name in lower case."""

EXISTING = "bestaand"
"""Status of existing objects; the plus topography also has planned ones, which overlap these."""

_MEMBERS = ("{*}cityObjectMember", "{*}featureMember")
_ENDS = ("{*}eindRegistratie", "{*}objectEindTijd")


class Readable(Protocol):
    """A binary stream to read from."""

    def read(self, size: int, /) -> bytes:
        """Read some bytes; empty at the end."""


class BgtObject(NamedTuple):
    """One current object at ground level.

    `geregistreerd` is the date of its current registration (ISO); `shape` is None when its geometry is not a polygon.
    """

    objecttype: str
    voorkomen: str
    functie: str
    lokaal_id: str
    geregistreerd: str
    shape: BaseGeometry | None


def read_gml(stream: Readable, name: str, tally: Counter[tuple[str, str]]) -> Iterator[BgtObject]:
    """Read the current objects at ground level from a GML file.

    Parameters
    ----------
    stream
        The file.
    name
        Name of the file, for messages.
    tally
        Counts by object type and kind, to which are added ``huidig`` (not ended), ``gepland`` (of those, not yet built;
        skipped), ``maaiveld`` (of those, built and at ground level) and ``onleesbaar`` (of those, with an unreadable
        polygon; skipped).

    Raises
    ------
    InputError
        When it is incomplete, or looks malicious: a DOCTYPE, or an endless object.
    """
    with refusing(f"{name} is geen heel GML-bestand; haal het opnieuw op."):
        try:
            things = (_read_object(thing, tally) for member in _read_members(stream, name) for thing in member)
            current = (thing for thing in things if thing is not None)
            while batch := list(islice(current, BATCH)):
                yield from _build(batch, tally)
        except _DoctypeError as bad:
            raise InputError(f"{name} bevat een DOCTYPE, en dat hoort niet in de BGT; het is niet gelezen.") from bad


def _read_members(stream: Readable, name: str) -> Iterator[etree._Element]:
    """Yield the members of the collection one by one, and free each."""
    watched = _WatchedStream(stream, name)
    members = etree.iterparse(
        watched,
        tag=_MEMBERS,
        huge_tree=True,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_blank_text=True,
        remove_pis=True,
        resolve_entities=False,
    )
    is_checked = False
    for _, member in members:
        if not is_checked:
            _check_root(member.getroottree().getroot(), name)
            is_checked = True
        watched.since = 0
        yield member
        member.clear()
        while (before := member.getprevious()) is not None:
            before.getparent().remove(before)
    if not is_checked:
        _check_root(members.root, name)


class _WatchedStream:
    """Stream of GML bytes to the parser, which refuses a DOCTYPE and endless objects."""

    def __init__(self, stream: Readable, name: str) -> None:
        self._stream, self._name = stream, name
        self._read_prolog = _make_prolog_reader()
        self.since = 0

    def read(self, size: int) -> bytes:
        chunk = self._stream.read(size)
        self._read_prolog(chunk)
        self.since += len(chunk)
        if self.since > OBJECT_BYTES + size:
            megabytes = OBJECT_BYTES // 1_000_000
            raise InputError(f"{self._name} bevat één object van meer dan {megabytes} MB; dit is geen BGT.")
        return chunk


def _check_root(root: etree._Element, name: str) -> None:
    if local_name(root.tag) not in {"CityModel", "FeatureCollection"}:
        raise InputError(f"{name} is geen GML van de BGT; geef citygml of gmllight zoals PDOK het levert.")


class _DoctypeError(Exception):
    """A DOCTYPE, which allows entities that expand or refer to other files."""


def _make_prolog_reader() -> Callable[[bytes], None]:
    """Parser up to the root element that refuses a DOCTYPE; there can be none after it."""
    reader = expat.ParserCreate()
    is_past_prolog = False

    def refuse(*_: object) -> None:
        raise _DoctypeError

    def stop(*_: object) -> None:
        nonlocal is_past_prolog
        is_past_prolog = True

    reader.StartDoctypeDeclHandler = refuse
    reader.StartElementHandler = stop

    def read(chunk: bytes) -> None:
        if not is_past_prolog:
            reader.Parse(chunk)

    return read


def _read_object(member: etree._Element, tally: Counter[tuple[str, str]]) -> tuple[BgtObject, Area] | None:
    """Read a current object at ground level, without building its geometry yet."""
    objecttype = OBJECTTYPES.get(local_name(member.tag).lower())
    if objecttype is None:
        return None
    if any(map(_text_of, member.iterchildren(*_ENDS))):
        return None
    tally[objecttype, "huidig"] += 1
    fields = {local_name(child.tag): child for child in member}
    if "bgt-status" in fields and _first(fields, "bgt-status") != EXISTING:
        tally[objecttype, "gepland"] += 1
        return None
    if _first(fields, "relatieveHoogteligging") != "0":
        return None
    tally[objecttype, "maaiveld"] += 1
    # By name: a pand also has label points, and an object on a slope a line along its top.
    place = next((child for name, child in fields.items() if name.startswith("geometrie2d")), None)
    try:
        area = [] if place is None else find_area(place)
    except ValueError:
        tally[objecttype, "onleesbaar"] += 1
        return None
    is_planted = objecttype == "begroeidterreindeel"
    identity = next(member.iter("{*}lokaalID"), None)
    return BgtObject(
        objecttype=objecttype,
        voorkomen=_first(fields, "surfaceMaterial", "bgt-fysiekVoorkomen", *(["class"] if is_planted else [])),
        functie=_first(fields, "function", "bgt-functie", "bgt-type", *([] if is_planted else ["class"])),
        lokaal_id=_first(fields, "identificatie.lokaalID") or _text_of(identity),
        geregistreerd=_first(fields, "LV-publicatiedatum", "tijdstipRegistratie")[:10],
        shape=None,
    ), area


def _build(batch: list[tuple[BgtObject, Area]], tally: Counter[tuple[str, str]]) -> Iterator[BgtObject]:
    """Build the geometries of objects, all at once unless one cannot be read."""
    try:
        shapes = build_shapes([area for _, area in batch])
    except (ValueError, shapely.errors.GEOSException):
        if len(batch) == 1:
            tally[batch[0][0].objecttype, "onleesbaar"] += 1
            return
        for one in batch:
            yield from _build([one], tally)
        return
    for (thing, _), shape in zip(batch, shapes, strict=True):
        yield thing._replace(shape=shape)


def _first(fields: dict[str, etree._Element], *names: str) -> str:
    """First non-empty text among some fields."""
    for name in names:
        if text := _text_of(fields.get(name)):
            return text
    return ""


def _text_of(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()
