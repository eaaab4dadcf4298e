"""Time the draws of assumptions, for one gemeente and for as many buurten as in the Netherlands.

    python benchmarks/robustness.py [--runs 5]

The gemeente is Enschede in the package; the other buurten are derived from it with a fixed seed, and compared with each
other. The ranks and flags of some draws are compared with those of plain pandas, one draw at a time.
"""

import argparse
import platform
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

import gezond_geo as gg
from gezond_geo.indicators.aggregation import arithmetic_mean
from gezond_geo.indicators.normalisation import transform_exponential
from gezond_geo.indicators.reference import theme_mean, variant_id
from gezond_geo.scores.references import gemeente_reference
from gezond_geo.scores.robustness import assess_robustness, draw_assumptions
from gezond_geo.scores.simulation import ASSUMPTIONS, Draws, Simulation

NATION = 14_574
SECONDS = {"gemeente": 0.15, "nation": 3.0}
MEGABYTES = 300
WITHOUT_MARGINS = ("gewichten", "normalisatie", "weglaten")


def main() -> int:
    """Print times, ratios, memory and the machine; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, numpy {np.__version__}")
    print(f"best of {runs} runs, in seconds of the processor")
    gemeente = gg.load("Enschede", offline=True)
    scores = gg.score(gemeente)
    is_met = compare("gemeente", gemeente, scores, draws=10_000, runs=runs, sample=50)
    before = 0.0
    for draws in (10_000, 20_000, 40_000, 80_000):
        seconds = best(partial(assess_robustness, gemeente, scores, draws=draws, vary=WITHOUT_MARGINS), runs)
        more = f", {(seconds - before) / draws * 2e6:.1f} ms for each 1000 more" if before else ""
        print(f"{draws:6} draws: {seconds:.3f} s{more}")
        before = seconds
    nation = make_nation(gemeente)
    is_met &= compare("nation", nation, gg.score(nation), draws=1_000, runs=runs, sample=5)
    return 0 if is_met else 1


def compare(name: str, data: gg.Dataset, scores: gg.Scores, *, draws: int, runs: int, sample: int) -> bool:
    """Time with and without noise, and compare some draws with plain pandas; returns whether bounds are met."""
    is_met = True
    print(f"\n{draws} draws of {len(data.buurten)} buurten ({scores.buurten['rang'].count()} with a rank)")
    for vary in (WITHOUT_MARGINS, tuple(ASSUMPTIONS)):
        work = partial(assess_robustness, data, scores, draws=draws, vary=vary)
        seconds = best(work, runs)
        model = Simulation(data, scores, vary, realisations=draws, seed=1)
        some = draw_assumptions(model, draws, seed=1).part(slice(sample))
        start = time.process_time()
        plain = [recompute(data, scores, model, some, number) for number in range(sample)]
        each = (time.process_time() - start) / sample
        check(model, some, plain)
        tracemalloc.start()
        work()
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        print(f"{', '.join(vary)}: {seconds:.3f} s, {peak:.0f} MB at most")
        print(f"    plain pandas: {each * 1000:.1f} ms per draw, {each * draws / seconds:.0f} times as long")
        print(f"    {sample} draws compared: equal")
        if vary == WITHOUT_MARGINS:
            is_met = seconds <= SECONDS[name] and peak <= MEGABYTES
            print(f"    bound {SECONDS[name]} s and {MEGABYTES} MB: {'met' if is_met else 'NOT met'}")
    return is_met


def recompute(
    data: gg.Dataset, scores: gg.Scores, model: Simulation, draws: Draws, number: int
) -> tuple[pd.Series, pd.DataFrame]:
    """Ranks and flags of one draw, by the functions of the score itself."""
    theme_left, left_out = model.left_out[draws.left_out[number]]
    noise = model.make_noise(draws.noise[number : number + 1])
    figures = pd.DataFrame(data.buurten).loc[model.codes]
    percentiles = {}
    for theme in model.themes:
        reference, members = scores.reference.of(theme), data.members(theme)
        for indicator in members:
            if indicator.id in noise:
                figures[indicator.id] += noise[indicator.id][0]
                highest = 100 if indicator.eenheid == "%" else indicator.per
                figures[indicator.id] = figures[indicator.id].clip(0, highest).round(indicator.decimalen)
        method = model.methods[draws.method[number]]
        if theme in model.fixed or len(members) == 1:
            method = "percentiel"
        without = left_out if theme == theme_left else ""
        mean = theme_mean(theme, members, figures, reference, method=method, without=without)
        percentiles[theme] = reference.percentile(variant_id(theme, method, without), mean)
    frame = pd.DataFrame(percentiles)
    total = arithmetic_mean(frame.apply(transform_exponential), pd.Series(draws.weights[number], index=model.themes))
    ranks = total[model.ranked].rank(method="min", ascending=False)
    return ranks, frame >= draws.threshold[number]


def check(model: Simulation, draws: Draws, plain: list[tuple[pd.Series, pd.DataFrame]]) -> None:
    """Stop when a rank or a flag differs."""
    parts = list(model.compute(draws))
    ranks = np.concatenate([part[0] for part in parts])
    flags = np.concatenate([part[1] for part in parts], axis=1)
    for number, (plain_ranks, plain_flags) in enumerate(plain):
        if (ranks[number] != plain_ranks).any() or (plain_flags.to_numpy() != flags[:, number].T).any():
            sys.exit(f"draw {number} differs from plain pandas")


def make_nation(data: gg.Dataset) -> gg.Dataset:
    """Make buurten from those of a gemeente, each with slightly perturbed figures, and all ranked."""
    source = np.random.default_rng(1)
    usable = data.buurten[gg.score(data).buurten["rang"].notna()]
    buurten = usable.iloc[source.integers(0, len(usable), NATION)].copy()
    buurten.index = pd.Index([f"BU{number:08}" for number in range(NATION)], name="buurtcode")
    for indicator in (i for theme in data.themes for i in data.members(theme)):
        moved = buurten[indicator.id] + source.normal(0, usable[indicator.id].std() / 2, NATION)
        buurten[indicator.id] = moved.clip(0, 100 if indicator.eenheid == "%" else None).round(indicator.decimalen)
    result = replace(data, buurten=buurten, from_wijk=pd.DataFrame(), standard_errors=pd.DataFrame())
    return replace(result, reference=gemeente_reference(result))


def best(work: Callable[[], object], runs: int) -> float:
    """Least seconds of the processor of some runs."""
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


if __name__ == "__main__":
    sys.exit(main())
