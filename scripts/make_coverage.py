"""Write the table of coverage in ``docs/robustness.md``: how often a rank interval contains the rank without error.

    python scripts/make_coverage.py

The figures of Enschede are assumed to be free of error. Each time, errors are added to all of them, intervals are
computed from the figures with errors, and compared with the ranks without error. With the folder of real data
(``GEZOND_GEO_SHARED``) it also measures the difference between two editions of a table.
"""

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from make_robustness import PAGE, to_markdown

import gezond_geo as gg
from gezond_geo.scores.robustness import assess_robustness
from gezond_geo.scores.simulation import SHARED_BUURT, SHARED_WIJK, Simulation

PARTS = {"independent": (0.0, 0.0), "shared": (SHARED_BUURT, SHARED_WIJK)}
"""Part of the variance that is shared per buurt and per wijk, in the errors and in the draws."""

TIMES, DRAWS, SEED = 200, 1000, 2020


def main() -> None:
    """Run the script."""
    table = to_markdown(describe_coverage(gg.load("Enschede", offline=True), times=TIMES, draws=DRAWS))
    before, start, rest = PAGE.read_text("utf-8").partition("<!-- coverage -->\n")
    _, end, after = rest.partition("<!-- end of coverage -->")
    PAGE.write_text(f"{before}{start}{table}\n{end}{after}", "utf-8")
    print(table)
    if folder := os.environ.get("GEZOND_GEO_SHARED"):
        print(measure_editions(Path(folder)).to_string())


def describe_coverage(data: gg.Dataset, *, times: int, draws: int) -> pd.DataFrame:
    """Percent of ranks within their 5-95 % interval, and its width, by the errors and the draws."""
    rows = {}
    ranks = gg.score(data).buurten["rang"].dropna()
    for real, parts in PARTS.items():
        rows[real] = {}
        observed = [(copy, gg.score(copy)) for copy in add_errors(data, parts, times)]
        for label, assumed in PARTS.items():
            share, width = measure_coverage(ranks, observed, assumed, draws=draws)
            rows[real] |= {f"draws {label}": f"{share * 100:.0f} %", f"ranks between, {label}": f"{width:.1f}"}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("errors")


def measure_coverage(
    ranks: pd.Series, observed: list[tuple[gg.Dataset, gg.Scores]], assumed: tuple[float, float], *, draws: int
) -> tuple[float, float]:
    """Share of error-free ranks within the interval, and its mean width in ranks."""
    inside, widths = [], []
    of_buurt, of_wijk = assumed
    for data, scores in observed:
        frame = assess_robustness(
            data, scores, draws=draws, vary=["foutmarges"], shared_buurt=of_buurt, shared_wijk=of_wijk
        ).buurten.loc[ranks.index]
        inside.append(ranks.between(frame["rang_laag"], frame["rang_hoog"]).mean())
        widths.append((frame["rang_hoog"] - frame["rang_laag"]).mean())
    return float(np.mean(inside)), float(np.mean(widths))


def add_errors(data: gg.Dataset, shared: tuple[float, float], times: int) -> Iterator[gg.Dataset]:
    """Yield copies of the data with an error on every figure that has a standard error."""
    model = Simulation(data, gg.score(data), ["foutmarges"], realisations=times, seed=SEED, shared=shared)
    errors = model.make_noise(np.arange(times))
    for number in range(times):
        buurten = data.buurten.copy()
        for name, error in errors.items():
            indicator = data.indicators[name]
            wrong = (buurten.loc[model.codes, name] + error[number]).round(indicator.decimalen)
            buurten.loc[model.codes, name] = wrong.clip(0, indicator.per if indicator.is_share else 100)
        yield dataclasses.replace(data, buurten=buurten)


def measure_editions(folder: Path) -> pd.Series:
    """Compare good health in 2020 in two editions of RIVM's table, over the buurten from 400 residents.

    Returns
    -------
    Series
        ``buurten``; ``deviation``, the standard deviation of the difference in percentage points; and ``correlation``,
        of the difference in a buurt with the mean difference in the others in its wijk.
    """
    tables = folder / "data" / "statline"
    newer, older = (
        _read(tables / "50150NED" / "TypedDataSet.parquet", "GoedErvarenGezondheid_4"),
        _read(tables / "50090NED" / "UntypedDataSet.parquet", "ErvarenGezondheidGoedZeerGoed_4"),
    )
    residents = pd.read_parquet(tables / "84799NED" / "TypedDataSet.parquet")
    residents = residents.set_index(residents["WijkenEnBuurten"].str.strip())["AantalInwoners_5"]
    apart = (newer - older).dropna()
    apart = apart[apart.index.str.startswith("BU") & (residents.reindex(apart.index) >= 400)]  # noqa: PLR2004 - ranked
    wijk = apart.groupby(apart.index.str[2:8])
    beside = wijk.transform("size") - 1
    others = ((wijk.transform("sum") - apart) / beside)[beside > 0]
    return pd.Series({"buurten": len(apart), "deviation": apart.std(), "correlation": others.corr(apart[others.index])})


def _read(path: Path, column: str) -> pd.Series:
    table = pd.read_parquet(path)
    table = table[table["Leeftijd"].str.strip().eq("20300") & table["Perioden"].eq("2020JJ00")]
    return pd.to_numeric(table.set_index(table["WijkenEnBuurten"].str.strip())[column], errors="coerce")


if __name__ == "__main__":
    main()
