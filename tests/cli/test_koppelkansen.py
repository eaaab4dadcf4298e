"""The command that puts plans of all parties and needs beside each other."""

import pandas as pd
import pytest

from gezond_geo.cli import main
from gezond_geo.scores.purpose import FOOTER


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys, _plans, few_draws):  # noqa: ARG001
    """Run the command; give exit code, lines of standard output and standard error."""

    def call(*words):
        code = main([*map(str, words)])
        output = capsys.readouterr()
        return code, output.out.splitlines(), output.err

    return call


@pytest.mark.slow
def test_each_koppelkans_is_a_sentence_with_its_years(run):
    code, out, _ = run("koppelkansen", "--investeringen", "plannen.csv", "--jaren", "2026-2030")
    assert code == 0
    assert out[0].startswith("Riool (gemeente, 2027–2028) ligt in Pathmos, waar ")
    assert len([line for line in out if line.startswith("Riool")]) == 3
    assert any(line.startswith("Zonder project: ") for line in out)
    assert any("wijkaanpak" in line for line in out)
    assert out[-1] == FOOTER


@pytest.mark.slow
def test_years_in_which_nothing_is_planned_have_none(run):
    code, out, _ = run("koppelkansen", "--investeringen", "plannen.csv", "--jaren", "2029")
    assert (code, out[0]) == (0, "Geen plan ligt in een buurt waar in dezelfde jaren een ander thema meetelt.")


def test_without_a_list_it_says_that_the_question_is_open(run):
    code, out, err = run("koppelkansen")
    assert (code, out) == (2, [])
    assert "vraag 2 van de SIA" in err


@pytest.mark.slow
@pytest.mark.parametrize("years", ["vroeg", "2026-2030-2034", "2030-2026"])
def test_years_that_are_none_are_refused(run, years):
    code, _, err = run("koppelkansen", "--investeringen", "plannen.csv", "--jaren", years)
    assert code == 2
    assert "jaar" in err


@pytest.mark.slow
def test_the_template_is_read_back_and_the_table_written(run, tmp_path):
    assert run("koppelkansen", "--investeringen", "plannen.csv", "--sjabloon", "invul.xlsx")[0] == 0
    assert run("koppelkansen", "--investeringen", "invul.xlsx", "--uit", "kansen.csv")[0] == 0
    assert pd.read_csv(tmp_path / "kansen.csv")["thema"].tolist() == ["verstening", "inkomen", "gezondheid"]
