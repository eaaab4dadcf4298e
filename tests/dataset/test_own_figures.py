"""Figures that the caller brings."""

import numpy as np
import pandas as pd
import pytest
from made_up import HENGELO, hengelo_figures

from gezond_geo.dataset.own_figures import read_own_figures
from gezond_geo.errors import InputError
from gezond_geo.indicators.catalogue import catalogue, uitgave_of

QUOTED = [i.id for i in catalogue().values() if not i.is_share]


def minimal(**columns):
    return pd.DataFrame(
        {"buurtcode": ["BU01640000", "BU01640001"], "buurtnaam": ["A", "B"], "inwoners": [500, 900]} | columns
    )


def test_what_is_not_given_is_missing():
    own = read_own_figures(minimal(roken=[21.5, None]))
    assert list(own.buurten.columns) == ["buurtnaam", *QUOTED]
    assert own.buurten["inwoners"].tolist() == [500, 900]
    assert own.buurten["roken"].tolist()[0] == 21.5
    assert own.buurten.drop(columns=["buurtnaam", "inwoners", "roken"]).isna().all(axis=None)
    assert own.comparison.empty
    assert own.points.isna().all(axis=None)
    assert own.sources.index.tolist() == ["roken", "inwoners"]
    assert own.sources["soort"].unique().tolist() == ["eigen cijfers"]
    assert own.meldingen[0] == "Cijfers uit de meegegeven cijfers, niet uit een uitgave."


def test_a_frame_and_its_file_say_the_same(tmp_path):
    path = tmp_path / "cijfers.csv"
    figures = hengelo_figures()
    figures.to_csv(path)
    from_file, from_frame = read_own_figures(path), read_own_figures(figures)
    pd.testing.assert_frame_equal(from_file.buurten, from_frame.buurten)
    pd.testing.assert_frame_equal(from_file.points, from_frame.points)
    assert from_file.meldingen == ("Cijfers uit cijfers.csv, niet uit een uitgave.",)
    assert from_file.buurten.index.tolist() == list(HENGELO)


def test_columns_that_are_not_used_are_named_with_the_nearest():
    figures = minimal(
        eenzaamheid=[50.0, 51.0], voorraad=[1, 2], aandeel_65plus=[10, 11], ses_woa=[0.1, -0.1], leeg=None
    )
    own = read_own_figures(figures)
    assert not {"eenzaamheid", "voorraad", "ses_woa"} & set(own.buurten)
    assert own.meldingen[1] == (
        "Van de meegegeven cijfers niet gebruikt: de kolom eenzaamheid (bedoelt u eenzaam?), "
        "voorraad, "
        "aandeel_65plus (wordt berekend), ses_woa (alleen op verzoek: --extra ses_woa)."
    )
    # What was asked for is read.
    with_extra = read_own_figures(figures, uitgave_of("2020").with_extra(["ses_woa"]).indicators())
    assert with_extra.buurten["ses_woa"].tolist() == [0.1, -0.1]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"herkomst": [1, 2]}, "de kolom herkomst gaat over herkomst"),
        ({"BSN": [1, 2]}, "de kolom BSN gaat over burgerservicenummers"),
        ({"nr": [111222333, 123456782]}, "in de kolom nr staan nummers die een BSN kunnen zijn"),
        ({"noot": ["", "bel 06-12345678"]}, "regel 3: in noot staat een telefoonnummer"),
        ({"buurtnaam": ["A", "vraag piet@example.nl"]}, "regel 3: in buurtnaam staat een e-mailadres"),
    ],
)
def test_figures_with_a_column_about_persons_are_refused(columns, message):
    with pytest.raises(InputError, match=message):
        read_own_figures(minimal(**columns))


def test_a_number_of_persons_that_its_source_would_have_rounded_is_hidden():
    own = read_own_figures(minimal(bijstand_personen=[9, 0]))
    assert own.buurten["bijstand_personen"].fillna(-1).tolist() == [-1, 0]
    assert "Mensen met bijstand: verborgen wegens minder dan 10 personen: 1 buurt." in own.meldingen
    assert read_own_figures(minimal(bijstand_personen=[10, 370])).buurten["bijstand_personen"].tolist() == [10, 370]


def test_a_theme_that_does_not_count_since_a_column_lacks_is_said():
    figures = hengelo_figures().rename(columns={"eenzaam": "eenzaamheid", "inwoners_0_14": "kinderen"})
    assert read_own_figures(figures).meldingen[2:] == (
        "Het thema Gezondheid telt niet mee: in de meegegeven cijfers ontbreekt eenzaam.",
        "Het thema Inkomen telt niet mee: in de meegegeven cijfers ontbreekt inwoners_0_14.",
    )
    assert len(read_own_figures(hengelo_figures()).meldingen) == 1


