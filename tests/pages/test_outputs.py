"""What projects did, in words: planned beside done, and nothing on what came of it."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from made_up import HOSTILE

import gezond_geo as gg
from gezond_geo.dataset.folder.outputs import OUTPUTS
from gezond_geo.io.dutch import count_decimals
from gezond_geo.pages.language import language_of
from gezond_geo.pages.map.payload import build_payload
from gezond_geo.pages.outputs import say_outputs, say_recorded

ROWS = [
    (10, 2024, "bezoekers", "", 300, 280, False, "verslag"),
    (10, 2025, "bezoekers", "", 400, 312, False, "verslag"),
    (10, 2025, "vergroend", "m²", 250.5, np.nan, False, "verslag"),
    (11, 2025, "deelnemers", "", 40, np.nan, True, "verslag"),
    (13, 2025, "deelnemers", "", np.nan, 1250, False, "verslag"),
]
RECORDED = pd.DataFrame(ROWS, columns=OUTPUTS)


@pytest.fixture(scope="module")
def with_outputs(data):
    return dataclasses.replace(data, outputs=RECORDED)


@pytest.fixture
def profile_of(scores, links, sure):
    return lambda data, area: gg.make_profile(data, area, scores, links, sure).html


@pytest.mark.parametrize(
    ("language", "number", "lines"),
    [
        ("nl", 10, ["gepland 400, gedaan 312 bezoekers (2025)",
                    "vergroend: gepland 250,5 m² (2025), gedaan nog niet opgeschreven",
                    "gepland 300, gedaan 280 bezoekers (2024)"]),
        ("nl", 11, ["gepland 40, gedaan minder dan 10 deelnemers (2025)"]),
        ("nl", 13, ["gedaan 1.250 deelnemers (2025)"]),
        ("nl", 1, []),
        ("en", 10, ["planned 400, done 312 bezoekers (2025)",
                    "vergroend: planned 250.5 m² (2025), done not written down yet",
                    "planned 300, done 280 bezoekers (2024)"]),
        ("en", 13, ["done 1,250 deelnemers (2025)"]),
    ],
)  # fmt: skip
def test_planned_and_done_stand_side_by_side(language, number, lines):
    assert say_outputs(language_of(language), RECORDED, number) == lines


@pytest.mark.parametrize(("value", "decimals"), [(312, 0), (250.5, 1), (0.125, 3), (1e12 + 0.5, 0), (1 / 3, 10)])
def test_a_number_has_the_decimals_that_it_has(value, decimals):
    assert count_decimals(value) == decimals


def test_how_much_is_written_down_is_said(data):
    words = language_of("nl")
    assert say_recorded(words, data.projects, data.outputs) == "Wat de projecten deden, is nog niet opgeschreven."
    assert say_recorded(words, data.projects, RECORDED).startswith("Van 3 projecten van de 21 is opgeschreven")
    assert say_recorded(words, data.projects.iloc[:0], data.outputs) == ""


def test_the_map_has_them_with_each_project(with_outputs, scores, links, payload):
    texts = {project["nr"]: project["gedaan"] for project in build_payload(with_outputs, scores, links)["projecten"]}
    assert texts[11] == ["gepland 40, gedaan minder dan 10 deelnemers (2025)"]
    assert [number for number, lines in texts.items() if lines] == [10, 11, 13]
    assert {tuple(project["gedaan"]) for project in payload["projecten"]} == {()}
    assert payload["gedaan"] == "Wat de projecten deden, is nog niet opgeschreven."


def test_the_profile_has_those_of_its_projects(with_outputs, data, profile_of):
    page = profile_of(with_outputs, "Twekkelerveld")
    assert "Gedaan, volgens de lijst: project 10 gepland 400, gedaan 312 bezoekers (2025); project 10" in page
    assert "1 250 deelnemers" not in page
    assert "Gedaan: nog niet opgeschreven." in profile_of(data, "Twekkelerveld")
    assert "minder dan 10" in profile_of(with_outputs, "'t Lang")


def test_what_does_not_fit_on_paper_is_counted_and_never_cut(data, profile_of):
    many = pd.concat([RECORDED.iloc[[1]].assign(jaar=year) for year in range(2000, 2026)], ignore_index=True)
    page = profile_of(dataclasses.replace(data, outputs=many), "Twekkelerveld")
    assert page.count("gedaan 312 bezoekers") == 4
    assert "nog 22 op de kaartpagina" in page


def test_files_have_them_as_a_table(with_outputs, scores, links, tmp_path):
    table = gg.results(with_outputs, scores, links)
    gg.write(table, tmp_path / "s.xlsx")
    sheets = pd.read_excel(tmp_path / "s.xlsx", sheet_name=None)
    assert sheets["prestaties"][["project", "jaar", "gepland"]].iloc[1].tolist() == [10, 2025, 400]
    assert pd.isna(sheets["prestaties"]["gedaan"].iloc[3])
    assert sheets["projecten"].loc[12, "gedaan"] == "gedaan 1.250 deelnemers (2025)"
    gg.write(table, tmp_path / "s.gpkg")
    assert gpd.read_file(tmp_path / "s.gpkg", layer="prestaties")["maat"].tolist() == RECORDED["maat"].tolist()


def test_outcomes_of_buurten_do_not_know_them(data, with_outputs, scores, links):
    pd.testing.assert_frame_equal(
        pd.DataFrame(gg.results(with_outputs, scores, links)), pd.DataFrame(gg.results(data, scores, links))
    )


def test_text_from_outside_stays_text(with_outputs, profile_of):
    text = " ".join(HOSTILE)
    hostile = dataclasses.replace(with_outputs, outputs=RECORDED.assign(maat=text, eenheid=text))
    page = profile_of(hostile, "Twekkelerveld")
    assert "<script" not in page
    assert "<img" not in page
