"""National stone cover in the figures of an uitgave: which source counts, and which is shown."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo import settings
from gezond_geo.areas.codes import NATION, gemeentecode_of
from gezond_geo.areas.recode import SAME, match_buurten
from gezond_geo.dataset import national_figures, statline
from gezond_geo.dataset.figures import Figures, source_row
from gezond_geo.errors import SourceError
from gezond_geo.indicators.catalogue import LASTING_THEME, Uitgave, themes
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.indicators.publications import Table, table_of_year
from gezond_geo.indicators.reference import Reference, build_reference
from gezond_geo.io.dutch import count_of, format_number
from gezond_geo.landcover.groenkaart import Green, read_green
from gezond_geo.landcover.klimaateffectatlas import LandCover, read_land_cover

if TYPE_CHECKING:
    from gezond_geo.areas.gemeente import Gemeente
    from gezond_geo.io.http import Progress

BASEMAP, GREEN_MAP = "basiskaart", "groenkaart"
"""Tables of an uitgave: the *Basiskaart* of the Klimaateffectatlas and the *Groenkaart* of RIVM."""
PHOTO, ATLAS, YARDS, GREEN = "steen", "steen_atlas", "steen_erf", "groen_rivm"
"""Indicators: stone by the photo and by the Basiskaart, the paved share of yards by the latter, and RIVM's green."""

COVERED = 2 / 3
"""Share of the national residents whose buurt must have a value for a national distribution."""
AGREED = 0.6
"""Rank correlation of stone and lack of green below which the two maps are reported to disagree."""
MIN_BUURTEN = 10
"""Minimum number of buurten for that correlation."""

_COLUMNS = {ATLAS: "steen", YARDS: "erf", "groen_atlas": "groen"}
"""Column of the Klimaateffectatlas per indicator."""
_EARLIER = 2020
"""Year of the KWB to use when that of a map's own division is unavailable: equal land areas then and later imply the
same in between."""


def add_land_cover(
    gemeente: Gemeente, uitgave: Uitgave, figures: Figures, reference: Reference, progress: Progress | None = None
) -> tuple[Uitgave, Figures, Reference]:
    """Add the land cover of an uitgave, which CBS lacks, and decide which source counts.

    The Basiskaart counts, with all Dutch buurten as reference, weighted by residents. Without the national file there
    is no reference: it is then shown at most, and the photo of 2008 counts with its own reference, where available.

    Parameters
    ----------
    gemeente
        Gemeente of the buurten in `figures`.
    uitgave, figures, reference
        Result of `gezond_geo.dataset.uitgave.find_figures`; an uitgave without the Basiskaart is returned unchanged.
    progress
        See `gezond_geo.io.http.Progress`.

    Returns
    -------
    tuple
        The uitgave with the indicator that counts, the figures with the columns filled, and the reference with the
        theme.
    """
    if BASEMAP not in uitgave.tabellen:
        return uitgave, figures, reference
    if progress is not None:
        progress(uitgave.tabellen[BASEMAP].titel, 0)
    cover, reason = _find_cover(gemeente.code)
    positions = None
    if cover is not None:
        figures = _fill_cover(uitgave, figures, cover)
        if not reason:
            residents = national_figures.read_nation(uitgave, progress=progress)[0][1]
            positions, reason = _place_nationally(cover, uitgave, reference, residents)
    figures = _fill_green(gemeente, uitgave, figures)
    has_photo = bool(figures.buurten[PHOTO].notna().any())
    note = _say_what_counts(uitgave, visible=cover is not None, reason=reason, has_photo=has_photo)
    figures = replace(figures, meldingen=(*figures.meldingen, note))
    if positions is None:
        return _keep_shown(count_photo(uitgave), figures), figures, reference
    return _keep_shown(uitgave, figures), figures, positions


def count_photo(uitgave: Uitgave) -> Uitgave:
    """Let the photo of 2008 count in the theme, as in the first uitgave, and show the source that counted before."""
    members, beside = uitgave.leden.get(LASTING_THEME, ()), uitgave.ernaast.get(LASTING_THEME, ())
    others = tuple(name for name in (*members, *beside) if name != PHOTO)
    return uitgave.with_members(LASTING_THEME, (PHOTO,), others, themes()[LASTING_THEME].uitleg)


