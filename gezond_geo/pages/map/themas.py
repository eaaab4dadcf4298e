"""The themes of the page, and where a buurt and the gemeente stand on each."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gezond_geo.indicators.reference import PEOPLE
from gezond_geo.pages.colours import EDGES
from gezond_geo.pages.map.people import compare_hundred, of_hundred
from gezond_geo.pages.map.terms import theme_terms
from gezond_geo.scores.contributions import rows_of
from gezond_geo.scores.wording import FAVOURABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.pages.language import Language
    from gezond_geo.pages.map.run import Run

MIDDLE = 50.0
"""Percentile under which a theme is better than average."""

_PEOPLE_OF = {"vergrijzing": "aandeel_65plus"}  # the figure that tells a theme better than its place does


def list_themes(run: Run) -> list[dict[str, Any]]:
    """List the counted themes, as in ``themas`` of the payload.

    The place of the gemeente is the mean of the percentiles of its buurten, weighted by their residents; buurten
    without a percentile are left out.
    """
    scores, terms = run.scores, theme_terms(run)
    residents = run.data.buurten["inwoners"]
    items = []
    for theme in scores.counted:
        percentiles = scores.themes[theme]
        usable = percentiles.notna() & (residents > 0)
        mean = float(np.average(percentiles[usable], weights=residents[usable])) if usable.any() else None
        items.append(
            {
                "id": theme,
                "naam": terms[theme]["naam"],
                "beter": terms[theme].get("balk", terms[theme]["beter"]),
                "gemeente": None if mean is None else round(mean, 1),
                "cijfers": [i.id for i in run.data.members(theme)],
            }
        )
    return items


def say_comparison(run: Run) -> dict[str, str]:
    """Name what the themes are compared with: over the bars, and at the line in their middle."""
    words, reference = run.words, run.scores.reference
    national = all(reference.of(t).people == PEOPLE for t in run.scores.counted)
    buurten = any(reference.of(t).weight == "buurten" for t in run.scores.counted)
    of = words("van_buurten_vergeleken" if buurten else "van_nederlanders" if national else "van_vergelekenen")
    return {
        "kop": words("themas_kop", themas=words.sentence_case(words.themes(len(run.scores.counted))), wie=of),
        "kort": words("themas_kort", wie=of),
        "midden": words("nederland") if national else words("midden_vergelijking"),
        "midden_kort": words("nederland_kort") if national else words("midden_vergelijking"),
    }


def place_themes(run: Run, buurtcode: str) -> list[dict[str, Any]]:
    """Say where a buurt stands on each theme, as in ``plaatsen`` of the payload; for the public in which fifth."""
    scores, row = run.scores, rows_of(run.scores).buurten[buurtcode]
    percentiles = rows_of(scores).themes[buurtcode]
    near = row["op_de_grens"].split()
    return [
        {
            "thema": theme,
            **_place(run, percentiles[theme]),
            "telt": bool(not math.isnan(row["stapeling"]) and percentiles[theme] >= scores.settings["threshold"]),
            "twijfel": theme in near,
        }
        for theme in scores.counted
    ]


def share_better(run: Run, percentile: float) -> str:
    """Say how many of every hundred live where it is better, rounded down: ``98 van de 100``."""
    share = int(percentile)
    if share >= 99 and percentile > 99:  # noqa: PLR2004 - never all of a hundred
        return run.words("meer_dan_99")
    return run.words("minder_dan_1") if share < 1 else _say_share(run.words, share)


@lru_cache(maxsize=256)  # every share in both languages
def _say_share(words: Language, share: int) -> str:
    return words("van_de_100", n=share)


def say_better(run: Run, buurtcode: str, row: Mapping[Any, Any]) -> dict[str, Any] | None:
    """Say which themes are better than average, as in ``beter`` of the payload; else which comes nearest to it."""
    scores, words, terms = run.scores, run.words, theme_terms(run)
    percentiles = {
        t: p for t, p in rows_of(scores).themes[buurtcode].items() if t in scores.counted and not math.isnan(p)
    }
    if not percentiles:
        return None
    limit = FAVOURABLE if run.public else MIDDLE
    ahead = sorted((t for t in percentiles if percentiles[t] < limit), key=lambda t: percentiles[t])
    if not ahead:
        nearest = min(percentiles, key=lambda t: percentiles[t])
        none = words("niets_beter", themas=words.themes(len(scores.counted)))
        closest = words("dichtst_bij", thema=terms[nearest]["naam"])
        return {
            "goed": False,
            "tekst": " ".join([none, _join_fact(closest, _say_fact(run, nearest, percentiles[nearest], row))]),
        }
    names = words.sentence_case(words.join([terms[t]["naam"].lower() for t in ahead]))
    facts = [_say_fact(run, t, percentiles[t], row) for t in ahead]
    return {
        "goed": True,
        "tekst": " ".join([f"{names}.", *(f"{words.sentence_case(fact)}." for fact in facts if fact)]),
    }


def _join_fact(closest: str, fact: str) -> str:
    return f"{closest}: {fact}." if fact else f"{closest}."


def _say_fact(run: Run, theme: str, percentile: float, row: Mapping[Any, Any]) -> str:
    """Tell a theme by its figure of people where it has one, else by its place; for the public by no place."""
    words, name = run.words, _PEOPLE_OF.get(theme, "")
    if name in run.shown and not math.isnan(row.get(name, math.nan)):
        others = [f"{label} {share}" for label, share in compare_hundred(run, name)]
        fact = words("mensen_65plus", n=of_hundred(row[name], run.shown[name]))
        return "; ".join([fact, *([", ".join(others)] if others else [])])
    if run.public:
        return ""
    reference = run.scores.reference.of(theme)
    who = words("buurten_vergeleken") if reference.weight == "buurten" else words.people(reference)
    return words(
        "wonen_slechter",
        deel=share_better(run, 100 - percentile),
        wie=who,
        slechter=theme_terms(run)[theme]["slechter"],
    )


def _place(run: Run, percentile: float) -> dict[str, Any]:
    if math.isnan(percentile):
        return {"plaats": None, "vijfde": None, "deel": ""}
    if not run.public:
        return {"plaats": round(float(percentile), 1), "vijfde": None, "deel": share_better(run, percentile)}
    fifth = min(int(percentile // 20), 4)
    low, high = EDGES[fifth], EDGES[fifth + 1]
    return {"plaats": None, "vijfde": fifth, "deel": run.words("vijfde", van=f"{low:g}", tot=f"{high:g}")}
