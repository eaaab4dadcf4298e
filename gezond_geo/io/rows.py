"""Frames as dictionaries, for fast access by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def rows_by_label(frame: pd.DataFrame) -> dict[Any, dict[Any, Any]]:
    """Rows by label: like ``frame.to_dict("index")``, but faster.

    Parameters
    ----------
    frame
        Any frame whose index has each label once.

    Returns
    -------
    dict
        For each label a dictionary by column, with native Python types; missing values are NaN, as in the frame.
    """
    names = frame.columns.tolist()
    if not names:
        return {label: {} for label in frame.index.tolist()}
    rows = zip(*(values.tolist() for _, values in frame.items()), strict=True)
    return {label: dict(zip(names, row, strict=True)) for label, row in zip(frame.index.tolist(), rows, strict=True)}
