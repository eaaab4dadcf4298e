"""A workbook to fill in projects or investments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.dataset.folder import investments, project_columns
from gezond_geo.dataset.folder.template import NO_PERSONS, write_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.dataset.folder.project_columns import Description

_NOTES = (
    "Alleen naam is nodig. Wat u niet weet, laat u leeg; dat is iets anders dan 0.",
    NO_PERSONS,
)


def write_template(data: Dataset, path: Path | str) -> Path:
    """Write a workbook with the projects of a gemeente, or none, to fill in further.

    Parameters
    ----------
    data
        Its buurten are what a cell offers, its projects are filled in.
    path
        File that ends in ``.xlsx``.

    Returns
    -------
    Path
        The file; its first sheet can be given again as a list of projects, and is the same list then. The same data
        give the same bytes.

    Raises
    ------
    OutputError
        When the file cannot be written; see `gezond_geo.io.whole.check_target`.
    """
    table = data.projects.reset_index().astype(object)
    table["openbaar"] = table["openbaar"].map({True: "ja", False: "nee"})
    return _write("Projecten", table, project_columns.DESCRIPTIONS, data, path)


def write_investment_template(data: Dataset, path: Path | str) -> Path:
    """Write a workbook with the investments in a gemeente, or none, to fill in further; as `write_template`."""
    own = pd.DataFrame(columns=["nummer", "naam"]) if data.investments is None else data.investments.reset_index()
    table = own.reindex(columns=list(investments.COLUMNS)).astype(object)
    return _write("Investeringen", table, investments.DESCRIPTIONS, data, path)


def _write(title: str, table: pd.DataFrame, columns: Sequence[Description], data: Dataset, path: Path | str) -> Path:
    choices = {"buurten": offer_buurten(data)}
    return write_workbook(title, table, columns, path, notes=_NOTES, choices=choices, amounts=project_columns.AMOUNTS)


def offer_buurten(data: Dataset) -> list[str]:
    """Give the buurten that a cell offers: by name, and by code where a name is of several."""
    names = data.buurten["buurtnaam"]
    return sorted(names.where(~names.duplicated(keep=False), names.index.to_series()), key=str.casefold)
