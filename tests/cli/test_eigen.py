"""The option ``--eigen``: own figures on the map and in the CSV; a wrong table is one sentence, nothing written."""

import csv
import io

import pytest

import gezond_geo as gg
from gezond_geo.cli import main
from gezond_geo.scores.purpose import FOOTER

DESCRIPTION = """\
label = "{label}"
eenheid = "per 1 000"
jaar = 2020
bron = "Gemeente Enschede"
licentie = "CC0"
soort = "register"
ongunstig = "hoog"

[thema]
id = "{theme}"
label = "{theme}"
"""


@pytest.fixture
def tables(tmp_path, hengelo, monkeypatch):
    """Write two tables as a Dutch Excel would, each with its description, for a gemeente of six buurten."""
    monkeypatch.setattr(gg, "load", lambda *_words, **_options: hengelo)
    paths = []
    for label, theme in (("Misdrijven", "veiligheid"), ("Wmo-gebruik", "zorggebruik")):
        path = tmp_path / f"{theme}.csv"
        rows = "".join(f"{code};{n},5\r\n" for n, code in enumerate(hengelo.buurten.index))
        path.write_bytes(f"buurtcode;cijfer\r\n{rows}".encode("cp1252"))
        path.with_suffix(".toml").write_text(DESCRIPTION.format(label=label, theme=theme), "utf-8")
        paths.append(path)
    return paths


@pytest.mark.slow
@pytest.mark.usefixtures("few_draws")
def test_own_figures_are_on_the_map(tables, tmp_path, capsys):
    target = tmp_path / "kaart.html"
    words = ["kaart", "Hengelo", "--uit", target, "--eigen", tables[0], "--eigen", tables[1]]
    assert main([str(word) for word in words]) == 0
    page = target.read_text("utf-8")
    assert "Het thema veiligheid is vergeleken met de buurten van Hengelo (O.)." in page
    assert "Gemeente Enschede, Wmo-gebruik (zorggebruik.csv), 2020, CC0" in page
    assert str(tmp_path) not in page
    output = capsys.readouterr()
    assert output.out == f"{target}\n"
    assert "Misdrijven: eigen cijfer (Gemeente Enschede, 2020), telt mee in veiligheid." in output.err.splitlines()


@pytest.mark.slow
def test_own_figures_are_in_the_scores(tables, tmp_path, capsys):
    target = tmp_path / "scores.csv"
    assert main(["scores", "--niveau", "wijk", "--uit", str(target), "--eigen", str(tables[0])]) == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
    assert float(rows[0]["misdrijven"]) > 0
    assert float(rows[0]["p_veiligheid"]) > 0
    capsys.readouterr()
    assert main(["scores", "--eigen", str(tables[0])]) == 0
    assert " van 5  " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("640003;3,5", "640003;veel"), "veiligheid.csv, regel 5: 'veel' is geen getal voor cijfer;"),
        (("cijfer", "BSN"), "de kolom BSN gaat over burgerservicenummers;"),
    ],
)
@pytest.mark.parametrize("command", ["kaart", "scores"])
def test_a_wrong_table_is_one_sentence(tables, tmp_path, capsys, command, change, message):
    text = tables[0].read_text("cp1252")
    assert change[0] in text
    tables[0].write_text(text.replace(*change), "cp1252")
    target = tmp_path / {"kaart": "uit.html", "scores": "uit.csv"}[command]
    assert main([command, "--uit", str(target), "--eigen", str(tables[0])]) == 2
    answer = capsys.readouterr()
    assert message in answer.err
    assert answer.err.count("\n") == 1
    assert answer.out == ""
    assert not target.exists()


def test_without_a_description_it_is_said(tables, capsys):
    tables[0].with_suffix(".toml").unlink()
    assert main(["scores", "--eigen", str(tables[0])]) == 2
    assert "hoort een beschrijving veiligheid.toml, en die is er niet" in capsys.readouterr().err


def test_the_footer_is_still_the_last_line(tables, capsys):
    main(["scores", "--eigen", str(tables[1])])
    assert capsys.readouterr().out.splitlines()[-1] == FOOTER
