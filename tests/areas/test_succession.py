import pandas as pd
import pytest
from examples import heavy
from hypothesis import given
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.areas.succession import EARLIER, LATER


def regions(*rows):
    """Make regions of (code, name, land in hectares, residents)."""
    return pd.DataFrame(rows, columns=["code", "naam", "land_ha", "inwoners"]).set_index("code")


AROUND = [("NL", "Nederland", 1000, 9000), ("GM0363", "Amsterdam", 600, 5000)]
"""A country with one gemeente."""


def kinds(before, after):
    """Give the kind and counterparts of each code, by moment."""
    rows = gg.trace_codes(regions(*before), regions(*after))
    return {
        moment: {code: (kind, others) for code, kind, others in part[["code", "soort", "tegenhanger"]].to_numpy()}
        for moment, part in rows.groupby("moment")
    }


def in_one_wijk(before, after):
    """Trace buurten of one wijk that stays the same."""
    wijk = ("WK036300", "Centrum", 600, 5000)
    full = [[(f"BU0363000{n}", name, land, people) for n, name, land, people in rows] for rows in (before, after)]
    traced = kinds(*([*AROUND, wijk, *rows] for rows in full))
    assert traced[EARLIER]["WK036300"] == ("zelfde", "WK036300")
    return [{code[-1]: fate[0] for code, fate in traced[m].items() if code.startswith("BU")} for m in (EARLIER, LATER)]


REST = (9, "Rest", 500, 4000)
HALVES = [(1, "Noord", 40, 400), (2, "Zuid", 60, 500)]


@pytest.mark.parametrize(
    ("before", "after", "earlier", "later"),
    [
        # Land may differ by 1 hectare or 2 %.
        ([(0, "Kern", 100, 900)], [(0, "Kern", 102, 950)], {"0": "zelfde"}, {"0": "zelfde"}),
        # The code and land under another name: as many people, or a name that looks the same.
        ([(0, "Kern", 100, 900)], [(0, "Oude stad", 100, 950)], {"0": "hernoemd"}, {"0": "hernoemd"}),
        ([(0, "Cruqius", 100, 250)], [(0, "Cruquius", 100, 885)], {"0": "hernoemd"}, {"0": "hernoemd"}),
        # Two that changed codes.
        (
            [(0, "Noord", 40, 100), (1, "Zuid", 60, 900)],
            [(1, "Noord", 40, 100), (0, "Zuid", 60, 900)],
            {"0": "hernoemd", "1": "hernoemd"},
            {"0": "hernoemd", "1": "hernoemd"},
        ),
        ([(0, "Kern", 100, 900)], HALVES, {"0": "gesplitst"}, {"1": "gesplitst", "2": "gesplitst"}),
        # A part of it kept its name.
        (
            [(0, "Kern", 100, 900)],
            [(0, "Kern", 40, 400), (2, "Zuid", 60, 500)],
            {"0": "gesplitst"},
            {"0": "gesplitst", "2": "gesplitst"},
        ),
        (HALVES, [(0, "Kern", 100, 900)], {"1": "samengevoegd", "2": "samengevoegd"}, {"0": "samengevoegd"}),
        # Neighbours that moved their border.
        (
            HALVES,
            [(1, "Noord", 50, 450), (2, "Zuid", 50, 450)],
            {"1": "grens gewijzigd", "2": "grens gewijzigd"},
            {"1": "grens gewijzigd", "2": "grens gewijzigd"},
        ),
        # One that began between them, and one that ended.
        (
            HALVES,
            [(1, "Noord", 30, 450), (2, "Zuid", 50, 450), (3, "Midden", 20, 50)],
            {"1": "grens gewijzigd", "2": "grens gewijzigd"},
            {"1": "grens gewijzigd", "2": "grens gewijzigd", "3": "nieuw"},
        ),
        (
            [(1, "Noord", 30, 450), (2, "Zuid", 50, 450), (3, "Midden", 20, 50)],
            HALVES,
            {"1": "grens gewijzigd", "2": "grens gewijzigd", "3": "beëindigd"},
            {"1": "grens gewijzigd", "2": "grens gewijzigd"},
        ),
        (
            HALVES,
            [(3, "Oost", 30, 450), (4, "West", 70, 450)],
            {"1": "opnieuw ingedeeld", "2": "opnieuw ingedeeld"},
            {"3": "opnieuw ingedeeld", "4": "opnieuw ingedeeld"},
        ),
    ],
)  # fmt: skip
def test_what_became_of_the_buurten_of_one_wijk(before, after, earlier, later):
    rest = {"9": "zelfde"}
    assert in_one_wijk([*before, REST], [*after, REST]) == [earlier | rest, later | rest]


