"""The views of the map: which class every buurt is in, and what its legend says."""

from __future__ import annotations

import math
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.indicators.catalogue import subthemes
from gezond_geo.indicators.normalisation import transform_exponential
from gezond_geo.indicators.reference import PEOPLE
from gezond_geo.pages.colours import CHANCES, DIVERGING, EDGES, SEQUENTIAL, score_edges, spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.pages.language import Language
    from gezond_geo.pages.map.run import Run
    from gezond_geo.scores.scores import Scores

PEOPLE_VIEWS = ("inwoners", "inwoners_65plus", "bijstand_personen")
_CLASSES = 5
_TENTHS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
"""Class widths that read well, in tenths; times a power of ten."""


def build_views(run: Run) -> dict[str, Any]:
    """Make the views, as in ``weergaven`` of ``docs/payload.md``; the public one has none of the score."""
    data, scores, words, weighted = run.data, run.scores, run.words, run.scores.counted
    views = build_weighted_views(run)
    if run.sure is not None:
        views["zekerheid"] = _certainty_view(run, run.sure.buurten)
    for theme in weighted:
        views[theme] = _fifths_view(run, theme, theme, scores.themes[theme], data.members(theme))
        near = scores.buurten["op_de_grens"].str.split().map(lambda themes, theme=theme: theme in themes)
        views[theme] |= _on_the_border(near, words("grens_thema"))
        for subtheme in (s for s in subthemes().values() if s.thema == theme and s.id in scores.subthemes):
            members = [data.indicators[name] for name in subtheme.leden]
            views[subtheme.id] = _fifths_view(run, subtheme.id, theme, scores.subthemes[subtheme.id], members)
    for indicator in (i for theme in weighted for i in data.members(theme)):
        percentiles = scores.indicators[indicator.id]
        views[indicator.id] = _fifths_view(run, indicator.id, indicator.thema or "", percentiles, [indicator])
    for name in PEOPLE_VIEWS:
        if name in data.buurten and data.buurten[name].notna().any():
            views[name] = _people_view(run, data.indicators[name])
    for indicator in data.shown:
        if indicator.id not in views and data.buurten[indicator.id].notna().any():
            views[indicator.id] = _looked_at_view(run, indicator)
    return views


def build_weighted_views(run: Run) -> dict[str, Any]:
    """Make the views that other weights change."""
    views = {"stapeling": _stacking_view(run)}
    return views if run.public else views | {"score": _score_view(run)}


