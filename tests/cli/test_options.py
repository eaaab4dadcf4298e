"""Options that the commands share: weights, threshold, the first ranks, how much is said, and examples."""

import inspect
import logging
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.cli import build_parser, main

THEMES = ("gezondheid", "inkomen", "vergrijzing", "verstening")
T_LANG = "Wesselerbrink Noord-Oost"
"""Its themes stand at 98.5, 98.1, 85.5 and, ageing, 74.8: see docs/choices.md."""


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys, computed_once, few_draws):  # noqa: ARG001
    """Run the command; give exit code, lines of standard output and standard error."""

    def call(*words):
        try:
            code = main([*map(str, words)])
        except SystemExit as stop:
            code = stop.code
        output = capsys.readouterr()
        return code, output.out.splitlines(), output.err

    return call


def line_of(lines, name):
    (line,) = [line for line in lines if line.endswith(f"  {name}")]
    return line.split()


@pytest.mark.slow
def test_a_theme_that_does_not_count(run, data):
    code, out, _ = run("scores", "--zonder", "vergrijzing")
    without = gg.score(data, weights={"vergrijzing": 0}).buurten["rang"]
    assert code == 0
    assert line_of(out, T_LANG)[:4] == ["1", "3", "van", "3"]
    first = without.sort_values().index[:3]
    assert [line.split("  ")[-1] for line in out[1:4]] == list(data.buurten["buurtnaam"][first])
    assert "Anders gekozen dan gewoonlijk: zonder vergrijzing." in out
    assert run("scores", "--gewicht", "Vergrijzing=0")[1] == out
    assert run("scores", "--zonder", "ouderen")[1] == out  # the word on the map


def test_a_theme_that_weighs_more(run, data):
    _, out, _ = run("scores", "--gewicht", "inkomen=2,5", "--gewicht", "verstening=0.5")
    weighed = gg.score(data, weights={"inkomen": 2.5, "verstening": 0.5}).buurten
    score = f"{weighed['score'][data.find_buurt(T_LANG)]:.1f}".replace(".", ",")
    assert line_of(out, T_LANG)[4] == score
    assert "Anders gekozen dan gewoonlijk: inkomen met gewicht 2,5 en verstening met gewicht 0,5." in out


def test_another_threshold(run):
    assert line_of(run("scores")[1], T_LANG)[1] == "3"
    _, out, _ = run("scores", "--drempel", "74,5")
    assert line_of(out, T_LANG)[1] == "4"
    assert "Anders gekozen dan gewoonlijk: met een drempel van 74,5 in plaats van 80." in out


@pytest.mark.slow
def test_what_is_chosen_stands_on_the_map_and_in_the_file(run, hengelo, monkeypatch):
    sentence = "Anders gekozen dan gewoonlijk: zonder {} en met een drempel van 70 in plaats van 80."
    file, page = sentence.format("vergrijzing"), sentence.format("ouderen")  # the map calls it so
    with monkeypatch.context() as patch:
        patch.setattr(gg, "load", lambda *_words, **_options: hengelo)
        code, _, err = run("kaart", "Hengelo", "--zonder", "vergrijzing", "--drempel", 70, "--uit", "kaart.html")
    assert code == 0
    assert page in err.splitlines()
    assert page in Path("kaart.html").read_text("utf-8")
    run("scores", "--niveau", "wijk", "--zonder", "vergrijzing", "--drempel", 70, "--uit", "scores.json")
    assert file in Path("scores.json").read_text("utf-8")
    assert file in run("samenhang", "--zonder", "vergrijzing", "--drempel", 70)[1]
    assert file in run("zekerheid", "--trekkingen", 2, "--zonder", "vergrijzing", "--drempel", 70)[1]


@pytest.mark.usefixtures("_plans")
def test_what_is_chosen_stands_with_the_money_too(run):
    sentence = "Anders gekozen dan gewoonlijk: zonder vergrijzing."
    assert sentence in run("verdeling", "--zonder", "vergrijzing")[1]
    code, out, err = run("koppelkansen", "--zonder", "vergrijzing", "--investeringen", "plannen.csv")
    assert (code, sentence in out) == (0, True), err


def test_the_same_choice_is_no_other_choice(run):
    equal = [
        word for theme in ("gezondheid", "inkomen", "vergrijzing", "verstening") for word in ("--gewicht", f"{theme}=2")
    ]
    assert run("scores", *equal, "--drempel", 80) == run("scores")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["scores", "zekerheid"])
