"""Preparing BGT objects for measuring: made valid, classified and counted."""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from gezond_geo.areas.rd import EXTENT, RD
from gezond_geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CLASSES = ("verhard", "half verhard", "gebouw", "erf", "groen", "onverhard", "water")
UNKNOWN = "onbekend"
"""Class of an object whose values are not in `klassen`: it is counted and reported, but covers nothing."""
OVERLAP = "overlap"
"""Class of the pieces that overlap other objects: their area counts more than once in the other classes."""
COLUMNS = ["objecttype", "voorkomen", "functie", "klasse", "lokaal_id", "geometry"]

_TABLE = files("gezond_geo.landcover").joinpath("bgt_klassen.csv")


@dataclass(kw_only=True)
class Counts:
    """Counts of objects.

    Attributes
    ----------
    tally : Number of objects by object type and kind of count; see `gezond_geo.landcover.bgt_files.read_objects`.
        ``hersteld`` counts those made valid, ``leeg`` those without an area after that.
    unknown : Number of objects without a class, by their attribute values, as ``objecttype: voorkomen, functie``.
    latest : Date of the latest registration (ISO); empty when unknown.
    rows : Number of objects with an area.
    """

    tally: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    latest: str = ""
    rows: int = 0

    def add(self, other: Counts) -> None:
        """Add the counts of other objects."""
        self.tally.update(other.tally)
        self.unknown.update(other.unknown)
        self.latest = max(self.latest, other.latest)
        self.rows += other.rows


@functools.cache
def klassen() -> dict[tuple[str, str, str], str]:
    """Class by object type, physical appearance and function; an empty value matches any."""
    with _TABLE.open("rb") as file:
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
    return {(str(o), str(v), str(f)): str(k) for o, v, f, k in table.iloc[:, :4].itertuples(index=False)}


def digest_of_table() -> str:
    """Digest of the table of classes."""
    return hashlib.sha256(_TABLE.read_bytes()).hexdigest()


def classify(objects: pd.DataFrame) -> pd.Series[str]:
    """Class of every object; `UNKNOWN` where the table has no line for it."""
    table = klassen()
    kinds = objects[["objecttype", "voorkomen", "functie"]].astype(object)
    classes = {}
    for o, v, f in kinds.drop_duplicates().itertuples(index=False):
        lines = [table[line] for line in ((o, v, f), (o, v, ""), (o, "", f), (o, "", "")) if line in table]
        classes[o, v, f] = lines[0] if lines else UNKNOWN
    triples = kinds.itertuples(index=False, name=None)
    return pd.Series([classes[triple] for triple in triples], index=objects.index, dtype="str")


def make_ready(pieces: Iterable[gpd.GeoDataFrame], counts: Counts, name: str) -> Iterator[gpd.GeoDataFrame]:
    """Make polygons valid, classify and count them.

    Parameters
    ----------
    pieces
        Frames from `gezond_geo.landcover.bgt_files.read_objects`.
    counts
        Updated in place.
    name
        Name of the source, for messages.

    Yields
    ------
    GeoDataFrame
        `COLUMNS` for the objects with an area; no frame without any.

    Raises
    ------
    InputError
        When a polygon lies outside the Netherlands.
    """
    for piece in pieces:
        frame = _make_ready(piece, counts, name)
        if len(frame):
            counts.latest = max(counts.latest, str(piece["geregistreerd"].max()))
            counts.rows += len(frame)
            yield frame


def _make_ready(piece: gpd.GeoDataFrame, counts: Counts, name: str) -> gpd.GeoDataFrame:
    shapes = shapely.force_2d(piece.geometry.to_numpy())
    ends = shapely.bounds(shapes[~shapely.is_empty(shapes)])
    if not ((ends[:, :2] >= EXTENT[:2]).all() and (ends[:, 2:] <= EXTENT[2:]).all()):
        raise InputError(f"De vlakken in {name} liggen niet in RD (EPSG:28992) in Nederland; kijk het bestand na.")
    broken = ~shapely.is_valid(shapes)
    # The structure method keeps only polygons: no stray lines where a ring touches itself.
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    empty = shapely.area(shapes) == 0
    for what, mask in (("hersteld", broken & ~empty), ("leeg", empty)):
        for objecttype, number in piece.loc[mask, "objecttype"].value_counts().items():
            counts.tally[str(objecttype), what] += int(number)
    polygons = piece.set_geometry(gpd.GeoSeries(shapes, index=piece.index, crs=RD))[~empty]
    frame = polygons.assign(klasse=classify(polygons))
    strange = frame[frame["klasse"] == UNKNOWN]
    for objecttype, *values in strange[["objecttype", "voorkomen", "functie"]].itertuples(index=False):
        counts.unknown[f"{objecttype}: {', '.join(filter(None, values)) or 'zonder waarde'}"] += 1
    return gpd.GeoDataFrame(frame[COLUMNS])
