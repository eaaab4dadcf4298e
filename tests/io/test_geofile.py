"""Map files are recognised by what they begin with, and none of them makes anything ask an address."""

import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from faulty import FaultyServer
from made_up import squares

from gezond_geo.errors import InputError
from gezond_geo.io.geofile import read_geofile

pytestmark = pytest.mark.usefixtures("online")

CODES = ["BU01530000", "BU01530001"]
RING = [[6.8, 52.2], [6.9, 52.2], [6.9, 52.3], [6.8, 52.2]]
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.1, 0.1], "translate": [6.8, 52.2]},
    "arcs": [[[0, 0], [1, 0], [0, 1], [-1, -1]]],
    "objects": {
        "gemeenten": {"type": "GeometryCollection", "geometries": []},
        "buurten": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"buurtcode": CODES[0]}}],
        },
    },
}


def collection(**more: object) -> dict[str, object]:
    shape = {"type": "Polygon", "coordinates": [RING]}
    feature = {"type": "Feature", "properties": {"buurtcode": CODES[0]}, "geometry": shape}
    return {"type": "FeatureCollection", "features": [feature], **more}


def write(path: Path, content: object) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def read(path: Path, column: str = "buurtcode") -> gpd.GeoDataFrame:
    frame, _ = read_geofile(path, lambda head: int(column in head))
    assert isinstance(frame, gpd.GeoDataFrame)
    return frame


def codes_in(path: Path) -> list[str]:
    codes: list[str] = read(path)["buurtcode"].tolist()
    return codes


@pytest.mark.parametrize("name", ["a.gpkg", "a.fgb", "a.parquet", "a.shp", "a.geojson"])
@pytest.mark.parametrize("ending", [None, ".geojson", ".csv", "", ".vrt"])
def test_the_first_bytes_decide_what_a_file_is(tmp_path: Path, name: str, ending: str | None) -> None:
    path = tmp_path / name
    frame = squares(CODES)
    frame.to_parquet(path) if name.endswith("parquet") else frame.to_file(path)
    if ending is not None:
        # The other parts of a shapefile are found by its name.
        path = path.rename(tmp_path / f"a{ending}")
    areas = read(path)
    assert sorted(areas["buurtcode"]) == CODES
    assert areas.crs == "EPSG:28992"
    assert areas.geometry.area.tolist() == pytest.approx([1_000_000] * 2)


def test_capitals_in_the_parts_of_a_shapefile(tmp_path: Path) -> None:
    squares(CODES).to_file(tmp_path / "a.shp")
    for part in list(tmp_path.iterdir()):
        part.rename(tmp_path / part.name.upper())
    assert codes_in(tmp_path / "A.SHP") == CODES


@pytest.mark.parametrize("names", [["a.shp"], ["map/sub/a.gpkg", "map/leesmij.txt"], ["a.geojson", "over.json"]])
def test_a_zip_holds_one_map(tmp_path: Path, names: list[str]) -> None:
    path = tmp_path / Path(names[0]).name
    squares(CODES).to_file(path)
    archive_path = tmp_path / "kaart.zip"
    with zipfile.ZipFile(archive_path, "w") as archive:
        for part in tmp_path.glob("a.*"):
            archive.write(part, str(Path(names[0]).parent / part.name))
        for other in [*names[1:], "__MACOSX/._a.gpkg"]:
            archive.writestr(other, "{}")
    assert codes_in(archive_path) == CODES


def test_a_zip_of_two_maps_or_none_is_refused(tmp_path: Path) -> None:
    for names, count in ((["a.geojson", "b.gpkg"], "meer dan één"), (["a.xml", "b.vrt"], "geen")):
        with zipfile.ZipFile(tmp_path / "kaart.zip", "w") as archive:
            for name in names:
                archive.writestr(name, "x")
        with pytest.raises(InputError, match=rf"kaart\.zip staat {count} kaartbestand; geef een GeoPackage"):
            read(tmp_path / "kaart.zip")