def test_the_first_ranks(run, command):
    few = ["--trekkingen", 2] if command == "zekerheid" else []
    _, every, _ = run(command, *few)
    code, out, _ = run(command, *few, "--top", 10)
    assert code == 0
    assert out[:11] == every[:11]
    assert out[11:] == every[71:]
    run(command, *few, "--top", 10, "--uit", "top.csv")
    assert sorted(pd.read_csv("top.csv")["rang"]) == list(range(1, 11))


def test_where_nothing_has_a_rank_there_is_no_top(run):
    code, out, err = run("scores", "--niveau", "stadsdeel", "--top", 3)
    assert (code, out) == (2, [])
    assert err == "Er is hier geen rang, dus ook geen top; laat --top weg.\n"


WRONG = {
    "no weight": (["--gewicht", "inkomen"], "inkomen is geen gewicht (schrijf het zoals vergrijzing=0) voor --gewicht"),
    "no theme": (["--gewicht", "=2"], "=2 is geen gewicht"),
    "no number": (["--gewicht", "inkomen=veel"], "veel is geen getal van 0 of meer voor --gewicht"),
    "negative": (["--gewicht", "inkomen=-1"], "-1 is geen getal van 0 of meer voor --gewicht"),
    "unknown theme": (["--gewicht", "lawaai=2"], "Er is geen thema 'lawaai' om te wegen; kies uit: gezondheid"),
    "unknown theme left out": (["--zonder", "lawaai"], "Er is geen thema 'lawaai' om te wegen"),
    "twice": (["--gewicht", "inkomen=2", "--zonder", "Inkomen"], "Voor inkomen staan er achter --gewicht"),
    "nothing left": (
        [word for theme in THEMES for word in ("--zonder", theme)],
        "minstens een is groter dan 0",
    ),
    "threshold": (["--drempel", "101"], "De drempel 101,00 is geen percentiel van 1 tot 100"),
    "threshold in words": (["--drempel", "hoog"], "hoog is geen getal van 0 of meer voor --drempel"),
    "no top": (["--top", "0"], "0 is geen heel getal van 1 of meer voor --top"),
    "half a top": (["--top", "2.5"], "2.5 is geen heel getal van 1 of meer voor --top"),
    "both": (["--stil", "--uitgebreid"], "--uitgebreid gaat niet samen met --stil"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_choice_is_one_sentence(run, words, message):
    code, out, err = run("scores", *words)
    assert (code, out, err.count("\n")) == (2, [], 1)
    assert message in err


@pytest.mark.parametrize("words", [["--gewicht", "inkomen=2"], ["--zonder", "inkomen"], ["--drempel", "70"]], ids=str)
def test_a_nulmeting_has_its_own_choices(run, words):
    code, out, err = run("nulmeting", "--vergelijk", "er.zip", *words)
    assert (code, out) == (2, [])
    assert err == f"{words[0]} gaat niet samen met --vergelijk; de nulmeting heeft haar eigen keuzes.\n"


@pytest.mark.slow
def test_quiet(run):
    file = ["scores", "--uit", "scores.csv"]
    assert run(*file)[2] != ""
    for words in (["--stil", *file], [*file, "--stil"]):
        assert run(*words) == (0, ["scores.csv"], "")


def test_what_fails_is_said_also_when_quiet(run):
    code, out, err = run("scores", "Bergen", "--stil")
    assert (code, out, err.count("\n")) == (2, [], 1)


def test_verbose_says_what_was_tried(caplog):
    main(["scores"])
    assert not [r for r in caplog.records if r.levelno < logging.WARNING]
    assert main(["scores", "--uitgebreid"]) == 0
    assert "Uitgave 2024 is niet te lezen: " in caplog.text
    assert logging.getLogger("gezond_geo").level == logging.NOTSET


def parsers():
    """Give the parser of every command by its name."""
    (commands,) = [action.choices for action in build_parser()._actions if isinstance(action.choices, dict)]
    return commands


def test_every_command_has_examples_that_it_takes():
    every = build_parser()
    for name, parser in parsers().items():
        assert parser.examples, name
        text = parser.format_help()
        for command in parser.examples.values():
            program, *words = shlex.split(command)
            assert (program, words[0]) == ("gezond-geo", name)
            assert every.parse_args(words).opdracht == name
            assert f"    {command}\n" in text


def test_the_default_threshold_is_that_of_the_score():
    text = " ".join(parsers()["scores"].format_help().split())
    (default,) = re.findall(r"een thema meetelt \(standaard (\d+)\)", text)
    assert float(default) == inspect.signature(gg.score).parameters["threshold"].default
