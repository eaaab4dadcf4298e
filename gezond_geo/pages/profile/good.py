"""What goes well in an area: the favourable side of figures, and places to go."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gezond_geo.areas.codes import NATION
from gezond_geo.pages.map.terms import STONE, stone_source, theme_terms
from gezond_geo.pages.map.themas import MIDDLE
from gezond_geo.pages.paper import round_once, shorten

if TYPE_CHECKING:
    from gezond_geo.pages.profile.subject import Subject

_PLACES = 80  # characters of the names of places

MOST = 3
"""Maximum number of themes and figures listed."""

_ALWAYS = ("goede_gezondheid", "moeite_rondkomen")  # shown by their favourable side where no figure is better


def list_good(subject: Subject) -> dict[str, Any]:
    """What goes well: at most `MOST` themes and figures that are better than average, and places.

    Where none is better, the text says so, followed by the favourable side of some figures. A figure counts as better
    than in the Netherlands when it still is after rounding, so that no line contradicts itself.

    Returns
    -------
    dict
        ``beter`` (whether any figure is), ``regels`` and ``plekken`` (texts).
    """
    words = subject.words
    lines = [*_say_themes(subject), *_say_figures(subject)][:MOST] if subject.has_value else []
    better = bool(lines)
    if not better and subject.has_value:
        lines = [
            words.on_paper("goed_alleen", n=here, wat=what)
            for name in _ALWAYS
            for here, what in [_favourable(subject, name)]
            if here is not None
        ]
    return {"beter": better, "regels": lines, "plekken": _say_places(subject)}


def _say_themes(subject: Subject) -> list[str]:
    """Text on themes that are better than average, best first; stone with its source."""
    words, terms, scores = subject.words, theme_terms(subject.run), subject.run.scores
    ahead = sorted((place, theme) for theme, place in subject.percentiles.items() if place < MIDDLE)
    return [
        words.on_paper(
            "goed_thema",
            thema=terms[theme]["naam"] + (f" ({stone_source(subject.run)})" if theme == STONE else ""),
            plaats=words.position(scores, theme, place),
        )
        for place, theme in ahead
    ]


def _say_figures(subject: Subject) -> list[str]:
    """Text on figures of adults that are better than in the Netherlands, best first."""
    better = sorted(_compare(subject), reverse=True)
    return [subject.words.on_paper("goed_naast", n=here, wat=what, land=there) for _, here, there, what in better]


def _compare(subject: Subject) -> list[tuple[int, int, int, str]]:
    """Difference by which a figure is more favourable than in the Netherlands, both values, and its name."""
    items = []
    for name in subject.words.paper_sides:
        here, what = _favourable(subject, name)
        there, _ = _favourable(subject, name, NATION)
        if here is not None and there is not None and here > there:
            items.append((here - there, here, there, what))
    return items


def _favourable(subject: Subject, name: str, region: str | None = None) -> tuple[int | None, str]:
    """People out of a hundred on the favourable side of a figure, rounded once, so that both sides add up to 100."""
    indicator = subject.run.shown.get(name)
    value = math.nan if indicator is None else subject.value(indicator, region)
    if indicator is None or np.isnan(value):
        return None, ""
    count = round_once(value)
    return count if indicator.ongunstig == "laag" else 100 - count, subject.words.paper_sides[name]


def _say_places(subject: Subject) -> str:
    """Text on the public places of projects in the area."""
    projects = subject.data.projects
    places = [
        str(projects["plaats"][number])
        for number in subject.projects
        if projects["openbaar"][number] and projects["plaats"][number]
    ]
    return (
        subject.words.on_paper("plekken", plekken=shorten("; ".join(places), _PLACES)).replace("….", "…")
        if places
        else ""
    )
