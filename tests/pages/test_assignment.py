"""The assignment problem: least cost, whatever the costs, as counted out and as SciPy finds it."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linear_sum_assignment

from gezond_geo.pages.shapes import assignment
from gezond_geo.pages.shapes.assignment import assign, assign_few


def sum_of(cost, columns):
    return cost[np.arange(len(cost)), columns].sum()


def test_worked_out_by_hand():
    # The cheapest of each row are all in the first column; 2 + 2 + 1 = 5 is the least that three columns cost.
    cost = np.array([[1.0, 2.0, 5.0], [1.0, 4.0, 2.0], [1.0, 6.0, 7.0]])
    assert assign(cost).tolist() == [1, 2, 0]


@given(st.integers(1, 5).flatmap(lambda n: arrays(np.float64, (n, n), elements=st.integers(0, 6).map(float))))
def test_no_order_costs_less(cost):
    columns = assign_few(cost)
    assert sorted(columns) == list(range(len(cost)))
    assert sum_of(cost, columns) == min(sum_of(cost, list(order)) for order in permutations(range(len(cost))))


@given(st.integers(0, 2**32 - 1), st.integers(6, 60))
def test_as_scipy_finds_it(seed, count):
    points, cells = np.random.default_rng(seed).normal(size=(2, count, 2))
    cost = ((points[:, None] - cells) ** 2).sum(axis=2)
    assert assign_few(cost).tolist() == linear_sum_assignment(cost)[1].tolist()


@pytest.mark.parametrize("few", [0, 100])
def test_many_are_left_to_scipy(monkeypatch, few):
    monkeypatch.setattr(assignment, "_FEW", few)
    cost = np.random.default_rng(1).random((40, 40))
    assert assign(cost).tolist() == assign_few(cost).tolist()
