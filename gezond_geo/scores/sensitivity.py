"""Variance-based sensitivity of the ranking to each assumption, by SALib, an optional extra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo._validate import as_dataset, as_names, as_scores, as_text, as_whole, checked
from gezond_geo.errors import InputError, MissingExtraError, SettingsError
from gezond_geo.io.dutch import format_number, join_words
from gezond_geo.scores.scores import score
from gezond_geo.scores.simulation import ASSUMPTIONS, STACKED, Simulation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.scores import Scores

    Numbers = NDArray[np.float64]

LITTLE = 0.05
"""Total effect below which an assumption hardly matters."""


@checked(
    data=as_dataset,
    scores=as_scores,
    samples=as_whole(2, 2**20),
    seed=as_whole(0, 2**32 - 1),
    buurtcode=as_text,
    vary=as_names,
)
def assess_sensitivity(
    data: Dataset,
    scores: Scores | None = None,
    *,
    samples: int = 512,
    seed: int = 1,
    buurtcode: str | None = None,
    vary: Iterable[str] = ASSUMPTIONS,
) -> pd.DataFrame:
    """Sobol indices: share of the variance of the ranking due to each varied assumption.

    First-order and total effects of Sobol, estimated as by Saltelli et al. (2010, Computer Physics Communications
    181(2), 259-270), with one uniform input per assumption that selects one of its realisations (Saisana, Saltelli &
    Tarantola 2005, JRSS A 168(2), 307-323). The first-order effect is the share of the variance that disappears when
    the assumption is fixed; the total effect is the share that remains when all others are fixed.

    Parameters
    ----------
    data
        Figures and reference.
    scores
        The score to vary; defaults to ``score(data)``.
    samples
        Size of the base sample, a power of 2, and the number of realisations of the weights and of the noise. The score
        is computed ``samples * (number of assumptions + 2)`` times.
    seed
        The same seed gives the same answer.
    buurtcode
        Code of a buurt, for effects on its rank instead of on all ranks.
    vary
        Ids from `ASSUMPTIONS` to vary; the others stay as in `scores`.

    Returns
    -------
    DataFrame
        Indexed by ``aanname``. ``rang_eerste`` and ``rang_totaal``: effects on the mean absolute shift of the ranks
        from those of the score (or on the rank of the one buurt); ``stapeling_eerste`` and ``stapeling_totaal``: on the
        number of buurten in which two or more themes stack. Shares of the variance, 0 when there is none. The column
        with the suffix ``_marge`` is the 95 % margin of error by resampling; an estimate may fall that far below 0 or
        above 1.

    Raises
    ------
    MissingExtraError
        When SALib is not installed.
    SettingsError
        When `samples` is not a power of 2, or an assumption is unknown.
    InputError
        When the buurt has no rank, or the scores belong to other data.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> effects = gg.assess_sensitivity(data, samples=8, vary=["gewichten", "normalisatie"])
    >>> list(effects.index)
    ['gewichten', 'normalisatie']
    """
    base = score(data) if scores is None else scores
    if samples & (samples - 1):
        raise SettingsError(f"Het aantal {samples} is geen macht van 2; kies bijvoorbeeld 512.")
    model = Simulation(data, base, vary, realisations=samples, seed=seed)
    ranked = model.codes[model.ranked]
    if buurtcode is not None and buurtcode not in ranked:
        raise InputError(f"Buurt {buurtcode} heeft geen rang; kies een buurt die er een heeft.")
    before = base.buurten["rang"][ranked].to_numpy()

    def compute(inputs: Mapping[str, Numbers]) -> dict[str, Numbers]:
        moved, stacked = [], []
        for ranks, flags in model.compute(model.realise(inputs)):
            moved.append(
                np.abs(ranks - before).mean(axis=1) if buurtcode is None else ranks[:, ranked.get_loc(buurtcode)]
            )
            stacked.append((flags.sum(axis=0) >= STACKED).sum(axis=1))
        return {"rang": np.concatenate(moved), "stapeling": np.concatenate(stacked)}

    return find_effects(compute, model.vary, samples=samples, seed=seed).rename_axis("aanname")


def find_effects(
    compute: Callable[[Mapping[str, Numbers]], Mapping[str, Numbers]], names: Sequence[str], *, samples: int, seed: int
) -> pd.DataFrame:
    """Sobol indices of independent uniform inputs for the outcomes computed from them.

    Parameters
    ----------
    compute
        Function that returns outcomes by name from one array per input, of values in [0, 1); an element per draw.
    names
        Names of the inputs.
    samples
        Size of the base sample, a power of 2.
    seed
        Seed of the sample and of the resampling for the margins of error.

    Returns
    -------
    DataFrame
        A row per input; per outcome ``_eerste`` and ``_totaal``, each with its 95 % margin of error in ``_marge``.

    Raises
    ------
    MissingExtraError
        When SALib is not installed.
    """
    analyse, sample = _load_salib()
    problem = {"num_vars": len(names), "names": [*names], "bounds": [[0.0, 1.0]] * len(names)}
    points = sample(problem, samples, calc_second_order=False, seed=seed)
    columns: dict[str, Numbers] = {}
    for name, outcome in compute(dict(zip(names, points.T, strict=True))).items():
        effects = dict.fromkeys(("S1", "S1_conf", "ST", "ST_conf"), np.zeros(len(names)))
        if np.ptp(outcome) > 0:
            effects = analyse(problem, outcome.astype("float64"), calc_second_order=False, seed=seed)
        columns |= {f"{name}_eerste": effects["S1"], f"{name}_eerste_marge": effects["S1_conf"]}
        columns |= {f"{name}_totaal": effects["ST"], f"{name}_totaal_marge": effects["ST_conf"]}
    return pd.DataFrame(columns, index=pd.Index(names))


def say_sensitivity(effects: pd.DataFrame) -> str:
    """Dutch sentences on which assumptions affect the ranking most, and which hardly do.

    Parameters
    ----------
    effects
        Result of `assess_sensitivity`.
    """
    total = effects["rang_totaal"].sort_values(ascending=False, kind="stable")
    if total.iloc[0] < LITTLE:
        return "Geen van de aannamen die zijn gevarieerd, beweegt de rang."
    most, *others = [str(name) for name in total.index]
    alone = np.clip(effects["rang_eerste"][most], 0, 1) * 100
    lines = [
        f"De rang beweegt het meest door {ASSUMPTIONS[most]}: daar komt op zichzelf ongeveer {format_number(alone)} % "
        "van de verschillen tussen berekeningen vandaan."
    ]
    if moving := [ASSUMPTIONS[name] for name in others if total[name] >= LITTLE]:
        lines.append(f"Daarna door {join_words(moving)}.")
    if still := [ASSUMPTIONS[name] for name in others if total[name] < LITTLE]:
        lines.append(f"Nauwelijks of niet door {join_words(still)}.")
    return " ".join(lines)


def _load_salib() -> tuple[Any, Any]:
    try:
        from SALib.analyze.sobol import analyze  # noqa: PLC0415 - an optional extra
        from SALib.sample.sobol import sample  # noqa: PLC0415
    except ImportError as missing:
        raise MissingExtraError(
            'Voor de gevoeligheid is SALib nodig; installeer die met: pip install "gezond-geo[sensitivity]".'
        ) from missing
    return analyze, sample
