"""A koppelkans needs the same place and the same years: the example by hand, and what holds for any."""

import dataclasses

import pandas as pd
import pytest
from examples import heavy
from four_buurten import INVESTMENTS, SOUTH, WEST, A, B, C, D, load_four, score_four
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

import gezond_geo as gg
from gezond_geo.choices.kinds import OTHER, idea_for, investment_kinds
from gezond_geo.choices.needs import BORDER, NOT_DRAWN
from gezond_geo.dataset.folder.investments import read_investments
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.catalogue import themes


@pytest.fixture(scope="module")
def scores(four):
    return score_four(four)


def plan(**cells):
    """Give a list of one investment."""
    row = {"naam": "Plan", "partij": "corporatie", "soort": "woningen", "van_jaar": 2026, "tot_en_met_jaar": 2030}
    return pd.DataFrame([row | cells])


def find_with(data, scores, **cells):
    """Find koppelkansen where there is one investment."""
    investments, _ = read_investments(plan(**cells))
    return gg.find_koppelkansen(dataclasses.replace(data, investments=investments), scores)


def test_the_example_by_hand(four, scores):
    chances = gg.find_koppelkansen(four, scores)
    columns = ["investering", "buurtcode", "aandeel", "thema", "van_jaar", "tot_en_met_jaar", "projecten", "tegelijk"]
    assert chances[columns].to_numpy().tolist() == [
        [1, A, 0.4, "gezondheid", 2027, 2028, "1", ""],
        [1, A, 0.4, "inkomen", 2027, 2028, "", ""],
        [2, B, 1.0, "verstening", 2026, 2027, "", "1"],
        [1, B, 0.6, "verstening", 2027, 2028, "", "2"],
    ]


def test_each_koppelkans_says_in_one_sentence_why(four, scores):
    sentences = gg.find_koppelkansen(four, scores)["zin"]
    assert sentences[0] == (
        "Riool vervangen (gemeente, 2027–2028) ligt in Buurt 0, waar gezondheid meetelt: als de straat toch open ligt, "
        "kan zij meteen fijner worden om te lopen en te fietsen; project 1 kan mee."
    )
    assert all(text.count(".") == 1 and text.endswith(".") for text in sentences)


def test_a_need_on_the_border_is_said_and_comes_after_a_firm_one(four):
    percentiles = {
        A: {"gezondheid": 84.0, "inkomen": 30.0, "vergrijzing": 20.0, "verstening": 30.0},
        B: {"gezondheid": 86.0, "inkomen": 50.0, "vergrijzing": 20.0, "verstening": 30.0},
    }
    rest = {code: {"gezondheid": 10.0, "inkomen": 10.0, "vergrijzing": 10.0, "verstening": 10.0} for code in (C, D)}
    chances = gg.find_koppelkansen(four, score_four(four, percentiles | rest))
    assert chances["buurtcode"].tolist() == [B, B, A]
    assert chances["zekerheid"].tolist() == [NOT_DRAWN, NOT_DRAWN, BORDER]
    assert "ligt op de grens" in chances["zin"].iloc[-1]


@heavy
@given(first=st.integers(2021, 2040), length=st.integers(0, 10), start=st.integers(2021, 2040), span=st.integers(0, 10))
def test_there_is_a_koppelkans_only_in_years_that_overlap(four, scores, first, length, start, span):
    row = four.investments.iloc[[1]].assign(van_jaar=float(first), tot_en_met_jaar=float(first + length))
    data = dataclasses.replace(four, investments=row)
    chances = gg.find_koppelkansen(data, scores, years=(start, start + span))
    shared = range(max(first, start), min(first + length, start + span) + 1)
    assert len(chances) == (1 if shared else 0)
    if shared:
        assert chances.loc[0, ["van_jaar", "tot_en_met_jaar"]].tolist() == [shared[0], shared[-1]]


@heavy
@given(west=st.floats(-2000, 6000), length=st.floats(20, 6000))
def test_a_line_meets_the_buurten_that_it_runs_through_and_no_other(four, scores, west, length):
    left, right = round(west, 1), round(west, 1) + round(length, 1)
    text = f"LINESTRING ({WEST + left} {SOUTH + 500}, {WEST + right} {SOUTH + 500})"
    data = dataclasses.replace(four, investments=four.investments.iloc[[0]].assign(geometrie=text, buurten=""))
    chances = gg.find_koppelkansen(data, scores).drop_duplicates("buurtcode").set_index("buurtcode")["aandeel"]
    inside = {code: min(right, (n + 1) * 1000) - max(left, n * 1000) for n, code in enumerate((A, B, C))}
    expected = {code: metres / (right - left) for code, metres in inside.items() if metres > 0.1}
    assert chances.to_dict() == pytest.approx(expected)


