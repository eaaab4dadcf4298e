"""The page printed to PDF by a browser of the machine."""

import re
from pathlib import Path

import pytest
from lezer import BROWSER
from voorbeeld import make_payload

from gezond_geo.errors import MissingExtraError, OutputError
from gezond_geo.pages import pdf
from gezond_geo.pages.page import build_page
from gezond_geo.pages.pdf import write_pdf


@pytest.mark.browser
@pytest.mark.skipif(not BROWSER, reason="chromium is not installed")
def test_the_map_is_one_a4(tmp_path: Path) -> None:
    content = write_pdf(build_page(make_payload()), tmp_path / "kaart.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    (box,) = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content))
    assert [round(float(side) / 72 * 25.4) for side in box] == [210, 297]


def test_without_a_browser_it_is_said_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf.shutil, "which", lambda _name: None)
    (tmp_path / "kaart.pdf").write_bytes(b"%PDF-1.7 eerder")
    with pytest.raises(MissingExtraError, match="Chromium, Chrome of Edge nodig"):
        write_pdf("<p>kaart</p>", tmp_path / "kaart.pdf")
    assert (tmp_path / "kaart.pdf").read_bytes() == b"%PDF-1.7 eerder"


def test_a_browser_that_prints_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf.shutil, "which", lambda _name: "/bin/true")
    with pytest.raises(OutputError, match="true drukte niets af; druk de kaart af in uw browser"):
        write_pdf("<p>kaart</p>", tmp_path / "kaart.pdf")
    assert list(tmp_path.iterdir()) == []


def test_another_ending_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"laat de naam eindigen op \.pdf"):
        write_pdf("<p>kaart</p>", tmp_path / "kaart.docx")
