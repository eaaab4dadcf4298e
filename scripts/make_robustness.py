"""Write the tables of ``docs/robustness.md``: the certainty of the ranks of four buurten, and what affects them.

python scripts/make_robustness.py
"""

from pathlib import Path

import pandas as pd

import gezond_geo as gg
from gezond_geo.scores.robustness import Robustness, assess_robustness
from gezond_geo.scores.sensitivity import assess_sensitivity
from gezond_geo.scores.simulation import ASSUMPTIONS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "robustness.md"
SHOWN = {
    "BU01530301": "Twekkelerveld",
    "BU01530603": "Wesselerbrink Noord-Oost",
    "BU01530601": "Stroinkslanden-Zuid",
    "BU01530003": "De Bothoven",
}
SAMPLES = 2048


def main() -> None:
    """Run the script."""
    data = gg.load("Enschede", offline=True)
    scores = gg.score(data)
    tables = {
        "table": describe_buurten(assess_robustness(data, scores), scores),
        "assumptions": describe_one_by_one(data, scores),
        "effects": describe_effects(data, scores),
    }
    text = PAGE.read_text("utf-8")
    for name, table in tables.items():
        before, start, after = text.partition(f"<!-- {name} -->\n")
        _, end, rest = after.partition(f"<!-- end of {name} -->")
        text = f"{before}{start}{to_markdown(table)}\n{end}{rest}"
    PAGE.write_text(text, "utf-8")


def describe_buurten(robustness: Robustness, scores: gg.Scores) -> pd.DataFrame:
    """Rank, interval, probabilities and verdict of the shown buurten."""
    rows = {}
    for code, name in SHOWN.items():
        row = robustness.buurten.loc[code]
        chances = {scores.theme_info[t].label.lower(): say_percent(row[f"kans_{t}"]) for t in scores.counted}
        rows[name] = {"rank": f"{row['rang']:.0f}", "5–95 %": say_interval(row), "middle": f"{row['rang_midden']:.0f}"}
        rows[name] |= chances | {"two or more": say_percent(row["kans_stapeling"])}
        rows[name] |= {"highest ten": say_percent(row["kans_top"]), "verdict": f"`{row['oordeel']}`"}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("buurt")


def describe_one_by_one(data: gg.Dataset, scores: gg.Scores) -> pd.DataFrame:
    """Rank intervals of the shown buurten with one assumption varied, and the verdicts of all."""
    rows = {}
    for name, vary in {**{name: [name] for name in ASSUMPTIONS}, "all": [*ASSUMPTIONS]}.items():
        result = assess_robustness(data, scores, vary=vary).buurten
        counts = result["oordeel"].value_counts()
        rows[name] = {header: say_interval(result.loc[code]) for code, header in SHOWN.items()}
        rows[name] |= {f"`{word}`": f"{counts.get(word, 0)}" for word in ("stevig", "wisselend", "onzeker")}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("varied")


def describe_effects(data: gg.Dataset, scores: gg.Scores) -> pd.DataFrame:
    """First-order and total effects, on all ranks, on stacking and on the rank of each shown buurt."""
    effects = assess_sensitivity(data, scores, samples=SAMPLES)
    columns = {}
    for outcome, words in {"rang": "all ranks", "stapeling": "stacking"}.items():
        columns[words] = say_effects(effects, outcome)
    for code, name in SHOWN.items():
        columns[name] = say_effects(assess_sensitivity(data, scores, samples=SAMPLES, buurtcode=code), "rang")
    return pd.DataFrame(columns).rename_axis("assumption")


def say_effects(effects: pd.DataFrame, outcome: str) -> pd.Series:
    """First-order and total effect in percent: ``94 / 101``."""
    shares = (effects[[f"{outcome}_eerste", f"{outcome}_totaal"]] * 100).to_numpy()
    return pd.Series([f"{first:z.0f} / {total:z.0f}" for first, total in shares], index=effects.index)


def say_percent(share: float) -> str:
    """Whole percent, never rounding to 0 or 100."""
    if 0 < share < 0.01:  # noqa: PLR2004 - one percent
        return "< 1 %"
    if 0.99 < share < 1:  # noqa: PLR2004
        return "> 99 %"
    return f"{share * 100:.0f} %"


def say_interval(row: pd.Series) -> str:
    """Both ends of a rank interval."""
    return f"{row['rang_laag']:.0f}–{row['rang_hoog']:.0f}"


def to_markdown(table: pd.DataFrame) -> str:
    """Write a table as Markdown."""
    lines = [f"| {table.index.name} | {' | '.join(table.columns)} |", f"|---|{'---:|' * table.shape[1]}"]
    lines += [f"| {name} | {' | '.join(row)} |" for name, row in zip(table.index, table.to_numpy(), strict=True)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
