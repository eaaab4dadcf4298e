import dataclasses

import numpy as np
import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.years.inequality import say_inequality


@pytest.fixture(scope="module")
def between(years, data, scores):
    return gg.assess_inequality(
        years, "goede_gezondheid", scores.themes["inkomen"], population=data.buurten["inwoners"]
    )


def test_the_slope_of_enschede_is_that_of_an_independent_computation(between):
    assert between["helling"].round(1).to_dict() == {2012: 19.4, 2016: 20.7, 2020: 17.4, 2022: 23.6, 2024: 18.8}
    assert between["buurten"].eq(59).all()
    assert (between["helling_laag"] < between["helling"]).all()
    assert (between["helling"] < between["helling_hoog"]).all()


def test_it_is_the_slope_index_of_one_year(years, data, scores, between):
    values = years.of("goede_gezondheid")[2022].drop(["GM0153", "NL"])
    residents, need = data.buurten["inwoners"], scores.themes["inkomen"]
    whole = values.notna() & (residents >= 400) & need.notna()
    index = gg.slope_index(values[whole], residents[whole], need=need[whole])
    assert between.loc[2022, "helling"] == pytest.approx(index.slope)


def test_the_variance_between_groups_by_hand(years, data, scores, between):
    values = years.of("goede_gezondheid")[2024].drop(["GM0153", "NL"])
    residents, need = data.buurten["inwoners"], scores.themes["inkomen"]
    whole = values.notna() & (residents >= 400) & need.notna()
    mean = np.average(values[whole], weights=residents[whole])
    expected = np.average((values[whole] - mean) ** 2, weights=residents[whole])
    assert between.loc[2024, "variantie"] == pytest.approx(expected)


def test_alike_in_every_year_is_said_not_to_be_seen(years, between):
    lines = say_inequality(between, years.indicators["goede_gezondheid"], "inkomensvolgorde van 2020")
    assert "2012: 19,4 (15," in lines[0]
    assert lines[1] == "Tussen 2012 en 2024: of het verschil kleiner werd, is in deze cijfers niet te zien."
    closed = between.assign(**{c: between[c].where(between.index != 2024, 0.1) for c in between.columns[:3]})
    assert "kleiner geworden" in say_inequality(closed, years.indicators["goede_gezondheid"], "x")[1]
    opened = between.assign(**{c: between[c].where(between.index != 2024, 60.0) for c in between.columns[:3]})
    assert "groter geworden" in say_inequality(opened, years.indicators["goede_gezondheid"], "x")[1]


def test_few_buurten_are_refused(years, scores):
    part = dataclasses.replace(years, figures=years.figures[years.figures["buurtcode"] < "BU01530006"])
    with pytest.raises(gg.GezondGeoError, match="minstens 8"):
        gg.assess_inequality(part, "goede_gezondheid", scores.themes["inkomen"])


def test_another_order_changes_nothing(years, data, scores, between):
    need = scores.themes["inkomen"].sample(frac=1, random_state=3)
    other = gg.assess_inequality(years, "goede_gezondheid", need, population=data.buurten["inwoners"])
    pd.testing.assert_frame_equal(other, between)


def test_of_buurten_without_order_or_figures_there_is_no_difference(years, scores):
    need = scores.themes["inkomen"]
    with pytest.raises(gg.GezondGeoError, match="alle buurten dezelfde waarde"):
        gg.assess_inequality(years, "goede_gezondheid", need * 0)
    without = dataclasses.replace(years, figures=years.figures.assign(waarde=np.nan))
    with pytest.raises(gg.GezondGeoError, match="in geen enkel jaar een cijfer"):
        gg.assess_inequality(without, "goede_gezondheid", need)


def test_of_one_year_nothing_is_said_of_another(years, between):
    lines = say_inequality(between.loc[[2024]], years.indicators["goede_gezondheid"], "x")
    assert [line[:8] for line in lines] == ["Verschil"]