def _keep_shown(uitgave: Uitgave, figures: Figures) -> Uitgave:
    """Limit the indicators shown alongside to those with figures."""
    columns = figures.buurten.columns[figures.buurten.notna().any()]
    beside = tuple(name for name in uitgave.ernaast[LASTING_THEME] if name in columns)
    return replace(uitgave, ernaast={**uitgave.ernaast, LASTING_THEME: beside})


def name_basemap(uitgave: Uitgave) -> str:
    """Name of the Basiskaart with its year and source: ``Basiskaart 2024, Klimaateffectatlas``."""
    return f"Basiskaart {uitgave.tabellen[BASEMAP].jaar}, Klimaateffectatlas"


def with_stone_steps(reference: Reference, steps: pd.DataFrame) -> Reference:
    """Reference with other steps for the theme of stone and its indicator."""
    others = reference.steps[~reference.steps["id"].isin([LASTING_THEME, *steps["id"]])]
    return replace(reference, steps=pd.concat([others, steps], ignore_index=True))


def _find_cover(code: str) -> tuple[LandCover | None, str]:
    """National land cover, or else that of the gemeente, with the reason."""
    try:
        return read_land_cover(), ""
    except SourceError as failure:
        reason = str(failure)
    if code != NATION:
        with suppress(SourceError):
            return read_land_cover(code), reason
    return None, reason


def _fill_cover(uitgave: Uitgave, figures: Figures, cover: LandCover) -> Figures:
    """Fill in the land cover of buurten, by their code in the same year."""
    table, indicators = uitgave.tabellen[BASEMAP], uitgave.indicators()
    names = {name: column for name, column in _COLUMNS.items() if name in indicators}
    # Computed figures have the decimals of the reference that ranks them.
    here = cover.frame.reindex(figures.buurten.index).round({c: indicators[n].decimalen for n, c in names.items()})
    rows = {
        name: source_row(
            indicators[name],
            table,
            column=indicators[name].stammen[0],
            modified=cover.release,
            retrieved=cover.retrieved,
            url=cover.url,
        )
        for name in names
    }
    notes = _say_source(table, cover)
    if absent := figures.buurten.index.difference(cover.frame.index).tolist():
        gemeenten = set(map(gemeentecode_of, absent))
        where = f" (in {count_of(len(gemeenten), 'gemeente', 'gemeenten')})" if len(gemeenten) > 1 else ""
        notes.append(f"{table.titel}: geen regel voor {count_of(len(absent), 'buurt', 'buurten')}{where}.")
    return replace(
        figures,
        buurten=figures.buurten.assign(**{name: here[column] for name, column in names.items()}),
        sources=pd.concat([figures.sources, pd.DataFrame.from_dict(rows, orient="index").rename_axis("id")]),
        meldingen=(*figures.meldingen, *notes),
    )


def _place_nationally(
    cover: LandCover, uitgave: Uitgave, reference: Reference, residents: pd.Series[float]
) -> tuple[Reference | None, str]:
    """Add the theme of stone to the reference, weighted by residents; or explain why not."""
    indicator = uitgave.indicators()[ATLAS]
    stone = cover.frame["steen"].reindex(residents.index).round(indicator.decimalen)
    large = residents[residents >= MIN_RESIDENTS]
    share = large[stone[large.index].notna()].sum() / large.sum()
    if not share >= COVERED:
        lived = f"{format_number(100 * share)} %"
        return None, f"De buurten waarvan het aandeel steen bekend is, hebben maar {lived} van de Nederlanders."
    own = build_reference(
        [(stone.to_frame(ATLAS), residents)],
        label=reference.label,
        people=reference.people,
        members={LASTING_THEME: [indicator]},
    )
    return with_stone_steps(reference, own.steps), ""


def _say_what_counts(uitgave: Uitgave, *, visible: bool, reason: str, has_photo: bool) -> str:
    """Dutch notice on which stone cover counts, and why not another."""
    photo = f"luchtfoto van {uitgave.tabellen[LASTING_THEME].jaar}"
    basemap = f"Verstening: {name_basemap(uitgave)}"
    if not reason:
        beside = f" De {photo} staat ernaast; die is anders gemaakt, dus het verschil is geen verandering."
        return f"{basemap}.{beside if has_photo else ''}"
    absence = (
        " is te zien maar telt niet, want met heel Nederland is ze niet te vergelijken" if visible else " is er niet"
    )
    instead = f"dus telt de schatting uit de {photo}, vergeleken met die van heel Nederland"
    if not has_photo:
        instead = f"en een {photo} is er niet bij, dus is het thema nog niet gemeten"
    return f"{basemap}{absence}, {instead}. {reason}"


