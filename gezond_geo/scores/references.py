"""A reference made of the buurten of a dataset itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo._validate import as_dataset, checked
from gezond_geo.indicators.reference import Reference, build_reference

if TYPE_CHECKING:
    from gezond_geo.dataset.dataset import Dataset


@checked(data=as_dataset)
def gemeente_reference(data: Dataset) -> Reference:
    """Make a reference of the buurten of a dataset itself: where a buurt stands within its gemeente.

    Returns
    -------
    Reference
        Weighted by residents, for the themes that have figures.

    Raises
    ------
    InputError
        When no theme has all its figures.
    """
    return build_reference(
        [(pd.DataFrame(data.buurten), data.buurten["inwoners"])],
        label=f"alle inwoners van {data.gemeente.naam}",
        people=f"inwoners van {data.gemeente.naam}",
        members={theme: data.members(theme) for theme in data.themes},
    )
