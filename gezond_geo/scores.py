"""The stacked score: theme percentiles, how many themes stack, and one score to order by.

The steps are those of the page ``docs/score.md``; each is a function of its own.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.errors import InputError, SettingsError
from gezond_geo.reference import MIN_RESIDENTS, Reference, theme_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gezond_geo.dataset import Dataset
    from gezond_geo.indicators import Indicator, Theme

IMD_SCALE = 23.0
"""Constant of the exponential transform: cancels out about 10 % more than a plain mean would (IMD 2019)."""

STUDENT_SHARE = 40.0
"""Percent of residents of 15 to 25 from which income says little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From how many residents what is given.

    Attributes
    ----------
    value : Residents from which a buurt has percentiles and a score.
    rank : Residents from which it has a rank and stacks.
    coarse : Residents under which its figures are labelled ``grof``.
    change : Percent by which residents may have changed since the figures before it has no rank.
    border : Points around the threshold within which a theme is on the border.
    """

    value: int = MIN_RESIDENTS
    rank: int = 400
    coarse: int = 1000
    change: float = 15.0
    border: float = 5.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scores:
    """Result of `score`.

    Attributes
    ----------
    buurten : Frame with the index of `Dataset.buurten`: ``stapeling`` (number of themes at or above the threshold),
        ``op_de_grens`` (ids of the themes near it, space between), ``score`` (0-100), ``rang`` (1 is the highest score,
        ties share the lowest), ``volledigheid`` (percent of the counted indicators that have a value), ``grof``,
        ``reden_geen_waarde``, ``reden_geen_rang`` and ``kanttekening`` (Dutch, empty when there is none).
    themes : Frame of theme percentiles, 0-100 with 100 unfavourable, a column per theme with a reference.
    indicators : Frame of indicator percentiles, 0-100 with 100 unfavourable.
    contributions : Frame with columns ``(theme, indicator)`` that add up to ``score``.
    settings : Threshold, weights and limits.
    reference : What percentiles are taken from.
    unmeasured : Ids of the themes without figures for this gemeente; they do not count.
    theme_info : What each theme is, by id: `Dataset.themes`.
    indicator_info : What each indicator is, by id: `Dataset.indicators`.
    """

    buurten: pd.DataFrame
    themes: pd.DataFrame
    indicators: pd.DataFrame
    contributions: pd.DataFrame
    settings: dict[str, Any] = field(default_factory=dict)
    reference: Reference
    unmeasured: tuple[str, ...] = ()
    theme_info: Mapping[str, Theme]
    indicator_info: Mapping[str, Indicator]

    @property
    def counted(self) -> list[str]:
        """Themes that are measured and weigh more than nothing."""
        return [t for t in self.theme_info if self.settings["weights"][t] > 0 and t not in self.unmeasured]


def score(
    data: Dataset,
    *,
    weights: Mapping[str, float] | None = None,
    threshold: float = 80,
    reference: Reference | None = None,
    limits: Limits | None = None,
) -> Scores:
    """Compute theme percentiles, stacking, score and rank.

    Parameters
    ----------
    data
        Figures and reference.
    weights
        Weight per theme id; a theme that is not named weighs 1, and one of weight 0 neither counts nor stacks.
    threshold
        Percentile from which a theme stacks.
    reference
        Another reference than that of the data, such as the gemeente itself. A theme that the data compare with
        something else keeps that, unless this reference holds the theme with all that counts in it.
    limits
        From how many residents what is given.

    Returns
    -------
    Scores
        Aligned to ``data.buurten``, which is not changed.

    Raises
    ------
    SettingsError
        When a weight is negative or of an unknown theme, all weights are zero, or the threshold is not within 0-100.
    InputError
        When no theme that weighs has figures.
    """
    within = limits or Limits()
    used = _choose_reference(data, reference)
    members = {t: data.members(t) for t in data.themes}
    weighing = _check_weights(weights, data.themes)
    if not 0 < threshold <= 100:  # noqa: PLR2004 - percent
        raise SettingsError(f"De drempel {threshold:g} ligt niet tussen 0 en 100; kies bijvoorbeeld 80.")
    columns = [i for i in data.indicators if i in data.buurten]
    figures = pd.DataFrame(data.buurten[columns]).where(data.buurten["inwoners"] >= within.value)
    measured = [t for t, those in members.items() if those and all(_is_measured(i, figures, used.of(t)) for i in those)]
    placed = {
        i.id: used.of(i.thema).position(i, figures[i.id])
        for i in data.indicators.values()
        if i.ongunstig and i.id in used.of(i.thema) and i.id in figures
    }
    percentiles = pd.DataFrame(
        {t: _place_theme(t, members[t], figures, used.of(t)) if t in measured else np.nan for t in members},
        index=figures.index,
    )
    indicators = pd.DataFrame(placed, index=figures.index)
    counted = [t for t in measured if weighing[t] > 0]
    if not counted:
        raise InputError(f"Van {data.gemeente.naam} zijn er voor geen enkel thema cijfers; geef er meer mee.")
    totals = combine(percentiles[counted].apply(transform_exponential), pd.Series(weighing)[counted])
    frame = _describe(data, within, indicators, percentiles[counted])
    can_rank = frame["reden_geen_rang"].eq("")
    frame.insert(0, "stapeling", stack(percentiles[counted], threshold).where(data.buurten["inwoners"] >= within.rank))
    frame.insert(1, "op_de_grens", near_threshold(percentiles[counted], threshold, within.border))
    frame.insert(2, "score", totals)
    frame.insert(3, "rang", totals.where(can_rank).rank(method="min", ascending=False))
    return Scores(
        buurten=frame,
        themes=percentiles,
        indicators=indicators,
        contributions=explain(percentiles[counted], indicators, pd.Series(weighing)[counted], members),
        settings={"threshold": threshold, "weights": weighing, "limits": asdict(within)},
        reference=used,
        unmeasured=tuple(t for t in members if t not in measured),
        theme_info=data.themes,
        indicator_info=data.indicators,
    )


def transform_exponential(percentiles: pd.Series[float]) -> pd.Series[float]:
    """Stretch the unfavourable end, so that a high percentile in one theme is not cancelled by a low one in another.

    ``E = -23 ln(1 - R (1 - exp(-100 / 23)))`` with R the percentile over 100: the exponential transformation of the
    English Indices of Deprivation (McLennan et al. 2019, *Technical report*, section 3.7).

    Parameters
    ----------
    percentiles
        0-100.

    Returns
    -------
    Series
        0-100, the index of `percentiles`.
    """
    stretched: pd.Series[float] = -IMD_SCALE * np.log(1 - percentiles / 100 * (1 - np.exp(-100 / IMD_SCALE)))
    return stretched


def combine(parts: pd.DataFrame, weights: pd.Series[float]) -> pd.Series[float]:
    """Weighted arithmetic mean of the columns; NaN where one of them is missing (OECD/JRC 2008, *Handbook*, step 6).

    Returns
    -------
    Series
        The index of `parts`, in its unit.
    """
    return (parts * weights).sum(axis=1, skipna=False) / weights.sum()


def stack(percentiles: pd.DataFrame, threshold: float) -> pd.Series[float]:
    """Count the themes at or above the threshold; NaN where one of them is missing.

    A count of flags needs no weights (CDC/ATSDR 2018, *Social Vulnerability Index documentation*).
    """
    return (percentiles >= threshold).sum(axis=1).astype("float64").where(percentiles.notna().all(axis=1))


def near_threshold(percentiles: pd.DataFrame, threshold: float, border: float) -> pd.Series[str]:
    """Name the themes within some points of the threshold, on either side, with spaces between; empty when none is."""
    near = (percentiles - threshold).abs() <= border
    return pd.Series(
        [" ".join(percentiles.columns[row]) for row in near.to_numpy()], index=percentiles.index, dtype="object"
    )


def explain(
    percentiles: pd.DataFrame,
    indicators: pd.DataFrame,
    weights: pd.Series[float],
    members: Mapping[str, Iterable[Indicator]],
) -> pd.DataFrame:
    """Share the score out over themes and indicators.

    Each theme contributes ``w E / sum(w)``; within it, indicators share in proportion to their percentile, since they
    weigh the same.

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
    shared = {}
    for theme in percentiles.columns.astype(str):
        given = transform_exponential(percentiles[theme]) * weights[theme] / weights.sum()
        within = indicators[[i.id for i in members[theme]]]
        for name in within:
            shared[theme, name] = given * within[name] / within.sum(axis=1, skipna=False)
    return pd.DataFrame(shared, index=percentiles.index)