def test_a_table_as_a_dutch_excel_writes_it_is_read(tmp_path):
    path = tmp_path / "cijfers.csv"
    path.write_text("Cijfers van Hengelo\nbuurtcode;buurtnaam;inwoners;roken\nBU01640000;A;1500;21,54\n", "cp1252")
    own = read_own_figures(path)
    assert own.buurten.loc["BU01640000", ["inwoners", "roken"]].tolist() == [1500, 21.54]
    assert "niet gelezen wat boven de kop staat: Cijfers van Hengelo" in own.meldingen[1]


def test_what_means_that_there_is_no_figure_is_missing():
    own = read_own_figures(minimal(roken=[-99997, 20], eenzaam=["x", "NA"], x=[-99995, 250_000]))
    assert own.buurten["roken"].isna().tolist() == [True, False]
    assert own.buurten["eenzaam"].isna().all()
    assert own.points["x"].isna().tolist() == [True, False]


def test_all_that_cannot_be_is_said_at_once():
    figures = minimal(inwoners=[500, -900], inwoners_65plus=[501, None], roken=[150, -0.1], x=[0.0, 300_001])
    with pytest.raises(InputError) as error:
        read_own_figures(figures)
    assert str(error.value) == (
        "de meegegeven cijfers: dit kan niet: regel 2: roken 150 (kan zijn: 0 tot en met 100), "
        "regel 3: roken -0.1 (kan zijn: 0 tot en met 100), regel 3: inwoners -900 (kan zijn: 0 tot en met 25000000), "
        "regel 3: x 300001 (kan zijn: 0 tot en met 300000), "
        "regel 2: inwoners_65plus 501 (kan zijn: hoogstens de 500 van inwoners); "
        "verbeter het, of laat een cel leeg als er geen cijfer is."
    )


@pytest.mark.parametrize("values", [[True, False], pd.to_datetime(["2020-01-05", "2020-01-06"]), [1j, 2]], ids=str)
def test_what_is_no_number_in_a_frame_is_refused(values):
    with pytest.raises(InputError, match="roken"):
        read_own_figures(minimal(roken=values))


@pytest.mark.parametrize("kind", ["Int64", "Float64", "int8", "float32", "object", "category", "string"])
def test_numbers_of_every_type_of_column_are_read(kind):
    figures = minimal(roken=pd.array([21, 22], dtype="int64")).astype({"roken": kind})
    assert read_own_figures(figures).buurten["roken"].tolist() == [21, 22]


def test_figures_are_kept_to_the_last_digit():
    own = read_own_figures(minimal(roken=[21.123456789, 20]))
    assert own.buurten["roken"].tolist()[0] == 21.123456789


def test_the_frame_of_the_caller_is_not_changed():
    figures = minimal(buurtcode=[" BU01640000 ", "BU01640001"])
    before = figures.copy()
    assert read_own_figures(figures).buurten.index.tolist() == ["BU01640000", "BU01640001"]
    pd.testing.assert_frame_equal(figures, before)


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        (minimal().drop(columns="inwoners"), "ontbreekt de kolom inwoners"),
        (minimal().drop(columns=["buurtcode", "buurtnaam"]), "ontbreekt de kolom buurtcode"),
        (minimal(buurtcode=["Centrum", np.nan]), r"hier staat geen enkele buurt van Nederland \(wel: Centrum, B\)"),
        (minimal(buurtcode=["BU01640000"] * 2), "regel 3: buurt BU01640000 staat er twee keer"),
        (minimal(inwoners=["500", "veel"]), "regel 3: 'veel' is geen getal voor inwoners"),
        (minimal(roken=["1,234", 20]), "regel 2: 1,234 kan duizend of een breuk zijn voor roken"),
        (minimal(x=["hier", 1]), "'hier' is geen getal voor x"),
        (minimal().iloc[:0], "staat geen tabel"),
    ],
)
def test_what_cannot_be_used_is_said(figures, message):
    with pytest.raises(InputError, match=message) as error:
        read_own_figures(figures)
    assert "de meegegeven cijfers" in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "bestaat niet"),
        (b"", "staat geen tabel"),
        (b"\xeb\xff,\n", "ontbreekt de kolom buurtcode"),
        (b'"', "aanhalingsteken"),
    ],
    ids=["absent", "empty", "latin-1", "open quote"],
)
def test_what_is_no_csv_is_said(tmp_path, content, message):
    path = tmp_path / "cijfers.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message) as error:
        read_own_figures(path)
    assert str(path) in str(error.value)
