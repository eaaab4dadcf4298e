"""What a shell is answered, by the protocol of argcomplete: the answer goes to a file or to file descriptor 8."""

import json
import os
import subprocess
import sys

import pytest

OFFERS = {
    "gezond-geo gebi": ["gebiedsprofiel"],
    "gezond-geo scores --exc": ["--excel-nl"],
    "gezond-geo scores Ensch": ["Enschede"],
    "gezond-geo scores --zonder ver": ["vergrijzing", "verstening"],
    "gezond-geo scores --jaar 202": ["2020", "2022", "2024"],
    "gezond-geo vergelijk --buurt Twekkelerv": ["Twekkelerveld"],
    "gezond-geo jaren --cijfer bijst": ["bijstand", "bijstand_personen"],
    "gezond-geo scores Nergenshuiz": [],
}

ASK = """
import gc, json, os, sys
from gezond_geo.cli import build_parser, main
build_parser()
gc.freeze()
for request in json.loads(sys.argv[1]):
    if os.fork() == 0:
        os.environ |= request
        sys.exit(main())
    assert os.wait()[1] == 0
"""
"""Ask each in a process of its own, as a shell does, that has the imports already."""


@pytest.fixture(scope="module")
def offers(tmp_path_factory):
    """What is offered behind each line."""
    answers = {line: tmp_path_factory.mktemp("antwoord") / "antwoord" for line in OFFERS}
    requests = [
        {
            "_ARGCOMPLETE": "1",
            "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
            "_ARGCOMPLETE_IFS": "\n",
            "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
            "COMP_LINE": line,
            "COMP_POINT": str(len(line)),
            "COMP_TYPE": "9",
        }
        for line, answer in answers.items()
    ]
    command = [sys.executable, "-c", ASK, json.dumps(requests)]
    environment = os.environ | {"GEZOND_GEO_OFFLINE": "1"}
    process = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (process.returncode, process.stdout) == (0, ""), process.stderr
    return {line: [word.strip() for word in answer.read_text("utf-8").splitlines()] for line, answer in answers.items()}


@pytest.mark.slow
@pytest.mark.parametrize(("line", "words"), OFFERS.items())
def test_tab_offers_what_may_be_typed(offers, line, words):
    assert sorted(offers[line]) == words
