"""Minimum numbers of residents, persons and buurten per output."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from gezond_geo._validate import as_number
from gezond_geo.io.names import normalise_name

if TYPE_CHECKING:
    import pandas as pd

MIN_RESIDENTS = 100
"""Residents from which a buurt has figures and counts in a reference."""

MIN_PERSONS = 10
"""Persons from which a cell is shown."""

_PEOPLE = re.compile(
    r"personen|mensen|inwoners|bewoners|clienten|patienten|klanten|kinderen|jongeren|jeugdigen|peuters|leerlingen"
    r"|studenten|scholieren|ouders?|ouderen|\bplussers|volwassenen|vrouwen|mannen|gebruikers|deelnemers|mantelzorgers"
    r"|bezoekers|gasten|cursisten|sporters|senioren|vrijwilligers|werkzoekenden|werklozen|uitkeringsgerechtigden|daklozen|slachtoffers|verdachten|huishoudens|gezinnen"
)
# "Per week" is a number of persons, "per hundred" is not.
_RATE = re.compile(r"[%‰]|\bper\b(?! (?:dag|week|maand|kwartaal|jaar|keer)\b)|\bvan de\b|duizend|mln|miljoen|\d{3}")

MIN_BUURTEN = 10
"""Buurten from which a correlation or cluster is computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Minimum number of residents per output.

    Attributes
    ----------
    value : Residents from which a buurt has percentiles and a score.
    rank : Residents from which it has a rank and stacks.
    coarse : Residents below which its figures are labelled ``grof``.
    change : Largest change in residents since the figures, in percent, at which it keeps its rank.
    border : Points around the threshold within which a theme is on the border.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> int(gg.score(data).buurten["rang"].count())
    53
    >>> int(gg.score(data, limits=gg.Limits(rank=1000)).buurten["rang"].count())
    49
    """

    value: int = MIN_RESIDENTS
    rank: int = 400
    coarse: int = 1000
    change: float = 15.0
    border: float = 5.0

    def __post_init__(self) -> None:
        """Refuse anything but numbers of 0 or more."""
        for each in fields(self):
            as_number(0)(each.name, getattr(self, each.name))


def find_few(figures: pd.Series[float], unit: str) -> pd.Series[bool]:
    """Whether each value is a number of persons or households under `MIN_PERSONS`.

    The unit tells numbers (``personen``, ``cliënten``, ``huishoudens``) from rates (``%``, ``per 1 000``). Figures that
    are not all whole are not numbers of persons but a mean, such as persons per household.
    """
    is_count = is_number_of_people(unit) and (figures.dropna() % 1 == 0).all()
    return figures.lt(MIN_PERSONS) & bool(is_count)


def is_number_of_people(unit: str) -> bool:
    """Whether a unit is that of a number of persons or households, and not of a rate."""
    return bool(_PEOPLE.search(normalise_name(unit)) and not _RATE.search(unit.lower()))
