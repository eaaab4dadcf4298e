"""Sheets with judgements of projects by the criteria of a gemeente, and decisions on each project."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from gezond_geo._validate import as_dataset, as_tables, checked
from gezond_geo.dataset.folder.criteria import Criteria, read_criteria
from gezond_geo.dataset.folder.project_columns import DECLARED
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import format_number, join_words, name_some
from gezond_geo.io.faults import Fault, raise_faults
from gezond_geo.io.names import normalise_name, suggest_names
from gezond_geo.io.personal import explain_role
from gezond_geo.io.ranges import Range
from gezond_geo.io.table import Column, UserTable, read_table
from gezond_geo.io.whole import is_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gezond_geo.dataset.dataset import Dataset

    Source = Path | str | pd.DataFrame

MARKS = ("project", "beoordelaar", "criterium", "oordeel")
DECISION = ("advies", "alternatief", "besluit", "datum", "door")
"""Columns recorded for a project, besides the marks."""

JUDGE, REMARK = "beoordelaar", "toelichting"

_ENDINGS = (".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".txt")
_NUMBER, _NAME = (column._replace(required=False) for column in DECLARED[:2])
_OTHERS = (
    Column(JUDGE, ("oordeel van", "ingevuld door", "wie")),
    Column(REMARK, ("opmerking", "opmerkingen", "motivering")),
    Column("advies"),
    Column("alternatief", ("alternatieven",)),
    Column("besluit", ("beslissing",)),
    Column("datum", ("datum besluit", "besloten op")),
    Column("door", ("besloten door", "wie besluit")),
)
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
_NAMED = 20
"""Maximum number of cells or projects named in one melding."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Judgements:
    """Result of `read_judgements`.

    Attributes
    ----------
    criteria : The criteria and the scale.
    marks : A row per project, judge and criterion: ``project`` (number), ``beoordelaar`` (a letter or a role),
        ``criterium`` (id) and ``oordeel`` (a mark of the scale, NaN where the judge left it open).
    remarks : What judges wrote with a project: ``project beoordelaar toelichting``.
    decisions : Frame indexed by ``project``, texts that are empty where nothing was filled in: ``advies``,
        ``alternatief``, ``besluit``, ``datum`` (year-month-day) and ``door``.
    meldingen : Dutch sentences on what was left open or not read.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import pandas as pd
    >>> data = gg.load("Enschede", offline=True)
    >>> sheet = pd.DataFrame({"nummer": [8], "beoordelaar": ["A"], "besluit": ["uitstellen"], "datum": ["2026-11-26"]})
    >>> gg.read_judgements(sheet, data).decisions.loc[8, "besluit"]
    'uitstellen'
    """

    criteria: Criteria
    marks: pd.DataFrame
    remarks: pd.DataFrame
    decisions: pd.DataFrame
    meldingen: tuple[str, ...] = field(default=())

    @property
    def judges(self) -> list[str]:
        """Judges who gave a mark, sorted by name."""
        return sorted(set(self.marks.loc[self.marks["oordeel"].notna(), "beoordelaar"]))


class _Row(NamedTuple):
    table: UserTable
    line: int
    project: int


@checked(sheets=as_tables, data=as_dataset)
def read_judgements(sheets: Source | Sequence[Source], data: Dataset) -> Judgements:
    """Read the marks and remarks of judges, and the decisions taken.

    Parameters
    ----------
    sheets
        A sheet, a folder of sheets, or several of either. A sheet is any table (see ``docs/bestanden.md``) with a row
        per project (``nummer``, ``naam`` or both) and a column per criterion, named by its text or its id, or with one
        or more of ``advies alternatief besluit datum door``. The judge is in the column ``beoordelaar``, or else is the
        name of the file.
    data
        Dataset with the projects, and the gemeente whose folder holds the criteria.

    Returns
    -------
    Judgements
        Marks, remarks and decisions. An empty cell is a missing mark, never 0.

    Raises
    ------
    InputError
        When the gemeente has no criteria or no projects, a sheet cannot be read, a criterion has no column, or a cell
        is off the scale, belongs to no project, is filled in twice or points to a person; the message lists them all.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import pandas as pd
    >>> data = gg.load("Enschede", offline=True)
    >>> sheet = pd.DataFrame({"nummer": [8, 8], "beoordelaar": ["A", "B"]})
    >>> for criterion in gg.read_judgements(sheet.assign(besluit=""), data).criteria.criteria:
    ...     sheet[criterion.tekst] = [4, None]
    >>> gg.read_judgements(sheet, data).judges
    ['A']
    """
    criteria = read_criteria(data.gemeente)
    if data.projects.empty:
        raise InputError(f"Van {data.gemeente.naam} zijn geen projecten bekend, dus valt er niets te beoordelen.")
    tables = [_read_sheet(sheet, criteria) for sheet in _list_sheets(sheets)]
    faults: list[Fault] = [fault for table in tables for fault in _explain_table(table, criteria)]
    rows = [row for table in tables for row in _find_rows(table, data.projects, faults)]
    marks, remarks = _read_marks(rows, criteria, faults)
    decisions = _read_decisions(rows, faults)
    raise_faults(faults)
    notes = [note for table in tables for note in table.notes]
    return Judgements(
        criteria=criteria,
        marks=marks,
        remarks=remarks,
        decisions=decisions,
        meldingen=(*dict.fromkeys(notes), *_say_open(marks)),
    )


