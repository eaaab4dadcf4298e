"""The figures that come with the package: quoted from CBS, RIVM and Summer in the City, per gemeente folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.sources.figures import Figures

if TYPE_CHECKING:
    from pathlib import Path

UITGAVE = "2020"
"""The uitgave that the package's snapshots and reference hold."""


def has_snapshot(folder: Path | None) -> bool:
    """Whether a gemeente folder holds figures."""
    return folder is not None and (folder / "cijfers.csv").is_file()


def read_snapshot(folder: Path) -> Figures:
    """Read ``cijfers.csv``, ``vergelijking.csv`` and ``herkomst.csv`` of a gemeente folder.

    Returns
    -------
    Figures
        All of its columns, those of services and those of publications alike.
    """
    table = pd.read_csv(folder / "cijfers.csv", index_col="buurtcode", dtype={"buurtcode": str, "buurtnaam": str})
    return Figures(
        buurten=table.drop(columns=["x", "y"]),
        comparison=pd.read_csv(folder / "vergelijking.csv", index_col="code"),
        sources=pd.read_csv(folder / "herkomst.csv", index_col="id", dtype=str, keep_default_na=False),
        points=table[["x", "y"]],
    )


def write_snapshot(folder: Path, figures: Figures) -> None:
    """Write the three files of a snapshot; see `read_snapshot`."""
    table = figures.buurten.copy()
    table.insert(1, "x", figures.points["x"])
    table.insert(2, "y", figures.points["y"])
    for name, frame in {"cijfers": table, "vergelijking": figures.comparison, "herkomst": figures.sources}.items():
        frame.to_csv(folder / f"{name}.csv", lineterminator="\n", float_format="%.10g")
