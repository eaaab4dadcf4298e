"""Standard errors of figures, and themes with noise on their figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo.indicators.normalisation import transform_exponential
from gezond_geo.indicators.reference import decimals_of, variant_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.indicators.reference import Method, Reference

    Numbers = NDArray[np.float64]
    Variant = tuple[Method, str]

_REACH = 8
"""Standard deviations that normal noise does not exceed (once in 10^15)."""

_CUSTOM_DECIMALS = 9
"""Decimals of the grid of a custom figure, which may have any number, as far as `_LONGEST` allows."""

_LONGEST = 2**20
"""Maximum table size of an indicator; a finer grid than this fraction of its span adds nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Uncertainty:
    """Standard error and rounding of one indicator, per buurt.

    Attributes
    ----------
    standard_error : Standard deviation of the estimate, in the indicator's unit; its noise is normal.
    half_width : Half the width of the uniform rounding noise, in the indicator's unit.
    published : Whether the standard error is published; else it is that of the catalogue.
    rounding : Multiples to which the figure, or the count that a share is computed from, is rounded.
    """

    standard_error: pd.Series[float]
    half_width: pd.Series[float]
    published: pd.Series[bool]
    rounding: float


def find_uncertainty(data: Dataset, indicator: Indicator) -> Uncertainty:
    """Standard error of an indicator, published or else from the catalogue, and its rounding.

    Parameters
    ----------
    data
        Figures; `Dataset.standard_errors` holds the published ones.
    indicator
        Its ``standaardfout`` is used where none is published. The ``afronding`` of the count behind a share is
        converted to the unit of the share.

    Returns
    -------
    Uncertainty
        With the index of ``data.buurten``.
    """
    buurten = data.buurten
    published = pd.Series(data.standard_errors.get(indicator.id), index=buurten.index, dtype="float64")
    source = data.indicators.get(indicator.teller or "", indicator)
    half_width = pd.Series(source.afronding / 2, index=buurten.index)
    if source is not indicator:
        below = buurten.reindex(columns=[*indicator.noemer, *indicator.min])
        whole = below[[*indicator.noemer]].sum(axis=1, skipna=False) - below[[*indicator.min]].sum(axis=1, skipna=False)
        half_width = (half_width * indicator.per / whole.where(whole > 0)).fillna(0)
    return Uncertainty(published.fillna(indicator.standaardfout), half_width, published.notna(), source.afronding)


def is_modelled(indicator: Indicator) -> bool:
    """Whether RIVM estimates it with its small-area model, like every health figure of a buurt.

    Van de Kassteele et al. 2017, *International Journal of Health Geographics* 16:23.
    """
    return indicator.soort == "schatting" and (indicator.tabel or "").startswith("gezondheid")


