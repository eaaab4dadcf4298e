"""The results table as files: every format holds the same table, no formula, and nothing of a small buurt."""

import csv
import dataclasses
import functools
import io
import json
import sqlite3
import subprocess
from numbers import Number
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from made_up import HENGELO, around, hengelo_figures
from PIL import Image
from pyarrow import parquet

import gezond_geo as gg
from gezond_geo.errors import InputError, OutputError
from gezond_geo.io.text import as_words, from_cell
from gezond_geo.pages.colours import DIVERGING, SEQUENTIAL
from gezond_geo.pages.map.views import build_views
from gezond_geo.scores.purpose import FOOTER

FORMULA = ("=", "+", "-", "@", "＝", "\t", "\r", "\n")
ENDINGS = ("csv", "nl.csv", "xlsx", "json", "parquet", "gpkg", "geojson")
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "a\r=1",
    '=HYPERLINK("http://x","y")',
    'a,=1+1,"',
    "x;=1+1;y",
    'x;"@A1"',
    "a, =1+1; +2",
    "＝1+1",
    "#N/A",
    "\x1b[2Jx\x00",
]


@pytest.fixture(scope="module")
def sure(data, scores):
    return gg.assess_robustness(data, scores, draws=20)


@pytest.fixture(scope="module")
def table(data, scores, links, sure):
    return gg.results(data, scores, links, sure)


@pytest.fixture(scope="module")
def folder(table, tmp_path_factory):
    place = tmp_path_factory.mktemp("uit")
    for ending in ENDINGS:
        gg.write(table, place / f"s.{ending}")
    return place


@pytest.fixture(scope="module")
def hengelo():
    figures = hengelo_figures()
    return gg.load("Hengelo", figures=figures, boundaries=around(figures), offline=True)


@pytest.fixture(scope="module")
def table_of_hengelo(hengelo):
    return gg.results(hengelo, gg.score(hengelo))


@pytest.fixture(scope="module")
def same_table_of_hengelo(hengelo):
    return gg.results(hengelo, gg.score(hengelo))


def cells_of(path, separator=","):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), delimiter=separator))


def workbook(path):
    """Give the table of a workbook: its first two sheets beside each other."""
    sheets = pd.read_excel(path, sheet_name=None, index_col=0, keep_default_na=False, na_values=[""])
    return sheets["scores"].join(sheets["cijfers"].iloc[:, 1:])


def read(path, code="buurtcode"):
    """Read a file with the usual reader of its format."""
    readers = {
        ".nl.csv": lambda: pd.read_csv(path, sep=";", decimal=",", comment="#", index_col=code),
        ".csv": lambda: pd.read_csv(path, index_col=code),
        ".xlsx": lambda: workbook(path),
        ".json": lambda: pd.DataFrame(json.loads(path.read_bytes())["rijen"]).set_index(code),
        ".parquet": lambda: gpd.read_parquet(path),
        ".gpkg": lambda: gpd.read_file(path, layer="buurten").set_index(code),
        ".geojson": lambda: gpd.read_file(path).set_index(code).drop(columns="id", errors="ignore"),
    }
    return readers["".join(path.suffixes)]()


def assert_same(frame, expected):
    """Compare values, rows and columns; an empty text may have become missing, and whole floats whole numbers."""
    frame = pd.DataFrame(frame).drop(columns="geometry", errors="ignore")
    expected = pd.DataFrame(expected.drop(columns="geometry"))
    assert sorted(frame) == sorted(expected)
    assert frame.index.tolist() == expected.index.tolist()
    for name in expected:
        if pd.api.types.is_bool_dtype(expected[name]):
            assert frame[name].astype(bool).tolist() == expected[name].tolist()
        elif pd.api.types.is_numeric_dtype(expected[name]):
            np.testing.assert_array_equal(frame[name].astype(float), expected[name].astype(float), name)
        else:
            texts = frame[name].astype(object).where(frame[name].notna(), "")
            assert texts.tolist() == expected[name].fillna("").map(as_words).tolist()


