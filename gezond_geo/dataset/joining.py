"""Joining of figures and boundaries by buurtcode, to a `Dataset`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gezond_geo.areas.codes import gemeentecode_of, wijkcode_of
from gezond_geo.areas.rd import RD
from gezond_geo.dataset.dataset import Dataset
from gezond_geo.dataset.figures import Figures, fill_from_wijk
from gezond_geo.dataset.folder.duiding import no_duiding
from gezond_geo.dataset.folder.projects import no_projects
from gezond_geo.indicators.catalogue import Uitgave, add_shares
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.dutch import format_number, join_words, name_some

if TYPE_CHECKING:
    from gezond_geo.areas.gemeente import Gemeente
    from gezond_geo.dataset.boundaries import Boundaries
    from gezond_geo.dataset.uitgave import Parts

_KEPT_WHEN_SMALL = ["inwoners", "land_ha", "land_ha_later"]


def join_parts(gemeente: Gemeente, parts: Parts, boundaries: Boundaries, *, from_wijk: bool) -> Dataset:
    """Dataset of figures and boundaries joined by buurtcode, still without projects and duiding.

    Parameters
    ----------
    gemeente
        Gemeente of the buurten.
    parts
        Uitgave, figures and reference, from `gezond_geo.dataset.uitgave.find_figures`.
    boundaries
        Result of `gezond_geo.dataset.boundaries.find_boundaries`.
    from_wijk
        Whether to give a buurt the figure of its wijk where it has none of its own.
    """
    uitgave, figures, reference = parts
    areas, origin, notes = boundaries
    indicators = uitgave.indicators()
    buurten, filled, gaps = join_figures(gemeente, uitgave, figures, areas, from_wijk=from_wijk)
    return Dataset(
        gemeente=gemeente,
        buurten=buurten,
        comparison=add_shares(figures.comparison.reindex(columns=uitgave.quoted()), indicators),
        reference=reference,
        projects=no_projects(),
        duiding=no_duiding(),
        sources=pd.concat([figures.sources, origin]),
        uitgave=uitgave,
        from_wijk=filled,
        standard_errors=_keep_standard_errors(figures.standard_errors, buurten),
        indicators=indicators,
        themes=uitgave.themes(),
        meldingen=(*figures.meldingen, *notes, *gaps),
        choice=figures.choice,
    )


def join_figures(
    gemeente: Gemeente, uitgave: Uitgave, figures: Figures, areas: gpd.GeoSeries, *, from_wijk: bool
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, list[str]]:
    """Buurten with their figures, location and boundary, joined by buurtcode; no row is dropped.

    Parameters
    ----------
    gemeente, uitgave, figures, areas
        Parts to join.
    from_wijk
        Whether to give a buurt the figure of its wijk where it has none of its own.

    Returns
    -------
    tuple
        `Dataset.buurten`, `Dataset.from_wijk`, and meldingen.
    """
    indicators = uitgave.indicators()
    values, filled, notes = _value_buurten(uitgave, figures, from_wijk=from_wijk)
    if lacking := [indicators[name].label for name in uitgave.extra if values[name].isna().all()]:
        notes.append(f"Gevraagd, maar zonder cijfers in deze uitgave: {join_words(lacking)}.")
    names = _name_buurten(gemeente, figures)
    boundary = gpd.GeoSeries(areas.reindex(names.index))
    points = _place_buurten(figures.points, boundary)
    if (nowhere := points.isna()).any():
        number = f"{format_number(nowhere.sum())} van de {format_number(len(names))} buurten van {gemeente.naam}"
        which = "" if nowhere.all() else f": {name_some(names['buurtnaam'][nowhere])}"
        notes.append(f"Van {number} is geen plaats bekend; ze staan in de tabel, niet op een kaart{which}.")
    buurten = gpd.GeoDataFrame(names.join(values[[i for i in indicators if i in values]]), geometry=boundary, crs=RD)
    buurten.attrs |= areas.attrs
    buurten["punt"] = points
    return buurten, filled, [*notes, *_say_gaps(buurten, areas)]


def _value_buurten(
    uitgave: Uitgave, figures: Figures, *, from_wijk: bool
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Figures and shares of each large enough buurt, whether each comes from its wijk, and the number of these."""
    indicators = uitgave.indicators()
    values = add_shares(figures.buurten.reindex(columns=uitgave.quoted()), indicators)
    filled = pd.DataFrame(index=values.index)
    if from_wijk:
        wijken = add_shares(figures.comparison.reindex(columns=uitgave.quoted()), indicators)
        values, filled = fill_from_wijk(values, wijken, indicators.values())
    small = ~(values["inwoners"] >= MIN_RESIDENTS)
    values.loc[small, values.columns.difference(_KEPT_WHEN_SMALL)] = float("nan")
    if not from_wijk:
        return values, filled, []
    filled[small] = False
    count = f"{format_number(filled.any(axis=1).sum())} van de {format_number(len(values))} buurten"
    return (
        values,
        filled,
        [f"Aangevuld met cijfers van de hele wijk: {count}."],
    )


def _name_buurten(gemeente: Gemeente, figures: Figures) -> pd.DataFrame:
    """Name, wijk, stadsdeel and gemeente of each buurt."""
    names = pd.DataFrame({"buurtnaam": figures.buurten["buurtnaam"]}, index=figures.buurten.index)
    names["wijkcode"] = names.index.map(wijkcode_of)
    names["wijknaam"] = names["wijkcode"].map(figures.wijken | gemeente.wijken)
    names["stadsdeel"] = gemeente.stadsdelen["stadsdeel"].reindex(names.index)
    names["gemeentecode"] = names.index.map(gemeentecode_of)
    return names


def _place_buurten(points: pd.DataFrame, boundary: gpd.GeoSeries) -> gpd.GeoSeries:
    """Point of each buurt: from its figures, or else within its boundary; missing without either."""
    inside = boundary.representative_point()
    spots = points.reindex(boundary.index).fillna(pd.DataFrame({"x": inside.x, "y": inside.y}).round(-1))
    return gpd.GeoSeries(gpd.GeoSeries.from_xy(spots["x"], spots["y"], crs=RD).mask(spots.isna().any(axis=1)))


def _keep_standard_errors(errors: pd.DataFrame, buurten: pd.DataFrame) -> pd.DataFrame:
    """Standard errors of the buurten with figures; the others are missing."""
    large_enough = buurten["inwoners"] >= MIN_RESIDENTS
    return errors.reindex(buurten.index).where(large_enough).dropna(axis=1, how="all")


def _say_gaps(buurten: gpd.GeoDataFrame, areas: gpd.GeoSeries) -> list[str]:
    gaps = []
    if len(areas):
        located = buurten[buurten["punt"].notna()]
        if (bare := located.geometry.isna()).any():
            gaps.append(f"Zonder grens, dus alleen op de tegelkaart: {name_some(located['buurtnaam'][bare])}.")
        if len(extra := areas.index.difference(buurten.index)):
            gaps.append(f"Grenzen zonder cijfers, niet getoond: {name_some(extra)}.")
    return gaps
