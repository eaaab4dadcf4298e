"""Own tables: what Dutch Excel writes is read, and what is about people is not."""

import re
import tomllib

import numpy as np
import openpyxl
import pandas as pd
import pytest
from places import ROOT

import gezond_geo as gg
from gezond_geo.dataset.custom_table import read_own_indicator
from gezond_geo.errors import InputError

PAGE = ROOT / "docs" / "eigen.md"
TWEKKELERVELD, BOTHOVEN, ZUID_OOST = "BU01530301", "BU01530003", "BU01530604"
KNOWN = [TWEKKELERVELD, BOTHOVEN, ZUID_OOST]
NAMES = pd.DataFrame(
    {"buurtnaam": ["Twekkelerveld", "De Bothoven", "Wesselerbrink Zuid-Oost"]}, index=pd.Index(KNOWN, name="buurtcode")
)
SAID = {
    "label": "Misdrijven",
    "zin": "{} per 1 000 inwoners",
    "eenheid": "misdrijven",
    "jaar": 2020,
    "bron": "Politie",
    "licentie": "CC BY 4.0",
    "soort": "register",
    "ongunstig": "hoog",
    "thema": {"id": "veiligheid", "label": "Veiligheid"},
}
TOML = """\
label = "Misdrijven"
eenheid = "misdrijven"
jaar = 2020
bron = "Politie"
licentie = "CC BY 4.0"
soort = "register"
"""


def table(**columns):
    return pd.DataFrame({"buurtcode": KNOWN, "cijfer": [1.0, 2.0, 3.0]} | columns)


def write_table(folder, content, name="misdrijven.csv", description=TOML):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if description is not None:
        path.with_suffix(".toml").write_text(description, "utf-8")
    return path


def workbook(path, rows, formats=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, form in formats:
        book.active[cell].number_format = form
    book.save(path)
    path.with_suffix(".toml").write_text(TOML, "utf-8")
    return path


# ---- reading


def test_the_example_of_the_page_is_read(tmp_path, data):
    blocks = re.findall(r"```(csv|toml)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (csv_text, toml, second) = (text for _, text in blocks)
    path = write_table(tmp_path, csv_text, "wmo.csv", toml)
    own = data.with_own(path)
    assert own.buurten.loc[TWEKKELERVELD, "wmo_voorzieningen"] == 74.5
    assert np.isnan(own.buurten.loc[BOTHOVEN, "wmo_voorzieningen"])
    assert list(own.themes)[-1] == "zorggebruik"
    assert own.sources.loc["wmo_voorzieningen", "tabel"] == "wmo.csv"
    other = write_table(tmp_path, f"buurtcode,misdrijven\n{TWEKKELERVELD},12.5\n", "misdrijven.csv", second)
    both = own.with_own(other)
    assert list(both.themes)[-2:] == ["zorggebruik", "veiligheid"]
    assert gg.score(both, weights={"veiligheid": 1}).counted[-1] == "veiligheid"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (f"buurtcode,cijfer\n{TWEKKELERVELD},1234.5\n", "utf-8"),
        (f"buurtcode;cijfer\n{TWEKKELERVELD};1234,5\n", "utf-8-sig"),
        (f"buurtcode;cijfer\r\n{TWEKKELERVELD};1.234,5\r\n", "cp1252"),
        (f"buurtcode;buurtnaam;cijfer\n{TWEKKELERVELD};Café;1234,50\n", "cp1252"),
        (f'buurtcode,cijfer\n{TWEKKELERVELD},"1.234,5"\n', "utf-8"),
        (f"buurtcode\tcijfer\n{TWEKKELERVELD}\t1234,5\n", "utf-16"),
        ("\n buurtcode ; cijfer \n\n bu01530301  ; 1234,5 \n;;\n", "utf-8"),
    ],
    ids=["commas", "semicolons", "thousands", "accent", "quoted", "unicode text", "spaces"],
)
def test_what_excel_writes_is_read(tmp_path, text, encoding):
    own = read_own_indicator(write_table(tmp_path, text.encode(encoding)))
    assert own.figures.to_dict() == {TWEKKELERVELD: 1234.5}
    assert own.figures.index.name == "buurtcode"


