"""Whether the score counts twice: correlations and dimensions by hand, and the ranking without each theme."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from doc_tables import DOCS, rows_of
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import gezond_geo as gg
from gezond_geo.errors import InputError
from gezond_geo.indicators.limits import MIN_BUURTEN
from gezond_geo.scores.age import standardise_age
from gezond_geo.scores.coherence import (
    assess_coherence,
    compare_ranks,
    correlate,
    effective_dimensions,
    measure_shifts,
    rank_without,
    say_coherence,
)

# Whole numbers, so that a transformation cannot make or break ties.
figures = arrays.arrays(
    "float64", st.tuples(st.integers(MIN_BUURTEN, 30), st.integers(2, 6)), elements=st.integers(0, 100)
).filter(lambda values: (values.min(axis=0) < values.max(axis=0)).all())


@pytest.fixture(scope="module")
def coherence(data, scores):
    return assess_coherence(data, scores)


def frame_of(values):
    return pd.DataFrame(values, columns=[f"c{n}" for n in range(values.shape[1])])


def with_correlation(coherence, one, other, value):
    """The coherence with another correlation between two themes, and none between all others."""
    names = coherence.themes.index
    themes = pd.DataFrame(np.eye(len(names)), index=names, columns=names)
    themes.loc[one, other] = themes.loc[other, one] = value
    return dataclasses.replace(coherence, themes=themes)


def test_correlation_by_hand():
    # Neighbours swapped: every difference in rank is 1, so 1 - 6 * 10 / (10 * 99) = 0.9394; reversed gives -1.
    frame = pd.DataFrame({"a": range(10), "b": [1, 0, 3, 2, 5, 4, 7, 6, 9, 8], "c": range(9, -1, -1)})
    matrix = correlate(frame)
    assert matrix.loc["a", "b"] == pytest.approx(1 - 60 / 990)
    assert matrix.loc["a", "c"] == pytest.approx(-1)
    assert matrix.loc["b", "c"] == pytest.approx(60 / 990 - 1)


def test_a_buurt_that_lacks_one_of_them_is_left_out():
    frame = pd.DataFrame({"a": [*range(10), 0.0], "b": [*range(10), 99.0], "c": [*range(10), np.nan]})
    assert correlate(frame).loc["a", "b"] == pytest.approx(1)


def test_under_ten_buurten_there_is_no_correlation():
    frame = pd.DataFrame({"a": range(MIN_BUURTEN), "b": range(MIN_BUURTEN)}, dtype="float64")
    assert correlate(frame).notna().all(axis=None)
    assert correlate(frame[1:]).isna().all(axis=None)
    assert np.isnan(effective_dimensions(correlate(frame[1:])))


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        (np.eye(4), 4),
        (np.ones((4, 4)), 1),
        # Eigenvalues 1.5 and 0.5: 2² / (2.25 + 0.25).
        ([[1, 0.5], [0.5, 1]], 1.6),
        # Two that are the same and one apart, eigenvalues 2, 1 and 0: 3² / (4 + 1).
        ([[1, 1, 0], [1, 1, 0], [0, 0, 1]], 1.8),
        # Going against each other is the same story, told from the other side.
        ([[1, -1], [-1, 1]], 1),
    ],
)
def test_dimensions_by_hand(matrix, expected):
    assert effective_dimensions(pd.DataFrame(matrix)) == pytest.approx(expected)


@given(figures)
def test_correlations_are_symmetric_and_dimensions_within_bounds(values):
    matrix = correlate(frame_of(values))
    pd.testing.assert_frame_equal(matrix, matrix.T)
    assert np.diag(matrix) == pytest.approx(1)
    assert matrix.abs().max(axis=None) <= 1 + 1e-9
    assert 1 - 1e-9 <= effective_dimensions(matrix) <= values.shape[1] + 1e-9


@given(figures)
def test_dimensions_are_those_of_the_eigenvalues(values):
    matrix = correlate(frame_of(values))
    eigenvalues = np.linalg.eigvalsh(matrix)
    assert effective_dimensions(matrix) == pytest.approx(eigenvalues.sum() ** 2 / (eigenvalues**2).sum())


@given(figures, st.integers(1, 4))
def test_copies_of_one_never_lift_the_dimensions_above_the_number_of_different_ones(values, copies):
    frame = frame_of(values)
    more = frame.assign(**{f"copy{n}": frame["c0"] for n in range(copies)})
    assert effective_dimensions(correlate(more)) <= values.shape[1] + 1e-9


@given(figures)
def test_a_copy_of_one_of_two_never_raises_the_dimensions(values):
    pair = frame_of(values)[["c0", "c1"]]
    before = effective_dimensions(correlate(pair))
    assert effective_dimensions(correlate(pair.assign(copy=pair["c0"]))) <= before + 1e-9


@given(figures)
def test_a_copy_of_each_changes_nothing(values):
    frame = frame_of(values)
    twice = pd.concat([frame, frame.add_suffix("_copy")], axis=1)
    assert effective_dimensions(correlate(twice)) == pytest.approx(effective_dimensions(correlate(frame)))


@given(figures, st.randoms(use_true_random=False))
def test_another_unit_or_order_of_rows_changes_nothing(values, random):
    frame = frame_of(values)
    order = list(frame.index)
    random.shuffle(order)
    other = (frame**3 * 2 + 1).loc[order]
    pd.testing.assert_frame_equal(correlate(other), correlate(frame), rtol=0, atol=1e-12)


def test_without_a_theme_it_is_ranked_as_with_that_theme_at_weight_nothing(data, scores):
    ranks = rank_without(data, scores)
    assert list(ranks) == ["rang", "zonder_gezondheid", "zonder_inkomen", "zonder_vergrijzing", "zonder_verstening"]
    pd.testing.assert_index_equal(ranks.index, data.buurten.index)
    without = gg.score(data, weights={"vergrijzing": 0}).buurten["rang"]
    pd.testing.assert_series_equal(ranks["zonder_vergrijzing"], without, check_names=False)
    pd.testing.assert_series_equal(ranks["rang"], scores.buurten["rang"])


def test_settings_of_the_scores_are_kept(data):
    scores = gg.score(data, weights={"inkomen": 3, "gezondheid": 0}, limits=gg.Limits(rank=1000))
    ranks = rank_without(data, scores)
    assert list(ranks) == ["rang", "zonder_inkomen", "zonder_vergrijzing", "zonder_verstening"]
    expected = gg.score(
        data, weights={"inkomen": 3, "gezondheid": 0, "verstening": 0}, limits=gg.Limits(rank=1000)
    ).buurten["rang"]
    pd.testing.assert_series_equal(ranks["zonder_verstening"], expected, check_names=False)


def test_a_buurt_that_lacks_only_the_theme_left_out_has_a_rank_there(data):
    buurten = data.buurten.copy()
    buurten.loc["BU01530301", "steen"] = np.nan
    lacking = dataclasses.replace(data, buurten=buurten)
    ranks = rank_without(lacking, gg.score(lacking))
    assert np.isnan(ranks.loc["BU01530301", "rang"])
    assert ranks.loc["BU01530301", "zonder_verstening"] == 8
    assert np.isnan(ranks.loc["BU01530301", "zonder_inkomen"])


def test_shifts_by_hand():
    ranks = pd.DataFrame(
        {
            "rang": [1.0, 2, 3, np.nan, 4],
            "zonder_a": [3.0, 2, 1, 5, 4],
            "zonder_b": [1.0, 2, 3, np.nan, 4],
        },
        index=list("pqrst"),
    )
    shifts = measure_shifts(ranks)
    # 2, 0, 2 and 0 over the four that have both; p and r move as far, and p stands first.
    assert shifts.loc["zonder_a"].tolist() == [1.0, 2.0, "p"]
    assert shifts.loc["zonder_b"].tolist() == [0.0, 0.0, ""]


def test_ranks_of_named_scores_stand_beside_each_other(data, scores):
    other = gg.score(data, weights={"inkomen": 0})
    ranks = compare_ranks({"rang": scores, "ander": other})
    assert ranks["ander"].equals(other.buurten["rang"])
    assert measure_shifts(ranks).loc["ander", "grootst"] > 0


def test_one_theme_has_nothing_to_leave_out(data):
    scores = gg.score(data, weights={"inkomen": 0, "vergrijzing": 0, "verstening": 0})
    own = assess_coherence(data, scores)
    assert list(own.ranks) == ["rang"]
    assert own.shifts.empty
    assert own.theme_dimensions == pytest.approx(1)
    alone, dimensions, *_ = say_coherence(data, scores, own)
    assert alone == "Alleen gezondheid telt mee: er is geen ander thema om mee samen te hangen."
    assert dimensions == "6 indicatoren, ongeveer 2,0 onafhankelijke verhalen."


def test_two_themes_are_one_and_the_other(data):
    scores = gg.score(data, weights={"inkomen": 0, "gezondheid": 0})
    first, *_ = say_coherence(data, scores, assess_coherence(data, scores))
    assert first.startswith("Vergrijzing hangt nauwelijks samen met het andere thema (−0,26)")


def test_scores_of_other_data_are_refused(data, scores):
    fewer = dataclasses.replace(data, buurten=data.buurten[:20])
    with pytest.raises(InputError, match="horen niet bij deze gegevens"):
        assess_coherence(fewer, scores)


def test_the_data_stay_as_they_are(data):
    before = data.buurten.copy()
    assess_coherence(data)
    pd.testing.assert_frame_equal(pd.DataFrame(data.buurten), pd.DataFrame(before))


def test_what_is_said_of_enschede(data, scores, coherence):
    assert say_coherence(data, scores, coherence) == [
        "Gezondheid en inkomen hangen sterk samen (0,93): twee thema's zijn hier vaak één verhaal.",
        "Gezondheid en verstening hangen samen (0,41): ze vertellen voor een deel hetzelfde.",
        "Inkomen en verstening hangen samen (0,52): ze vertellen voor een deel hetzelfde.",
        "Vergrijzing hangt nauwelijks samen met de andere thema's (−0,26 tot −0,08): een verhaal op zichzelf. "
        "Onder nul: waar dit thema hoog staat, staat het andere wat vaker laag.",
        "4 thema's, ongeveer 2,4 onafhankelijke verhalen.",
        "10 indicatoren, ongeveer 2,4 onafhankelijke verhalen.",
        "Zonder gezondheid verschuift een rang gemiddeld 3,5, en hoogstens 13 (Stroinkslanden-Zuid).",
        "Zonder inkomen verschuift een rang gemiddeld 3,9, en hoogstens 13 (Dolphia).",
        "Zonder vergrijzing verschuift een rang gemiddeld 3,0, en hoogstens 18 (Stokhorst).",
        "Zonder verstening verschuift een rang gemiddeld 6,6, en hoogstens 21 (Getfert).",
        "Gezondheid en inkomen rekenen met modelschattingen van het RIVM. Leeftijd, inkomen en herkomst horen tot de "
        "kenmerken waaruit het RIVM schat, dus deze cijfers herhalen voor een deel de andere thema's.",
        "Samenhang is de rangcorrelatie over de 65 buurten met alle thema's, van −1 tot 1; elke buurt telt even zwaar.",
    ]


@pytest.mark.parametrize(
    ("correlation", "expected"),
    [
        (0.895, "hangen sterk samen (0,90): twee thema's zijn hier vaak één verhaal."),
        (0.894, "hangen samen (0,89): ze vertellen voor een deel hetzelfde."),
        (0.306, "hangen samen (0,31): ze vertellen voor een deel hetzelfde."),
        (
            -0.396,
            "gaan tegen elkaar in (−0,40): waar het ene thema hoog staat, staat het andere vaak laag, en in de score "
            "heffen ze elkaar deels op.",
        ),
    ],
)
def test_what_is_said_of_two_themes(data, scores, coherence, correlation, expected):
    other = with_correlation(coherence, "inkomen", "vergrijzing", correlation)
    lines = say_coherence(data, scores, other)
    assert lines[0] == f"Inkomen en vergrijzing {expected}"
    assert not any(line.startswith(("Inkomen hangt", "Vergrijzing hangt")) for line in lines)


@pytest.mark.parametrize(
    ("correlation", "span"),
    [
        (0.304, "(0,00 tot 0,30): een verhaal op zichzelf."),
        (
            -0.394,
            "(−0,39 tot 0,00): een verhaal op zichzelf. Onder nul: waar dit thema hoog staat, staat het andere wat "
            "vaker laag.",
        ),
    ],
)
def test_what_is_said_of_a_theme_that_has_little_in_common(data, scores, coherence, correlation, span):
    other = with_correlation(coherence, "inkomen", "vergrijzing", correlation)
    lines = say_coherence(data, scores, other)
    assert f"Vergrijzing hangt nauwelijks samen met de andere thema's {span}" in lines
    assert "Gezondheid hangt nauwelijks samen met de andere thema's (0,00): een verhaal op zichzelf." in lines


def test_what_is_said_of_too_few_buurten(data):
    few = dataclasses.replace(data, buurten=data.buurten[:9])
    scores = gg.score(few)
    own = assess_coherence(few, scores)
    assert own.themes.isna().all(axis=None)
    assert say_coherence(few, scores, own) == [
        f"Over {own.buurten} buurten is geen samenhang te berekenen: daarvoor zijn er 10 of meer nodig."
    ]


def test_what_is_said_of_a_theme_that_is_the_same_everywhere(data):
    same = dataclasses.replace(data, buurten=data.buurten.assign(steen=40.0))
    scores = gg.score(same)
    own = assess_coherence(same, scores)
    assert own.themes["verstening"].isna().all()
    assert np.isnan(own.theme_dimensions)
    lines = say_coherence(same, scores, own)
    assert "Van verstening is geen samenhang te berekenen: alle buurten staan er gelijk." in lines
    assert "Zonder verstening blijft elke rang gelijk." in lines
    assert not any("onafhankelijke" in line for line in lines)


def test_no_model_is_spoken_of_where_none_is_counted(data):
    scores = gg.score(data, weights={"gezondheid": 0, "inkomen": 0})
    lines = say_coherence(data, scores, assess_coherence(data, scores))
    assert not any("RIVM" in line for line in lines)


def test_correlations_in_the_docs(coherence):
    rows = rows_of("coherence.md", "correlations")
    assert rows == {
        theme: [f"{value:.2f}".replace("-", "−") for value in row] for theme, row in coherence.themes.iterrows()
    }


def test_dimensions_in_the_docs(coherence):
    assert rows_of("coherence.md", "dimensions") == {
        "themes": [str(len(coherence.themes)), f"{coherence.theme_dimensions:.1f}"],
        "indicators": [str(len(coherence.indicators)), f"{coherence.indicator_dimensions:.1f}"],
    }


def test_shifts_in_the_docs(data, coherence):
    names = data.buurten["buurtnaam"]
    assert rows_of("coherence.md", "shifts") == {
        theme.removeprefix("zonder_"): [f"{row['gemiddeld']:.1f}", f"{row['grootst']:.0f}", names[row["buurt"]]]
        for theme, row in coherence.shifts.iterrows()
    }


def test_what_the_docs_say_of_health_standardised_for_age(data, scores):
    standardised = standardise_age(data)
    other = gg.score(standardised)
    shift = measure_shifts(compare_ranks({"rang": scores, "gestandaardiseerd": other})).loc["gestandaardiseerd"]
    close = assess_coherence(standardised, other).themes.loc["gezondheid", "inkomen"]
    page = " ".join((DOCS / "coherence.md").read_text("utf-8").split())
    text = f"ranks move {shift['gemiddeld']:.1f} on average and {shift['grootst']:.0f} at most"
    assert f"health and income are just as close ({close:.2f}), and {text}" in page
