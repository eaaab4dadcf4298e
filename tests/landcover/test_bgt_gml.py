import io
import math
from collections import Counter

import pytest
import shapely
from written_bgt import X, Y, box, citygml, gmllight, half_disc, light_member, member, positions, ring

from gezond_geo.errors import InputError
from gezond_geo.landcover import bgt_gml
from gezond_geo.landcover.bgt_gml import BgtObject, read_gml
from gezond_geo.landcover.bgt_shapes import ARC_METRES


def read(content: bytes) -> tuple[list[BgtObject], Counter[tuple[str, str]]]:
    tally: Counter[tuple[str, str]] = Counter()
    return list(read_gml(io.BytesIO(content), "bgt_wegdeel.gml", tally)), tally


def read_one(*members: str) -> BgtObject:
    (bgt_object,), _ = read(citygml(*members))
    return bgt_object


def area_of(bgt_object: BgtObject) -> float:
    assert bgt_object.shape is not None
    assert shapely.is_valid(bgt_object.shape)
    return float(shapely.area(bgt_object.shape))


def test_a_road_is_read_with_its_values() -> None:
    road = read_one(member("wegdeel", box(5, 6, 10, 20), voorkomen="open verharding", functie="voetpad", name="x"))
    assert road[:5] == ("wegdeel", "open verharding", "voetpad", "wegdeel.x", "2025-03-04")
    assert road.shape is not None
    assert shapely.normalize(road.shape) == shapely.normalize(shapely.box(X + 5, Y + 6, X + 15, Y + 26))


def test_the_class_of_green_is_how_it_looks_and_that_of_water_what_it_is() -> None:
    green = read_one(member("begroeidterreindeel", box(0, 0, 1, 1), voorkomen="houtwal"))
    water = read_one(member("waterdeel", box(0, 0, 1, 1), functie="greppel, droge sloot"))
    assert (green.voorkomen, green.functie) == ("houtwal", "")
    assert (water.voorkomen, water.functie) == ("", "greppel, droge sloot")


def test_gmllight_gives_the_same() -> None:
    values = {
        "identificatie.lokaalID": "wegdeel.x",
        "LV-publicatiedatum": "2025-03-04T00:00:00",
        "relatieveHoogteligging": "0",
        "bgt-status": "bestaand",
        "bgt-functie": "voetpad",
        "bgt-fysiekVoorkomen": "open verharding",
    }
    shape = box(5, 6, 10, 20, dimension="")
    over = light_member("Wegdeel", values | {"objectEindTijd": "2020-01-01"}, shape)
    objects, tally = read(gmllight(light_member("Wegdeel", values, shape), over))
    heavy = member("wegdeel", box(5, 6, 10, 20), voorkomen="open verharding", functie="voetpad", name="x")
    assert objects == [read_one(heavy)]
    assert tally == {("wegdeel", "huidig"): 1, ("wegdeel", "maaiveld"): 1}


def test_what_has_ended_is_planned_or_lies_above_is_left_out_and_counted() -> None:
    road = box(0, 0, 1, 1)
    objects, tally = read(
        citygml(
            member("wegdeel", road, end_date="2020-01-01T00:00:00"),
            member("wegdeel", road, status="geenWaarde"),
            member("wegdeel", road, height=1),
            member("wegdeel", road, height=-1),
            member("wegdeel", road, height=""),
            member("wegdeel", road, name="b"),
        )
    )
    assert [o.lokaal_id for o in objects] == ["wegdeel.b"]
    assert tally == {("wegdeel", "huidig"): 5, ("wegdeel", "gepland"): 1, ("wegdeel", "maaiveld"): 1}


def test_a_building_is_its_footprint_and_not_its_label() -> None:
    label = (
        f"<imgeo:nummeraanduidingreeks><gml:Point><gml:pos>{X} {Y}</gml:pos></gml:Point></imgeo:nummeraanduidingreeks>"
    )
    building = read_one(member("pand", box(0, 0, 8, 9), more=label))
    assert area_of(building) == 72


def test_green_on_a_slope_is_its_area_and_not_the_line_along_its_top() -> None:
    crest = f"<gml:LineString>{positions((0, 0), (50, 50))}</gml:LineString>"
    crest = f"<imgeo:kruinlijnBegroeidTerreindeel>{crest}</imgeo:kruinlijnBegroeidTerreindeel>"
    green = read_one(member("begroeidterreindeel", box(0, 0, 8, 9), voorkomen="heide", more=crest))
    assert area_of(green) == 72


def test_a_list_of_positions_has_two_dimensions_unless_it_or_its_polygon_says_otherwise() -> None:
    plain = read_one(member("wegdeel", box(0, 0, 8, 9, dimension="")))
    corners = " ".join(f"{X + x} {Y + y} 3.5" for x, y in ((0, 0), (8, 0), (8, 9), (0, 9), (0, 0)))
    high = f'<gml:Polygon srsDimension="3"><gml:exterior><gml:LinearRing><gml:posList>{corners}</gml:posList>'
    tall = read_one(member("wegdeel", f"{high}</gml:LinearRing></gml:exterior></gml:Polygon>"))
    assert area_of(plain) == area_of(tall) == 72