def _choose_reference(data: Dataset, given: Reference | None) -> Reference:
    """Give what to compare with: a theme that is compared with something else stays so, when it has to."""
    if given is None:
        return data.reference
    kept = {t: other for t, other in data.reference.apart.items() if not given.covers(t, data.members(t))}
    return replace(given, apart=kept | dict(given.apart))


def _is_measured(indicator: Indicator, figures: pd.DataFrame, reference: Reference) -> bool:
    return indicator.id in figures and bool(figures[indicator.id].notna().any()) and indicator.id in reference


def _place_theme(
    theme: str, members: Iterable[Indicator], figures: pd.DataFrame, reference: Reference
) -> pd.Series[float]:
    return reference.percentile(theme, theme_mean(theme, members, figures, reference))


def _check_weights(weights: Mapping[str, float] | None, known: Iterable[str]) -> dict[str, float]:
    given = dict(weights or {})
    if unknown := [t for t in given if t not in known]:
        raise SettingsError(f"Er is geen thema {unknown[0]!r} om te wegen; kies uit: {', '.join(known)}.")
    full = {t: float(given.get(t, 1)) for t in known}
    if any(not 0 <= w < np.inf for w in full.values()) or not any(full.values()):
        raise SettingsError("Gewichten zijn getallen van 0 of meer, en minstens een is groter dan 0.")
    return full


