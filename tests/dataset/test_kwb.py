"""Columns of the Kerncijfers by meaning, whatever a year calls them."""

import kwb
import pytest
from faulty import FaultyServer, Reply

from gezond_geo.dataset import statline
from gezond_geo.dataset.statline_v3 import TableV3
from gezond_geo.errors import SourceError
from gezond_geo.indicators.catalogue import catalogue, extras

pytestmark = pytest.mark.usefixtures("online")

SERVICE = TableV3("http://h", "84799NED")
YEARS = range(2018, 2026)
ASKED = {
    "inwoners": ("AantalInwoners",),
    "inkomen": ("GemiddeldInkomenPerInwoner",),
    "woz": ("GemiddeldeWOZWaardeVanWoningen", "GemiddeldeWoningwaarde"),
    "laag": ("BasisonderwijsVmboMbo1", "OpleidingsniveauLaag"),
    "midden": ("HavoVwoMbo24", "OpleidingsniveauMiddelbaar"),
    "hoog": ("HboWo", "OpleidingsniveauHoog"),
    "laag_inkomen": ("HuishoudensMetEenLaagInkomen",),
    "armoede": ("PersonenInArmoede",),
    "stroom": ("GemiddeldElektriciteitsverbruik/Appartement",),
    "gas": ("Gemiddeld aardgasverbruik/Appartement",),
}


def stem_of(column: str) -> str:
    return column.rpartition("_")[0]


@pytest.mark.parametrize("year", YEARS)
def test_every_year_resolves(year: int) -> None:
    resolved = SERVICE.resolve(ASKED, kwb.properties_of(year))
    poverty = {"laag_inkomen": "HuishoudensMetEenLaagInkomen"} if year <= 2023 else {"armoede": "PersonenInArmoede"}
    education = (
        ("OpleidingsniveauLaag", "OpleidingsniveauMiddelbaar", "OpleidingsniveauHoog")
        if year <= 2022
        else ("BasisonderwijsVmboMbo1", "HavoVwoMbo24", "HboWo")
    )
    assert {name: stem_of(column) for name, column in resolved.items()} == {
        "inwoners": "AantalInwoners",
        "inkomen": "GemiddeldInkomenPerInwoner",
        "woz": "GemiddeldeWoningwaarde" if year <= 2020 else "GemiddeldeWOZWaardeVanWoningen",
        **dict(zip(("laag", "midden", "hoog"), education, strict=True)),
        **poverty,
        "stroom": "Appartement",
        "gas": "Appartement",
    }
    assert resolved["inwoners"] == "AantalInwoners_5"
    # Described in this order, so that the number tells which is which.
    assert int(resolved["gas"].rpartition("_")[2]) == int(resolved["stroom"].rpartition("_")[2]) + 1


@pytest.mark.parametrize("year", YEARS)
def test_the_catalogue_resolves_in_every_year(year: int) -> None:
    columns = {i.id: i.stammen for i in (catalogue() | extras()).values() if i.tabel in {"kwb", "kwb_extra"}}
    resolved = SERVICE.resolve(columns, kwb.properties_of(year))
    assert columns.keys() - resolved.keys() == {"armoede" if year <= 2023 else "laag_inkomen"}


def test_columns_that_are_added_move_the_numbers_only() -> None:
    first = SERVICE.resolve(ASKED, kwb.properties_of(2024))
    later = SERVICE.resolve(ASKED, kwb.properties_of(2024, added=5))
    assert first["inkomen"] != later["inkomen"]
    assert {n: stem_of(c) for n, c in first.items()} == {n: stem_of(c) for n, c in later.items()}


