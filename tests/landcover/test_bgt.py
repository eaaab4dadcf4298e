import math
import os
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from written_bgt import X, Y, box, citygml, member, small_bgt, write_zip

from gezond_geo import settings
from gezond_geo.errors import InputError, OutputError
from gezond_geo.io import cache
from gezond_geo.landcover import bgt, bgt_files, runs
from gezond_geo.landcover.bgt import open_bgt
from gezond_geo.landcover.bgt_classes import CLASSES, COLUMNS, OVERLAP, UNKNOWN, classify, klassen
from gezond_geo.landcover.bgt_shapes import ARC_METRES


def surfaces(source: bgt.Bgt) -> dict[str, float]:
    frame = gpd.read_parquet(source.path)
    return {str(k): float(v) for k, v in frame.area.groupby(frame["klasse"]).sum().items()}


HALF_DISC = math.pi * 20**2 / 2
SMALL = {
    "verhard": 1000,
    "half verhard": 1000,
    "gebouw": 1000,
    "erf": 1000,
    "groen": 1000 + 4000 - HALF_DISC,
    "onverhard": HALF_DISC,
    "water": 1000,
}


def check_small(source: bgt.Bgt) -> None:
    assert surfaces(source) == pytest.approx(SMALL, abs=0.7)
    assert sum(surfaces(source).values()) == pytest.approx(10_000)
    assert source.tally["wegdeel"]["maaiveld"] == 2
    assert (source.unknown, source.notes(), source.stale) == ({}, [], False)


def test_a_zip_is_read_once_and_kept_in_spatial_order(tmp_path: Path) -> None:
    source = write_zip(tmp_path / "enschede.zip", small_bgt())
    counts: list[int] = []
    opening = open_bgt(source, progress=lambda _, count: counts.append(count))
    check_small(opening)
    assert (opening.url, opening.date) == ("enschede.zip", "2025-03-04")
    assert counts[-1] == 8
    frame = gpd.read_parquet(opening.path)
    assert list(frame.columns) == COLUMNS
    assert frame.crs == "EPSG:28992"
    near = frame.geometry.hilbert_distance(total_bounds=runs.HILBERT_FRAME, level=16)
    assert near.is_monotonic_increasing
    counts.clear()
    assert open_bgt(source, progress=lambda _, count: counts.append(count)) == opening
    assert counts == []


def test_another_file_by_the_same_name_is_read_again(tmp_path: Path) -> None:
    source = write_zip(tmp_path / "bgt.zip", small_bgt())
    open_bgt(source)
    write_zip(source, {"bgt_pand.gml": citygml(member("pand", box(0, 0, 5, 5)))})
    os.utime(source, (1, 1))
    assert surfaces(open_bgt(source)) == {"gebouw": 25}


def test_a_damaged_file_in_the_cache_is_made_again(tmp_path: Path) -> None:
    source = write_zip(tmp_path / "bgt.zip", small_bgt())
    first = open_bgt(source)
    first.path.write_bytes(b"stuk")
    check_small(open_bgt(source))


def test_a_folder_and_a_single_file_are_read(tmp_path: Path) -> None:
    for name, content in small_bgt().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "leesmij.txt").write_text("x")
    check_small(open_bgt(tmp_path))
    assert surfaces(open_bgt(tmp_path / "bgt_pand.gml")) == {"gebouw": 1000}


def layers() -> dict[str, gpd.GeoDataFrame]:
    """The small BGT by object type, with the columns of PDOK and history, heights and plans."""
    rows = [
        ("wegdeel", "gesloten verharding", "fietspad", None, 0, "bestaand", None),
        ("wegdeel", "gesloten verharding", "fietspad", None, 1, "bestaand", None),
        ("wegdeel", "onverhard", "fietspad", None, 0, "bestaand", "2020-01-01"),
        ("wegdeel", "onverhard", "fietspad", None, 0, "plan", None),
        ("waterdeel", None, None, "waterloop", 0, "bestaand", None),
    ]
    columns = ["objecttype", "fysiek_voorkomen", "functie", "type", "relatieve_hoogteligging", "status"]
    frame = pd.DataFrame(rows, columns=[*columns, "eind_registratie"])
    frame["lokaal_id"] = [f"G0153.{n}" for n in range(len(frame))]
    places = [shapely.box(X + 20 * n, Y, X + 20 * n + 10, Y + 10) for n in range(len(frame))]
    full = gpd.GeoDataFrame(frame, geometry=places, crs="EPSG:28992")
    return {str(name): part for name, part in full.groupby("objecttype")}


