"""The themes of the page, and the position of each buurt and the gemeente on them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gezond_geo.indicators.reference import PEOPLE
from gezond_geo.pages.colours import EDGES
from gezond_geo.pages.map.people import compare_hundred, of_hundred
from gezond_geo.pages.map.run import once_per_run
from gezond_geo.pages.map.terms import theme_terms
from gezond_geo.scores.contributions import rows_of
from gezond_geo.scores.wording import FAVOURABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.pages.map.run import Run

MIDDLE = 50.0
"""Percentile below which a theme is better than average."""

_PEOPLE_OF = {"vergrijzing": "aandeel_65plus"}  # the figure that tells a theme better than its place does


def list_themes(run: Run) -> list[dict[str, Any]]:
    """The counted themes, as in ``themas`` of the payload.

    The position of the gemeente is the mean percentile of its buurten, weighted by residents; buurten without a
    percentile are left out.
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
    """Labels for the reference of the themes: above the bars, and at the line in their middle."""
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
    """Position of a buurt on each theme, as in ``plaatsen`` of the payload; on the public page, its fifth."""
    rows, threshold = rows_of(run.scores), run.scores.settings["threshold"]
    row, percentiles = rows.buurten[buurtcode], rows.themes[buurtcode]
    near, has_outcome = row["op_de_grens"].split(), not math.isnan(row["stapeling"])
    return [
        _tell_place(run, theme, _place(run, p), has_outcome and p >= threshold, theme in near)
        for theme, p in ((theme, percentiles[theme]) for theme in rows.counted)
    ]


@once_per_run
def _tell_place(
    _: Run,
    theme: str,
    place: tuple[float | None, int | None, str],
    counts: bool,  # noqa: FBT001 - a key
    near: bool,  # noqa: FBT001 - a key
) -> dict[str, Any]:
    where, fifth, share = place
    return {"thema": theme, "plaats": where, "vijfde": fifth, "deel": share, "telt": counts, "twijfel": near}


def share_better(run: Run, percentile: float) -> str:
    """Number of people out of a hundred who live where it is better, rounded down: ``98 van de 100``."""
    share = int(percentile)
    if share >= 99 and percentile > 99:  # noqa: PLR2004 - never all of a hundred
        return run.words("meer_dan_99")
    return run.words("minder_dan_1") if share < 1 else _say_share(run, share)


@once_per_run
def _say_share(run: Run, share: int) -> str:
    return run.words("van_de_100", n=share)


def say_better(run: Run, buurtcode: str, row: Mapping[Any, Any]) -> dict[str, Any] | None:
    """Themes that are better than average, as in ``beter`` of the payload, or else the one closest to it."""
    rows = rows_of(run.scores)
    here = rows.themes[buurtcode]
    percentiles = {t: p for t, p in here.items() if t in rows.counted and not math.isnan(p)}
    if not percentiles:
        return None
    limit = FAVOURABLE if run.public else MIDDLE
    ahead = sorted([t for t, p in percentiles.items() if p < limit], key=percentiles.__getitem__)
    themes = ahead or [min(percentiles, key=percentiles.__getitem__)]
    return _tell_better(run, bool(ahead), *[(t, _say_fact(run, t, percentiles[t], row)) for t in themes])


@once_per_run
def _tell_better(run: Run, is_better: bool, *facts: tuple[str, str]) -> dict[str, Any]:  # noqa: FBT001 - a key
    """Text on themes, each with its fact, if any: those that are better than average, or else the closest one."""
    words, terms = run.words, theme_terms(run)
    if not is_better:
        ((nearest, fact),) = facts
        none = words("niets_beter", themas=words.themes(len(run.scores.counted)))
        closest = words("dichtst_bij", thema=terms[nearest]["naam"])
        return {"goed": False, "tekst": f"{none} {closest}: {fact}." if fact else f"{none} {closest}."}
    names = words.sentence_case(words.join([terms[t]["naam"].lower() for t, _ in facts]))
    sentences = [f"{words.sentence_case(fact)}." for _, fact in facts if fact]
    return {"goed": True, "tekst": " ".join([f"{names}.", *sentences])}


def _say_fact(run: Run, theme: str, percentile: float, row: Mapping[Any, Any]) -> str:
    """Fact on a theme: its figure of people if it has one, or else its position, except on the public page."""
    name = _PEOPLE_OF.get(theme, "")
    if name in run.shown and not math.isnan(row.get(name, math.nan)):
        return _say_older(run, name, of_hundred(row[name], run.shown[name]))
    return "" if run.public else _say_worse(run, theme, share_better(run, 100 - percentile))


@once_per_run
def _say_older(run: Run, name: str, people: int) -> str:
    others = [f"{label} {share}" for label, share in compare_hundred(run, name)]
    return "; ".join([run.words("mensen_65plus", n=people), *([", ".join(others)] if others else [])])


@once_per_run
def _say_worse(run: Run, theme: str, share: str) -> str:
    words, reference = run.words, run.scores.reference.of(theme)
    who = words("buurten_vergeleken") if reference.weight == "buurten" else words.people(reference)
    return words("wonen_slechter", deel=share, wie=who, slechter=theme_terms(run)[theme]["slechter"])


def _place(run: Run, percentile: float) -> tuple[float | None, int | None, str]:
    """Position or fifth, and the share that is better."""
    if math.isnan(percentile):
        return None, None, ""
    if not run.public:
        return round(float(percentile), 1), None, share_better(run, percentile)
    fifth = min(int(percentile // 20), 4)
    low, high = EDGES[fifth], EDGES[fifth + 1]
    return None, fifth, run.words("vijfde", van=f"{low:g}", tot=f"{high:g}")
