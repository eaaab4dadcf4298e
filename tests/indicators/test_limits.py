"""From how many persons a figure is shown."""

import pandas as pd
import pytest

from gezond_geo.indicators.limits import find_few

FIGURES = pd.Series([0, 3, 9, 10, 60, None], index=list("abcdef"))


@pytest.mark.parametrize(
    "unit",
    ["personen", "Personen", "cliënten", "inwoners", "kinderen", "huishoudens", "65-plussers", "personen met bijstand"],
)
def test_a_number_of_people_under_10_is_few(unit):
    few = find_few(FIGURES, unit)
    assert few.tolist() == [True, True, True, False, False, False]
    assert few.index.tolist() == FIGURES.index.tolist()


@pytest.mark.parametrize(
    "unit",
    [
        "%", "% van de inwoners", "per 1 000 inwoners", "personen per huishouden", "inwoners per km2", "misdrijven",
        "x 1 000 personen", "duizend huishoudens", "", "woningen", "ha",
    ],
)  # fmt: skip
def test_a_rate_or_another_thing_is_not(unit):
    assert not find_few(FIGURES, unit).any()


def test_a_mean_number_of_persons_is_not():
    assert not find_few(pd.Series([2.1, 1.0, 3.0, None]), "personen").any()


def test_so_many_a_week_is_a_number_of_people():
    assert find_few(FIGURES, "bezoekers per week").sum() == 3
    assert not find_few(FIGURES, "bezoekers per 1 000 inwoners").any()
