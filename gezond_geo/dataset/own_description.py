"""The description of a user's table: the definition of its figure, as a file or a mapping (``docs/eigen.md``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo.errors import InputError
from gezond_geo.indicators.catalogue import Indicator, Theme, id_of
from gezond_geo.io.parsing import parse_toml
from gezond_geo.io.whole import read_whole

if TYPE_CHECKING:
    from collections.abc import Collection

_WEIGHTS = {"inwoners": "inwoners", "oppervlak": "land_ha", "optellen": None}
_REQUIRED: dict[str, Any] = {"label": str, "eenheid": str, "jaar": int, "bron": str, "licentie": str, "soort": str}
_OPTIONAL: dict[str, Any] = {
    "zin": str,
    "decimalen": int,
    "ongunstig": str,
    "thema": (str, dict),
    "kanttekening": str,
    "kolom": str,
    "aantal": str,
    "bevolking": str,
    "keer": (int, float),
    "afronding": (int, float),
    "nul": str,
    "weging": str,
    "ontbrekend": (int, float, list),
    "minimum": (int, float),
    "maximum": (int, float),
}
_THEME: dict[str, Any] = {"id": str, "label": str, "uitleg": str, "meer": str, "minder": str}
_CHOICES = {
    "soort": ("telling", "register", "schatting"),
    "ongunstig": ("hoog", "laag"),
    "weging": tuple(_WEIGHTS),
    "nul": ("cijfer",),
}
_TYPES: dict[Any, str] = {
    str: "tekst tussen aanhalingstekens",
    int: "een heel getal",
    (int, float): "een getal",
    (int, float, list): "een getal, of een lijst van getallen",
    (str, dict): "een id of een blok [thema]",
}


def read_description(
    source: Path | str | pd.DataFrame,
    description: Path | str | Mapping[str, Any] | None,
    *,
    without: Collection[str] = (),
) -> tuple[dict[str, Any], str]:
    """Read and check the description; returns it with an ``id``, and its name for messages.

    Parameters
    ----------
    source
        The table: without a description the file next to it is read, ``wmo.toml`` for ``wmo.csv``.
    description
        File or mapping.
    without
        Keys that are not required here.

    Raises
    ------
    InputError
        When it does not exist, cannot be read, or a key is missing, unknown or of another type.
    """
    if isinstance(description, Mapping):
        about, where = dict(description), "de beschrijving"
    elif isinstance(source, pd.DataFrame) and description is None:
        raise InputError("Bij een eigen tabel hoort een beschrijving (label, eenheid, jaar, …); geef die mee.")
    else:
        beside = Path(str(source))
        path = Path(description) if description is not None else beside.parent / f"{beside.stem}.toml"
        about, where = _read_toml(path, source), str(path)
    if lacking := [key for key in _REQUIRED if key not in {*about, *without}]:
        raise InputError(f"In {where} ontbreekt {', '.join(lacking)}; zie docs/eigen.md.")
    _check_keys(about, _REQUIRED | _OPTIONAL, where)
    if isinstance(about.get("thema"), str):
        about["thema"] = {"id": about["thema"]}
    if isinstance(about.get("thema"), Mapping):
        about["thema"] = dict(about["thema"])
        if "id" not in about["thema"]:
            raise InputError(f"In {where} ontbreekt id onder [thema]; zie docs/eigen.md.")
        if len(about["thema"]) > 1 and "label" not in about["thema"]:
            raise InputError(f"In {where} ontbreekt label onder [thema]; bij een thema dat er al is, staat alleen id.")
        _check_keys(about["thema"], _THEME, f"{where}, [thema]")
    name = id_of(about["label"])
    # A figure and its theme may have the same label, but not the same id.
    about["id"] = f"{name}_cijfer" if name == about.get("thema", {}).get("id") else name
    return about, where


def _read_toml(path: Path, source: Path | str | pd.DataFrame) -> dict[str, Any]:
    try:
        text = read_whole(path).decode("utf-8-sig")
    except InputError as bad:
        advice = f"maak die met gezond-geo eigen {source}"
        raise InputError(f"Bij {source} hoort een beschrijving {path.name}, en die is er niet; {advice}.") from bad
    except UnicodeDecodeError as bad:
        raise InputError(f"{path} is geen UTF-8-tekst; bewaar het bestand opnieuw als UTF-8.") from bad
    try:
        return parse_toml(text)
    except ValueError as bad:
        line = re.search(r"line (\d+)", str(bad))
        at = f", regel {line[1]}" if line else ""
        raise InputError(f'{path}{at}: dit is niet te lezen; schrijf naam = waarde, met tekst tussen "".') from bad


def _check_keys(about: dict[str, Any], kinds: Mapping[str, Any], where: str) -> None:
    """Check names, types and choices, and convert every text to one line."""
    for key, value in about.items():
        if key not in kinds:
            raise InputError(f"{where}: {key!r} is hier onbekend; kies uit: {', '.join(kinds)}.")
        if not isinstance(value, kinds[key]) or isinstance(value, bool):
            raise InputError(f"{where}: {key} is {value!r}; schrijf {_TYPES[kinds[key]]}.")
        if isinstance(value, str):
            about[key] = " ".join(value.split())
            if not about[key] and key != "eenheid":
                raise InputError(f"{where}: {key} is leeg; vul het in of laat de regel weg.")
        if isinstance(value, list) and not all(type(mark) in {int, float} for mark in value):
            raise InputError(f"{where}: in {key} staat iets anders dan getallen; schrijf zoals {key} = [-9, -99].")
        if key in _CHOICES and about[key] not in _CHOICES[key]:
            raise InputError(f"{where}: {key} is {value!r}; kies uit: {', '.join(_CHOICES[key])}.")


def indicator_of(about: Mapping[str, Any]) -> Indicator:
    """Indicator for a description."""
    return Indicator(
        id=about["id"],
        label=about["label"],
        zin=about.get("zin", f"{about['label']}: {{}}"),
        eenheid=about["eenheid"],
        decimalen=about.get("decimalen", 1),
        soort=about["soort"],
        thema=about.get("thema", {}).get("id"),
        ongunstig=about.get("ongunstig"),
        weging=_WEIGHTS[about.get("weging", "inwoners")],
        kanttekening=about.get("kanttekening", ""),
        afronding=about.get("afronding", 0.0),
        minimum=about.get("minimum", 0 if about.get("weging") == "optellen" else None),
        maximum=about.get("maximum"),
    )


def theme_of(about: Mapping[str, Any]) -> Theme | None:
    """New theme in a description; None when it refers to an existing one, or none."""
    about = about.get("thema", {})
    if "label" not in about:
        return None
    return Theme(
        id=about["id"],
        label=about["label"],
        uitleg=about.get("uitleg", f"{about['label']}."),
        meer=about.get("meer", "ongunstiger"),
        minder=about.get("minder", "gunstiger"),
    )
