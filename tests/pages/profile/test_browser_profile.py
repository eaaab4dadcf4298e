"""The gebiedsprofiel on paper and on a screen: two pages, nothing small, nothing asked for."""

import dataclasses
import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from axe import violations
from lezer import IN_BROWSER, Page
from papers import FREE, OPENING, SHEET, SIZES, SMALLEST, bind, count_pages
from selenium import webdriver

import gezond_geo as gg
from gezond_geo.dataset.folder.investments import read_investments
from gezond_geo.pages.profile import collect_subjects
from gezond_geo.pages.profile.area import complete_areas
from gezond_geo.pages.profile.profile import build_profile

pytestmark = IN_BROWSER


@pytest.fixture
def open_paper(driver: webdriver.Chrome, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a paper as it is printed, or as a screen shows it; its console has to stay empty."""
    page = Page(driver)

    def open_it(profile: gg.Profile, media: str = "print") -> Page:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media})
        page.resize(794, 1123)
        page.requests()
        driver.get(profile.save(tmp_path / "profiel.html").as_uri())
        return page

    yield open_it
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert page.console() == []


@pytest.fixture(scope="module")
def profile_of(data, scores, links, sure) -> Callable[[str], gg.Profile]:
    return functools.cache(lambda name: gg.make_profile(data, name, scores, links, sure))


@pytest.fixture(params=["nl", "en"])
def profiles(request, data, scores, links, sure, years) -> list[gg.Profile]:
    """Give the papers of all areas of Enschede."""
    subjects = collect_subjects(data, scores, links, sure, request.param, years=years)
    return [build_profile(subjects.of(area)) for area in complete_areas(data)]


def test_every_area_of_enschede_is_two_pages_with_room_left(profiles: list[gg.Profile], open_paper) -> None:
    page = open_paper(dataclasses.replace(profiles[0], html=bind([profile.html for profile in profiles])))
    names = [profile.area.naam for profile in profiles for _ in ("front", "back")]
    sheets = zip(names, page.driver.execute_script(OPENING), strict=True)
    assert [sheet for sheet in sheets if sheet[1][0] > SHEET + 1 or sheet[1][1] < FREE - 0.5] == []


@pytest.mark.parametrize("name", ["'t Lang", "Hanenberglanden", "wijk Enschede-Zuid"])
def test_a_paper_prints_on_two_pages_and_nothing_is_under_nine_points(profile_of, open_paper, name: str) -> None:
    page = open_paper(profile_of(name))
    assert count_pages(page.driver) == 2
    assert min(page.driver.execute_script(SIZES)) >= SMALLEST - 0.01
    assert [address for address in page.requests() if not address.startswith("file:")] == []


@pytest.mark.parametrize(("name", "width"), [("'t Lang", 1280), ("Hanenberglanden", 390), ("De Leuriks", 390)])
def test_axe_finds_nothing_on_a_paper(profile_of, open_paper, name: str, width: int) -> None:
    page = open_paper(profile_of(name), "screen")
    page.resize(width, 1123)
    assert violations(page) == []
    assert not page.is_wider_than_screen()


def test_long_texts_of_others_stay_within_two_pages(data, scores, sure, open_paper) -> None:
    """Plans, projects and duiding as long and as many as a folder may hold."""
    long = "Een heel lange zin over wat hier gebeurt en door wie en waarom dat zo is. " * 8
    count = 12
    plans = pd.DataFrame(
        {
            "naam": [f"{number} {long}" for number in range(count)],
            "partij": "een samenwerkingsverband van heel veel partijen in de stad",
            "soort": "riolering",
            "hardheid": "idee",
            "buurten": "BU01530603",
            "van_jaar": range(2026, 2026 + count),
            "tot_en_met_jaar": range(2028, 2028 + count),
        }
    )
    duiding = pd.DataFrame({"buurtcode": ["BU01530603"] * count, "tekst": long, "bron": long, "datum": "2026-03-01"})
    projects = data.projects.assign(
        naam=long, plaats=long, buurten="BU01530603:naam", openbaar=True, dimensie="gebiedsgericht"
    )
    rows = {"project": data.projects.index, "jaar": 2025, "maat": long, "eenheid": "", "gepland": 400.0}
    outputs = pd.DataFrame(rows).assign(gedaan=312.0, verborgen=False, bron=long)
    full = dataclasses.replace(
        data, investments=read_investments(plans)[0], duiding=duiding, projects=projects, outputs=outputs
    )
    page = open_paper(gg.make_profile(full, "'t Lang", scores, gg.match_projects(full), sure))
    assert count_pages(page.driver) == 2
