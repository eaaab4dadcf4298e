import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from examples import heavy
from hypothesis import example, given
from hypothesis import strategies as st

from gezond_geo.areas.rd import RD
from gezond_geo.years.carrying import BREAK, CARRIED, RENAMED, UNCHANGED, carry_over

CUT = 250_000.0


def land(rows):
    """Make buurten of (code, name, left, right, residents): strips of 1 km from west to east, metres from `CUT`."""
    frame = pd.DataFrame(rows, columns=["buurtcode", "buurtnaam", "left", "right", "inwoners"]).set_index("buurtcode")
    shapes = [
        shapely.box(CUT + a, 470_000, CUT + b, 471_000) for a, b in zip(frame["left"], frame["right"], strict=True)
    ]
    areas = gpd.GeoDataFrame(frame.drop(columns=["left", "right"]), geometry=shapes, crs=RD)
    return areas.assign(land_ha=areas.area / 10_000)


BEFORE = land(
    [
        ("BU00010000", "Oost", 0, 1000, 1000.0),
        ("BU00010001", "Kern", 1000, 2000, 3000.0),
        ("BU00010002", "West", 2000, 3000, 400.0),
        ("BU00010003", "Zuid", 3000, 4000, 600.0),
    ]
).assign(goed=[80.0, 70.0, 60.0, 50.0], bijstand=[10.0, 300.0, 40.0, 90.0])
AFTER = land(
    [
        ("BU00010000", "Oost", 0, 1000, 1100.0),
        ("BU00010011", "Kern-Noord", 1000, 1500, 900.0),
        ("BU00010012", "Kern-Zuid", 1500, 2000, 2100.0),
        ("BU00010013", "West en Zuid", 2000, 4000, 1000.0),
    ]
)


def test_a_split_is_shared_by_who_live_there_now():
    figures, how = carry_over(BEFORE, AFTER, ["bijstand"])
    assert how.to_list() == [UNCHANGED, CARRIED, CARRIED, CARRIED]
    assert figures["inwoners"].to_list() == pytest.approx([1000, 900, 2100, 1000])
    assert figures["bijstand"].to_list() == pytest.approx([10, 90, 210, 130])
    # West 400 of 60 %, and Zuid 600 of 50 %.
    assert figures["goed"].to_list() == pytest.approx([80, 70, 70, 54])


def test_without_boundaries_what_changed_is_a_break():
    figures, how = carry_over(pd.DataFrame(BEFORE.drop(columns="geometry")), AFTER, ["bijstand"])
    assert how.to_list() == [UNCHANGED, BREAK, BREAK, BREAK]
    assert figures["goed"].isna().to_list() == [False, True, True, True]


def test_another_code_on_the_same_land_is_renamed():
    later = AFTER.rename(index={"BU00010000": "BU00020000"})
    figures, how = carry_over(BEFORE, later, [])
    assert how["BU00020000"] == RENAMED
    assert figures.loc["BU00020000", "goed"] == 80


def test_without_boundaries_a_name_with_the_same_land_is_renamed():
    earlier, later = (pd.DataFrame(frame.drop(columns="geometry")) for frame in (BEFORE, AFTER))
    later = later.rename(index={"BU00010000": "BU00020000"})
    figures, how = carry_over(earlier, later, [])
    assert how.to_dict() == {
        "BU00020000": RENAMED, "BU00010011": BREAK, "BU00010012": BREAK, "BU00010013": BREAK
    }  # fmt: skip
    assert figures.loc["BU00020000", "goed"] == 80
    # Of two with that name neither is it, and other land is not it either.
    twice = pd.concat([later, later.loc[["BU00020000"]].rename(index={"BU00020000": "BU00020001"})])
    larger = later.assign(land_ha=later["land_ha"] * 1.5)
    for frame in (twice, larger):
        assert set(carry_over(earlier, frame, [])[1]) == {BREAK}


def test_a_part_without_a_figure_leaves_none():
    figures, how = carry_over(BEFORE.assign(goed=[80.0, 70.0, np.nan, 50.0]), AFTER, ["bijstand"])
    assert np.isnan(figures.loc["BU00010013", "goed"])
    assert figures.loc["BU00010013", "bijstand"] == pytest.approx(130)
    assert how["BU00010013"] == CARRIED


