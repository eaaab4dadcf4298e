"""A meeting that weighs on the page: five made-up participants, by keyboard and by touch; the same rule as Python."""

from collections.abc import Callable
from importlib import resources

import numpy as np
import pandas as pd
import pytest
from lezer import IN_BROWSER, Page
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

import gezond_geo as gg
from gezond_geo.scores.agreement import weigh
from gezond_geo.scores.simulation import rank_rows

pytestmark = IN_BROWSER

FIVE = ["40 · 30 · 10 · 20", "25 · 25 · 25 · 25", "30 · 50 · 0 · 20", "25 · 15 · 45 · 15", "15 · 20 · 5 · 60"]
"""Made up."""
GATHERED = "#codes=40-30-10-20+25-25-25-25+30-50-0-20+25-15-45-15+15-20-5-60"


def ranked_names(page: Page) -> list[str]:
    return page.texts("#overleg-rijen tbody th")


def tap(page: Page, selector: str) -> None:
    """Tap an element with a finger."""
    script = "arguments[0].scrollIntoView({block: 'center'}); return arguments[0].getBoundingClientRect().toJSON()"
    box = page.driver.execute_script(script, page.one(selector))
    spot = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    page.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for kind, points in (("touchStart", [spot]), ("touchEnd", [])):
        page.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})


def test_the_page_computes_what_python_does(driver: webdriver.Chrome, scores, payload) -> None:
    meeting = payload["overleg"]
    weights = np.random.default_rng(7).dirichlet(np.ones(4), 1000)
    weights[:100] = np.random.default_rng(8).multinomial(20, [0.25] * 4, 100) * 5
    rule = resources.files("gezond_geo.pages").joinpath("static", "script", "score.js").read_text("utf-8")
    script = f"""{rule.replace("export const", "const").replace("export function", "function")}
        const [places, scale, weights] = arguments;
        const parts = places.map((row) => row.map((one) => transform(one, scale)));
        const lists = weights.map((one) => scoresOf(parts, one));
        const w = [2, 5, 9].map((judges) => kendall(lists.slice(0, judges)));
        return [lists, lists.map(ranksOf), w];"""
    lists, ranks, agreement = driver.execute_script(script, meeting["plaatsen"], meeting["schaal"], weights.tolist())
    codes = scores.buurten.index[scores.buurten["rang"].notna()]
    assert meeting["codes"] == codes.tolist()
    parts = np.column_stack([gg.transform_exponential(scores.themes[t].loc[codes]) for t in scores.counted])
    expected = weigh(parts, weights)
    assert np.abs(np.array(lists) - expected).max() < 1e-9
    assert (np.array(ranks) == rank_rows(expected)).all()
    for judges, value in zip((2, 5, 9), agreement, strict=True):
        assert value == pytest.approx(gg.kendall_w(pd.DataFrame(expected[:judges].T)), abs=1e-9)


def test_points_by_keyboard_move_the_list_and_stand_in_the_address(show: Callable[..., Page], kaart) -> None:
    page = show(kaart, fragment="#punten=40-30-10&codes=1-2+<b>")  # no points, and no codes
    page.one("#overleg-begin").send_keys(Keys.ENTER)
    assert page.active().get_attribute("id") == "punten-gezondheid"
    equal = ranked_names(page)
    assert page.one("#overleg-code").text == "25 · 25 · 25 · 25"
    for theme, points in zip(("gezondheid", "inkomen", "vergrijzing", "verstening"), (40, 30, 10, 20), strict=True):
        assert page.active().get_attribute("id") == f"punten-{theme}"
        page.press(Keys.BACKSPACE, Keys.BACKSPACE, str(points))
        if theme == "gezondheid":
            assert page.one("#overleg-over").text == "15 punten te veel."
            assert not page.one("#overleg-doorgeven").is_enabled()
        page.press(Keys.TAB, Keys.TAB, Keys.TAB)
    assert page.one("#overleg-code").text == FIVE[0]
    assert "punten=40-30-10-20" in page.address()
    assert ranked_names(page)[:3] == ["'t Lang", "Wesselerbrink Zuid-Oost", "Dolphia"]
    assert ranked_names(page) != equal
    page.one("#overleg-doorgeven").send_keys(Keys.ENTER)
    assert page.one("#overleg-codes").get_attribute("value") == FIVE[0]
    assert page.content("#status") == "Uw punten staan bij de codes. U bent deelnemer A."


