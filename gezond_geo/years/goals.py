"""Standing of the goals of a gemeente, where figures show it; never whether a goal will be met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo._validate import as_dataset, as_series_of_years, checked
from gezond_geo.areas.codes import NATION
from gezond_geo.dataset.folder.goals import BETWEEN, GAP, GOALS, UNKNOWN_UNIT
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import format_number, format_value
from gezond_geo.scores.scores import score
from gezond_geo.years.inequality import assess_inequality

if TYPE_CHECKING:
    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.years.series import Years

NOT_HERE = "niet in deze cijfers"
"""Reason for a missing standing: no figure in the package measures the goal."""
NO_SERIES = "zonder reeksen van meer jaren niet te berekenen"

_NEED = "inkomen"
"""Theme that orders buurten for differences between them."""
_MEASURED = ["jaar", "gemeente", "nederland", "verschil", "laag", "hoog", "tabel"]
STANDINGS = ["nummer", *_MEASURED]
_WHOLE = {"nummer": "int64", "jaar": "int64"}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Goals:
    """Goals of a gemeente, and their current standing.

    Attributes
    ----------
    table : Frame indexed by ``nummer``: the columns of `Dataset.goals`, the last of `standings` with its year as
        ``stand_jaar``, and in Dutch ``stand`` (the standing in words), ``reden`` (why there is none) and ``per_buurt``
        (what the figures show per buurt).
    standings : Frame with a row per goal and year with a figure, sorted by both: ``nummer``, ``jaar``,
        ``gemeente`` and ``nederland`` (in the unit of the figure), ``verschil`` (gemeente minus Netherlands; for a goal
        on differences between wijken the slope index between buurten with its 95 % bounds ``laag`` and ``hoog``) and
        ``tabel`` (the table it comes from).
    path : Frame with a row per goal and year, ``nummer jaar waarde``, from ``begin`` to ``streefwaarde`` in their unit,
        where the source states a linear path.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> goals = gg.assess_goals(gg.load("Enschede", offline=True))
    >>> goals.table.loc[3, ["doel", "stand"]].tolist()
    ['Eenzaamheid als in Nederland', 'Enschede 51,5 % en Nederland 47,0 % (in 2020, geschat met een model)']
    """

    table: pd.DataFrame
    standings: pd.DataFrame
    path: pd.DataFrame


@checked(data=as_dataset, years=as_series_of_years)
def assess_goals(data: Dataset, years: Years | None = None) -> Goals:
    """Assess where each goal of a gemeente stands, and which goals these figures cannot show.

    A figure is taken from its series if there is one, or else from the uitgave: each from one edition of one table.
    There is no verdict. The measured value is not compared with the starting value that the source states: the source
    may have measured something else.

    Parameters
    ----------
    data
        Figures, and the goals in the folder of the gemeente (`Dataset.goals`).
    years
        Series of the same gemeente; without it only the year of the uitgave is known, and no differences between
        wijken.

    Raises
    ------
    InputError
        When the series are of another gemeente.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> goals = gg.assess_goals(data, gg.load_years("Enschede", offline=True))
    >>> goals.table["reden"].tolist()
    ['niet in deze cijfers', 'niet in deze cijfers', '', 'niet in deze cijfers', '']
    >>> goals.standings.query("nummer == 5")["verschil"].round(1).tolist()
    [19.4, 20.7, 17.4, 23.6, 18.8]
    """
    if years is not None and years.gemeente.code != data.gemeente.code:
        raise InputError(f"De reeksen zijn van {years.gemeente.naam}, niet van {data.gemeente.naam}; lees ze opnieuw.")
    rows, measured = [], [_no_standings()]
    for number, goal in data.goals.to_dict("index").items():
        standings, reason = _measure(data, years, goal)
        measured += [] if standings.empty else [standings.assign(nummer=int(str(number)))]
        latest = dict.fromkeys(_MEASURED) if standings.empty else standings.iloc[-1].to_dict()
        rows.append(
            goal
            | {"stand_jaar" if name == "jaar" else name: value for name, value in latest.items()}
            | {
                "stand": "" if standings.empty else _say_standing(data, years, goal, latest),
                "reden": reason,
                "per_buurt": _say_per_buurt(data, years, goal),
            }
        )
    columns = [*GOALS, "stand_jaar", *_MEASURED[1:], "stand", "reden", "per_buurt"]
    table = pd.DataFrame(rows, index=data.goals.index, columns=columns)
    table = table.astype(dict.fromkeys(("stand_jaar", *_MEASURED[1:-1]), "float64")).fillna({"tabel": ""})
    return Goals(
        table=table,
        # Skip empty frames: releases of pandas differ in the dtype after concatenation.
        standings=pd.concat(measured[1:] or measured, ignore_index=True)[STANDINGS].astype(_WHOLE),
        path=_draw_paths(data.goals),
    )


def say_units(goals: Goals) -> list[str]:
    """Dutch sentence on goals with a number whose unit the source does not state."""
    unclear = goals.table[goals.table["eenheid"].eq(UNKNOWN_UNIT)]
    quotes = [
        f"“{row['letterlijk']}” bij {row['doel']}" if row["letterlijk"] else str(row["doel"])
        for row in unclear.to_dict("records")
    ]
    return [f"De bron zegt niet waarvan het getal een deel is: {'; '.join(quotes)}."] if quotes else []


def _measure(data: Dataset, years: Years | None, goal: dict[Any, Any]) -> tuple[pd.DataFrame, str]:
    """Figures for a goal, a row per year; or the reason why there are none."""
    name = goal["cijfer"]
    if goal["soort"] == BETWEEN and name:
        return _measure_between(data, years, name)
    nothing = _no_standings().drop(columns="nummer"), NOT_HERE
    if not name:
        return nothing
    both = [data.gemeente.code, NATION]
    if years is not None and name in years.indicators:
        values = years.of(name).T[both]
        tables = years.sources.loc[name]["tabel"].reindex(values.index).to_list()
    else:
        year = data.year_of(name) if name in data.indicators else None
        if year is None or name not in data.comparison:
            return nothing
        values = data.comparison[[name]].reindex(both).T.set_axis([year])
        tables = [str(data.sources["tabel"].get(name, ""))]
    here, nation = values[both[0]], values[NATION]
    rows = pd.DataFrame({"jaar": values.index, "gemeente": here.to_numpy(), "nederland": nation.to_numpy()})
    rows = rows.assign(verschil=rows["gemeente"] - rows["nederland"], laag=np.nan, hoog=np.nan, tabel=tables)
    points = rows.dropna(subset=["gemeente", *(["nederland"] if goal["soort"] == GAP else [])])
    return (points, "") if len(points) else nothing


def _measure_between(data: Dataset, years: Years | None, name: str) -> tuple[pd.DataFrame, str]:
    """Measure differences between buurten along income, for goals on differences between wijken."""
    need = score(data).themes.get(_NEED)
    if years is None or name not in years.indicators or need is None:
        return _no_standings().drop(columns="nummer"), NO_SERIES
    try:
        between = assess_inequality(years, name, need, population=data.buurten["inwoners"])
    except InputError as refused:
        return _no_standings().drop(columns="nummer"), str(refused)
    rows = between.reset_index()[["jaar", "helling", "helling_laag", "helling_hoog"]]
    rows = rows.set_axis(["jaar", "verschil", "laag", "hoog"], axis=1)
    tables = years.sources.loc[name]["tabel"].reindex(rows["jaar"]).to_list()
    return rows.assign(gemeente=np.nan, nederland=np.nan, tabel=tables)[_MEASURED], ""


def _no_standings() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="str" if name == "tabel" else "float64") for name in STANDINGS})


def _draw_paths(goals: pd.DataFrame) -> pd.DataFrame:
    """Linear paths, a row per goal and year."""
    rows: list[tuple[int, int, float]] = []
    for number, goal in goals[goals["pad"].ne("")].iterrows():
        first, last = int(goal["begin_jaar"]), int(goal["jaar"])
        values = np.linspace(goal["begin"], goal["streefwaarde"], last - first + 1).tolist()
        rows += [(int(str(number)), year, value) for year, value in enumerate(values, start=first)]
    return pd.DataFrame(rows, columns=["nummer", "jaar", "waarde"])


def _find(data: Dataset, years: Years | None, name: str) -> Indicator | None:
    own = {} if years is None else years.indicators
    return own.get(name) or data.indicators.get(name)


def _say_standing(data: Dataset, years: Years | None, goal: dict[Any, Any], latest: dict[Any, Any]) -> str:
    indicator = _find(data, years, goal["cijfer"])
    assert indicator is not None  # noqa: S101 - what was measured is a figure
    model = ", geschat met een model" if indicator.soort == "schatting" else ""
    when = f"(in {latest['jaar']:.0f}{model})"
    if goal["soort"] == BETWEEN:
        size, low, high = (format_number(latest[column], 1) for column in ("verschil", "laag", "hoog"))
        unit = "punten" if indicator.eenheid == "%" else indicator.eenheid
        return f"{size} {unit} ({low} tot {high}) tussen de buurten met het laagste en het hoogste inkomen {when}"
    own, nation = (
        format_value(latest[column], indicator.decimalen, indicator.eenheid) for column in ("gemeente", "nederland")
    )
    return f"{data.gemeente.naam} {own} en Nederland {nation} {when}" if goal["soort"] == GAP else f"{own} {when}"


def _say_per_buurt(data: Dataset, years: Years | None, goal: dict[Any, Any]) -> str:
    """Dutch sentence on what the figures can show about a buurt."""
    indicator = _find(data, years, goal["cijfer"])
    if indicator is None or indicator.id not in data.buurten:
        return NOT_HERE
    if goal["soort"] == BETWEEN:
        return "niet, want het gaat om het verschil tussen buurten"
    if indicator.soort == "schatting":
        return "alleen de stand van een jaar, geschat met een model dat één buurt niet door de tijd volgt"
    return "het cijfer van elke buurt"
