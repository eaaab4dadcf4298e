"""Goals of a gemeente: the target, the target year, and the figure that measures it; ``doelen.csv``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.dataset.folder.entries import Entries, empty_table
from gezond_geo.dataset.folder.project_columns import INFERRED, Description
from gezond_geo.indicators.catalogue import catalogue
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.names import normalise_name, suggest_names
from gezond_geo.io.ranges import Range
from gezond_geo.io.table import Column, read_checked

if TYPE_CHECKING:
    from pathlib import Path

    from gezond_geo.io.faults import Fault
    from gezond_geo.io.table import UserTable

FILE = "doelen.csv"

LEVEL, GAP, BETWEEN = "stand", "verschil met Nederland", "verschil tussen wijken"
"""Kinds of goals: on the figure itself, on its difference with the Netherlands, or on differences between wijken."""
STRAIGHT = "recht"
"""Path that the source states to be linear."""
UNKNOWN_UNIT = "onbekend"
"""Unit that the source does not state."""
_FROM_DOCUMENT = "document"

DESCRIPTIONS = (
    Description(
        name="doel",
        meaning="wat er bereikt moet zijn, kort; deze kolom is nodig",
        example="Eenzaamheid als in Nederland",
    ),
    Description(
        name="cijfer",
        meaning="welk cijfer van de catalogus het laat zien; leeg als er geen is. Met :document of :afgeleid erachter "
        "is gezegd of de bron dit cijfer noemt",
        example="eenzaam:document",
    ),
    Description(name="soort", meaning="waar het doel over gaat", example=GAP, choices=(LEVEL, GAP, BETWEEN)),
    Description(name="begin", meaning="het getal bij het begin, zoals de bron het noemt", example="4,5"),
    Description(name="begin_jaar", meaning="jaar van dat getal", example="2020"),
    Description(name="streefwaarde", meaning="het getal dat bereikt moet zijn", example="0"),
    Description(
        name="eenheid",
        meaning=f"eenheid van begin en streefwaarde; {UNKNOWN_UNIT} als de bron het niet zegt",
        example="procentpunt",
    ),
    Description(name="jaar", meaning="wanneer het bereikt moet zijn", example="2040"),
    Description(name="evaluatie", meaning="jaar waarin ernaar wordt gekeken", example="2030"),
    Description(
        name="pad",
        meaning=f"{STRAIGHT} als de bron zegt dat het elk jaar evenveel opschuift; anders leeg",
        choices=(STRAIGHT,),
    ),
    Description(name="letterlijk", meaning="de woorden van de bron", example="nu een verschil van 4,5 procentpunt"),
    Description(name="bron", meaning="waar het staat; deze kolom is nodig", example="gezondheidsnota 2026"),
)
"""Every column, in order."""

COLUMNS = tuple(column.name for column in DESCRIPTIONS)
GOALS = (*COLUMNS[:2], "cijfer_zekerheid", *COLUMNS[2:])
"""Columns of the result of `read_goals`."""
_NUMBERS, _YEARS = ("begin", "streefwaarde"), ("begin_jaar", "jaar", "evaluatie")
_ON_PATH = ("begin", "begin_jaar", "streefwaarde", "jaar")
_CODED = (*_NUMBERS, *_YEARS)
_KINDS = {column: "float64" if column in _CODED else "str" for column in GOALS}
_DECLARED = tuple(Column(name, required=name in {"doel", "bron"}) for name in COLUMNS)
_CHOICES = {column.name: column.choices for column in DESCRIPTIONS if column.choices}


def read_goals(path: Path) -> pd.DataFrame:
    """Read the goals of a gemeente.

    Parameters
    ----------
    path
        Table with the columns of `DESCRIPTIONS`; it may be without rows.

    Returns
    -------
    DataFrame
        Indexed by ``nummer`` (1, 2, … in the order of the file), with the columns of `GOALS`: ``begin``,
        ``streefwaarde`` and years as float, NaN when unknown; ``cijfer`` an id of the catalogue or empty, with
        ``cijfer_zekerheid`` document or afgeleid; the rest text, empty when unknown.

    Raises
    ------
    InputError
        For the faults found by `check_goals`.
    """
    table = read_checked(path, _DECLARED)
    frame, faults = _to_frame(table)
    raise_faults(faults)
    return frame


def check_goals(path: Path) -> list[Fault]:
    """List every fault in a ``doelen.csv``."""
    return _to_frame(read_checked(path, _DECLARED))[1]


def no_goals() -> pd.DataFrame:
    """Empty table of goals, for a gemeente without any."""
    return empty_table(_KINDS, pd.RangeIndex(1, 1, name="nummer"))


def _to_frame(table: UserTable) -> tuple[pd.DataFrame, list[Fault]]:
    """Read every column, and list the faults in the table."""
    faults = [
        *table.faults,
        *table.explain_lacking(("doel", "bron")),
        *table.explain_list(_CODED),
        *table.explain_twice("doel", normalise_name),
    ]
    goals = Entries(table, ("elk doel", "de doelen"), faults, [])
    frame = pd.DataFrame({column: goals.texts(column) for column in COLUMNS}, dtype=object)
    for column in _NUMBERS:
        frame[column] = goals.amounts(column)
    for column in _YEARS:
        frame[column] = goals.year(column)
    for column, choices in _CHOICES.items():
        frame[column] = goals.choices(column, choices)
    frame["soort"] = frame["soort"].replace("", LEVEL)
    frame[["cijfer", "cijfer_zekerheid"]] = _read_figures(goals)
    _check_rows(goals, frame)
    frame["doel"] = goals.mark_made_up(frame["doel"])
    numbered = frame[list(GOALS)].set_axis(pd.RangeIndex(1, len(frame) + 1, name="nummer"))
    return numbered.astype(_KINDS), faults


def _read_figures(goals: Entries) -> pd.DataFrame:
    """Read which figure measures a goal, and on whose authority."""
    rows = []
    for place, text in enumerate(goals.texts("cijfer")):
        name, _, certainty = (part.strip() for part in text.partition(":"))
        if certainty not in {"", _FROM_DOCUMENT, INFERRED}:
            goals.refuse(place, f"achter {name} staat {certainty!r}; schrijf :{_FROM_DOCUMENT} of :{INFERRED}.")
        if name and name not in catalogue():
            close = suggest_names(name, catalogue())
            hint = f"bedoelt u {' of '.join(close)}?" if close else "laat de cel leeg als er geen cijfer is."
            goals.refuse(place, f"het cijfer {name!r} is onbekend; {hint}")
        rows.append((name, certainty or _FROM_DOCUMENT if name else ""))
    return pd.DataFrame(rows, columns=["cijfer", "cijfer_zekerheid"])


def _check_rows(goals: Entries, frame: pd.DataFrame) -> None:
    """Add faults for inconsistent rows."""
    shares = frame[frame["soort"].eq(LEVEL) & frame["eenheid"].eq("%")]
    for column in _NUMBERS:
        for wrong in Range(0, 100).check(shares[column])[1]:
            advice = f"verbeter het, of schrijf een andere soort dan {LEVEL}"
            goals.refuse(int(wrong.place), f"{column} is {wrong.value:g} % (kan zijn: {wrong.possible}); {advice}.")
    by_column = {column: goals.texts(column) for column in _CODED}
    for place, row in enumerate(frame.to_dict("records")):
        for column, advice in (("doel", "schrijf wat er bereikt moet zijn"), ("bron", "schrijf waar het staat")):
            if not row[column]:
                goals.refuse(place, f"{column} is leeg; {advice}.")
        cells = {column: texts[place] for column, texts in by_column.items()}
        if not row["eenheid"] and any(cells[column] for column in _NUMBERS):
            text = f"eenheid is leeg; schrijf die van het getal, of {UNKNOWN_UNIT} als de bron het niet zegt."
            goals.refuse(place, text)
        if row["begin_jaar"] >= row["jaar"]:
            goals.refuse(place, "begin_jaar is niet eerder dan jaar; verbeter een van de twee.")
        if row["pad"] == STRAIGHT and not all(cells[column] for column in _ON_PATH):
            goals.refuse(place, f"pad is {STRAIGHT}; vul ook {', '.join(_ON_PATH)} in, of laat pad leeg.")
