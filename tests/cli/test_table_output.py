"""What ``--uit`` writes by the ending of its name, for every command that writes a table."""

import io
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from made_up import around

import gezond_geo as gg
from gezond_geo.cli import main
from gezond_geo.scores.purpose import FOOTER


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys, computed_once):  # noqa: ARG001
    """Run the command; give exit code, standard output and standard error."""

    def call(*words):
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, out, err

    return call


READERS = {
    "x.csv": lambda: pd.read_csv("x.csv", index_col=0),
    "x.nl.csv": lambda: pd.read_csv("x.nl.csv", sep=";", decimal=",", comment="#", index_col=0),
    "x.xlsx": lambda: pd.read_excel("x.xlsx", index_col=0),
    "x.json": lambda: pd.DataFrame(json.loads(Path("x.json").read_bytes())["rijen"]),
    "x.parquet": lambda: pd.read_parquet("x.parquet"),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "rows", "name"),
    [
        *((["scores"], 70, name) for name in READERS),
        (["scores", "--niveau", "wijk"], 10, "x.parquet"),
        (["zekerheid", "--trekkingen", 2], 70, "x.nl.csv"),
        *((["vergelijk"], 10, name) for name in READERS),
    ],
    ids=str,
)
def test_every_ending_is_written(run, words, rows, name):
    assert run(*words, "--uit", name)[:2] == (0, f"{name}\n")
    assert len(READERS[name]()) >= rows


@pytest.mark.slow
def test_maps_have_the_buurten_and_say_what_they_are_not_for(run, data):
    assert run("scores", "--uit", "x.geojson")[0] == 0
    assert len(gpd.read_file("x.geojson")) == 70
    assert json.loads(Path("x.geojson").read_bytes())["toelichting"][-1] == FOOTER
    around(data.buurten["punt"].get_coordinates()).to_file("grens.geojson")
    assert run("zekerheid", "--trekkingen", 2, "--uit", "x.gpkg", "--grenzen", "grens.geojson")[0] == 0
    buurten = gpd.read_file("x.gpkg", layer="buurten")
    assert set(buurten.geom_type.dropna()) == {"MultiPolygon"}
    assert buurten["rang_hoog"].notna().sum() == 53


@pytest.mark.slow
def test_a_dash_prints_the_table_and_nothing_else(run, data, scores):
    code, out, err = run("scores", "--uit", "-")
    assert code == 0
    table = pd.read_csv(io.StringIO(out), index_col="buurtcode")
    assert table["rang"].equals(scores.buurten["rang"])
    assert err.splitlines() == list(data.meldingen)
    assert run("scores", "--uit", "-", "--excel-nl")[1].startswith("buurtcode;buurtnaam;")


def test_excel_nl_is_for_a_dutch_excel(run):
    run("scores", "--uit", "x.csv", "--excel-nl")
    content = Path("x.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfbuurtcode;")


def test_what_has_no_areas_is_refused_as_a_map(run):
    code, out, err = run("vergelijk", "--uit", "x.gpkg")
    assert (code, out) == (2, "")
    assert "laat de naam eindigen op .csv, .nl.csv, .xlsx, .json of .parquet." in err
    code, _, err = run("scores", "--niveau", "wijk", "--uit", "x.gpkg")
    assert code == 2
    assert err.splitlines()[-1].startswith("x.gpkg kan niet worden geschreven: deze tabel heeft geen gebieden;")


def test_the_file_is_the_results_table(run, data, scores, links):
    run("scores", "--uit", "x.parquet")
    export, table = pd.read_parquet("x.parquet"), pd.DataFrame(gg.results(data, scores, links))
    assert export.index.tolist() == table.index.tolist()
    frames = [frame.drop(columns="geometry").astype(object) for frame in (export, table)]
    texts = [frame.where(frame.notna(), "").to_dict("list") for frame in frames]
    assert texts[0] == texts[1]


@pytest.mark.slow
def test_dutch_headers(run):
    assert run("scores", "--uit", "x.xlsx", "--koppen", "nl")[0] == 0
    assert pd.read_excel("x.xlsx").columns[:2].tolist() == ["Buurtcode", "Buurt"]
    assert run("zekerheid", "--trekkingen", 2, "--uit", "-", "--koppen", "nl")[1].startswith("Buurtcode,Buurt,")
