"""What projects did: planned and done, read as it stands, and never so few people that one may be known."""

import pandas as pd
import pytest
from examples import heavy
from hypothesis import given
from hypothesis import strategies as st
from made_up import HOSTILE

import gezond_geo as gg
from gezond_geo.dataset.folder.check import check_gemeentemap
from gezond_geo.dataset.folder.outputs import COLUMNS, OUTPUTS, check_outputs, no_outputs, read_outputs
from gezond_geo.errors import InputError

PROJECTS = pd.DataFrame({"naam": ["Beweegtuin", "'t Huis"]}, index=pd.Index([1, 7], name="nummer"))
ROW = {
    "project": "7", "jaar": "2025", "maat": "bezoekers", "eenheid": "", "gepland": "400", "gedaan": "312",
    "bron": "jaarverslag",
}  # fmt: skip


@pytest.fixture
def write_outputs(tmp_path):
    def write(*rows):
        path = tmp_path / "prestaties.csv"
        pd.DataFrame(rows).to_csv(path, index=False)
        return path

    return write


def test_planned_and_done_are_read_in_the_order_of_projects_and_years(write_outputs):
    path = write_outputs(
        ROW, ROW | {"jaar": "2024"}, ROW | {"project": "beweegtuin", "maat": "m²", "gepland": "", "gedaan": "1.200,5"}
    )
    table, notes = read_outputs(path, PROJECTS)
    assert list(table.columns) == list(OUTPUTS)
    assert table[["project", "jaar"]].to_numpy().tolist() == [[1, 2025], [7, 2024], [7, 2025]]
    assert table["gedaan"].tolist() == [1200.5, 312, 312]
    assert table["gepland"].isna().tolist() == [True, False, False]
    assert notes == []


def test_a_dutch_spreadsheet_with_other_headers_is_read_too(tmp_path):
    path = tmp_path / "prestaties.csv"
    path.write_text("NR;Jaar;Prestatie;Plan;Realisatie;Bron\n7;2025;vergroend;1,5;2;verslag\n", "utf-8-sig")
    assert read_outputs(path, PROJECTS)[0][["gepland", "gedaan"]].to_numpy().tolist() == [[1.5, 2.0]]


@pytest.mark.parametrize(
    ("change", "is_hidden"),
    [
        ({"gedaan": "9"}, True),
        ({"gedaan": "0"}, True),
        ({"gedaan": "10"}, False),
        ({"maat": "bereik", "eenheid": "deelnemers", "gedaan": "3"}, True),
        ({"maat": "bezoekers", "eenheid": "per week", "gedaan": "3"}, True),
        ({"maat": "bezoekers per week", "gedaan": "3"}, True),
        ({"maat": "vergroend", "eenheid": "m²", "gedaan": "3"}, False),
        ({"maat": "tevreden deelnemers", "eenheid": "%", "gedaan": "8"}, False),
        ({"gedaan": ""}, False),
    ],
)
def test_fewer_than_ten_people_are_not_shown(write_outputs, change, is_hidden):
    table, notes = read_outputs(write_outputs(ROW | change), PROJECTS)
    assert table["verborgen"].tolist() == [is_hidden]
    assert bool(notes) is is_hidden
    assert table["gepland"].tolist() == [400]
    if is_hidden:
        assert table["gedaan"].isna().all()
        assert notes == ["In prestaties.csv niet getoond wegens minder dan 10 personen: 1 regel."]


def test_a_mean_beside_them_does_not_uncover_few_people(write_outputs):
    mean = ROW | {"maat": "gemiddeld aantal bezoekers"}
    table, _ = read_outputs(write_outputs(mean | {"gedaan": "12.5"}, mean | {"jaar": "2024", "gedaan": "4"}), PROJECTS)
    assert table["verborgen"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"project": "9"}, "project '9' staat niet in de lijst met projecten; schrijf het nummer ervan."),
        ({"project": "Zwembad"}, "project 'Zwembad' staat niet in de lijst met projecten"),
        ({"project": "7,5"}, "project '7,5' staat niet in de lijst"),
        ({"project": ""}, "project is leeg; vul het in."),
        ({"maat": " "}, "maat is leeg; vul het in."),
        ({"bron": ""}, "bron is leeg; vul het in."),
        ({"jaar": ""}, "jaar is leeg; vul het in."),
        ({"jaar": "vorig jaar"}, "jaar is 'vorig jaar'; schrijf een jaar, zoals 2025."),
        ({"gedaan": "veel"}, "'veel' is geen getal voor gedaan"),
        ({"gepland": "=A1"}, "in gepland staat een formule"),
        ({"gedaan": "1,5"}, "gedaan is 1,5, en dat zijn geen hele mensen; schrijf een heel getal, of gemiddeld bij"),
        ({"gedaan": "-3"}, "gedaan -3 (kan zijn: 0 of meer)"),
        ({"gepland": "", "gedaan": ""}, "gepland en gedaan zijn leeg"),
        ({"bron": "dhr. Jansen, 06 12345678"}, "in bron staat een telefoonnummer"),
        ({"BSN": "x"}, "burgerservicenummers"),
    ],
)
def test_what_a_row_may_not_hold(write_outputs, change, message):
    (fault,) = check_outputs(write_outputs(ROW | change), PROJECTS)
    assert message in fault.text


