"""Focus areas beside the figures: what they were designated on and where the two differ, without a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo.io.dutch import count_of, join_words
from gezond_geo.scores import wording
from gezond_geo.scores.wording import list_lacking

if TYPE_CHECKING:
    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.pages.language import Language
    from gezond_geo.scores.scores import Scores

MANY = 3
"""Themes from which a buurt is named beside the focus areas."""


def list_focus_areas(data: Dataset, scores: Scores) -> list[dict[str, Any]]:
    """List the focus areas, as in ``focusgebieden`` of ``docs/payload.md``."""
    return [
        {
            "naam": area.naam,
            "buurten": [code for code in area.buurten if code in data.buurten.index],
            "deel": area.deel,
            "noot": area.noot,
            "aangewezen": f"Het college koos dit gebied om {join_words(area.aangewezen_op)}.",
            "cijfers": [
                _say_stacked(data, scores, code, partial=area.deel)
                for code in area.buurten
                if code in data.buurten.index
            ],
        }
        for area in data.gemeente.focusgebieden
    ]


def say_difference(data: Dataset, scores: Scores) -> str:
    """Name the buurten where many themes stack and that are no focus area; empty where there are none of either."""
    areas = data.gemeente.focusgebieden
    designated = {code for area in areas for code in area.buurten}
    stacked = scores.buurten["stapeling"]
    others = [str(data.buurten["buurtnaam"][c]) for c in stacked.index[stacked >= MANY] if c not in designated]
    if not areas or not others:
        return ""
    return " ".join(
        filter(
            None,
            [
                f"Ook in {join_words(sorted(others))} komen {MANY} of meer thema's samen; daar is geen focusgebied.",
                "Het college keek naar meer dan deze cijfers.",
                wording.say_lacking(data),
            ],
        )
    )


def say_lacking(data: Dataset, words: Language) -> str:
    """Say what the figures lack that focus areas were designated on; empty where they lack nothing."""
    terms = [words.terms["ontbreekt"].get(word, word) for word in list_lacking(data)]
    key = "ontbreekt" if len(terms) == 1 else "ontbreken"
    return words(key, woorden=words.sentence_case(words.join(terms))) if terms else ""


def say_slot(data: Dataset, words: Language) -> str:
    """Say why the focus areas were chosen too, and that it is not in the figures; empty where there are none."""
    reasons = {reason for area in data.gemeente.focusgebieden for reason in area.aangewezen_op}
    terms = {word: words.terms["ontbreekt"].get(word, word) for word in list_lacking(data)}
    selection, others = ([terms[w] for w in terms if (w in reasons) == is_reason] for is_reason in (True, False))
    if not selection:
        return ""
    aside = words("slot_net_als", woorden=words.join(others)) if others else ""
    return words("slot_focus", woorden=words.join(selection), netals=aside)


def _say_stacked(data: Dataset, scores: Scores, code: str, *, partial: bool) -> str:
    place = f"In de hele buurt {data.buurten['buurtnaam'][code]}" if partial else "In deze cijfers"
    count = scores.buurten["stapeling"][code]
    if pd.isna(count):
        return f"{place} is er geen uitkomst."
    threshold = scores.settings["threshold"]
    themes = [scores.theme_info[t].label.lower() for t in scores.counted if scores.themes[t][code] >= threshold]
    whole = count_of(len(scores.counted), "thema", "thema's")
    if not themes:
        return f"{place} telt geen van {whole} mee."
    return f"{place} {'telt' if len(themes) == 1 else 'tellen'} {len(themes)} van {whole} mee: {join_words(themes)}."
