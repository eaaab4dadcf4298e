"""Scores as a file that other programs read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.files import write_whole
from gezond_geo.wording import FOOTER, say_sources

if TYPE_CHECKING:
    from pathlib import Path

    from gezond_geo.dataset import Dataset
    from gezond_geo.scores import Scores

_FORMULA = ("=", "+", "-", "@")
_FORMULA_BEHIND_COMMA = re.compile(r",(?=\s*[=+\-@])")


def scores_table(data: Dataset, scores: Scores) -> pd.DataFrame:
    """Put figures, percentiles and scores beside each other.

    Returns
    -------
    DataFrame
        The index of ``data.buurten``; names, ``inwoners``, the figures that are told (`Dataset.told`) in their own
        unit, ``p_<theme>`` (percentile, 0-100 with 100 unfavourable) and the columns of `Scores.buurten`. A buurt that
        has no value has no number of residents either.
    """
    names = [c for c in ("buurtnaam", "wijknaam", "stadsdeel") if c in data.buurten and data.buurten[c].notna().any()]
    told = [i.id for i in data.told if i.id in data.buurten]
    table = pd.DataFrame(data.buurten[[*names, "inwoners", *told]])
    table["inwoners"] = table["inwoners"].where(scores.buurten["reden_geen_waarde"].eq(""))
    return table.join(scores.themes.round(1).add_prefix("p_")).join(
        scores.buurten.round({"score": 2, "volledigheid": 0})
    )


def write_csv(data: Dataset, scores: Scores, path: Path | str) -> Path:
    """Write `scores_table` as CSV (UTF-8 with a byte order mark, so that Excel reads the accents).

    The last lines begin with ``#``: the sources, the meldingen and what the figures are not for
    (``pandas.read_csv(..., comment="#")`` skips them).

    Raises
    ------
    OutputError
        When the file cannot be written; an earlier file stays as it was.
    """
    table = scores_table(data, scores).reset_index()
    for column in table.select_dtypes(["object", "string"]):
        table[column] = table[column].map(_as_text, na_action="ignore")
    tail = [*data.meldingen, *(f"Bron: {line}" for line in say_sources(data)), FOOTER]
    text = table.to_csv(index=False, lineterminator="\n") + "".join(f"# {_as_one_cell(line)}\n" for line in tail)
    return write_whole(path, text.encode("utf-8-sig"))


def _as_text(cell: object) -> object:
    """Keep text from outside on one line, and a spreadsheet from running it as a formula."""
    if not isinstance(cell, str):
        return cell
    line = " ".join(cell.split())
    return f"'{line}" if line.startswith(_FORMULA) else line


def _as_one_cell(line: str) -> str:
    """Keep a line of text on its line, and no cell behind its commas that reads as a formula."""
    return _FORMULA_BEHIND_COMMA.sub(";", " ".join(line.split()))
