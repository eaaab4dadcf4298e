"""Boundaries of the caller are checked before they are believed."""

import geopandas as gpd
import pandas as pd
import pytest
from made_up import png, squares
from shapely import MultiPolygon, Polygon, box

from gezond_geo.areas.boundaries import read_boundaries
from gezond_geo.areas.rd import NETHERLANDS_RD, RD
from gezond_geo.errors import InputError

CODES = ("BU01530000", "BU01530001", "BU01530002")
BOW_TIE = Polygon([(257_000, 471_000), (258_000, 472_000), (258_000, 471_000), (257_000, 472_000)])
FLAT = Polygon([(257_000, 471_000), (258_000, 471_000), (257_500, 471_000)])


@pytest.fixture
def three():
    return squares(CODES)


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:4326", "EPSG:3857", "EPSG:4258", "EPSG:25832"])
def test_any_reference_system_becomes_rd(three, crs):
    areas, notes = read_boundaries(three.to_crs(crs))
    assert areas.crs == RD
    assert areas.index.name == "buurtcode"
    assert areas.index.tolist() == list(CODES)
    assert areas.symmetric_difference(three.geometry.set_axis(CODES)).area.max() < 50  # a centimetre along the edge
    assert notes == []


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp", "a.parquet", "a.geoparquet", "a.fgb"])
def test_any_map_file_can_be_read(three, tmp_path, name):
    path = tmp_path / name
    if name.endswith("parquet"):
        three.to_parquet(path)
    else:
        (three.to_crs(4326) if name.endswith("geojson") else three).to_file(path)
    areas, _ = read_boundaries(str(path))
    assert areas.area.tolist() == pytest.approx([1_000_000] * 3, rel=1e-3)


def test_the_codes_may_be_the_index(three):
    areas, _ = read_boundaries(three.set_index("buurtcode"))
    assert areas.index.tolist() == list(CODES)


def test_pieces_of_a_buurt_are_joined(three):
    three["buurtcode"] = ["BU01530000", "BU01530001", " BU01530000 "]
    areas, notes = read_boundaries(three)
    assert areas.index.tolist() == ["BU01530000", "BU01530001"]
    assert areas["BU01530000"].area == pytest.approx(2_000_000)
    assert areas["BU01530000"].geom_type == "MultiPolygon"
    assert notes == []


def test_what_is_broken_is_mended_and_said(three, tmp_path):
    three.loc[0, "geometry"] = BOW_TIE
    three.loc[1, "geometry"] = FLAT
    three.loc[3] = ["BU01530003", None]
    three.loc[4] = ["BU01530004", MultiPolygon()]
    three = three.set_crs("EPSG:28992", allow_override=True)  # a frame that grows may forget it
    areas, notes = read_boundaries(three)
    assert areas.index.tolist() == ["BU01530000", "BU01530002"]
    assert areas.is_valid.all()
    assert areas["BU01530000"].area == pytest.approx(500_000)  # two triangles of a quarter
    assert notes == [
        "In de meegegeven grenzen: 3 keer een lege grens, weggelaten.",
        "In de meegegeven grenzen: 1 keer een ongeldige grens, hersteld.",
    ]
    path = tmp_path / "grenzen.parquet"
    three.to_parquet(path)
    assert read_boundaries(path)[1][0] == "In grenzen.parquet: 3 keer een lege grens, weggelaten."  # not its folder


def test_the_frame_of_the_caller_is_not_changed(three):
    three.loc[0, "geometry"] = BOW_TIE
    before = three.copy()
    read_boundaries(three)
    pd.testing.assert_frame_equal(three, before)


FRAMES = {
    "no buurtcode": (
        squares(["1", "2", "3"]).rename(columns={"buurtcode": "nummer"}),
        r"ontbreekt de kolom buurtcode \(wel: nummer\)",
    ),
    "nothing but shapes": (squares(["1", "2", "3"])[["geometry"]], r"ontbreekt de kolom buurtcode \(wel: geen\)"),
    "other codes": (squares(["12", "13"]), r"bevat geen CBS-codes zoals BU01530301 \(wel: 12, 13\)"),
    "codes of wijken": (squares(["WK015300"]), "bevat geen CBS-codes"),
    "empty": (squares(CODES).iloc[:0], "geen enkele grens"),
    "no shapes": (squares(CODES).set_geometry([None] * 3, crs=RD), "geen enkele grens"),
    "flat": (squares(CODES[:1]).set_geometry([FLAT], crs=RD), "heeft geen enkele grens een oppervlak"),
    "points": (squares(CODES).set_geometry(squares(CODES).centroid), r"iets anders dan vlakken \(Point\)"),
    "lines": (squares(CODES).set_geometry(squares(CODES).boundary), r"iets anders dan vlakken \(LineString\)"),
    "no system": (
        squares(CODES, west=400_000).set_crs(None, allow_override=True),
        "zegt niet in welk coördinatenstelsel",
    ),
    "WGS 84 called RD": (
        squares(CODES).to_crs(4326).set_crs(28992, allow_override=True),
        "liggen niet in Nederland volgens EPSG:28992",
    ),
    "lat lon called lon lat": (
        gpd.GeoDataFrame({"buurtcode": [CODES[0]]}, geometry=[box(52.1, 6.8, 52.2, 6.9)], crs=4326),
        "liggen niet in Nederland",
    ),
    "somewhere else": (squares(CODES, west=400_000), "liggen niet in Nederland"),
    "a table": (pd.DataFrame({"buurtcode": CODES}), "een tabel zonder grenzen"),
    "a table that could have shapes": (gpd.GeoDataFrame({"buurtcode": CODES}), "een tabel zonder grenzen"),
}


