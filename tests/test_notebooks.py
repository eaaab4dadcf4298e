"""The notebooks run from top to bottom, offline."""

from pathlib import Path

import pytest

pytest.importorskip("ipykernel")
nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_runs_and_ends_with_the_map(path, monkeypatch):
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "outputs are not kept in git"
    nbclient.NotebookClient(notebook, timeout=1200, resources={"metadata": {"path": path.parent}}).execute()
    shown = notebook.cells[-1].outputs[0]["data"]["text/html"]
    assert "iframe" in shown
    assert "Twekkelerveld" in shown
