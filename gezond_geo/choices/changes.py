"""Changes in a choice: projects that are added, dropped, moved or given another amount."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo.choices.links import divide_euro, link_places
from gezond_geo.dataset.folder.entries import Entries, number_of
from gezond_geo.dataset.folder.places import PLACES, parse_places
from gezond_geo.dataset.folder.project_columns import DESCRIPTIONS as OF_PROJECTS
from gezond_geo.dataset.folder.project_columns import Description
from gezond_geo.dataset.folder.project_template import offer_buurten
from gezond_geo.dataset.folder.template import NO_PERSONS, write_workbook
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.dutch import name_some
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.table import Column, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gezond_geo.dataset.dataset import Dataset

NEW, ENDS, CHANGES = "nieuw", "vervalt", "verandert"
"""Kinds of changes to a project."""

_OF_PROJECTS = {column.name: column for column in OF_PROJECTS}

DESCRIPTIONS = (
    Description(
        name="wat",
        meaning="wat er met het project gebeurt: nieuw, vervalt of verandert; deze kolom is nodig",
        example=CHANGES,
        synonyms=("wat gebeurt er", "keuze", "actie"),
        choices=(NEW, ENDS, CHANGES),
    ),
    Description(
        name="project",
        meaning="nummer van het project, zoals gezond-geo projecten het toont; leeg bij een nieuw project",
        example="8",
        synonyms=("nummer", "nr", "projectnummer", "project nr"),
    ),
    Description(
        name="naam",
        meaning="naam van een nieuw project; bij een ander project alleen om te lezen",
        example="Ontmoeten in tien buurten",
        synonyms=("projectnaam", "naam project", "naam van het project", "titel"),
    ),
    Description(
        name="euro",
        meaning="het hele bedrag zoals het wordt; leeg als het bedrag niet verandert",
        example="250000",
        synonyms=_OF_PROJECTS["euro"].synonyms,
    ),
    Description(
        name="buurten",
        meaning="de buurten waar het komt, met een komma ertussen; het bedrag wordt naar inwoners verdeeld. Leeg als "
        "de plaats niet verandert, of als een nieuw project voor de hele gemeente is",
        example="Pathmos, Stevenfenne",
        synonyms=_OF_PROJECTS["buurten"].synonyms,
    ),
    Description(
        name="themas",
        meaning=_OF_PROJECTS["themas"].meaning,
        example=_OF_PROJECTS["themas"].example,
    ),
    Description(name="waarom", meaning="waarom dit wordt voorgesteld", synonyms=("reden", "toelichting", "motivering")),
)
"""Every column of a choice, in order."""

COLUMNS = tuple(column.name for column in DESCRIPTIONS)

_DECLARED = tuple(Column(column.name, column.synonyms, required=column.name == "wat") for column in DESCRIPTIONS)
_CODED = ("wat", "project", "euro", "buurten")
_WHAT = ("elke wijziging", "de wijzigingen")


def read_changes(source: Path | str | pd.DataFrame, data: Dataset) -> tuple[pd.DataFrame, list[str]]:
    """Read a choice and check every cell.

    Parameters
    ----------
    source
        Table (see `gezond_geo.io.table`) or frame with the columns of `DESCRIPTIONS`, of which ``wat`` is required.
    data
        Dataset with the projects and buurten.

    Returns
    -------
    DataFrame
        A row per project, numbered from 1 (``regel``): `COLUMNS`, with ``project`` a number (for a new one, the next
        free number); ``euro`` as float, NaN when unchanged; ``buurten`` as ``code:certainty`` separated by spaces.
    list of str
        Dutch sentences on what is unused.

    Raises
    ------
    InputError
        With the line: for an invalid word, number, amount or buurt, a project that is unknown or listed twice, or a row
        without a change.
    """
    table = read_table(source, _DECLARED, label="de meegegeven keuze", may_be_empty=True)
    entries = Entries(table, _WHAT, [*table.faults, *table.explain_list(_CODED)], list(table.notes))
    frame = pd.DataFrame({column: entries.texts(column) for column in COLUMNS}, dtype=object)
    frame["wat"] = entries.choices("wat", (NEW, ENDS, CHANGES), free=True)
    frame["project"] = _read_numbers(entries, data)
    frame["euro"] = entries.euro("euro")
    frame["buurten"] = entries.buurten(data.gemeente.region_with(data.buurten["buurtnaam"].to_dict()))
    frame["themas"] = entries.themes()
    unread = {fault.line for fault in entries.faults}
    for place, (line, row) in enumerate(zip(table.cells.index, frame.to_dict("records"), strict=True)):
        # Unreadable cells have been reported, and should not lead to other faults.
        for text in () if line in unread else (*_explain(row), *_explain_small(row["buurten"], data)):
            entries.refuse(place, text)
    if frame.empty and not entries.faults:
        entries.faults.append(table.fault(0, "er verandert niets; geef minstens een regel met een project."))
    raise_faults(entries.faults)
    new = frame["wat"].eq(NEW)
    frame.loc[new, "project"] = [max(data.projects.index, default=0) + place for place in range(1, new.sum() + 1)]
    kinds = dict.fromkeys(COLUMNS, "str") | {"project": "int64", "euro": "float64"}
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="regel")
    return frame.astype(kinds), [*entries.notes, *entries.say_unused(COLUMNS)]


def _read_numbers(entries: Entries, data: Dataset) -> list[float]:
    numbers: list[float] = []
    for place, text in enumerate(entries.texts("project")):
        number = number_of(text)
        if text and number not in data.projects.index:
            entries.refuse(place, f"project {text} is er niet; kies een nummer uit gezond-geo projecten.")
        elif number is not None and number in numbers:
            entries.refuse(place, f"project {text} staat er twee keer; zet op een regel wat ermee gebeurt.")
        numbers.append(math.nan if number is None else number)
    return numbers


def _explain(row: dict[Any, Any]) -> Iterator[str]:
    """Explain in Dutch why a row is not a valid change."""
    amount, numbered = not math.isnan(row["euro"]), not math.isnan(row["project"])
    if row["wat"] not in {NEW, ENDS, CHANGES}:
        yield f"wat is {repr(row['wat']) if row['wat'] else 'leeg'}; schrijf {NEW}, {ENDS} of {CHANGES}."
    elif row["wat"] == NEW:
        if numbered:
            yield "een nieuw project krijgt vanzelf een nummer; laat project leeg."
        if not row["naam"]:
            yield "naam is leeg; geef een nieuw project een naam."
        if not amount:
            yield "euro is leeg; geef een nieuw project een bedrag."
    elif not numbered:
        yield "project is leeg; geef het nummer uit gezond-geo projecten."
    elif row["wat"] == ENDS and (amount or row["buurten"]):
        yield f"wat {ENDS}, heeft geen bedrag of buurten; laat die leeg, of schrijf {CHANGES}."
    elif row["wat"] == CHANGES and not (amount or row["buurten"]):
        yield "er verandert niets; geef euro, buurten of allebei."


def _explain_small(cell: str, data: Dataset) -> Iterator[str]:
    """Explain that an amount cannot be divided over a buurt whose number of residents is hidden."""
    codes = list(parse_places(cell))
    here = data.buurten[["buurtnaam", "inwoners"]].reindex(codes)
    if len(codes) > 1 and (small := here["buurtnaam"][~(here["inwoners"] >= MIN_RESIDENTS)].tolist()):
        yield (
            f"{name_some(small)} heeft minder dan {MIN_RESIDENTS} inwoners, en naar inwoners is dan niet te verdelen; "
            "geef elk van zulke buurten een eigen project."
        )


def apply_changes(data: Dataset, links: pd.DataFrame, changes: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Projects and their links after a choice.

    Parameters
    ----------
    data
        Buurten and projects.
    links
        Result of `gezond_geo.match_projects`.
    changes
        Result of `read_changes`.

    Returns
    -------
    projects : DataFrame
        As ``data.projects``.
    links : DataFrame
        As from `gezond_geo.match_projects`: a project with only another amount keeps its shares, one with other buurten
        is divided by residents, both to the cent by largest remainder.
    """
    new = changes[changes["wat"].eq(NEW)].set_index(changes["project"][changes["wat"].eq(NEW)].rename("nummer"))
    own = complete_projects(new[["naam", "euro", "buurten", "themas"]], data.projects)
    projects = pd.concat([data.projects, own])
    projects = projects.drop(index=changes["project"][changes["wat"].eq(ENDS)].tolist())
    parts = [links[~links["project"].isin(changes["project"])]]
    for change in changes[changes["wat"].ne(ENDS)].to_dict("records"):
        number = change["project"]
        if not math.isnan(change["euro"]):
            projects.loc[number, "euro"] = change["euro"]
        if change["themas"]:
            projects.loc[number, "themas"] = change["themas"]
        euro, own = float(projects["euro"][number]), links[links["project"].eq(number)]
        if change["buurten"]:
            places = [(number, code, sure, 1.0) for code, (sure, _) in parse_places(change["buurten"]).items()]
            parts.append(link_places(pd.DataFrame(places, columns=PLACES), projects["euro"], data.buurten["inwoners"]))
        elif len(own):
            parts.append(own.assign(euro=divide_euro(euro, own["aandeel"].to_numpy())))
    new_links = pd.concat([part for part in parts if len(part)] or parts[:1])
    return projects.sort_index(), new_links.sort_values(["project", "buurtcode"], ignore_index=True)


