"""The command for the norm of meeting places."""

import json

import pytest
from made_up import squares

from gezond_geo.cli import main


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run the command in a folder with boundaries and a list; give exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    squares(["BU01530003"], west=258_000, south=471_000).to_file("grenzen.gpkg")
    (tmp_path / "plekken.csv").write_text("naam;x;y;m2\nBuurthuis;258500;471500;1500\n", "utf-8")

    def call(*words):
        code = main(["norm", *map(str, words)])
        output = capsys.readouterr()
        return code, output.out, output.err

    return call


def test_the_band_of_enschede_is_said(run):
    code, out, _ = run()
    assert code == 0
    assert "Plekken, alle buurten samen: 188 tot 291." in out
    assert "Plekken voor sport en ontmoeting, alle buurten samen: 92 tot 284." in out


def test_with_a_list_it_says_what_is_lacking_and_who_lives_near(run):
    code, out, _ = run("--plekken", "plekken.csv", "--grenzen", "grenzen.gpkg")
    assert code == 0
    assert "er zijn er 1, en er ontbreken er 187 tot 290." in out
    assert "inwoners wonen binnen 500 m hemelsbreed van een plek." in out


def test_the_table_has_what_is_lacking_per_buurt(run):
    code, out, _ = run("--plekken", "plekken.csv", "--grenzen", "grenzen.gpkg", "--json")
    assert code == 0
    assert {"tekort_plekken_laag", "tekort_sportplekken_hoog", "bereikt"} <= set(
        json.dumps(json.loads(out)).replace('"', " ").split()
    )


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--straten", "straten.graphml"], "--straten werkt alleen met --plekken"),
        (["--plekken", "plekken.csv"], "zijn grenzen nodig"),
        (["--plekken", "weg.csv", "--grenzen", "grenzen.gpkg"], "weg.csv"),
    ],
)
def test_what_cannot_be_is_one_sentence(run, words, reason):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert reason in err.splitlines()[-1]
