"""Carrying over figures from an earlier division into buurten to a later one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gezond_geo.areas.recode import NONE, OVERLAP, SAME, match_buurten, same_land
from gezond_geo.io.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

UNCHANGED, RENAMED, CARRIED, BREAK = "zelfde", "hernoemd", "overgedragen", "breuk"
"""How a figure was assigned to a buurt of the later division: the same buurt, another code or name, carried over from
the land it shares with earlier buurten, or not possible."""

WHOLE = 0.98
"""Share of a buurt that must be accounted for; the remainder is attributed to differences in drawing."""


def carry_over(
    earlier: pd.DataFrame, later: pd.DataFrame, counts: Collection[str]
) -> tuple[pd.DataFrame, pd.Series[str]]:
    """Carry over figures of earlier buurten to the buurten of a later division.

    A buurt with the same code, land area and name keeps its figures. Any other is overlaid on the later boundaries,
    where both are available: its residents are spread over the land it shares with later buurten, in proportion to
    their density there in the later year (dasymetric weighting, Mennis 2003, *The Professional Geographer* 55(1),
    31-42). Counts keep their sum exactly; shares are averaged with the carried residents as weights. Without an
    overlay, a buurt is matched under another code by a unique name and its land area. A later buurt that is not fully
    accounted for, or of which any part lacks a figure, has none: that is a break in its series.

    Parameters
    ----------
    earlier
        One row per buurt, indexed by ``buurtcode``, with ``inwoners``, ``land_ha``, ``buurtnaam`` where known, a column
        per figure, and boundaries in EPSG:28992 for a GeoDataFrame.
    later
        One row per buurt, indexed by ``buurtcode``, as in `earlier` but without figures.
    counts
        Columns of `earlier` that are summed over buurten; the others are shares or averages.

    Returns
    -------
    DataFrame
        The index of `later`, the figures of `earlier`; NaN is missing.
    Series
        `UNCHANGED`, `RENAMED`, `CARRIED` or `BREAK`, with the index of `later`.
    """
    pairs = match_buurten(earlier, later)
    figures = [c for c in earlier.columns if c not in {"buurtnaam", "land_ha", "geometry"}]
    values = pd.DataFrame(earlier[figures]).astype("float64")
    same = pairs.loc[pairs["how"] == SAME, "earlier"].to_list()
    carried = values.reindex(same).reindex(later.index)
    how = pd.Series(BREAK, index=later.index, dtype="object")
    how[same] = UNCHANGED
    pieces = _weigh_pieces(pairs, later)
    if not pieces.empty:
        whole = _find_whole(pieces, pairs, earlier, later)
        moved = _add_up(pieces[pieces["later"].isin(whole)], values, counts)
        carried.loc[moved.index] = moved
        how[moved.index] = CARRIED
        how[_find_renamed(pieces, how)] = RENAMED
    for code, other in _find_namesakes(pairs, earlier, later):
        carried.loc[other] = values.loc[code]
        how[other] = RENAMED
    return carried, how


def _find_namesakes(pairs: pd.DataFrame, earlier: pd.DataFrame, later: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Match buurten without a counterpart by a name that is unique in both years and the same land area."""
    if "buurtnaam" not in earlier or "buurtnaam" not in later:
        return
    alone = pairs[pairs["how"] == NONE]
    names = []
    for frame, codes in ((earlier, alone["earlier"]), (later, alone["later"])):
        plain = frame.loc[codes.dropna(), "buurtnaam"].dropna().map(normalise_name)
        names.append(plain[~plain.duplicated(keep=False)])
    others = pd.Series(names[1].index, index=names[1].to_numpy())
    for code, name in names[0].items():
        if name in others.index:
            land = [
                frame.loc[[own], "land_ha"].set_axis([0]) for frame, own in ((earlier, code), (later, others[name]))
            ]
            if same_land(*land).all():
                yield str(code), str(others[name])


def _weigh_pieces(pairs: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Overlapping pairs, with the share of the earlier residents that each carries; these add up to 1."""
    same = pairs.loc[pairs["how"] == SAME, "later"]
    pieces = pairs[(pairs["how"] == OVERLAP) & ~pairs["later"].isin(same)].reset_index(drop=True)
    if pieces.empty or not isinstance(later, gpd.GeoDataFrame):
        return pieces.iloc[:0].assign(weight=0.0)
    density = (later["inwoners"] / later.area).reindex(pieces["later"]).fillna(0.0).to_numpy()
    by_people, by_land = (_share_out(pieces, part) for part in (pieces["share"] * density, pieces["share"]))
    # Where nobody lives later, people are spread by land area.
    return pieces.assign(weight=by_people.fillna(by_land))


def _share_out(pieces: pd.DataFrame, parts: pd.Series[float]) -> pd.Series[float]:
    """Share of each piece in its earlier buurt, by parts; NaN where these sum to 0."""
    total = parts.groupby(pieces["earlier"]).transform("sum")
    return parts / total.where(total > 0)


def _find_whole(pieces: pd.DataFrame, pairs: pd.DataFrame, earlier: pd.DataFrame, later: pd.DataFrame) -> pd.Index[str]:
    """Later buurten whose land comes entirely from earlier buurten that are all accounted for."""
    assert isinstance(earlier, gpd.GeoDataFrame) and isinstance(later, gpd.GeoDataFrame)  # noqa: S101, PT018 - pieces have land
    land = pieces["share"] * earlier.area.reindex(pieces["earlier"]).to_numpy()
    share = land.groupby(pieces["later"]).sum() / later.area
    lost = set(pairs.loc[(pairs["how"] == NONE) & pairs["earlier"].notna(), "earlier"])
    apart = pieces.loc[pieces["earlier"].isin(lost), "later"]
    whole: pd.Index[str] = share.index[(share >= WHOLE) & ~share.index.isin(apart)]
    return whole


def _add_up(pieces: pd.DataFrame, values: pd.DataFrame, counts: Collection[str]) -> pd.DataFrame:
    """Sum counts and average shares by residents over the pieces of each later buurt; NaN where any piece lacks it."""
    parts = values.reindex(pieces["earlier"]).reset_index(drop=True)
    weight = pieces["weight"].reset_index(drop=True)
    people = parts["inwoners"] * weight
    to = pieces["later"].reset_index(drop=True)
    summed = {}
    for name in values.columns:
        by = weight if name in counts or name == "inwoners" else people
        part = parts[name].mul(by).where(by > 0, 0.0).where(parts[name].notna() | (by == 0))
        total = part.groupby(to).apply(lambda column: column.sum(skipna=False))
        summed[name] = total if by is weight else total / people.groupby(to).sum()
    return pd.DataFrame(summed)


def _find_renamed(pieces: pd.DataFrame, how: pd.Series[str]) -> pd.Index[str]:
    """Later buurten that are a single earlier buurt under another code or name."""
    shared = pieces[pieces["share"] >= 1 - WHOLE]
    lone = ~shared["earlier"].duplicated(keep=False) & ~shared["later"].duplicated(keep=False)
    alone = shared[lone & (shared["share"] >= WHOLE)]["later"]
    renamed: pd.Index[str] = pd.Index(alone[alone.map(how).eq(CARRIED)], dtype=str)
    return renamed
