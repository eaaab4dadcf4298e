"""What a shell is answered, by the protocol of argcomplete: the answer goes to a file or to file descriptor 8."""

import os
import subprocess
import sys

import pytest


@pytest.fixture
def offer(tmp_path):
    def ask(line):
        answer = tmp_path / "antwoord"
        asked = {
            "_ARGCOMPLETE": "1",
            "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
            "_ARGCOMPLETE_IFS": "\n",
            "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
            "COMP_LINE": line,
            "COMP_POINT": str(len(line)),
            "COMP_TYPE": "9",
        }
        code = "import sys; from gezond_geo.cli import main; sys.exit(main())"
        done = subprocess.run(
            [sys.executable, "-c", code], env=os.environ | asked, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        return [word.strip() for word in answer.read_text("utf-8").splitlines()]

    return ask


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("gezond-geo gebi", ["gebiedsprofiel"]),
        ("gezond-geo scores --exc", ["--excel-nl"]),
        ("gezond-geo scores Ensch", ["Enschede"]),
        ("gezond-geo scores --zonder ver", ["vergrijzing", "verstening"]),
        ("gezond-geo scores --jaar 202", ["2020", "2022", "2024"]),
        ("gezond-geo vergelijk --buurt Twekkelerv", ["Twekkelerveld"]),
        ("gezond-geo jaren --cijfer bijst", ["bijstand", "bijstand_personen"]),
    ],
)
def test_tab_offers_what_may_be_typed(offer, line, words):
    assert sorted(offer(line)) == words


@pytest.mark.slow
def test_nothing_is_offered_where_nothing_fits(offer):
    assert offer("gezond-geo scores Nergenshuiz") == []
