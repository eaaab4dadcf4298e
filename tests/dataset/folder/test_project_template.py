"""The workbook to fill in projects: read back, it is the same list."""

import dataclasses

import openpyxl
import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.dataset.folder.project_columns import DESCRIPTIONS
from gezond_geo.dataset.folder.project_template import write_template
from gezond_geo.errors import InputError


@pytest.fixture
def template(data, tmp_path):
    return write_template(data, tmp_path / "projecten.xlsx")


def load_with(projects):
    return gg.load("Enschede", offline=True, projects=projects)


def test_it_reads_back_as_the_same_list_without_a_word(data, links, template):
    again = load_with(template)
    pd.testing.assert_frame_equal(again.projects, data.projects)
    pd.testing.assert_frame_equal(gg.match_projects(again), links)
    assert again.meldingen == data.meldingen


def test_the_same_list_gives_the_same_bytes(data, template, tmp_path):
    assert write_template(data, tmp_path / "weer.xlsx").read_bytes() == template.read_bytes()


def test_every_column_is_explained_and_buurten_can_be_chosen(template):
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == ["Projecten", "Uitleg", "Lijsten"]
    names = [cell.value for cell in book["Projecten"][1]]
    explained = [row[0].value for row in book["Uitleg"].iter_rows(min_row=2) if row[0].value]
    assert names == explained == [column.name for column in DESCRIPTIONS]
    offered = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book["Lijsten"].columns}
    assert len(offered["buurten"]) == 70
    assert "Twekkelerveld" in offered["buurten"]
    ranges = {str(rule.sqref) for rule in book["Projecten"].data_validations.dataValidation}
    column = openpyxl.utils.get_column_letter(names.index("buurten") + 1)
    assert f"{column}2:{column}501" in ranges


def test_what_a_person_fills_in_is_read(template, data):
    book = openpyxl.load_workbook(template)
    sheet = book["Projecten"]
    names = [cell.value for cell in sheet[1]]
    sheet.append([{"naam": "=Hof", "euro": 1234.5, "buurten": "Twekkelerveld", "openbaar": "ja"}.get(n) for n in names])
    sheet.cell(sheet.max_row, names.index("naam") + 1).data_type = "s"
    book.save(template)
    again = load_with(template)
    assert len(again.projects) == len(data.projects) + 1
    added = again.projects.iloc[-1]
    assert added.name == 22
    assert "Een regel zonder nummer krijgt in projecten.xlsx het eerste dat vrij is: =Hof (22)." in again.meldingen
    assert (added["naam"], added["euro"], added["openbaar"]) == ("=Hof", 1234.5, True)
    links = gg.match_projects(again)
    assert links.loc[links["project"].eq(again.projects.index[-1]), "buurtcode"].tolist() == ["BU01530301"]


def test_one_without_projects_is_to_be_filled_in_first(data, tmp_path):
    path = write_template(dataclasses.replace(data, projects=data.projects.iloc[:0]), tmp_path / "leeg.xlsx")
    with pytest.raises(InputError, match=r"leeg\.xlsx: er staat geen enkel project in; geef minstens een regel\."):
        load_with(path)
