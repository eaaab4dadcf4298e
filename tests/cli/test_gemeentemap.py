"""The commands for a gemeente folder."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from gezond_geo import cli
from gezond_geo.cli import main


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run the command somewhere else; give exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        try:
            code = main([str(word) for word in words])
        except SystemExit as stop:
            code = stop.code
        output = capsys.readouterr()
        return code, output.out, output.err

    return call


def test_a_folder_without_faults(run, data):
    folder = data.gemeente.folder
    assert run("controleer", folder) == (0, f"{folder}: geen fouten gevonden\n", "")


def test_every_fault_is_a_line(run, data, tmp_path):
    folder = Path(shutil.copytree(data.gemeente.folder, tmp_path / "e"))
    (folder / "duiding.csv").write_text("buurtcode;tekst\nBU01530301;x\nBU0153;x\n", "utf-8")
    code, out, err = run("controleer", "e")
    assert (code, err) == (2, "e: 2 fouten gevonden; verbeter ze en controleer opnieuw.\n")
    name = Path("e", "duiding.csv")
    assert out.splitlines() == [
        f"{name}, regel 1: hier ontbreekt de kolom bron, datum; voeg die toe aan de kop.",
        f"{name}, regel 3: 'BU0153' is geen CBS-buurtcode; schrijf BU en acht tekens, zoals BU01530301.",
    ]


@pytest.mark.parametrize("words", [["controleer"], ["controleer", "er-is-niets"], ["gemeente-nieuw"]], ids=" ".join)
def test_what_is_wrong_with_the_words_is_one_sentence(run, words):
    code, out, err = run(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.slow
@pytest.mark.usefixtures("few_draws")
def test_a_new_folder_makes_a_map(run):
    code, out, err = run("gemeente-nieuw", "Enschede")
    assert (code, out, err) == (0, f"{Path('gemeenten/enschede')}\n", "")
    assert run("controleer", "gemeenten/enschede")[0] == 0
    code, out, _ = run("kaart", "--gemeentemap", "gemeenten/enschede", "--offline")
    assert (code, out) == (0, f"{Path('maps/enschede.html')}\n")
    code, out, err = run("gemeente-nieuw", "GM0153")
    assert (code, out) == (2, "")
    assert "staat al gemeente.toml" in err


def test_what_could_not_be_filled_in_is_said(run):
    code, out, err = run("gemeente-nieuw", "Súdwest-Fryslân", "--uit", "sneek", "--offline")
    assert (code, out) == (0, "sneek\n")
    assert err.startswith("De wijken zijn niet ingevuld: ")
    code, out, err = run("controleer", "sneek", "--offline")
    assert (code, out) == (0, "sneek: geen fouten gevonden\n")
    assert err.startswith("Niet nagekeken is of de buurten bestaan: ")


def test_the_folder_decides_which_gemeente(run):
    run("gemeente-nieuw", "Enschede", "--uit", "e")
    code, out, err = run("scores", "Hengelo", "--gemeentemap", "e")
    assert (code, out) == (2, "")
    assert "De map e is van Enschede (GM0153) en niet van Hengelo (O.) (GM0164)" in err
    assert run("scores", "GM0153", "--gemeentemap", "e")[0] == 0


@pytest.mark.usefixtures("few_draws")
def test_the_name_of_a_map_is_one_that_every_system_knows(run, hengelo, monkeypatch):
    renamed = dataclasses.replace(hengelo, gemeente=dataclasses.replace(hengelo.gemeente, naam="Súdwest-Fryslân"))
    monkeypatch.setattr(cli.gg, "load", lambda *_args, **_kwargs: renamed)
    monkeypatch.setattr("gezond_geo.cli.kaart.build_payload", lambda *_args, **_kwargs: {"meldingen": []})
    monkeypatch.setattr("gezond_geo.cli.kaart.build_page", lambda _: "")
    assert run("kaart")[1] == f"{Path('maps/sudwest-fryslan.html')}\n"