def test_holes_and_parts_are_read() -> None:
    hole = ring((2, 2), (4, 2), (4, 4), (2, 4), tag="interior")
    shell = ring((0, 0), (10, 0), (10, 10), (0, 10))
    parts = f"<gml:surfaceMember><gml:Polygon>{shell}{hole}</gml:Polygon></gml:surfaceMember>"
    parts += f"<gml:surfaceMember>{box(20, 0, 3, 3)}</gml:surfaceMember>"
    road = read_one(member("wegdeel", f"<gml:MultiSurface>{parts}</gml:MultiSurface>"))
    assert area_of(road) == 100 - 4 + 9
    assert road.shape is not None
    assert road.shape.geom_type == "MultiPolygon"


def test_an_arc_becomes_straight_edges() -> None:
    road = read_one(member("wegdeel", half_disc(50, 0, 20)))
    assert area_of(road) == pytest.approx(math.pi * 20**2 / 2, abs=ARC_METRES * math.pi * 20)
    assert area_of(road) < math.pi * 20**2 / 2


def test_a_line_is_no_area() -> None:
    fence = read_one(member("scheiding", f"<gml:LineString>{positions((0, 0), (5, 5))}</gml:LineString>"))
    assert fence.shape is None


@pytest.mark.parametrize(
    "shape",
    [
        "<gml:Polygon/>",
        f"<gml:Polygon>{ring((0, 0))}</gml:Polygon>",
        box(0, 0, 1, 1).replace("257000.000", "veel"),
        box(0, 0, 1, 1).replace("257000.000", "nan"),
        box(0, 0, 1, 1).replace("257000.000 ", "", 1),
        half_disc(0, 0, 1).replace("Arc>", "CircleByCenterPoint>"),
        half_disc(0, 0, 1).replace("257001.000 471000.000 257000", "256999.000 471000.000 257000"),
    ],
)
def test_an_area_that_cannot_be_read_is_counted_and_left_out(shape: str) -> None:
    objects, tally = read(citygml(member("wegdeel", shape), member("wegdeel", box(0, 0, 1, 1), name="goed")))
    assert [o.lokaal_id for o in objects] == ["wegdeel.goed"]
    assert tally["wegdeel", "onleesbaar"] == 1


def test_other_objects_are_passed_over() -> None:
    objects, tally = read(citygml(member("wegdeel", box(0, 0, 1, 1)).replace("TrafficArea", "Paal")))
    assert (objects, tally) == ([], {})


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
WHOLE = citygml(member("wegdeel", box(0, 0, 1, 1)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "geen heel GML"),
        (WHOLE[:-30], "geen heel GML"),
        (b"PK\3\4" + WHOLE, "geen heel GML"),
        (b"<html><body>PDOK is in onderhoud</body></html>", "geen GML van de BGT"),
        (WHOLE.replace(b"\n<CityModel", b"\n" + BOMB + b"<CityModel"), "DOCTYPE"),
        (WHOLE.replace(b"\n<CityModel", b'\n<!DOCTYPE x SYSTEM "file:///etc/passwd"><CityModel'), "DOCTYPE"),
        (
            WHOLE.decode().replace("UTF-8", "UTF-16").replace("\n<City", "\n<!DOCTYPE x><City").encode("utf-16"),
            "DOCTYPE",
        ),
        (WHOLE.replace(b"bestaand", b"&lol;"), "geen heel GML"),
    ],
)
def test_what_is_no_gml_of_the_bgt_is_one_sentence(content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        read(content)
    assert str(error.value).startswith("bgt_wegdeel.gml ")
    assert str(error.value).endswith(".")


def test_an_object_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bgt_gml, "OBJECT_BYTES", 5_000)
    assert len(read(citygml(*[member("wegdeel", box(0, 0, 1, 1))] * 200))[0]) == 200
    with pytest.raises(InputError, match="één object"):
        read(citygml(member("wegdeel", box(0, 0, 1, 1), functie="a" * 100_000)))


@pytest.mark.parametrize("size", [1, 2, 5])
def test_how_many_objects_are_parsed_at_once_changes_nothing(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    shapes = [box(0, 0, 8, 9), half_disc(50, 0, 20), "<gml:Polygon/>", box(0, 0, 1, 1).replace("257000.000", "veel")]
    members = [member("wegdeel", shape, name=str(n)) for n, shape in enumerate(shapes)]
    whole = read(citygml(*members))
    monkeypatch.setattr(bgt_gml, "BATCH", size)
    assert read(citygml(*members)) == whole
    assert [thing.lokaal_id for thing in whole[0]] == ["wegdeel.0", "wegdeel.1"]
