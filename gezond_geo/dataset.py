"""One `Dataset`: figures, boundaries, points, projects and reference of a gemeente, joined by buurtcode."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gezond_geo import settings
from gezond_geo.codes import gemeentecode_of, normalise_name, suggest_names, wijkcode_of
from gezond_geo.dutch import join_words
from gezond_geo.errors import InputError, NoSnapshotError, SettingsError, SourceError, UnknownBuurtError
from gezond_geo.gemeente import Gemeente, find_gemeente
from gezond_geo.indicators import Uitgave, add_shares, catalogue, uitgave_of, uitgaven
from gezond_geo.projects import find_unplaced, no_projects, parse_places, read_projects
from gezond_geo.reference import MIN_RESIDENTS, Reference, build_reference, national_reference
from gezond_geo.sources import _http, live, pdok, snapshot
from gezond_geo.sources.boundaries import RD, read_boundaries
from gezond_geo.sources.figures import SOURCE_COLUMNS
from gezond_geo.sources.own import read_own_figures

if TYPE_CHECKING:
    from gezond_geo.sources.figures import Figures

NEWEST = "nieuwste"
"""Name of the newest uitgave whose columns are filled."""

_KEPT_WHEN_SMALL = ["inwoners", "land_ha"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Dataset:
    """Everything that is known of the buurten of one gemeente.

    Attributes
    ----------
    gemeente : Code, name, wijken, stadsdelen and focus areas.
    buurten : GeoDataFrame indexed by ``buurtcode``, EPSG:28992: ``buurtnaam wijkcode wijknaam stadsdeel gemeentecode``,
        a column per indicator id (units as in the catalogue; NaN is missing, and under 100 residents only ``inwoners``
        and ``land_ha`` are filled), ``punt`` (a point within the buurt) and ``geometry`` (the boundary, or None).
    comparison : Frame indexed by code (``NL``, the gemeente, its wijken) with a column per indicator that is published
        there.
    reference : Distributions that percentiles are taken from.
    projects : Frame indexed by ``nummer``; see `gezond_geo.projects.read_projects`. Empty when there are none.
    duiding : Frame with ``buurtcode tekst bron datum``: what people who know the area say.
    sources : Frame indexed by indicator id: table, column, year, publisher, licence, Modified, retrieved, URL, kind.
    uitgave : The pinned set of tables.
    meldingen : Dutch sentences on every fallback and gap.
    """

    gemeente: Gemeente
    buurten: gpd.GeoDataFrame
    comparison: pd.DataFrame
    reference: Reference
    projects: pd.DataFrame
    duiding: pd.DataFrame
    sources: pd.DataFrame
    uitgave: Uitgave
    meldingen: tuple[str, ...] = ()

    @property
    def has_boundaries(self) -> bool:
        """Whether any buurt has its boundary."""
        return bool(self.buurten.geometry.notna().any())

    def year_of(self, name: str) -> int | None:
        """Year that an indicator describes, or None when the uitgave does not have it."""
        table = self.uitgave.table_of(catalogue()[name])
        return None if table is None else table.jaar

    def change_since_figures(self) -> pd.Series[float]:
        """Percent by which residents changed between the year of the figures and the latest year that is known."""
        return self._change("inwoners", "inwoners_later")

    def change_since_photo(self) -> pd.Series[float]:
        """Percent by which residents changed between the edition of the aerial photo's buurten and the figures."""
        return self._change("inwoners_2012", "inwoners")

    def _change(self, before: str, after: str) -> pd.Series[float]:
        columns = self.buurten.reindex(columns=[before, after])
        return (columns[after] / columns[before] - 1) * 100

    def find_buurt(self, name: str) -> str:
        """Give the code of a buurt by its code, its name or another name that people use for it.

        Raises
        ------
        UnknownBuurtError
            When there is no such buurt; the nearest names are given.
        """
        if name.strip().upper() in self.buurten.index:
            return name.strip().upper()
        known = {normalise_name(n): code for n, code in self.names_of_buurten()}
        if code := known.get(normalise_name(name)):
            return code
        close = suggest_names(name, [n for n, _ in self.names_of_buurten()])
        hint = f"bedoelt u {' of '.join(close)}?" if close else "geef een naam of buurtcode zoals in de tabel."
        raise UnknownBuurtError(f"In {self.gemeente.naam} is geen buurt {name!r}; {hint}")

    def names_of_buurten(self) -> list[tuple[str, str]]:
        """Every name and alias with its buurtcode; CBS's own names last, so that they win in a dictionary."""
        names = list(self.gemeente.aliassen.items())
        for area in self.gemeente.focusgebieden:
            names += [(n, area.buurten[0]) for n in (area.naam, *area.aliassen)]
        return [*names, *zip(self.buurten["buurtnaam"], self.buurten.index, strict=True)]


