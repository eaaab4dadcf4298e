"""The projects of Enschede add up to the euro, and a made-up list is placed or refused."""

import dataclasses
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import HOSTILE, squares
from shapely import Point, box, wkt

import gezond_geo as gg
from gezond_geo.areas.codes import Region
from gezond_geo.choices import links as module
from gezond_geo.choices.links import NO_BUURT
from gezond_geo.dataset.folder import projects
from gezond_geo.dataset.folder.places import parse_places
from gezond_geo.dataset.folder.projects import COLUMNS, no_projects, read_projects
from gezond_geo.errors import InputError

TOTAL = 2_326_755
"""Euro of the 21 proposals, as the strategy prints it."""

PROBABLE = 120_000 + 120_000
"""Euro of projects 18 and 20, whose buurt is inferred."""

SUMS = ["euro_zeker", "euro_waarschijnlijk", "euro_geen_plaats"]


def list_projects(*rows):
    """Give a list of projects with what `rows` say and nothing else."""
    empty = dict.fromkeys(COLUMNS, "") | {"euro": "100"}
    return pd.DataFrame([empty | {"nummer": str(n), "naam": f"Project {n}"} | row for n, row in enumerate(rows, 1)])


def test_the_21_projects_are_2_326_755_euro(data):
    assert data.projects.index.tolist() == list(range(1, 22))
    assert data.projects["euro"].sum() == TOTAL
    assert data.projects["naam"].is_unique


def test_what_the_document_does_not_say_is_marked_as_inferred(data):
    assert data.projects["dimensie_zekerheid"].eq("afgeleid").all()
    is_certain = data.projects["thema_zekerheid"].eq("zeker")
    assert is_certain[is_certain].index.tolist() == [5, 6, 7, 8, 9]  # called Zorgzame buurt by name
    assert data.projects.loc[is_certain, "thema"].eq("Zorgzame buurt").all()
    assert set(data.projects["dimensie"]) == {"stedelijk", "populatiegericht", "gebiedsgericht"}


def test_related_projects_name_each_other_where_the_document_does(data):
    related = {n: [int(v) for v in cell.split()] for n, cell in data.projects["verwant"].items() if cell}
    assert related == {
        4: [13], 13: [4], 5: [16], 16: [5], 6: [18], 18: [6], 9: [20], 20: [9], 10: [15, 21], 15: [10], 21: [10],
    }  # fmt: skip


def test_no_project_has_a_point_of_a_made_up_source(data):
    assert data.projects[["x", "y"]].isna().all(axis=None)


NOWHERE = 50_000 + 40_000 + 45_755 + 150_000 + 30_000 + 50_000 + 80_000 + 150_000
"""Euro of projects 1 2 3 4 13 14 17 21, which are in no buurt."""


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (
            "dimensie",
            {
                "gebiedsgericht": (1_491_000, 240_000, 0),
                "populatiegericht": (0, 0, 115_755),
                "stedelijk": (0, 0, 480_000),
            },
        ),
        (
            # Jeugd 1 2 3 15 16; leefomgeving 4 13 17 19 21, and probably 18 20; zorgzaam 5-12 14.
            "thema",
            {
                "Gezonde jeugd": (46_000, 0, 135_755),
                "Gezonde leefomgeving": (120_000, 240_000, 410_000),
                "Zorgzame buurt": (1_325_000, 0, 50_000),
            },
        ),
        (
            "wijkcode",
            {
                "WK015300": (136_000, 0, 0),  # 5 and 16
                "WK015302": (120_000, 0, 0),  # 19
                "WK015303": (180_000, 0, 0),  # 10 and 15
                "WK015304": (100_000, 120_000, 0),  # 9, and probably 20
                "WK015306": (900_000, 120_000, 0),  # 6 8 11 12, and probably 18
                "WK015308": (55_000, 0, 0),  # 7
                NO_BUURT: (0, 0, NOWHERE),
            },
        ),
        (
            "stadsdeel",
            {
                "Centrum": (136_000, 0, 0),
                "West": (300_000, 0, 0),
                "Noord": (100_000, 120_000, 0),
                "Zuid": (900_000, 120_000, 0),
                "Oost": (55_000, 0, 0),
                NO_BUURT: (0, 0, NOWHERE),
            },
        ),
        (
            "zekerheid",
            {
                "naam": (536_000, 0, 0),  # 5 9 10 15 16 19
                "document": (355_000, 0, 0),  # 7 11 12
                "bron": (600_000, 0, 0),  # 6 8
                "waarschijnlijk": (0, 240_000, 0),  # 18 20
                NO_BUURT: (0, 0, NOWHERE),
            },
        ),
    ],
)
def test_totals_add_up(data, links, by, expected):
    totals = gg.total_euro(data, links, by)
    assert totals.index.name == by
    assert {group: tuple(row) for group, row in totals[SUMS].iterrows()} == expected
    assert totals[SUMS].sum().to_dict() == dict(zip(SUMS, (TOTAL - PROBABLE - NOWHERE, PROBABLE, NOWHERE), strict=True))
    assert totals[SUMS].sum(axis=1).equals(totals["euro_alle"])
    assert ("euro_afgeleid" in totals) == (by in {"dimensie", "thema"})


