"""Where a value stands among a reference: percentiles, and the step distributions they are taken from."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators import Indicator, catalogue, theme_indicators, themes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Ties = Literal["mid", "min", "max"]

MIN_RESIDENTS = 100
"""Residents from which a buurt counts in a reference."""

NATION = "Nederlanders"
"""Who live in a reference of all Dutch buurten; see `Reference.people`."""

MEAN_DECIMALS = 4
"""Decimals of a theme mean: a raw float sum would break ties that are there."""


def percentile(
    values: pd.Series[float],
    reference: pd.Series[float],
    weights: pd.Series[float] | None = None,
    *,
    ties: Ties = "mid",
) -> pd.Series[float]:
    """Share of the reference that lies below each value.

    With ``ties="mid"`` half of what is equal counts as below: the mid-rank percentile, or *ridit* (Bross 1958,
    Biometrics 14(1), 18-38). ``min`` counts none of it, ``max`` all of it.

    Parameters
    ----------
    values
        Values to place, any index.
    reference
        Values to place them among; missing ones are left out.
    weights
        Weight of each reference value, same index as `reference`, such as residents; None weighs all the same.
    ties
        How what is equal counts.

    Returns
    -------
    Series
        0-100, the index of `values`; NaN where the value is missing or the reference is empty.

    Raises
    ------
    SettingsError
        When `ties` is not one of the three.
    """
    shares = {"mid": 0.5, "min": 0.0, "max": 1.0}
    if ties not in shares:
        raise SettingsError(f"Onbekende behandeling van gelijke waarden {ties!r}; kies mid, min of max.")
    known = reference.dropna().sort_values()
    weighing = np.ones(len(known)) if weights is None else weights.loc[known.index].to_numpy(dtype="float64")
    below = np.concatenate([[0.0], np.cumsum(weighing)])
    wanted = values.to_numpy(dtype="float64", na_value=np.nan)
    left = below[np.searchsorted(known, wanted, "left")]
    right = below[np.searchsorted(known, wanted, "right")]
    total = below[-1] if below[-1] > 0 else np.nan
    placed = (left + shares[ties] * (right - left)) / total * 100
    return pd.Series(np.where(np.isnan(wanted), np.nan, placed), index=values.index, name=values.name)


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Step distributions of indicators and theme means over the buurten of a reference.

    Attributes
    ----------
    steps : DataFrame with columns ``id`` (indicator or theme), ``value``, ``buurten`` and ``inwoners`` (how many have
        that value), sorted by id and value.
    label : Dutch words for what the reference is, as in "vergeleken met …".
    weight : What weighs a step: ``inwoners`` or ``buurten``.
    people : Dutch words for who live in it, as in "dan waar 71 % van de … woont".
    apart : References of the themes that are compared with something else, by theme id; such a theme is compared with
        it as a whole.
    """

    steps: pd.DataFrame
    label: str
    weight: Literal["inwoners", "buurten"] = "inwoners"
    people: str = "vergeleken inwoners"
    apart: Mapping[str, Reference] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        """Whether there is a distribution for an indicator or theme, those apart left out."""
        return bool((self.steps["id"] == name).any())

    def of(self, theme: str | None) -> Reference:
        """Reference that a theme and its indicators are compared with."""
        return self.apart.get(theme or "", self)

    def covers(self, theme: str, members: Iterable[Indicator]) -> bool:
        """Whether it can place a theme: it holds the theme and each of its indicators, those apart left out."""
        return theme in self and all(i.id in self for i in members)

    def percentile(self, name: str, values: pd.Series[float], *, ties: Ties = "mid") -> pd.Series[float]:
        """Percentile of values of one indicator or theme mean; see `percentile`."""
        steps = self.steps[self.steps["id"] == name]
        return percentile(values, steps["value"], steps[self.weight], ties=ties)

    def position(self, indicator: Indicator, values: pd.Series[float]) -> pd.Series[float]:
        """Percentile with 100 at the unfavourable end: the direction is applied after ranking."""
        ranked = self.percentile(indicator.id, values)
        return 100 - ranked if indicator.ongunstig == "laag" else ranked


