"""How much of the change in a gemeente through the years is national."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo._validate import as_series_of_years, as_whole, check_order, checked
from gezond_geo.areas.codes import NATION
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.years.series import Years

COLUMNS = ["id", "van_jaar", "tot_jaar", "gemeente", "nederland", "eigen", "landelijk"]

_NATIONAL = "landelijk"

MOSTLY = 0.5
"""Fraction of the difference in a gemeente that the country must show, in the same direction, to be mostly national."""


@checked(years=as_series_of_years, since=as_whole(1900, 2100), until=as_whole(1900, 2100))
def compare_with_nation(years: Years, *, since: int | None = None, until: int | None = None) -> pd.DataFrame:
    """Compare the difference between two years in the gemeente with that in the Netherlands.

    Parameters
    ----------
    years
        Series.
    since, until
        First and last year; default to those of each series.

    Returns
    -------
    DataFrame
        For each figure that is not a count, a row per step from one year to the next, and with more than two years also
        one from the first to the last: ``id``, ``van_jaar``, ``tot_jaar``; ``gemeente`` and ``nederland`` (later minus
        earlier, in the unit of the figure), ``eigen`` (the first minus the second) and ``landelijk`` (whether the
        Netherlands changed in the same direction, by at least `MOSTLY` of the change in the gemeente).

    Raises
    ------
    InputError
        When no figure has two years.
    SettingsError
        When the first year is after the last.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> steps = gg.compare_with_nation(gg.load_years("Enschede", offline=True), since=2020, until=2022)
    >>> steps.round(1).iloc[0].to_dict()  # doctest: +NORMALIZE_WHITESPACE
    {'id': 'goede_gezondheid', 'van_jaar': 2020, 'tot_jaar': 2022, 'gemeente': -10.7, 'nederland': -9.3, 'eigen': -1.4,
     'landelijk': True}
    """
    check_order(since, until)
    rows = [
        row
        for indicator in years.indicators.values()
        if not indicator.is_count
        for row in _steps_of(years, indicator.id, since, until)
    ]
    if not rows:
        raise InputError("Van geen enkel cijfer zijn er van gemeente en Nederland twee jaren of meer; lees meer jaren.")
    return pd.DataFrame(rows, columns=COLUMNS)


def say_national(steps: pd.DataFrame, years: Years) -> list[str]:
    """Dutch sentences on whether changes in modelled figures of the gemeente are mostly national.

    Parameters
    ----------
    steps
        Result of `compare_with_nation`, or some of its rows.
    years
        Series it was computed from.

    Returns
    -------
    list of str
        A sentence per row in which the gemeente changed by more than the standard error of one buurt (smaller changes
        need no explanation), and a caveat when one of them is mostly national.
    """
    lines = []
    for row in steps.itertuples():
        indicator = years.indicators[str(row.id)]
        own, nation = float(str(row.gemeente)), float(str(row.nederland))
        if indicator.soort != "schatting" or abs(own) <= indicator.standaardfout:
            continue
        lines.append(
            f"{indicator.label}, {row.van_jaar}–{row.tot_jaar}: {years.gemeente.naam} {_points(own, indicator)} en "
            f"Nederland {_points(nation, indicator)}; {_say_part(own, nation, landelijk=bool(row.landelijk))}."
        )
    if any(line.endswith(f"{_NATIONAL}.") for line in lines):
        lines.append("Wat landelijk is, is geen uitkomst van een buurt of van wat daar is gedaan.")
    return lines


def _steps_of(
    years: Years, name: str, since: int | None, until: int | None
) -> Iterable[tuple[str, int, int, float, float, float, bool]]:
    values = years.of(name).loc[[years.gemeente.code, NATION]].dropna(axis=1)
    at = [year for year in map(int, values.columns) if (since or year) <= year <= (until or year)]
    own_of, nation_of = (dict(zip(map(int, values.columns), row, strict=True)) for row in values.to_numpy().tolist())
    whole = [(at[0], at[-1])] if len(at) > 2 else []  # noqa: PLR2004 - two years are one step
    for start, end in [*pairwise(at), *whole]:
        own, nation = own_of[end] - own_of[start], nation_of[end] - nation_of[start]
        mostly = bool(np.sign(own) == np.sign(nation) and abs(nation) >= MOSTLY * abs(own))
        yield name, start, end, own, nation, own - nation, mostly


def _points(difference: float, indicator: Indicator) -> str:
    """Write a difference as a number of points higher or lower."""
    unit = "punten" if indicator.eenheid == "%" else indicator.eenheid
    number = format_number(abs(difference), indicator.decimalen)
    return " ".join(filter(None, (number, unit, "hoger" if difference > 0 else "lager")))


def _say_part(own: float, nation: float, *, landelijk: bool) -> str:
    if not landelijk:
        return "dat verschil is niet vooral landelijk, en over een buurt apart zegt het niets"
    return f"{'het verschil is' if abs(nation) >= abs(own) else 'het meeste van dit verschil is'} {_NATIONAL}"
