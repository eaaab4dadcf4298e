"""Output of projects per year, planned and done; ``prestaties.csv``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.dataset.folder.entries import Entries, empty_table, number_of
from gezond_geo.dataset.folder.project_columns import Description
from gezond_geo.indicators.limits import MIN_PERSONS, find_few, is_number_of_people
from gezond_geo.io.dutch import count_of
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.names import normalise_name
from gezond_geo.io.ranges import Range
from gezond_geo.io.table import Column, read_checked

if TYPE_CHECKING:
    from pathlib import Path

    from gezond_geo.io.faults import Fault
    from gezond_geo.io.table import UserTable

FILE = "prestaties.csv"

DESCRIPTIONS = (
    Description(
        name="project", meaning="nummer of naam van het project, zoals in projecten.csv", example="1", synonyms=("nr",)
    ),
    Description(name="jaar", meaning="jaar waarin het is gedaan", example="2025"),
    Description(
        name="maat",
        meaning="wat er is geteld of gemeten: wat het project deed, niet hoe gezond mensen zijn",
        example="bezoekers",
        synonyms=("prestatie", "indicator"),
    ),
    Description(
        name="eenheid",
        meaning="eenheid van het getal, zoals m²; leeg als het getal een aantal van de maat is",
    ),
    Description(name="gepland", meaning="hoeveel het plan was", example="400", synonyms=("plan", "begroot")),
    Description(
        name="gedaan",
        meaning=f"hoeveel het werd; onder {MIN_PERSONS} mensen wordt het nergens getoond",
        example="312",
        synonyms=("gerealiseerd", "realisatie", "bereikt"),
    ),
    Description(name="bron", meaning="waar het getal vandaan komt", example="jaarverslag 2025"),
)
"""Every column, in order."""

COLUMNS = tuple(column.name for column in DESCRIPTIONS)
OUTPUTS = (*COLUMNS[:-1], "verborgen", "bron")
"""Columns of the result of `read_outputs`."""
_NEEDED = ("project", "jaar", "maat", "bron")
_NUMBERS = ("gepland", "gedaan")
_CODED = ("project", "jaar", *_NUMBERS)
_KINDS = (
    dict.fromkeys(OUTPUTS, "str")
    | {"project": "int64", "jaar": "int64", "verborgen": "bool"}
    | dict.fromkeys(_NUMBERS, "float64")
)
_DECLARED = tuple(
    Column(
        column.name,
        column.synonyms,
        required=column.name in _NEEDED,
        range=Range(0) if column.name in _NUMBERS else Range(),
    )
    for column in DESCRIPTIONS
)


def read_outputs(path: Path, projects: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Read the output of projects.

    Parameters
    ----------
    path
        Table with the columns of `DESCRIPTIONS`; it may be without rows.
    projects
        The projects it is about, from `gezond_geo.dataset.folder.projects.read_projects`.

    Returns
    -------
    DataFrame
        The columns of `OUTPUTS`, by project, year and the order of the file: ``project`` (number) and ``jaar`` as int,
        ``gepland`` and ``gedaan`` as float, NaN where empty; ``verborgen`` is whether it was fewer than 10 people, in
        which case ``gedaan`` is NaN too; the rest text.
    list of str
        Dutch sentences on what is unused or hidden.

    Raises
    ------
    InputError
        For the faults found by `check_outputs`.
    """
    table = read_checked(path, _DECLARED)
    frame, faults = _to_frame(table, projects)
    raise_faults(faults)
    unused = table.find_unused(COLUMNS)
    notes = [f"Van {path.name} niet gebruikt: de kolom {', '.join(unused)}."] if unused else []
    if hidden := int(frame["verborgen"].sum()):
        rows = count_of(hidden, "regel", "regels")
        notes.append(f"In {path.name} niet getoond wegens minder dan {MIN_PERSONS} personen: {rows}.")
    return frame, notes


def check_outputs(path: Path, projects: pd.DataFrame) -> list[Fault]:
    """List every fault in a ``prestaties.csv``; see `read_outputs`."""
    return _to_frame(read_checked(path, _DECLARED), projects)[1]


