"""Agreement in a meeting: whether different weights of the themes change the choice, and where people agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo._validate import as_frame, as_scores, as_weightings, as_whole, checked
from gezond_geo.errors import InputError
from gezond_geo.indicators.normalisation import transform_exponential
from gezond_geo.io.dutch import format_number, name_some
from gezond_geo.scores.codes import POINTS, letter_of, read_code
from gezond_geo.scores.simulation import rank_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gezond_geo.scores.scores import Scores

    Numbers = NDArray[np.float64]

FIRST = 10
"""Default number of buurten in a choice."""
EVERYONE, SOME, NOBODY = "iedereen", "sommigen", "niemand"
"""Whose first buurten include one."""

_DRAWS, _POOL = 4000, 2**14
"""Simulated meetings, and the participants they draw from; a power of two keeps draws unbiased for every number."""
_ENDS = (5, 95)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Agreement:
    """Result of `compare_weights`.

    Attributes
    ----------
    weights : Frame indexed by participant: the points per theme, as entered.
    scores : Frame indexed by ``buurtcode``, a column per participant: the score (0-100) with these weights, for buurten
        with a rank.
    ranks : The same for the rank; 1 is the highest score, ties share the lowest.
    choice : Frame with the same index, the highest first: ``buurtnaam``, ``laagste`` and ``hoogste`` (rank),
        ``aantal`` (number of participants with it among their first buurten) and ``groep`` (`EVERYONE`, `SOME` or
        `NOBODY`).
    spread : Frame indexed by theme: ``laagste``, ``hoogste`` and ``verschil``, in points out of 100.
    w : Kendall's W of the scores.
    w_random : 5th and 95th percentile of W for as many participants who divide their points at random: correlated
        figures produce agreement by themselves.
    top : Number of buurten in a choice.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> agreement = gg.compare_weights(gg.score(gg.load("Enschede", offline=True)), ["40 30 10 20", "25 25 25 25"])
    >>> agreement.choice["groep"].value_counts().sort_index().to_dict()
    {'iedereen': 6, 'niemand': 39, 'sommigen': 8}
    """

    weights: pd.DataFrame
    scores: pd.DataFrame
    ranks: pd.DataFrame
    choice: pd.DataFrame
    spread: pd.DataFrame
    w: float
    w_random: tuple[float, float]
    top: int


@checked(scores=as_scores, weightings=as_weightings, top=as_whole(1))
def compare_weights(
    scores: Scores, weightings: Mapping[str, Mapping[str, float]] | Sequence[str], *, top: int = FIRST
) -> Agreement:
    """Compare the choices that participants of a meeting would make, each with their own weights.

    The score of a buurt is ``sum(w E) / sum(w)``, as in `gezond_geo.score`. Everyone ranks the same buurten, those with
    a rank in `scores`, even if a participant gives a theme no points.

    Parameters
    ----------
    scores
        Result of `gezond_geo.score`.
    weightings
        A code per participant with the points of the counted themes in order (``40 · 30 · 10 · 20``), the participants
        being named A, B, C, …; or for each participant the weight of each theme, 0 for a theme not listed.
    top
        Number of buurten to choose.

    Returns
    -------
    Agreement
        Whether the disagreement changes the choice, and where participants agree.

    Raises
    ------
    InputError
        When there are fewer than two participants, a code has the wrong number of themes or does not sum to 100, a
        theme is not counted, weights are negative or all 0, or there are no more ranked buurten than `top`.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> scores = gg.score(gg.load("Enschede", offline=True))
    >>> agreement = gg.compare_weights(scores, {"A": {"gezondheid": 1}, "B": {"gezondheid": 1, "inkomen": 1}}, top=3)
    >>> agreement.choice.query("groep == 'iedereen'")["buurtnaam"].tolist()
    ['Wesselerbrink Noord-Oost', 'Wesselerbrink Zuid-Oost', 'Dolphia']
    """
    weights = _read_weightings(weightings, scores)
    listed = scores.buurten.index[scores.buurten["rang"].notna()]
    if len(listed) <= top:
        raise InputError(f"Er zijn maar {len(listed)} buurten met een rang; kies er minder dan dat.")
    parts = parts_of(scores, listed, scores.counted)
    totals = pd.DataFrame(weigh(parts, weights.to_numpy()).T, index=listed, columns=weights.index)
    ranks = pd.DataFrame(rank_rows(totals.to_numpy().T).T, index=listed, columns=weights.index)
    counts = (ranks <= top).sum(axis=1)
    groups = np.select([counts == len(weights), counts > 0], [EVERYONE, SOME], NOBODY)
    choice = pd.DataFrame(
        {
            "buurtnaam": scores.buurten["buurtnaam"][listed],
            "laagste": ranks.min(axis=1),
            "hoogste": ranks.max(axis=1),
            "aantal": counts,
            "groep": groups,
        }
    )
    order = ranks.mean(axis=1).sort_values(kind="stable").index
    shares = weights.div(weights.sum(axis=1), axis=0) * POINTS
    spread = pd.DataFrame({"laagste": shares.min(), "hoogste": shares.max()})
    return Agreement(
        weights=weights,
        scores=totals,
        ranks=ranks,
        choice=choice.loc[order].sort_values("aantal", ascending=False, kind="stable"),
        spread=spread.assign(verschil=spread["hoogste"] - spread["laagste"]),
        w=kendall_w(totals),
        w_random=random_agreement(parts, len(weights)),
        top=top,
    )


@checked(values=as_frame())
def kendall_w(values: pd.DataFrame) -> float:
    """Kendall's coefficient of concordance: agreement between judges on the order of items.

    ``W = 12 S / (m^2 (n^3 - n) - m T)``, for m judges and n items, where S is the sum of squared deviations of the rank
    sums from their mean and T the sum of ``t^3 - t`` over all groups of t ties (Kendall & Babington Smith 1939, *Annals
    of Mathematical Statistics* 10(3), 275-287; Kendall 1948, *Rank Correlation Methods*).

    Parameters
    ----------
    values
        A row per item and a column per judge: marks, scores or ranks. Ties share their mean rank.

    Returns
    -------
    float
        0 (no agreement) to 1 (identical order); NaN when every judge ties all items.

    Raises
    ------
    InputError
        When there are fewer than two judges or items, or a value is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> round(gg.kendall_w(pd.DataFrame({"A": [1, 2, 3, 4], "B": [2, 1, 3, 4], "C": [1, 3, 2, 4]})), 4)
    0.7778
    """
    if values.shape[0] < 2 or values.shape[1] < 2:  # noqa: PLR2004 - else there is nothing to agree on
        raise InputError("Voor Kendalls W zijn minstens twee kolommen en twee rijen nodig; geef er meer.")
    if values.isna().any(axis=None):
        raise InputError("In values ontbreekt een getal; laat die rij voor iedereen weg.")
    things, judges = values.shape
    ranks = values.rank().to_numpy()
    groups = [np.unique(column, return_counts=True)[1].astype(float) for column in ranks.T]
    ties = sum(float((sizes**3 - sizes).sum()) for sizes in groups)
    sums = ranks.sum(axis=1)
    largest = judges**2 * (things**3 - things) - judges * ties
    return float(12 * ((sums - sums.mean()) ** 2).sum() / largest) if largest else float("nan")


def parts_of(scores: Scores, listed: pd.Index[Any], themes: Sequence[str]) -> Numbers:
    """Transformed percentiles that make up a score: a row per buurt and a column per theme."""
    return np.column_stack([transform_exponential(scores.themes[theme].loc[listed]).to_numpy() for theme in themes])


def weigh(parts: Numbers, weights: Numbers) -> Numbers:
    """Score of each buurt with each weighting: a row per weighting.

    Parameters
    ----------
    parts
        Transformed percentiles: a row per buurt and a column per theme.
    weights
        A row per weighting and a column per theme.
    """
    total = np.zeros((len(weights), len(parts)))
    # Theme by theme, in the order of the page, for bit-for-bit the same sums.
    for theme in range(parts.shape[1]):
        total += weights[:, [theme]] * parts[:, theme]
    shares: Numbers = total / weights.sum(axis=1, keepdims=True)
    return shares


def random_agreement(parts: Numbers, participants: int) -> tuple[float, float]:
    """Quantiles (`_ENDS`) of W over simulated meetings in which every division of points is equally likely.

    Parameters
    ----------
    parts
        As in `weigh`.
    participants
        Number of participants in each meeting, 2 or more.
    """
    low, high = np.percentile(_random_w(parts, participants)[-1], _ENDS)
    return float(low), float(high)


def random_agreements(parts: Numbers, most: int) -> list[tuple[float, float]]:
    """`random_agreement` for 2, 3, … `most` participants."""
    return [(float(low), float(high)) for low, high in np.percentile(_random_w(parts, most), _ENDS, axis=1).T]


def _random_w(parts: Numbers, most: int) -> Numbers:
    """W of the simulated meetings: a row per number of participants from 2, a column per meeting."""
    things = len(parts)
    rng = np.random.default_rng(1)
    ranks = rank_rows(weigh(parts, rng.dirichlet(np.ones(parts.shape[1]), _POOL))).astype(np.float32)
    pool = ranks - ranks.mean(axis=1, keepdims=True)
    # A row per participant, so that a larger meeting extends a smaller one.
    picks = rng.integers(_POOL, size=(most, _DRAWS))
    sums = np.zeros((_DRAWS, things), dtype=np.float32)
    agreement = []
    for count, row in enumerate(picks, start=1):
        sums += pool[row]
        squares = np.einsum("ij,ij->i", sums, sums, dtype=np.float64)
        agreement.append(12 * squares / (count**2 * (things**3 - things)))
    return np.array(agreement[1:])


def _read_weightings(weightings: Mapping[str, Mapping[str, float]] | Sequence[str], scores: Scores) -> pd.DataFrame:
    themes = scores.counted
    if not isinstance(weightings, Mapping):
        labels = [scores.theme_info[theme].label.lower() for theme in themes]
        points = {letter_of(place): read_code(code, labels) for place, code in enumerate(weightings)}
        frame = pd.DataFrame.from_dict(points, orient="index", columns=themes)
    else:
        strangers = sorted({theme for own in weightings.values() for theme in own} - set(themes))
        if strangers:
            raise InputError(f"Er telt geen thema {strangers[0]!r} mee; kies uit: {', '.join(themes)}.")
        rows = {name: [own.get(theme, 0.0) for theme in themes] for name, own in weightings.items()}
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=themes).astype(float).fillna(0.0)
    if len(frame) < 2:  # noqa: PLR2004 - one agrees with itself
        raise InputError("Voor een overleg zijn minstens twee deelnemers nodig; geef nog een code.")
    bad = frame.index[(frame < 0).any(axis=1) | ~(frame.sum(axis=1) > 0)]
    if len(bad):
        raise InputError(
            f"De gewichten van {name_some(map(str, bad))} zijn negatief of samen 0; geef getallen vanaf 0."
        )
    return frame.rename_axis("deelnemer")


def say_choice(agreement: Agreement) -> str:
    """Dutch sentences on whether the disagreement changes the choice."""
    counts = agreement.choice["groep"].value_counts()
    everyone, some, nobody = (int(counts.get(group, 0)) for group in (EVERYONE, SOME, NOBODY))
    first = f"de eerste {agreement.top}"
    if not some:
        return f"Nee: bij iedereen staan dezelfde {everyone} buurten in {first}."
    start = "Ja, voor een deel" if everyone else "Ja"
    return (
        f"{start}: van de buurten staan er {everyone} bij iedereen in {first}, {some} bij sommigen en {nobody} bij "
        "niemand. Over die bij sommigen gaat het gesprek."
    )


def say_agreement(agreement: Agreement) -> str:
    """Dutch sentence on Kendall's W, compared with chance."""
    low, high = agreement.w_random
    more = "meer" if agreement.w > high else "niet meer"
    return (
        f"Overeenstemming in de hele lijst (Kendalls W): {format_number(agreement.w, 2)} op een schaal van 0 tot 1. "
        f"Bij willekeurige punten is dat in 90 van de 100 keer {format_number(low, 2)} tot {format_number(high, 2)}, "
        f"want de thema's lijken op elkaar; dit is dus {more} dan bij toeval."
    )
