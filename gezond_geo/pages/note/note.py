"""The decision note: what a choice changes, its basis, and what is signed, on two A4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gezond_geo.pages.language import language_of
from gezond_geo.pages.note.changes import list_buurten, list_changes, say_rest
from gezond_geo.pages.note.measures import draw_euro, draw_index, draw_reach, say_holds, say_lead, tell_fifths
from gezond_geo.pages.note.rests import list_marks, say_decided, say_record
from gezond_geo.pages.paper import Paper, render, shorten
from gezond_geo.scores.purpose import FOOTER

if TYPE_CHECKING:
    from gezond_geo.choices.decision import Decision
    from gezond_geo.choices.judgements import Judgements


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Note(Paper):
    """Result of `make_note`.

    Attributes
    ----------
    html : The note as one HTML text, which prints on two A4.
    meldingen : Dutch sentences on every fallback and gap in the figures.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import pandas as pd
    >>> data = gg.load("Enschede", offline=True)
    >>> changes = pd.DataFrame({"wat": ["vervalt"], "project": [8]})
    >>> note = gg.make_note(gg.try_choice(data, gg.score(data), changes, draws=100))
    >>> note.html.startswith("<!doctype html>")
    True
    """


def build_note(decision: Decision, judgements: Judgements | None, title: str) -> Note:
    """Build the note of a choice."""
    words = language_of("nl")
    decided = say_decided(decision, judgements, words)
    content: dict[str, Any] = {
        "t": words.note,
        "titel": title,
        "kort": shorten(title, 28),
        "gemeente": decision.data.gemeente.naam,
        "besloten": decided["besluit"],
        "zin": say_lead(decision, words),
        "wijzigingen": list_changes(decision, words),
        "gelijk": say_rest(decision, words),
        "bereik": draw_reach(decision, words),
        "euro": draw_euro(decision, words),
        "index": draw_index(decision, words),
        "vijfden": tell_fifths(decision, words),
        "houdt": say_holds(decision, words),
        "buurten": list_buurten(decision, words),
        "oordelen": list_marks(decision, judgements, words),
        "besluit": decided,
        "vastgelegd": say_record(decision, words),
        "voettekst": FOOTER,
    }
    return Note(html=render("nota.html", taal=words.code, **content), meldingen=decision.meldingen)
