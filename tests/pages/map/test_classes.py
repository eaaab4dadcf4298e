"""The limits that a legend shows: each value lies within those of its class, and no two classes have the same words."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.indicators.catalogue import Indicator
from gezond_geo.pages.colours import SEQUENTIAL, score_edges
from gezond_geo.pages.map import views as module
from gezond_geo.pages.map.classes import cut_evenly
from gezond_geo.pages.map.money import MONEY

NUMBER = re.compile(r"(?<![\d,.])−?\d[\d.]*(?:,\d+)?")
MEASURE = Indicator(id="proef", label="Proef", zin="{} proef", eenheid="", decimalen=0, soort="register")


def numbers_in(text):
    """Numbers of a Dutch text, as numbers."""
    return [float(n.replace("−", "-").replace(".", "").replace(",", ".")) for n in NUMBER.findall(text)]


def check_classes(view, values):
    """Hold each value against the limits of its class; a limit up to which "tot" goes is in the class above."""
    labels = [row["label"] for row in view["klassen"]]
    assert len(set(labels)) == len(labels)
    assert sum(row["aantal"] for row in view["klassen"]) == values.notna().sum()
    for code, value in values.items():
        number = view["klasse"][code]
        assert (number is None) == pd.isna(value)
        if number is not None:
            low, high = numbers_in(labels[number])[:2]
            assert low <= value
            assert value < high or (value == high and "tot" not in labels[number].replace("tot en met", "")), labels


class Enschede:
    """Holds a run, so that an example that fails does not print its frames."""

    def __init__(self, run):
        self.run = run


@pytest.fixture(scope="module")
def enschede(run_of):
    return Enschede(run_of())


kinds = st.one_of(
    st.tuples(st.just(0), st.lists(st.integers(0, 7), min_size=1, max_size=70)),
    st.tuples(st.just(0), st.lists(st.integers(-5_000_000, 5_000_000), min_size=1, max_size=70)),
    st.integers(0, 4).flatmap(
        lambda decimals: st.tuples(
            st.just(decimals),
            st.lists(st.floats(-1000, 1000).map(lambda x: round(x, decimals)), min_size=1, max_size=70),
        )
    ),
    st.tuples(st.integers(0, 3), st.lists(st.floats(-3, 100).map(lambda x: round(x, 6)), min_size=1, max_size=70)),
    st.tuples(st.integers(0, 3), st.floats(-100, 100).map(lambda x: [round(x, 6)] * 5)),
    st.tuples(st.integers(0, 3), st.lists(st.sampled_from([-0.751, 0.0, 0.26, 0.495]), min_size=1, max_size=70)),
)


@given(kinds)
def test_each_value_lies_within_the_limits_of_its_class(enschede, example):
    run = enschede.run
    decimals, numbers = example
    values = pd.Series(numbers, index=run.data.buurten.index[: len(numbers)], dtype="float64")
    values = values.reindex(run.data.buurten.index)
    indicator = dataclasses.replace(MEASURE, decimalen=decimals)
    view = module._values_view(run, indicator, values, "")
    check_classes(view, values)
    # As the page writes it, the value is not outside its class either: at most on the limit.
    labels = [row["label"] for row in view["klassen"]]
    for code, value in values.dropna().items():
        low, high = numbers_in(labels[view["klasse"][code]])
        assert low <= numbers_in(run.words.number(value, decimals))[0] <= high
    assert 1 <= len(labels) <= len(SEQUENTIAL)
    # The highest class is never one that holds nobody.
    assert view["klassen"][-1]["aantal"] > 0


@pytest.mark.parametrize(
    ("values", "decimals", "edges"),
    [
        ([-0.751, 0.495], 3, [-0.9, -0.6, -0.3, 0.0, 0.3, 0.6]),
        (range(8), 0, [0, 2, 4, 6, 8]),
        (range(13), 0, [0, 3, 6, 9, 12]),
        ([0, 100], 1, [0, 20, 40, 60, 80, 100]),
        ([5, 5], 0, [0, 1, 2, 3, 4, 5]),
        ([-5, -5], 0, [-5, -4]),
        ([0, 0], 0, [0, 1]),
        ([0, 5725], 0, [0, 1200, 2400, 3600, 4800, 6000]),
        ([0.1, 0.3], 1, [0, 0.1, 0.2, 0.3]),
    ],
)
def test_edges_read_well(values, decimals, edges):
    assert cut_evenly(pd.Series(values, dtype="float64"), decimals) == edges


@pytest.mark.parametrize(("highest", "label"), [(6000, "4.800 tot en met 6.000"), (5725, "4.800 tot 6.000")])
def test_the_last_class_holds_its_limit_when_someone_stands_on_it(enschede, highest, label):
    run = enschede.run
    values = pd.Series([0.0, highest], index=run.data.buurten.index[:2]).reindex(run.data.buurten.index)
    view = module._values_view(run, MEASURE, values, "")
    assert view["klassen"][-1]["label"] == label


def test_the_bands_of_the_score_begin_where_a_fifth_on_every_theme_does():
    # E of 20, 40, 60 and 80 is 5.058, 11.552, 20.633 and 35.857 (McLennan et al. 2019), downward to tenths.
    assert score_edges().tolist() == [0.0, 5.0, 11.5, 20.6, 35.8, 100.0]


def test_the_limits_of_every_view_hold_in_enschede(enschede):
    run = enschede.run
    views = module.build_views(run)
    scores, buurten = run.scores, run.data.buurten
    columns = {"score": scores.buurten["score"].where(scores.buurten["stapeling"].notna())}
    columns |= {name: column for name, column in scores.indicators.items() if name in views}
    columns |= {name: column for name, column in scores.subthemes.items() if name in views}
    columns |= {theme: scores.themes[theme] for theme in scores.counted}
    looked_at = [name for name in views if name in buurten and name not in columns]
    columns |= {name: buurten[name].where(buurten["inwoners_65plus"].notna()) for name in looked_at}
    assert set(views) - set(columns) == {"stapeling", MONEY}
    for name, values in columns.items():
        assert values.notna().any()
        check_classes(views[name], values)


@given(st.lists(st.floats(0, 100).map(lambda x: round(x, 6)), min_size=5, max_size=70), st.integers(0, 2))
def test_a_class_of_a_figure_names_values_around_all_that_it_holds(enschede, numbers, decimals):
    run = enschede.run
    index = run.data.buurten.index[: len(numbers)]
    data = dataclasses.replace(
        run.data,
        buurten=run.data.buurten.assign(roken=pd.Series(numbers, index=index)),
        indicators=dict(run.data.indicators)
        | {"roken": dataclasses.replace(run.data.indicators["roken"], decimalen=decimals)},
    )
    percentiles = pd.Series(np.linspace(0, 100, len(numbers)), index=index).reindex(data.buurten.index)
    other = dataclasses.replace(run, data=data)
    view = module._fifths_view(other, "roken", "gezondheid", percentiles, [data.indicators["roken"]])
    for code, value in zip(index, numbers, strict=True):
        ends = numbers_in(view["klassen"][view["klasse"][code]]["bereik"])
        assert len(ends) == 1 or ends[0] <= value <= ends[1]
