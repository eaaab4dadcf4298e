"""A gemeente by any of its names, and those that have ended."""

import re
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.areas.ended import began_in, ended_gemeenten
from gezond_geo.areas.gemeente_names import every_name, explain_absence, gemeente_names, resolve_gemeente
from gezond_geo.errors import UnknownGemeenteError
from gezond_geo.io.names import normalise_name


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
        ("SudwestFryslan", "GM1900"),
        ("Noardeast-Fryslan", "GM1970"),
        ("s Hertogenbosch", "GM0796"),
        ("Weesp", "GM0457"),
        ("gm0457", "GM0457"),
        ("UDEN", "GM0856"),
        ("Heerhugowaard", "GM0398"),
        ("Mill en Sint-Hubert", "GM0815"),
        ("Haren", "GM0017"),
    ],
)
def test_a_gemeente_is_found_by_any_of_its_names(name, code):
    assert resolve_gemeente(name) == code


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Bergen", ["Bergen (NH.) (GM0373)", "Bergen (L.) (GM0893)", "geef de code"]),
        ("Enschde", ["'Enschde'", "bedoelt u Enschede"]),
        ("Heerhugowaart", ["bedoelt u Heerhugowaard"]),
        ("GM9999", ["GM9999", "controleer de code"]),
        ("Xyzzy", ["'Xyzzy'", "controleer de spelling"]),
        ("", ["''", "geef de code"]),
    ],
)
def test_what_is_no_gemeente_is_said(name, parts):
    with pytest.raises(UnknownGemeenteError) as error:
        resolve_gemeente(name)
    assert [words for words in parts if words not in str(error.value)] == []


def plain(name):
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


WAYS = {
    "as it is": lambda name: name,
    "upper case": str.upper,
    "lower case": str.lower,
    "without accents": plain,
    "accents apart": lambda name: unicodedata.normalize("NFD", name),
    "without apostrophes": lambda name: name.replace("'", ""),
    "another apostrophe": lambda name: name.replace("'", "’"),
    "hyphens as spaces": lambda name: name.replace("-", " "),
    "without hyphens": lambda name: name.replace("-", ""),
    "without province": lambda name: re.sub(r" \(.*\)$", "", name),
    "spaces around": lambda name: f"  {name} ",
}


def squeeze(name):
    return normalise_name(name).replace(" ", "")


KNOWN = {
    squeeze(spelling)
    for name in [*every_name(), *every_name().values(), "Den Haag", "Den Bosch"]
    for spelling in (name, WAYS["without province"](name))
}


def resolves(name, code):
    """Whether a name leads to a gemeente, or to an error that lists it among those that share the name."""
    try:
        return resolve_gemeente(name) == code
    except UnknownGemeenteError as shared:
        return name.strip().lower() == "bergen" and {"(GM0373)", "(GM0893)"} <= set(
            re.findall(r"\(GM\d+\)", str(shared))
        )


def test_every_gemeente_is_found_by_its_own_name():
    names = gemeente_names()
    assert len(names) == 342  # of 2024
    assert {name: resolve_gemeente(name) for name in names.values()} == {name: code for code, name in names.items()}
    assert {code: resolve_gemeente(code.lower()) for code in names} == {code: code for code in names}


def test_ended_gemeenten_are_those_between_the_region_lists_of_2020_and_2024():
    """355 gemeenten in KWB 2020, 342 in KWB 2024; CBS counts 352 on 1 January 2021, 345 in 2022 and 342 in 2023."""
    since = {ended.code: ended for ended in ended_gemeenten().values() if ended.weg_in > 2020}
    assert len(since) == 18
    began = {began_in(code) for ended in since.values() for code in ended.naar if began_in(code)}
    assert began == {2021, 2022, 2023}
    for year, count in {2020: 355, 2021: 352, 2022: 345, 2023: 342, 2024: 342}.items():
        assert sum(not explain_absence(code, year) for code in [*gemeente_names(), *since]) == count, year


