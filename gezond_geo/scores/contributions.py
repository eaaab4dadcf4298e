"""Composition of the score of one buurt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from gezond_geo.io.rows import rows_by_label

if TYPE_CHECKING:
    import pandas as pd

    from gezond_geo.scores.scores import Scores

    Rows = dict[Any, dict[Any, Any]]


@dataclass(frozen=True, slots=True)
class ScoreRows:
    """Frames of scores as dictionaries by code, for fast access by buurt.

    Attributes
    ----------
    buurten, themes, subthemes, indicators : As in `Scores`.
    drivers : Theme and indicator of every contribution, largest first, for buurten with a score.
    ranked : Number of buurten with a rank.
    counted : Themes that count.
    """

    buurten: Rows
    themes: Rows
    subthemes: Rows
    indicators: Rows
    drivers: dict[Any, list[tuple[str, str]]]
    ranked: int
    counted: list[str]


@lru_cache(maxsize=2)  # a page tells of scores with and without ageing
def rows_of(scores: Scores) -> ScoreRows:
    """Rows of scores by code."""
    return ScoreRows(
        buurten=rows_by_label(scores.buurten),
        themes=rows_by_label(scores.themes),
        subthemes=rows_by_label(scores.subthemes),
        indicators=rows_by_label(scores.indicators),
        drivers=_rank_contributions(scores.contributions.dropna()),
        ranked=int(scores.buurten["rang"].count()),
        counted=scores.counted,
    )


def _rank_contributions(points: pd.DataFrame) -> dict[Any, list[tuple[str, str]]]:
    """Columns by code, largest first; ties keep the order of the catalogue."""
    columns = points.columns.tolist()
    order = np.argsort(-points.to_numpy(dtype="float64"), axis=1, kind="stable").tolist()
    return {code: [columns[n] for n in row] for code, row in zip(points.index.tolist(), order, strict=True)}


def share_score(scores: Scores, buurtcode: str) -> dict[str, float]:
    """Percentage of the score of a buurt that each counted theme contributes, largest first.

    Returns
    -------
    dict
        0-100 by theme; ties keep the order of the themes, and all are equal where the score is 0. Empty without a
        score.
    """
    points: dict[str, float] = {}
    for (theme, _), value in _contributions_of(scores, buurtcode).items():
        points[theme] = points.get(theme, 0.0) + value
    total = sum(points.values())
    shares = {theme: value / total * 100 if total > 0 else 100 / len(points) for theme, value in points.items()}
    return dict(sorted(shares.items(), key=lambda pair: -pair[1]))


def find_drivers(scores: Scores, buurtcode: str) -> dict[tuple[str, str], float]:
    """Points that each indicator contributes to the score of a buurt, largest first: its weakest points.

    Returns
    -------
    dict
        Points by ``(theme, indicator)``, which add up to the score; ties keep the order of the catalogue. Empty without
        a score.
    """
    return dict(sorted(_contributions_of(scores, buurtcode).items(), key=itemgetter(1), reverse=True))


def find_strengths(scores: Scores, buurtcode: str) -> dict[str, float]:
    """Percentile of each counted indicator of a buurt, most favourable first: its strongest points.

    Returns
    -------
    dict
        0-100 with 100 unfavourable, by indicator; ties keep the order of the catalogue. Empty without a score.
    """
    percentiles = rows_of(scores).indicators[buurtcode]
    values = {name: float(percentiles[name]) for _, name in _contributions_of(scores, buurtcode)}
    return dict(sorted(values.items(), key=lambda pair: pair[1]))


def _contributions_of(scores: Scores, buurtcode: str) -> dict[tuple[str, str], float]:
    """Contributions of a buurt; empty when a theme is missing, since there is no score then."""
    points = scores.contributions.loc[[buurtcode]].dropna()
    contributions: dict[tuple[str, str], float] = rows_by_label(points).get(buurtcode, {})
    return contributions
