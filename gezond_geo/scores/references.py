"""References built from a dataset: its own buurten, or those in one urbanity class."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo._validate import as_buurten, as_dataset, as_whole, checked
from gezond_geo.errors import InputError
from gezond_geo.indicators.reference import Reference, build_reference
from gezond_geo.scores.urbanity import URBANITY, urbanity_class

if TYPE_CHECKING:
    from gezond_geo.dataset.dataset import Dataset


@checked(data=as_dataset)
def gemeente_reference(data: Dataset) -> Reference:
    """Reference of the dataset's own buurten, to place a buurt within its gemeente.

    Returns
    -------
    Reference
        Weighted by residents, for the themes that have figures.

    Raises
    ------
    InputError
        When no theme has all its figures.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> within = gg.score(data, reference=gg.gemeente_reference(data))
    >>> within.themes.loc["BU01530301"].round().to_dict()
    {'gezondheid': 80.0, 'inkomen': 91.0, 'vergrijzing': 44.0, 'verstening': 31.0}
    """
    return build_reference(
        [(pd.DataFrame(data.buurten), data.buurten["inwoners"])],
        label=f"alle inwoners van {data.gemeente.naam}",
        people=f"inwoners van {data.gemeente.naam}",
        members={theme: data.members(theme) for theme in data.themes},
    )


@checked(nation=as_buurten, urbanity=as_whole(1, 5))
def peer_reference(nation: Dataset, urbanity: int) -> Reference:
    """Reference of the Dutch buurten in one urbanity class, by their own address density.

    Parameters
    ----------
    nation
        All buurten: ``gezond_geo.load("Nederland")``.
    urbanity
        1-5; see `gezond_geo.scores.urbanity.URBANITY`.

    Returns
    -------
    Reference
        Weighted by residents. A theme without figures for these buurten (*verstening*) is kept `apart`, with the
        reference that the dataset uses for it.

    Raises
    ------
    SettingsError
        When there is no such class.
    InputError
        When no buurt in that class has figures.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> nation = data  # else gg.load("Nederland"), which takes a network
    >>> peers = gg.peer_reference(nation, 2)
    >>> peers.people
    'Nederlanders in sterk stedelijke buurten'
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
