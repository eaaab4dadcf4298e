"""A choice as people write it, and what it makes of projects: to the cent, whatever the order, and to be undone."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from examples import heavy
from four_buurten import A, B, C, D, E, F
from hypothesis import given
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.choices.changes import apply_changes, read_changes
from gezond_geo.errors import InputError

PLACES = [A, B, C, D, E]


def changes_of(*rows):
    return pd.DataFrame(list(rows))


def applied(data, *rows):
    return apply_changes(data, gg.match_projects(data), read_changes(changes_of(*rows), data)[0])


def euro_of(links):
    return links.groupby("buurtcode")["euro"].sum().round(2).to_dict()


def test_a_project_moves_by_residents(four):
    projects, links = applied(four, {"wat": "verandert", "project": 3, "buurten": f"{A}, {C}"})
    # 5000 euro over 1500 and 2500 residents.
    rows = links[links["project"] == 3]
    assert dict(zip(rows["buurtcode"], rows["euro"], strict=True)) == {A: 1875.0, C: 3125.0}
    assert euro_of(links) == {A: 7875.0, B: 2000.0, C: 3125.0}
    assert projects.loc[3, "euro"] == 5000


def test_another_amount_keeps_the_shares(four):
    _, links = applied(four, {"wat": "verandert", "project": 3, "euro": "€ 1.000,01"})
    assert links.loc[links["project"] == 3, "euro"].tolist() == [400.0, 600.01]


def test_new_projects_get_the_next_numbers_and_may_have_no_place(four):
    projects, links = applied(
        four,
        {"wat": "nieuw", "naam": "Moestuin", "euro": 100, "buurten": C, "themas": "inkomen"},
        {"wat": "nieuw", "naam": "Campagne", "euro": 50, "buurten": ""},
        {"wat": "vervalt", "project": 2},
    )
    assert projects["naam"].to_dict() == {1: "Beweegtuin", 3: "Geldspreekuur", 4: "Moestuin", 5: "Campagne"}
    assert projects["themas"][4] == "inkomen:document"
    assert set(links["project"]) == {1, 3, 4}
    assert projects.dtypes.equals(four.projects.dtypes)


def test_names_of_buurten_and_headers_of_people_are_known(four):
    names = four.buurten["buurtnaam"]
    table = pd.DataFrame(
        {"Actie": ["Verandert"], "Nr": ["1"], "Bedrag": ["7.000"], "Buurt": [f"{names[A]}; {names[C]}"]}
    )
    changes, _ = read_changes(table, four)
    assert changes.loc[1, ["wat", "project", "euro", "buurten"]].tolist() == [
        "verandert", 1, 7000.0, f"{A}:naam {C}:naam"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"wat": "weg", "project": 1}, "wat is 'weg'; schrijf nieuw, vervalt of verandert"),
        ({"wat": "", "project": 1}, "wat is leeg"),
        ({"wat": "vervalt", "project": 9}, "project 9 is er niet"),
        ({"wat": "vervalt", "project": ""}, "project is leeg"),
        ({"wat": "vervalt", "project": 1, "euro": 5}, "geen bedrag of buurten"),
        ({"wat": "verandert", "project": 1}, "er verandert niets"),
        ({"wat": "verandert", "project": 1, "euro": -5}, "euro is negatief"),
        ({"wat": "verandert", "project": 1, "buurten": "Nergens"}, "'Nergens' is geen buurt"),
        ({"wat": "verandert", "project": 1, "buurten": f"{A} {F}"}, "minder dan 100 inwoners"),
        ({"wat": "nieuw", "naam": "", "euro": 5}, "naam is leeg"),
        ({"wat": "nieuw", "naam": "Tuin"}, "euro is leeg"),
        ({"wat": "nieuw", "naam": "Tuin", "euro": 5, "project": 1}, "krijgt vanzelf een nummer"),
        ({"wat": "nieuw", "naam": "Bel 06-12345678", "euro": 5}, "telefoonnummer"),
    ],
)
def test_what_cannot_be_is_said_with_its_line(four, row, sentence):
    with pytest.raises(InputError, match=sentence) as error:
        read_changes(changes_of(row), four)
    assert "de meegegeven keuze, regel 2" in str(error.value)


def test_of_what_cannot_be_read_nothing_else_is_said(four):
    with pytest.raises(InputError) as error:
        read_changes(changes_of({"wat": "verandert", "project": 1, "buurten": "Nergens"}), four)
    assert "verandert niets" not in str(error.value)


def test_a_project_that_comes_twice_and_a_choice_of_nothing(four):
    with pytest.raises(InputError, match="project 1 staat er twee keer"):
        read_changes(changes_of({"wat": "vervalt", "project": 1}, {"wat": "vervalt", "project": 1}), four)
    with pytest.raises(InputError, match="er verandert niets; geef minstens een regel"):
        read_changes(pd.DataFrame({"wat": []}), four)


@heavy
@given(cents=st.integers(1, 10**9), codes=st.sets(st.sampled_from(PLACES), min_size=1))
def test_every_cent_is_somewhere(four, cents, codes):
    _, links = applied(four, {"wat": "verandert", "project": 1, "euro": cents / 100, "buurten": " ".join(codes)})
    assert round(links.loc[links["project"] == 1, "euro"].mul(100).round().sum()) == cents


@heavy
@given(
    numbers=st.permutations([1, 2, 3]),
    amounts=st.lists(st.integers(0, 10**6), min_size=3, max_size=3),
    names=st.permutations(list("abcdef")),
)
def test_order_and_names_change_nothing(four, numbers, amounts, names):
    rows = [
        {"wat": "verandert", "project": n, "euro": euro, "buurten": f"{A} {PLACES[n]}"}
        for n, euro in zip([1, 2, 3], amounts, strict=True)
    ]
    renamed = dataclasses.replace(four, buurten=four.buurten.assign(buurtnaam=names).iloc[::-1])
    one, two = applied(four, *rows)[1], applied(renamed, *(rows[n - 1] for n in numbers))[1]
    pd.testing.assert_frame_equal(one, two)


@heavy
@given(
    euro=st.integers(0, 10**6),
    codes=st.sets(st.sampled_from(PLACES), min_size=1),
    added=st.sets(st.sampled_from(PLACES), min_size=1),
)
def test_a_choice_undone_is_the_state_before(four, euro, codes, added):
    before = gg.match_projects(four)
    projects, links = applied(
        four,
        {"wat": "verandert", "project": 3, "euro": euro, "buurten": " ".join(codes)},
        {"wat": "verandert", "project": 1, "euro": euro},
        {"wat": "nieuw", "naam": "Tuin", "euro": euro, "buurten": " ".join(added)},
    )
    later = dataclasses.replace(four, projects=projects)
    undone, _ = read_changes(
        changes_of(
            {"wat": "verandert", "project": 3, "euro": 5000, "buurten": f"{B}:naam {D}:naam"},
            {"wat": "verandert", "project": 1, "euro": 6000},
            {"wat": "vervalt", "project": 4},
        ),
        later,
    )
    restored, again = apply_changes(later, links, undone)
    pd.testing.assert_frame_equal(again, before)
    pd.testing.assert_frame_equal(restored, four.projects)


@heavy
@given(
    euro=st.lists(st.integers(0, 10**6), min_size=5, max_size=5).filter(any),
    pair=st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda pair: pair[0] < pair[1]),
    share=st.floats(0, 1),
)
def test_moving_euro_to_a_needier_buurt_moves_the_index_towards_the_needy(four, euro, pair, share):
    needier, other = PLACES[pair[0]], PLACES[pair[1]]
    own = dataclasses.replace(four, projects=four.projects.iloc[:0])
    rows = [
        {"wat": "nieuw", "naam": f"In {code}", "euro": e, "buurten": code} for code, e in zip(PLACES, euro, strict=True)
    ]
    projects, links = applied(own, *rows)
    later = dataclasses.replace(own, projects=projects)
    amount = np.floor(share * euro[pair[1]])
    changes, _ = read_changes(
        changes_of(
            {"wat": "verandert", "project": pair[0] + 1, "euro": euro[pair[0]] + amount},
            {"wat": "verandert", "project": pair[1] + 1, "euro": euro[pair[1]] - amount},
        ),
        later,
    )
    _, after = apply_changes(later, links, changes)
    residents = four.buurten["inwoners"][PLACES]
    index = [
        gg.concentration_index(each.groupby("buurtcode")["euro"].sum()[PLACES] / residents, residents)
        for each in (links, after)
    ]
    assert after["euro"].sum() == pytest.approx(sum(euro))
    assert needier != other
    assert index[1] < index[0] if amount else index[1] == pytest.approx(index[0])
