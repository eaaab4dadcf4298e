"""What a dataset is joined from: figures, their reference and boundaries, from the first place that has them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gezond_geo import settings
from gezond_geo.areas import pdok
from gezond_geo.areas.boundaries import RD, read_boundaries
from gezond_geo.areas.codes import NATION, gemeentecode_of, wijkcode_of
from gezond_geo.dataset.figures import SOURCE_COLUMNS, Figures, fill_from_wijk
from gezond_geo.errors import InputError, SourceError
from gezond_geo.indicators.catalogue import Uitgave, add_shares
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.dutch import format_number, join_words
from gezond_geo.io.personal import explain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gezond_geo.areas.gemeente import Gemeente
    from gezond_geo.io.http import Progress

_KEPT_WHEN_SMALL = ["inwoners", "land_ha", "land_ha_later"]
_NAMED = 20
"""Buurten that a sentence names before it counts the rest."""


def find_boundaries(
    gemeente: Gemeente,
    boundaries: Path | str | gpd.GeoDataFrame | None,
    uitgave: Uitgave,
    progress: Progress | None,
    *,
    placed: bool,
) -> tuple[gpd.GeoSeries, pd.DataFrame, list[str]]:
    """Give boundaries per buurtcode, their row in `Dataset.sources`, and what there is to say of them.

    Whether the figures have `placed` the buurten decides what there is without boundaries: a tegelkaart, or no map.
    """
    if boundaries is not None:
        areas, notes = read_boundaries(boundaries)
        own = areas if gemeente.code == NATION else areas[areas.index.map(gemeentecode_of) == gemeente.code]
        name = Path(boundaries).name if isinstance(boundaries, Path | str) else "de meegegeven grenzen"
        # The name of the file stands on the map.
        for said in explain_text("de naam van het bestand", name):
            raise InputError(f"{boundaries}: {said}")
        if own.empty:
            raise InputError(
                f"In {name} staat geen buurt van {gemeente.naam} ({gemeente.code}), wel bijvoorbeeld {areas.index[0]}; "
                "geef de grenzen van deze gemeente."
            )
        return gpd.GeoSeries(own), _origin(titel=f"Grenzen uit {name}", soort="eigen grenzen"), notes
    title = f"Grenzen van wijken en buurten {uitgave.grenzen}"
    try:
        answer = pdok.read_buurten(
            None if gemeente.code == NATION else gemeente.code,
            year=uitgave.grenzen,
            progress=None if progress is None else partial(progress, title),
        )
    except SourceError as failure:
        why = "er wordt offline gewerkt" if settings.offline() else str(failure).rstrip(".")
        none = gpd.GeoSeries([], index=pd.Index([], dtype=str), crs=RD)
        instead = " De kaart is een tegelkaart." if placed else ""
        return none, _origin().iloc[:0], [f"Geen echte grenzen: {why}.{instead}"]
    origin = _origin(
        tabel=answer.table_id,
        titel=title,
        jaar=uitgave.grenzen,
        uitgever="CBS en Kadaster",
        licentie="CC BY 4.0",
        opgehaald=answer.retrieved,
        url=answer.url,
        soort="grenzen",
    )
    notes = [f"Grenzen: CBS en Kadaster, indeling {uitgave.grenzen}."] if str(uitgave.grenzen) != uitgave.id else []
    return gpd.GeoSeries(answer.frame.geometry), origin, notes


def _origin(**said: object) -> pd.DataFrame:
    row = dict.fromkeys(SOURCE_COLUMNS, "") | {"kolom": "geometry"} | said
    return pd.DataFrame([row], index=pd.Index(["geometry"], name="id"))


def join_figures(
    gemeente: Gemeente, uitgave: Uitgave, quoted: Figures, areas: gpd.GeoSeries, *, from_wijk: bool
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
    frame = add_shares(quoted.buurten.reindex(columns=uitgave.quoted()), indicators)
    borrowed, gaps = pd.DataFrame(index=frame.index), []
    if from_wijk:
        wijken = add_shares(quoted.comparison.reindex(columns=uitgave.quoted()), indicators)
        frame, borrowed = fill_from_wijk(frame, wijken, indicators.values())
    small = ~(frame["inwoners"] >= MIN_RESIDENTS)
    frame.loc[small, frame.columns.difference(_KEPT_WHEN_SMALL)] = float("nan")
    if from_wijk:
        borrowed[small] = False
        count = format_number(borrowed.any(axis=1).sum())
        gaps.append(f"Aangevuld met cijfers van de hele wijk: {count} van de {format_number(len(frame))} buurten.")
    if lacking := [indicators[name].label for name in uitgave.extra if frame[name].isna().all()]:
        gaps.append(f"Gevraagd, maar zonder cijfers in deze uitgave: {join_words(lacking)}.")
    named = pd.DataFrame({"buurtnaam": quoted.buurten["buurtnaam"]}, index=frame.index)
    named["wijkcode"] = named.index.map(wijkcode_of)
    named["wijknaam"] = named["wijkcode"].map(quoted.wijken | gemeente.wijken)
    named["stadsdeel"] = gemeente.stadsdelen["stadsdeel"].reindex(named.index)
    named["gemeentecode"] = named.index.map(gemeentecode_of)
    boundary = gpd.GeoSeries(areas.reindex(named.index))
    inside = boundary.representative_point()
    spots = quoted.points.reindex(named.index).fillna(pd.DataFrame({"x": inside.x, "y": inside.y}).round(-1))
    nowhere = spots.isna().any(axis=1)
    if nowhere.any():
        lost = f"{format_number(nowhere.sum())} van de {format_number(len(named))} buurten van {gemeente.naam}"
        gaps.append(f"Van {lost} is geen plaats bekend; ze staan in de tabel, niet op een kaart.")
    joined = gpd.GeoDataFrame(named.join(frame[[i for i in indicators if i in frame]]), geometry=boundary, crs=RD)
    joined["punt"] = gpd.GeoSeries.from_xy(spots["x"], spots["y"], crs=RD).mask(nowhere)
    return joined, borrowed, [*gaps, *_say_gaps(joined, areas)]


def keep_margins(margins: pd.DataFrame, buurten: pd.DataFrame) -> pd.DataFrame:
    """Give the margins of the buurten that have figures; the rest of `Dataset.margins` is missing."""
    settled = buurten["inwoners"] >= MIN_RESIDENTS
    return margins.reindex(buurten.index).where(settled).dropna(axis=1, how="all")


def _say_gaps(buurten: gpd.GeoDataFrame, areas: gpd.GeoSeries) -> list[str]:
    gaps = []
    if len(areas):
        placed = buurten[buurten["punt"].notna()]
        if (bare := placed.geometry.isna()).any():
            gaps.append(f"Zonder grens, dus alleen op de tegelkaart: {_name_some(placed['buurtnaam'][bare])}.")
        if len(extra := areas.index.difference(buurten.index)):
            gaps.append(f"Grenzen zonder cijfers, niet getoond: {_name_some(extra)}.")
    return gaps


def _name_some(names: Iterable[str]) -> str:
    listed = list(names)
    more = [f"nog {format_number(len(listed) - _NAMED)}"] if len(listed) > _NAMED else []
    return ", ".join([*listed[:_NAMED], *more])
