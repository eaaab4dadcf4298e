"""The page in the browser, in the words of who reads it."""

import json
import shutil
from collections.abc import Callable

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="chromium and chromedriver are not installed"),
]
"""Marks of a module whose tests open a browser."""

TEXTS = r"""return [...document.querySelectorAll(arguments[0])].map((node) =>
  node.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    ? (node.innerText ?? node.textContent).replaceAll("\u00a0", " ").trim() : "")"""


class Page:
    """A page in the browser, in the words of who reads it."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """Texts of elements as they are seen, empty of one that is not, in one question to the browser."""
        return list(self.driver.execute_script(TEXTS, selector))

    def buurt(self, code: str) -> WebElement:
        return self.one(f'path[data-code="{code}"]')

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def pick(self, value: str) -> None:
        """Choose a view or a shape, wherever its button is."""
        self.tap(f'[data-weergave="{value}"], [data-vorm="{value}"]:is(button)')

    def tap(self, selector: str) -> None:
        """Click on an element that may be folded away."""
        self.driver.execute_script("arguments[0].click()", self.one(selector))

    def title(self) -> str:
        """Name of the buurt that is shown; empty when none is."""
        return "".join(self.texts("#buurt-naam"))

    def content(self, selector: str) -> str:
        """Text of an element, also when it is folded away."""
        return str(self.one(selector).get_attribute("textContent"))

    def address(self) -> str:
        """What stands behind the # of the address."""
        return str(self.driver.execute_script("return decodeURIComponent(location.hash)"))

    def go(self, fragment: str) -> None:
        """Follow a link to another choice on the page that is open."""
        script = "addEventListener('hashchange', () => arguments[1](), {once: true}); location.hash = arguments[0]"
        self.driver.execute_async_script(script, fragment)

    def active(self) -> WebElement:
        return self.driver.switch_to.active_element

    def choose(self, selector: str, value: str) -> None:
        """Choose in a drop-down, as a reader does: the page hears of it."""
        script = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change'))"
        self.driver.execute_script(script, self.one(selector), value)

    def is_ready(self) -> bool:
        """Whether a buurt can be chosen, or the page said why it cannot."""
        script = "return performance.getEntriesByName('te kiezen').length || !document.getElementById('te-oud').hidden"
        return bool(self.driver.execute_script(script))

    def resize(self, width: int, height: int) -> None:
        if self.driver.execute_script("return [innerWidth, innerHeight]") == [width, height]:
            return  # saying it again would lay out the page again
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def wait(self, condition: Callable[[], object]) -> None:
        WebDriverWait(self.driver, 120, poll_frequency=0.02).until(lambda _: condition())

    def is_in_sight(self, selector: str) -> bool:
        """Whether an element is on the screen, wholly."""
        script = """const { top, bottom } = arguments[0].getBoundingClientRect();
            return bottom > top && top >= -1 && bottom <= innerHeight + 1;"""
        return bool(self.driver.execute_script(script, self.one(selector)))

    def boxes(self, selector: str) -> list[dict[str, float]]:
        """Where elements are on the screen, in one question to the browser."""
        script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.getBoundingClientRect())"
        return list(self.driver.execute_script(script, selector))

    def is_wider_than_screen(self) -> bool:
        return bool(self.driver.execute_script("return document.documentElement.scrollWidth > innerWidth"))

    def requests(self) -> list[str]:
        """Addresses asked for since the last call."""
        events = [json.loads(row["message"])["message"] for row in self.driver.get_log("performance")]
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]

    def console(self) -> list[str]:
        return [row["message"] for row in self.driver.get_log("browser")]
