"""Addresses of projects: look-up results, confirmation by a person, and the resulting locations.

``adressen.csv`` is in the gemeente folder, or next to the list of projects. It has a row per answer, in which a person
fills in ja or nee. A confirmed answer is the location of the project. An unconfirmed one is probable when street and
number match the query, and otherwise ignored.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo.areas.locatieserver import EXACT, find_address
from gezond_geo.dataset.folder.places import parse_places
from gezond_geo.dataset.folder.project_columns import EVERYWHERE, PROBABLE
from gezond_geo.dataset.folder.project_shapes import place_points
from gezond_geo.io.dutch import format_number, name_some
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.names import normalise_name
from gezond_geo.io.table import Column, read_table
from gezond_geo.io.text import as_cell, from_cell
from gezond_geo.io.whole import TABLE, is_file, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gezond_geo.areas.gemeente import Gemeente
    from gezond_geo.io.faults import Fault

FILE = "adressen.csv"
COLUMNS = ("adres", "project", "gevonden", "soort", "score", "zekerheid", "x", "y", "opgezocht", "bevestigd")
NOT_THERE = "niet gevonden"
"""Certainty of an address that was not found in the gemeente."""


def addresses_path(folder: Path | str | None, projects: Path | str | pd.DataFrame | None) -> Path | None:
    """Path of the addresses of a list: in the folder of the caller, or else next to the list; None for a frame."""
    if folder is not None:
        return Path(folder) / FILE
    return None if projects is None or isinstance(projects, pd.DataFrame) else Path(projects).parent / FILE


def addresses_of(projects: pd.DataFrame) -> pd.Series[str]:
    """Address (``adres``, else ``plaats``) by number of each project without a certain location."""
    certain = [any(sure != PROBABLE for sure, _ in parse_places(cell).values()) for cell in projects["buurten"]]
    has_point = projects["punt_zekerheid"].eq("punt") | projects["vlak"].ne("")
    words = projects["adres"].where(projects["adres"].ne(""), projects["plaats"])
    has_place = has_point | pd.Series(certain, index=projects.index, dtype=bool) | projects["dimensie"].isin(EVERYWHERE)
    return words[words.ne("") & ~has_place]


def look_up(
    projects: pd.DataFrame, gemeente: Gemeente, path: Path, progress: Callable[[str, int], None] | None = None
) -> pd.DataFrame:
    """Look up the addresses that are not yet in the file, and add them; existing rows are unchanged.

    Parameters
    ----------
    projects
        Result of `gezond_geo.dataset.folder.projects.read_projects`.
    gemeente
        Gemeente that the addresses must be in.
    path
        The file (`addresses_path`).
    progress
        Called after each query, with its text and the number of queries so far.

    Returns
    -------
    DataFrame
        Added rows, with the columns of `COLUMNS`.

    Raises
    ------
    InputError
        When the file cannot be used.
    SourceError
        When an address cannot be looked up; the file stays as it was, and the answers so far are in the cache.
    OutputError
        When the file cannot be written.
    """
    earlier = read_addresses(path) if is_file(path) else pd.DataFrame(columns=list(COLUMNS), dtype=str)
    answered = set(earlier["adres"].map(normalise_name))
    rows: list[dict[str, Any]] = []
    for address, numbers in _by_address(projects).items():
        if normalise_name(address) in answered:
            continue
        names = name_some(f"{number} {projects['naam'][number]}" for number in numbers)
        rows += [{"adres": address, "project": names, "bevestigd": ""} | row for row in _rows_of(address, gemeente)]
        if progress is not None:
            progress(address, len(rows))
    fresh = pd.DataFrame(rows, columns=list(COLUMNS))
    if rows:
        _write(pd.concat([earlier, fresh], ignore_index=True), path)
    return fresh


def read_addresses(path: Path) -> pd.DataFrame:
    """Read ``adressen.csv``.

    Returns
    -------
    DataFrame
        A row per answer with the columns of `COLUMNS`; ``x`` and ``y`` in RD metres, NaN where there is none;
        ``bevestigd`` is ja, nee or empty; the rest is text.

    Raises
    ------
    InputError
        For the faults found by `check_addresses`.
    """
    table, faults = check_addresses(path)
    raise_faults(faults)
    return table


def check_addresses(path: Path) -> tuple[pd.DataFrame, list[Fault]]:
    """Rows of ``adressen.csv``, and every fault in it."""
    cells = read_table(path, [Column(column, required=column == "adres") for column in COLUMNS], may_be_empty=True)
    table = pd.DataFrame({column: cells.texts(column).map(from_cell) for column in COLUMNS}, dtype=object)
    faults = [*cells.faults, *cells.explain_list(("x", "y"), addresses=False)]
    axes = {axis: pd.to_numeric(table[axis].str.replace(",", "."), errors="coerce").astype("float64") for axis in "xy"}
    points, outside, _ = place_points(axes["x"], axes["y"])
    faults += [cells.fault(int(str(line)), text) for line, text in outside.items()]
    table[["x", "y"]] = points
    table["bevestigd"] = table["bevestigd"].str.casefold()
    faults += [cells.fault(line, text) for line, text in _explain_answers(table)]
    return table, faults


def _explain_answers(table: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Lines of impossible answers, and the reasons (Dutch)."""
    for line, answer in table["bevestigd"].items():
        if answer not in {"", "ja", "nee"}:
            yield int(str(line)), f"bevestigd is {answer!r}; schrijf ja of nee, of laat de cel leeg."
    answers = table[table["bevestigd"].eq("ja")]
    for line in answers.index[answers["adres"].map(normalise_name).duplicated()]:
        yield int(line), f"van {answers['adres'][line]} is meer dan een antwoord bevestigd; zet ja bij een ervan."
    for line in answers.index[answers["x"].isna()]:
        yield int(line), "hier staat ja en geen plaats; vul x en y in, in meters (RD), of haal ja weg."


