"""Koppelkansen on a paper: plans of others that meet a need here, with their years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gezond_geo.pages.map.terms import theme_terms
from gezond_geo.pages.paper import shorten
from gezond_geo.pages.profile.figures import Bar, time_bars

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gezond_geo.pages.profile.subject import Subject

_SENTENCES, _PLANS, _PROJECTS = 2, 4, 1  # shown at most; the rest is counted
_YEARS = 10  # columns of the time bar
_LABEL = 40  # characters of a name next to a bar
_DECIDED = "besloten"
_CERTAINTIES = ("zeker", "waarschijnlijk", "onzeker")


def tell_koppelkansen(subject: Subject) -> dict[str, Any]:
    """Text and chart on plans that meet needs; unknown without a list, which differs from none.

    Returns
    -------
    dict
        ``kop`` and ``tekst`` where there are none, else ``regels``, ``meer`` (texts) and ``balk`` (SVG).
    """
    words, plans = subject.words, subject.data.investments
    if plans is None:
        return {"kop": words.on_paper("koppel_onbekend_kop"), "tekst": words.on_paper("koppel_onbekend")}
    rows: dict[tuple[int, str], Mapping[Any, Any]] = {}
    for code in subject.area.codes:
        for row in subject.buurten.koppelkansen_in.get(code, []):
            rows.setdefault((row["investering"], row["thema"]), row)
    if not rows:
        return {
            "kop": words.on_paper("koppel_niets_kop"),
            "tekst": words.on_paper("koppel_niets", aantal=words.number(len(plans))),
        }
    first_rows = list(rows.values())[:_SENTENCES]
    more = len(rows) - len(first_rows)
    return {
        "regels": [_say_koppelkans(subject, row) for row in first_rows],
        "meer": words.on_paper("koppel_meer", aantal=words.number(more)) if more else "",
        "balk": _draw_time(subject, rows.values()),
    }


def _say_koppelkans(subject: Subject, row: Mapping[Any, Any]) -> str:
    words = subject.words
    certain = row["zekerheid"] in _CERTAINTIES
    return words.on_paper(
        "koppel_regel" if certain else "koppel_regel_kort",
        plan=shorten(row["naam"], 50),
        partij=shorten(row["partij"], 30),
        thema=theme_terms(subject.buurten)[row["thema"]]["naam"].lower(),
        buurt=row["buurtnaam"],
        woord=words.on_paper(row["zekerheid"]) if certain else "",
    )


def _draw_time(subject: Subject, rows: Iterable[Mapping[Any, Any]]) -> str:
    """Draw the projects of the area and the plans by year, with the years marked in which two plans coincide."""
    plans = list({row["investering"]: row for row in rows}.values())[:_PLANS]
    bars = [*_bars_of_projects(subject), *map(_bar_of, plans)]
    start = min(bar.first for bar in bars)
    end = min(max(bar.last for bar in bars), start + _YEARS - 1)
    spans = [bar._replace(last=min(bar.last, end)) for bar in bars if bar.first <= end]
    years = range(start, end + 1)
    return time_bars(subject.words.on_paper("tijdbalk"), spans, years, [year for year in years if _meet(spans, year)])


def _bar_of(row: Mapping[Any, Any]) -> Bar:
    name = shorten(f"{row['naam']} ({row['partij']})", _LABEL)
    return Bar(name, int(row["van_jaar"]), int(row["tot_en_met_jaar"]), firm=row["hardheid"] == _DECIDED, own=False)


def _bars_of_projects(subject: Subject) -> list[Bar]:
    projects = subject.data.projects.loc[subject.projects, ["naam", "van_jaar", "tot_en_met_jaar"]].dropna()
    columns = (projects.index, *(projects[column] for column in projects))
    bars = [
        Bar(shorten(f"{number} {name}", _LABEL), int(first), int(last), firm=True, own=True)
        for number, name, first, last in zip(*columns, strict=True)
    ]
    return bars[:_PROJECTS]


def _meet(bars: Sequence[Bar], year: int) -> bool:
    """Whether two plans of others are under way in a year."""
    return len([bar for bar in bars if not bar.own and bar.first <= year <= bar.last]) > 1
