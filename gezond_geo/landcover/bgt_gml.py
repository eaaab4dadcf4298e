"""Objects of the BGT in GML, citygml and gmllight alike, read one by one: memory does not grow with the file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast
from xml.etree import ElementTree as ET
from xml.parsers import expat

import numpy as np
import shapely

from gezond_geo.errors import InputError
from gezond_geo.io.faults import refusing

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

ARC_METRES = 0.01
"""A curved edge is followed by straight ones that leave it by no more than this."""
OBJECT_BYTES = 64_000_000
"""One object takes no more of a file than this: the largest known take some hundreds of kB."""

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
"""Status of what is there; the plus topography also has what is planned, which lies over what is there now."""

_CHUNK = 1_000_000
_MEMBERS = ("cityObjectMember", "featureMember")
_LINES = {"LineStringSegment", "LineString", "LinearRing"}
_ARCS = {"Arc", "ArcString"}
_WRAPPERS = {"Ring", "curveMember", "Curve", "segments", "CompositeCurve", "posList", "pos"}
_PLANAR = 2


class BgtObject(NamedTuple):
    """One object on the ground that is there now.

    `geregistreerd` is the day on which it was registered as it is (ISO); `shape` is None when what it has is no area.
    """

    objecttype: str
    voorkomen: str
    functie: str
    lokaal_id: str
    geregistreerd: str
    shape: BaseGeometry | None


def read_gml(stream: BinaryIO, name: str, tally: Counter[tuple[str, str]]) -> Iterator[BgtObject]:
    """Read the objects of a GML file that are there now and lie on the ground.

    Parameters
    ----------
    stream
        The file.
    name
        Of the file, for messages.
    tally
        Counts by object type and what was counted; it grows with ``huidig`` (not ended), ``gepland`` (of those, not
        built yet; not given), ``maaiveld`` (of those, built and on the ground) and ``onleesbaar`` (of those, with an
        area that cannot be read; not given).

    Raises
    ------
    InputError
        When it is no whole GML, or a GML that nobody of good will writes: with a DOCTYPE, or one object without end.
    """
    with refusing(f"{name} is geen heel GML-bestand; haal het opnieuw op."):
        try:
            for member in _read_members(stream, name):
                for element in member:
                    yield from _read_object(element, tally)
        except _DoctypeError as bad:
            raise InputError(f"{name} bevat een DOCTYPE, en dat hoort niet in de BGT; het is niet gelezen.") from bad


def _read_members(stream: BinaryIO, name: str) -> Iterator[ET.Element]:
    """Give the members of the collection one by one, and forget each."""
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(["start", "end"])
    prolog = _make_prolog_reader()
    root: ET.Element | None = None
    since = 0
    while chunk := stream.read(_CHUNK):
        prolog(chunk)
        parser.feed(chunk)
        since += len(chunk)
        for event, element in cast("Iterator[tuple[str, ET.Element]]", parser.read_events()):
            if root is None:
                root = _check_root(element, name)
            if event == "end" and element.tag.endswith(_MEMBERS):
                since = 0
                yield element
                root.clear()
        if since > OBJECT_BYTES:
            size = OBJECT_BYTES // 1_000_000
            raise InputError(f"{name} bevat één object van meer dan {size} MB; dit is geen BGT.")
    parser.close()


def _check_root(root: ET.Element, name: str) -> ET.Element:
    if _local(root) not in {"CityModel", "FeatureCollection"}:
        raise InputError(f"{name} is geen GML van de BGT; geef citygml of gmllight zoals PDOK het levert.")
    return root


class _DoctypeError(Exception):
    """A document type: the door for entities that expand or that name other files."""


def _make_prolog_reader() -> Callable[[bytes], None]:
    """Give what reads up to the root, and refuses a DOCTYPE on the way; behind the root there can be none."""
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


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _read_object(member: ET.Element, tally: Counter[tuple[str, str]]) -> Iterator[BgtObject]:
    objecttype = OBJECTTYPES.get(_local(member).lower())
    if objecttype is None:
        return
    fields = {_local(child): child for child in member}
    text = {name: (child.text or "").strip() for name, child in fields.items()}
    if text.get("eindRegistratie") or text.get("objectEindTijd"):
        return
    tally[objecttype, "huidig"] += 1
    if text.get("bgt-status", EXISTING) != EXISTING:
        tally[objecttype, "gepland"] += 1
        return
    if text.get("relatieveHoogteligging") != "0":
        return
    tally[objecttype, "maaiveld"] += 1
    # By name: a pand also has label points, and what lies on a slope a line along its top.
    place = next((child for name, child in fields.items() if name.startswith("geometrie2d")), None)
    try:
        shape = None if place is None else _read_area(place)
    except (ValueError, shapely.errors.GEOSException):
        tally[objecttype, "onleesbaar"] += 1
        return
    is_planted = objecttype == "begroeidterreindeel"
    identity = member.find("{*}identificatie/{*}NEN3610ID/{*}lokaalID")
    yield BgtObject(
        objecttype=objecttype,
        voorkomen=_first(text, "surfaceMaterial", "bgt-fysiekVoorkomen", *(["class"] if is_planted else [])),
        functie=_first(text, "function", "bgt-functie", "bgt-type", *([] if is_planted else ["class"])),
        lokaal_id=text.get("identificatie.lokaalID") or ((identity.text or "").strip() if identity is not None else ""),
        geregistreerd=_first(text, "LV-publicatiedatum", "tijdstipRegistratie")[:10],
        shape=shape,
    )


def _first(text: dict[str, str], *names: str) -> str:
    return next((text[name] for name in names if text.get(name)), "")


def _read_area(place: ET.Element) -> BaseGeometry | None:
    """Polygons below an element as one shape; None when there are none, as for a line or a point."""
    inherited = next((int(e.get("srsDimension", "")) for e in place.iter() if e.get("srsDimension")), _PLANAR)
    parts = []
    for polygon in place.iter():
        if _local(polygon) not in {"Polygon", "PolygonPatch"}:
            continue
        rings: dict[str, list[NDArray[np.float64]]] = {"exterior": [], "interior": []}
        for boundary in polygon:
            if _local(boundary) in rings:
                rings[_local(boundary)] += [_read_ring(ring, inherited) for ring in boundary]
        (shell,) = rings["exterior"]
        parts.append(shapely.Polygon(shell, rings["interior"]))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _read_ring(ring: ET.Element, inherited: int) -> NDArray[np.float64]:
    """Coordinates of a ring, its arcs as straight edges."""
    pieces = []
    for element in ring.iter():
        kind = _local(element)
        if kind in _LINES:
            pieces.append(_read_points(element, inherited))
        elif kind in _ARCS:
            points = _read_points(element, inherited)
            pieces += [linearise_arc(points[i : i + 3]) for i in range(0, len(points) - 2, 2)]
        elif kind not in _WRAPPERS or element.get("{http://www.w3.org/1999/xlink}href"):
            raise ValueError(kind)
    points = np.concatenate(pieces)
    repeated = (points[1:] == points[:-1]).all(axis=1)
    return points[np.r_[True, ~repeated]]


def _read_points(element: ET.Element, inherited: int) -> NDArray[np.float64]:
    lists = [child for child in element if _local(child) in {"posList", "pos"}]
    dimension = int(lists[0].get("srsDimension") or inherited) if lists else inherited
    numbers = np.array(" ".join(child.text or "" for child in lists).split(), dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError(element)
    return numbers.reshape(-1, dimension)[:, :_PLANAR]


def linearise_arc(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Follow a circular arc by straight edges that leave it by at most `ARC_METRES`.

    The same arc followed in the other direction gives the same edges, so that neighbours keep fitting.

    Parameters
    ----------
    points
        Start, a point on the arc and end, each x and y in metres.

    Returns
    -------
    array
        Points along the arc, the first and last as they were given; for three points on a line those points.

    Raises
    ------
    ValueError
        When there are not three points, or start and end are the same: the BGT has no whole circles.
    """
    start, middle, end = points
    if (start == end).all():
        raise ValueError(points)
    (bx, by), (cx, cy) = middle - start, end - start
    double = 2 * (bx * cy - by * cx)
    if abs(double) < np.finfo(float).eps * max(bx * bx + by * by, cx * cx + cy * cy):
        return points
    b, c = bx * bx + by * by, cx * cx + cy * cy
    centre = np.array([cy * b - by * c, bx * c - cx * b]) / double
    radius = math.hypot(*centre)
    first = math.atan2(-centre[1], -centre[0])
    last = math.atan2(cy - centre[1], cx - centre[0])
    sweep = (last - first) % (2 * math.pi)
    if double < 0:
        sweep -= 2 * math.pi
    # The height of an arc over its chord is r (1 - cos(angle / 2)).
    widest = 2 * math.acos(max(1 - ARC_METRES / radius, 0.0))
    count = max(math.ceil(abs(sweep) / widest), 2)
    angles = first + sweep * np.arange(1, count) / count
    between = start + centre + radius * np.column_stack([np.cos(angles), np.sin(angles)])
    return np.vstack([start, between, end])