@pytest.mark.parametrize(("frame", "message"), FRAMES.values(), ids=FRAMES)
def test_a_frame_that_cannot_be_used_is_said(frame, message):
    with pytest.raises(InputError, match=message) as error:
        read_boundaries(frame)
    assert "de meegegeven grenzen" in str(error.value)


def whole(tmp_path, name):
    path = tmp_path / f"heel-{name}"
    squares(CODES).to_crs(4326).to_file(path)
    return path.read_bytes()


FILES = {
    "text.geojson": lambda _: b"Dit is geen kaart.",
    "other.geojson": lambda _: b'{"a": 1}',
    "empty.geojson": lambda _: b"",
    "picture.gpkg": lambda _: png(),
    "picture.png": lambda _: png(),
    "text.parquet": lambda _: b"Dit is geen kaart.",
    "cut.geojson": lambda folder: whole(folder, "cut.geojson")[:200],
    "almost.geojson": lambda folder: whole(folder, "almost.geojson")[:-4],
    "cut.gpkg": lambda folder: whole(folder, "cut.gpkg")[:5000],
    "half.gpkg": lambda folder: whole(folder, "half.gpkg")[:60_000],
    "cut.fgb": lambda folder: whole(folder, "cut.fgb")[:100],
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_map_file_is_said(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(FILES[name](tmp_path))
    with pytest.raises(InputError, match="geen leesbaar kaartbestand; geef een GeoPackage, GeoJSON") as error:
        read_boundaries(path)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("frame", "system"),
    [
        (squares(CODES).set_crs(None, allow_override=True), "EPSG:28992"),
        (squares(CODES).set_crs(4326, allow_override=True), "EPSG:28992"),
        (squares(CODES).to_crs(4326).set_crs(None, allow_override=True), "EPSG:4326"),
    ],
    ids=["no system, metres", "metres in GeoJSON", "no system, degrees"],
)
def test_a_system_that_is_not_said_is_told_by_the_coordinates_and_said(frame, system):
    areas, notes = read_boundaries(frame)
    assert areas.area.tolist() == pytest.approx([1e6] * 3, rel=1e-3)
    assert notes == [
        f"In de meegegeven grenzen: de coördinaten zijn gelezen als {system}, want dat zegt het bestand niet."
    ]


def test_one_broken_boundary_costs_that_buurt(tmp_path):
    # A ring that does not close: GDAL warns, and GEOS gives up.
    (tmp_path / "open.geojson").write_bytes(
        whole(tmp_path, "a.geojson").replace(b" ] ] ] }", b" ], [ 6.0, 52.0 ] ] ] }", 1)
    )
    areas, notes = read_boundaries(tmp_path / "open.geojson")
    assert areas.index.tolist() == list(CODES[1:])
    assert notes == ["In open.geojson: 1 keer een lege grens, weggelaten."]


def test_a_table_in_a_file_is_said(tmp_path):
    pd.DataFrame({"buurtcode": CODES}).to_parquet(tmp_path / "tabel.parquet")
    with pytest.raises(InputError, match="een tabel zonder grenzen"):
        read_boundaries(tmp_path / "tabel.parquet")
    pd.DataFrame({"buurtcode": CODES}).to_csv(tmp_path / "tabel.csv")
    with pytest.raises(InputError, match="geen leesbaar kaartbestand"):
        read_boundaries(tmp_path / "tabel.csv")


@pytest.mark.parametrize("name", ["", "er-is-niets.geojson"], ids=["a folder", "absent"])
def test_what_is_no_file_is_said(tmp_path, name):
    with pytest.raises(InputError, match="bestaat niet; controleer de naam"):
        read_boundaries(tmp_path / name)


def test_the_netherlands_hold_its_corners():
    # Vaals, Cadzand, Rottumerplaat and Bad Nieuweschans.
    corners = gpd.GeoSeries.from_xy([6.02, 3.37, 6.5, 7.21], [50.77, 51.37, 53.55, 53.18], crs=4326).to_crs(RD)
    assert corners.within(NETHERLANDS_RD).all()
