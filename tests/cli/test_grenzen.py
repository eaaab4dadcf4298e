"""Every command that reads buurten takes the boundaries of the user, by the same option."""

import pytest
from made_up import folder_on, squares

from gezond_geo.cli import main

COMMANDS = {
    "scores": [],
    "zekerheid": ["--trekkingen", "2"],
    "samenhang": ["--ruimtelijk"],
    "vergelijk": [],
    "nulmeting": ["--uit", "nul.zip"],
    "projecten": [],
    "bronnen": [],
}


@pytest.mark.slow
@pytest.mark.usefixtures("few_permutations")
@pytest.mark.parametrize("command", COMMANDS)
def test_own_boundaries_are_taken(command, tmp_path, monkeypatch, capsys, data):
    monkeypatch.chdir(tmp_path)
    bounded = squares(data.buurten.index, side=400)
    bounded.to_file("grenzen.gpkg")
    folder = folder_on(bounded, tmp_path / "map")
    words = [command, *COMMANDS[command], "--gemeentemap", str(folder), "--grenzen"]
    assert main([*words, "grenzen.gpkg"]) == 0
    output = capsys.readouterr()
    assert "Geen echte grenzen" not in output.err
    assert command != "bronnen" or "grenzen.gpkg" in output.out
    assert main([*words, "weg.gpkg"]) == 2
    assert capsys.readouterr() == ("", "Het bestand weg.gpkg bestaat niet; controleer de naam.\n")
