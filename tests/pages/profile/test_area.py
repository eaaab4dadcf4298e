"""The area that a paper is about, by any of its names."""

import dataclasses

import pytest

import gezond_geo as gg
from gezond_geo.errors import InputError, UnknownBuurtError
from gezond_geo.pages.profile.area import complete_areas, find_area


@pytest.mark.parametrize(
    ("names", "soort", "codes"),
    [
        (["'t Lang"], "focusgebied", 1),
        (["het lang"], "focusgebied", 1),
        (["Hanenberglanden"], "focusgebied", 1),
        (["De Bothoven"], "buurt", 1),
        (["BU01530003"], "buurt", 1),
        (["buurt Pathmos"], "buurt", 1),
        (["wijk Enschede-Zuid"], "wijk", 10),
        (["WK015306"], "wijk", 10),
        (["Pathmos, Dolphia"], "gebied", 2),
        (["Pathmos", "Dolphia", "pathmos"], "gebied", 2),
        (["Pathmos", "BU01530200"], "gebied", 2),
    ],
)
def test_an_area_is_found_by_its_name_code_or_kind(data, names, soort, codes):
    area = find_area(data, names)
    assert (area.soort, len(area.codes)) == (soort, codes)


def test_a_part_of_a_buurt_is_known_as_one(data):
    part, whole = find_area(data, ["Hanenberglanden"]), find_area(data, ["Twekkelerveld"])
    assert (part.is_part, whole.is_part) == (True, False)
    assert find_area(data, ["Stroinkslanden-Zuid"]).is_part is False


def test_a_name_that_is_none_gives_the_nearest(data):
    with pytest.raises(
        UnknownBuurtError, match=r"geen focusgebied, buurt, wijk of stadsdeel 'Pathmoss'; bedoelt u Pathmos\?"
    ):
        find_area(data, ["Pathmoss"])
    with pytest.raises(InputError, match="Er is geen buurt genoemd"):
        find_area(data, [" , "])


def test_a_stadsdeel_that_is_not_fully_placed_is_refused_with_the_share(data):
    # 60 960 of the 159 550 residents live in buurten of which the stadsdeel is not known.
    with pytest.raises(InputError, match=r"met 60\.960 van de 159\.550 inwoners \(38 van de 100\)"):
        gg.make_profile(data, "stadsdeel Centrum")


def test_a_stadsdeel_that_is_fully_placed_has_a_paper(data, scores, links, sure):
    buurten = data.buurten.assign(stadsdeel=data.buurten["stadsdeel"].fillna("Rest"))
    whole = dataclasses.replace(data, buurten=buurten)
    assert "stadsdeel van" in gg.make_profile(whole, "stadsdeel Zuid", scores, links, sure).html


def test_every_area_of_which_a_paper_can_be_made_is_there_once(data):
    areas = complete_areas(data)
    # 70 buurten, of which two go by the name of the focus area that they are, a part of one, and ten wijken.
    kinds = [area.soort for area in areas]
    assert [kinds.count(kind) for kind in ("focusgebied", "buurt", "wijk", "stadsdeel")] == [3, 68, 10, 0]
