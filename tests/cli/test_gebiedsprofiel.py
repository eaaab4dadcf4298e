"""The command that makes gebiedsprofielen."""

import dataclasses

import pytest

import gezond_geo as gg
from gezond_geo.cli import main


@pytest.fixture
def run(capsys, tmp_path, monkeypatch, computed_once, few_draws):  # noqa: ARG001
    """Run the command in an empty folder; give exit code, lines of standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        code = main(["gebiedsprofiel", *map(str, words)])
        output = capsys.readouterr()
        return code, output.out.splitlines(), output.err

    return call


@pytest.mark.slow
def test_a_paper_lands_under_its_name_with_the_weights_that_are_chosen(run, tmp_path):
    assert run("'t Lang", "--zonder", "vergrijzing")[:2] == (0, ["maps/gebiedsprofiel-t-lang.html"])
    text = (tmp_path / "maps" / "gebiedsprofiel-t-lang.html").read_text("utf-8")
    assert "Gebiedsprofiel" in text
    assert "Drie thema&#39;s naast Enschede" in text


@pytest.mark.slow
def test_all_areas_have_a_paper_and_a_page_that_leads_there(run, tmp_path, data, monkeypatch):
    few = dataclasses.replace(data, buurten=data.buurten.iloc[:12])
    monkeypatch.setattr(gg, "load", lambda *_words, **_options: few)
    code, out, _ = run("--alle", "Enschede")
    assert (code, out) == (0, ["maps/gebiedsprofielen-enschede/index.html"])
    folder = tmp_path / "maps" / "gebiedsprofielen-enschede"
    index = (folder / "index.html").read_text("utf-8")
    files = sorted(path.name for path in folder.iterdir() if path.name != "index.html")
    assert len(files) == 12 + 2
    assert all(f'href="{name}"' in index for name in files)
    assert "Geen profiel per stadsdeel: van 46,3 % van de inwoners" in index


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "Er is geen gebied genoemd; geef een naam, of --alle"),
        (["Pathmoss"], "bedoelt u Pathmos?"),
        (["stadsdeel Centrum"], "(38 van de 100)"),
        (["--alle", "--pdf", "p.pdf"], "--pdf maakt één PDF"),
        (["--alle", "Pathmos", "Enschede"], "Met --alle is Pathmos te veel"),
        (["Pathmos", "--uit", "p.docx"], "laat de naam eindigen op .html"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence_and_writes_nothing(run, tmp_path, words, reason):
    code, out, err = run(*words)
    assert (code, out) == (2, [])
    assert reason in err.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []
