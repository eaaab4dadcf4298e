"""Means of parts and hierarchies of means: by hand, and what should hold for any figures."""

import functools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.aggregation import arithmetic_mean, combine_hierarchy, geometric_mean

PARTS = pd.DataFrame({"a": [10.0, 10.0, np.nan], "b": [40.0, np.nan, np.nan]}, index=list("xyz"))
WEIGHTS = pd.Series({"b": 1.0, "a": 2.0})  # found by name, not by place

means = pytest.mark.parametrize("mean", [arithmetic_mean, geometric_mean])


def test_arithmetic_mean_by_hand():
    values = arithmetic_mean(PARTS, WEIGHTS)  # (2 * 10 + 40) / 3
    assert values.tolist() == pytest.approx([20.0, np.nan, np.nan], nan_ok=True)
    assert list(values.index) == list("xyz")
    assert arithmetic_mean(PARTS)["x"] == pytest.approx(25)


def test_geometric_mean_by_hand():
    values = geometric_mean(PARTS)  # sqrt(10 * 40)
    assert values.tolist() == pytest.approx([20.0, np.nan, np.nan], nan_ok=True)
    assert geometric_mean(PARTS, WEIGHTS)["x"] == pytest.approx(4000 ** (1 / 3))  # (10 * 10 * 40) to the third


@means
@pytest.mark.parametrize(
    ("minimum", "expected"),
    [
        (0.5, [True, True, False]),
        (2 / 3, [True, True, False]),  # a weighs 2 of 3
        (0.7, [True, False, False]),
        (0, [True, True, False]),  # without any part there is no mean
    ],
)
def test_minimum_share_by_hand(mean, minimum, expected):
    values = mean(PARTS, WEIGHTS, minimum_share=minimum)
    assert values.notna().tolist() == expected
    assert values["y"] == pytest.approx(10.0 if expected[1] else np.nan, nan_ok=True)  # over what is there


@means
def test_a_share_that_is_just_there_counts(mean):
    """0.1 + 0.2 is not 0.3 in floats, and 1 - 0.7 not either."""
    parts = pd.DataFrame({"a": [1.0], "b": [1.0], "c": [np.nan]})
    weights = pd.Series({"a": 0.1, "b": 0.2, "c": 0.7})
    assert mean(parts, weights, minimum_share=0.3)[0] == pytest.approx(1)


@means
def test_a_part_that_weighs_nothing_may_be_missing(mean):
    parts = pd.DataFrame({"a": [4.0], "b": [np.nan]})
    assert mean(parts, pd.Series({"a": 3, "b": 0}))[0] == pytest.approx(4)


def test_a_zero_makes_the_geometric_mean_zero_when_it_weighs():
    parts = pd.DataFrame({"a": [0.0, 0.0], "b": [50.0, np.nan]})
    assert geometric_mean(parts, minimum_share=0.5).tolist() == [0, 0]
    assert geometric_mean(parts[:1], pd.Series({"a": 0, "b": 1}))[0] == pytest.approx(50)


def test_geometric_mean_refuses_what_is_negative():
    with pytest.raises(InputError, match="geen waarde onder 0, zoals -3"):
        geometric_mean(pd.DataFrame({"a": [1.0, -3.0]}))


@means
@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({"a": 1}, "geef er een voor: a, b"),
        ({"a": 1, "b": 1, "c": 1}, "geef er een voor: a, b"),
        ({"a": 1, "b": -1}, "0 of meer"),
        ({"a": 1, "b": np.nan}, "0 of meer"),
        ({"a": 0, "b": 0}, "minstens een"),
    ],
)
def test_wrong_weights_are_refused(mean, weights, sentence):
    with pytest.raises(SettingsError, match=sentence):
        mean(PARTS, pd.Series(weights))


@means
def test_a_column_that_is_there_twice_is_refused(mean):
    with pytest.raises(SettingsError, match="geef er een voor: a, a"):
        mean(pd.DataFrame([[1.0, 2.0]], columns=["a", "a"]))


@means
def test_columns_may_be_of_two_kinds(mean):
    assert mean(pd.DataFrame([[4.0, 9.0]], columns=[2020, "a"]), pd.Series({"a": 0, 2020: 1}))[0] == pytest.approx(4)


