"""How papers write numbers and long texts: rounded once, and cut so that two pages stay two pages."""

from __future__ import annotations

import math

from gezond_geo.choices.needs import LIKELY
from gezond_geo.scores.robustness import SURE


def round_once(value: float) -> int:
    """Round a published figure to a whole number, half up."""
    return math.floor(value + 0.5)


def certainty_of(chance: float) -> str:
    """Say in a word how sure it is that something is so, or that it is not: a key of the texts."""
    firm = max(chance, 1 - chance)
    return "zeker" if firm > SURE else "waarschijnlijk" if firm >= LIKELY else "onzeker"


def shorten(text: str, most: int) -> str:
    """Cut a text from outside at a word, so that two pages stay two pages; what is left out shows as an ellipsis."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0][:most]} …"
