"""The progress report on paper and on a screen: two pages with room left, nothing small, nothing asked for."""

import dataclasses

import pandas as pd
import pytest
from axe import violations
from lezer import IN_BROWSER, Page
from papers import FREE, OPENING, SHEET, SIZES, SMALLEST, count_pages
from selenium import webdriver

import gezond_geo as gg

pytestmark = IN_BROWSER


@pytest.fixture(params=["2020", "nulmeting", "full"])
def kind(request):
    return request.param


@pytest.fixture
def report(kind, data, scores, links, years, nulmeting):
    """Give the report since a year, since a nulmeting, and with names as long as they may be."""
    since = nulmeting if kind == "nulmeting" else 2020
    if kind == "full":
        long = "Een heel lange naam voor wat hier gebeurt, door wie en waarom dat zo is, met alles erop en eraan"
        goals = (
            pd.concat([data.goals] * 2).assign(doel=long, letterlijk=long).set_axis(range(1, 11)).rename_axis("nummer")
        )
        # A register of two years, as later tables have it.
        later = [
            frame[frame["id"].isin(["bijstand", "bijstand_personen"])].assign(jaar=2024)
            for frame in (years.figures, years.comparison)
        ]
        years = dataclasses.replace(
            years,
            figures=pd.concat([years.figures, later[0]], ignore_index=True),
            comparison=pd.concat([years.comparison, later[1]], ignore_index=True),
        )
        outputs = pd.DataFrame({"project": data.projects.index, "jaar": 2025, "maat": long, "eenheid": long})
        outputs = outputs.assign(gepland=1e6, gedaan=1e6, verborgen=False, bron=long)
        data = dataclasses.replace(data, projects=data.projects.assign(naam=long), goals=goals, outputs=outputs)
    return gg.make_progress_report(data, since, years, scores, links)


def test_a_report_prints_on_two_pages_with_room_left(driver: webdriver.Chrome, kind, report, tmp_path) -> None:
    page = Page(driver)
    page.requests()
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    page.resize(794, 1123)
    driver.get(report.save(tmp_path / "voortgang.html").as_uri())
    sheets, sizes = driver.execute_script(OPENING), driver.execute_script(SIZES)
    count = count_pages(driver)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert all(height <= SHEET + 1 and free >= FREE - 0.5 for height, free in sheets), sheets
    assert min(sizes) >= SMALLEST - 0.01
    assert count == 2
    page.resize(1280 if kind == "2020" else 390, 900)
    assert violations(page) == []
    assert not page.is_wider_than_screen()
    assert [address for address in page.requests() if not address.startswith("file:")] == []
    assert page.console() == []
