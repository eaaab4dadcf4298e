"""What a dataset is joined from: figures, their reference and boundaries, from the first place that has them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gezond_geo import settings
from gezond_geo.areas import pdok
from gezond_geo.areas.boundaries import RD, read_boundaries
from gezond_geo.areas.codes import NATION, gemeentecode_of, wijkcode_of
from gezond_geo.areas.recode import SAME, match_buurten
from gezond_geo.dataset import cbs
from gezond_geo.dataset.figures import SOURCE_COLUMNS, Figures, fill_from_wijk
from gezond_geo.dataset.folder import snapshot
from gezond_geo.errors import InputError, NoSnapshotError, SourceError
from gezond_geo.indicators.catalogue import LASTING_THEME, Uitgave, add_shares, theme_indicators, uitgave_of, uitgaven
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.indicators.reference import Reference, build_reference, national_reference
from gezond_geo.io.dutch import format_number, join_words
from gezond_geo.io.personal import explain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gezond_geo.areas.gemeente import Gemeente
    from gezond_geo.io.http import Progress

NEWEST = "nieuwste"
"""Name of the newest uitgave whose columns are filled."""

_KEPT_WHEN_SMALL = ["inwoners", "land_ha", "land_ha_later"]
_NAMED = 20
"""Buurten that a sentence names before it counts the rest."""


def find_figures(
    gemeente: Gemeente, wanted: str | None, extra: tuple[str, ...], progress: Progress | None
) -> tuple[Uitgave, Figures, Reference]:
    """Take the uitgave from cache or live, else the snapshot."""
    try:
        return _find_live(gemeente, wanted, extra, progress)
    except SourceError as failure:
        if gemeente.cijfermap is not None and wanted in {None, NEWEST, snapshot.UITGAVE}:
            why = "er wordt offline gewerkt" if settings.offline() else str(failure).rstrip(".")
            newer = " Of er een nieuwere compleet is, is niet na te gaan." if wanted == NEWEST else ""
            note = f"Cijfers uit de meegeleverde uitgave {snapshot.UITGAVE}: {why}.{newer}"
            quoted = replace(snapshot.read_snapshot(gemeente.cijfermap, gemeente.region), meldingen=(note,))
            return uitgave_of(snapshot.UITGAVE).with_extra(extra), quoted, national_reference()
        if settings.offline():
            what = f"Van {gemeente.naam}" if gemeente.cijfermap is None else f"Van uitgave {wanted}"
            hint = "zijn geen cijfers meegeleverd en er is niets in de cache; draai zonder --offline."
            raise NoSnapshotError(f"{what} {hint}") from failure
        raise


def _find_live(
    gemeente: Gemeente, wanted: str | None, extra: tuple[str, ...], progress: Progress | None
) -> tuple[Uitgave, Figures, Reference]:
    if wanted != NEWEST:
        uitgave = uitgave_of(wanted or snapshot.UITGAVE).with_extra(extra)
        quoted = cbs.read_uitgave(uitgave, gemeente.code, progress=progress)
        return uitgave, _complete(gemeente, uitgave, quoted), _reference_of(uitgave, progress)
    notes: list[str] = []
    for uitgave in [u.with_extra(extra) for u in reversed(uitgaven().values())]:
        try:
            quoted = cbs.read_uitgave(uitgave, gemeente.code, progress=progress)
        except SourceError as failure:
            notes.append(f"Uitgave {uitgave.id} is niet te lezen: {failure}")
            continue
        if unpublished := cbs.unpublished_columns(quoted, uitgave):
            labels = join_words([uitgave.indicators()[name].label.lower() for name in unpublished])
            notes.append(f"Uitgave {uitgave.id} is nog niet compleet (nog leeg: {labels}).")
            continue
        notes.append(f"Uitgave {uitgave.id} is de nieuwste die compleet is.")
        full = _complete(gemeente, uitgave, quoted)
        return uitgave, replace(full, meldingen=(*notes, *full.meldingen)), _reference_of(uitgave, progress)
    raise SourceError(" ".join(notes))


def _reference_of(uitgave: Uitgave, progress: Progress | None) -> Reference:
    """Take the package's reference, or make one from the national figures of another year."""
    packaged = national_reference()
    if uitgave.id == snapshot.UITGAVE:
        return packaged
    indicators = uitgave.indicators()
    nation = cbs.read_nation(uitgave, progress=progress)
    fresh = build_reference(
        [(add_shares(quoted, indicators), residents) for quoted, residents in nation],
        label=packaged.label,
        people=packaged.people,
        members={t: [i for i in theme_indicators(t, indicators) if i.ongunstig] for t in uitgave.themes()},
    )
    lasting = [i.id for i in indicators.values() if i.tabel == LASTING_THEME]
    names = packaged.steps["id"]
    kept = packaged.steps[names.isin(lasting) | names.eq(LASTING_THEME) | names.str.startswith(f"{LASTING_THEME}/")]
    return replace(fresh, steps=pd.concat([fresh.steps, kept], ignore_index=True))


def _complete(gemeente: Gemeente, uitgave: Uitgave, quoted: Figures) -> Figures:
    """Take from the snapshot what no service has (stone cover), and what a service did not give of the same uitgave."""
    if gemeente.cijfermap is None:
        return quoted
    packaged = snapshot.read_snapshot(gemeente.cijfermap, gemeente.region)
    empty = quoted.buurten.columns[quoted.buurten.isna().all()].intersection(packaged.buurten.columns)
    indicators = uitgave.indicators()
    columns = [i for i in empty if uitgave.id == snapshot.UITGAVE or indicators[i].tabel == LASTING_THEME]
    own, notes = packaged.buurten.index, list(quoted.meldingen)
    if uitgave.id != snapshot.UITGAVE:
        # The figures of a buurt are of its land: they are not those of a buurt that has other land by now.
        matched = match_buurten(packaged.buurten, quoted.buurten)
        own = pd.Index(matched.loc[matched["how"] == SAME, "earlier"])
        if lost := quoted.buurten.index.difference(own).tolist():
            notes.append(
                f"Zonder luchtfoto, want van grens of code veranderd sinds {snapshot.UITGAVE}: {_name_some(lost)}."
            )
    return replace(
        quoted,
        buurten=quoted.buurten.fillna(packaged.buurten.loc[own, columns]),
        comparison=quoted.comparison.fillna(packaged.comparison[columns]),
        sources=pd.concat([quoted.sources.drop(columns, errors="ignore"), packaged.sources.loc[columns]]),
        points=packaged.points,
        meldingen=tuple(notes),
    )


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
