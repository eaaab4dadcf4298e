"""Projects of a gemeente, as people list them: reading and checking every cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from gezond_geo.areas.codes import ANYWHERE, Region
from gezond_geo.dataset.folder.entries import YEARS, Entries, empty_table, number_of
from gezond_geo.dataset.folder.places import name_projects
from gezond_geo.dataset.folder.project_columns import AMOUNTS, COLUMNS, DECLARED, DESCRIPTIONS, NUMBERS
from gezond_geo.dataset.folder.project_shapes import AREA_OR_POINT, write_shape
from gezond_geo.io.faults import Fault, raise_faults
from gezond_geo.io.table import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_YES = {"ja", "j", "true", "waar", "1"}
_NO = {"", "nee", "n", "false", "onwaar", "0"}
_CODED = ("nummer", *AMOUNTS, "buurten", "verwant", "openbaar", "x", "y", "punt_zekerheid", "vlak", *YEARS)
"""Columns whose cells are not checked as free text."""
_CHOICES = {column.name: column.choices for column in DESCRIPTIONS if column.choices and column.name != "openbaar"}
_FREE = {"dimensie", "dimensie_zekerheid", "thema_zekerheid"}
"""Columns with choices that also accept other words."""
_WHAT = ("elk project", "de projecten")


def no_projects() -> pd.DataFrame:
    """Empty list of projects, for a gemeente without any."""
    kinds = {column: _kind_of(column) for column in COLUMNS if column != "nummer"}
    return empty_table(kinds, pd.RangeIndex(0, name="nummer"))


def read_projects(
    source: Path | str | pd.DataFrame, region: Region = ANYWHERE, *, may_be_empty: bool = False
) -> tuple[pd.DataFrame, list[str]]:
    """Read a list of projects and check every cell.

    Parameters
    ----------
    source
        Table (see `gezond_geo.io.table`) or frame with at least ``naam``; `project_columns.DESCRIPTIONS` defines the
        other columns and their synonyms. A GeoDataFrame also has the location of each project.
    region
        The gemeente that the buurten must belong to, with their names.
    may_be_empty
        Whether to accept a list without projects, as in a gemeente folder.

    Returns
    -------
    DataFrame
        Indexed by ``nummer`` (int), with every column of `COLUMNS`: amounts in euro and years as float, NaN when
        unknown; ``openbaar`` True or False; ``x`` and ``y`` in RD metres; ``vlak`` WKT in RD; ``buurten`` as
        ``code:certainty``, separated by spaces, with the suffix ``:deel`` where the project covers only a part; the
        rest text, empty when unknown.
    list of str
        Dutch sentences on what is unused, unknown or converted.

    Raises
    ------
    InputError
        For the faults found by `check_projects`, or when there are no projects.
    """
    projects = _open(source)
    frame = _to_frame(projects, region)
    raise_faults(projects.faults)
    if frame.empty and not may_be_empty:
        projects.table.refuse(0, "er staat geen enkel project in; geef minstens een regel.")
    return frame, [*projects.notes, *projects.say_unused(COLUMNS), *_say_unknown(frame)]


def check_projects(source: Path | str | pd.DataFrame, region: Region = ANYWHERE) -> tuple[pd.DataFrame, list[Fault]]:
    """Projects in a list, and every fault in it.

    Parameters
    ----------
    source, region
        As in `read_projects`.
    """
    projects = _open(source)
    return _to_frame(projects, region), projects.faults


def _open(source: Path | str | pd.DataFrame) -> Entries:
    table = read_table(source, DECLARED, label="de meegegeven projecten", may_be_empty=True)
    # A project may be located by its address.
    return Entries(table, _WHAT, [*table.faults, *table.explain_list(_CODED, addresses=False)], list(table.notes))


def _to_frame(projects: Entries, region: Region) -> pd.DataFrame:
    """Read every column, and note the faults in its cells."""
    frame = pd.DataFrame({column: projects.texts(column) for column in COLUMNS}, dtype=object)
    frame["nummer"] = projects.numbers()
    frame["naam"] = projects.names()
    for column in AMOUNTS:
        frame[column] = projects.euro(column)
    frame[list(YEARS)] = projects.years()
    for column, choices in _CHOICES.items():
        frame[column] = projects.choices(column, choices, free=column in _FREE)
    frame["openbaar"] = _read_public(projects)
    frame["buurten"] = projects.buurten(region)
    frame["verwant"] = _read_related(projects, frame["nummer"])
    frame["themas"] = projects.themes()
    _read_shapes(projects, frame)
    frame = frame.astype({column: _kind_of(column) for column in COLUMNS})
    numbered = frame["nummer"].notna() & ~frame["nummer"].duplicated()
    return frame[numbered].astype({"nummer": "int64"}).set_index("nummer")


def _kind_of(column: str) -> str:
    return "float64" if column in NUMBERS else "bool" if column == "openbaar" else "str"


def _read_related(projects: Entries, numbers: pd.Series[float]) -> list[str]:
    cells = []
    for place, text in enumerate(projects.texts("verwant")):
        words = list(dict.fromkeys(re.split(r"[\s,;]+", text))) if text else []
        for word in words:
            if number_of(word) not in set(numbers):
                projects.refuse(
                    place, f"verwant noemt {word!r} en dat project is er niet; schrijf nummers met spaties ertussen."
                )
        cells.append(" ".join(f"{number:.0f}" for word in words if (number := number_of(word)) is not None))
    return cells


def _read_public(projects: Entries) -> list[bool]:
    """Read whether the location is public; it is not unless stated."""
    cells = [text.casefold() for text in projects.texts("openbaar")]
    for place, cell in enumerate(cells):
        if cell not in _YES | _NO:
            projects.refuse(place, f"openbaar is {cell!r}; schrijf ja, nee, of laat de cel leeg.")
    return [cell in _YES for cell in cells]


def _read_shapes(projects: Entries, frame: pd.DataFrame) -> None:
    """Read points and polygons; a point in the column of polygons counts as a point."""
    points = projects.points()
    for place, shape in enumerate(projects.shapes("vlak", AREA_OR_POINT)):
        if isinstance(shape, shapely.Point):
            points.loc[place] = [shape.x, shape.y]
            shape = None  # noqa: PLW2901 - it is no area
        frame.loc[place, "vlak"] = "" if shape is None else write_shape(shape)
    frame[["x", "y"]] = points
    has_point = points["x"].notna()
    frame["punt_zekerheid"] = frame["punt_zekerheid"].where(frame["punt_zekerheid"].ne(""), "punt").where(has_point, "")


def _say_unknown(frame: pd.DataFrame) -> Iterator[str]:
    unknown = [int(str(number)) for number in frame.index[frame["euro"].isna()]]
    if unknown:
        yield f"Het bedrag is niet bekend van {name_projects(frame, unknown)}; in de sommen telt dat niet mee."
