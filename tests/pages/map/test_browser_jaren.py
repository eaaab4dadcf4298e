"""Through the years on the page: drawn when it is scrolled to, in classes that are the same for every year."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from axe import violations
from lezer import IN_BROWSER, Page
from selenium.webdriver.common.keys import Keys

import gezond_geo as gg
from gezond_geo.pages.map.kaart import Kaart
from gezond_geo.pages.map.payload import build_payload

pytestmark = IN_BROWSER

LANG = "BU01530603"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def years() -> gg.Years:
    """Series with a break: of 't Lang there is nothing to compare with in 2016."""
    years = gg.load_years("Enschede", offline=True)
    figures = years.figures.copy()
    broken = figures["buurtcode"].eq(LANG) & figures["id"].eq("goede_gezondheid") & figures["jaar"].eq(2016)
    figures.loc[broken, ["waarde", "hoe"]] = [np.nan, "breuk"]
    return dataclasses.replace(years, figures=figures)


def scroll_to(page: Page) -> None:
    page.driver.execute_script("document.getElementById('jaren').scrollIntoView()")
    page.wait(lambda: page.all(".jaarkaarten figure"))


def fills(page: Page, code: str) -> list[str | None]:
    return [use.get_attribute("fill") for use in page.all(f'.jaarkaarten use[href="#vlak-{code}"]')]


def test_a_reader_goes_through_the_years(
    show: Callable[..., Page], data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame, years: gg.Years
) -> None:
    payload = build_payload(data, scores, links, years=years)
    health = payload["jaren"]["reeksen"][0]
    pathmos = next(buurt for buurt in payload["buurten"] if buurt["naam"] == "Pathmos")
    pathmos["roepnaam"] = HOSTILE
    page = show(Kaart(payload))
    assert page.content("#jaren-inhoud") == ""  # nothing is drawn before it is scrolled to
    scroll_to(page)
    assert page.texts(".jaarkaarten figcaption b") == ["2012", "2016", "2020", "2022", "2024"]
    colours = [one["kleur"] for one in health["klassen"]]
    classes = [int(np.searchsorted(health["grenzen"][1:-1], v, side="right")) for v in (60.7, 62.2, 49.7, 58.4)]
    first, broken, *others = fills(page, LANG)
    assert [first, *others] == [colours[at] for at in classes]
    assert broken == fills(page, "BU01530703")[0] == "url(#arcering)"
    assert page.texts(".jarenparen tbody tr:last-child td") == ["−3,1", "−1,6", "−1,4", "−2,8", "−0,9"]
    assert "het meeste van dit verschil is landelijk" in page.content(".jarenparen")
    assert "andere tabel (50090NED)" in page.content("#jaren-inhoud")
    assert not page.all("#jaren img")
    # All years of one, in a line that stands out when it is chosen.
    assert len(page.all(".lijn")) == sum(row is not None for row in health["waarden"])
    assert (
        page.all(f'[data-lijn="{LANG}"] .loop')[0].get_attribute("d").count("M") == 2
    )  # 2020-2022-2024: no join over a gap
    # A count says what can be said of it.
    page.choose("#jaren-kies", "inwoners")
    assert "reeks=inwoners" in page.address()
    assert page.texts(".jaarkaarten figcaption b") == ["2020", "2024"]
    assert "toegenomen" in page.content(".jarenparen")
    assert violations(page, "#jaren") == []
    page.resize(390, 844)
    assert page.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    # From the table to the buurt, by keyboard.
    page.tap("#jaren summary")
    page.wait(lambda: page.all(".schuif .jarentabel"))
    assert HOSTILE in page.content(".schuif .jarentabel")
    name = next(one for one in page.all(".schuif .jarentabel button") if one.text == "'t Lang")
    page.driver.execute_script("arguments[0].focus()", name)
    page.press(Keys.ENTER)
    assert page.title() == "'t Lang"
    page.resize(1280, 800)
    page.tap("#vouwknop-jaren")
    panel = page.content("#vouw-jaren").replace("\xa0", " ")
    assert "breuk" in page.texts("#vouw-jaren .standen text")
    assert page.texts("#vouw-jaren tbody tr:first-child td")[:5] == ["60,7", "breuk", "62,2", "49,7", "58,4"]
    assert "Voor 2020 staat hier 62,2 % en bij alle cijfers 64,0 %" in panel
    assert "Van 2020 tot 2024: geen aantoonbaar verschil" in panel
    assert violations(page, "#buurt") == []
    # A buurt without figures has no fold for them, and a step back in time brings the first one back.
    page.driver.execute_script("location.hash = '#buurt=BU01530703'")
    page.wait(lambda: page.title() == "Kennispark")
    assert not page.all("#vouwknop-jaren")


def test_an_english_page_for_the_public_goes_where_its_address_says(
    show: Callable[..., Page], data: gg.Dataset, scores: gg.Scores, links: pd.DataFrame, years: gg.Years
) -> None:
    payload = build_payload(data, scores, links, years=years, public=True, language="en")
    page = show(Kaart(payload), fragment="#reeks=aandeel_65plus&vorm=tegels")
    page.wait(lambda: page.all(".jaarkaarten figure"))
    assert page.one("#jaren-kies").get_attribute("value") == "aandeel_65plus"
    assert page.one("#jaren-kop").text == "Through the years"
    assert "increased" in page.content(".jarenparen")
    for footer in page.all("#jaren .voetregel, #voettekst, #druk-voet span, .vouw .voetregel"):
        assert footer.get_attribute("lang") == "nl"
    # On paper it stands alone.
    page.driver.execute_script("document.body.dataset.druk = 'jaren'")
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert page.one("#jaren-inhoud").is_displayed()
    for selector in ("#pagina", "#op-papier", "#jaren-druk", "#tabel"):
        assert not page.one(selector).is_displayed(), selector
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    page.driver.execute_script("delete document.body.dataset.druk")
