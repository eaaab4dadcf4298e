"""Text from outside: a line that steers no terminal, a cell that no spreadsheet computes."""

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.io.text import as_cell, as_json, as_line, from_cell

ANY = st.text(st.characters())  # with control characters and lone surrogates
FORMULA_SIGNS = "=+-@＝＋－＠"
NASTY = st.text(st.sampled_from([*FORMULA_SIGNS, *"1a';,\"| \t\r\n\x00\x1b\u200b\u202e"]))
VISIBLE = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(FORMULA_SIGNS + ";,'\"")
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Noord\x1b[31mrood\x1b]0;titel\x07", r"Noord\x1b[31mrood\x1b]0;titel\x07"),
        ("a\x9b31mb\x7f", r"a\x9b31mb\x7f"),
        ("kaart\u202elmth.exe", r"kaart\u202elmth.exe"),
        ("a\udcffb", r"a\udcffb"),
        ("a\r\nb\tc\u2028d\xa0e", "a  b c d e"),
        ("’t Lang – 5 °C, € 3, Súdwest-Fryslân 🌳", "’t Lang – 5 °C, € 3, Súdwest-Fryslân 🌳"),
    ],
)
def test_a_line_shows_what_would_steer_a_terminal(text, line):
    assert as_line(text) == line


@given(ANY)
def test_whatever_the_text_a_line_is_one_line_that_can_be_printed(text):
    line = as_line(text)
    assert line.isprintable()
    line.encode("utf-8")
    assert as_line(line) == line


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("\x00=1", "'=1"),
        ("\ufeff=1", "'=1"),
        ("@SOM(A1)", "'@SOM(A1)"),
        ("x;=1+1;y", "x;'=1+1;y"),
        ("a, =1+1", "a, '=1+1"),
        ('a;"=1+1"', 'a;"\'=1+1"'),
        ("a;\u202e+1", "a;'+1"),
        ("'=1", "''=1"),
        ("'t Lang", "'t Lang"),
        ("Wesselerbrink - Noord", "Wesselerbrink - Noord"),
        ("−3,2 °C, en 1+1=2", "−3,2 °C, en 1+1=2"),
        ("a\r\nb  c", "a b c"),
        ("", ""),
    ],
)
def test_a_cell_is_text(text, cell):
    assert as_cell(text) == cell


def parts(line, separators):
    return [part.strip(' "\t\r\n') for part in re.split(f"[{separators}]", line)]


@given(ANY | NASTY)
def test_however_a_line_of_cells_is_split_none_is_a_formula(text):
    buffer = io.StringIO()
    csv.writer(buffer).writerow(["BU01530301", as_cell(text), 1.5])
    for line in (buffer.getvalue(), as_cell(f"# {text}"), f"# {as_json({'label': text, 'rijen': 1})}"):
        for separators in (",", ";", ",;", "\t"):
            assert not [part for part in parts(line, separators) if part.startswith(tuple(FORMULA_SIGNS))]
        for separator in (",", ";"):
            cells = next(csv.reader([line], delimiter=separator), [])
            assert not [cell for cell in cells if cell.lstrip(' "').startswith(tuple(FORMULA_SIGNS))]


@given(VISIBLE)
def test_every_visible_text_comes_back(text):
    assert from_cell(as_cell(text)) == text


@given(st.dictionaries(st.text(), st.text(st.characters(codec="utf-8")) | NASTY))
def test_every_text_in_json_comes_back(record):
    line = as_json(record)
    assert json.loads(line) == record
    assert "\n" not in line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("http://jan:geheim@x.nl/a is er niet", "http://x.nl/a is er niet"),
        ("http:/jan:geheim@x.nl/a", "http:/x.nl/a"),
        ("https://sleutel@x.nl en http://a:b@y", "https://x.nl en http://y"),
        ("mail jan@x.nl over http://x.nl/@a", "mail jan@x.nl over http://x.nl/@a"),
    ],
)
def test_a_login_in_an_address_is_not_shown(text, line):
    assert as_line(text) == line
