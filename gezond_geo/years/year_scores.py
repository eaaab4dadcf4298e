"""Scores of several years on one scale: the reference of one year, with the same themes, weights and method."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gezond_geo import settings
from gezond_geo._validate import (
    as_call,
    as_flag,
    as_mapping,
    as_number,
    as_reference,
    as_series_of_years,
    as_whole,
    checked,
)
from gezond_geo.areas.rd import RD
from gezond_geo.dataset.figures import Figures
from gezond_geo.dataset.folder import snapshot
from gezond_geo.dataset.joining import join_parts
from gezond_geo.dataset.series import uitgave_of_year
from gezond_geo.dataset.uitgave import make_national_reference
from gezond_geo.errors import InputError, SettingsError, SourceError
from gezond_geo.indicators.catalogue import catalogue, theme_indicators, themes, uitgave_of
from gezond_geo.indicators.reference_file import national_reference
from gezond_geo.io import http
from gezond_geo.io.dutch import format_number, join_words
from gezond_geo.scores.scores import THRESHOLD, score
from gezond_geo.years.carrying import BREAK, CARRIED, RENAMED, UNCHANGED
from gezond_geo.years.trends import MODELLED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gezond_geo.dataset.boundaries import Boundaries
    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.indicators.reference import Reference
    from gezond_geo.io.http import Progress
    from gezond_geo.scores.scores import Scores
    from gezond_geo.years.series import Years

_OUTCOME = ["stapeling", "score", "rang", "reden_geen_rang"]
_HOW = [UNCHANGED, RENAMED, CARRIED, BREAK]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class YearScores:
    """Result of `score_years`.

    Attributes
    ----------
    scores : Scores by year, all for the buurten of `Years.division` and with the same reference.
    base : Year of the reference; None when the caller passed a reference.
    counted : Ids of the themes in the stacking, score and rank: those with figures in every year.
    how : Frame of buurt by year: how the counting figures were carried over, as the least certain of them
        (`gezond_geo.years.carrying.carry_over`).
    meldingen : Dutch sentences on what is left out, and why.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> result = gg.score_years(gg.load_years("Enschede", offline=True), offline=True)
    >>> result.base, result.counted
    (2020, ('vergrijzing',))
    """

    scores: Mapping[int, Scores]
    base: int | None
    counted: tuple[str, ...]
    how: pd.DataFrame
    meldingen: tuple[str, ...]

    @property
    def table(self) -> pd.DataFrame:
        """All years in one table: a row per ``buurtcode`` and ``jaar``.

        Columns ``buurtnaam``; ``p_<theme>`` (percentile in the reference, 0-100 with 100 unfavourable), for every theme
        with figures; ``stapeling`` and ``score`` of the themes that count; ``rang`` among the buurten of that year;
        ``reden_geen_rang``; and ``hoe``, as in `how`.

        Examples
        --------
        >>> import gezond_geo as gg
        >>> result = gg.score_years(gg.load_years("Enschede", offline=True), offline=True)
        >>> rows = result.table.set_index(["buurtcode", "jaar"])
        >>> rows.loc["BU01530603", "p_vergrijzing"].round(1).to_dict()
        {2020: 74.8, 2024: 74.8}
        """
        parts = []
        for year, scores in self.scores.items():
            percentiles = scores.themes.dropna(axis=1, how="all").add_prefix("p_")
            rows = scores.buurten[["buurtnaam"]].join([percentiles, scores.buurten[_OUTCOME]])
            parts.append(rows.assign(jaar=year, hoe=self.how[year]).rename_axis("buurtcode").reset_index())
        table = pd.concat(parts, ignore_index=True).sort_values(["buurtcode", "jaar"], ignore_index=True)
        columns = [f"p_{theme}" for theme in themes() if f"p_{theme}" in table]
        return table[["buurtcode", "buurtnaam", "jaar", *columns, *_OUTCOME, "hoe"]]


@checked(
    years=as_series_of_years,
    base=as_whole(1900, 2100),
    weights=as_mapping,
    threshold=as_number(),
    reference=as_reference,
    offline=as_flag,
    progress=as_call,
)
def score_years(
    years: Years,
    *,
    base: int | None = None,
    weights: Mapping[str, float] | None = None,
    threshold: float = THRESHOLD,
    reference: Reference | None = None,
    offline: bool | None = None,
    progress: Progress | None = None,
) -> YearScores:
    """Score every year against one fixed reference, so that all buurten can improve or worsen.

    A theme holds the same indicators in every year, as defined in the catalogue, each from one edition of one table. A
    theme that lacks one of them in a year is left out of that year and counts in no year, since scores of different
    years would measure different things. Ranks are within a year.

    Parameters
    ----------
    years
        Series.
    base
        Year whose national figures are the scale; defaults to the first year with counts of residents.
    weights, threshold
        As in `gezond_geo.score`; the same in every year.
    reference
        Scale to use instead of that of a year, such as ``nulmeting.data.reference``; it must be based on the same
        tables.
    offline, progress
        As in `gezond_geo.load`. Without national figures, those of 2020 in the package are used for the themes from the
        same table.

    Raises
    ------
    InputError
        When fewer than two years have counts of residents, or no theme with a weight has figures in all years.
    SettingsError
        When `base` has no national figures or is passed together with a reference, or as in `gezond_geo.score`.
    SourceError
        When the national figures of `base` cannot be read, and the package has none.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> result = gg.score_years(gg.load_years("Enschede", offline=True), offline=True)
    >>> list(result.scores)
    [2020, 2024]
    >>> [int((scores.themes["vergrijzing"] >= 80).sum()) for scores in result.scores.values()]
    [6, 10]
    """
    counts = years.figures[years.figures["id"].eq("inwoners") & years.figures["waarde"].notna()]
    usable = sorted({int(year) for year in counts["jaar"]})
    if len(usable) < 2:  # noqa: PLR2004 - two moments
        raise InputError(
            "Van minder dan twee jaren zijn inwoners geteld; lees meer jaren om scores naast elkaar te zetten."
        )
    if reference is not None and base is not None:
        raise SettingsError("Een eigen vergelijking heeft haar eigen jaar; geef geen basisjaar, of geen vergelijking.")
    apart: dict[str, str] = {}
    if reference is None:
        base = usable[0] if base is None else base
        with settings.offline_run(offline):
            if not settings.offline():
                http.start_run()
            reference, apart = _read_reference(base, progress)
    series = replace(years, figures=years.figures[~years.figures["id"].isin(apart)])
    data = {year: _data_of(series, year, reference) for year in usable}
    gaps = {theme: _find_gaps(theme, data, reference) for theme in themes()}
    theme_names = tuple(theme for theme, lacking in gaps.items() if not lacking)
    weighing = {theme: float(theme in theme_names) for theme in themes()} | {
        theme: weight for theme, weight in dict(weights or {}).items() if theme in theme_names or theme not in themes()
    }
    meldingen = _say_gaps(gaps, years, apart)
    if not any(weighing.values()):
        raise InputError(
            f"Geen thema dat weegt heeft cijfers van {join_words(list(map(str, usable)))}. {' '.join(meldingen)}"
        )
    scores = {year: score(own, weights=weighing, threshold=threshold) for year, own in data.items()}
    theme_names = tuple(scores[usable[0]].counted)
    return YearScores(
        scores=scores,
        base=base,
        counted=theme_names,
        how=_find_how(years, theme_names, usable),
        meldingen=tuple(meldingen),
    )


def say_year_scores(result: YearScores) -> list[str]:
    """Dutch sentences on the scale, the number of buurten above the threshold in each year, and caveats."""
    first = next(iter(result.scores.values()))
    scale = first.reference.label if result.base is None else f"Nederland in {result.base}"
    labels = [first.theme_info[theme].label.lower() for theme in result.counted]
    lines = [
        f"Scores van {join_words([str(year) for year in result.scores])} op één schaal ({scale}). Wat telt: "
        f"{join_words(labels)}. De schaal schuift niet mee: gaat het in heel Nederland beter of minder goed, dan "
        "schuiven alle buurten mee, en dat is geen uitkomst van een buurt.",
        *result.meldingen,
    ]
    threshold = first.settings["threshold"]
    above = format_number(threshold, int(threshold % 1 > 0))
    for theme in result.counted:
        tally = [
            f"{int((scores.themes[theme] >= threshold).sum())} in {year}" for year, scores in result.scores.items()
        ]
        lines.append(f"{first.theme_info[theme].label}, buurten vanaf {above}: {join_words(tally)}.")
    if len(result.counted) > 1:
        tally = [f"{int((scores.buurten['stapeling'] >= 2).sum())} in {year}" for year, scores in result.scores.items()]  # noqa: PLR2004 - a stack is two or more
        lines.append(f"Buurten waar twee of meer thema's stapelen: {join_words(tally)}.")
    modelled = [i.thema for i in first.indicator_info.values() if i.thema in result.counted and i.soort == "schatting"]
    lines += [f"{first.theme_info[theme].label}: {MODELLED}." for theme in result.counted if theme in modelled]
    lines.append("De rang is die onder de buurten van hetzelfde jaar, en zegt niet of het beter of minder goed gaat.")
    return lines


def _read_reference(base: int, progress: Progress | None) -> tuple[Reference, dict[str, str]]:
    """National reference of a year, and reasons why some indicators cannot be ranked in it."""
    uitgave = uitgave_of_year(base)
    try:
        return make_national_reference(uitgave, progress), {}
    except SourceError as failure:
        packaged = uitgave_of(snapshot.UITGAVE)
        if uitgave.id != packaged.id:
            raise SourceError(
                f"Voor een schaal van {base} zijn de landelijke cijfers van dat jaar nodig. {failure}"
            ) from failure
    own = {i.id: (packaged.table_of(i), uitgave.table_of(i)) for i in catalogue().values()}
    return national_reference(), {
        name: f"de meegeleverde vergelijking is van {before.id}, en de reeks van {after.id}"
        for name, (before, after) in own.items()
        if before is not None and after is not None and before.id != after.id
    }


def _data_of(years: Years, year: int, reference: Reference) -> Dataset:
    """Dataset of one year of the series, on the buurten of their division."""
    uitgave = uitgave_of_year(year)
    rows, around = (frame[frame["jaar"].eq(year)] for frame in (years.figures, years.comparison))
    names = years.figures.drop_duplicates("buurtcode").set_index("buurtcode")["buurtnaam"]
    wide = rows.pivot_table(index="buurtcode", columns="id", values="waarde").reindex(years.residents.index)
    wide.insert(0, "buurtnaam", names.reindex(wide.index))
    figures = Figures(
        buurten=wide,
        comparison=around.pivot_table(index="code", columns="id", values="waarde"),
        sources=years.sources.loc[years.sources.index.get_level_values("jaar") == year].droplevel("jaar"),
        points=pd.DataFrame(columns=["x", "y"], index=wide.index[:0], dtype="float64"),
    )
    nowhere: Boundaries = gpd.GeoSeries(index=wide.index[:0], crs=RD), pd.DataFrame(), []
    return join_parts(years.gemeente, (uitgave, figures, reference), nowhere, from_wijk=False)


def _find_gaps(theme: str, data: Mapping[int, Dataset], reference: Reference) -> dict[str, list[Indicator]]:
    """Missing indicators of a theme, by reason (Dutch)."""
    gaps: dict[str, list[Indicator]] = {}
    members, scale = theme_indicators(theme), reference.of(theme)
    for indicator in members:
        name = indicator.id
        without = [str(year) for year, own in data.items() if name not in own.buurten or own.buurten[name].isna().all()]
        if without:
            why = "geen reeks" if len(without) == len(data) else f"geen cijfer van {join_words(without)}"
            gaps.setdefault(why, []).append(indicator)
    if gaps or scale.covers(theme, members):
        return gaps
    return {"niet in wat ermee vergeleken wordt": members}


def _say_gaps(gaps: Mapping[str, dict[str, list[Indicator]]], years: Years, apart: Mapping[str, str]) -> list[str]:
    """Dutch sentences on the missing figures of each theme that does not count, and why."""
    lines = []
    for theme, lacking in gaps.items():
        reasons: dict[str, list[str]] = {}
        for why, indicators in lacking.items():
            for indicator in indicators:
                reason = apart[indicator.id] if indicator.id in apart and indicator.id in years.indicators else why
                reasons.setdefault(reason, []).append(indicator.label.lower())
        if reasons:
            parts = [f"{join_words(labels)} ({why})" for why, labels in reasons.items()]
            lines.append(f"{themes()[theme].label} telt niet mee door {'; '.join(parts)}.")
    return lines


def _find_how(years: Years, theme_names: Collection[str], usable: list[int]) -> pd.DataFrame:
    """How the counting figures were carried over to each buurt in each year: the least certain of them."""
    indicators = catalogue()
    names = {i.teller or i.id for theme in theme_names for i in theme_indicators(theme)} & {*indicators}
    rows = years.figures[years.figures["id"].isin(names) & years.figures["jaar"].isin(usable)]
    rank = rows.assign(rank=rows["hoe"].map(_HOW.index)).pivot_table("rank", "buurtcode", "jaar", aggfunc="max")
    return rank.reindex(index=years.residents.index).map(lambda at: _HOW[int(at)], na_action="ignore")
