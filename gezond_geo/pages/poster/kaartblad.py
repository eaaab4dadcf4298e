"""The map paper: map, legend and sources on one A4, from what the map page gets."""

from __future__ import annotations

import itertools
from collections import Counter
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from gezond_geo.areas.rd import RD
from gezond_geo.pages.language import language_of
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
    from collections.abc import Iterator, Mapping

    from shapely.geometry.base import BaseGeometry

    Payload = Mapping[str, Any]

_MARGIN, _COLUMN, _GUTTER = 12.0, 66.0, 12.0  # around the paper, and the text beside the map (mm)
_NOTE_SIZES = (6.8, 6.4, 6.0, 5.6)  # points, the best first
_PAGE = "EPSG:3857"  # that of the page, where tiles stand upright; RD is true to scale for boundaries
_PIN = 1.55  # radius of the ring of a project (mm)
_EDGE, _TINT = "#8b9ba1", "#f6f5f0"
_DOUBT, _DASHES = "±", (0, (1.6, 1.2))


class _Unnamed(NamedTuple):
    """An area of the upper classes that has no room for its name."""

    name: str
    number: int  # of its class
    area: BaseGeometry
    colour: str | None


def draw_kaartblad(payload: Payload, view: str) -> Paper:
    """Draw one view of the first shape, with its legend and sources."""
    paper = Paper()
    bottom, top = _draw_frame(paper, payload)
    _draw_map(paper, payload, view, shapely.box(_MARGIN, bottom, WIDTH - _MARGIN - _COLUMN - _GUTTER, top))
    _draw_legend(paper, payload, view, bottom)
    return paper


def _draw_frame(paper: Paper, payload: Payload) -> tuple[float, float]:
    """Write what is above and below the map; give the heights between which there is room for it."""
    paper.write(_MARGIN, _MARGIN - 3.5, payload["voettekst"], 8, bold=True)
    words, wide, size = language_of(payload["taal"]).poster, WIDTH - 2 * _MARGIN, 5.8
    titles = [f"{project['nr']} {project['naam']}" for project in payload["projecten"] if project["gebied"]]
    texts = [words["bronnen"].format(bronnen=" · ".join(payload["bronnen"]))]
    if titles:
        texts.append(words["projecten"].format(projecten=" · ".join(titles)))
    bottom = _MARGIN + 1.0
    for text in texts:
        bottom += len(paper.wrap(text, wide, size)) * size * POINT * LEADING
        paper.paragraph(_MARGIN, bottom, wide, text, size)
        bottom += 0.8
    paper.patch(shapely.box(WIDTH - _MARGIN - _COLUMN - 7, bottom + 2.5, WIDTH, HEIGHT), facecolor=_TINT, zorder=0)

    wide -= _COLUMN + _GUTTER
    top = HEIGHT - _MARGIN - 5
    size = min(19, 19 * wide / paper.width_of(payload["kop"], 19, bold=True))
    paper.write(_MARGIN, top, payload["kop"], size, bold=True)
    return bottom + 5, paper.paragraph(_MARGIN, top - 2.2, wide, payload["uitleg"]["lang"], 9) - 4


