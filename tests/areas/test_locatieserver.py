"""What the Locatieserver answers: kept with its score, judged by whether it is what was asked, never outside."""

import math

import pytest
from addresses import address_server, document
from faulty import Reply

from gezond_geo.areas.locatieserver import CANDIDATES, EXACT, NEAR, SEVERAL, find_address
from gezond_geo.errors import SourceError

pytestmark = pytest.mark.usefixtures("online")

HOF = document("Voorbeeldhof 12, 7512AA Enschede", 257_000.123, 471_000, score=11.5)
HOF_A = document("Voorbeeldhof 12A, 7512AA Enschede", 257_010, 471_000, score=10.25)
STREET = document("Voorbeeldhof, Enschede", 257_005, 471_000, type="weg", score=8)
ELSEWHERE = document(
    "Voorbeeldhof 12, 7551AA Hengelo", 251_000, 476_000, gemeentenaam="Hengelo", gemeentecode="0164", score=12
)


@pytest.fixture
def ask(monkeypatch):
    """Look an address up in Enschede at a server that has some documents; give the answer and the server."""

    def call(text, *documents):
        with address_server(list(documents)) as server:
            monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)
            return find_address(text, "GM0153", "Enschede"), server

    return call


@pytest.fixture
def hear(monkeypatch):
    """Look an address up in Enschede at a server that always answers the same; give what is kept of it."""

    def call(text, *documents):
        with address_server([]) as server:
            server.fixed = list(documents)
            monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)
            return find_address(text, "GM0153", "Enschede").candidates

    return call


def test_an_answer_is_kept_with_its_score_its_place_and_how_it_fits(ask):
    search, server = ask("Voorbeeldhof 12", HOF, HOF_A, STREET, ELSEWHERE)
    assert search.candidates.to_dict("list") == {
        "gevonden": [d["weergavenaam"] for d in (HOF, HOF_A, STREET)],
        "soort": ["adres", "adres", "weg"],
        "score": [11.5, 10.25, 8.0],
        "zekerheid": [EXACT, NEAR, NEAR],
        "x": [257_000.12, 257_010.0, 257_005.0],
        "y": [471_000.0] * 3,
    }
    assert search.elsewhere == ""
    assert server.asked == [{"q": "Voorbeeldhof 12", "rows": str(CANDIDATES), "fq": "gemeentecode:0153"}]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Voorbeeldhof 12", EXACT),
        ("voorbeeldhof 12 enschede", EXACT),
        ("Voorbeeldhof 12, 7512AA Enschede", EXACT),
        ("Voorbeeldhof 12 7512 AA", EXACT),
        ("Voorbeeldhof 12, 7512 AB Enschede", NEAR),
        ("Voorbeeldhof 12 A", NEAR),
        ("Voorbeeldhof", NEAR),
        ("Voorbeeldhof 1", NEAR),
        ("Voorbeeldhof 123", NEAR),
        ("Voorbeeldhof 12 Hengelo", NEAR),
        ("Buurthuis Voorbeeldhof 12", NEAR),
    ],
)
def test_only_the_street_and_number_that_were_asked_fit(hear, text, certainty):
    assert hear(text, HOF)["zekerheid"].tolist() == [certainty]


def test_two_that_fit_are_for_a_person_to_choose_from(ask):
    other = document("Voorbeeldhof 12, 7545ZZ Enschede", 255_000, 470_000, score=11)
    search, _ = ask("Voorbeeldhof 12", HOF, other)
    assert search.candidates["zekerheid"].tolist() == [SEVERAL, SEVERAL]


def test_one_outside_the_gemeente_is_no_answer_and_is_named(ask):
    search, server = ask("Voorbeeldhof 12", ELSEWHERE)
    assert search.candidates.empty
    assert search.elsewhere == "Voorbeeldhof 12, 7551AA Hengelo (Hengelo)"
    assert [("fq" in query) for query in server.asked] == [True, False]


def test_a_number_with_a_letter_may_be_written_apart(hear):
    assert hear("voorbeeldhof 12 a", HOF, HOF_A)["zekerheid"].tolist() == [NEAR, EXACT]


def test_a_service_that_does_not_filter_gives_no_place_outside(hear):
    assert hear("Voorbeeldhof 12", ELSEWHERE, HOF)["gevonden"].tolist() == [HOF["weergavenaam"]]


def test_nowhere_is_nowhere(ask):
    search, _ = ask("Nergenslaan 1", HOF)
    assert (len(search.candidates), search.elsewhere) == (0, "")


@pytest.mark.parametrize(
    "broken",
    [
        {"weergavenaam": ""},
        {"centroide_rd": None},
        {"centroide_rd": "POINT(6.8 52.2)"},
        {"centroide_rd": "LINESTRING(257000 471000, 257001 471000)"},
        {"centroide_rd": "x"},
    ],
    ids=str,
)
def test_an_answer_without_a_name_or_a_place_in_the_country_is_passed_over(hear, broken):
    assert hear("Voorbeeldhof 12", HOF | broken, HOF_A, None, "?")["gevonden"].tolist() == [HOF_A["weergavenaam"]]


def test_a_score_that_is_no_number_is_missing(hear):
    assert math.isnan(hear("Voorbeeldhof 12", HOF | {"score": "hoog"})["score"].item())


def test_a_question_is_asked_once(ask, monkeypatch):
    first, server = ask("Voorbeeldhof 12", HOF)
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")
    again = find_address("Voorbeeldhof 12", "GM0153", "Enschede")
    assert again.candidates.equals(first.candidates)
    assert again.retrieved == first.retrieved
    assert len(server.asked) == 1


@pytest.mark.parametrize("answer", [{}, {"response": []}, {"response": {"docs": "geen"}}], ids=str)
def test_another_answer_than_a_list_is_said(server, monkeypatch, answer):
    server.answer("free", Reply(json=answer))
    monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)
    with pytest.raises(SourceError, match="Locatieserver"):
        find_address("Voorbeeldhof 12", "GM0153", "Enschede")
