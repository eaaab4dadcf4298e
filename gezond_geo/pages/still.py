"""The page without JavaScript: a static map, the lists behind it, and how to open the real one."""

from __future__ import annotations

import math
import re
import textwrap
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import jinja2

from gezond_geo.indicators.catalogue import themes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gezond_geo.pages.language import Language

    Ring = Sequence[Sequence[float]]
    Payload = Mapping[str, Any]

_TILE = 80.0  # width of a tile in the picture, in pixels
_LETTERS = 12  # characters of a name that fit on a line of a tile; a longer word is condensed
_KIND = re.compile(r"^(?:Buurtschap|Industrie- en|Bedrijventerrein|Bedrijvenpark) ")  # common prefixes of names
_DARK = 3  # number of themes from which a name is white
_MOST = 60  # maximum number of buurten in the lists


def build_still(payload: Payload, words: Language) -> str:
    """Build the content for readers whose mail program or viewer runs no scripts.

    Parameters
    ----------
    payload
        Data of the map page, as described in ``docs/payload.md``.
    words
        Language of the page.

    Returns
    -------
    str
        HTML for within ``<noscript>``: the tegelkaart as a drawing (none for the whole country), the list of the page,
        the other buurten by number of themes, the projects in a buurt, koppelkansen, and the sources.
    """
    buurten = {buurt["code"]: buurt for buurt in payload["buurten"]}
    items = [buurten[code] for code in payload["lijst"]["buurten"][:_MOST]]
    return _template().render(
        p=payload,
        t=words.interface,
        s=words.still,
        rijen=items,
        tekens=themes(),
        kaart=_draw(payload, buurten),
        groepen=_group(payload, {buurt["code"] for buurt in items}),
        plannen=[(buurt["roepnaam"], plan) for buurt in payload["buurten"] for plan in buurt["koppelkansen"]][:_MOST],
        projecten=[project for project in payload["projecten"] if project["buurten"]],
    )


def _group(payload: Payload, codes: set[str]) -> list[tuple[str, list[str]]]:
    """Names of the buurten outside the list, by number of themes, highest first, then unknown."""
    view = payload["weergaven"]["stapeling"]
    heads = {number: each["label"].capitalize() for number, each in enumerate(view["klassen"])}
    groups: list[tuple[str, list[str]]] = []
    for number in [*sorted(heads, reverse=True), None]:
        names = [
            buurt["roepnaam"]
            for buurt in payload["buurten"]
            if buurt["gestapeld"] == number and buurt["code"] not in codes
        ]
        if names and len(payload["buurten"]) <= _MOST * 10:
            head = view["zonder_label"].partition(" (")[0].capitalize() if number is None else heads[number]
            groups.append((f"{head} ({len(names)})", sorted(names, key=str.casefold)))
    return groups


def _draw(payload: Payload, buurten: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    """Tegelkaart in pixels; None when the page has none."""
    shape = payload["vormen"].get("tegels")
    if shape is None:
        return None
    outlines = {code: _project(polygons[0][0]) for code, polygons in shape["vlakken"].items()}
    first = next(iter(outlines.values()))
    scale = _TILE / (max(x for x, _ in first) - min(x for x, _ in first))
    west = min(x for ring in outlines.values() for x, _ in ring)
    north = min(y for ring in outlines.values() for _, y in ring)

    def place(ring: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(round((x - west) * scale + 4, 1), round((y - north) * scale + 4, 1)) for x, y in ring]

    shapes = {code: place(ring) for code, ring in outlines.items()}
    areas = {code: area["deel"] for area in payload["focusgebieden"] for code in area["buurten"]}
    view = payload["weergaven"]["stapeling"]
    return {
        "breed": math.ceil(max(x for ring in shapes.values() for x, _ in ring) + 4),
        "hoog": math.ceil(max(y for ring in shapes.values() for _, y in ring) + 4),
        "tegels": [
            {
                "punten": _points(ring),
                "klasse": view["klasse"][code],
                "licht": (view["klasse"][code] or 0) >= _DARK,
                "midden": (ring[0][0] + ring[3][0]) / 2,
                "hoogte": (ring[0][1] + ring[3][1]) / 2,
                "regels": _lines(buurten[code]["roepnaam"], doubt=buurten[code]["twijfel"]),
                "projecten": len(buurten[code]["projecten"]),
                "focus": None if code not in areas else "deel" if areas[code] else "heel",
            }
            for code, ring in sorted(shapes.items(), key=lambda item: item[0] in areas)
        ],
        "lijnen": [_points(place(_project(line))) for ring in shape["ringen"] for line in ring["lijnen"]],
    }


def _project(ring: Ring) -> list[tuple[float, float]]:
    """Project latitude and longitude to web Mercator, with y downwards, like the map of the page."""
    return [(math.radians(lon), -math.asinh(math.tan(math.radians(lat)))) for lat, lon in ring]


def _points(ring: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in ring)


def _lines(name: str, *, doubt: bool) -> list[tuple[str, bool]]:
    """Lines of a name on a tile, each condensed or not; the borderline mark is a separate line."""
    lines = textwrap.wrap(_KIND.sub("", name), _LETTERS, break_long_words=False)[:3]
    return [*((line, len(line) > _LETTERS) for line in lines), *([("±", False)] if doubt else [])]


@cache
def style_of_still() -> str:
    """Style that hides what needs a script, for within ``<noscript>``."""
    return resources.files("gezond_geo.pages").joinpath("static", "style", "stil.css").read_text("utf-8")


@cache
def _template() -> jinja2.Template:
    text = resources.files("gezond_geo.pages").joinpath("static", "stil.html").read_text("utf-8")
    return jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
