"""Frames as dictionaries, which are quick to look in row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def rows_by_label(frame: pd.DataFrame) -> dict[Any, dict[Any, Any]]:
    """Give each row by its label: what ``frame.to_dict("index")`` gives, sooner.

    Parameters
    ----------
    frame
        Any frame whose index has each label once.

    Returns
    -------
    dict
        Per label a dictionary by column, of Python's own types; what is missing is NaN, as in the frame.
    """
    names = frame.columns.tolist()
    if not names:
        return {label: {} for label in frame.index.tolist()}
    rows = zip(*(values.tolist() for _, values in frame.items()), strict=True)
    return {label: dict(zip(names, row, strict=True)) for label, row in zip(frame.index.tolist(), rows, strict=True)}
