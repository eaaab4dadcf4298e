import pandas as pd
import pytest

from gezond_geo.cli import main


@pytest.fixture
def run(capsys, computed_once):  # noqa: ARG001
    def call(*words):
        code = main(["jaren", "--offline", *map(str, words)])
        return code, *capsys.readouterr()

    return call


@pytest.mark.slow
def test_levels_stand_beside_gemeente_and_country(run):
    code, out, err = run("--buurt", "'t Lang", "--cijfer", "goede_gezondheid")
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "Goede ervaren gezondheid, % (geschat met een model)"
    assert lines[2].split() == ["Wesselerbrink", "Noord-Oost", "60,7", "58,3", "62,2", "49,7", "58,4"]
    assert lines[3].split() == ["Enschede", "73,2", "73,9", "77,0", "66,3", "71,9"]
    assert "in deze cijfers niet te zien" in out
    assert "2020–2022: Enschede 10,7 punten lager en Nederland 9,3 punten lager; het meeste van dit verschil is" in out
    assert "64,0 in de score en 62,2 in deze reeks" in out
    assert not any(word in out for word in ("toegenomen", "afgenomen"))
    assert "Meegeleverd" in err


def test_health_of_an_age_is_shown_when_it_is_asked_for(run):
    code, out, err = run("--leeftijd", "65+", "--cijfer", "goede_gezondheid_65plus")
    assert code == 0
    assert out.splitlines()[2].split() == ["Enschede", "54,6", "59,4", "64,0"]
    assert "(50090NED), 2012, 2016 en 2020" in out
    assert "die reeks is van 50090NED" in err


@pytest.mark.slow
def test_changes_of_counts_go_to_a_table(run, tmp_path):
    path = tmp_path / "verschil.csv"
    code, out, _ = run("--verandering", "--cijfer", "inwoners", "--uit", path)
    assert (code, out) == (0, f"{path}\n")
    table = pd.read_csv(path, index_col="code")
    assert table.loc["GM0153", ["van", "tot", "oordeel"]].tolist() == [159640, 161738, "toegenomen"]
    assert table.loc["BU01530000", "oordeel"] == "toegenomen"
    assert len(table) == 71


def test_series_go_to_a_table(run, tmp_path):
    path = tmp_path / "reeksen.csv"
    assert run("--cijfer", "inwoners", "--sinds", 2024, "--uit", path)[0] == 0
    table = pd.read_csv(path)
    assert table["jaar"].unique().tolist() == [2024]
    assert len(table) == 72


def test_scores_of_each_year_stand_on_one_scale(run, tmp_path):
    code, out, _ = run("--scores", "--buurt", "'t Lang")
    assert code == 0
    rows = [line.split() for line in out.splitlines()[:6]]
    assert rows[1:3] == [["2020", "2024"], ["Vergrijzing", "(0–100)", "74,8", "74,8"]]
    assert rows[5] == ["Rang", "van", "dat", "jaar", "12", "13"]
    assert "De schaal schuift niet mee" in out
    path = tmp_path / "scores.csv"
    assert run("--scores", "--uit", path)[0] == 0
    table = pd.read_csv(path)
    assert len(table) == 140
    assert {"p_vergrijzing", "stapeling", "rang", "hoe"} <= {*table}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--scores", "--basis", "2018"], "Van 2018 is er geen landelijke vergelijking"),
        (["--scores", "--sinds", "2022"], "Van minder dan twee jaren"),
        (["--scores", "--cijfer", "inwoners"], "laat --cijfer en --leeftijd weg"),
        (["--basis", "2020"], "--basis werkt alleen met --scores"),
        (["--cijfer", "geluk"], "Van 'geluk' is geen reeks"),
        (["--sinds", "2024", "--cijfer", "inwoners", "--verandering", "--tot", "2024"], "twee jaren of meer"),
        (["--sinds", "2024", "--tot", "2020"], "Van 2024 tot en met 2020 is geen periode; geef het eerste jaar eerst."),
        (["--sinds", "2030"], "zijn er vanaf 2030 geen cijfers; kies uit: 2012, 2016, 2020, 2022, 2024."),
        (["--sinds", "2022", "--tot", "2023", "--cijfer", "inwoners"], "Van 'inwoners' is geen reeks"),
        (["--buurt", ""], "geen buurt ''"),
        (["--grenzen-van", "2020=er-niet.gpkg"], "er-niet.gpkg"),
        (["--grenzen-van", f"1999={__file__}"], "Grenzen van 1999 passen bij geen van de cijfers; geef die van "),
        (["--buurt", "Nergenshuizen"], "is geen buurt 'Nergenshuizen'"),
    ],
)
def test_what_cannot_be_is_one_sentence(run, words, message):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert message in err.splitlines()[-1]


def test_only_the_years_that_are_asked_for_are_shown_and_told(run):
    code, out, _ = run("--sinds", 2020, "--tot", 2022)
    assert code == 0
    assert out.splitlines()[1].split() == ["2020", "2022"]
    assert out.splitlines()[2].split() == ["Enschede", "77,0", "66,3"]
    assert "Tussen 2020 en 2022: " in out
    assert not any(year in out for year in ("2012", "2016", "85984NED"))
    assert "Tussen 2024" not in run("--sinds", 2024)[1]


@pytest.mark.parametrize("text", ["20205", "-5", "1850", "²⁰²⁰", ""])
def test_what_is_no_year_is_told_as_such(run, capsys, text):
    with pytest.raises(SystemExit) as stop:
        run(f"--sinds={text}")
    assert stop.value.code == 2
    assert f"{text!r} is geen jaar; schrijf het zoals 2020" in capsys.readouterr().err


def test_boundaries_without_a_year_are_refused(run, capsys):
    with pytest.raises(SystemExit) as stop:
        run("--grenzen-van", "buurten.gpkg")
    assert stop.value.code == 2
    assert "schrijf een jaar en een bestand" in capsys.readouterr().err