def check_layers(source: bgt.Bgt) -> None:
    assert surfaces(source) == pytest.approx({"verhard": 100, "water": 100})
    assert source.tally["wegdeel"] == {"huidig": 3, "gepland": 1, "maaiveld": 1}
    assert source.notes() == ["BGT: gepland en er nog niet, dus weggelaten (wegdeel 1)."]


def test_a_geopackage_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bgt_files, "PIECE", 2)
    source = tmp_path / "bgt.gpkg"
    for name, frame in layers().items():
        frame.drop(columns="objecttype").to_file(source, layer=f"bgt_{name}")
    check_layers(open_bgt(source))


def test_a_curve_in_a_geopackage_is_followed_within_a_centimetre(tmp_path: Path) -> None:
    source = tmp_path / "bgt.gpkg"
    disc = shapely.Point(X, Y).buffer(300, quad_segs=2000)
    frame = gpd.GeoDataFrame({"relatieve_hoogteligging": [0]}, geometry=[disc], crs="EPSG:28992")
    frame.to_file(source, layer="pand", geometry_type="Unknown")
    with open_sql(source) as run:
        run("UPDATE pand SET geom = ?", (curve_polygon(300),))
    assert surfaces(open_bgt(source))["gebouw"] == pytest.approx(math.pi * 300**2, abs=0.01 * 2 * math.pi * 300)


def open_sql(source: Path) -> Any:
    """Open a GeoPackage as the SQLite that it is, without the triggers that need GDAL's functions."""
    import sqlite3  # noqa: PLC0415 - of this test alone
    from contextlib import contextmanager  # noqa: PLC0415

    @contextmanager
    def open_file() -> Any:
        connection = sqlite3.connect(source)
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        yield connection.execute
        connection.commit()
        connection.close()

    return open_file()


def curve_polygon(radius: float) -> bytes:
    """A disc as GeoPackage writes one: a curve polygon whose ring is a circular string."""
    import struct  # noqa: PLC0415 - of this test alone

    points = [(X + radius, Y), (X, Y + radius), (X - radius, Y), (X, Y - radius), (X + radius, Y)]
    string = struct.pack("<BII", 1, 8, len(points)) + b"".join(struct.pack("<dd", *point) for point in points)
    return b"GP\x00\x01" + struct.pack("<i", 28992) + struct.pack("<BII", 1, 10, 1) + string


def test_a_geoparquet_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bgt_files, "PIECE", 2)
    source = tmp_path / "bgt.parquet"
    gpd.GeoDataFrame(pd.concat(layers().values())).to_parquet(source)
    check_layers(open_bgt(source))


def test_object_types_are_known_however_they_are_written(tmp_path: Path) -> None:
    source = tmp_path / "bgt.parquet"
    frame = gpd.GeoDataFrame(pd.concat(layers().values()))
    frame["objecttype"] = frame["objecttype"].replace({"wegdeel": "TrafficArea", "waterdeel": "Waterdeel"})
    frame.to_parquet(source)
    check_layers(open_bgt(source))


def test_an_object_type_that_is_not_known_is_named(tmp_path: Path) -> None:
    source = tmp_path / "bgt.parquet"
    gpd.GeoDataFrame(layers()["wegdeel"].assign(objecttype="fietsnetwerk")).to_parquet(source)
    ground = open_bgt(source)
    assert surfaces(ground) == pytest.approx({UNKNOWN: 100})
    assert ground.unknown == {"fietsnetwerk: gesloten verharding, fietspad": 1}


def test_a_geoparquet_in_degrees_is_put_in_metres(tmp_path: Path) -> None:
    source = tmp_path / "bgt.parquet"
    gpd.GeoDataFrame(pd.concat(layers().values())).to_crs(4326).to_parquet(source)
    assert surfaces(open_bgt(source)) == pytest.approx({"verhard": 100, "water": 100}, rel=1e-3)