def add_addresses(projects: pd.DataFrame, path: Path, noun: str = "project") -> tuple[pd.DataFrame, list[str]]:
    """Add the locations of addresses to projects.

    Parameters
    ----------
    projects
        Result of `gezond_geo.dataset.folder.projects.read_projects`.
    path
        ``adressen.csv``.
    noun
        Dutch noun for a row.

    Returns
    -------
    DataFrame
        The projects; ``punt_zekerheid`` is ``adres`` for a confirmed location, and ``waarschijnlijk`` for an
        unconfirmed one whose address is exactly that of the query.
    list of str
        Dutch sentences on unconfirmed addresses.

    Raises
    ------
    InputError
        When the file cannot be used.
    """
    table = read_addresses(path)
    answers = dict(iter(table.groupby(table["adres"].map(normalise_name))))
    frame = projects.copy()
    probable, undecided = [], []
    for number, address in addresses_of(projects).items():
        rows = answers.get(normalise_name(address))
        if rows is None:
            continue
        confirmed = rows[rows["bevestigd"].eq("ja")]
        likely = rows[rows["bevestigd"].eq("") & rows["zekerheid"].eq(EXACT) & rows["x"].notna()]
        for choice, certainty in ((confirmed, "adres"), (likely, PROBABLE)):
            if len(choice):
                frame.loc[number, ["x", "y"]] = choice[["x", "y"]].iloc[0].to_numpy()
                frame.loc[number, "punt_zekerheid"] = certainty
                break
        else:
            undecided += [str(number)] if rows["bevestigd"].eq("").any() else []
        probable += [str(number)] if confirmed.empty and len(likely) else []
    return frame, list(_say_open(probable, undecided, path, noun))


def _say_open(probable: list[str], undecided: list[str], path: Path, noun: str) -> Iterator[str]:
    advice = f"zet ja of nee in de kolom bevestigd van {path.name}"
    if probable:
        yield f"Geplaatst op een adres dat niemand heeft bevestigd: {noun} {name_some(probable)}; {advice}."
    if undecided:
        yield f"Het adres is nog niet gekozen van {noun} {name_some(undecided)}; {advice}."


def _by_address(projects: pd.DataFrame) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {}
    spelled: dict[str, str] = {}
    for number, address in addresses_of(projects).items():
        numbers.setdefault(spelled.setdefault(normalise_name(address), address), []).append(int(str(number)))
    return numbers


def _rows_of(address: str, gemeente: Gemeente) -> list[dict[str, Any]]:
    """A row per answer, or one row stating that there is none in the gemeente."""
    search = find_address(address, gemeente.code, gemeente.naam)
    day = {"opgezocht": search.retrieved}
    if search.candidates.empty:
        where = f"{NOT_THERE} in {gemeente.naam}"
        certainty = f"{where}, wel: {search.elsewhere}" if search.elsewhere else where
        return [day | {"gevonden": "", "soort": "", "score": "", "zekerheid": certainty, "x": "", "y": ""}]
    return [
        day
        | {
            "gevonden": row["gevonden"],
            "soort": row["soort"],
            "zekerheid": row["zekerheid"],
            "x": row["x"],
            "y": row["y"],
        }
        | {"score": "" if pd.isna(row["score"]) else format_number(row["score"], 2)}
        for row in search.candidates.to_dict("records")
    ]


def _write(table: pd.DataFrame, path: Path) -> None:
    """Write with semicolons and whole metres, which a Dutch spreadsheet opens and saves unchanged."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in table[list(COLUMNS)].to_dict("records"):
        metres = {axis: "" if pd.isna(row[axis]) or row[axis] == "" else f"{row[axis]:.0f}" for axis in ("x", "y")}
        writer.writerow([metres.get(column, as_cell(str(row[column]))) for column in COLUMNS])
    write_whole(path, text.getvalue().encode("utf-8-sig"), TABLE)