def test_gemeenten_that_were_joined_take_their_buurten_along():
    """Weesp went into Amsterdam in 2022."""
    town = [("GM0363", "Amsterdam", 600, 5000), ("WK036300", "Centrum", 600, 5000), ("BU03630000", "Dam", 600, 5000)]
    before = [
        *town,
        ("GM0457", "Weesp", 400, 4000),
        ("WK045700", "Weesp", 400, 4000),
        ("BU04570000", "Vest", 400, 4000),
    ]
    after = [
        ("GM0363", "Amsterdam", 1000, 9100),
        *town[1:],
        ("WK0363SA", "Weesp", 400, 4100),
        ("BU0363SA01", "Vest", 400, 4100),
    ]
    traced = kinds(before, after)
    assert traced[EARLIER]["GM0457"] == ("samengevoegd", "GM0363")
    assert traced[LATER]["GM0363"] == ("samengevoegd", "GM0363 GM0457")
    assert traced[EARLIER]["WK045700"] == ("hernoemd", "WK0363SA")
    assert traced[LATER]["BU0363SA01"] == ("hernoemd", "BU04570000")
    assert traced[LATER]["BU03630000"] == ("zelfde", "BU03630000")


NAMES = st.sampled_from(["Noord", "Zuid", "Oost", "West", "Kern"])
BUURTEN = st.lists(
    st.tuples(st.integers(0, 9), NAMES, st.integers(1, 50), st.integers(0, 500)),
    max_size=6,
    unique_by=lambda row: row[0],
)


@heavy
@given(BUURTEN, BUURTEN, st.randoms(use_true_random=False))
def test_every_code_has_one_row_in_any_order(before, after, random):
    def frame(rows):
        own = [(f"BU0363000{n}", name, land, people) for n, name, land, people in rows]
        return regions(*AROUND, ("WK036300", "Centrum", 600, 5000), *own)

    def shuffled(frame):
        order = list(range(len(frame)))
        random.shuffle(order)
        return frame.iloc[order]

    earlier, later = frame(before), frame(after)
    rows = gg.trace_codes(earlier, later)
    for moment, own in ((EARLIER, earlier), (LATER, later)):
        assert sorted(rows.loc[rows["moment"].eq(moment), "code"]) == sorted(own.index)
    # Who lives on in whom is said on both sides.
    links = {
        m: {(c, o) for c, t in part[["code", "tegenhanger"]].to_numpy() for o in t.split()}
        for m, part in rows.groupby("moment")
    }
    assert links[EARLIER] == {(other, code) for code, other in links[LATER]}
    keys = ["moment", "code"]
    again = gg.trace_codes(shuffled(earlier), shuffled(later)).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(again, rows.sort_values(keys, ignore_index=True))


@heavy
@given(BUURTEN)
def test_a_year_beside_itself_is_the_same(buurten):
    own = regions(*AROUND, *((f"BU0363000{n}", name, land, people) for n, name, land, people in buurten))
    rows = gg.trace_codes(own, own)
    assert set(rows["soort"]) == {"zelfde"}


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_every_code_of_2020_and_2024_is_accounted_for():
    """KWB 2020 (84799NED) has 17 341 regions, and 2024 (85984NED) 18 309 besides the country."""
    before, after = gg.load_regions(2020), gg.load_regions(2024)
    assert (len(before), len(after)) == (17_341, 18_309)
    rows = gg.trace_codes(before, after)
    counts = rows.groupby(["moment", "niveau"])["soort"].value_counts()
    assert counts[EARLIER, "gemeente"].to_dict() == {
        "zelfde": 320, "samengevoegd": 19, "grens gewijzigd": 9, "hernoemd": 6, "beëindigd": 1
    }  # fmt: skip
    assert counts[EARLIER, "buurt"].to_dict() == {
        "zelfde": 11_268, "opnieuw ingedeeld": 1_044, "hernoemd": 960, "grens gewijzigd": 503, "gesplitst": 23,
        "samengevoegd": 10,
    }  # fmt: skip
    assert counts[LATER, "buurt"].to_dict() == {
        "zelfde": 11_268, "opnieuw ingedeeld": 1_763, "hernoemd": 960, "grens gewijzigd": 503, "gesplitst": 59,
        "nieuw": 16, "samengevoegd": 5,
    }  # fmt: skip
    assert counts[EARLIER].sum() == 17_341
    assert counts[LATER].sum() == 18_309
    eemsdelta = rows[rows["code"].eq("GM1979")].iloc[0]
    assert (eemsdelta["soort"], eemsdelta["tegenhanger"]) == ("samengevoegd", "GM0003 GM0010 GM0024")
    enschede = rows[rows["code"].str.startswith("BU0153")]
    assert set(enschede["soort"]) == {"zelfde"}
