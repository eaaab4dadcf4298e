"""Buurten taken together: wijken and stadsdelen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import pandas as pd

from gezond_geo.dutch import count_of
from gezond_geo.errors import InputError
from gezond_geo.indicators import ADULTS, add_shares
from gezond_geo.reference import MIN_RESIDENTS

if TYPE_CHECKING:
    from gezond_geo.dataset import Dataset

Level = Literal["wijk", "stadsdeel"]
_KEYS = {"wijk": "wijkcode", "stadsdeel": "stadsdeel"}


def aggregate(data: Dataset, level: Level) -> Dataset:
    """Take buurten together into wijken or stadsdelen.

    Counts are added up, shares are weighted by their own weight (residents of 15 and over for shares of adults,
    land for shares of the surface), and shares of counts are computed again. Buurten under 100 residents are left out.

    Parameters
    ----------
    data
        Buurten.
    level
        ``wijk`` or ``stadsdeel``; a buurt whose stadsdeel is not known is left out, with a melding.

    Returns
    -------
    Dataset
        Its ``buurten`` are the wijken (index ``wijkcode``) or stadsdelen (index ``stadsdeel``), with ``aantal_buurten``
        (how many were taken together) and without geometry. They are scored against Dutch buurten: a wijk as if it were
        one buurt.

    Raises
    ------
    InputError
        When there is no buurt whose wijk or stadsdeel is known.
    """
    key = _KEYS[level]
    notes = [
        f"Per {level}: samengenomen uit buurten en vergeleken met Nederlandse buurten, alsof een {level} één buurt was."
    ]
    full = pd.DataFrame(data.buurten.drop(columns=["geometry", "punt"]))
    if (unknown := full[key].isna()).all():
        raise InputError(
            f"Van geen enkele buurt van {data.gemeente.naam} is het {level} bekend; kies een ander niveau."
        )
    if unknown.any():
        notes.append(
            f"Van {count_of(unknown.sum(), 'buurt', 'buurten')} is het {level} niet bekend, dus telt niet mee."
        )
    small = ~(full["inwoners"] >= MIN_RESIDENTS)
    if (small & ~unknown).any():
        left_out = count_of((small & ~unknown).sum(), "buurt", "buurten")
        notes.append(f"Zonder {left_out} onder {MIN_RESIDENTS} inwoners.")
    full = full[~unknown & ~small].assign(**{ADULTS: full["inwoners"] - full["inwoners_0_14"]})
    quoted = [i for i in data.indicators.values() if i.id in full and not i.is_share]
    groups = full.groupby(key)
    columns = {}
    for indicator in quoted:
        values = full[indicator.id]
        if indicator.is_count:
            # A count that lacks a buurt would pass for that of the whole.
            columns[indicator.id] = groups[indicator.id].sum().where(values.notna().groupby(full[key]).all())
        else:
            weights = full[indicator.weging or ADULTS].where(values.notna())
            columns[indicator.id] = (values * weights).groupby(full[key]).sum(min_count=1) / weights.groupby(
                full[key]
            ).sum()
    together = add_shares(pd.DataFrame(columns), data.indicators).drop(columns=ADULTS)
    names = groups["wijknaam"].first() if level == "wijk" else pd.Series(together.index, index=together.index)
    described = pd.DataFrame(
        {"buurtnaam": names, "gemeentecode": data.gemeente.code, "aantal_buurten": groups.size()}, index=together.index
    )
    frame = gpd.GeoDataFrame(
        described.join(together), geometry=gpd.GeoSeries(index=together.index, crs=data.buurten.crs)
    )
    return replace(data, buurten=frame, meldingen=(*data.meldingen, *notes))
