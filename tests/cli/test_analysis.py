"""The commands that say how sure a score is, what counts twice, how others do, and what changed since."""

import dataclasses
import functools
import json
import math
from pathlib import Path

import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.cli import main, nulmeting
from gezond_geo.scores.purpose import FOOTER
from gezond_geo.scores.robustness import say_certainty


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys, computed_once):  # noqa: ARG001
    """Run the command; give exit code, lines of standard output and standard error."""

    def call(*words):
        try:
            code = main([*map(str, words)])
        except SystemExit as stop:
            code = stop.code
        output = capsys.readouterr()
        return code, output.out.splitlines(), output.err

    return call


def test_certainty_of_every_rank(run, data):
    code, out, _ = run("zekerheid", "--trekkingen", 50)
    sure = gg.assess_robustness(data, draws=50).buurten
    assert code == 0
    assert out[0].split() == ["rang", "5–95", "%", "oordeel", "samen", "buurt"]
    assert out[-1] == FOOTER
    for code, place in {"BU01530604": 1, "BU01530603": 2, "BU01530003": 3}.items():
        row = sure.loc[code]
        assert out[place].split()[:3] == [
            f"{row['rang']:.0f}", f"{row['rang_laag']:.0f}–{row['rang_hoog']:.0f}", row["oordeel"]
        ]  # fmt: skip
    assert any(line.startswith("50 berekeningen") for line in out)
    assert "Met minder dan 1.000 berekeningen hangen intervallen en oordelen af van toeval." in out


@pytest.mark.usefixtures("few_draws")
def test_what_moves_the_rank_of_a_buurt(run):
    code, out, _ = run("zekerheid", "--trekkingen", 2, "--buurt", "twekkelerveld")
    assert code == 0
    assert [line for line in out if line.startswith("De rang beweegt het meest door ")]


@pytest.mark.slow
def test_certainty_as_a_file(run, data):
    code, out, _ = run("zekerheid", "--trekkingen", 20, "--uit", "zeker.csv")
    assert (code, out) == (0, [str(Path("zeker.csv"))])
    table = pd.read_csv(out[0], index_col="buurtcode")
    expected = gg.assess_robustness(data, draws=20).buurten
    assert table["rang_hoog"].equals(expected["rang_hoog"])
    assert json.loads(Path(f"{out[0]}-metadata.json").read_text("utf-8"))["dc:description"][-1] == FOOTER


def test_too_few_draws_are_refused_and_leave_the_file(run):
    Path("zeker.csv").write_text("eerder")
    code, out, err = run("zekerheid", "--trekkingen", 0, "--uit", "zeker.csv")
    assert (code, out) == (2, [])
    assert err.count("\n") == 1
    assert Path("zeker.csv").read_text() == "eerder"


def test_what_counts_twice_and_who_lives_outside(run):
    code, out, _ = run("samenhang")
    assert code == 0
    assert out[0].startswith("Gezondheid en inkomen hangen sterk samen (0,93)")
    assert any("woont 51 % buiten de 22 buurten waar twee of meer thema's samenkomen" in line for line in out)
    assert out[-1] == FOOTER


@pytest.mark.slow
@pytest.mark.usefixtures("few_permutations")
def test_where_it_lies_together(run):
    pytest.importorskip("esda", reason="the extra clusters is not installed")
    code, out, _ = run("samenhang", "--ruimtelijk")
    assert code == 0
    assert any(line.startswith("De score") for line in out)
    _, out, _ = run("samenhang", "--ruimtelijk", "--json")
    assert len(json.loads("\n".join(out))["tabellen"]["ruimtelijk de score"]) == 70


def test_a_gemeente_beside_its_peers(run):
    code, out, _ = run("vergelijk")
    assert code == 0
    assert out[0] == "Enschede naast Nederland en gelijken (74 even stedelijke: sterk stedelijk)"
    # KWB 2020 and RIVM 2020: as published for GM0153 and for the Netherlands.
    (health,) = [line.split() for line in out if line.endswith("Goede ervaren gezondheid")]
    assert health[:2] == ["77,3", "78,4"]
    assert not [line for line in out if line.endswith(" Steen")]


