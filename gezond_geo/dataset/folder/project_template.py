"""Workbooks to fill in projects or investments."""

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
    """Write a workbook with the projects of a gemeente, if any, to complete.

    Parameters
    ----------
    data
        Dataset whose buurten can be chosen in cells, and whose projects are filled in.
    path
        File that ends in ``.xlsx``.

    Returns
    -------
    Path
        The file; its first sheet, used as a list of projects, gives the same list. The same data give the same bytes.

    Raises
    ------
    OutputError
        When the file cannot be written; see `gezond_geo.io.whole.check_target`.
    """
    table = data.projects.reset_index().astype(object)
    table["openbaar"] = table["openbaar"].map({True: "ja", False: "nee"})
    return _write("Projecten", table, project_columns.DESCRIPTIONS, data, path)


def write_investment_template(data: Dataset, path: Path | str) -> Path:
    """Write a workbook with the investments in a gemeente, if any, to complete; see `write_template`."""
    own = pd.DataFrame(columns=["nummer", "naam"]) if data.investments is None else data.investments.reset_index()
    table = own.reindex(columns=list(investments.COLUMNS)).astype(object)
    return _write("Investeringen", table, investments.DESCRIPTIONS, data, path)


def _write(title: str, table: pd.DataFrame, columns: Sequence[Description], data: Dataset, path: Path | str) -> Path:
    choices = {"buurten": offer_buurten(data)}
    return write_workbook(title, table, columns, path, notes=_NOTES, choices=choices, amounts=project_columns.AMOUNTS)


def offer_buurten(data: Dataset) -> list[str]:
    """Buurten to choose from in a cell: by name, or by code where several share a name."""
    names = data.buurten["buurtnaam"]
    return sorted(names.where(~names.duplicated(keep=False), names.index.to_series()), key=str.casefold)