def _draw_map(paper: Paper, payload: Payload, view: str, room: BaseGeometry) -> None:
    """Draw the first shape: its areas, the focus areas and the names."""
    kind, shape = next(iter(payload["vormen"].items()))
    content = payload["weergaven"][view]
    tiles = kind == "tegels"
    areas, metre = _lay_out(shape["vlakken"], _PAGE if tiles else RD, room)
    for code, area in areas.items():
        paper.fill(area, _colour(content, code), *(("white", 1.4) if tiles else (_EDGE, 0.35)))
    whole = shapely.union_all(list(areas.values()))
    paper.patch(whole, edgecolor=SOFT, linewidth=0.5, zorder=4)
    unsure = set(content["grens"]["buurten"]) if content["grens"] else set()
    names = {
        buurt["code"]: one_line(buurt["roepnaam"]) + (f" {_DOUBT}" if buurt["code"] in unsure else "")
        for buurt in payload["buurten"]
        if buurt["code"] in areas
    }
    focus = []
    for place in payload["focusgebieden"]:
        area = shapely.union_all([areas[code] for code in place["buurten"] if code in areas])
        if not area.is_empty:
            _outline_focus(paper, area, partial=place["deel"])
            name = one_line(place["naam"])
            focus.append((f"{name} {_DOUBT}" if f"{name} {_DOUBT}" in names.values() else name, area))

    probable = _probable_places(payload)
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

    left, bottom = room.bounds[:2]
    if shape["noot"]:
        paper.write(left, bottom, f"{shape['label']}, {shape['noot']}", 6.8, colour=SOFT)
    else:
        length = next((km for km in (5, 2, 1, 0.5, 0.2) if km * 1000 * metre <= 30), 0.1)  # noqa: PLR2004 - mm
        end = left + length * 1000 * metre
        paper.line([(left, bottom + 0.8), (end, bottom + 0.8)], SOFT, 1.2)
        distance = language_of(payload["taal"]).number(length, int(length < 1))
        paper.write(end + 1.5, bottom, f"{distance} km", 6.8, colour=SOFT)


def _lay_out(shapes: Mapping[str, Any], plane: str, room: BaseGeometry) -> tuple[dict[str, BaseGeometry], float]:
    """Project the areas of a shape and fit them into the room, above a line of text; give them and the scale."""
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


def _outline_focus(paper: Paper, area: BaseGeometry, *, partial: bool) -> None:
    paper.patch(area, edgecolor="white", linewidth=4, zorder=5)
    paper.patch(area, edgecolor=INK, linewidth=2, linestyle=(0, (3.2, 1.8)) if partial else "solid", zorder=5)


def _pin_projects(
    paper: Paper,
    buurt: Mapping[str, Any],
    areas: Mapping[str, BaseGeometry],
    probable: set[tuple[str, str]],
    *,
    tiles: bool,
) -> BaseGeometry:
    """Draw a ring with its number for each project of a buurt, dashed where the place is probable; give their box."""
    numbers = [str(project["nr"]) for project in buurt["projecten"]]
    if not numbers or buurt["code"] not in areas:
        return shapely.Polygon()
    area = areas[buurt["code"]]
    _, low, _, high = area.bounds
    x, y = (area.centroid.x, low + (high - low) * 0.24) if tiles else middle_of(area)
    step, ring = _PIN * 2.15, _PIN * 1.1
    left = x - (len(numbers) - 1) * step / 2
    for at, number in enumerate(numbers):
        place = shapely.Point(left + at * step, y)
        dashes = _DASHES if (number, buurt["code"]) in probable else "solid"
        paper.patch(place.buffer(_PIN), facecolor="white", edgecolor=INK, linewidth=0.7, linestyle=dashes, zorder=8)
        paper.write(place.x, y - 0.72, number, 5.6, bold=True, align="center")
    return shapely.box(left - ring, y - ring, left + (len(numbers) - 1) * step + ring, y + ring)


def _probable_places(payload: Payload) -> set[tuple[str, str]]:
    """Collect number of the project and code of the buurt of places that are probable."""
    return {
        (str(project["nr"]), place["code"])
        for project in payload["projecten"]
        for place in project["buurten"]
        if place["zekerheid"] == "waarschijnlijk"
    }


def _write_name(paper: Paper, name: Name, colour: str | None) -> None:
    if colour is None:
        paper.patch(name.boxes.buffer(0.5), facecolor=PAPER, zorder=4)
    for line, middle in zip(name.lines, middles_of(name.lines, name.size), strict=True):
        foot = name.place[1] + middle - name.size * POINT * 0.36
        paper.write(name.place[0], foot, line, name.size, align="center", colour=ink_on(colour))