def test_what_is_in_a_group_by_inference_is_told(data, links):
    totals = gg.total_euro(data, links, "dimensie")
    assert totals["euro_afgeleid"].equals(totals["euro_alle"])
    # Of 1 375 000 euro for Zorgzame buurt, 875 000 is of projects 5-9, which are called so by name.
    assert gg.total_euro(data, links, "thema")["euro_afgeleid"].to_dict() == {
        "Gezonde jeugd": 181_755,
        "Gezonde leefomgeving": 770_000,
        "Zorgzame buurt": 500_000,
    }


def test_totals_per_buurt_have_every_buurt(data, links):
    totals = gg.total_euro(data, links, "buurtcode")
    assert totals.index.tolist() == [*data.buurten.index, NO_BUURT]
    assert totals.sum().round(2).tolist() == [TOTAL - PROBABLE - NOWHERE, PROBABLE, NOWHERE, TOTAL, 0]
    per_wijk = totals.drop(NO_BUURT).groupby(data.buurten["wijkcode"]).sum().round(2)
    pd.testing.assert_frame_equal(
        per_wijk[per_wijk["euro_alle"] > 0],
        gg.total_euro(data, links, "wijkcode").drop(NO_BUURT),
        check_names=False,
    )


def test_a_buurt_whose_stadsdeel_is_unknown_is_its_own_group(data):
    one = data_with(data, {"buurten": "BU01530101:naam BU01530103:naam"})  # Varvik-Diekman: no source names it
    totals = gg.total_euro(one, gg.match_projects(one), "stadsdeel")
    assert totals.index.tolist() == ["Oost", "onbekend"]
    assert totals["euro_alle"].sum() == 100


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("BU01530603", {11: "document"}),
        ("BU01530604", {8: "bron"}),
        ("BU01530605", {}),
        ("BU01530606", {6: "bron", 18: "waarschijnlijk"}),
    ],
)
def test_no_buurt_of_wesselerbrink_has_nothing_by_a_wrong_guess(data, links, code, places):
    own = links[links["buurtcode"] == code]
    assert dict(zip(own["project"], own["zekerheid"], strict=True)) == places
    certain = sum(data.projects["euro"][n] for n, sure in places.items() if sure != "waarschijnlijk")
    probable = sum(data.projects["euro"][n] for n in places) - certain
    assert tuple(gg.total_euro(data, links, "buurtcode").loc[code, SUMS]) == (certain, probable, 0)


def test_project_7_is_shared_by_residents_to_the_cent(links):
    # 55 000 over 2 930, 2 835 and 1 715 of 7 480 residents is 21 544.1176, 20 845.5882 and 12 610.2941. Cut off to the
    # cent that is 21 544.11 + 20 845.58 + 12 610.29 = 54 999.98; the two cents that are left go to the largest
    # remainders, .82 and .76.
    own = links[links["project"] == 7].set_index("buurtcode")
    assert own["euro"].to_dict() == {"BU01530801": 21_544.12, "BU01530802": 20_845.59, "BU01530803": 12_610.29}
    assert own["aandeel"].to_dict() == pytest.approx(
        {"BU01530801": 2930 / 7480, "BU01530802": 2835 / 7480, "BU01530803": 1715 / 7480}
    )
    assert own["zekerheid"].eq("document").all()