def load(
    gemeente: str = "Enschede",
    *,
    boundaries: Path | str | gpd.GeoDataFrame | None = None,
    figures: Path | str | pd.DataFrame | None = None,
    projects: Path | str | pd.DataFrame | None = None,
    uitgave: str | None = None,
    offline: bool | None = None,
) -> Dataset:
    """Join figures, boundaries and projects of a gemeente.

    Figures come from the first of: what the caller passes; the uitgave from the cache or live; the package's snapshot.

    Parameters
    ----------
    gemeente
        Name or code.
    boundaries
        Map file or frame with ``buurtcode``; without it the CBS boundaries from PDOK, else none.
    figures
        CSV file or frame with ``buurtcode``, ``buurtnaam``, ``inwoners``, ``x``, ``y`` and columns by indicator id, of
        the snapshot's year; see `gezond_geo.sources.own.read_own_figures`.
    projects
        CSV file or frame; without it those of the gemeente folder.
    uitgave
        Id of the uitgave, or ``"nieuwste"``; without it the one of the snapshot.
    offline
        Open no socket; without it as `settings.offline` says.

    Raises
    ------
    UnknownGemeenteError
        When the name is no gemeente, or of several.
    NoSnapshotError
        When offline and there are no figures of this gemeente.
    SourceError
        When no service answers and there are no figures of this gemeente, or nothing places its buurten.
    InputError
        When a file or frame of the caller cannot be used.
    SettingsError
        When there is no such uitgave, or figures of the caller are to be of one.
    """
    if figures is not None and uitgave is not None:
        raise SettingsError("Eigen cijfers horen bij geen uitgave; geef een van de twee.")
    found = find_gemeente(gemeente)
    with settings.offline_run(offline):
        if not settings.offline():
            _http.start_run()
        if figures is None:
            chosen, quoted, reference = _find_figures(found, uitgave)
        else:
            chosen, quoted, reference = uitgave_of(snapshot.UITGAVE), _own_figures(found, figures), national_reference()
        areas, origin, notes = _find_boundaries(found, boundaries, chosen)
    buurten, gaps = _join(found, quoted, areas, notes)
    listed = _find_projects(found, projects, buurten.index)
    data = Dataset(
        gemeente=found,
        buurten=buurten,
        comparison=add_shares(quoted.comparison),
        reference=reference,
        projects=listed,
        duiding=_read_duiding(found),
        sources=pd.concat([quoted.sources, origin]),
        uitgave=chosen,
        meldingen=(*quoted.meldingen, *notes, *gaps),
    )
    if lost := find_unplaced(data):
        numbers = join_words([str(number) for number in lost])
        note = f"Niet in een buurt te plaatsen, want hun punt ligt binnen geen bekende grens: project {numbers}."
        return replace(data, meldingen=(*data.meldingen, note))
    return data


def _own_figures(gemeente: Gemeente, figures: Path | str | pd.DataFrame) -> Figures:
    quoted = read_own_figures(figures)
    if (strange := quoted.buurten.index.map(gemeentecode_of) != gemeente.code).any():
        name = figures if isinstance(figures, Path | str) else "de meegegeven cijfers"
        raise InputError(
            f"In {name} staat buurt {quoted.buurten.index[strange][0]}, die niet in {gemeente.naam} ({gemeente.code}) "
            "ligt; geef de cijfers van deze gemeente."
        )
    return quoted


