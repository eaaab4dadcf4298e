"""The decision note: what it says of a choice, and what it says where nothing is known."""

import dataclasses
import re

import pandas as pd
import pytest
from papers import text_of

import gezond_geo as gg
from gezond_geo.cli import main
from gezond_geo.dataset.folder.criteria import read_criteria
from gezond_geo.pages.note.charts import Interval, Row, chance_bar, euro_steps, index_lines, mark_line, reach_bar

TEN = "Pathmos, Dolphia, Stevenfenne"


@pytest.fixture(scope="module")
def decision(data, scores):
    changes = pd.DataFrame(
        {
            "wat": ["verandert", "nieuw"],
            "project": [8, None],
            "naam": ["", "Verdeeld"],
            "euro": [250_000, 250_000],
            "buurten": ["", TEN],
            "waarom": ["de helft blijft", ""],
        }
    )
    return gg.try_choice(data, scores, changes, draws=200)


@pytest.fixture(scope="module")
def judgements(data):
    marks = {criterion.id: [3, 3] for criterion in read_criteria(data.gemeente).criteria}
    sheets = pd.DataFrame(
        {
            "nummer": [8, 8],
            "beoordelaar": ["A", "B"],
            **marks,
            "draagvlak": [2, 5],
            "advies": ["verdelen", ""],
            "besluit": ["", ""],
        }
    )
    return gg.read_judgements(sheets, data)


def test_the_note_says_what_changes_and_what_stays(decision):
    text = text_of(gg.make_note(decision, title="De helft verdelen").html)
    # Pathmos 2 060, Dolphia 560 and Stevenfenne 4 505 residents had no euro.
    assert "Het voorstel bereikt 7.125 mensen meer. Het wordt breder en minder diep." in text
    assert "Project 8, Zorgzame buurt De Posten: van € 500.000 naar € 250.000 (de helft blijft)." in text
    assert "Nieuw: Verdeeld, € 250.000, in drie buurten." in text
    assert "Het totaal voor gebieden blijft € 1.731.000." in text
    assert "Andere projecten in een buurt: 12. Daaraan verandert niets." in text
    assert "Wesselerbrink Zuid-Oost 4.425 4 − € 250.000" in text


def test_opposite_measures_are_no_winner_and_no_effect_is_told(decision):
    text = text_of(gg.make_note(decision).html)
    assert "Het is een keuze tussen breder of dieper, en die is aan u." in text
    assert "per euro. Dat kan met deze cijfers niet." in text
    assert "doorgerekend voorstel, nog geen besluit" in text
    assert "Niet voor besluiten over personen, adressen of aanvragen." in text


def test_the_index_has_its_interval_and_band(decision):
    page = gg.make_note(decision).html
    assert "−0,63" in page
    assert "zo kan het ook bij toeval uitvallen" in page
    assert page.count('fill="#cdc2e7"') >= 2


def test_without_judges_it_is_said_and_with_them_there_is_no_total(decision, judgements):
    assert "Nog niemand heeft de criteria ingevuld." in text_of(gg.make_note(decision).html)
    text = text_of(gg.make_note(decision, judgements).html)
    assert "2 beoordelaars" in text
    assert "2 tot 5 ●" in text
    assert "Advies verdelen" in text
    assert "totaal: " not in text.replace("Er is geen totaal", "")


def test_under_eight_projects_there_is_no_index_but_the_table(data, scores):
    few = data.projects.loc[[5, 8, 11]]
    small = dataclasses.replace(data, projects=few)
    changes = pd.DataFrame({"wat": ["vervalt"], "project": [8]})
    text = text_of(gg.make_note(gg.try_choice(small, scores, changes, draws=100)).html)
    assert "Te weinig projecten om dit te zeggen." in text
    assert "Euro per inwoner, van waar het meeste samenkomt (1) naar het minste (5)" in text


@pytest.mark.parametrize("text", ["</style><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_text_from_outside_stays_text(decision, text):
    changes = decision.changes.assign(naam=text, waarom=text)
    page = gg.make_note(dataclasses.replace(decision, changes=changes, name=text), title=text).html
    assert "<script" not in page
    assert "<img" not in page
    assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", page)[0]


@pytest.mark.slow
def test_the_command_makes_a_note_of_a_record(decision, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    gg.write_decision(decision, tmp_path / "helft.zip")
    assert main(["beslisnota", "helft.zip", "--titel", "De helft"]) == 0
    assert capsys.readouterr().out.splitlines() == ["maps/beslisnota-keuze.html"]
    assert '<h1 class="nota">De helft</h1>' in (tmp_path / "maps" / "beslisnota-keuze.html").read_text("utf-8")
    assert main(["beslisnota", "weg.zip"]) == 2
    assert "weg.zip" in capsys.readouterr().err


def test_a_bar_of_reach_is_as_long_as_its_people():
    drawing = reach_bar("bereik", 1000, 400, 600)
    # 503 points for a thousand people: 400 stay, and 200 come.
    assert re.findall(r'width="([\d.]+)" height="14"', drawing) == ["503", "201.2", "100.6"]


def test_steps_marks_and_chances_stand_at_their_value():
    steps = euro_steps("euro", [Row("4 thema's", "", 100.0, 50.0, "")])
    # 272 points for 100 euro, from 176.
    assert 'cx="312.0"' in steps
    assert 'cx="448.0"' in steps
    marks = mark_line("oordelen", [(1, "B"), (5, "AE")], 5)
    assert re.findall(r'<text x="([\d.]+)"', marks) == ["12.0", "204.0"]
    assert 'width="55.5"' in chance_bar("kans", 0.5)


def test_the_index_lies_between_minus_one_and_one():
    row = Interval("nu", 0.0, -2.0, 1.0, -0.5, 0.5, float("nan"), "0,00", filled=True)
    drawing = index_lines("index", [row], {0.0: "0"})
    # 374 points from -1 to 1, from 120; what lies beyond is drawn at the end.
    assert 'cx="307.0"' in drawing
    assert "M120.0 20H494.0" in drawing
    assert "l7 7m0 -7l-7 7" not in drawing