def test_an_invalid_area_is_repaired_and_one_without_surface_left_out(tmp_path: Path) -> None:
    bow = box(0, 0, 10, 10).replace(
        f"{X + 10}.000 {Y}.000 {X + 10}.000 {Y + 10}.000", f"{X + 10}.000 {Y + 10}.000 {X + 10}.000 {Y}.000"
    )
    roads = [
        member("wegdeel", bow, voorkomen="open verharding"),
        member("wegdeel", box(50, 0, 10, 0), voorkomen="open verharding", name="b"),
        member("wegdeel", "<gml:Polygon/>", voorkomen="open verharding", name="c"),
    ]
    (tmp_path / "bgt_wegdeel.gml").write_bytes(citygml(*roads))
    ground = open_bgt(tmp_path)
    # Two triangles of 10 m wide and 5 m high.
    assert surfaces(ground) == pytest.approx({"verhard": 50})
    assert ground.notes() == [
        "BGT: een vlak dat niet te lezen is, weggelaten (wegdeel 1).",
        "BGT: een ongeldig vlak, hersteld (wegdeel 1).",
        "BGT: een vlak zonder oppervlak, weggelaten (wegdeel 1).",
    ]


def test_values_without_a_class_are_named_and_never_guessed(tmp_path: Path) -> None:
    roads = [
        member("wegdeel", box(0, 0, 10, 10), voorkomen="transitie", functie="fietspad"),
        member("wegdeel", box(10, 0, 10, 10), voorkomen="transitie", functie="fietspad", name="b"),
        member("wegdeel", box(20, 0, 10, 10), voorkomen="groen asfalt", name="c"),
        member("wegdeel", box(30, 0, 10, 10), voorkomen="open verharding", name="d"),
        member("wegdeel", box(40, 0, 10, 10), name="e"),
    ]
    (tmp_path / "bgt_wegdeel.gml").write_bytes(citygml(*roads))
    ground = open_bgt(tmp_path)
    assert surfaces(ground) == pytest.approx({UNKNOWN: 400, "verhard": 100})
    assert ground.unknown == {
        "wegdeel: groen asfalt": 1,
        "wegdeel: transitie, fietspad": 2,
        "wegdeel: zonder waarde": 1,
    }
    (note,) = ground.notes()
    assert "wegdeel: transitie, fietspad (2 keer)" in note


def test_every_class_of_the_table_is_known_and_has_a_source() -> None:
    path = Path(bgt.__file__).parent / "bgt_klassen.csv"
    table = pd.read_csv(path, keep_default_na=False)
    assert set(table["klasse"]) == set(CLASSES)
    assert table["bron"].str.match(r"(BGT 1\.2, (waardelijst|objecttype)|Objectenhandboek BGT\|IMGeo, ).+").all()
    assert not table.duplicated(["objecttype", "voorkomen", "functie"]).any()
    assert len(klassen()) == len(table)


DOMAINS = {
    ("wegdeel", "voorkomen"): "gesloten verharding|open verharding|half verhard|onverhard",
    (
        "ondersteunendwegdeel",
        "voorkomen",
    ): "gesloten verharding|open verharding|half verhard|onverhard|groenvoorziening",
    ("onbegroeidterreindeel", "voorkomen"): "erf|gesloten verharding|open verharding|half verhard|onverhard|zand",
    (
        "begroeidterreindeel",
        "voorkomen",
    ): "loofbos|gemengd bos|naaldbos|heide|struiken|houtwal|duin|grasland overig|moeras|"
    "rietland|kwelder|fruitteelt|boomteelt|bouwland|grasland agrarisch|groenvoorziening",
    ("waterdeel", "functie"): "zee|waterloop|watervlakte|greppel, droge sloot",
    ("ondersteunendwaterdeel", "functie"): "oever, slootkant|slik",
    ("overigbouwwerk", "functie"): "overkapping|open loods|opslagtank|bezinkbak|windturbine|lage trafo|bassin",
    ("kunstwerkdeel", "functie"): "hoogspanningsmast|gemaal|perron|sluisdeur|strekdam|steiger|stuw",
    ("scheiding", "functie"): "muur|kademuur|geluidsscherm|damwand|walbescherming",
}
"""Values of BGT 1.2, chapter Domeinwaarden, of what can be an area."""


def test_every_value_of_the_catalogue_has_a_class() -> None:
    rows = [
        {"objecttype": objecttype, "voorkomen": "", "functie": ""} | {column: value}
        for (objecttype, column), values in DOMAINS.items()
        for value in values.split("|")
    ]
    assert len(rows) == 56
    assert UNKNOWN not in set(classify(pd.DataFrame(rows)))


