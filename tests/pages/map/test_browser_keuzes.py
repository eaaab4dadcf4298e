"""What a reader chooses: filters, the switch, comparing, and the address that holds it all."""

from collections.abc import Callable

from lezer import IN_BROWSER, Page
from selenium.webdriver.common.keys import Keys
from voorbeeld import CODES, make_payload

pytestmark = IN_BROWSER


def faded(page: Page) -> list[str]:
    script = """return [...document.querySelectorAll("path[data-code]")]
        .map((one) => [one.dataset.code, one.getAttribute("fill-opacity")])"""
    opacity = dict(page.driver.execute_script(script))
    return [code for code in CODES if opacity[code] != "1"]


def table_rows(page: Page) -> list[str]:
    return page.texts("#tabel-rijen th")


FILTERS = [
    ({"#filter-stadsdeel": "Oost"}, [1, 3]),
    ({"#filter-stapeling": "2"}, [1, 3]),
    ({"#filter-stadsdeel": "West", "#filter-stapeling": "1"}, [2]),
]
"""What is chosen, and which buurten are then left."""


def test_filters_fade_the_map_and_shorten_the_table(show: Callable[..., Page]) -> None:
    page = show()
    for filters, places in FILTERS:
        for selector, value in filters.items():
            page.choose(selector, value)
        codes = [CODES[place] for place in places]
        assert faded(page) == [code for code in CODES if code not in codes], filters
        assert len(table_rows(page)) == len(places)
        assert page.content("#filters-kop") == f"Filters ({len(filters)} aan)"
        assert page.content("#status") == f"{len(places)} van 5 buurten"
        page.tap("#filter-wis")
        assert faded(page) == []
    page.tap("#filter-project")
    assert faded(page) == [CODES[1]]
    assert page.texts("#legenda-klassen .aantal") == ["1 van 3", "1 van 3", "1 van 3", "0 van 3", "1 van 4"]
    sentence = "Alleen de buurten die het filter doorlaat: zonder project in de buurt."
    assert sentence in page.content("#legenda")


def test_one_switch_leaves_out_ageing(show: Callable[..., Page]) -> None:
    page = show()
    page.buurt(CODES[1]).send_keys(Keys.ENTER)
    assert page.buurt(CODES[1]).get_attribute("fill") == "#42247f"
    page.tap("#vouwknop-zeker")
    assert "Komt uit 97 van de 100" in page.one("#buurt").text
    assert len(page.all(".th")) == 2
    page.tap("#zonder-vergrijzing")
    assert page.buurt(CODES[1]).get_attribute("fill") == "#a48fd4"
    assert page.buurt(CODES[1]).get_attribute("aria-label") == "'t Hoog: 2 zonder vergrijzing"
    assert "Hier komen zonder ouderen 2 thema's samen" in page.one("#buurt").text
    assert len(page.all(".th")) == 1
    page.tap("#vouwknop-zeker")
    panel = page.one("#buurt").text
    assert "Zonder ouderen." in panel  # the count of the list without them
    assert "Komt uit 97 van de 100" not in panel  # that is of the score with older people
    scores = page.driver.execute_script(
        "return [...document.querySelectorAll('#tabel-rijen tr')].map(r => r.cells[3].textContent)"
    )
    assert sorted(scores) == ["0,0", "10,0", "15,0", "5,0", "–"]
    assert "Zonder ouderen gerekend." in page.content("#legenda")  # also where the switch is folded away
    page.pick("gezondheid")
    assert "Zonder ouderen" not in page.content("#legenda")  # a theme stays what it is
    page.tap("#sluit")
    assert page.one("h1").text == "In 't Hoog komen twee thema's samen"
    page.pick("stapeling")
    page.tap("#zonder-vergrijzing")
    assert page.buurt(CODES[1]).get_attribute("fill") == "#42247f"
    assert page.one("h1").text == "In 't Hoog komen drie thema's samen"


