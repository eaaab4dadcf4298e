"""Certainty of ranks and flags when the assumptions of the score are drawn at random."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo._validate import as_dataset, as_names, as_number, as_scores, as_whole, checked, level_of
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.io.dutch import format_number, join_words
from gezond_geo.io.summary import Summarised, Summary
from gezond_geo.scores.scores import score
from gezond_geo.scores.simulation import ASSUMPTIONS, SHARED_BUURT, SHARED_WIJK, STACKED, Simulation
from gezond_geo.scores.standard_errors import describe_uncertainty

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.scores import Scores
    from gezond_geo.scores.simulation import Draws

QUANTILES = {"rang_laag": 0.05, "rang_midden": 0.5, "rang_hoog": 0.95}
"""Columns of the rank interval, with their quantiles."""

NARROW = 10
"""Width of an interval in ranks up to which the rank is firm."""

FEW = 1000
"""Minimum number of draws: with fewer, intervals and verdicts are too random."""

MOST = 10**9
"""Maximum of draws times ranked buurten, at two bytes each; the overhead of a draw counts as `_OWN` buurten."""

_OWN = 100

SURE = 0.9
"""Share of the draws above which a flag is firm, or below one minus which its absence is."""


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Robustness(Summarised):
    """Result of `assess_robustness`.

    Attributes
    ----------
    buurten : Frame with the index of `Dataset.buurten`. For buurten with a rank: ``rang`` (that of the score),
        ``rang_laag rang_midden rang_hoog`` (5th, 50th and 95th percentile of the drawn ranks, by ``inverted_cdf``, so
        each is a drawn rank) and ``kans_top`` (share of the draws in which it is among the `top` highest). For buurten
        with a number of stacked themes: ``kans_<theme>`` per counted theme (share of the draws in which it stacks) and
        ``kans_stapeling`` (in which two or more do). ``oordeel`` is ``stevig``, ``wisselend``, ``onzeker``, or empty
        without a rank; see `judge`. Shares are 0-1; missing values are NaN.
    settings : ``draws``, ``seed``, ``top``, ``vary``, ``shared_buurt`` and ``shared_wijk``.
    standard_errors : Standard error of each indicator; see `gezond_geo.scores.standard_errors.describe_uncertainty`.
        Empty when the figures were not varied.
    meldingen : Dutch sentences on what could not be varied.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> sure = gg.assess_robustness(data, draws=500)
    >>> sure.buurten["oordeel"].value_counts().to_dict()
    {'onzeker': 25, 'wisselend': 23, '': 17, 'stevig': 5}
    """

    buurten: pd.DataFrame
    settings: dict[str, Any] = field(default_factory=dict)
    standard_errors: pd.DataFrame
    meldingen: tuple[str, ...] = ()

    def _summary(self) -> Summary:
        counts = self.buurten["oordeel"].value_counts()
        verdicts = [f"{counts.get(word, 0)} {word}" for word in ("stevig", "wisselend", "onzeker")]
        widths = self.buurten["rang_hoog"] - self.buurten["rang_laag"]
        facts = [
            f"{format_number(self.settings['draws'])} keer gerekend, met steeds andere keuzes voor "
            f"{join_words([ASSUMPTIONS[name] for name in self.settings['vary']])}",
            f"van de {widths.count()} rangen: {join_words(verdicts)}",
            f"de helft van de rangen kan meer dan {format_number(widths.median())} plaatsen verschillen",
        ]
        steps = ["sure.buurten", "gg.results(data, scores, sure=sure)", "gg.plot_ranking(table)"]
        return Summary(f"Zekerheid van {len(self.buurten)} {level_of(self.buurten)}", facts, self.meldingen, steps)


@checked(
    data=as_dataset,
    scores=as_scores,
    draws=as_whole(1),
    seed=as_whole(0),
    top=as_whole(1),
    vary=as_names,
    shared_buurt=as_number(0, 1),
    shared_wijk=as_number(0, 1),
)
def assess_robustness(
    data: Dataset,
    scores: Scores | None = None,
    *,
    draws: int = 10_000,
    seed: int = 1,
    top: int = 10,
    vary: Iterable[str] = ASSUMPTIONS,
    shared_buurt: float = SHARED_BUURT,
    shared_wijk: float = SHARED_WIJK,
) -> Robustness:
    """Uncertainty of ranks and flags, by drawing all assumptions of the score at random at the same time.

    Uncertainty analysis of a composite indicator (Saisana, Saltelli & Tarantola 2005, JRSS A 168(2), 307-323; OECD/JRC
    2008, *Handbook on Constructing Composite Indicators*, step 7). ``docs/robustness.md`` describes what is drawn.

    Parameters
    ----------
    data
        Figures and reference.
    scores
        The score to vary; defaults to ``score(data)``. Only buurten with a rank in it are ranked in the draws.
    draws
        Number of draws, at most `MOST`. Each takes two bytes of memory per ranked buurt, and some 200 bytes itself.
    seed
        The same seed gives the same answer. Each assumption has its own random stream: not varying one leaves the
        others unchanged.
    top
        Number of highest scores that ``kans_top`` is about.
    vary
        Ids from `ASSUMPTIONS` to vary; the others stay as in `scores`.
    shared_buurt, shared_wijk
        Fraction of the variance, 0-1, that the errors of modelled figures share within a buurt and within a wijk: a
        model that is wrong about one is wrong about similar ones (`gezond_geo.scores.simulation.SHARED_BUURT`,
        `gezond_geo.scores.simulation.SHARED_WIJK`).

    Returns
    -------
    Robustness
        Aligned to ``data.buurten``, which is unchanged; the result does not depend on the order of its rows.

    Raises
    ------
    SettingsError
        When `vary` is empty or has an unknown assumption, or a number is out of range.
    InputError
        When the scores belong to other data, or no buurt has a rank.

    Notes
    -----
    Intervals cover the varied assumptions and nothing else: not the choice of indicators, nor anything missing from the
    figures. The reference is not varied.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> sure = gg.assess_robustness(data, draws=500)
    >>> sure.buurten.loc["BU01530301", ["rang", "rang_laag", "rang_hoog"]].to_dict()
    {'rang': 19.0, 'rang_laag': 7.0, 'rang_hoog': 30.0}
    """
    base = score(data) if scores is None else scores
    model = Simulation(data, base, vary, realisations=draws, seed=seed, shared=(shared_buurt, shared_wijk))
    ranked = model.codes[model.ranked]
    if draws > (most := MOST // (len(ranked) + _OWN)):
        wanted_draws, fit = format_number(draws), format_number(most)
        raise SettingsError(f"{wanted_draws} berekeningen passen niet in het geheugen; kies er hoogstens {fit}.")
    drawn_values = draw_assumptions(model, draws, seed)
    ranks = np.empty((len(ranked), draws), dtype=np.result_type(np.uint16, np.min_scalar_type(len(ranked))))
    stacks = np.zeros((len(model.themes), len(model.codes)), dtype=np.int64)
    several = np.zeros(len(model.codes), dtype=np.int64)
    count = 0
    for some, flags in model.compute(drawn_values):
        ranks[:, count : count + len(some)] = some.T
        stacks += flags.sum(axis=1)
        several += (flags.sum(axis=0) >= STACKED).sum(axis=0)
        count += len(some)
    ranks.sort(axis=1)
    at = {name: ranks[:, int(np.ceil(share * draws)) - 1] for name, share in QUANTILES.items()}
    columns = {name: pd.Series(values, index=ranked, dtype="float64") for name, values in at.items()}
    chances = {f"kans_{t}": stacks[n] / draws for n, t in enumerate(model.themes)} | {"kans_stapeling": several / draws}
    columns |= {name: pd.Series(values, index=model.codes) for name, values in chances.items()}
    columns["kans_top"] = pd.Series((ranks <= top).mean(axis=1), index=ranked)
    frame = pd.DataFrame(columns).reindex(data.buurten.index)
    frame.insert(0, "rang", base.buurten["rang"])
    frame["oordeel"] = judge(frame, [f"kans_{t}" for t in model.themes])
    return Robustness(
        buurten=frame,
        settings={
            "draws": draws,
            "seed": seed,
            "top": top,
            "vary": model.vary,
            "shared_buurt": shared_buurt,
            "shared_wijk": shared_wijk,
        },
        standard_errors=describe_uncertainty(model.uncertainty, model.codes),
        meldingen=_say_fixed(data, model),
    )


def check_robustness(data: Dataset, sure: Robustness) -> None:
    """Refuse a robustness result for other buurten than those of the data.

    Raises
    ------
    InputError
        When it belongs to other buurten, or is not a result of `assess_robustness`.
    """
    if not {"kans_stapeling", "oordeel"} <= set(sure.buurten) or not sure.buurten.index.equals(data.buurten.index):
        raise InputError("De zekerheid hoort niet bij deze gegevens; geef wat assess_robustness ervan geeft.")


def draw_assumptions(model: Simulation, draws: int, seed: int) -> Draws:
    """Draw every varied assumption at random; each realisation of the weights and of the noise is used once.

    Parameters
    ----------
    model
        Simulation with as many realisations as there are draws.
    draws
        Number of draws.
    seed
        Seed of the draws; each assumption has its own random stream.
    """
    inputs = {}
    for name in model.vary:
        if name in {"gewichten", "foutmarges"}:
            inputs[name] = (np.arange(draws) + 0.5) / draws
        else:
            inputs[name] = np.random.default_rng([seed, 2, list(ASSUMPTIONS).index(name)]).random(draws)
    return model.realise(inputs)


def judge(buurten: pd.DataFrame, chances: list[str]) -> pd.Series[str]:
    """Verdict on the certainty of each rank and its flags.

    A rank is firm when ``rang_laag`` and ``rang_hoog`` are at most `NARROW` apart; the flags are firm when each is
    raised in more than `SURE` of the draws, or in fewer than one minus that.

    Parameters
    ----------
    buurten
        ``rang_laag``, ``rang_hoog`` and the columns of `chances`.
    chances
        Columns with the probability of each flag, 0-1.

    Returns
    -------
    Series
        ``stevig`` when both are firm, ``wisselend`` when one is, ``onzeker`` when neither is, and empty without a rank.
        With the index of `buurten`.
    """
    narrow = buurten["rang_hoog"] - buurten["rang_laag"] <= NARROW
    # Rounded, since in floating point 1 - 0.9 is just below 0.1.
    sure = ((buurten[chances] > SURE) | (buurten[chances] < round(1 - SURE, 9))).all(axis=1)
    words = np.array(["onzeker", "wisselend", "stevig"], dtype="object")[narrow.astype(int) + sure.astype(int)]
    return pd.Series(words, index=buurten.index, dtype="object").where(buurten["rang_laag"].notna(), "")


def say_certainty(robustness: Robustness, buurtcode: str) -> str:
    """Dutch sentence on the certainty of a rank: interval, verdict, and what was varied if not everything.

    Returns
    -------
    str
        Empty without a rank.
    """
    row = robustness.buurten.loc[buurtcode].to_dict()
    if not row["oordeel"]:
        return ""
    low, high = row["rang_laag"], row["rang_hoog"]
    between = f"op {low:.0f}" if low == high else f"tussen {low:.0f} en {high:.0f}"
    varied = [ASSUMPTIONS[name] for name in robustness.settings["vary"]]
    only = f" Alleen {join_words(varied)} zijn gevarieerd." if len(varied) < len(ASSUMPTIONS) else ""
    return (
        f"Rang {row['rang']:.0f} van {robustness.buurten['rang'].count()}; "
        f"in 9 van de 10 berekeningen {between}. Oordeel: {row['oordeel']}.{only}"
    )


def say_assumptions(robustness: Robustness) -> list[str]:
    """Dutch sentences on what was varied, what the verdicts mean, and what could not be varied."""
    varied = join_words([ASSUMPTIONS[name] for name in robustness.settings["vary"]])
    lines = [
        f"{format_number(robustness.settings['draws'])} berekeningen, met steeds anders gekozen: {varied}. "
        "In 9 van de 10 ligt de rang tussen de twee genoemde.",
        f"Stevig: hoogstens {NARROW} rangen ertussen, en elk thema telt mee in meer dan {SURE * 100:.0f} of minder dan "
        f"{(1 - SURE) * 100:.0f} % van de berekeningen. Wisselend: een van beide. Onzeker: geen van beide.",
    ]
    if robustness.standard_errors["herkomst"].str.contains("aangenomen|deels").any():
        shared = (robustness.settings["shared_buurt"] + robustness.settings["shared_wijk"]) * 100
        lines.append(
            "De foutmarges van cijfers zijn aangenomen waar de bron ze niet geeft; van de fout van een modelcijfer is "
            f"{format_number(shared)} % dezelfde als bij andere cijfers van de buurt of in de wijk."
        )
    if robustness.settings["draws"] < FEW:
        lines.append(f"Met minder dan {format_number(FEW)} berekeningen hangen intervallen en oordelen af van toeval.")
    return [*lines, *robustness.meldingen]


def _say_fixed(data: Dataset, model: Simulation) -> tuple[str, ...]:
    if not model.fixed:
        return ()
    names = join_words([data.themes[t].label for t in model.fixed])
    return (f"{names}: normalisatie en weglaten zijn niet gevarieerd, want de referentie heeft er geen varianten van.",)
