"""Each way to one scale: by hand, and what should hold for any figures."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.normalisation import distance_to_target, min_max, percentile, transform_exponential, z_score

# Five values with weights 1 2 3 2 2 (together 10), two of them equal.
VALUES = pd.Series([10.0, 20.0, 20.0, 30.0, 40.0])
WEIGHTS = pd.Series([1, 2, 3, 2, 2])


@pytest.mark.parametrize(
    ("ties", "weights", "expected"),
    [
        # 20 has 1 below it and 5 equal to it, of 10: (1 + 2.5) / 10.
        ("mid", WEIGHTS, [5.0, 35.0, 35.0, 70.0, 90.0]),
        ("min", WEIGHTS, [0.0, 10.0, 10.0, 60.0, 80.0]),
        ("max", WEIGHTS, [10.0, 60.0, 60.0, 80.0, 100.0]),
        # Unweighted: 1 below and 2 equal, of 5.
        ("mid", None, [10.0, 40.0, 40.0, 70.0, 90.0]),
    ],
)
def test_percentile_by_hand(ties, weights, expected):
    assert percentile(VALUES, VALUES, weights, ties=ties).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        # Of the four others, 20 has 1 below it and 1 equal to it.
        ("min", [0.0, 25.0, 25.0, 75.0, 100.0]),
        ("mid", [0.0, 37.5, 37.5, 75.0, 100.0]),
        ("max", [0.0, 50.0, 50.0, 75.0, 100.0]),
    ],
)
def test_percentile_among_the_others_by_hand(ties, expected):
    assert percentile(VALUES, VALUES, ties=ties, others=True).tolist() == pytest.approx(expected)


def test_percentile_among_the_others_leaves_out_what_is_missing():
    values = pd.Series([10.0, np.nan, 30.0])
    assert percentile(values, values, others=True).tolist() == pytest.approx([0.0, np.nan, 100.0], nan_ok=True)
    assert percentile(VALUES[:1], VALUES[:1], others=True).isna().all()  # there are no others


def test_percentile_between_and_beyond_the_reference():
    percentiles = percentile(pd.Series([5.0, 25.0, 50.0, np.nan], index=list("abcd")), VALUES, WEIGHTS)
    assert percentiles[:3].tolist() == pytest.approx([0.0, 60.0, 100.0])
    assert np.isnan(percentiles["d"])
    assert list(percentiles.index) == list("abcd")


@pytest.mark.parametrize("weights", [None, pd.Series([1.0])])
def test_percentile_of_an_empty_reference_is_missing(weights):
    assert percentile(VALUES, pd.Series([np.nan]), weights).isna().all()


def test_percentile_of_a_reference_that_weighs_nothing_is_missing():
    assert percentile(VALUES, VALUES, WEIGHTS * 0).isna().all()


def test_weights_find_their_value_by_index():
    shuffled = WEIGHTS[[3, 1, 4, 0, 2]]
    assert percentile(VALUES, VALUES, shuffled).equals(percentile(VALUES, VALUES, WEIGHTS))
    assert z_score(VALUES, VALUES, shuffled).tolist() == pytest.approx(z_score(VALUES, VALUES, WEIGHTS).tolist())


def test_a_weight_of_a_missing_value_does_not_matter():
    reference, weights = pd.Series([10.0, np.nan, 30.0]), pd.Series([1.0, np.nan, 3.0])
    assert percentile(reference, reference, weights).tolist() == pytest.approx([12.5, np.nan, 62.5], nan_ok=True)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        (pd.Series([1, 2, 3, 2, -2]), "0 of meer"),
        (pd.Series([1, 2, 3, 2, np.nan]), "0 of meer"),
        (pd.Series([1, 2, 3, 2, np.inf]), "0 of meer"),
        (pd.Series([1, 2]), "horen niet bij"),
        (pd.Series([1, 2, 3, 2, 2, 9], index=[0, 1, 2, 3, 4, 4]), "horen niet bij"),
    ],
)
def test_wrong_weights_are_refused(weights, sentence):
    with pytest.raises(SettingsError, match=sentence):
        percentile(VALUES, VALUES, weights)
    with pytest.raises(SettingsError, match=sentence):
        z_score(VALUES, VALUES, weights)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({"ties": "average"}, "een van: mid, min, max"), ({"weights": WEIGHTS, "others": True}, "kent geen gewichten")],
)
def test_percentile_refuses_wrong_options(options, sentence):
    with pytest.raises(SettingsError, match=sentence):
        percentile(VALUES, VALUES, **options)


def test_percentile_among_the_others_refuses_a_stranger():
    with pytest.raises(InputError, match="waarde 25 staat niet in de referentie"):
        percentile(pd.Series([20.0, 25.0]), VALUES, others=True)


def test_text_is_refused():
    with pytest.raises(InputError, match="'roken' bevat iets anders dan getallen"):
        min_max(pd.Series(["12", "x"], name="roken"))
    with pytest.raises(InputError, match="Een kolom bevat iets anders dan getallen"):
        min_max(pd.Series(["12", "x"]))


def test_min_max_by_hand():
    assert min_max(VALUES).tolist() == pytest.approx([0, 100 / 3, 100 / 3, 200 / 3, 100])
    assert min_max(pd.Series([15.0, 0.0, 70.0]), VALUES).tolist() == pytest.approx([50 / 3, -100 / 3, 200])
    assert min_max(VALUES, low=0, high=50).tolist() == pytest.approx([20, 40, 40, 60, 80])
    assert min_max(VALUES, low=0).tolist() == pytest.approx([25, 50, 50, 75, 100])


def test_min_max_needs_no_reference_when_both_bounds_are_given():
    assert min_max(VALUES, pd.Series([], dtype="float64"), low=0, high=50)[0] == pytest.approx(20)


@pytest.mark.parametrize(
    ("bounds", "sentence"),
    [
        ({"low": 50, "high": 0}, "50 ligt boven de bovengrens 0"),
        ({"low": 50}, "50 ligt boven de bovengrens 40"),
        ({"high": np.nan}, "geef een getal"),
    ],
)
def test_min_max_refuses_wrong_bounds(bounds, sentence):
    with pytest.raises(SettingsError, match=sentence):
        min_max(VALUES, **bounds)


def test_z_score_by_hand():
    # Mean 24; squares 196, 16, 16, 36, 256 make 520 / 5 = 104.
    assert z_score(VALUES).tolist() == pytest.approx([d / 104**0.5 for d in (-14, -4, -4, 6, 16)])
    # Weighted mean 250 / 10 = 25; squares 225, 50, 75, 50, 450 make 850 / 10 = 85.
    z_scores = z_score(VALUES, VALUES, WEIGHTS)
    assert z_scores.tolist() == pytest.approx([d / 85**0.5 for d in (-15, -5, -5, 5, 15)])


@pytest.mark.parametrize("place", [min_max, z_score])
@pytest.mark.parametrize("reference", [[0.1, 0.1, 0.1], [np.nan], []])
def test_a_reference_without_spread_places_nothing(place, reference):
    places = place(pd.Series([0.1, 5.0]), pd.Series(reference, dtype="float64"))
    assert places.isna().all()


def test_spread_that_weighs_nothing_is_none():
    assert z_score(VALUES, pd.Series([1.0, 1.0, 9.0]), pd.Series([2, 2, 0])).isna().all()


def test_distance_to_target_by_hand():
    # A goal of 25 % who smoke: 20 % is a fifth below it.
    assert distance_to_target(VALUES, 25).tolist() == pytest.approx([-60, -20, -20, 20, 60])
    assert distance_to_target(pd.Series([-5.0]), -10).tolist() == pytest.approx([50])


@pytest.mark.parametrize(
    ("target", "message"), [(0, "kies een ander doel"), (np.nan, "geef een getal"), (np.inf, "geef een getal")]
)
def test_distance_to_target_refuses_what_nothing_is_a_percentage_of(target, message):
    with pytest.raises(SettingsError, match=message):
        distance_to_target(VALUES, target)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0.0),
        # exp(-100/23) = 0.012935, so ln(1 - 0.5 * 0.987065) = -0.680295, times -23.
        (50, 15.647),
        (80, 35.857),
        (90, 50.427),
        (100, 100.0),
    ],
)
def test_transform_by_hand(value, expected):
    assert transform_exponential(pd.Series([float(value)]))[0] == pytest.approx(expected, abs=0.002)


@pytest.mark.parametrize("value", [-0.1, 100.1])
def test_transform_refuses_what_is_no_percentile(value):
    with pytest.raises(InputError, match="ligt niet tussen 0 en 100"):
        transform_exponential(pd.Series([50.0, value]))


whole = st.integers(-1000, 1000).map(float)
numbers = st.lists(whole, min_size=1, max_size=30)
weighted_rows = st.lists(st.tuples(whole, st.integers(0, 20)), min_size=1, max_size=30)

PLACES = {
    "percentile": percentile,
    "percentile_min": lambda values, reference: percentile(values, reference, ties="min"),
    "min_max": min_max,
    "z_score": z_score,
    "distance_to_target": lambda values, _: distance_to_target(values, 7),
    "transform_exponential": lambda values, _: transform_exponential((values + 1000) / 20),
}


each = pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())


@each
@given(values=numbers, reference=numbers)
def test_higher_never_stands_lower(place, values, reference):
    places = place(pd.Series(sorted(values)), pd.Series(reference))
    assert places.isna().all() or (np.diff(places) >= 0).all()


@pytest.mark.parametrize("ties", ["mid", "min", "max"])
@given(rows=st.lists(st.tuples(st.integers(0, 5).map(float), st.floats(0.001, 1)), min_size=1, max_size=30))
def test_higher_never_stands_lower_nor_above_100_by_weights_with_decimals(ties, rows):
    reference, weights = pd.Series([r for r, _ in rows]), pd.Series([w for _, w in rows])
    percentiles = percentile(pd.Series(np.arange(-0.5, 6, 0.5)), reference, weights, ties=ties)
    assert (np.diff(percentiles) >= 0).all()
    assert percentiles.between(0, 100).all()


@each
@given(values=numbers, reference=numbers, seed=st.integers(0, 2**32 - 1))
def test_order_of_rows_changes_nothing(place, values, reference, seed):
    series, other = pd.Series(values), pd.Series(reference)
    shuffle = np.random.default_rng(seed)
    mixed = place(series.sample(frac=1, random_state=shuffle), other.sample(frac=1, random_state=shuffle))
    pd.testing.assert_series_equal(mixed.sort_index(), place(series, other), rtol=1e-9, atol=1e-9)


@each
@given(values=numbers, reference=numbers, gap=st.integers(0, 29))
def test_missing_stays_missing_and_input_stays_as_it_is(place, values, reference, gap):
    series, other = pd.Series(values, name="roken"), pd.Series([*reference, np.nan])
    series.iloc[gap % len(series)] = np.nan
    before = series.copy()
    places = place(series, other)
    pd.testing.assert_series_equal(series, before)
    assert places.name == "roken"
    has_value = series.notna()
    assert places[~has_value].isna().all()
    pd.testing.assert_series_equal(places[has_value], place(series[has_value], pd.Series(reference)), rtol=1e-9)


@pytest.mark.parametrize("name", ["percentile", "percentile_min", "min_max", "z_score"])
@given(
    values=numbers, reference=numbers, factor=st.sampled_from([0.01, 0.25, 3.0, 1000.0]), shift=st.integers(-500, 500)
)
def test_units_change_nothing(name, values, reference, factor, shift):
    def other_unit(figures):
        return pd.Series(figures) * factor + shift

    places = PLACES[name](other_unit(values), other_unit(reference))
    expected = PLACES[name](pd.Series(values), pd.Series(reference))
    pd.testing.assert_series_equal(places, expected, rtol=1e-6, atol=1e-6)


@given(rows=weighted_rows, values=numbers, ties=st.sampled_from(["mid", "min", "max"]))
def test_a_weight_is_so_many_rows(rows, values, ties):
    reference, weights = pd.Series([r for r, _ in rows]), pd.Series([w for _, w in rows])
    repeated = reference.loc[reference.index.repeat(weights)]
    series = pd.Series(values)
    pd.testing.assert_series_equal(
        percentile(series, reference, weights, ties=ties), percentile(series, repeated, ties=ties)
    )
    pd.testing.assert_series_equal(z_score(series, reference, weights), z_score(series, repeated), rtol=1e-9, atol=1e-9)


@given(rows=weighted_rows, factor=st.sampled_from([0.001, 0.3, 7.0, 1e6]))
def test_scale_of_weights_changes_nothing(rows, factor):
    reference, weights = pd.Series([r for r, _ in rows]), pd.Series([w for _, w in rows])
    for function in (percentile, z_score):
        places = function(reference, reference, weights * factor)
        pd.testing.assert_series_equal(places, function(reference, reference, weights), rtol=1e-9, atol=1e-9)


@given(values=numbers)
def test_percentile_turned_around_is_that_of_the_negated_values(values):
    series = pd.Series(values)
    assert percentile(-series, -series).tolist() == pytest.approx((100 - percentile(series, series)).tolist())


@given(values=numbers)
def test_percentile_of_a_percentile_is_the_same(values):
    series = pd.Series(values)
    once = percentile(series, series)
    assert percentile(once, once).tolist() == pytest.approx(once.tolist())


@given(values=st.lists(whole, min_size=2, max_size=30))
def test_percentile_among_the_others_is_the_rank_of_pandas(values):
    series = pd.Series(values)
    expected = (series.rank(method="min") - 1) / (len(series) - 1) * 100
    assert percentile(series, series, ties="min", others=True).tolist() == pytest.approx(expected.tolist())


@given(values=numbers)
def test_z_scores_have_mean_0_and_deviation_1(values):
    z_scores = z_score(pd.Series(values))
    if len(set(values)) == 1:
        assert z_scores.isna().all()
    else:
        assert z_scores.mean() == pytest.approx(0, abs=1e-9)
        assert z_scores.std(ddof=0) == pytest.approx(1)