def describe_uncertainty(uncertainty: Mapping[str, Uncertainty], codes: pd.Index[str]) -> pd.DataFrame:
    """Standard error of each indicator over some buurten, with its source.

    Returns
    -------
    DataFrame
        Indexed by indicator id: ``standaardfout`` (median, in the indicator's unit), ``herkomst``
        (``gepubliceerd``, ``aangenomen``, ``deels gepubliceerd``, or empty without one) and ``afronding`` (multiples
        that the figure or its count is rounded to; 0 is not).
    """
    rows = {}
    for name, each in uncertainty.items():
        standard_error, published = each.standard_error[codes], each.published[codes]
        origin = "gepubliceerd" if published.all() else "deels gepubliceerd" if published.any() else "aangenomen"
        rows[name] = {
            "standaardfout": standard_error.median(),
            "herkomst": origin if standard_error.any() else "",
            "afronding": each.rounding,
        }
    columns = ["standaardfout", "herkomst", "afronding"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("indicator")


class NoisyTheme:
    """A theme with noise on its figures: percentiles by look-up table, since there are too many values to rank.

    Figures keep their published decimals, and theme means those of the reference, so each is a point on a grid, for
    which a table holds the result. Figures of the caller may have any number of decimals: their grid is as fine as the
    table size allows, and without noise they are ranked exactly.
    """

    def __init__(
        self,
        theme: str,
        members: Sequence[Indicator],
        figures: pd.DataFrame,
        *,
        uncertainty: Mapping[str, Uncertainty],
        reference: Reference,
        variants: Sequence[Variant],
    ) -> None:
        """Prepare the tables of a theme; arguments as for `gezond_geo.scores.simulation.FixedTheme`."""
        methods = list(dict.fromkeys(method for method, _ in variants))
        names = [i.id for i in members]
        self._method = np.array([methods.index(method) for method, _ in variants])
        self._left_out = np.array([names.index(left_out) if left_out else -1 for _, left_out in variants])
        self._members = [_NoisyFigure(i, figures[i.id], uncertainty[i.id], reference, methods) for i in members]
        tables = [_tabulate_mean(variant_id(theme, *variant), reference) for variant in variants]
        self._scale = np.array([scale for scale, *_ in tables])
        self._low: NDArray[np.intp] = np.array([low for _, low, *_ in tables])
        lengths = [int(widths.sum()) for _, _, widths, _ in tables]
        self._high: NDArray[np.intp] = self._low + lengths - 1
        # Each variant has a segment of one long table, which starts at its lowest mean.
        self._start: NDArray[np.intp] = np.cumsum([0, *lengths])[:-1]
        widths = np.concatenate([widths for _, _, widths, _ in tables])
        # Which percentile goes with each step: there are a hundred times as many steps as percentiles.
        self._place = np.repeat(np.arange(len(widths), dtype=np.int32), widths)
        self._percentiles, self._stretched = np.concatenate([values for *_, values in tables], axis=1)

    def place(self, variants: NDArray[np.intp], noise: Mapping[str, Numbers]) -> tuple[Numbers, Numbers]:
        """Percentiles and their exponential transform; a row per draw, a column per buurt.

        Parameters
        ----------
        variants
            Index of the variant per draw.
        noise
            Per indicator id, noise in the indicator's unit: a row per draw, a column per buurt.
        """
        low, high, start = (each[variants, np.newaxis] for each in (self._low, self._high, self._start))
        left_out = self._left_out[variants]
        total: Numbers = np.zeros(())
        for number, member in enumerate(self._members):
            values = member.normalise(self._method[variants], noise.get(member.id))
            values *= (left_out != number)[:, np.newaxis]
            total = values if number == 0 else np.add(total, values, out=total)
        total /= (len(self._members) - (left_out >= 0))[:, np.newaxis]
        total *= self._scale[variants, np.newaxis]
        places = self._place.take(_find_rows(total, low, high, start))
        return self._percentiles.take(places), self._stretched.take(places)


class _NoisyFigure:
    """An indicator with noise: its normalised value in each method, for every point on its grid."""

    def __init__(
        self,
        indicator: Indicator,
        figures: pd.Series[float],
        uncertainty: Uncertainty,
        reference: Reference,
        methods: Sequence[Method],
    ) -> None:
        self.id, self._is_custom = indicator.id, indicator.is_custom
        self._values = figures.to_numpy(dtype="float64")
        spread, rounding = (
            part[figures.index].to_numpy() for part in (uncertainty.standard_error, uncertainty.half_width)
        )
        reach = _REACH * spread + rounding
        possible = indicator.range
        highest = min(possible.maximum, float(indicator.per)) if indicator.is_share else possible.maximum
        bounds = max((self._values - reach).min(), possible.minimum), min((self._values + reach).max(), highest)
        decimals = _CUSTOM_DECIMALS if indicator.is_custom else indicator.decimalen
        while (bounds[1] - bounds[0]) * 10.0**decimals > _LONGEST:
            decimals -= 1
        self._scale = 10.0**decimals
        self._low, self._high = (int(np.rint(bound * self._scale)) for bound in bounds)
        grid = np.arange(self._low, self._high + 1) / self._scale
        # The figures and the grid at once, which takes half the time.
        values = pd.Series(np.concatenate([grid, self._values]))
        normalised = np.array([reference.normalise(indicator, values, method).to_numpy() for method in methods])
        self._table, self._placed = map(np.ascontiguousarray, np.split(normalised, [len(grid)], axis=1))

    def normalise(self, method: NDArray[np.intp], noise: Numbers | None) -> Numbers:
        """Noisy figures, normalised by the method of each draw; a row per draw, a column per buurt."""
        if noise is None:
            fixed: Numbers = self._placed[method]
            return fixed
        steps = self._values + noise
        steps *= self._scale
        rows = _find_rows(steps, self._low, self._high, (method * self._table.shape[1])[:, np.newaxis])
        normalised: Numbers = self._table.ravel().take(rows)
        return np.where(noise == 0, self._placed[method], normalised) if self._is_custom else normalised


def _find_rows(
    steps: Numbers, low: NDArray[np.intp] | int, high: NDArray[np.intp] | int, first: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Give the row of a table for each step, `first` for `low`; `steps` is used up, since there are millions."""
    np.rint(steps, out=steps)
    np.clip(steps, low, high, out=steps)
    rows = steps.astype(np.intp)
    rows += first - low
    return rows


def _tabulate_mean(name: str, reference: Reference) -> tuple[float, int, NDArray[np.intp], Numbers]:
    """Table of percentiles for every possible mean of a variant of a theme.

    Returns
    -------
    float
        Steps per unit.
    int
        The first step, one below the lowest mean of the reference. The last is one above the highest, beyond which
        nothing changes.
    array
        Number of steps for which each percentile holds.
    array
        A row of these percentiles and one of their exponential transform.
    """
    scale = 10.0 ** decimals_of(name)
    at = np.rint(reference.cumulation(name).sample * scale).astype(np.intp)
    first = int(at.min()) - 1
    # A percentile only changes at a mean of the reference and just above it.
    has_change = np.zeros(int(at.max()) + 2 - first, dtype=bool)
    for beside in (-1, 0, 1):
        has_change[at + beside - first] = True
    changes = np.flatnonzero(has_change) + first
    percentiles = reference.percentile(name, pd.Series(changes / scale))
    widths = np.diff(changes, append=changes[-1] + 1)
    return scale, first, widths, np.array([percentiles, transform_exponential(percentiles)])
