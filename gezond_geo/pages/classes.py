"""Classes of the columns of the results table, as on the page, for map files and pictures."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from gezond_geo.io.qgis import Band
from gezond_geo.pages.colours import CHANCES, DIVERGING, EDGES, SEQUENTIAL, score_edges, spread
from gezond_geo.pages.columns import PERCENTILE
from gezond_geo.pages.language import language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STACKED = ("score", "kans_stapeling")
"""Columns that are only shown for buurten with a number of stacked themes, as on the page."""
MISSING = "te weinig inwoners of geen cijfer"


def list_classes(origin: Mapping[str, Any]) -> dict[str, tuple[str, list[Band]]]:
    """Name and classes per column of the results table, as in the views of the page.

    Parameters
    ----------
    origin
        Metadata of the table: ``attrs["gezond_geo"]``.
    """
    words, themes = language_of("nl"), origin["themas"]
    labels = [words("geen_thema"), *(words.count(n, "thema") for n in range(1, len(themes) + 1))]
    counts = [
        Band(label=label, colour=colour, low=n, high=n + 1 if n < len(themes) else math.inf)
        for n, (label, colour) in enumerate(zip(labels, spread(len(labels)), strict=True))
    ]
    views = {"stapeling": (words("stapeling"), counts)}
    edges = score_edges().tolist()
    texts = [words("van_tot", a=words.number(a, 1), b=words.number(b, 1)) for a, b in pairwise(edges)]
    views["score"] = (words("score"), _bands(texts, SEQUENTIAL, edges))
    for theme, about in themes.items():
        ends = {0: f": {about['minder']}", 2: f": {words('rond_het_midden')}", 4: f": {about['meer']}"}
        texts = [f"{a:g}–{b:g}{ends.get(n, '')}" for n, (a, b) in enumerate(pairwise(EDGES))]
        views[f"{PERCENTILE}{theme}"] = (about["label"], _bands(texts, DIVERGING, EDGES))
    texts = [words(f"kans_{n}") for n in range(len(DIVERGING))]
    views["kans_stapeling"] = (words("zekerheid"), _bands(texts, DIVERGING, [edge / 100 for edge in CHANCES]))
    return views


def _bands(texts: Iterable[str], colours: Iterable[str], edges: Iterable[float]) -> list[Band]:
    """Classes of which the first and the last are open-ended."""
    inner = list(edges)[1:-1]
    ends = pairwise([-math.inf, *inner, math.inf])
    return [Band(label=t, colour=c, low=a, high=b) for t, c, (a, b) in zip(texts, colours, ends, strict=True)]
