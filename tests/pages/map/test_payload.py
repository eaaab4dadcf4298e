"""What the page gets, without a browser: complete, the same twice, and no figure of a small buurt."""

import copy
import dataclasses
import json
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from made_up import HENGELO, HOSTILE, hengelo_figures, squares
from places import ROOT
from shapely import MultiPolygon, Polygon, box

import gezond_geo as gg
from gezond_geo.dataset.folder.investments import read_investments
from gezond_geo.dataset.folder.projects import read_projects
from gezond_geo.pages.colours import DIVERGING, EDGES
from gezond_geo.pages.map.classes import classify
from gezond_geo.pages.map.money import MONEY
from gezond_geo.pages.map.panel import list_buurten
from gezond_geo.pages.map.payload import build_payload
from gezond_geo.pages.map.projects import list_projects, say_totals, tell_money
from gezond_geo.pages.map.views import PEOPLE_VIEWS, build_views
from gezond_geo.scores.age import standardise_age
from gezond_geo.scores.purpose import FOOTER

SMALL = ("BU01530105", "BU01530106", "BU01530701", "BU01530702", "BU01530703")
PLAN = pd.DataFrame({"naam": ["Riool"], "buurten": ["BU01530202"], "van_jaar": [2027]})
DOCUMENTED = ROOT / "docs" / "payload.md"


@pytest.fixture(scope="module")
def with_boundaries(data):
    """Enschede as squares, with a hole and an island in two of them."""
    areas = squares(data.buurten.index, side=400).set_index("buurtcode").geometry
    areas["BU01530000"] = MultiPolygon(
        [box(255_000, 468_000, 255_100, 468_100), box(255_200, 468_000, 255_300, 468_100)]
    )
    areas["BU01530001"] = areas["BU01530001"].difference(box(255_500, 468_100, 255_600, 468_200))
    buurten = data.buurten.copy()
    buurten.geometry = gpd.GeoSeries(areas, crs=buurten.crs)
    buurten.loc["BU01530002", "geometry"] = None
    return dataclasses.replace(data, buurten=buurten)


@pytest.fixture(scope="module")
def payload_with_boundaries(with_boundaries, scores, links):
    return build_payload(with_boundaries, scores, links)


@pytest.fixture(scope="module")
def full(with_boundaries, links, years):
    """Give all that a page can have: plans, duiding, a figure of the wijk, other years and a background map."""
    own = dataclasses.replace(
        with_boundaries,
        duiding=pd.DataFrame(
            [["BU01530301", "Het is er gezellig.", "buurtteam", "2026-03-01"]],
            columns=["buurtcode", "tekst", "bron", "datum"],
        ),
        investments=read_investments(PLAN)[0],
        from_wijk=pd.DataFrame({"roken": with_boundaries.buurten.index == "BU01530603"}, with_boundaries.buurten.index),
    )
    return build_payload(own, gg.score(own), links, years=years, background=True)


@pytest.fixture(scope="module")
def payload_of_hengelo(hengelo):
    return build_payload(hengelo, gg.score(hengelo), gg.match_projects(hengelo), background=True)


def strings_of(node):
    """Give every text that is a value; keys are not shown."""
    if isinstance(node, dict):
        return [text for value in node.values() for text in strings_of(value)]
    if isinstance(node, list):
        return [text for value in node for text in strings_of(value)]
    return [node] if isinstance(node, str) else []


def keys_of(node):
    """Give the keys that the page knows by name: not those of buurten and views."""
    if isinstance(node, list):
        return {key for value in node for key in keys_of(value)}
    if not isinstance(node, dict):
        return set()
    return set(node) | {key for value in node.values() for key in keys_of(value)}


def test_it_is_json_the_same_twice_and_its_input_is_not_changed(data, scores, links, payload):
    before = data.buurten.copy(), scores.buurten.copy(), links.copy(), copy.deepcopy(scores.settings)
    text = json.dumps(payload, allow_nan=False)
    assert json.loads(text) == payload  # nothing but JSON types: no tuple, no number as a key
    assert json.dumps(build_payload(data, scores, links), allow_nan=False) == text
    pd.testing.assert_frame_equal(data.buurten, before[0])
    pd.testing.assert_frame_equal(scores.buurten, before[1])
    pd.testing.assert_frame_equal(links, before[2])
    assert scores.settings == before[3]


