"""Text from outside is text: thirty hostile strings in every field that reaches the page."""

from collections.abc import Callable
from typing import Any

import pytest
from lezer import IN_BROWSER, Page
from selenium.webdriver.common.keys import Keys
from voorbeeld import CODES, make_payload

pytestmark = IN_BROWSER

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "</script><script>alert(1)</script>",
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<!--<script>alert(1)//-->",
    "]]><script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>klik</a>",
    "javascript:alert(1)",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "`${alert(1)}`",
    "${alert(1)}",
    "{{7*7}}",
    "{% raise %}",
    "{naam} {0} {__class__}",
    "%(naam)s %s %n",
    "~0",
    "~:0",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    '=HYPERLINK("http://x","y")',
    "@import url(x);",
    "expression(alert(1))",
    "url(javascript:alert(1))",
    "__proto__",
    "$& $1 $$ constructor",
]
# What the page reads instead of showing it.
STRUCTURAL = {"code", "kleur", "id", "weergaven", "thema", "taal", "wijkcode", "soort", "themas"}


def spoil(value: Any, text: str, key: str = "") -> Any:
    """Put the text in the place of every text that is shown."""
    if isinstance(value, str):
        return value if key in STRUCTURAL or value in CODES else text
    if isinstance(value, dict):
        return {name: spoil(item, text, name) for name, item in value.items()}
    return [spoil(item, text, key) for item in value] if isinstance(value, list) else value


def test_there_are_thirty() -> None:
    assert len(set(HOSTILE)) == 30


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_everywhere(show: Callable[..., Page], text: str) -> None:
    payload = spoil(make_payload(), text)
    for project in payload["projecten"]:
        project["thema"] = text
    page = show(payload)
    page.pick("tegels")
    for code in CODES:
        page.buurt(code).send_keys(Keys.ENTER)
    page.press(Keys.ARROW_LEFT)
    page.one("#zoek").click()
    page.choose("#blad-kies", "wijk:WK999900")
    page.driver.execute_script("dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint'))")
    page.driver.execute_script("arguments[0].click()", page.one("#tabel-cijfers"))
    for code in CODES[:2]:
        page.buurt(code).send_keys(Keys.ENTER)
        page.driver.execute_script("arguments[0].click()", page.one("#vergelijk-knop"))
    texts = page.driver.execute_script(
        "return Object.fromEntries(arguments[0].map((one) => [one, document.querySelector(one)?.textContent ?? null]))",
        [
            *["title", "h1", ".kop p", ".groep h3", ".keus span", "#legenda-kop", "#legenda-uitleg", ".focusnaam"],
            *["#legenda-klassen .label", "#zoek-lijst span", "#vak-projecten .titel", "#vak-projecten .schakel"],
            *["#leeswijzer-lijst h3", "#leeswijzer-lijst p", "#meldingen-lijst li", "#bronnen-lijst li", "#voettekst"],
            *[
                "#vak-buurt h2",
                "#vak-buurt .ligging",
                "#vak-buurt .goed li",
                "#vak-buurt .stapelt li",
                "#vak-buurt .zeker li",
            ],
            *["#vak-buurt .samenvatting", "#vak-buurt .woorden", "#vak-buurt .stedelijk li", ".naast .schakel"],
            *["#tabel-kop button", "#tabel-rijen th", "#tabel-rijen td", "#blad-inhoud .gebied", "#blad-inhoud h4"],
            *["#druk-lijst li", "#druk-projecten", "#druk-bronnen", "#druk-voet", "#blad-kies optgroup option"],
            *[
                "#project-thema option + option",
                "#vorm-noot",
                "#vak-buurt blockquote p",
            ],
        ],
    )
    shown = text.strip().replace("€ ", "€\u00a0")
    assert {selector: said for selector, said in texts.items() if shown not in (said or "")} == {}
    assert (
        page.driver.execute_script("return document.querySelectorAll('img, iframe, [onerror], [onload]').length") == 0
    )
    assert len(page.all("script")) == 3
    assert page.driver.execute_script("return ({}).onerror === undefined && Object.keys(Object.prototype).length") == 0
