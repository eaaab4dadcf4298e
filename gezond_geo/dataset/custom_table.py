"""Own indicators: a table of figures per buurt with a small description beside it (``docs/eigen.md``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from gezond_geo.areas.rows import CODE, KEY, place_rows
from gezond_geo.dataset.published import ROWS, is_published, select_rows
from gezond_geo.errors import InputError
from gezond_geo.indicators.catalogue import Indicator, Theme, id_of
from gezond_geo.indicators.limits import MIN_PERSONS
from gezond_geo.indicators.publications import Table
from gezond_geo.io.dutch import count_of, name_some
from gezond_geo.io.faults import Fault, raise_faults
from gezond_geo.io.parsing import parse_toml
from gezond_geo.io.personal import explain_header
from gezond_geo.io.ranges import Impossible, Range, explain_impossible
from gezond_geo.io.table import UserTable, read_table
from gezond_geo.io.whole import read_whole

_ADVICE = (
    "verbeter het; schrijf in de beschrijving ontbrekend = … als het geen cijfer is, "
    "of minimum = … en maximum = … als het wel kan"
)
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
    buurten: pd.DataFrame | None = None,
) -> OwnIndicator:
    """Read a table of one figure per buurt, with its description.

    Parameters
    ----------
    source
        File of any kind that `gezond_geo.io.table.read_table` takes, or frame: the code or name of a buurt, a column of
        figures and optionally one of numbers of persons.
    description
        File or mapping with the keys of ``docs/eigen.md``; without it the file beside the table: ``wmo.toml`` for
        ``wmo.csv``.
    buurten
        Frame indexed by ``buurtcode`` with ``buurtnaam``: what the figure is for; see `gezond_geo.areas.rows`. Rows of
        something else are left out, which is said.

    Returns
    -------
    OwnIndicator
        Cells under `MIN_PERSONS` persons are hidden, where the number of persons is known.

    Raises
    ------
    InputError
        When the table or its description cannot be read or is not whole, no row is of a buurt or a buurt stands twice,
        there is text where a number belongs, or the table is about persons, origin or addresses.
    """
    about, where = _read_description(source, description)
    table = read_table(source, ROWS, one_of=KEY)
    raise_faults([*table.faults, *table.explain_figures(CODE.name, published=is_published(table))])
    column, persons_column = _columns_of(table, about, where)
    indicator = _indicator_of(about)
    rows, notes = select_rows(table, about["jaar"])
    placed = place_rows(rows, buurten)
    # What stands beside the buurten, such as a total or a row of units, is no figure of theirs.
    rows = rows.select(placed.codes.index)
    figures, persons, faults = _read_figures(rows, column, persons_column, indicator, about)
    raise_faults([*placed.faults, *faults])
    hidden = pd.Series(data=False, index=figures.index) if persons is None else ~(persons >= MIN_PERSONS)
    codes = pd.Index(placed.codes.tolist(), name=CODE.name)
    visible = pd.Series(figures.mask(hidden).to_numpy(), index=codes, name=about["id"])
    covered = int((hidden & figures.notna()).sum())
    unused = table.find_unused([*(c.name for c in ROWS), column, persons_column])
    notes += placed.notes
    if covered:
        notes.append(f"verborgen wegens minder dan {MIN_PERSONS} personen: {count_of(covered, 'buurt', 'buurten')}")
    if unused:
        notes.append(f"niet gebruikt: de kolom {name_some(unused)}")
    return OwnIndicator(
        figures=visible,
        indicator=indicator,
        theme=_theme_of(about),
        table=Table(
            id=_shown(source),
            uitgever=about["bron"],
            titel=about["label"],
            jaar=about["jaar"],
            indeling=about["jaar"],
            licentie=about["licentie"],
        ),
        meldingen=(*table.notes, *(f"{about['label']}: {text}." for text in notes)),
    )


def _shown(source: Path | str | pd.DataFrame) -> str:
    # On a map that is handed on, the folders of whoever made it are nobody's business.
    return "eigen tabel" if isinstance(source, pd.DataFrame) else Path(source).name


def _read_description(
    source: Path | str | pd.DataFrame, description: Path | str | Mapping[str, Any] | None
) -> tuple[dict[str, Any], str]:
    """Give the description, checked, with an ``id``, and its name for messages."""
    if isinstance(description, Mapping):
        about, where = dict(description), "de beschrijving"
    elif isinstance(source, pd.DataFrame) and description is None:
        raise InputError("Bij een eigen tabel hoort een beschrijving (label, eenheid, jaar, …); geef die mee.")
    else:
        beside = Path(str(source))
        path = Path(description) if description is not None else beside.parent / f"{beside.stem}.toml"
        about, where = _read_toml(path, source), str(path)
    if lacking := [key for key in _REQUIRED if key not in about]:
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
    """Check names, types and choices, and put every text on one line."""
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


def _indicator_of(about: Mapping[str, Any]) -> Indicator:
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
        minimum=about.get("minimum", 0 if about.get("weging") == "optellen" else None),
        maximum=about.get("maximum"),
    )


def _theme_of(about: Mapping[str, Any]) -> Theme | None:
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


def _columns_of(table: UserTable, about: Mapping[str, Any], where: str) -> tuple[str, str]:
    """Find the column of figures and that of numbers of persons (empty without one)."""
    columns = {}
    for key in ("kolom", "aantal"):
        if key in about and (column := table.find_column(about[key])) is None:
            table.refuse(0, f"de kolom {about[key]!r} uit {where} is er niet; {table.explain_unknown(about[key])}")
        columns[key] = column or "" if key in about else ""
    others = table.find_unused([*(c.name for c in ROWS), columns["aantal"]])
    column = columns["kolom"] or (others[0] if len(others) == 1 else "")
    if not column:
        there = name_some(others) or "geen"
        table.refuse(0, f'welke kolom de cijfers heeft, is niet te zien ({there}); schrijf kolom = "…" in {where}.')
    # In a table of CBS any column may stand beside the figure, and not be it.
    raise_faults(table.fault(0, reason) for reason in explain_header(table.headers[column]))
    return column, columns["aantal"]


def _read_figures(
    table: UserTable, column: str, persons_column: str, indicator: Indicator, about: Mapping[str, Any]
) -> tuple[pd.Series[float], pd.Series[float] | None, list[Fault]]:
    """Give the figures and the numbers of persons behind them, by line, and all that cannot be."""
    marks = about.get("ontbrekend", [])
    marks = marks if isinstance(marks, list) else [marks]
    figures, faults = table.numbers(column, signs=[sign for sign in "%‰" if sign in indicator.eenheid])
    checked = [_check(table, figures, indicator.range, marks)]
    if persons_column:
        persons, wrong = table.numbers(persons_column)
        faults += wrong
        checked.append(_check(table, persons, Range(0), marks))
    elif about.get("weging") == "optellen":
        checked.append((checked[0][0], []))
    if impossible := [cell for _, cells in checked for cell in cells]:
        faults.append(table.fault(0, explain_impossible(impossible, _ADVICE)))
    return checked[0][0], checked[1][0] if len(checked) > 1 else None, faults


def _check(
    table: UserTable, values: pd.Series[float], possible: Range, marks: list[float]
) -> tuple[pd.Series[float], list[Impossible]]:
    checked, impossible = possible.check(values.set_axis(table.places), marks)
    return checked.set_axis(values.index), impossible