def test_a_buurt_beside_its_peers_as_a_file(run):
    code, out, _ = run("vergelijk", "--buurt", "bothoven", "--uit", "vergelijk.csv")
    assert (code, out) == (0, ["vergelijk.csv"])
    table = pd.read_csv("vergelijk.csv", index_col="cijfer")
    assert table.loc["goede_gezondheid", ["waarde", "gemeente"]].tolist() == [74.0, 77.3]


def test_a_mistyped_buurt_is_one_sentence(run):
    code, out, err = run("vergelijk", "--buurt", "Twekelerveld")
    assert (code, out) == (2, [])
    assert "Twekkelerveld" in err


@pytest.mark.slow
def test_a_nulmeting_is_written_and_compared_with(run, monkeypatch):
    monkeypatch.setattr(nulmeting, "read_nulmeting", functools.cache(nulmeting.read_nulmeting))
    code, out, _ = run("nulmeting")
    (place,) = out
    assert (code, place) == (0, str(Path("data/processed/enschede-2020.nulmeting.zip")))
    code, out, _ = run("nulmeting", "--vergelijk", place)
    assert code == 0
    assert any(line.startswith("Van hetzelfde jaar, dus zonder verandering") for line in out)
    code, out, _ = run("nulmeting", "--vergelijk", place, "--uit", "verschil.json")
    assert (code, out) == (0, ["verschil.json"])
    rows = json.loads(Path("verschil.json").read_bytes())["rijen"]
    assert len(rows) > 70
    assert all(row["toen"] == row["nu"] for row in rows)


def test_a_nulmeting_has_its_own_reference(run):
    code, out, err = run("nulmeting", "--vergelijk", "er.zip", "--referentie", "gemeente")
    assert (code, out) == (2, [])
    assert err.startswith("--referentie gaat niet samen met --vergelijk")


def test_a_file_that_is_no_nulmeting(run):
    Path("geen.zip").write_text("buurtcode;inwoners")
    code, out, err = run("nulmeting", "--vergelijk", "geen.zip")
    assert (code, out) == (2, [])
    assert err.splitlines()[-1].startswith("geen.zip")


@pytest.mark.slow
def test_scores_beside_the_gemeente_and_at_equal_age(run):
    _, out, _ = run("scores", "--referentie", "gemeente")
    assert [line for line in out if line.startswith("Vergeleken met") and "Enschede" in line]
    _, plain, _ = run("scores")
    code, out, err = run("scores", "--leeftijd")
    assert code == 0
    assert "gestandaardiseerd naar leeftijd" in err
    assert out[1:5] != plain[1:5]


def test_scores_beside_a_reference_that_was_saved(run, data):
    gg.write_reference(gg.gemeente_reference(data), "eigen.csv")
    _, saved, _ = run("scores", "--referentie", "eigen.csv")
    _, direct, _ = run("scores", "--referentie", "gemeente")
    assert saved == direct


def test_peers_need_the_netherlands(run):
    code, out, err = run("scores", "--referentie", "gelijken")
    assert (code, out) == (2, [])
    assert "Nederland" in err


def test_scores_beside_peers(run, data, monkeypatch):
    """With Enschede without stone in the place of the Netherlands."""
    names = []

    def load(name, *, uitgave, **_options):
        names.append((name, uitgave))
        return data if name is None else dataclasses.replace(data, buurten=data.buurten.assign(steen=math.nan))

    monkeypatch.setattr(gg, "load", load)
    code, out, _ = run("scores", "--referentie", "gelijken")
    assert names == [(None, None), ("Nederland", "2020")]
    assert code == 0
    (line,) = [line for line in out if line.startswith("Vergeleken met")]
    assert "sterk stedelijke buurten" in line
    assert "verstening met" in line


def test_the_sentence_of_certainty_holds_the_interval(data):
    sure = gg.assess_robustness(data, draws=200)
    sentence = say_certainty(sure, "BU01530301")
    row = sure.buurten.loc["BU01530301"]
    assert f"tussen {row['rang_laag']:.0f} en {row['rang_hoog']:.0f}" in sentence
