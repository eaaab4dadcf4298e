"""``gezond-geo criteria``."""

import pandas as pd
import pytest

from gezond_geo.cli import main

pytestmark = pytest.mark.usefixtures("computed_once", "few_draws")


def test_the_command_lists_the_criteria_with_their_source(capsys):
    assert main(["criteria", "--offline"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["1", "draagvlak", "gedragen", "door", "inwoners", "en", "partners"]
    assert "uitvoeringsstrategie Gezond Enschede" in lines[-1]


@pytest.mark.slow
def test_the_command_shows_the_spread_the_need_and_the_decision(capsys, tmp_path):
    path = tmp_path / "oordelen.csv"
    header = (
        "nummer;beoordelaar;draagvlak;coalitieakkoord;doelen;beleid;uitvoerbaar;bewezen;duurzaam;overdraagbaar;besluit"
    )
    path.write_text(f"{header}\n8;A;2;4;4;4;4;4;4;4;uitvoeren\n8;B;5;4;4;4;4;4;;4;\n", "utf-8")
    assert main(["criteria", "--offline", "--oordelen", str(path)]) == 0
    output = capsys.readouterr()
    assert "2 tot 5 ●  gedragen door inwoners en partners: A 2, B 5" in output.out
    assert "duurzaam: A 4, B –" in output.out
    assert "Behoefte: Wesselerbrink Zuid-Oost" in output.out
    assert "Besluit: uitvoeren" in output.out
    assert "otaal" not in output.out
    assert "B bij project 8 (duurzaam)" in output.err
    assert (
        main(["criteria", "--offline", "--oordelen", str(path), "--uit", str(tmp_path / "weging.csv"), "--totaal"]) == 0
    )
    table = pd.read_csv(tmp_path / "weging.csv", index_col="project")
    assert table.loc[8, ["draagvlak_laagste", "draagvlak_hoogste", "duurzaam_aantal"]].tolist() == [2, 5, 1]
    assert table.loc[8, "totaal"] == 3.5 + 7 * 4


def test_a_sheet_that_cannot_be_is_one_sentence(capsys, tmp_path):
    path = tmp_path / "A.csv"
    path.write_text("nummer;besluit\n99;ja\n", "utf-8")
    assert main(["criteria", "--offline", "--oordelen", str(path)]) == 2
    assert (
        capsys.readouterr()
        .err.splitlines()[-1]
        .endswith("er is geen project met nummer 99; neem nummers uit de lijst.")
    )