def test_links_are_in_order_and_whole(data, links):
    assert list(links.columns) == ["project", "buurtcode", "aandeel", "euro", "zekerheid"]
    assert links[["project", "buurtcode"]].apply(tuple, axis=1).is_monotonic_increasing
    per_project = links.groupby("project")
    assert (per_project["aandeel"].sum() - 1).abs().max() < 1e-12
    assert per_project["euro"].sum().round(2).eq(data.projects["euro"].reindex(sorted(set(links["project"])))).all()


def test_the_input_is_not_changed(data, links):
    before = data.projects.copy(), links.copy()
    gg.match_projects(data)
    gg.total_euro(data, links, "stadsdeel")
    pd.testing.assert_frame_equal(data.projects, before[0])
    pd.testing.assert_frame_equal(links, before[1])


@given(
    cents=st.integers(0, 10**11),
    residents=st.lists(st.integers(0, 30_000), min_size=1, max_size=12).filter(any),
)
def test_largest_remainder(cents, residents):
    shares = np.array(residents) / sum(residents)
    given_cents = [round(euro * 100) for euro in module.divide_euro(cents / 100, shares)]
    assert sum(given_cents) == cents
    # Whole numbers, so that the check itself rounds nothing: |given - cents * r / R| < 1, but for the sixth decimal.
    for own, people in zip(given_cents, residents, strict=True):
        assert abs(own * sum(residents) - cents * people) < sum(residents) * (1 + 1e-4)
        assert people or not own


@given(cents=st.integers(0, 10**9), residents=st.lists(st.integers(1, 30_000), min_size=2, max_size=9))
def test_more_residents_never_get_less(cents, residents):
    shares = np.array(sorted(residents)) / sum(residents)
    euro = module.divide_euro(cents / 100, shares)
    assert (np.diff(euro) >= -0.011).all()


def data_with(data, *rows):
    return dataclasses.replace(data, projects=read_projects(list_projects(*rows))[0])


def test_buurten_without_residents_share_alike(data):
    empty = data.buurten.copy()
    empty.loc[["BU01530101", "BU01530102", "BU01530103"], "inwoners"] = 0
    one = dataclasses.replace(
        data_with(data, {"buurten": "BU01530101:naam BU01530102:naam BU01530103:bron"}), buurten=empty
    )
    own = gg.match_projects(one)
    assert own["euro"].tolist() == [33.34, 33.33, 33.33]
    assert own["aandeel"].tolist() == pytest.approx([1 / 3] * 3)


@pytest.fixture
def with_squares(data):
    """Three buurten of a kilometre, side by side from x = 255 000."""
    codes = ["BU01530000", "BU01530001", "BU01530002"]
    buurten = data.buurten.copy()
    shapes = squares(codes).set_index("buurtcode").geometry
    buurten.geometry = gpd.GeoSeries(shapes.reindex(buurten.index), crs=buurten.crs)
    return dataclasses.replace(data, buurten=buurten)


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [
        ("255500", "468500", "BU01530000"),
        ("256000.5", "468999", "BU01530001"),
        ("257999", "468001", "BU01530002"),
        ("258001", "468500", None),  # east of them all
        ("255500", "467999", None),
    ],
)
def test_a_point_places_a_project(with_squares, x, y, code):
    one = data_with(with_squares, {"x": x, "y": y, "openbaar": "ja"})
    own = gg.match_projects(one)
    assert own["buurtcode"].tolist() == ([code] if code else [])
    assert own["zekerheid"].tolist() == (["punt"] if code else [])
    assert gg.total_euro(one, own, "zekerheid").index.tolist() == (["punt"] if code else [NO_BUURT])


def test_codes_go_before_a_point(with_squares):
    own = gg.match_projects(data_with(with_squares, {"x": "255500", "y": "468500", "buurten": "BU01530603:naam"}))
    assert own["buurtcode"].tolist() == ["BU01530603"]


def test_without_a_place_there_are_no_links_and_nothing_is_lost(data):
    city = data_with(data, {"dimensie": "stedelijk"}, {"dimensie": "stedelijk", "euro": "50.25"})
    links = gg.match_projects(city)
    assert links.empty
    assert gg.total_euro(city, links, "dimensie").to_dict("index") == {
        "stedelijk": dict.fromkeys(SUMS, 0)
        | {"euro_geen_plaats": 150.25, "euro_alle": 150.25, "euro_afgeleid": 0, "zonder_bedrag": 0}
    }
    assert gg.total_euro(city, links, "buurtcode")["euro_alle"].sum() == 150.25