def list_groups(run: Run, views: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Put the views in groups, as in ``groepen`` of ``docs/payload.md``."""
    data, scores = run.data, run.scores
    apart = {"stapeling", "score", "zekerheid", *PEOPLE_VIEWS, *data.indicators}
    members = [i.id for t in scores.counted for i in data.members(t)]
    groups = {
        "samen": ["stapeling", "score", "zekerheid"],
        "themas": [view for view in views if view not in apart],
        "mensen": list(PEOPLE_VIEWS),
        "cijfers": members,
        "bekijken": [i.id for i in data.shown if i.id not in {*members, *PEOPLE_VIEWS}],
    }
    result = {name: [view for view in those if view in views] for name, those in groups.items()}
    return [
        {"id": name, "label": run.words(f"groep_{name}"), "weergaven": those} for name, those in result.items() if those
    ]


def _stacking_view(run: Run) -> dict[str, Any]:
    scores, words, weighted = run.scores, run.words, run.scores.counted
    stacking = scores.buurten["stapeling"]
    labels = [words("geen_thema"), *(words.count(n, "thema") for n in range(1, len(weighted) + 1))]
    share = f"{100 - scores.settings['threshold']:g}"
    explanation = words("uitleg_stapeling", deel=share, geheel=words(_whole(scores)))
    return (
        _legend(words, words("stapeling"), explanation, stacking, list(zip(labels, spread(len(labels)), strict=True)))
        | _compared(run, weighted)
        | _on_the_border(scores.buurten["op_de_grens"].ne("") & stacking.notna(), words("grens_stapeling"))
    )


def _score_view(run: Run) -> dict[str, Any]:
    scores, words = run.scores, run.words
    edges = score_edges()
    bands = _classes(scores.buurten["score"], edges).where(scores.buurten["stapeling"].notna())
    legend = list(zip(_ranges(words, edges.tolist(), 1, closed=True), SEQUENTIAL, strict=True))
    explanation = words("uitleg_score", hoogste=words.number(transform_exponential(pd.Series(EDGES))[4], 1))
    return _legend(words, words("score"), explanation, bands, legend) | _compared(run, scores.counted)


def _certainty_view(run: Run, sure: pd.DataFrame) -> dict[str, Any]:
    """How likely it is that two or more themes stack; what may go either way is palest."""
    scores, words = run.scores, run.words
    chance = sure["kans_stapeling"].where(scores.buurten["stapeling"].notna())
    labels = [words(f"kans_{n}") for n in range(len(DIVERGING))]
    classes = _classes(chance * 100, pd.Series(CHANCES))
    legend = list(zip(labels, DIVERGING, strict=True))
    return _legend(words, words("zekerheid"), words("uitleg_zekerheid"), classes, legend) | _compared(
        run, scores.counted
    )


def _fifths_view(
    run: Run, name: str, theme: str, percentiles: pd.Series[float], members: list[Indicator]
) -> dict[str, Any]:
    """Make a view of fifths of what the theme is compared with; one figure says which values those are here."""
    data, scores, words = run.data, run.scores, run.words
    low, high = words.ends(scores, theme)
    ends = {0: f": {low}", 2: f": {words('rond_het_midden')}", 4: f": {high}"}
    labels = [f"{EDGES[i]:g}–{EDGES[i + 1]:g}{ends.get(i, '')}" for i in range(len(DIVERGING))]
    classes = _classes(percentiles, pd.Series(EDGES))
    view = _legend(words, *words.view(scores, name), classes, list(zip(labels, DIVERGING, strict=True))) | _compared(
        run, [theme], members
    )
    if name in data.indicators:
        indicator = data.indicators[name]
        for number in classes.dropna().unique():
            those = data.buurten[name][classes == number]
            least, most = (steps / 10**indicator.decimalen for steps in _outer_steps(those, indicator.decimalen))
            text = words.value(most, indicator)
            if those.min() < those.max():
                text = words("van_tot_en_met", a=words.number(least, indicator.decimalen), b=text)
            view["klassen"][int(number)]["bereik"] = words("hier", bereik=text)
    return view | {"schaal": [low, high]}


def _people_view(run: Run, indicator: Indicator) -> dict[str, Any]:
    data, words = run.data, run.words
    counts = data.buurten[indicator.id].where(data.buurten["inwoners_65plus"].notna())
    label = words.label(indicator)
    explanation = f"{words('uitleg_mensen', cijfer=label)} {words.remark(indicator)}".strip()
    return _values_view(run, indicator, counts, explanation)


def _looked_at_view(run: Run, indicator: Indicator) -> dict[str, Any]:
    words = run.words
    unit = f" ({indicator.eenheid})" if indicator.eenheid else ""
    explanation = words("uitleg_bekijken", cijfer=f"{words.label(indicator)}{unit}")
    explanation = f"{explanation} {words.remark(indicator)}".strip()
    return _values_view(run, indicator, run.data.buurten[indicator.id], explanation)


def _values_view(run: Run, indicator: Indicator, values: pd.Series[float], explanation: str) -> dict[str, Any]:
    """Make a view of values as they are, in classes of the same width."""
    words = run.words
    edges = cut_evenly(values, indicator.decimalen)
    whole = all(edge.is_integer() for edge in edges)
    closed = float(values.max()) >= edges[-1]
    labels = _ranges(words, edges, 0 if whole else indicator.decimalen, closed=closed)
    legend = list(zip(labels, spread(len(labels)), strict=True))
    return (
        _legend(words, words.label(indicator), explanation, _classes(values, pd.Series(edges)), legend)
        | run.source_of([indicator])
        | {"referentie": None}
    )


def _ranges(words: Language, edges: list[float], decimals: int, *, closed: bool) -> list[str]:
    """Say from where to where each class goes; a `closed` last one holds its upper edge."""
    texts = [words.number(edge, decimals) for edge in edges]
    keys = ["van_tot"] * (len(edges) - 2) + ["van_tot_met_eind" if closed else "van_tot"]
    return [words(key, a=a, b=b) for key, (a, b) in zip(keys, pairwise(texts), strict=True)]


def _compared(run: Run, themes: list[str], members: list[Indicator] | None = None) -> dict[str, Any]:
    """Sources and reference of a view that compares."""
    indicators = [i for t in themes for i in run.data.members(t)] if members is None else members
    return run.source_of(indicators) | {"referentie": run.words.reference(run.scores, themes)}


def _on_the_border(near: pd.Series[bool], label: str) -> dict[str, Any]:
    """Buurten that might as well have been in another class: they get a mark of their own."""
    codes = near.index[near].astype(str).tolist()
    return {"grens": {"label": label, "buurten": codes} if codes else None}


def _whole(scores: Scores) -> str:
    """Key of the words for what the least favourable part is a part of."""
    national = all(scores.reference.of(theme).people == PEOPLE for theme in scores.counted)
    return "geheel_nederland" if national else "geheel_anders"


def _classes(values: pd.Series[float], edges: pd.Series[float]) -> pd.Series[float]:
    """Number of the class of each value; a value on an edge is in the higher one."""
    numbers = np.searchsorted(edges.to_numpy()[1:-1], values.to_numpy(), side="right")
    return pd.Series(numbers, index=values.index, dtype="float64").where(values.notna())


def _legend(
    words: Language, label: str, explanation: str, classes: pd.Series[float], legend: list[tuple[str, str]]
) -> dict[str, Any]:
    counts = classes.value_counts()
    return {
        "label": label,
        "uitleg": explanation,
        "klassen": [
            {"label": text, "kleur": colour, "aantal": int(counts.get(i, 0)), "bereik": ""}
            for i, (text, colour) in enumerate(legend)
        ],
        "zonder": int(classes.isna().sum()),
        "zonder_label": words("zonder_label"),
        "klasse": {code: None if np.isnan(c) else int(c) for code, c in classes.items()},
        "grens": None,
    }


def cut_evenly(values: pd.Series[float], decimals: int) -> list[float]:
    """Cut the range of values into at most five classes of one width, at edges that read well.

    Each edge is a whole multiple of the last decimal that is shown, so that rounding does not move it. The lowest class
    of values that are all above 0 begins at 0.

    Parameters
    ----------
    values
        Any unit; one of them at least is not missing.
    decimals
        Decimals that are shown.

    Returns
    -------
    list
        Edges from low to high, one more than there are classes, which hold every value.
    """
    low, high = _outer_steps(values, decimals)
    low = min(low, 0)
    width = next(width for width in _class_widths() if low // width * width + _CLASSES * width >= high)
    first = low // width * width
    classes = max(1, -(-(high - first) // width))
    return [(first + at * width) / 10**decimals for at in range(classes + 1)]


def _outer_steps(values: pd.Series[float], decimals: int) -> tuple[int, int]:
    """Give the lowest and highest value, rounded outward to steps of the last decimal that is shown."""
    low, high = (round(float(end) * 10**decimals, 6) for end in (values.min(), values.max()))
    return math.floor(low), math.ceil(high)


def _class_widths() -> Iterator[int]:
    """Widths in steps of the last decimal, from narrow to wide."""
    for power in count():
        yield from (tenths * 10**power // 10 for tenths in _TENTHS if tenths * 10**power % 10 == 0)
