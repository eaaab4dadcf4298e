"""The pages of the documentation site, and what stands in more than one file."""

import re
from pathlib import Path

import gezond_geo as gg

ROOT = Path(__file__).parent.parent


def test_every_public_name_is_on_the_page_of_the_library():
    names = re.findall(r"^::: gezond_geo\.(\w+)$", (ROOT / "docs/api.md").read_text("utf-8"), flags=re.MULTILINE)
    assert sorted(names) == sorted({*gg.__all__} - {"__version__"})


def test_every_page_is_in_the_contents():
    contents = re.findall(r"- (\w+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), flags=re.MULTILINE)
    assert sorted(contents) == sorted(page.name for page in (ROOT / "docs").glob("*.md"))


def test_the_version_is_the_same_wherever_it_stands():
    versions = re.findall(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), flags=re.MULTILINE)
    assert versions == [gg.__version__]
    assert f"## {gg.__version__} " in (ROOT / "CHANGELOG.md").read_text("utf-8")
