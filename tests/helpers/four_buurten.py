"""Four buurten, three projects and two investments: small enough to work out by hand (``docs/kiezen.md``).

The buurten A, B, C and D are squares of a kilometre from west to east; two more buurten, E and F, have no need and no
project. In A health and income stack, in B stone cover, in C income and in D nothing.
"""

import dataclasses

import numpy as np
import pandas as pd
from made_up import HENGELO, hengelo_figures, squares

import gezond_geo as gg

A, B, C, D, E, F = HENGELO
WEST, SOUTH, SIDE = 255_000.0, 468_000.0, 1000.0

PERCENTILES = {
    A: {"gezondheid": 90.0, "inkomen": 85.0, "vergrijzing": 20.0, "verstening": 30.0},
    B: {"gezondheid": 40.0, "inkomen": 50.0, "vergrijzing": 20.0, "verstening": 95.0},
    C: {"gezondheid": 40.0, "inkomen": 81.0, "vergrijzing": 20.0, "verstening": 30.0},
    D: {"gezondheid": 10.0, "inkomen": 10.0, "vergrijzing": 20.0, "verstening": 30.0},
    E: {"gezondheid": 10.0, "inkomen": 10.0, "vergrijzing": 20.0, "verstening": 30.0},
}

PROJECTS = pd.DataFrame(
    [
        {"nummer": 1, "naam": "Beweegtuin", "euro": 6000, "buurten": f"{A}:naam", "themas": "gezondheid:document"},
        {"nummer": 2, "naam": "Ontmoeten", "euro": 2000, "buurten": f"{B}:naam", "themas": ""},
        {
            "nummer": 3,
            "naam": "Geldspreekuur",
            "euro": 5000,
            "buurten": f"{B}:naam {D}:naam",
            "themas": "inkomen:afgeleid",
        },
    ]
)

INVESTMENTS = pd.DataFrame(
    [
        {
            "naam": "Riool vervangen",
            "partij": "gemeente",
            "soort": "riolering",
            "hardheid": "besloten",
            # 400 metres in A and 600 in B.
            "geometrie": f"LINESTRING ({WEST + 600} {SOUTH + 500}, {WEST + 1600} {SOUTH + 500})",
            "van_jaar": 2027,
            "tot_en_met_jaar": 2028,
        },
        {
            "naam": "Woningen opknappen",
            "partij": "corporatie",
            "soort": "woningen",
            "hardheid": "gepland",
            "buurten": B,
            "van_jaar": 2026,
            "tot_en_met_jaar": 2027,
        },
    ]
)


def load_four(*, projects=PROJECTS, investments=INVESTMENTS, **options):
    """Give the data of the example."""
    figures, boundaries = hengelo_figures(), squares(HENGELO, west=WEST, south=SOUTH, side=SIDE)
    return gg.load(
        "Hengelo",
        figures=figures,
        boundaries=boundaries,
        projects=projects,
        investments=investments,
        offline=True,
        **options,
    )


def score_four(data, percentiles=None):
    """Give scores of the data whose percentiles are those of the example."""
    scores = gg.score(data)
    table = pd.DataFrame.from_dict(PERCENTILES if percentiles is None else percentiles, orient="index")
    themes = table.reindex(data.buurten.index)[list(scores.counted)]
    stacking = (themes >= scores.settings["threshold"]).sum(axis=1).astype(float).where(themes.notna().all(axis=1))
    near = [
        " ".join(theme for theme in themes if abs(row[theme] - scores.settings["threshold"]) <= 5)
        for _, row in themes.iterrows()
    ]
    buurten = scores.buurten.assign(stapeling=stacking, op_de_grens=np.array(near, dtype=object))
    return dataclasses.replace(scores, themes=themes, buurten=buurten)
