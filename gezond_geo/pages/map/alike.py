"""Similar buurten: close to each other in themes, share of older residents and population density."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo.pages.map.terms import theme_terms
from gezond_geo.scores.contributions import rows_of

if TYPE_CHECKING:
    from gezond_geo.pages.map.run import Run

NEAREST = 3
"""Maximum number of buurten listed."""

_SAME, _OTHER = 3.0, 10.0  # points of percentile under which a theme is the same, and from which it differs
_MOST = 600  # buurten of which each is compared with each; of a country this is left out


def find_alike(run: Run) -> dict[str, list[dict[str, str]]]:
    """Find the most similar buurten of each, as in ``lijkt_op`` of the payload.

    The distance is Euclidean over the percentile of each counted theme, the percentage of 65 and over and the natural
    logarithm of residents per hectare of land, each divided by its standard deviation over the buurten with an outcome.
    Buurten with a missing value for any of these are left out.
    """
    frame = _features(run)
    if not 1 < len(frame) <= _MOST:
        return {}
    deviation = frame.std(ddof=0)
    scaled = (frame - frame.mean()) / deviation.where(deviation > 0, 1)
    points = scaled.to_numpy()
    distance = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=-1)).round(9)
    np.fill_diagonal(distance, np.inf)
    codes = frame.index.astype(str).tolist()
    nearest = np.argsort(distance, axis=1, kind="stable")[:, : min(NEAREST, len(codes) - 1)]
    return {
        code: [{"code": codes[other], "waarom": say_alike(run, code, codes[other])} for other in row]
        for code, row in zip(codes, nearest.tolist(), strict=True)
    }


def say_alike(run: Run, buurtcode: str, other: str) -> str:
    """Words for the closest and the most different theme, seen from the first: ``evenveel steen, meer ouderen``."""
    terms, words, percentiles = theme_terms(run), run.words, rows_of(run.scores).themes
    apart = {theme: percentiles[other][theme] - percentiles[buurtcode][theme] for theme in run.scores.counted}
    least, most = (choose(apart, key=lambda theme: abs(apart[theme])) for choose in (min, max))
    if abs(apart[most]) < _OTHER:
        return words("bijna_gelijk")
    nearly = "" if abs(apart[least]) < _SAME else words("bijna")
    return f"{nearly}{terms[least]['gelijk']}, {terms[most]['meer' if apart[most] > 0 else 'minder']}"


def _features(run: Run) -> pd.DataFrame:
    data, scores = run.data, run.scores
    buurten = pd.DataFrame(data.buurten.drop(columns=["geometry", "punt"]))
    frame = scores.themes[scores.counted].where(scores.buurten["stapeling"].notna())
    if "aandeel_65plus" in buurten:
        frame = frame.assign(aandeel_65plus=buurten["aandeel_65plus"])
    if "land_ha" in buurten:
        land = buurten["land_ha"]
        frame = frame.assign(
            dichtheid=np.log((buurten["inwoners"] / land).where((land > 0) & (buurten["inwoners"] > 0)))
        )
    return frame.dropna()
