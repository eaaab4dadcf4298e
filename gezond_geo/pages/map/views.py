"""The views of the map: the class of every buurt, and the legend."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.indicators.catalogue import subthemes
from gezond_geo.indicators.normalisation import transform_exponential
from gezond_geo.indicators.reference import PEOPLE
from gezond_geo.pages.colours import CHANCES, DIVERGING, EDGES, SEQUENTIAL, score_edges, spread
from gezond_geo.pages.map.classes import class_values, classify, make_legend, outer_steps, say_ranges
from gezond_geo.pages.map.money import MONEY, build_money_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.pages.map.run import Run
    from gezond_geo.scores.scores import Scores

PEOPLE_VIEWS = ("inwoners", "inwoners_65plus", "bijstand_personen")


def build_views(run: Run) -> dict[str, Any]:
    """Build the views, as in ``weergaven`` of ``docs/payload.md``; the public page has none of the score."""
    data, scores, words, theme_names = run.data, run.scores, run.words, run.scores.counted
    views = build_weighted_views(run)
    if run.sure is not None:
        views["zekerheid"] = _certainty_view(run, run.sure.buurten)
    for theme in theme_names:
        views[theme] = _fifths_view(run, theme, theme, scores.themes[theme], data.members(theme))
        near = [code for code, row in run.outcomes.items() if theme in row["op_de_grens"].split()]
        views[theme] |= _on_the_border(near, words("grens_thema"))
        for subtheme in (s for s in subthemes().values() if s.thema == theme and s.id in scores.subthemes):
            members = [data.indicators[name] for name in subtheme.leden]
            views[subtheme.id] = _fifths_view(run, subtheme.id, theme, scores.subthemes[subtheme.id], members)
    for indicator in (i for theme in theme_names for i in data.members(theme)):
        percentiles = scores.indicators[indicator.id]
        views[indicator.id] = _fifths_view(run, indicator.id, indicator.thema or "", percentiles, [indicator])
    for name in PEOPLE_VIEWS:
        if name in data.buurten and data.buurten[name].notna().any():
            views[name] = _people_view(run, data.indicators[name])
    if (money := build_money_view(run)) is not None:
        views[MONEY] = money
    for indicator in data.shown:
        if indicator.id not in views and data.buurten[indicator.id].notna().any():
            views[indicator.id] = _looked_at_view(run, indicator)
    return views


def build_weighted_views(run: Run) -> dict[str, Any]:
    """Build the views that depend on the weights."""
    views = {"stapeling": _stacking_view(run)}
    return views if run.public else views | {"score": _score_view(run)}


def list_groups(run: Run, views: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Groups of views, as in ``groepen`` of ``docs/payload.md``."""
    data, scores = run.data, run.scores
    apart = {"stapeling", "score", "zekerheid", MONEY, *PEOPLE_VIEWS, *data.indicators}
    members = [i.id for t in scores.counted for i in data.members(t)]
    groups = {
        "samen": ["stapeling", "score", "zekerheid"],
        "themas": [view for view in views if view not in apart],
        "mensen": list(PEOPLE_VIEWS),
        "geld": [MONEY],
        "cijfers": members,
        "bekijken": [i.id for i in data.shown if i.id not in {*members, *PEOPLE_VIEWS}],
    }
    result = {name: [view for view in those if view in views] for name, those in groups.items()}
    return [
        {"id": name, "label": run.words(f"groep_{name}"), "weergaven": those} for name, those in result.items() if those
    ]


def _stacking_view(run: Run) -> dict[str, Any]:
    scores, words, theme_names = run.scores, run.words, run.scores.counted
    stacking = scores.buurten["stapeling"]
    near = [code for code, row in run.outcomes.items() if row["op_de_grens"] and not math.isnan(row["stapeling"])]
    labels = [words("geen_thema"), *(words.count(n, "thema") for n in range(1, len(theme_names) + 1))]
    share = f"{100 - scores.settings['threshold']:g}"
    explanation = words("uitleg_stapeling", deel=share, geheel=words(_whole(scores)))
    return (
        make_legend(
            words, words("stapeling"), explanation, stacking, list(zip(labels, spread(len(labels)), strict=True))
        )
        | _compared(run, theme_names)
        | _on_the_border(near, words("grens_stapeling"))
    )


