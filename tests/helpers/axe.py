"""What axe-core finds on a page that is open."""

import os
from functools import cache
from pathlib import Path

import pytest
from lezer import Page
from places import ROOT


@cache
def axe() -> str:
    """Source of axe-core, from npm: ``npm install --no-save axe-core`` in the project."""
    path = Path(os.environ.get("GEZOND_GEO_AXE") or ROOT / "node_modules" / "axe-core" / "axe.min.js")
    if not path.is_file():
        pytest.skip(f"{path} is not there (npm install --no-save axe-core, or GEZOND_GEO_AXE)")
    return path.read_text("utf-8")


def violations(page: Page, *parts: str) -> list[str]:
    """Say what axe-core finds on the page, or in the parts of it that are given."""
    if not page.driver.execute_script("return 'axe' in window"):
        page.driver.execute_script(axe())
    # No rule that is on needs the style sheets to be parsed a second time.
    script = "axe.run(arguments[0], {resultTypes: ['violations'], preload: false}).then("
    script += "({violations}) => arguments[1](violations))"
    rules = page.driver.execute_async_script(script, {"include": list(parts or ["html"])})
    return [f"{v['id']}: {node['html'][:160]}" for v in rules for node in v["nodes"]]
