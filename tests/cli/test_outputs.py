"""What ``--uit`` and ``--png`` may replace, by every command: a file of their own kind, and nothing that is read."""

import os
from pathlib import Path

import pytest
from made_up import squares

from gezond_geo import cli
from gezond_geo.cli import main

COMMANDS = {
    "kaart": "html",
    "kaart --png": "png",
    "scores": "csv",
    "zekerheid": "csv",
    "vergelijk": "csv",
    "nulmeting": "zip",
    "nulmeting --vergelijk dan.zip": "csv",
    "verstening": "csv",
}


@pytest.fixture(autouse=True)
def _nothing_is_computed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def fail(*_words, **_options):
        pytest.fail("it was computed first")

    monkeypatch.setattr(cli.gg, "load", fail)


def tree():
    return {str(path): ((state := path.lstat()).st_mode, state.st_ino, state.st_mtime_ns) for path in Path().rglob("*")}


def refuse(capsys, *words):
    before = tree()
    assert main([*map(str, words)]) == 2
    out, err = capsys.readouterr()
    assert (out, tree()) == ("", before)
    assert len(err.splitlines()) == 1
    return err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["uit.docx", "uit.shp", "uit", "uit.tar.gz", ".csv", "uit.csv."])
def test_an_unknown_ending_is_refused_with_the_ones_that_are_known(capsys, command, name):
    words = command.split()
    option = [] if words[-1] == "--png" else ["--uit"]
    message = refuse(capsys, *words, *option, name)
    assert f"{Path(name)} kan niet worden geschreven; laat de naam eindigen op ." in message
    assert f".{COMMANDS[command]}" in message


@pytest.mark.parametrize("command", COMMANDS)
def test_a_pipe_stays_a_pipe(capsys, command):
    words, name = command.split(), f"pijp.{COMMANDS[command]}"
    os.mkfifo(name)
    message = refuse(capsys, *words, *([] if words[-1] == "--png" else ["--uit"]), name)
    assert "is geen gewoon bestand, dus er is niets geschreven; kies een andere naam." in message


@pytest.mark.parametrize("command", COMMANDS)
def test_no_folder_is_made(capsys, command):
    words, name = command.split(), f"nieuw/uit.{COMMANDS[command]}"
    message = refuse(capsys, *words, *([] if words[-1] == "--png" else ["--uit"]), name)
    assert message == f"{Path(name)} kan niet worden geschreven (die map is er niet); kies een andere plek.\n"


INPUTS = {
    "own figure": ["scores", "--eigen", "in.csv", "--uit", "in.csv"],
    "second own figure": ["scores", "--eigen", "ander.csv", "--eigen", "in.csv", "--uit", "in.csv"],
    "projects": ["scores", "--projecten", "in.csv", "--uit", "./in.csv"],
    "reference": ["zekerheid", "--referentie", "in.csv", "--uit", "in.csv"],
    "hard link": ["scores", "--eigen", "in.csv", "--uit", "hard.csv"],
    "soft link": ["scores", "--eigen", "zacht.csv", "--uit", "in.csv"],
    "another name": ["scores", "--eigen", "map/../in.csv", "--uit", "in.csv"],
    "description": ["scores", "--eigen", "ander.csv", "--uit", "beschrijving.csv"],
    "projects of a folder": ["scores", "--gemeentemap", "map", "--uit", "map/projecten.csv"],
    "figures of a folder": ["vergelijk", "--gemeentemap", "map", "--uit", "map/cijfers.csv"],
    "nulmeting": ["nulmeting", "--vergelijk", "hard.csv", "--uit", "in.csv"],
    "boundaries": ["kaart", "--grenzen", "in.html", "--uit", "in.html"],
    "picture over the page": ["kaart", "--png", "uit.png", "--uit", "uit.html"],
}


@pytest.mark.parametrize("words", INPUTS.values(), ids=INPUTS)
def test_what_is_read_is_not_replaced(capsys, words):
    for place in ("in.csv", "ander.csv", "ander.toml", "map/projecten.csv", "map/cijfers.csv", "in.html"):
        Path(place).parent.mkdir(exist_ok=True)
        Path(place).write_bytes(b"")
    Path("hard.csv").hardlink_to("in.csv")
    Path("zacht.csv").symlink_to("in.csv")
    Path("beschrijving.csv").hardlink_to("ander.toml")
    Path("uit.html").write_bytes(b"")
    Path("uit.png").hardlink_to("uit.html")
    message = refuse(capsys, *words)
    assert message.endswith(" staat ook achter een andere optie; kies een andere naam.\n")


def test_a_geopackage_is_not_replaced_by_a_page(capsys, data):
    squares(data.buurten.index, side=400).to_file("grenzen.gpkg")
    Path("grenzen.gpkg").rename("grenzen.html")
    assert "grenzen.html is iets anders dan de naam zegt" in refuse(capsys, "kaart", "--uit", "grenzen.html")
