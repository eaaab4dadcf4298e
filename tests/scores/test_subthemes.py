"""Sub-themes: what the mean of a theme hides. They are shown, and never count."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from made_up import hengelo_figures

import gezond_geo as gg
from gezond_geo.indicators.catalogue import subthemes
from gezond_geo.indicators.normalisation import percentile
from gezond_geo.pages.results import scores_table
from gezond_geo.scores.wording import say_stacking

MENTAL, PHYSICAL = "gezondheid_mentaal", "gezondheid_lichamelijk"
BOTHOVEN, TWEKKELERVELD = "BU01530003", "BU01530301"


def with_value(data, name, code, value):
    buurten = data.buurten.copy()
    buurten.loc[code, name] = value
    return dataclasses.replace(data, buurten=buurten)


def place_at(scores, code, **percentiles):
    """Scores in which the sub-themes (and themes) of one buurt stand elsewhere."""
    themes, parts = scores.themes.copy(), scores.subthemes.copy()
    for name, value in percentiles.items():
        (themes if name in themes else parts).loc[code, name] = value
    return dataclasses.replace(scores, themes=themes, subthemes=parts)


def said_of_subthemes(scores, code):
    return [line for line in say_stacking(scores, code) if line.startswith("Binnen ")]


def test_the_subthemes_of_enschede(data, scores):
    assert scores.subthemes.columns.tolist() == list(subthemes()) == [MENTAL, PHYSICAL]
    assert scores.subthemes.index.equals(data.buurten.index)
    # Worked out from StatLine's own columns: mean of the members' percentiles, ranked again.
    assert scores.subthemes.loc[BOTHOVEN].round(1).tolist() == [86.1, 51.9]
    assert scores.subthemes.loc[TWEKKELERVELD].round(1).tolist() == [95.0, 78.0]
    assert scores.subthemes.notna().eq(scores.themes["gezondheid"].notna(), axis=0).all(axis=None)


def test_a_subtheme_by_plain_pandas(data):
    own = gg.build_reference([(data.buurten, data.buurten["inwoners"])], label="Enschede")
    own_scores = gg.score(data, reference=own)
    large = data.buurten["inwoners"] >= 100
    residents = data.buurten.loc[large, "inwoners"]
    both = data.buurten.loc[large, ["eenzaam", "angst_depressie"]].apply(lambda v: percentile(v, v, residents))
    mean = both.mean(axis=1).round(1)
    expected = percentile(mean, mean, residents)
    pd.testing.assert_series_equal(own_scores.subthemes.loc[large, MENTAL], expected, check_names=False)
    assert own_scores.subthemes.loc[~large].isna().all(axis=None)


def test_subthemes_never_count(data, scores):
    reference = data.reference
    without = dataclasses.replace(reference, steps=reference.steps[~reference.steps["id"].isin(subthemes())])
    plain = gg.score(data, reference=without)
    assert plain.subthemes.columns.empty
    pd.testing.assert_frame_equal(plain.buurten, scores.buurten)
    pd.testing.assert_frame_equal(plain.contributions, scores.contributions)
    assert said_of_subthemes(plain, BOTHOVEN) == []
    # Weights are of themes, and change no sub-theme.
    pd.testing.assert_frame_equal(gg.score(data, weights={"gezondheid": 0}).subthemes, scores.subthemes)


def test_a_missing_member_takes_only_its_own_subtheme(data, scores):
    own = gg.score(with_value(data, "roken", TWEKKELERVELD, np.nan))
    assert np.isnan(own.subthemes.loc[TWEKKELERVELD, PHYSICAL])
    assert own.subthemes.loc[TWEKKELERVELD, MENTAL] == scores.subthemes.loc[TWEKKELERVELD, MENTAL]
    pd.testing.assert_frame_equal(own.subthemes.drop(TWEKKELERVELD), scores.subthemes.drop(TWEKKELERVELD))


def test_a_subtheme_of_which_a_member_does_not_count_is_left_out(data):
    aside = data.indicators | {"roken": dataclasses.replace(data.indicators["roken"], thema=None)}
    assert gg.score(dataclasses.replace(data, indicators=aside)).subthemes.columns.tolist() == [MENTAL]


def test_a_theme_without_figures_has_no_subthemes():
    figures = hengelo_figures().drop(columns="eenzaam")
    own = gg.score(gg.load("Hengelo", figures=figures, offline=True))
    assert "gezondheid" in own.unmeasured
    assert own.subthemes.columns.empty


@pytest.mark.parametrize(
    ("places", "lines"),
    [
        (
            {"gezondheid": 70.0, MENTAL: 86.1, PHYSICAL: 50.0},
            [
                "Binnen gezondheid zou mentaal en sociaal apart wel meetellen: "
                "86 van de 100 Nederlanders wonen gezonder."
            ],
        ),
        (
            {"gezondheid": 70.0, MENTAL: 50.0, PHYSICAL: 85.0},
            [
                "Binnen gezondheid zou lichamelijk en leefstijl apart wel meetellen: "
                "85 van de 100 Nederlanders wonen gezonder (op de grens)."
            ],
        ),
        ({"gezondheid": 79.9, MENTAL: 79.9, PHYSICAL: 79.9}, []),
        ({"gezondheid": 80.0, MENTAL: 99.0, PHYSICAL: 80.0}, []),
        # On the border of stacking says little: that is not told.
        ({"gezondheid": 80.0, MENTAL: 99.0, PHYSICAL: 75.0}, []),
        (
            {"gezondheid": 80.0, MENTAL: 99.0, PHYSICAL: 40.5},
            [
                "Binnen gezondheid zou lichamelijk en leefstijl apart niet meetellen: "
                "59 van de 100 Nederlanders wonen minder gezond."
            ],
        ),
        ({"gezondheid": 70.0, MENTAL: np.nan, PHYSICAL: np.nan}, []),
    ],
)
def test_what_a_mean_hides_is_said(scores, places, lines):
    assert said_of_subthemes(place_at(scores, TWEKKELERVELD, **places), TWEKKELERVELD) == lines


def test_where_a_mean_hides_something_in_enschede(data, scores):
    names = data.buurten["buurtnaam"]
    by_name = {names[code]: lines for code in names.index if (lines := said_of_subthemes(scores, code))}
    assert [name for name, (line,) in by_name.items() if "mentaal en sociaal apart wel" in line] == [
        "City",
        "De Bothoven",
        "Hogeland-Noord",
        "Getfert",
        "Veldkamp-Getfert-West",
        "Cromhoffsbleek-Kotman",
        "Drienerveld-U.T.",
    ]
    assert [name for name, (line,) in by_name.items() if "lichamelijk en leefstijl apart niet" in line] == [
        "Boswinkel-De Braker",
        "Stevenfenne",
        "Stadsveld-Noord-Bruggert",
        "Mekkelholt",
    ]
    assert [name for name, (line,) in by_name.items() if "mentaal en sociaal apart niet" in line] == [
        "Schipholt-Glanermaten"
    ]
    assert len(by_name) == 12


def test_nothing_is_said_of_a_theme_that_does_not_count(data):
    assert said_of_subthemes(gg.score(data, weights={"gezondheid": 0}), BOTHOVEN) == []


def test_subthemes_are_in_the_export(data, scores, tmp_path):
    table = scores_table(data, scores)
    assert table.columns.get_loc(f"p_{MENTAL}") == table.columns.get_loc("p_verstening") + 1
    export = pd.read_csv(gg.write(gg.results(data, scores), tmp_path / "s.csv"), index_col="buurtcode")
    pd.testing.assert_series_equal(export[f"p_{PHYSICAL}"], scores.subthemes[PHYSICAL], check_names=False)
