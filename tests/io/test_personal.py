"""What points to a person, and what does not though it looks like it; every number here is made up or an example."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.indicators.catalogue import catalogue, extras, themes, uitgaven
from gezond_geo.io.personal import (
    ACCOUNT,
    ADDRESS,
    BIRTH,
    BSN,
    EMAIL,
    PHONE,
    explain_column,
    explain_header,
    explain_text,
    explain_words,
    find_personal,
)

# 1x9 + 1x8 + 1x7 + 2x6 + 2x5 + 2x4 + 3x3 + 3x2 - 3 = 66, six times eleven; 123456782 and 999990019 pass as well.
BSNS = (111222333, 123456782, 999990019)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("111222333", [BSN]),
        ("mevrouw (111222333)", [BSN]),
        ("1112.22.333", [BSN]),
        ("111 222 333", [BSN]),
        ("111-222-333", [BSN]),
        ("111.222.333", [BSN]),
        ("1112-22-333", [BSN]),
        ("11 12 22 333", [BSN]),
        ("1112\xa022\xa0333", [BSN]),
        ("111\u2011222\u2011333", [BSN]),
        ("１１１２２２３３３", [BSN]),
        ("111\u200b222333", [BSN]),
        ("111222333,0", [BSN]),
        ("111222333.0", [BSN]),
        ("111222333 123456782", [BSN]),
        ("111222334 en 111222333", [BSN]),  # the first does not pass
        ("111222334", []),
        ("000000000", []),
        ("1112223330", []),  # ten digits
        ("111222333,50", []),
        ("0,111222333", []),
        ("€ 111.222.333", []),  # an amount
        ("€ 111222333", []),
        ("111 222 333 euro", []),
        ("€ 1.111.222.333", []),
        ("j.jansen@example.nl", [EMAIL]),
        ("mail: jan+wijk@gemeente-x.example.org.", [EMAIL]),
        ("jan @ example.nl", [EMAIL]),
        ("jan(at)example.nl", [EMAIL]),
        ("jan＠example.nl", [EMAIL]),
        ("@buurthuis, 5 @ 3, 5 @ 3.5", []),
        ("06-12345678", [PHONE]),
        ("0612345678", [PHONE]),
        ("06 12 34 56 78", [PHONE]),
        ("06\xa012\xa034\xa056\xa078", [PHONE]),
        ("06.12.34.56.78", [PHONE]),
        ("06-12-34-56-78", [PHONE]),
        ("06 - 1234 5678", [PHONE]),
        ("06–12345678", [PHONE]),
        ("tel.0612345678", [PHONE]),
        ("053-4818181", [PHONE]),
        ("053-481 76 00", [PHONE]),
        ("(053) 481 76 00", [PHONE]),
        ("053/4817600", [PHONE]),
        ("0534817600", [PHONE]),
        ("+31 6 12345678", [PHONE]),
        ("+31.6.12345678", [PHONE]),
        ("+31 (0)53 481 7600", [PHONE]),
        ("+31(0)612345678", [PHONE]),
        ("0031 53 4817600", [PHONE]),
        ("0031612345678", [PHONE]),
        ("bel 06-12345678 of mail a@b.nl", [EMAIL, PHONE]),
        ("01-02-2026 10:00", []),
        ("01-02-26 10:00", []),
        ("0.612345678", []),
        ("0,612345678", []),
        ("0-14 15-24 25-44 45-64 65+", []),
        ("bel 14 053 of 0800-1234", []),
        # The examples of the standard.
        ("NL91 ABNA 0417 1643 00", [PHONE, ACCOUNT]),
        ("nl91abna0417164300", [ACCOUNT]),
        ("NL92ABNA0417164300", []),
        ("BE68 5390 0754 7034", [ACCOUNT]),
        ("geboren op 12 maart 1950", [BIRTH]),
        ("(geb. 1-1-50)", [BIRTH]),
        ("geboortedatum: 1950-01-31", [BIRTH]),
        ("stand van 1-1-2020", []),
        ("12 kinderen geboren in 2020", []),
        ("7514 AD 51", [ADDRESS]),
        ("Hengelosestraat 51a, 7514AD Enschede", [ADDRESS]),
        ("postcode 7514 of 7514 AD", []),
        ("IN 2019 EN 2020", []),
        ("2020-2024: 1000 woningen, 0,5 meter", []),
        ("van 10 tot 20 jaar, 4 210 inwoners in 2020", []),
        ("BU01530301 BU01530302 WK015303", []),
        ("https://www.example.nl/artikel/0612345678", []),
        ("", []),
    ],
)
def test_what_could_point_to_a_person(text, kinds):
    assert list(find_personal(text)) == kinds


def last_digit(start):
    """Give the digit that makes the first eight a BSN: the remainder of the others, if that is a digit at all."""
    return sum(int(d) * w for d, w in zip(str(start), range(9, 1, -1), strict=True)) % 11


@given(st.integers(10**7, 10**8 - 1), st.text(alphabet="abc .,", max_size=5))
def test_every_number_that_passes_the_eleven_test_is_found(start, around):
    last = last_digit(start)
    kinds = list(find_personal(f"{around}x{start}{last}y{around}"))
    assert kinds == ([BSN] if last < 10 else [])


@given(st.integers(10**7, 10**8 - 1), st.integers(0, 9))
def test_no_other_number_is_found(start, last):
    assert (list(find_personal(f"x{start}{last}")) == [BSN]) == (last == last_digit(start))


@given(
    st.sampled_from(["0", "+31", "+31 ", "0031", "0031 ", "+31(0)", "+31 (0)"]),
    st.integers(10**8, 10**9 - 1).map(str),
    st.lists(st.sampled_from(["", "", "", " ", "-", ".", " - ", "\xa0", "–", "/"]), min_size=8, max_size=8),
)
def test_a_telephone_number_is_found_however_it_is_parted(start, digits, gaps):
    number = start + digits[0] + "".join(gap + digit for gap, digit in zip(gaps, digits[1:], strict=True))
    # What is parted as a date and a time is one.
    parts = number.replace("–", "-").replace(".", "-").replace("/", "-").replace(" ", "").split("-")
    if len(parts) < 3:
        assert PHONE in find_personal(f"bel {number}, of later")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (list(BSNS), "nummers die een BSN kunnen zijn"),
        ([*map(float, BSNS), None], "nummers die een BSN kunnen zijn"),
        (np.array(BSNS, dtype="int64"), "nummers die een BSN kunnen zijn"),
        ([f"{n},0" for n in BSNS], "nummers die een BSN kunnen zijn"),
        ([f"{n}.0" for n in BSNS], "nummers die een BSN kunnen zijn"),
        (["1,11222333E+08", "1.23456782e8"], "nummers die een BSN kunnen zijn"),
        (["111.222.333", "123.456.782"], "nummers die een BSN kunnen zijn"),
        (["111222333", "", None, float("nan")], "nummers die een BSN kunnen zijn"),
        ([12, 45, 111222333, 3], "nummers die een BSN kunnen zijn"),
        ([12345672, 10000008], "nummers die een BSN kunnen zijn"),  # 012345672 and 010000008 without their 0
        (["012345672"], "nummers die een BSN kunnen zijn"),
        ([*range(100, 120), "111-222-333"], BSN),
        (["1112 22 333"], BSN),
        (["111222333 123456782"], BSN),
        (["111222333/123456782"], BSN),
        (["goed", "client 123456782"], BSN),
        (["06-12345678"], PHONE),
        (["0612345678"], PHONE),
        ([612345678, 687654321], "telefoonnummers"),
        ([612345678.0, 687654321.0, None], "telefoonnummers"),
        (["31612345678", "31534817600"], "telefoonnummers"),
        (["a@b.nl"], EMAIL),
        (["1-1-1950", "31-12-1961"], "geboortedata"),
        (["1950-01-01 00:00:00"], "geboortedata"),
        ([pd.Timestamp("1950-01-01"), dt.datetime(1961, 12, 31)], "geboortedata"),  # noqa: DTZ001
        ([19500101, 19611231], "geboortedata"),
        (["12 mrt 1950"], "geboortedata"),
        (["7514 AD", "7514ad", ""], "adressen"),
        (["7514 AD 51"], ADDRESS),
        (["Verzonnenweg 1", "Nergensplein 12b, Enschede"], "adressen"),
    ],
)
def test_a_column_that_points_to_persons_is_refused(cells, reason):
    assert any(reason in sentence for _, sentence in explain_column("nr", cells))


def test_a_cell_is_named_by_its_place():
    assert [place for place, _ in explain_column("noot", ["", "ok", "06-12345678"])] == [2]
    assert [place for place, _ in explain_column("nr", BSNS)] == [None]


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("omzet", [100000001, 100000002, 100000003, 100000005, 100000006, 100000007]),
        ("omzet", [100000010, *range(111222334, 111222343)]),  # one of ten passes the test of eleven
        ("omzet", [612345678, 500000001, 434343431, 698765431]),
        ("euro", ["€ 111.222.333", "111 222 333 euro", "-111222333", "111222333,25"]),
        ("inwoners", [159640, 4235, 17407585]),  # the Netherlands in one of the rows
        ("aandeel", [0.612345678, "0,111222333", 12.5, "74,5%"]),
        ("oppervlak_m2", [1234567.0, 98765432.5]),
        ("peildatum", ["1-1-1990", "1-1-1990"]),
        ("bouwdatum", ["1-3-1961"]),
        ("datum", ["1-1-2020", "2021-03-31", 20240101]),
        ("jaar", [1950, 1961, 2020]),
        ("meest_voorkomende_postcode", [7511, "7521", "7545"]),
        ("statcode", ["BU01530301", "WK015303", "GM0153", "01530301", 1530301]),
        ("buurtnaam", ["Turkenburg", "Westerval", "'t Lang", "De Bothoven", "Stadsweide 2", "Park 2000", "Zuidlaan"]),
        ("opmerking", ["geen", "onbekend", "zie 14 053", None]),
        ("x", [257950, 258060.0, float("nan"), float("inf"), 1e300]),
        ("leeg", []),
    ],
)
def test_a_column_of_figures_is_not(column, cells):
    assert list(explain_column(column, cells)) == []


@given(st.lists(st.floats() | st.integers(-(10**7), 10**7) | st.none() | st.text(alphabet="ab ,.;-%", max_size=9)))
def test_small_numbers_and_fractions_are_nobodys(cells):
    small = [cell for cell in cells if not isinstance(cell, float) or not cell.is_integer() or abs(cell) < 10**7]
    assert list(explain_column("waarde", small)) == []


@given(st.lists(st.integers(10**8, 6 * 10**8 - 1), min_size=60, max_size=200))
def test_large_amounts_pass_though_one_in_eleven_looks_like_a_bsn(amounts):
    spread = [amount - amount % 10 + n % 10 for n, amount in enumerate(amounts)]
    passing = sum(bool(list(find_personal(f"x{amount}"))) for amount in spread)
    assert bool(list(explain_column("omzet", spread))) == (passing > len(spread) / 4)


@pytest.mark.parametrize(
    ("column", "what"),
    [
        ("BSN", "burgerservicenummers"),
        ("B.S.N.", "burgerservicenummers"),
        ("bsn_client", "burgerservicenummers"),
        ("Burgerservicenummer", "burgerservicenummers"),
        ("burger service nummer", "burgerservicenummers"),
        ("sofinummer", "burgerservicenummers"),
        ("Geboortedatum", "geboortedata"),
        ("geboortejaar", "geboortedata"),
        ("geboorte", "geboortedata"),
        ("geb_datum", "geboortedata"),
        ("birth date", "geboortedata"),
        ("naam", "namen van personen"),
        ("klantnaam", "namen van personen"),
        ("geslachtsnaam", "namen van personen"),
        ("Naam cliënt", "namen van personen"),
        ("naam van de bewoner", "namen van personen"),
        ("contactpersoon", "namen van personen"),
        ("voorletters", "namen van personen"),
        ("cliëntnummer", "nummers van personen"),
        ("klant_id", "nummers van personen"),
        ("IBAN", "nummers van personen"),
        ("telefoon", "telefoonnummers of e-mailadressen"),
        ("Tel.", "telefoonnummers of e-mailadressen"),
        ("tel_2", "telefoonnummers of e-mailadressen"),
        ("mobiel nummer", "telefoonnummers of e-mailadressen"),
        ("E-mail", "telefoonnummers of e-mailadressen"),
        ("emailadres", "telefoonnummers of e-mailadressen"),
        ("land van oorsprong", "herkomst"),
        ("vluchtelingen", "herkomst"),
        ("migratieachtergrond", "herkomst"),
        ("k_NietWesters", "herkomst"),
        ("WestersTotaal_17", "herkomst"),
        ("NederlandseAntillenEnAruba_20", "herkomst"),
        ("Turkije_22", "herkomst"),
        ("nationaliteit", "herkomst"),
        ("BuitenEuropa_19", "herkomst"),
        ("geloof moslim", "geloof"),
        ("religie", "geloof"),
        ("adres", "adressen"),
        ("woonadres", "adressen"),
        ("straatnaam", "adressen"),
        ("Huisnummer", "adressen"),
        ("pc6", "adressen"),
        ("jan@example.nl", EMAIL),
        ("06-12345678", PHONE),
    ],
)
def test_a_header_about_persons_is_refused(column, what):
    assert [sentence for sentence in explain_header(column) if what in sentence]


@pytest.mark.parametrize(
    "column",
    [
        "aantal adressen", "Omgevingsadressendichtheid_116", "inwoners_per_adres", "meest_voorkomende_postcode",
        "straatverlichting", "huisartsencontacten", "geboorten_per_1000", "GeboorteRelatief_26", "peildatum",
        "buurtnaam", "Gemeentenaam_1", "voorzieningnaam", "inwoners", "kinderen", "huishoudens", "migratiesaldo",
        "binnenlandse migratie", "vestiging", "telling", "tellers", "mobiliteit", "internationale_bedrijven",
        "Turkenburg", "Westersingel", "Westerval", "Noordwesterlijk", "afkomstig_van", "dierenasiel", "geloofwaardig",
        "oorspronkelijk", "contacten", "gemiddelde_leeftijd", "geslacht_v", "eigen_woning",
    ],
)  # fmt: skip
def test_a_header_of_figures_is_not(column):
    assert list(explain_header(column)) == []


def test_of_a_list_only_what_points_to_persons_is_refused():
    for column in ("herkomst", "adres", "straatnaam", "religie"):
        assert list(explain_header(column, figures=False)) == []
    for column in ("contactpersoon", "telefoon", "naam cliënt"):
        assert len(list(explain_header(column, figures=False))) == 1
    assert list(explain_text("plaats", "Hengelosestraat 51, 7514 AD", addresses=False)) == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Geboren in Turkije", "'geboren in turkije', en dat gaat over herkomst"),
        ("Voornaam Mohammed, migratieachtergrond", "'voornaam', en dat gaat over namen"),
        ("% niet-westers", "herkomst"),
        ("van Marokkaanse afkomst", "herkomst"),
        ("BSN en leeftijd", "burgerservicenummers"),
        ("Geboortejaar", "geboortedata"),
        ("contactpersoon: de wijkagent", "namen van personen"),
        ("Moslims", "geloof"),
        ("Syriërs en Eritreeërs", "herkomst"),
        ("niet-Nederlandse gezinnen", "herkomst"),
        ("vraag piet@example.nl", EMAIL),
        ("client 111222333", BSN),
    ],
)
def test_words_about_persons_or_groups_are_refused(words, reason):
    assert any(reason in sentence for sentence in explain_words({"label": words}))


@pytest.mark.parametrize(
    "words",
    [
        "afkomstig uit het register van de gemeente",
        "Herkomst van de cijfers: gemeente",
        "Aantal adressen per hectare",
        "Inwoners die zich onveilig voelen op straat",
        "Levend geboren kinderen per 1 000 inwoners, geboren in 2020",
        "E-mailgebruik en telefoongebruik onder ouderen",
        "voornamelijk oudere inwoners",
        "Nieuwe bewoners uit andere gemeenten",
        "Westerval, Turkenburg en de Surinamestraat",
        "geloofwaardige cijfers, namens de gemeente",
        "Gemeente Enschede, team Onderzoek en Statistiek, 14 053",
    ],
)
def test_words_about_figures_are_not(words):
    assert list(explain_words({"label": words})) == []


def test_no_word_of_the_catalogue_is_refused():
    words = {}
    for indicator in (*catalogue().values(), *extras().values()):
        for name in ("label", "id", "zin", "eenheid", "kanttekening", "wie"):
            words[f"{indicator.id}, {name}"] = getattr(indicator, name)
    for theme in themes().values():
        for name in ("label", "id", "uitleg", "meer", "minder"):
            words[f"{theme.id}, {name}"] = getattr(theme, name)
    for uitgave in uitgaven().values():
        for key, table in uitgave.tabellen.items():
            words[f"{uitgave.id}, {key}"] = f"{table.id}; {table.titel}; {table.uitgever}; {table.licentie}"
    assert list(explain_words(words)) == []
