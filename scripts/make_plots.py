"""Draw the picture of `gezond_geo.plot_ranking` in the docs: ``docs/plot-rang.png``.

python scripts/make_plots.py
"""

from pathlib import Path

import matplotlib as mpl

import gezond_geo as gg

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> None:
    """Run the script."""
    mpl.use("Agg")
    data = gg.load("Enschede", offline=True)
    scores = gg.score(data)
    table = gg.results(data, scores, sure=gg.assess_robustness(data, scores))
    gg.plot_ranking(table).figure.savefig(DOCS / "plot-rang.png", dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