def _find_figures(gemeente: Gemeente, wanted: str | None) -> tuple[Uitgave, Figures, Reference]:
    """Take the uitgave from cache or live, else the snapshot."""
    try:
        return _find_live(gemeente, wanted)
    except SourceError as failure:
        packaged = gemeente.map if snapshot.has_snapshot(gemeente.map) else None
        if packaged is not None and wanted in {None, NEWEST, snapshot.UITGAVE}:
            why = "er wordt offline gewerkt" if settings.offline() else str(failure).rstrip(".")
            newer = " Of er een nieuwere compleet is, is niet na te gaan." if wanted == NEWEST else ""
            note = f"Cijfers uit de meegeleverde uitgave {snapshot.UITGAVE}: {why}.{newer}"
            quoted = replace(snapshot.read_snapshot(packaged), meldingen=(note,))
            return uitgave_of(snapshot.UITGAVE), quoted, national_reference()
        if settings.offline():
            what = f"Van {gemeente.naam}" if packaged is None else f"Van uitgave {wanted}"
            hint = "zijn geen cijfers meegeleverd en er is niets in de cache; draai zonder --offline."
            raise NoSnapshotError(f"{what} {hint}") from failure
        raise


def _find_live(gemeente: Gemeente, wanted: str | None) -> tuple[Uitgave, Figures, Reference]:
    if wanted != NEWEST:
        uitgave = uitgave_of(wanted or snapshot.UITGAVE)
        return uitgave, _complete(gemeente, uitgave, live.read_uitgave(uitgave, gemeente.code)), _reference_of(uitgave)
    notes: list[str] = []
    for uitgave in reversed(uitgaven().values()):
        try:
            quoted = live.read_uitgave(uitgave, gemeente.code)
        except SourceError as failure:
            notes.append(f"Uitgave {uitgave.id} is niet te lezen: {failure}")
            continue
        if unpublished := live.unpublished_columns(quoted, uitgave):
            labels = join_words([catalogue()[name].label.lower() for name in unpublished])
            notes.append(f"Uitgave {uitgave.id} is nog niet compleet (nog leeg: {labels}).")
            continue
        full = _complete(gemeente, uitgave, quoted)
        notes.append(f"Uitgave {uitgave.id} is de nieuwste die compleet is.")
        return uitgave, replace(full, meldingen=(*notes, *full.meldingen)), _reference_of(uitgave)
    raise SourceError(" ".join(notes))


def _reference_of(uitgave: Uitgave) -> Reference:
    """Take the package's reference, or make one from the national figures of another year."""
    packaged = national_reference()
    if uitgave.id == snapshot.UITGAVE:
        return packaged
    nation = add_shares(live.read_nation(uitgave).buurten.drop(columns="buurtnaam"))
    fresh = build_reference([(nation, nation["inwoners"])], label=packaged.label)
    lasting = [i.id for i in catalogue().values() if i.tabel == "verstening"] + ["verstening"]
    kept = packaged.steps[packaged.steps["id"].isin(lasting)]
    return replace(fresh, steps=pd.concat([fresh.steps, kept], ignore_index=True))


def _complete(gemeente: Gemeente, uitgave: Uitgave, quoted: Figures) -> Figures:
    """Take from the snapshot what no service has (stone cover), and what a service did not give of the same uitgave."""
    if gemeente.map is None or not snapshot.has_snapshot(gemeente.map):
        return quoted
    packaged = snapshot.read_snapshot(gemeente.map)
    empty = quoted.buurten.columns[quoted.buurten.isna().all()]
    columns = [i for i in empty if uitgave.id == snapshot.UITGAVE or catalogue()[i].tabel == "verstening"]
    columns = [i for i in columns if i in packaged.buurten]
    return replace(
        quoted,
        buurten=quoted.buurten.fillna(packaged.buurten[columns]),
        comparison=quoted.comparison.fillna(packaged.comparison[columns]),
        sources=pd.concat([quoted.sources.drop(columns, errors="ignore"), packaged.sources.loc[columns]]),
        points=packaged.points,
    )


