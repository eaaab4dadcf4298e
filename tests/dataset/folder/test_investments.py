"""Investments as people list them: read whole, or refused with the line; and the workbook to fill them in."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from four_buurten import INVESTMENTS, SOUTH, WEST, A, B, load_four, score_four
from shapely import LineString, box

import gezond_geo as gg
from gezond_geo.areas.codes import Region
from gezond_geo.dataset.folder.check import check_gemeentemap, write_gemeentemap
from gezond_geo.dataset.folder.investments import COLUMNS, read_investments
from gezond_geo.dataset.folder.project_template import write_investment_template
from gezond_geo.errors import InputError

HENGELO = Region("GM0164", "Hengelo", names=(("Buurt 0", A), ("Buurt 1", B)))
HEADER = "naam,partij,soort,hardheid,buurten,van_jaar,tot_en_met_jaar,euro\n"


def write_list(tmp_path: Path, text: str, name: str = "investeringen.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def test_a_row_is_read_with_every_cell(tmp_path):
    path = write_list(
        tmp_path, HEADER + 'Riool,gemeente,Riolering,BESLOTEN,"Buurt 0, Buurt 1",2027,2028,"€ 1.500.000"\n'
    )
    table, notes = read_investments(path, HENGELO)
    row = table.loc[1]
    assert row["buurten"] == f"{A}:naam {B}:naam"
    assert (row["soort"], row["hardheid"], row["euro"]) == ("riolering", "besloten", 1_500_000)
    assert (row["van_jaar"], row["tot_en_met_jaar"]) == (2027, 2028)
    assert notes == []


def test_only_what_is_done_is_needed():
    table, notes = read_investments(pd.DataFrame({"Investering": ["Iets"]}), HENGELO)
    assert table.loc[1, "naam"] == "Iets"
    assert table[["van_jaar", "tot_en_met_jaar", "euro"]].isna().all(axis=None)
    assert notes == [
        "Zonder jaar, en dus nooit een koppelkans: investering 1 (Iets).",
        "Zonder plaats, en dus nooit een koppelkans: investering 1 (Iets).",
    ]


def test_one_year_of_two_is_both():
    plans = pd.DataFrame({"naam": ["Iets", "Meer"], "van_jaar": [2027, None], "tot_en_met_jaar": [None, 2030]})
    table, _ = read_investments(plans)
    assert table[["van_jaar", "tot_en_met_jaar"]].to_numpy().tolist() == [[2027, 2027], [2030, 2030]]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Riool,gemeente,riolering,besloten,Nergens,2027,2028,1", ["regel 2", "'Nergens' is geen buurt"]),
        ("Riool,gemeente,riolering,besloten,Buurt 0,2028,2027,1", ["regel 2", "van_jaar is later"]),
        ("Riool,gemeente,riolering,besloten,Buurt 0,straks,2027,1", ["regel 2", "schrijf een jaar"]),
        ("Riool,gemeente,riolering,besloten,Buurt 0,2027,2028,veel", ["regel 2", "geen bedrag"]),
        (",gemeente,riolering,besloten,Buurt 0,2027,2028,1", ["regel 2", "naam is leeg"]),
        ("Riool,jan@voorbeeld.nl,riolering,besloten,Buurt 0,2027,2028,1", ["regel 2", "e-mail"]),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line(tmp_path, row, words):
    with pytest.raises(InputError) as error:
        read_investments(write_list(tmp_path, HEADER + row + "\n"), HENGELO)
    assert [word for word in words if word not in str(error.value)] == []


def test_a_line_is_read_in_metres_and_in_degrees():
    line = LineString([(WEST, SOUTH + 500), (WEST + 1500, SOUTH + 500)])
    degrees = gpd.GeoSeries([line], crs="EPSG:28992").to_crs("EPSG:4326").iloc[0].wkt
    plans = pd.DataFrame({"naam": ["Meters", "Graden"], "geometrie": [line.wkt, degrees], "van_jaar": 2027})
    four = load_four(investments=plans)
    shares = gg.find_koppelkansen(four, score_four(four)).set_index(["naam", "buurtcode"])["aandeel"]
    for name in ("Meters", "Graden"):
        assert shares[name].to_dict() == pytest.approx({A: 2 / 3, B: 1 / 3}, abs=1e-3)


def test_a_map_of_investments_gives_their_place():
    shape = box(WEST, SOUTH, WEST + 500, SOUTH + 500)
    about = {"naam": ["Park"], "soort": ["groen"], "van_jaar": [2027]}
    plans = gpd.GeoDataFrame(about, geometry=[shape], crs="EPSG:28992")
    four = load_four(investments=plans)
    assert set(gg.find_koppelkansen(four, score_four(four))["buurtcode"]) == {A}


@pytest.mark.parametrize("text", ["MULTIPOINT ((0 0), (1 1))", "LINESTRING (1 1, 2 2)", "lijn"])
def test_a_shape_that_cannot_be_is_refused(text):
    with pytest.raises(InputError, match="regel 2"):
        read_investments(pd.DataFrame({"naam": ["Riool"], "geometrie": [text]}))


def test_a_place_outside_the_gemeente_is_told():
    four = load_four(investments=pd.DataFrame({"naam": ["Ver"], "x": [200_000], "y": [400_000], "van_jaar": [2027]}))
    assert "In geen bekende buurt te plaatsen: investering 1 (Ver)." in four.meldingen


def test_an_address_that_a_person_confirmed_is_the_place(tmp_path):
    plans = tmp_path / "plannen.csv"
    plans.write_text("naam,adres,van_jaar\nSchool,Verzonnenweg 1,2027\nHal,Verzonnenweg 2,2027\n", "utf-8")
    rows = [f"Verzonnenweg 1,{WEST + 500},{SOUTH + 500},ja", f"Verzonnenweg 2,{WEST + 1500},{SOUTH + 500},"]
    (tmp_path / "adressen.csv").write_text("\n".join(["adres,x,y,bevestigd", *rows]) + "\n", "utf-8")
    four = load_four(investments=plans)
    chances = gg.find_koppelkansen(four, score_four(four))
    assert set(zip(chances["naam"], chances["buurtcode"], strict=True)) == {("School", A)}
    assert any("nog niet gekozen van investering 2" in text for text in four.meldingen)


def test_the_folder_has_the_list_and_controleer_reads_it(tmp_path):
    folder, _ = write_gemeentemap("Hengelo", tmp_path / "hengelo", offline=True)
    path = folder / "investeringen.csv"
    assert path.read_text("utf-8-sig").strip() == ",".join(COLUMNS)
    assert check_gemeentemap(folder, offline=True)[0] == []
    path.write_text(HEADER + f"Riool,gemeente,riolering,besloten,{A},2028,2027,1\n", "utf-8")
    faults, _ = check_gemeentemap(folder, offline=True)
    assert [fault.line for fault in faults] == [2]
    assert "van_jaar is later" in faults[0].text


def test_the_workbook_reads_back_as_the_same_list(four, tmp_path):
    path = write_investment_template(four, tmp_path / "investeringen.xlsx")
    pd.testing.assert_frame_equal(load_four(investments=path).investments, four.investments)
    assert write_investment_template(four, tmp_path / "weer.xlsx").read_bytes() == path.read_bytes()


def test_the_list_of_the_example_has_no_column_that_is_not_read():
    assert set(INVESTMENTS) <= set(COLUMNS)


def test_a_plan_that_was_made_up_says_so():
    rows = pd.DataFrame({"naam": ["Riool", "Weg"], "bron": ["voorbeeld", "programma wegen"]})
    assert read_investments(rows, HENGELO)[0]["naam"].tolist() == ["VOORBEELD Riool", "Weg"]
