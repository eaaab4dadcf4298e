"""Frames as plain values for JSON: read back as they were, and compared in sentences."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.errors import InputError
from gezond_geo.io.plain import find_differences, read_frame, to_plain

FRAME = pd.DataFrame(
    {"naam": ["a", "b"], "euro": [1.0, float("nan")], "aantal": [1, 2], "telt": [True, False]},
    index=pd.Index(["x", "y"], name="code"),
).assign(project=pd.array([8, None], dtype="Int64"))


def there_and_back(frame):
    return read_frame(json.loads(json.dumps(to_plain(frame), allow_nan=False)), "hier")


def test_a_frame_is_read_back_with_its_kinds():
    pd.testing.assert_frame_equal(there_and_back(FRAME), FRAME, check_index_type=False)


@given(st.lists(st.tuples(st.text(), st.floats(-1e6, 1e6), st.integers(-(10**6), 10**6)), min_size=1))
def test_any_frame_is_the_same_plain_values_when_it_is_read_back(rows):
    frame = pd.DataFrame(rows, columns=["tekst", "getal", "aantal"]).rename_axis("nummer")
    assert to_plain(there_and_back(frame)) == to_plain(frame)


def test_what_is_missing_is_none_and_rounding_is_no_difference():
    assert to_plain({"a": float("nan"), "b": (pd.NA, 0.1 + 0.2), "c": -0.0}) == {"a": None, "b": [None, 0.3], "c": 0.0}


def test_differences_name_the_first_cell():
    other = FRAME.assign(aantal=[1, 3], euro=[-2.5, float("nan")])
    one, two = {"geld": to_plain(FRAME), "maat": 1.5}, {"geld": to_plain(other), "maat": None}
    assert find_differences(one, one) == []
    assert find_differences(one, two) == [
        "geld: 2 waarden zijn anders; euro van x was 1, is nu −2,5.",
        "maat: was 1,5, is nu niets.",
    ]
    assert find_differences({"geld": one}, {"geld": {"geld": to_plain(FRAME.iloc[:1]), "maat": 1.5}}) == [
        "geld geld: heeft nu andere rijen of kolommen."
    ]


@pytest.mark.parametrize(
    "bad",
    [None, [], {}, {"index": "a", "columns": ["a"], "rows": []}, {"index": "a", "columns": [], "rows": [[1, 2]]},
     {"index": "a", "columns": ["b"], "rows": [[1, {}]]}],
)  # fmt: skip
def test_what_is_no_table_is_refused(bad):
    with pytest.raises(InputError, match="hier"):
        read_frame(bad, "hier")