def test_the_keys_are_those_of_the_documentation(with_boundaries, full):
    keys = set(re.findall(r'"([a-z_]+)":', DOCUMENTED.read_text("utf-8").split("```")[1]))
    views = set(full["weergaven"]) - {"stapeling", "score"}  # the documentation shows these two
    codes = {*with_boundaries.buurten.index, *with_boundaries.buurten["wijkcode"], "GM0153"}
    assert keys_of(full) - views - codes == keys - views
    for name in ("buurten", "projecten", "focusgebieden"):
        assert len({tuple(row) for row in full[name]}) == 1
    # The page draws bars for themes only, and needs words for the two ends of those.
    themes = {name for name, view in full["weergaven"].items() if "schaal" in view and name not in full["indicatoren"]}
    assert themes == {
        "gezondheid",
        "gezondheid_mentaal",
        "gezondheid_lichamelijk",
        "inkomen",
        "vergrijzing",
        "verstening",
    }
    assert len({frozenset(view) - {"schaal"} for view in full["weergaven"].values()}) == 1


def test_every_view_counts_every_buurt(payload):
    for view in payload["weergaven"].values():
        assert sum(c["aantal"] for c in view["klassen"]) + view["zonder"] == 70
        assert len(view["klasse"]) == 70
        classes = [c for c in view["klasse"].values() if c is not None]
        assert [classes.count(n) for n in range(len(view["klassen"]))] == [c["aantal"] for c in view["klassen"]]
        assert view["zonder"] == 70 - len(classes)


def test_every_view_has_its_legend_with_source_and_year(payload):
    views = payload["weergaven"]
    figures = list(payload["indicatoren"])
    health = ["gezondheid", "gezondheid_mentaal", "gezondheid_lichamelijk"]
    themes = [*health, "inkomen", "vergrijzing", "verstening"]
    assert list(views) == ["stapeling", "score", *themes, *figures, *PEOPLE_VIEWS, MONEY]
    for name, view in views.items():
        assert view["bron"]
        assert view["jaar"]
        assert all(re.fullmatch("#[0-9a-f]{6}", c["kleur"]) for c in view["klassen"])
        assert len({c["kleur"] for c in view["klassen"]}) == len(view["klassen"])
        assert len({c["label"] for c in view["klassen"]}) == len(view["klassen"])
        assert (view["referentie"] is None) == (name in {*PEOPLE_VIEWS, MONEY})
    estimated = {name for name, view in views.items() if view["schatting"]}
    assert estimated - set(figures) == {"stapeling", "score", *health, "inkomen", "verstening", MONEY}
    assert set(figures) - estimated == {"bijstand", "aandeel_65plus"}
    assert views["verstening"]["jaar"] == "2008"
    assert views["stapeling"]["jaar"] == "2008 en 2020"


def test_groups_name_the_views_there_are(payload, payload_of_hengelo):
    for own in (payload, payload_of_hengelo):
        assert sorted(view for group in own["groepen"] for view in group["weergaven"]) == sorted(own["weergaven"])


def test_classes_are_those_of_the_scores(payload, scores):
    views = payload["weergaven"]
    stacking = scores.buurten["stapeling"]
    assert views["stapeling"]["klasse"] == {c: None if np.isnan(n) else int(n) for c, n in stacking.items()}
    for theme in scores.counted:
        top = {code for code, c in views[theme]["klasse"].items() if c == len(DIVERGING) - 1}
        assert top == set(scores.themes.index[scores.themes[theme] >= 80])
    # Without a stacking, no colour for the score either.
    unknown = set(stacking.index[stacking.isna()])
    assert {code for code, c in views["score"]["klasse"].items() if c is None} == unknown