def _letter_names(paper: Paper, unnamed: list[_Unnamed], whole: BaseGeometry, room: BaseGeometry) -> list[BaseGeometry]:
    """Letter areas that have no room for their name, the highest classes first, as far as a free corner can list them.

    Returns
    -------
    list of Polygon
        The boxes that the letters take on the map.
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
    """Give a, b, … z, aa, ab, …: letters, since projects have numbers."""
    return ("".join(word) for long in itertools.count(1) for word in itertools.product(ascii_lowercase, repeat=long))


def _find_corner(
    count: int, wide: float, high: float, whole: BaseGeometry, room: BaseGeometry
) -> tuple[float, float, int] | None:
    """Find a corner beside the map for a list in columns: its left, its top, and the lines per column."""
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
    """Write the name of a focus area on a dark plate, in or under the area or at the nearest free place with a line."""
    size, high = 5.8, 3.5
    long = paper.width_of(name, size, bold=True) + 2.2
    wished = middle_of(area) if inside else np.array([area.centroid.x, area.bounds[1] + 0.8])
    steps = np.arange(-60, 61, 1.0)
    places = wished + np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    x, y = places.T
    boxes = shapely.box(x - long / 2, y - high / 2, x + long / 2, y + high / 2)
    nearest = np.lexsort([np.hypot(*(places - wished).T).round(3), shapely.distance(boxes, area).round(3)])
    free = shapely.contains(room, boxes) & (shapely.distance(boxes, shapely.union_all(obstacles)) > 0.5)  # noqa: PLR2004
    at = next((i for i in nearest if free[i]), nearest[0])
    if boxes[at].distance(area) > 0:
        paper.line(shapely.get_coordinates(shapely.shortest_line(boxes[at], area)), INK, 1)
    half = (long - high) / 2
    plate = shapely.linestrings([(x[at] - half, y[at]), (x[at] + half, y[at])]).buffer(high / 2)
    paper.patch(plate, facecolor=INK, edgecolor="white", linewidth=1, zorder=8)
    paper.write(x[at], y[at] - size * POINT * 0.36, name, size, bold=True, align="center", colour="white")
    box: BaseGeometry = boxes[at]
    return box


def _draw_legend(paper: Paper, payload: Payload, view: str, bottom: float) -> None:
    """Write beside the map what is shown, and what is to be known about it."""
    words, content = language_of(payload["taal"]).poster, payload["weergaven"][view]
    kind = next(iter(payload["vormen"]))
    left, right = WIDTH - _MARGIN - _COLUMN, WIDTH - _MARGIN
    y = HEIGHT - _MARGIN - 5
    paper.write(left, y, content["label"], 12, bold=True)
    y = paper.paragraph(left, y - 1.6, _COLUMN, content["uitleg"], 7.6) - 6

    rows = [(row["label"], row["kleur"], row["aantal"]) for row in content["klassen"]]
    if content["zonder"]:
        rows.append((content["zonder_label"].partition(" (")[0], None, content["zonder"]))
    longest = max(paper.width_of(label, 8.2) for label, _, _ in rows)
    size = min(8.2, 8.2 * (_COLUMN - 19) / longest)
    bars = left + 11.5 + longest * size / 8.2 + 3
    per_buurt = (right - bars - 6) / max(1, *(count for _, _, count in rows)) if right - bars > 14 else 0.0  # noqa: PLR2004
    head = words["aantal_buurten"]
    paper.write(min(bars, right - paper.width_of(head, 6.6)), y + 1.2, head, 6.6, colour=SOFT)
    for label, colour, count in rows:
        y -= 6.1
        paper.fill(_swatch(left, y - 0.8, kind), colour, _EDGE, 0.5)
        paper.write(left + 11.5, y, label, size)
        if per_buurt and count:
            paper.fill(shapely.box(bars, y - 0.5, bars + count * per_buurt, y + 2.7), colour, _EDGE, 0.5)
        end = bars + count * per_buurt + 1.4 if per_buurt else right
        paper.write(end, y, str(count), 8.2, bold=True, align="left" if per_buurt else "right")
    reasons = Counter(
        buurt["cijfers_per_weergave"][view] for buurt in payload["buurten"] if content["klasse"][buurt["code"]] is None
    )
    y -= 2
    for reason, count in reasons.most_common(4):
        y = paper.paragraph(left + 11.5, y, _COLUMN - 11.5, f"{count} × {reason}", 6.4)
    y -= 2.5
    for partial, label in ((False, words["focusgebied"]), (True, words["focusgebied_deel"])):
        if any(place["deel"] is partial for place in payload["focusgebieden"]):
            y -= 5.0
            _outline_focus(paper, shapely.box(left + 0.5, y - 0.9, left + 7.5, y + 2.7), partial=partial)
            paper.write(left + 11.5, y, label, 8.2)
    if content["grens"]:
        y -= 5.0
        paper.write(left + 2.5, y, _DOUBT, 8.2, bold=True)
        paper.write(left + 11.5, y, content["grens"]["label"], 8.2)
    placed = any(project["gebied"] for project in payload["projecten"])
    rows_of_projects: list[tuple[str, Any]] = [(words["project"], "solid")] * placed
    rows_of_projects += [(words["project_waarschijnlijk"], _DASHES)] * bool(_probable_places(payload))
    for label, dashes in rows_of_projects:
        y -= 5.0
        ring = shapely.Point(left + 4, y + 0.9).buffer(_PIN)
        paper.patch(ring, facecolor="white", edgecolor=INK, linewidth=0.7, linestyle=dashes, zorder=8)
        paper.write(left + 11.5, y, label, 8.2)
    _write_notes(paper, _notes(payload, content), left, y, bottom, overflow=words["meer"])


def _notes(payload: Payload, view: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Collect what is to be known about this view: headings with their texts."""
    words, notes = language_of(payload["taal"]).poster, []
    if payload["focusgebieden"]:
        own = [
            place["noot"] if place["noot"].startswith(place["naam"]) else f"{place['naam']}: {place['noot']}"
            for place in payload["focusgebieden"]
            if place["noot"]
        ]
        designated = f"{words['aangewezen']} {payload['ontbreekt']}".strip()
        notes.append((words["focusgebieden"], [designated, *own]))
    source = words["bron_schatting" if view["schatting"] else "bron"].format(bron=view["bron"], jaar=view["jaar"])
    notes.append((words["over"], [*filter(None, [view["referentie"]]), source, *payload["meldingen"]]))
    return notes


