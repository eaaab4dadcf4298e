"""Needs: which themes stack where, and how certain that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo.scores.robustness import SURE

if TYPE_CHECKING:
    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.robustness import Robustness
    from gezond_geo.scores.scores import Scores

LIKELY = 2 / 3
"""Share of the draws from which a theme is likely to stack; from `SURE` on it is certain."""

BORDER = "op de grens"
"""Certainty of a need whose theme is near the threshold, without draws."""

NOT_DRAWN = "niet berekend"
"""Certainty of other needs, without draws."""

_FIRMNESS = {"zeker": 2, "waarschijnlijk": 1, "onzeker": 0, NOT_DRAWN: 1, BORDER: 0}

NEEDS = ("buurtcode", "buurtnaam", "thema", "stapeling", "percentiel", "kans", "zekerheid")
"""Columns of the result of `find_needs`."""


def find_needs(data: Dataset, scores: Scores, sure: Robustness | None = None) -> pd.DataFrame:
    """List every theme that stacks in a buurt.

    Parameters
    ----------
    data
        Buurten.
    scores
        Result of `gezond_geo.score` on the same data.
    sure
        Result of `gezond_geo.assess_robustness` on the same scores.

    Returns
    -------
    DataFrame
        A row per buurt and theme, greatest need first: by ``stapeling`` (number of themes that stack there), then by
        ``zekerheid``, then by ``percentiel`` (0-100). ``kans`` is the share of the draws in which the theme stacks
        (0-1; NaN without `sure`), and ``zekerheid`` is its class: ``zeker``, ``waarschijnlijk`` or ``onzeker``;
        without `sure` `NOT_DRAWN`, and after that `BORDER`.
    """
    threshold, outcomes, names = scores.settings["threshold"], scores.buurten, data.buurten["buurtnaam"]
    rows = [
        (code, names[code], theme, outcomes.loc[code, "stapeling"], scores.themes.loc[code, theme])
        for code in outcomes.index[outcomes["stapeling"] > 0]
        for theme in scores.counted
        if scores.themes.loc[code, theme] >= threshold
    ]
    needs = pd.DataFrame(rows, columns=NEEDS[:5])
    border = [
        theme in outcomes.loc[code, "op_de_grens"].split()
        for code, theme in zip(needs["buurtcode"], needs["thema"], strict=True)
    ]
    needs["kans"] = _chances(needs, sure)
    needs["zekerheid"] = [
        _say_certainty(chance, on_border=near) for chance, near in zip(needs["kans"], border, strict=True)
    ]
    ranked = needs.assign(firmness=needs["zekerheid"].map(_FIRMNESS)).sort_values(
        ["stapeling", "firmness", "percentiel", "buurtcode", "thema"], ascending=[False, False, False, True, True]
    )
    return ranked[list(NEEDS)].reset_index(drop=True).astype({"stapeling": "int64", "percentiel": "float64"})


def _chances(needs: pd.DataFrame, sure: Robustness | None) -> list[float]:
    if sure is None:
        return [np.nan] * len(needs)
    pairs = zip(needs["buurtcode"], needs["thema"], strict=True)
    return [float(sure.buurten.loc[code, f"kans_{theme}"]) for code, theme in pairs]


def _say_certainty(chance: float, *, on_border: bool) -> str:
    if np.isnan(chance):
        return BORDER if on_border else NOT_DRAWN
    return "zeker" if chance > SURE else "waarschijnlijk" if chance >= LIKELY else "onzeker"
