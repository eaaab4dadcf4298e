"""Data for weighing in a meeting: transformed percentiles of each buurt, and agreement for random points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gezond_geo.indicators.normalisation import IMD_SCALE
from gezond_geo.pages.colours import SEQUENTIAL, score_edges
from gezond_geo.scores.agreement import FIRST, parts_of, random_agreements

if TYPE_CHECKING:
    from gezond_geo.pages.map.run import Run

MOST = 12
"""Maximum number of participants."""
_MANY = 600
"""Number of buurten from which a list is too long to discuss."""


def tell_meeting(run: Run) -> dict[str, Any] | None:
    """Build ``overleg`` of the payload; None on the public page, for one theme, and for too few or too many buurten."""
    scores = run.scores
    listed = scores.buurten.index[scores.buurten["rang"].notna()]
    if run.public or len(scores.counted) == 1 or not FIRST < len(listed) < _MANY:
        return None
    chance = random_agreements(parts_of(scores, listed, scores.counted), MOST)
    return {
        "themas": scores.counted,
        "eerste": FIRST,
        "meeste": MOST,
        "codes": listed.tolist(),
        # Unrounded, so that the page computes the same ranks as Python.
        "plaatsen": scores.themes.loc[listed, scores.counted].to_numpy().tolist(),
        "schaal": IMD_SCALE,
        "grenzen": score_edges().tolist()[1:-1],
        "kleuren": list(SEQUENTIAL),
        "toeval": [[round(low, 4), round(high, 4)] for low, high in chance],
    }
