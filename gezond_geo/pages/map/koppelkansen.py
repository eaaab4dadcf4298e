"""Koppelkansen of a buurt: plans of others, and needs that can be combined with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gezond_geo.choices.kinds import idea_for
from gezond_geo.choices.koppelkansen import say_time
from gezond_geo.choices.needs import BORDER, NOT_DRAWN
from gezond_geo.pages.map.terms import theme_terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.pages.map.run import Run


def list_koppelkansen(run: Run, buurtcode: str) -> list[dict[str, Any]]:
    """Investments in a buurt that a need can be combined with, as in ``koppelkansen`` of the payload."""
    by_investment: dict[int, list[Mapping[Any, Any]]] = {}
    for row in run.koppelkansen_in.get(buurtcode, []):
        by_investment.setdefault(row["investering"], []).append(row)
    return [_describe(run, rows) for rows in by_investment.values()]


def _describe(run: Run, rows: list[Mapping[Any, Any]]) -> dict[str, Any]:
    words, first = run.words, rows[0]
    together = [run.plan_names[int(number)] for number in first["tegelijk"].split()]
    return {
        "naam": first["naam"],
        "wie": first["partij"],
        "jaren": say_time(int(first["van_jaar"]), int(first["tot_en_met_jaar"])),
        "stand": first["hardheid"],
        "deel": _say_part(run, first["aandeel"], part_of_buurt=first["deel"]),
        "tegelijk": words("koppel_tegelijk", plannen=words.join(together)) if together else "",
        "themas": [_say_theme(run, row) for row in rows],
    }


def _say_part(run: Run, share: float, *, part_of_buurt: bool) -> str:
    """Sentence on the share of a plan in the buurt, or that it covers only part of the buurt."""
    if part_of_buurt:
        return run.words("koppel_deel_van_buurt")
    if np.isnan(share) or round(share * _HUNDRED) >= _HUNDRED:
        return ""
    return run.words("koppel_deel", deel=max(round(share * _HUNDRED), 1))


_HUNDRED = 100


def _say_theme(run: Run, row: Mapping[Any, Any]) -> dict[str, Any]:
    """Idea for a theme, the certainty of the need, and the matching projects."""
    words, theme, certainty = run.words, row["thema"], row["zekerheid"]
    name = theme_terms(run)[theme]["naam"].lower()
    if certainty in {NOT_DRAWN, BORDER}:
        sentence = words("koppel_grens", thema=name) if certainty == BORDER else ""
    else:
        sentence = words("koppel_zeker", thema=name, zekerheid=words(f"koppel_zeker_{certainty}"))
    return {
        "thema": theme,
        "idee": words.sentence_case(idea_for(row["soort"], theme, words.code)),
        "zeker": sentence,
        "projecten": [int(number) for number in row["projecten"].split()],
    }
