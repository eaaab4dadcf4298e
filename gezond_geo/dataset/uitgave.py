"""Choice of the uitgave: the requested one, or else the newest complete one."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo import settings
from gezond_geo.areas.gemeente_names import explain_absence
from gezond_geo.areas.recode import SAME, match_buurten
from gezond_geo.dataset import cbs, national_figures
from gezond_geo.dataset.figures import CHOSEN, LATEST, PACKAGED, Figures
from gezond_geo.dataset.folder import snapshot
from gezond_geo.errors import NoSnapshotError, SourceError, UnknownGemeenteError
from gezond_geo.indicators.catalogue import LASTING_THEME, Uitgave, add_shares, theme_indicators, uitgave_of, uitgaven
from gezond_geo.indicators.reference import Reference, build_reference
from gezond_geo.indicators.reference_file import national_reference
from gezond_geo.io.dutch import join_words, name_some

if TYPE_CHECKING:
    from gezond_geo.areas.gemeente import Gemeente
    from gezond_geo.io.http import Progress

    Parts = tuple[Uitgave, Figures, Reference]

NEWEST = "nieuwste"
"""Value for the newest complete uitgave, which is also the default."""


_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Incomplete:
    """An uitgave that can be read, but lacks something that counts."""

    uitgave: Uitgave
    figures: Figures
    gaps: int


def find_figures(
    gemeente: Gemeente, uitgave_id: str | None, extra: tuple[str, ...], progress: Progress | None
) -> Parts:
    """Figures of the requested uitgave, or else the newest complete one, from the cache or live; or else the snapshot.

    Returns
    -------
    tuple
        The uitgave, its figures and their reference. The first of the meldingen names the uitgave and why it was
        chosen.

    Raises
    ------
    UnknownGemeenteError
        When the gemeente did not exist in that uitgave, or in any.
    NoSnapshotError
        When offline, without figures in the package or the cache.
    SourceError
        When no service has figures of this gemeente.
    SettingsError
        When there is no such uitgave.
    """
    pinned = None if uitgave_id in {None, NEWEST} else uitgave_of(str(uitgave_id)).with_extra(extra)
    _refuse_absent(gemeente, pinned)
    try:
        if pinned is None:
            return _find_newest(gemeente, extra, progress)
        figures = cbs.read_uitgave(pinned, gemeente.code, progress=progress)
        full = _because(_complete(gemeente, pinned, figures), CHOSEN, f"Cijfers van {pinned.id}: dat jaar is gekozen.")
        return pinned, full, _reference_of(pinned, progress)
    except SourceError as failure:
        if gemeente.figures_folder is not None and (pinned is None or pinned.id == snapshot.UITGAVE):
            return _take_packaged(gemeente, extra, str(failure), is_pinned=pinned is not None)
        if settings.offline():
            what = f"Van {gemeente.naam}" if gemeente.figures_folder is None else f"Van uitgave {uitgave_id}"
            hint = "zijn geen cijfers meegeleverd en er is niets in de cache; draai zonder --offline."
            raise NoSnapshotError(f"{what} {hint}") from failure
        raise


def _find_newest(gemeente: Gemeente, extra: tuple[str, ...], progress: Progress | None) -> Parts:
    """The newest complete uitgave, or where the package has none, the most complete one."""
    notes: dict[str, str] = {}
    failures: dict[str, str] = {}
    incomplete: list[_Incomplete] = []
    for uitgave in [u.with_extra(extra) for u in reversed(uitgaven().values())]:
        if absence := _explain_absence(gemeente, uitgave):
            notes[uitgave.id] = absence
            continue
        try:
            figures = cbs.read_uitgave(uitgave, gemeente.code, progress=progress)
            gaps = _find_gaps(uitgave, figures, progress)
            if not gaps:
                reason = f"Cijfers van {uitgave.id}: de nieuwste uitgave die te lezen en compleet is."
                return _take(gemeente, uitgave, figures, " ".join([reason, *notes.values()]), progress)
        except SourceError as failure:
            # The page omits the reason, which may differ from run to run for the same figures.
            notes[uitgave.id] = f"Uitgave {uitgave.id} is niet te lezen."
            failures[uitgave.id] = f"Uitgave {uitgave.id} is niet te lezen: {failure}"
            _logger.info(failures[uitgave.id])
            continue
        incomplete.append(_Incomplete(uitgave=uitgave, figures=figures, gaps=len(gaps)))
        notes[uitgave.id] = f"Uitgave {uitgave.id} is nog niet compleet (ontbreekt: {join_words(gaps)})."
    if not incomplete or gemeente.figures_folder is not None:
        raise SourceError(" ".join((notes | failures).values()))
    best = min(incomplete, key=lambda part: part.gaps)
    reason = f"Cijfers van {best.uitgave.id}: geen uitgave is compleet, en deze mist het minst."
    return _take(gemeente, best.uitgave, best.figures, " ".join([reason, *notes.values()]), progress)


def _take(gemeente: Gemeente, uitgave: Uitgave, figures: Figures, reason: str, progress: Progress | None) -> Parts:
    """Try an uitgave that was not requested explicitly."""
    return uitgave, _because(_complete(gemeente, uitgave, figures), LATEST, reason), _reference_of(uitgave, progress)


def _find_gaps(uitgave: Uitgave, figures: Figures, progress: Progress | None) -> list[str]:
    """Names of what counts but is missing in an uitgave; empty when it is complete.

    A column counts as published when two thirds of the Dutch buurten have it, nationally, so that all gemeenten get the
    same uitgave. The uitgave of the package is known to be complete.
    """
    if not figures.is_whole:
        return ["regels van een deel van de buurten"]
    if uitgave.id == snapshot.UITGAVE:
        return []
    unpublished = national_figures.unpublished_columns(
        national_figures.read_nation(uitgave, progress=progress), uitgave
    )
    return [uitgave.indicators()[name].label.lower() for name in unpublished]


def _explain_absence(gemeente: Gemeente, uitgave: Uitgave) -> str:
    return explain_absence(gemeente.code, uitgave.tabellen["kwb"].jaar)


def _refuse_absent(gemeente: Gemeente, pinned: Uitgave | None) -> None:
    """Raise when the gemeente did not exist in the requested uitgave, or in any."""
    absent = {uitgave.id: _explain_absence(gemeente, uitgave) for uitgave in uitgaven().values()}
    years = [name for name, reason in absent.items() if not reason]
    if (pinned is not None and pinned.id in years) or (
        pinned is None and (years or gemeente.figures_folder is not None)
    ):
        return
    reason = absent[pinned.id] if pinned is not None else next(iter(absent.values()))
    advice = f"kies een jaar waarin de gemeente er was ({join_words(years)})" if years else "kies die gemeente"
    raise UnknownGemeenteError(f"{reason.rstrip('.')}; {advice}.")


def _take_packaged(gemeente: Gemeente, extra: tuple[str, ...], failure: str, *, is_pinned: bool) -> Parts:
    """Uitgave of the package, with the reason why none of a service is used."""
    assert gemeente.figures_folder is not None  # noqa: S101 - the caller has seen to it
    why = "er wordt offline gewerkt" if settings.offline() else failure.rstrip(".")
    newer = "" if is_pinned or settings.offline() else " Of er een nieuwere compleet is, is niet na te gaan."
    reason = f"Cijfers uit de meegeleverde uitgave {snapshot.UITGAVE}: {why}.{newer}"
    packaged = snapshot.read_snapshot(gemeente.figures_folder, gemeente.region)
    figures = _because(packaged, CHOSEN if is_pinned else PACKAGED, reason)
    return uitgave_of(snapshot.UITGAVE).with_extra(extra), figures, national_reference()


def _because(figures: Figures, choice: str, reason: str) -> Figures:
    return replace(figures, choice=choice, meldingen=(reason, *figures.meldingen))


def _reference_of(uitgave: Uitgave, progress: Progress | None) -> Reference:
    """Reference of the package, or one built from the national figures of another year."""
    packaged = national_reference()
    if uitgave.id == snapshot.UITGAVE:
        return packaged
    fresh = make_national_reference(uitgave, progress)
    lasting = [i.id for i in uitgave.indicators().values() if i.tabel == LASTING_THEME]
    names = packaged.steps["id"]
    steps = packaged.steps[names.isin(lasting) | names.eq(LASTING_THEME) | names.str.startswith(f"{LASTING_THEME}/")]
    return replace(fresh, steps=pd.concat([fresh.steps, steps], ignore_index=True))


def make_national_reference(uitgave: Uitgave, progress: Progress | None) -> Reference:
    """Build a reference from the national figures of an uitgave, for the themes with all figures.

    Raises
    ------
    SourceError
        When a service does not answer and the cache is empty.
    """
    indicators, packaged = uitgave.indicators(), national_reference()
    nation = national_figures.read_nation(uitgave, progress=progress)
    return build_reference(
        [(add_shares(figures, indicators), residents) for figures, residents in nation],
        label=packaged.label,
        people=packaged.people,
        members={t: [i for i in theme_indicators(t, indicators) if i.ongunstig] for t in uitgave.themes()},
    )


def _complete(gemeente: Gemeente, uitgave: Uitgave, figures: Figures) -> Figures:
    """Add from the snapshot stone cover, which no service has, and anything missing from the same uitgave."""
    if gemeente.figures_folder is None:
        return figures
    packaged = snapshot.read_snapshot(gemeente.figures_folder, gemeente.region)
    empty = figures.buurten.columns[figures.buurten.isna().all()].intersection(packaged.buurten.columns)
    indicators = uitgave.indicators()
    columns = [i for i in empty if uitgave.id == snapshot.UITGAVE or indicators[i].tabel == LASTING_THEME]
    own, notes = packaged.buurten.index, list(figures.meldingen)
    if uitgave.id != snapshot.UITGAVE:
        # Figures belong to the land of a buurt, and not to a buurt with the same code on other land.
        pairs = match_buurten(packaged.buurten, figures.buurten)
        own = pd.Index(pairs.loc[pairs["how"] == SAME, "earlier"])
        if others := figures.buurten.index.difference(own).tolist():
            some = name_some(others, most=20)
            notes.append(f"Zonder luchtfoto, want van grens of code veranderd sinds {snapshot.UITGAVE}: {some}.")
    return replace(
        figures,
        buurten=figures.buurten.fillna(packaged.buurten.loc[own, columns]),
        comparison=figures.comparison.fillna(packaged.comparison[columns]),
        sources=pd.concat([figures.sources.drop(columns, errors="ignore"), packaged.sources.loc[columns]]),
        points=packaged.points.loc[own],
        meldingen=tuple(notes),
    )