def test_without_projects_every_buurt_has_nothing(data):
    none = dataclasses.replace(data, projects=no_projects())
    totals = gg.total_euro(none, gg.match_projects(none), "buurtcode")
    assert totals.index.tolist() == data.buurten.index.tolist()
    assert (totals == 0).all(axis=None)


@pytest.mark.parametrize(
    ("cell", "places"),
    [
        ("", {}),
        ("BU01530301:naam", {"BU01530301": ("naam", False)}),
        (
            "BU01530801:document:deel  BU01530802:waarschijnlijk",
            {"BU01530801": ("document", True), "BU01530802": ("waarschijnlijk", False)},
        ),
    ],
)
def test_parse_places(cell, places):
    assert parse_places(cell) == places


def test_what_was_read_can_be_given_again(data):
    pd.testing.assert_frame_equal(read_projects(data.projects)[0], data.projects)


def test_text_stays_as_it_is():
    names = read_projects(list_projects(*({"naam": name} for name in HOSTILE)))[0]["naam"]
    assert names.tolist() == list(HOSTILE)


def test_a_file_of_a_spreadsheet_can_be_read(tmp_path):
    table = list_projects(
        {"naam": "Ariënshuis, “Het Lang”", "euro": "50000.50", "openbaar": " Ja "}, {"openbaar": "nee"}
    )
    path = tmp_path / "projecten.csv"
    path.write_text(table.to_csv(index=False, lineterminator="\r\n"), "utf-8-sig")  # a byte order mark and CRLF
    frame, notes = read_projects(path)
    assert notes == []
    assert frame["naam"].tolist() == ["Ariënshuis, “Het Lang”", "Project 2"]
    assert frame["euro"].tolist() == [50_000.5, 100]
    assert frame["openbaar"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"euro": "veel"}, ["regel 2", "'veel'", "euro"]),
        ({"euro": "1.234"}, ["regel 2", "'1.234'", "kan duizend of een breuk zijn voor euro"]),
        ({"euro_besteed": "-5"}, ["regel 2", "euro_besteed is negatief"]),
        ({"euro": "1e999"}, ["regel 2", "is geen bedrag voor euro"]),
        ({"euro": "9" * 400}, ["regel 2", "euro is meer dan 1000000000000"]),
        ({"euro": "1000000000000.01"}, ["regel 2", "euro is meer dan 1000000000000"]),
        ({"nummer": "een"}, ["'een'", "nummer"]),
        ({"nummer": "1.5"}, ["geen heel getal"]),
        ({"nummer": "1e30"}, ["geen heel getal"]),
        ({"van_jaar": "2025-2027"}, ["regel 2", "van_jaar is '2025-2027'; schrijf een jaar"]),
        ({"van_jaar": "2027", "tot_en_met_jaar": "2025"}, ["regel 2", "van_jaar is later dan tot_en_met_jaar"]),
        ({"betaling": "soms"}, ["regel 2", "betaling is 'soms'; schrijf eenmalig, jaarlijks"]),
        ({"punt_zekerheid": "zeker"}, ["regel 2", "punt_zekerheid is 'zeker'"]),
        ({"themas": "vergrijzing:zeker"}, ["regel 2", "'vergrijzing:zeker' is geen thema met zekerheid"]),
        ({"vlak": "rond het park"}, ["regel 2", "vlak is geen WKT"]),
        ({"vlak": "LINESTRING (255000 468000, 256000 468000)"}, ["regel 2", "hier staat een LineString"]),
        ({"vlak": "POLYGON ((0 0, 1 0, 1 1, 0 0))"}, ["regel 2", "ligt niet in Nederland"]),
        ({"x": "52.22", "y": "6.89"}, ["regel 2", "x en y zijn verwisseld"]),
        ({"x": "468500", "y": "255500"}, ["regel 2", "x en y zijn verwisseld"]),
        ({"adres": "mevrouw De Vries, Verzonnenweg 1, 7500 AB Enschede"}, ["regel 2", "het adres van een persoon"]),
        ({"nummer": "2"}, ["regel 3", "2 komt twee keer voor"]),
        ({"naam": "  "}, ["regel 2", "naam is leeg"]),
        ({"x": "hier"}, ["'hier'", "x"]),
        ({"x": "255500"}, ["regel 2", "allebei"]),
        ({"x": "16.89", "y": "52.22"}, ["geen plaats in Nederland", "RD", "graden"]),
        ({"buurten": "Twekkelerveld"}, ["'Twekkelerveld'", "schrijf de code, zoals BU01530301"]),
        ({"buurten": "BU01530301:zeker"}, ["'BU01530301:zeker'", "waarschijnlijk"]),
        ({"buurten": "BU01530301:naam:half"}, ["'BU01530301:naam:half'"]),
        ({"buurten": "BU01530301:naam BU01530301:bron"}, ["regel 2", "BU01530301 staat er twee keer"]),
        ({"nummer": "0"}, ["geen heel getal"]),
        ({"nummer": "2.0"}, ["regel 3", "2 komt twee keer voor"]),
        ({"verwant": "7"}, ["regel 2", "verwant noemt '7' en dat project is er niet"]),
        ({"openbaar": "misschien"}, ["openbaar is 'misschien'", "ja, nee"]),
        ({"naam": "Hulp, bel 053-4817600"}, ["in naam staat een telefoonnummer", "niets over personen"]),
        ({"plaats": "bsn 111222333"}, ["in plaats staat een nummer dat een BSN kan zijn"]),
        ({"doelgroep": "via j.jansen@example.nl"}, ["in doelgroep staat een e-mailadres"]),
    ],
)
def test_a_wrong_cell_is_said(change, parts):
    with pytest.raises(InputError) as error:
        read_projects(list_projects(change, {}))
    assert "de meegegeven projecten" in str(error.value)
    assert [words for words in parts if words not in str(error.value)] == []


