"""Frames as dictionaries by label: what pandas gives, sooner."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis.extra.pandas import column, data_frames, range_indexes

from gezond_geo.io.rows import rows_by_label

COLUMNS = [column("a", dtype=float), column("b", dtype=int), column("c", dtype=bool)]


@given(data_frames(COLUMNS, index=range_indexes()))
def test_rows_are_those_of_pandas(frame):
    rows = rows_by_label(frame)
    assert repr(rows) == repr(frame.to_dict("index"))
    assert all(type(value) in {float, int, bool} for row in rows.values() for value in row.values())


@pytest.mark.parametrize("columns", [[], ["naam"], ["naam", "getal"]])
def test_texts_and_what_is_missing_stay_as_they_are(columns):
    frame = pd.DataFrame({"naam": ["Noord", None], "getal": [1.5, float("nan")]}, index=["x", "y"])[columns]
    assert repr(rows_by_label(frame)) == repr(frame.to_dict("index"))


def test_a_label_of_two_parts_is_a_pair():
    frame = pd.DataFrame({("inkomen", "laag"): [1.0]}, index=["x"])
    assert rows_by_label(frame) == {"x": {("inkomen", "laag"): 1.0}}
