"""The basis of a note: marks of judges, decisions and who took them, and the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gezond_geo.choices.weighing import APART
from gezond_geo.pages.note.charts import mark_line
from gezond_geo.pages.paper import shorten
from gezond_geo.scores.wording import say_settings, say_sources

if TYPE_CHECKING:
    import pandas as pd

    from gezond_geo.choices.decision import Decision
    from gezond_geo.choices.judgements import Judgements
    from gezond_geo.pages.language import Language

_CRITERIA = 8  # that fit on the page
_DECIDED = ("advies", "alternatief", "besluit", "datum", "door")


def list_marks(decision: Decision, judgements: Judgements | None, words: Language) -> dict[str, Any]:
    """Marks of the judges for the first changed project with any; there is no total.

    Returns
    -------
    dict
        ``rijen`` (one per criterion) and ``kop``; without rows if nobody filled in a sheet.
    """
    marks = _marks_of(decision, judgements)
    if judgements is None or marks.empty:
        return {"rijen": [], "kop": ""}
    number = int(marks["project"].iloc[0])
    own = marks[marks["project"] == number].dropna(subset=["oordeel"])
    scale = len(judgements.criteria.schaal)
    rows = []
    for criterion in judgements.criteria.criteria[:_CRITERIA]:
        marked = own[own["criterium"] == criterion.id]
        if marked.empty:
            continue
        groups = [(int(str(mark).partition(".")[0]), _letters(part)) for mark, part in marked.groupby("oordeel")]
        low, high = groups[0][0], groups[-1][0]
        span = str(low) if low == high else words.on_note("tot", laag=low, hoog=high)
        rows.append(
            {
                "tekst": shorten(criterion.tekst, 60),
                "lijn": mark_line(f"{criterion.tekst}: {span}", groups, scale),
                "bereik": f"{span}{' ●' if high - low >= APART else ''}",
            }
        )
    judges = own["beoordelaar"].nunique()
    key = "oordelen_een" if judges == 1 else "oordelen_kop"
    name = shorten(str(decision.data.projects["naam"].get(number, "")), 50)
    return {"rijen": rows, "kop": words.on_note(key, nummer=number, naam=name, aantal=judges, ver=APART)}


def _marks_of(decision: Decision, judgements: Judgements | None) -> pd.DataFrame:
    projects = decision.changes["project"]
    if judgements is None:
        return projects.to_frame().iloc[:0]
    return judgements.marks[judgements.marks["project"].isin(projects)].sort_values("project", kind="stable")


def _letters(part: pd.DataFrame) -> str:
    """Names of the judges of a mark: letters together, roles separated by commas; abbreviated where there are many."""
    names = sorted(part["beoordelaar"])
    if all(len(name) == 1 for name in names):
        return "".join(names)
    return ", ".join(names) if len(names) == 1 else f"{len(names)}×"


def say_decided(decision: Decision, judgements: Judgements | None, words: Language) -> dict[str, Any]:
    """Advice and decision on a changed project; empty where still open."""
    texts = dict.fromkeys(_DECIDED, "")
    if judgements is not None:
        for number in decision.changes["project"]:
            if number in judgements.decisions.index:
                texts |= {name: shorten(str(judgements.decisions[name][number]), 84) for name in _DECIDED}
                break
    rows = [(words.on_note(f"veld_{name}"), texts[name]) for name in _DECIDED[:3]]
    signed = ", ".join(filter(None, [texts["datum"], texts["door"]]))
    return {"besluit": texts["besluit"], "velden": [*rows, (words.on_note("veld_datum_door"), signed)]}


def say_record(decision: Decision, words: Language) -> list[tuple[str, str]]:
    """Text on the figures, projects, method and version behind the note."""
    settings, data = decision.settings, decision.data
    own = say_settings(decision.scores)
    method = words.on_note(
        "methode",
        themas=words.sentence_case(words.themes(len(decision.scores.counted))),
        drempel=words.number(decision.scores.settings["threshold"]),
        keren=words.number(settings["draws"]),
    )
    return [
        (words.on_note("veld_cijfers"), shorten("; ".join(say_sources(data)), 300)),
        (
            words.on_note("veld_projecten"),
            ". ".join([data.gemeente.projecten_bron or words.on_note("niet_bekend"), *decision.before.meldingen[1:]]),
        ),
        (words.on_note("veld_methode"), " ".join(filter(None, [method, own]))),
        (words.on_note("veld_streep"), words.on_note("streep", keren=words.number(decision.before.settings["draws"]))),
        (
            words.on_note("veld_versie"),
            words.on_note("versie", versie=decision.version, start=settings["seed"], naam=shorten(decision.name, 60)),
        ),
    ]
