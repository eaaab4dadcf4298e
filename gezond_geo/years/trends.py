"""Tests for change in counts and registers, with the uncertainty of a count; modelled figures are not tested."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from gezond_geo._validate import as_number, as_series_of_years, as_whole, check_order, checked
from gezond_geo.areas.codes import NATION, is_area
from gezond_geo.dataset.series import WITHOUT
from gezond_geo.errors import InputError
from gezond_geo.indicators.intervals import byar_interval, wilson_interval
from gezond_geo.io.dutch import format_number, join_words
from gezond_geo.years.carrying import BREAK, CARRIED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.years.series import Years

    Numbers = NDArray[np.float64]
    Texts = NDArray[np.object_]

INCREASED, DECREASED, NO_DIFFERENCE = "toegenomen", "afgenomen", "geen aantoonbaar verschil"

MODELLED = (
    "met een model geschat: zulke cijfers van een buurt volgen die buurt niet door de tijd, dus van toe- of afname is "
    "niets te zeggen"
)
"""Why modelled figures get no verdict. In 50150NED adjacent editions correlate 0.94-0.96 over buurten, and the change
from 2020 to 2024 has a standard deviation of 2.2 points: what moves is the country, and the noise of the model."""

MIN_EVENTS = 5.0
"""Minimum expected number of events per year for a test, required by the normal approximation."""

NO_PEOPLE = ("land_ha", "huishoudens")
"""Counts of other things than people, which do not vary like a count of people."""

SPREAD_YEARS = 4
"""Number of years from which the scatter around the trend is used to estimate overdispersion."""

COLUMNS = [
    "code", "naam", "id", "van_jaar", "tot_jaar", "van", "tot", "verschil", "laag", "hoog", "p", "p_gecorrigeerd",
    "oordeel", "reden",
]  # fmt: skip


class Trend(NamedTuple):
    """Test for a linear trend, per area: `p` is two-sided, `slope` has the sign of the change."""

    p: Numbers
    slope: Numbers


@checked(years=as_series_of_years, since=as_whole(1900, 2100), until=as_whole(1900, 2100), level=as_number(0.5, 0.9999))
def assess_change(
    years: Years, *, since: int | None = None, until: int | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Test counts and registers for change: increased, decreased, or no demonstrable difference.

    A count is tested for a trend with a Poisson model, a share of counted people with a binomial one: the score test of
    Armitage (1955, *Biometrics* 11(3), 375-386), over all years between the first and the last. From `SPREAD_YEARS`
    years on its variance is that of the scatter around the line, when that is larger (quasi-likelihood, McCullagh &
    Nelder 1989, chapter 9). The rounding of the source is part of the variance. P-values of buurten are corrected for
    their number (Benjamini & Hochberg 1995, *Journal of the Royal Statistical Society* B 57(1), 289-300).

    Parameters
    ----------
    years
        Series.
    since, until
        First and last year; default to those of each series.
    level
        Confidence level: share of purely random differences that are called no difference.

    Returns
    -------
    DataFrame
        A row per area and indicator with two years or more: buurten and the gemeente, by ``code`` and ``naam``.
        ``van_jaar tot_jaar van tot verschil`` in the unit of the indicator; ``laag`` and ``hoog``, the interval of the
        difference from the limits of both years (MOVER, Zou & Donner 2008, *Statistics in Medicine* 27(10), 1693-1702,
        of Byar's limits for a count and Wilson's for a share); ``p`` and ``p_gecorrigeerd``; ``oordeel`` (`INCREASED`,
        `DECREASED`, `NO_DIFFERENCE`, or empty) and ``reden`` (Dutch, why there is no verdict, or empty). Modelled
        figures only have levels, no difference.

    Raises
    ------
    InputError
        When no series has two years.
    SettingsError
        When a setting is out of range, or the first year is after the last.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> change = gg.assess_change(gg.load_years("Enschede", offline=True))
    >>> gemeente = change[change["code"] == "GM0153"].set_index("id")
    >>> gemeente.loc[["inwoners", "inwoners_65plus"], ["van", "tot", "verschil", "oordeel"]]
                          van       tot  verschil     oordeel
    id
    inwoners         159640.0  161738.0    2098.0  toegenomen
    inwoners_65plus   28420.0   29787.0    1367.0  toegenomen
    """
    check_order(since, until)
    moved = _list_moved(years)
    each = [_assess(years, indicator, moved, (since, until), level) for indicator in years.indicators.values()]
    parts = [part for part in each if part is not None]
    if not parts:
        raise InputError("Van geen enkel cijfer zijn er twee jaren of meer; lees meer jaren.")
    columns = {column: np.concatenate([part[column] for part in parts]) for column in parts[0]}
    areas = (years.figures[["buurtcode", "buurtnaam"]], years.comparison[["code", "naam"]])
    names = {code: name for pairs in areas for code, name in zip(*(pairs[c].tolist() for c in pairs), strict=True)}
    labels = np.array([names[code] for code in columns["code"].tolist()], dtype=object)
    return pd.DataFrame(columns | {"naam": labels})[COLUMNS]


