"""Every command that reads buurten takes the boundaries of the user, by the same option."""

from pathlib import Path

import pytest
from made_up import folder_on, squares

import gezond_geo as gg
from gezond_geo.cli import main
from gezond_geo.errors import SourceError

COMMANDS = (
    "kaart", "gebiedsprofiel Pathmos", "scores", "zekerheid", "samenhang", "vergelijk", "nulmeting", "projecten",
    "verdeling", "koppelkansen", "criteria", "overleg 40-30-10-20 25-25-25-25", "norm", "vooruit", "keuze keuze.csv",
    "bronnen", "verstening",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_own_boundaries_are_asked_for(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    boundaries = []

    def load(*_words, **options):
        boundaries.append(options["boundaries"])
        raise SourceError("Tot hier.")

    monkeypatch.setattr(gg, "load", load)
    assert main([*command.split(), "--grenzen", "grenzen.gpkg"]) == 2
    assert capsys.readouterr() == ("", "Tot hier.\n")
    assert boundaries == [Path("grenzen.gpkg")]


@pytest.mark.slow
def test_own_boundaries_are_taken(tmp_path, monkeypatch, capsys, data):
    monkeypatch.chdir(tmp_path)
    bounded = squares(data.buurten.index, side=400)
    bounded.to_file("grenzen.gpkg")
    words = ["bronnen", "--gemeentemap", str(folder_on(bounded, tmp_path / "map")), "--grenzen"]
    assert main([*words, "grenzen.gpkg"]) == 0
    output = capsys.readouterr()
    assert "Geen echte grenzen" not in output.err
    assert "grenzen.gpkg" in output.out
    assert main([*words, "weg.gpkg"]) == 2
    assert capsys.readouterr() == ("", "Het bestand weg.gpkg bestaat niet; controleer de naam.\n")
