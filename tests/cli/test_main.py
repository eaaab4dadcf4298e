"""The command: Dutch in and out, and bad input is one sentence with nothing written."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from made_up import data_of, png, squares

from gezond_geo import cli, settings
from gezond_geo.cli import main
from gezond_geo.dataset.folder.projects import COLUMNS
from gezond_geo.scores.purpose import FOOTER

ENGLISH = re.compile(
    r"\b(argument|arguments|usage|error|invalid|choice|choose|expected|unrecognized|required|following|options|"
    r"positional|show|this|help message|and exit|Traceback|Error|file|not found|No such)\b"
)
CODES = ("BU01530000", "BU01530001", "BU01530002")


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path, monkeypatch):
    (tmp_path / "hier").mkdir()
    monkeypatch.chdir(tmp_path / "hier")


@pytest.fixture
def run(capsys):
    """Run the command; give exit code, standard output and standard error."""

    def call(*words):
        try:
            code = main([str(word) for word in words])
        except SystemExit as stop:
            code = stop.code
        output = capsys.readouterr()
        return code, output.out, output.err

    return call


@pytest.mark.slow
@pytest.mark.usefixtures("few_draws")
def test_the_main_job(run, tmp_path):
    code, out, err = run("kaart")
    assert (code, out) == (0, f"{Path('maps/enschede.html')}\n")
    page = Path("maps/enschede.html").read_text("utf-8")
    assert "Wesselerbrink Noord-Oost" in page
    assert len(page.encode()) <= 600_000
    assert '"indeling":2024' in data_of(page)  # of the figures through the years
    assert "Steen (BGT)" not in data_of(page)  # of which nothing was measured
    assert err.splitlines() == [
        "Cijfers uit de meegeleverde uitgave 2020: er wordt offline gewerkt.",
        "Geen echte grenzen: er wordt offline gewerkt. De kaart is een tegelkaart.",
    ]
    assert [p.name for p in Path("maps").iterdir()] == ["enschede.html"]
    assert run("kaart", "--stil", "--uit", tmp_path / "weer.html") == (0, f"{tmp_path / 'weer.html'}\n", "")
    assert (tmp_path / "weer.html").read_text("utf-8") == page  # twice the same bytes


@pytest.mark.usefixtures("few_draws")
def test_the_last_lines_are_the_files_that_were_written(run, tmp_path, hengelo, monkeypatch):
    monkeypatch.setattr(cli.gg, "load", lambda *_args, **_options: hengelo)
    targets = tmp_path / "kaart.html", tmp_path / "kaart.png"
    code, out, err = run("kaart", "Hengelo", "--achtergrond", "--uit", targets[0], "--png", targets[1])
    assert (code, out) == (0, f"{targets[0]}\n{targets[1]}\n")
    assert err.splitlines()[-1] == "Zonder echte grenzen past er geen achtergrondkaart onder."
    page = targets[0].read_text("utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert "Echte grenzen" not in page
    assert targets[1].read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
@pytest.mark.usefixtures("few_draws")
def test_boundaries_are_on_the_map_and_the_background_when_asked_for(run, tmp_path, four, monkeypatch):
    monkeypatch.setattr(cli.gg, "load", lambda *_words, **_options: four)
    code, _, err = run("kaart", "Hengelo", "--uit", tmp_path / "kaart.html", "--achtergrond")
    assert code == 0
    assert "tegelkaart" not in err
    page = (tmp_path / "kaart.html").read_text("utf-8")
    assert "Echte grenzen" in page
    assert "https://service.pdok.nl" in page


@pytest.mark.shared
@pytest.mark.usefixtures("few_draws")
def test_the_real_boundaries_are_on_the_map(run, tmp_path, shared_dir):
    path = shared_dir / "data" / "grenzen" / "enschede_buurten.geojson"
    assert run("kaart", "--grenzen", path, "--uit", tmp_path / "kaart.html")[0] == 0
    page = (tmp_path / "kaart.html").read_text("utf-8")
    assert "Echte grenzen" in data_of(page)
    assert "https://service.pdok.nl" not in page
    assert len(page.encode()) <= 600_000


@pytest.mark.usefixtures("computed_once")
@pytest.mark.parametrize(
    ("level", "first", "rows"),
    [
        ("buurt", "   1    4 van 4   60,0  Wesselerbrink Zuid-Oost", 70),
        ("wijk", "Binnensingelgebied", 10),
        ("stadsdeel", "Centrum", 5),
    ],
)
def test_scores_are_shown(run, level, first, rows):
    code, out, _ = run("scores", "Enschede", "--niveau", level)
    lines = out.splitlines()
    assert code == 0
    assert lines[0].split() == ["rang", "stapeling", "score", level]
    assert first in out
    assert lines.index(next(line for line in lines if line.startswith("Bron: "))) == rows + 2
    assert lines[rows + 1] == "Vergeleken met waar alle inwoners van Nederland wonen (buurten vanaf 100 inwoners)."
    assert lines[-1] == FOOTER
    weldink = [line for line in lines if "Weldink" in line]
    assert weldink == ([" " * 24 + "'t Weldink (minder dan 100 inwoners: geen cijfers)"] if level == "buurt" else [])


@pytest.mark.usefixtures("computed_once")
def test_stadsdelen_without_a_rank_stand_by_name(run):
    _, out, err = run("scores", "Enschede", "--niveau", "stadsdeel")
    lines = out.splitlines()[1:6]
    assert [line.split()[4] for line in lines] == ["Centrum", "Noord", "Oost", "West", "Zuid"]
    assert [line[:4] for line in lines] == ["    "] * 5
    assert "38,2 % van de inwoners" not in out  # what is the same of all is said once
    assert err.count("38,2 % van de inwoners") == 1


@pytest.mark.usefixtures("computed_once")
def test_scores_are_kept(run, tmp_path):
    path = tmp_path / "wijken.csv"
    assert run("scores", "--niveau", "wijk", "--uit", path)[:2] == (0, f"{path}\n")
    assert len(pd.read_csv(path)) == 10


@pytest.mark.usefixtures("computed_once")
def test_projects_and_their_total_on_the_last_line(run):
    code, out, _ = run("projecten")
    lines = out.splitlines()
    assert code == 0
    assert len(lines) == 26
    assert lines[-5] == "Wat de projecten deden, is nog niet opgeschreven."
    assert lines[-1] == "Totaal 21 projecten: € 2.326.755"
    assert lines[-4:-1] == [
        "In een bekende buurt: € 1.491.000",
        "Waarschijnlijk in een buurt: € 240.000",
        "Zonder plaats: € 595.755",
    ]
    assert lines[0] == "  1       € 50.000  Jeugdhulp en preventie / Familiehuis: stedelijk (afgeleid)"
    assert lines[6].endswith("Bentveld-Bultserve (document), Schipholt-Glanermaten (document), Eekmaat (document)")
    assert lines[17].endswith("Wesselerbrink Noord-West (waarschijnlijk)")


def test_sources_are_shown(run):
    code, out, _ = run("bronnen")
    assert code == 0
    assert "CBS, Kerncijfers wijken en buurten 2020 (84799NED), 2020" in out
    assert out.splitlines()[-1] == "In de cache: 0 bestanden."


def projects_file(path, **changes):
    row = dict.fromkeys(COLUMNS, "") | {"nummer": "1", "naam": "Ariënshuis", "euro": "100"} | changes
    pd.DataFrame([row]).to_csv(path, index=False)
    return path


def test_own_projects(run, tmp_path):
    path = projects_file(tmp_path / "p.csv", buurten="BU01530301:naam", naam="<script>alert(1)</script>")
    code, out, _ = run("projecten", "--projecten", path)
    assert code == 0
    assert "<script>alert(1)</script>: Twekkelerveld (naam)" in out
    assert out.splitlines()[-1] == "Totaal 1 project: € 100"


def boundary_file(folder, name):
    """Make a file of boundaries that cannot be used, by the name of what is wrong with it."""
    good = squares(CODES)
    frames = {
        "geen_code.gpkg": squares(["1", "2"]).rename(columns={"buurtcode": "nummer"}),
        "wgs84_als_rd.gpkg": good.to_crs(4326).set_crs(28992, allow_override=True),
        "andere_codes.gpkg": squares(["12", "13"]),
        "andere_gemeente.gpkg": squares(["BU01640000"]),
        "leeg.gpkg": good.iloc[:0],
    }
    path = folder / name
    if name in frames:
        frames[name].to_file(path)
    elif name == "tabel.parquet":
        pd.DataFrame({"buurtcode": CODES}).to_parquet(path)
    elif name == "half.geojson":
        good.to_crs(4326).to_file(folder / "heel.geojson")
        path.write_bytes((folder / "heel.geojson").read_bytes()[:300])
    else:
        contents = {
            "tekst.geojson": b"Dit is geen kaart.",
            "plaatje.gpkg": png(),
            "niets.geojson": b'{"type": "FeatureCollection", "features": []}',
        }
        path.write_bytes(contents[name])
    return path


BAD_BOUNDARIES = {
    "tekst.geojson": "geen leesbaar kaartbestand",
    "plaatje.gpkg": "geen leesbaar kaartbestand",
    "half.geojson": "geen leesbaar kaartbestand",
    "tabel.parquet": "een tabel zonder grenzen",
    "geen_code.gpkg": "ontbreekt de kolom buurtcode (wel: nummer)",
    "niets.geojson": "ontbreekt de kolom buurtcode (wel: geen)",
    "wgs84_als_rd.gpkg": "liggen niet in Nederland volgens EPSG:28992",
    "andere_codes.gpkg": "bevat geen CBS-codes",
    "andere_gemeente.gpkg": "geen buurt van Enschede (GM0153), wel bijvoorbeeld BU01640000",
    "leeg.gpkg": "geen enkele grens",
}

BAD_PROJECTS = {
    "a missing column": (
        lambda p: pd.read_csv(projects_file(p)).drop(columns="naam").to_csv(p),
        "naam",
    ),
    "text in euro": (lambda p: projects_file(p, euro="vijftig"), "regel 2: 'vijftig' is geen bedrag voor euro"),
    "thousand or a fraction in euro": (
        lambda p: projects_file(p, euro="1.234"),
        "'1.234' kan duizend of een breuk zijn voor euro",
    ),
    "an unknown buurtcode": (
        lambda p: projects_file(p, buurten="BU01539999:naam"),
        "buurt BU01539999 bestaat niet in Enschede",
    ),
    "no buurt": (lambda p: projects_file(p, buurten="Pathmoss"), "'Pathmoss' is geen buurt van Enschede; bedoelt u"),
    "nothing": (lambda p: p.write_bytes(b""), "hier staat geen tabel"),
    "no file": (lambda _: None, "bestaat niet"),
}

BAD_WORDS = {
    "unknown gemeente": (["kaart", "Enschde"], "bedoelt u Enschede"),
    "unknown code": (["kaart", "GM9999"], "geen gemeente met code GM9999"),
    "two gemeenten": (["scores", "Bergen"], "Bergen (NH.) (GM0373) en Bergen (L.) (GM0893)"),
    "no snapshot": (["kaart", "Hengelo", "--offline"], "Van Hengelo (O.) zijn geen cijfers meegeleverd"),
    "wrong option": (["kaart", "--uitt", "x"], "Onbekende optie"),
    "abbreviated option": (["kaart", "--off"], "Onbekende optie"),
    "two names": (["kaart", "Enschede", "Hengelo"], "te veel namen: Hengelo"),
    "missing value": (["kaart", "--uit"], "Achter --uit hoort een waarde"),
    "value too many": (["kaart", "--offline=ja"], "Achter --offline hoort geen waarde"),
    "unknown level": (["scores", "--niveau", "straat"], "straat bestaat niet"),
    "unknown command": (["landkaart"], "landkaart bestaat niet"),
    "no command": ([], "Er ontbreekt iets: OPDRACHT"),
    "absent boundaries": (["kaart", "--grenzen", "er-is-niets.gpkg"], "bestaat niet; controleer de naam"),
}


def files_below(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def check_refusal(answer, message, before, folder):
    code, out, err = answer
    assert (code, out) == (2, "")
    assert message in err
    assert err.endswith((".\n", "?\n"))
    assert err.count("\n") == 1
    assert not ENGLISH.search(err)
    assert files_below(folder) == before  # nothing new, and what was there is as it was


@pytest.fixture
def earlier(tmp_path):
    """A file of an earlier run."""
    path = tmp_path / "uit" / "enschede.html"
    path.parent.mkdir()
    path.write_bytes(b"eerder")
    return path


@pytest.mark.parametrize(("words", "message"), BAD_WORDS.values(), ids=BAD_WORDS)
def test_wrong_words_are_one_sentence(run, tmp_path, earlier, words, message):
    endings = {"kaart": ".html", "scores": ".csv"}
    ending = endings.get(words[0]) if words and "--uit" not in words else None
    target = ["--uit", earlier.with_suffix(ending)] if ending else []
    before = files_below(tmp_path)
    check_refusal(run(*words, *target), message, before, tmp_path)


@pytest.mark.parametrize(("name", "message"), BAD_BOUNDARIES.items())
def test_wrong_boundaries_are_one_sentence(run, tmp_path, earlier, name, message):
    path = boundary_file(tmp_path, name)
    before = files_below(tmp_path)
    check_refusal(run("kaart", "--grenzen", path, "--uit", earlier), message, before, tmp_path)


@pytest.mark.parametrize(
    ("command", "fault"), [*(("projecten", fault) for fault in BAD_PROJECTS), ("kaart", "no buurt")]
)
def test_wrong_projects_are_one_sentence(run, tmp_path, earlier, command, fault):
    make, message = BAD_PROJECTS[fault]
    path = tmp_path / "projecten.csv"
    make(path)
    before = files_below(tmp_path)
    target = ["--uit", earlier] if command == "kaart" else []
    check_refusal(run(command, "--projecten", path, *target), message, before, tmp_path)


@pytest.mark.parametrize("command", [["kaart"], ["scores"], ["kaart", "--png", "kaart.png"]], ids=" ".join)
@pytest.mark.parametrize("where", ["below a file", "a folder"])
def test_what_cannot_be_written_is_one_sentence(run, tmp_path, earlier, command, where):
    ending = ".csv" if command == ["scores"] else ".html"
    if where == "a folder":
        target = tmp_path / f"map{ending}"
        target.mkdir()
    else:
        target = earlier / f"uit{ending}"
    before = files_below(tmp_path)
    check_refusal(run(*command, "--uit", target), f"{target} kan niet worden geschreven", before, tmp_path)


def test_a_picture_that_cannot_be_written_leaves_no_map(run, tmp_path, earlier):
    before = files_below(tmp_path)
    answer = run("kaart", "--uit", tmp_path / "nieuw.html", "--png", earlier / "kaart.png")
    check_refusal(answer, "kan niet worden geschreven", before, tmp_path)


@pytest.mark.parametrize("command", ["kaart", "scores", "bronnen"])
def test_a_year_without_an_uitgave_names_those_there_are(run, command):
    assert run(command, "--jaar", "2021") == (2, "", "Uitgave '2021' bestaat niet; kies uit: 2020, 2022, 2024.\n")


def test_a_year_is_the_uitgave_of_that_year(run):
    assert run("scores", "--jaar", "2020") == run("scores")
    code, out, err = run("scores", "--jaar", "2022")
    assert (code, out) == (2, "")
    assert err.startswith("Van uitgave 2022 zijn geen cijfers meegeleverd")
    assert run("scores", "--jaar", "2020", "--nieuwste")[0] == 2


def test_what_is_asked_for_and_not_there_is_said(run):
    code, _, err = run("scores", "--extra", "ses_woa", "--extra", "afstand_school", "--uit-wijk")
    assert code == 0
    assert "Gevraagd, maar zonder cijfers in deze uitgave: SES-WOA en Afstand tot basisschool." in err
    assert "Aangevuld met cijfers van de hele wijk: 0 van de 70 buurten." in err
    assert run("scores", "--extra", "woz")[2].startswith("Er is geen cijfer op verzoek 'woz'; kies uit: laag_inkomen")


def test_help_is_dutch(run):
    for words in ([], ["kaart"], ["scores"], ["projecten"], ["bronnen"]):
        code, out, err = run(*words, "--help")
        assert (code, err) == (0, "")
        assert out.startswith("gebruik: gezond-geo")
        assert not ENGLISH.search(out)
    assert FOOTER in run("-h")[1]


def failing(monkeypatch, error):
    def fail(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(cli.gg, "load", fail)


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 141)])
def test_who_ends_it_hears_nothing(run, monkeypatch, error, code):
    failing(monkeypatch, error)
    assert run("kaart") == (code, "", "")


@pytest.mark.parametrize("error", [RuntimeError("iets"), RecursionError(), MemoryError(), OSError(5, "x")])
def test_what_nobody_foresaw_is_one_sentence_and_a_file(run, monkeypatch, tmp_path, error):
    failing(monkeypatch, error)
    monkeypatch.setattr(settings, "log_dir", lambda: tmp_path / "nieuw" / "log")
    code, out, err = run("kaart")
    (file,) = (tmp_path / "nieuw" / "log").iterdir()
    assert (code, out) == (1, "")
    assert err == f"Er ging iets mis dat niet was voorzien; meld het, en stuur {file} mee.\n"
    report = file.read_text("utf-8")
    assert report.splitlines()[1].startswith("gezond_geo ")
    assert "Traceback (most recent call last)" in report
    assert report.splitlines()[-1].startswith(type(error).__name__)


def test_the_traceback_is_shown_when_asked_for(run, monkeypatch, tmp_path):
    failing(monkeypatch, RuntimeError("http://jan:geheim@example.nl/x"))
    monkeypatch.setattr(settings, "log_dir", lambda: tmp_path)
    code, _, err = run("kaart", "--uitgebreid")
    (file,) = tmp_path.glob("fout-*.log")
    assert code == 1
    assert err.splitlines()[1] == "Traceback (most recent call last):"
    assert err.splitlines()[-1] == "RuntimeError: http://example.nl/x"
    assert "geheim" not in err + file.read_text("utf-8")


def test_a_report_that_cannot_be_written_leaves_the_sentence(run, monkeypatch, tmp_path):
    failing(monkeypatch, RuntimeError())
    (tmp_path / "bestand").write_bytes(b"")
    monkeypatch.setattr(settings, "log_dir", lambda: tmp_path / "bestand")
    assert run("kaart") == (
        1,
        "",
        "Er ging iets mis dat niet was voorzien; draai het nog eens met --uitgebreid en meld wat er dan staat.\n",
    )


@pytest.mark.slow
def test_as_a_module_it_is_the_same_command_and_a_sign_that_the_output_lacks_stops_nothing():
    module = [sys.executable, "-m", "gezond_geo"]
    refused = subprocess.run([*module, "landkaart"], capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    script = Path(sys.executable).parent / "gezond-geo"
    completed = subprocess.run([script, "scores"], capture_output=True, text=True, check=False, env=ascii_only)
    assert completed.returncode == 0
    assert "Vergeleken met waar alle inwoners" in completed.stdout


ENDINGS = """
import gc, json, os, sys
import gezond_geo as gg
from gezond_geo.cli import build_parser, main
build_parser(["projecten", "kaart"])
load, data = gg.load, gg.load("Enschede", offline=True)
gg.load = lambda gemeente, **options: load(gemeente, **options) if gemeente else data
gc.freeze()
for words, output, error in json.loads(sys.argv[1]):
    if os.fork() == 0:
        if output == "gone":
            reader, writer = os.pipe()
            os.close(reader)
            os.dup2(writer, 1)
        elif output:
            os.dup2(os.open(output, os.O_WRONLY), 1)
        else:
            os.close(1)
            sys.stdout = None
        os.dup2(os.open(error, os.O_WRONLY | os.O_CREAT), 2)
        sys.exit(main(words))
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""
"""Run each in a process of its own that has the data already, with standard output to where it says, if it does."""


@pytest.mark.slow
def test_output_that_nobody_takes_is_no_traceback(tmp_path):
    runs = [
        (["projecten", "--stil"], "gone", str(tmp_path / "gone")),
        (["projecten"], "/dev/full", str(tmp_path / "full")),
        (["projecten"], "", "/dev/full"),
        (["kaart", "Bergen"], "", "/dev/full"),
    ]
    command = [sys.executable, "-c", ENDINGS, json.dumps(runs)]
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "PYTHONUNBUFFERED": ""}
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    # Python itself ends with 120 where it cannot write at exit.
    assert [int(code) for code in answer.stdout.split()] == [cli.BROKEN_PIPE, cli.CRASHED, 1, 1]
    assert (tmp_path / "gone").read_text() == ""
    last = (tmp_path / "full").read_text().splitlines()[-1]
    assert last.startswith("Er ging iets mis dat niet was voorzien; meld het, en stuur ")
