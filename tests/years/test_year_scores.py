from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.years.year_scores import say_year_scores

FEW = 2
"""Examples of each: one scores all buurten in two years."""

LANG, TWEKKELERVELD = "BU01530603", "BU01530301"


@pytest.fixture(scope="module")
def result(years):
    return gg.score_years(years, offline=True)


@pytest.fixture(scope="module")
def ladder(data):
    """A scale of 100 buurten as large as each other, of which 0, 1, … 99 % is 65 or older."""
    steps = pd.DataFrame({"aandeel_65plus": np.arange(100.0)})
    members = {"vergrijzing": data.members("vergrijzing")}
    return gg.build_reference([(steps, pd.Series(1000.0, index=steps.index))], label="de ladder", members=members)


def _change(years, year, name, change, **columns):
    """Change the figures of one year."""
    rows = years.figures.copy()
    at = rows["jaar"].eq(year) & rows["id"].eq(name)
    rows.loc[at, "waarde"] = change(rows.loc[at].set_index("buurtcode")["waarde"]).to_numpy()
    for column, value in columns.items():
        rows.loc[at, column] = value(rows.loc[at, "buurtcode"])
    return replace(years, figures=rows)


def test_the_base_year_is_placed_as_its_uitgave_places_it(result, data, scores):
    assert data.uitgave.id == "2020"
    assert result.scores[2020].themes["vergrijzing"].equals(scores.themes["vergrijzing"])


def test_a_place_on_the_scale_is_worked_out_by_hand(years, ladder):
    table = gg.score_years(years, reference=ladder).table.set_index(["buurtcode", "jaar"])
    # 't Lang: 940 of 3 905 and 920 of 3 820, both 24.1 %; 25 of the 100 steps are below. Enschede has one with less.
    assert table.loc[LANG, "p_vergrijzing"].to_dict() == {2020: 25.0, 2024: 25.0}
    assert table.loc[(LANG, 2024), "stapeling"] == 0


