"""Which themes of the score a project serves, and how sure that is.

The list of projects says it in its column ``themas``: ``document`` where the document does, ``afgeleid`` where someone
inferred it; of a project without an entry it is not known. A list in which no project has an entry is older than that
column: there some themes are our estimate, from the words in the name, the policy theme and the group of each project,
and of the other themes it is not known.
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
"""Beginnings or parts of words by which a Dutch text is about a theme."""

_READ = ("naam", "thema", "doelgroep")


def themes_served(projects: pd.DataFrame, themes: Iterable[str]) -> dict[int, dict[str, str]]:
    """Give the themes that each project serves.

    Parameters
    ----------
    projects
        As `gezond_geo.dataset.folder.projects.read_projects` gives.
    themes
        Themes of the score, in the order in which they are given.

    Returns
    -------
    dict
        Per number of a project the certainty per theme, ``document`` or ``afgeleid``; no theme where it is not known.
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
    """Give the projects of which the list does not say which themes they serve."""
    return {int(str(number)) for number, cell in projects["themas"].items() if not cell}


def parse_themes(cell: str) -> dict[str, str]:
    """Read a cell ``themas``: the certainty per theme, ``afgeleid`` where none is written."""
    pairs = (entry.partition(":") for entry in cell.split())
    return {theme: certainty or INFERRED for theme, _, certainty in pairs}


def _estimate(project: Mapping[Any, Any], themes: Iterable[str]) -> list[str]:
    text = " ".join(str(project[column]) for column in _READ).lower()
    return [theme for theme in themes if any(stem in text for stem in STEMS.get(theme, ()))]
