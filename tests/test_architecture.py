"""ARCHITECTURE.md names the rooms that there are."""

import ast
import graphlib
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "gezond_geo"


def folders_of(text: str) -> set[str]:
    """Folders in the tree of the page, those within a room after its name."""
    room, folders = "", set()
    for line in text.partition("```text\n")[2].partition("```")[0].splitlines():
        indent, name = re.match(r"( *)(\w+)/ ", line).groups()
        room = room if indent else name
        folders.add(f"{room}/{name}" if indent else name)
    return folders


def test_the_rooms_are_those_of_the_package():
    rooms = {path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.glob("*/__init__.py")}
    within = {path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.glob("*/*/__init__.py")}
    assert folders_of((ROOT / "ARCHITECTURE.md").read_text("utf-8")) == rooms | within | {"pages/static"}


def test_the_tests_lie_in_the_rooms_of_the_package():
    folders = {path.parent.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests").glob("*/**/test_*.py")}
    assert folders
    assert [name for name in sorted(folders) if not (PACKAGE / name / "__init__.py").is_file()] == []


def test_every_module_that_is_named_is_there():
    names = re.findall(r"`((?:[a-z_]+\.)+[a-z_]+)`", (ROOT / "ARCHITECTURE.md").read_text("utf-8"))
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = [name.split(".") for name in names if name.split(".")[0] in rooms and not name.endswith((".toml", ".py"))]
    assert modules
    for parts in modules:
        places = [PACKAGE.joinpath(*parts[:n]).with_suffix(".py") for n in (len(parts), len(parts) - 1)]
        assert any(place.is_file() for place in places), ".".join(parts)


def modules_of(package: Path) -> dict[str, Path]:
    """Files of a package by the name they are imported by."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in package.rglob("*.py")
    }


def imports_of(path: Path, modules: dict[str, Path]) -> set[str]:
    """Modules of the package that a file imports, within a function or for its types too."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    names = {(node.module or "", alias.name) for node in nodes for alias in node.names}
    return {f"{room}.{name}" if f"{room}.{name}" in modules else room for room, name in names} & modules.keys()


def test_no_module_imports_itself_by_way_of_others():
    modules = modules_of(PACKAGE)
    graph = {name: imports_of(path, modules) - {name} for name, path in modules.items()}
    assert len(graph) > 200
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle
