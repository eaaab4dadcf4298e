"""Colours of pages, pictures and map files: two palettes, and the edges of their classes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gezond_geo.indicators.normalisation import transform_exponential

SEQUENTIAL = ("#ece8f6", "#cdc2e7", "#a48fd4", "#7457b6", "#432080")
"""From low to high. Both palettes have even steps in lightness, suit colour blindness and have no red."""

DIVERGING = ("#5f9a63", "#b5d6ac", "#ece9dc", "#b7a2db", "#57379b")
"""From more favourable than the median to less favourable; for probabilities, from 0 to 1."""

EDGES = (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
"""Percentiles between the five classes of themes, sub-themes and figures, so that these can be compared."""

CHANCES = (0.0, 5.0, 35.0, 65.0, 95.0, 100.0)
"""Percent between the five classes of certainty: the middle one may go either way."""


def score_edges() -> pd.Series[float]:
    """Edges of the five bands of scores, to tenths: the score of a buurt with percentile `EDGES` on every theme.

    Rounded down, so that a buurt at the bottom of the highest fifth on every theme is in the highest band.
    """
    return (transform_exponential(pd.Series(EDGES)) * 10).round(6) // 1 / 10


def spread(count: int) -> list[str]:
    """Colours for a number of classes, from the first to the last of the palette; interpolated when it has too few."""
    places = np.linspace(0, len(SEQUENTIAL) - 1, count)
    if count <= len(SEQUENTIAL):
        return [SEQUENTIAL[round(place)] for place in places]
    parts = [[int(colour[at : at + 2], 16) for colour in SEQUENTIAL] for at in (1, 3, 5)]
    mixed = [np.interp(places, range(len(SEQUENTIAL)), part).round().astype(int) for part in parts]
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in zip(*mixed, strict=True)]
