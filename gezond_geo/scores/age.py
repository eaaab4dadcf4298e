"""Age-standardised health: directly standardised shares, as a variant of the score."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo._validate import as_dataset, checked
from gezond_geo.areas.codes import NATION
from gezond_geo.dataset.folder import snapshot
from gezond_geo.errors import InputError
from gezond_geo.indicators.reference import PEOPLE, Reference, build_reference
from gezond_geo.indicators.reference_file import age_reference
from gezond_geo.io.dutch import count_of, join_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator

THEME = "gezondheid"
"""Theme whose figures are standardised."""

MIN_GROUP = 50
"""Minimum number of residents in an age group: CBS rounds to 5, which for 50 is at most 5 % up or down."""

AGE_LABEL = "gezondheid van alle inwoners van Nederland (buurten vanaf 100 inwoners), gestandaardiseerd naar leeftijd"
"""Label of the reference for such figures."""

_SAID = "gestandaardiseerd naar leeftijd"
_COUNTS = ("inwoners", "inwoners_0_14", "inwoners_65plus")


@checked(data=as_dataset, nation=as_dataset)
def standardise_age(data: Dataset, nation: Dataset | None = None) -> Dataset:
    """Replace health figures by ones standardised to the national age distribution; see `standardise_shares`.

    Parameters
    ----------
    data
        Figures of residents of 18 and over, and of 65 and over.
    nation
        All Dutch buurten of the same uitgave (``gezond_geo.load("Nederland", uitgave=…)``), for an uitgave without a
        reference in the package.

    Returns
    -------
    Dataset
        With new values, labels and kanttekening for the indicators of the theme gezondheid, in the buurten and in
        `Dataset.comparison`, and with that theme compared with the same quantity nationally; ready for `score`. NaN
        where an age group is under `MIN_GROUP` residents. A standardised share does not stand for a number of people
        (`Indicator.wie`), so `people_outside` leaves it out. Published standard errors do not apply to it, so they are
        dropped.

    Raises
    ------
    InputError
        When the figures are standardised already, an indicator of the theme has no figures of residents of 65 and over,
        the age distribution of the Netherlands is unknown, or there is nothing of the same uitgave to compare with.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> same_age = gg.standardise_age(data)
    >>> [float(each.buurten.loc["BU01530301", "roken"].round(1)) for each in (data, same_age)]
    [26.6, 25.8]
    """
    members = data.members(THEME)
    _check_older(data, members)
    older = _older_share(data)
    reference = _reference_for(data, members, nation, older)
    names = [i.id for i in members]
    buurten = data.buurten.copy()
    buurten[names] = standardise_shares(pd.DataFrame(buurten), members, older)
    comparison = data.comparison.copy()
    comparison[names] = standardise_shares(comparison, members, older)
    incomplete = (data.buurten[names].notna() & buurten[names].isna()).any(axis=1)
    sources = data.sources.copy()
    sources.loc[sources.index.isin(names), "soort"] += f", {_SAID}"
    from_wijk = data.from_wijk.copy()
    for name in from_wijk.columns.intersection(names):
        from_wijk[name] |= from_wijk[f"{name}_65plus"]
    return replace(
        data,
        buurten=buurten,
        comparison=comparison,
        reference=replace(data.reference, apart={**data.reference.apart, THEME: reference}),
        sources=sources,
        from_wijk=from_wijk,
        standard_errors=data.standard_errors.drop(columns=names, errors="ignore"),
        indicators={**data.indicators, **{i.id: _describe(i) for i in members}},
        meldingen=(*data.meldingen, *_say(data, incomplete)),
    )


def standardise_shares(figures: pd.DataFrame, members: Iterable[Indicator], older: float) -> pd.DataFrame:
    """Standardise shares of adults directly, with two age groups.

    ``S = (1 - w) y + w o``: the shares among the younger and the older, weighted by a standard population (Ahmad et al.
    2001, *Age standardization of rates*, WHO GPE discussion paper 31). The share among the younger follows from that of
    all: ``y = (N s - O o) / (N - O)``, within 0-100. It is an approximation: the shares are of residents of 18 and
    over, while CBS counts residents of 15 and over per buurt.

    Parameters
    ----------
    figures
        One row per buurt: residents by age, and for each indicator its column and one with the suffix ``_65plus``.
    members
        Indicators to standardise, in percent.
    older
        Share of residents of 15 and over in the standard population that is 65 or over, 0-1.

    Returns
    -------
    DataFrame
        Percent, rounded to the decimals of each indicator, with the index of `figures`; NaN where a figure is missing,
        or either age group is under `MIN_GROUP` residents.
    """
    residents, children, old = (figures[name] for name in _COUNTS)
    adults = residents - children
    young = adults - old
    enough = (young >= MIN_GROUP) & (old >= MIN_GROUP)
    columns = {}
    for indicator in members:
        whole, among_old = figures[indicator.id], figures[f"{indicator.id}_65plus"]
        among_young = ((whole * adults - among_old * old) / young.where(enough)).clip(0, 100)
        columns[indicator.id] = ((1 - older) * among_young + older * among_old).round(indicator.decimalen)
    return pd.DataFrame(columns, index=figures.index)


def older_share(ages: pd.Series[float]) -> float:
    """Share (0-1) of residents of 15 and over who are 65 or over, from numbers of residents by age."""
    residents, children, old = (float(ages[name]) for name in _COUNTS)
    return old / (residents - children)


def _older_share(data: Dataset) -> float:
    counts = data.comparison.reindex(index=[NATION], columns=list(_COUNTS)).iloc[0]
    if counts.isna().any():
        raise InputError(
            f"Bij de cijfers van {data.gemeente.naam} staat niet hoe oud de inwoners van Nederland zijn; "
            "laad ze van CBS om naar leeftijd te standaardiseren."
        )
    return older_share(counts)


def _check_older(data: Dataset, members: list[Indicator]) -> None:
    if any(_SAID in i.kanttekening for i in members):
        raise InputError(f"Gezondheid is in deze gegevens al {_SAID}; begin bij de cijfers zelf.")
    available = data.buurten.reindex(columns=[f"{i.id}_65plus" for i in members]).notna().any()
    # A figure of the caller has no share of older residents, even if the figure it replaces has one.
    lacking = [i.label for i, there in zip(members, available, strict=True) if not there or i.id in data.own]
    if lacking:
        raise InputError(
            f"Van 65-plussers in {data.gemeente.naam} zijn er geen cijfers over {join_words(lacking).lower()}; "
            "zonder die is gezondheid niet naar leeftijd te standaardiseren."
        )


def _reference_for(data: Dataset, members: list[Indicator], nation: Dataset | None, older: float) -> Reference:
    if nation is None and data.uitgave.id == snapshot.UITGAVE:
        return age_reference()
    if nation is None or nation.gemeente.code != NATION or nation.uitgave.id != data.uitgave.id:
        raise InputError(
            f"Van uitgave {data.uitgave.id} is er geen landelijke vergelijking naar leeftijd; "
            f'geef nation=load("Nederland", uitgave="{data.uitgave.id}") mee.'
        )
    return build_age_reference(pd.DataFrame(nation.buurten), members, older)


def build_age_reference(everywhere: pd.DataFrame, members: list[Indicator], older: float) -> Reference:
    """Build the reference for age-standardised health from the unstandardised figures of all Dutch buurten.

    Raises
    ------
    InputError
        When an indicator has no figures.
    """
    return build_reference(
        [(standardise_shares(everywhere, members, older), everywhere["inwoners"])],
        label=AGE_LABEL,
        people=PEOPLE,
        members={THEME: members},
    )


def _describe(indicator: Indicator) -> Indicator:
    return replace(
        indicator,
        label=f"{indicator.label} ({_SAID})",
        zin=f"{indicator.zin}, bij de leeftijden van Nederland",
        wie="",  # a hypothetical share stands for none of its residents
        kanttekening="; ".join(filter(None, [indicator.kanttekening, f"{_SAID}, bij benadering"])),
    )


def _say(data: Dataset, incomplete: pd.Series[bool]) -> list[str]:
    theme = data.themes[THEME].label
    lines = [
        f"{theme} is {_SAID} (15 tot 65 jaar, en 65 jaar en ouder): wat de cijfers zouden zijn bij de leeftijden van "
        "Nederland. Het is een benadering, want de cijfers zijn van inwoners vanaf 18 jaar en CBS telt ze vanaf 15."
    ]
    if count := int(incomplete.sum()):
        buurten = count_of(count, "buurt", "buurten")
        lines.append(f"{theme}: {buurten} zonder cijfer {_SAID}, met minder dan {MIN_GROUP} inwoners van een leeftijd.")
    return lines
