"""Where high and low lie together: Moran's I of grids by hand, and what chance makes of it."""

import dataclasses
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from doc_tables import DOCS, rows_of
from shapely import Point, box

import gezond_geo as gg
from gezond_geo.errors import InputError, MissingExtraError, SettingsError
from gezond_geo.scores.clusters import LEVEL, NEAREST, assess_clusters, say_clusters


def grid(data, rows, columns, *, side=1000.0):
    """The data with a made-up buurt per square, row by row, and nothing but names, boundaries and points."""
    places = [(row, column) for row in range(rows) for column in range(columns)]
    codes = pd.Index([f"BU0153{n:04d}" for n in range(len(places))], name="buurtcode")
    shapes = [box(c * side, r * side, (c + 1) * side, (r + 1) * side) for r, c in places]
    frame = gpd.GeoDataFrame(
        {"buurtnaam": [f"Buurt {r}-{c}" for r, c in places]}, index=codes, geometry=shapes, crs="EPSG:28992"
    )
    return dataclasses.replace(data, buurten=frame.assign(punt=frame.geometry.centroid))


def values_of(data, numbers):
    return pd.Series(np.asarray(numbers, dtype="float64").ravel(), index=data.buurten.index)


def assess_by_few(data, values):
    """Assess what does not depend on how many permutations there are."""
    return assess_clusters(data, values, permutations=99)


def with_buurt(data, code, shape):
    """The data with one more buurt."""
    more = gpd.GeoDataFrame(
        {"buurtnaam": [code]}, index=pd.Index([code], name="buurtcode"), geometry=[shape], crs="EPSG:28992"
    )
    more = more.assign(punt=more.geometry.centroid)
    return dataclasses.replace(data, buurten=gpd.GeoDataFrame(pd.concat([data.buurten, more])))


def test_a_checkerboard_by_hand(data):
    squares = grid(data, 4, 4)
    board = np.indices((4, 4)).sum(axis=0) % 2 * 2 - 1
    clusters = assess_by_few(squares, values_of(squares, board))
    # Value times mean of the neighbours: 0 for the 4 inner squares (4 alike, 4 not), (2 - 3) / 5 for the 8 at a side,
    # (1 - 2) / 3 for the 4 corners; their mean is -(8 / 5 + 4 / 3) / 16.
    assert clusters.moran == pytest.approx(-11 / 60)
    assert clusters.expected == pytest.approx(-1 / 15)
    # The local I is that times (n - 1) / n.
    assert clusters.buurten["moran"].iloc[0] == pytest.approx(-1 / 3 * 15 / 16)
    assert clusters.buurten["buren"].tolist() == [3, 5, 5, 3, 5, 8, 8, 5, 5, 8, 8, 5, 3, 5, 5, 3]
    # Low in the corner, where two of three neighbours are high.
    assert clusters.buurten["kwadrant"].iloc[0] == "laag tussen hoge buren"
    assert clusters.buurten["kwadrant"].iloc[3] == "hoog tussen lage buren"


def test_two_halves_by_hand(data):
    squares = grid(data, 4, 4)
    clusters = assess_clusters(squares, values_of(squares, [[-1, -1, 1, 1]] * 4), permutations=999)
    # 1 for the 8 in the outer columns; beside the border (3 - 2) / 5 for the 4 at a side and (5 - 3) / 8 for the
    # 4 others; their mean is (8 + 4 / 5 + 1) / 16.
    assert clusters.moran == pytest.approx(49 / 80)
    assert clusters.p < 0.01
    assert (
        clusters.buurten["kwadrant"].tolist() == [*["laag tussen lage buren"] * 2, *["hoog tussen hoge buren"] * 2] * 4
    )
    assert clusters.buurten["reden"].eq("").all()


def test_the_p_value_of_two_halves_by_hand(data):
    squares = grid(data, 4, 4)
    clusters = assess_clusters(squares, values_of(squares, [[-1, -1, 1, 1]] * 4))
    # A low corner has three low neighbours when 3 draws from the other 7 low and 8 high are all low:
    # 7 * 6 * 5 / (15 * 14 * 13) = 0.0769, and twice that for both tails; the four corners are alike.
    assert clusters.buurten["p"].iloc[[0, 3, 12, 15]].mean() == pytest.approx(2 * 210 / 2730, abs=0.01)


