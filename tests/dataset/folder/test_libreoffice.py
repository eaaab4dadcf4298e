"""The workbooks to fill in, saved by LibreOffice in each format that people hand in, say what they said."""

import pandas as pd
import pytest
from four_buurten import load_four, score_four
from openpyxl import load_workbook

import gezond_geo as gg
from gezond_geo.choices.changes import read_changes, write_choice_template
from gezond_geo.dataset.folder.project_template import write_investment_template, write_template


@pytest.fixture(scope="module")
def chances(four):
    return gg.find_koppelkansen(four, score_four(four))


@pytest.fixture(scope="module")
def workbooks(data, four, tmp_path_factory):
    """Give the folder of the workbooks as they are handed in."""
    folder = tmp_path_factory.mktemp("werkmappen")
    write_template(data, folder / "projecten.xlsx")
    write_investment_template(four, folder / "investeringen.xlsx")
    choice = load_workbook(write_choice_template(data, folder / "keuze.xlsx"))
    choice["Keuze"].append(["verandert", 8, None, 250_000, None, None, "de helft"])
    new = ["nieuw", None, "Verdeeld", 250_000.5, "Pathmos, Stevenfenne", "gezondheid", "meer mensen bereiken"]
    choice["Keuze"].append(new)
    choice.save(folder / "keuze.xlsx")
    return folder


@pytest.fixture(scope="module", params=["xlsx", "ods", "csv"])
def saved(request, workbooks, soffice, tmp_path_factory):
    """Give the path of a workbook as LibreOffice saved it, by its name."""
    folder = tmp_path_factory.mktemp("terug")
    soffice(request.param, folder, *sorted(workbooks.iterdir()))
    return lambda name: folder / f"{name}.{request.param}"


@pytest.mark.slow
def test_projects_and_koppelkansen_stay_the_same(data, saved, chances):
    again = gg.load("Enschede", offline=True, projects=saved("projecten"))
    pd.testing.assert_frame_equal(again.projects, data.projects)
    again = load_four(investments=saved("investeringen"))
    pd.testing.assert_frame_equal(gg.find_koppelkansen(again, score_four(again)), chances)


@pytest.mark.slow
def test_a_choice_stays_the_same(data, workbooks, saved):
    before, after = (read_changes(path, data)[0] for path in (workbooks / "keuze.xlsx", saved("keuze")))
    assert before["euro"].tolist() == [250_000, 250_000.5]
    pd.testing.assert_frame_equal(after, before)
