"""The command ``gezond-geo vooruit``."""

import json

import pandas as pd
import pytest

from gezond_geo.cli import main

pytestmark = pytest.mark.usefixtures("computed_once")


@pytest.fixture
def run(capsys):
    def call(*words):
        code = main(["vooruit", "Enschede", "--offline", *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_a_sketch_is_called_one(run):
    code, out, err = run("--tot", 2030)
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "De 10 buurten met de meeste 75-plussers in 2030 (schets)"
    assert lines[1].split() == ["65+", "in", "2020", "65+", "in", "2030", "75+", "in", "2030"]
    assert any(line.startswith("Schets, geen prognose") for line in lines)
    assert "te ruw: City" in err


def test_files_go_in_and_a_table_comes_out(run, tmp_path):
    plan = tmp_path / "woningen.csv"
    plan.write_text("buurtnaam;jaar;woningen\nTwekkelerveld;2025;100\n", encoding="utf-8")
    total = tmp_path / "prognose.csv"
    total.write_text("jaar;65+;75+\n2030;36000;17000\n", encoding="utf-8")
    path = tmp_path / "schets.csv"
    assert run("--woningen", plan, "--prognose", total, "--uit", path)[0] == 0
    table = pd.read_csv(path, index_col="buurtcode")
    assert table.loc["BU01530301", "schets_65plus_2040"] > table.loc["BU01530301", "inwoners_65plus"]
    assert "schets_plekken_hoog" in table


def test_json_has_the_check(run):
    code, out, _ = run("--tot", 2025, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["tabellen"]["controle"][0]["totaal"] == 29735
    assert any("Schets, geen prognose" in line for line in answer["toelichting"])


def test_what_cannot_be_is_one_sentence(run):
    code, out, err = run("--tot", 2010)
    assert (code, out) == (2, "")
    assert "geef een jaar na 2020" in err.splitlines()[-1]
