"""Pictures of the results table: what they draw, in which colour, and what they refuse."""

import dataclasses
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from made_up import around
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

import gezond_geo as gg
from gezond_geo.errors import InputError, SettingsError, UnknownBuurtError
from gezond_geo.pages.colours import DIVERGING, SEQUENTIAL
from gezond_geo.scores.purpose import FOOTER

mpl.use("template")  # draws when a picture is saved; others draw at every step of GeoPandas


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def table(data, scores):
    return gg.results(data, scores, sure=gg.assess_robustness(data, scores, draws=20))


def words_of(ax):
    return [text.get_text() for text in ax.figure.texts]


def test_a_ranking_has_a_dot_and_an_interval_per_buurt(table):
    ax = gg.plot_ranking(table, top=7)
    highest = table.nsmallest(7, "rang")
    assert [label.get_text() for label in ax.get_yticklabels()] == highest["buurtnaam"].tolist()
    lines, dots = ax.collections
    spans = [segment[:, 0].tolist() for segment in lines.get_segments()]
    assert spans == highest[["rang_laag", "rang_hoog"]].to_numpy().tolist()
    assert dots.get_offsets()[:, 0].tolist() == list(range(1, 8))
    assert [to_hex(colour) for colour in dots.get_facecolors()] == [
        SEQUENTIAL[int(number)] for number in highest["stapeling"]
    ]
    assert ax.yaxis_inverted()


def test_themes_of_a_buurt_by_name_or_code(table):
    for name in ("twekkelerveld", "BU01530301"):
        ax = gg.plot_themes(table, name)
        widths = [bar.get_width() for bar in ax.patches]
        themes = ["p_gezondheid", "p_inkomen", "p_vergrijzing", "p_verstening"]
        assert widths == table.loc["BU01530301", themes].tolist()
        fifths = [DIVERGING[int(width // 20)] for width in widths]
        assert [to_hex(bar.get_facecolor()) for bar in ax.patches] == fifths
        # Rounded down, as in the sentences of the page.
        assert [text.get_text() for text in ax.texts] == [str(int(width)) for width in widths]
        (threshold,) = ax.lines
        assert threshold.get_xdata()[0] == 80


def test_a_map_has_the_classes_of_the_page(payload, table):
    views = payload["weergaven"]
    for column, view in {"stapeling": "stapeling", "p_inkomen": "inkomen", "score": "score"}.items():
        ax = gg.plot_map(table, column)
        hatched, coloured = ax.collections
        parts = [part["label"] for part in views[view]["klassen"]]
        labels = [text.get_text() for text in ax.figure.legends[0].get_texts()]
        counts = [f"{label} ({part['aantal']})" for label, part in zip(parts, views[view]["klassen"], strict=True)]
        assert labels[:-1] == counts if column == "stapeling" else len(labels) == 6
        assert len(hatched.get_paths()) == views[view]["zonder"]
        colours = pd.Series([to_hex(colour) for colour in coloured.get_facecolors()]).value_counts().to_dict()
        assert colours == {part["kleur"]: part["aantal"] for part in views[view]["klassen"] if part["aantal"]}


def test_a_map_draws_boundaries_where_there_are_any(data):
    points = data.buurten["punt"]
    places = pd.DataFrame({"x": [p.x for p in points], "y": [p.y for p in points]}, index=points.index)
    shapes = around(places, side=200).set_index("buurtcode").geometry
    own = dataclasses.replace(data, buurten=data.buurten.set_geometry(shapes))
    ax = gg.plot_map(gg.results(own, gg.score(own)))
    assert {len(path.vertices) for part in ax.collections for path in part.get_paths()} == {5}


def test_dutch_headers_and_a_choice_of_rows_are_drawn_too(data, scores, table):
    dutch = gg.results(data, scores, labels="nl")
    assert gg.plot_map(dutch).get_title(loc="left") == "Thema's samen"
    west = table[table["stadsdeel"] == "West"]
    assert len(gg.plot_ranking(west).get_yticklabels()) == west["rang"].count()


def test_every_picture_says_what_it_is_of_and_not_for(table):
    for ax in (gg.plot_ranking(table), gg.plot_themes(table, "Pathmos"), gg.plot_map(table)):
        (foot,) = words_of(ax)
        assert foot.startswith("Enschede, uitgave 2020. Bronnen: CBS, Kerncijfers wijken en buurten 2020;")
        assert foot.endswith(FOOTER)


def test_one_may_draw_in_axes_of_ones_own(table):
    figure, (left, right) = plt.subplots(1, 2)
    assert gg.plot_themes(table, "Pathmos", ax=left) is left
    assert gg.plot_map(table, ax=right) is right
    assert figure.axes == [left, right]


def test_a_picture_is_saved_as_svg_and_png(table, tmp_path):
    ax = gg.plot_themes(table, "Pathmos")
    for name, lead in {"x.svg": b"<?xml", "x.png": b"\x89PNG"}.items():
        ax.figure.savefig(tmp_path / name)
        assert Path(tmp_path / name).read_bytes().startswith(lead)


def test_the_style_of_a_user_changes_nothing_and_is_left_alone(table):
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "black"}):
        ax = gg.plot_themes(table, "Pathmos")
        assert mpl.rcParams["font.size"] == 30
    assert to_hex(ax.get_facecolor()) == "#ffffff"


def test_what_cannot_be_drawn_is_said(data, scores, table):
    bare = gg.results(data, scores)
    with pytest.raises(InputError, match="heeft geen intervallen"):
        gg.plot_ranking(bare)
    with pytest.raises(InputError, match="heeft geen buurt een rang"):
        gg.plot_ranking(table[table["rang"].isna()])
    with pytest.raises(UnknownBuurtError, match="bedoelt u Pathmos"):
        gg.plot_themes(table, "Patmos")
    with pytest.raises(InputError, match="Van 't Weldink valt niets te tekenen: minder dan 100 inwoners"):
        gg.plot_themes(table, "'t Weldink")
    with pytest.raises(SettingsError, match="Van 'roken' is er geen kaart; kies uit: stapeling, score, p_gezondheid"):
        gg.plot_map(table, "roken")
    with pytest.raises(InputError, match=r"geef wat gezond_geo\.results geeft"):
        gg.plot_map(pd.DataFrame({"stapeling": [np.nan]}))
    with pytest.raises(InputError, match="geen grenzen en geen punten"):
        gg.plot_map(table.drop(columns=["x", "y"]))


@pytest.mark.slow
def test_a_results_table_can_be_explored(table):
    pytest.importorskip("mapclassify", reason="the extra notebooks is not installed")
    html = table.nsmallest(3, "rang").explore("stapeling", tiles=None).get_root().render()
    assert "Wesselerbrink Zuid-Oost" in html
