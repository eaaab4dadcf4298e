"""Workbooks to fill in: marks of one judge, and decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gezond_geo.choices.judgements import JUDGE, REMARK
from gezond_geo.dataset.folder.criteria import read_criteria
from gezond_geo.dataset.folder.project_columns import Description
from gezond_geo.dataset.folder.template import NO_PERSONS, write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from gezond_geo.dataset.dataset import Dataset

_NOTES = (
    "Vul per criterium een getal van de schaal in. Wat u niet weet of niet wilt zeggen, laat u leeg; dat is geen 0.",
    "Schrijf bij beoordelaar een letter of een rol, zoals A of wijkteam, en geen naam van een persoon.",
    NO_PERSONS,
)
_DECISION_NOTES = ("Wat nog niet besloten is, laat u leeg.", NO_PERSONS)
_PROJECT = (
    Description(name="nummer", meaning="nummer van het project", example="8"),
    Description(name="naam", meaning="naam van het project; hoort bij het nummer", example="Buurttuin"),
)


def write_judgement_template(data: Dataset, path: Path | str) -> Path:
    """Write a workbook in which one judge marks the projects of a gemeente; see `read_judgements`.

    Raises
    ------
    InputError
        When the gemeente has no criteria.
    OutputError
        When the file cannot be written; see `gezond_geo.io.whole.check_target`.
    """
    criteria = read_criteria(data.gemeente)
    marks = range(1, len(criteria.schaal) + 1)
    meaning = f"een getal van {marks[0]} ({criteria.schaal[0]}) tot en met {marks[-1]} ({criteria.schaal[-1]}), of leeg"
    columns = [
        *_PROJECT,
        Description(name=JUDGE, meaning="letter of rol; leeg is het de naam van het bestand", example="A"),
        *(Description(name=c.tekst, meaning=meaning, example=str(marks[-1])) for c in criteria.criteria),
        Description(name=REMARK, meaning="wat u erbij wilt zeggen"),
    ]
    notes = [*_NOTES, criteria.scale, *filter(None, [criteria.noot]), f"Bron van de criteria: {criteria.bron}."]
    choices = {criterion.tekst: list(marks) for criterion in criteria.criteria}
    return write_workbook("Oordeel", _projects_of(data, columns), columns, path, notes=notes, choices=choices)


def write_decision_template(data: Dataset, path: Path | str) -> Path:
    """Write a workbook for the advice and decision on each project; see `write_judgement_template`."""
    columns = [
        *_PROJECT,
        Description(name="advies", meaning="wat het advies is", example="uitvoeren"),
        Description(name="alternatief", meaning="wat er in plaats hiervan kan", example="half zo groot"),
        Description(name="besluit", meaning="wat er is besloten", example="uitvoeren"),
        Description(name="datum", meaning="dag van het besluit, als jaar-maand-dag", example="2026-11-26"),
        Description(name="door", meaning="wie het besluit nam, zoals college of raad", example="college"),
    ]
    table = _projects_of(data, columns)
    return write_workbook("Besluiten", table, columns, path, notes=_DECISION_NOTES, choices={})


def _projects_of(data: Dataset, columns: Iterable[Description]) -> pd.DataFrame:
    return data.projects.reset_index().reindex(columns=[column.name for column in columns]).astype(object)
