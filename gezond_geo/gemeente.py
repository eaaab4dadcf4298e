"""A gemeente as data: its code and name, and its folder with wijken, stadsdelen, focus areas and files."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from gezond_geo.codes import GEMEENTECODE, normalise_name, suggest_names
from gezond_geo.errors import InputError, UnknownGemeenteError

_ALSO_KNOWN_AS = {"den haag": "GM0518", "den bosch": "GM0796"}
_PROVINCE = re.compile(r"\s*\([^)]*\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusArea:
    """An area that the college designated; a decision, not an outcome of figures.

    Attributes
    ----------
    naam : Name in the policy documents.
    buurten : Codes of the CBS buurten it lies in.
    deel : Whether it is only a part of those buurten, so that their figures are not its own.
    aangewezen_op : On what it was designated.
    zekerheid : How sure the buurten are.
    aliassen : Other spellings and names.
    wijk : Code of the wijk that the same name is also used for.
    noot : What a reader has to know.
    """

    naam: str
    buurten: tuple[str, ...]
    deel: bool
    aangewezen_op: tuple[str, ...]
    zekerheid: str
    aliassen: tuple[str, ...] = ()
    wijk: str | None = None
    noot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gemeente:
    """What is known of a gemeente apart from its figures.

    Attributes
    ----------
    code : ``GM`` and four digits.
    naam : Name as CBS writes it.
    map : Folder with its data, or None when it has none.
    wijken : Name per wijkcode.
    stadsdelen : Frame indexed by ``buurtcode`` with ``stadsdeel`` and ``stadsdeel_zekerheid``.
    focusgebieden : The designated areas.
    aliassen : Buurtcode per other name of a buurt.
    projecten_bron : Where the list of projects and the focus areas come from.
    """

    code: str
    naam: str
    map: Path | None = None
    wijken: dict[str, str] = field(default_factory=dict)
    stadsdelen: pd.DataFrame = field(default_factory=lambda: _stadsdelen([]))
    focusgebieden: tuple[FocusArea, ...] = ()
    aliassen: dict[str, str] = field(default_factory=dict)
    projecten_bron: str = ""


def find_gemeente(name: str) -> Gemeente:
    """Find a gemeente by its code or name, and read its folder if the package has one.

    Parameters
    ----------
    name
        Code (``GM0153``) or name; case, accents, apostrophes and CBS's ``(O.)`` or ``(NH.)`` may differ.

    Raises
    ------
    UnknownGemeenteError
        When no gemeente has that name or code (the nearest names are given), or several do (all are given).
    InputError
        When the folder of the gemeente cannot be read.
    """
    code = resolve_gemeente(name)
    for folder in sorted(_folders().iterdir()):
        if (folder / "gemeente.toml").is_file():
            found = read_gemeente(folder)
            if found.code == code:
                return found
    return Gemeente(code=code, naam=gemeente_names()[code])


def resolve_gemeente(name: str) -> str:
    """Give the code of a gemeente; see `find_gemeente`."""
    names = gemeente_names()
    wanted = name.strip()
    if GEMEENTECODE.fullmatch(wanted.upper()):
        if wanted.upper() in names:
            return wanted.upper()
        raise UnknownGemeenteError(f"Er is geen gemeente met code {wanted.upper()}; controleer de code.")
    normal = normalise_name(wanted)
    if normal in _ALSO_KNOWN_AS:
        return _ALSO_KNOWN_AS[normal]
    whole = [code for code, known in names.items() if normalise_name(known) == normal]
    without_province = [code for code, known in names.items() if normalise_name(_PROVINCE.sub("", known)) == normal]
    matches = whole or without_province
    if len(matches) == 1:
        return matches[0]
    if matches:
        listed = " en ".join(f"{names[code]} ({code})" for code in matches)
        raise UnknownGemeenteError(f"Er zijn meer gemeenten die {wanted} heten: {listed}; geef de code.")
    close = suggest_names(wanted, [*(_PROVINCE.sub("", known) for known in names.values()), "Den Haag", "Den Bosch"])
    hint = (
        f"bedoelt u {' of '.join(close)}?" if close else "controleer de spelling of geef de code (GM en vier cijfers)."
    )
    raise UnknownGemeenteError(f"Er is geen gemeente {wanted!r}; {hint}")


@cache
def gemeente_names() -> dict[str, str]:
    """Name per gemeentecode, from CBS (``data/gemeenten.csv``)."""
    with files("gezond_geo").joinpath("data/gemeenten.csv").open("rb") as file:
        table = pd.read_csv(file, dtype=str)
    return dict(zip(table["code"], table["naam"], strict=True))


def read_gemeente(folder: Path) -> Gemeente:
    """Read the ``gemeente.toml`` of a folder.

    Raises
    ------
    InputError
        When the file is not TOML, or lacks something it has to say.
    """
    path = folder / "gemeente.toml"
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        focus = tuple(FocusArea(**_with_tuples(row)) for row in raw.get("focusgebied", []))
        return Gemeente(
            code=raw["code"],
            naam=raw["naam"],
            map=folder,
            wijken=raw.get("wijken", {}),
            stadsdelen=_stadsdelen(raw.get("stadsdeel", [])),
            focusgebieden=focus,
            aliassen=raw.get("aliassen", {}),
            projecten_bron=raw.get("projecten_bron", ""),
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as bad:
        raise InputError(
            f"{path} is geen bruikbare beschrijving van een gemeente ({bad}); herstel het bestand."
        ) from bad


def _folders() -> Path:
    return Path(str(files("gezond_geo").joinpath("gemeenten")))


def _with_tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _stadsdelen(rows: list[dict[str, object]]) -> pd.DataFrame:
    wide = pd.DataFrame(rows, columns=["naam", "zekerheid", "buurten"]).explode("buurten")
    wide.columns = pd.Index(["stadsdeel", "stadsdeel_zekerheid", "buurtcode"])
    return wide.set_index("buurtcode")
