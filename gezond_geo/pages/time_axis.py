"""Years along the foot of a figure, each at its place in time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDE = 26.0  # of a year in four digits with room around it, in points


def place_years(years: Sequence[int], first: float, last: float) -> list[tuple[float, str]]:
    """Give each year its place between two, and its text: two digits where four would touch the year before it.

    Parameters
    ----------
    years
        In order.
    first, last
        Where the first and the last year stand, in points.
    """
    span = max(years[-1] - years[0], 1)
    places = [round(first + (year - years[0]) * (last - first) / span, 1) for year in years]
    close = [False, *(after - before < _WIDE for before, after in pairwise(places))]
    return [
        (place, f"’{year % 100:02}" if near and year != years[-1] else str(year))
        for place, year, near in zip(places, years, close, strict=True)
    ]