@pytest.mark.parametrize(
    ("objecttype", "voorkomen", "functie", "klasse"),
    [
        ("wegdeel", "open verharding", "fietspad", "verhard"),
        ("wegdeel", "onverhard", "", "onverhard"),
        ("wegdeel", "", "fietspad", UNKNOWN),
        ("ondersteunendwegdeel", "groenvoorziening", "berm", "groen"),
        ("wegdeel", "groenvoorziening", "berm", UNKNOWN),
        ("onbegroeidterreindeel", "erf", "", "erf"),
        ("pand", "", "wat ook", "gebouw"),
        ("overigbouwwerk", "", "bassin", "water"),
        ("kunstwerkdeel", "", "perron", "verhard"),
        ("ongeclassificeerdobject", "", "", UNKNOWN),
    ],
)
def test_values_lead_to_a_class(objecttype: str, voorkomen: str, functie: str, klasse: str) -> None:
    frame = pd.DataFrame({"objecttype": [objecttype], "voorkomen": [voorkomen], "functie": [functie]}, index=["x"])
    assert classify(frame).to_dict() == {"x": klasse}


@pytest.mark.parametrize("rows", [1, 2, 100])
def test_what_lies_over_each_other_is_a_piece_of_its_own(
    rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "ROWS", rows)
    shapes = [(0, 0, 10, 10), (5, 0, 10, 10), (5, 5, 10, 10), (40, 0, 5, 5), (45, 0, 5, 5), (500, 0, 5, 5)]
    roads = [member("wegdeel", box(*s), voorkomen="open verharding", name=str(n)) for n, s in enumerate(shapes)]
    roads.append(member("wegdeel", box(0, 0, 600, 600), voorkomen="transitie", name="onbekend"))
    (tmp_path / "bgt_wegdeel.gml").write_bytes(citygml(*roads))
    areas = surfaces(open_bgt(tmp_path))
    union = shapely.union_all([shapely.box(x, y, x + w, y + h) for x, y, w, h in shapes]).area
    assert areas["verhard"] - areas[OVERLAP] == pytest.approx(union)
    assert areas["verhard"] == pytest.approx(375)


def bad_zip(tmp_path: Path, change: Callable[[zipfile.ZipFile], None]) -> Path:
    source = tmp_path / "bgt.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        change(archive)
    return source


ROAD = citygml(member("wegdeel", box(0, 0, 1, 1), voorkomen="open verharding"))


def twice(archive: zipfile.ZipFile) -> None:
    archive.writestr("bgt_wegdeel.gml", ROAD)
    with pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("bgt_wegdeel.gml", ROAD)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda archive: archive.writestr("../bgt_wegdeel.gml", ROAD), "buiten de map"),
        (lambda archive: archive.writestr("/etc/bgt_wegdeel.gml", ROAD), "buiten de map"),
        (lambda archive: archive.writestr("..\\bgt_wegdeel.gml", ROAD), "buiten de map"),
        (lambda archive: archive.writestr("C:bgt_wegdeel.gml", ROAD), "buiten de map"),
        (twice, "twee keer"),
        (lambda archive: archive.writestr("bgt_wegdeel.gml", b" " * 5_000_000), "te groot"),
        (lambda archive: archive.writestr("bgt_wegdeel.gml", ROAD[:-20]), "geen heel GML"),
        (lambda archive: archive.writestr("leesmij.txt", b"x"), "geen GML van de BGT"),
        (lambda archive: archive.writestr("bgt_paal.gml", citygml()), "geen enkel vlak"),
        (lambda archive: archive.writestr("bgt_wegdeel.gml", citygml()), "geen enkel vlak"),
        (lambda archive: archive.writestr("bgt_wegdeel.gml", ROAD.replace(b"257", b"957")), "niet in RD"),
    ],
)
def test_a_zip_that_is_no_bgt_is_one_sentence(
    change: Callable[[zipfile.ZipFile], None], message: str, tmp_path: Path
) -> None:
    source = bad_zip(tmp_path, change)
    check_refused(source, message)


def check_refused(source: Path, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        open_bgt(source)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)
    assert cache.entries() == []
    assert [path.name for path in settings.cache_dir().glob("*") if path.name != ".lock"] == []


@pytest.mark.parametrize("cut", [100, 1000])
def test_a_zip_that_broke_off_is_refused(cut: int, tmp_path: Path) -> None:
    source = write_zip(tmp_path / "bgt.zip", small_bgt())
    source.write_bytes(source.read_bytes()[:-cut])
    check_refused(source, "geen zip|geen hele zip")


