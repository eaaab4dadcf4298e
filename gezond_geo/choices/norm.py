"""The norm for meeting places: the number a buurt needs, as a band over what the norm leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo._validate import as_dataset, as_table, checked
from gezond_geo.choices.meeting_places import read_places
from gezond_geo.errors import InputError
from gezond_geo.indicators.limits import MIN_RESIDENTS

if TYPE_CHECKING:
    from pathlib import Path

    from gezond_geo.dataset.dataset import Dataset

ADULTS_PER_PLACE, YOUNG_PER_PLACE, SPORT_M2 = 500, 100, 1200
"""Adults per meeting place, young people per place for sport and meeting, and its minimum size in m²."""

_AGES = ("inwoners", "inwoners_0_14", "inwoners_15_24")


@checked(data=as_dataset, places=as_table)
def assess_norm(data: Dataset, places: Path | str | pd.DataFrame | None = None) -> pd.DataFrame:
    """Count how many meeting places the norm asks for, and how many are lacking.

    The norm of Enschede (2026) is one meeting place per 500 adults, and one place for sport and meeting of at least
    1 200 m² per 100 young people. It defines neither age limits nor rounding, so each number is a band: adults are 18+
    or 25+, young people are 12-17 or 15-24 years old, and fractions of a place are rounded down or up. CBS counts the
    age groups 0-14 and 15-24; within these, people are spread evenly over the years of age.

    Parameters
    ----------
    data
        Buurten, or areas of `gezond_geo.aggregate`.
    places
        List of existing places (``docs/papieren.md``); the data then need boundaries. A place counts in the buurt it is
        in. Places of `SPORT_M2` or more also count as places for sport.

    Returns
    -------
    DataFrame
        The index of ``data.buurten``: ``buurtnaam``; ``volwassenen_laag volwassenen_hoog jongeren_laag jongeren_hoog``
        (people, estimates); ``plekken_laag plekken_hoog sportplekken_laag sportplekken_hoog`` (places that the norm
        asks for). With `places` also ``plekken sportplekken`` (existing) and ``tekort_plekken_laag`` to
        ``tekort_sportplekken_hoog`` (lacking, 0 or more). NaN under 100 residents, and where ages are unknown.

    Raises
    ------
    InputError
        When the places cannot be read, or the data have no boundaries to place them in.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> norm = gg.assess_norm(data)
    >>> norm.loc[data.find_buurt("Pathmos"), ["plekken_laag", "plekken_hoog"]].tolist()
    [2.0, 4.0]
    """
    people = _count_people(data)
    needed = {
        f"{what}_{end}": rounding(people[f"{who}_{end}"] / per)
        for who, what, per in (
            ("volwassenen", "plekken", ADULTS_PER_PLACE),
            ("jongeren", "sportplekken", YOUNG_PER_PLACE),
        )
        for end, rounding in (("laag", np.floor), ("hoog", np.ceil))
    }
    table = pd.DataFrame({"buurtnaam": data.buurten["buurtnaam"], **people, **needed}, index=data.buurten.index)
    return table if places is None else _compare(table, _count_places(data, places))


def _count_people(data: Dataset) -> dict[str, pd.Series[float]]:
    """Count adults and young people by the age limits that give the minimum and the maximum."""
    columns = pd.DataFrame(data.buurten).reindex(columns=list(_AGES)).astype("float64")
    residents, children, youth = (columns[name].where(columns["inwoners"] >= MIN_RESIDENTS) for name in _AGES)
    from_15 = residents - children
    teenagers = children * 3 / 15 + youth * 3 / 10  # of 12 to 17 years: three years of each group
    young = pd.concat([teenagers, youth], axis=1)
    return {
        "volwassenen_laag": from_15 - youth,
        "volwassenen_hoog": from_15 - youth * 3 / 10,
        "jongeren_laag": young.min(axis=1, skipna=False),
        "jongeren_hoog": young.max(axis=1, skipna=False),
    }


def _count_places(data: Dataset, source: Path | str | pd.DataFrame) -> pd.DataFrame:
    if not data.has_boundaries:
        raise InputError(
            "Om plekken in buurten te leggen zijn grenzen nodig; geef ze mee met boundaries= of --grenzen."
        )
    places, _ = read_places(source)
    inside = places.sjoin(data.buurten[["geometry"]].rename_axis("buurtcode"), predicate="intersects")
    # A place on the border of two buurten counts only in the first, to preserve the total.
    inside = inside[~inside.index.duplicated()]
    codes = inside["buurtcode"]
    counts = {"plekken": codes.value_counts(), "sportplekken": codes[inside["m2"] >= SPORT_M2].value_counts()}
    return pd.DataFrame(counts).reindex(data.buurten.index).fillna(0.0)


def _compare(table: pd.DataFrame, present: pd.DataFrame) -> pd.DataFrame:
    has_norm = table["plekken_laag"].notna()
    lacking = {
        f"tekort_{what}_{end}": (table[f"{what}_{end}"] - present[what]).clip(lower=0)
        for what in present
        for end in ("laag", "hoog")
    }
    return table.join(present.where(has_norm)).assign(**lacking)
