"""Enschede as data, and what a description may not say."""

import shutil

import pytest

from gezond_geo.areas.codes import BUURTCODE, WIJKCODE, gemeentecode_of
from gezond_geo.areas.gemeente import check_gemeente, find_gemeente, read_gemeente
from gezond_geo.areas.gemeente_names import resolve_gemeente
from gezond_geo.errors import InputError, UnknownGemeenteError
from gezond_geo.io.toml import read_document


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
    assert hengelo.folder is None
    assert hengelo.wijken == {}
    assert hengelo.stadsdelen.empty
    assert hengelo.focusgebieden == ()
    assert hengelo.aliassen == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "dit bestand bestaat niet"),
        (b"code = ", "regel 1: dit is geen TOML"),
        (b"naam = 'Enschede'", "regel 1: de sleutel code ontbreekt"),
        (b"code = 'GM0153'\nnaam = '\xeb'", "regel 2: het teken dat waarschijnlijk 'ë' is, is geen UTF-8"),
        (
            b"code = 'GM0153'\nnaam = 'Enschede'\n[[focusgebied]]\nnaam = 'y'",
            "regel 3: bij dit focusgebied ontbreekt de sleutel aangewezen_op",
        ),
    ],
    ids=["absent", "no TOML", "no code", "latin-1", "focus area without buurten"],
)
def test_a_folder_that_cannot_be_read_is_said(tmp_path, content, message):
    path = tmp_path / "gemeente.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_gemeente(tmp_path)
    assert str(error.value).startswith(str(path))
    assert message in str(error.value)


TOP = 'code = "GM0164"\nnaam = "Hengelo (O.)"\n'
FOCUS = """
[[focusgebied]]
naam = "A"
buurten = ["BU01640001"]
deel = false
zekerheid = "besluit"
aangewezen_op = ["veiligheid"]
"""
STADSDEEL = """
[[stadsdeel]]
naam = "Noord"
zekerheid = "vast"
buurten = [
    "BU01640001",
    "BU01640002",
]
"""


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ('code = "GM9999"\nnaam = "x"\n', 1, "'GM9999' is geen code van een gemeente"),
        ('code = "Hengelo"\nnaam = "x"\n', 1, "schrijf GM en vier cijfers"),
        ('code = "GM0164"\nnaam = "Enschede"\n', 2, "Enschede is de naam van GM0153 en niet van GM0164"),
        (TOP + '[wijken]\nWK016400 = "A"\nWK015300 = "B"\n', 5, "wijk WK015300 ligt niet in Hengelo (O.) (GM0164)"),
        (TOP + '[wijken]\nBU01640001 = "A"\n', 4, "'BU01640001' is geen CBS-wijkcode"),
        (TOP + '[aliassen]\n"Het Dorp" = "BU0164"\n', 4, "'BU0164' is geen CBS-buurtcode"),
        (TOP + '[aliassen]\n"Het Dorp" = "BU01530001"\n', 4, "buurt BU01530001 ligt niet in Hengelo (O.)"),
        (TOP + '[aliassen]\n"Het Dorp" = "BU01649999"\n', 4, "buurt BU01649999 bestaat niet in Hengelo (O.)"),
        (TOP + STADSDEEL.replace("BU01640002", "BU01640001"), 9, "buurt BU01640001 staat al bij een stadsdeel"),
        (TOP + STADSDEEL + STADSDEEL, 16, "buurt BU01640001 staat al bij een stadsdeel"),
        (TOP + STADSDEEL.replace("BU01640002", "BU01530002"), 9, "BU01530002 ligt niet in"),
        (TOP + FOCUS.replace("BU01640001", "BU01649999"), 6, "buurt BU01649999 bestaat niet in Hengelo (O.)"),
        (TOP + FOCUS.replace("deel", 'wijk = "WK015300"\ndeel'), 7, "wijk WK015300 ligt niet in Hengelo (O.)"),
        (TOP + FOCUS + FOCUS, 12, "focusgebied A staat er twee keer"),
        (TOP + FOCUS.replace('["BU01640001"]', "[]"), 6, "buurten is leeg"),
    ],
)
def test_what_a_description_may_not_say(tmp_path, content, line, message):
    (tmp_path / "gemeente.toml").write_text(content, "utf-8")
    codes = {f"BU0164000{n}" for n in range(5)}
    # Which codes there are is known to who checks; the form of a code and its gemeente to who reads.
    buurten = codes if "bestaat niet" in message else None
    faults = check_gemeente(read_document(tmp_path / "gemeente.toml"), buurten)
    assert [(fault.line, message in fault.text) for fault in faults if fault.line == line] == [(line, True)]
    if buurten is None:
        with pytest.raises(InputError, match=f"regel {min(faults).line}: "):
            read_gemeente(tmp_path)