def _score_view(run: Run) -> dict[str, Any]:
    scores, words = run.scores, run.words
    edges = score_edges()
    bands = classify(scores.buurten["score"], edges).where(scores.buurten["stapeling"].notna())
    legend = list(zip(say_ranges(words, edges.tolist(), 1, closed=True), SEQUENTIAL, strict=True))
    explanation = words("uitleg_score", hoogste=words.number(transform_exponential(pd.Series(EDGES))[4], 1))
    return make_legend(words, words("score"), explanation, bands, legend) | _compared(run, scores.counted)


def _certainty_view(run: Run, sure: pd.DataFrame) -> dict[str, Any]:
    """View of the probability that two or more themes stack, palest where it may go either way."""
    scores, words = run.scores, run.words
    chance = sure["kans_stapeling"].where(scores.buurten["stapeling"].notna())
    labels = [words(f"kans_{n}") for n in range(len(DIVERGING))]
    classes = classify(chance * 100, pd.Series(CHANCES))
    legend = list(zip(labels, DIVERGING, strict=True))
    return make_legend(words, words("zekerheid"), words("uitleg_zekerheid"), classes, legend) | _compared(
        run, scores.counted
    )


def _fifths_view(
    run: Run, name: str, theme: str, percentiles: pd.Series[float], members: list[Indicator]
) -> dict[str, Any]:
    """View of fifths of the reference; for a single figure, with the corresponding values."""
    data, scores, words = run.data, run.scores, run.words
    low, high = words.ends(scores, theme)
    ends = {0: f": {low}", 2: f": {words('rond_het_midden')}", 4: f": {high}"}
    labels = [f"{EDGES[i]:g}–{EDGES[i + 1]:g}{ends.get(i, '')}" for i in range(len(DIVERGING))]
    classes = classify(percentiles, pd.Series(EDGES))
    view = make_legend(
        words, *words.view(scores, name), classes, list(zip(labels, DIVERGING, strict=True))
    ) | _compared(run, [theme], members)
    if name in data.indicators:
        numbers, values = classes.to_numpy(), data.buurten[name].to_numpy(dtype="float64")
        for number, each in enumerate(view["klassen"]):
            if each["aantal"]:
                each["bereik"] = words("hier", bereik=_say_range(run, data.indicators[name], values[numbers == number]))
    return view | {"schaal": [low, high]}


def _say_range(run: Run, indicator: Indicator, values: NDArray[np.float64]) -> str:
    """Lowest and highest of some values of a figure, or the only one."""
    words, lowest, highest = run.words, float(np.nanmin(values)), float(np.nanmax(values))
    least, most = (steps / 10**indicator.decimalen for steps in outer_steps(lowest, highest, indicator.decimalen))
    text = words.value(most, indicator)
    if lowest == highest:
        return text
    return words("van_tot_en_met", a=words.number(least, indicator.decimalen), b=text)


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
    """View of the values themselves, in classes of equal width."""
    words = run.words
    edges, legend = class_values(words, values, indicator.decimalen)
    return (
        make_legend(words, words.label(indicator), explanation, classify(values, pd.Series(edges)), legend)
        | run.source_of([indicator])
        | {"referentie": None}
    )


def _compared(run: Run, themes: list[str], members: list[Indicator] | None = None) -> dict[str, Any]:
    """Sources and reference of a view that compares."""
    indicators = [i for t in themes for i in run.data.members(t)] if members is None else members
    return run.source_of(indicators) | {"referentie": run.words.reference(run.scores, themes)}


def _on_the_border(codes: list[str], label: str) -> dict[str, Any]:
    """Borderline buurten, which get a separate mark."""
    return {"grens": {"label": label, "buurten": codes} if codes else None}


def _whole(scores: Scores) -> str:
    """Key of the words for the population of which the least favourable part is shown."""
    national = all(scores.reference.of(theme).people == PEOPLE for theme in scores.counted)
    return "geheel_nederland" if national else "geheel_anders"
