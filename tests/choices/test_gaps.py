"""The gaps of the example that can be worked out by hand, and those of Enschede."""

import dataclasses

import pandas as pd
import pytest
from four_buurten import A, B, C, D, score_four
from hypothesis import given
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.choices.gaps import NO_PROJECT, NOT_NAMED
from gezond_geo.errors import InputError


@pytest.fixture(scope="module")
def gaps(four):
    return gg.find_gaps(four, score_four(four))


def test_a_need_without_a_project_is_a_gap_and_one_that_may_have_one_is_not(gaps):
    # A: project 1 names health only. B: what project 2 is for is not known. C: no project.
    assert gaps.needs[["buurtcode", "thema", "reden"]].to_numpy().tolist() == [
        [A, "inkomen", NOT_NAMED],
        [C, "inkomen", NO_PROJECT],
    ]
    assert gaps.unknown[["buurtcode", "thema", "projecten"]].to_numpy().tolist() == [[B, "verstening", "2 3"]]


def test_a_project_stands_apart_where_its_theme_does_not_stack(gaps):
    rows = gaps.projects[["project", "buurtcode", "thema", "themazekerheid"]].to_numpy().tolist()
    assert rows == [[3, B, "inkomen", "afgeleid"], [3, D, "inkomen", "afgeleid"]]


def test_buurten_with_several_projects_are_named_with_their_euro(gaps, four):
    # Of the 5 000 euro of project 3, B has 2 000 of the 5 000 residents of B and D.
    share = four.buurten.loc[B, "inwoners"] / (four.buurten.loc[B, "inwoners"] + four.buurten.loc[D, "inwoners"])
    assert gaps.several.index.tolist() == [B]
    assert gaps.several.loc[B, ["aantal", "projecten"]].tolist() == [2, "2 3"]
    assert gaps.several.loc[B, "euro"] == pytest.approx(2000 + 5000 * share, abs=0.01)


def test_a_need_with_a_project_is_in_no_list(gaps):
    pairs = pd.concat([gaps.needs, gaps.unknown])[["buurtcode", "thema"]].to_numpy().tolist()
    assert [A, "gezondheid"] not in pairs


def test_a_list_without_themes_leaves_no_gap_but_where_there_is_no_project(four):
    silent = four.projects.assign(themas="")
    gaps = gg.find_gaps(dataclasses.replace(four, projects=silent), score_four(four))
    assert gaps.needs["reden"].tolist() == [NO_PROJECT]
    assert gaps.unknown["buurtcode"].unique().tolist() == [A, B]


@given(order=st.permutations(range(3)))
def test_the_order_of_the_list_changes_nothing(four, gaps, order):
    other = gg.find_gaps(dataclasses.replace(four, projects=four.projects.iloc[list(order)]), score_four(four))
    for name in ("needs", "unknown", "projects", "several"):
        pd.testing.assert_frame_equal(getattr(other, name), getattr(gaps, name))


def test_enschede_has_eleven_buurten_with_two_themes_and_no_project(data, scores, links):
    gaps = gg.find_gaps(data, scores, links)
    empty = gaps.needs[gaps.needs["reden"].eq(NO_PROJECT) & gaps.needs["stapeling"].ge(2)].drop_duplicates("buurtcode")
    assert (len(empty), empty["inwoners"].sum()) == (11, 27_980)
    with_rank = empty[empty["reden_geen_rang"].eq("")]
    assert (len(with_rank), with_rank["inwoners"].sum()) == (10, 24_665)
    assert empty.loc[empty["reden_geen_rang"].ne(""), "buurtnaam"].tolist() == ["City"]


def test_enschede_has_no_gap_where_the_document_is_silent(data, scores, links):
    gaps = gg.find_gaps(data, scores, links)
    with_project = gaps.needs["buurtcode"].isin(links["buurtcode"])
    assert not gaps.needs.loc[with_project, "reden"].eq(NO_PROJECT).any()
    assert set(gaps.unknown["buurtcode"]) <= set(links["buurtcode"])


def test_the_policy_is_quoted_as_what_it_is(data, scores, links, four):
    approach = gg.find_gaps(data, scores, links).approach
    assert "wijkaanpak" in approach
    assert "losstaand project" in approach
    assert "hoeft niet het meest urgente te zijn" in approach
    assert gg.find_gaps(four, score_four(four)).approach == ""


def test_certainty_of_a_need_follows_from_the_draws(data, scores, links):
    sure = gg.assess_robustness(data, scores, draws=200)
    gaps = gg.find_gaps(data, scores, links, sure=sure)
    for need in gaps.needs.to_dict("records"):
        chance = sure.buurten.loc[need["buurtcode"], f"kans_{need['thema']}"]
        assert need["kans"] == chance
        assert need["zekerheid"] == ("zeker" if chance > 0.9 else "waarschijnlijk" if chance >= 2 / 3 else "onzeker")


def test_links_of_other_data_are_refused(four, links):
    with pytest.raises(InputError, match="hoort niet bij deze gegevens"):
        gg.find_gaps(four, score_four(four), links)