@means
@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
def test_wrong_minimum_share_is_refused(mean, share):
    with pytest.raises(SettingsError, match="tussen 0 en 1"):
        mean(PARTS, minimum_share=share)


@means
def test_text_is_refused(mean):
    with pytest.raises(InputError, match="iets anders dan getallen"):
        mean(pd.DataFrame({"a": ["veel"]}))


# A tree whose branches differ in depth: top = (health, income), health = (mental, bodily), mental = (a, b).
LEAVES = pd.DataFrame({"a": [10.0, 1.0], "b": [30.0, 1.0], "c": [50.0, 1.0], "d": [80.0, np.nan]})
PARENTS = {
    "a": "mental",
    "b": "mental",
    "c": "bodily",
    "d": "income",
    "income": "top",
    "health": "top",
    "bodily": "health",
    "mental": "health",
}


def test_hierarchy_by_hand():
    table = combine_hierarchy(LEAVES, PARENTS, {"a": 3, "health": 2, "top": 9})
    assert list(table) == ["mental", "bodily", "income", "health", "top"]
    # mental (3 * 10 + 30) / 4 = 15; health (15 + 50) / 2 = 32.5; top (2 * 32.5 + 80) / 3.
    assert table.loc[0].tolist() == pytest.approx([15, 50, 80, 32.5, 145 / 3])
    assert table.loc[1].tolist() == pytest.approx([1, 1, np.nan, 1, np.nan], nan_ok=True)


def test_hierarchy_of_another_mean():
    mean = functools.partial(geometric_mean, minimum_share=0.5)
    table = combine_hierarchy(LEAVES, PARENTS, mean=mean)
    health = (300**0.5 * 50) ** 0.5
    assert table["health"][0] == pytest.approx(health)
    assert table["top"].tolist() == pytest.approx([(health * 80) ** 0.5, 1])


def test_hierarchy_of_one_level_is_the_mean():
    table = combine_hierarchy(PARTS, dict.fromkeys("ab", "top"), WEIGHTS)
    pd.testing.assert_series_equal(table["top"], arithmetic_mean(PARTS, WEIGHTS), check_names=False)


def test_hierarchy_takes_a_table_that_names_the_top():
    parents = pd.Series({**PARENTS, "top": np.nan})
    pd.testing.assert_frame_equal(combine_hierarchy(LEAVES, parents), combine_hierarchy(LEAVES, PARENTS))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"health": "mental"}, "deel van zichzelf: .*mental"),
        ({"top": "mental"}, "deel van zichzelf"),
        ({"mental": "helth"}, r"één top, niet 2 \(top, helth\)"),
        ({"health": None}, r"één top, niet 2 \(top, health\)"),
        ({"top": "a"}, "deel van zichzelf"),
    ],
)
def test_wrong_trees_are_refused(changes, sentence):
    with pytest.raises(SettingsError, match=sentence):
        combine_hierarchy(LEAVES, PARENTS | changes)


def test_a_node_with_two_parents_is_refused():
    table = pd.Series(["mental", "bodily", "top", "top"], index=["a", "a", "mental", "bodily"])
    with pytest.raises(SettingsError, match="'a' staat er dubbel in"):
        combine_hierarchy(LEAVES[["a"]], table)


def test_no_tree_is_refused():
    with pytest.raises(SettingsError, match="één top, niet 0"):
        combine_hierarchy(LEAVES, {})


@pytest.mark.parametrize(
    ("leaves", "sentence"),
    [
        (LEAVES.drop(columns="b"), "'b' heeft geen kolom"),
        (LEAVES.assign(e=1.0), "'e' hoort niet"),
        (LEAVES.assign(health=1.0), "'health' hoort niet"),
        (LEAVES[["a", "a", "b", "c", "d"]], "'a' hoort niet"),
    ],
)
def test_wrong_leaves_are_refused(leaves, sentence):
    with pytest.raises(InputError, match=sentence):
        combine_hierarchy(leaves, PARENTS)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [({"e": 1}, "geen onderdeel 'e'"), ({"a": 0, "b": 0}, "minstens een"), ({"c": -1}, "0 of meer")],
)
def test_wrong_weights_in_a_tree_are_refused(weights, sentence):
    with pytest.raises(SettingsError, match=sentence):
        combine_hierarchy(LEAVES, PARENTS, weights)