def say_changes(change: pd.DataFrame, years: Years) -> list[str]:
    """Dutch sentences on the result of `assess_change`, per figure: for the gemeente, and the number of buurten.

    Parameters
    ----------
    change
        Result of `assess_change`, or some of its rows.
    years
        Series it was computed from.
    """
    lines, modelled = [], []
    for name, rows in change.groupby("id", sort=False):
        indicator = years.indicators[str(name)]
        if indicator.soort == "schatting":
            modelled.append(indicator.label.lower())
            continue
        buurten, whole = rows[rows["code"].map(is_area)], rows[~rows["code"].map(is_area)]
        tally = buurten["oordeel"].value_counts()
        parts = [f"{word} in {tally[word]}" for word in (INCREASED, DECREASED, NO_DIFFERENCE) if word in tally]
        if not parts:
            lines.append(f"{indicator.label}: geen oordeel ({buurten['reden'].iloc[0]}).")
            continue
        when = f"{buurten['van_jaar'].iloc[0]}–{buurten['tot_jaar'].iloc[0]}"
        city = f"{whole['naam'].iloc[0]} {whole['oordeel'].iloc[0] or 'zonder oordeel'}"
        level = "wijken" if buurten["code"].str.startswith("WK").all() else "buurten"
        lines.append(f"{indicator.label}, {when}: {city}; van de {level} {join_words(parts)}.")
    if modelled:
        lines.append(f"{join_words(modelled).capitalize()}: {MODELLED}.")
    return lines


def compute_trend(events: Numbers, exposure: Numbers | None, at: Numbers, rounding: float = 0.0) -> Trend:
    """Test for a trend in events through the years; see `assess_change`.

    Parameters
    ----------
    events
        A row per area and a column per year.
    exposure
        Population at risk, in the same shape; None for a count without a denominator.
    at
        The years.
    rounding
        Multiple to which the source rounds events.

    Returns
    -------
    Trend
        NaN where a number is missing or fewer than `MIN_EVENTS` events per year are expected.
    """
    people = np.ones_like(events) if exposure is None else exposure
    share = events.sum(axis=1, keepdims=True) / people.sum(axis=1, keepdims=True)
    expected = share * people
    by_chance = expected * (1 if exposure is None else 1 - share) + rounding**2 / 12
    by_chance = np.where(by_chance > 0, by_chance, np.nan)  # areas without any events are not tested
    centred = at - (people * at).sum(axis=1, keepdims=True) / people.sum(axis=1, keepdims=True)
    slope = (centred * (events - expected)).sum(axis=1)
    spread = _spread_of(events - expected, people * centred, by_chance)
    size = np.abs(slope) / np.sqrt((by_chance * centred**2).sum(axis=1) * spread)
    beyond = _tail(size, events.shape[1] - 2, spread > 1)
    others = people - expected if exposure is not None else expected
    few = np.minimum(expected, others).min(axis=1) < MIN_EVENTS
    return Trend(np.where(few, np.nan, 2 * beyond), slope)