def _list_sheets(sheets: Source | Sequence[Source]) -> list[Source]:
    """Yield each sheet; from a folder all possible sheets, except lock files of open programs."""
    listed: list[Source] = []
    for sheet in [sheets] if isinstance(sheets, str | Path | pd.DataFrame) else sheets:
        if isinstance(sheet, pd.DataFrame) or not is_folder(Path(sheet)):
            listed.append(sheet)
            continue
        inside = sorted(path for path in Path(sheet).iterdir() if path.suffix.lower() in _ENDINGS)
        inside = [path for path in inside if not path.name.startswith((".", "~"))]
        if not inside:
            raise InputError(f"In {Path(sheet).name} staat geen ingevuld blad; zet er Excel- of CSV-bestanden in.")
        listed += inside
    return listed


def _read_sheet(sheet: Source, criteria: Criteria) -> UserTable:
    scale = Range(1, len(criteria.schaal))
    columns = [Column(c.tekst, (c.id,), range=scale) for c in criteria.criteria]
    answers = [*(column.name for column in columns), *DECISION]
    return read_table(sheet, [_NUMBER, _NAME, *columns, *_OTHERS], one_of=answers, label="het meegegeven blad")


def _texts_of(criteria: Criteria) -> list[str]:
    return [criterion.tekst for criterion in criteria.criteria]


def _explain_table(table: UserTable, criteria: Criteria) -> Iterator[Fault]:
    """Faults in a sheet as a table: personal data, and criteria without a column."""
    texts = _texts_of(criteria)
    yield from (*table.faults, *table.explain_list(["nummer", "datum", *texts]))
    if not {"nummer", "naam"} & set(table.columns):
        yield table.fault(1, "hier ontbreekt de kolom nummer of naam; zet erin over welk project het gaat.")
    lacking = [text for text in texts if text not in table.columns]
    if lacking and len(lacking) < len(texts):
        others = table.find_unused([*texts, *(column.name for column in (_NUMBER, _NAME, *_OTHERS))])
        close = {text: suggest_names(text, others, 1) for text in lacking}
        names = [f"{text!r}{f' (wel: {close[text][0]!r})' if close[text] else ''}" for text in lacking]
        yield table.fault(
            1, f"geen kolom voor {join_words(names)}; zet elk criterium in de kop, ook als het leeg blijft."
        )


def _find_rows(table: UserTable, projects: pd.DataFrame, faults: list[Fault]) -> Iterator[_Row]:
    """Rows with their projects; a number and a name of two different projects are a fault."""
    names = {normalise_name(name): int(str(number)) for number, name in projects["naam"].items()}
    numbers = {str(number): int(str(number)) for number in projects.index}
    texts, labels = table.texts("nummer"), table.texts("naam")
    for line, text, name in zip(texts.index, texts, labels, strict=True):
        if not (text or name):
            continue
        by_number, by_name = numbers.get(text), names.get(normalise_name(name))
        if text and by_number is None:
            faults.append(
                table.fault(int(str(line)), f"er is geen project met nummer {text}; neem nummers uit de lijst.")
            )
        elif by_number is None and by_name is None:
            close = suggest_names(name, projects["naam"], 1)
            hint = f"bedoelt u {close[0]}?" if close else "neem namen uit de lijst."
            faults.append(table.fault(int(str(line)), f"er is geen project {name!r}; {hint}"))
        elif by_number is not None and name and by_name != by_number:
            reason = f"project {text} heet {projects['naam'][by_number]} en niet {name}"
            faults.append(table.fault(int(str(line)), f"{reason}; zet nummer en naam weer bij elkaar."))
        else:
            yield _Row(table, int(str(line)), by_number if by_number is not None else int(str(by_name)))


