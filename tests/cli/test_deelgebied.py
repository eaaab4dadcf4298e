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
    area = gpd.GeoDataFrame({"naam": ["'t Lang"]}, geometry=[box(257000, 471000, 257150, 471100)], crs="EPSG:28992")
    area.to_crs("EPSG:4326").to_file(tmp_path / "gebied.geojson")
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


def test_the_buurt_around_a_circle_stands_beside_it(tmp_path, data, capsys):
    """Of a made-up square buurt of the right size, with 30 people in each of its squares of 100 m."""
    row = data.buurten.loc["BU01530301"]
    side = 100 * round(row["land_ha"] ** 0.5)
    x, y = (round(value / 100) * 100 - side // 200 * 100 for value in (row["punt"].x, row["punt"].y))
    shape = gpd.GeoDataFrame({"buurtcode": ["BU01530301"]}, geometry=[box(x, y, x + side, y + side)], crs="EPSG:28992")
    shape.to_file(tmp_path / "grens.gpkg")
    cells = [(x + 100 * i, y + 100 * j) for i in range(side // 100) for j in range(side // 100)]
    rows = [f"E{a // 100:04}N{b // 100:04},30" for a, b in cells]
    (tmp_path / "vk.csv").write_text("\n".join(["crs28992res100m,aantal_inwoners", *rows]) + "\n", "utf-8")
    middle = (x + side // 2, y + side // 2)
    words = [
        "deelgebied",
        "--offline",
        "--stil",
        "--grenzen",
        tmp_path / "grens.gpkg",
        "--vierkanten",
        tmp_path / "vk.csv",
    ]
    assert main([str(word) for word in [*words, "--cirkel", *middle, 200]]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == f"200 meter om {middle[0]} {middle[1]}"
    at = out.index("buurt Twekkelerveld")
    assert f"{30 * len(cells):,}".replace(",", ".") in out[at + 1]