def test_a_value_on_an_edge_is_in_the_higher_class():
    values = pd.Series([0, 19.99, 20, 79.99, 80, 100, np.nan])
    assert classify(values, pd.Series(EDGES)).tolist()[:-1] == [0, 0, 1, 3, 4, 4]
    assert np.isnan(classify(values, pd.Series(EDGES)).iloc[-1])


def test_bands_of_the_score_begin_where_all_themes_would(payload):
    # E = -23 ln(1 - R (1 - exp(-100 / 23))) at R = 0.2, 0.4, 0.6 and 0.8 is 5.06, 11.54, 20.62 and 35.86: who stands
    # at 80 on every theme is at the foot of the highest band.
    labels = [c["label"] for c in payload["weergaven"]["score"]["klassen"]]
    assert labels == ["0,0 tot 5,0", "5,0 tot 11,5", "11,5 tot 20,6", "20,6 tot 35,8", "35,8 tot en met 100,0"]
    assert "heeft score 35,9." in payload["weergaven"]["score"]["uitleg"]


def test_every_buurt_is_in_every_shape(payload_with_boundaries, payload):
    assert list(payload["vormen"]) == ["tegels"]
    assert payload["vormen"]["tegels"]["noot"] == "schematisch: elke buurt even groot"
    codes = [b["code"] for b in payload["buurten"]]
    assert len(codes) == 70
    assert sorted(payload["vormen"]["tegels"]["vlakken"]) == sorted(codes)
    for polygons in payload["vormen"]["tegels"]["vlakken"].values():
        assert [len(polygon) for polygon in polygons] == [1]
        assert len(polygons[0][0]) == 6

    shapes = payload_with_boundaries["vormen"]
    assert list(shapes) == ["grenzen", "tegels"]
    assert sorted(shapes["tegels"]["vlakken"]) == sorted(codes)
    areas = shapes["grenzen"]["vlakken"]
    assert sorted(areas) == sorted(set(codes) - {"BU01530002"})  # the one without a boundary, which a melding names
    assert [len(polygon) for polygon in areas["BU01530000"]] == [1, 1]  # two islands
    assert [len(polygon) for polygon in areas["BU01530001"]] == [2]  # a hole


def test_coordinates_are_lat_lon_in_enschede(payload_with_boundaries):
    rings = [r for s in payload_with_boundaries["vormen"].values() for v in s["vlakken"].values() for p in v for r in p]
    corners = [corner for ring in rings for corner in ring] + [b["punt"] for b in payload_with_boundaries["buurten"]]
    assert all(52.0 < lat < 52.4 and 6.6 < lon < 7.3 for lat, lon in corners)
    assert all(round(number, 5) == number for corner in corners for number in corner)
    assert all(ring[0] != ring[-1] for ring in rings)
    square = Polygon(
        [(lon, lat) for lat, lon in payload_with_boundaries["vormen"]["grenzen"]["vlakken"]["BU01530003"][0][0]]
    )
    in_rd = gpd.GeoSeries([square], crs=4326).to_crs(28992)
    assert in_rd.area[0] == pytest.approx(400**2, rel=0.01)


