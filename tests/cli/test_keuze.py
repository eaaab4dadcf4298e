"""The command that tries out a choice, records it and computes a record again."""

import contextlib
import dataclasses
import functools
import io
import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

import gezond_geo as gg
from gezond_geo.choices.changes import write_choice_template
from gezond_geo.cli import main

CHOICE = "wat;project;euro;buurten;waarom\nverandert;8;;Pathmos, Stevenfenne;dichter bij de mensen\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, computed_once):  # noqa: ARG001
    """Work in a folder of one's own, with a choice in it."""
    monkeypatch.chdir(tmp_path)
    Path("keuze.csv").write_text(CHOICE, "utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def recorded(data, tmp_path_factory):
    """Record the choice by the command; give the record and what was printed."""
    folder = tmp_path_factory.mktemp("keuze")
    (folder / "keuze.csv").write_text(CHOICE, "utf-8")
    words = ["keuze", str(folder / "keuze.csv"), "--offline", "--bewaar", str(folder / "een.zip")]
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as printed:
        patch.setattr(gg, "load", lambda *_words, **_options: data)
        patch.setattr(gg, "try_choice", functools.partial(gg.try_choice, draws=20))
        assert main(words) == 0
    return folder / "een.zip", printed.getvalue()


@pytest.fixture(scope="module")
def decision(recorded):
    """Give the choice as it was recorded."""
    return gg.read_decision(recorded[0])


@pytest.mark.slow
def test_a_choice_is_shown_recorded_and_computed_again(recorded, capsys):
    path, out = recorded
    assert str(path) in out.splitlines()
    assert "Verandert: project 8 (Zorgzame buurt De Posten)" in out
    assert "Waarom: dichter bij de mensen" in out
    assert "Pathmos                     € 0 → € 156.892,61 (76,16 per inwoner); gat gedicht" in out
    assert "42.785 → 44.925" in out
    assert main(["keuze", str(path)]) == 0
    assert "dezelfde uitkomst als bewaard met versie" in capsys.readouterr().out


@pytest.mark.slow
def test_a_record_of_another_version_says_what_differs_and_is_recorded_again(capsys, monkeypatch, recorded, decision):
    measures = decision.measures.assign(daarna=0.0)
    old = dataclasses.replace(decision, version="0.0.9", measures=measures)
    monkeypatch.setattr(gg, "read_decision", lambda _path: old)
    outcomes = []
    monkeypatch.setattr(gg, "write_decision", lambda again, path: outcomes.append(again) or path)
    assert main(["keuze", str(recorded[0]), "--bewaar", "nieuw.zip"]) == 0
    out = capsys.readouterr().out
    assert "is het anders dan bewaard met versie" in out
    assert "maten: 4 waarden zijn anders; daarna van bereik was 0, is nu 44925." in out
    assert "nieuw.zip" in out.splitlines()
    assert outcomes[0].measures["daarna"]["bereik"] == 44925


def test_tables_for_the_next_tool(capsys, monkeypatch, decision):
    monkeypatch.setattr(gg, "try_choice", lambda *_words, **_options: decision)
    assert main(["keuze", "keuze.csv", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["tabellen"]["maten"][0] == {
        "maat": "bereik", "eerst": 42785, "daarna": 44925, "verschil": 2140, "laag": 2140, "hoog": 2140,
        "kans_meer": 1, "kans_minder": 0, "kant": "meer",
    }  # fmt: skip
    assert main(["keuze", "keuze.csv", "--uit", "keuze.xlsx"]) == 0
    assert {"maten", "mensen", "gaten", "wijzigingen"} <= set(load_workbook("keuze.xlsx").sheetnames)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Er is geen keuze gegeven"),
        (["er-is-niets.csv"], "er-is-niets.csv"),
        (["keuze.csv", "--maat", "120"], "--maat is 120; geef een percentage"),
        (["een.zip", "--drempel", "70"], "laat --drempel weg"),
        (["een.zip", "Enschede"], "laat de naam van een gemeente weg"),
        (["een.zip", "--referentie", "gemeente"], "laat --referentie weg"),
        (["een.zip", "--maat", "0"], "laat --maat weg"),
    ],
)
def test_what_cannot_be_is_one_sentence(words, message, capsys, recorded):
    shutil.copyfile(recorded[0], "een.zip")
    assert main(["keuze", *words]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.usefixtures("few_draws")
def test_another_measure_of_enough_closes_less(capsys):
    # At the usual half of what stacked buurten with money have, this would close the gap.
    Path("keuze.csv").write_text("wat,naam,euro,buurten\nnieuw,Tuin,50000,Pathmos\n", "utf-8")
    main(["keuze", "keuze.csv", "--maat", "100"])
    assert "(24,27 per inwoner); onder de maat" in capsys.readouterr().out


def test_the_template_knows_the_gemeente_and_its_projects(data):
    assert main(["keuze", "Enschede", "--sjabloon", "leeg.xlsx"]) == 0
    book = load_workbook("leeg.xlsx")
    assert [cell.value for cell in book["Keuze"][1]] == [
        "wat", "project", "naam", "euro", "buurten", "themas", "waarom"
    ]  # fmt: skip
    notes = " ".join(str(cell.value) for row in book["Uitleg"].iter_rows() for cell in row)
    assert f"8: {data.projects['naam'][8]}" in notes
    one = Path("leeg.xlsx").read_bytes()
    write_choice_template(data, "weer.xlsx")
    assert Path("weer.xlsx").read_bytes() == one
