"""Checks that boundaries match the buurten of the figures: by code, name, land area, location and mutual overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gezond_geo.areas.edges import Edges, shared_areas
from gezond_geo.areas.pdok import GENERALISED, SIMPLIFIED
from gezond_geo.areas.recode import other_name, same_land
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import format_number

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from gezond_geo.areas.pdok import Areas

    _Ints = NDArray[np.integer[Any]]
    _Bools = NDArray[np.bool_]

ENOUGH = 0.95
"""Share of the buurten that a source must have for it to be used without trying others."""

SMALLEST, LARGEST = 0.75, 5.0
"""Allowed area of a boundary as a multiple of the land area of its buurt: coarse ones lose corners, and may include
water. Of the boundaries of 2012 with the name of 2020, 98 % are within 0.8 and 2.6 times the land of 2020."""

NEAR = 100.0
"""Metres that the location of a buurt may lie outside its boundary: locations come from coarse boundaries."""

OVERLAP = 0.1
"""Share of the smaller of two boundaries that may overlap the other, for neighbours drawn separately."""

_SLACK = 1.0
"""Tolerance of land areas in hectares, which CBS rounds to whole ones."""

ASIDE = 25_000.0
"""Metres that a whole file may be displaced and still count as a sketch; beyond that it is of another place."""

_ELSEWHERE = "ligt ergens anders"
_OVER = "ligt over andere grenzen heen"


def is_other_year(areas: Areas, buurten: pd.DataFrame) -> bool:
    """Whether a source returned buurten of another year: codes appear and disappear, or names and land areas differ.

    An incomplete answer lacks codes but adds none; a quarter of the buurten differing is no accident.

    Parameters
    ----------
    areas
        Boundaries from the source.
    buurten
        Frame indexed by ``buurtcode`` with ``buurtnaam`` and ``land_ha``, of the requested year.
    """
    codes, buurtcodes = areas.frame.index, buurten.index
    shared = codes.intersection(buurtcodes)
    if shared.empty:
        return True
    share_gone, share_new = 1 - len(shared) / len(buurtcodes), 1 - len(shared) / len(codes)
    ours, theirs = buurten.loc[shared], pd.DataFrame(areas.frame).loc[shared]
    differ = find_other_land(areas, buurten).reindex(shared) | other_name(ours, theirs)
    return min(share_gone, share_new) > 1 - ENOUGH or bool(differ.mean() > 1 / 4)


def find_other_land(areas: Areas, buurten: pd.DataFrame) -> pd.Series[bool]:
    """Whether a boundary encloses other land than its buurt: by the land area in the source, or else by its own area.

    Returns
    -------
    Series
        The index of ``areas.frame``; False where the land area of the buurt is unknown.
    """
    land = buurten["land_ha"].reindex(areas.frame.index)
    by_land = ~same_land(land, areas.frame["land_ha"]) & land.notna()
    by_area = ~_fits_land(areas.frame.geometry, land)
    return by_land.where(areas.frame["land_ha"].notna(), by_area)


def find_misfits(boundaries: gpd.GeoSeries, buurten: pd.DataFrame) -> pd.Series[str]:
    """Explain in Dutch why boundaries from the caller cannot be those of their buurt.

    Parameters
    ----------
    boundaries
        Valid polygons in EPSG:28992, indexed by ``buurtcode``.
    buurten
        Frame indexed by ``buurtcode`` with ``land_ha`` and, where known, the location ``x`` and ``y`` (RD metres).

    Returns
    -------
    Series
        A reason per boundary that does not fit, by code.
    """
    here = buurten.reindex(index=boundaries.index, columns=["land_ha"])
    reasons = pd.Series("", index=boundaries.index, dtype="object")
    apart = measure_apart(boundaries, buurten)
    reasons[apart.index[apart > NEAR]] = _ELSEWHERE
    for code in boundaries.index[~_fits_land(boundaries, here["land_ha"]) & reasons.eq("")]:
        area, land = (format_number(ha) for ha in (boundaries[code].area / 10_000, here["land_ha"][code]))
        reasons[code] = f"de grens omvat {area} ha en de buurt heeft {land} ha land"
    over = _lie_over_others(gpd.GeoSeries(boundaries[reasons.eq("")]))
    reasons[over.index[over]] = _OVER
    return reasons[reasons.ne("")]


def measure_apart(boundaries: gpd.GeoSeries, buurten: pd.DataFrame) -> pd.Series[float]:
    """Distance between the location of each buurt and its boundary; 0 inside it.

    Returns
    -------
    Series
        Metres, by code; a buurt with an unknown location is left out.
    """
    points = buurten.reindex(index=boundaries.index, columns=["x", "y"]).dropna()
    places = gpd.GeoSeries.from_xy(points["x"], points["y"], crs=boundaries.crs)
    return gpd.GeoSeries(boundaries.loc[points.index]).distance(places)


def refuse_coarse(kind: str | None) -> None:
    """Refuse boundaries that are for drawing, not for measuring.

    Raises
    ------
    InputError
        When they are generalised or simplified.
    """
    if kind in {GENERALISED, SIMPLIFIED}:
        raise InputError(
            f"De grenzen zijn {kind}: om te tekenen en niet om mee te meten. Geef exacte grenzen (--grenzen), of "
            "probeer het later opnieuw."
        )


def _fits_land(boundaries: gpd.GeoSeries, land: pd.Series[float]) -> pd.Series[bool]:
    """Whether the area of a boundary is compatible with a land area; always so for an unknown one."""
    area = boundaries.area / 10_000
    fits: pd.Series[bool] = area.ge(SMALLEST * land - _SLACK) & area.le(LARGEST * land + _SLACK)
    return fits | land.isna()


def hold_each_other(boundaries: gpd.GeoSeries) -> pd.Series[bool]:
    """Find boundaries that contain a point of another, as when all are identical or one covers the country.

    Fast enough for the whole country, but partial overlaps go unnoticed.

    Returns
    -------
    Series
        The index of `boundaries`.
    """
    shapes = boundaries.to_numpy()
    points, holders = shapely.STRtree(shapes).query(shapely.point_on_surface(shapes), predicate="within")
    apart = points != holders
    return pd.Series(_leave_out(points[apart], holders[apart], len(shapes)), index=boundaries.index, dtype=bool)


def _lie_over_others(boundaries: gpd.GeoSeries) -> pd.Series[bool]:
    """Find the boundaries that overlap others by more than `OVERLAP`."""
    shapes = boundaries.to_numpy()
    first, second = _boxes_over_each_other(shapes)
    smaller = np.minimum(shapely.area(shapes[first]), shapely.area(shapes[second]))
    edges = Edges.of(shapes, lambda tabulate, *arrays: tabulate(*arrays))
    over = shared_areas(edges, edges, np.column_stack([first, second])) > OVERLAP * smaller
    return pd.Series(_leave_out(first[over], second[over], len(shapes)), index=boundaries.index, dtype=bool)


def _boxes_over_each_other(shapes: NDArray[np.object_]) -> tuple[_Ints, _Ints]:
    """Pairs whose boxes share more than `OVERLAP` of the smaller of the two: of neighbours a third."""
    first, second = shapely.STRtree(shapes).query(shapes)
    first, second = first[first < second], second[first < second]
    bounds, areas = shapely.bounds(shapes), shapely.area(shapes)
    low = np.maximum(bounds[first, :2], bounds[second, :2])
    wide, high = (np.minimum(bounds[first, 2:], bounds[second, 2:]) - low).T
    over = wide * high > OVERLAP * np.minimum(areas[first], areas[second])
    return first[over], second[over]


def _leave_out(first: _Ints, second: _Ints, count: int) -> _Bools:
    """Remove the member of most pairs, and any that ties with it, until no pair is left."""
    wrong = np.zeros(count, dtype=bool)
    while len(first):
        often = np.bincount(np.concatenate([first, second]), minlength=count)
        wrong |= often == often.max()
        keep = ~wrong[first] & ~wrong[second]
        first, second = first[keep], second[keep]
    return wrong
