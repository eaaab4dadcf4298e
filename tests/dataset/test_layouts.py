"""Files in the layouts in which CBS, PDOK and cartomap publish them, with values made up."""

import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from made_up import squares

import gezond_geo as gg
from gezond_geo.areas.boundaries import read_boundaries
from gezond_geo.errors import InputError

CITY, BOTHOVEN = "BU01530000", "BU01530003"
SAID = {"label": "Proef", "eenheid": "%", "jaar": 2020, "bron": "CBS", "licentie": "CC BY 4.0", "soort": "telling"}

KWB = """\
gwb_code_10|gwb_code_8|regio|gm_naam|recs|gwb_code|ind_wbz|a_inw|a_man|a_00_14|a_15_24|a_65_oo|a_w_all|a_hh|g_hhgro|p_koopw|a_soz_wb|p_hh_lkk|p_wmo_t|a_lan_ha|pst_mvp|ste_oad
NL00|00000000|Nederland|Nederland|Land|00|.|17407585|8648031|2737162|2149867|3391838|1800000|7997800|2,1|57|414910|8,1|66|3367082|.|1984
GM0153|0153|Enschede|Enschede|Gemeente|0153|.|159730|81035|23820|24120|29005|15000|79960|1,9|49|6000|11,5|80|14083|.|1784
WK015300|015300|Binnenstad|Enschede|Wijk|015300|1|20000|10000|1000|5000|3000|2000|12000|1,5|30|900|15|90|300|7511|3500
BU01530000|01530000|City|Enschede|Buurt     |01530000|1|3315|1700|130|915|560|400|2500|1,3|25|110|17,5|95,5|39|7511|4500
BU01530003|01530003|De Bothoven|Enschede|Buurt     |01530003|1|5340|2700|390|1345|640|700|3500|1,5|31|290|.|88|69|7514|3900
"""  # noqa: E501 - a row of CBS is as long as it is


@pytest.fixture
def kwb(tmp_path):
    """Give the Excel file of Kerncijfers: cells are texts with decimal commas, and ``.`` where there is no figure."""
    book = openpyxl.Workbook()
    book.active.title = "KWB2020"
    for line in KWB.splitlines():
        book.active.append(line.split("|"))
    book.save(tmp_path / "kwb-2020.xlsx")
    return tmp_path / "kwb-2020.xlsx"


def test_the_excel_file_of_kerncijfers_gives_figures(kwb):
    for source in (kwb, pd.read_excel(kwb, dtype=str)):
        data = gg.load("Enschede", figures=source, offline=True)
        assert data.buurten.loc[CITY, ["buurtnaam", "inwoners", "inwoners_65plus", "land_ha"]].tolist() == [
            "City", 3315, 560, 39,
        ]  # fmt: skip
        assert data.buurten.loc[BOTHOVEN, "huishoudensgrootte"] == 1.5
        assert data.buurten["bijstand_personen"].tolist() == [110, 290]
        unused = next(melding for melding in data.meldingen if "niet gebruikt: de kolom" in melding)
        assert "gm_naam" in unused
        assert "a_w_all" in unused  # what is about origin is not used, and does not stop it
        assert any("niet gebruikt, want geen buurt: 3 regels (NL00, GM0153, WK015300)" in m for m in data.meldingen)


def test_a_column_of_it_is_an_own_figure(kwb, data):
    own = data.with_own(kwb, SAID | {"kolom": "p_hh_lkk"})
    assert own.buurten["proef"].dropna().to_dict() == {CITY: 17.5}
    extra = gg.load("Enschede", figures=kwb, extra=["laag_inkomen", "wmo"], offline=True)
    assert extra.buurten.loc[CITY, ["laag_inkomen", "wmo"]].tolist() == [17.5, 95.5]


def wijkenbuurten(path):
    """Write the GeoPackage of CBS: three layers, every figure of all levels, and -99995 where there is none."""
    buurten = squares([CITY, BOTHOVEN, BOTHOVEN])
    about = {
        "buurtnaam": ["City", "De Bothoven", "De Bothoven"],
        "wijkcode": "WK015300",
        "gemeentecode": "GM0153",
        "gemeentenaam": "Enschede",
        "indelingswijziging_wijken_en_buurten": 1,
        "water": ["NEE", "NEE", "JA"],
        "meest_voorkomende_postcode": ["7511", "7514", None],
        "aantal_inwoners": [3315, 5340, -99995],
        "percentage_personen_65_jaar_en_ouder": [17, -99995, -99995],
        "percentage_met_herkomstland_uit_europa_excl_nl": [12, 13, -99995],
    }
    gpd.GeoDataFrame({"gemeentecode": ["GM0153"], "water": ["NEE"]}, geometry=[buurten.union_all()], crs=28992).to_file(
        path, layer="gemeenten"
    )
    wijk = gpd.GeoDataFrame({"wijkcode": ["WK015300"], "gemeentecode": ["GM0153"]}, geometry=[buurten.union_all()])
    wijk.set_crs(28992).to_file(path, layer="wijken")
    buurten.assign(**about).to_file(path, layer="buurten")
    return path


def test_the_geopackage_of_cbs_gives_boundaries_of_land(tmp_path):
    areas, notes = read_boundaries(wijkenbuurten(tmp_path / "wijkenbuurten_2020.gpkg"))
    assert areas.area.to_dict() == pytest.approx({CITY: 1e6, BOTHOVEN: 1e6})
    assert notes == [
        "Van wijkenbuurten_2020.gpkg is alleen de laag buurten gelezen, niet: gemeenten, wijken.",
        "In wijkenbuurten_2020.gpkg: 1 keer water, weggelaten.",
    ]


