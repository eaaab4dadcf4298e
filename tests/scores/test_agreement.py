"""A meeting that weighs: W by hand and as published, codes, and the choice of five made-up participants."""

import numpy as np
import pandas as pd
import pytest
from examples import heavy
from hypothesis import given
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.errors import InputError
from gezond_geo.scores.agreement import parts_of, random_agreements, say_agreement, say_choice
from gezond_geo.scores.codes import is_code, letter_of, read_code, write_code

FIVE = ["40 · 30 · 10 · 20", "25-25-25-25", "30 50 0 20", "25, 15, 45, 15", "15/20/5/60"]
"""Made up, each written in another way."""


@pytest.fixture(scope="module")
def agreement(scores):
    return gg.compare_weights(scores, FIVE)


def test_w_is_that_worked_out_by_hand():
    # Rank sums of A, B and C: 4, 6, 8 and 12 around 7.5, so S = 12.25 + 2.25 + 0.25 + 20.25 = 35; 12 * 35 / (9 * 60).
    marks = pd.DataFrame({"A": [1, 2, 3, 4], "B": [2, 1, 3, 4], "C": [1, 3, 2, 4]})
    assert gg.kendall_w(marks) == pytest.approx(12 * 35 / (9 * 60))


def test_w_counts_ties_as_is_published():
    # Siegel & Castellan 1988 give the correction; by hand: ranks 1.5 1.5 3 and 1 2 3, sums 2.5 3.5 6 around 4,
    # S = 2.25 + 0.25 + 4 = 6.5, T = 6: 12 * 6.5 / (4 * 24 - 2 * 6).
    assert gg.kendall_w(pd.DataFrame({"A": [1, 1, 2], "B": [1, 2, 3]})) == pytest.approx(78 / 84)


@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=2, max_size=5))
def test_w_is_within_0_and_1_and_turns_with_nothing(rows):
    marks = pd.DataFrame(rows).T.astype(float)
    value = gg.kendall_w(marks)
    assert np.isnan(value) or -1e-12 <= value <= 1 + 1e-12
    assert gg.kendall_w(marks.iloc[::-1]) == pytest.approx(value, nan_ok=True)
    assert gg.kendall_w(marks * 2 + 1) == pytest.approx(value, nan_ok=True)
    alike = 1 if len(set(marks[0])) > 1 else np.nan
    assert gg.kendall_w(pd.concat([marks[0], marks[0]], axis=1)) == pytest.approx(alike, nan_ok=True)


def test_five_participants_share_five_buurten_and_differ_over_thirteen(agreement):
    assert agreement.choice["groep"].value_counts().to_dict() == {"iedereen": 5, "sommigen": 13, "niemand": 35}
    assert agreement.w == pytest.approx(0.886, abs=5e-4)
    assert [round(end, 2) for end in agreement.w_random] == [0.68, 0.94]
    assert say_choice(agreement).startswith("Ja, voor een deel: van de buurten staan er 5 bij iedereen")
    assert "0,68 tot 0,94" in say_agreement(agreement)
    assert "niet meer dan bij toeval" in say_agreement(agreement)
    assert agreement.spread.loc["vergrijzing"].tolist() == [0, 45, 45]


def test_the_scores_are_those_of_the_same_weights(data, agreement):
    for participant, points in agreement.weights.iterrows():
        alone = gg.score(data, weights={str(theme): float(value) for theme, value in points.items()})
        codes = agreement.scores.index
        expected = alone.buurten["score"][codes]
        pd.testing.assert_series_equal(agreement.scores[participant], expected, check_names=False, rtol=1e-12)
        if (points > 0).all():
            assert (agreement.ranks[participant] == alone.buurten["rang"][codes]).all()


@heavy
@given(st.permutations(range(5)))
def test_the_order_of_participants_changes_nothing(scores, agreement, order):
    other = gg.compare_weights(scores, [FIVE[place] for place in order])
    assert other.choice["groep"].to_dict() == agreement.choice["groep"].to_dict()
    assert other.w == pytest.approx(agreement.w)


def test_those_who_weigh_alike_agree(scores):
    agreement = gg.compare_weights(scores, ["40 30 10 20", "40-30-10-20"])
    assert agreement.w == pytest.approx(1)
    assert say_choice(agreement).startswith("Nee: bij iedereen staan dezelfde 10 buurten in de eerste 10")


def test_weights_by_name_need_not_be_points(scores):
    by_name = gg.compare_weights(scores, {"A": {"inkomen": 3.0}, "B": {"inkomen": 1.0, "gezondheid": 1.0}})
    coded = gg.compare_weights(scores, ["0 100 0 0", "50 50 0 0"])
    assert (by_name.ranks == coded.ranks).all(axis=None)
    pd.testing.assert_frame_equal(by_name.spread, coded.spread)


def test_what_chance_gives_is_the_same_for_the_page_and_for_one_meeting(scores, agreement):
    parts = parts_of(scores, agreement.ranks.index, scores.counted)
    assert random_agreements(parts, 6)[3] == agreement.w_random


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        (["40 30 10 20"], "minstens twee deelnemers"),
        (
            ["40 30 10", "25 25 25 25"],
            r"heeft 3 getallen; geef er 4 \(gezondheid, inkomen, vergrijzing en verstening\)",
        ),
        (["40 30 10 30", "25 25 25 25"], "is samen 110 en niet 100"),
        (["veertig", "25 25 25 25"], "'veertig' is geen code"),
        ({"A": {"zorg": 1}, "B": {}}, "geen thema 'zorg'"),
        ({"A": {"inkomen": -1}, "B": {"inkomen": 1}}, "De gewichten van A zijn negatief"),
    ],
)
def test_what_is_no_weighting_is_refused(scores, codes, sentence):
    with pytest.raises(InputError, match=sentence):
        gg.compare_weights(scores, codes)


def test_more_first_buurten_than_there_are_is_refused(scores):
    with pytest.raises(InputError, match="maar 53 buurten met een rang"):
        gg.compare_weights(scores, FIVE, top=53)


@given(st.lists(st.integers(0, 100), min_size=2, max_size=6), st.sampled_from([" · ", "-", " ", ", ", "/"]))
def test_a_code_is_read_as_it_is_written(points, sign):
    code = sign.join(map(str, points))
    assert is_code(code)
    if sum(points) == 100:
        assert write_code(read_code(code, ["x"] * len(points))) == " · ".join(map(str, points))


def test_a_name_is_no_code_and_letters_go_on_after_z():
    assert not any(is_code(name) for name in ("Enschede", "153", "GM0153", ""))
    assert [letter_of(place) for place in (0, 25, 26)] == ["A", "Z", "A1"]
