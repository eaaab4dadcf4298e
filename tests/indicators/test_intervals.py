"""Wilson's interval: published values, and what every interval of a share has."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.errors import InputError


def test_it_gives_what_is_published():
    # OHID, PHEindicatormethods: phe_proportion(65, 100) at 95 and 99.8 %.
    assert gg.wilson_interval([65], [100]).iloc[0].tolist() == pytest.approx([0.552544, 0.736358], abs=5e-7)
    # Newcombe 1998, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    bounds = [[0.2553, 0.3662], [0.0624, 0.1605], [0, 0.1611], [0.0061, 0.1718]]
    interval = gg.wilson_interval([81, 15, 0, 1], [263, 148, 20, 29])
    assert interval.to_numpy().tolist() == [pytest.approx(row, abs=5e-5) for row in bounds]


@given(total=st.integers(1, 10**6), part=st.floats(0, 1), level=st.floats(0.5, 0.999))
def test_it_holds_the_share_within_0_and_1_and_mirrors(total, part, level):
    count = round(part * total)
    low, high = gg.wilson_interval([count], [total], level=level).iloc[0]
    assert 0 <= low <= count / total <= high <= 1
    other = gg.wilson_interval([total - count], [total], level=level).iloc[0]
    assert [1 - other["hoog"], 1 - other["laag"]] == pytest.approx([low, high], abs=1e-12)


def test_rows_keep_their_index_and_what_is_missing_stays_so():
    counts, totals = pd.Series({"A": 1.0, "B": None, "C": 0.0}), pd.Series({"C": 0.0, "B": 5.0, "A": 4.0})
    interval = gg.wilson_interval(counts, totals)
    assert interval.index.tolist() == ["A", "B", "C"]
    assert interval["laag"].notna().tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("count", "total", "sentence"), [([5], [4], "boven total"), ([-1], [4], "onder 0"), ([1], [4, 5], "dezelfde rijen")]
)
def test_counts_that_cannot_be_are_refused(count, total, sentence):
    with pytest.raises(InputError, match=sentence):
        gg.wilson_interval(count, total)


def test_byar_is_what_ohid_published():
    interval = gg.byar_interval([65, 0, None])
    assert interval.iloc[0].round(6).tolist() == [50.163188, 82.849139]
    assert interval.iloc[1, 0] == 0
    assert interval.iloc[2].isna().all()
    with pytest.raises(gg.GezondGeoError, match="onder 0"):
        gg.byar_interval([-1])
