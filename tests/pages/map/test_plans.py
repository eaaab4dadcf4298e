"""What the page gets of the plans of others and of euro per resident."""

import dataclasses

import pandas as pd
import pytest
from four_buurten import A, B, C, D, F, score_four

import gezond_geo as gg
from gezond_geo.choices.links import euro_per_resident
from gezond_geo.pages.map.money import MONEY
from gezond_geo.pages.map.payload import build_payload


def buurt_of(payload, code):
    return next(buurt for buurt in payload["buurten"] if buurt["code"] == code)


def test_a_plan_stands_in_the_buurten_that_it_runs_through_with_its_years(payload_of_four):
    (sewer,) = buurt_of(payload_of_four, A)["koppelkansen"]
    assert (sewer["naam"], sewer["wie"], sewer["jaren"], sewer["stand"]) == (
        "Riool vervangen", "gemeente", "2027–2028", "besloten",
    )  # fmt: skip
    assert sewer["deel"] == "40 van de 100 ervan ligt in deze buurt"
    assert [(row["thema"], row["projecten"]) for row in sewer["themas"]] == [("gezondheid", [1]), ("inkomen", [])]
    assert buurt_of(payload_of_four, C)["koppelkansen"] == buurt_of(payload_of_four, D)["koppelkansen"] == []


def test_plans_in_the_same_years_name_each_other(payload_of_four):
    homes, sewer = buurt_of(payload_of_four, B)["koppelkansen"]
    assert homes["tegelijk"] == "In dezelfde jaren ook: Riool vervangen."
    assert sewer["tegelijk"] == "In dezelfde jaren ook: Woningen opknappen."


def test_certainty_is_said_only_where_it_was_worked_out(payload_of_four):
    assert {row["zeker"] for plan in buurt_of(payload_of_four, A)["koppelkansen"] for row in plan["themas"]} <= {
        "", "Of inkomen hier meetelt, ligt op de grens.",
    }  # fmt: skip


def test_without_a_list_the_page_is_told_so(payload):
    assert payload["investeringen"] is None
    assert all(buurt["koppelkansen"] == [] for buurt in payload["buurten"])


def test_in_english_the_idea_is_english(four):
    payload = build_payload(four, score_four(four), gg.match_projects(four), language="en")
    assert buurt_of(payload, A)["koppelkansen"][0]["themas"][0]["idee"].startswith("While the street is open")


def test_euro_per_resident_by_hand(four):
    # 6 000 euro of project 1 over 1 500 residents; 2 000 and 2 000/(2 000 + 3 000) of 5 000 over 2 000.
    amounts = euro_per_resident(four, gg.match_projects(four))
    assert amounts[A] == pytest.approx(4.0)
    assert amounts[B] == pytest.approx(2.0)
    assert amounts[C] == 0
    assert amounts[D] == pytest.approx(1.0)
    assert pd.isna(amounts[F])  # 50 residents


def test_the_view_of_euro_says_which_money_is_spread(payload_of_four):
    view = payload_of_four["weergaven"][MONEY]
    assert view["klasse"][F] is None
    assert view["klasse"][C] == 0
    assert view["klassen"][0]["label"] == "geen geld voor de buurt"
    assert view["grens"]["buurten"] == [B, D]
    assert view["schatting"]
    assert (
        buurt_of(payload_of_four, D)["cijfers_per_weergave"][MONEY]
        == "€ 1 per inwoner (deels verdeeld geld: schatting)"
    )
    assert buurt_of(payload_of_four, A)["cijfers_per_weergave"][MONEY] == "€ 4 per inwoner"
    assert MONEY in next(group["weergaven"] for group in payload_of_four["groepen"] if group["id"] == "geld")


def test_no_money_makes_no_view(four):
    without = dataclasses.replace(four, projects=four.projects.iloc[:0])
    payload = build_payload(without, score_four(without), gg.match_projects(without))
    assert MONEY not in payload["weergaven"]


def test_an_amount_that_is_not_known_is_not_zero(four):
    unknown = dataclasses.replace(four, projects=four.projects.assign(euro=[float("nan"), 2000.0, 5000.0]))
    amounts = euro_per_resident(unknown, gg.match_projects(unknown))
    assert pd.isna(amounts[A])
    assert amounts[B] == pytest.approx(2.0)


def test_enschede_has_its_money_where_the_issue_says(data, links):
    amounts = euro_per_resident(data, links)
    assert amounts["BU01530604"] == pytest.approx(500_000 / 4425)
    assert (amounts[data.buurten["inwoners"] < 100]).isna().all()