@pytest.mark.parametrize("code", SMALL)
def test_a_small_buurt_has_no_number(payload, code):
    row = next(b for b in payload["buurten"] if b["code"] == code)
    assert row["kop"] == row["cijfers"] == row["goed"] == row["stapelt"] == []
    assert row["samenvatting"] == ""
    assert row["redenen"] == ["Minder dan 100 inwoners: geen cijfers."]
    assert {view["klasse"][code] for view in payload["weergaven"].values()} == {None}
    assert set(row["cijfers_per_weergave"]) == set(payload["weergaven"])
    assert set(row["cijfers_per_weergave"].values()) == {"minder dan 100 inwoners: geen cijfers"}
    assert row["gestapeld"] is None
    assert row["zekerheid"] == row["themas"] == []
    place = [b["code"] for b in payload["buurten"]].index(code)
    cells = dict(zip([c["id"] for c in payload["tabel"]["kolommen"]], payload["tabel"]["rijen"][place], strict=True))
    columns_left = {"buurtnaam", "wijknaam", "stadsdeel", "op_de_grens", "volledigheid", "grof", "reden_geen_waarde"}
    columns_left |= {"reden_geen_rang", "kanttekening", "waarom", "euro_zeker", "euro_waarschijnlijk", "euro_gedeeld"}
    assert {name for name, cell in cells.items() if cell is not None} <= columns_left
    other = payload["zonder_vergrijzing"]["buurten"][code]
    assert other["gestapeld"] is None
    assert set(other["tabel"].values()) <= {None, ""}
    assert row["honderd"] == row["lijkt_op"] == row["zin"]["lang"] == []
    # But for its code, its place and that sentence, no digit is anywhere.
    rest = {k: v for k, v in row.items() if k not in {"code", "wijkcode", "punt", "redenen", "cijfers_per_weergave"}}
    assert not re.search(r"\d", "".join(strings_of(rest)))


def test_a_buurt_says_the_real_value_first(payload):
    row = next(b for b in payload["buurten"] if b["naam"] == "Wesselerbrink Noord-Oost")
    assert row["kop"] == ["3.905 inwoners (2020)", "940 van 65 jaar en ouder", "3.820 inwoners in 2024"]
    first = row["cijfers"][0]
    health = payload["indicatoren"][first["id"]]
    assert health["zin"].format(first["waarde"]) == "64,0 % ervaart de eigen gezondheid als (zeer) goed"
    # 64,0 % of 3905 residents less 605 under 15 is 2112: to fifties from a thousand on.
    assert first["mensen"] == "ongeveer 2.100 mensen"
    assert [(other["naam"], other["waarde"]) for other in health["vergelijk"]] == [
        ("Enschede", "77,3 %"),
        ("Nederland", "78,4 %"),
    ]
    assert health["wijken"][row["wijkcode"]]["waarde"] == "73,7 %"
    assert health["thema"] == "gezondheid"
    # Nearer the unfavourable end, the lower the share in good health.
    places = [first, health["wijken"][row["wijkcode"]], *health["vergelijk"]]
    assert [p["positie"] for p in places] == sorted((p["positie"] for p in places), reverse=True)
    assert first["woorden"].endswith(" van de 100 Nederlanders wonen gezonder")
    assert "2020" in health["bron"]
    assert "modelschatting, 18 jaar en ouder" in health["bron"]
    assert len(row["cijfers"]) == 10  # six of health, two of income, ageing and stone
    assert row["wijk"] == "Enschede-Zuid"
    assert (row["stadsdeel"], row["stadsdeel_noot"]) == ("Zuid", "één bron")
    assert row["zoek"] == ["'t Lang", "Het Lang", "Wesselerbrink NO"]
    assert row["focusgebied"].startswith("Focusgebied 't Lang is deze buurt.")


def test_a_share_at_other_ages_is_of_nobody(data, links):
    other = standardise_age(data)
    own = build_payload(other, gg.score(other), links)
    row = next(b for b in own["buurten"] if b["code"] == "BU01530301")
    people = {figure["id"]: figure["mensen"] for figure in row["cijfers"]}
    assert people["roken"] == ""
    assert people["moeite_rondkomen"] == "ongeveer 880 mensen"


def test_a_figure_of_the_wijk_says_so(full):
    by_code = {b["code"]: [(f["id"], f["waarde"]) for f in b["cijfers"] if f.get("van_wijk")] for b in full["buurten"]}
    assert {code: texts for code, texts in by_code.items() if texts} == {"BU01530603": [("roken", "25,7 %")]}


