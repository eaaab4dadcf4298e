"""The command that tries out a choice, records it and computes a record again."""

import dataclasses
import json
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

import gezond_geo as gg
from gezond_geo.choices.changes import read_changes, write_choice_template
from gezond_geo.cli import main

CHOICE = "wat;project;euro;buurten;waarom\nverandert;8;;Pathmos, Stevenfenne;dichter bij de mensen\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, read_once):  # noqa: ARG001
    """Work in a folder of one's own, with a choice in it."""
    monkeypatch.chdir(tmp_path)
    Path("keuze.csv").write_text(CHOICE, "utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def record_bytes(data, scores, tmp_path_factory):
    """Bytes of a choice that was recorded."""
    folder = tmp_path_factory.mktemp("keuze")
    (folder / "keuze.csv").write_text(CHOICE, "utf-8")
    return gg.write_decision(
        gg.try_choice(data, scores, folder / "keuze.csv", draws=2), folder / "een.zip"
    ).read_bytes()


@pytest.mark.slow
@pytest.mark.usefixtures("few_draws")
def test_a_choice_is_shown_recorded_and_computed_again(capsys):
    assert main(["keuze", "keuze.csv", "--bewaar", "een.zip"]) == 0
    out = capsys.readouterr().out
    assert "Verandert: project 8 (Zorgzame buurt De Posten)" in out
    assert "Waarom: dichter bij de mensen" in out
    assert "Pathmos                     € 0 → € 156.892,61 (76,16 per inwoner); gat gedicht" in out
    assert "42.785 → 44.925" in out
    assert main(["keuze", "een.zip", "--bewaar", "twee.zip"]) == 0
    assert "dezelfde uitkomst als bewaard met versie" in capsys.readouterr().out
    assert Path("een.zip").read_bytes() == Path("twee.zip").read_bytes()


@pytest.mark.slow
def test_a_record_of_another_version_says_what_differs(capsys, data, scores):
    decision = gg.try_choice(data, scores, "keuze.csv", draws=2)
    measures = decision.measures.assign(daarna=0.0)
    gg.write_decision(dataclasses.replace(decision, version="0.0.9", measures=measures), "oud.zip")
    assert main(["keuze", "oud.zip"]) == 0
    out = capsys.readouterr().out
    assert "is het anders dan bewaard met versie" in out
    assert "maten: 4 waarden zijn anders; daarna van bereik was 0, is nu 44925." in out


@pytest.mark.slow
def test_tables_for_the_next_tool(capsys, record_bytes):
    assert main(["keuze", "keuze.csv", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["tabellen"]["maten"][0] == {
        "maat": "bereik", "eerst": 42785, "daarna": 44925, "verschil": 2140, "laag": 2140, "hoog": 2140,
        "kans_meer": 0.9953, "kans_minder": 0.0047, "kant": "meer",
    }  # fmt: skip
    Path("een.zip").write_bytes(record_bytes)
    assert main(["keuze", "een.zip", "--uit", "keuze.xlsx"]) == 0
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
def test_what_cannot_be_is_one_sentence(words, message, capsys, record_bytes):
    Path("een.zip").write_bytes(record_bytes)
    assert main(["keuze", *words]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.usefixtures("few_draws")
def test_another_measure_of_enough_closes_less(capsys):
    # Pathmos and Stevenfenne get 76.16 euro per resident: nearly twice what stacked buurten with money have.
    main(["keuze", "keuze.csv", "--maat", "100"])
    assert "gat gedicht" in capsys.readouterr().out
    Path("keuze.csv").write_text("wat,naam,euro,buurten\nnieuw,Tuin,50000,Pathmos\n", "utf-8")
    main(["keuze", "keuze.csv", "--maat", "100"])
    assert "(24,27 per inwoner); onder de maat" in capsys.readouterr().out
    main(["keuze", "keuze.csv", "--maat", "50"])
    assert "(24,27 per inwoner); gat gedicht" in capsys.readouterr().out


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


@pytest.fixture(scope="module")
def filled_in(data, tmp_path_factory):
    """Give a template that is filled in."""
    path = write_choice_template(data, tmp_path_factory.mktemp("sjabloon") / "keuze.xlsx")
    rows = [
        ["verandert", 8, None, 250_000, None, None, "de helft"],
        ["nieuw", None, "Verdeeld", 250_000.5, "Pathmos, Stevenfenne", "gezondheid", "meer mensen bereiken"],
    ]
    book = load_workbook(path)
    for row in rows:
        book["Keuze"].append(row)
    book.save(path)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["xlsx", "ods", "csv"])
def test_libreoffice_saves_the_template_and_the_decision_stays_the_same(data, scores, soffice, filled_in, ending):
    soffice(ending, Path("terug"), filled_in)
    paths = filled_in, Path("terug", f"keuze.{ending}")
    before, after = (read_changes(path, data)[0] for path in paths)
    pd.testing.assert_frame_equal(after, before)
    decisions = [gg.try_choice(data, scores, path, draws=2) for path in paths]
    assert decisions[0].differences(decisions[1]) == []