def theme_mean(
    theme: str, members: Iterable[Indicator], figures: pd.DataFrame, reference: Reference
) -> pd.Series[float]:
    """Mean of the percentiles of a theme's indicators, with 100 at the unfavourable end.

    Parameters
    ----------
    theme
        Id of the theme.
    members
        Indicators that count in it.
    figures
        One row per buurt, with a column per indicator of the theme.
    reference
        Reference that holds each of the indicators.

    Returns
    -------
    Series
        0-100 at `MEAN_DECIMALS`, the index of `figures`; NaN where an indicator of the theme is missing.
    """
    positions = pd.DataFrame({i.id: reference.position(i, figures[i.id]) for i in members})
    return positions.mean(axis=1, skipna=False).round(MEAN_DECIMALS).rename(theme)


def build_reference(
    frames: Iterable[tuple[pd.DataFrame, pd.Series[float]]],
    *,
    label: str,
    weight: Literal["inwoners", "buurten"] = "inwoners",
    people: str = "vergeleken inwoners",
    members: Mapping[str, Sequence[Indicator]] | None = None,
) -> Reference:
    """Make a reference from the figures of its buurten.

    Parameters
    ----------
    frames
        Pairs of figures (a row per buurt, a column per indicator) and residents in the year of those figures. Each
        theme is taken from the one frame that has all its indicators.
    label
        Dutch words for what the reference is, as in "vergeleken met …".
    weight
        Whether residents or buurten are counted.
    people
        Dutch words for who live in it, as in "dan waar 71 % van de … woont".
    members
        Indicators that count, by theme id, such as `Dataset.members`; without it those of the package.

    Returns
    -------
    Reference
        Over the buurten with at least `MIN_RESIDENTS` residents.

    Raises
    ------
    InputError
        When no frame has all indicators of any theme.
    """
    wanted = {t: theme_indicators(t) for t in themes()} if members is None else members
    parts: list[pd.DataFrame] = []
    for figures, residents in frames:
        wide = figures[residents >= MIN_RESIDENTS]
        counted = residents[wide.index]
        known = set(wide.columns[wide.notna().any()])
        for theme, indicators in wanted.items():
            if not indicators or not {i.id for i in indicators} <= known:
                continue
            steps = pd.concat([_steps(wide[i.id], counted) for i in indicators], ignore_index=True)
            mean = theme_mean(theme, indicators, wide, Reference(steps, label, weight))
            parts += [steps, _steps(mean, counted)]
    if not parts:
        raise InputError("Voor geen enkel thema zijn er cijfers om een referentie van te maken.")
    steps = pd.concat(parts).sort_values(["id", "value"], ignore_index=True)
    return Reference(steps, label, weight, people)


def national_reference() -> Reference:
    """Read the reference that comes with the package: Dutch buurten in the year of each figure.

    Returns
    -------
    Reference
        Weighted by residents, for the uitgave 2020.
    """
    with files("gezond_geo").joinpath("data/referentie.csv").open("rb") as file:
        steps = pd.read_csv(file)
    return Reference(steps, "waar alle inwoners van Nederland wonen (buurten vanaf 100 inwoners)", people=NATION)


def write_reference(reference: Reference, path: Path) -> None:
    """Write the steps as CSV: ``id,value,buurten,inwoners``, values at their own decimals."""
    decimals = {i.id: i.decimalen for i in catalogue().values()}
    text = reference.steps.assign(
        value=[
            f"{value:.{decimals.get(name, MEAN_DECIMALS)}f}"
            for name, value in zip(reference.steps["id"], reference.steps["value"], strict=True)
        ]
    )
    text.to_csv(path, index=False, lineterminator="\n")


def _steps(values: pd.Series[float], residents: pd.Series[float]) -> pd.DataFrame:
    known = values.dropna()
    grouped = residents[known.index].groupby(known.to_numpy())
    steps = grouped.agg(["size", "sum"]).reset_index()
    steps.columns = pd.Index(["value", "buurten", "inwoners"])
    steps["inwoners"] = steps["inwoners"].astype("int64")
    steps.insert(0, "id", str(values.name))
    return steps