def test_new_land_is_a_break():
    later = pd.concat([AFTER, land([("BU00010020", "Nieuw", 4000, 5000, 500.0)])])
    figures, how = carry_over(BEFORE, gpd.GeoDataFrame(later, crs=RD), ["bijstand"])
    assert how["BU00010020"] == BREAK
    assert figures.loc["BU00010020"].isna().all()


@heavy
@example([2, 9, 1, 7, 9], [9, 1, 1, 3, 9], 300)  # half a percent of the second is three of a smaller one
@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
    st.integers(0, 4000),
)
def test_counts_keep_their_sum(before, after, people):
    """Two divisions of one strip of land, cut at any place, have as many residents and people on bijstand."""

    def divide(parts, century):
        cuts = np.concatenate([[0], np.cumsum(parts)]) / sum(parts) * 4000
        rows = itertools.pairwise(cuts)
        return land([(f"BU0001{century}{i:02}", f"{century} {i}", a, b, 100.0 * i) for i, (a, b) in enumerate(rows)])

    earlier = divide(before, 10)
    earlier["inwoners"] = float(people)
    earlier["bijstand"] = np.arange(len(before), dtype=float)
    figures, how = carry_over(earlier, divide(after, 20), ["bijstand"])
    assert (how != BREAK).all()
    assert figures["inwoners"].sum() == pytest.approx(people * len(before))
    assert figures["bijstand"].sum() == pytest.approx(earlier["bijstand"].sum())


@heavy
@given(st.randoms(use_true_random=False))
def test_what_is_carried_over_does_not_depend_on_order(random):
    figures, how = carry_over(BEFORE, AFTER, ["bijstand"])
    orders = [random.sample(range(len(frame)), len(frame)) for frame in (BEFORE, AFTER)]
    others, ways = carry_over(BEFORE.iloc[orders[0]], AFTER.iloc[orders[1]], ["bijstand"])
    pd.testing.assert_frame_equal(others.loc[figures.index], figures)
    assert ways[how.index].equals(how)


@given(st.sampled_from([*BEFORE.index]))
def test_a_buurt_without_figures_leaves_them_to_those_that_do_not_lie_on_it(code):
    figures, how = carry_over(BEFORE, AFTER, ["bijstand"])
    lacking = BEFORE.assign(goed=BEFORE["goed"].mask(BEFORE.index == code))
    others, ways = carry_over(gpd.GeoDataFrame(lacking), AFTER, ["bijstand"])
    touched = AFTER.index[AFTER.intersection(BEFORE.geometry[code]).area > 0]
    assert others.loc[touched, "goed"].isna().all()
    assert np.array_equal(others.drop(index=touched)["goed"], figures.drop(index=touched)["goed"])
    assert ways.equals(how)


@pytest.mark.shared
def test_residents_of_the_east_stay_in_their_gemeente(shared_dir):
    """Residents of the buurten of 2012, carried over to the wijken of 2022, which have other codes altogether."""
    boundaries = shared_dir / "data/grenzen"
    earlier = gpd.read_parquet(boundaries / "nederland_buurten_2012.parquet").to_crs(RD)
    earlier = earlier.rename(columns={"inwoners_2012": "inwoners"}).drop(columns="buurtcode")
    later = gpd.read_parquet(boundaries / "nederland_wijken_2022.parquet").set_index("code")
    later = later[["geometry"]].assign(inwoners=later["population"].astype("float64"))
    earlier, later = (frame[frame.representative_point().x > 200_000] for frame in (earlier, later))
    earlier, later = (frame.set_geometry(frame.make_valid()) for frame in (earlier, later))
    earlier, later = (frame.assign(land_ha=frame.area / 10_000) for frame in (earlier, later))
    earlier.index = pd.Index([f"B{row}" for row in earlier.index])
    carried, how = carry_over(earlier, later, [])
    places = gpd.sjoin(earlier.set_geometry(earlier.representative_point()), later[["geometry"]], predicate="within")
    theirs = places.groupby(places["code"].str[2:6])["inwoners"].sum()
    ours = carried.groupby(carried.index.str[2:6])["inwoners"].sum()
    # Along the Wadden coast the two years draw the land differently; a break has no figure.
    whole = theirs.index.difference(pd.Index(how.index[how == BREAK].str[2:6].unique()))
    change = (ours[whole] / theirs[whole] - 1).abs()
    assert len(whole) == 55
    assert (change <= 0.01).sum() == 54
    assert ours[whole].sum() / theirs[whole].sum() == pytest.approx(1, abs=0.001)