def test_points_by_hand(data):
    # Two groups of seven far apart, so that the six nearest are the others of the group.
    codes = pd.Index([f"BU0153{n:04d}" for n in range(14)], name="buurtcode")
    points = gpd.GeoSeries([Point(n // 7 * 100_000 + n % 7 * (10 + n), 0) for n in range(14)], codes, crs="EPSG:28992")
    frame = gpd.GeoDataFrame(
        {"buurtnaam": codes, "punt": points}, index=codes, geometry=gpd.GeoSeries([None] * 14, codes, crs="EPSG:28992")
    )
    apart = dataclasses.replace(data, buurten=frame)
    clusters = assess_by_few(apart, pd.Series([0.0] * 7 + [10.0] * 7, index=codes))
    assert clusters.moran == pytest.approx(1)
    assert clusters.buurten["buren"].eq(NEAREST).all()
    assert clusters.buren == "de 6 dichtstbijzijnde buurten"
    one = assess_by_few(apart, pd.Series([7.0] + [0.0] * 13, index=codes))
    # Mean 0.5: 6.5 times -0.5 for the one, and -0.5 times (6.5 - 2.5) / 6 for its six neighbours, 0.25 for the other
    # seven; that over 6.5 squared and thirteen times 0.25.
    assert one.moran == pytest.approx((6.5 * -0.5 + 6 * -0.5 * 4 / 6 + 7 * 0.25) / (6.5**2 + 13 * 0.25))


def test_two_buurten_at_one_point_are_refused(data):
    squares = grid(data, 4, 4)
    buurten = squares.buurten.assign(geometry=gpd.GeoSeries([None] * 16, squares.buurten.index, crs="EPSG:28992"))
    buurten.loc["BU01530001", "punt"] = buurten.loc["BU01530000", "punt"]
    same = dataclasses.replace(squares, buurten=buurten)
    with pytest.raises(InputError, match="Buurten BU01530000 en BU01530001 hebben hetzelfde punt"):
        assess_clusters(same, values_of(same, range(16)))


def test_a_block_of_high_values_stands_out(data):
    squares = grid(data, 10, 10)
    numbers = np.random.default_rng(5).normal(0, 1, (10, 10))
    numbers[2:5, 2:5] += 6
    clusters = assess_clusters(squares, values_of(squares, numbers))
    striking = clusters.buurten[clusters.buurten["opvallend"]]
    middle = "BU01530033"
    assert striking.loc[middle, "kwadrant"] == "hoog tussen hoge buren"
    corners = {"BU01530000", "BU01530009", "BU01530090", "BU01530099"}
    assert not corners & set(striking.index)


@pytest.mark.slow
def test_chance_seldom_stands_out(data):
    squares = grid(data, 8, 8)
    outcomes = [
        assess_clusters(squares, values_of(squares, np.random.default_rng(n).normal(size=64)), permutations=499, seed=n)
        for n in range(20)
    ]
    # Of 20 fields without any pattern, 1 or so holds a buurt that stands out after correction, and nearly all before.
    assert sum(clusters.buurten["opvallend"].any() for clusters in outcomes) <= 3
    assert sum(clusters.p < LEVEL for clusters in outcomes) <= 3
    uncorrected = np.mean([clusters.buurten["p"].lt(LEVEL).mean() for clusters in outcomes])
    assert uncorrected == pytest.approx(LEVEL, abs=0.02)


def test_the_correction_is_that_of_benjamini_and_hochberg(data):
    squares = grid(data, 10, 10)
    numbers = np.random.default_rng(5).normal(0, 1, (10, 10))
    numbers[:4] += 2
    buurten = assess_clusters(squares, values_of(squares, numbers)).buurten
    ordered = buurten["p"].sort_values()
    below = ordered < LEVEL * np.arange(1, 101) / 100
    expected = set(ordered.index[: np.flatnonzero(below)[-1] + 1])
    assert 0 < len(expected) < buurten["p"].lt(LEVEL).sum()
    assert set(buurten.index[buurten["opvallend"]]) == expected


def test_the_same_seed_gives_the_same_answer(data):
    squares = grid(data, 5, 5)
    numbers = values_of(squares, np.random.default_rng(3).normal(size=25))
    one, same, other = (assess_clusters(squares, numbers, permutations=999, seed=seed) for seed in (1, 1, 2))
    assert one.p == same.p
    pd.testing.assert_frame_equal(one.buurten, same.buurten)
    assert not one.buurten["p"].equals(other.buurten["p"])
    assert one.buurten["p"].to_numpy() == pytest.approx(other.buurten["p"].to_numpy(), abs=0.08)


@pytest.mark.parametrize("boundaries", [True, False])
def test_the_order_of_rows_changes_nothing(data, boundaries):
    squares = grid(data, 5, 5)
    if not boundaries:
        nothing = gpd.GeoSeries([None] * 25, squares.buurten.index, crs="EPSG:28992")
        squares = dataclasses.replace(squares, buurten=squares.buurten.assign(geometry=nothing))
    numbers = values_of(squares, np.random.default_rng(3).normal(size=25))
    shuffled = dataclasses.replace(squares, buurten=squares.buurten.sample(frac=1, random_state=4))
    clusters = assess_by_few(shuffled, numbers)
    expected = assess_by_few(squares, numbers)
    assert (clusters.moran, clusters.p) == (expected.moran, expected.p)
    pd.testing.assert_frame_equal(clusters.buurten, expected.buurten.loc[shuffled.buurten.index])


def test_the_generator_of_others_is_left_as_it_was(data):
    squares = grid(data, 4, 4)
    np.random.seed(8)  # noqa: NPY002 - the global generator is what this is about
    expected = np.random.random()  # noqa: NPY002 - as above
    np.random.seed(8)  # noqa: NPY002 - as above
    assess_by_few(squares, values_of(squares, range(16)))
    assert np.random.random() == expected  # noqa: NPY002 - as above


def test_an_island_and_a_gap_take_no_part_and_say_so(data):
    squares = with_buurt(grid(data, 4, 4), "BU01530900", box(90_000, 0, 91_000, 1000))
    numbers = pd.Series([*range(16), 99.0], index=squares.buurten.index, dtype="float64")
    # The corner loses its three neighbours, and is alone.
    numbers.iloc[[1, 4, 5]] = np.nan
    clusters = assess_by_few(squares, numbers)
    pd.testing.assert_index_equal(clusters.buurten.index, squares.buurten.index)
    reasons = clusters.buurten["reden"]
    assert reasons.iloc[[1, 4, 5]].tolist() == ["geen waarde"] * 3
    assert reasons.iloc[[0, 16]].tolist() == ["geen buren met een waarde"] * 2
    left_out = clusters.buurten[reasons.ne("")]
    assert left_out[["moran", "buren", "p"]].isna().all(axis=None)
    assert not left_out["opvallend"].any()
    assert left_out["kwadrant"].eq("").all()
    # The others are as if these five were not there.
    rest = dataclasses.replace(squares, buurten=squares.buurten[reasons.eq("")])
    alone = assess_by_few(rest, numbers[reasons.eq("")])
    pd.testing.assert_frame_equal(clusters.buurten[reasons.eq("")], alone.buurten)
    assert clusters.moran == alone.moran
    assert say_clusters(squares, clusters, "De score")[-1] == (
        "Zonder uitkomst: geen waarde (3) en geen buren met een waarde (2)."
    )


def test_a_buurt_without_a_boundary_says_so(data):
    squares = with_buurt(grid(data, 4, 4), "BU01530900", None)
    clusters = assess_by_few(squares, pd.Series(range(17), index=squares.buurten.index, dtype="float64"))
    assert clusters.buurten.loc["BU01530900", "reden"] == "geen grens bekend"
    assert clusters.buurten["p"].count() == 16


@pytest.mark.parametrize(
    ("rows", "numbers", "reason"),
    [(3, range(9), "minder dan 10 buurten om te vergelijken"), (4, [5] * 12, "overal dezelfde waarde")],
)
def test_what_cannot_be_compared(data, rows, numbers, reason):
    squares = grid(data, rows, 3)
    clusters = assess_clusters(squares, values_of(squares, numbers))
    assert np.isnan([clusters.moran, clusters.expected, clusters.p]).all()
    assert clusters.buurten["reden"].eq(reason).all()
    assert say_clusters(squares, clusters, "De score") == [f"Zonder uitkomst: {reason} ({rows * 3})."]


def test_islands_alone_cannot_be_compared(data):
    squares = grid(data, 4, 4)
    apart = dataclasses.replace(squares, buurten=squares.buurten.assign(geometry=squares.buurten.buffer(-100)))
    clusters = assess_clusters(apart, values_of(apart, range(16)))
    assert clusters.buurten["reden"].eq("geen buren met een waarde").all()


def test_a_value_of_an_unknown_buurt_is_refused(data):
    with pytest.raises(InputError, match="Buurt BU99 is niet van Enschede"):
        assess_clusters(data, pd.Series([1.0], index=["BU99"]))


def test_wijken_have_no_place(data):
    wijken = gg.aggregate(data, "wijk")
    clusters = assess_clusters(wijken, gg.score(wijken).buurten["score"])
    assert clusters.buurten["reden"].isin(["geen grens bekend", "geen waarde"]).all()


@pytest.mark.parametrize("settings", [{"permutations": 0}, {"permutations": -9}, {"seed": -1}, {"seed": 2**32}])
def test_settings_that_cannot_be(data, scores, settings):
    with pytest.raises(SettingsError, match=r"geef een heel getal van [01] tot en met"):
        assess_clusters(data, scores.buurten["score"], **settings)


def test_without_the_packages_it_says_what_to_install(data, monkeypatch):
    monkeypatch.setitem(sys.modules, "esda", None)
    with pytest.raises(MissingExtraError, match=r'installeer ze met: pip install "gezond-geo\[clusters\]"'):
        assess_clusters(data, pd.Series(dtype="float64"))


def test_what_is_said(data):
    squares = grid(data, 4, 4)
    halves = assess_by_few(squares, values_of(squares, [[-1, -1, 1, 1]] * 4))
    striking = dataclasses.replace(
        halves, p=0.0004, buurten=halves.buurten.assign(opvallend=[True, True, False, True, *[False] * 12])
    )
    assert say_clusters(squares, striking, "Gezondheid") == [
        "Gezondheid: buurten lijken op hun buren (Moran's I 0,61, p < 0,001); hoog ligt vaak bij hoog, en laag bij "
        "laag.",
        "Van 16 buurten springen er met hun buren uit, ook als meetelt dat ze alle zijn getoetst: "
        "hoog tussen hoge buren: Buurt 0-3; laag tussen lage buren: Buurt 0-0 en Buurt 0-1.",
        "Hoog is boven het gemiddelde van deze 16 buurten: de kant die als ongunstig telt. "
        "Buren zijn buurten die aan elkaar grenzen.",
    ]


@pytest.mark.parametrize(
    ("moran", "p", "expected"),
    [
        (0.2, 0.05, "lijken niet aantoonbaar meer of minder op hun buren dan bij toeval (Moran's I 0,20, p = 0,050)."),
        (0.2, 0.049, "lijken op hun buren (Moran's I 0,20, p = 0,049); hoog ligt vaak bij hoog, en laag bij laag."),
        (-0.4, 0.001, "verschillen van hun buren (Moran's I −0,40, p = 0,001); hoog ligt vaak naast laag."),
    ],
)
def test_what_is_said_of_the_whole(data, moran, p, expected):
    squares = grid(data, 4, 4)
    clusters = assess_by_few(squares, values_of(squares, range(16)))
    lines = say_clusters(squares, dataclasses.replace(clusters, moran=moran, p=p), "De score")
    assert lines[0] == f"De score: buurten {expected}"


def test_nothing_stands_out(data):
    squares = grid(data, 4, 4)
    clusters = assess_clusters(squares, values_of(squares, np.random.default_rng(1).normal(size=16)))
    assert not clusters.buurten["opvallend"].any()
    lines = say_clusters(squares, clusters, "De score")
    assert lines[1] == "Geen van de 16 buurten springt er met de buren uit, als meetelt dat ze alle zijn getoetst."


def test_what_the_docs_say_of_points(data, scores):
    page = " ".join((DOCS / "coherence.md").read_text("utf-8").split())
    score, health = (assess_clusters(data, v) for v in (scores.buurten["score"], scores.themes["gezondheid"]))
    assert f"I of the score is {score.moran:.2f} (p {score.p:.3f})" in page
    assert f"that of health {health.moran:.2f} (p {health.p:.3f})" in page
    assert not score.buurten["opvallend"].any()
    striking = health.buurten[health.buurten["opvallend"]]
    assert data.buurten.loc[striking.index, "buurtnaam"].tolist() == ["het Brunink"]
    assert striking["kwadrant"].tolist() == ["laag tussen hoge buren"]


@pytest.mark.shared
def test_clusters_in_the_docs(shared_dir):
    data = gg.load("Enschede", boundaries=shared_dir / "data" / "grenzen" / "enschede_buurten.geojson", offline=True)
    scores = gg.score(data)
    page_rows = rows_of("coherence.md", "clusters")
    for name, values in {"score": scores.buurten["score"], **dict(scores.themes.items())}.items():
        clusters = assess_clusters(data, values)
        high, low = (
            clusters.buurten["opvallend"] & clusters.buurten["kwadrant"].eq(f"{word} buren")
            for word in ("hoog tussen hoge", "laag tussen lage")
        )
        assert clusters.buurten["opvallend"].sum() == high.sum() + low.sum()
        names = ["; ".join(data.buurten.loc[rows, "buurtnaam"]) or "–" for rows in (high, low)]
        p = "< 0.001" if clusters.p < 0.001 else f"{clusters.p:.3f}"
        assert page_rows[name] == [f"{clusters.moran:.2f}", p, *names], name
    assert len(page_rows) == 5
