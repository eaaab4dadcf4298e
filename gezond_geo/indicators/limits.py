"""Minimum numbers of residents, persons and buurten per output."""

from dataclasses import dataclass

MIN_RESIDENTS = 100
"""Residents from which a buurt has figures and counts in a reference."""

MIN_PERSONS = 10
"""Persons from which a cell is shown."""

MIN_BUURTEN = 10
"""Buurten from which a correlation or cluster is computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Minimum number of residents per output.

    Attributes
    ----------
    value : Residents from which a buurt has percentiles and a score.
    rank : Residents from which it has a rank and stacks.
    coarse : Residents under which its figures are labelled ``grof``.
    change : Percent by which residents may have changed since the figures before it has no rank.
    border : Points around the threshold within which a theme is on the border.
    """

    value: int = MIN_RESIDENTS
    rank: int = 400
    coarse: int = 1000
    change: float = 15.0
    border: float = 5.0
