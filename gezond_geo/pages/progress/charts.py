"""The charts of the progress report: the gap with the Netherlands, levels of an area, and the gap between buurten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gezond_geo.pages.paper import draw, round_once
from gezond_geo.pages.time_axis import place_years

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_GAP_AT, _GAP_TO, _GAP_TOP, _GAP_HIGH = 22.0, 172.0, 12.0, 78.0  # dimensions of the gap chart, in points
_AREA_AT, _AREA_TO, _AREA_TOP, _AREA_HIGH = 22.0, 104.0, 8.0, 46.0
_BETWEEN_AT, _BETWEEN_TO, _BETWEEN_TOP, _BETWEEN_HIGH = 30.0, 222.0, 14.0, 84.0
_LINE = 10.0  # from one line of text to the next
_MANY = 4  # maximum number of ticks


class Slope(NamedTuple):
    """Difference between buurten in a year, with its interval."""

    year: int
    value: float
    low: float
    high: float


class _Scale:
    """A scale with round ticks that encloses the values."""

    def __init__(self, values: Sequence[float], top: float, height: float, *, from_zero: bool = False) -> None:
        numbers = [value for value in values if not np.isnan(value)] + [0.0] * from_zero
        low, high = min(numbers), max(numbers)
        step = next(size for size in (5, 10, 20, 50, 100) if (high - low) / size <= _MANY - 1)
        self.low, self.high = np.floor(low / step) * step, np.ceil(high / step) * step
        self.high += step * (self.high == self.low)
        self._top, self._height = top, height
        self.ticks = [(self.at(value), f"{value:.0f}") for value in np.arange(self.low, self.high + step / 2, step)]

    def at(self, value: float) -> float:
        """Vertical position of a value, from the top."""
        return round(float(self._top + (self.high - value) / (self.high - self.low) * self._height), 1)


def gap_chart(
    label: str, levels: Mapping[int, tuple[float, float]], names: tuple[str, str], gaps: Sequence[str], since: int
) -> str:
    """Draw the levels of a gemeente and the country, with their difference below each year.

    Parameters
    ----------
    label
        Alternative text of the chart.
    levels
        Levels of the gemeente and the country per year (NaN where unknown).
    names
        Names of the gemeente and the country.
    gaps
        Difference per year, as text.
    since
        First year of the reported period, which has a light background.
    """
    scale = _Scale([value for pair in levels.values() for value in pair], _GAP_TOP, _GAP_HIGH)
    ticks = place_years([*levels], _GAP_AT, _GAP_TO)
    own, country = (_points([pair[place] for pair in levels.values()], ticks, scale) for place in (0, 1))
    _place_numbers(own, country, 13)
    ends = [(point[-1]["y"], name) for point, name in zip((own, country), names, strict=True)]
    return draw(
        "afstand",
        {
            "label": label,
            "lijnen": scale.ticks,
            "jaren": ticks,
            "eigen": own,
            "land": [point for point in country if point["y"] is not None],
            "namen": _set_apart([(y, name, name == names[0]) for y, name in ends if y is not None]),
            "verschil": [(x, text) for (x, _), text in zip(ticks, gaps, strict=True)],
            "vlak": _period(ticks, [*levels], since),
        },
    )


def area_chart(label: str, levels: Mapping[int, tuple[float, float]], bounds: Sequence[float]) -> str:
    """Draw a small chart of the levels of an area and the country; see `gap_chart`.

    Parameters
    ----------
    label, levels
        As there; NaN where a level is unknown.
    bounds
        Values that the scale must enclose: those of all areas in the same row.
    """
    scale = _Scale(bounds, _AREA_TOP, _AREA_HIGH)
    ticks = place_years([*levels], _AREA_AT, _AREA_TO)
    own, country = (_points([pair[place] for pair in levels.values()], ticks, scale) for place in (0, 1))
    _place_numbers(own, country, 12)
    here = [point for point in own if point["y"] is not None]
    return draw(
        "gebied",
        {
            "label": label,
            # Ticks are close together: number every second one, from the top.
            "lijnen": [(y, text * (number % 2 == 0)) for number, (y, text) in enumerate(reversed(scale.ticks))],
            "jaren": [ticks[0], ticks[-1]] if len(ticks) > 1 else ticks,
            "eigen": here,
            "land": [point for point in country if point["y"] is not None],
            "getallen": [here[0], here[-1]],
        },
    )


def between_chart(label: str, slopes: Sequence[Slope], since: int) -> str:
    """Draw the difference between buurten per year, each with its interval; see `gap_chart` for `since`."""
    bounds = [value for slope in slopes for value in slope[1:]]
    scale = _Scale(bounds, _BETWEEN_TOP, _BETWEEN_HIGH, from_zero=True)
    ticks = place_years([slope.year for slope in slopes], _BETWEEN_AT, _BETWEEN_TO)
    rows = [
        {
            "x": x,
            "y": scale.at(slope.value),
            "laag": scale.at(slope.low),
            "hoog": scale.at(slope.high),
            "tekst": round_once(slope.value),
        }
        for slope, (x, _) in zip(slopes, ticks, strict=True)
    ]
    return draw(
        "tussen",
        {
            "label": label,
            "lijnen": scale.ticks,
            "jaren": ticks,
            "rijen": rows,
            "vlak": _period(ticks, [slope.year for slope in slopes], since),
        },
    )


def _points(values: Sequence[float], ticks: Sequence[tuple[float, str]], scale: _Scale) -> list[dict[str, Any]]:
    """Position of each known value."""
    return [
        {"x": x, "y": None if np.isnan(value) else scale.at(value), "n": None if np.isnan(value) else round_once(value)}
        for value, (x, _) in zip(values, ticks, strict=True)
    ]


def _place_numbers(own: list[dict[str, Any]], country: list[dict[str, Any]], under: float) -> None:
    """Position of each number: above a point that is higher than that of the country, else below it."""
    for mark, beside in zip(own, country, strict=True):
        if mark["y"] is not None:
            above = beside["y"] is not None and mark["y"] < beside["y"]
            mark["tekst_y"] = mark["y"] + (-6 if above else under)


def _period(ticks: Sequence[tuple[float, str]], years: Sequence[int], since: int) -> tuple[float, float] | None:
    """Start and width of the period on the time axis; None when it covers all years."""
    inside = [x for (x, _), year in zip(ticks, years, strict=True) if year >= since]
    if not inside or len(inside) == len(years):
        return None
    return round(inside[0] - _LINE, 1), round(inside[-1] - inside[0] + 2 * _LINE, 1)


def _set_apart(names: list[tuple[float, str, bool]]) -> list[tuple[float, str, bool]]:
    """Spread the heights of names, at least a line apart."""
    labels, floor = [], -np.inf
    for y, name, own in sorted(names):
        floor = max(y + 3, floor + _LINE)
        labels.append((round(float(floor), 1), name, own))
    return labels
