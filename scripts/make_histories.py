"""Simulate histories of counts, and print how often a verdict on them is right.

    python scripts/make_histories.py [--number 2000] [--seed 1]

In each history 70 buurten have some 20 to 400 people each. In half of the histories nothing changes; in the other half
a tenth of the buurten grows by 40 % between the first and the last year.
"""

import argparse

import numpy as np
from scipy import stats

from gezond_geo.years.trends import compute_trend

BUURTEN = 70
CHANGED = 7
CHANGE = 1.4
LEVEL = 0.05


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    for years in (2, 5, 10):
        print("  ".join(measure(years, args.number // 2, np.random.default_rng(args.seed))))


def measure(years: int, number: int, rng: np.random.Generator) -> list[str]:
    """Rates over a number of histories without change, and the same number with change."""
    at = np.arange(years, dtype=float)
    false, family, corrected_family, true, corrected_true, wrong_share = [], [], [], [], [], []
    for _ in range(number):
        level = np.exp(rng.uniform(np.log(20), np.log(400), BUURTEN))
        p = compute_trend(rng.poisson(np.tile(level[:, None], years)).astype(float), None, at).p
        false.append((p < LEVEL).mean())
        family.append((p < LEVEL).any())
        corrected_family.append((adjust(p) < LEVEL).any())
        growth = np.ones(BUURTEN)
        growth[:CHANGED] = CHANGE
        steps = growth[:, None] ** (at / (years - 1))
        p = compute_trend(rng.poisson(level[:, None] * steps).astype(float), None, at).p
        corrected = adjust(p) < LEVEL
        true.append((p < LEVEL)[:CHANGED].mean())
        corrected_true.append(corrected[:CHANGED].mean())
        wrong_share.append(corrected[CHANGED:].sum() / max(1, corrected.sum()))
    rates = {
        "false verdict of a buurt": false,
        "any in 70, uncorrected": family,
        "any in 70, corrected": corrected_family,
        "real change seen, uncorrected": true,
        "real change seen, corrected": corrected_true,
        "share of verdicts that is false, corrected": wrong_share,
    }
    return [f"{years} years"] + [f"{name}: {np.mean(rate):.3f}" for name, rate in rates.items()]


def adjust(p: np.ndarray) -> np.ndarray:
    """Correct for the number of buurten; without a p-value there is no verdict."""
    return stats.false_discovery_control(np.nan_to_num(p, nan=1.0))


if __name__ == "__main__":
    main()