def test_a_zip_with_a_damaged_file_is_refused(tmp_path: Path) -> None:
    source = write_zip(tmp_path / "bgt.zip", small_bgt())
    content = bytearray(source.read_bytes())
    content[100:110] = b"0123456789"
    source.write_bytes(content)
    check_refused(source, "geen hele zip|geen heel GML")


@pytest.mark.parametrize("name", ["bgt.zip", "bgt.gpkg", "bgt.parquet", "bgt.gml", "bgt.docx"])
def test_a_file_that_is_something_else_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"geen BGT, maar een brief")
    check_refused(tmp_path / name, "is geen")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    check_refused(tmp_path / "bgt.zip", "bestaat niet")


def without_crs(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.DataFrame(frame.drop(columns="geometry")), geometry=frame.geometry.to_numpy())


def with_infinity(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    return frame.geometry.map(lambda shape: shapely.Polygon([(X, Y), (math.inf, Y), (X, Y + 1)]) if shape else shape)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.drop(columns="relatieve_hoogteligging"), "relatieve_hoogteligging"),
        (lambda frame: frame.drop(columns="fysiek_voorkomen"), "fysiek_voorkomen"),
        (lambda frame: frame.drop(columns="objecttype"), "objecttype"),
        (lambda frame: frame.set_crs(4326, allow_override=True), "niet in RD"),
        (without_crs, "niet in welk coördinatenstelsel"),
        (lambda frame: frame.set_geometry(frame.boundary), "geen enkel vlak"),
        (lambda frame: frame.set_geometry(with_infinity(frame)), "niet in RD"),
        (lambda frame: frame.iloc[:0], "geen enkel vlak"),
        (lambda frame: pd.DataFrame(frame.drop(columns="geometry")), "geen GeoParquet"),
    ],
)
def test_a_geoparquet_without_what_is_needed_is_refused(
    change: Callable[[gpd.GeoDataFrame], pd.DataFrame], message: str, tmp_path: Path
) -> None:
    change(gpd.GeoDataFrame(pd.concat(layers().values()))).to_parquet(tmp_path / "bgt.parquet")
    check_refused(tmp_path / "bgt.parquet", message)


def test_a_geopackage_of_something_else_is_refused(tmp_path: Path) -> None:
    layers()["wegdeel"].to_file(tmp_path / "bgt.gpkg", layer="fietsnetwerk")
    check_refused(tmp_path / "bgt.gpkg", "fietsnetwerk")


@pytest.mark.parametrize("column", ["relatieve_hoogteligging", "fysiek_voorkomen"])
def test_a_geopackage_without_what_is_needed_is_refused(column: str, tmp_path: Path) -> None:
    layers()["wegdeel"].drop(columns=column).to_file(tmp_path / "bgt.gpkg", layer="wegdeel")
    check_refused(tmp_path / "bgt.gpkg", f"laag wegdeel ontbreekt {column}")