def test_a_workbook_is_read(tmp_path):
    rows = [["buurtcode", "buurtnaam", "cijfer"], [TWEKKELERVELD, "Twekkelerveld", 12.5], [], [BOTHOVEN, "x", None]]
    own = read_own_indicator(workbook(tmp_path / "misdrijven.xlsx", rows))
    assert own.figures[TWEKKELERVELD] == 12.5
    assert np.isnan(own.figures[BOTHOVEN])
    assert own.table.id == "misdrijven.xlsx"


def test_a_percentage_in_a_workbook_is_what_excel_shows(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        [["buurtcode", "cijfer"], [TWEKKELERVELD, 0.125], [BOTHOVEN, 0.07]],
        [("B2", "0.0%"), ("B3", "0%")],
    )
    path.with_suffix(".toml").write_text(TOML.replace('"misdrijven"', '"%"'))
    assert read_own_indicator(path).figures.tolist() == [12.5, 7]
    path.with_suffix(".toml").write_text(TOML)
    with pytest.raises(InputError, match=r"a\.xlsx, regel 2: '12\.5%' is geen getal"):
        read_own_indicator(path)


def test_a_frame_is_read_by_column_or_by_index():
    by_index = table().set_index("buurtcode")
    for source in (table(), by_index):
        own = read_own_indicator(source, SAID, buurten=NAMES)
        assert own.figures.to_dict() == dict(zip(KNOWN, [1.0, 2.0, 3.0], strict=True))
    assert own.table.id == "eigen tabel"


def test_missing_is_missing():
    own = read_own_indicator(table(cijfer=["", " . ", "-99995"]), SAID)
    assert own.figures.isna().all()


@pytest.mark.parametrize(
    ("marks", "missing"), [(-999, [True, False, False]), ([-999, 77.5], [True, True, False]), (1, [False, False, True])]
)
def test_other_marks_of_a_missing_figure_are_named_in_the_description(marks, missing):
    own = read_own_indicator(table(cijfer=["-999", "77,5", "1,00"]), SAID | {"ontbrekend": marks, "minimum": -1000})
    assert own.figures.isna().tolist() == missing


def test_a_mark_holds_for_the_numbers_of_persons_too():
    own = read_own_indicator(table(personen=[-9, 10, 20]), SAID | {"aantal": "personen", "ontbrekend": -9})
    assert own.figures.isna().tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("unit", "cell", "possible"),
    [
        ("%", "-999", "0 tot en met 100"),
        ("% van de inwoners", "150%", "0 tot en met 100"),
        ("procent", "100,001", "0 tot en met 100"),
        ("‰", "1001 ‰", "0 tot en met 1000"),
        ("per 1 000", "-4", "0 of meer"),
        ("misdrijven", "-9999", "0 of meer"),
        ("€", "-0,01", "0 of meer"),
    ],
)
def test_a_value_that_its_unit_does_not_allow_is_refused(tmp_path, unit, cell, possible):
    path = write_table(tmp_path, f"buurtcode;cijfer\n{TWEKKELERVELD};1,5\n{BOTHOVEN};{cell}\n")
    path.with_suffix(".toml").write_text(TOML.replace('"misdrijven"', f'"{unit}"'), "utf-8")
    with pytest.raises(InputError, match=rf"misdrijven\.csv: dit kan niet: regel 3: cijfer .*\(kan zijn: {possible}\)"):
        read_own_indicator(path)


@pytest.mark.parametrize(
    ("description", "value"),
    [
        ({"eenheid": "°C"}, -9.9),
        ({"eenheid": "procentpunt"}, -150),
        ({"eenheid": ""}, -0.751),
        ({"eenheid": "%", "minimum": -50}, -12.5),
        ({"eenheid": "euro", "maximum": 100, "minimum": -100}, -99),
        ({"eenheid": "%"}, 0),
        ({"eenheid": "%"}, 100),
        ({"eenheid": "per inwoner"}, 1e-300),
    ],
)
def test_a_value_that_can_be_is_kept_as_it_is(description, value):
    assert read_own_indicator(table(cijfer=[value, 1, 2]), SAID | description).figures[TWEKKELERVELD] == value


