"""The glossary: the terms of the page, from ``[begrippen]`` in the language files."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from gezond_geo.scores.wording import say_living

if TYPE_CHECKING:
    from gezond_geo.pages.map.run import Run

STONE = "verstening"
"""Theme whose figure has its own source and year, which are mentioned with it."""


@lru_cache(maxsize=2)  # a page tells of scores with and without ageing
def theme_terms(run: Run) -> dict[str, dict[str, str]]:
    """Words for each counted theme, by id: ``naam kort goed beter slechter gelijk meer minder``.

    Themes without words in the glossary, such as custom ones, use their label and both their ends.
    """
    glossary = run.words.terms["themas"]
    return {theme: _own_terms(run, theme) | glossary.get(theme, {}) for theme in run.scores.counted}


def say_stone(run: Run) -> str:
    """Label of the stone figure with source and year: ``steen: luchtfoto 2008``; empty where stone does not count."""
    return run.words("steen_bron", bron=stone_source(run)) if stone_source(run) else ""


@lru_cache(maxsize=2)
def stone_source(run: Run) -> str:
    """Source and year of the stone figure, such as ``luchtfoto 2008``; empty where stone does not count."""
    if STONE not in run.scores.counted:
        return ""
    (member, *_) = run.data.members(STONE)
    if member.id not in run.data.sources.index:
        return ""
    row = run.data.sources.loc[member.id]
    name = run.words.terms["bronnen"].get(row["tabel"], row["tabel"] or row["uitgever"])
    return f"{name} {row['jaar']}".strip()


def _own_terms(run: Run, theme: str) -> dict[str, str]:
    less, more = run.words.ends(run.scores, theme)
    name = run.words.theme(run.scores, theme)
    return {
        "naam": name,
        "kort": f"{name.lower()}: {more}",
        "goed": run.words("eigen_goed", thema=name.lower(), minder=less),
        "beter": say_living(run.scores.theme_info[theme], better=True),
        "slechter": say_living(run.scores.theme_info[theme], better=False),
        "gelijk": name.lower(),
        "meer": more,
        "minder": less,
    }
