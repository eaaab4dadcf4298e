"""Buurtcodes through time: matching the buurten of one year with those of another."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from gezond_geo.io.dutch import count_of, format_number
from gezond_geo.io.names import normalise_name

SAME, OVERLAP, NONE = "zelfde", "grens", "geen"
"""How a buurt was matched: by its code and land, by its boundary, or not at all."""

HECTARES, SHARE = 1.0, 0.02
"""Land areas are equal within either of these: CBS rounds to whole hectares and measures anew."""

SLIVER = 0.01
"""Share of both areas below which an overlap is a sliver from slightly different boundaries."""


def match_buurten(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Match every earlier buurt with its later counterparts.

    A code with the same land area as before is the same buurt, unless it has another name, since codes are reused for
    other land of the same size. Any other buurt is overlaid on the later boundaries, where both are available: it may
    have been renumbered, renamed or split. The rest has no counterpart.

    Parameters
    ----------
    earlier, later
        One row per buurt, indexed by ``buurtcode``, with ``land_ha`` (hectares, NaN is unknown), ``buurtnaam`` where
        names are known, and boundaries in EPSG:28992 for a GeoDataFrame; boundaries may be missing.

    Returns
    -------
    DataFrame
        ``earlier``, ``later`` (codes, missing where there is none), ``how`` (`SAME`, `OVERLAP` or `NONE`) and ``share``
        (of the earlier area, 0-1; NaN without a counterpart). A row per pair, by earlier code, largest share first; an
        earlier buurt without a counterpart has one row, and so has, at the end, a later one without a predecessor.
    """
    codes = earlier.index.intersection(later.index)
    alike = same_land(earlier["land_ha"].loc[codes], later["land_ha"].loc[codes])
    same = codes[alike & ~other_name(earlier, later).loc[codes]]
    parts = [pd.DataFrame({"earlier": same, "later": same, "how": SAME, "share": 1.0})]
    if isinstance(earlier, gpd.GeoDataFrame) and isinstance(later, gpd.GeoDataFrame):
        parts.append(_overlaps(earlier.drop(index=same).geometry, later.geometry))
    rest = earlier.index.difference(pd.Index(pd.concat(parts)["earlier"]))
    parts.append(pd.DataFrame({"earlier": rest, "later": None, "how": NONE, "share": float("nan")}))
    pairs = pd.concat(parts).sort_values(["earlier", "share"], ascending=[True, False])
    new = later.index.difference(pd.Index(pairs["later"]))
    alone = pd.DataFrame({"earlier": None, "later": new, "how": NONE, "share": float("nan")})
    return pd.concat([pairs, alone], ignore_index=True)


def same_land(before: pd.Series[float], after: pd.Series[float]) -> pd.Series[bool]:
    """Whether two land areas are equal up to measurement differences; False where unknown.

    Returns
    -------
    Series
        The index of `before`, to which `after` is aligned.
    """
    same: pd.Series[bool] = is_same_land(before, after.reindex(before.index))
    return same


def is_same_land(before: Any, after: Any) -> Any:
    """Whether two land areas are equal up to measurement differences, as numbers or row by row."""
    change = abs(after - before)
    return (change <= HECTARES) | (change <= SHARE * before)


def other_name(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series[bool]:
    """Whether a buurt has different names in both years; a code instead of a name counts as no name.

    Returns
    -------
    Series
        The index of `before`, to which `after` is aligned.
    """
    was, now = _names_of(before), _names_of(after)
    differ = [code in was and now.get(code, was[code]) != was[code] for code in before.index]
    return pd.Series(differ, index=before.index, dtype=bool)


def _names_of(buurten: pd.DataFrame) -> dict[object, str]:
    """Normalised name of each buurt that has one, by code."""
    if "buurtnaam" not in buurten:
        return {}
    pairs = zip(buurten.index.tolist(), buurten["buurtnaam"].tolist(), strict=True)
    return {code: normalise_name(name) for code, name in pairs if isinstance(name, str) and name != code}


def say_match(pairs: pd.DataFrame, residents: pd.Series[float], *, before: int, after: int) -> str:
    """Dutch summary of a match.

    Parameters
    ----------
    pairs
        Result of `match_buurten`.
    residents
        Residents of the earlier buurten, by code.
    before, after
        Years of the two divisions.
    """
    by_code = pairs.dropna(subset="earlier").groupby("earlier")["how"].first()
    tally = {how: by_code.index[by_code == how] for how in (SAME, OVERLAP, NONE)}
    parts = [f"zijn er {format_number(len(tally[SAME]))} in {after} dezelfde (code en land)"]
    if len(tally[OVERLAP]):
        parts.append(f"{format_number(len(tally[OVERLAP]))} zijn op hun grens teruggevonden")
    if len(ended := tally[NONE]):
        people = format_number(residents.reindex(ended).sum())
        parts.append(f"{format_number(len(ended))} (samen {people} inwoners) zijn veranderd van grens of code")
    if alone := int(pairs["earlier"].isna().sum()):
        parts.append(f"{format_number(alone)} zijn er in {after} alleen")
    return f"Van {count_of(len(by_code), 'buurt', 'buurten')} van {before} {'; '.join(parts)}."


def _overlaps(earlier: gpd.GeoSeries, later: gpd.GeoSeries) -> pd.DataFrame:
    """Pairs whose boundaries overlap, without slivers."""
    old, new = _repair(earlier), _repair(later)
    rows, others = new.sindex.query(old, predicate="intersects", sort=True)
    # Boundaries that only touch have a line in common, without an area.
    area = shapely.area(shapely.intersection(old.to_numpy()[rows], new.to_numpy()[others]))
    share, share_later = area / old.area.to_numpy()[rows], area / new.area.to_numpy()[others]
    pairs = pd.DataFrame({"earlier": old.index[rows], "later": new.index[others], "how": OVERLAP, "share": share})
    # A corner of a large buurt may be a large part of a small one.
    large: pd.DataFrame = pairs[(share >= SLIVER) | (share_later >= SLIVER)]
    return large


def _repair(areas: gpd.GeoSeries) -> gpd.GeoSeries:
    """Boundaries that there are, each of them valid."""
    there = gpd.GeoSeries(areas[areas.notna()])
    return there if there.is_valid.all() else there.make_valid()
