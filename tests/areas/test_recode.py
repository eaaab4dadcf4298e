"""Which buurt of one year is which of another, by hand and on the real tables of 2020 and 2024."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from gezond_geo.areas.recode import NONE, OVERLAP, SAME, match_buurten, same_land, say_match


def land(**hectares):
    return pd.DataFrame({"land_ha": hectares}, dtype="float64").rename_axis("buurtcode")


def areas(**boxes):
    """Buurten of one box each, in metres; their land is their area."""
    shapes = gpd.GeoSeries([box(*corners) for corners in boxes.values()], index=list(boxes), crs="EPSG:28992")
    return gpd.GeoDataFrame({"land_ha": shapes.area / 10_000}, geometry=shapes).rename_axis("buurtcode")


def rows(table):
    """The rows as tuples, missing as None."""
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in table.itertuples(index=False)]


def test_a_code_with_as_much_land_is_the_same_buurt():
    pairs = match_buurten(land(A=50, B=200, C=30), land(A=51, B=204, C=30, D=10))
    assert list(pairs.columns) == ["earlier", "later", "how", "share"]
    assert rows(pairs) == [
        ("A", "A", SAME, 1.0),
        ("B", "B", SAME, 1.0),
        ("C", "C", SAME, 1.0),
        (None, "D", NONE, None),
    ]


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (30, 31, True),  # one hectare
        (30, 31.1, False),  # more, and more than 2 %
        (200, 204, True),  # 2 %
        (200, 195.9, False),
        (np.nan, 30, False),  # unknown is not the same
        (30, np.nan, False),
        (np.nan, np.nan, False),
        (0, 0, True),
    ],
)
def test_land_may_differ_as_far_as_it_is_measured(before, after, same):
    assert same_land(pd.Series({"A": before}), pd.Series({"A": after}))["A"] == same


def test_a_code_with_another_name_is_not_the_same_buurt():
    before = land(A=50, B=50, C=50, D=50).assign(buurtnaam=["'t Lang", "De Bothoven", "C", None])
    after = land(A=50, B=50, C=50, D=50).assign(buurtnaam=["Het Lang", "City", "Centrum", "Zuid"])
    # Spelled otherwise is the same name; a code in the place of a name is none, and so is nothing.
    pairs = match_buurten(before, after)
    assert pairs.loc[pairs["how"] == SAME, "earlier"].tolist() == ["A", "C", "D"]
    assert match_buurten(before, after.drop(columns="buurtnaam"))["how"].eq(SAME).all()


def test_a_buurt_that_was_renamed_is_found_by_its_boundary():
    before = areas(A=(0, 0, 1000, 1000)).assign(buurtnaam="Rubensstraat")
    after = areas(A=(0, 0, 1000, 1000)).assign(buurtnaam="Vermeerkwartier")
    assert rows(match_buurten(before, after)) == [("A", "A", OVERLAP, pytest.approx(1.0))]


def test_without_boundaries_what_changed_has_no_counterpart():
    pairs = match_buurten(land(A=50, B=50, C=np.nan), land(A=80, C=20, D=20))
    assert rows(pairs) == [
        ("A", None, NONE, None),
        ("B", None, NONE, None),
        ("C", None, NONE, None),
        (None, "A", NONE, None),
        (None, "C", NONE, None),
        (None, "D", NONE, None),
    ]


def test_a_renumbered_buurt_is_found_by_its_boundary():
    pairs = match_buurten(areas(A=(0, 0, 1000, 1000)), areas(Z=(0, 0, 1000, 1000)))
    assert rows(pairs) == [("A", "Z", OVERLAP, pytest.approx(1.0))]


def test_a_split_buurt_has_a_row_per_part_the_largest_first():
    # A of 100 ha keeps its code for 30 ha; B has 70 of them now.
    pairs = match_buurten(areas(A=(0, 0, 1000, 1000)), areas(A=(0, 0, 300, 1000), B=(300, 0, 1000, 1000)))
    assert rows(pairs) == [("A", "B", OVERLAP, pytest.approx(0.7)), ("A", "A", OVERLAP, pytest.approx(0.3))]


def test_merged_buurten_lead_to_the_same_one():
    pairs = match_buurten(
        areas(A=(0, 0, 1000, 1000), B=(1000, 0, 1200, 1000)), areas(A=(0, 0, 1200, 1000), C=(5000, 0, 6000, 1000))
    )
    assert rows(pairs) == [
        ("A", "A", OVERLAP, pytest.approx(1.0)),
        ("B", "A", OVERLAP, pytest.approx(1.0)),
        (None, "C", NONE, None),
    ]


def test_where_boundaries_were_drawn_a_little_differently_is_no_overlap():
    # B begins 5 m within A: 0.5 % of A.
    later = areas(Z=(0, 0, 995, 1000), B=(995, 0, 2000, 1000))
    assert rows(match_buurten(areas(A=(0, 0, 1000, 1000)), later)) == [
        ("A", "Z", OVERLAP, pytest.approx(0.995)),
        (None, "B", NONE, None),
    ]


def test_a_buurt_without_its_boundary_is_not_lost():
    earlier = areas(A=(0, 0, 1000, 1000), B=(1000, 0, 2000, 1000))
    earlier.loc["B", "geometry"] = None
    later = areas(Y=(0, 0, 1000, 1000), Z=(1000, 0, 2000, 1000))
    assert rows(match_buurten(earlier, later)) == [
        ("A", "Y", OVERLAP, pytest.approx(1.0)),
        ("B", None, NONE, None),
        (None, "Z", NONE, None),
    ]


def test_boundaries_of_one_year_only_are_not_enough():
    assert rows(match_buurten(areas(A=(0, 0, 1000, 1000)), land(Z=100))) == [
        ("A", None, NONE, None),
        (None, "Z", NONE, None),
    ]


tables = st.dictionaries(st.sampled_from("ABCDEFGH"), st.none() | st.integers(0, 300), max_size=8).map(
    lambda own: land(**{code: np.nan if value is None else value for code, value in own.items()})
)


@given(earlier=tables, later=tables)
def test_no_row_vanishes_and_none_is_made_up(earlier, later):
    before = earlier.copy(), later.copy()
    pairs = match_buurten(earlier, later)
    assert set(pairs["earlier"].dropna()) == set(earlier.index)
    assert set(pairs["later"].dropna()) == set(later.index)
    assert pairs["earlier"].dropna().is_unique  # without boundaries there is nothing to split
    assert (pairs["how"].eq(SAME) == pairs["share"].eq(1)).all()
    pd.testing.assert_frame_equal(earlier, before[0])
    pd.testing.assert_frame_equal(later, before[1])


@given(tables)
def test_a_year_matches_itself_as_far_as_land_is_known(table):
    pairs = match_buurten(table, table)
    assert pairs.loc[pairs["how"] == SAME, "earlier"].tolist() == table.dropna().index.sort_values().tolist()


def test_the_summary_counts_every_buurt():
    earlier = areas(A=(0, 0, 500, 500), B=(0, 500, 500, 900), C=(900, 900, 1000, 1000), D=(2000, 0, 2100, 100))
    later = areas(A=(0, 0, 500, 500), E=(0, 500, 500, 700), F=(0, 700, 500, 900), D=(3000, 0, 3500, 500))
    residents = pd.Series({"A": 5000, "B": 900, "C": 1200, "D": 40})
    assert say_match(match_buurten(earlier, later), residents, before=2020, after=2024) == (
        "Van 4 buurten van 2020 zijn er 1 in 2024 dezelfde (code en land); 1 zijn op hun grens teruggevonden; "
        "2 (samen 1.240 inwoners) zijn veranderd van grens of code; 1 zijn er in 2024 alleen."
    )


def test_the_summary_of_a_year_that_did_not_change():
    same = land(A=10, B=20)
    sentence = say_match(match_buurten(same, same), pd.Series({"A": 1, "B": 2}), before=2020, after=2024)
    assert sentence == "Van 2 buurten van 2020 zijn er 2 in 2024 dezelfde (code en land)."


@pytest.mark.shared
def test_2020_and_2024_share_what_they_share(shared_dir):
    tables = []
    for name, column in (("84799NED", "OppervlakteLand_111"), ("85984NED", "OppervlakteLand_123")):
        raw = pd.read_parquet(shared_dir / f"data/statline/{name}/TypedDataSet.parquet")
        raw = raw.set_index(raw["WijkenEnBuurten"].str.strip())[[column]].set_axis(["land_ha"], axis=1)
        tables.append(raw[raw.index.str.startswith("BU")])
    earlier, later = tables
    assert (len(earlier), len(later), len(earlier.index.intersection(later.index))) == (13_808, 14_574, 12_305)
    pairs = match_buurten(earlier, later)
    assert pairs["earlier"].nunique() == 13_808
    assert pairs["later"].nunique() == 14_574
    # Of the 12 305 codes they share, 847 have other land.
    assert pairs["how"].value_counts().to_dict() == {SAME: 11_458, NONE: (13_808 - 11_458) + (14_574 - 11_458)}
    enschede = pairs[pairs["earlier"].str.startswith("BU0153", na=False)]
    assert (enschede["how"] == SAME).all()
    assert len(enschede) == 70


@pytest.mark.shared
def test_enschede_has_the_boundaries_of_2012(shared_dir):
    """The stone cover of 2012's buurten is that of today's."""
    then = gpd.read_parquet(shared_dir / "data/grenzen/nederland_buurten_2012.parquet").dropna(subset="buurtcode")
    then = then[then["buurtcode"].str.startswith("BU0153")].set_index("buurtcode").to_crs("EPSG:28992")
    now = (
        gpd.read_file(shared_dir / "data/grenzen/enschede_buurten.geojson").set_index("buurtcode").to_crs("EPSG:28992")
    )
    pairs = match_buurten(*(frame.assign(land_ha=frame.area / 10_000) for frame in (then, now)))
    assert len(pairs) == 70
    assert (pairs["earlier"] == pairs["later"]).all()
    # One buurt of the same land has another name since: its boundary tells that it is the same.
    renamed = pairs[pairs["how"] != SAME]
    assert renamed[["later", "how"]].to_numpy().tolist() == [["BU01530703", OVERLAP]]
    assert renamed["share"].min() > 0.99
    # The same without codes: the boundaries alone say so.
    blind = then.set_axis("X" + then.index)
    by_shape = match_buurten(blind.assign(land_ha=blind.area / 10_000), now.assign(land_ha=now.area / 10_000))
    largest = by_shape.dropna().drop_duplicates("earlier")
    assert (largest["earlier"] == "X" + largest["later"]).all()
    assert largest["share"].min() > 0.98


def test_a_boundary_that_crosses_itself_is_repaired():
    earlier, later = areas(A=(0, 0, 100, 100)), areas(B=(0, 0, 100, 100))
    bowtie = gpd.GeoSeries([Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])], index=["A"], crs=earlier.crs)
    pairs = match_buurten(earlier.set_geometry(bowtie), later)
    assert rows(pairs) == [("A", "B", OVERLAP, 1.0)]