def test_no_buurt_of_wesselerbrink_shows_nothing_by_a_wrong_guess(payload):
    rows = {b["code"]: b for b in payload["buurten"]}
    assert {
        code: [(p["nr"], p["euro"], p["zekerheid"]) for p in rows[code]["projecten"]]
        for code in rows
        if code[:8] == "BU015306"
    } == {
        "BU01530600": [],
        "BU01530601": [(12, "€ 150.000", "document")],
        "BU01530602": [],
        "BU01530603": [(11, "€ 150.000", "document")],
        "BU01530604": [(8, "€ 500.000", "bron")],
        "BU01530605": [],
        "BU01530606": [(6, "€ 100.000", "bron"), (18, "€ 120.000", "waarschijnlijk")],
        "BU01530607": [],
        "BU01530608": [],
        "BU01530609": [],
    }
    assert rows["BU01530605"]["euro"] == [
        "Geen project in deze buurt bekend; "
        "projecten voor de hele gemeente of voor een groep kunnen hier wel iets doen."
    ]
    assert rows["BU01530606"]["euro"] == [
        "€ 100.000 in deze buurt",
        "€ 120.000 waarschijnlijk in deze buurt",
    ]
    assert rows["BU01530604"]["euro"] == ["€ 500.000 in deze buurt"]


def test_all_projects_are_there(payload):
    projects = payload["projecten"]
    assert [p["nr"] for p in projects] == list(range(1, 22))
    assert [p["nr"] for p in projects if p["gebied"]] == [5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 18, 19, 20]
    assert all(p["bij_benadering"] and p["punt"] is None for p in projects)
    assert {p["dimensie_noot"] for p in projects} == {"afgeleid"}
    seven = projects[6]["buurten"]
    assert [(b["euro"], b["zekerheid"], b["deel"]) for b in seven] == [
        ("€ 21.544 van € 55.000, samen met Schipholt-Glanermaten en Eekmaat", "document", True),
        ("€ 20.846 van € 55.000, samen met Bentveld-Bultserve en Eekmaat", "document", False),
        ("€ 12.610 van € 55.000, samen met Bentveld-Bultserve en Schipholt-Glanermaten", "document", False),
    ]
    # A place that is not public is named by its buurt only.
    assert [p["nr"] for p in projects if p["plaats"]] == [11, 12, 15, 16, 17, 18, 19, 20, 21]


def test_there_is_no_sheet_of_a_stadsdeel_that_many_live_outside(payload):
    assert payload["zonder_blad"] == {
        "stadsdeel": "Geen blad per stadsdeel: van 38,2 % van de inwoners is het stadsdeel niet bekend, "
        "en dat is meer dan 5 %."
    }


def test_totals_in_words(payload):
    assert payload["euro_totaal"] == [
        "21 projecten, samen € 2.326.755: gebiedsgericht (onze inschatting) € 1.731.000, "
        "populatiegericht (onze inschatting) € 115.755 en stedelijk (onze inschatting) € 480.000.",
        "Daarvan € 1.491.000 in een buurt die bekend is, € 240.000 in een buurt die waarschijnlijk is en € 595.755 "
        "zonder plaats. "
        "Bij projecten in meer buurten is het geld verdeeld naar inwoners; dat is een schatting.",
    ]


def test_a_shared_euro_shows_its_whole(payload):
    row = next(b for b in payload["buurten"] if b["naam"] == "Mekkelholt")
    shared = "€ 35.363 van € 100.000, samen met Deppenbroek"
    other = "€ 42.436 van € 120.000, samen met Deppenbroek"
    assert [p["euro"] for p in row["projecten"]] == [shared, other]
    assert row["euro"][-1] == f"Hierin zit gedeeld geld: {shared}; {other}."
    at = [column["id"] for column in payload["tabel"]["kolommen"]].index("euro_gedeeld")
    cells = {b["naam"]: row[at] for b, row in zip(payload["buurten"], payload["tabel"]["rijen"], strict=True)}
    assert cells["Mekkelholt"] == f"{shared}; {other}"
    assert cells["Twekkelerveld"] == ""


def test_a_euro_over_many_buurten_counts_them(data, run_of):
    over = " ".join(f"BU0153060{n}:naam" for n in range(6))
    many = with_project(data, buurten=over, dimensie_zekerheid="zeker")
    run = run_of(data=many, links=gg.match_projects(many))
    assert tell_money(run)["BU01530603"]["projecten"][0]["euro"].endswith(" van € 120.000, samen met 5 andere buurten")
    assert "gebiedsgericht € 120.000." in say_totals(run)[0]


