"""Reading a list of projects or investments: each kind of column, and the faults in its cells."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo.dataset.folder.places import read_places
from gezond_geo.dataset.folder.project_columns import INFERRED, UNKNOWN
from gezond_geo.dataset.folder.project_shapes import parse_shapes, place_points, place_shapes
from gezond_geo.indicators.catalogue import themes
from gezond_geo.io.amounts import read_amounts
from gezond_geo.io.dutch import name_some

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from gezond_geo.areas.codes import Region
    from gezond_geo.io.faults import Fault
    from gezond_geo.io.table import UserTable

MAX_NUMBER = 1_000_000
"""Largest number of a project or investment."""

MADE_UP = "VOORBEELD"
"""Prefix of the source of a made-up example row."""

YEARS = ("van_jaar", "tot_en_met_jaar")

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_SURE_OF_THEME = ("document", INFERRED)


@dataclass(slots=True)
class Entries:
    """A list being read; positions are those of rows, from 0.

    Attributes
    ----------
    table : The list as read.
    what : Dutch noun for an entry, singular and plural.
    faults : Cells that cannot be used.
    notes : Dutch sentences on what was skipped or converted.
    """

    table: UserTable
    what: tuple[str, str]
    faults: list[Fault]
    notes: list[str]

    @property
    def name(self) -> str:
        """Name of the file, without its folder."""
        return Path(self.table.name).name

    def refuse(self, place: int, text: str) -> None:
        """Add a fault for a row."""
        self.faults.append(self.table.fault(int(self.table.cells.index[place]), text))

    def cells(self, column: str) -> list[object]:
        """Cells of a column as they are; None where empty."""
        table = self.table.cells
        return table[column].tolist() if column in table else [None] * len(table)

    def texts(self, column: str) -> list[str]:
        """Cells of a column as texts; empty where unknown."""
        return ["" if text.casefold() == UNKNOWN else text for text in self.table.list_texts(column)]

    def mark_made_up(self, texts: Iterable[str]) -> list[str]:
        """Prefix the texts of rows whose ``bron`` begins with `MADE_UP` with that word, so that it always shows."""
        made_up = [source.casefold().startswith(MADE_UP.casefold()) for source in self.texts("bron")]
        return [
            f"{MADE_UP} {text}" if mark and not text.startswith(MADE_UP) else text
            for text, mark in zip(texts, made_up, strict=True)
        ]

    def amounts(self, column: str) -> list[float]:
        """Read a column of numbers; NaN where empty or not a number."""
        numbers, faults = self.table.numbers(column)
        self.faults.extend(faults)
        return numbers.tolist()

    def names(self) -> list[str]:
        """Read the column ``naam``, which must be filled in every row."""
        names = self.texts("naam")
        for place, name in enumerate(names):
            if not name:
                self.refuse(place, f"naam is leeg; geef {self.what[0]} een naam.")
        return names

    def numbers(self) -> list[float]:
        """Read the column ``nummer``; without it, the position in the list is the number.

        A row without a number, such as one added to a list, gets the next one.
        """
        texts = self.texts("nummer")
        if not any(texts):
            return [float(place) for place in range(1, len(texts) + 1)]
        numbers: list[float] = []
        first: dict[float, int] = {}
        for place, text in enumerate(texts):
            number = number_of(text)
            if text and (number is None or number % 1 or not 1 <= number <= MAX_NUMBER):
                self.refuse(place, f"nummer {text!r} is geen heel getal; nummer {self.what[1]} 1, 2, 3, ….")
                number = None
            elif number in first:
                line = self.table.cells.index[first[number]]
                self.refuse(place, f"nummer {text} komt twee keer voor (eerst op regel {line}); laat er een staan.")
            if number is not None:
                first.setdefault(number, place)
            numbers.append(math.nan if number is None else number)
        return self._fill_numbers(texts, numbers)

    def _fill_numbers(self, texts: list[str], numbers: list[float]) -> list[float]:
        following = count(int(max((number for number in numbers if not math.isnan(number)), default=0)) + 1)
        filled = [number if text else float(next(following)) for text, number in zip(texts, numbers, strict=True)]
        rows = zip(texts, self.texts("naam"), filled, strict=True)
        names = [f"{name} ({number:.0f})" for text, name, number in rows if not text]
        if names:
            self.notes.append(
                f"Een regel zonder nummer krijgt in {self.name} het eerste dat vrij is: {name_some(names)}."
            )
        return filled

    def euro(self, column: str) -> list[float]:
        """Read a column of amounts."""
        amounts, faults = read_amounts(self.cells(column), column)
        for place, text in faults.items():
            self.refuse(place, text)
        return amounts

    def years(self) -> pd.DataFrame:
        """Read the first and the last year."""
        years = pd.DataFrame({column: self.year(column) for column in YEARS}, dtype="float64")
        for place in years.index[years["van_jaar"] > years["tot_en_met_jaar"]]:
            self.refuse(int(place), "van_jaar is later dan tot_en_met_jaar; draai ze om of verbeter ze.")
        return years

    def year(self, column: str) -> list[float]:
        """Read a column of years; NaN where empty."""
        years = []
        for place, text in enumerate(self.texts(column)):
            if text and not _YEAR.fullmatch(text):
                self.refuse(place, f"{column} is {text!r}; schrijf een jaar, zoals 2025.")
            years.append(float(text) if _YEAR.fullmatch(text) else math.nan)
        return years

    def choices(self, column: str, choices: Collection[str], *, free: bool = False) -> list[str]:
        """Read a column of fixed choices, in any case; with `free` other texts are accepted."""
        values = []
        for place, text in enumerate(self.texts(column)):
            value = text.casefold() if text.casefold() in choices else text
            if value and value not in choices and not free:
                self.refuse(place, f"{column} is {text!r}; schrijf {name_some(choices)}, of laat de cel leeg.")
            values.append(value)
        return values

    def buurten(self, region: Region) -> list[str]:
        """Read the column ``buurten``, as codes with their certainty."""
        cells = []
        for place, text in enumerate(self.texts("buurten")):
            places, faults = read_places(text, region)
            for fault in faults:
                self.refuse(place, fault)
            cells.append(" ".join(map(str, places)))
        return cells

    def themes(self) -> list[str]:
        """Write themes as ``id:certainty``; the default certainty is ``document``, since the list itself is one."""
        cells, own = [], []
        for place, text in enumerate(self.texts("themas")):
            words = []
            for word in re.split(r"[\s,;]+", text.casefold()) if text else []:
                theme, _, certainty = word.partition(":")
                if certainty not in {"", *_SURE_OF_THEME}:
                    fault = (
                        f"{word!r} is geen thema met zekerheid; schrijf bijvoorbeeld vergrijzing:document of :afgeleid."
                    )
                    self.refuse(place, fault)
                own += [theme] if theme not in themes() else []
                words.append(f"{theme}:{certainty or _SURE_OF_THEME[0]}")
            cells.append(" ".join(words))
        if own:
            note = f"Geen thema van de score, tenzij uit eigen cijfers: {name_some(dict.fromkeys(own))} (kolom themas)."
            self.notes.append(note)
        return cells

    def points(self) -> pd.DataFrame:
        """Read ``x`` and ``y`` as metres in RD; both are missing where either is invalid."""
        axes = self._axes()
        points, faults, degrees = place_points(axes["x"], axes["y"])
        for label, text in faults.items():
            self.refuse(int(str(label)), text)
        if len(degrees):
            self.notes.append(f"In {self.name} zijn x en y graden (WGS 84); ze zijn omgerekend naar meters (RD).")
        return points

    def shapes(self, column: str, kinds: tuple[str, ...]) -> list[BaseGeometry | None]:
        """Geometries of these types in RD, from a map file or else from a column of WKT."""
        if (geometries := self.table.shapes) is not None:
            shapes, faults = place_shapes(geometries, kinds)
        else:
            shapes, faults = parse_shapes(self.texts(column), column, kinds)
        for place, text in faults.items():
            self.refuse(place, text)
        return shapes

    def say_unused(self, columns: Collection[str]) -> list[str]:
        """Note which other columns are not empty."""
        unused = self.table.find_unused(columns)
        return [f"Van {self.name} niet gebruikt: de kolom {name_some(unused)}."] if unused else []

    def _axes(self) -> pd.DataFrame:
        axes = {axis: [number_of(text) for text in self.texts(axis)] for axis in ("x", "y")}
        points = pd.DataFrame(axes, dtype="float64")
        for axis, numbers in axes.items():
            for place, text in enumerate(self.texts(axis)):
                if text and numbers[place] is None:
                    self.refuse(place, f"{text!r} is geen getal voor {axis}; schrijf cijfers, of laat de cel leeg.")
                    points.loc[place] = math.nan
        return points


def number_of(text: str) -> float | None:
    """Read a text as a plain number, with a decimal point or comma; None when it is not one."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def empty_table(kinds: Mapping[str, str], index: pd.Index[Any]) -> pd.DataFrame:
    """Table without rows, with a column of each kind (a dtype)."""
    # An array per dtype: a frame made of Series, or converted column by column, takes ten times as long.
    empty = {kind: pd.Series(dtype=kind).array for kind in set(kinds.values())}
    return pd.DataFrame({column: empty[kind] for column, kind in kinds.items()}, index=index)
