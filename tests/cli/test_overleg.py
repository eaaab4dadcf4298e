"""``gezond-geo overleg``."""

import json

import pytest

from gezond_geo.cli import main

pytestmark = pytest.mark.usefixtures("computed_once")

CODES = ["40 · 30 · 10 · 20", "25-25-25-25", "30 50 0 20", "25 15 45 15", "15 20 5 60"]


@pytest.mark.parametrize("gemeente", [[], ["Enschede"]])
def test_first_comes_whether_the_choice_changes_then_where_they_agree(capsys, gemeente):
    assert main(["overleg", *gemeente, *CODES, "--offline"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Verandert het verschil de keuze?"
    assert "5 bij iedereen in de eerste 10, 13 bij sommigen en 35 bij niemand" in lines[1]
    places = [
        next(n for n, line in enumerate(lines) if text in line)
        for text in ("Bij iedereen: ", "het eens?", "Kendalls W")
    ]
    assert places == sorted(places)
    assert "  Inkomen           15 tot 50 punten: D 15, E 20, B 25, A 30, C 50" in lines


def test_the_table_has_the_rank_with_each_participant(capsys):
    assert main(["overleg", *CODES[:2], "--eerste", "3", "--offline", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rijen"]
    assert len(rows) == 53
    assert {"buurtcode", "laagste", "hoogste", "aantal", "groep", "rang_A", "rang_B"} <= set(rows[0])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Geef van elke deelnemer een code"),
        (["40-30-10", "25-25-25-25"], "heeft 3 getallen"),
        (["25 25 25 25"], "twee deelnemers"),
    ],
)
def test_what_is_no_meeting_is_one_sentence(capsys, words, sentence):
    assert main(["overleg", *words, "--offline"]) == 2
    assert sentence in capsys.readouterr().err.splitlines()[-1]
