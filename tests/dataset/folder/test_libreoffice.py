"""The workbooks to fill in, saved by LibreOffice in each format that people hand in, say what they said."""

import pandas as pd
import pytest
from four_buurten import load_four, score_four

import gezond_geo as gg
from gezond_geo.dataset.folder.project_template import write_investment_template, write_template


@pytest.fixture(scope="module")
def chances(four):
    return gg.find_koppelkansen(four, score_four(four))


@pytest.fixture(scope="module")
def workbooks(data, four, tmp_path_factory):
    folder = tmp_path_factory.mktemp("werkmappen")
    return [
        write_template(data, folder / "projecten.xlsx"),
        write_investment_template(four, folder / "investeringen.xlsx"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["xlsx", "ods", "csv"])
def test_projects_and_koppelkansen_stay_the_same(data, workbooks, chances, tmp_path, soffice, ending):
    soffice(ending, tmp_path, *workbooks)
    again = gg.load("Enschede", offline=True, projects=tmp_path / f"projecten.{ending}")
    pd.testing.assert_frame_equal(again.projects, data.projects)
    again = load_four(investments=tmp_path / f"investeringen.{ending}")
    pd.testing.assert_frame_equal(gg.find_koppelkansen(again, score_four(again)), chances)
