"""Tests of which buurten have the same sentence on their score."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from gezond_geo.scores.repeated import list_whys
from gezond_geo.scores.wording import say_why


@pytest.fixture
def own_scores(scores):
    """Scores of 100 buurten of 40 kinds drawn from few places: many share a sentence, and many figures are tied."""
    draw = np.random.default_rng(4)
    index = pd.Index([f"BU9999{n:04d}" for n in range(100)], name="buurtcode")
    columns = scores.contributions.columns
    kinds = draw.choice([0, 49.9, 50, 99.5], (40, len(columns)))
    places = pd.DataFrame(kinds[draw.integers(40, size=100)], index, columns)
    buurten = pd.DataFrame({"stapeling": draw.choice([0.0, 1.0, np.nan], 100)}, index)
    indicators = places.droplevel(0, axis=1)
    return dataclasses.replace(scores, contributions=places / 10, indicators=indicators, buurten=buurten.assign(rang=1))


def test_buurten_with_the_same_numbers_have_the_same_sentence(own_scores):
    whys = list_whys(own_scores)
    assert len(set(whys.values())) < len(whys)
    for code in own_scores.buurten.index:
        alone = {name: getattr(own_scores, name).loc[[code]] for name in ("contributions", "indicators", "buurten")}
        assert say_why(own_scores, code) == say_why(dataclasses.replace(own_scores, **alone), code)


def test_scores_without_contributions_have_no_why(scores):
    assert list_whys(dataclasses.replace(scores, contributions=scores.contributions.iloc[:, :0])) == {}
