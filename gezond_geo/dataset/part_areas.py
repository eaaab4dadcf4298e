"""Figures of arbitrary areas from squares or postcode areas, with bounds for suppressed counts and cut squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from gezond_geo._validate import as_areas, as_frame, as_whole, checked
from gezond_geo.areas.rd import RD
from gezond_geo.dataset.squares import read_squares
from gezond_geo.errors import InputError
from gezond_geo.indicators.limits import MIN_RESIDENTS

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from gezond_geo.areas.edges import Floats, Numbers
    from gezond_geo.dataset.squares import Squares

FEW = f"minder dan {MIN_RESIDENTS} inwoners"
UNKNOWN = "niet van elk vierkant bekend"
_SLIVER = 1e-4
"""Fraction of a square due to coordinate rounding: a centimetre along a side of 100 metres."""


@checked(areas=as_areas(), squares=as_frame(file=True), secret_below=as_whole(2))
def area_figures(areas: gpd.GeoDataFrame, squares: pd.DataFrame | Path | str, *, secret_below: int = 5) -> pd.DataFrame:
    """Estimate figures of arbitrary areas from the grid squares or postcode areas (PC6) of CBS.

    A square that lies wholly in an area counts in full; one that the boundary cuts counts by the share of its land
    inside, as if people were spread evenly over it. A suppressed count is not zero but anything from 0 to
    ``secret_below - 1``; the midpoint is used.

    Parameters
    ----------
    areas
        Polygons in EPSG:28992, any index: a focus area, a drawn polygon, a circle (``Point(x, y).buffer(300)``).
    squares
        The GeoPackage or CSV that CBS publishes, or a frame of it (in EPSG:28992), with the column ``aantal_inwoners``.
    secret_below
        Counts below this are suppressed: 5 in the squares of CBS.

    Returns
    -------
    DataFrame
        A row per area and figure (``cijfer``), areas in the order given. ``schatting`` is the estimate, in persons,
        households or dwellings. ``laagst`` and ``hoogst`` are the minimum and maximum that the published counts allow,
        wherever in a cut square people live, and given CBS's rounding to multiples of five. ``geheim`` is the number of
        squares with a suppressed count, ``verdeeld`` the percent of the estimate that was apportioned by area. Where
        the estimate is under 100 residents, or a count is unknown, these are NaN and ``reden`` explains why.

    Raises
    ------
    InputError
        When areas are not in EPSG:28992, or when the squares cannot be read or have no residents.

    Examples
    --------
    >>> import geopandas as gpd
    >>> import pandas as pd
    >>> from shapely import box
    >>> import gezond_geo as gg
    >>> squares = pd.DataFrame(
    ...     {"crs28992res100m": ["E2570N4710", "E2571N4710", "E2572N4710"], "aantal_inwoners": [120, 61, -99997]}
    ... )
    >>> shape = box(257000, 471000, 257150, 471100)
    >>> area = gpd.GeoDataFrame(index=["school"], geometry=[shape], crs="EPSG:28992")
    >>> gg.area_figures(area, squares).loc[("school", "inwoners"), ["schatting", "laagst", "hoogst"]].tolist()
    [150.5, 120.0, 181.0]
    """
    if areas.crs != RD:
        raise InputError(f"De gebieden staan niet in RD ({RD}); zet ze om met to_crs({RD!r}).")
    counts = read_squares(squares, secret_below)
    area, square, share = _shares(areas, counts)
    figures = {
        name: _figures(counts, name, (area, square, share), len(areas)) for name in counts.middle.columns.astype(str)
    }
    few = ~(figures["inwoners"]["schatting"] >= MIN_RESIDENTS) & figures["inwoners"]["schatting"].notna()
    for figure in figures.values():
        figure["reden"] = np.where(few, FEW, np.where(figure["schatting"].isna(), UNKNOWN, ""))
        figure.loc[figure["reden"] != "", ["schatting", "laagst", "hoogst", "geheim", "verdeeld"]] = np.nan
    table = pd.concat(figures, names=["cijfer"]).swaplevel().sort_index(level=0, sort_remaining=False)
    rows = pd.MultiIndex.from_product([range(len(areas)), list(figures)])
    index = areas.index.repeat(len(figures))
    labels = pd.MultiIndex.from_arrays([index, rows.get_level_values(1)], names=["gebied", "cijfer"])
    return pd.DataFrame(table.reindex(rows)).set_axis(labels, axis=0)


def _shares(areas: gpd.GeoDataFrame, counts: Squares) -> tuple[Numbers, Numbers, Floats]:
    """Pairs of an area and a square, and the share of the square that lies in the area."""
    shapes = np.array(areas.geometry.make_valid(), dtype=object)
    area, square = shapely.STRtree(counts.shapes).query(shapes, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[area], counts.shapes[square]))
    share = shared / shapely.area(counts.shapes[square])
    share[share > 1 - _SLIVER] = 1.0
    meets = share > _SLIVER
    return area[meets], square[meets], share[meets]


def _figures(counts: Squares, name: str, pairs: tuple[Numbers, Numbers, Floats], areas: int) -> pd.DataFrame:
    """One figure of all areas, by position."""
    area, square, share = pairs
    middle, low, high, secret = (
        frame[name].to_numpy()[square] for frame in (counts.middle, counts.low, counts.high, counts.secret)
    )
    sums = {
        "schatting": share * middle,
        "laagst": np.where(share < 1, 0 * low, low),
        "hoogst": high,
        "geheim": secret,
        "verdeeld": np.where(share < 1, share * middle, 0.0),
    }
    table = pd.DataFrame({column: np.bincount(area, weights, areas) for column, weights in sums.items()})
    table["verdeeld"] = 100 * table["verdeeld"] / table["schatting"].where(table["schatting"] > 0)
    return table
