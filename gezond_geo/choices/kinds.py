"""Kinds of investments: the themes each serves, and ideas to combine with it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

OTHER = "anders"
"""Fallback kind of investment, and the pseudo-theme of ideas for any theme."""


@cache
def investment_kinds() -> dict[str, Any]:
    """``serves`` and ``ideas`` per kind of investment, from ``kinds.toml``."""
    return tomllib.loads(files("gezond_geo").joinpath("choices/kinds.toml").read_text("utf-8"))


def themes_of_kind(kind: str) -> list[str]:
    """Themes of the score that a kind of investment itself serves."""
    return list(investment_kinds().get(kind, investment_kinds()[OTHER])["serves"])


def idea_for(kind: str, theme: str, language: str = "nl") -> str:
    """Idea for a theme that could be combined with an investment of a kind."""
    kinds = investment_kinds()
    ideas = kinds.get(kind, kinds[OTHER])["ideas"]
    return str(ideas.get(theme, kinds[OTHER]["ideas"][OTHER])[language])