def test_certainty_says_that_it_is_with_ageing(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["weergaven"]["zekerheid"] = payload["weergaven"]["gezondheid"] | {"label": "Zekerheid"}
    payload["groepen"][0]["weergaven"].append("zekerheid")
    page = show(payload, fragment="#weergave=zekerheid&zondervergrijzing=1")
    assert "Met ouderen gerekend" in page.content("#legenda")
    assert page.one("#meer-knop").text == "Zekerheid ▾"  # a view from under the menu is named in the row


def test_what_a_gemeente_does_not_have_is_not_told(show: Callable[..., Page]) -> None:
    payload = make_payload() | {"projecten": [], "focusgebieden": []}
    for buurt in payload["buurten"]:
        buurt["zekerheid"] = buurt["projecten"] = []
    del payload["indicatoren"]["roken"]["vergelijk"][1], payload["vormen"]["grenzen"]
    choice = f"weergave=zekerheid&tab=projecten&zonderproject=1&reeks=inwoners&codes=40-30-10-20&buurt={CODES[0]}"
    page = show(payload, fragment=f"#{choice}")
    assert page.content("#legenda-kop") == "Thema's samen"
    assert not page.all('[data-weergave="zekerheid"]')
    assert not page.one("#vormen").is_displayed()
    assert page.content("#filters-kop") == "Filters"  # none of them is on
    page.tap("#vouwknop-zeker")
    assert "Hoe zeker dit is, is hier niet berekend." in page.one("#vouw-zeker").text
    page.tap("#vouwknop-cijfers")
    assert page.texts(".balksleutel span") == ["deze buurt", "wijk", "Voorbeeld"]
    assert len(page.all("#vouw-cijfers .balk .gemeente")) == 1
    assert page.all(".balk .land") == []
    for part in ("jaren", "overleg"):
        assert not page.one(f"#{part}").is_displayed()
        assert not page.all(f"#vouwknop-{part}, #meer a[href='#{part}']")
    plans = page.content(".plannen")  # no list of them is not the same as none
    assert "Vraag 2 van de SIA" in plans
    assert "geen koppelkansen" not in plans.lower()


def test_the_address_holds_the_choice(show: Callable[..., Page]) -> None:
    page = show()
    page.pick("gezondheid")
    page.pick("tegels")
    page.buurt(CODES[2]).send_keys(Keys.ENTER)
    page.choose("#filter-stadsdeel", "West")
    assert page.address() == f"#weergave=gezondheid&vorm=tegels&buurt={CODES[2]}&stadsdeel=West"
    page.driver.refresh()
    assert page.content("#legenda-kop") == "Gezondheid"
    assert page.one('[data-vorm="tegels"]:is(button)').get_attribute("aria-pressed") == "true"
    assert page.title() == "Oude Haven"
    assert faded(page) == [CODES[1], CODES[3]]
    assert page.one('[data-weergave="gezondheid"]').get_attribute("aria-pressed") == "true"
    assert page.one("#filter-stadsdeel").get_attribute("value") == "West"


def test_a_link_needs_no_more_than_what_it_chooses(show: Callable[..., Page]) -> None:
    page = show(fragment=f"#buurt={CODES[0]}")
    assert page.title() == "Molenveld"
    assert page.content("#legenda-kop") == "Thema's samen"
    wide = page.one("#buurt .ook").text  # projects for the whole gemeente are told with every buurt
    assert wide.startswith("Voor heel Voorbeeld: Sportfonds (gezondheid, € 100)")
    assert wide.endswith("Waarvoor een project is: onze inschatting.")


def test_back_and_forth_walk_through_the_choices(show: Callable[..., Page]) -> None:
    page = show()
    page.buurt(CODES[0]).send_keys(Keys.ENTER)
    page.pick("gezondheid")
    page.buurt(CODES[1]).send_keys(Keys.ENTER)
    page.driver.back()
    page.wait(lambda: page.title() == "Molenveld")
    assert page.content("#legenda-kop") == "Gezondheid"
    page.driver.back()
    page.wait(lambda: page.content("#legenda-kop") == "Thema's samen")
    page.driver.forward()
    page.driver.forward()
    page.wait(lambda: page.title() == "'t Hoog")
    page.driver.back()
    page.driver.back()
    page.driver.back()
    page.wait(lambda: page.title() == "")


STRANGE = [
    "weergave=<img src=x onerror=alert(1)>&buurt=__proto__&vorm=constructor&stapeling=99&wijk=x&project=x&blad=x",
    "weergave=%E0%A4%A&sorteer=-nee&vergelijk=a+b&tab=nee&zondervergrijzing=ja",
    "nergens",
    "stapeling=9&projectthema=nee&projectsoort=nee&blad=wijk:WK0",
]


def test_a_strange_address_opens_the_page_as_it_begins(show: Callable[..., Page]) -> None:
    page = show(fragment=f"#{STRANGE[0]}")
    for following in (*STRANGE[1:], "weergave=stapeling"):
        assert page.content("#legenda-kop") == "Thema's samen", page.address()
        assert page.title() == ""
        assert faded(page) == []
        assert len(table_rows(page)) == len(CODES)
        assert page.texts(".kaart .schijf") == ["2", "1"]
        assert page.driver.execute_script(
            "return [...document.querySelectorAll('select')].every((one) => one.value === one.options[0].value)"
        )
        page.go(following)


def test_a_buurt_is_put_beside_what_is_most_alike_its_wijk_and_the_one_seen_last(show: Callable[..., Page]) -> None:
    page = show()
    page.buurt(CODES[0]).send_keys(Keys.ENTER)
    page.buurt(CODES[1]).send_keys(Keys.ENTER)
    page.one("#naast-knop").click()
    assert page.texts("#naast-lijst b") == ["Nieuwland-Zuid", "Midden", "Molenveld"]
    assert page.texts("#naast-lijst li span") == ["lijkt er het meest op", "de hele wijk", "laatst bekeken"]
    page.one("#naast-lijst li:nth-child(2) button").click()
    assert page.texts(".naast thead th") == ["Cijfer", "'t Hoog", "Midden\n×"]
    assert page.texts(".naast td > strong") == ["61,5 %", "71,0 %"]
    page.one("#naast-knop").click()
    page.one("#naast-lijst li:first-child button").click()
    assert page.texts(".naast td > strong") == ["61,5 %", "71,0 %", "63,5 %"]
    assert page.texts(".naast tbody tr:first-child td")[0] == "Gezondheid"
    page.one(".naast .weg").click()
    page.one(".naast .weg").click()
    assert page.all(".naast") == []
    page.choose("#naast-kies", CODES[2])
    assert page.texts(".naast thead .schakel") == ["Oude Haven"]
    page.one(".naast thead .schakel").click()  # that one alone
    assert page.title() == "Oude Haven"
    assert page.all(".naast") == []


def test_projects_are_filtered_in_the_list_and_on_the_map(show: Callable[..., Page]) -> None:
    payload = make_payload()
    payload["projecten"][0]["thema"], payload["projecten"][0]["thema_noot"] = "Jeugd", "afgeleid"
    payload["projecten"][2]["thema"] = "Ontmoeten"
    page = show(payload)
    texts = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)"
    titles = "#projecten li:not([hidden]) .titel"
    kinds = page.driver.execute_script(texts, "#project-thema option")
    assert {"Jeugd (onze inschatting)", "Ontmoeten", "Zorgzame buurt"} < set(kinds)
    page.choose("#project-thema", "Ontmoeten")
    assert page.texts(".kaart .schijf") == ["1"]
    assert page.driver.execute_script(texts, titles) == ["Buurthuis"]
    page.choose("#project-soort", "populatiegericht")
    assert page.texts(".kaart .schijf") == []
    assert page.content("#project-geen") == "Geen project past bij deze keuze."
    page.choose("#project-thema", "")
    assert page.driver.execute_script(texts, titles) == ["Sportfonds"]
