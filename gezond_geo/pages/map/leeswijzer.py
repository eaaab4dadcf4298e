"""Reading guide of the map, including its limits: the text is in ``static/leeswijzer.<language>.toml``."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from gezond_geo.dataset.national_cover import ATLAS, PHOTO
from gezond_geo.io.dutch import format_number
from gezond_geo.pages.language import language_of
from gezond_geo.scores.wording import say_lacking

if TYPE_CHECKING:
    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.scores import Scores


def explain_map(data: Dataset, scores: Scores, language: str = "nl", *, public: bool = False) -> list[dict[str, str]]:
    """Reading guide of a run; the public one does not mention ranks.

    Returns
    -------
    list of dict
        ``kop`` and ``tekst``, in the order in which they are shown.
    """
    limits = scores.settings["limits"]
    apart = [theme for theme in scores.counted if theme in scores.reference.apart]
    values = {
        "gemeente": data.gemeente.naam,
        "hoogste": format_number(100 - scores.settings["threshold"]),
        "grens": format_number(limits["border"]),
        "minste_gezondheid": format_number(np.floor(data.buurten["goede_gezondheid"].min())),
        "jaar_steen": str(data.year_of(PHOTO)),
        "jaar_basiskaart": str(data.year_of(ATLAS)) if ATLAS in data.indicators else "",
        "inwoners_waarde": format_number(limits["value"]),
        "inwoners_rang": format_number(limits["rank"]),
        "verandering": format_number(limits["change"]),
        "aanwijzing": say_lacking(data),
        "mensen": language_of(language).people(scores.reference),
        "anders": " ".join(
            f"{scores.theme_info[t].label} is vergeleken met {scores.reference.of(t).label}." for t in apart
        ),
    }
    conditions = {
        **{theme: theme in scores.counted for theme in data.themes},
        # The text on stone cover only applies to the estimates of the uitgave.
        "luchtfoto": "verstening" in scores.counted and data.counts_photo,
        "basiskaart": ATLAS in data.buurten and bool(data.buurten[ATLAS].notna().any()),
        "steen gemeten": "steen_bgt" in data.buurten,
        "anders vergeleken": bool(apart),
        "zonder gezondheid": "gezondheid" not in scores.counted,
        "focusgebieden": bool(data.gemeente.focusgebieden),
        "projecten": len(data.projects) > 0,
        "rang": not public,
        "openbaar": public,
    }
    text = files("gezond_geo.pages").joinpath(f"static/leeswijzer.{language}.toml").read_text("utf-8")
    return [
        {"kop": part["kop"].format(**values), "tekst": part["tekst"].format(**values)}
        for part in tomllib.loads(text)["deel"]
        if conditions.get(part.get("als"), True)
    ]
