"""The charts of the papers as SVG: one unit is one point, and each can be a separate file."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gezond_geo.pages.colours import SEQUENTIAL
from gezond_geo.pages.paper import draw, round_once
from gezond_geo.pages.time_axis import place_years

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEFT, _WIDTH = 6.0, 128.0  # of the line of a theme, in points
_AGE_COLOURS = (*SEQUENTIAL[:3], SEQUENTIAL[-1])
_DARK = 3  # index of the colour from which numbers are white
_AGES_AT, _AGES_WIDTH = 62.0, 228.0
_YEARS_AT, _YEARS_WIDTH, _ROW = 200.0, 304.0, 18.0
_TOP, _HEIGHT = 14.0, 82.0  # of the levels through the years
_UNDER = 12.0  # from a point to its number below


def theme_line(label: str, here: float, gemeente: float, threshold: float) -> str:
    """Draw the position of an area on a theme, 0-100: a dot, the median of the gemeente as a diamond, and the band."""
    places = {"hier": here, "gemeente": gemeente, "midden": 50.0, "grens": threshold}
    return draw("themalijn", {"label": label, **{key: _on_line(place) for key, place in places.items()}})


def _on_line(place: float) -> float | None:
    return None if np.isnan(place) else round(_LEFT + place / 100 * _WIDTH, 1)


def hundred_people(label: str, count: int) -> str:
    """Draw a hundred people in five rows, some of them filled."""
    people = [(round(4.2 + n % 20 * 7.4, 1), round(n // 20 * 11.6, 1), n < count) for n in range(100)]
    return draw("mensen", {"label": label, "poppen": people})


def age_bars(label: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Draw shares of residents by age as bars; each number is rounded once, so they may add up to 101."""
    bars = [(name, _edges(shares), shares) for name, shares in rows]
    middles = [round(float(left + right) / 2, 1) for left, right in pairwise(bars[0][1])]
    return draw(
        "leeftijden",
        {
            "label": label,
            "koppen": list(zip(middles, heads, strict=True)),
            "rijen": [{"naam": name, "delen": _age_parts(edges, shares)} for name, edges, shares in bars],
        },
    )


def _edges(shares: Sequence[float]) -> list[float]:
    return [float(edge) for edge in _AGES_AT + np.cumsum([0.0, *shares]) / sum(shares) * _AGES_WIDTH]


def _age_parts(edges: Sequence[float], shares: Sequence[float]) -> list[dict[str, Any]]:
    return [
        {
            "x": round(left, 1),
            "w": round(right - left, 1),
            "midden": round((left + right) / 2, 1),
            "n": round_once(share),
            "kleur": _AGE_COLOURS[number],
            "licht": number == _DARK,
        }
        for number, ((left, right), share) in enumerate(zip(pairwise(edges), shares, strict=True))
    ]


class Bar(NamedTuple):
    """A plan or project with its years, whether it is certain, and whether it is from the gemeente's own list."""

    name: str
    first: int
    last: int
    firm: bool
    own: bool


def time_bars(label: str, rows: Sequence[Bar], years: Sequence[int], shared: Sequence[int]) -> str:
    """Draw plans as bars in their years.

    Parameters
    ----------
    label
        Alternative text of the chart.
    rows
        The bars, from top to bottom.
    years
        Every year from the first to the last.
    shared
        Years in which two plans of others coincide.
    """
    wide = _YEARS_WIDTH / len(years)
    at = {year: round(_YEARS_AT + number * wide, 1) for number, year in enumerate(years)}
    bars = [
        {
            "naam": bar.name,
            "eigen": bar.own,
            "vast": bar.firm,
            "y": 16 + number * _ROW,
            "x": at[bar.first] + 2,
            "w": round((bar.last - bar.first + 1) * wide - 4, 1),
        }
        for number, bar in enumerate(rows)
    ]
    return draw(
        "tijdbalk",
        {
            "label": label,
            "hoog": round(18 + len(rows) * _ROW),
            "jaren": [(at[year], round(wide, 1), year) for year in years],
            "samen": [(at[year], round(wide, 1)) for year in shared],
            "rijen": bars,
        },
    )


def levels(
    label: str, years: Sequence[int], points: Sequence[tuple[int, str, float, str]], *, with_lines: bool = False
) -> str:
    """Draw levels as points, joined by a dotted line within one edition only.

    Parameters
    ----------
    label
        Alternative text of the chart.
    years
        The years, on a time scale.
    points
        Year, kind (``hier``, ``gemeente`` or ``land``), value in percent and its text: next to points of the last year
        or of two editions, else below.
    with_lines
        Whether all years come from one edition.
    """
    values = [value for _, _, value, _ in points]
    low, high = np.floor(min(values) / 10) * 10, np.ceil((max(values) + 0.1) / 10) * 10
    ticks = place_years(years, 40, 160)
    columns = {year: x for year, (x, _) in zip(years, ticks, strict=True)}

    def at(value: float) -> float:
        return round(float(_TOP + (high - value) / (high - low) * _HEIGHT), 1)

    marks: list[dict[str, Any]] = [
        {"soort": kind, "x": columns[year], "y": at(value), "tekst": text, "jaar": year}
        for year, kind, value, text in points
    ]
    for mark in marks:
        mark["onder"] = with_lines and mark["jaar"] != years[-1]
        mark["tekst_y"] = mark["y"] + _UNDER
    for year in years:
        _set_apart([mark for mark in marks if mark["jaar"] == year and not mark["onder"]])
    kinds = dict.fromkeys(mark["soort"] for mark in marks) if with_lines else {}
    paths = [" ".join(f"{m['x']},{m['y']}" for m in marks if m["soort"] == kind) for kind in kinds]
    lines = [(at(value), f"{value:.0f}") for value in np.arange(low, high + 1, 10)]
    return draw("standen", {"label": label, "lijnen": lines, "jaren": ticks, "punten": marks, "lopen": paths})


def _set_apart(marks: list[dict[str, Any]]) -> None:
    """Spread the heights of texts, at least a line apart."""
    floor = -np.inf
    for mark in sorted(marks, key=lambda mark: float(mark["y"])):
        floor = max(mark["y"] + 3, floor + 10)
        mark["tekst_y"] = round(float(floor), 1)