def test_whole_numbers_of_the_table_have_no_decimals(payload):
    cells = [cell for row in payload["tabel"]["rijen"] for cell in row]
    assert not [cell for cell in cells if isinstance(cell, float) and cell.is_integer()]
    assert {type(cell) for cell in cells} == {str, bool, int, float, type(None)}


def test_figures_with_the_same_text_have_their_own_position(data, scores, run_of):
    buurten = data.buurten.assign(steen=40.0)
    places = pd.Series(np.linspace(1, 99, len(buurten)), buurten.index)
    own = dataclasses.replace(scores, indicators=scores.indicators.assign(steen=places))
    run = run_of(data=dataclasses.replace(data, buurten=buurten), scores=own)
    figures = {b["code"]: f for b in list_buurten(run, build_views(run)) for f in b["cijfers"] if f["id"] == "steen"}
    assert {code: figure["positie"] for code, figure in figures.items()} == places[list(figures)].round(1).to_dict()


def test_focus_areas_are_those_of_the_college(payload):
    assert [(a["naam"], a["buurten"], a["deel"]) for a in payload["focusgebieden"]] == [
        ("Twekkelerveld", ["BU01530301"], False),
        ("'t Lang", ["BU01530603"], False),
        ("Hanenberglanden", ["BU01530601"], True),
    ]


def with_project(data, **changes):
    table = data.projects.iloc[[4]].assign(verwant="")  # project 5, at De Bothoven
    for column, value in changes.items():
        table[column] = value
    return dataclasses.replace(data, projects=read_projects(table)[0])


def test_hostile_text_arrives_unchanged(data, run_of):
    name = " ".join(HOSTILE)
    columns = ("naam", "thema", "doelgroep", "status", "plaats")
    hostile = with_project(data, **dict.fromkeys(columns, name), openbaar=True)
    (project,) = list_projects(run_of(data=hostile, links=gg.match_projects(hostile)))
    assert [project[column] for column in columns] == [name] * len(columns)


@pytest.mark.parametrize(
    ("public", "point"), [(True, [52.21821, 6.88906]), (False, None)], ids=["public", "not public"]
)
def test_a_place_is_shown_when_it_is_public(data, run_of, public, point):
    # RD 257 500, 470 500 by PROJ; a care site has its buurt's point, and is marked as such.
    one = with_project(data, x=257_500, y=470_500, openbaar=public, buurten="", plaats="De Eschpoort")
    (project,) = list_projects(run_of(data=one, links=gg.match_projects(one)))
    assert (project["punt"] is None) == (point is None)
    if point is not None:
        assert project["punt"] == pytest.approx(point, abs=0.01)
    assert project["bij_benadering"] == (not public)
    assert project["plaats"] == ("De Eschpoort" if public else "")


def test_words_that_are_never_used(payload):
    text = " ".join(strings_of(payload)).lower()
    words = ("slechtste", "probleemwijk", "probleembuurt", "achterstand", "urgentie", "nan", "none")
    assert [word for word in words if re.search(rf"\b{word}\b", text)] == []


def test_what_every_page_ends_with(payload):
    assert payload["voettekst"] == FOOTER


def test_the_background_is_there_when_asked_for(payload_with_boundaries, full):
    assert payload_with_boundaries["achtergrond"] is None
    background = full["achtergrond"]
    assert background["url"].startswith("https://service.pdok.nl/brt/achtergrondkaart/")
    assert "grijs" in background["url"]
    assert "Kadaster" in background["bron"]


def test_a_background_does_not_fit_under_tiles(hengelo, payload_of_hengelo):
    assert payload_of_hengelo["achtergrond"] is None
    notice = "Zonder echte grenzen past er geen achtergrondkaart onder."
    assert payload_of_hengelo["meldingen"] == [*hengelo.meldingen, notice]


