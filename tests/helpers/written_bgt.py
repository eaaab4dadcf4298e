"""A made-up BGT, written as PDOK writes it: citygml and gmllight, and zips of them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

X, Y = 257_000, 471_000
"""Corner of the made-up BGT, in RD."""

_CITYGML = """<?xml version="1.0" encoding="UTF-8"?>
<CityModel xmlns:gml="http://www.opengis.net/gml" xmlns:imgeo="http://www.geostandaarden.nl/imgeo/2.1" \
xmlns="http://www.opengis.net/citygml/2.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{members}</CityModel>
"""
_GMLLIGHT = """<?xml version="1.0" encoding="UTF-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" \
xmlns:imgeo-s="http://www.geostandaarden.nl/imgeo/2.1/simple/gml31">
{members}</gml:FeatureCollection>
"""
_ELEMENTS = {
    "wegdeel": ("TrafficArea", "transportation/2.0", "Wegdeel"),
    "ondersteunendwegdeel": ("AuxiliaryTrafficArea", "transportation/2.0", "OndersteunendWegdeel"),
    "begroeidterreindeel": ("PlantCover", "vegetation/2.0", "BegroeidTerreindeel"),
    "onbegroeidterreindeel": ("imgeo:OnbegroeidTerreindeel", "2.0", "OnbegroeidTerreindeel"),
    "waterdeel": ("imgeo:Waterdeel", "2.0", "Waterdeel"),
    "pand": ("BuildingPart", "building/2.0", "Grondvlak"),
    "scheiding": ("imgeo:Scheiding", "2.0", "OverigeConstructie"),
}
_VALUES = {
    "wegdeel": "<surfaceMaterial>{voorkomen}</surfaceMaterial><function>{functie}</function>",
    "ondersteunendwegdeel": "<surfaceMaterial>{voorkomen}</surfaceMaterial><function>{functie}</function>",
    "begroeidterreindeel": "<class>{voorkomen}</class>",
    "onbegroeidterreindeel": "<imgeo:bgt-fysiekVoorkomen>{voorkomen}</imgeo:bgt-fysiekVoorkomen>",
    "waterdeel": '<class xmlns="http://www.opengis.net/citygml/waterbody/2.0">{functie}</class>',
    "pand": "",
    "scheiding": "<imgeo:bgt-type>{functie}</imgeo:bgt-type>",
}


def ring(*points: tuple[float, float], tag: str = "exterior", dimension: str = ' srsDimension="2"') -> str:
    """Ring through points that count from the corner."""
    return (
        f"<gml:{tag}><gml:LinearRing>{positions(*points, points[0], dimension=dimension)}</gml:LinearRing></gml:{tag}>"
    )


def positions(*points: tuple[float, float], dimension: str = ' srsDimension="2"') -> str:
    numbers = " ".join(f"{X + x:.3f} {Y + y:.3f}" for x, y in points)
    return f"<gml:posList{dimension}>{numbers}</gml:posList>"


def box(x: float, y: float, width: float, height: float, *, dimension: str = ' srsDimension="2"') -> str:
    """Polygon of a rectangle."""
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return f"<gml:Polygon>{ring(*corners, dimension=dimension)}</gml:Polygon>"


def half_disc(x: float, y: float, radius: float) -> str:
    """Polygon of the upper half of a disc around a point: an arc and a straight edge."""
    left, top, right = (x - radius, y), (x, y + radius), (x + radius, y)
    arc = f"<gml:Arc>{positions(right, top, left)}</gml:Arc>"
    edge = f"<gml:LineStringSegment>{positions(left, right)}</gml:LineStringSegment>"
    curve = f"<gml:curveMember><gml:Curve><gml:segments>{arc}{edge}</gml:segments></gml:Curve></gml:curveMember>"
    return f"<gml:Polygon><gml:exterior><gml:Ring>{curve}</gml:Ring></gml:exterior></gml:Polygon>"


def green_around_half_disc(x: float, y: float, radius: float, height: float) -> str:
    """Polygon of the rectangle that a half disc stands in, without that: the same arc the other way round."""
    left, top, right = (x - radius, y), (x, y + radius), (x + radius, y)
    arc = f"<gml:Arc>{positions(left, top, right)}</gml:Arc>"
    corners = positions(right, (x + radius, y + height), (x - radius, y + height), left)
    edge = f"<gml:LineStringSegment>{corners}</gml:LineStringSegment>"
    curve = f"<gml:curveMember><gml:Curve><gml:segments>{arc}{edge}</gml:segments></gml:Curve></gml:curveMember>"
    return f"<gml:Polygon><gml:exterior><gml:Ring>{curve}</gml:Ring></gml:exterior></gml:Polygon>"


def member(
    objecttype: str,
    shape: str,
    *,
    voorkomen: str = "",
    functie: str = "",
    name: str = "a",
    height: object = 0,
    end_date: str = "",
    status: str = "bestaand",
    more: str = "",
) -> str:
    """One object in citygml, with an element before its place that also has coordinates where `more` gives one."""
    element, space, place = _ELEMENTS[objecttype]
    if objecttype == "pand":
        shape = f"<gml:MultiSurface><gml:surfaceMember>{shape}</gml:surfaceMember></gml:MultiSurface>"
    end = f"<imgeo:eindRegistratie>{end_date}</imgeo:eindRegistratie>" if end_date else ""
    values = _VALUES[objecttype].format(voorkomen=voorkomen, functie=functie)
    return f"""<cityObjectMember><{element} xmlns="http://www.opengis.net/citygml/{space}">
