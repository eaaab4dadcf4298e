"""The column next to the map on paper: classes, marks and notes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gezond_geo.pages.language import language_of
from gezond_geo.pages.poster.marks import (
    COLUMN,
    DASHES,
    DOUBT,
    EDGE,
    MARGIN,
    SOLID,
    draw_ring,
    outline_focus,
    probable_places,
)
from gezond_geo.pages.poster.paper import HEIGHT, LEADING, POINT, SOFT, WIDTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from gezond_geo.pages.poster.paper import Paper

    Payload = Mapping[str, Any]

_NOTE_SIZES = (6.8, 6.4, 6.0, 5.6)  # points, preferred first


def draw_legend(paper: Paper, payload: Payload, view: str, bottom: float) -> None:
    """Write the legend and notes next to the map."""
    words, content = language_of(payload["taal"]).poster, payload["weergaven"][view]
    left, y = WIDTH - MARGIN - COLUMN, HEIGHT - MARGIN - 5
    paper.write(left, y, content["label"], 12, bold=True)
    y = paper.paragraph(left, y - 1.6, COLUMN, content["uitleg"], 7.6) - 6
    y = _draw_classes(paper, payload, content, y) - 2
    reasons = Counter(
        buurt["cijfers_per_weergave"][view] for buurt in payload["buurten"] if content["klasse"][buurt["code"]] is None
    )
    for reason, count in reasons.most_common(4):
        y = paper.paragraph(left + 11.5, y, COLUMN - 11.5, f"{count} × {reason}", 6.4)
    y = _draw_marks(paper, payload, content, y - 2.5)
    _write_notes(paper, _notes(payload, content), left, y, bottom, overflow=words["meer"])


def _draw_classes(paper: Paper, payload: Payload, content: Mapping[str, Any], y: float) -> float:
    """Draw the classes, with a bar for the number of buurten if space allows; returns the height of the last."""
    kind = next(iter(payload["vormen"]))
    left, right = WIDTH - MARGIN - COLUMN, WIDTH - MARGIN
    rows = [(row["label"], row["kleur"], row["aantal"]) for row in content["klassen"]]
    if content["zonder"]:
        rows.append((content["zonder_label"].partition(" (")[0], None, content["zonder"]))
    longest = max(paper.width_of(label, 8.2) for label, _, _ in rows)
    size = min(8.2, 8.2 * (COLUMN - 19) / longest)
    bars = left + 11.5 + longest * size / 8.2 + 3
    per_buurt = (right - bars - 6) / max(1, *(count for _, _, count in rows)) if right - bars > 14 else 0.0  # noqa: PLR2004
    head = language_of(payload["taal"]).poster["aantal_buurten"]
    paper.write(min(bars, right - paper.width_of(head, 6.6)), y + 1.2, head, 6.6, colour=SOFT)
    for label, colour, count in rows:
        y -= 6.1
        paper.fill(_swatch(left, y - 0.8, kind), colour, EDGE, 0.5)
        paper.write(left + 11.5, y, label, size)
        if per_buurt and count:
            paper.fill(shapely.box(bars, y - 0.5, bars + count * per_buurt, y + 2.7), colour, EDGE, 0.5)
        end = bars + count * per_buurt + 1.4 if per_buurt else right
        paper.write(end, y, str(count), 8.2, bold=True, align="left" if per_buurt else "right")
    return y


def _draw_marks(paper: Paper, payload: Payload, content: Mapping[str, Any], y: float) -> float:
    """Draw the meaning of outlines, borderline mark and rings that occur on the map; returns the height."""
    words, left = language_of(payload["taal"]).poster, WIDTH - MARGIN - COLUMN
    for partial, label in ((False, words["focusgebied"]), (True, words["focusgebied_deel"])):
        if any(place["deel"] is partial for place in payload["focusgebieden"]):
            y -= 5.0
            outline_focus(paper, shapely.box(left + 0.5, y - 0.9, left + 7.5, y + 2.7), partial=partial)
            paper.write(left + 11.5, y, label, 8.2)
    if content["grens"]:
        y -= 5.0
        paper.write(left + 2.5, y, DOUBT, 8.2, bold=True)
        paper.write(left + 11.5, y, content["grens"]["label"], 8.2)
    has_projects = any(project["gebied"] for project in payload["projecten"])
    rings: list[tuple[str, Any]] = [(words["project"], SOLID)] * has_projects
    rings += [(words["project_waarschijnlijk"], DASHES)] * bool(probable_places(payload))
    for label, dashes in rings:
        y -= 5.0
        draw_ring(paper, left + 4, y + 0.9, dashes)
        paper.write(left + 11.5, y, label, 8.2)
    return y


def _notes(payload: Payload, view: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Notes on this view: headings with their texts."""
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
    """Write the notes as large as the column allows; `overflow` refers to the rest if they do not fit at any size."""
    head_gap, gap = 6.0, 0.6
    y -= 1.8
    texts = [text for _, own in notes for text in own]
    room = y - bottom - len(notes) * head_gap - len(texts) * gap
    fitting = next((size for size in _NOTE_SIZES if sum(_depth(paper, text, size) for text in texts) <= room), None)
    size = fitting or _NOTE_SIZES[-1]
    for head, own in notes:
        y -= head_gap
        paper.write(x, y + 0.6, head, 8.2, bold=True)
        for text in own:
            if not fitting and y - _depth(paper, text, size) - size * POINT * LEADING < bottom:
                paper.paragraph(x, y, COLUMN, overflow, size)
                return
            y = paper.paragraph(x, y, COLUMN, text, size) - gap


def _depth(paper: Paper, text: str, size: float) -> float:
    return len(paper.wrap(text, COLUMN, size)) * size * POINT * LEADING


def _swatch(x: float, y: float, kind: str) -> BaseGeometry:
    """Form of a class in the legend, as on the map."""
    if kind != "tegels":
        return shapely.box(x, y - 0.4, x + 8, y + 3.6)
    angle = np.arange(6) * np.pi / 3
    return shapely.Polygon(np.column_stack([x + 4 + 2.9 * np.sin(angle), y + 1.9 + 2.9 * np.cos(angle)]))