@pytest.mark.parametrize(
    ("year", "dimension"), [(2013, "RegioS"), (2015, "RegioS"), (2017, "RegioS"), (2018, "WijkenEnBuurten")]
)
def test_the_regions_are_found_under_the_name_of_the_year(server: FaultyServer, year: int, dimension: str) -> None:
    table = kwb.TABLES[year]
    server.answer("TableInfos", Reply(json={"value": [{"Title": f"Kerncijfers {year}"}]}))
    server.answer("DataProperties", Reply(json={"value": kwb.properties_of(year)}))
    server.answer("TypedDataSet", Reply(json={"value": [{dimension: "BU01530000", "AantalInwoners_5": 3105}]}))
    server.answer(dimension, Reply(json={"value": [{"Key": "BU01530000", "Title": "City"}]}))
    columns = {"inwoners": ("AantalInwoners",)}
    rows = statline.read_table(table, base_url=server.url, columns=columns, regions="BU0153", period=None, age=None)
    names = statline.read_names(table, base_url=server.url, regions="BU0153")
    assert rows.frame["inwoners"].to_dict() == {"BU01530000": 3105.0}
    assert names.to_dict() == {"BU01530000": "City"}
    paths = [path for path in server.asked if "startswith" in path]
    assert f"{table}/TypedDataSet?$format=json&$select={dimension},AantalInwoners_5" in paths[0]
    assert f"startswith({dimension},'BU0153')" in paths[0]
    assert f"{table}/{dimension}?$format=json&$select=Key,Title" in paths[1]


def groups(*rows: tuple[str, int | None, int | None, str]) -> list[dict[str, object]]:
    """Describe topics and groups: title or key, id, parent, type."""
    return [
        {"Key": name if kind == "Topic" else "", "Title": name, "ID": number, "ParentID": parent, "Type": kind}
        for name, number, parent, kind in rows
    ]


ENERGY = groups(
    ("Energie", 1, None, "TopicGroup"),
    ("Gemiddeld\r\n elektriciteitsverbruik ", 2, 1, "TopicGroup"),
    ("Naar woningtype", 3, 2, "TopicGroup"),
    ("Appartement_48", 4, 3, "Topic"),
    ("Gemiddeld aardgasverbruik", 5, 1, "TopicGroup"),
    ("Naar woningtype", 6, 5, "TopicGroup"),
    ("Appartement_56", 7, 6, "Topic"),
)


@pytest.mark.parametrize(
    ("stem", "column"),
    [
        ("Gemiddeld elektriciteitsverbruik/Appartement", "Appartement_48"),
        ("GemiddeldElektriciteitsverbruik/Appartement", "Appartement_48"),
        ("Gemiddeld aardgasverbruik/Appartement", "Appartement_56"),
    ],
)
def test_a_group_at_any_height_tells_columns_apart(stem: str, column: str) -> None:
    assert SERVICE.resolve({"flats": (stem,)}, ENERGY) == {"flats": column}


@pytest.mark.parametrize("stem", ["Appartement", "Energie/Appartement", "Naar woningtype/Appartement"])
def test_what_does_not_tell_them_apart_names_both(stem: str) -> None:
    with pytest.raises(SourceError) as error:
        SERVICE.resolve({"flats": (stem,)}, ENERGY)
    assert str(error.value) == (
        "Tabel 84799NED van http://h heeft meer dan één kolom voor flats, namelijk "
        "Appartement_48 (Energie, Gemiddeld elektriciteitsverbruik, Naar woningtype) en "
        "Appartement_56 (Energie, Gemiddeld aardgasverbruik, Naar woningtype); noem de groep: Groep/Stam."
    )


def test_a_group_that_is_not_there_is_no_match() -> None:
    assert SERVICE.resolve({"flats": ("Warmte/Appartement",)}, ENERGY) == {}
    assert SERVICE.resolve({"flats": ("Warmte/Appartement", "Gemiddeld aardgasverbruik/Appartement")}, ENERGY) == {
        "flats": "Appartement_56"
    }


def test_groups_that_are_their_own_parent_end() -> None:
    looped = groups(("A", 1, 2, "TopicGroup"), ("B", 2, 1, "TopicGroup"), ("X_1", 3, 1, "Topic"))
    assert SERVICE.resolve({"x": ("A/X",), "y": ("B/X",)}, looped) == {"x": "X_1", "y": "X_1"}


def test_numbers_that_come_as_fractions_are_the_same() -> None:
    properties = [dict(prop) for prop in ENERGY]
    for prop in properties:
        prop["ParentID"] = None if prop["ParentID"] is None else float(str(prop["ParentID"]))
    assert SERVICE.resolve({"gas": ("Gemiddeld aardgasverbruik/Appartement",)}, properties) == {"gas": "Appartement_56"}
