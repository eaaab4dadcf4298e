"""Output of projects in words: planned and done, without effects."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from gezond_geo.indicators.limits import MIN_PERSONS
from gezond_geo.io.dutch import count_decimals

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gezond_geo.pages.language import Language


def say_outputs(words: Language, outputs: pd.DataFrame, number: int) -> list[str]:
    """Planned and actual output of a project, a line per year and measure, latest year first.

    Parameters
    ----------
    words
        Language of the page.
    outputs
        `Dataset.outputs`.
    number
        Number of the project; the list is empty if it has no rows.
    """
    own = outputs[outputs["project"] == number]
    if own.empty:
        return []
    rows = own.sort_values("jaar", ascending=False, kind="stable").to_dict("records")
    return [_say_output(words, row) for row in rows]


def say_recorded(words: Language, projects: pd.DataFrame, outputs: pd.DataFrame) -> str:
    """Sentence on the number of projects with recorded output; empty where there are no projects."""
    if projects.empty:
        return ""
    count = outputs["project"].nunique()
    if not count:
        return words("gedaan_niets")
    return words("gedaan_van", aantal=words.count(count, "project"), totaal=words.number(len(projects)))


def _say_output(words: Language, row: Mapping[Any, Any]) -> str:
    few = words("gedaan_weinig", aantal=words.number(MIN_PERSONS))
    output = few if row["verborgen"] else _write(words, row["gedaan"])
    planned = _write(words, row["gepland"])
    key = "gedaan_gepland" if planned and output else "gedaan_alleen" if output else "gepland_alleen"
    text = words(key, gepland=planned, gedaan=output, eenheid=row["eenheid"] or row["maat"], jaar=row["jaar"])
    return f"{row['maat']}: {text}" if row["eenheid"] else text


def _write(words: Language, value: float) -> str:
    return "" if isnan(value) else words.number(value, count_decimals(value))