def test_the_layer_is_the_one_with_codes_of_buurten_where_all_have_the_column(tmp_path):
    # As in gebiedsindelingen: statcode in every layer.
    path = tmp_path / "cbsgebiedsindelingen.gpkg"
    for layer, codes in {"gemeente": ["GM0153"], "wijk": ["WK015300"], "buurt": [CITY, BOTHOVEN]}.items():
        squares(codes).rename(columns={"buurtcode": "statcode"}).to_file(path, layer=layer)
    areas, notes = read_boundaries(path)
    assert areas.index.tolist() == [CITY, BOTHOVEN]
    assert "alleen de laag buurt gelezen, niet: gemeente, wijk" in notes[0]


def test_a_figure_of_the_geopackage_is_an_own_figure(tmp_path, data):
    path = wijkenbuurten(tmp_path / "wijkenbuurten_2020.gpkg")
    own = data.with_own(path, SAID | {"kolom": "percentage_personen_65_jaar_en_ouder"})
    assert own.buurten["proef"].dropna().to_dict() == {CITY: 17}
    assert "Proef: niet gebruikt, want water: 1 regel." in own.meldingen
    with pytest.raises(InputError, match="gaat over herkomst"):
        data.with_own(path, SAID | {"kolom": "percentage_met_herkomstland_uit_europa_excl_nl"})


TITLED = """\
"Kerncijfers wijken en buurten 2020"
"";"Onderwerp";"Bevolking/Aantal inwoners";"Bevolking/Leeftijdsgroepen/65 jaar of ouder";"Herkomst/Westers totaal"
"Wijken en buurten";"Regioaanduiding/Codering (code)";"aantal";"aantal";"aantal"
"Nederland";"NL00      ";"17407585";"3391838";"1"
"City";"BU01530000";"    3315";"     560";"1"
"De Bothoven";"BU01530003";"    5340";"       .";"1"
"Bron: CBS"
"""
TYPED = """\
\ufeff"ID";"WijkenEnBuurten";"Gemeentenaam_1";"SoortRegio_2";"Codering_3";"AantalInwoners_5";"k_65JaarOfOuder_12";"Marokko_19"
0;"NL00      ";"Nederland ";"Land      ";"NL00      ";17407585;3391838;1
1;"BU01530000";"Enschede  ";"Buurt     ";"BU01530000";3315;560;1
2;"BU01530003";"Enschede  ";"Buurt     ";"BU01530003";5340;;1
"""


@pytest.mark.parametrize("kolom", ["Bevolking/Leeftijdsgroepen/65 jaar of ouder", "k_65JaarOfOuder"])
def test_statline_csv_in_both_forms_is_read(tmp_path, data, kolom):
    path = tmp_path / "statline.csv"
    path.write_text(TITLED if "/" in kolom else TYPED, "utf-8")
    own = data.with_own(path, SAID | {"kolom": kolom, "eenheid": "inwoners"})
    assert own.buurten["proef"].dropna().to_dict() == {CITY: 560}


def test_statline_csv_gives_figures(tmp_path):
    path = tmp_path / "statline.csv"
    path.write_text(TYPED.replace('"WijkenEnBuurten"', '"regio"'), "utf-8")
    text = path.read_text("utf-8").replace('1;"BU01530000"', '1;"City"').replace('2;"BU01530003"', '2;"De Bothoven"')
    path.write_text(text, "utf-8")
    data = gg.load("Enschede", figures=path, offline=True)
    assert data.buurten["inwoners"].tolist() == [3315, 5340]
    assert data.buurten["inwoners_65plus"].tolist()[0] == 560


def test_ses_woa_as_statline_exports_it(tmp_path, data):
    head = '"Perioden";"Wijken en buurten";"Regiocode (gemeente, wijk, buurt) (code)";"SES-WOA/Totaalscore/Gemiddelde '
    text = f'\ufeff{head}score (Getal)"\n"2019";"City";"BU01530000";"  -0.100"\n"2020";"City";"BU01530000";"   0.045"\n'
    path = tmp_path / "ses.csv"
    path.write_text(text, "utf-8")
    own = data.with_own(path, SAID | {"eenheid": "score"})
    assert own.buurten["proef"].dropna().to_dict() == {CITY: 0.045}
    assert "Proef: gebruikt zijn de cijfers van 2020." in own.meldingen


def test_cartomap_topojson_gives_boundaries(tmp_path):
    west, south, east, north = squares([CITY]).to_crs(4326).total_bounds
    ring = [[0, 0], [10_000, 0], [0, 10_000], [-10_000, 0], [0, -10_000]]
    shape = {"type": "Polygon", "arcs": [[0]], "properties": {"statcode": CITY, "statnaam": "City"}, "id": CITY}
    gemeente = {"type": "Polygon", "arcs": [[0]], "properties": {"statcode": "GM0153", "statnaam": "Enschede"}}
    topology = {
        "type": "Topology",
        "transform": {"scale": [(east - west) / 1e4, (north - south) / 1e4], "translate": [west, south]},
        "arcs": [ring],
        "objects": {
            "gemeente_2020": {"type": "GeometryCollection", "geometries": [gemeente]},
            "buurt_2020": {"type": "GeometryCollection", "geometries": [shape]},
        },
    }
    path = tmp_path / "buurt_2020.topojson"
    path.write_text(json.dumps(topology), "utf-8")
    areas, notes = read_boundaries(path)
    assert areas.index.tolist() == [CITY]
    assert shapely.box(*areas.total_bounds).area == pytest.approx(1e6, rel=0.1)  # a box around it, in degrees
    assert "alleen de laag buurt_2020 gelezen, niet: gemeente_2020" in notes[0]