@pytest.mark.parametrize("name", ["bgt.gpkg", "bgt.parquet"])
def test_a_file_of_which_half_is_there_is_refused(name: str, tmp_path: Path) -> None:
    source, frame = tmp_path / name, layers()["wegdeel"]
    frame.to_parquet(source) if name.endswith("parquet") else frame.to_file(source, layer="wegdeel")
    source.write_bytes(source.read_bytes()[: source.stat().st_size // 2])
    check_refused(source, "geen leesbaar")


def test_a_curve_in_a_geoparquet_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "bgt.parquet"
    layers()["wegdeel"].to_parquet(source)
    table = pq.read_table(source)
    curve = pa.array([curve_polygon(9)[8:]] * table.num_rows, pa.binary())
    pq.write_table(table.set_column(table.column_names.index("geometry"), "geometry", curve), source)
    check_refused(source, "bogen")


def test_a_file_that_is_refused_leaves_what_was_there(tmp_path: Path) -> None:
    first = open_bgt(write_zip(tmp_path / "bgt.zip", small_bgt()))
    before = first.path.read_bytes()
    write_zip(tmp_path / "bgt.zip", {"bgt_wegdeel.gml": ROAD[:-20]})
    with pytest.raises(InputError, match="geen heel GML"):
        open_bgt(tmp_path / "bgt.zip")
    assert first.path.read_bytes() == before
    assert len(cache.entries()) == 1


def test_a_cache_that_cannot_be_written_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_zip(tmp_path / "bgt.zip", small_bgt())
    (tmp_path / "vol").write_text("geen map")
    monkeypatch.setenv("GEZOND_GEO_CACHE", str(tmp_path / "vol"))
    with pytest.raises(OutputError, match="kan niet worden bewaard"):
        open_bgt(source)


OTTERLO = {
    "begroeidterreindeel": 638,
    "kunstwerkdeel": 65,
    "onbegroeidterreindeel": 427,
    "ondersteunendwaterdeel": 87,
    "ondersteunendwegdeel": 627,
    "overbruggingsdeel": 1,
    "overigbouwwerk": 24,
    "pand": 1711,
    "scheiding": 303,
    "waterdeel": 296,
    "wegdeel": 1252,
}
"""Current objects by object type: those of the six that its README has, and five more."""


@pytest.mark.shared
def test_otterlo_is_read_whole(otterlo: bgt.Bgt, otterlo_frame: gpd.GeoDataFrame) -> None:
    ground, frame = otterlo, otterlo_frame
    assert {name: counts["huidig"] for name, counts in ground.tally.items()} == OTTERLO
    kinds = {what for counts in ground.tally.values() for what in counts}
    assert kinds == {"huidig", "gepland", "maaiveld", "geen vlak"}
    assert ground.unknown == {}
    # On the ground the BGT divides the space: nothing lies over anything else once plans are left out.
    assert ground.tally["pand"]["gepland"] == 30
    assert OVERLAP not in set(frame["klasse"])
    assert ground.date == "2020-07-28"
    assert frame["lokaal_id"].is_unique
    lines = ground.tally["scheiding"]["geen vlak"]
    on_ground = {name: counts["maaiveld"] for name, counts in ground.tally.items()}
    assert lines == 298
    assert frame["objecttype"].value_counts().to_dict() == on_ground | {"scheiding": 303 - lines}
    # High-voltage pylons and such: all but one lie above or below.
    assert on_ground["kunstwerkdeel"] == 1


@pytest.mark.shared
def test_every_layer_of_otterlo_is_read(shared_dir: Path, otterlo: bgt.Bgt, otterlo_frame: gpd.GeoDataFrame) -> None:
    """What is read is told from the text of the files by other means: what divides the ground, and is not ended."""
    with zipfile.ZipFile(shared_dir / "data" / "bgt" / "otterlo.zip") as archive:
        names = archive.namelist()
        assert len(names) == 35
        for name in names:
            objecttype = name.removeprefix("bgt_").removesuffix(".gml")
            members = archive.read(name).decode().split("<cityObjectMember>")[1:]
            current = [text for text in members if "eindRegistratie>" not in text]
            ground = [text for text in current if "relatieveHoogteligging>0<" in text and ">bestaand</" in text]
            tally = otterlo.tally.get(objecttype, Counter())
            assert tally["huidig"] == (len(current) if objecttype in OTTERLO else 0)
            assert tally["maaiveld"] == (len(ground) if objecttype in OTTERLO else 0)
    assert (otterlo_frame.area > 0).all()


@pytest.mark.shared
def test_otterlo_measures_what_gdal_measures(shared_dir: Path, otterlo_frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    """Roads are the layer that GDAL reads well, curves and all."""
    with zipfile.ZipFile(shared_dir / "data" / "bgt" / "otterlo.zip") as archive:
        archive.extract("bgt_wegdeel.gml", tmp_path)
    pyogrio.set_gdal_config_options({"OGR_ARC_STEPSIZE": "0.1"})
    try:
        peer = gpd.read_file(tmp_path / "bgt_wegdeel.gml")
    finally:
        pyogrio.set_gdal_config_options({"OGR_ARC_STEPSIZE": None})
    peer = peer[peer["eindRegistratie"].isna() & (peer["relatieveHoogteligging"] == 0)].set_index("lokaalID")
    mine = otterlo_frame[otterlo_frame["objecttype"] == "wegdeel"].set_index("lokaal_id")
    assert len(mine) == len(peer) == 1249
    assert ((mine.area - peer.area).abs() / mine.length).max() < ARC_METRES
    assert (
        mine.hausdorff_distance(peer.geometry.set_crs(28992, allow_override=True).reindex(mine.index)).max()
        < ARC_METRES + 0.001
    )
