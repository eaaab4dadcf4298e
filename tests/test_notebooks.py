"""The notebooks run from top to bottom, offline."""

from pathlib import Path

import pytest
from addresses import address_server, document

pytest.importorskip("ipykernel")
nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


def run(notebook, folder):
    """Run a notebook in a kernel of its own, which has nothing to save when it ends."""
    nbclient.NotebookClient(
        notebook, timeout=1200, resources={"metadata": {"path": folder}}, shutdown_kernel="immediate"
    ).execute()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_runs_and_shows_the_map(path, monkeypatch):
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "outputs are not kept in git"
    run(notebook, path.parent)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    shown = [output["data"].get("text/html", "") for output in outputs if "data" in output]
    assert any("iframe" in html and "Twekkelerveld" in html for html in shown)
    if path.name == "03_kiezen.ipynb":
        assert outputs[-1]["text"] == "dezelfde uitkomst: True\n"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_notebook_with_addresses_asks_the_locatieserver(data, monkeypatch):
    point = data.buurten["punt"]["BU01530301"]
    (path,) = [path for path in NOTEBOOKS if path.name == "02_eigen.ipynb"]
    notebook = nbformat.read(path, as_version=4)
    monkeypatch.delenv("GEZOND_GEO_OFFLINE")
    with address_server([document("Voorbeeldhof 12, 7512AA Enschede", point.x, point.y)]) as server:
        monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)
        run(notebook, path.parent)
    printed = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert "Voorbeeldhof 12, 7512AA Enschede" in printed
    assert [query["q"] for query in server.asked] == ["Voorbeeldhof 12"]
    (table,) = [cell.outputs[0]["data"]["text/plain"] for cell in notebook.cells if "links.assign" in cell.source]
    assert "waarschijnlijk" in table
