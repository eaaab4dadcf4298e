"""Gemeente folders of the user: creating one, and finding every fault in one."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from gezond_geo import settings
from gezond_geo.areas.codes import wijkcode_of
from gezond_geo.areas.gemeente import check_gemeente, find_gemeente, has_snapshot, read_gemeente, region_of
from gezond_geo.areas.gemeente_names import every_name, resolve_gemeente
from gezond_geo.dataset import cbs
from gezond_geo.dataset.folder import (
    addresses,
    criteria,
    duiding,
    goals,
    investments,
    outputs,
    projects,
    reeksen,
    snapshot,
)
from gezond_geo.dataset.folder.places import name_projects, placeless
from gezond_geo.dataset.folder.project_columns import COLUMNS, DESCRIPTIONS
from gezond_geo.errors import InputError, SourceError
from gezond_geo.indicators.catalogue import uitgaven
from gezond_geo.io import http
from gezond_geo.io.names import name_file
from gezond_geo.io.text import as_line
from gezond_geo.io.toml import read_document
from gezond_geo.io.whole import is_file, is_folder, write_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gezond_geo.dataset.folder.project_columns import Description
    from gezond_geo.io.faults import Fault
    from gezond_geo.io.table import UserTable

FOLDERS = Path("gemeenten")
"""Default location of a new folder."""

_ABOUT, _PROJECTS, _INVESTMENTS, _DUIDING = "gemeente.toml", "projecten.csv", "investeringen.csv", "duiding.csv"
FILES = (
    _ABOUT,
    _PROJECTS,
    outputs.FILE,
    addresses.FILE,
    _INVESTMENTS,
    _DUIDING,
    criteria.FILE,
    goals.FILE,
    *(f"{name}.csv" for name in snapshot.SHEETS),
)
"""Files that a folder may contain."""

_HEADERS = {
    "projecten": COLUMNS,
    "prestaties": outputs.COLUMNS,
    "investeringen": investments.COLUMNS,
    "duiding": duiding.COLUMNS,
    "doelen": goals.COLUMNS,
}
"""Columns of the tables that a new folder starts with, by name."""
_EXPLAINED = {
    "projecten": DESCRIPTIONS,
    "prestaties": outputs.DESCRIPTIONS,
    "investeringen": investments.DESCRIPTIONS,
    "doelen": goals.DESCRIPTIONS,
}
"""Column descriptions for the tables explained in the README of a new folder."""


def check_gemeentemap(folder: Path | str, *, offline: bool | None = None) -> tuple[list[Fault], list[str]]:
    """Find every fault in a gemeente folder.

    Parameters
    ----------
    folder
        Folder with ``gemeente.toml``, and optionally ``projecten.csv``, ``prestaties.csv``,
        ``adressen.csv``, ``investeringen.csv``, ``duiding.csv``, ``doelen.csv``, ``criteria.toml`` and figures.
    offline
        Open no socket; without it as `settings.offline` says.

    Returns
    -------
    list of Fault
        Faults by file and line; empty when there are none.
    list of str
        Dutch sentences on what could not be checked, and on projects without a place.

    Raises
    ------
    InputError
        When there is no such folder.
    """
    place = Path(folder)
    if not is_folder(place):
        raise InputError(f"{place} is geen map; geef de map waarin gemeente.toml staat.")
    document = read_document(place / _ABOUT)
    region = region_of(document)
    sheets = snapshot.read_sheets(place) if has_snapshot(place) else {}
    faults = snapshot.check_snapshot(sheets, region) if sheets else []
    names, notes = _find_buurten(region.code, sheets, offline)
    faults += check_gemeente(document, names or None)
    region = replace(region, buurten=set(names) or None)
    # Faults in gemeente.toml have been reported already.
    with suppress(InputError):
        region = read_gemeente(place).region_with(names, whole=bool(names))
    table = projects.no_projects()
    if is_file(place / _PROJECTS):
        table, wrong = projects.check_projects(place / _PROJECTS, region)
        faults += wrong
        notes += _say_placeless(table)
    if is_file(place / outputs.FILE):
        faults += outputs.check_outputs(place / outputs.FILE, table)
    if is_file(place / addresses.FILE):
        faults += addresses.check_addresses(place / addresses.FILE)[1]
    if is_file(place / _INVESTMENTS):
        faults += investments.check_investments(place / _INVESTMENTS, region)
    if is_file(place / reeksen.NAME):
        # A series also covers buurten that have ended.
        faults += reeksen.check_reeksen(place / reeksen.NAME, replace(region, buurten=None))
    if is_file(place / _DUIDING):
        faults += duiding.check_duiding(duiding.read_sheet(place / _DUIDING), region)
    if is_file(place / goals.FILE):
        faults += goals.check_goals(place / goals.FILE)
    if is_file(place / criteria.FILE):
        faults += criteria.check_criteria(read_document(place / criteria.FILE))
    return sorted(set(faults)), notes


def write_gemeentemap(
    gemeente: str, folder: Path | str | None = None, *, offline: bool | None = None
) -> tuple[Path, list[str]]:
    """Write a self-explanatory folder for a gemeente, with its wijken and buurten where available.

    Parameters
    ----------
    gemeente
        Name or code.
    folder
        New folder, or one without any of the files; defaults to a folder with that name in `FOLDERS`.
    offline
        Open no socket; without it as `settings.offline` says.

    Returns
    -------
    Path
        The folder.
    list of str
        Dutch sentences on what could not be filled in.

    Raises
    ------
    UnknownGemeenteError
        When no gemeente, or more than one, has that name.
    OutputError
        When one of the files already exists, or the folder is not writable; then nothing is written.
    """
    code = resolve_gemeente(gemeente)
    name = every_name()[code]
    names, notes = _find_names(code, "de wijken zijn niet ingevuld", offline)
    wijken = {region: label for region, label in names.items() if region.startswith("WK")}
    buurten = {region: label for region, label in names.items() if region.startswith("BU")}
    examples = [*buurten, f"BU{code[2:]}0000", f"BU{code[2:]}0001"][:2]
    lines = [
        "",
        "# De buurten van het CBS, om codes uit over te nemen:",
        *(as_line(f"# {c} {n}") for c, n in buurten.items()),
    ]
    headers = {name: ",".join(columns) for name, columns in _HEADERS.items()}
    explained = {f"kolommen_{name}": "\n".join(map(_explain_column, those)) for name, those in _EXPLAINED.items()}
    readme = {"naam": name, "code": code, "buurt": examples[0], **headers, **explained}
    filled = {
        "code": _quote(code),
        "naam": name,
        "tekst": _quote(name),
        "wijken": "\n".join(f"{c} = {_quote(n)}" for c, n in wijken.items())
        or f'# WK{code[2:]}00 = "Naam van de wijk"',
        "buurten": "\n".join(lines if buurten else []),
        "wijk": _quote(wijkcode_of(examples[0])),
        "voorbeeld": _quote(examples[0]),
        "voorbeelden": ", ".join(map(_quote, examples)),
    }
    contents = {
        _ABOUT: _fill(_ABOUT, filled).encode(),
        "README.md": _fill("README.md", readme).encode(),
        # With a byte order mark, spreadsheets read and keep accents.
        **{f"{name}.csv": f"{header}\n".encode("utf-8-sig") for name, header in headers.items()},
    }
    return write_folder(FOLDERS / name_file(name) if folder is None else folder, contents), notes


def _explain_column(column: Description) -> str:
    """Line of the table that explains the columns of a list of projects."""
    choices = f" (kies uit: {', '.join(column.choices)})" if column.choices else ""
    return f"| `{column.name}` | {column.meaning}{choices} | {f'`{column.example}`' if column.example else ''} |"


def _find_buurten(
    code: str,
    sheets: Mapping[str, UserTable],
    offline: bool | None,  # noqa: FBT001 - the caller's own option, passed on
) -> tuple[dict[str, str], list[str]]:
    """Names of all buurten of a gemeente, from its own figures or else from `_find_names`."""
    if not code:
        return {}, []
    figures = sheets.get("cijfers")
    own = {} if figures is None else dict(zip(figures.texts("buurtcode"), figures.texts("buurtnaam"), strict=True))
    if here := {buurt: name for buurt, name in own.items() if buurt.startswith(f"BU{code[2:]}")}:
        return here, []
    names, notes = _find_names(code, "niet nagekeken is of de buurten bestaan", offline)
    return {region: name for region, name in names.items() if region.startswith("BU")}, notes


def _say_placeless(table: pd.DataFrame) -> list[str]:
    numbers = placeless(table)
    return [f"Zonder plaats in {_PROJECTS}: {name_projects(table, numbers)}."] if numbers else []


def _find_names(code: str, lacking: str, offline: bool | None) -> tuple[dict[str, str], list[str]]:  # noqa: FBT001 - the caller's own option, passed on
    """Names of all wijken and buurten, from the package or CBS, or else a sentence on what is `lacking`."""
    packaged = find_gemeente(code)
    if packaged.figures_folder is not None:
        labels = snapshot.read_snapshot(packaged.figures_folder).buurten["buurtnaam"]
        return packaged.wijken | {str(region): label for region, label in labels.items()}, []
    failures = []
    with settings.offline_run(offline):
        if not settings.offline():
            http.start_run()
        # A gemeente newer than the uitgave of the snapshot is in a later one.
        for uitgave in sorted(uitgaven().values(), key=lambda uitgave: uitgave.id != snapshot.UITGAVE):
            try:
                by_code = {str(region): label for region, label in cbs.read_names(uitgave, code).items()}
            except SourceError as failure:
                failures.append(str(failure))
            else:
                if any(region.startswith("BU") for region in by_code):
                    return by_code, []
                failures.append(f"CBS heeft geen buurten van {packaged.naam}.")
    return {}, [f"{lacking[0].upper()}{lacking[1:]}: {failures[0]}"]


def _fill(name: str, values: Mapping[str, str]) -> str:
    text = files("gezond_geo.dataset.folder").joinpath("gemeentemap", name).read_text("utf-8")
    return Template(text).substitute(values).rstrip() + "\n"


def _quote(text: str) -> str:
    """Write a text as TOML, which accepts JSON escapes."""
    return json.dumps(text, ensure_ascii=False)
