"""The projects of a gemeente, as its folder lists them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gezond_geo.areas.codes import ANYWHERE, BUURTCODE, Region
from gezond_geo.areas.rd import NETHERLANDS_RD
from gezond_geo.io.dutch import name_some
from gezond_geo.io.faults import Fault, raise_faults
from gezond_geo.io.sheets import Sheet, read_number, read_sheet, sheet_of_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


COLUMNS = (
    "nummer",
    "naam",
    "euro",
    "dimensie",
    "dimensie_zekerheid",
    "thema",
    "thema_zekerheid",
    "doelgroep",
    "status",
    "plaats",
    "buurten",
    "verwant",
    "openbaar",
    "x",
    "y",
)
CERTAIN = ("naam", "document", "bron", "punt")
"""Certainties of a place that a name, the document, another source or a coordinate gives."""

PROBABLE = "waarschijnlijk"
"""Certainty of a place that is inferred: it counts in ``euro_waarschijnlijk``."""

MAX_NUMBER = 1_000_000
"""Largest number of a project."""

MAX_EURO = 1e12
"""Largest amount of a project, in euro: more than any has, and well below where a float no longer holds every cent."""

INFERRED = "afgeleid"
"""Certainty of a dimension or theme that no source names."""

_CODED = ("nummer", "euro", "buurten", "verwant", "openbaar", "x", "y")
_YES = ("ja", "true")
# A frame that was read before holds True and False; what is not said to be public is not.
_YES_OR_NO = (*_YES, "nee", "false", "")
_EURO = re.compile(r"-?\d+(\.\d{1,2})?")


def no_projects() -> pd.DataFrame:
    """Give an empty list of projects, for a gemeente that has none."""
    return pd.DataFrame(columns=COLUMNS[1:], index=pd.Index([], name="nummer", dtype=int))


def read_projects(
    source: Path | str | pd.DataFrame, region: Region = ANYWHERE, *, may_be_empty: bool = False
) -> pd.DataFrame:
    """Read a list of projects and check every cell that is counted with.

    Parameters
    ----------
    source
        CSV file or frame with the columns of `COLUMNS`. ``buurten`` holds ``code:certainty`` pairs separated by spaces,
        with ``:deel`` behind those of which the project takes only a part.
    region
        The gemeente that the buurten must be of.
    may_be_empty
        Whether a list without a project is one, as in a gemeente folder.

    Returns
    -------
    DataFrame
        Indexed by ``nummer`` (int); ``euro`` in euro, ``openbaar`` True or False, ``x`` and ``y`` in RD metres, the
        rest text, empty when not known.

    Raises
    ------
    InputError
        On the first of the faults that `check_projects` gives, or when there is no project.
    """
    sheet = sheet_of_projects(source)
    raise_faults(check_projects(sheet, region))
    if not sheet.rows:
        if may_be_empty:
            return no_projects()
        raise_faults([Fault(sheet.naam, 0, "er staat geen enkel project in; geef minstens een regel.")])
    table = sheet.to_frame(COLUMNS)
    for column in ("nummer", "euro", "x", "y"):
        table[column] = table[column].map(read_number).astype("float64")
    table["openbaar"] = table["openbaar"].str.strip().str.lower().isin(_YES)
    return table.astype({"nummer": int}).set_index("nummer")


def sheet_of_projects(source: Path | str | pd.DataFrame) -> Sheet:
    """Take a file or frame of projects as a table of text."""
    if isinstance(source, pd.DataFrame):
        table = source.reset_index() if source.index.name == "nummer" else source
        return sheet_of_frame(table, "de meegegeven projecten")
    return read_sheet(Path(source))


def explain_unused(source: Path | str | pd.DataFrame) -> list[str]:
    """Say in Dutch which columns of a list of projects are not used; nothing when all are."""
    sheet = sheet_of_projects(source)
    name = sheet.naam if isinstance(source, pd.DataFrame) else Path(source).name
    unused = [
        column for column in sheet.columns if column not in COLUMNS and any(c[column].strip() for _, c in sheet.rows)
    ]
    return [f"Van {name} niet gebruikt: de kolom {name_some(unused)}."] if unused else []


def check_projects(sheet: Sheet, region: Region = ANYWHERE) -> list[Fault]:
    """Give every fault in a list of projects.

    Parameters
    ----------
    sheet
        The list.
    region
        The gemeente that the buurten must be of.
    """
    faults = [*sheet.faults, *sheet.explain_lacking(COLUMNS), *sheet.explain_twice("nummer", read_number)]
    # Where a project is may be said by its address.
    faults += sheet.explain_personal(COLUMNS, _CODED, addresses=False)
    numbers = {read_number(cells.get("nummer", "")) for _, cells in sheet.rows}
    explain: dict[str, Callable[[str], Iterator[str]]] = {
        "nummer": _explain_number,
        "naam": _explain_name,
        "euro": _explain_euro,
        "openbaar": _explain_openbaar,
        "buurten": lambda cell: _explain_places(cell, region),
        "verwant": lambda cell: _explain_related(cell, numbers),
    }
    for line, cells in sheet.rows:
        said = [text for column in explain if column in cells for text in explain[column](cells[column].strip())]
        said += _explain_point(cells)
        faults += [Fault(sheet.naam, line, text) for text in said]
    return faults


def find_strangers(projects: pd.DataFrame, buurten: gpd.GeoDataFrame) -> dict[int, list[str]]:
    """Give per number of a project the buurten that it names and the data do not have, such as those of other years."""
    named = {number: parse_places(cell) for number, cell in projects["buurten"].items()}
    lost = {number: [code for code in places if code not in buurten.index] for number, places in named.items()}
    return {int(str(number)): codes for number, codes in lost.items() if codes}


def find_unplaced(projects: pd.DataFrame, buurten: gpd.GeoDataFrame) -> list[int]:
    """Give the numbers of projects with coordinates that lie within no known boundary, and that name no buurt."""
    by_point = places_by_point(projects, buurten)
    only_point = projects["x"].notna() & projects["buurten"].eq("")
    return [int(str(number)) for number in projects.index[only_point] if number not in by_point]


def parse_places(cell: str) -> dict[str, tuple[str, bool]]:
    """Read the cell ``buurten`` of a project: certainty, and whether only a part is meant, per buurtcode."""
    places = {}
    for text in cell.split():
        code, certainty, *part = text.split(":")
        places[code] = (certainty, part == ["deel"])
    return places


def places_by_point(projects: pd.DataFrame, buurten: gpd.GeoDataFrame) -> dict[object, dict[str, str]]:
    """Give per number of a project the buurt within whose boundary its coordinates lie, with how that is known."""
    located = projects.dropna(subset=["x", "y"])
    points = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_xy(located["x"], located["y"], crs=buurten.crs))
    inside = points.sjoin(buurten[["geometry"]].dropna(), predicate="within")
    return {number: {code: "punt"} for number, code in inside["buurtcode"].items()}


def _explain_number(cell: str) -> Iterator[str]:
    number = read_number(cell)
    if number is None:
        yield _no_number("nummer", cell)
    elif number % 1 or not 1 <= number <= MAX_NUMBER:
        yield "nummer is geen heel getal; nummer de projecten 1, 2, 3, …."


def _explain_name(cell: str) -> Iterator[str]:
    if not cell:
        yield "naam is leeg; geef elk project een naam."


def _explain_euro(cell: str) -> Iterator[str]:
    # 50.000 is fifty thousand to a Dutch reader and fifty to a computer.
    if not _EURO.fullmatch(cell):
        yield _no_number("euro", cell)
    elif cell.startswith("-"):
        yield "euro is negatief; geef een bedrag van 0 of meer."
    elif float(cell) > MAX_EURO:
        yield f"euro is meer dan {MAX_EURO:.0f}; geef het bedrag van het project."


def _explain_openbaar(cell: str) -> Iterator[str]:
    if cell.lower() not in _YES_OR_NO:
        yield f"openbaar is {cell!r}; schrijf ja of nee."


def _explain_places(cell: str, region: Region) -> Iterator[str]:
    named = []
    for part in cell.split():
        code, _, rest = part.partition(":")
        if not BUURTCODE.fullmatch(code) or rest.removesuffix(":deel") not in {*CERTAIN, PROBABLE}:
            yield (
                f"{part!r} is geen buurt met zekerheid; schrijf bijvoorbeeld BU01530301:naam "
                f"(zekerheid: {', '.join(CERTAIN[:-1])} of {PROBABLE})."
            )
        elif said := region.explain_buurt(code):
            yield said
        named.append(code)
    for code in dict.fromkeys(named):
        if named.count(code) > 1:
            yield f"buurt {code} staat er twee keer; noem elke buurt een keer."


def _explain_related(cell: str, numbers: set[float | None]) -> Iterator[str]:
    for text in dict.fromkeys(cell.split()):
        if (number := read_number(text)) is None or number not in numbers:
            yield f"verwant noemt {text!r} en dat project is er niet; schrijf nummers met spaties ertussen."


def _explain_point(cells: Mapping[str, str]) -> Iterator[str]:
    given = {axis: cells[axis].strip() for axis in ("x", "y") if cells.get(axis, "").strip()}
    numbers = {axis: read_number(cell) for axis, cell in given.items()}
    for axis, cell in given.items():
        if numbers[axis] is None:
            yield _no_number(axis, cell)
    if given and None not in numbers.values():
        west, south, east, north = NETHERLANDS_RD.bounds
        if not (west <= (numbers.get("x") or -1) <= east and south <= (numbers.get("y") or -1) <= north):
            yield "x en y zijn geen plaats in Nederland; geef ze allebei, in meters (RD)."


def _no_number(column: str, cell: str) -> str:
    return f"{cell!r} is geen getal voor {column}; schrijf alleen cijfers, zoals 50000 of 50000.50."
