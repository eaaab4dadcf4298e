"""The examples in the documentation of the library run, and every public name has one."""

import doctest

import pytest
import written_bgt
from faulty import Reply
from remembered import remember

import gezond_geo as gg
from gezond_geo.choices import record
from gezond_geo.landcover import bgt_service
from gezond_geo.pages import profile
from gezond_geo.years import nulmeting

NAMES = [name for name in gg.__all__ if callable(getattr(gg, name))]
EXTRAS = {"assess_clusters": "esda", "assess_sensitivity": "SALib"}
BEGINNINGS = (
    "load", "score", "match_projects", "assess_robustness", "load_years", "score_years", "make_map", "make_note",
    "make_profile", "make_progress_report", "find_koppelkansen", "try_choice",
)  # fmt: skip
STATUS = "/lv/bgt/download/v1_0/full/custom/a/status"


@pytest.fixture(scope="module")
def bgt(tmp_path_factory):
    return written_bgt.write_zip(tmp_path_factory.mktemp("bgt") / "bgt.zip", written_bgt.small_bgt())


@pytest.fixture
def _folder_of_a_reader(tmp_path, monkeypatch, outcomes, bgt):
    """Give an empty folder with a BGT in it, and compute once what several examples begin with."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bgt.zip").hardlink_to(bgt)
    for name in BEGINNINGS:
        monkeypatch.setattr(gg, name, remember(getattr(gg, name), outcomes))
    monkeypatch.setattr(profile, "assess_robustness", gg.assess_robustness)
    pack = remember(nulmeting.pack_nulmeting, outcomes)
    for module in (nulmeting, record):
        monkeypatch.setattr(module, "pack_nulmeting", pack)


@pytest.fixture
def _bgt_of_pdok(server, online, monkeypatch, tmp_path):  # noqa: ARG001 - the network of loopback
    monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)
    monkeypatch.setattr(bgt_service, "POLL_SECONDS", 0.001)
    server.answer("custom", Reply(json={"downloadRequestId": "a", "_links": {"status": {"href": STATUS}}}, status=202))
    download = {"status": "COMPLETED", "progress": 100, "_links": {"download": {"href": "/bgt.zip"}}}
    server.answer("status", Reply(json=download, status=201))
    server.answer("bgt.zip", Reply(body=(tmp_path / "bgt.zip").read_bytes(), kind="application/zip"))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("_folder_of_a_reader")
def test_every_public_name_has_an_example_that_runs(name, request):
    pytest.importorskip(EXTRAS.get(name, "gezond_geo"))
    if name == "fetch_bgt":
        request.getfixturevalue("_bgt_of_pdok")
    documentation = getattr(gg, name).__doc__ or ""
    assert "\nExamples\n--------\n" in documentation.replace("\n    ", "\n")
    example = doctest.DocTestParser().get_doctest(documentation, {}, name, name, 0)
    assert example.examples
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=report.append)
    assert report == []
