"""How urban an area is, in the five classes of CBS, and the buurten of one class to compare with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo._validate import as_buurten, as_whole, checked
from gezond_geo.errors import InputError
from gezond_geo.indicators.reference import Reference, build_reference

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
"""Addresses per km² from which an area is of class 1, 2, 3 and 4."""


def urbanity_class(density: pd.Series[float]) -> pd.Series[float]:
    """Class of urbanity, from 1 (most urban) to 5, by the bounds of CBS.

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
    """Class of urbanity of the gemeente itself, 1-5; see `urbanity_class`.

    Raises
    ------
    InputError
        When its density is not known.
    """
    density = data.comparison.reindex(index=[data.gemeente.code], columns=["stedelijkheid"])["stedelijkheid"]
    if density.isna().any():
        raise InputError(f"Hoe stedelijk {data.gemeente.naam} is, is niet bekend; kies een andere referentie.")
    return int(urbanity_class(density).iloc[0])


@checked(nation=as_buurten, urbanity=as_whole(1, 5))
def peer_reference(nation: Dataset, urbanity: int) -> Reference:
    """Make a reference of the Dutch buurten of one class of urbanity, by their own density.

    Parameters
    ----------
    nation
        All buurten: ``gezond_geo.load("Nederland")``.
    urbanity
        1-5; see `URBANITY`.

    Returns
    -------
    Reference
        Weighted by residents. A theme that the buurten have no figures of (*verstening*) is `apart`, compared with what
        the dataset itself compares it with.

    Raises
    ------
    SettingsError
        When there is no such class.
    InputError
        When no buurt of that class has figures.
    """
    buurten = pd.DataFrame(nation.buurten)
    peers = buurten[urbanity_class(buurten["stedelijkheid"]) == urbanity]
    if peers.empty:
        raise InputError(f"In deze cijfers is geen enkele buurt {URBANITY[urbanity]}; geef die van heel Nederland.")
    members = {theme: nation.members(theme) for theme in nation.themes}
    reference = build_reference(
        [(peers, peers["inwoners"])],
        label=f"waar inwoners van {URBANITY[urbanity]}e buurten van Nederland wonen (buurten vanaf 100 inwoners)",
        people=f"Nederlanders in {URBANITY[urbanity]}e buurten",
        members=members,
    )
    others = {t: nation.reference.of(t) for t, those in members.items() if t not in reference and those}
    apart = {t: other for t, other in others.items() if other.covers(t, members[t])}
    return replace(reference, apart=apart)