cells = st.one_of(st.just(np.nan), st.integers(0, 1000).map(float))
tables = st.integers(1, 5).flatmap(lambda k: st.lists(st.lists(cells, min_size=k, max_size=k), min_size=1, max_size=6))
scales = st.sampled_from([0.001, 0.3, 7.0, 1e6])


def _frame(rows):
    return pd.DataFrame(rows, columns=list("abcde")[: len(rows[0])])


def _weigh(frame, seed):
    return pd.Series(np.random.default_rng(seed).integers(1, 10, frame.shape[1]).astype(float), index=frame.columns)


@means
@given(rows=tables, seed=st.integers(0, 999), share=st.floats(0, 1), scale=scales)
def test_scale_of_weights_and_order_of_columns_change_nothing(mean, rows, seed, share, scale):
    frame = _frame(rows)
    weights = _weigh(frame, seed)
    values = mean(frame[frame.columns[::-1]], weights * scale, minimum_share=share)
    pd.testing.assert_series_equal(values, mean(frame, weights, minimum_share=share), rtol=1e-9, atol=1e-9)


@means
@given(rows=tables, seed=st.integers(0, 999), share=st.floats(0, 1))
def test_a_mean_lies_between_its_parts_and_needs_its_share(mean, rows, seed, share):
    frame = _frame(rows)
    weights = _weigh(frame, seed)
    values = mean(frame, weights, minimum_share=share)
    assert ((values >= frame.min(axis=1) - 1e-6) & (values <= frame.max(axis=1) + 1e-6))[values.notna()].all()
    present = frame.notna().mul(weights).sum(axis=1) / weights.sum()
    clear = (present - share).abs() > 1e-6
    assert (values.notna() == (present >= share) & (present > 0))[clear].all()


@means
@given(rows=tables, seed=st.integers(0, 999), rise=st.integers(1, 50))
def test_a_higher_part_never_lowers_the_mean(mean, rows, seed, rise):
    frame = _frame(rows)
    weights = _weigh(frame, seed)
    before, after = mean(frame, weights), mean(frame.assign(a=frame["a"] + rise), weights)
    assert (after >= before - 1e-9)[before.notna()].all()


@given(rows=tables, seed=st.integers(0, 999))
def test_geometric_mean_is_at_most_the_arithmetic(rows, seed):
    frame = _frame(rows)
    weights = _weigh(frame, seed)
    below = geometric_mean(frame, weights, minimum_share=0) - arithmetic_mean(frame, weights, minimum_share=0)
    assert (below.dropna() <= 1e-6).all()


@means
@given(rows=tables, seed=st.integers(0, 999))
def test_a_weight_is_so_many_columns(mean, rows, seed):
    frame = _frame(rows)
    weights = _weigh(frame, seed)
    repeated = frame[frame.columns.repeat(weights.astype(int))].set_axis(range(int(weights.sum())), axis=1)
    values = mean(frame, weights, minimum_share=0)
    pd.testing.assert_series_equal(values, mean(repeated, minimum_share=0), rtol=1e-9, atol=1e-6)


@given(rows=tables, seed=st.integers(0, 999))
def test_arithmetic_mean_is_that_of_numpy(rows, seed):
    frame = _frame(rows)
    weights = _weigh(frame, seed)
    values = arithmetic_mean(frame, weights, minimum_share=0)
    masked = np.ma.average(np.ma.masked_invalid(frame.to_numpy()), axis=1, weights=weights.to_numpy())
    assert values.tolist() == pytest.approx(masked.filled(np.nan).tolist(), nan_ok=True)


@given(rows=tables, seed=st.integers(0, 999), order=st.permutations(range(8)))
def test_order_of_the_table_and_the_rows_changes_no_value(rows, seed, order):
    leaves = pd.DataFrame(np.random.default_rng(seed).integers(0, 100, (len(rows), 4)), columns=list("abcd")) * 1.0
    mixed = {list(PARENTS)[n]: PARENTS[list(PARENTS)[n]] for n in order}
    table = combine_hierarchy(leaves[::-1][list("dbca")], mixed)
    pd.testing.assert_frame_equal(table.sort_index(), combine_hierarchy(leaves, PARENTS), check_like=True)
