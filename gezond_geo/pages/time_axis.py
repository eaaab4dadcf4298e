"""Time axis of a chart, with years at their position in time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDE = 26.0  # width of a four-digit year with space around it, in points


def place_years(years: Sequence[int], first: float, last: float) -> list[tuple[float, str]]:
    """Position and label of each year: two digits where four would touch the previous label.

    Parameters
    ----------
    years
        Years in order.
    first, last
        Positions of the first and the last year, in points.
    """
    span = max(years[-1] - years[0], 1)
    places = [round(first + (year - years[0]) * (last - first) / span, 1) for year in years]
    close = [False, *(after - before < _WIDE for before, after in pairwise(places))]
    return [
        (place, f"’{year % 100:02}" if near and year != years[-1] else str(year))
        for place, year, near in zip(places, years, close, strict=True)
    ]
