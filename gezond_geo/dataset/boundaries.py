"""Boundaries for a dataset, from the caller or from a source, with notices about them."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gezond_geo.areas.boundaries import read_boundaries
from gezond_geo.areas.codes import NATION, gemeentecode_of
from gezond_geo.areas.fit import ASIDE, NEAR, find_misfits, measure_apart
from gezond_geo.areas.pdok import COARSE, EXACT
from gezond_geo.areas.rd import RD
from gezond_geo.areas.selection import Selection, select_boundaries
from gezond_geo.dataset.figures import SOURCE_COLUMNS, later_year
from gezond_geo.errors import InputError, SourceError
from gezond_geo.io.dutch import format_number, name_some
from gezond_geo.io.personal import explain_text

if TYPE_CHECKING:
    from gezond_geo.areas.gemeente import Gemeente
    from gezond_geo.dataset.figures import Figures
    from gezond_geo.indicators.catalogue import Uitgave
    from gezond_geo.io.http import Progress

OWN = "eigen grenzen"
"""Kind of boundaries from the caller."""

_logger = logging.getLogger(__name__)

Boundaries = tuple[gpd.GeoSeries, pd.DataFrame, list[str]]


def find_boundaries(
    gemeente: Gemeente,
    source: Path | str | gpd.GeoDataFrame | None,
    uitgave: Uitgave,
    figures: Figures,
    progress: Progress | None,
) -> Boundaries:
    """Boundaries from the caller, or else those of the year of the figures.

    Parameters
    ----------
    gemeente, uitgave
        Gemeente and uitgave of the buurten.
    source
        Map file or frame of the caller; None without one.
    figures
        Names, land areas and locations of the buurten, to check boundaries against.
    progress
        Called after each page of a download, with a Dutch description and the number of areas so far.

    Returns
    -------
    GeoSeries
        Polygons by ``buurtcode``, EPSG:28992; empty when there are none.
    DataFrame
        The row ``geometry`` of `gezond_geo.Dataset.sources`: ``jaar`` is that of the boundaries, ``soort`` their
        precision. Empty when there are none.
    list of str
        Dutch sentences on every fallback and gap.

    Raises
    ------
    InputError
        When boundaries of the caller cannot be used, or none of them belongs to a buurt of the gemeente.
    """
    if source is not None:
        return _take_own(gemeente, source, uitgave.grenzen, figures)
    columns = figures.buurten.reindex(columns=["buurtnaam", "land_ha", "land_ha_later"])
    try:
        selection = select_boundaries(
            None if gemeente.code == NATION else gemeente.code,
            uitgave.grenzen,
            columns,
            later=later_year(figures.sources),
            progress=progress,
        )
    except SourceError as failure:
        instead = " De kaart is een tegelkaart." if figures.has_points else ""
        none = gpd.GeoSeries([], index=pd.Index([], dtype=str), crs=RD)
        return none, _make_origin().iloc[:0], [f"Geen echte grenzen: {str(failure).rstrip('.')}.{instead}"]
    if selection.areas.kind != EXACT:
        selection.shapes.attrs[COARSE] = selection.areas.kind
    return selection.shapes, _origin_of(selection), _say_selection(selection, uitgave.grenzen, len(figures.buurten))


def say_coarse_places(buurten: gpd.GeoDataFrame, projects: pd.DataFrame) -> list[str]:
    """Dutch notice that projects with a point were placed by boundaries for drawing only; empty when they were not."""
    if COARSE not in buurten.attrs or not projects[["x", "y"]].notna().all(axis=1).any():
        return []
    return [
        f"Projecten met een punt zijn geplaatst met grenzen die {buurten.attrs[COARSE]} zijn: dicht bij een grens "
        "kan het de buurt ernaast zijn."
    ]


def _say_selection(selection: Selection, year: int, whole: int) -> list[str]:
    areas = selection.areas
    notes = []
    if selection.reason:
        # Not in the melding, which would then differ from run to run.
        _logger.info("Geen grenzen van %s: %s.", year, selection.reason)
        number = f"{format_number(len(selection.shapes))} van de {format_number(whole)} buurten"
        notes.append(
            f"De grenzen zijn van {areas.year} en de cijfers van {year}: getekend zijn de {number} die in beide jaren "
            f"dezelfde zijn (code, naam en land). Geen enkele bron gaf grenzen van {year}."
        )
    elif selection.left_out:
        names = name_some(selection.left_out)
        notes.append(f"Niet getekend, want de grens is van ander land dan de cijfers: {names}.")
    if areas.kind != EXACT:
        notes.append(f"De grenzen zijn {areas.kind}: om te tekenen en niet om mee te meten.")
    if areas.stale:
        day = areas.retrieved[:10]
        notes.append(f"Grenzen: de bron antwoordde niet; gebruikt zijn die van {day}.")
    return notes


def _origin_of(selection: Selection) -> pd.DataFrame:
    source, areas = selection.source, selection.areas
    return _make_origin(
        tabel=areas.table_id,
        titel=f"{source.titel.format(jaar=areas.year)} ({areas.kind})",
        jaar=areas.year,
        uitgever=source.uitgever,
        licentie=source.licentie,
        opgehaald=areas.retrieved,
        url=areas.url,
        soort=areas.kind,
    )


def _make_origin(**fields: object) -> pd.DataFrame:
    row = dict.fromkeys(SOURCE_COLUMNS, "") | {"kolom": "geometry"} | fields
    return pd.DataFrame([row], index=pd.Index(["geometry"], name="id"))


def _take_own(gemeente: Gemeente, source: Path | str | gpd.GeoDataFrame, year: int, figures: Figures) -> Boundaries:
    boundaries, notes = read_boundaries(source, figures.buurten)
    name = Path(source).name if isinstance(source, Path | str) else "de meegegeven grenzen"
    # The name of the file appears on the map.
    for reason in explain_text("de naam van het bestand", name):
        raise InputError(f"{source}: {reason}")
    codes = boundaries.index.to_series()
    own = boundaries if gemeente.code == NATION else boundaries[codes.map(gemeentecode_of).eq(gemeente.code)]
    if own.empty:
        raise InputError(
            f"In {name} staat geen buurt van {gemeente.naam} ({gemeente.code}), wel bijvoorbeeld "
            f"{boundaries.index[0]}; geef de grenzen van deze gemeente."
        )
    buurten = figures.buurten.join(figures.points)
    apart = measure_apart(gpd.GeoSeries(own), buurten)
    if len(apart) == len(own) and apart.min() > NEAR and apart.max() <= ASIDE:
        # A file that misses all its buurten by a little is the caller's own drawing of them.
        buurten = buurten.drop(columns=["x", "y"])
        distance = format_number(apart.max() / 1000)
        notes.append(
            f"De grenzen in {name} liggen geen van alle waar het CBS de buurt plaatst (tot {distance} km ernaast); "
            "ze zijn gebruikt zoals ze zijn. Controleer het bestand."
        )
    misfits = find_misfits(gpd.GeoSeries(own), buurten)
    if len(misfits) == len(own):
        raise InputError(
            f"In {name} past geen enkele grens bij haar buurt ({misfits.index[0]}: {misfits.iloc[0]}); geef de grenzen "
            f"van {gemeente.naam} van {year}."
        )
    if len(misfits):
        names = figures.buurten["buurtnaam"].reindex(misfits.index).fillna(misfits.index.to_series())
        texts = name_some([f"{buurt} ({reason})" for buurt, reason in zip(names, misfits, strict=True)])
        notes.append(f"In {name} passen deze grenzen niet bij hun buurt, en ze zijn niet gebruikt: {texts}.")
    origin = _make_origin(titel=f"Grenzen uit {name}", soort=OWN)
    return gpd.GeoSeries(own.drop(misfits.index)), origin, notes
