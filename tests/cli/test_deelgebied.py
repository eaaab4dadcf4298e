"""``gezond-geo deelgebied``: a circle and a drawn area on made-up squares, and what is refused."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from gezond_geo.cli import main

COMMAND = ["deelgebied", "Enschede", "--offline", "--vierkanten"]


@pytest.fixture
def squares(tmp_path):
    path = tmp_path / "vk100.csv"
    codes = ["E2570N4710", "E2571N4710", "E2572N4710"]
    pd.DataFrame({"crs28992res100m": codes, "aantal_inwoners": [120, 61, -99997]}).to_csv(path, index=False, sep=";")
    return str(path)


def test_a_drawn_area(squares, tmp_path, capsys):
    drawn = gpd.GeoDataFrame({"naam": ["'t Lang"]}, geometry=[box(257000, 471000, 257150, 471100)], crs="EPSG:28992")
    drawn.to_crs("EPSG:4326").to_file(tmp_path / "gebied.geojson")
    assert main([*COMMAND, squares, "--gebied", str(tmp_path / "gebied.geojson")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "'t Lang"
    assert lines[1].split() == ["inwoners", "150", "(120", "tot", "181)"]
    assert lines[-1].startswith("Vierkanten uit vk100.csv. Schattingen")


def test_a_circle_as_json(squares, capsys):
    assert main([*COMMAND, squares, "--cirkel", "257150", "471050", "400", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)["rijen"][0]
    assert (row["schatting"], row["laagst"], row["hoogst"], row["geheim"]) == (183, 181, 185, 1)


def test_few_residents_show_no_figure(squares, capsys):
    assert main([*COMMAND, squares, "--cirkel", "257250", "471050", "20"]) == 0
    assert "geen cijfers: minder dan 100 inwoners" in capsys.readouterr().out


def test_a_radius_that_is_none_is_refused(squares, capsys):
    assert main([*COMMAND, squares, "--cirkel", "257250", "471050", "0"]) == 2
    assert "de straal is geen afstand" in capsys.readouterr().err
