"""Money and output per buurt, never linked to a health figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.choices.koppelkansen import say_time
from gezond_geo.choices.spending import assess_spending, say_spending, total_by_buurt
from gezond_geo.dataset.folder.project_columns import PROBABLE
from gezond_geo.errors import InputError
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.pages.outputs import say_outputs, say_recorded
from gezond_geo.pages.paper import shorten

if TYPE_CHECKING:
    from gezond_geo.pages.progress.period import Period

_PROJECTS, _MEASURES = 3, 2  # per buurt, and per project
_WIDE = 220  # characters of the output of projects without a location
_LINE = 42  # characters of the projects of a buurt on a line
_LINE_HIGH, _ROW_MORE = 11.4, 5.0  # height of a line and padding of a row, in points


def add_up(period: Period) -> list[tuple[str, str]]:
    """Sum the amounts: area-bound, without a fixed location, and in total, with the years of the projects."""
    words, projects = period.words, period.data.projects
    if projects.empty:
        return []
    has_place = projects.index.isin(period.links["project"])
    rows = [
        (words.on_progress(key, aantal=words.count(int(own.sum()), "project")), _sum(period, projects.index[own]))
        for key, own in (("voor_gebieden", has_place), ("zonder_plek", ~has_place))
        if own.any()
    ]
    first, last = projects["van_jaar"].min(), projects["tot_en_met_jaar"].max()
    when = "" if np.isnan([first, last]).any() else f", {say_time(int(first), int(last))}"
    total = (words.on_progress("samen", jaren=when), _sum(period, projects.index))
    return [*rows, total, *_add_up_spent(period)]


def _sum(period: Period, numbers: Any) -> str:
    amounts = period.data.projects["euro"].reindex(numbers)
    return period.words.euro(amounts.sum(min_count=1))


def _add_up_spent(period: Period) -> list[tuple[str, str]]:
    """Sum the amounts promised and spent, where the list has any; missing amounts never count as 0."""
    words, projects = period.words, period.data.projects
    rows = []
    for name in ("euro_toegezegd", "euro_besteed"):
        amounts = projects[name].dropna()
        if len(amounts):
            text = words.on_progress(name, aantal=words.count(len(amounts), "project"))
            rows.append((text, words.euro(amounts.sum())))
    return rows


def say_open(period: Period) -> tuple[str, str]:
    """Sentences on unrecorded spending and output, with the number of projects."""
    words, data = period.words, period.data
    if data.projects.empty:
        return "", words.on_progress("geen_projecten", gemeente=data.gemeente.naam)
    unspent, undone = data.projects["euro_besteed"].isna().all(), data.outputs.empty
    key = "beide_leeg" if unspent and undone else "besteed_leeg" if unspent else "gedaan_leeg" if undone else ""
    text = words.on_progress("gedaan_uitleg") if undone else say_recorded(words, data.projects, data.outputs)
    return words.on_progress(key) if key else "", text


def list_wide(period: Period) -> str:
    """Output of the projects without a location; empty where none was recorded."""
    numbers = period.data.projects.index.difference(pd.Index(period.links["project"]))
    texts = [_describe_project(period, int(number)) for number in numbers if _say_done(period, int(number))]
    return period.words.on_progress("gedaan_zonder_plek", wat=shorten("; ".join(texts), _WIDE)) if texts else ""


def list_buurten(period: Period, room: float) -> dict[str, Any]:
    """Buurten with projects, largest amount first.

    Parameters
    ----------
    period
        Input of the report.
    room
        Available height for the rows, in points; what does not fit is counted.

    Returns
    -------
    dict
        ``rijen`` (one per buurt) and ``meer``: how many are not shown.
    """
    words, data, links = period.words, period.data, period.links
    euro = total_by_buurt(data, links)
    names = data.buurten["buurtnaam"]
    codes = sorted(links["buurtcode"].unique(), key=lambda code: (-euro[code], names[code]))
    rows: list[dict[str, str]] = []
    for code in codes:
        row = _describe(period, code, float(euro[code]))
        room -= _ROW_MORE + _LINE_HIGH * -(-len(row["projecten"]) // _LINE)
        # What does not fit is counted on a separate line.
        if room < _LINE_HIGH * (code != codes[-1]):
            break
        rows.append(row)
    more = len(codes) - len(rows)
    return {"rijen": rows, "meer": words.on_progress("nog_buurten", aantal=words.buurten(more)) if more else ""}


def _describe(period: Period, code: str, euro: float) -> dict[str, str]:
    words, data = period.words, period.data
    own = period.links[period.links["buurtcode"] == code]
    residents, stacked = data.buurten["inwoners"][code], period.scores.buurten["stapeling"][code]
    settled = residents >= MIN_RESIDENTS
    numbers = sorted(own["project"].astype(int))
    texts = [_describe_project(period, number) for number in numbers[:_PROJECTS]]
    more = len(numbers) - len(texts)
    unknown = own["euro"].isna().all()
    probable = words.on_progress("waarschijnlijk") if own["zekerheid"].eq(PROBABLE).any() else ""
    return {
        "naam": shorten(str(data.buurten["buurtnaam"][code]), 30),
        "inwoners": words.number(residents) if settled else words.on_progress("onder_100"),
        "themas": "–" if np.isnan(stacked) else words.number(stacked),
        "euro": words.on_progress("niet_bekend") if unknown else words.euro(round(euro)).replace(" ", "\u00a0"),
        "per": "–" if unknown or not settled else words.number(euro / residents),
        "projecten": "; ".join(texts) + (words.on_progress("en_nog", aantal=more) if more else "") + probable,
    }


def _describe_project(period: Period, number: int) -> str:
    """Name of a project and its output, which covers all of its buurten."""
    name = f"{number} {shorten(str(period.data.projects['naam'][number]), 48)}"
    output = _say_done(period, number)
    buurten = int((period.links["project"] == number).sum())
    together = period.words.on_progress("samen_gedaan", aantal=period.words.buurten(buurten)) if buurten > 1 else ""
    return f"{name}: {output}{together}" if output else name


def _say_done(period: Period, number: int) -> str:
    return shorten(", ".join(say_outputs(period.words, period.data.outputs, number)[:_MEASURES]), 90)


def say_where(period: Period) -> list[str]:
    """Sentences on whether the money goes where most comes together, with interval and band, and on unlocated money."""
    if period.data.projects.empty:
        return []
    try:
        spending = assess_spending(period.data, period.scores, period.links)
    except InputError as refused:
        return [str(refused)]
    return [line.replace("€ ", "€\u00a0") for line in say_spending(spending)]