def test_every_ended_gemeente_went_into_gemeenten_that_are_there():
    assert len(ended_gemeenten()) == 82
    assert not ended_gemeenten().keys() & gemeente_names().keys()
    assert {code for ended in ended_gemeenten().values() for code in ended.naar} <= gemeente_names().keys()
    spelled = [squeeze(name) for name in every_name().values()]
    assert len(set(spelled)) == len(spelled)


@pytest.mark.parametrize(
    ("code", "year", "reason"),
    [
        ("GM0457", 2022, ""),
        ("GM0457", 2024, "Weesp (GM0457) is er in 2024 niet meer: het gebied hoort nu bij Amsterdam (GM0363)."),
        ("GM0856", 2022, "Uden (GM0856) is er in 2022 niet meer: het gebied hoort nu bij Maashorst (GM1991)."),
        (
            "GM0788",
            2022,
            "Haaren (GM0788) is er in 2022 niet meer: het gebied hoort nu bij Boxtel (GM0757), Oisterwijk (GM0824), "
            "Tilburg (GM0855) en Vught (GM0865).",
        ),
        (
            "GM1992",
            2022,
            "Voorne aan Zee (GM1992) is er in 2022 nog niet: het gebied was toen van Brielle, Hellevoetsluis en "
            "Westvoorne.",
        ),
        ("GM1992", 2024, ""),
        ("GM0153", 2020, ""),
        ("GM0363", 2020, ""),
        ("NL", 2024, ""),
    ],
)
def test_why_a_gemeente_is_not_in_a_year(code, year, reason):
    assert explain_absence(code, year) == reason


@pytest.mark.shared
def test_ended_gemeenten_are_those_of_the_real_region_lists(shared_dir):
    def names_of(table):
        regions = pd.read_parquet(shared_dir / "data" / "statline" / table / "WijkenEnBuurten.parquet")
        regions = regions[regions["Key"].str.startswith("GM")]
        return dict(zip(regions["Key"].str.strip(), regions["Title"].str.strip(), strict=True))

    before, after = names_of("84799NED"), names_of("85984NED")
    assert {code: e.naam for code, e in ended_gemeenten().items() if e.weg_in > 2020} == {
        code: name for code, name in before.items() if code not in after
    }
    assert {code for code in after if explain_absence(code, 2020)} == after.keys() - before.keys()


@pytest.mark.parametrize("way", WAYS)
def test_every_gemeente_is_found_in_every_spelling(way):
    spelled = {code: WAYS[way](name) for code, name in gemeente_names().items()}
    assert {code: name for code, name in spelled.items() if not resolves(name, code)} == {}


@given(st.sampled_from(sorted(gemeente_names().items())), st.lists(st.sampled_from(sorted(WAYS)), max_size=4))
def test_ways_of_spelling_may_come_together(gemeente, ways):
    code, name = gemeente
    for way in ways:
        name = WAYS[way](name)
    assert resolves(name, code)


@given(st.text(max_size=30).filter(lambda name: squeeze(name) not in KNOWN and not name.strip().isdecimal()))
def test_any_other_name_is_refused_in_one_sentence(name):
    with pytest.raises(UnknownGemeenteError, match=r"(?s)^Er is geen gemeente .*[.?]$"):
        resolve_gemeente(name)


@given(st.sampled_from(sorted(gemeente_names().values())), st.integers(min_value=0), st.sampled_from("xqz"))
def test_a_slip_of_the_pen_gives_the_nearest_name(name, place, letter):
    bare = re.sub(r" \(.*\)$", "", name)
    at = place % (len(bare) + 1)
    slip = bare[:at] + letter + bare[at:]
    with pytest.raises(UnknownGemeenteError) as error:
        resolve_gemeente(slip)
    if len(bare) > 4:  # of "Ede" and "Oss" a letter more is another name
        assert bare in str(error.value)
