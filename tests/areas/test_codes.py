"""Codes and names: one name in all its spellings."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.areas.codes import ANYWHERE, BUURTCODE, GEMEENTECODE, WIJKCODE, Region, gemeentecode_of, wijkcode_of
from gezond_geo.io.names import name_file, normalise_name, suggest_names

APOSTROPHES = "'’‘ʼ`´"
ACCENTS = "áàâäãåéèêëíìîïóòôöõúùûüñçýÿ"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
names = st.one_of(
    st.text(alphabet=LETTERS + ACCENTS + APOSTROPHES + " -.,()/"),
    st.lists(st.sampled_from(["De", "Het", "'t", "’t", "Lang", "Bolhaar", "t", "é"])).map(" ".join),
)


@pytest.mark.parametrize("code", ["BU01530301", "BU0153A30B"])
def test_codes_of_wijk_and_gemeente(code):
    assert BUURTCODE.fullmatch(code)
    assert wijkcode_of(code) == "WK" + code[2:8]
    assert gemeentecode_of(code) == gemeentecode_of(wijkcode_of(code)) == "GM0153"
    assert WIJKCODE.fullmatch(wijkcode_of(code))
    assert GEMEENTECODE.fullmatch(gemeentecode_of(code))


@pytest.mark.parametrize("code", ["BU0153030", "BU015303011", "bu01530301", "WK015303", "BU0153 301", ""])
def test_what_is_no_buurtcode(code):
    assert not BUURTCODE.fullmatch(code)


@pytest.mark.parametrize(
    ("spellings", "normal"),
    [
        (("'t Lang", "’t Lang", "‘t Lang", "Het Lang", "het  LANG", "`t Lang", "´t Lang"), "lang"),
        (("De Bothoven", "Bothoven", " bothoven "), "bothoven"),
        (("Súdwest-Fryslân", "Sudwest Fryslan"), "sudwest fryslan"),
        (("'s-Gravenhage", "’s Gravenhage"), "s gravenhage"),
        (("'t Ni-je Terphoes", "Ni je Terphoes"), "ni je terphoes"),
        (("Ariënshuis", "Arie\u0308nshuis"), "arienshuis"),
        (("Lasonder, Zeggelt",), "lasonder zeggelt"),
        (("Detmerdam",), "detmerdam"),
        (("", " '’ ", "–"), ""),
    ],
)
def test_spellings_are_one_name(spellings, normal):
    assert {normalise_name(spelling) for spelling in spellings} == {normal}


@pytest.mark.slow
@given(st.one_of(names, st.text()))
def test_normalising_twice_is_normalising_once(name):
    assert normalise_name(normalise_name(name)) == normalise_name(name)


@given(st.text())
def test_nothing_is_left_but_words(name):
    assert re.fullmatch(r"([0-9a-z]+( [0-9a-z]+)*)?", normalise_name(name))


@given(names)
def test_case_does_not_matter(name):
    assert normalise_name(name.upper()) == normalise_name(name.lower()) == normalise_name(name)


@given(names)
def test_accents_do_not_matter(name):
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    assert normalise_name(plain) == normalise_name(name)
    assert normalise_name(unicodedata.normalize("NFD", name)) == normalise_name(name)


@given(names, st.sampled_from(APOSTROPHES), st.sampled_from(["", *APOSTROPHES]))
def test_kind_of_apostrophe_does_not_matter(name, one, other):
    assert normalise_name(name.replace(one, other)) == normalise_name(name)


def test_suggestions_are_the_likeliest_first():
    buurt_names = ["Wesselerbrink Noord-Oost", "Wesselerbrink Zuid-Oost", "Roombeek", "Deppenbroek"]
    assert suggest_names("Wesselerbrink noordoost", buurt_names)[0] == "Wesselerbrink Noord-Oost"
    assert suggest_names("Depenbroek", buurt_names) == ["Deppenbroek"]
    assert suggest_names("xyz", buurt_names) == []
    assert len(suggest_names("Wesselerbrink", [f"Wesselerbrink {n}" for n in range(9)], count=2)) == 2


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Enschede", "enschede"),
        ("'s-Gravenhage", "s-gravenhage"),
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("Nuenen, Gerwen en Nederwetten", "nuenen-gerwen-en-nederwetten"),
        ("De Bilt", "de-bilt"),
        ("Hengelo (O.)", "hengelo-o"),
    ],
)
def test_a_name_becomes_that_of_a_file(name, file):
    assert name_file(name) == file


@given(st.text())
def test_no_name_leads_out_of_a_folder(name):
    assert re.fullmatch(r"([0-9a-z]+(-[0-9a-z]+)*)?", name_file(name))


HENGELO = Region("GM0164", "Hengelo (O.)")
KNOWN = Region("GM0164", "Hengelo (O.)", ["BU01640101"])


@pytest.mark.parametrize(
    ("region", "code", "reason"),
    [
        (ANYWHERE, "BU01530301", ""),
        (HENGELO, "BU01640999", ""),
        (KNOWN, "BU01640101", ""),
        (ANYWHERE, "BU0153", "'BU0153' is geen CBS-buurtcode"),
        (HENGELO, "BU01530301", "buurt BU01530301 ligt niet in Hengelo (O.) (GM0164)"),
        (KNOWN, "BU01640999", "buurt BU01640999 bestaat niet in Hengelo (O.)"),
        (KNOWN, "BU01530301", "buurt BU01530301 bestaat niet in Hengelo (O.)"),
    ],
)
def test_why_a_code_is_no_buurt(region, code, reason):
    assert region.explain_buurt(code).startswith(reason)
    assert bool(region.explain_buurt(code)) == bool(reason)


@pytest.mark.parametrize(
    ("region", "code", "reason"),
    [
        (ANYWHERE, "WK015303", ""),
        (HENGELO, "WK016409", ""),
        (KNOWN, "WK016401", ""),
        (ANYWHERE, "BU01530301", "'BU01530301' is geen CBS-wijkcode"),
        (HENGELO, "WK015303", "wijk WK015303 ligt niet in Hengelo (O.) (GM0164)"),
        (KNOWN, "WK016409", "wijk WK016409 bestaat niet in Hengelo (O.)"),
    ],
)
def test_why_a_code_is_no_wijk(region, code, reason):
    assert region.explain_wijk(code).startswith(reason)
    assert bool(region.explain_wijk(code)) == bool(reason)
