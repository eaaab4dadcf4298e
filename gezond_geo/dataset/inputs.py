"""What a dataset is joined from: figures, their reference and boundaries, from the first place that has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gezond_geo.areas.boundaries import RD
from gezond_geo.areas.codes import gemeentecode_of, wijkcode_of
from gezond_geo.dataset.figures import Figures, fill_from_wijk
from gezond_geo.indicators.catalogue import Uitgave, add_shares
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.dutch import format_number, join_words, name_some

if TYPE_CHECKING:
    from gezond_geo.areas.gemeente import Gemeente

_KEPT_WHEN_SMALL = ["inwoners", "land_ha", "land_ha_later"]


def join_figures(
    gemeente: Gemeente, uitgave: Uitgave, figures: Figures, areas: gpd.GeoSeries, *, from_wijk: bool
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, list[str]]:
    """Join by buurtcode; what does not match is said, and no row vanishes.

    Parameters
    ----------
    gemeente, uitgave, quoted, areas
        What to join.
    from_wijk
        Whether to give a buurt the figure of its wijk where it has none of its own.

    Returns
    -------
    tuple
        `Dataset.buurten`, `Dataset.from_wijk`, and what there is to say.
    """
    indicators = uitgave.indicators()
    frame = add_shares(figures.buurten.reindex(columns=uitgave.quoted()), indicators)
    estimated, gaps = pd.DataFrame(index=frame.index), []
    if from_wijk:
        wijken = add_shares(figures.comparison.reindex(columns=uitgave.quoted()), indicators)
        frame, estimated = fill_from_wijk(frame, wijken, indicators.values())
    small = ~(frame["inwoners"] >= MIN_RESIDENTS)
    frame.loc[small, frame.columns.difference(_KEPT_WHEN_SMALL)] = float("nan")
    if from_wijk:
        estimated[small] = False
        count = format_number(estimated.any(axis=1).sum())
        gaps.append(f"Aangevuld met cijfers van de hele wijk: {count} van de {format_number(len(frame))} buurten.")
    if lacking := [indicators[name].label for name in uitgave.extra if frame[name].isna().all()]:
        gaps.append(f"Gevraagd, maar zonder cijfers in deze uitgave: {join_words(lacking)}.")
    names = pd.DataFrame({"buurtnaam": figures.buurten["buurtnaam"]}, index=frame.index)
    names["wijkcode"] = names.index.map(wijkcode_of)
    names["wijknaam"] = names["wijkcode"].map(figures.wijken | gemeente.wijken)
    names["stadsdeel"] = gemeente.stadsdelen["stadsdeel"].reindex(names.index)
    names["gemeentecode"] = names.index.map(gemeentecode_of)
    boundary = gpd.GeoSeries(areas.reindex(names.index))
    inside = boundary.representative_point()
    spots = figures.points.reindex(names.index).fillna(pd.DataFrame({"x": inside.x, "y": inside.y}).round(-1))
    nowhere = spots.isna().any(axis=1)
    if nowhere.any():
        number = f"{format_number(nowhere.sum())} van de {format_number(len(names))} buurten van {gemeente.naam}"
        which = "" if nowhere.all() else f": {name_some(names['buurtnaam'][nowhere])}"
        gaps.append(f"Van {number} is geen plaats bekend; ze staan in de tabel, niet op een kaart{which}.")
    buurten = gpd.GeoDataFrame(names.join(frame[[i for i in indicators if i in frame]]), geometry=boundary, crs=RD)
    buurten.attrs |= areas.attrs
    buurten["punt"] = gpd.GeoSeries.from_xy(spots["x"], spots["y"], crs=RD).mask(nowhere)
    return buurten, estimated, [*gaps, *_say_gaps(buurten, areas)]


def keep_margins(margins: pd.DataFrame, buurten: pd.DataFrame) -> pd.DataFrame:
    """Give the margins of the buurten that have figures; the rest of `Dataset.margins` is missing."""
    large_enough = buurten["inwoners"] >= MIN_RESIDENTS
    return margins.reindex(buurten.index).where(large_enough).dropna(axis=1, how="all")


def _say_gaps(buurten: gpd.GeoDataFrame, areas: gpd.GeoSeries) -> list[str]:
    gaps = []
    if len(areas):
        located = buurten[buurten["punt"].notna()]
        if (bare := located.geometry.isna()).any():
            gaps.append(f"Zonder grens, dus alleen op de tegelkaart: {name_some(located['buurtnaam'][bare])}.")
        if len(extra := areas.index.difference(buurten.index)):
            gaps.append(f"Grenzen zonder cijfers, niet getoond: {name_some(extra)}.")
    return gaps