def test_a_good_description_has_no_faults(tmp_path):
    path = tmp_path / "gemeente.toml"
    path.write_text(TOP + STADSDEEL + FOCUS + FOCUS.replace('"A"', '"B"'), "utf-8")
    assert check_gemeente(read_document(path), {"BU01640001", "BU01640002"}) == []
    assert [area.naam for area in read_gemeente(tmp_path).focusgebieden] == ["A", "B"]  # in the same buurt, as may be


def test_a_folder_needs_no_more_than_a_code_and_a_name(tmp_path):
    (tmp_path / "gemeente.toml").write_text("code = 'GM0164'\nnaam = 'Hengelo (O.)'", "utf-8")
    gemeente = read_gemeente(tmp_path)
    assert gemeentecode_of(gemeente.code) == "GM0164"
    assert gemeente.stadsdelen.empty
    assert list(gemeente.stadsdelen.columns) == ["stadsdeel", "stadsdeel_zekerheid"]


@pytest.fixture
def hengelo(tmp_path):
    (tmp_path / "gemeente.toml").write_text(TOP, "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", [None, "Hengelo", "GM0164"])
def test_a_folder_decides_which_gemeente(hengelo, name):
    gemeente = find_gemeente(name, hengelo)
    assert (gemeente.code, gemeente.folder, gemeente.figures_folder) == ("GM0164", hengelo, None)


def test_a_folder_of_another_gemeente_is_refused(hengelo):
    message = r"is van Hengelo \(O\.\) \(GM0164\) en niet van Enschede \(GM0153\); geef de map van die gemeente"
    with pytest.raises(InputError, match=message):
        find_gemeente("Enschede", hengelo)


def test_a_folder_without_figures_has_those_of_the_package(tmp_path):
    (tmp_path / "gemeente.toml").write_text('code = "GM0153"\nnaam = "Enschede"\n', "utf-8")
    packaged = find_gemeente("Enschede")
    gemeente = find_gemeente(None, tmp_path)
    assert (gemeente.folder, gemeente.figures_folder) == (tmp_path, packaged.folder)
    assert gemeente.focusgebieden == ()  # what the folder does not say, is not said
    shutil.copy(packaged.folder / "cijfers.csv", tmp_path)
    assert find_gemeente(None, tmp_path).figures_folder == tmp_path


def test_the_country_is_no_gemeente_but_can_be_asked_for():
    assert find_gemeente(" nederland").naam == "Nederland"
    with pytest.raises(UnknownGemeenteError):
        resolve_gemeente("Nederland")


def test_without_a_name_it_is_the_gemeente_that_is_standard_in_its_own_file():
    assert find_gemeente(None).naam == "Enschede"
    assert [g.standaard for g in (find_gemeente("Enschede"), find_gemeente("Hengelo"))] == [True, False]


NOORD = """
[[focusgebied]]
naam = "Noord"
buurten = ["BU01640001"]
deel = false
zekerheid = "besluit"
aangewezen_op = ["leefbaarheid", "schulden"]
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [("", ("leefbaarheid", "schulden")), ('niet_gemeten = ["schulden"]', ("schulden",)), ("niet_gemeten = []", ())],
)
def test_what_is_not_measured_is_what_areas_were_designated_on_unless_the_folder_says_it(tmp_path, line, expected):
    path = tmp_path / "gemeente.toml"
    path.write_text(f'code = "GM0164"\nnaam = "Hengelo (O.)"\n{line}\n{NOORD}', "utf-8")
    assert find_gemeente(None, tmp_path).niet_gemeten == expected
