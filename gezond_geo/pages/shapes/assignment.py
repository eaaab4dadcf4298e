"""The assignment problem: a distinct column for each row, at the least total cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]
    Ints = NDArray[np.int64]

_FEW = 100
"""Number of rows up to which our own algorithm is faster than loading SciPy."""


def assign(cost: Floats) -> Ints:
    """Assign a column to each row at the least sum of costs.

    Parameters
    ----------
    cost
        Cost per row and column, as many columns as rows.

    Returns
    -------
    array
        Column per row.
    """
    if len(cost) <= _FEW:
        return assign_few(cost)
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - costly, and few gemeenten have so many buurten

    columns: Ints = linear_sum_assignment(cost)[1]
    return columns


def assign_few(cost: Floats) -> Ints:
    """The same as `assign`, by shortest augmenting paths (Jonker and Volgenant 1987, doi 10.1007/BF02278710)."""
    down = cost.min(axis=0)
    across = (cost - down).min(axis=1)
    row_of, column_of = _match_free(cost - down - across[:, None])
    for start in np.flatnonzero(column_of < 0):
        distance, back, is_final, column = _find_path(cost - down - across[:, None], row_of.tolist(), int(start))
        # Update prices so that no reduced cost is negative, and those on the path are zero.
        shift = distance[column] - distance[is_final]
        down[is_final] -= shift
        across[row_of[is_final]] += shift
        across[start] += distance[column]
        row = -1
        while row != start:
            row = int(back[column])
            row_of[column] = row
            column_of[row], column = column, column_of[row]
    return column_of


def _match_free(rest: Floats) -> tuple[Ints, Ints]:
    """Greedily match rows and columns with zero reduced cost."""
    row_of, column_of = np.full(len(rest), -1), np.full(len(rest), -1)
    for row, column in np.argwhere(rest == 0).tolist():
        if row_of[column] < 0 and column_of[row] < 0:
            row_of[column], column_of[row] = row, column
    return row_of, column_of


def _find_path(rest: Floats, row_of: list[int], start: int) -> tuple[Floats, Ints, list[int], int]:
    """Find the cheapest path from a row to a free column, over assigned columns (Dijkstra).

    Returns the distance and the row before each column, the columns that were passed, and the free one. The reduced
    costs of columns that were passed become infinite, so that none is passed twice.
    """
    waiting, distance, back = rest[start].copy(), np.zeros(len(rest)), np.full(len(rest), start)
    is_final: list[int] = []
    while True:
        column = int(waiting.argmin())
        distance[column] = reach = waiting[column]
        row = row_of[column]
        if row < 0:
            return distance, back, is_final, column
        is_final.append(column)
        waiting[column] = rest[:, column] = np.inf
        further = rest[row] + reach
        nearer = further < waiting
        np.copyto(waiting, further, where=nearer)
        np.copyto(back, row, where=nearer)