@pytest.mark.slow
@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending != "nl.csv"])
def test_what_is_written_reads_back_as_the_same_table(table, folder, ending):
    assert_same(read(folder / f"s.{ending}"), table)


@pytest.mark.parametrize("ending", ENDINGS)
def test_twice_the_same_bytes(table_of_hengelo, same_table_of_hengelo, tmp_path, ending):
    for name, table in {"een": table_of_hengelo, "twee": same_table_of_hengelo}.items():
        (tmp_path / name).mkdir()
        gg.write(table, tmp_path / name / f"s.{ending}")
    one, other = (path.read_bytes() for path in sorted(tmp_path.glob(f"*/s.{ending}")))
    assert one == other


@pytest.fixture(scope="module")
def table_with_an_own_figure(hengelo):
    """Give the table with stable names or Dutch headers, and a figure that somebody added to it."""
    scores, links = gg.score(hengelo), gg.match_projects(hengelo)
    return functools.cache(lambda labels: gg.results(hengelo, scores, links, labels=labels).assign(eigen=7654.5))


@pytest.mark.parametrize(("ending", "labels"), [*((ending, "id") for ending in ENDINGS), ("xlsx", "nl")])
def test_a_small_buurt_has_no_number_in_any_file(table_with_an_own_figure, tmp_path, ending, labels):
    """Also not of a figure that somebody adds to the table."""
    table = table_with_an_own_figure(labels)
    path = gg.write(table, tmp_path / f"s.{ending}")
    export = read(path, table.index.name)
    row = export.loc[HENGELO[5]].drop("geometry", errors="ignore")
    numbers = {name: cell for name, cell in row.items() if isinstance(cell, Number) and not isinstance(cell, bool)}
    filled = {name for name, cell in numbers.items() if pd.notna(cell) and not isinstance(cell, np.bool_)}
    about_no_people = {"x", "y", "x (RD)", "y (RD)", "volledigheid", "Volledigheid (%)"}
    about_no_people |= {"euro_zeker", "euro_waarschijnlijk", "Euro, plaats bekend", "Euro, plaats waarschijnlijk"}
    assert filled <= about_no_people
    assert export.loc[HENGELO[0], "eigen"] == 7654.5


def test_a_frame_of_somebody_else_is_held_to_the_same(tmp_path):
    frame = pd.DataFrame({"inwoners": [99, 100], "x": [5.0, 6.0]}, index=pd.Index(["a", "b"], name="gebied"))
    export = pd.read_csv(gg.write(frame, tmp_path / "x.csv"), index_col="gebied")
    assert export["inwoners"].isna().tolist() == [True, False]


@pytest.fixture(scope="module")
def hostile(data):
    """Give a table of as many buurten as there are hostile names, with those names."""
    buurten = data.buurten.iloc[: len(HOSTILE)].assign(buurtnaam=HOSTILE)
    made_up = dataclasses.replace(data, buurten=buurten, projects=data.projects.iloc[:0])
    return gg.results(made_up, gg.score(made_up))


@pytest.mark.parametrize("ending", ENDINGS)
def test_text_from_outside_is_one_text_and_never_a_formula(hostile, tmp_path, ending):
    path = gg.write(hostile, tmp_path / f"s.{ending}")
    if not path.name.endswith("csv"):
        assert read(path)["buurtnaam"].tolist() == list(map(as_words, HOSTILE))
        return
    for separator in ",;":
        # Whatever a spreadsheet splits at, and whether or not it knows what the quotes are for.
        for line in cells_of(path, separator):
            assert [cell for cell in line if cell.lstrip(' "').startswith(FORMULA)] == []
    rows = cells_of(path, ";" if ending == "nl.csv" else ",")[1 : len(HOSTILE) + 1]
    assert [from_cell(row[1]) for row in rows] == list(map(as_words, HOSTILE))


def test_no_cell_of_a_workbook_is_a_formula(hostile, tmp_path):
    book = openpyxl.load_workbook(gg.write(hostile, tmp_path / "s.xlsx"))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n", "b"}
    assert book["scores"]["B2"].quotePrefix


