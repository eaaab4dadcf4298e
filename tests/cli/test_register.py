"""The command ``gezond-geo register``."""

import json

import numpy as np
import pandas as pd
import pytest

from gezond_geo.cli import main

DESCRIPTION = """
label = "Hulp"
eenheid = "%"
soort = "register"
bron = "Gemeente"
licentie = "CC0"
kolom = "hulp"
bevolking = "inwoners"
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    folder = tmp_path_factory.mktemp("register")
    rng = np.random.default_rng(1)
    rows = [
        {
            "buurtcode": f"BU015301{area:02}",
            "buurtnaam": f"Buurt {area}",
            "jaar": year,
            "hulp": 8 + area % 5 + rng.normal(0, 0.2) + 1.5 * (area == 4) * max(0, year - 2018),
            "inwoners": 3000,
        }
        for area in range(30)
        for year in range(2014, 2023)
    ]
    pd.DataFrame(rows).to_csv(folder / "hulp.csv", index=False)
    (folder / "hulp.toml").write_text(DESCRIPTION, encoding="utf-8")
    return folder / "hulp.csv"


@pytest.fixture
def run(table, capsys):
    def call(*words):
        code = main(["register", str(table), *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_levels_verdicts_and_source(run):
    code, out, err = run("--gebied", "buurt 4")
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0] == "Hulp, %"
    assert lines[2].split()[:2] == ["Buurt", "4"]
    assert lines[3].split()[:3] == ["30", "buurten", "samen"]
    assert lines[4].startswith("Hulp, 2014–2022: 30 buurten samen")
    assert "van de buurten toegenomen in 1" in lines[4]
    assert lines[5].startswith("Bron: Gemeente, Hulp (hulp.csv), 2014")
    assert lines[-1] == "Niet voor besluiten over personen, adressen of aanvragen."


def test_the_verdicts_go_to_a_table(run, tmp_path):
    path = tmp_path / "verandering.csv"
    assert run("--uit", path)[:2] == (0, f"{path}\n")
    rows = pd.read_csv(path, index_col="code")
    assert len(rows) == 31
    assert rows.loc["BU01530104", "oordeel"] == "toegenomen"


def test_a_group_beside_areas_that_began_alike(run, tmp_path):
    picture = tmp_path / "hulp.png"
    code, out, err = run("--groep", "Buurt 4", "--begin", 2019, "--png", picture)
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0] == str(picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "hoger dan bij vergelijkbare gebieden" in lines[3]
    assert any("geen bewijs" in line for line in lines)


def test_json_is_all_that_goes_to_standard_output(run, tmp_path):
    code, out, _ = run("--groep", "Buurt 4", "--begin", 2019, "--json", "--png", tmp_path / "a.png")
    answer = json.loads(out)
    assert code == 0
    assert [row["periode"] for row in answer["rijen"]] == ["voor"] * 5 + ["na"] * 4
    assert any("geen bewijs" in line for line in answer["toelichting"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--groep", "Buurt 4"], "--groep en --begin horen bij elkaar"),
        (["--begin", "2019"], "--groep en --begin horen bij elkaar"),
        (["--png", "a.png"], "--png werkt alleen met --groep"),
        (["--gebied", "Nergens"], "is geen gebied 'Nergens'"),
        (["--sinds", "2022"], "twee jaren of meer"),
        (["--groep", "Buurt 4", "--begin", "2015"], "4 jaren vóór 2015"),
    ],
)
def test_what_cannot_be_is_one_sentence(run, words, message):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert message in err.splitlines()[-1]


def test_a_table_without_description_says_how_to_make_one(tmp_path, capsys):
    path = tmp_path / "los.csv"
    path.write_text("buurtcode,jaar,hulp\nBU01530301,2020,4\n", encoding="utf-8")
    assert main(["register", str(path)]) == 2
    assert "gezond-geo eigen" in capsys.readouterr().err
