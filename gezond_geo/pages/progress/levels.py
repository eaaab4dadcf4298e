"""Levels of a modelled figure through the years: with the Netherlands, for some areas, and between buurten.

A level is not a verdict: nothing here says that a buurt became better or worse.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.areas.codes import NATION
from gezond_geo.errors import InputError
from gezond_geo.pages.paper import round_once, shorten
from gezond_geo.pages.progress.charts import Slope, area_chart, between_chart, gap_chart
from gezond_geo.pages.progress.period import HEALTH, Period
from gezond_geo.years.inequality import assess_inequality, find_direction
from gezond_geo.years.national import COLUMNS, compare_with_nation
from gezond_geo.years.series import mean_by_residents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gezond_geo.years.series import Years

_AREAS = 4  # in one row
_NAME = 13  # characters next to a chart


def say_level(period: Period) -> str:
    """Sentence on how many of a hundred adults feel healthy in the last year, compared with the Netherlands."""
    words = period.words
    if period.health is None:
        return words.on_progress("zin_geen_gezondheid", gemeente=period.data.gemeente.naam)
    year = int(period.health.columns[-1])
    own, country = (period.level(code)[year] for code in period.regions)
    difference = 0 if np.isnan(country) else round_once(abs(own - country))
    key = "evenveel" if not difference else "minder" if own < country else "meer"
    beside = "" if np.isnan(country) else words.on_progress(f"dan_land_{key}", aantal=difference)
    return words.on_progress(
        "zin_gezond", jaar=year, n=round_once(own), gemeente=period.data.gemeente.naam, land=beside
    )


def draw_gap(period: Period) -> dict[str, str]:
    """Chart of the gemeente and the Netherlands through the years.

    Returns
    -------
    dict
        ``kop``, ``beeld`` and ``tekst``; without a series only ``kop``.
    """
    words = period.words
    if period.health is None or period.years is None:
        return {"kop": words.on_progress("afstand_kop")}
    own, country = (period.level(code) for code in period.regions)
    levels = {year: (value, country[year]) for year, value in own.items()}
    texts = ["–" if np.isnan(beside) else words.number(beside - value, 1) for value, beside in levels.values()]
    sentences = [
        words.on_progress(
            "stand_jaar",
            jaar=year,
            eigen=words.number(value, 1),
            land="–" if np.isnan(beside) else words.number(beside, 1),
        )
        for year, (value, beside) in levels.items()
    ]
    own_name, country_name = period.regions.values()
    if len(own_name) > _NAME:
        own_name = words.on_progress("gemeente")
    label = words.on_progress("afstand_label", standen="; ".join(sentences))
    steps = _find_steps(period, period.years)
    national = not steps.empty and bool(steps["landelijk"].iloc[-1])
    return {
        "kop": words.on_progress("afstand_kop_landelijk" if national else "afstand_kop"),
        "beeld": gap_chart(label, levels, (own_name, country_name), texts, period.since),
        "tekst": _say_steps(period, steps),
    }


def _say_steps(period: Period, steps: pd.DataFrame) -> str:
    """Sentences on the change in the gemeente and the Netherlands, and whether it is mostly national."""
    words = period.words
    if steps.empty:
        return words.on_progress("een_stand")
    parts = [
        words.on_progress(
            "stap",
            van=row["van_jaar"],
            tot=row["tot_jaar"],
            gemeente=period.data.gemeente.naam,
            eigen=words.number(row["gemeente"], 1),
            land=words.number(row["nederland"], 1),
        )
        for row in steps.to_dict("records")
    ]
    national = steps["landelijk"]
    key = "vooral_landelijk" if national.all() else "deels_landelijk" if national.any() else "niet_landelijk"
    lit = words.on_progress("periode") if period.since > min(period.level(NATION)) else ""
    return f"{'; '.join(parts)}. {words.on_progress(key)} {lit}".strip()


def _find_steps(period: Period, years: Years) -> pd.DataFrame:
    """The largest step in the period, and the one from its beginning to its end."""
    try:
        steps = compare_with_nation(years, since=period.since, until=period.until)
    except InputError:
        return pd.DataFrame(columns=COLUMNS)
    own = steps[steps["id"] == HEALTH]
    if own.empty:
        return own
    largest = own["gemeente"].abs().astype("float64").idxmax()
    return own.loc[sorted({largest, own.index[-1]})]


def draw_areas(period: Period) -> list[dict[str, str]]:
    """Charts of some areas and the Netherlands: focus areas first, then where most themes come together."""
    words, table = period.words, period.health
    if table is None or period.years is None:
        return []
    known = (
        (name, under, series)
        for name, codes, under in _choose_areas(period)
        if not (series := mean_by_residents(period.years, HEALTH, codes).reindex(table.columns)).isna().all()
    )
    areas = list(islice(known, _AREAS))
    country = period.level(NATION)
    bounds = [value for _, _, series in areas for value in series.tolist()] + [*country.values()]
    charts = []
    for name, under, series in areas:
        levels = {int(str(year)): (float(value), country[int(str(year))]) for year, value in series.items()}
        label = words.on_progress(
            "gebied_label",
            naam=name,
            standen="; ".join(
                f"{year}: {round_once(value)}" for year, (value, _) in levels.items() if not np.isnan(value)
            ),
        )
        charts.append({"naam": shorten(name, 26), "beeld": area_chart(label, levels, bounds), "onder": under})
    return charts


def _choose_areas(period: Period) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Areas with their buurten and kind; a part of a buurt has the name of the whole buurt."""
    words, data = period.words, period.data
    names, members = data.buurten["buurtnaam"], set()
    focus = data.gemeente.focusgebieden
    for area in focus:
        codes = tuple(code for code in area.buurten if code in data.buurten.index)
        if codes:
            members |= {*codes}
            whole = words.join([str(names[code]) for code in codes])
            under = words.on_progress("met_deel", naam=shorten(area.naam, 20)) if area.deel else ""
            yield (whole, codes, under) if area.deel else (area.naam, codes, words.on_progress("focusgebied"))
    ranked = period.scores.buurten["rang"].dropna().sort_values(kind="stable").index
    for code in ranked:
        if code not in members:
            yield str(names[code]), (str(code),), words.on_progress("geen_focusgebied") if focus else ""