@given(code=st.sampled_from([A, B, C, D]))
def test_a_koppelkans_is_in_a_buurt_that_the_investment_names(four, scores, code):
    data = dataclasses.replace(four, investments=four.investments.iloc[[1]].assign(buurten=f"{code}:document"))
    chances = gg.find_koppelkansen(data, scores)
    assert set(chances["buurtcode"]) == {code} - {D}  # in D nothing stacks


def area(west, east, height):
    """Give a rectangle as WKT, in metres from the south-west of A."""
    return box(WEST + west, SOUTH, WEST + east, SOUTH + height).wkt


def test_an_area_has_what_it_shares_with_a_buurt(four, scores):
    # 250 by 100 metres, of which 50 in A and 200 in B.
    shares = find_with(four, scores, geometrie=area(950, 1200, 100)).drop_duplicates("buurtcode")
    assert dict(zip(shares["buurtcode"], shares["aandeel"], strict=True)) == pytest.approx({A: 0.2, B: 0.8})


def test_an_area_that_was_drawn_along_a_boundary_is_not_behind_it(four, scores):
    assert set(find_with(four, scores, geometrie=area(1000, 2000.5, 900))["buurtcode"]) == {B}


def test_a_point_on_a_border_is_in_both_and_its_share_is_not_known(four, scores):
    chances = find_with(four, scores, x=WEST + 1000, y=SOUTH + 500)
    assert set(chances["buurtcode"]) == {A, B}
    assert chances["aandeel"].isna().all()


def test_an_investment_in_a_part_of_a_buurt_says_so(four, scores):
    chances = find_with(four, scores, buurten=f"{A}:document:deel")
    assert chances["deel"].all()
    assert chances.loc[0, "zin"].startswith("Plan (corporatie, 2026–2030) ligt in een deel van Buurt 0, waar ")


def test_what_an_investment_is_for_itself_is_no_koppelkans(four, scores):
    assert find_with(four, scores, soort="groen", buurten=B).empty
    assert find_with(four, scores, themas="gezondheid:document", buurten=A)["thema"].tolist() == ["inkomen"]


def test_a_project_of_other_years_does_not_ride_along(four, scores):
    late = dataclasses.replace(four, projects=four.projects.assign(van_jaar=2029.0))
    assert gg.find_koppelkansen(late, scores)["projecten"].eq("").all()


def test_an_investment_without_years_is_no_koppelkans_and_is_told():
    four = load_four(investments=plan(buurten=A, van_jaar=None, tot_en_met_jaar=None))
    assert gg.find_koppelkansen(four, score_four(four)).empty
    assert any("Plan" in text and "jaar" in text for text in four.meldingen)


def test_without_a_list_nothing_is_pretended(data):
    with pytest.raises(InputError, match="vraag 2 van de SIA"):
        gg.find_koppelkansen(data, gg.score(data))


def test_an_empty_list_is_no_answer():
    four = load_four(investments=INVESTMENTS.iloc[:0])
    assert four.investments is None
    with pytest.raises(InputError, match="vraag 2 van de SIA"):
        gg.find_koppelkansen(four, score_four(four))


@pytest.mark.parametrize("years", [(2030, 2026), (2026,), "2026", (2026.5, 2030)])
def test_years_that_are_none_are_refused(four, scores, years):
    with pytest.raises(SettingsError):
        gg.find_koppelkansen(four, scores, years=years)


def test_order_and_names_change_nothing(four, scores):
    chances = gg.find_koppelkansen(four, scores)
    other = dataclasses.replace(four, investments=four.investments.iloc[::-1].assign(naam="Iets"))
    same = gg.find_koppelkansen(other, scores)
    pd.testing.assert_frame_equal(same.drop(columns=["naam", "zin"]), chances.drop(columns=["naam", "zin"]))


def test_every_idea_is_there_in_both_languages_and_names_no_effect():
    for kind in investment_kinds():
        for theme in [*themes(), OTHER]:
            for language in ("nl", "en"):
                text = idea_for(kind, theme, language)
                assert text
                assert not text.endswith(".")
                assert "gezonder" not in text
    assert idea_for("tunnel", "gezondheid") == idea_for(OTHER, OTHER)
