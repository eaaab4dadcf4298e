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
    found = Path(os.environ.get("GEZOND_GEO_AXE") or ROOT / "node_modules" / "axe-core" / "axe.min.js")
    if not found.is_file():
        pytest.skip(f"{found} is not there (npm install --no-save axe-core, or GEZOND_GEO_AXE)")
    return found.read_text("utf-8")


def violations(page: Page) -> list[str]:
    page.driver.execute_script(axe())
    found = page.driver.execute_async_script("axe.run(document, {resultTypes: ['violations']}).then(arguments[0])")
    return [f"{v['id']}: {node['html'][:160]}" for v in found["violations"] for node in v["nodes"]]
