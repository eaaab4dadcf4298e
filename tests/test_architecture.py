"""ARCHITECTURE.md names the rooms that there are."""

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
    named = re.findall(r"`((?:[a-z_]+\.)+[a-z_]+)`", (ROOT / "ARCHITECTURE.md").read_text("utf-8"))
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = [name.split(".") for name in named if name.split(".")[0] in rooms and not name.endswith((".toml", ".py"))]
    assert modules
    for parts in modules:
        places = [PACKAGE.joinpath(*parts[:n]).with_suffix(".py") for n in (len(parts), len(parts) - 1)]
        assert any(place.is_file() for place in places), ".".join(parts)
