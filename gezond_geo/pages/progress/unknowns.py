"""Limits of a progress report, and how it was computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gezond_geo.pages.map.focus import say_lacking
from gezond_geo.pages.paper import shorten
from gezond_geo.pages.progress.period import HEALTH
from gezond_geo.scores.wording import say_settings, say_sources
from gezond_geo.years import series

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.pages.progress.period import Period

_SOURCES = 900  # characters of the sources shown


def list_unknowns(period: Period, counts: Mapping[str, Any], goals: Mapping[str, Any]) -> list[str]:
    """What is unknown: about the figures, the period and the output."""
    words, data, table = period.words, period.data, period.health
    lines = [words.on_progress("niet_door_project")]
    if table is not None:
        lines.append(words.on_progress("niet_buurt"))
        if period.since not in table.columns:
            lines.append(words.on_progress("niet_jaar", jaar=period.since))
    else:
        lines.append(words.on_progress("niet_gezondheid"))
    lines += counts["een_jaar"]
    if goals["onbekend"]:
        lines.append(words.on_progress("niet_doelen", aantal=goals["onbekend"], totaal=goals["aantal"]))
    if data.gemeente.focusgebieden and (lacking := say_lacking(data, words)):
        lines.append(lacking)
    return [*lines, words.on_progress("niet_jongeren"), words.on_progress("niet_verhuisd")]


def say_method(period: Period) -> list[tuple[str, str]]:
    """Text on the figures, projects and methods behind the report."""
    words, data, years = period.words, period.data, period.years
    sources = say_sources(data) if years is None else series.say_sources(years)
    rows = [
        ("veld_cijfers", shorten("; ".join(sources), _SOURCES)),
        ("veld_projecten", data.gemeente.projecten_bron if len(data.projects) else words.on_progress("geen")),
        ("veld_tellingen", words.on_progress("methode_tellingen")),
    ]
    if period.health is not None:
        rows.append(("veld_tussen", words.on_progress("methode_tussen")))
    themes = words.on_progress(
        "methode_themas",
        uitgave=data.edition,
        gemeten=len(data.themes) - len(period.scores.unmeasured),
        alle=len(data.themes),
        eigen=say_settings(period.scores) or "",
    )
    rows += [("veld_themas", " ".join([themes.strip(), _say_editions(period)]).strip())]
    return [(words.on_progress(key), text or words.on_progress("niet_bekend")) for key, text in rows]


def _say_editions(period: Period) -> str:
    """Sentence on a different value for the same year in the score, where it uses another edition than the series."""
    words, data, years = period.words, period.data, period.years
    table = data.uitgave.table_of(data.indicators[HEALTH]) if HEALTH in data.indicators else None
    if years is None or period.health is None or table is None or table.jaar not in period.health:
        return ""
    origin = str(years.sources["tabel"].get((HEALTH, table.jaar), ""))
    return "" if table.id == origin else words.on_progress("andere_uitgave", tabel=table.id, reeks=origin)
