"""Take the pictures of the map in the README and the docs: on a laptop, on a phone, on paper and without JavaScript.

    python scripts/make_screenshots.py

Needs the extra ``docs``, Debian's chromium and chromium-driver. Uses the offline main job, so the pictures have no
boundaries.
"""

import base64
import io
import shutil
import tempfile
import time
from pathlib import Path

import pypdfium2
from PIL import Image
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

import gezond_geo as gg

DOCS = Path(__file__).resolve().parent.parent / "docs"
BUURT = "BU01530603"
LAPTOP, PHONE = (1366, 768), (360, 740)
PICTURES = {
    "kaart": (LAPTOP, ""),
    "kaart-buurt": (LAPTOP, f"#buurt={BUURT}"),
    "kaart-lijst": (LAPTOP, "#weergave=inkomen&stapeling=2&zonderproject=1"),
    "kaart-telefoon": (PHONE, ""),
    "kaart-telefoon-buurt": (PHONE, f"#buurt={BUURT}"),
}
MEETING = "#punten=40-30-10-20&codes=40-30-10-20+25-25-25-25+30-50-0-20+25-15-45-15+15-20-5-60"
"""Five made-up participants."""
PAPER = {"kaart-druk": (f"#buurt={BUURT}", ""), "kaart-wijk": ("#blad=wijk:WK015306", "blad")}
DOTS_PER_POINT = 1.25
QUIET = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]


def main() -> None:
    """Run the script."""
    data = gg.load("Enschede", offline=True)
    scores = gg.score(data)
    sure, years = gg.assess_robustness(data, scores), gg.load_years("Enschede", offline=True)
    kaart = gg.make_map(data, scores, gg.match_projects(data), sure, years=years)
    options = Options()
    for argument in QUIET:
        options.add_argument(argument)
    driver = Service(shutil.which("chromedriver"))
    with tempfile.TemporaryDirectory() as folder, webdriver.Chrome(options, driver) as browser:
        page = Path(folder) / "enschede.html"
        kaart.save(page)
        for name, (size, address) in PICTURES.items():
            open_page(browser, page, size, address)
            save(name, browser.get_screenshot_as_png())
        open_page(browser, page, (LAPTOP[0], 1200), MEETING)  # high enough for all of it
        save("overleg", browser.find_element(By.ID, "overleg-inhoud").screenshot_as_png)
        open_page(browser, page, (LAPTOP[0], 1200), "#reeks=goede_gezondheid")
        WebDriverWait(browser, 30).until(lambda it: it.find_elements(By.CSS_SELECTOR, ".jaarkaarten"))
        save("kaart-jaren", browser.find_element(By.ID, "jaren").screenshot_as_png)
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        open_page(browser, page, LAPTOP, "")
        save("kaart-zonder-script", browser.get_screenshot_as_png())
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        for name, (address, sheet) in PAPER.items():
            open_page(browser, page, LAPTOP, address)
            browser.execute_script("document.body.dataset.druk = arguments[0]", sheet)
            print_options = {"preferCSSPageSize": True, "printBackground": True}
            printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", print_options)["data"])
            image = io.BytesIO()
            pypdfium2.PdfDocument(printed)[0].render(scale=DOTS_PER_POINT).to_pil().save(image, "PNG")
            save(name, image.getvalue())


def save(name: str, png: bytes) -> None:
    """Write a picture with a palette, which suits flat pages and takes a third of the size."""
    path = DOCS / f"{name}.png"
    Image.open(io.BytesIO(png)).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)
    print(path, path.stat().st_size)


def open_page(browser: webdriver.Chrome, page: Path, size: tuple[int, int], address: str) -> None:
    """Reload the page at a size, with the given ``#`` fragment."""
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < LAPTOP[0]}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    calm = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": calm})
    browser.get("about:blank")
    browser.get(f"{page.as_uri()}{address}")
    time.sleep(1)  # until the data are inflated and the map has moved to its selection


if __name__ == "__main__":
    main()