def test_numbers_of_persons_and_counts_are_0_or_more():
    with pytest.raises(InputError, match=r"regel 3: personen -5 \(kan zijn: 0 of meer\)"):
        read_own_indicator(table(personen=[20, -5, 30]), SAID | {"kolom": "cijfer", "aantal": "personen"})
    with pytest.raises(InputError, match=r"regel 2: cijfer -15 \(kan zijn: 0 of meer\)"):
        read_own_indicator(table(cijfer=[-15, 20, 30]), SAID | {"eenheid": "", "weging": "optellen"})


def test_columns_that_are_not_used_are_said():
    own = read_own_indicator(table(oud=[1, 2, 3], noot=["", "nieuw", ""], leeg=None), SAID | {"kolom": "cijfer"})
    assert own.meldingen == ("Misdrijven: niet gebruikt: de kolom oud, noot.",)
    # A column without anything in it is no choice.
    assert read_own_indicator(table(leeg=["", None, " "]), SAID).figures.tolist() == [1, 2, 3]


def test_the_description_says_what_it_is():
    own = read_own_indicator(
        table(), SAID | {"decimalen": 0, "kanttekening": "  twee \n regels ", "weging": "oppervlak"}
    )
    assert own.indicator.id == "misdrijven"
    assert own.indicator.zin == "{} per 1 000 inwoners"
    assert own.indicator.decimalen == 0
    assert own.indicator.kanttekening == "twee regels"
    assert own.indicator.weging == "land_ha"
    assert own.indicator.thema == own.theme.id == "veiligheid"
    assert (own.theme.meer, own.theme.minder) == ("ongunstiger", "gunstiger")
    assert (own.table.uitgever, own.table.jaar, own.table.licentie) == ("Politie", 2020, "CC BY 4.0")


def test_a_theme_that_is_there_already_needs_its_id_only(data):
    own = read_own_indicator(table(), SAID | {"thema": "inkomen"})
    assert own.theme is None
    assert own.indicator.thema == "inkomen"
    with pytest.raises(InputError, match="thema 'veiligheid' is er nog niet"):
        data.with_own(table(), SAID | {"thema": "veiligheid"})


def test_a_figure_may_have_the_label_of_its_theme(data):
    description = SAID | {"label": "Veiligheid"}
    assert read_own_indicator(table(), description).indicator.id == "veiligheid_cijfer"
    assert gg.score(data.with_own(table(), description)).counted[-1] == "veiligheid"


# ---- rows