def _find_boundaries(
    gemeente: Gemeente, boundaries: Path | str | gpd.GeoDataFrame | None, uitgave: Uitgave
) -> tuple[gpd.GeoSeries, pd.DataFrame, list[str]]:
    """Give boundaries per buurtcode, their row in `Dataset.sources`, and what there is to say of them."""
    if boundaries is not None:
        areas, notes = read_boundaries(boundaries)
        own = areas[areas.index.map(gemeentecode_of) == gemeente.code]
        name = Path(boundaries).name if isinstance(boundaries, Path | str) else "de meegegeven grenzen"
        if own.empty:
            raise InputError(
                f"In {name} staat geen buurt van {gemeente.naam} ({gemeente.code}), wel bijvoorbeeld {areas.index[0]}; "
                "geef de grenzen van deze gemeente."
            )
        return gpd.GeoSeries(own), _origin(titel=f"Grenzen uit {name}", soort="eigen grenzen"), notes
    try:
        answer = pdok.read_buurten(gemeente.code, year=uitgave.grenzen)
    except SourceError as failure:
        why = "er wordt offline gewerkt" if settings.offline() else str(failure).rstrip(".")
        none = gpd.GeoSeries([], index=pd.Index([], dtype=str), crs=RD)
        return none, _origin().iloc[:0], [f"Geen echte grenzen: {why}. De kaart is een tegelkaart."]
    origin = _origin(
        tabel=answer.table_id,
        titel=f"Grenzen van wijken en buurten {uitgave.grenzen}",
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


def _join(
    gemeente: Gemeente, quoted: Figures, areas: gpd.GeoSeries, notes: list[str]
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Join by buurtcode; what does not match is said, and no row vanishes."""
    frame = add_shares(quoted.buurten.drop(columns="buurtnaam"))
    columns = [i for i in catalogue() if i in frame]
    frame.loc[~(frame["inwoners"] >= MIN_RESIDENTS), frame.columns.difference(_KEPT_WHEN_SMALL)] = float("nan")
    named = pd.DataFrame({"buurtnaam": quoted.buurten["buurtnaam"]}, index=frame.index)
    named["wijkcode"] = named.index.map(wijkcode_of)
    named["wijknaam"] = named["wijkcode"].map(quoted.wijken | gemeente.wijken)
    named["stadsdeel"] = gemeente.stadsdelen["stadsdeel"].reindex(named.index)
    named["gemeentecode"] = gemeente.code
    boundary = gpd.GeoSeries(areas.reindex(named.index))
    inside = boundary.representative_point()
    spots = quoted.points.reindex(named.index).fillna(pd.DataFrame({"x": inside.x, "y": inside.y}).round(-1))
    if (nowhere := spots.isna().any(axis=1)).any():
        lost = f"{nowhere.sum()} van de {len(named)} buurten van {gemeente.naam}"
        why = f" ({notes[-1].rstrip('.')})" if notes else ""
        raise SourceError(f"Van {lost} zijn geen grenzen en geen plaats bekend{why}; geef grenzen mee met --grenzen.")
    joined = gpd.GeoDataFrame(named.join(frame[columns]), geometry=boundary, crs=RD)
    joined["punt"] = gpd.GeoSeries.from_xy(spots["x"], spots["y"], crs=RD)
    return joined, _gaps(joined, areas)


def _gaps(buurten: gpd.GeoDataFrame, areas: gpd.GeoSeries) -> list[str]:
    gaps = []
    if len(areas):
        if (bare := buurten.geometry.isna()).any():
            gaps.append(f"Zonder grens, dus alleen op de tegelkaart: {', '.join(buurten['buurtnaam'][bare])}.")
        if len(extra := areas.index.difference(buurten.index)):
            gaps.append(f"Grenzen zonder cijfers, niet getoond: {', '.join(extra)}.")
    return gaps


def _find_projects(
    gemeente: Gemeente, projects: Path | str | pd.DataFrame | None, codes: pd.Index[str]
) -> pd.DataFrame:
    packaged = None if gemeente.map is None else gemeente.map / "projecten.csv"
    source = packaged if projects is None else projects
    if source is None or (source is packaged and not packaged.is_file()):
        return no_projects()
    listed = read_projects(source)
    for number, cell in listed["buurten"].items():
        if unknown := [code for code in parse_places(cell) if code not in codes]:
            where = source if isinstance(source, Path | str) else "de meegegeven projecten"
            raise InputError(
                f"{where}, project {number}: buurt {unknown[0]} bestaat niet in {gemeente.naam}; "
                "controleer de buurtcode."
            )
    return listed


def _read_duiding(gemeente: Gemeente) -> pd.DataFrame:
    columns = ["buurtcode", "tekst", "bron", "datum"]
    path = gemeente.map / "duiding.csv" if gemeente.map is not None else None
    if path is None or not path.is_file():
        return pd.DataFrame(columns=columns, dtype=str)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    if lacking := [c for c in columns if c not in table]:
        raise InputError(f"In {path} ontbreekt de kolom {', '.join(lacking)}; de kop is {','.join(columns)}.")
    return table[columns]
