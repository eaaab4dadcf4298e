"""Figures that the caller brings."""

import numpy as np
import pandas as pd
import pytest
from made_up import HENGELO, hengelo_figures

from gezond_geo.dataset.own_figures import read_own_figures
from gezond_geo.errors import InputError
from gezond_geo.indicators.catalogue import catalogue

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
    assert own.meldingen == ("Cijfers uit de meegegeven cijfers, niet uit een uitgave.",)


def test_a_frame_and_its_file_say_the_same(tmp_path):
    path = tmp_path / "cijfers.csv"
    figures = hengelo_figures()
    figures.to_csv(path)
    from_file, from_frame = read_own_figures(path), read_own_figures(figures)
    pd.testing.assert_frame_equal(from_file.buurten, from_frame.buurten)
    pd.testing.assert_frame_equal(from_file.points, from_frame.points)
    assert from_file.meldingen == ("Cijfers uit cijfers.csv, niet uit een uitgave.",)
    assert from_file.buurten.index.tolist() == list(HENGELO)


def test_columns_it_does_not_know_are_left_alone():
    own = read_own_figures(minimal(herkomst=[1, 2], notitie=["x", "y"]))
    assert not {"herkomst", "notitie"} & set(own.buurten)


def test_the_frame_of_the_caller_is_not_changed():
    figures = minimal(buurtcode=[" BU01640000 ", "BU01640001"])
    before = figures.copy()
    assert read_own_figures(figures).buurten.index.tolist() == ["BU01640000", "BU01640001"]
    pd.testing.assert_frame_equal(figures, before)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (minimal().drop(columns="inwoners"), "ontbreekt de kolom inwoners"),
        (minimal().drop(columns=["buurtcode", "buurtnaam"]), "ontbreekt de kolom buurtcode, buurtnaam"),
        (minimal(buurtcode=["BU01640000", "Centrum"]), "'Centrum' geen CBS-buurtcode"),
        (minimal(buurtcode=["BU01640000", np.nan]), "geen CBS-buurtcode"),
        (minimal(buurtcode=["BU01640000"] * 2), "buurt BU01640000 twee keer"),
        (minimal(inwoners=["500", "veel"]), "buurt BU01640001: 'veel' is geen getal voor inwoners"),
        (minimal(roken=["21,5", 20]), "buurt BU01640000: '21,5' is geen getal voor roken"),
        (minimal(x=["hier", 1]), "'hier' is geen getal voor x"),
        (minimal().iloc[:0], "geen enkele buurt"),
    ],
)
def test_what_cannot_be_used_is_said(figures, said):
    with pytest.raises(InputError, match=said) as error:
        read_own_figures(figures)
    assert "de meegegeven cijfers" in str(error.value)


@pytest.mark.parametrize("content", [None, b"", b"\xeb\xff,\n", b'"'], ids=["absent", "empty", "latin-1", "open quote"])
def test_what_is_no_csv_is_said(tmp_path, content):
    path = tmp_path / "cijfers.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match="geen leesbare CSV met cijfers") as error:
        read_own_figures(path)
    assert str(path) in str(error.value)
