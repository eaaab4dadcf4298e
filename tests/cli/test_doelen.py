import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.cli import main
from gezond_geo.dataset.folder.check import write_gemeentemap
from gezond_geo.errors import NoSnapshotError


@pytest.fixture
def run(capsys, computed_once):  # noqa: ARG001
    def call(*words):
        code = main(["doelen", "--offline", *map(str, words)])
        return code, *capsys.readouterr()

    return call


def test_goals_are_listed_with_what_is_known(run):
    code, out, _ = run()
    assert code == 0
    lines = [line.strip() for line in out.splitlines()]
    assert lines[0] == "1  Levensverwachting: 1,7 jaar inhalen (2040)"
    assert lines[1] == "In de bron: begin 1,7 jaar, streefwaarde 0 jaar in 2040"
    assert lines[2] == "Nu: niet in deze cijfers"
    assert "In de bron: begin 11, streefwaarde 0 in 2040 (eenheid onbekend)" in lines
    assert "Cijfer: eenzaam (afgeleid), tabel 50090NED" in lines
    assert "Nu: Enschede 51,5 % en Nederland 47,0 % (in 2020, geschat met een model)" in lines
    assert lines[-1] == "Niet voor besluiten over personen, adressen of aanvragen."
    assert not any(word in out for word in ("toegenomen", "afgenomen", "schema", "gehaald"))


def test_goals_go_to_a_workbook_with_their_standings(run, tmp_path):
    path = tmp_path / "doelen.xlsx"
    assert run("--uit", path)[0] == 0
    sheets = pd.read_excel(path, sheet_name=None)
    assert sheets["tabel"]["jaar"].tolist() == [2040, 2040, 2040, 2040, 2033]
    assert sheets["standen"]["nummer"].value_counts().to_dict() == {5: 5, 3: 1}
    assert "pad" in sheets


def test_a_straight_path_is_said_beside_the_standing(run, tmp_path):
    folder, _ = write_gemeentemap("Enschede", tmp_path / "e")
    (folder / "doelen.csv").write_text(
        "doel,cijfer,begin,begin_jaar,streefwaarde,eenheid,jaar,pad,bron\n"
        "Gezond,goede_gezondheid,70,2020,80,%,2040,recht,nota\n",
        "utf-8",
    )
    code, out, _ = run("--gemeentemap", folder)
    assert code == 0
    assert "Nu: 71,9 % (in 2024, geschat met een model)" in out
    assert "Op het pad van de bron in 2024: 72" in out


def test_without_goals_it_says_where_they_go(run, tmp_path):
    folder, _ = write_gemeentemap("Enschede", tmp_path / "e")
    code, out, err = run("--gemeentemap", folder)
    assert (code, out) == (2, "")
    assert err.splitlines()[-1].startswith("Van Enschede zijn geen doelen bekend; zet ze in doelen.csv")


def test_a_fault_in_the_file_is_one_sentence(run, tmp_path):
    folder, _ = write_gemeentemap("Enschede", tmp_path / "e")
    (folder / "doelen.csv").write_text("doel,jaar,bron\nGezond,ooit,nota\n", "utf-8")
    code, out, err = run("--gemeentemap", folder)
    assert (code, out) == (2, "")
    assert "regel 2: jaar is 'ooit'; schrijf een jaar, zoals 2025." in err.splitlines()[-1]


def test_a_gemeente_without_series_has_its_goals_all_the_same(run, monkeypatch):
    def load_years(*_args, **_options):
        raise NoSnapshotError("Er zijn geen reeksen.")

    monkeypatch.setattr(gg, "load_years", load_years)
    code, out, err = run()
    assert code == 0
    assert "Nu: Enschede 51,5 % en Nederland 47,0 %" in out
    assert "zonder reeksen van meer jaren niet te berekenen" in out
    assert "Geen reeksen door de jaren: Er zijn geen reeksen." in err
