"""What a reader chooses: filters, the switch, comparing, and the address that holds it all."""

from collections.abc import Callable

import pytest
from lezer import IN_BROWSER, Page
from selenium.webdriver.common.keys import Keys
from voorbeeld import CODES, make_payload

pytestmark = IN_BROWSER


def faded(page: Page) -> list[str]:
    return [code for code in CODES if page.buurt(code).get_attribute("fill-opacity") != "1"]


def listed(page: Page) -> list[str]:
    return page.texts("#tabel-rijen th")


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"#filter-stadsdeel": "Oost"}, [1, 3]),
        ({"#filter-stapeling": "2"}, [1, 3]),
        ({"#filter-stadsdeel": "West", "#filter-stapeling": "1"}, [2]),
    ],
)
def test_filters_fade_the_map_and_shorten_the_table(
    show: Callable[..., Page], filters: dict[str, str], kept: list[int]
) -> None:
    page = show()
    for selector, value in filters.items():
        page.choose(selector, value)
    codes = [CODES[place] for place in kept]
    assert faded(page) == [code for code in CODES if code not in codes]
    assert len(listed(page)) == len(kept)
    assert page.one("#filters-kop").get_attribute("textContent") == f"Filters ({len(filters)} aan)"
    assert page.one("#status").get_attribute("textContent") == f"{len(kept)} van 5 buurten"
    page.driver.execute_script("arguments[0].click()", page.one("#filter-wis"))
    assert faded(page) == []


def test_without_a_project(show: Callable[..., Page]) -> None:
    page = show()
    page.driver.execute_script("arguments[0].click()", page.one("#filter-project"))
    assert faded(page) == [CODES[1]]
    assert page.texts("#legenda-klassen .aantal") == ["1 van 3", "1 van 3", "1 van 3", "0 van 3", "1 van 4"]
    said = "Alleen de buurten die het filter doorlaat: zonder gebiedsgebonden project."
    assert said in page.one("#legenda-bron").text


def test_one_switch_leaves_out_ageing(show: Callable[..., Page]) -> None:
    page = show()
    page.buurt(CODES[1]).send_keys(Keys.ENTER)
    assert page.buurt(CODES[1]).get_attribute("fill") == "#42247f"
    assert "Komt uit 97 %" in page.one("#vak-buurt").text
    page.one("#zonder-vergrijzing").click()
    assert page.buurt(CODES[1]).get_attribute("fill") == "#a48fd4"
    assert page.buurt(CODES[1]).get_attribute("aria-label") == "'t Hoog: 2 zonder vergrijzing"
    panel = page.one("#vak-buurt").text
    assert "Gezondheid, zonder vergrijzing" in panel
    assert "2 van 3 thema's stapelen" in panel
    assert "Komt uit 97 %" not in panel  # that is of the score with ageing
    scores = page.driver.execute_script(
        "return [...document.querySelectorAll('#tabel-rijen tr')].map(r => r.cells[3].textContent)"
    )
    assert sorted(scores) == ["0,0", "10,0", "15,0", "5,0", "–"]
    assert "Zonder vergrijzing gerekend." in page.one("#legenda-bron").text  # also where the switch is folded away
    page.pick("gezondheid")
    assert "vergrijzing" not in page.one("#legenda-bron").text  # a theme stays what it is
    page.pick("stapeling")
    page.one("#zonder-vergrijzing").click()
    assert page.buurt(CODES[1]).get_attribute("fill") == "#42247f"


def test_focus_areas_are_told_without_ageing_too(show: Callable[..., Page]) -> None:
    page = show(chosen="#zondervergrijzing=1")
    assert "stapelt geen van 3 thema's" in page.one("#vak-buurt").text
    assert "Ook in Oude Haven stapelt veel" in page.one("#vak-buurt").text
    page.one("#zonder-vergrijzing").click()
    assert "stapelt geen van 4 thema's" in page.one("#vak-buurt").text


