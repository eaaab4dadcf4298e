"""Focus areas compared with the figures: grounds for designation and differences, without a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo.scores.wording import list_lacking

if TYPE_CHECKING:
    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.pages.language import Language
    from gezond_geo.pages.map.run import Run

MANY = 3
"""Number of themes from which a buurt is mentioned with the focus areas."""


def list_focus_areas(run: Run) -> list[dict[str, Any]]:
    """List the focus areas, as in ``focusgebieden`` of ``docs/payload.md``."""
    words, buurten = run.words, run.data.buurten
    reasons = words.terms["redenen"]
    return [
        {
            "naam": area.naam,
            "buurten": [code for code in area.buurten if code in buurten.index],
            "deel": area.deel,
            "noot": area.noot,
            "aangewezen": words(
                "focus_gekozen", redenen=words.join([reasons.get(reason, reason) for reason in area.aangewezen_op])
            ),
            "cijfers": [_say_stacked(run, code, partial=area.deel) for code in area.buurten if code in buurten.index],
        }
        for area in run.data.gemeente.focusgebieden
    ]


def say_difference(run: Run) -> str:
    """Sentence on buurten where many themes stack but that are not focus areas; empty where there are none."""
    data, words = run.data, run.words
    areas = data.gemeente.focusgebieden
    designated = {code for area in areas for code in area.buurten}
    stacked = run.scores.buurten["stapeling"]
    others = [run.official_names[c] for c in stacked.index[stacked >= MANY].tolist() if c not in designated]
    if not areas or not others:
        return ""
    text = words("focus_ook", buurten=words.join(sorted(others)), aantal=words.number(MANY))
    return " ".join(filter(None, [text, say_lacking(data, words)]))


def say_lacking(data: Dataset, words: Language) -> str:
    """Sentence on grounds for focus areas that the figures lack; empty where they lack none."""
    terms = [words.terms["redenen"].get(word, word) for word in list_lacking(data)]
    key = "ontbreekt" if len(terms) == 1 else "ontbreken"
    return words(key, woorden=words.sentence_case(words.join(terms))) if terms else ""


def say_slot(data: Dataset, words: Language) -> str:
    """Sentence on the other grounds for the focus areas, which are not in the figures; empty where there are none."""
    reasons = {reason for area in data.gemeente.focusgebieden for reason in area.aangewezen_op}
    terms = {word: words.terms["redenen"].get(word, word) for word in list_lacking(data)}
    selection, others = ([terms[w] for w in terms if (w in reasons) == is_reason] for is_reason in (True, False))
    if not selection:
        return ""
    aside = words("slot_net_als", woorden=words.join(others)) if others else ""
    return words("slot_focus", woorden=words.join(selection), netals=aside)


def _say_stacked(run: Run, code: str, *, partial: bool) -> str:
    words, scores = run.words, run.scores
    place = words("focus_hele_buurt", buurt=run.data.buurten["buurtnaam"][code]) if partial else words("focus_cijfers")
    if pd.isna(scores.buurten["stapeling"][code]):
        return words("focus_geen_uitkomst", plek=place)
    threshold = scores.settings["threshold"]
    themes = [scores.theme_info[t].label.lower() for t in scores.counted if scores.themes[t][code] >= threshold]
    key = ("focus_geen", "focus_een")[len(themes)] if len(themes) < 2 else "focus_meer"  # noqa: PLR2004 - plural
    whole = words.count(len(scores.counted), "thema")
    return words(key, plek=place, aantal=words.number(len(themes)), geheel=whole, themas=words.join(themes))
