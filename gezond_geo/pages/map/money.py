"""View of euro per resident from area-bound projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.choices.koppelkansen import say_time
from gezond_geo.pages.colours import spread
from gezond_geo.pages.map.classes import classify, cut_evenly, make_legend, say_ranges

if TYPE_CHECKING:
    from gezond_geo.pages.map.run import Run

MONEY = "euro_per_inwoner"
"""Id of the view."""


def build_money_view(run: Run) -> dict[str, Any] | None:
    """Build the view, as in ``weergaven`` of the payload; None when no buurt has an amount."""
    words, values = run.words, run.euro_per_resident
    if not (values > 0).any():
        return None
    edges = cut_evenly(values[values > 0], 0)
    ranges = say_ranges(words, edges, 0, closed=bool(values.max() >= edges[-1]))
    # Zero is a separate class.
    first = words("geld_onder", euro=words.euro(edges[1]))
    labels = [words("geen_geld"), first, *(f"€ {text}" for text in ranges[1:])]
    classes = (classify(values, pd.Series(edges)) + 1).mask(values.eq(0), 0.0)
    legend = list(zip(labels, spread(len(labels)), strict=True))
    codes = sorted(code for code in run.spread_money if values[code] > 0)
    return make_legend(words, words(MONEY), words("uitleg_euro_per_inwoner"), classes, legend) | {
        "grens": {"label": words("grens_geld"), "buurten": codes} if codes else None,
        "referentie": None,
        "bron": run.data.gemeente.projecten_bron,
        "jaar": _say_years(run),
        "schatting": bool(codes),
    }


def _say_years(run: Run) -> str:
    """Known years of the projects with a location, or else the year of the residents."""
    projects = run.data.projects.loc[run.links["project"].unique()]
    first, last = projects["van_jaar"].min(), projects["tot_en_met_jaar"].max()
    if np.isnan(first) or np.isnan(last):
        return run.year
    return say_time(int(first), int(last))


def say_euro_per_resident(run: Run, buurtcode: str) -> str:
    """Sentence on the amount in a buurt, in whole euro; an estimate if spread over several buurten."""
    amount = run.euro_per_resident[buurtcode]
    if np.isnan(amount):
        return run.words("geen_cijfer")
    if not amount:
        return run.words("geen_geld")
    euro = run.words.euro(round(amount)) if amount >= 1 else run.words("minder_dan_euro")
    return run.words("geld_verdeeld" if buurtcode in run.spread_money else "geld", euro=euro)