def draw_between(period: Period) -> dict[str, Any]:
    """Chart of the differences in good health along the income of buurten.

    Returns
    -------
    dict
        ``beeld``, ``tekst``, ``kop`` and ``zin``; where it cannot be computed only ``leeg`` and ``kop``, and no
        ``zin``.
    """
    words = period.words
    need, residents, uitgave = period.need
    nothing = {"kop": words.on_progress("tussen_kop"), "zin": []}
    if period.years is None or period.health is None:
        return nothing | {"leeg": words.on_progress("geen_reeks")}
    if need is None:
        return nothing | {"leeg": words.on_progress("geen_inkomen")}
    try:
        between = assess_inequality(period.years, HEALTH, need, population=residents)
    except InputError as refused:
        return nothing | {"leeg": str(refused)}
    return _tell_between(period, between[between.index <= period.until], uitgave)


def _tell_between(period: Period, between: pd.DataFrame, uitgave: str) -> dict[str, Any]:
    words = period.words
    slopes = [
        Slope(int(str(year)), row["helling"], row["helling_laag"], row["helling_hoog"])
        for year, row in between.iterrows()
    ]
    texts = [
        f"{s.year}: {words.number(s.value, 1)} ({words.number(s.low, 1)} tot {words.number(s.high, 1)})" for s in slopes
    ]
    inside = between[between.index >= period.since]
    several = len(inside) > 1
    key = (find_direction(inside) or "onzichtbaar") if several else "een_jaar"
    ends = {"van": inside.index[0], "tot": inside.index[-1]} if several else {}
    text = [
        words.on_progress("tussen_lezen"),
        words.on_progress(f"tussen_{key}", **ends),
        words.on_progress("tussen_buurten", aantal=int(between["buurten"].iloc[0]), uitgave=uitgave),
    ]
    lead = [[words.on_progress(f"zin_tussen_{part}_{key}"), part == "vet"] for part in ("voor", "vet", "na") if several]
    return {
        "kop": words.on_progress(f"tussen_kop_{key}" if several else "tussen_kop"),
        "beeld": between_chart(words.on_progress("tussen_label", standen="; ".join(texts)), slopes, period.since),
        "tekst": " ".join(text),
        "zin": lead,
    }
