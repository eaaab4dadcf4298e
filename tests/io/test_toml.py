"""TOML section by section, with the lines that no reader gives."""

import tomllib

import pytest

from gezond_geo.io.toml import Key, check_keys, read_document

KEYS = {"code": Key(str, required=True), "namen": Key(dict)}
TABLES = {"deel": {"naam": Key(str, required=True), "ja": Key(bool, required=True), "lijst": Key(list)}}


@pytest.fixture
def read(tmp_path):
    def call(content):
        path = tmp_path / "g.toml"
        path.write_bytes(content.encode())
        return read_document(path)

    return call


@pytest.fixture
def check(read):
    def call(content):
        document = read(content)
        return sorted((f.line, f.text) for f in [*document.faults, *check_keys(document, KEYS, TABLES)])

    return call


GOOD = """\
code = "x"  # [deel]

[namen]
"Een naam" = "y"

[[deel]]
naam = "a"
ja = true

[[deel]]
naam = "b"
ja = false
lijst = [
    "p", # een
    "q",
]
"""


def test_what_is_right_has_no_faults(check, read):
    assert check(GOOD) == []
    assert check(GOOD.replace("\n", "\r\n")) == []
    assert check("\ufeff" + GOOD) == []
    document = read(GOOD)
    assert [part for _, part in document.find("deel")] == tomllib.loads(GOOD)["deel"]
    assert [section.start for section in document.sections] == [1, 3, 6, 10]
    last = document.sections[-1]
    assert [last.line_of("lijst"), last.line_of("lijst", "q"), last.line_of("ja"), last.line_of("er niet")] == [
        13,
        15,
        12,
        10,
    ]


def test_all_in_one_line_is_right_too(check):
    assert check('code = "x"\nnamen = {a = "b"}\ndeel = [{naam = "a", ja = true}]\n') == []


def test_a_text_may_look_like_a_header(check, read):
    text = 'code = """\n[deel]\n"""\n[namen]\na = 1\n'
    assert read(text).faults == []
    assert check(text) == [(5, "a is geen tekst; zet 1 tussen aanhalingstekens.")]


@pytest.mark.parametrize(
    ("content", "line", "start"),
    [
        ('code = "x\n', 1, "dit is geen TOML"),
        ('code = "x"\n\n[namen]\na = b\n', 4, "dit is geen TOML"),
        ('code = "x"\n[[deel]]\nnaam = "a"\nja = True\n', 4, "dit is geen TOML"),
        ('code = "x"\n[[deel]]\nnaam = "a"\nja = true\nlijst = ["p",\n\n', 5, "dit is geen TOML"),
        ('code = "x"\ncode = "y"\n', 2, "wat hier staat, staat er al eerder"),
        ('code = "x"\n[namen]\na = "b"\n[namen]\nc = "d"\n', 4, "wat hier staat, staat er al eerder"),
    ],
    ids=["text", "value", "truth value", "list", "key twice", "table twice"],
)
def test_what_is_no_toml_is_said_with_its_line(check, content, line, start):
    faults = check(content)
    assert [at for at, _ in faults] == [line]
    assert faults[0][1].startswith(start)


def test_a_section_that_is_no_toml_does_not_hide_the_others(check):
    faults = check(
        'code = x\n\n[[deel]]\nnaam = "a"\nja = "nee"\n\n[[deel]]\nnaam = b\n\n[[deel]]\nnam = "c"\nja = true\n'
    )
    assert [(line, message.partition(";")[0]) for line, message in faults] == [
        (1, "dit is geen TOML"),
        (5, "ja is niet ja of nee"),
        (8, "dit is geen TOML"),
        (10, "bij dit deel ontbreekt de sleutel naam"),
        (11, "de sleutel nam is onbekend"),
    ]


@pytest.mark.parametrize(
    ("content", "line", "start"),
    [
        ("", 1, "de sleutel code ontbreekt; voeg die bovenaan toe."),
        ("code = 5\n", 1, "code is niet een tekst; schrijf die tussen aanhalingstekens"),
        ('code = " "\n', 1, "code is leeg"),
        ('code = "x"\ncodes = "y"\n', 2, "de sleutel codes is onbekend; bedoelt u code?"),
        ('code = "x"\n\n[delen]\nnaam = "a"\n', 3, "de sleutel delen is onbekend; bedoelt u deel?"),
        ('code = "x"\nqqq = 1\n', 2, "de sleutel qqq is onbekend; kies uit: code, namen, deel."),
        ('code = "x"\n[deel]\nnaam = "a"\nja = true\n', 2, "deel is geen lijst van tabellen; schrijf [[deel]]"),
        ('code = "x"\ndeel = "a"\n', 2, "deel is geen lijst van tabellen"),
        ('code = "x"\nnamen = "a"\n', 2, "namen is niet een lijst van namen"),
        ('code = "x"\n[namen]\na = "b"\nc = 5\n', 4, "c is geen tekst"),
        ('code = "x"\n[[deel]]\nnaam = "a"\nja = true\nlijst = "p"\n', 5, "lijst is niet een lijst van teksten"),
        ('code = "x"\n[[deel]]\nnaam = "a"\nja = true\nlijst = [\n"p",\n7,\n]\n', 7, "lijst, nummer 2 is geen tekst"),
        ('code = "x"\n[[deel]]\nnaam = "bel 06-12345678"\nja = true\n', 3, "in naam staat een telefoonnummer"),
        ('code = "x"\n[namen]\na = "b"\nc = "x@example.nl"\n', 4, "in namen staat een e-mailadres"),
        ('code = "x"\n[namen]\na = "b"\n"x@example.nl" = "c"\n', 4, "in namen staat een e-mailadres"),
    ],
)
def test_what_a_key_may_not_hold(check, content, line, start):
    faults = check(content)
    assert [at for at, _ in faults] == [line]
    assert faults[0][1].startswith(start)