# ---------------------------------------------------------------------------------------------------------------- CSV


def test_a_csv_holds_nothing_but_the_table_and_is_described_beside_it(folder, data):
    text = (folder / "s.csv").read_bytes().decode("utf-8")
    assert text.startswith("buurtcode,buurtnaam,wijknaam,")
    assert len(cells_of(folder / "s.csv")) == 71
    about = json.loads((folder / "s.csv-metadata.json").read_bytes())
    assert about["@context"][0] == "http://www.w3.org/ns/csvw"
    assert about["url"] == "s.csv"
    columns = about["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == text.splitlines()[0].split(",")
    kinds = {column["name"]: column["datatype"] for column in columns}
    assert (kinds["buurtcode"], kinds["score"], kinds["inwoners"]) == ("string", "number", "integer")
    assert kinds["grof"] == {"base": "boolean", "format": "True|False"}
    assert all(column["dc:description"] for column in columns)
    assert about["dc:description"][: len(data.meldingen)] == list(data.meldingen)
    assert about["dc:description"][-1] == FOOTER
    assert about["notes"][0]["versie"] == 1


def test_a_dutch_excel_reads_its_csv(table, folder):
    content = (folder / "s.nl.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfbuurtcode;buurtnaam;")
    export = pd.read_csv(folder / "s.nl.csv", sep=";", decimal=",", comment="#", index_col="buurtcode")
    np.testing.assert_array_equal(export["score"], table["score"].round(1))
    np.testing.assert_array_equal(export["p_inkomen"], table["p_inkomen"].round(1))
    np.testing.assert_array_equal(export["inwoners"], table["inwoners"])
    assert set(export["grof"]) == {"ja", "nee"}
    assert content.decode().rstrip().endswith(f"# {FOOTER}")


def test_excel_nl_makes_any_csv_dutch(table, folder, tmp_path):
    path = gg.write(table, tmp_path / "s.csv", excel_nl=True)
    assert path.read_bytes() == (folder / "s.nl.csv").read_bytes()
    assert not Path(f"{path}-metadata.json").exists()


def test_a_dash_is_standard_output(table, capsys, folder, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    gg.write(table, "-")
    assert capsys.readouterr().out == (folder / "s.csv").read_text("utf-8")
    assert list(tmp_path.iterdir()) == []


# ----------------------------------------------------------------------------------------------------------- workbook


def test_a_workbook_is_ready_to_read(table, folder):
    book = openpyxl.load_workbook(folder / "s.xlsx")
    assert book.sheetnames == ["scores", "cijfers", "projecten", "bronnen", "kolommen"]
    sheet = book["scores"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:{openpyxl.utils.get_column_letter(sheet.max_column)}71"
    heads = {cell.value: cell.column for cell in sheet[1]}
    formats = {name: sheet.cell(2, heads[name]).number_format for name in ("score", "inwoners", "euro_zeker")}
    assert formats == {"score": "#,##0.0", "inwoners": "#,##0", "euro_zeker": "#,##0.00"}
    assert all(FOOTER in part.oddFooter.center.text for part in book)
    lines = [cell.value for cell in book["bronnen"]["B"]]
    assert lines[-1] == FOOTER
    assert any(str(line).startswith("Bron: CBS, Kerncijfers wijken en buurten 2020 (84799NED)") for line in lines)
    assert ("drempel", "80") in {(a.value, b.value) for a, b in book["bronnen"].iter_rows()}
    about = pd.read_excel(folder / "s.xlsx", sheet_name="kolommen", index_col="kolom")
    assert set(about.index) == {"buurtcode", *table.columns.drop("geometry")}
    assert about["uitleg"].notna().all()
    projects = pd.read_excel(folder / "s.xlsx", sheet_name="projecten")
    assert (len(projects), projects["euro"].sum()) == (21, 2_326_755.0)


def test_libreoffice_opens_and_saves_the_workbook(hostile, soffice, tmp_path):
    """Hostile names stay texts, and everything else is what it was."""
    path = gg.write(hostile, tmp_path / "s.xlsx")
    soffice("xlsx", tmp_path / "terug", path)
    back = tmp_path / "terug" / "s.xlsx"
    assert_same(workbook(back), hostile)
    book = openpyxl.load_workbook(back)
    formulas = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    # LibreOffice writes what is true or false as a formula.
    assert formulas <= {"=TRUE()", "=FALSE()"}


# --------------------------------------------------------------------------------------------------------------- maps


def test_geojson_is_as_its_standard_asks(table_of_hengelo, tmp_path):
    document = json.loads(gg.write(table_of_hengelo, tmp_path / "s.geojson").read_bytes())
    assert "crs" not in document
    assert document["toelichting"][-1] == FOOTER
    first = document["features"][0]
    ring = first["geometry"]["coordinates"][0]
    assert shapely.LinearRing(ring).is_ccw
    west, south = np.min(ring, axis=0)
    assert (3 < west < 8, 50 < south < 54) == (True, True)
    assert first["id"] == first["properties"]["buurtcode"] == HENGELO[0]


def test_geoparquet_keeps_shapes_index_and_origin(table, folder):
    export = gpd.read_parquet(folder / "s.parquet")
    assert export.crs == table.crs
    assert export.geometry.geom_equals(table.geometry).all()
    assert export.index.name == "buurtcode"
    # GeoPandas reads these itself from 1.2 on.
    export.attrs = json.loads(parquet.read_schema(folder / "s.parquet").metadata[b"PANDAS_ATTRS"])
    assert export.attrs == table.attrs
    assert gg.write(export, folder / "weer.xlsx").read_bytes() == (folder / "s.xlsx").read_bytes()


def test_a_geopackage_has_every_layer(hengelo, table_of_hengelo, data, folder, tmp_path):
    assert {str(name): kind for name, kind in pyogrio.list_layers(folder / "s.gpkg")} == {
        "buurten": "Point",
        "tegelkaart": "MultiPolygon",
        "projecten": "Point",
        "kolommen": None,
        "toelichting": None,
        "layer_styles": None,
    }
    tiles = gpd.read_file(folder / "s.gpkg", layer="tegelkaart")
    assert len(tiles) == 70
    assert np.ptp(tiles.area) < 1
    projects = gpd.read_file(folder / "s.gpkg", layer="projecten")
    assert projects["nummer"].nunique() == 21
    assert projects.groupby("nummer")["euro"].sum().sum() == pytest.approx(data.projects["euro"].sum())
    path = gg.write(table_of_hengelo, tmp_path / "h.gpkg")
    buurten = gpd.read_file(path, layer="buurten").set_index("buurtcode")
    assert buurten.crs == "EPSG:28992"
    assert buurten.geometry.geom_equals(hengelo.buurten.geometry).all()


def test_options_of_gdal_that_were_set_stay_set(table_of_hengelo, tmp_path):
    mine = {"OGR_CURRENT_DATE": "2026-01-01T00:00:00.000Z", "OGR_SQLITE_SYNCHRONOUS": "FULL"}
    pyogrio.set_gdal_config_options(mine)
    try:
        gg.write(table_of_hengelo, tmp_path / "s.gpkg")
        assert {name: pyogrio.get_gdal_config_option(name) for name in mine} == mine
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(mine))


def test_a_project_that_is_not_public_stands_in_the_middle_of_its_buurt(data, folder):
    projects = gpd.read_file(folder / "s.gpkg", layer="projecten")
    rows = projects[projects["bij_benadering"] & projects["buurtcode"].ne("")]
    assert len(rows)
    middles = gpd.GeoSeries(data.buurten["punt"], crs=data.buurten.crs)[rows["buurtcode"]]
    assert rows.geometry.geom_equals(middles.set_axis(rows.index)).all()


def test_focus_areas_are_a_layer_where_there_are_boundaries(data, tmp_path):
    points = gpd.GeoSeries(data.buurten["punt"])
    squares = around(pd.DataFrame({"x": points.x, "y": points.y}))
    own = dataclasses.replace(data, buurten=data.buurten.set_geometry(squares.set_index("buurtcode").geometry))
    path = gg.write(gg.results(own, gg.score(own)), tmp_path / "s.gpkg")
    focus = gpd.read_file(path, layer="focusgebieden")
    assert focus["naam"].tolist() == [area.naam for area in data.gemeente.focusgebieden]
    assert focus.area.gt(0).all()


def read_xml(text):
    return ET.fromstring(text)  # noqa: S314 - what we wrote ourselves


def styles_of(path):
    with sqlite3.connect(path) as base:
        rows = base.execute(
            "SELECT f_table_name, styleName, styleQML, styleSLD, useAsDefault FROM layer_styles"
        ).fetchall()
    base.close()
    return {(layer, name): (read_xml(qml), read_xml(sld), default) for layer, name, qml, sld, default in rows}


def test_a_geopackage_has_the_colours_of_the_page(run_of, sure, folder):
    """Each view has its classes, labels and colours; and a buurt falls in the class that it has on the page."""
    styles = styles_of(folder / "s.gpkg")
    views = build_views(run_of(sure=sure))
    columns = {"Thema's samen": "stapeling", "Score in vijf banden": "score", "Gezondheid": "gezondheid"}
    columns |= {
        "Inkomen": "inkomen",
        "Vergrijzing": "vergrijzing",
        "Verstening": "verstening",
        "Zekerheid": "zekerheid",
    }
    by_name = {name: view for (layer, name), (view, *_) in styles.items() if layer == "buurten"}
    assert set(by_name) == set(columns)
    table = pd.DataFrame(read(folder / "s.gpkg"))
    for name, qml in by_name.items():
        view = views[columns[name]]
        rules = qml.findall(".//rules/rule")
        symbols = {
            symbol.get("name"): symbol.find(".//Option[@name='color']").get("value") for symbol in qml.iter("symbol")
        }
        for number, (rule, part) in enumerate(zip(rules[:-1], view["klassen"], strict=True)):
            hexes = [int(part["kleur"][at : at + 2], 16) for at in (1, 3, 5)]
            assert symbols[rule.get("symbol")] == ",".join(map(str, [*hexes, 255]))
            query = rule.get("filter").replace('"', "").replace(" AND ", " and ").replace(" IS NOT NULL", ".notna()")
            inside = {code for code, place in view["klasse"].items() if place == number}
            assert set(table.query(query).index) == inside, (name, query)
        assert rules[-1].get("filter") == "ELSE"


def test_every_layer_opens_with_one_style(folder):
    defaults = [layer for (layer, _), (*_, default) in styles_of(folder / "s.gpkg").items() if default]
    assert sorted(defaults) == ["buurten", "projecten", "tegelkaart"]


def test_sld_says_the_same_as_qml(folder):
    qml, sld, _ = styles_of(folder / "s.gpkg")["tegelkaart", "Thema's samen"]
    space = {"s": "http://www.opengis.net/sld", "o": "http://www.opengis.net/ogc"}
    fills = [part.text for part in sld.findall(".//s:CssParameter[@name='fill']", space)]
    assert fills == [SEQUENTIAL[0], SEQUENTIAL[1], SEQUENTIAL[2], SEQUENTIAL[3], SEQUENTIAL[4]]
    assert [name.text for name in sld.findall(".//s:Rule/s:Name", space)] == [
        rule.get("label") for rule in qml.findall(".//rule")
    ]
    assert [part.text for part in sld.findall(".//o:PropertyIsLessThan/o:Literal", space)] == ["1", "2", "3", "4"]
    assert len(DIVERGING) == 5


# ----------------------------------------------------------------------------------------------------------- failures


def test_an_earlier_file_stays_when_writing_fails(table, tmp_path):
    (tmp_path / "bestand").write_bytes(b"x")
    with pytest.raises(OutputError):
        gg.write(table, tmp_path / "bestand" / "scores.csv")
    (tmp_path / "s.csv").write_bytes(b"eerder")
    (tmp_path / "s.csv-metadata.json").mkdir()
    with pytest.raises(OutputError, match="dat is een map"):
        gg.write(table, tmp_path / "s.csv")
    assert (tmp_path / "s.csv").read_bytes() == b"eerder"


@pytest.mark.parametrize("name", ["s.docx", "s", "s.shp", ".gpkg"])
def test_another_ending_is_refused_with_those_that_are_known(table, tmp_path, name):
    with pytest.raises(OutputError, match=r"laat de naam eindigen op \.csv, \.nl\.csv, \.xlsx"):
        gg.write(table, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_what_has_no_areas_is_no_map(data, tmp_path):
    wijken = gg.aggregate(data, "wijk")
    table = gg.results(wijken, gg.score(wijken))
    with pytest.raises(OutputError, match="deze tabel heeft geen gebieden"):
        gg.write(table, tmp_path / "s.gpkg")
    assert len(pd.read_excel(gg.write(table, tmp_path / "s.xlsx"))) == 10


@pytest.mark.parametrize("ending", ["xlsx", "json", "parquet", "geojson"])
def test_what_no_cell_can_hold_is_one_sentence(table, tmp_path, ending):
    own = table.copy()
    own["eigen"] = [object()] * len(own)
    with pytest.raises(OutputError, match="een kolom bevat iets anders dan getallen en teksten"):
        gg.write(own, tmp_path / f"s.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_lost_its_origin_says_so(table, data, scores, tmp_path):
    """As of two gemeenten under each other: pandas keeps what a frame says of itself only when all say the same."""
    twice = pd.concat([table, gg.results(data, scores)])
    assert twice.attrs == {}
    lines = json.loads(gg.write(twice, tmp_path / "s.json").read_bytes())["toelichting"]
    assert lines[0].startswith("De herkomst van deze tabel is niet bekend;")
    assert lines[-1] == FOOTER


QGIS = "/usr/bin/python3"
"""Debian's own Python, which QGIS comes with."""


@pytest.mark.skipif(
    not Path("/usr/lib/python3/dist-packages/qgis").is_dir(), reason="QGIS (Debian's python3-qgis) is not installed"
)
def test_qgis_opens_it_in_the_colours_of_the_page(table, scores, folder, tmp_path):
    """Each class that there is has its colour in the picture, and nothing has that of a class that is empty."""
    script = Path(__file__).parents[2] / "scripts" / "make_qgis_picture.py"
    words = [QGIS, str(script), str(folder / "s.gpkg"), str(tmp_path / "x.png"), "tegelkaart"]
    subprocess.run(words, check=True, capture_output=True, env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)})
    picture = Image.open(tmp_path / "x.png").convert("RGB")
    counts = {f"#{red:02x}{green:02x}{blue:02x}": count for count, (red, green, blue) in picture.getcolors(1 << 24)}
    numbers = table["stapeling"].value_counts()
    assert len(numbers) == len(scores.counted) + 1
    areas = pd.Series({int(number): counts[SEQUENTIAL[int(number)]] / count for number, count in numbers.items()})
    # Of every tile the name hides a part.
    assert areas.max() < 1.2 * areas.min()


def test_a_lower_limit_shows_nobody_under_100_residents(hengelo):
    low = gg.results(hengelo, gg.score(hengelo, limits=gg.Limits(value=1, rank=1)))
    assert np.isnan(low.loc[HENGELO[5], "inwoners"])
    assert low.loc[HENGELO[0], "inwoners"] == 1500


def test_any_frame_of_the_library_can_be_written(scores, tmp_path):
    export = pd.read_csv(gg.write(scores.contributions, tmp_path / "x.csv"), index_col="buurtcode")
    assert "gezondheid_eenzaam" in export
    np.testing.assert_allclose(export.sum(axis=1, min_count=1), scores.buurten["score"])
    frame = pd.DataFrame({"x": [1, 2]}, index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["p", "q"]))
    assert len(pd.read_excel(gg.write(frame, tmp_path / "x.xlsx"))) == 2


def test_a_column_that_is_there_twice_is_refused(tmp_path):
    frame = pd.DataFrame([[1, 2]], columns=["x", "x"])
    with pytest.raises(InputError, match="De kolom x staat er twee keer"):
        gg.write(frame, tmp_path / "x.json")


def test_a_dutch_form_is_of_a_csv(table, tmp_path):
    with pytest.raises(OutputError, match=r"x\.xlsx is geen CSV; laat de vorm voor een Nederlandse Excel weg"):
        gg.write(table, tmp_path / "x.xlsx", excel_nl=True)


def test_names_of_columns_are_variables_in_the_description_of_a_csv(data, scores, tmp_path):
    path = gg.write(gg.results(data, scores, labels="nl"), tmp_path / "x.csv")
    schema = json.loads(Path(f"{path}-metadata.json").read_bytes())["tableSchema"]
    names = {column["titles"]: column["name"] for column in schema["columns"]}
    assert names["Thema's samen"] == "Thema%27s%20samen"
    assert schema["primaryKey"] == "Buurtcode"


def test_results_of_other_data_are_refused(data, scores, hengelo):
    with pytest.raises(InputError, match="De scores horen niet bij deze gegevens"):
        gg.results(hengelo, scores)
    links = gg.match_projects(data).assign(buurtcode="BU09990000")
    with pytest.raises(InputError, match="hoort niet bij deze gegevens"):
        gg.results(data, scores, links)
    with pytest.raises(InputError, match=r"geef wat gezond_geo\.match_projects geeft"):
        gg.results(data, scores, data.projects)


def test_the_table_does_not_change_its_input(data, scores, links):
    before = data.buurten.copy(), scores.buurten.copy(), dict(data.buurten.attrs)
    gg.results(data, scores, links)
    pd.testing.assert_frame_equal(data.buurten, before[0])
    pd.testing.assert_frame_equal(scores.buurten, before[1])
    assert data.buurten.attrs == before[2]


def test_columns_are_those_that_are_promised(table):
    """Version 1: a column may be added, and none may change its name."""
    page = (Path(__file__).parents[2] / "docs" / "resultaten.md").read_text("utf-8").partition("## Columns")[2]
    promised = [
        name for line in page.splitlines() if line.startswith("| `") for name in line.split("|")[1].split("`")[1::2]
    ]
    patterns = {name.split("<")[0] for name in promised if "<" in name}
    plain = {name for name in promised if "<" not in name}
    assert plain - {"aantal_buurten"} <= {"buurtcode", *table.columns}
    figures = {"goede_gezondheid", "eenzaam", "beweegrichtlijn", "overgewicht", "roken", "angst_depressie", "bijstand"}
    figures |= {"moeite_rondkomen", "aandeel_65plus", "steen"}
    assert [name for name in table if name not in plain | figures and not name.startswith(tuple(patterns - {""}))] == []


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "parquet"])
def test_a_map_file_of_ours_is_read_as_boundaries(hengelo, table_of_hengelo, tmp_path, ending):
    path = gg.write(table_of_hengelo, tmp_path / f"s.{ending}")
    again = gg.load("Hengelo", figures=hengelo_figures(), boundaries=path, offline=True)
    # GeoJSON goes by degrees: a centimetre at the most.
    shift = again.buurten.geometry.hausdorff_distance(hengelo.buurten.geometry)
    assert shift.max() < 0.05


@pytest.mark.parametrize("ending", ["csv", "nl.csv", "gpkg", "geojson", "parquet"])
def test_a_file_of_ours_is_read_as_figures(data, folder, ending):
    again = gg.load("Enschede", figures=folder / f"s.{ending}", offline=True)
    assert again.buurten["eenzaam"].tolist() == pytest.approx(data.buurten["eenzaam"].tolist(), nan_ok=True)
