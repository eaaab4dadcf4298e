"""The same series in another order, or without the history of one buurt, give the same for all the others."""

import shutil
from dataclasses import replace
from importlib.resources import files

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gezond_geo as gg

FEW = 2
"""Examples of each: one reads a file or tests all buurten."""

ORDERS = st.randoms(use_true_random=False)
MEASURED = ["van", "tot", "verschil", "laag", "hoog", "p"]


@pytest.fixture(scope="module")
def change(years):
    return gg.assess_change(years)


@pytest.fixture(scope="module")
def inequality(years, scores):
    return gg.assess_inequality(years, "goede_gezondheid", scores.themes["inkomen"], draws=100)


@pytest.fixture(scope="module")
def beside_nation(years):
    return gg.compare_with_nation(years)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("reeksen") / "enschede"
    shutil.copytree(str(files("gezond_geo.gemeenten") / "enschede"), place)
    return place


@pytest.fixture(scope="module")
def quoted_rows():
    return pd.read_csv(str(files("gezond_geo.gemeenten") / "enschede" / "reeksen.csv"), dtype="str")


def shuffle(frame, random):
    order = list(range(len(frame)))
    random.shuffle(order)
    return frame.iloc[order]


def without(years, buurtcode):
    """Take away what a buurt was in all years but the last."""
    rows = years.figures
    is_past = rows["buurtcode"].eq(buurtcode) & rows["jaar"].lt(2024)
    return replace(years, figures=rows.assign(waarde=rows["waarde"].mask(is_past)))


@pytest.mark.slow
@settings(max_examples=FEW)
@given(ORDERS)
def test_a_file_in_another_order_gives_the_same_series(years, folder, quoted_rows, random):
    shuffle(quoted_rows, random).to_csv(folder / "reeksen.csv", index=False)
    other = gg.load_years(folder=folder, offline=True)
    pd.testing.assert_frame_equal(other.figures, years.figures)
    pd.testing.assert_frame_equal(other.comparison, years.comparison)
    assert other.residents.sort_index().equals(years.residents.sort_index())


@settings(max_examples=FEW)
@given(st.data())
def test_a_file_without_the_history_of_a_buurt_gives_the_same_of_the_others(years, folder, quoted_rows, draw):
    code = draw.draw(st.sampled_from([*years.residents.index]))
    lost = quoted_rows["code"].eq(code) & quoted_rows["jaar"].ne("2024")
    quoted_rows[~lost].to_csv(folder / "reeksen.csv", index=False)
    other = gg.load_years(folder=folder, offline=True)
    rows = [y.figures[y.figures["buurtcode"].ne(code)].reset_index(drop=True) for y in (years, other)]
    pd.testing.assert_frame_equal(rows[1], rows[0])
    pd.testing.assert_frame_equal(other.comparison, years.comparison)


@settings(max_examples=FEW)
@given(ORDERS)
def test_verdicts_do_not_depend_on_order(years, change, beside_nation, random):
    other = replace(years, figures=shuffle(years.figures, random), comparison=shuffle(years.comparison, random))
    pd.testing.assert_frame_equal(gg.assess_change(other), change)
    pd.testing.assert_frame_equal(gg.compare_with_nation(other), beside_nation)


@settings(max_examples=FEW)
@given(st.data())
def test_a_buurt_without_history_leaves_what_others_measure(years, change, draw):
    """What is corrected for the number of tests (p_gecorrigeerd, and so oordeel) knows that there is one test less."""
    code = draw.draw(st.sampled_from([*years.residents.index]))
    keys = ["id", "code"]
    before, after = (
        frame[frame["code"].ne(code)].set_index(keys)[MEASURED]
        for frame in (change, gg.assess_change(without(years, code)))
    )
    pd.testing.assert_frame_equal(after, before)


@settings(max_examples=FEW)
@given(ORDERS)
def test_inequality_does_not_depend_on_order(years, scores, inequality, random):
    need = scores.themes["inkomen"]
    other = replace(years, figures=shuffle(years.figures, random))
    between = gg.assess_inequality(other, "goede_gezondheid", shuffle(need, random), draws=100)
    pd.testing.assert_frame_equal(between, inequality)