def test_points_by_touch_on_a_phone(show: Callable[..., Page], kaart) -> None:
    page = show(kaart, width=390, height=800)
    tap(page, "#overleg-begin")
    assert "twee codes of meer" in page.one("#overleg-antwoord").text
    for _ in range(3):
        tap(page, '[data-meer="gezondheid"]')
        tap(page, '[data-minder="vergrijzing"]')
    tap(page, '[data-meer="inkomen"]')
    tap(page, '[data-minder="verstening"]')
    page.wait(lambda: page.one("#overleg-code").text == FIVE[0])
    tap(page, "#overleg-doorgeven")
    page.wait(lambda: "codes=40-30-10-20" in page.address())
    page.go(f"{GATHERED}&punten=40-30-10-20")
    page.tap("#overleg-paren-knop")
    assert not page.is_wider_than_screen()


def test_a_link_restores_the_meeting_and_says_first_whether_the_choice_changes_and_then_where_they_agree(
    show: Callable[..., Page], kaart, scores
) -> None:
    page = show(kaart, fragment=GATHERED)
    assert page.one("#overleg-codes").get_attribute("value").split("\n") == FIVE
    agreement = gg.compare_weights(scores, FIVE)
    counts = agreement.choice["groep"].value_counts()
    assert page.texts("#overleg-antwoord h3") == ["Verandert ons verschil de keuze?", "Waar zijn we het eens?"]
    assert page.one(".antwoordzin").text.startswith("Ja, voor een deel.")
    for group in ("iedereen", "sommigen", "niemand"):
        assert len(page.all(f".blokjes .{group}")) == counts[group]
    names = agreement.choice.loc[agreement.choice["groep"].eq("iedereen"), "buurtnaam"]
    everyone = page.one("#overleg-keuze").text.split("Bij iedereen: ")[1].split("Bij sommigen: ")[0]
    assert len(names) == everyone.count(",") + 1
    low, high = (f"{end:.2f}".replace(".", ",") for end in agreement.w_random)
    assert f"{agreement.w:.2f}".replace(".", ",") in page.one("#overleg-eens").text
    assert f"in 90 van de 100 keer {low} tot {high}" in page.one("#overleg-eens").text
    assert "niet meer dan bij toeval" in page.one("#overleg-eens").text
    assert page.texts("#overleg-rijen .bij")[1] == "5 van 5"
    assert [row.get_attribute("data-overleg-rij") for row in page.all("#overleg-rijen tbody tr")] == (
        scores.buurten.nsmallest(15, "rang").index.tolist()
    )
    page.go(f"{GATHERED}&punten=40-30-10-20")
    assert page.one("#overleg-code").text == FIVE[0]
    # A code that is none is named.
    page.one("#overleg-codes").send_keys(Keys.CONTROL, Keys.END)
    page.press("\n40 30 10\n40 30 10 30\nveertig", Keys.TAB)
    assert page.texts("#overleg-fouten li") == [
        "Regel 6: 40 · 30 · 10: dat zijn niet de 4 getallen van de 4 thema's.",
        "Regel 7: 40 · 30 · 10 · 30 is samen 110 en niet 100; laat de code nog eens voorlezen.",
        "Regel 8: dit zijn geen getallen; schrijf ze zoals 40 · 30 · 10 · 20.",
    ]
    assert len(page.texts("#overleg-rijen .bij")) == 16


def test_a_choice_per_pair_gives_the_weights_of_the_order_and_the_map_follows(show: Callable[..., Page], kaart) -> None:
    page = show(kaart)
    page.tap("#overleg-begin")
    page.tap("#overleg-paren-knop")
    for pair in range(6):
        page.tap(f'[name="paar-{pair}"][value="a"]')
    # Rank-sum weights of four in order: 4, 3, 2 and 1 of 10.
    assert page.one("#overleg-code").text == "40 · 30 · 20 · 10"
    page.tap('[name="paar-5"][value=""]')
    assert page.one("#overleg-code").text == "40 · 30 · 15 · 15"
    # The map follows the points.
    page.go("punten=0-0-100-0")
    outlined = {path.get_attribute("data-overleg") for path in page.all('[data-overleg][stroke-width="2.2"]')}
    rows = page.all("#overleg-rijen tbody tr")
    first = {row.get_attribute("data-overleg-rij") for row in rows if int(row.text.split()[0]) <= 10}
    # Two of them end alike on the tenth place.
    assert len(first) == 11
    assert outlined == first
