"""Where indicators overlap: correlations, effective dimensions, and the ranking without each theme.

The JRC calls this the statistical coherence of a composite indicator (OECD/JRC 2008, *Handbook on Constructing
Composite Indicators*, step 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo._validate import as_dataset, as_scores, checked
from gezond_geo.indicators.limits import MIN_BUURTEN, Limits
from gezond_geo.io.dutch import count_of, format_number, join_words
from gezond_geo.scores.scores import Scores, check_scores, score
from gezond_geo.scores.standard_errors import is_modelled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.dataset.dataset import Dataset

STRONG = 0.9
"""Correlation from which two themes count as one story; this bound and the two below are those of COINr's plot_corr."""

WEAK = 0.3
"""Correlation up to which two themes count as hardly related."""

OPPOSED = -0.4
"""Correlation at or below which two themes count as opposed."""

_DECIMALS = 2
"""Decimals of a correlation, as shown and as compared with the bounds."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Coherence:
    """Result of `assess_coherence`.

    Attributes
    ----------
    buurten : Number of buurten in the correlations: those with all counted themes.
    themes : Spearman correlations between the counted themes, -1 to 1; NaN under `MIN_BUURTEN`.
    indicators : The same between the counted indicators.
    theme_dimensions : Effective number of dimensions of the themes, from 1 to their number.
    indicator_dimensions : The same for the indicators.
    ranks : Frame with the index of `Dataset.buurten`: ``rang`` with all themes, and ``zonder_<theme>`` per counted
        theme.
    shifts : Change in ranks when each theme is left out; see `measure_shifts`.
    """

    buurten: int
    themes: pd.DataFrame
    indicators: pd.DataFrame
    theme_dimensions: float
    indicator_dimensions: float
    ranks: pd.DataFrame
    shifts: pd.DataFrame


@checked(data=as_dataset, scores=as_scores)
def assess_coherence(data: Dataset, scores: Scores | None = None) -> Coherence:
    """Measure how far themes and indicators overlap.

    Parameters
    ----------
    data
        Figures and reference.
    scores
        Scores of these data; defaults to ``score(data)``.

    Raises
    ------
    InputError
        When the scores belong to other data.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> coherence = gg.assess_coherence(data)
    >>> float(coherence.themes.loc["gezondheid", "inkomen"].round(2))
    0.93
    >>> round(coherence.theme_dimensions, 1)
    2.4
    """
    scored = score(data) if scores is None else scores
    check_scores(data, scored)
    percentiles = scored.themes[scored.counted].dropna()
    members = [i.id for t in scored.counted for i in data.members(t)]
    themes, indicators = correlate(percentiles), correlate(scored.indicators.loc[percentiles.index, members])
    ranks = rank_without(data, scored)
    return Coherence(
        buurten=len(percentiles),
        themes=themes,
        indicators=indicators,
        theme_dimensions=effective_dimensions(themes),
        indicator_dimensions=effective_dimensions(indicators),
        ranks=ranks,
        shifts=measure_shifts(ranks),
    )


def correlate(percentiles: pd.DataFrame) -> pd.DataFrame:
    """Rank correlations between the columns (Spearman 1904), over the rows without missing values.

    Each buurt has the same weight, since it is buurten that are ranked: overlap between two themes affects the rank of
    a small buurt as much as that of a large one.

    Parameters
    ----------
    percentiles
        A row per buurt, a column per theme or indicator, all with the unfavourable end on the same side.

    Returns
    -------
    DataFrame
        -1 to 1, with the columns of `percentiles` as index and columns; NaN under `MIN_BUURTEN` rows, and for a
        constant column.
    """
    return percentiles.dropna().corr(method="spearman", min_periods=MIN_BUURTEN)


def effective_dimensions(correlations: pd.DataFrame) -> float:
    """Effective number of dimensions: the participation ratio ``(Σλ)² / Σλ²`` of the eigenvalues.

    λ are the eigenvalues of the correlation matrix (Bretherton et al. 1999, *Journal of Climate* 12, 1990-2009; Del
    Giudice 2021, *Multivariate Behavioral Research* 56(3), 527-542, who calls it n2). Their sum equals the trace, and
    the sum of their squares that of all squared correlations.

    Returns
    -------
    float
        1 when all columns are perfectly correlated, their number when none are correlated; NaN when a correlation is
        missing.
    """
    matrix = correlations.to_numpy(dtype="float64")
    return float(np.trace(matrix) ** 2 / np.square(matrix).sum()) if matrix.size else np.nan


def rank_without(data: Dataset, scores: Scores) -> pd.DataFrame:
    """Table of the ranks with all themes, and with each counted theme left out.

    Returns
    -------
    DataFrame
        The index of ``data.buurten``: ``rang`` and ``zonder_<theme>``, the rank from `score` with that theme at weight
        0, so that a buurt which lacks only that theme has a rank there. Only ``rang`` when one theme counts.
    """
    left_out = scores.counted if len(scores.counted) > 1 else []
    return compare_ranks({"rang": scores} | {f"zonder_{theme}": _without(data, scores, theme) for theme in left_out})


def compare_ranks(variants: Mapping[str, Scores]) -> pd.DataFrame:
    """Table of the ranks by several scores of the same buurten, such as one with age-standardised health.

    Returns
    -------
    DataFrame
        A column per name, with the index of the first score.
    """
    return pd.DataFrame({name: scores.buurten["rang"] for name, scores in variants.items()})


def measure_shifts(ranks: pd.DataFrame) -> pd.DataFrame:
    """Differences between the ranks of each column and those of the first.

    Returns
    -------
    DataFrame
        A row per other column: ``gemiddeld`` and ``grootst`` (ranks, up or down) over the buurten that have both, and
        ``buurt`` (code of the one that moves most; the first in case of ties, empty when none moves).
    """
    moved = ranks.iloc[:, 1:].sub(ranks.iloc[:, 0], axis=0).abs()
    rows = {
        str(name): {
            "gemiddeld": shift.mean(),
            "grootst": shift.max(),
            "buurt": shift.idxmax() if shift.max() > 0 else "",
        }
        for name, shift in moved.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["gemiddeld", "grootst", "buurt"])


def say_coherence(data: Dataset, scores: Scores, coherence: Coherence) -> list[str]:
    """Dutch sentences on what overlaps: one per finding, with its basis.

    Correlations are rounded to two decimals, as shown, before they are compared with `STRONG`, `WEAK` and `OPPOSED`.
    """
    if coherence.buurten < MIN_BUURTEN:
        number = count_of(coherence.buurten, "buurt", "buurten")
        return [f"Over {number} is geen samenhang te berekenen: daarvoor zijn er {MIN_BUURTEN} of meer nodig."]
    names = {theme: scores.theme_info[theme].label for theme in scores.counted}
    matrix = coherence.themes.round(_DECIMALS)
    lines = [_say_pair(names[a], names[b], matrix[a][b]) for a, b in combinations(names, 2)]
    lines += [_say_apart(names[t], matrix[t].drop(t).dropna()) for t in names if pd.notna(matrix[t][t])]
    lines += [_say_constant(names[t]) for t in names if pd.isna(matrix[t][t])]
    lines += [_say_themes(list(names.values()), coherence.theme_dimensions)]
    lines += [_say_dimensions(len(coherence.indicators), "indicatoren", coherence.indicator_dimensions)]
    lines += [_say_shift(data, names[t], coherence.shifts.T[f"zonder_{t}"]) for t in names if len(names) > 1]
    lines += [_say_modelled(data, names)]
    if len(coherence.indicators) > 1:
        lines.append(
            f"Samenhang is de rangcorrelatie over de {format_number(coherence.buurten)} buurten met alle thema's, van "
            "−1 tot 1; elke buurt telt even zwaar."
        )
    return [line for line in lines if line]


def _without(data: Dataset, scores: Scores, theme: str) -> Scores:
    settings = scores.settings
    weights = {**settings["weights"], theme: 0}
    limits = Limits(**settings["limits"])
    return score(data, weights=weights, threshold=settings["threshold"], reference=scores.reference, limits=limits)


def _say_pair(one: str, other: str, correlation: float) -> str:
    """Dutch sentence on the correlation of two themes; empty when it is weak."""
    pair, number = f"{one} en {other.lower()}", format_number(correlation, _DECIMALS)
    if correlation >= STRONG:
        return f"{pair} hangen sterk samen ({number}): twee thema's zijn hier vaak één verhaal."
    if correlation > WEAK:
        return f"{pair} hangen samen ({number}): ze vertellen voor een deel hetzelfde."
    if correlation <= OPPOSED:
        return (
            f"{pair} gaan tegen elkaar in ({number}): waar het ene thema hoog staat, staat het andere vaak laag, en in "
            "de score heffen ze elkaar deels op."
        )
    return ""


def _say_apart(name: str, others: pd.Series[float]) -> str:
    """Dutch sentence on a theme that is hardly correlated with any other; else empty."""
    if others.empty or not others.between(OPPOSED, WEAK, inclusive="right").all():
        return ""
    low, high = (format_number(number, _DECIMALS) for number in (others.min(), others.max()))
    span = low if low == high else f"{low} tot {high}"
    meaning = " Onder nul: waar dit thema hoog staat, staat het andere wat vaker laag." if others.min() < 0 else ""
    rest = "het andere thema" if len(others) == 1 else "de andere thema's"
    return f"{name} hangt nauwelijks samen met {rest} ({span}): een verhaal op zichzelf.{meaning}"


def _say_constant(name: str) -> str:
    return f"Van {name.lower()} is geen samenhang te berekenen: alle buurten staan er gelijk."


def _say_themes(names: list[str], dimensions: float) -> str:
    if len(names) == 1:
        return f"Alleen {names[0].lower()} telt mee: er is geen ander thema om mee samen te hangen."
    return _say_dimensions(len(names), "thema's", dimensions)


def _say_dimensions(number: int, nouns: str, dimensions: float) -> str:
    if number == 1 or np.isnan(dimensions):
        return ""
    return f"{number} {nouns}, ongeveer {format_number(dimensions, 1)} onafhankelijke verhalen."


def _say_shift(data: Dataset, name: str, shift: pd.Series) -> str:
    if pd.isna(shift["grootst"]):
        return ""
    if not shift["buurt"]:
        return f"Zonder {name.lower()} blijft elke rang gelijk."
    most = data.buurten.loc[shift["buurt"], "buurtnaam"]
    mean = format_number(shift["gemiddeld"], 1)
    return (
        f"Zonder {name.lower()} verschuift een rang gemiddeld {mean}, en hoogstens {format_number(shift['grootst'])} "
        f"({most})."
    )


def _say_modelled(data: Dataset, names: Mapping[str, str]) -> str:
    """Dutch sentence on which themes rest on model estimates, and what RIVM bases these on; empty when none do.

    Van de Kassteele et al. 2017, *International Journal of Health Geographics* 16:23, table 1.
    """
    modelled = [name for t, name in names.items() if any(is_modelled(i) for i in data.members(t))]
    if not modelled:
        return ""
    words = join_words([modelled[0], *(name.lower() for name in modelled[1:])])
    verb = "rekent" if len(modelled) == 1 else "rekenen"
    return (
        f"{words} {verb} met modelschattingen van het RIVM. Leeftijd, inkomen en herkomst horen tot de kenmerken "
        "waaruit het RIVM schat, dus deze cijfers herhalen voor een deel de andere thema's."
    )
