"""Own indicators: a table of figures per buurt with a small description beside it (``docs/eigen.md``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd

from gezond_geo.areas.codes import BUURTCODE, gemeentecode_of
from gezond_geo.errors import InputError
from gezond_geo.indicators.catalogue import Indicator, Table, Theme
from gezond_geo.indicators.limits import MIN_PERSONS
from gezond_geo.io.dutch import count_of, name_some
from gezond_geo.io.names import normalise_name, suggest_names
from gezond_geo.io.parsing import parse_toml
from gezond_geo.io.ranges import Range, explain_impossible
from gezond_geo.io.table import Rows, read_rows
from gezond_geo.io.whole import read_whole

if TYPE_CHECKING:
    from collections.abc import Collection

_CODE, _NAME = "buurtcode", "buurtnaam"
_ADVICE = (
    "verbeter het; schrijf in de beschrijving ontbrekend = … als het geen cijfer is, "
    "of minimum = … en maximum = … als het wel kan"
)
_ABOVE = re.compile(r"WK[0-9A-Z]{6}|GM\d{4}|PV\d\d|LD\d\d|NL\d\d")
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
    "weging": str,
    "ontbrekend": (int, float, list),
    "minimum": (int, float),
    "maximum": (int, float),
}
_THEME: dict[str, Any] = {"id": str, "label": str, "uitleg": str, "meer": str, "minder": str}
_CHOICES = {"soort": ("telling", "register", "schatting"), "ongunstig": ("hoog", "laag"), "weging": tuple(_WEIGHTS)}
_TYPES: dict[Any, str] = {
    str: "tekst tussen aanhalingstekens",
    int: "een heel getal",
    (int, float): "een getal",
    (int, float, list): "een getal, of een lijst van getallen",
    (str, dict): "een id of een blok [thema]",
}


@dataclass(frozen=True, slots=True, eq=False)
class OwnIndicator:
    """A table of one figure per buurt, read.

    Attributes
    ----------
    figures : Series indexed by ``buurtcode``; what is hidden or empty is NaN.
    indicator : What the figure is.
    theme : Theme that the description brings, or None.
    table : Source, year and licence.
    meldingen : Dutch sentences on what was hidden or left out.
    """

    figures: pd.Series[float]
    indicator: Indicator
    theme: Theme | None
    table: Table
    meldingen: tuple[str, ...]


def read_own_indicator(
    source: Path | str | pd.DataFrame,
    description: Path | str | Mapping[str, Any] | None = None,
    *,
    known: Collection[str] | None = None,
) -> OwnIndicator:
    """Read a table of one figure per buurt, with its description.

    Parameters
    ----------
    source
        CSV, Excel file or frame with ``buurtcode``, a column of figures and optionally one of numbers of persons.
    description
        File or mapping with the keys of ``docs/eigen.md``; without it the file beside the table: ``wmo.toml`` for
        ``wmo.csv``.
    known
        Codes of the buurten that the figure is for. Rows of other gemeenten are left out, which is said; another code
        within the same gemeenten is refused.

    Returns
    -------
    OwnIndicator
        Cells under `MIN_PERSONS` persons are hidden, where the number of persons is known.

    Raises
    ------
    InputError
        When the table or its description cannot be read or is not whole, a code is not known or stands twice, there is
        text where a number belongs, or the table is about persons, origin or addresses.
    """
    said, where = _read_description(source, description)
    rows = read_rows(source, _CODE)
    rows.refuse_personal(_CODE)
    column = _column_of(rows, said, where)
    lines, above, foreign = _find_buurten(rows, known)
    indicator = _indicator_of(said)
    figures, persons = _read_figures(rows, column, indicator, said)
    hidden = pd.Series(data=False, index=figures.index) if persons is None else ~(persons >= MIN_PERSONS)
    kept = list(lines)
    codes = pd.Index(list(lines.values()), name=_CODE)
    shown = pd.Series(figures.mask(hidden)[kept].to_numpy(), index=codes, name=said["id"])
    covered = int((hidden & figures.notna())[kept].sum())
    unused = rows.find_unused([_CODE, _NAME, column, said.get("aantal", "")])
    notes = {
        f"verborgen wegens minder dan {MIN_PERSONS} personen: {count_of(covered, 'buurt', 'buurten')}": covered,
        f"niet gebruikt, want geen buurt: {count_of(len(above), 'regel', 'regels')} ({', '.join(above[:3])})": above,
        f"niet gebruikt, want van andere gemeenten: {count_of(foreign, 'buurt', 'buurten')}": foreign,
        f"niet gebruikt: de kolom {name_some(unused)}": unused,
    }
    return OwnIndicator(
        figures=shown,
        indicator=indicator,
        theme=_theme_of(said),
        table=Table(
            id=_shown(source),
            uitgever=said["bron"],
            titel=said["label"],
            jaar=said["jaar"],
            indeling=said["jaar"],
            licentie=said["licentie"],
        ),
        meldingen=(*rows.notes, *(f"{said['label']}: {text}." for text, some in notes.items() if some)),
    )


def _shown(source: Path | str | pd.DataFrame) -> str:
    # On a map that is handed on, the folders of whoever made it are nobody's business.
    return "eigen tabel" if isinstance(source, pd.DataFrame) else Path(source).name


def _read_description(
    source: Path | str | pd.DataFrame, description: Path | str | Mapping[str, Any] | None
) -> tuple[dict[str, Any], str]:
    """Give the description, checked, with an ``id``, and its name for messages."""
    if isinstance(description, Mapping):
        said, where = dict(description), "de beschrijving"
    elif isinstance(source, pd.DataFrame) and description is None:
        raise InputError("Bij een eigen tabel hoort een beschrijving (label, eenheid, jaar, …); geef die mee.")
    else:
        beside = Path(str(source))
        path = Path(description) if description is not None else beside.parent / f"{beside.stem}.toml"
        said, where = _read_toml(path, source), str(path)
    if lacking := [key for key in _REQUIRED if key not in said]:
        raise InputError(f"In {where} ontbreekt {', '.join(lacking)}; zie docs/eigen.md.")
    _check_keys(said, _REQUIRED | _OPTIONAL, where)
    if isinstance(said.get("thema"), str):
        said["thema"] = {"id": said["thema"]}
    if isinstance(said.get("thema"), Mapping):
        said["thema"] = dict(said["thema"])
        if "id" not in said["thema"]:
            raise InputError(f"In {where} ontbreekt id onder [thema]; zie docs/eigen.md.")
        if len(said["thema"]) > 1 and "label" not in said["thema"]:
            raise InputError(f"In {where} ontbreekt label onder [thema]; bij een thema dat er al is, staat alleen id.")
        _check_keys(said["thema"], _THEME, f"{where}, [thema]")
    name = normalise_name(said["label"]).replace(" ", "_")
    # A figure and its theme may have the same label, but not the same id.
    said["id"] = f"{name}_cijfer" if name == said.get("thema", {}).get("id") else name
    return said, where


def _read_toml(path: Path, source: Path | str | pd.DataFrame) -> dict[str, Any]:
    try:
        text = read_whole(path).decode("utf-8-sig")
    except InputError as bad:
        said = f"Bij {source} hoort een beschrijving {path.name}, en die is er niet; zie docs/eigen.md."
        raise InputError(said) from bad
    except UnicodeDecodeError as bad:
        raise InputError(f"{path} is geen UTF-8-tekst; bewaar het bestand opnieuw als UTF-8.") from bad
    try:
        return parse_toml(text)
    except ValueError as bad:
        line = re.search(r"line (\d+)", str(bad))
        at = f", regel {line[1]}" if line else ""
        raise InputError(f'{path}{at}: dit is niet te lezen; schrijf naam = waarde, met tekst tussen "".') from bad


def _check_keys(said: dict[str, Any], kinds: Mapping[str, Any], where: str) -> None:
    """Check names, types and choices, and put every text on one line."""
    for key, value in said.items():
        if key not in kinds:
            raise InputError(f"{where}: {key!r} is hier onbekend; kies uit: {', '.join(kinds)}.")
        if not isinstance(value, kinds[key]) or isinstance(value, bool):
            raise InputError(f"{where}: {key} is {value!r}; schrijf {_TYPES[kinds[key]]}.")
        if isinstance(value, str):
            said[key] = " ".join(value.split())
            if not said[key] and key != "eenheid":
                raise InputError(f"{where}: {key} is leeg; vul het in of laat de regel weg.")
        if isinstance(value, list) and not all(type(mark) in {int, float} for mark in value):
            raise InputError(f"{where}: in {key} staat iets anders dan getallen; schrijf zoals {key} = [-9, -99].")
        if key in _CHOICES and said[key] not in _CHOICES[key]:
            raise InputError(f"{where}: {key} is {value!r}; kies uit: {', '.join(_CHOICES[key])}.")


def _indicator_of(said: Mapping[str, Any]) -> Indicator:
    return Indicator(
        id=said["id"],
        label=said["label"],
        zin=said.get("zin", f"{said['label']}: {{}}"),
        eenheid=said["eenheid"],
        decimalen=said.get("decimalen", 1),
        soort=said["soort"],
        thema=said.get("thema", {}).get("id"),
        ongunstig=said.get("ongunstig"),
        weging=_WEIGHTS[said.get("weging", "inwoners")],
        kanttekening=said.get("kanttekening", ""),
        minimum=said.get("minimum", 0 if said.get("weging") == "optellen" else None),
        maximum=said.get("maximum"),
    )


def _theme_of(said: Mapping[str, Any]) -> Theme | None:
    about = said.get("thema", {})
    if "label" not in about:
        return None
    return Theme(
        id=about["id"],
        label=about["label"],
        uitleg=about.get("uitleg", f"{said['label']}."),
        meer=about.get("meer", "ongunstiger"),
        minder=about.get("minder", "gunstiger"),
    )


def _column_of(rows: Rows, said: Mapping[str, Any], where: str) -> str:
    """Find the column of figures."""
    for key in ("kolom", "aantal"):
        if key in said and said[key] not in rows.columns:
            close = suggest_names(said[key], rows.columns)
            hint = f"bedoelt u {' of '.join(close)}?" if close else f"wel: {name_some(rows.columns)}."
            _refuse(rows, f"de kolom {said[key]!r} uit {where} is er niet; {hint}")
    if "kolom" in said:
        return str(said["kolom"])
    others = rows.find_unused([_CODE, _NAME, said.get("aantal", "")])
    if len(others) != 1:
        found = name_some(others) or "geen"
        _refuse(rows, f'welke kolom de cijfers heeft, is niet te zien ({found}); schrijf kolom = "…" in {where}.')
    return others[0]


def _refuse(rows: Rows, text: str) -> NoReturn:
    rows.refuse(0, text)


def _read_figures(
    rows: Rows, column: str, indicator: Indicator, said: Mapping[str, Any]
) -> tuple[pd.Series[float], pd.Series[float] | None]:
    """Give the figures and the numbers of persons behind them, by place; refuse all that cannot be at once."""
    marks = said.get("ontbrekend", [])
    marks = marks if isinstance(marks, list) else [marks]
    sign = next((sign for sign in "%‰" if sign in indicator.eenheid), "")
    checks = [indicator.range.check(rows.numbers(column, sign=sign), marks)]
    if "aantal" in said:
        checks.append(Range(0).check(rows.numbers(said["aantal"]), marks))
    elif said.get("weging") == "optellen":
        checks.append((checks[0][0], []))
    if impossible := [cell for _, cells in checks for cell in cells]:
        _refuse(rows, explain_impossible(impossible, _ADVICE))
    figures, *persons = (values.reset_index(drop=True) for values, _ in checks)
    return figures, persons[0] if persons else None


def _find_buurten(rows: Rows, known: Collection[str] | None) -> tuple[dict[int, str], list[str], int]:
    """Give the code of each row of a known buurt by place, codes of higher levels, and how many are of elsewhere."""
    ours = None if known is None else {gemeentecode_of(code) for code in known}
    found: dict[int, str] = {}
    seen: dict[str, int] = {}
    above, foreign = [], 0
    for place, (line, cells) in enumerate(rows.rows):
        code = str(cells[_CODE] or "").strip().upper()
        if _ABOVE.fullmatch(code):
            above.append(code)
            continue
        if not BUURTCODE.fullmatch(code):
            rows.refuse(line, f"{code!r} is geen CBS-buurtcode; schrijf BU en acht tekens, of haal de regel weg.")
        if code in seen:
            rows.refuse(line, f"buurt {code} staat er twee keer (eerst op regel {seen[code]}); laat er een staan.")
        seen[code] = line
        if known is None or code in known:
            found[place] = code
        elif ours is not None and gemeentecode_of(code) in ours:
            rows.refuse(line, f"buurt {code} bestaat niet in {gemeentecode_of(code)}; controleer de code.")
        else:
            foreign += 1
    if not found:
        _refuse(rows, f"hier staat geen enkele buurt van {', '.join(sorted(ours or ()))}; controleer de codes.")
    return found, above, foreign
