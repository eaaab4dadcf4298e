"""Take the pictures of the map that the README and the docs show.

    python scripts/make_screenshots.py

Needs Debian's chromium and chromium-driver. Made from the offline main job, so the pictures hold no boundaries.
"""

import shutil
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

import gezond_geo as gg

DOCS = Path(__file__).resolve().parent.parent / "docs"
PICTURES = {"kaart": (1280, 800, None), "kaart-buurt": (1280, 800, "BU01530603")}
QUIET = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]


def main() -> None:
    """Run the script."""
    data = gg.load("Enschede", offline=True)
    kaart = gg.make_map(data, gg.score(data), gg.match_projects(data))
    options = Options()
    for argument in QUIET:
        options.add_argument(argument)
    driver = Service(shutil.which("chromedriver"))
    with tempfile.TemporaryDirectory() as folder, webdriver.Chrome(options, driver) as browser:
        page = Path(folder) / "enschede.html"
        kaart.save(page)
        for name, (width, height, buurt) in PICTURES.items():
            size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            browser.get(page.as_uri())
            if buurt:
                browser.execute_script("document.querySelector(`[data-code='${arguments[0]}']`).focus()", buurt)
                browser.execute_script("document.activeElement.dispatchEvent(new MouseEvent('click', {bubbles: true}))")
            browser.save_screenshot(DOCS / f"{name}.png")
            print(DOCS / f"{name}.png")


if __name__ == "__main__":
    main()