def test_a_column_about_persons_is_refused_and_a_place_is_not():
    for column in ("contactpersoon", "telefoon", "BSN"):
        with pytest.raises(InputError, match=f"regel 1: de kolom {column} gaat over"):
            read_projects(list_projects({}).assign(**{column: ""}))
    with pytest.raises(InputError, match="regel 2: in opmerking staat een telefoonnummer"):
        read_projects(list_projects({}).assign(opmerking="bel 06-12345678"))
    table = list_projects({"plaats": "Verzonnenweg 1, 7500 AB Enschede"}).assign(
        adres="Verzonnenweg 1", herkomst_geld="Rijk"
    )
    assert len(read_projects(table)[0]) == 1


def test_only_a_name_is_needed():
    with pytest.raises(InputError, match=r"ontbreekt de kolom naam"):
        read_projects(list_projects({}).drop(columns="naam"))
    table, notes = read_projects(
        pd.DataFrame({"NAAM ": ["Beweegtuin", "Inloop"], "Bedrag (€)": ["€ 1.250,50", "n.t.b."]})
    )
    assert table.index.tolist() == [1, 2]
    assert table["euro"].tolist() == [1_250.5, pytest.approx(float("nan"), nan_ok=True)]
    assert table.drop(columns=["naam", "euro", "openbaar"]).replace("", None).isna().all(axis=None)
    assert not table["openbaar"].any()
    assert notes == ["Het bedrag is niet bekend van project 2 (Inloop); in de sommen telt dat niet mee."]


def test_where_the_document_is_silent_nothing_is_known():
    columns = ["omschrijving", "themas", "betaling", "van_jaar", "euro_vrij", "maatstaf"]
    silent, empty = (read_projects(list_projects(dict.fromkeys(columns, cell)))[0] for cell in ("Niet bekend", ""))
    pd.testing.assert_frame_equal(silent, empty)


def test_what_is_planned_is_read():
    row = {"van_jaar": "2025", "tot_en_met_jaar": 2027.0, "betaling": "Jaarlijks", "euro_toegezegd": "30.000"}
    row |= {"themas": "Vergrijzing, gezondheid:afgeleid", "verwant": "1; 2", "openbaar": "J", "dimensie": "Stedelijk"}
    first = read_projects(list_projects(row, {}))[0].loc[1]
    assert first[["van_jaar", "tot_en_met_jaar", "betaling", "euro_toegezegd"]].tolist() == [
        2025,
        2027,
        "jaarlijks",
        30_000,
    ]
    assert first[["themas", "verwant", "openbaar", "dimensie"]].tolist() == [
        "vergrijzing:document gezondheid:afgeleid",
        "1 2",
        True,
        "stedelijk",
    ]