def test_rows_that_are_no_buurt_of_here_are_left_out_and_said(data):
    rows = pd.DataFrame(
        {"buurtcode": [TWEKKELERVELD, "WK015303", "GM0153", "NL00", "BU01640000"], "cijfer": [1, 2, 3, 4, 5]}
    )
    own = data.with_own(rows, SAID)
    assert own.buurten["misdrijven"].dropna().to_dict() == {TWEKKELERVELD: 1}
    meldingen = [melding for melding in own.meldingen if melding.startswith("Misdrijven:")]
    assert meldingen[:2] == [
        "Misdrijven: niet gebruikt, want geen buurt: 3 regels (WK015303, GM0153, NL00).",
        "Misdrijven: niet gebruikt, want van andere gemeenten: 1 buurt.",
    ]
    (lacking,) = [melding for melding in meldingen if melding.startswith("Misdrijven: geen cijfer voor City, ")]
    assert lacking.endswith(", nog 56.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"buurtcode,cijfer\n{TWEKKELERVELD},1\n{BOTHOVEN},veel\n", r"regel 3: 'veel' is geen getal voor cijfer"),
        (f"buurtcode,cijfer\n{TWEKKELERVELD},1\n{BOTHOVEN},-\n", r"regel 3: '-' is geen getal"),
        (f"buurtcode,cijfer\n{TWEKKELERVELD},inf\n", r"regel 2: 'inf' is geen getal"),
        (f"buurtcode;cijfer\n{TWEKKELERVELD};1,5\n{BOTHOVEN};2.5\n", r"regel 3: '2\.5' is geen getal"),
        (f"buurtcode;cijfer\n{TWEKKELERVELD};1.234\n{BOTHOVEN};12\n", r"regel 2: 1\.234 kan duizend of een breuk zijn"),
        (
            f'buurtcode,cijfer\n{TWEKKELERVELD},"1,234"\n{BOTHOVEN},567\n',
            r"regel 2: 1,234 kan duizend of een breuk zijn",
        ),
        (f"buurtcode,cijfer\n{TWEKKELERVELD},1e999\n", r"regel 2: '1e999' is geen getal"),
        (
            f"buurtcode,cijfer\n{TWEKKELERVELD},1\n\n{TWEKKELERVELD},2\n",
            r"regel 4: buurt BU01530301 staat er twee keer \(.* regel 2\)",
        ),
        ("buurtcode,cijfer\nBU01539999,1\n", r"regel 2: buurt BU01539999 bestaat niet in GM0153"),
        ("buurtcode,cijfer\nTotaal,9\n", r"hier staat geen enkele buurt van GM0153 \(wel: Totaal\)"),
        (f"buurtcode,cijfer\n{TWEKKELERVELD},1,5\n", r"regel 2: hier staan 3 cellen en in de kop 2"),
        (f'buurtcode,cijfer\n{TWEKKELERVELD},"1\n', r"regel 2: hier staat een aanhalingsteken los"),
        (f"buurtcode,cijfer,cijfer\n{TWEKKELERVELD},1,2\n", r"regel 1: de kolom cijfer staat er twee keer"),
        ("nummer,cijfer\n1,1\n", r"ontbreekt de kolom buurtcode"),
        (f"buurtcode,a,b\n{TWEKKELERVELD},1,2\n", r"welke kolom de cijfers heeft, is niet te zien \(a, b\)"),
        (f"buurtcode\n{TWEKKELERVELD}\n", r"is niet te zien \(geen\)"),
        ("BU01640000,1\nBU01640000,1\n", r"ontbreekt de kolom buurtcode"),
        ("buurtcode,cijfer\nBU01640000,1\n", r"hier staat geen enkele buurt van GM0153"),
        ("buurtcode,cijfer\n", "staat geen tabel"),
        ("", "staat geen tabel"),
    ],
)
def test_a_wrong_table_is_said_with_its_line(tmp_path, text, message):
    path = write_table(tmp_path, text)
    with pytest.raises(InputError, match=message) as error:
        read_own_indicator(path, buurten=NAMES)
    assert "misdrijven.csv" in str(error.value)


