"""A list of meeting places: their names, locations, and floor area for sport."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from gezond_geo.areas.rd import RD
from gezond_geo.dataset.folder.entries import Entries
from gezond_geo.dataset.folder.project_shapes import AREA_OR_POINT
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.ranges import Range
from gezond_geo.io.table import Column, read_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_COLUMNS = (
    Column("naam", synonyms=("plek", "ontmoetingsplek", "locatie", "voorziening", "name"), required=True),
    Column("x", synonyms=("lon", "lengtegraad", "longitude")),
    Column("y", synonyms=("lat", "breedtegraad", "latitude")),
    Column("m2", synonyms=("m²", "oppervlakte", "vloeroppervlak"), range=Range(0)),
)


def read_places(source: Path | str | pd.DataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Read a list of meeting places.

    Parameters
    ----------
    source
        Table, map file with points or footprints, or frame: ``naam``; ``x`` and ``y`` in metres (RD) or degrees unless
        it is a map file; and ``m2``, the floor area of a place for sport and meeting, empty for other places.

    Returns
    -------
    GeoDataFrame
        EPSG:28992, a row per place in the order of the list: ``naam``, ``m2`` (NaN where empty) and a point.
    list of str
        Dutch sentences on what was converted or skipped.

    Raises
    ------
    InputError
        When it cannot be read, or a row has no name or no location in the Netherlands.
    """
    table = read_table(source, _COLUMNS, label="de ontmoetingsplekken")
    entries = Entries(table, ("een plek", "de plekken"), list(table.faults), list(table.notes))
    names = entries.names()
    if table.shapes is None:
        axes = entries.points()
        points = gpd.GeoSeries.from_xy(axes["x"], axes["y"], crs=RD)
        missing = axes.isna().any(axis=1).to_numpy()
    else:
        shapes: Any = entries.shapes("punt", AREA_OR_POINT)
        points = gpd.GeoSeries(gpd.GeoSeries(shapes, crs=RD).centroid)
        missing = points.isna().to_numpy()
    m2, faults = table.numbers("m2")
    if not entries.faults:
        for place in np.flatnonzero(missing):
            entries.refuse(
                int(place), f"{names[place]} heeft geen plaats; geef x en y, of een kaartbestand met punten."
            )
    raise_faults([*entries.faults, *faults])
    places = gpd.GeoDataFrame({"naam": names, "m2": m2.to_numpy()}, geometry=points.to_numpy(), crs=RD)
    return places, entries.notes