def test_what_people_say_is_shown_beside_the_figures(full):
    by_code = {b["code"]: b["duiding"] for b in full["buurten"] if b["duiding"]}
    assert by_code == {"BU01530301": [{"tekst": "Het is er gezellig.", "bron": "buurtteam", "datum": "2026-03-01"}]}


def test_a_gemeente_without_a_folder_says_nothing_of_what_it_has_not(payload_of_hengelo):
    assert (
        payload_of_hengelo["projecten"]
        == payload_of_hengelo["focusgebieden"]
        == payload_of_hengelo["euro_totaal"]
        == []
    )
    for row in payload_of_hengelo["buurten"]:
        assert row["projecten"] == row["euro"] == row["duiding"] == []
        assert row["stadsdeel"] is None
        assert row["focusgebied"] is None
    text = " ".join(strings_of(payload_of_hengelo)).lower()
    assert [word for word in ("focus", "project", "stadsde", "enschede", "gebiedsgebonden") if word in text] == []
    assert [b["code"] for b in payload_of_hengelo["buurten"]] == list(HENGELO)


def test_a_gemeente_with_few_figures_says_what_is_not_measured():
    few = hengelo_figures()[["buurtnaam", "inwoners", "inwoners_0_14", "inwoners_65plus", "x", "y"]]
    data = gg.load("Hengelo", figures=few, offline=True)
    own = build_payload(data, gg.score(data), gg.match_projects(data))
    json.dumps(own, allow_nan=False)
    assert list(own["weergaven"]) == [
        "stapeling", "score", "vergrijzing", "aandeel_65plus", "inwoners", "inwoners_65plus"
    ]  # fmt: skip
    assert sorted(view for group in own["groepen"] for view in group["weergaven"]) == sorted(own["weergaven"])
    assert "1 van 4 thema's gemeten; nog niet gemeten: gezondheid, inkomen en stenen." in own["meldingen"]
    assert "nan" not in " ".join(strings_of(own)).lower().split()
    assert own["weergaven"]["stapeling"]["zonder"] == 1


@pytest.mark.parametrize(("year", "words"), [("", "onbekend jaar"), (2024, "2024")])
def test_figures_of_the_caller_have_their_own_year_or_none(year, words, tmp_path):
    figures = hengelo_figures()
    figures.attrs["bron"] = {"jaar": year}
    data = gg.load("Hengelo", figures=figures, offline=True)
    scores, links = gg.score(data), gg.match_projects(data)
    own = build_payload(data, scores, links)
    assert f"Cijfers van {words}, gezondheid is geschat" in own["uitleg"]["lang"]
    assert f"Cijfers {words};" in own["uitleg"]["kort"]
    assert f"Cijfers van {words}" in own["intro"]
    assert own["jaar"] == words
    facts = [
        text for row in own["buurten"] for text in strings_of(row) if re.fullmatch(r"[\d.]+ inwoners \(.*\)", text)
    ]
    assert len(facts) == 5
    assert all(fact.endswith(f" inwoners ({words})") for fact in facts)
    profile = gg.make_profile(data, HENGELO[0], scores, links, gg.assess_robustness(data, scores, draws=20))
    assert f"cijfers van {words}, tenzij" in profile.html
    # Not the year of the uitgave either, nor that of its later figures.
    assert set(re.findall(r"\b20[12]\d\b", re.sub(r"<style.*?</style>", "", profile.html, flags=re.DOTALL))) <= {
        str(year)
    }
    assert " nan" not in profile.html
    assert str(data).splitlines()[0].endswith(", eigen cijfers")
    frozen = gg.read_nulmeting(gg.write_nulmeting(data, gg.score(data), tmp_path / "hengelo.nulmeting.zip")).data
    assert frozen.edition == "eigen cijfers"
    assert frozen.year_of("inwoners") == int(year or 2020)


def test_another_threshold_is_said(data, run_of):
    views = build_views(run_of(scores=gg.score(data, threshold=90)))
    assert "ongunstigste 10 van de 100 van Nederland" in views["stapeling"]["uitleg"]