def _read_marks(rows: Sequence[_Row], criteria: Criteria, faults: list[Fault]) -> tuple[pd.DataFrame, pd.DataFrame]:
    marks, remarks = [], []
    places: dict[tuple[str, int], str] = {}
    columns = {id(row.table): _marks_of(row.table, criteria, faults) for row in _one_per_table(rows)}
    for table, line, project in rows:
        own = columns[id(table)]
        if own.empty:
            continue
        judge = table.texts(JUDGE)[line] or Path(table.name).stem
        faults += [table.fault(line, reason) for reason in explain_role(JUDGE, judge)]
        if (judge, project) in places:
            reason = f"{judge} beoordeelt project {project} twee keer (ook in {places[judge, project]})"
            faults.append(table.fault(line, f"{reason}; laat een van beide staan."))
            continue
        places[judge, project] = f"{Path(table.name).name}, regel {line}"
        marks += [(project, judge, c.id, own.loc[line, c.tekst]) for c in criteria.criteria]
        if remark := table.texts(REMARK)[line]:
            remarks.append((project, judge, remark))
    order = {criterion.id: place for place, criterion in enumerate(criteria.criteria)}
    frame = pd.DataFrame(marks, columns=list(MARKS)).astype({"project": "int64", "oordeel": "float64"})
    frame = frame.sort_values(
        ["project", "criterium", "beoordelaar"], key=lambda c: c.map(order) if c.name == "criterium" else c
    )
    notes = pd.DataFrame(remarks, columns=[*MARKS[:2], REMARK]).astype({"project": "int64"})
    return frame.reset_index(drop=True), notes.sort_values(list(MARKS[:2])).reset_index(drop=True)


def _one_per_table(rows: Iterable[_Row]) -> list[_Row]:
    return list({id(row.table): row for row in rows}.values())


def _marks_of(table: UserTable, criteria: Criteria, faults: list[Fault]) -> pd.DataFrame:
    """Read the marks of a sheet, by line and text of the criterion; empty when it has no criteria."""
    texts = [text for text in _texts_of(criteria) if text in table.columns]
    columns = {}
    for text in texts:
        numbers, wrong = table.numbers(text)
        faults += wrong
        for line in numbers.index[numbers.notna() & (numbers % 1 != 0)]:
            number = format_number(numbers[line], 2).rstrip("0")
            faults.append(
                table.fault(int(str(line)), f"{number} is geen heel getal voor {text}; kies een getal van de schaal.")
            )
        columns[text] = numbers
    return pd.DataFrame(columns, dtype="float64").reindex(columns=_texts_of(criteria)) if texts else pd.DataFrame()


def _read_decisions(rows: Sequence[_Row], faults: list[Fault]) -> pd.DataFrame:
    decisions: dict[int, dict[str, str]] = {}
    places: dict[int, str] = {}
    for table, line, project in rows:
        texts = {column: table.texts(column)[line] for column in DECISION}
        if not any(texts.values()):
            continue
        if project in decisions:
            reason = f"over project {project} staat al een advies of besluit in {places[project]}"
            faults.append(table.fault(line, f"{reason}; laat een van beide staan."))
            continue
        if texts["datum"] and not (day := _read_day(texts["datum"])):
            reason = f"datum {texts['datum']!r} is geen dag; schrijf jaar-maand-dag, zoals 2026-11-26."
            faults.append(table.fault(line, reason))
        elif texts["datum"]:
            texts["datum"] = day
        decisions[project], places[project] = texts, f"{Path(table.name).name}, regel {line}"
    frame = pd.DataFrame.from_dict(decisions, orient="index", columns=list(DECISION)).astype(str)
    frame.index = pd.Index(frame.index.astype("int64"), name="project")
    return frame.sort_index()


def _read_day(text: str) -> str:
    """Read a date as people write it; empty when it is not one."""
    match = _DUTCH_DAY.fullmatch(text)
    try:
        day = date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
    except ValueError:
        return ""
    return day.isoformat()


def _say_open(marks: pd.DataFrame) -> Iterator[str]:
    """Dutch notices on cells that a judge left open, and on judges who skipped a project that others judged."""
    filled = marks.assign(filled=marks["oordeel"].notna())
    counts = filled.groupby(["project", "beoordelaar"])["filled"].sum()
    judges = [str(judge) for judge, count in counts.groupby(level="beoordelaar").sum().items() if count]
    cells, rows = [], []
    for number, part in ((str(project), part) for project, part in filled.groupby("project")):
        by_judge = {str(judge): own for judge, own in part.groupby("beoordelaar") if own["filled"].any()}
        for judge, own in by_judge.items():
            if len(empty := own.loc[~own["filled"], "criterium"]):
                cells.append(f"{judge} bij project {number} ({join_words(list(empty))})")
        without = [judge for judge in judges if judge not in by_judge]
        if by_judge and without:
            rows.append(f"{join_words(without)} niet over project {number}")
    if cells:
        yield f"Leeg gelaten, en dat is geen 0: {name_some(cells, _NAMED)}."
    if rows:
        yield f"Niet elke beoordelaar oordeelde over elk project: {name_some(rows, _NAMED)}."
