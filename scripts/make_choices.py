"""Write the table of ``docs/choices.md``: ranks under other defensible choices.

    python scripts/make_choices.py

Needs the national figures from the services (for a reference with equal weights).
"""

from pathlib import Path

import pandas as pd

import gezond_geo as gg
from gezond_geo.dataset import national_figures
from gezond_geo.dataset.folder import snapshot
from gezond_geo.indicators.catalogue import add_shares, uitgave_of
from gezond_geo.indicators.reference import Reference, build_reference

PAGE = Path(__file__).resolve().parent.parent / "docs" / "choices.md"
SHOWN = {
    "BU01530301": "Twekkelerveld",
    "BU01530603": "Wesselerbrink Noord-Oost ('t Lang)",
    "BU01530601": "Stroinkslanden-Zuid (Hanenberglanden is a part)",
    "BU01530003": "De Bothoven",
}


def main() -> None:
    """Run the script."""
    data = gg.load("Enschede", offline=True)
    text = choices(data, unweighted_reference())
    table = pd.DataFrame({name: scores.buurten["rang"] for name, scores in text.items()})
    table["plain mean of the themes"] = rank_by_mean(text["as it is"])
    before, _, after = PAGE.read_text("utf-8").partition("<!-- table -->\n")
    rest = after.partition("<!-- end of table -->\n")[2]
    PAGE.write_text(f"{before}<!-- table -->\n{to_markdown(table)}<!-- end of table -->\n{rest}", "utf-8")


def choices(data: gg.Dataset, unweighted: Reference | None) -> dict[str, gg.Scores]:
    """Scores by choice; without `unweighted` only those that need no national figures."""
    rows = {
        "as it is": gg.score(data),
        "without ageing": gg.score(data, weights={"vergrijzing": 0}),
        "without stone cover": gg.score(data, weights={"verstening": 0}),
        "health and income only": gg.score(data, weights={"vergrijzing": 0, "verstening": 0}),
        "Enschede as reference": gg.score(data, reference=gg.gemeente_reference(data)),
    }
    if unweighted is not None:
        rows["every buurt weighs the same"] = gg.score(data, reference=unweighted)
    return rows


def rank_by_mean(scores: gg.Scores) -> pd.Series:
    """Rank by the plain mean of the theme percentiles, without the exponential transform."""
    mean = scores.themes[scores.counted].mean(axis=1, skipna=False)
    return mean.where(scores.buurten["rang"].notna()).rank(method="min", ascending=False)


def unweighted_reference() -> Reference:
    """National reference with equal weights for all buurten."""
    nation = [
        (add_shares(figures), residents)
        for figures, residents in national_figures.read_nation(uitgave_of(snapshot.UITGAVE))
    ]
    people = build_reference(nation, label="Nederlandse buurten", weight="buurten")
    packaged = gg.load("Enschede", offline=True).reference.steps
    stone = packaged[packaged["id"].isin(["steen", "verstening"])]
    return Reference(pd.concat([people.steps, stone], ignore_index=True), people.label, "buurten")


def to_markdown(table: pd.DataFrame) -> str:
    """Write the ranks of the shown buurten as a Markdown table."""
    lines = [f"| choice | {' | '.join(SHOWN.values())} |", f"|---|{'---:|' * len(SHOWN)}"]
    for choice, ranks in table.items():
        cells = " | ".join(f"{ranks[code]:.0f}" for code in SHOWN)
        lines.append(f"| {choice} | {cells} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