<imgeo:LV-publicatiedatum>2025-03-04T05:06:07</imgeo:LV-publicatiedatum>
<imgeo:relatieveHoogteligging>{height}</imgeo:relatieveHoogteligging>{end}
<imgeo:identificatie><imgeo:NEN3610ID><imgeo:namespace>NL.IMGeo</imgeo:namespace>
<imgeo:lokaalID>{objecttype}.{name}</imgeo:lokaalID></imgeo:NEN3610ID></imgeo:identificatie>
<imgeo:bgt-status>{status}</imgeo:bgt-status>{values}{more}
<imgeo:geometrie2d{place}>{shape}</imgeo:geometrie2d{place}>
</{element}></cityObjectMember>
"""


def light_member(name: str, values: Mapping[str, str], shape: str) -> str:
    """One object in gmllight."""
    texts = "".join(f"<imgeo-s:{key}>{value}</imgeo-s:{key}>" for key, value in values.items())
    place = f"<imgeo-s:geometrie2d>{shape}</imgeo-s:geometrie2d>"
    return f"<gml:featureMember><imgeo-s:{name}>{texts}{place}</imgeo-s:{name}></gml:featureMember>\n"


def citygml(*members: str) -> bytes:
    return _CITYGML.format(members="".join(members)).encode()


def gmllight(*members: str) -> bytes:
    return _GMLLIGHT.format(members="".join(members)).encode()


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def small_bgt() -> dict[str, bytes]:
    """Files of six rectangles of 10 by 100 m, and of a half disc with the green around it: together 100 by 100 m.

    From the west: road, half paved, building, yard, wood, water; then the half disc of sand, with a radius of 20 m.
    Above the ground, and before today, there is more.
    """
    roads = [
        member("wegdeel", box(0, 0, 100, 100), voorkomen="onverhard", name="oud", end_date="2020-01-01T00:00:00"),
        member("wegdeel", box(0, 0, 100, 100), voorkomen="gesloten verharding", name="brug", height=1),
        member("wegdeel", box(0, 0, 10, 100), voorkomen="gesloten verharding", functie="fietspad", name="1"),
        member("wegdeel", box(10, 0, 10, 100), voorkomen="half verhard", functie="voetpad", name="2"),
    ]
    bare = [
        member("onbegroeidterreindeel", box(30, 0, 10, 100), voorkomen="erf", name="4"),
        member("onbegroeidterreindeel", half_disc(80, 0, 20), voorkomen="zand", name="7"),
    ]
    green = [
        member("begroeidterreindeel", box(40, 0, 10, 100), voorkomen="loofbos", name="5"),
        member("begroeidterreindeel", green_around_half_disc(80, 0, 20, 100), voorkomen="heide", name="8"),
    ]
    return {
        "bgt_wegdeel.gml": citygml(*roads),
        "bgt_pand.gml": citygml(member("pand", box(20, 0, 10, 100), name="3")),
        "bgt_onbegroeidterreindeel.gml": citygml(*bare),
        "bgt_begroeidterreindeel.gml": citygml(*green),
        "bgt_waterdeel.gml": citygml(member("waterdeel", box(50, 0, 10, 100), functie="waterloop", name="6")),
        "bgt_paal.gml": citygml(),
    }


def odd_bgt() -> dict[str, bytes]:
    """Files with an area that cannot be read, a value that is not known, and what lies over each other."""
    pand = [member("pand", box(x, 0, 10, 10), name=str(x)) for x in (0, 5, 20)]
    broken = member("pand", box(40, 0, 10, 10).replace("257040.000", "nan", 1), name="stuk")
    roads = [member("wegdeel", box(x, 0, 10, 100), voorkomen=what) for x, what in ((60, "zand"), (80, "zeewier"))]
    return {
        "bgt_pand.gml": citygml(*pand, broken),
        "bgt_scheiding.gml": citygml(member("scheiding", box(90, 90, 2, 2), functie="muur")),
        "bgt_wegdeel.gml": citygml(*roads),
        "bgt_paal.gml": citygml(),
    }
