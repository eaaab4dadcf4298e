"""Progress report: what changed between two moments, on two A4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gezond_geo.pages.paper import Paper, note_height, render
from gezond_geo.pages.progress.baseline import compare_figures, measure_height
from gezond_geo.pages.progress.counts import list_counts
from gezond_geo.pages.progress.goals import list_goals
from gezond_geo.pages.progress.levels import draw_areas, draw_between, draw_gap, say_level
from gezond_geo.pages.progress.money import add_up, list_buurten, list_wide, say_open, say_where
from gezond_geo.pages.progress.unknowns import list_unknowns, say_method
from gezond_geo.scores.purpose import FOOTER
from gezond_geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.pages.progress.period import Period


_ROOM, _PATH = 405.0, 50.0  # space for the buurten on the second page, and for a goal with a path, in points


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ProgressReport(Paper):
    """Result of `make_progress_report`.

    Attributes
    ----------
    since, until : First and last year.
    html : The report as one HTML text, which prints on two A4.
    meldingen : Dutch sentences on every fallback and gap in the figures.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> report = gg.make_progress_report(data, 2020, gg.load_years("Enschede", offline=True))
    >>> report.html.startswith("<!doctype html>")
    True
    """

    since: int
    until: int


def build_report(period: Period) -> ProgressReport:
    """Build the report of a period."""
    words, data = period.words, period.data
    counts, between, compared = list_counts(period), draw_between(period), compare_figures(period)
    goals = list_goals(period)
    where, wide = " ".join(say_where(period)), list_wide(period)
    room = _ROOM - measure_height(compared) - _PATH * len(goals["paden"]) - note_height(where) - note_height(wide)
    content: dict[str, Any] = {
        "t": words.progress,
        "gemeente": data.gemeente.naam,
        "van": period.since,
        "tot": period.until,
        "sinds": "" if period.nulmeting is None else period.nulmeting.data.uitgave.id,
        "zin": _say_lead(period, between),
        "tellingen": counts,
        "tellingen_kop": words.on_progress("tellingen_kop" if counts["bewoog"] else "tellingen_kop_gelijk"),
        "afstand": draw_gap(period),
        "tussen": between,
        "gebieden": draw_areas(period),
        "geld": add_up(period),
        "open": say_open(period),
        "doelen": goals,
        "vastgelegd": compared,
        "buurten": list_buurten(period, room),
        "gedaan": wide,
        "waar": where,
        "niet": list_unknowns(period, counts, goals),
        "methode": say_method(period),
        "versie": __version__,
        "voettekst": FOOTER,
    }
    notes = [*data.meldingen, *(period.years.meldingen if period.years else ())]
    return ProgressReport(
        html=render("voortgang.html", taal=words.code, **content),
        meldingen=tuple(dict.fromkeys(notes)),
        since=period.since,
        until=period.until,
    )


def _say_lead(period: Period, between: Mapping[str, Any]) -> list[list[Any]]:
    """Lead: the level, the gap between buurten and output of projects, as pieces of text, each bold or not."""
    words, data = period.words, period.data
    pieces = [[say_level(period) + " ", False], *between["zin"]]
    if data.outputs.empty:
        key = "zin_geen_projecten" if data.projects.empty else "zin_gedaan"
        pieces += [[words.on_progress(f"{key}_{part}"), part == "vet"] for part in ("voor", "vet")] + [[".", False]]
    else:
        count = data.outputs["project"].nunique()
        pieces.append([words.on_progress("zin_gedaan_wel", aantal=count, totaal=len(data.projects)), False])
    return pieces
