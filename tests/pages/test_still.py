"""The page where no script runs."""

import dataclasses
import re

import pytest
from four_buurten import score_four
from voorbeeld import make_payload

import gezond_geo as gg
from gezond_geo.pages.language import language_of
from gezond_geo.pages.map.payload import build_payload
from gezond_geo.pages.still import build_still


@pytest.fixture(scope="module")
def still(payload):
    return build_still(payload, language_of("nl"))


def test_the_finding_the_list_and_every_tile_are_there(still, data, scores):
    assert "<h1>In Wesselerbrink Zuid-Oost komen vier thema&#39;s samen, in zeven buurten drie</h1>" in still
    assert still.count("<polygon") == len(data.buurten) == 70
    assert still.count('fill="url(#arcering)"') == scores.buurten["stapeling"].isna().sum() == 11
    rows = re.findall(r'<th scope="row" lang="nl">(.*?)</th>', still)
    assert rows[:3] == ["Wesselerbrink Zuid-Oost", "&#39;t Lang", "De Bothoven ±"]
    assert len(rows) == 8


def test_every_buurt_stands_in_the_list_or_in_one_group(still, data):
    groups = re.findall(r"<h2>[^<]* \((\d+)\)</h2><p lang=\"nl\">(.*?)\.</p>", still)
    assert [int(count) for count, _ in groups] == [14, 19, 18, 11]
    assert sum(int(count) for count, _ in groups) + 8 == len(data.buurten)


def test_focus_areas_are_outlined_and_a_part_is_dashed(still):
    assert (still.count("f-heel"), still.count("f-deel")) == (2, 1)


def test_plans_of_others_are_listed_with_their_years_or_said_to_be_unknown(still, four, payload_of_four):
    assert "Vraag 2 van de SIA" in still
    page = build_still(payload_of_four, language_of("nl"))
    assert re.findall(r"<td>(20\d\d–20\d\d)</td>", page) == ["2027–2028", "2026–2027", "2027–2028"]
    assert "Riool vervangen (gemeente)" in page
    assert "Vraag 2 van de SIA" not in page
    past = dataclasses.replace(four, investments=four.investments.assign(van_jaar=2001, tot_en_met_jaar=2002))
    page = build_still(build_payload(past, score_four(past), gg.match_projects(past)), language_of("nl"))
    assert "In de lijst staan 2 investeringen." in page


def test_how_to_open_it_and_what_it_is_not_for(still):
    assert "Bewaar het bestand op uw computer" in still
    assert "Niet voor besluiten over personen, adressen of aanvragen." in still


@pytest.mark.parametrize("text", ["</noscript><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{ 7*7 }}"])
def test_text_stays_text(text):
    payload = make_payload()
    payload["kop"] = text
    payload["buurten"][0]["roepnaam"] = text
    page = build_still(payload, language_of("nl"))
    assert text not in page.replace("{{ 7*7 }}", text if "7" not in text else "")
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", page)[0]


def test_a_page_without_tiles_has_the_list_alone():
    payload = make_payload()
    payload["vormen"].pop("tegels", None)
    page = build_still(payload, language_of("en"))
    assert "<polygon" not in page
    assert "This map stands still." in page
