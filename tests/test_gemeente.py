"""A gemeente by any of its names, and Enschede as data."""

import pytest

from gezond_geo.codes import BUURTCODE, WIJKCODE, gemeentecode_of
from gezond_geo.errors import InputError, UnknownGemeenteError
from gezond_geo.gemeente import find_gemeente, gemeente_names, read_gemeente, resolve_gemeente


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Enschede", "GM0153"),
        (" enschede ", "GM0153"),
        ("GM0153", "GM0153"),
        ("gm0153", "GM0153"),
        ("Hengelo", "GM0164"),
        ("Hengelo (O.)", "GM0164"),
        ("'s-Gravenhage", "GM0518"),
        ("’s Gravenhage", "GM0518"),
        ("Den Haag", "GM0518"),
        ("den bosch", "GM0796"),
        ("Bergen (L.)", "GM0893"),
        ("Bergen NH", "GM0373"),
        ("Súdwest-Fryslân", "GM1900"),
        ("sudwest fryslan", "GM1900"),
    ],
)
def test_a_gemeente_is_found_by_any_of_its_names(name, code):
    assert resolve_gemeente(name) == code


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Bergen", ["Bergen (NH.) (GM0373)", "Bergen (L.) (GM0893)", "geef de code"]),
        ("Enschde", ["'Enschde'", "bedoelt u Enschede"]),
        ("GM9999", ["GM9999", "controleer de code"]),
        ("Xyzzy", ["'Xyzzy'", "controleer de spelling"]),
        ("", ["''", "geef de code"]),
    ],
)
def test_what_is_no_gemeente_is_said(name, said):
    with pytest.raises(UnknownGemeenteError) as error:
        resolve_gemeente(name)
    assert [words for words in said if words not in str(error.value)] == []


def test_every_gemeente_is_found_by_its_own_name():
    names = gemeente_names()
    assert len(names) == 342  # of 2024
    assert {name: resolve_gemeente(name) for name in names.values()} == {name: code for code, name in names.items()}


def test_enschede_has_ten_wijken_and_three_focus_areas():
    enschede = find_gemeente("Enschede")
    assert (enschede.code, enschede.naam) == ("GM0153", "Enschede")
    assert len(enschede.wijken) == 10
    assert all(WIJKCODE.fullmatch(code) for code in enschede.wijken)
    assert {a.naam: (a.buurten, a.deel, a.wijk) for a in enschede.focusgebieden} == {
        "Twekkelerveld": (("BU01530301",), False, "WK015303"),
        "'t Lang": (("BU01530603",), False, None),
        "Hanenberglanden": (("BU01530601",), True, None),  # a part of its buurt
    }
    assert all(len(a.aangewezen_op) == 4 for a in enschede.focusgebieden)


def test_stadsdelen_are_as_sure_as_their_source():
    stadsdelen = find_gemeente("Enschede").stadsdelen
    assert stadsdelen.index.is_unique
    assert set(stadsdelen["stadsdeel"]) == {"Centrum", "Noord", "Oost", "Zuid", "West"}
    assert stadsdelen["stadsdeel_zekerheid"].drop("BU01530301").eq("één bron").all()
    assert stadsdelen["stadsdeel_zekerheid"]["BU01530301"] == "bronnen verschillen: West of Noord"


def test_every_code_in_the_folder_is_a_buurt_of_the_figures(data):
    enschede = data.gemeente
    codes = [
        *enschede.stadsdelen.index,
        *enschede.aliassen.values(),
        *(code for area in enschede.focusgebieden for code in area.buurten),
    ]
    assert all(BUURTCODE.fullmatch(code) for code in codes)
    assert set(codes) <= set(data.buurten.index)
    assert set(enschede.wijken) == set(data.buurten["wijkcode"])


def test_a_gemeente_without_a_folder_has_a_code_and_a_name():
    hengelo = find_gemeente("Hengelo")
    assert (hengelo.code, hengelo.naam) == ("GM0164", "Hengelo (O.)")
    assert hengelo.map is None
    assert hengelo.wijken == {}
    assert hengelo.stadsdelen.empty
    assert hengelo.focusgebieden == ()
    assert hengelo.aliassen == {}


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"code = ",
        b"naam = 'Enschede'",
        b"code = 'GM0153'\nnaam = '\xeb'",
        b"code = 'GM0153'\nnaam = 'x'\n[[focusgebied]]\nnaam = 'y'",
    ],
    ids=["absent", "no TOML", "no code", "latin-1", "focus area without buurten"],
)
def test_a_folder_that_cannot_be_read_is_said(tmp_path, content):
    if content is not None:
        (tmp_path / "gemeente.toml").write_bytes(content)
    with pytest.raises(InputError, match=r"gemeente\.toml is geen bruikbare beschrijving"):
        read_gemeente(tmp_path)


def test_a_folder_needs_no_more_than_a_code_and_a_name(tmp_path):
    (tmp_path / "gemeente.toml").write_text("code = 'GM0164'\nnaam = 'Hengelo (O.)'", "utf-8")
    read = read_gemeente(tmp_path)
    assert gemeentecode_of(read.code) == "GM0164"
    assert read.stadsdelen.empty
    assert list(read.stadsdelen.columns) == ["stadsdeel", "stadsdeel_zekerheid"]
