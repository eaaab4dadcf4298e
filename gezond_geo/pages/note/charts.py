"""The charts of the decision note: reach, euro per resident, the index with its interval and band, and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gezond_geo.pages.paper import draw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDE = 503.0  # width of the bar of reach, in points
_EURO_AT, _EURO_WIDE = 176.0, 272.0
_INDEX_AT, _INDEX_WIDE = 120.0, 374.0
_MARKS_AT, _MARKS_WIDE = 12.0, 192.0
_LETTER = 3.6  # half the width of a letter on a mark


class Row(NamedTuple):
    """Euro per resident before and after in a group of buurten."""

    name: str
    about: str
    before: float
    after: float
    text: str


class Interval(NamedTuple):
    """An index with its interval, the band of chance, and its value without the most influential project."""

    name: str
    value: float
    low: float
    high: float
    chance_low: float
    chance_high: float
    without: float
    text: str
    filled: bool


def reach_bar(label: str, whole: float, before: float, after: float) -> str:
    """Draw the people reached as a share of all: unchanged filled, gained or lost hatched."""
    low, high = sorted((before, after))
    parts = {"blijft": low / whole * _WIDE, "verschil": (high - low) / whole * _WIDE} if whole else {}
    return draw("bereik", {"label": label, "blijft": 0, "verschil": 0} | {k: round(v, 1) for k, v in parts.items()})


def euro_steps(label: str, rows: Sequence[Row]) -> str:
    """Draw euro per resident before (hollow) and after (filled)."""
    most = max([1.0, *(max(row.before, row.after) for row in rows)])
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if most / size <= 6)  # noqa: PLR2004
    top = step * float(np.ceil(most / step))

    def at(euro: float) -> float:
        return round(_EURO_AT + euro / top * _EURO_WIDE, 1)

    ticks = [(at(euro), f"€ {euro:.0f}") for euro in np.arange(0, top + step / 2, step)]
    bars = [
        {
            "naam": row.name,
            "wie": row.about,
            "eerst": at(row.before),
            "daarna": at(row.after),
            "rechts": max(at(row.before), at(row.after)) + 8,
            "tekst": row.text,
        }
        for row in rows
    ]
    return draw("stappen", {"label": label, "schaal": ticks, "rijen": bars})


def index_lines(label: str, rows: Sequence[Interval], ticks: Mapping[float, str]) -> str:
    """Draw an index from -1 to 1: its interval, the band of chance, and a cross at its value without one project."""

    def at(value: float) -> float:
        return round(_INDEX_AT + (min(max(value, -1.0), 1.0) + 1) / 2 * _INDEX_WIDE, 1)

    lines = [
        {
            "naam": row.name,
            "waarde": at(row.value),
            "laag": at(row.low),
            "hoog": at(row.high),
            "band": at(row.chance_low),
            "breed": round(at(row.chance_high) - at(row.chance_low), 1),
            "zonder": None if np.isnan(row.without) else at(row.without),
            "tekst": row.text,
            "vol": row.filled,
        }
        for row in rows
    ]
    frame = {"nul": at(0), "links": at(-1), "rechts": at(1), "schaal": [(at(t), text) for t, text in ticks.items()]}
    return draw("index", {"label": label, "rijen": lines, **frame})


def chance_bar(label: str, chance: float) -> str:
    """Draw a share of the draws, 0-1."""
    return draw("kans", {"label": label, "breed": round(chance * 111, 1)})


def mark_line(label: str, marks: Sequence[tuple[int, str]], scale: int) -> str:
    """Draw the marks of judges on the scale, and a bar from the lowest to the highest."""

    def at(mark: int) -> float:
        return round(_MARKS_AT + (mark - 1) / max(scale - 1, 1) * _MARKS_WIDE, 1)

    places = [(at(mark), letters) for mark, letters in marks]
    half = [max(7.0, 3 + _LETTER * len(letters)) for _, letters in places]
    return draw(
        "oordelen", {"label": label, "merken": places, "half": half, "laag": places[0][0], "hoog": places[-1][0]}
    )