def test_certainty_says_that_it_is_with_ageing(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["weergaven"]["zekerheid"] = payload["weergaven"]["gezondheid"] | {"label": "Zekerheid"}
    payload["groepen"][0]["weergaven"].append("zekerheid")
    page = show(payload, chosen="#weergave=zekerheid&zondervergrijzing=1")
    assert "Met vergrijzing gerekend" in page.one("#legenda-bron").text


def test_without_certainty_there_is_nothing_of_it(show: Callable[..., Page]) -> None:
    payload = make_payload()
    for buurt in payload["buurten"]:
        buurt["zekerheid"] = []
    page = show(payload, chosen=f"#weergave=zekerheid&buurt={CODES[0]}")
    assert page.one("#legenda-kop").text == "Gestapelde thema's"
    assert not page.all('input[value="zekerheid"]')
    assert "Hoe zeker dat is" not in page.one("#vak-buurt").text


def test_a_project_on_the_map_brings_a_long_list_to_it(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["projecten"] += [payload["projecten"][3] | {"nr": nr, "gebied": True} for nr in range(10, 40)]
    payload["projecten"].append(payload["projecten"][0] | {"nr": 99, "naam": "De laatste"})
    page = show(payload, height=700)
    page.one('.speld[aria-label^="Project 99:"]').click()
    page.wait(lambda: page.is_in_sight("#project-99"))
    page = show(payload, height=700, chosen="#project=99&tab=projecten")
    page.wait(lambda: page.is_in_sight("#project-99"))


def test_bars_name_the_gemeente_where_there_is_no_national_figure(show: Callable[..., Page]) -> None:
    payload = make_payload()
    del payload["indicatoren"]["roken"]["vergelijk"][1]
    page = show(payload, chosen=f"#buurt={CODES[0]}")
    assert page.texts(".balksleutel span") == ["deze buurt", "wijk", "Voorbeeld"]
    assert len(page.all(".balk .gemeente")) == 1
    assert page.all(".balk .land") == []


def test_the_address_holds_the_choice(show: Callable[..., Page]) -> None:
    page = show()
    page.pick("gezondheid")
    page.pick("tegels")
    page.buurt(CODES[2]).send_keys(Keys.ENTER)
    page.choose("#filter-stadsdeel", "West")
    assert page.address() == f"#weergave=gezondheid&vorm=tegels&buurt={CODES[2]}&stadsdeel=West"
    page.driver.refresh()
    assert page.one("#legenda-kop").text == "Gezondheid"
    assert page.one("#vorm-noot").text == "schematisch: elke buurt even groot"
    assert page.one("#vak-buurt h2").text == "Oude Haven"
    assert faded(page) == [CODES[1], CODES[3]]
    assert page.one('input[value="gezondheid"]').is_selected()
    assert page.one("#filter-stadsdeel").get_attribute("value") == "West"


def test_a_link_needs_no_more_than_what_it_chooses(show: Callable[..., Page]) -> None:
    page = show(chosen=f"#buurt={CODES[2]}")
    assert page.one("#vak-buurt h2").text == "Oude Haven"
    assert page.one("#legenda-kop").text == "Gestapelde thema's"


def test_back_and_forth_walk_through_the_choices(show: Callable[..., Page]) -> None:
    page = show()
    page.buurt(CODES[0]).send_keys(Keys.ENTER)
    page.pick("gezondheid")
    page.buurt(CODES[1]).send_keys(Keys.ENTER)
    page.driver.back()
    page.wait(lambda: page.one("#vak-buurt h2").text == "Molenveld")
    assert page.one("#legenda-kop").text == "Gezondheid"
    page.driver.back()
    page.wait(lambda: page.one("#legenda-kop").text == "Gestapelde thema's")
    page.driver.forward()
    page.driver.forward()
    page.wait(lambda: page.one("#vak-buurt h2").text == "'t Hoog")
    page.driver.back()
    page.driver.back()
    page.driver.back()
    page.wait(lambda: page.one("#vak-buurt h2").text == "Kies een buurt")


@pytest.mark.parametrize(
    "chosen",
    [
        "#weergave=<img src=x onerror=alert(1)>&buurt=__proto__&vorm=constructor&stapeling=99&wijk=x&project=x&blad=x",
        "#weergave=%E0%A4%A&sorteer=-nee&vergelijk=a+b&tab=nee&zondervergrijzing=ja",
        "#nergens",
        "#stapeling=9&projectthema=nee&projectsoort=nee&blad=wijk:WK0",
    ],
)
def test_a_strange_address_opens_the_page_as_it_begins(show: Callable[..., Page], chosen: str) -> None:
    page = show(chosen=chosen)
    assert page.one("#legenda-kop").text == "Gestapelde thema's"
    assert page.one("#vak-buurt h2").text == "Kies een buurt"
    assert faded(page) == []
    assert len(listed(page)) == len(CODES)
    assert len(page.all(".teken .speld")) == 3
    assert page.driver.execute_script(
        "return [...document.querySelectorAll('select')].every((one) => one.value === one.options[0].value)"
    )


def test_an_address_of_projects_where_there_are_none_opens_the_panel(show: Callable[..., Page]) -> None:
    payload = make_payload() | {"projecten": [], "focusgebieden": []}
    for buurt in payload["buurten"]:
        buurt["projecten"] = []
    page = show(payload, chosen="#tab=projecten&zonderproject=1")
    assert page.one("#vak-buurt h2").text == "Kies een buurt"
    assert page.one("#filters-kop").get_attribute("textContent") == "Filters"


def test_two_or_three_buurten_side_by_side(show: Callable[..., Page]) -> None:
    page = show()
    page.buurt(CODES[0]).send_keys(Keys.ENTER)
    page.one("#vergelijk-knop").click()
    assert page.one("#tab-vergelijk").text == "Vergelijk (1)"
    assert page.one("#vak-buurt").is_displayed()  # one alone is not compared
    for code in CODES[1:3]:
        page.driver.execute_script(
            "arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", page.buurt(code)
        )
        page.one("#vergelijk-knop").click()
    assert page.one("#vak-vergelijk").is_displayed()
    assert page.texts(".naast thead .schakel") == ["Molenveld", "'t Hoog", "Oude Haven"]
    assert page.texts(".naast td > strong") == ["60,5 %", "61,5 %", "62,5 %"]
    assert page.texts(".naast tbody tr:first-child td") == ["Gezondheid", "Gezondheid (op de grens)", "Gezondheid"]
    page.buurt(CODES[3]).send_keys(Keys.ENTER)
    assert "Er staan al drie buurten naast elkaar." in page.one("#vak-buurt").text
    page.one("#tab-vergelijk").click()
    page.one(".naast .weg").click()
    assert page.texts(".naast thead .schakel") == ["'t Hoog", "Oude Haven"]


def test_projects_are_filtered_in_the_list_and_on_the_map(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["projecten"][2]["thema"] = "Ontmoeten"
    page = show(payload)
    page.one("#tab-projecten").click()
    page.choose("#project-thema", "Ontmoeten")
    assert page.texts(".kaart .speld") == ["3"]
    assert [title for title in page.texts("#vak-projecten .titel") if title] == ["Buurthuis"]
    page.choose("#project-soort", "populatiegericht")
    assert page.texts(".kaart .speld") == []
    assert page.one("#project-geen").text == "Geen project past bij deze keuze."
    page.choose("#project-thema", "")
    assert [title for title in page.texts("#vak-projecten .titel") if title] == ["Sportfonds"]


def test_inferred_kinds_are_marked_in_the_filter(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["projecten"][0]["dimensie_noot"] = ""
    page = show(payload)
    options = [option.get_attribute("textContent") for option in page.all("#project-soort option")]
    assert options == ["alle", "gebiedsgericht (deels afgeleid)", "populatiegericht (afgeleid)"]


def test_a_probable_place_looks_otherwise_than_a_sure_one(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["projecten"][0]["buurten"][0]["zekerheid"] = "waarschijnlijk"
    page = show(payload)
    looks = {pin.text: pin.get_attribute("class").split()[1] for pin in page.all(".kaart .speld")}
    assert looks == {"1": "streep", "2": "ring", "3": "punt"}
    assert page.texts("#legenda-tekens li")[-3:] == [
        "project, plaats bekend",
        "project, plaats bij benadering",
        "project, waarschijnlijke plaats",
    ]


def test_the_legend_shows_the_border_in_a_colour_that_is_on_the_map(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["weergaven"]["stapeling"]["grens"] = {"label": "op de grens", "buurten": [CODES[1]]}
    page = show(payload)
    shown = page.one("#legenda-grens rect").get_attribute("fill")
    assert shown == page.buurt(CODES[1]).get_attribute("fill")


def test_on_the_border_is_dotted_and_counted(show: Callable[..., Page]) -> None:
    page = show()
    assert not page.one("#legenda-grens").is_displayed()
    page.pick("gezondheid")
    assert page.one("#legenda-grens").text == "op de grens\n1 van 4"
    dotted = page.one(".leaflet-grens-pane path")
    assert dotted.get_attribute("fill") == "url(#stippel)"
    assert dotted.get_attribute("d").count("M") == 1


def test_city_wide_projects_are_told_with_every_buurt(show: Callable[..., Page]) -> None:
    page = show()
    page.buurt(CODES[0]).send_keys(Keys.ENTER)
    wide = page.one("#vak-buurt .stedelijk")
    assert wide.text == "Voor de hele stad of voor een groep, dus ook hier (1)"
    assert "Sportfonds" in wide.get_attribute("textContent")
