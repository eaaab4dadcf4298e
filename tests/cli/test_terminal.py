"""What reaches the terminal: whatever the input, no character that steers it."""

import ast
import contextlib
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gezond_geo
from gezond_geo.cli import main, terminal

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ESCAPES = "\x1b[31mrood\x1b]0;titel\x07\x9b2J\u202e"
# A NUL cannot be in an argument.
WORDS = st.text(st.characters(exclude_characters="\0"), min_size=1) | st.sampled_from([ESCAPES, "\udcff", "\n=\r\x7f"])


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([str(word) for word in words])
        except SystemExit as stopped:
            code = stopped.code
    return code, out.getvalue() + err.getvalue()


@given(WORDS)
@settings(max_examples=10)
def test_whatever_is_typed_no_control_character_is_printed(word):
    for words in ([f"--{word}"], ["scores", f"--{word}"], [f"x{word}"], ["scores", "--niveau", f"x{word}"]):
        code, output = run(*words)
        assert code == 2
        assert not CONTROL.findall(output)
        assert output.count("\n") == 1


@pytest.mark.slow
@given(WORDS.map(lambda word: word.replace("/", "")))
@settings(max_examples=10)
def test_a_name_from_outside_is_one_line(word):
    for words in (["controleer", f"er is geen{word}"], ["gemeente-nieuw", f"x{word}"]):
        code, output = run(*words)
        assert code == 2
        assert not CONTROL.findall(output)
        assert output.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("scores", "--offline", "--eigen", f"{ESCAPES}.csv"),
        ("scores", "--offline", "--referentie", ESCAPES),
        ("scores", "--offline", "--projecten", ESCAPES),
        ("kaart", "--offline", "--grenzen", f"{ESCAPES}.gpkg"),
        ("zekerheid", "--offline", "--buurt", ESCAPES),
        ("nulmeting", "--vergelijk", ESCAPES),
        ("scores", "--gemeentemap", ESCAPES),
        ("scores", ESCAPES),
    ],
)
def test_a_file_that_is_not_there_is_named_without_its_escapes(words):
    code, output = run(*words)
    assert code == 2
    assert not CONTROL.findall(output)
    assert r"\x1b[31mrood" in output


def test_the_names_of_written_files_are_shown_with_their_escapes(tmp_path):
    code, output = run("scores", "--offline", "--uit", tmp_path / f"uit{ESCAPES}.csv")
    assert code == 0
    assert output.splitlines()[0] == str(tmp_path / r"uit\x1b[31mrood\x1b]0;titel\x07\x9b2J\u202e.csv")
    code, output = run("gemeente-nieuw", "Hengelo", "--offline", "--uit", tmp_path / f"map{ESCAPES}")
    assert code == 0
    assert not CONTROL.findall(output)


@pytest.mark.slow
def test_names_in_a_gemeente_folder_do_not_steer(tmp_path, monkeypatch):
    folder = tmp_path / "map"
    shutil.copytree(Path(gezond_geo.__file__).parent / "gemeenten" / "enschede", folder)
    for name, old in (("cijfers.csv", "Wesselerbrink Noord-Oost"), ("projecten.csv", "Zorgzame buurt Bothoven")):
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, f"{old}{ESCAPES}"), "utf-8")
    data = gezond_geo.load(folder=folder, offline=True)
    monkeypatch.setattr(gezond_geo, "load", lambda *_words, **_options: data)
    for words in (["scores"], ["zekerheid", "--trekkingen", "2"], ["projecten"], ["bronnen"], ["samenhang"]):
        code, output = run(*words, "--gemeentemap", folder, "--offline")
        assert code == 0
        assert not CONTROL.findall(output)
    assert not CONTROL.findall(run("controleer", folder, "--offline")[1])


def test_what_is_logged_or_warned_of_is_shown_with_its_escapes():
    code = (
        "import logging, warnings\n"
        "from gezond_geo.cli import terminal\n"
        "terminal.start_output()\n"
        "logging.getLogger('x').warning('laag %s', 'a\\x1b[2Jb')\n"
        "warnings.warn('c\\x9b2Jd')\n"
        "try:\n"
        "    raise ValueError('e\\x1bf')\n"
        "except ValueError:\n"
        "    logging.getLogger('x').exception('g')\n"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not CONTROL.findall(process.stderr)
    for part in (r"laag a\x1b[2Jb", r"c\x9b2Jd", r"ValueError: e\x1bf"):
        assert part in process.stderr


def test_progress_on_a_terminal_shows_escapes_and_no_style(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with terminal.show_progress("Ophalen…") as progress:
        progress("Tabel \x1b]0;titel\x07 [red]x[/red] [/]", 1000)
    # What moves the cursor is of the progress line itself.
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.getvalue())
    assert "\x1b" not in text
    assert "\x07" not in text


@pytest.mark.slow
def test_only_the_terminal_prints():
    """But for the CSV that is asked for as ``-``; an example in a docstring may print too."""

    output = r"(.*\.)?print|.*\bstd(out|err)\.write"
    sources = {path: path.read_text("utf-8") for path in Path(gezond_geo.__file__).parent.rglob("*.py")}
    printing = [
        path.name
        for path, text in sources.items()
        if re.search(r"\bprint\b|\bstd(out|err)\b", text)
        if any(isinstance(n, ast.Call) and re.fullmatch(output, ast.unparse(n.func)) for n in ast.walk(ast.parse(text)))
    ]
    assert sorted(printing) == ["export.py", "terminal.py"]
