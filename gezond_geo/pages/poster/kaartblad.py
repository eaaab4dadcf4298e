"""The map sheet: map, legend and sources on one A4, from the data of the map page."""

from __future__ import annotations

import itertools
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from gezond_geo.areas.rd import RD
from gezond_geo.pages.language import language_of
from gezond_geo.pages.poster.legend import draw_legend
from gezond_geo.pages.poster.marks import (
    COLUMN,
    DASHES,
    DOUBT,
    EDGE,
    MARGIN,
    PIN,
    SOLID,
    draw_ring,
    outline_focus,
    probable_places,
)
from gezond_geo.pages.poster.paper import (
    HEIGHT,
    INK,
    LEADING,
    PAPER,
    POINT,
    SOFT,
    WIDTH,
    Name,
    Paper,
    fit_name,
    ink_on,
    middle_of,
    middles_of,
    one_line,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Payload = Mapping[str, Any]

_GUTTER = 12.0  # between the map and the text column (mm)
_PAGE = "EPSG:3857"  # projection of the page, in which tiles are upright; RD is true to scale for boundaries
_TINT = "#f6f5f0"


class _Unnamed(NamedTuple):
    """An area in the upper classes that is too small for its name."""

    name: str
    number: int  # of its class
    area: BaseGeometry
    colour: str | None


def draw_kaartblad(payload: Payload, view: str) -> Paper:
    """Draw one view of the first shape, with its legend and sources."""
    paper = Paper()
    bottom, top = _draw_frame(paper, payload)
    _draw_map(paper, payload, view, shapely.box(MARGIN, bottom, WIDTH - MARGIN - COLUMN - _GUTTER, top))
    draw_legend(paper, payload, view, bottom)
    return paper


def _draw_frame(paper: Paper, payload: Payload) -> tuple[float, float]:
    """Write the texts above and below the map; returns the vertical extent left for it."""
    paper.write(MARGIN, MARGIN - 3.5, payload["voettekst"], 8, bold=True)
    words, wide, size = language_of(payload["taal"]).poster, WIDTH - 2 * MARGIN, 5.8
    titles = [f"{project['nr']} {project['naam']}" for project in payload["projecten"] if project["gebied"]]
    texts = [words["bronnen"].format(bronnen=" · ".join(payload["bronnen"]))]
    if titles:
        texts.append(words["projecten"].format(projecten=" · ".join(titles)))
    bottom = MARGIN + 1.0
    for text in texts:
        bottom += len(paper.wrap(text, wide, size)) * size * POINT * LEADING
        paper.paragraph(MARGIN, bottom, wide, text, size)
        bottom += 0.8
    paper.patch(shapely.box(WIDTH - MARGIN - COLUMN - 7, bottom + 2.5, WIDTH, HEIGHT), facecolor=_TINT, zorder=0)

    wide -= COLUMN + _GUTTER
    top = HEIGHT - MARGIN - 5
    size = min(19, 19 * wide / paper.width_of(payload["kop"], 19, bold=True))
    paper.write(MARGIN, top, payload["kop"], size, bold=True)
    return bottom + 5, paper.paragraph(MARGIN, top - 2.2, wide, payload["uitleg"]["lang"], 9) - 4


def _draw_map(paper: Paper, payload: Payload, view: str, room: BaseGeometry) -> None:
    """Draw the first shape: its areas, the focus areas and the names."""
    kind, shape = next(iter(payload["vormen"].items()))
    content = payload["weergaven"][view]
    tiles = kind == "tegels"
    areas, metre = _lay_out(shape["vlakken"], _PAGE if tiles else RD, room)
    for code, area in areas.items():
        paper.fill(area, _colour(content, code), *(("white", 1.4) if tiles else (EDGE, 0.35)))
    whole = shapely.union_all(list(areas.values()))
    paper.patch(whole, edgecolor=SOFT, linewidth=0.5, zorder=4)
    unsure = set(content["grens"]["buurten"]) if content["grens"] else set()
    names = _names_of(payload, unsure, areas)
    focus = _outline_all_focus(paper, payload, areas, set(names.values()))
    probable = probable_places(payload)
    pins = {buurt["code"]: _pin_projects(paper, buurt, areas, probable, tiles=tiles) for buurt in payload["buurten"]}
    double = {name for name, _ in focus} & set(names.values())
    obstacles = [pin for pin in pins.values() if not pin.is_empty]
    unnamed: list[_Unnamed] = []
    for code, name in sorted(names.items(), key=lambda item: item[1]):
        if name in double:
            continue
        if text := fit_name(paper, name, areas[code].difference(pins[code]), tiles=tiles):
            _write_name(paper, text, _colour(content, code))
            obstacles.append(text.boxes)
        elif (number := content["klasse"][code] or 0) * 2 >= len(content["klassen"]) - 1:
            unnamed.append(_Unnamed(name, number, areas[code].difference(pins[code]), _colour(content, code)))
    obstacles += _letter_names(paper, unnamed, whole, room)
    for name, area in focus:
        obstacles.append(_write_focus_name(paper, name, area, obstacles, room, inside=name in double))
    _draw_scale(paper, payload, room, metre)


def _names_of(payload: Payload, unsure: Collection[str], areas: Collection[str]) -> dict[str, str]:
    """Name to write in each area, marked where it is borderline."""
    return {
        buurt["code"]: one_line(buurt["roepnaam"]) + (f" {DOUBT}" if buurt["code"] in unsure else "")
        for buurt in payload["buurten"]
        if buurt["code"] in areas
    }


def _outline_all_focus(
    paper: Paper, payload: Payload, areas: Mapping[str, BaseGeometry], names: Collection[str]
) -> list[tuple[str, BaseGeometry]]:
    """Outline the focus areas; returns them with their names, marked where borderline."""
    focus = []
    for place in payload["focusgebieden"]:
        area = shapely.union_all([areas[code] for code in place["buurten"] if code in areas])
        if not area.is_empty:
            outline_focus(paper, area, partial=place["deel"])
            name = one_line(place["naam"])
            focus.append((f"{name} {DOUBT}" if f"{name} {DOUBT}" in names else name, area))
    return focus


def _draw_scale(paper: Paper, payload: Payload, room: BaseGeometry, metre: float) -> None:
    """Draw a scale bar under the map, or a note when it has no scale; `metre` is in mm on paper."""
    shape = next(iter(payload["vormen"].values()))
    left, bottom = room.bounds[:2]
    if shape["noot"]:
        paper.write(left, bottom, f"{shape['label']}, {shape['noot']}", 6.8, colour=SOFT)
        return
    length = next((km for km in (5, 2, 1, 0.5, 0.2) if km * 1000 * metre <= 30), 0.1)  # noqa: PLR2004 - mm
    end = left + length * 1000 * metre
    paper.line([(left, bottom + 0.8), (end, bottom + 0.8)], SOFT, 1.2)
    distance = language_of(payload["taal"]).number(length, int(length < 1))
    paper.write(end + 1.5, bottom, f"{distance} km", 6.8, colour=SOFT)


def _lay_out(shapes: Mapping[str, Any], plane: str, room: BaseGeometry) -> tuple[dict[str, BaseGeometry], float]:
    """Project the areas of a shape and fit them into the space above a line of text; returns them and the scale."""
    polygons = [
        shapely.MultiPolygon(
            [([p[::-1] for p in part[0]], [[p[::-1] for p in hole] for hole in part[1:]]) for part in area]
        )
        for area in shapes.values()
    ]
    flat = gpd.GeoSeries(polygons, crs="EPSG:4326").to_crs(plane)
    low, high = flat.total_bounds[:2], flat.total_bounds[2:]
    corner, opposite = np.add(room.bounds[:2], (0, 3)), np.array(room.bounds[2:])
    scale = float(((opposite - corner) / (high - low)).min())
    on_paper = shapely.transform(flat.to_numpy(), lambda xy: (xy - (low + high) / 2) * scale + (corner + opposite) / 2)
    return dict(zip(shapes, on_paper, strict=True)), scale


def _pin_projects(
    paper: Paper,
    buurt: Mapping[str, Any],
    areas: Mapping[str, BaseGeometry],
    probable: set[tuple[str, str]],
    *,
    tiles: bool,
) -> BaseGeometry:
    """Draw a numbered ring for each project of a buurt, dashed where its location is probable; returns their box."""
    numbers = [str(project["nr"]) for project in buurt["projecten"]]
    if not numbers or buurt["code"] not in areas:
        return shapely.Polygon()
    area = areas[buurt["code"]]
    _, low, _, high = area.bounds
    x, y = (area.centroid.x, low + (high - low) * 0.24) if tiles else middle_of(area)
    step, ring = PIN * 2.15, PIN * 1.1
    left = x - (len(numbers) - 1) * step / 2
    for at, number in enumerate(numbers):
        middle = left + at * step
        dashes = DASHES if (number, buurt["code"]) in probable else SOLID
        draw_ring(paper, middle, y, dashes)
        paper.write(middle, y - 0.72, number, 5.6, bold=True, align="center")
    return shapely.box(left - ring, y - ring, left + (len(numbers) - 1) * step + ring, y + ring)


def _write_name(paper: Paper, name: Name, colour: str | None) -> None:
    if colour is None:
        paper.patch(name.boxes.buffer(0.5), facecolor=PAPER, zorder=4)
    for line, middle in zip(name.lines, middles_of(name.lines, name.size), strict=True):
        foot = name.place[1] + middle - name.size * POINT * 0.36
        paper.write(name.place[0], foot, line, name.size, align="center", colour=ink_on(colour))


def _letter_names(paper: Paper, unnamed: list[_Unnamed], whole: BaseGeometry, room: BaseGeometry) -> list[BaseGeometry]:
    """Letter areas that are too small for their name, highest classes first, as many as a free corner can list.

    Returns
    -------
    list of Polygon
        The boxes of the letters on the map.
    """
    size = 6.0
    high = size * POINT * LEADING
    for lowest in sorted({one.number for one in unnamed}):
        letters = [one for one in unnamed if one.number >= lowest]
        wide = max(paper.width_of(one.name, size) for one in letters) + 7
        if corner := _find_corner(len(letters), wide, high, whole, room):
            break
    else:
        return []
    x, y, deep = corner
    boxes: list[BaseGeometry] = []
    for at, (letter, one) in enumerate(zip(_letters(), letters, strict=False)):
        column, row = divmod(at, deep)
        foot = y - (row + 1) * high + 0.6
        paper.write(x + column * wide + 3.5, foot, letter, size, bold=True, align="right")
        paper.write(x + column * wide + 4.7, foot, one.name, size)
        place = middle_of(one.area)
        broad = one.area.contains(shapely.Point(place).buffer(1))
        ink = ink_on(one.colour if broad else None)
        paper.write(place[0], place[1] - 0.75, letter, size, bold=True, align="center", colour=ink)
        boxes.append(shapely.box(place[0] - 1.5, place[1] - 1.2, place[0] + 1.5, place[1] + 1.2))
    return boxes


def _letters() -> Iterator[str]:
    """Yield a, b, … z, aa, ab, …: letters, since projects have numbers."""
    return ("".join(word) for long in itertools.count(1) for word in itertools.product(ascii_lowercase, repeat=long))


def _find_corner(
    count: int, wide: float, high: float, whole: BaseGeometry, room: BaseGeometry
) -> tuple[float, float, int] | None:
    """Find a free corner for a list in columns: its left, its top, and the lines per column."""
    left, bottom, right, top = room.bounds
    bottom += 4
    for columns, x_at, y_at in itertools.product((1, 2, 3), (left, right), (top, bottom)):
        deep = -(-count // columns)
        x, y = min(x_at, right - columns * wide), max(y_at, bottom + deep * high)
        corner = shapely.box(x, y - deep * high, x + columns * wide, y)
        if room.contains(corner) and corner.distance(whole) > 2:  # noqa: PLR2004 - mm
            return x, y, deep
    return None


def _write_focus_name(
    paper: Paper, name: str, area: BaseGeometry, obstacles: list[BaseGeometry], room: BaseGeometry, *, inside: bool
) -> BaseGeometry:
    """Write the name of a focus area on a dark label, in or under the area or at the nearest free spot with a line."""
    size, high = 5.8, 3.5
    long = paper.width_of(name, size, bold=True) + 2.2
    wished = middle_of(area) if inside else np.array([area.centroid.x, area.bounds[1] + 0.8])
    steps = np.arange(-60, 61, 1.0)
    places = wished + np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    x, y = places.T
    boxes = shapely.box(x - long / 2, y - high / 2, x + long / 2, y + high / 2)
    blocked = shapely.union_all(obstacles)

    def sort_by_distance(numbers: NDArray[np.intp]) -> NDArray[np.intp]:
        apart = np.hypot(*(places[numbers] - wished).T)
        return numbers[np.lexsort([apart.round(3), shapely.distance(boxes[numbers], area).round(3)])]

    shapely.prepare(room)
    inner = sort_by_distance(np.flatnonzero(shapely.contains(room, boxes)))
    at = next((i for i in inner if boxes[i].distance(blocked) > 0.5), None)  # noqa: PLR2004 - mm
    if at is None:
        at = sort_by_distance(np.arange(len(boxes)))[0]
    if boxes[at].distance(area) > 0:
        paper.line(shapely.get_coordinates(shapely.shortest_line(boxes[at], area)), INK, 1)
    half = (long - high) / 2
    plate = shapely.linestrings([(x[at] - half, y[at]), (x[at] + half, y[at])]).buffer(high / 2)
    paper.patch(plate, facecolor=INK, edgecolor="white", linewidth=1, zorder=8)
    paper.write(x[at], y[at] - size * POINT * 0.36, name, size, bold=True, align="center", colour="white")
    box: BaseGeometry = boxes[at]
    return box


def _colour(view: Mapping[str, Any], code: str) -> str | None:
    """Colour of a buurt in a view; None when it is hatched."""
    number = view["klasse"][code]
    return None if number is None else str(view["klassen"][number]["kleur"])
