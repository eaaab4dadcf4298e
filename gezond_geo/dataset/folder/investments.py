"""Planned investments of all parties, as listed by a gemeente: reading and checking every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gezond_geo.areas.codes import ANYWHERE, Region
from gezond_geo.dataset.folder.addresses import add_addresses
from gezond_geo.dataset.folder.entries import YEARS, Entries
from gezond_geo.dataset.folder.places import ON_BORDER, SLIVER, parse_places
from gezond_geo.dataset.folder.project_columns import DESCRIPTIONS as OF_PROJECTS
from gezond_geo.dataset.folder.project_columns import Description
from gezond_geo.dataset.folder.project_shapes import ANY_SHAPE, write_shape
from gezond_geo.io.dutch import name_some
from gezond_geo.io.faults import Fault, raise_faults
from gezond_geo.io.table import Column, read_table

if TYPE_CHECKING:
    from pathlib import Path


_OF_PROJECTS = {column.name: column for column in OF_PROJECTS}

DESCRIPTIONS = (
    Description(
        name="nummer",
        meaning="eigen nummer, een heel getal vanaf 1; leeg is het eerste dat vrij is",
        example="1",
        synonyms=("nr", "volgnummer"),
    ),
    Description(
        name="naam",
        meaning="wat er gebeurt; deze kolom is nodig",
        example="Riool vervangen",
        synonyms=("investering", "project", "maatregel", "omschrijving", "titel"),
    ),
    Description(
        name="partij",
        meaning="wie het doet: gemeente, corporatie, waterschap, zorg, school of een ander; geen namen van personen",
        example="gemeente",
        synonyms=("wie", "initiatiefnemer", "organisatie", "opdrachtgever"),
        choices=("gemeente", "corporatie", "waterschap", "zorg", "school", "netbeheerder", "provincie"),
    ),
    Description(
        name="soort",
        meaning="wat voor investering: riolering, weg, woningen, groen, voorziening, water, energie of iets anders",
        example="riolering",
        synonyms=("type", "categorie"),
        choices=("riolering", "weg", "woningen", "groen", "voorziening", "water", "energie"),
    ),
    Description(
        name="hardheid",
        meaning="hoe vast het is: besloten, gepland of idee",
        example="besloten",
        synonyms=("zekerheid", "status"),
        choices=("besloten", "gepland", "idee"),
    ),
    _OF_PROJECTS["buurten"],
    Description(
        name="geometrie",
        meaning="de lijn, het vlak of het punt als WKT, in meters (RD) of in graden; een kaartbestand mag ook",
        synonyms=("wkt", "geom", "geometry", "lijn", "vlak"),
    ),
    _OF_PROJECTS["x"],
    _OF_PROJECTS["y"],
    _OF_PROJECTS["adres"],
    Description(name="van_jaar", meaning="eerste jaar", example="2027", synonyms=_OF_PROJECTS["van_jaar"].synonyms),
    Description(
        name="tot_en_met_jaar",
        meaning="laatste jaar",
        example="2028",
        synonyms=_OF_PROJECTS["tot_en_met_jaar"].synonyms,
    ),
    Description(
        name="euro",
        meaning="het hele bedrag als dat openbaar is, zoals 50000 of € 1.234,56; anders leeg",
        example="1500000",
        synonyms=_OF_PROJECTS["euro"].synonyms,
    ),
    Description(
        name="themas",
        meaning="thema's van de score waar het zelf al voor is, zoals verstening bij groen: dat is geen koppelkans",
        example="verstening:document",
    ),
    Description(name="bron", meaning="waar dit staat", example="programma riolering 2026-2030"),
)
"""Every column, in order; only the name is required."""

LOCATED = ("investering", "buurtcode", "aandeel", "deel")
"""Columns of the result of `locate_investments`."""

COLUMNS = tuple(column.name for column in DESCRIPTIONS)
NUMBERS = ("nummer", "euro", "x", "y", *YEARS)

_DECLARED = tuple(Column(column.name, column.synonyms, required=column.name == "naam") for column in DESCRIPTIONS)
_CODED = ("nummer", "euro", "buurten", "geometrie", "x", "y", *YEARS)
"""Columns whose cells are not checked as free text."""
_WHAT = ("elke investering", "de investeringen")


def read_investments(source: Path | str | pd.DataFrame, region: Region = ANYWHERE) -> tuple[pd.DataFrame, list[str]]:
    """Read a list of investments and check every cell.

    Parameters
    ----------
    source
        Table (see `gezond_geo.io.table`) or frame with at least ``naam``; `DESCRIPTIONS` defines the other columns and
        their synonyms. A GeoDataFrame or map file also has the location of each.
    region
        The gemeente that the buurten must belong to, with their names.

    Returns
    -------
    DataFrame
        Indexed by ``nummer`` (int), with every column of `COLUMNS` but ``x`` and ``y``: ``euro`` and years as float,
        NaN when unknown (if only one of both years is known, the other equals it); ``geometrie`` WKT in RD
        (EPSG:28992); ``buurten`` as ``code:certainty``, separated by spaces; the rest text, empty when unknown.
    list of str
        Dutch sentences on what is unused, unknown or converted.

    Raises
    ------
    InputError
        For the faults found by `check_investments`.
    """
    entries = _open(source)
    frame = _to_frame(entries, region)
    raise_faults(entries.faults)
    return frame, [*entries.notes, *entries.say_unused(COLUMNS), *_say_incomplete(frame)]


def check_investments(source: Path | str | pd.DataFrame, region: Region = ANYWHERE) -> list[Fault]:
    """List every fault in a list of investments.

    Parameters
    ----------
    source, region
        As in `read_investments`.
    """
    entries = _open(source)
    _to_frame(entries, region)
    return entries.faults


def _open(source: Path | str | pd.DataFrame) -> Entries:
    table = read_table(source, _DECLARED, label="de meegegeven investeringen", may_be_empty=True)
    # An investment may be located by its address.
    return Entries(table, _WHAT, [*table.faults, *table.explain_list(_CODED, addresses=False)], list(table.notes))


def _to_frame(entries: Entries, region: Region) -> pd.DataFrame:
    frame = pd.DataFrame({column: entries.texts(column) for column in COLUMNS}, dtype=object)
    frame["nummer"] = entries.numbers()
    frame["naam"] = entries.mark_made_up(entries.names())
    frame["euro"] = entries.euro("euro")
    for column in ("partij", "soort", "hardheid"):
        frame[column] = entries.choices(column, _CHOICES[column], free=True)
    years = entries.years()
    frame["van_jaar"] = years["van_jaar"].fillna(years["tot_en_met_jaar"])
    frame["tot_en_met_jaar"] = years["tot_en_met_jaar"].fillna(years["van_jaar"])
    frame["buurten"] = entries.buurten(region)
    frame["themas"] = entries.themes()
    frame["geometrie"] = _read_shapes(entries)
    frame = frame.drop(columns=["x", "y"])
    numbered = frame["nummer"].notna() & ~frame["nummer"].duplicated()
    kinds = {column: "float64" if column in NUMBERS else "str" for column in frame.columns}
    return frame.astype(kinds)[numbered].astype({"nummer": "int64"}).set_index("nummer")


_CHOICES = {column.name: column.choices for column in DESCRIPTIONS if column.choices}


def _read_shapes(entries: Entries) -> list[str]:
    """Geometry of each as WKT: from the map file, else from its cell, else its point."""
    shapes, points = entries.shapes("geometrie", ANY_SHAPE), entries.points()
    return [
        write_shape(shape) if shape is not None else "" if np.isnan(x) else f"POINT ({x} {y})"
        for shape, x, y in zip(shapes, points["x"], points["y"], strict=True)
    ]


def _say_incomplete(frame: pd.DataFrame) -> list[str]:
    """Dutch notice on investments that cannot be in any koppelkans."""
    lacking = {
        "Zonder jaar, en dus nooit een koppelkans": frame["van_jaar"].isna(),
        "Zonder plaats, en dus nooit een koppelkans": (frame["buurten"] + frame["geometrie"] + frame["adres"]).eq(""),
    }
    return [f"{text}: {name_investments(frame[those])}." for text, those in lacking.items() if those.any()]


def locate_investments(investments: pd.DataFrame, buurten: gpd.GeoDataFrame) -> pd.DataFrame:
    """Buurten that each investment touches, and the share of it that lies there.

    An investment is located by its line, polygon or point, or else by the buurten that it names.

    Parameters
    ----------
    investments
        Result of `read_investments`.
    buurten
        Frame indexed by ``buurtcode``, EPSG:28992, with ``geometry``, which may be missing.

    Returns
    -------
    DataFrame
        A row per investment and buurt, sorted by both: ``investering`` (number), ``buurtcode`` and ``aandeel``, the
        share (0-1) of the length of a line or the area of a polygon that lies in the buurt, and 1 for an investment in
        one buurt; NaN for one that names several buurten or lies on their border. A line along a border is in both
        buurten, with half its share in each. ``deel`` is whether the list says that it is in only a part of the buurt.
    """
    bounded = buurten[["geometry"]].dropna()
    rows = []
    for number, investment in investments.iterrows():
        shares = _shares_of(investment["geometrie"], bounded) if investment["geometrie"] else {}
        pairs = parse_places(investment["buurten"]).items()
        places = {code: part for code, (_, part) in pairs if code in buurten.index}
        shares = shares or dict.fromkeys(places, 1.0 if len(places) == 1 else np.nan)
        rows += [(number, code, shares[code], places.get(code, False)) for code in sorted(shares)]
    table = pd.DataFrame(rows, columns=LOCATED)
    return table.astype({"investering": "int64", "aandeel": "float64", "deel": bool})


def _shares_of(text: str, bounded: gpd.GeoDataFrame) -> dict[str, float]:
    """Shares of a geometry per buurt, by length or area; a point is in one buurt, or on a border."""
    shape = shapely.from_wkt(text)
    near = bounded.iloc[bounded.sindex.query(shape, predicate="dwithin", distance=ON_BORDER)].geometry
    if shape.geom_type == "Point":
        return dict.fromkeys(map(str, near.index), 1.0 if len(near) == 1 else np.nan)
    overlap = gpd.GeoSeries(near).intersection(shape)
    whole = shape.area or shape.length
    parts = overlap.area if shape.area else overlap.length
    # A polygon drawn along a boundary does not count in the adjacent buurt.
    least = SLIVER * near.area.clip(upper=whole) if shape.area else ON_BORDER
    parts = parts[parts > least]
    return {str(code): float(part) for code, part in (parts / max(parts.sum(), whole)).items()}


def as_projects(investments: pd.DataFrame) -> pd.DataFrame:
    """Investments with the columns that `gezond_geo.dataset.folder.addresses` uses to see which have a location."""
    empty: dict[str, Any] = {"plaats": "", "dimensie": "", "punt_zekerheid": "", "x": np.nan, "y": np.nan}
    return investments.assign(vlak=investments["geometrie"], **empty)


def place_by_address(investments: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, list[str]]:
    """Add the points of addresses in ``adressen.csv`` to investments, with notices on unconfirmed ones."""
    projects, notes = add_addresses(as_projects(investments), path, "investering")
    points = [f"POINT ({x} {y})" for x, y in zip(projects["x"], projects["y"], strict=True)]
    own = pd.Series(points, index=investments.index, dtype="str")
    return investments.assign(geometrie=investments["geometrie"].mask(projects["x"].notna(), own)), notes


def say_unplaced(investments: pd.DataFrame, buurten: gpd.GeoDataFrame) -> list[str]:
    """Dutch notice on investments whose location touches no buurt in the data."""
    has_place = investments["buurten"].ne("") | investments["geometrie"].ne("")
    links = locate_investments(investments, buurten)
    outside = investments[has_place & ~investments.index.isin(links["investering"])]
    return [f"In geen bekende buurt te plaatsen: {name_investments(outside)}."] if len(outside) else []


def name_investments(frame: pd.DataFrame) -> str:
    """Name investments in a sentence: ``investering 1 (Riool vervangen)``."""
    return name_some(f"investering {number} ({name})" for number, name in frame["naam"].items())
