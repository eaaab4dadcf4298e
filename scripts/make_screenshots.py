"""Take the pictures of the map that the README and the docs show: on a desktop, on a phone and on paper.

    python scripts/make_screenshots.py

Needs the extra ``docs``, Debian's chromium and chromium-driver. Made from the offline main job, so the pictures hold no
boundaries.
"""

import base64
import shutil
import tempfile
from pathlib import Path

import pypdfium2
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

import gezond_geo as gg

DOCS = Path(__file__).resolve().parent.parent / "docs"
BUURT = "BU01530603"
DESKTOP, PHONE = (1280, 800), (360, 740)
PICTURES = {
    "kaart": (DESKTOP, ""),
    "kaart-buurt": (DESKTOP, f"#weergave=gezondheid&buurt={BUURT}"),
    "kaart-zekerheid": (DESKTOP, "#weergave=zekerheid"),
    "kaart-vergelijk": (DESKTOP, f"#weergave=stapeling&tab=vergelijk&vergelijk={BUURT}+BU01530301"),
    "kaart-telefoon": (PHONE, ""),
    "kaart-telefoon-buurt": (PHONE, f"#weergave=stapeling&buurt={BUURT}"),
}
PAPER = {"kaart-druk": ("", ""), "kaart-wijk": ("#weergave=stapeling&blad=wijk:WK015306", "blad")}
DOTS_PER_POINT = 1.25
QUIET = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]


def main() -> None:
    """Run the script."""
    data = gg.load("Enschede", offline=True)
    scores = gg.score(data)
    kaart = gg.make_map(data, scores, gg.match_projects(data), gg.assess_robustness(data, scores))
    options = Options()
    for argument in QUIET:
        options.add_argument(argument)
    driver = Service(shutil.which("chromedriver"))
    with tempfile.TemporaryDirectory() as folder, webdriver.Chrome(options, driver) as browser:
        page = Path(folder) / "enschede.html"
        kaart.save(page)
        for name, (size, chosen) in PICTURES.items():
            open_page(browser, page, size, chosen)
            if chosen and size == PHONE:
                browser.find_element("css selector", "#kijkje").click()
            browser.save_screenshot(DOCS / f"{name}.png")
            print(DOCS / f"{name}.png")
        for name, (chosen, sheet) in PAPER.items():
            open_page(browser, page, DESKTOP, chosen)
            browser.execute_script("document.body.dataset.druk = arguments[0]", sheet)
            asked = {"preferCSSPageSize": True, "printBackground": True}
            printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", asked)["data"])
            pypdfium2.PdfDocument(printed)[0].render(scale=DOTS_PER_POINT).to_pil().save(DOCS / f"{name}.png")
            print(DOCS / f"{name}.png")


def open_page(browser: webdriver.Chrome, page: Path, size: tuple[int, int], chosen: str) -> None:
    """Open the page afresh at a size, with what stands behind the ``#``."""
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < DESKTOP[0]}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    calm = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": calm})
    browser.get("about:blank")
    browser.get(f"{page.as_uri()}{chosen}")


if __name__ == "__main__":
    main()
