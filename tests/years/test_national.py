from dataclasses import replace

import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.years.national import say_national


def _with_levels(years, gemeente, nation):
    """Give the series of health these levels in 2020, 2022 and 2024."""
    rows = years.comparison[years.comparison["jaar"].ge(2020) & years.comparison["id"].eq("goede_gezondheid")]
    levels = dict(zip([("GM0153", y) for y in (2020, 2022, 2024)], gemeente, strict=True))
    levels |= dict(zip([("NL", y) for y in (2020, 2022, 2024)], nation, strict=True))
    values = [levels[row.code, row.jaar] for row in rows.itertuples()]
    only = {"goede_gezondheid": years.indicators["goede_gezondheid"]}
    return replace(years, comparison=rows.assign(waarde=values), indicators=only)


def test_the_fall_of_2022_is_mostly_national(years):
    steps = gg.compare_with_nation(years, since=2020, until=2022)
    health = steps.set_index("id").loc["goede_gezondheid"]
    assert health[["gemeente", "nederland"]].tolist() == pytest.approx([-10.7, -9.3], abs=0.05)
    assert bool(health["landelijk"])
    assert say_national(steps, years) == [
        "Goede ervaren gezondheid, 2020–2022: Enschede 10,7 punten lager en Nederland 9,3 punten lager; het meeste van "
        "dit verschil is landelijk.",
        "Wat landelijk is, is geen uitkomst van een buurt of van wat daar is gedaan.",
    ]


def test_each_step_and_the_whole_have_a_row(years):
    steps = gg.compare_with_nation(_with_levels(years, [70, 64, 69], [80, 77, 75]))
    rows = steps[["van_jaar", "tot_jaar", "gemeente", "nederland", "eigen", "landelijk"]].to_numpy().tolist()
    # The country has half of the first step, and falls on in the second; over the whole it falls more.
    assert rows == [
        [2020, 2022, -6, -3, -3, True],
        [2022, 2024, 5, -2, 7, False],
        [2020, 2024, -1, -5, 4, True],
    ]


def test_what_is_not_national_is_said_and_what_is_small_is_not(years):
    own = _with_levels(years, [70, 64, 69], [80, 77.1, 76])
    first, second = say_national(gg.compare_with_nation(own), own)
    assert first.endswith("dat verschil is niet vooral landelijk, en over een buurt apart zegt het niets.")
    assert "Enschede 5,0 punten hoger en Nederland 1,1 punten lager; dat verschil is niet" in second


def test_more_in_the_country_than_here_is_national_altogether(years):
    own = _with_levels(years, [70, 66, 66], [80, 72, 72])
    lines = say_national(gg.compare_with_nation(own, until=2022), own)
    assert lines[0].endswith("Enschede 4,0 punten lager en Nederland 8,0 punten lager; het verschil is landelijk.")


def test_counts_are_no_levels_and_one_year_is_no_step(years):
    assert not {"inwoners", "inwoners_65plus"} & {*gg.compare_with_nation(years)["id"]}
    with pytest.raises(gg.GezondGeoError, match="twee jaren of meer"):
        gg.compare_with_nation(years, since=2024)


def test_the_netherlands_without_a_figure_gives_no_step(years):
    rows = years.comparison
    comparison = rows.assign(waarde=rows["waarde"].mask(rows["code"].eq("NL") & rows["jaar"].eq(2022)))
    steps = gg.compare_with_nation(replace(years, comparison=pd.DataFrame(comparison)))
    health = steps[steps["id"].eq("goede_gezondheid")]
    assert health[["van_jaar", "tot_jaar"]].to_numpy().tolist() == [
        [2012, 2016],
        [2016, 2020],
        [2020, 2024],
        [2012, 2024],
    ]