def test_the_line_in_a_workbook_is_that_of_excel(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [[], ["buurtcode", "cijfer"], [TWEKKELERVELD, 1], [], [BOTHOVEN, "veel"]])
    with pytest.raises(InputError, match=r"a\.xlsx, regel 5: 'veel' is geen getal"):
        read_own_indicator(path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("weg.csv", r"weg\.csv bestaat niet"),
        ("weg.xlsx", r"weg\.xlsx bestaat niet"),
        ("oud.xls", r"is een oud Excel-bestand of heeft een wachtwoord; bewaar het als \.xlsx"),
        ("kapot.xlsx", "is geen leesbaar Excel-bestand"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(tmp_path, name, message):
    (tmp_path / "kapot.xlsx").write_bytes(b"PK\x03\x04 geen werkmap")
    (tmp_path / "oud.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64)
    path = tmp_path / name
    path.with_suffix(".toml").write_text(TOML)
    with pytest.raises(InputError, match=message):
        read_own_indicator(path)


# ---- the description


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, r"misdrijven\.csv hoort een beschrijving misdrijven\.toml, en die is er niet"),
        (TOML.replace('"Politie"', "Politie"), r"misdrijven\.toml, regel 4: dit is niet te lezen"),
        (TOML.replace("jaar = 2020\n", ""), r"misdrijven\.toml ontbreekt jaar"),
        (TOML.replace("2020", '"2020"'), r"jaar is '2020'; schrijf een heel getal"),
        (TOML.replace('"register"', '"gok"'), r"soort is 'gok'; kies uit: telling, register, schatting"),
        (TOML.replace('"Misdrijven"', '" "'), r"label is leeg"),
        (TOML + 'jaren = "x"\n', r"'jaren' is hier onbekend; kies uit: label"),
        (TOML + "decimalen = true\n", r"decimalen is True; schrijf een heel getal"),
        (TOML + 'kolom = "weg"\n', r"de kolom 'weg' uit .*misdrijven\.toml is er niet; wel: buurtcode, cijfer"),
        (TOML + 'kolom = "cijfers"\n', r"de kolom 'cijfers' uit .* is er niet; bedoelt u cijfer\?"),
        (TOML + 'ontbrekend = "-9"\n', r"ontbrekend is '-9'; schrijf een getal, of een lijst van getallen"),
        (TOML + 'ontbrekend = [-9, "x"]\n', r"in ontbrekend staat iets anders dan getallen"),
        (TOML + "minimum = true\n", r"minimum is True; schrijf een getal"),
        (TOML + 'aantal = "weg"\n', r"de kolom 'weg' uit"),
        (TOML + '[thema]\nlabel = "Veiligheid"\n', r"ontbreekt id onder \[thema\]"),
        (TOML + '[thema]\nid = "veiligheid"\nmeer = "m"\n', r"ontbreekt label onder \[thema\]"),
        (TOML + '[thema]\nid = "veiligheid"\nlabel = "V"\nkolom = "x"\n', r"\[thema\]: 'kolom' is hier onbekend"),
    ],
)
def test_a_wrong_description_is_said(tmp_path, text, message):
    path = write_table(tmp_path, f"buurtcode,cijfer\n{TWEKKELERVELD},1\n", description=text)
    with pytest.raises(InputError, match=message):
        read_own_indicator(path)


def test_a_description_of_another_encoding_is_said(tmp_path):
    path = write_table(tmp_path, f"buurtcode,cijfer\n{TWEKKELERVELD},1\n")
    path.with_suffix(".toml").write_bytes('label = "Café"\n'.encode("cp1252"))
    with pytest.raises(InputError, match="is geen UTF-8-tekst"):
        read_own_indicator(path)
    path.with_suffix(".toml").write_text(TOML, "utf-8-sig")  # as an editor on Windows writes it
    assert tomllib.loads(TOML)["label"] == read_own_indicator(path).indicator.label


def test_a_frame_needs_a_description():
    with pytest.raises(InputError, match="Bij een eigen tabel hoort een beschrijving"):
        read_own_indicator(table())


# ---- people


def test_cells_under_10_persons_are_hidden():
    own = read_own_indicator(table(personen=[9, 10, None]), SAID | {"kolom": "cijfer", "aantal": "personen"})
    assert own.figures.isna().tolist() == [True, False, True]
    assert own.meldingen == ("Misdrijven: verborgen wegens minder dan 10 personen: 2 buurten.",)


def test_numbers_under_10_are_hidden():
    own = read_own_indicator(table(cijfer=[9, 10, 0]), SAID | {"weging": "optellen"})
    assert own.figures.isna().tolist() == [True, False, True]
    assert own.indicator.is_count


