"""Measures of where the money goes relative to need, before and after a choice, and in how many draws they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from gezond_geo.choices.concentration import rank_bounds
from gezond_geo.choices.spending import FIFTHS
from gezond_geo.scores.robustness import SURE, draw_assumptions
from gezond_geo.scores.simulation import ASSUMPTIONS, STACKED, Simulation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.scores import Scores

    Numbers = NDArray[np.float64]

REACH, ENOUGH, FIRST, INDEX = "bereik", "op_maat", "eerste_vijfde", "concentratie"

MEASURES = {
    REACH: "mensen in buurten met twee of meer thema's en geld voor het gebied",
    ENOUGH: "mensen in buurten met twee of meer thema's en geld dat op maat is",
    FIRST: "euro per inwoner in het vijfde deel waar het meeste samenkomt",
    INDEX: "concentratie-index",
}
"""Ids of the measures, with their Dutch names: the first two are about breadth, the others about depth."""

BROAD, DEEP = (REACH, ENOUGH), (FIRST, INDEX)

_TOWARDS = {REACH: 1, ENOUGH: 1, FIRST: 1, INDEX: -1}
"""Sign of a measure when more money goes where the need is."""

HALF_CENT = 0.005
"""Tolerance for equal amounts, in euro."""

_ENDS = (0.05, 0.95)
_SAME = 1e-9
"""Tolerance for equal values, which covers floating-point rounding."""


def is_ample(euro: Any, residents: Any, norm: float) -> Any:
    """Whether each buurt has money, at least the norm per resident; arrays or Series of the same buurten."""
    # Amounts are divided to the cent, so ignore differences below half a cent.
    return (euro > 0) & (euro >= norm * residents - HALF_CENT)


class Spread(NamedTuple):
    """Euro of area-bound projects over the ranked buurten.

    Attributes
    ----------
    residents : Residents per buurt.
    euro : Euro per buurt, 0 where there is none.
    norm : Euro per resident from which the money in a buurt is enough; NaN when unknown.
    """

    residents: Numbers
    euro: Numbers
    norm: float

    def measure(self, ranks: NDArray[np.intp], stacks: NDArray[np.bool_]) -> dict[str, Numbers]:
        """Values of `MEASURES` per draw.

        Parameters
        ----------
        ranks
            A row per draw and a column per ranked buurt, 1 is the highest score.
        stacks
            In the same shape: whether `STACKED` themes or more stack.
        """
        low, high = rank_bounds(self.residents, -ranks.astype(np.float64))
        within = np.clip(1 / FIFTHS - low, 0, high - low) / (high - low)
        with np.errstate(divide="ignore", invalid="ignore"):
            return {
                REACH: stacks @ (self.residents * (self.euro > 0)),
                ENOUGH: stacks @ (self.residents * is_ample(self.euro, self.residents, self.norm)),
                FIRST: (within * self.euro).sum(axis=1) / (self.residents.sum() / FIFTHS),
                INDEX: (self.euro * (low + high)).sum(axis=1) / self.euro.sum() - 1,
            }


class Outcome(NamedTuple):
    """Results over the draws.

    Attributes
    ----------
    measures : Frame indexed by id of a measure; see `gezond_geo.choices.decision.Decision`.
    themes : Frame indexed by theme: ``kans_meer kans_minder kant`` as in `measures`, of the residents where that theme
        stacks and there is money.
    chances : Share of the draws (0-1) in which `STACKED` themes or more stack, per buurt where known.
    kept : Share of the draws (0-1), indexed by the number of buurten that get more and keep `STACKED` themes.
    """

    measures: pd.DataFrame
    themes: pd.DataFrame
    chances: pd.Series[float]
    kept: pd.Series[float]


def compare_spreads(
    data: Dataset, scores: Scores, euro: pd.DataFrame, norm: float, *, draws: int, seed: int
) -> Outcome:
    """Compute the measures before and after, for the score as it is and in draws of its assumptions.

    Parameters
    ----------
    data, scores
        As in `gezond_geo.assess_robustness`.
    euro
        Columns ``eerst`` and ``daarna``, a row per buurt.
    norm
        As in `Spread`.
    draws, seed
        As in `gezond_geo.assess_robustness`.
    """
    model = Simulation(data, scores, ASSUMPTIONS, realisations=draws, seed=seed)
    ranked = model.codes[model.ranked]
    residents = data.buurten["inwoners"][ranked].to_numpy(dtype="float64")
    before, after = (Spread(residents, euro[column][ranked].to_numpy(), norm) for column in ("eerst", "daarna"))
    stacked = scores.buurten["stapeling"][ranked].to_numpy() >= STACKED
    gains = stacked & (after.euro > before.euro + HALF_CENT)
    own = scores.buurten["rang"][ranked].to_numpy(dtype=np.intp)[np.newaxis], stacked[np.newaxis]
    several, counts = np.zeros(len(model.codes)), np.zeros(int(gains.sum()) + 1)
    parts: list[pd.DataFrame] = []
    reached: list[pd.DataFrame] = []
    change = residents * ((after.euro > 0).astype(float) - (before.euro > 0))
    for ranks, flags in model.compute(draw_assumptions(model, draws, seed)):
        stacks = flags.sum(axis=0) >= STACKED
        several += stacks.sum(axis=0)
        here = stacks[:, model.ranked]
        counts += np.bincount(here[:, gains].sum(axis=1), minlength=len(counts))
        reached.append(pd.DataFrame(dict(zip(model.themes, flags[:, :, model.ranked] @ change, strict=True))))
        parts.append(_subtract(after.measure(ranks, here), before.measure(ranks, here)))
    return Outcome(
        _describe(before.measure(*own), after.measure(*own), pd.concat(parts, ignore_index=True)),
        _judge_all(pd.concat(reached, ignore_index=True)),
        pd.Series(several / draws, index=model.codes),
        pd.Series(counts / draws, index=pd.RangeIndex(len(counts), name="buurten")),
    )


def _subtract(after: dict[str, Numbers], before: dict[str, Numbers]) -> pd.DataFrame:
    return pd.DataFrame({name: after[name] - before[name] for name in MEASURES})


def _describe(before: dict[str, Numbers], after: dict[str, Numbers], draws: pd.DataFrame) -> pd.DataFrame:
    rows = {}
    for name, values in draws.items():
        if values.isna().any():
            continue  # No index without any money.
        low, high = np.quantile(values, _ENDS, method="inverted_cdf")
        first, last = float(before[str(name)][0]), float(after[str(name)][0])
        rows[name] = {
            "eerst": first, "daarna": last, "verschil": last - first, "laag": low, "hoog": high
        }  # fmt: skip
    figures = pd.DataFrame.from_dict(rows, orient="index", columns=["eerst", "daarna", "verschil", "laag", "hoog"])
    return figures.join(_judge_all(draws[list(rows)].mul(pd.Series(_TOWARDS).reindex(list(rows))))).rename_axis("maat")


def _judge_all(towards: pd.DataFrame) -> pd.DataFrame:
    """Share of draws in which each column increases or decreases, and its direction."""
    table = pd.DataFrame({"kans_meer": (towards > _SAME).mean(), "kans_minder": (towards < -_SAME).mean()})
    sides = [_judge(more, less) for more, less in zip(table["kans_meer"], table["kans_minder"], strict=True)]
    return table.assign(kant=pd.Series(sides, index=table.index, dtype="object"))


def _judge(more: float, less: float) -> str:
    """Direction of a measure: ``meer`` or ``minder`` where the need is, ``gelijk``, or ``wisselt``."""
    if more > SURE:
        return "meer"
    if less > SURE:
        return "minder"
    return "gelijk" if max(more, less) < round(1 - SURE, 9) else "wisselt"
