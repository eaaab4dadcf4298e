"""The table twin: sorted, filtered, saved as CSV, and all of it by keyboard alone."""

import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from lezer import IN_BROWSER, Page
from selenium.webdriver.common.keys import Keys
from voorbeeld import CODES, NAMES, make_payload

import gezond_geo as gg
from gezond_geo.pages.map.kaart import Kaart

pytestmark = IN_BROWSER


@pytest.fixture
def downloads(driver, tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    return folder


def saved(page: Page, folder: Path, name: str) -> str:
    page.wait((folder / name).is_file)
    return (folder / name).read_text("utf-8-sig")


def test_sorts_numbers_as_numbers_and_leaves_gaps_last(show: Callable[..., Page]) -> None:
    page = show()
    assert page.texts("#tabel-rijen th") == sorted(NAMES)
    page.one("#sorteer-score").click()
    assert page.texts("#tabel-rijen th") == ["'t Hoog", "Nieuwland-Zuid", "Oude Haven", "Molenveld", "Heidebuurt"]
    assert page.texts("[aria-sort]") == ["Score"]
    assert page.one("[aria-sort]").get_attribute("aria-sort") == "descending"
    page.one("#sorteer-score").click()
    assert page.texts("#tabel-rijen th") == ["Molenveld", "Oude Haven", "Nieuwland-Zuid", "'t Hoog", "Heidebuurt"]
    assert page.one("[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert page.active().get_attribute("id") == "sorteer-score"
    assert page.one("#status").get_attribute("textContent") == "Gesorteerd op Score, oplopend."


def test_figures_come_when_asked_for_and_a_name_opens_the_panel(show: Callable[..., Page]) -> None:
    page = show()
    assert page.texts("#tabel-kop button") == ["Buurt", "Wijk", "Inwoners", "Score"]
    page.one("#tabel-cijfers").click()
    assert page.texts("#tabel-kop button") == ["Buurt", "Wijk", "Inwoners", "Roken", "Score"]
    assert page.texts("#tabel-rijen tr:first-child td")[-1] == ""
    assert "Minder dan 100 inwoners: geen cijfers." in page.texts("#tabel-rijen .noot")
    page.one("#tabel-rijen .tekstknop").click()
    assert page.title() == "'t Hoog"


def test_long_tables_come_in_parts(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["buurten"] = [{**payload["buurten"][n % 5], "code": f"BU9999{n:04}"} for n in range(250)]
    payload["tabel"]["rijen"] = [[f"Buurt {n:03}", *payload["tabel"]["rijen"][n % 5][1:]] for n in range(250)]
    payload["zonder_vergrijzing"] = None
    for view in payload["weergaven"].values():
        view["klasse"] = {buurt["code"]: 0 for buurt in payload["buurten"]}
    payload["focusgebieden"] = payload["projecten"] = []
    page = show(payload)
    assert len(page.all("#tabel-rijen tr")) == 100
    page.one("#tabel-meer").click()
    page.one("#tabel-meer").click()
    assert len(page.all("#tabel-rijen tr")) == 250
    assert not page.one("#tabel-meer").is_displayed()
    page.one("#zoek").send_keys("m")
    assert len(page.all("#zoek-lijst li")) == 6


def test_csv_of_the_page_is_that_of_the_library(
    show: Callable[..., Page],
    downloads: Path,
    tmp_path: Path,
    data: gg.Dataset,
    scores: gg.Scores,
    links: pd.DataFrame,
    kaart: Kaart,
) -> None:
    page = show(kaart)
    page.one("#tabel-csv").click()
    text = saved(page, downloads, "enschede-buurten.csv")
    mine = pd.read_csv(io.StringIO(text), sep=";", decimal=",", comment="#", index_col="buurtcode").sort_index()
    mine["grof"] = mine["grof"].eq("ja")
    table = gg.results(data, scores, links)
    theirs = pd.read_csv(gg.write(table, tmp_path / "scores.csv"), index_col="buurtcode").sort_index()
    shared = mine.columns.drop("euro_gedeeld")
    rounded = {name: 1 for name in shared if name.startswith("p_")} | {"score": 2, "volledigheid": 0}
    rounded |= {"euro_zeker": 0, "euro_waarschijnlijk": 0}
    pd.testing.assert_frame_equal(mine[shared], theirs[shared].round(rounded), check_dtype=False)
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert comments[-1] == "# Niet voor besluiten over personen, adressen of aanvragen."
    assert set(comments) >= {f"# {line}" for line in table.attrs["gezond_geo"]["regels"]}


def test_csv_holds_no_formula(show: Callable[..., Page], downloads: Path) -> None:
    payload = make_payload()
    payload["tabel"]["rijen"][0][0] = '=HYPERLINK("x"),1'
    payload["tabel"]["rijen"][1][5] = "+1\n-2"
    payload["tabel"]["rijen"][2][0] = "x;\u200b=1+1;y\u001b, ＝2"
    payload["meldingen"] = ["let op,=1+1; @x"]
    page = show(payload, fragment="#weergave=stapeling&stadsdeel=West")
    page.one("#tabel-csv").click()
    lines = saved(page, downloads, "voorbeeld-buurten.csv").splitlines()
    assert lines[0] == "buurtcode;buurtnaam;wijknaam;inwoners;roken;score;kanttekening"
    assert f'{CODES[0]};"\'=HYPERLINK(""x""),1";Midden;1000;60,5;10;' in lines
    assert lines[4:6] == [
        "# let op,'=1+1; '@x",
        "# Alleen de buurten die het filter doorlaat: Stadsdeel West. 3 van 5 buurten",
    ]
    assert page.one("#status").get_attribute("textContent") == "voorbeeld-buurten.csv is gemaakt, met 3 buurten."


def test_keyboard_alone_goes_from_the_start_to_panel_view_table_and_csv(
    show: Callable[..., Page], downloads: Path
) -> None:
    page = show()
    page.press(Keys.TAB)
    assert page.active().text == "Naar de lijst"

    names = "const { id, dataset } = document.activeElement; return [id, dataset.weergave]"

    def tab_to(identity: str, *, back: bool = False) -> None:
        for _ in range(160):
            if identity in page.driver.execute_script(names):
                return
            page.press(Keys.SHIFT + Keys.TAB if back else Keys.TAB)
        pytest.fail(f"the keyboard does not reach {identity}")

    tab_to("zoek")
    page.press("hoog", Keys.ENTER)
    assert page.title() == "'t Hoog"
    tab_to("gezondheid")
    page.press(Keys.ENTER)
    assert page.content("#legenda-kop") == "Gezondheid"
    page.press(Keys.ESCAPE)
    assert page.title() == ""
    tab_to("sorteer-score")
    page.press(Keys.ENTER)
    assert page.texts("#tabel-rijen th")[0] == "'t Hoog"
    tab_to("tabel-csv", back=True)
    page.press(Keys.SPACE)
    assert saved(page, downloads, "voorbeeld-buurten.csv").startswith("buurtcode;")
