"""Squares and postcode areas of CBS: counts of people and dwellings, with small ones suppressed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from gezond_geo.areas.rd import RD
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.ranges import Range
from gezond_geo.io.table import Column, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from gezond_geo.io.table import UserTable

FIGURES = {
    "inwoners": ("aantal_inwoners", "inwoners"),
    "inwoners_0_15": ("aantal_inwoners_0_tot_15_jaar", "inwoners van 0 tot 15 jaar"),
    "inwoners_15_25": ("aantal_inwoners_15_tot_25_jaar", "inwoners van 15 tot 25 jaar"),
    "inwoners_25_45": ("aantal_inwoners_25_tot_45_jaar", "inwoners van 25 tot 45 jaar"),
    "inwoners_45_65": ("aantal_inwoners_45_tot_65_jaar", "inwoners van 45 tot 65 jaar"),
    "inwoners_65_plus": ("aantal_inwoners_65_jaar_en_ouder", "inwoners van 65 jaar en ouder"),
    "uitkering": ("aantal_personen_met_uitkering_onder_aowlft", "mensen met een uitkering onder de AOW-leeftijd"),
    "huishoudens": ("aantal_part_huishoudens", "huishoudens"),
    "woningen": ("aantal_woningen", "woningen"),
    "corporatiewoningen": ("aantal_huurwoningen_in_bezit_woningcorporaties", "huurwoningen van corporaties"),
}
"""Column of each figure in the files of CBS, and its label."""
PEOPLE = tuple(name for name in FIGURES if name.startswith("inwoners") or name == "uitkering")
"""Figures that are no more than the residents of a square."""
_ID = "vierkant"
_HEADERS = ("crs28992res100m", "crs28992res500m", "c28992r100", "c28992r500")
_CORNER = re.compile(r"E(\d{4})N(\d{4})")
"""East and north of the south-west corner, in hectometres of RD."""
_SECRET = {"-99997", "geheim"}
_ROUNDED, _ROUNDED_BY = 5, 2
"""Maximum rounding error of CBS, for multiples of five."""
_ENOUGH = 20
"""Minimum number of values, all multiples of five, to conclude that they are rounded."""


@dataclass(frozen=True, slots=True, eq=False)
class Squares:
    """Counts per square or postcode area.

    Attributes
    ----------
    shapes : Their polygons, EPSG:28992.
    middle : Midpoint of the possible values of each count; NaN where unknown. A row per shape, a column per figure.
    low, high : Minimum and maximum of each count, in the same shape.
    secret : Whether it is suppressed, in the same shape.
    rounded : Whether the counts are rounded to multiples of five.
    """

    shapes: NDArray[np.object_]
    middle: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    secret: pd.DataFrame
    rounded: bool


def read_squares(source: Path | str | pd.DataFrame, secret_below: int) -> Squares:
    """Read the squares or postcode areas of CBS: a map file, or a CSV with the code of each square.

    Parameters
    ----------
    source
        File, or frame, with the headers of CBS.
    secret_below
        Counts below this are suppressed.

    Raises
    ------
    InputError
        When there is no column of residents, a square has no location, or a cell is not a count.
    """
    counts = [
        Column(name, (header,), required=name == "inwoners", range=Range(0)) for name, (header, _) in FIGURES.items()
    ]
    table = read_table(source, [Column(_ID, _HEADERS, pattern=_CORNER), *counts], label="squares")
    names = [name for name in FIGURES if name in table.columns]
    columns = {name: table.numbers(name) for name in names}
    raise_faults(fault for _, faults in columns.values() for fault in faults)
    published = pd.DataFrame({name: numbers for name, (numbers, _) in columns.items()})
    secret = pd.DataFrame({name: table.texts(name).str.lower().isin(_SECRET) for name in names})
    figures = published.to_numpy()[published.notna().to_numpy()]
    rounded = len(figures) >= _ENOUGH and bool((figures % _ROUNDED == 0).all())
    slack = _ROUNDED_BY if rounded else 0
    low = (published - slack).clip(lower=0).mask(secret, 0.0)
    high = (published + slack).mask(secret, secret_below - 1.0)
    residents = high["inwoners"].fillna(np.inf)
    for name in set(names) & set(PEOPLE):
        high[name] = high[name].mask(secret[name], np.minimum(high[name], residents))
    middle = published.mask(secret, (low + high) / 2)
    return Squares(_shapes_of(table), middle, low, high, secret, rounded)


def _shapes_of(table: UserTable) -> NDArray[np.object_]:
    """Polygons of the rows: from a map file, or else the squares of their codes."""
    if table.shapes is not None:
        shapes = table.shapes
        if shapes.crs is None:
            table.refuse(0, f"de kaart zegt niet in welk stelsel hij staat; geef vlakken in RD ({RD}).")
        if not shapes.geom_type.isin(["Polygon", "MultiPolygon"]).all():
            table.refuse(0, "niet elke vorm is een vlak; geef de vierkanten of postcodegebieden als vlakken.")
        return np.array(shapes.to_crs(RD), dtype=object)
    codes = table.texts(_ID)
    corners = codes.str.extract(_CORNER).astype("float64") * 100
    if (bad := corners[0].isna()).any():
        line = int(corners.index[bad][0])
        table.refuse(line, f"{codes[line]!r} is geen code van een vierkant; geef er een zoals E2570N4710.")
    side = 500 if "500" in table.headers.get(_ID, "") else 100
    return np.array(shapely.box(corners[0], corners[1], corners[0] + side, corners[1] + side), dtype=object)