def test_all_buurten_can_do_better_at_once(years, ladder):
    before = gg.score_years(years, reference=ladder).table
    fewer = _change(years, 2024, "inwoners_65plus", lambda older: older // 2)
    after = gg.score_years(fewer, reference=ladder).table
    now, then = (t[t["jaar"].eq(2024)].set_index("buurtcode")["p_vergrijzing"].dropna() for t in (after, before))
    assert len(now) == len(then) > 60
    assert (now < then).all()
    # The rank is of the year itself: somebody is first in each.
    assert after.groupby("jaar")["rang"].min().tolist() == [1, 1]
    unmoved = [t[t["jaar"].eq(2020)].reset_index(drop=True) for t in (before, after)]
    assert unmoved[0].equals(unmoved[1])


def test_a_theme_of_another_edition_or_without_figures_is_left_out_and_said(result):
    assert (result.counted, result.base) == (("vergrijzing",), 2020)
    assert "p_gezondheid" not in result.table
    health, income, stone = result.meldingen
    assert "de meegeleverde vergelijking is van 50090NED, en de reeks van 50150NED" in health
    assert income == "Inkomen telt niet mee door bijstand (geen cijfer van 2024); moeite met rondkomen (geen reeks)."
    assert stone == "Verstening telt niet mee door steen (geen reeks)."


def test_what_is_said_counts_per_year_and_names_no_buurt(result):
    lines = say_year_scores(result)
    assert lines[0].startswith("Scores van 2020 en 2024 op één schaal (Nederland in 2020). Wat telt: vergrijzing.")
    assert "Vergrijzing, buurten vanaf 80: 6 in 2020 en 10 in 2024." in lines
    assert not any(word in " ".join(lines) for word in ("toegenomen", "afgenomen", "verbeterd", "verslechterd"))


def test_how_a_figure_came_to_the_buurt_goes_along(years, ladder):
    def mark(codes):
        return codes.map({LANG: "overgedragen", TWEKKELERVELD: "breuk"}).fillna("zelfde")

    own = _change(years, 2020, "inwoners_65plus", lambda older: older.mask(older.index == TWEKKELERVELD), hoe=mark)
    rows = gg.score_years(own, reference=ladder).table.set_index(["buurtcode", "jaar"])
    assert rows.loc[LANG, "hoe"].tolist() == ["overgedragen", "zelfde"]
    assert rows.loc[TWEKKELERVELD, "hoe"].tolist() == ["breuk", "zelfde"]
    assert rows.loc[(TWEKKELERVELD, 2020), "reden_geen_rang"] == "geen volledig cijfer voor vergrijzing: geen rang"
    assert np.isnan(rows.loc[(TWEKKELERVELD, 2020), "p_vergrijzing"])


def test_a_modelled_theme_is_placed_and_refuses_words_of_change(years, data):
    """Six figures of health, each as good health is; the scale is that of the buurten of Enschede in 2020."""
    health = years.figures[years.figures["id"].eq("goede_gezondheid")]
    members = data.members("gezondheid")
    full = pd.concat([years.figures, *(health.assign(id=i.id) for i in members if i.id != "goede_gezondheid")])
    own = replace(years, figures=full, indicators={**years.indicators, **{i.id: i for i in members}})
    result = gg.score_years(own, reference=gg.gemeente_reference(data))
    assert result.counted == ("gezondheid", "vergrijzing")
    assert result.table["stapeling"].max() <= 2
    lines = say_year_scores(result)
    assert any(line.startswith("Gezondheid: met een model geschat") for line in lines)
    assert not any(line.startswith("Vergrijzing: met een model") for line in lines)
    assert any(line.startswith("Buurten waar twee of meer thema's stapelen: ") for line in lines)
    without = gg.score_years(own, reference=gg.gemeente_reference(data), weights={"vergrijzing": 0})
    assert without.counted == ("gezondheid",)


@settings(max_examples=FEW)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_series_changes_nothing(years, result, random):
    order = list(range(len(years.figures)))
    random.shuffle(order)
    other = gg.score_years(replace(years, figures=years.figures.iloc[order]), offline=True)
    pd.testing.assert_frame_equal(other.table, result.table)


@settings(max_examples=FEW)
@given(st.data())
def test_a_buurt_without_history_changes_no_place_of_another(years, result, draw):
    code = draw.draw(st.sampled_from([*years.residents.index]))
    rows = years.figures
    rows = rows.assign(waarde=rows["waarde"].mask(rows["buurtcode"].eq(code) & rows["jaar"].eq(2020)))
    other = gg.score_years(replace(years, figures=rows), offline=True).table
    columns = ["buurtcode", "jaar", "p_vergrijzing", "stapeling", "score"]
    before, after = (t.loc[t["buurtcode"].ne(code), columns] for t in (result.table, other))
    pd.testing.assert_frame_equal(after, before)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"base": 2018}, "kies uit: 2016, 2020, 2022, 2024"),
        ({"base": 2016}, "Voor een schaal van 2016 zijn de landelijke cijfers van dat jaar nodig"),
        ({"weights": {"vergrijzing": 0}}, "Geen thema dat weegt heeft cijfers van 2020 en 2024"),
        ({"weights": {"geluk": 1}}, "Er is geen thema 'geluk'"),
        ({"threshold": 0}, "De drempel 0"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(years, arguments, text):
    with pytest.raises(gg.GezondGeoError, match=text):
        gg.score_years(years, offline=True, **arguments)


def test_one_year_is_no_series_and_a_reference_has_its_own_year(years, ladder):
    one = replace(years, figures=years.figures[years.figures["jaar"].eq(2020)])
    with pytest.raises(gg.GezondGeoError, match="Van minder dan twee jaren"):
        gg.score_years(one, offline=True)
    with pytest.raises(gg.GezondGeoError, match="geen basisjaar, of geen vergelijking"):
        gg.score_years(years, base=2020, reference=ladder)


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_live_national_figures_give_the_same_places(years, result):
    live = gg.score_years(years)
    assert live.meldingen[0].startswith("Gezondheid telt niet mee door eenzaamheid")
    for year, scores in live.scores.items():
        theirs = result.scores[year].themes["vergrijzing"]
        pd.testing.assert_series_equal(scores.themes["vergrijzing"], theirs)
