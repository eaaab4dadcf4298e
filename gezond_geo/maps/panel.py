"""The figures of one buurt, as the page tells them: value, what to compare it with, position and source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo import wording
from gezond_geo.dutch import format_number, format_value, join_words
from gezond_geo.sources.figures import NATION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gezond_geo.dataset import Dataset
    from gezond_geo.indicators import Indicator
    from gezond_geo.scores import Scores

LOOKED_AT = "Om te bekijken, telt niet mee"
"""Heading of the figures that are in no theme."""


def say_facts(data: Dataset, row: dict[Any, Any]) -> list[str]:
    """Say how many people live there: what stands under the name of a buurt, from its row in `Dataset.buurten`."""
    facts = [f"{format_number(row['inwoners'])} inwoners ({data.year_of('inwoners')})"]
    if pd.notna(row["inwoners_65plus"]):
        facts.append(f"{format_number(row['inwoners_65plus'])} van 65 jaar en ouder")
    if pd.notna(row.get("inwoners_later")):
        facts.append(f"{format_number(row['inwoners_later'])} inwoners in {data.year_of('inwoners_later')}")
    return facts


def list_told(data: Dataset) -> list[tuple[Indicator, str, str]]:
    """List the indicators that are told of every buurt, with what to compare them with and their source."""
    told = []
    for indicator in data.told:
        source = source_of(data, [indicator])
        text = ", ".join(filter(None, [source["bron"], source["jaar"], indicator.kanttekening]))
        told.append((indicator, _compare(data, indicator), text))
    return told


def tell_figures(
    data: Dataset, scores: Scores, told: list[tuple[Indicator, str, str]], buurtcode: str
) -> list[dict[str, Any]]:
    """Tell the figures of a buurt, as in ``cijfers`` of ``docs/payload.md``; `told` is that of `list_told`."""
    figures = []
    for indicator, compare, source in told:
        value = cell_of(data.buurten, indicator.id, buurtcode)
        position = cell_of(scores.indicators, indicator.id, buurtcode)
        if np.isnan(value):
            continue
        borrowed = indicator.id in data.from_wijk and bool(data.from_wijk[indicator.id][buurtcode])
        placed = indicator.thema is not None and not np.isnan(position)
        figures.append(
            {
                "thema": _heading(scores, indicator),
                "tekst": wording.say_value(indicator, value),
                "vergelijk": compare,
                "positie": round(position, 1) if placed else None,
                "woorden": wording.say_position(scores, indicator.thema or "", position) if placed else "",
                "bron": f"{source}, cijfer van de hele wijk" if borrowed else source,
            }
        )
    return figures


def source_of(data: Dataset, indicators: Iterable[Indicator]) -> dict[str, Any]:
    """Name the publishers, tables and years of indicators, and whether one is an estimate; own figures say so."""
    shown = list(indicators)
    names = [name for i in shown if (name := i.teller or i.id) in data.sources.index]
    own = set(data.own)
    publishers: dict[str, None] = {}
    for name, row in zip(names, data.sources.loc[names].to_dict("records"), strict=True):
        inside = ", ".join(filter(None, [row["tabel"], row["soort"] if name in own else ""]))
        publishers[f"{row['uitgever']} ({inside})" if inside else row["uitgever"]] = None
    years = sorted({str(year) for year in data.sources.loc[names, "jaar"]} - {""})
    return {
        "bron": join_words(list(publishers)),
        "jaar": join_words(years),
        "schatting": any(i.soort == "schatting" for i in shown),
    }


def cell_of(frame: pd.DataFrame, column: str, row: str) -> float:
    """Give one cell as a number; NaN when there is no such column."""
    return float(frame[column][row]) if column in frame else float("nan")


def _heading(scores: Scores, indicator: Indicator) -> str:
    """Id of the theme, which the page shows under the name of its view; else words."""
    if indicator.thema is None:
        return LOOKED_AT
    return indicator.thema if indicator.thema in scores.counted else scores.theme_info[indicator.thema].label


def _compare(data: Dataset, indicator: Indicator) -> str:
    """Value of the gemeente and of the Netherlands, where they are published."""
    known = data.comparison.reindex(columns=[indicator.id])[indicator.id].dropna()
    return " · ".join(
        f"{name} {format_value(known[code], indicator.decimalen, indicator.eenheid)}"
        for code, name in ((data.gemeente.code, data.gemeente.naam), (NATION, "Nederland"))
        if code in known.index
    )
