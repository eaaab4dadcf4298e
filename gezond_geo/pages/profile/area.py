"""The area of a paper: a focus area, buurt, wijk or stadsdeel, or a custom set of buurten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.dataset.levels import explain_outside
from gezond_geo.errors import InputError, UnknownBuurtError
from gezond_geo.io.dutch import count_of, format_number, join_words
from gezond_geo.io.names import normalise_name, suggest_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gezond_geo.areas.gemeente import FocusArea
    from gezond_geo.dataset.dataset import Dataset

FOCUS, BUURT, WIJK, STADSDEEL, SET = "focusgebied", "buurt", "wijk", "stadsdeel", "gebied"
"""Kinds of areas, in order of precedence for shared names."""

_KEYS = {WIJK: "wijkcode", STADSDEEL: "stadsdeel"}
_KIND = re.compile(rf"({FOCUS}|{BUURT}|{WIJK}|{STADSDEEL}) +(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The subject of a paper.

    Attributes
    ----------
    naam : Name at the top of the paper.
    soort : One of `FOCUS`, `BUURT`, `WIJK`, `STADSDEEL` and `SET`.
    codes : Codes of its buurten.
    key : Index of its row among the areas of its kind: a buurtcode, wijkcode, stadsdeel or name.
    focus : The focus area that it equals, or that is a part of it.
    """

    naam: str
    soort: str
    codes: tuple[str, ...]
    key: str
    focus: FocusArea | None = None

    @property
    def is_buurt(self) -> bool:
        """Whether its figures are those of a single buurt."""
        return self.key == self.codes[0]

    @property
    def is_part(self) -> bool:
        """Whether it is only a part of its buurten, whose figures are then not its own."""
        return self.soort == FOCUS and self.focus is not None and self.focus.deel


def find_area(data: Dataset, names: Sequence[str]) -> Area:
    """Find an area by its name or code, or combine buurten.

    Parameters
    ----------
    data
        Buurten and gemeente.
    names
        Name or code of a focus area, buurt, wijk or stadsdeel, or those of several buurten, possibly separated by
        commas in one text. Where several areas share a name, it may be preceded by the kind (``wijk Enschede-Zuid``).

    Raises
    ------
    UnknownBuurtError
        When there is no such area; the message lists the closest names.
    InputError
        When too many residents are outside any area of that level, such as stadsdelen known for only part of the
        buurten.
    """
    if len(names) != 1:
        return _take_together(data, names)
    (name,) = names
    areas = list_areas(data)
    kind = _KIND.fullmatch(name.strip())
    for query, kinds in [(name, None), *([(kind[2], kind[1].lower())] if kind else [])]:
        for area in areas:
            if kinds in {None, area.soort} and normalise_name(query) in _names_of(data, area):
                return _check_complete(data, area)
    if "," in name:
        return _take_together(data, name.split(","))
    every = [other for area in areas for other in (area.naam, *(area.focus.aliassen if area.focus else ()))]
    close = suggest_names(name, every)
    hint = f"bedoelt u {' of '.join(close)}?" if close else "geef een naam of code zoals op de kaart."
    raise UnknownBuurtError(f"In {data.gemeente.naam} is geen focusgebied, buurt, wijk of stadsdeel {name!r}; {hint}")


def list_areas(data: Dataset) -> list[Area]:
    """All areas that can be requested: focus areas, buurten, wijken, stadsdelen."""
    return [*_focus_areas(data), *_buurten(data), *_together(data, WIJK), *_together(data, STADSDEEL)]


def complete_areas(data: Dataset) -> list[Area]:
    """All areas for which a paper can be made, each once: a buurt that equals a focus area uses that name."""
    wholes = {area.codes for area in _focus_areas(data) if not area.is_part}
    incomplete = {kind for kind in _KEYS if explain_outside(data, kind)}
    return [
        area
        for area in list_areas(data)
        if area.soort not in incomplete and not (area.soort == BUURT and area.codes in wholes)
    ]


def _focus_areas(data: Dataset) -> Iterator[Area]:
    for focus in data.gemeente.focusgebieden:
        codes = tuple(code for code in focus.buurten if code in data.buurten.index)
        if codes:
            key = codes[0] if len(codes) == 1 else focus.naam
            yield Area(naam=focus.naam, soort=FOCUS, codes=codes, key=key, focus=focus)


def _buurten(data: Dataset) -> Iterator[Area]:
    for code, name in data.buurten["buurtnaam"].items():
        yield Area(naam=str(name), soort=BUURT, codes=(str(code),), key=str(code), focus=_focus_of(data, str(code)))


def _focus_of(data: Dataset, code: str) -> FocusArea | None:
    return next((focus for focus in data.gemeente.focusgebieden if code in focus.buurten), None)


def _together(data: Dataset, kind: str) -> Iterator[Area]:
    column = _KEYS[kind]
    if column not in data.buurten:
        return
    for key, rows in data.buurten["buurtnaam"].groupby(data.buurten[column], sort=True):
        codes = tuple(map(str, rows.index))
        yield Area(naam=name_wijk(data, codes[0]) if kind == WIJK else str(key), soort=kind, codes=codes, key=str(key))


def name_wijk(data: Dataset, buurtcode: str) -> str:
    """Name of the wijk of a buurt, or its code where the figures of a caller give no name."""
    name = data.buurten["wijknaam"][buurtcode]
    return str(data.buurten["wijkcode"][buurtcode] if pd.isna(name) else name)


def _names_of(data: Dataset, area: Area) -> set[str]:
    """Normalised names and codes of an area."""
    names = [area.naam, area.key]
    if area.soort == FOCUS and area.focus:
        names += area.focus.aliassen
    elif area.soort == BUURT:
        names += [name for name, code in data.names_of_buurten() if code == area.key]
    return {normalise_name(name) for name in names}


def _check_complete(data: Dataset, area: Area) -> Area:
    """Refuse a level with too many residents outside any area, since its areas would be incomplete."""
    if area.soort not in _KEYS or not explain_outside(data, area.soort):
        return area
    without = data.buurten[data.buurten[_KEYS[area.soort]].isna()]
    residents, whole = without["inwoners"].sum(), data.buurten["inwoners"].sum()
    count = count_of(len(without), "buurt", "buurten")
    raise InputError(
        f"Van {area.soort} {area.naam} maken we geen profiel: van {count}, met {format_number(residents)} van de "
        f"{format_number(whole)} inwoners ({residents / whole * 100:.0f} van de 100), is niet bekend bij welk "
        f"{area.soort} ze horen; kies een wijk of buurten, of vul {area.soort} aan in gemeente.toml."
    )


def _take_together(data: Dataset, names: Sequence[str]) -> Area:
    codes = tuple(dict.fromkeys(data.find_buurt(name) for name in names if name.strip()))
    if not codes:
        raise InputError("Er is geen buurt genoemd; geef de naam van een gebied, of namen van buurten met komma's.")
    labels = [str(data.buurten["buurtnaam"][code]) for code in codes]
    if len(codes) == 1:
        return Area(naam=labels[0], soort=BUURT, codes=codes, key=codes[0], focus=_focus_of(data, codes[0]))
    return Area(naam=join_words(labels), soort=SET, codes=codes, key=join_words(labels))
