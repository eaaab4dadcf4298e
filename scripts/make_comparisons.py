"""Simulate comparisons of change with and without an effect, and print how often they are right.

    python scripts/make_comparisons.py [--number 500] [--seed 1] [--register FILE --begin YEAR]

Each made-up register has 60 areas of some 2 000 to 20 000 people and 8 years, of which 4 before. Each area has its own
level and trend, and overdispersed year-to-year variation. A random group is compared; with an effect, its share is a
fifth higher after. With your own register, random groups of it are compared.
"""

import argparse

import numpy as np

import gezond_geo as gg
from gezond_geo.years.placebos import NEIGHBOURS, compare_groups

AREAS, YEARS, BEFORE = 60, 8, 4
GROWTH, LEVEL, ALPHA = 1.2, 0.95, 0.05


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--register")
    parser.add_argument("--begin", type=int)
    args = parser.parse_args()
    for size in (1, 3, 8):
        rng = np.random.default_rng(args.seed)
        print(f"group of {size}: {measure(size, args.number, rng)}")
        if args.register:
            print(f"  register: {try_register(args.register, args.begin, size, args.number, rng)}")


def measure(size: int, number: int, rng: np.random.Generator) -> str:
    """Rates over a number of made-up registers."""
    before = np.arange(YEARS) < BEFORE
    group = np.arange(size)
    false, hits, covered, verdicts = [], [], [], []
    for _ in range(number):
        paths = make_register(rng)
        quiet = compare_groups(paths, before, group, LEVEL)
        false.append(quiet["p"] <= ALPHA)
        covered.append(quiet["low"] <= 0 <= quiet["high"])
        effect = paths.copy()
        effect[:size, BEFORE:] *= GROWTH
        moved = compare_groups(effect, before, group, LEVEL)
        hits.append(moved["p"] <= ALPHA)
        verdicts.append(bool(quiet["verdict"]))
    return (
        f"false {np.mean(false):.1%}, interval holds 0 {np.mean(covered):.1%}, a fifth more seen {np.mean(hits):.1%}, "
        f"given a verdict at all {np.mean(verdicts):.1%}"
    )


def make_register(rng: np.random.Generator) -> np.ndarray:
    """Shares in percent, an area per row."""
    people = np.exp(rng.uniform(np.log(2_000), np.log(20_000), AREAS))[:, None]
    at = np.arange(YEARS) - (BEFORE - 1) / 2
    share = rng.uniform(0.03, 0.08, AREAS)[:, None] * np.exp(rng.normal(0, 0.01, AREAS)[:, None] * at)
    share = share * np.exp(rng.normal(0, 0.03, (AREAS, YEARS)) + rng.normal(0, 0.02, YEARS))
    return 100 * rng.binomial(people.astype(int), share) / people


def try_register(path: str, begin: int, size: int, number: int, rng: np.random.Generator) -> str:
    """Rate of verdicts over random groups of a register, each treated as the group of interest."""
    years = gg.read_register(path)
    values = years.of(next(iter(years.indicators))).iloc[:-1].dropna()
    values = values[~values.duplicated()]
    paths, before = values.to_numpy(), values.columns.to_numpy() < begin
    groups = [rng.choice(len(paths), size, replace=False) for _ in range(number)]
    verdicts = [compare_groups(paths, before, group, LEVEL)["p"] <= ALPHA for group in groups]
    return f"{np.mean(verdicts):.1%} of {number} random groups in {len(paths)} areas, {NEIGHBOURS} neighbours each"


if __name__ == "__main__":
    main()
