"""The package as it is imported."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import gezond_geo as gg


def test_every_public_name_is_there():
    assert [name for name in gg.__all__ if not hasattr(gg, name)] == []
    assert gg.__all__ == sorted(gg.__all__)
    assert dir(gg) == gg.__all__


def test_the_names_that_load_are_those_that_type_checkers_see():
    stub = ast.parse(Path(gg.__file__).with_suffix(".pyi").read_text("utf-8"))
    (names,) = (ast.literal_eval(node.value) for node in stub.body if isinstance(node, ast.Assign))
    assert names == gg.__all__
    for node in stub.body:
        if isinstance(node, ast.ImportFrom):
            module = importlib.import_module(f"gezond_geo.{node.module}")
            assert all(getattr(gg, alias.name) is getattr(module, alias.name) for alias in node.names)


HEAVY = ["numpy", "pandas", "geopandas"]
OPTIONAL = ["matplotlib", "folium", "scipy", "dask", "SALib", "esda", "libpysal"]
STATEMENTS = {
    "import gezond_geo": [*HEAVY, *OPTIONAL],
    "from gezond_geo.cli import build_parser; build_parser(['--help'])": [*HEAVY, *OPTIONAL],
    "from gezond_geo import *": OPTIONAL,
}


@pytest.mark.slow
def test_importing_is_cheap():
    """One after the other in one process: what one does not load, nothing before it has loaded."""
    lines = [f"{code}\nprint([n for n in {names} if n in sys.modules])" for code, names in STATEMENTS.items()]
    code = "\n".join(["import sys", *lines])
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert process.stdout.splitlines() == ["[]"] * len(STATEMENTS)