def _write_notes(
    paper: Paper, notes: list[tuple[str, list[str]]], x: float, y: float, bottom: float, *, overflow: str
) -> None:
    """Write the notes as large as the column allows; `overflow` says where the rest is, if they fit at no size."""
    head_gap, gap = 6.0, 0.6
    y -= 1.8
    texts = [text for _, own in notes for text in own]
    room = y - bottom - len(notes) * head_gap - len(texts) * gap
    fitting = [size for size in _NOTE_SIZES if sum(_depth(paper, text, size) for text in texts) <= room]
    size = fitting[0] if fitting else _NOTE_SIZES[-1]
    for head, own in notes:
        y -= head_gap
        paper.write(x, y + 0.6, head, 8.2, bold=True)
        for text in own:
            if not fitting and y - _depth(paper, text, size) - size * POINT * LEADING < bottom:
                paper.paragraph(x, y, _COLUMN, overflow, size)
                return
            y = paper.paragraph(x, y, _COLUMN, text, size) - gap


def _depth(paper: Paper, text: str, size: float) -> float:
    return len(paper.wrap(text, _COLUMN, size)) * size * POINT * LEADING


def _swatch(x: float, y: float, kind: str) -> BaseGeometry:
    """Give the form of a class in the legend: what it is on the map."""
    if kind != "tegels":
        return shapely.box(x, y - 0.4, x + 8, y + 3.6)
    angle = np.arange(6) * np.pi / 3
    return shapely.Polygon(np.column_stack([x + 4 + 2.9 * np.sin(angle), y + 1.9 + 2.9 * np.cos(angle)]))


def _colour(view: Mapping[str, Any], code: str) -> str | None:
    """Give the colour of a buurt in a view; none when it is hatched."""
    number = view["klasse"][code]
    return None if number is None else str(view["klassen"][number]["kleur"])
