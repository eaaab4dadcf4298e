"""Classes of a view: edges, colours and labels, and the class of every buurt."""

from __future__ import annotations

import math
from collections import Counter
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.pages.colours import spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gezond_geo.pages.language import Language

_CLASSES = 5
_TENTHS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
"""Round class widths in tenths, times a power of ten."""


def say_ranges(words: Language, edges: list[float], decimals: int, *, closed: bool) -> list[str]:
    """Range of each class in words; with `closed` the last one includes its upper edge."""
    texts = [words.number(edge, decimals) for edge in edges]
    keys = ["van_tot"] * (len(edges) - 2) + ["van_tot_met_eind" if closed else "van_tot"]
    return [words(key, a=a, b=b) for key, (a, b) in zip(keys, pairwise(texts), strict=True)]


def classify(values: pd.Series[float], edges: pd.Series[float]) -> pd.Series[float]:
    """Index of the class of each value; a value on an edge is in the higher class."""
    numbers = values.to_numpy(dtype="float64")
    classes = np.searchsorted(edges.to_numpy()[1:-1], numbers, side="right").astype("float64")
    classes[np.isnan(numbers)] = np.nan
    return pd.Series(classes, index=values.index)


def make_legend(
    words: Language, label: str, explanation: str, classes: pd.Series[float], legend: list[tuple[str, str]]
) -> dict[str, Any]:
    """Common part of every view: its name, explanation, classes with their counts, and the class of each buurt."""
    numbers = classes.fillna(len(legend)).to_numpy(dtype=np.int64)
    indices = np.array([*range(len(legend)), None], dtype=object)[numbers].tolist()
    counts = Counter(indices)
    return {
        "label": label,
        "uitleg": explanation,
        "klassen": [
            {"label": text, "kleur": colour, "aantal": counts[i], "bereik": ""}
            for i, (text, colour) in enumerate(legend)
        ],
        "zonder": counts[None],
        "zonder_label": words("zonder_label"),
        "klasse": dict(zip(classes.index.tolist(), indices, strict=True)),
        "grens": None,
    }


def cut_evenly(values: pd.Series[float], decimals: int, *, from_zero: bool = True) -> list[float]:
    """Divide the range of values into at most five classes of equal width, with round edges.

    Each edge is a multiple of the last decimal shown, so that rounding does not change it.

    Parameters
    ----------
    values
        In any unit, not all missing.
    decimals
        Decimals shown.
    from_zero
        Whether the lowest class begins at 0 when all values are above it.

    Returns
    -------
    list
        Edges from low to high that enclose every value, one more than there are classes.
    """
    low, high = outer_steps(float(values.min()), float(values.max()), decimals)
    low = min(low, 0) if from_zero else low
    width = next(width for width in _class_widths() if low // width * width + _CLASSES * width >= high)
    first = low // width * width
    classes = max(1, -(-(high - first) // width))
    return [(first + at * width) / 10**decimals for at in range(classes + 1)]


def class_values(
    words: Language, values: pd.Series[float], decimals: int, *, from_zero: bool = True
) -> tuple[list[float], list[tuple[str, str]]]:
    """Edges of classes of equal width, as in `cut_evenly`, with the label and colour of each class."""
    edges = cut_evenly(values, decimals, from_zero=from_zero)
    whole = all(edge.is_integer() for edge in edges)
    closed = float(values.max()) >= edges[-1]
    labels = say_ranges(words, edges, 0 if whole else decimals, closed=closed)
    return edges, list(zip(labels, spread(len(labels)), strict=True))


def outer_steps(lowest: float, highest: float, decimals: int) -> tuple[int, int]:
    """Lowest and highest value, rounded outward to steps of the last decimal shown."""
    low, high = (round(end * 10**decimals, 6) for end in (lowest, highest))
    return math.floor(low), math.ceil(high)


def _class_widths() -> Iterator[int]:
    """Class widths in steps of the last decimal, from narrow to wide."""
    for power in count():
        yield from (tenths * 10**power // 10 for tenths in _TENTHS if tenths * 10**power % 10 == 0)
