"""Themes of the score that a project serves, with their certainty.

The column ``themas`` in the list of projects has them: ``document`` where the document states a theme, ``afgeleid``
where someone inferred it; for a project without an entry they are unknown. A list without any entries predates that
column: then some themes are our estimate, from the words in the name, the policy theme and the target group of each
project, and the other themes are unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gezond_geo.dataset.folder.project_columns import INFERRED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

STEMS = {
    "gezondheid": ("gezond", "zorgzame", "sport", "bewegen", "preventie"),
    "inkomen": ("inkomen", "armoede", "bijstand", "schuld"),
    "vergrijzing": ("ouder worden", "ouderen", "senioren", "65-plus"),
    "verstening": ("groen", "stenen", "klimaat"),
}
"""Word stems that link a Dutch text to a theme."""

_READ = ("naam", "thema", "doelgroep")


def themes_served(projects: pd.DataFrame, themes: Iterable[str]) -> dict[int, dict[str, str]]:
    """Themes that each project serves.

    Parameters
    ----------
    projects
        Result of `gezond_geo.dataset.folder.projects.read_projects`.
    themes
        Themes of the score, in the order of the result.

    Returns
    -------
    dict
        By project number, the certainty of each theme: ``document`` or ``afgeleid``; empty where unknown.
    """
    order = list(themes)
    entries = {number: parse_themes(cell) for number, cell in projects["themas"].items()}
    if not any(entries.values()):
        rows = projects.to_dict("index")
        entries = {number: dict.fromkeys(_estimate(row, order), INFERRED) for number, row in rows.items()}
    return {
        int(str(number)): {theme: listed[theme] for theme in order if theme in listed}
        for number, listed in entries.items()
    }


def silent_projects(projects: pd.DataFrame) -> set[int]:
    """Projects whose themes the list does not state."""
    return {int(str(number)) for number, cell in projects["themas"].items() if not cell}


def parse_themes(cell: str) -> dict[str, str]:
    """Parse a cell ``themas``: the certainty per theme, ``afgeleid`` by default."""
    pairs = (entry.partition(":") for entry in cell.split())
    return {theme: certainty or INFERRED for theme, _, certainty in pairs}


def _estimate(project: Mapping[Any, Any], themes: Iterable[str]) -> list[str]:
    text = " ".join(str(project[column]) for column in _READ).lower()
    return [theme for theme in themes if any(stem in text for stem in STEMS.get(theme, ()))]
