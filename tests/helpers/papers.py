"""Papers as a reader and a printer have them: their text, and how much room their sheets leave."""

import base64
import re
from html import unescape

FREE = 10 * 96 / 72  # pixels that stay free above the foot of a page: 10 points
SMALLEST = 9 * 96 / 72  # pixels of 9 points
SHEET = 1122.52  # pixels of 297 mm

OPENING = """return [...document.querySelectorAll(".blad")].map((blad) => {
  const [last, foot] = [...blad.children].slice(-2).map((part) => part.getBoundingClientRect());
  return [blad.getBoundingClientRect().height, foot.top - last.bottom];
})"""
"""Height of each sheet, and what is free above its foot."""

SIZES = """const sizes = new Set();
for (const part of document.querySelectorAll("body *")) {
  const own = [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (own) {
    const box = part.closest("svg")?.getBoundingClientRect();
    const scale = box ? box.width / part.closest("svg").viewBox.baseVal.width : 1;
    sizes.add(parseFloat(getComputedStyle(part).fontSize) * scale);
  }
}
return [...sizes]"""
"""Sizes of all texts."""


def text_of(page):
    """Give what a reader sees of a paper, without its figures."""
    body = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def bind(papers):
    """Bind papers in one document: the head of the first and the sheets of all."""
    first, *others = papers
    sheets = [paper.partition("<body>")[2].partition("</body>")[0] for paper in others]
    return first.replace("</body>", "".join(sheets) + "</body>")


def count_pages(driver):
    """Print the page that is open, and count its sheets."""
    options = {"preferCSSPageSize": True, "printBackground": True}
    content = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", options)["data"])
    return len(re.findall(rb"/Type\s*/Page\b", content))