def test_what_is_wrong_in_a_zip_is_said_of_the_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "kaart.zip", "w") as archive:
        archive.writestr("a.geojson", json.dumps(collection(crs={"type": "link", "properties": {"href": "http://x"}})))
    with pytest.raises(InputError) as error:
        read(tmp_path / "kaart.zip")
    assert str(error.value).startswith(f"{tmp_path / 'kaart.zip'} noemt zijn coördinatenstelsel niet bij naam")


def test_the_layer_with_the_column_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    squares(CODES).rename(columns={"buurtcode": "gemeentecode"}).to_file(path, layer="gemeenten")
    squares(CODES).to_file(path, layer="buurten")
    assert codes_in(path) == CODES
    assert "gemeentecode" in read(path, "iets anders")


def test_a_change_that_is_not_yet_in_a_geopackage_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    squares(CODES).to_file(path, SPATIAL_INDEX="NO")
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("UPDATE a SET buurtcode = 'BU01530009' WHERE buurtcode = 'BU01530001'")
    database.commit()
    assert codes_in(path) == ["BU01530000", "BU01530009"]
    database.close()


def test_topojson_is_in_degrees(tmp_path: Path) -> None:
    areas = read(write(tmp_path / "a.json", TOPOLOGY))
    assert areas["buurtcode"].tolist() == CODES[:1]
    assert areas.crs == "EPSG:4326"
    assert areas.total_bounds.tolist() == pytest.approx([6.8, 52.2, 6.9, 52.3])