def no_outputs() -> pd.DataFrame:
    """Empty table, for a gemeente without recorded output."""
    return empty_table(_KINDS, pd.RangeIndex(0))


def _to_frame(table: UserTable, projects: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Read every column, and list the faults in the table."""
    faults = [*table.faults, *table.explain_lacking(_NEEDED), *table.explain_list(_CODED)]
    outputs = Entries(table, ("elke prestatie", "de prestaties"), faults, [])
    frame = pd.DataFrame({column: outputs.texts(column) for column in COLUMNS}, dtype=object)
    for column in _NUMBERS:
        frame[column] = outputs.amounts(column)
    frame["jaar"] = outputs.year("jaar")
    frame["project"] = _read_projects(outputs, projects)
    _check_rows(outputs, frame)
    frame["verborgen"] = _find_few_people(frame)
    frame["maat"] = outputs.mark_made_up(frame["maat"])
    frame["gedaan"] = frame["gedaan"].mask(frame["verborgen"])
    whole = frame[frame["project"].notna() & frame["jaar"].notna()]
    sound = whole[list(OUTPUTS)].astype(_KINDS)
    return sound.sort_values(["project", "jaar"], kind="stable", ignore_index=True), faults


def _read_projects(outputs: Entries, projects: pd.DataFrame) -> list[float]:
    """Project of each row, by its number or name."""
    names = {normalise_name(name): float(str(number)) for number, name in projects["naam"].items()}
    numbers = []
    for place, text in enumerate(outputs.texts("project")):
        number = number_of(text)
        if number is None:
            number = names.get(normalise_name(text))
        elif number not in projects.index:
            number = None
        if text and number is None:
            outputs.refuse(place, f"project {text!r} staat niet in de lijst met projecten; schrijf het nummer ervan.")
        numbers.append(math.nan if number is None else number)
    return numbers


def _check_rows(outputs: Entries, frame: pd.DataFrame) -> None:
    """Add faults for incomplete rows, and for measures listed twice for a project and year."""
    cells = {column: outputs.texts(column) for column in COLUMNS}
    first_lines: dict[tuple[float, float, str], int] = {}
    for place, line in enumerate(outputs.table.cells.index):
        for column in _NEEDED:
            if not cells[column][place]:
                outputs.refuse(place, f"{column} is leeg; vul het in.")
        what = f"{cells['maat'][place]} {cells['eenheid'][place]}".strip()
        if is_number_of_people(what) and "gemiddeld" not in what.lower():
            for column in _NUMBERS:
                if frame[column].iloc[place] % 1 > 0:
                    advice = "schrijf een heel getal, of gemiddeld bij de maat"
                    outputs.refuse(
                        place, f"{column} is {cells[column][place]}, en dat zijn geen hele mensen; {advice}."
                    )
        if not any(cells[column][place] for column in _NUMBERS):
            outputs.refuse(place, "gepland en gedaan zijn leeg; vul een van de twee in, of haal de regel weg.")
        project, year, measure = frame["project"].iloc[place], frame["jaar"].iloc[place], cells["maat"][place]
        if math.isnan(project) or math.isnan(year) or not measure:
            continue
        first = first_lines.setdefault((project, year, normalise_name(measure)), line)
        if first != line:
            text = f"{measure} van project {project:.0f} in {year:.0f} komt twee keer voor (eerst op regel {first})"
            outputs.refuse(place, f"{text}; laat er een staan.")


def _find_few_people(frame: pd.DataFrame) -> pd.Series[bool]:
    """Whether ``gedaan`` is a number of people too small to show."""
    few = pd.Series(data=False, index=frame.index)
    amounts = frame["gedaan"].astype("float64")
    # A mean among whole numbers does not make these anything but counts.
    for (measure, unit), rows in amounts[amounts % 1 == 0].groupby([frame["maat"], frame["eenheid"]]):
        few[rows.index] = find_few(rows, f"{measure} {unit}")
    return few