def _describe(data: Dataset, limits: Limits, indicators: pd.DataFrame, percentiles: pd.DataFrame) -> pd.DataFrame:
    """Completeness, and in Dutch why a buurt has no value or rank, and what its figures hide."""
    buurten = data.buurten
    residents = buurten["inwoners"]
    small = ~(residents >= limits.value)
    no_value = pd.Series("", index=buurten.index).mask(small, f"minder dan {limits.value} inwoners: geen cijfers")
    reasons = no_value.copy()
    later = data.change_since_figures()
    for theme in percentiles:
        lacking = percentiles[theme].isna() & reasons.eq("")
        label = data.themes[str(theme)].label.lower()
        reasons = reasons.mask(lacking, f"geen volledig cijfer voor {label}: geen rang")
    reasons = reasons.mask(reasons.eq("") & (residents < limits.rank), f"minder dan {limits.rank} inwoners: geen rang")
    members = [i for t in percentiles for i in data.members(str(t))]
    borrowed = data.from_wijk.reindex(index=buurten.index, columns=[i.id for i in members], fill_value=False)
    reasons = reasons.mask(reasons.eq("") & borrowed.any(axis=1), "cijfers van de hele wijk: geen rang")
    years = f"{data.year_of('inwoners')}–{data.year_of('inwoners_later')}"
    moved = reasons.eq("") & data.boundary_changed()
    reasons = reasons.mask(moved, f"buurt veranderd van grens of code {years}: geen rang")
    changed = reasons.eq("") & (later.abs() > limits.change)
    words = [
        f"inwoners {years}: {'+' if c > 0 else '−'}{abs(c):.0f} %, te veel veranderd voor een rang"
        for c in later.fillna(0)
    ]
    reasons = reasons.mask(changed, pd.Series(words, index=buurten.index))
    return pd.DataFrame(
        {
            "volledigheid": indicators[[i.id for i in members]].notna().mean(axis=1) * 100,
            "grof": (residents < limits.coarse) & ~small,
            "reden_geen_waarde": no_value,
            "reden_geen_rang": reasons,
            "kanttekening": _remarks(data, members, limits, small),
        },
        index=buurten.index,
    )


def _remarks(data: Dataset, members: Iterable[Indicator], limits: Limits, small: pd.Series[bool]) -> pd.Series[str]:
    """Say what the figures of a buurt hide; the photo is no longer of interest once stone has been measured."""
    buurten = data.buurten
    photo = data.change_since_photo().abs() > limits.change
    remarks = {
        "studentenbuurt, inkomen zegt weinig": buurten["aandeel_15_24"] >= STUDENT_SHARE,
        "sinds de luchtfoto veranderd": photo & ("steen" not in data.own),
        f"minder dan {limits.coarse} inwoners: grove cijfers": buurten["inwoners"] < limits.coarse,
    }
    for theme in [*data.themes, None]:
        told = [i.id for i in data.indicators.values() if i.thema == theme and i.id in data.from_wijk]
        what = "andere cijfers" if theme is None else data.themes[theme].label.lower()
        borrowed = data.from_wijk.reindex(index=buurten.index, columns=told, fill_value=False).any(axis=1)
        remarks[f"{what} van de hele wijk"] = borrowed
    dated = {f"{i.label.lower()}: cijfer van {data.year_of(i.id)}" for i in members if data.is_dated(i.id)}
    everywhere = pd.Series(data=True, index=buurten.index)
    remarks |= {f"{text}, de andere van {data.year_of('inwoners')}": everywhere for text in sorted(dated)}
    return pd.Series(
        ["; ".join(text for text, mask in remarks.items() if mask[code] and not small[code]) for code in buurten.index],
        index=buurten.index,
        dtype="object",
    )