def _tail(size: Numbers, freedom: int, scattered: NDArray[np.bool_]) -> Numbers:
    """Upper tail probability of so many standard errors: Student's t where the scatter was estimated, else normal."""
    normal = np.array([math.erfc(one / math.sqrt(2)) / 2 for one in size])
    if not scattered.any():
        return normal
    from scipy import special  # noqa: PLC0415 - SciPy is slow to import, and two years do not need it

    return np.where(scattered, special.stdtr(freedom, -size), normal)


def _spread_of(residuals: Numbers, line: Numbers, by_chance: Numbers) -> Numbers:
    """Overdispersion of counts around their trend: 1 or more."""
    years = residuals.shape[1]
    if years < SPREAD_YEARS:
        return np.ones(len(residuals))
    along = line * ((line * residuals).sum(axis=1) / (line**2).sum(axis=1))[:, np.newaxis]
    scatter: Numbers = ((residuals - along) ** 2 / by_chance).sum(axis=1) / (years - 2)
    return np.maximum(1.0, scatter)


def correct_for_number(p: Numbers) -> Numbers:
    """Adjust p-values for multiple testing: Benjamini & Hochberg (1995).

    `scipy.stats.false_discovery_control` does the same, but takes half a second to import.
    """
    order = np.argsort(p)
    over = p[order] * len(p) / np.arange(1, len(p) + 1)
    corrected = np.empty_like(p)
    corrected[order] = np.minimum.accumulate(over[::-1])[::-1].clip(max=1)
    return corrected


def _assess(
    years: Years, indicator: Indicator, moved: pd.DataFrame, between: tuple[int | None, int | None], level: float
) -> dict[str, NDArray[Any]] | None:
    """Columns of the assessment of one series; None when it has fewer than two years."""
    since, until = between
    values = years.of(indicator.id)
    columns = [y for y in values.columns.astype(int) if (since is None or y >= since) and (until is None or y <= until)]
    values = values.loc[values.index != NATION, columns]
    values = values.loc[:, values.notna().any()]
    if values.shape[1] < 2:  # noqa: PLR2004 - a change is between two
        return None
    first, last = values.columns[0], values.columns[-1]
    before, after = values[first].to_numpy(), values[last].to_numpy()
    events, people = _count(years, indicator, values)
    nothing = np.full(len(values), np.nan)
    numbers: dict[str, Any] = dict.fromkeys(("verschil", "laag", "hoog", "p", "p_gecorrigeerd"), nothing)
    if events is None:
        modelled = indicator.soort == "schatting"
        reason = MODELLED if modelled else "geen aantal, dus zonder marge van de bron is niets te toetsen"
        verdicts, reasons = _fill("", values), _fill(reason, values)
    else:
        numbers, verdicts, reasons = _judge(indicator, values, events, people, level)
        numbers["verschil"] = (after - before).round(indicator.decimalen)
        _refuse_moved(values, moved[moved["id"].eq(indicator.id)], verdicts, reasons)
    _refuse(verdicts, reasons, np.isnan(values.to_numpy()).any(axis=1), "niet van elk jaar een cijfer")
    return {
        "code": values.index.to_numpy(dtype=object),
        "id": _fill(indicator.id, values),
        "van_jaar": np.full(len(values), first),
        "tot_jaar": np.full(len(values), last),
        "van": before,
        "tot": after,
        **numbers,
        "oordeel": verdicts,
        "reden": reasons,
    }


def _fill(text: str, values: pd.DataFrame) -> Texts:
    return np.full(len(values), text, dtype=object)


def _refuse(verdicts: Texts, reasons: Texts, those: NDArray[np.bool_], reason: str) -> None:
    """Remove the verdict of some areas, with the reason."""
    verdicts[those], reasons[those] = "", reason


