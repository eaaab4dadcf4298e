"""The workbooks to fill in, saved by LibreOffice in each format that people hand in, say what they said."""

import pandas as pd
import pytest
from four_buurten import load_four, score_four
from openpyxl import load_workbook

import gezond_geo as gg
from gezond_geo.choices.changes import read_changes, write_choice_template
from gezond_geo.choices.judgement_sheets import write_decision_template, write_judgement_template
from gezond_geo.dataset.folder.criteria import read_criteria
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
    marks = dict(
        zip((criterion.tekst for criterion in read_criteria(data.gemeente).criteria), range(1, 6), strict=False)
    )
    fill_in(write_judgement_template(data, folder / "A.xlsx"), 8, marks)
    decision = {"advies": "half zo groot", "besluit": "uitvoeren", "datum": "26-11-2026", "door": "college"}
    fill_in(write_decision_template(data, folder / "besluiten.xlsx"), 8, decision)
    return folder


def fill_in(path, project, cells):
    """Fill in the row of a project, by header of a column."""
    book = load_workbook(path)
    entries = book.worksheets[0]
    headers = [cell.value for cell in entries[1]]
    (row,) = (cell.row for cell in entries["A"] if cell.value == project)
    for header, value in cells.items():
        entries.cell(row, headers.index(header) + 1).value = value
    book.save(path)


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


@pytest.mark.slow
def test_what_judges_and_the_college_say_stays_the_same(data, scores, workbooks, saved):
    before = gg.read_judgements([workbooks / "A.xlsx", workbooks / "besluiten.xlsx"], data)
    after = gg.read_judgements([saved("A"), saved("besluiten")], data)
    assert after.judges == ["A"]
    assert before.decisions.loc[8, "besluit"] == "uitvoeren"
    pd.testing.assert_frame_equal(after.decisions, before.decisions)
    one, other = (gg.weigh_projects(data, judgements, scores) for judgements in (before, after))
    assert one.spread["oordelen"].tolist()[4:6] == ["A 5", "A –"]
    pd.testing.assert_frame_equal(other.spread, one.spread)
    pd.testing.assert_frame_equal(other.projects, one.projects)
