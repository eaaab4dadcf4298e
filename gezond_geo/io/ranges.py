"""Ranges of possible values, and the one check that all input passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from gezond_geo.io.dutch import name_some

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from numpy.typing import NDArray

MISSING = -99990.0
"""Values at or below this mean a missing figure at CBS."""

LARGEST = 1e15
"""Largest possible figure: sums of larger ones lose precision, and eventually overflow."""

NOISE = 1e-8
"""Relative tolerance of a bound (at least of 1) for float sums, which are then set to the bound."""

ADVICE = "verbeter het, of laat een cel leeg als er geen cijfer is"
"""What to do about an impossible value in a file or frame."""


@dataclass(frozen=True, slots=True)
class Range:
    """Possible values of a figure, bounds included.

    Attributes
    ----------
    minimum, maximum : Bounds in the unit of the figure, within `LARGEST` on either side.
    """

    minimum: float = -LARGEST
    maximum: float = LARGEST

    def __str__(self) -> str:
        """Write the range in Dutch: ``0 tot en met 100``."""
        if self.minimum > -LARGEST:
            upward = "of meer" if self.maximum == LARGEST else f"tot en met {self.maximum:.10g}"
            return f"{self.minimum:.10g} {upward}"
        return "een getal" if self.maximum == LARGEST else f"{self.maximum:.10g} of minder"

    def check(
        self, values: pd.Series[float], marks: Collection[float] = ()
    ) -> tuple[pd.Series[float], list[Impossible]]:
        """Remove values that are not figures.

        Parameters
        ----------
        values
            Numbers, named after their column, with an index that locates each.
        marks
            Additional codes for a missing figure, besides values at or under `MISSING`.

        Returns
        -------
        Series
            The same, NaN where a value is missing or impossible.
        list of Impossible
            The values outside the range, in their order.
        """
        # In plain arrays: a file has hundreds of columns, and each step on a Series costs more than the numbers do.
        numbers = values.to_numpy(dtype="float64", na_value=np.nan)
        is_missing = _is_missing(numbers)
        if marks:
            is_missing |= np.isin(numbers, list(marks))
        present = np.where(is_missing, np.nan, numbers)
        bounded = np.clip(present, self.minimum, self.maximum)
        tolerance = NOISE * np.maximum(1.0, np.abs(bounded))
        outside = ~np.isnan(present) & ~(np.abs(present - bounded) <= tolerance)
        impossible = [
            Impossible(str(at), str(values.name), value, self._explain(value))
            for at, value in zip(values.index[outside], numbers[outside].tolist(), strict=True)
        ]
        # Adding 0 turns -0 into 0.
        possible = np.where(outside, np.nan, bounded) + 0.0
        return pd.Series(possible, index=values.index, name=values.name), impossible

    def _explain(self, value: float) -> str:
        unbounded = value > self.maximum == LARGEST or value < self.minimum == -LARGEST
        return f"{self}, tot 10^15" if unbounded else str(self)


class Impossible(NamedTuple):
    """An impossible value.

    Attributes
    ----------
    place : Its location, such as ``regel 5`` or a buurtcode.
    column : Name of its column.
    value : The value.
    possible : Possible values, in Dutch.
    """

    place: str
    column: str
    value: float
    possible: str

    def __str__(self) -> str:
        """Write it in Dutch: ``regel 5: eenzaam 150 (kan zijn: 0 tot en met 100)``."""
        return f"{self.place}: {self.column} {self.value:.10g} (kan zijn: {self.possible})"


def drop_missing(values: pd.Series[float]) -> pd.Series[float]:
    """Replace values at or under `MISSING` by NaN; minus infinity is not such a code."""
    return values.mask(_is_missing(values.to_numpy(dtype="float64", na_value=np.nan)))


def _is_missing(numbers: NDArray[np.floating]) -> NDArray[np.bool_]:
    missing: NDArray[np.bool_] = (numbers <= MISSING) & np.isfinite(numbers)
    return missing


def check_columns(frame: pd.DataFrame, ranges: Mapping[str, Range]) -> tuple[pd.DataFrame, list[Impossible]]:
    """Remove from each column what is not a figure; see `Range.check`.

    Parameters
    ----------
    frame
        Columns of numbers and any others, with an index that locates each row.
    ranges
        Range by column; columns that the frame lacks are ignored.
    """
    # Built in one go: a column at a time, a frame takes longer than the check.
    columns, impossible = dict(frame.items()), []
    for name, possible in ranges.items():
        if name in columns:
            columns[name], outside = possible.check(columns[name])
            impossible += outside
    return pd.DataFrame(columns, index=frame.index), impossible


def explain_impossible(impossible: Iterable[Impossible], advice: str = ADVICE) -> str:
    """Dutch sentence on impossible values, naming the first and counting the rest, and how to fix them."""
    return f"dit kan niet: {name_some(map(str, impossible))}; {advice}."