def _fill_green(gemeente: Gemeente, uitgave: Uitgave, figures: Figures) -> Figures:
    """Fill in the Groenkaart for buurten that were the same in its year, and compare the two rankings."""
    table, indicator = uitgave.tabellen[GREEN_MAP], uitgave.indicators()[GREEN]
    try:
        green = read_green(None if gemeente.code == NATION else gemeente.code)
        land = _read_land(uitgave, table.indeling, gemeente.code)
    except SourceError as failure:
        return replace(
            figures, meldingen=(*figures.meldingen, f"Niet opgehaald: {table.titel} {table.jaar}. {failure}")
        )
    pairs = match_buurten(land, figures.buurten[["land_ha"]])
    same = pd.Index(pairs.loc[pairs["how"] == SAME, "later"])
    share = green.share.reindex(same).reindex(figures.buurten.index)
    row = source_row(
        indicator, table, column=indicator.stammen[0], modified="", retrieved=green.retrieved, url=green.url
    )
    notes = _say_source(table, green)
    if other := len(figures.buurten.index.difference(same)):
        buurten = count_of(other, "buurt", "buurten")
        notes.append(
            f"{indicator.label}: niet voor {buurten}, want zeker is niet dat die in {table.jaar} dit land hadden."
        )
    filled = replace(
        figures,
        buurten=figures.buurten.assign(**{GREEN: share}),
        sources=pd.concat([figures.sources, pd.DataFrame([row], index=pd.Index([GREEN], name="id"))]),
        meldingen=(*figures.meldingen, *notes),
    )
    return filled if gemeente.code == NATION else _compare_orders(gemeente, uitgave, filled)


def _say_source(table: Table, answer: LandCover | Green) -> list[str]:
    """Dutch notices on what a source left out, and on a failed update."""
    notes = [f"{table.titel} {table.jaar}: {note}." for note in answer.notes]
    if answer.stale:
        day = answer.retrieved[:10]
        notes.append(f"{table.titel}: de bron antwoordde niet; gebruikt is de versie die op {day} is opgehaald.")
    return notes


def _read_land(uitgave: Uitgave, division: int, code: str) -> pd.DataFrame:
    """Read the land area of the buurten in the year of a division; a frame with ``land_ha``."""
    measure, unit = uitgave.measures_of("kwb")["land_ha"]
    failures = []
    for year in (division, _EARLIER):
        try:
            answer = statline.read_table(
                table_of_year("kwb", year).id,
                base_url=settings.statline_url(),
                columns={"land_ha": uitgave.columns_of("kwb")["land_ha"]},
                regions=None if code == NATION else f"BU{code[2:]}",
                period=None,
                age=None,
                url_v4=settings.cbs_v4_url(),
                measures={"land_ha": statline.Measure(code=measure, eenheid=unit)},
            )
        except SourceError as failure:
            failures.append(failure)
            continue
        return answer.frame[answer.frame.index.str.startswith("BU")]
    raise failures[0]


def _compare_orders(gemeente: Gemeente, uitgave: Uitgave, figures: Figures) -> Figures:
    """Dutch notice when stone and lack of green rank the buurten differently (Spearman's rank correlation)."""
    large_enough = figures.buurten["inwoners"] >= MIN_RESIDENTS
    both = figures.buurten.loc[large_enough, [ATLAS, GREEN]].dropna()
    if len(both) < MIN_BUURTEN:
        return figures
    agreement = both[ATLAS].rank().corr(-both[GREEN].rank())
    if not agreement < AGREED:
        return figures
    basemap, green = uitgave.tabellen[BASEMAP], uitgave.tabellen[GREEN_MAP]
    note = (
        f"Steen (Basiskaart {basemap.jaar}) en groen (RIVM {green.jaar}) zetten de {len(both)} buurten van "
        f"{gemeente.naam} niet in dezelfde volgorde: rangcorrelatie {format_number(agreement, 2)}, onder "
        f"{format_number(AGREED, 1)}. Ga in buurten waar het erop aankomt zelf kijken."
    )
    return replace(figures, meldingen=(*figures.meldingen, note))
