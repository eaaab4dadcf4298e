"""Scores as a file that other programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.io.archive import to_csv
from gezond_geo.io.text import as_cell
from gezond_geo.io.whole import TABLE, write_whole
from gezond_geo.scores.remarks import join_labels, label_parts
from gezond_geo.scores.wording import say_origin, say_reference, say_why

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.scores import Scores


def scores_table(data: Dataset, scores: Scores) -> pd.DataFrame:
    """Put figures, percentiles and scores beside each other.

    Returns
    -------
    DataFrame
        The index of ``data.buurten``; names, ``inwoners``, the figures that are told (`Dataset.shown`) in their own
        unit, ``p_<theme>`` and ``p_<subtheme>`` (percentile, 0-100 with 100 unfavourable), the columns of
        `Scores.buurten`, with in ``kanttekening`` also which buurt holds a focus area as a part, and ``waarom``: what
        the score is made of, in a sentence. A buurt that has no value has no number of residents either.
    """
    names = [c for c in ("buurtnaam", "wijknaam", "stadsdeel") if c in data.buurten and data.buurten[c].notna().any()]
    told = [i.id for i in data.shown if i.id in data.buurten]
    table = pd.DataFrame(data.buurten[[*names, "inwoners", *told]])
    table["inwoners"] = table["inwoners"].where(scores.buurten["reden_geen_waarde"].eq(""))
    scored = scores.buurten.round({"score": 2, "volledigheid": 0})
    scored["kanttekening"] = join_labels([scored["kanttekening"], label_parts(data)])
    scored["waarom"] = [say_why(scores, str(code)) for code in scored.index]
    return table.join(scores.themes.join(scores.subthemes).round(1).add_prefix("p_")).join(scored)


def write_csv(data: Dataset, scores: Scores, path: Path | str) -> Path:
    """Write `scores_table` as CSV; see `write_table`.

    The last lines are the meldingen, what is compared with, the sources and what the figures are not for.

    Raises
    ------
    OutputError
        When the file cannot be written; an earlier file stays as it was.
    """
    table = scores_table(data, scores)
    if not data.completeness.empty:
        table = table.join(data.completeness.round().add_prefix("volledig_"))
    lines = [*data.meldingen, say_reference(scores, scores.counted), *say_origin(data)]
    return write_table(table, lines, path)


def write_table(table: pd.DataFrame, lines: Iterable[str], path: Path | str) -> Path:
    """Write a table with its index as CSV (UTF-8 with a byte order mark, so that Excel reads the accents).

    Parameters
    ----------
    table
        Numbers and texts; text from outside stays text in a spreadsheet.
    lines
        What has to be said with it. These come last and begin with ``#`` (``pandas.read_csv(..., comment="#")`` skips
        them).
    path
        Where it is written.

    Raises
    ------
    OutputError
        When the file cannot be written; an earlier file stays as it was.
    """
    content = to_csv(table) + "".join(as_cell(f"# {line}") + "\n" for line in lines).encode()
    return write_whole(path, content, TABLE)
