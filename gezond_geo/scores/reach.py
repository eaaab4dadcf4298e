"""Number of people affected who live in the buurten where themes stack, and outside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo._validate import as_dataset, as_scores, as_whole, checked
from gezond_geo.dataset.levels import weight_of
from gezond_geo.errors import SettingsError
from gezond_geo.indicators.catalogue import ADULTS
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.dutch import count_of, format_number
from gezond_geo.scores.scores import check_scores

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.scores.scores import Scores

RESIDENTS = "inwoners"
"""Row of all residents, for comparison."""

_ESTIMATED, _COUNTED = -2, -1
"""Places to round to: an estimate to hundreds, a count to tens, as CBS rounds the people on bijstand."""

_WORDS = {2: "twee", 3: "drie", 4: "vier"}


@checked(data=as_dataset, scores=as_scores, at_least=as_whole(0))
def people_outside(data: Dataset, scores: Scores, at_least: int = 2) -> pd.DataFrame:
    """Estimate how many of the people affected live outside the buurten where themes stack.

    Most people with a problem do not necessarily live where it is most common (Rose 1985, *Sick individuals and sick
    populations*, International Journal of Epidemiology 14(1), 32-38): the case for measures for the whole gemeente.

    Parameters
    ----------
    data
        Figures.
    scores
        Scores of `data`.
    at_least
        Number of themes from which a buurt counts as stacking. A buurt whose stacking is unknown counts as outside.

    Returns
    -------
    DataFrame
        A row for `RESIDENTS` and for each counted indicator that is a share of people (`Indicator.wie`), at its
        unfavourable end: ``wie`` (Dutch; the people it is about), ``mensen``, ``binnen`` and ``buiten`` (people,
        estimates to hundreds and counts to tens), ``aandeel_buiten`` (whole percent), ``volledigheid`` (percent of
        residents in buurten with the figure; the others are not counted) and ``berekening`` (Dutch; how it was
        computed: estimates are the share times its denominator, for adults the residents of 15 and over, since CBS does
        not count those of 18 and over per buurt).

    Raises
    ------
    SettingsError
        When `at_least` is not a number of themes that can stack.
    InputError
        When the scores belong to other data.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> reach = gg.people_outside(data, gg.score(data))
    >>> reach.loc["roken", ["mensen", "buiten", "aandeel_buiten"]].to_dict()
    {'mensen': 29800.0, 'buiten': 14400.0, 'aandeel_buiten': 48.0}
    """
    check_scores(data, scores)
    stacked = _stacked(scores, at_least)
    residents = data.buurten["inwoners"]
    rows = {}
    for name, people in people_by_buurt(data, scores).items():
        rows[name] = _divide(people, stacked, places_of(data, str(name))) | describe_people(data, str(name))
        rows[name]["volledigheid"] = residents[people.dropna().index].sum() / residents.sum() * 100
    columns = ["wie", "mensen", "binnen", "buiten", "aandeel_buiten", "volledigheid", "berekening"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("cijfer")


def people_by_buurt(data: Dataset, scores: Scores) -> pd.DataFrame:
    """Number of people affected, unrounded, for each buurt of `MIN_RESIDENTS` residents or more.

    Returns
    -------
    DataFrame
        A column for `RESIDENTS`, and one for each counted indicator that is a share of people, at its unfavourable end.
    """
    figures = pd.DataFrame(data.buurten[data.buurten["inwoners"] >= MIN_RESIDENTS])
    concerned = {indicator.id: _people(indicator, figures) for indicator in _about_people(data, scores)}
    return pd.DataFrame({RESIDENTS: figures["inwoners"], **concerned})


def places_of(data: Dataset, name: str) -> int:
    """Decimals for rounding a number of people: to tens when counted, to hundreds when estimated."""
    return _COUNTED if name == RESIDENTS or data.indicators[name].is_share else _ESTIMATED


def describe_people(data: Dataset, name: str) -> dict[str, Any]:
    """Dutch description of the people in a column of `people_by_buurt`, and how their number was computed."""
    if name == RESIDENTS:
        return {"wie": "inwoners", "berekening": "geteld"}
    return {"wie": data.indicators[name].wie, "berekening": _say_reckoning(data, data.indicators[name])}


def say_people_outside(data: Dataset, scores: Scores, indicator: str, at_least: int = 2) -> str:
    """Dutch sentence on how many of the people affected live outside the buurten where themes stack.

    Parameters
    ----------
    data, scores, at_least
        As in `people_outside`.
    indicator
        Id of an indicator.

    Returns
    -------
    str
        Empty when the indicator is not in `people_outside`, or affects nobody.
    """
    rows = people_outside(data, scores, at_least)
    if indicator not in rows.index.drop(RESIDENTS) or not rows["mensen"][indicator]:
        return ""
    where = "waar minstens één thema meetelt" if at_least == 1 else f"waar {_say_number(at_least)} thema's samenkomen"
    if not (count := int(_stacked(scores, at_least).sum())):
        return f"Er zijn geen buurten {where}."
    row = rows.loc[indicator].to_dict()
    is_share = data.indicators[indicator].is_share
    people = format_number(row["mensen"]) if is_share else f"naar schatting {_say_roughly(row['mensen'])}"
    buurten = "de ene buurt" if count == 1 else f"de {count_of(count, 'buurt', 'buurten')}"
    compared = f"(van alle inwoners: {_say_share(rows.loc[RESIDENTS].to_dict())})"
    pleads = (
        "dat pleit ook voor maatregelen voor de hele gemeente"
        if row["aandeel_buiten"] >= 50  # noqa: PLR2004 - half
        else "de meesten wonen in die buurten"
    )
    return f"Van de {people} {row['wie']} woont {_say_share(row)} buiten {buurten} {where} {compared}: {pleads}."


def _stacked(scores: Scores, at_least: int) -> pd.Series[bool]:
    number = len(scores.counted)
    if not 1 <= at_least <= number:
        raise SettingsError(
            f"Er kunnen geen {at_least} thema's samenkomen: er {'telt' if number == 1 else 'tellen'} er {number} mee; "
            "kies vanaf 1."
        )
    return scores.buurten["stapeling"] >= at_least


def _about_people(data: Dataset, scores: Scores) -> list[Indicator]:
    return [i for theme in scores.counted for i in data.members(theme) if i.wie]


def _people(indicator: Indicator, figures: pd.DataFrame) -> pd.Series[float]:
    """People at the unfavourable end, per buurt."""
    whole = weight_of(indicator, figures)
    people = figures[indicator.teller] if indicator.teller else whole * figures[indicator.id] / 100
    return whole - people if indicator.ongunstig == "laag" else people


def _divide(people: pd.Series[float], stacked: pd.Series[bool], places: int) -> dict[str, Any]:
    within = people[stacked[people.index]].sum()
    # The number outside is the remainder after rounding, so that the parts add up.
    whole, inside = round(people.sum(), places), round(within, places)
    share = float(round((people.sum() - within) / people.sum() * 100)) if people.sum() else float("nan")
    return {"mensen": whole, "binnen": inside, "buiten": whole - inside, "aandeel_buiten": share}


def _say_reckoning(data: Dataset, indicator: Indicator) -> str:
    if indicator.is_share:
        return "geteld"
    if indicator.weging == ADULTS:
        return "geschat: het aandeel van 18 jaar en ouder maal de inwoners van 15 jaar en ouder"
    return f"geschat: het aandeel maal {data.indicators[str(indicator.weging)].label.lower()}"


def _say_number(at_least: int) -> str:
    return f"{_WORDS.get(at_least, at_least)} of meer"


def _say_roughly(people: float) -> str:
    """Write an estimate with two significant digits."""
    return format_number(round(people, 2 - len(str(int(people)))))


def _say_share(row: Mapping[Any, Any]) -> str:
    """Write the share outside, never rounding some to none or most to all."""
    if row["aandeel_buiten"] >= 100 and row["binnen"]:  # noqa: PLR2004 - all
        return "meer dan 99 %"
    return "minder dan 1 %" if not row["aandeel_buiten"] and row["buiten"] else f"{row['aandeel_buiten']:.0f} %"
