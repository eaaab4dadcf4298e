"""The notebooks run from top to bottom, offline."""

import ast
import contextlib
import functools
import io
import json
from pathlib import Path

import pytest
from addresses import address_server, document

import gezond_geo as gg

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


def run(path):
    """Run the cells in order as a kernel does: what each prints, and the value of the expression it ends with."""
    names = {}
    for number, cell in enumerate(json.loads(path.read_text("utf-8"))["cells"]):
        if cell["cell_type"] == "code":
            *statements, last = ast.parse("".join(cell["source"])).body
            is_value = isinstance(last, ast.Expr)
            place = f"{path.name}[{number}]"
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(compile(ast.Module(statements if is_value else [*statements, last], []), place, "exec"), names)  # noqa: S102 - ours
                value = eval(compile(ast.Expression(last.value), place, "eval"), names) if is_value else None  # noqa: S307 - ours
            yield printed.getvalue(), value


@pytest.mark.slow
@pytest.mark.usefixtures("computed_once")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_runs_and_shows_the_map(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    for name, draws in {"assess_robustness": 20, "assess_spending": 100, "try_choice": 20}.items():
        monkeypatch.setattr(gg, name, functools.partial(getattr(gg, name), draws=draws))
    cells = [*run(path)]
    (html,) = [value._repr_html_() for _, value in cells if type(value).__name__ == "Kaart"]
    assert "iframe" in html
    assert "Twekkelerveld" in html
    if path.name == "03_kiezen.ipynb":
        assert cells[-1] == ("dezelfde uitkomst: True\n", None)


@pytest.mark.slow
def test_the_notebook_with_addresses_asks_the_locatieserver(data, monkeypatch):
    point = data.buurten["punt"]["BU01530301"]
    (path,) = [path for path in NOTEBOOKS if path.name == "02_eigen.ipynb"]
    monkeypatch.chdir(path.parent)
    monkeypatch.delenv("GEZOND_GEO_OFFLINE")
    with address_server([document("Voorbeeldhof 12, 7512AA Enschede", point.x, point.y)]) as server:
        monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)
        texts = []
        for printed, value in run(path):
            texts.append(printed)
            if "zekerheid" in getattr(value, "columns", ()):
                break
    assert any("Voorbeeldhof 12, 7512AA Enschede" in printed for printed in texts)
    assert [query["q"] for query in server.asked] == ["Voorbeeldhof 12"]
    assert "waarschijnlijk" in value["zekerheid"].to_numpy()


def test_outputs_are_not_kept():
    cells = [cell for path in NOTEBOOKS for cell in json.loads(path.read_text("utf-8"))["cells"]]
    assert not any(cell.get("outputs") for cell in cells)