# 111222333 and 123456782 pass the test of eleven, 123456789 does not.
@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"BSN": [1, 2, 3]}, "burgerservicenummers"),
        ({"Burgerservicenummer_client": [1, 2, 3]}, "burgerservicenummers"),
        ({"nummer": ["111222333", "123456782", "123456789"]}, "nummers die een BSN kunnen zijn"),
        ({"nummer": [111222333, 123456782, ""]}, "nummers die een BSN kunnen zijn"),
        ({"nummer": ["1112.22.333", "", ""]}, r"regel 2: in nummer staat een nummer dat een BSN kan zijn"),
        ({"nummer": [111222333.0, 123456782.0, None]}, "nummers die een BSN kunnen zijn"),
        ({"telefoon": ["053-4818181", "", ""]}, "de kolom telefoon gaat over telefoonnummers"),
        ({"v2": ["0612345678", "", ""]}, r"regel 2: in v2 staat een telefoonnummer"),
        ({"nummer": [12345672, "", ""]}, "nummers die een BSN kunnen zijn"),  # 012345672 without its 0
        ({"noot": ["ok", "client 123456782", ""]}, r"regel 3: in noot staat een nummer dat een BSN kan zijn"),
        ({"noot": ["ok", "bel 053-1234567", ""]}, "een telefoonnummer"),
        ({"noot": ["a@b.nl", "", ""]}, "een e-mailadres"),
        ({"Geboortedatum": ["1-1-1950", "", ""]}, "geboortedata"),
        ({"geb_datum": ["", "", ""]}, "geboortedata"),
        ({"Naam": ["Jan", "", ""]}, r"namen van personen; .* noem de kolom dan buurtnaam"),
        ({"achternaam": ["", "", ""]}, "namen van personen"),
        ({"Naam cliënt": ["", "", ""]}, "namen van personen"),
        ({"clientnaam": ["", "", ""]}, "namen van personen"),
        ({"herkomst": [1, 2, 3]}, "herkomst"),
        ({"Marokko_19": [1, 2, 3]}, "herkomst"),
        ({"WestersTotaal_17": [1, 2, 3]}, "herkomst"),
        ({"nationaliteit": [1, 2, 3]}, "herkomst"),
        ({"adres": ["", "", ""]}, "adressen"),
        ({"Huisnummer": [1, 2, 3]}, "adressen"),
        ({"postcode": ["7521 AB", "", ""]}, "adressen"),
    ],
)
def test_a_table_about_people_is_refused(columns, message):
    with pytest.raises(InputError, match=message):
        read_own_indicator(table(**columns), SAID | {"kolom": "cijfer"})


@pytest.mark.parametrize(
    "columns",
    [
        {"buurtnaam": ["Twekkelerveld", "De Bothoven", "x"]},
        {"Gemeentenaam_1": ["Enschede"] * 3},
        {"Omgevingsadressendichtheid_116": [2000, 1500, 1200]},
        {"cijfer": [123456.789, 111222.333, 3.0]},
        {"euro": [123456789, 234567891, 345678912]},  # none of these passes the test
        {"voorzieningnaam": ["", "", ""]},
        {"inwoners": [1, 2, 3]},
    ],
)
def test_a_table_about_buurten_is_read(columns):
    assert len(read_own_indicator(table(**columns), SAID | {"kolom": "cijfer"}).figures) == 3


def test_the_name_of_a_file_does_not_point_to_a_person(tmp_path):
    path = write_table(tmp_path, f"buurtcode,cijfer\n{TWEKKELERVELD},1\n")
    for end in (".csv", ".toml"):
        path.with_suffix(end).rename(tmp_path / f"j.jansen@example.nl{end}")
    with pytest.raises(InputError, match="in de naam van het bestand staat een e-mailadres"):
        read_own_indicator(tmp_path / "j.jansen@example.nl.csv")


def test_folders_of_whoever_made_it_are_nobodys_business(tmp_path, data):
    own = data.with_own(write_table(tmp_path, f"buurtcode,cijfer\n{TWEKKELERVELD},1\n"))
    text = " ".join([*own.meldingen, *own.sources.loc["misdrijven"].astype(str)])
    assert str(tmp_path) not in text


def test_parts_of_one_become_percent():
    about = {"label": "Wmo", "eenheid": "%", "jaar": 2022, "bron": "Gemeente", "licentie": "CC0", "soort": "register"}
    rows = pd.DataFrame({"buurtcode": ["BU01530301", "BU01530302"], "wmo": [0.25, -9]})
    own = read_own_indicator(rows, {**about, "keer": 100, "ontbrekend": -9})
    assert own.figures["BU01530301"] == 25
    assert pd.isna(own.figures["BU01530302"])
