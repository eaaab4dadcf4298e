"""Urbanity of an area, in the five classes of CBS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo.errors import InputError

if TYPE_CHECKING:
    from gezond_geo.dataset.dataset import Dataset

URBANITY = {
    1: "zeer sterk stedelijk",
    2: "sterk stedelijk",
    3: "matig stedelijk",
    4: "weinig stedelijk",
    5: "niet stedelijk",
}
"""Names of the classes."""

BOUNDS = (2500, 1500, 1000, 500)
"""Minimum number of addresses per km² of class 1, 2, 3 and 4."""


def urbanity_class(density: pd.Series[float]) -> pd.Series[float]:
    """Urbanity class, from 1 (most urban) to 5, by the bounds of CBS.

    The *stedelijkheid* of CBS (Den Dulk, Van de Stadt & Vliegen 1992, *Maandstatistiek van de bevolking* 40(7);
    used in *Kerncijfers wijken en buurten*): from 2 500, 1 500, 1 000 and 500 addresses per km² in the surroundings.

    Parameters
    ----------
    density
        Surrounding address density (*omgevingsadressendichtheid*), addresses per km²: indicator ``stedelijkheid``.

    Returns
    -------
    Series
        1-5, the index of `density`; NaN where it is missing.
    """
    numbers = density.to_numpy(dtype="float64", na_value=np.nan)
    classes = 1.0 + sum(numbers < bound for bound in BOUNDS)
    return pd.Series(np.where(np.isnan(numbers), np.nan, classes), index=density.index, name=density.name)


def class_of(data: Dataset) -> int:
    """Urbanity class of the gemeente itself, 1-5; see `urbanity_class`.

    Raises
    ------
    InputError
        When its density is unknown.
    """
    density = data.comparison.reindex(index=[data.gemeente.code], columns=["stedelijkheid"])["stedelijkheid"]
    if density.isna().any():
        raise InputError(f"Hoe stedelijk {data.gemeente.naam} is, is niet bekend; kies een andere referentie.")
    return int(urbanity_class(density).iloc[0])
