"""Where goals stand: measured by hand, and silent on what the figures do not show."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.dataset.folder.goals import GOALS
from gezond_geo.years.goals import NO_SERIES, NOT_HERE, say_units


@pytest.fixture(scope="module")
def goals(data, years):
    return gg.assess_goals(data, years)


def with_goals(data, *rows):
    empty = {name: np.nan if name in data.goals.select_dtypes("number") else "" for name in GOALS}
    frame = pd.DataFrame([empty | {"soort": "stand", "bron": "nota"} | row for row in rows], columns=GOALS)
    return replace(data, goals=frame.set_axis(pd.RangeIndex(1, len(rows) + 1, name="nummer")))


def test_the_gap_is_that_of_the_published_figures(goals):
    goal = goals.table.loc[3]
    assert goal[["stand_jaar", "gemeente", "nederland", "verschil"]].tolist() == [2020, 51.5, 47.0, 4.5]
    assert goal["tabel"] == "50090NED"
    assert goal["stand"] == "Enschede 51,5 % en Nederland 47,0 % (in 2020, geschat met een model)"
    assert "één buurt niet door de tijd volgt" in goal["per_buurt"]


def test_what_no_figure_shows_has_no_standing(goals):
    lacking = goals.table.loc[[1, 2, 4]]
    assert lacking["reden"].tolist() == [NOT_HERE] * 3
    assert lacking["per_buurt"].tolist() == [NOT_HERE] * 3
    assert lacking["stand"].eq("").all()
    assert lacking[["gemeente", "nederland", "verschil"]].isna().all(axis=None)
    assert not set(goals.standings["nummer"]) & {1, 2, 4}


def test_the_difference_between_wijken_is_that_of_assess_inequality(goals, data, years):
    between = gg.assess_inequality(
        years, "goede_gezondheid", gg.score(data).themes["inkomen"], population=data.buurten["inwoners"]
    )
    rows = goals.standings[goals.standings["nummer"] == 5].set_index("jaar")
    assert rows["verschil"].tolist() == between["helling"].tolist()
    assert rows["laag"].tolist() == between["helling_laag"].tolist()
    assert set(rows["tabel"]) == {"50150NED"}
    assert goals.table.loc[5, "stand"].startswith("18,8 punten (15,6 tot 21,9) tussen de buurten")


def test_without_series_only_the_year_of_the_uitgave_is_known(data):
    goals = gg.assess_goals(data)
    assert goals.table.loc[3, "gemeente"] == 51.5
    assert goals.table.loc[5, "reden"] == NO_SERIES
    assert set(goals.standings["jaar"]) == {2020}


def test_a_level_is_of_every_year_of_its_series(data, years):
    goals = gg.assess_goals(with_goals(data, {"doel": "Gezond", "cijfer": "goede_gezondheid"}), years)
    assert goals.standings["gemeente"].tolist() == [73.2, 73.9, 77.0, 66.3, 71.9]
    assert goals.table.loc[1, "stand"] == "71,9 % (in 2024, geschat met een model)"


def test_a_path_is_drawn_where_the_source_says_that_it_is_straight(data):
    straight = {"begin": 72, "begin_jaar": 2024, "streefwaarde": 80, "jaar": 2028, "eenheid": "%", "pad": "recht"}
    data = with_goals(data, {"doel": "a"} | straight, {"doel": "b"} | straight | {"pad": ""})
    path = gg.assess_goals(data).path
    assert path.to_numpy().tolist() == [[1, 2024, 72], [1, 2025, 74], [1, 2026, 76], [1, 2027, 78], [1, 2028, 80]]


def test_enschede_has_no_path(goals):
    assert goals.path.empty
    assert list(goals.path.columns) == ["nummer", "jaar", "waarde"]


def test_a_number_without_its_unit_is_named(goals):
    (line,) = say_units(goals)
    assert "“nu een verschil van 11%” bij Eenzaamheid" in line
    assert "5,6%" in line
    assert "Levensverwachting" not in line


def test_a_gemeente_without_goals_has_none(data, years):
    goals = gg.assess_goals(replace(data, goals=data.goals.iloc[:0]), years)
    assert (len(goals.table), len(goals.standings), len(goals.path)) == (0, 0, 0)
    assert say_units(goals) == []


def test_series_of_another_gemeente_are_refused(data, years):
    other = replace(years, gemeente=replace(years.gemeente, code="GM0164", naam="Hengelo"))
    with pytest.raises(gg.GezondGeoError, match="De reeksen zijn van Hengelo, niet van Enschede"):
        gg.assess_goals(data, other)


def test_the_order_of_goals_changes_nothing_of_each(data, years, goals):
    backwards = gg.assess_goals(replace(data, goals=data.goals.iloc[::-1]), years)
    pd.testing.assert_frame_equal(backwards.table.sort_index(), goals.table)