def test_a_theme_that_does_not_count_is_said():
    table, notes = read_projects(list_projects({"themas": "veiligheid"}))
    assert table["themas"].tolist() == ["veiligheid:document"]
    assert notes == ["Geen thema van de score, tenzij uit eigen cijfers: veiligheid (kolom themas)."]


def test_degrees_are_metres_once_they_are_read():
    # The tower in Amersfoort, the origin of RD, is at 5.38720621 east and 52.15517440 north.
    table, notes = read_projects(list_projects({"x": "5,38720621", "y": "52.15517440"}, {"x": "155000", "y": "463000"}))
    assert table["x"].tolist() == pytest.approx([155_000, 155_000], abs=0.5)
    assert table["y"].tolist() == pytest.approx([463_000, 463_000], abs=0.5)
    assert table["punt_zekerheid"].tolist() == ["punt", "punt"]
    assert notes == ["In de meegegeven projecten zijn x en y graden (WGS 84); ze zijn omgerekend naar meters (RD)."]


def test_an_area_that_crosses_itself_is_mended():
    table, _ = read_projects(
        list_projects({"vlak": "POLYGON ((255000 468000, 256000 469000, 256000 468000, 255000 469000, 255000 468000))"})
    )
    assert wkt.loads(table.loc[1, "vlak"]).area == pytest.approx(500_000)
    assert table["x"].isna().all()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "staat geen tabel"),
        (",".join(COLUMNS).encode(), "geen enkel project"),
        (",".join(COLUMNS).encode() + b'\n1,"2', "regel 2: hier staat een aanhalingsteken los"),
        (None, "bestaat niet"),
    ],
    ids=["empty", "header only", "open quote", "absent"],
)
def test_a_wrong_file_is_said(tmp_path, content, message):
    path = tmp_path / "mijn projecten.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message) as error:
        read_projects(path)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(("sign", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-16"), ("|", "utf-8-sig")])
def test_a_list_is_the_same_however_it_was_saved(tmp_path, sign, encoding):
    table = list_projects({"naam": "Ariënshuis", "euro": "1234,56", "buurten": "BU01530301:naam"}, {"euro": "n.t.b."})
    path = tmp_path / "lijst.txt"
    path.write_bytes(table.to_csv(index=False, sep=sign).encode(encoding))
    pd.testing.assert_frame_equal(read_projects(path)[0], read_projects(table)[0])


def test_a_list_may_be_a_map(tmp_path, with_squares):
    areas = gpd.GeoDataFrame(
        {"Project": ["Hele buurt", "Punt"], "Budget": [900, 100]},
        geometry=[box(256_000, 468_000, 257_000, 469_000), Point(255_500, 468_500)],
        crs="EPSG:28992",
    )
    areas.to_crs(4326).to_file(tmp_path / "projecten.geojson")
    projects, _ = read_projects(tmp_path / "projecten.geojson")
    own = gg.match_projects(dataclasses.replace(with_squares, projects=projects))
    assert own[["project", "buurtcode", "euro", "zekerheid"]].to_numpy().tolist() == [
        [1, "BU01530001", 900, "vlak"],
        [2, "BU01530000", 100, "punt"],
    ]


def test_euro_of_an_area_is_by_the_residents_it_takes_in(with_squares):
    # All of Lasonder and a quarter of City: 2 990 residents and a quarter of 2 400 would be 2 990 and 600.
    buurten = with_squares.buurten.copy()
    buurten.loc[["BU01530000", "BU01530001"], "inwoners"] = [2_400, 2_990]
    one = data_with(
        with_squares,
        {
            "vlak": "POLYGON ((255750 468000, 257000 468000, 257000 469000, 255750 469000, 255750 468000))",
            "euro": "3590",
        },
    )
    own = gg.match_projects(dataclasses.replace(one, buurten=buurten))
    assert own["euro"].tolist() == [600, 2_990]
    assert own["aandeel"].tolist() == pytest.approx([600 / 3_590, 2_990 / 3_590])


def test_an_amount_that_is_not_known_is_in_no_sum(data):
    two = data_with(data, {"buurten": "BU01530300:naam BU01530301:naam", "euro": ""}, {"buurten": "BU01530301:naam"})
    own = gg.match_projects(two)
    assert own["euro"].isna().tolist() == [True, True, False]
    assert own["aandeel"].groupby(own["project"]).sum().tolist() == pytest.approx([1, 1])
    totals = gg.total_euro(two, own, "buurtcode")
    assert totals.loc[
        ["BU01530301", "BU01530300", "BU01530400"], ["euro_alle", "zonder_bedrag"]
    ].to_numpy().tolist() == [
        [100, 1],
        [0, 1],
        [0, 0],
    ]
    assert gg.total_euro(two, own, "zekerheid").loc["naam", "zonder_bedrag"] == 1


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InputError, match=r"bestaat niet|geen gewoon bestand"):
        read_projects(Path(tmp_path))


def test_a_point_without_a_boundary_is_said(data):
    table = data.projects.copy()
    table.loc[4, ["x", "y"]] = [257_950, 471_310]
    data = gg.load("Enschede", projects=table, offline=True)
    note = "Niet in een buurt te plaatsen, want hun punt ligt binnen geen bekende grens: project 4."
    assert note in data.meldingen
    assert 4 not in set(gg.match_projects(data)["project"])


FAULTS = [
    (3, "euro"),
    (3, "naam is leeg"),
    (3, "nummer 1 komt twee keer voor (eerst op regel 2)"),
    (3, "BU01530301"),
    (3, "Pathmos"),
    (3, "verwant noemt '9'"),
    (3, "openbaar"),
    (3, "x"),
    (4, "buurt BU01640001 ligt niet in Enschede (GM0153)"),
]


def test_every_fault_is_given_at_once():
    many = {
        "nummer": "1",
        "naam": "",
        "euro": "1.234",
        "buurten": "Pathmos BU01530301:naam BU01530301:bron",
        "verwant": "9",
        "openbaar": "x",
        "x": "hier",
    }
    frame = list_projects({}, many, {"buurten": "BU01640001:naam"})
    table, faults = projects.check_projects(frame, Region("GM0153", "Enschede"))
    assert table.index.tolist() == [1, 3]
    assert len(faults) == len(FAULTS)
    assert [
        (line, words) for line, words in FAULTS if not any(f.line == line and words in f.text for f in faults)
    ] == []
    with pytest.raises(InputError) as error:
        read_projects(frame, Region("GM0153", "Enschede"))
    assert [words for _, words in FAULTS if words not in str(error.value)] == []


def test_lines_are_those_of_the_file(tmp_path):
    table = list_projects({"naam": "Op twee\nregels"}, {"euro": "veel"})
    path = tmp_path / "projecten.csv"
    path.write_text(table.to_csv(index=False).replace("\n2,", "\n\n2,"), "utf-8")
    with pytest.raises(InputError, match="regel 5: 'veel'"):  # header, two lines, a blank one
        read_projects(path)


def test_a_list_in_a_folder_may_be_empty(tmp_path):
    path = tmp_path / "projecten.csv"
    path.write_text(",".join(COLUMNS) + "\n", "utf-8")
    pd.testing.assert_frame_equal(read_projects(path, may_be_empty=True)[0], no_projects())


def test_which_buurten_there_are_may_be_known():
    frame = list_projects({"buurten": "BU01530302:naam"})
    assert len(read_projects(frame, Region("GM0153", "Enschede"))[0]) == 1
    with pytest.raises(InputError, match="regel 2: buurt BU01530302 bestaat niet in Enschede"):
        read_projects(frame, Region("GM0153", "Enschede", ["BU01530301"]))


def test_columns_that_are_not_used_are_said(tmp_path):
    rows = list_projects({"opmerking": "loopt", "leeg": ""})
    data = gg.load("Enschede", offline=True, projects=rows)
    assert "Van de meegegeven projecten niet gebruikt: de kolom opmerking." in data.meldingen
    rows.to_csv(tmp_path / "lijst.csv", index=False)
    assert "Van lijst.csv niet gebruikt: de kolom opmerking." in read_projects(tmp_path / "lijst.csv")[1]