@pytest.mark.parametrize(
    ("crs", "code"),
    [
        (None, "EPSG:4326"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"),
        ("urn:ogc:def:crs:EPSG::28992", "EPSG:28992"),
        ("epsg:28992", "EPSG:28992"),
        ("http://www.opengis.net/def/crs/EPSG/0/28992", "EPSG:28992"),
    ],
)
def test_geojson_names_its_reference_system(tmp_path: Path, crs: str | None, code: str) -> None:
    more = {} if crs is None else {"crs": {"type": "name", "properties": {"name": crs}}}
    assert read(write(tmp_path / "a.geojson", collection(**more))).crs == code


def test_one_feature_is_a_map_too(tmp_path: Path) -> None:
    (feature,) = collection()["features"]  # type: ignore[misc]
    assert codes_in(write(tmp_path / "a.geojson", feature)) == CODES[:1]


LAYER = "<OGRVRTLayer name='x'><SrcDataSource>{}/a.geojson</SrcDataSource></OGRVRTLayer>"
VRT = f"<OGRVRTDataSource>{LAYER}</OGRVRTDataSource>"
UNION = f"<OGRVRTDataSource><OGRVRTUnionLayer name='u'>{LAYER}</OGRVRTUnionLayer></OGRVRTDataSource>"
TEXTS = {
    "virtual": VRT.replace("{}", "/vsicurl/{}"),
    "virtual of an address": VRT,
    "union": UNION.replace("{}", "/vsicurl/{}"),
    "wfs": "<OGRWFSDataSource><URL>{}/wfs</URL></OGRWFSDataSource>",
    "wfs answer": "<WFS_Capabilities version='2.0.0'><a href='{}'/></WFS_Capabilities>",
    "kml": "<kml><NetworkLink><Link><href>{}/k.kml</href></Link></NetworkLink></kml>",
    "gml": "<FeatureCollection xsi:schemaLocation='x {}/x.xsd'/>",
    "entity": "<!DOCTYPE x [<!ENTITY y SYSTEM '{}/e'>]><x>&y;</x>",
    "address": "{}/a.geojson",
    "oapif": '{"links": [{"rel": "data", "href": "{}/collections"}], "conformsTo": []}',
    "pipeline": '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read {}/a ! write x"}',
    "esri": '{"geometryType": "esriGeometryPolygon", "features": [], "exceededTransferLimit": true, "url": "{}"}',
    "virtual in json": '{"type": "FeatureCollection", "features": [], "x": "' + VRT.replace("'", "") + '"}',
}
CRS = {
    "link": {"type": "link", "properties": {"href": "{}/crs", "type": "proj4"}},
    "name": {"type": "name", "properties": {"name": "{}/crs"}},
    "opengis": {"type": "name", "properties": {"name": "{}/www.opengis.net/def/crs/EPSG/0/28992"}},
}


@pytest.fixture(params=["1", ""], ids=["offline", "online"])
def quiet(server: FaultyServer, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> FaultyServer:
    """Give a server that no map file may make anything ask, on the network or off it."""
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", request.param)
    return server


def read_in_vain(path: Path | str) -> None:
    with pytest.raises(InputError, match=r"kaartbestand|coördinatenstelsel|bestaat niet"):
        read(Path(path))


@pytest.mark.parametrize("text", TEXTS)
def test_what_names_an_address_is_not_opened(tmp_path: Path, quiet: FaultyServer, text: str) -> None:
    content = TEXTS[text].replace("{{", "{").replace("}}", "}").replace("{}", quiet.url)
    for ending in (".geojson", ".json", ".gpkg", ".shp", ".vrt", ".xml", ".kml", ".zip", ""):
        path = write(tmp_path / f"kaart{ending}", content)
        if text == "virtual in json":
            assert read(path).empty
        else:
            read_in_vain(path)
        assert quiet.asked == [], ending


@pytest.mark.parametrize("crs", CRS)
def test_a_reference_system_is_not_fetched(tmp_path: Path, quiet: FaultyServer, crs: str) -> None:
    system = json.loads(json.dumps(CRS[crs]).replace("{}", quiet.url))
    read_in_vain(write(tmp_path / "a.geojson", collection(crs=system)))
    assert codes_in(write(tmp_path / "b.json", TOPOLOGY | {"crs": system})) == CODES[:1]
    squares(CODES).to_file(tmp_path / "a.shp")
    write(tmp_path / "a.prj", f"{quiet.url}/prj")
    assert read(tmp_path / "a.shp").crs is None
    assert quiet.asked == []


def test_a_geopackage_names_no_other_file(tmp_path: Path, quiet: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGR_GEOCODE_QUERY_TEMPLATE", f"{quiet.url}/geo?q=%s")
    squares(CODES).to_file(tmp_path / "heel.gpkg", layer="a")
    view = "CREATE VIEW x AS SELECT fid, geom, {} AS buurtcode FROM a"
    tables = {
        "table": f"CREATE VIRTUAL TABLE x USING VirtualOGR('/vsicurl/{quiet.url}/a.geojson')",
        "view": view.format("ogr_geocode('x')"),
        "view of layers": view.format(f"ogr_datasource_load_layers('/vsicurl/{quiet.url}/b.gpkg')"),
    }
    for number, (kind, sql) in enumerate(tables.items()):
        path = Path(shutil.copyfile(tmp_path / "heel.gpkg", tmp_path / f"{number}.gpkg"))
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA writable_schema=ON")
            database.execute("INSERT INTO sqlite_master VALUES (?, 'x', 'x', 0, ?)", (kind.split()[0], sql))
            database.execute(
                "INSERT INTO gpkg_contents(table_name, data_type, identifier) VALUES ('x', 'features', 'x')"
            )
            database.execute("INSERT INTO gpkg_geometry_columns VALUES ('x', 'geom', 'POLYGON', 28992, 0, 0)")
        database.close()
        try:
            assert codes_in(path) == CODES
        except InputError:
            assert kind != "table"
    assert quiet.asked == []


@pytest.mark.parametrize("path", ["/vsicurl/{}/a.geojson", "{}/a.geojson", "WFS:{}/wfs", "zip+{}/a.zip", "OAPIF:{}"])
def test_an_address_is_no_path(quiet: FaultyServer, path: str) -> None:
    read_in_vain(path.format(quiet.url))
    assert quiet.asked == []


@pytest.mark.slow
def test_no_grid_is_fetched_for_a_reference_system(server: FaultyServer) -> None:
    code = (
        "import gezond_geo, pyproj\n"
        "transformer = pyproj.Transformer.from_crs('EPSG:4258', 'EPSG:28992', always_xy=True)\n"
        "print(round(transformer.transform(6.9, 52.2)[0]))"
    )
    env = {"PROJ_NETWORK": "ON", "PROJ_NETWORK_ENDPOINT": server.url, "PATH": "/usr/bin:/bin"}
    process = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert process.stdout.split() == ["258418"]
    assert server.asked == []