def write_choice_template(data: Dataset, path: Path | str) -> Path:
    """Write a workbook to fill in a choice, with the list of projects in its notes.

    Returns
    -------
    Path
        The file; its first sheet, once filled in, is a choice. The same data give the same bytes.

    Raises
    ------
    OutputError
        When the file cannot be written; see `gezond_geo.io.whole.check_target`.
    """
    names = [f"{number}: {project}" for number, project in data.projects["naam"].items()]
    notes = [
        "Zet op elke regel een project. Weghalen: vervalt. Ander bedrag of andere buurten: verandert.",
        "Een deel van een project verplaatsen: verlaag het bedrag (verandert), en zet het deel als nieuw project neer.",
        NO_PERSONS,
        *([f"Nummers van projecten: {'; '.join(names)}."] if names else []),
    ]
    return write_workbook(
        "Keuze",
        pd.DataFrame(columns=list(COLUMNS)),
        DESCRIPTIONS,
        path,
        notes=notes,
        choices={"buurten": offer_buurten(data)},
        amounts=("euro",),
    )


def complete_projects(rows: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """Projects, indexed by number, with every column of another list, empty where they lack it."""
    whole = rows.reindex(columns=like.columns).astype(object)
    for column in like.select_dtypes(exclude="number"):
        whole[column] = False if column == "openbaar" else whole[column].fillna("")
    return whole.astype(like.dtypes.to_dict())
