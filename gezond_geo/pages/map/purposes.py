"""Which theme a project serves: our estimate, from the words that the list of projects has for it.

No table says which theme of the score a project is for. What is known is its theme in the programme (``thema``), its
name and the group it is for (``doelgroep``). Where one of these holds a word of a theme, such as "gezond" or "groen",
the project is put beside that theme, and the page says that this is an estimate. Else it is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STEMS = {
    "gezondheid": ("gezond", "zorgzame", "sport", "bewegen", "preventie"),
    "inkomen": ("inkomen", "armoede", "bijstand", "schuld"),
    "vergrijzing": ("ouder worden", "ouderen", "senioren", "65-plus"),
    "verstening": ("groen", "stenen", "klimaat"),
}
"""Beginnings or parts of words by which a Dutch text is about a theme."""

_READ = ("naam", "thema", "doelgroep")


def purposes_of(project: Mapping[Any, Any], themes: Iterable[str]) -> list[str]:
    """Give the themes whose words stand in the name, the theme or the group of a project; in the order of `themes`."""
    text = " ".join(str(project[column]) for column in _READ).lower()
    return [theme for theme in themes if any(stem in text for stem in STEMS.get(theme, ()))]