def _count(years: Years, indicator: Indicator, values: pd.DataFrame) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """Number of events and, for a share, the population; None for a figure that is not a number of people."""
    if indicator.soort == "schatting":
        return None, None
    if indicator.is_share:
        parts = [
            years.of(name).reindex_like(values) for name in (str(indicator.teller), *indicator.noemer, *indicator.min)
        ]
        below = sum(parts[1 : 1 + len(indicator.noemer)]) - sum(parts[1 + len(indicator.noemer) :], 0 * parts[0])
        return parts[0], below
    return (values, None) if indicator.is_count and indicator.id not in NO_PEOPLE else (None, None)


def _judge(
    indicator: Indicator, values: pd.DataFrame, events: pd.DataFrame, people: pd.DataFrame | None, level: float
) -> tuple[dict[str, Numbers], Texts, Texts]:
    """Add p-values, corrected over the buurten, intervals, verdicts, and reasons for missing ones."""
    at = events.columns.to_numpy(dtype="float64")
    below = None if people is None else people.to_numpy()
    trend = compute_trend(events.to_numpy(), below, at, indicator.afronding)
    few = np.isnan(trend.p)
    tested = np.array([is_area(code) for code in values.index], dtype=bool) & ~few
    corrected = trend.p.copy()
    if tested.any():
        corrected[tested] = correct_for_number(trend.p[tested])
    words = np.where(trend.slope > 0, INCREASED, DECREASED)
    verdicts = np.where(corrected < 1 - level, words, NO_DIFFERENCE).astype(object)
    reasons = _fill("", values)
    reason = f"minder dan {format_number(MIN_EVENTS)} per jaar te verwachten, te weinig om te toetsen"
    _refuse(verdicts, reasons, few, reason)
    low, high = _bound(indicator, values, events, people, level)
    return {"laag": low, "hoog": high, "p": trend.p, "p_gecorrigeerd": corrected}, verdicts, reasons


def _bound(
    indicator: Indicator, values: pd.DataFrame, events: pd.DataFrame, people: pd.DataFrame | None, level: float
) -> tuple[Numbers, Numbers]:
    """Bounds of the difference between the first and the last year, in the unit of the indicator."""
    limits = []
    for year in (events.columns[0], events.columns[-1]):
        if people is None:
            limits.append(byar_interval(events[year], level=level))
        else:
            whole = people[year].where(events[year] <= people[year])
            limits.append(indicator.per * wilson_interval(events[year].where(whole.notna()), whole, level=level))
    start, end = (values[year].to_numpy() for year in (values.columns[0], values.columns[-1]))
    (low_before, high_before), (low_after, high_after) = (each[["laag", "hoog"]].to_numpy().T for each in limits)
    difference = end - start
    return (
        difference - np.sqrt((end - low_after) ** 2 + (high_before - start) ** 2),
        difference + np.sqrt((high_after - end) ** 2 + (start - low_before) ** 2),
    )


def _list_moved(years: Years) -> pd.DataFrame:
    """Areas that changed, with the reason (the last wins): carried-over buurten, a gemeente that grew by a division."""
    figures, around = years.figures.rename(columns={"buurtcode": "code"}), years.comparison
    parts = [
        figures[figures["hoe"].eq(how)].assign(reden=reason)
        for how, reason in (
            (CARRIED, "overgezet van andere grenzen: geen telling van deze buurt"),
            (BREAK, "een breuk: de buurt van toen is niet die van nu"),
        )
    ]
    partly = around[around["hoe"].str.startswith(WITHOUT)].iloc[::-1]
    return pd.concat([*parts, partly.assign(reden="de gemeente van toen is " + partly["hoe"])])


def _refuse_moved(values: pd.DataFrame, moved: pd.DataFrame, verdicts: Texts, reasons: Texts) -> None:
    """Remove the verdict for areas that changed."""
    here = moved[moved["jaar"].isin(values.columns) & moved["code"].isin(values.index)]
    for code, reason in zip(here["code"], here["reden"], strict=True):
        _refuse(verdicts, reasons, values.index == code, reason)