def test_a_measure_of_a_project_and_year_stands_there_once(write_outputs):
    again = ROW | {"project": "'t Huis", "maat": "Bezoekers"}
    path = write_outputs(ROW, again, ROW | {"jaar": "2024"}, ROW | {"maat": "uren"})
    (fault,) = check_outputs(path, PROJECTS)
    assert (fault.line, fault.text) == (
        3, "Bezoekers van project 7 in 2025 komt twee keer voor (eerst op regel 2); laat er een staan.",
    )  # fmt: skip
    with pytest.raises(InputError) as error:
        read_outputs(path, PROJECTS)
    assert str(error.value) == str(fault)


def test_a_file_without_rows_says_nothing(tmp_path):
    path = tmp_path / "prestaties.csv"
    path.write_text(",".join(COLUMNS) + "\n", "utf-8-sig")
    pd.testing.assert_frame_equal(read_outputs(path, PROJECTS)[0], no_outputs())


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_or_is_refused_in_a_line(write_outputs, text):
    path = write_outputs(ROW | {"maat": text, "project": text})
    assert all("\n" not in str(fault) for fault in check_outputs(path, PROJECTS))


@heavy
@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_any_cell_is_read_or_a_fault(tmp_path_factory, project, year, amount):
    path = tmp_path_factory.mktemp("p") / "prestaties.csv"
    pd.DataFrame([ROW | {"project": project, "jaar": year, "gedaan": amount}]).to_csv(path, index=False)
    assert all("\n" not in str(fault) for fault in check_outputs(path, PROJECTS))


def test_outputs_go_with_the_list_of_their_projects(data, tmp_path):
    assert data.outputs.empty
    list_of_projects = tmp_path / "projecten.csv"
    list_of_projects.write_text("nummer,naam\n7,Huis\n", "utf-8")
    (tmp_path / "prestaties.csv").write_text("project,jaar,maat,gedaan,bron\n7,2025,uren,12,verslag\n", "utf-8")
    assert gg.load("Enschede", offline=True, projects=list_of_projects).outputs["gedaan"].tolist() == [12]
    frame = pd.DataFrame({"naam": ["Huis"]})
    assert gg.load("Enschede", offline=True, projects=frame).outputs.empty


def test_the_check_of_a_folder_knows_them(tmp_path):
    (tmp_path / "gemeente.toml").write_text('code = "GM0153"\nnaam = "Enschede"\n', "utf-8")
    (tmp_path / "prestaties.csv").write_text("project,jaar,maat,gedaan,bron\n7,2025,uren,12,verslag\n", "utf-8")
    (fault,) = check_gemeentemap(tmp_path, offline=True)[0]
    assert fault.text.startswith("project '7' staat niet in de lijst met projecten")


def test_what_was_made_up_says_so_wherever_it_shows(write_outputs):
    rows = [
        ROW | {"bron": "Voorbeeld van de helpdesk"},
        ROW | {"jaar": "2024", "maat": "VOORBEELD uren", "bron": "VOORBEELD"},
    ]
    table, _ = read_outputs(write_outputs(*rows, ROW | {"jaar": "2023"}), PROJECTS)
    assert table["maat"].tolist() == ["bezoekers", "VOORBEELD uren", "VOORBEELD bezoekers"]
    few, _ = read_outputs(write_outputs(rows[0] | {"gedaan": "3"}), PROJECTS)
    assert few["verborgen"].tolist() == [True]
