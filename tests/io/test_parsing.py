"""Whatever a text holds, it gives plain values or a `ValueError`."""

import json
import tomllib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.io.parsing import MAX_DEPTH, parse_json, parse_toml

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)


@given(VALUES, st.booleans())
def test_json_that_is_whole_is_read_as_it_stands(value, ascii_only):
    assert parse_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary() | TEXT.map(str.encode))
def test_whatever_the_bytes_it_is_json_or_a_value_error(content):
    with suppress(ValueError):
        json.dumps(parse_json(content), ensure_ascii=False).encode()


@given(TEXT)
def test_whatever_the_text_it_is_toml_or_a_value_error(text):
    with suppress(ValueError):
        parse_toml(text)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 200_000 + b"]" * 200_000,
        b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'"\xed\xa0\x80"',
        b'"\xff"',
        '"é"'.encode("utf-16"),
        b"{",
        b"",
    ],
)
def test_what_is_no_json(content):
    with pytest.raises(ValueError):  # noqa: PT011 - several kinds of it
        parse_json(content)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, None),
        (b'"\\ud83d\\ude00"', "😀"),
        (b"\xef\xbb\xbf[1]", [1]),
        (b"-999999999999999999", -999_999_999_999_999_999),
        (b"1" + b"0" * 18, 1e18),
        (b"9" * 5000, float("inf")),
    ],
    ids=["deep", "pair", "byte order mark", "whole", "large", "immense"],
)
def test_what_is_json(content, value):
    parsed = parse_json(content)
    assert value is None or (parsed == value and type(parsed) is type(value))


@pytest.mark.parametrize(
    "text",
    [
        f"a = {'[' * 5000}{']' * 5000}",
        f"a = {'[' * (MAX_DEPTH + 1)}{']' * (MAX_DEPTH + 1)}",
        f"{'a.' * 5000}b = 1",
        f"a = 0x{'f' * 5000}",
        f"a = {'9' * 5000}",
        "a = -9223372036854775809",
        "a = 2020-02-31",
        'a = "\\ud800"',
    ],
    ids=lambda text: text[:12],
)
def test_what_is_no_toml(text):
    with pytest.raises(ValueError):  # noqa: PT011 - several kinds of it
        parse_toml(text)


def test_toml_says_where_it_is_wrong():
    assert parse_toml("a = 9223372036854775807") == {"a": 2**63 - 1}
    with pytest.raises(tomllib.TOMLDecodeError, match="at line 2"):
        parse_toml("a = 1\nb = x")
