"""The stacked score: theme percentiles, the number of stacked themes, and a score to rank by.

The steps follow ``docs/score.md``; each is a separate function.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo._validate import as_dataset, as_limits, as_mapping, as_number, as_reference, checked, level_of
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.aggregation import arithmetic_mean
from gezond_geo.indicators.catalogue import subthemes
from gezond_geo.indicators.limits import Limits
from gezond_geo.indicators.normalisation import transform_exponential
from gezond_geo.indicators.reference import Reference, decimals_of
from gezond_geo.io.dutch import count_of, format_number, join_words
from gezond_geo.io.summary import Summarised, Summary
from gezond_geo.scores.remarks import find_remarks, say_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator, Theme


THRESHOLD = 80
"""Default percentile from which a theme stacks."""


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Scores(Summarised):
    """Result of `score`.

    Attributes
    ----------
    buurten : Frame with the index of `Dataset.buurten`: ``buurtnaam``, ``stapeling`` (number of themes at or above the
        threshold),
        ``op_de_grens`` (ids of the themes near it, separated by spaces), ``score`` (0-100), ``rang`` (1 is the highest
        score, ties share the lowest), ``volledigheid`` (percent of the counted indicators that have a value), ``grof``,
        ``reden_geen_waarde``, ``reden_geen_rang`` and ``kanttekening`` (Dutch, empty when there is none).
    themes : Frame of theme percentiles, 0-100 with 100 unfavourable, a column per theme with a reference.
    subthemes : Frame of sub-theme percentiles, 0-100 with 100 unfavourable: differences that the mean of a theme hides.
        A column per sub-theme that is in the reference and whose indicators all count in its theme; sub-themes
        themselves never count.
    indicators : Frame of indicator percentiles, 0-100 with 100 unfavourable.
    contributions : Frame with columns ``(theme, indicator)`` that add up to ``score``.
    settings : Threshold, weights and limits.
    reference : Reference of the percentiles.
    unmeasured : Ids of the themes without figures for this gemeente, which do not count.
    theme_info : Definition of each theme, by id: `Dataset.themes`.
    indicator_info : Definition of each indicator, by id: `Dataset.indicators`.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> scores = gg.score(data)
    >>> scores.themes.loc["BU01530301"].round().to_dict()
    {'gezondheid': 87.0, 'inkomen': 95.0, 'vergrijzing': 34.0, 'verstening': 55.0}
    """

    buurten: pd.DataFrame
    themes: pd.DataFrame
    subthemes: pd.DataFrame
    indicators: pd.DataFrame
    contributions: pd.DataFrame
    settings: dict[str, Any] = field(default_factory=dict)
    reference: Reference
    unmeasured: tuple[str, ...] = ()
    theme_info: Mapping[str, Theme]
    indicator_info: Mapping[str, Indicator]

    def _summary(self) -> Summary:
        ranked = self.buurten["rang"].count()
        highest = self.buurten.nsmallest(3, "rang")
        counts = [count_of(int(number), "thema", "thema's") for number in highest["stapeling"]]
        names = [f"{name} ({count})" for name, count in zip(highest["buurtnaam"], counts, strict=True)]
        labels = [self.theme_info[theme].label.lower() for theme in self.counted]
        facts = [
            f"wat telt: {join_words(labels)}; een thema telt mee vanaf {self.settings['threshold']:g}",
            f"{ranked} van {len(self.buurten)} hebben een rang; de hoogste score: {join_words(names) or 'geen'}",
            f"vergeleken met {self.reference.label}",
        ]
        steps = ["scores.buurten", "sure = gg.assess_robustness(data, scores)", "gg.results(data, scores, sure=sure)"]
        return Summary(f"Scores van {len(self.buurten)} {level_of(self.buurten)}", facts, steps=steps)

    @property
    def counted(self) -> list[str]:
        """Themes that are measured and have a positive weight."""
        return [t for t in self.theme_info if self.settings["weights"][t] > 0 and t not in self.unmeasured]


@checked(data=as_dataset, weights=as_mapping, threshold=as_number(), reference=as_reference, limits=as_limits)
def score(
    data: Dataset,
    *,
    weights: Mapping[str, float] | None = None,
    threshold: float = THRESHOLD,
    reference: Reference | None = None,
    limits: Limits | None = None,
) -> Scores:
    """Compute theme percentiles, stacking, score and rank.

    Parameters
    ----------
    data
        Figures and reference.
    weights
        Weight per theme id; 1 for a theme not listed. A theme with weight 0 neither counts nor stacks.
    threshold
        Percentile from which a theme stacks.
    reference
        Reference to use instead of that of the data, such as the gemeente itself. A theme that has a separate reference
        in the data keeps it, unless this reference holds the theme with all its counting indicators.
    limits
        Minimum number of residents per output.

    Returns
    -------
    Scores
        Aligned to ``data.buurten``, which is unchanged.

    Raises
    ------
    SettingsError
        When a weight is negative or belongs to an unknown theme, all weights are zero, or the threshold is not within
        0-100.
    InputError
        When no theme with a weight has figures.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> scores = gg.score(data)
    >>> scores.buurten.loc["BU01530301", ["stapeling", "rang"]].to_dict()
    {'stapeling': 2.0, 'rang': 19.0}
    >>> gg.score(data, weights={"vergrijzing": 0}).counted
    ['gezondheid', 'inkomen', 'verstening']
    """
    within = Limits() if limits is None else limits
    comparison = _choose_reference(data, reference)
    members = {t: data.members(t) for t in data.themes}
    weighing = _check_weights(weights, data.themes)
    _check_threshold(threshold)
    columns = [i for i in data.indicators if i in data.buurten]
    figures = pd.DataFrame(data.buurten[columns]).where(data.buurten["inwoners"] >= within.value)
    measured = [
        t for t, those in members.items() if those and all(_is_measured(i, figures, comparison.of(t)) for i in those)
    ]
    indicators = _place_indicators(data, figures, comparison)
    percentiles = pd.DataFrame(
        {t: _place_theme(t, members[t], indicators, comparison.of(t)) if t in measured else np.nan for t in members},
        index=figures.index,
    )
    themes = [t for t in measured if weighing[t] > 0]
    if not themes:
        raise InputError(f"Van {data.gemeente.naam} zijn er voor geen enkel thema cijfers; geef er meer mee.")
    remarks = _describe(data, within, indicators, percentiles[themes])
    return Scores(
        buurten=_rank(
            data,
            remarks,
            percentiles[themes],
            pd.Series(weighing)[themes],
            threshold=threshold,
            limits=within,
        ),
        themes=percentiles,
        subthemes=_place_subthemes(data, measured, indicators, comparison),
        indicators=indicators,
        contributions=explain(percentiles[themes], indicators, pd.Series(weighing)[themes], members),
        settings={"threshold": threshold, "weights": weighing, "limits": asdict(within)},
        reference=comparison,
        unmeasured=tuple(t for t in members if t not in measured),
        theme_info=data.themes,
        indicator_info=data.indicators,
    )


def _rank(
    data: Dataset,
    remarks: pd.DataFrame,
    percentiles: pd.DataFrame,
    weights: pd.Series[float],
    *,
    threshold: float,
    limits: Limits,
) -> pd.DataFrame:
    """Stack, weight and rank the counted themes; buurten with a reason in `remarks` have no rank."""
    totals = arithmetic_mean(percentiles.apply(transform_exponential), weights)
    can_rank = remarks["reden_geen_rang"].eq("")
    outcome = pd.DataFrame(
        {
            "buurtnaam": data.buurten["buurtnaam"],
            "stapeling": stack(percentiles, threshold).where(data.buurten["inwoners"] >= limits.rank),
            "op_de_grens": near_threshold(percentiles, threshold, limits.border),
            "score": totals,
            "rang": totals.where(can_rank).rank(method="min", ascending=False),
        }
    )
    return outcome.join(remarks)


def check_scores(data: Dataset, scores: Scores) -> None:
    """Refuse scores that belong to other data.

    Raises
    ------
    InputError
        When the buurten of the scores are not those of the data.
    """
    if not scores.buurten.index.equals(data.buurten.index):
        raise InputError("De scores horen niet bij deze gegevens; geef scores die ermee gemaakt zijn.")


def stack(percentiles: pd.DataFrame, threshold: float) -> pd.Series[float]:
    """Number of themes at or above the threshold; NaN where any theme is missing.

    A count of flags, which needs no weights (CDC/ATSDR 2018, *Social Vulnerability Index documentation*).
    """
    return (percentiles >= threshold).sum(axis=1).astype("float64").where(percentiles.notna().all(axis=1))


def near_threshold(percentiles: pd.DataFrame, threshold: float, border: float) -> pd.Series[str]:
    """Themes within some points of the threshold on either side, separated by spaces; empty without any."""
    near = ((percentiles - threshold).abs() <= border).to_numpy().tolist()
    names = percentiles.columns.astype(str).tolist()
    return pd.Series([" ".join(compress(names, row)) for row in near], index=percentiles.index, dtype="object")


def explain(
    percentiles: pd.DataFrame,
    indicators: pd.DataFrame,
    weights: pd.Series[float],
    members: Mapping[str, Iterable[Indicator]],
) -> pd.DataFrame:
    """Decompose the score into contributions of themes and indicators.

    Each theme contributes ``w E / sum(w)``; within it, the contribution is divided over indicators in proportion to
    their percentiles, since they have equal weights.

    Parameters
    ----------
    percentiles
        Percentile per counted theme, 0-100.
    indicators
        Percentile per indicator, 0-100 with 100 unfavourable.
    weights
        Weight per counted theme.
    members
        Indicators that count, by theme.

    Returns
    -------
    DataFrame
        Columns ``(theme, indicator)``; each row adds up to the score.
    """
    shared: dict[tuple[str, str], NDArray[np.float64]] = {}
    for theme in percentiles.columns.astype(str):
        points = (transform_exponential(percentiles[theme]) * weights[theme] / weights.sum()).to_numpy()[:, np.newaxis]
        names = [i.id for i in members[theme]]
        within = indicators[names].to_numpy()
        total = within.sum(axis=1)[:, np.newaxis]
        # Where all percentiles are 0, shares are equal.
        parts = np.where(total == 0, points / len(names), points * within / np.where(total == 0, 1, total))
        shared |= {(theme, name): part for name, part in zip(names, parts.T, strict=True)}
    return pd.DataFrame(shared, index=percentiles.index)


def _choose_reference(data: Dataset, choice: Reference | None) -> Reference:
    """Reference to use: a theme with a separate reference keeps it, where necessary."""
    if choice is None:
        return data.reference
    apart = {t: other for t, other in data.reference.apart.items() if not choice.covers(t, data.members(t))}
    return replace(choice, apart=apart | dict(choice.apart))


def _is_measured(indicator: Indicator, figures: pd.DataFrame, reference: Reference) -> bool:
    return indicator.id in figures and bool(figures[indicator.id].notna().any()) and indicator.id in reference


def _place_indicators(data: Dataset, figures: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """Percentile of each indicator with an unfavourable end and a reference."""
    members = [i for i in data.indicators.values() if i.ongunstig and i.id in reference.of(i.thema) and i.id in figures]
    positions = {i.id: reference.of(i.thema).position(i, figures[i.id]) for i in members}
    return pd.DataFrame(positions, index=figures.index)


def _place_theme(
    theme: str, members: Iterable[Indicator], indicators: pd.DataFrame, reference: Reference
) -> pd.Series[float]:
    """Percentile of the mean of a theme or sub-theme, from the percentiles of its indicators."""
    mean = arithmetic_mean(indicators[[i.id for i in members]]).round(decimals_of(theme))
    return reference.percentile(theme, mean.rename(theme))


def _place_subthemes(
    data: Dataset, measured: Iterable[str], indicators: pd.DataFrame, reference: Reference
) -> pd.DataFrame:
    columns = {}
    for subtheme in subthemes().values():
        theme = subtheme.thema
        by_id = {i.id: i for i in data.members(theme)} if theme in measured else {}
        if by_id.keys() >= set(subtheme.leden) and subtheme.id in reference.of(theme):
            members = [by_id[name] for name in subtheme.leden]
            columns[subtheme.id] = _place_theme(subtheme.id, members, indicators, reference.of(theme))
    return pd.DataFrame(columns, index=indicators.index)


def _check_threshold(threshold: float) -> None:
    if not 1 <= threshold <= 100:  # noqa: PLR2004 - percent
        raise SettingsError(
            f"De drempel {format_number(threshold, 2)} is geen percentiel van 1 tot 100; kies bijvoorbeeld 80."
        )


def _check_weights(weights: Mapping[str, float] | None, names: Iterable[str]) -> dict[str, float]:
    by_name = {} if weights is None else dict(weights)
    if unknown := [t for t in by_name if t not in names]:
        raise SettingsError(f"Er is geen thema {unknown[0]!r} om te wegen; kies uit: {', '.join(names)}.")
    try:
        full = {t: float(by_name.get(t, 1)) for t in names}
    except (TypeError, ValueError):
        full = {}
    if any(not 0 <= w < np.inf for w in full.values()) or not any(full.values()):
        raise SettingsError("Gewichten zijn getallen van 0 of meer, en minstens een is groter dan 0.")
    return full


def _describe(data: Dataset, limits: Limits, indicators: pd.DataFrame, percentiles: pd.DataFrame) -> pd.DataFrame:
    """Completeness, and in Dutch why a buurt has no value or rank, and caveats on its figures."""
    residents = data.buurten["inwoners"].to_numpy(dtype="float64")
    small = ~(residents >= limits.value)
    no_value = np.where(small, f"minder dan {limits.value} inwoners: geen cijfers", "").astype(object)
    reasons = no_value.copy()

    def give(text: str, where: NDArray[np.bool_]) -> None:
        reasons[where & (reasons == "")] = text

    for theme in percentiles:
        label = data.themes[str(theme)].label.lower()
        give(f"geen volledig cijfer voor {label}: geen rang", percentiles[theme].isna().to_numpy())
    give(f"minder dan {limits.rank} inwoners: geen rang", residents < limits.rank)
    if data.unranked:
        give(f"{data.unranked}: geen rang", ~small)
    members = [i for t in percentiles for i in data.members(str(t))]
    from_wijk = data.from_wijk.reindex(index=data.buurten.index, columns=[i.id for i in members], fill_value=False)
    give("cijfers van de hele wijk: geen rang", from_wijk.any(axis=1).to_numpy(dtype=bool))
    years = f"{data.year_of('inwoners')}–{data.year_of('inwoners_later')}"
    give(f"buurt veranderd van grens of code {years}: geen rang", data.boundary_changed().to_numpy())
    for row, change in enumerate(say_change(data, limits)):
        if change and not reasons[row]:
            reasons[row] = f"{change}, te veel veranderd voor een rang"
    return pd.DataFrame(
        {
            "volledigheid": indicators[[i.id for i in members]].notna().mean(axis=1) * 100,
            "grof": (residents < limits.coarse) & ~small,
            "reden_geen_waarde": no_value,
            "reden_geen_rang": reasons,
            "kanttekening": find_remarks(data, members, limits, reasons),
        },
        index=data.buurten.index,
    )
