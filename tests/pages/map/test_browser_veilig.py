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
WHOLE = ("javascript:alert(1)", "~:0", "__proto__")
"""Texts that may do harm only where nothing stands before them; the others go together in one text."""
TOGETHER = [" ".join(text for text in HOSTILE if text not in WHOLE), *WHOLE]
# What the page reads instead of showing it.
STRUCTURAL = {
    "code",
    "kleur",
    "id",
    "weergaven",
    "thema",
    "taal",
    "wijkcode",
    "soort",
    "themas",
    "voor",
    "honderd",
    "cijfers",
}


def spoil(value: Any, text: str, key: str = "") -> Any:
    """Put the text in the place of every text that is shown."""
    if isinstance(value, str):
        return value if key in STRUCTURAL or value in CODES else text
    if isinstance(value, dict):
        return {name: spoil(item, text, name) for name, item in value.items()}
    return [spoil(item, text, key) for item in value] if isinstance(value, list) else value


def test_there_are_thirty() -> None:
    assert len(set(HOSTILE)) == 30
    assert all(any(text in together for together in TOGETHER) for text in HOSTILE)


@pytest.mark.parametrize("text", TOGETHER)
def test_text_stays_text_everywhere(show: Callable[..., Page], text: str) -> None:
    payload = spoil(make_payload(), text)
    for project in payload["projecten"]:
        project["thema"] = text
    page = show(payload)
    page.pick("tegels")
    page.buurt(CODES[4]).send_keys(Keys.ENTER)
    page.press(Keys.ARROW_LEFT)
    page.one("#zoek").send_keys("a")
    page.choose("#blad-kies", "wijk:WK999900")
    page.driver.execute_script("dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint'))")
    page.tap("#tabel-cijfers")
    page.buurt(CODES[1]).send_keys(Keys.ENTER)
    page.tap(".nood .schakel")
    page.tap(".th")
    for fold in ("cijfers", "zeker", "bronnen"):
        page.tap(f"#vouwknop-{fold}")
    selectors = [
        *["title", "#kop-zin", "#kop-lang", "#kop-kort", "#weergaven button", "#legenda-kop", "#legenda-uitleg"],
        *["#legenda-klassen .label", ".focusrij .pil", "#lijst-kop", ".l8 thead th + th", ".l8 tbody button"],
        *["#lijst-meer", "#slot p", "#projecten-lijst .titel", "#projecten-lijst .schakel", "#leeswijzer-lijst h3"],
        *["#leeswijzer-lijst p", "#meldingen-lijst li", "#bronnen-lijst li", "#voettekst", "#buurt-naam", ".ti p"],
        *[".zin.lang", ".zin.kort", ".zin b", ".themas h2", ".th b", ".th strong", ".honderd p", ".beter .goed"],
        *[".waaromgekozen", ".nood h3", ".nood .schakel", ".feitenlijst dd", ".ook", ".pr li", ".lijk span"],
        *[".lijk .schakel", ".duiding p", "#vouw-cijfers .goed li", "#vouw-cijfers .stapelt li", ".samenvatting"],
        *[".woorden", "#vouw-zeker li", "#vouw-bronnen li", "#naast-lijst b", ".naam", ".projectregel b"],
        *["#tabel-kop button", "#tabel-rijen th", "#tabel-rijen td", "#blad-inhoud .gebied", ".blad-tabel tbody th"],
        *["#druk-lijst li", "#druk-projecten", "#druk-bronnen", "#druk-voet", "#blad-kies optgroup option"],
        *["#project-thema option + option"],
    ]
    texts = page.driver.execute_script(
        "return Object.fromEntries(arguments[0].map((one) => [one, "
        "[...document.querySelectorAll(one)].map((node) => node.textContent).join(' ') || null]))",
        selectors,
    )
    folded = {".naam", ".projectregel b"}  # set on several lines, or the words of the page
    texts = {selector: content for selector, content in texts.items() if selector not in folded}
    expected = text.strip().replace("€ ", "€\u00a0")
    assert {selector: content for selector, content in texts.items() if expected not in (content or "")} == {}
    assert (
        page.driver.execute_script("return document.querySelectorAll('img, iframe, [onerror], [onload]').length") == 0
    )
    assert len(page.all("script")) == 3
    assert page.driver.execute_script("return ({}).onerror === undefined && Object.keys(Object.prototype).length") == 0
