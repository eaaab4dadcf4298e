"""A buurt and the gemeente beside the Netherlands and their peers."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from made_up import hengelo_figures

import gezond_geo as gg
from gezond_geo.errors import InputError, UnknownBuurtError
from gezond_geo.indicators.catalogue import catalogue, uitgave_of
from gezond_geo.scores import peers
from gezond_geo.scores.peers import compare_with_peers, read_peers


@pytest.fixture
def _made_up_peers(monkeypatch):
    """Two classes, of which one lacks a figure."""
    table = pd.DataFrame(
        [("buurt", 3, 40, 81000, 1.5, np.nan), ("gemeente", 2, 7, 990000, 2.5, 17.0)],
        columns=["soort", "klasse", "aantal", "inwoners", "eenzaam", "roken"],
    )
    monkeypatch.setattr(peers, "read_peers", lambda: table)


@pytest.mark.usefixtures("_made_up_peers")
def test_a_buurt_by_hand(data):
    table = compare_with_peers(data, "BU01530301")
    assert table.index.tolist() == [i.id for i in data.shown]
    # Twekkelerveld, wijk Twekkelerveld - T.H.T., Enschede and the Netherlands: RIVM 2020. 1365 addresses per km².
    lonely = table.loc["eenzaam"]
    assert lonely[["waarde", "wijk", "gemeente", "nederland"]].tolist() == [58.6, 54.3, 51.5, 47.0]
    assert lonely[["label", "eenheid", "jaar"]].tolist() == ["Eenzaamheid", "%", 2020]
    assert lonely[["gelijken", "klasse", "aantal_gelijken"]].tolist() == [1.5, "matig stedelijk", 40]
    assert lonely["reden_geen_gelijken"] == ""
    assert lonely["kanttekening"] == "modelschatting, 18 jaar en ouder"
    assert np.isnan(table.loc["roken", "gelijken"])
    assert table.loc["roken", "reden_geen_gelijken"] == "van gelijken niet bekend"


@pytest.mark.usefixtures("_made_up_peers")
def test_the_gemeente_by_hand(data):
    table = compare_with_peers(data)
    # 2157 addresses per km².
    assert table.loc["roken", ["waarde", "nederland", "gelijken"]].tolist() == [21.9, 17.9, 17.0]
    assert (table["klasse"] == "sterk stedelijk").all()
    assert (table["aantal_gelijken"] == 7).all()
    assert {"wijk", "gemeente", "percentiel"}.isdisjoint(table.columns)
    # Of stone nothing is published above the buurt.
    assert table.loc["steen", ["waarde", "nederland", "gelijken"]].isna().all()


def test_its_percentiles_are_those_of_the_score(data, scores):
    table = compare_with_peers(data, "Twekkelerveld")
    expected = scores.indicators.loc["BU01530301", table.index]
    pd.testing.assert_series_equal(table["percentiel"], expected, check_names=False)


def test_the_file_holds_every_gemeente(data):
    table = read_peers()
    assert table["klasse"].tolist() == [1, 2, 3, 4, 5] * 2
    assert table["soort"].tolist() == ["buurt"] * 5 + ["gemeente"] * 5
    gemeenten = table[table["soort"] == "gemeente"].set_index("klasse")
    assert gemeenten["aantal"].sum() == 355  # in 2020
    # Together they are the Netherlands, as published (CBS and RIVM 2020): their means weigh up to its figures.
    people, nation = gemeenten["inwoners"], data.comparison.loc["NL"]
    assert people.sum() == nation["inwoners"]
    for name in ("goede_gezondheid", "eenzaam", "roken", "moeite_rondkomen", "bijstand", "aandeel_65plus"):
        assert (gemeenten[name] * people).sum() / people.sum() == pytest.approx(nation[name], rel=0.015)


def test_health_differs_by_class_as_in_the_file(data):
    assert compare_with_peers(data)["gelijken"].drop("steen").notna().all()
    table = read_peers().set_index(["soort", "klasse"])
    mine = compare_with_peers(data, "Twekkelerveld")
    assert mine.loc["eenzaam", "gelijken"] == table.loc[("buurt", 3), "eenzaam"]
    assert (mine["aantal_gelijken"] == table.loc[("buurt", 3), "aantal"]).all()


def test_a_small_buurt_has_no_figures_and_no_peers(data):
    table = compare_with_peers(data, "Kennispark")
    assert table[["waarde", "percentiel", "gelijken"]].isna().all(axis=None)
    assert table["aantal_gelijken"].isna().all()
    assert (table["klasse"] == "").all()
    assert (table["reden_geen_gelijken"] == "hoe stedelijk het hier is, is niet bekend").all()
    assert table.loc["eenzaam", "nederland"] == 47.0


def test_another_uitgave_has_no_peers(data):
    table = compare_with_peers(dataclasses.replace(data, uitgave=uitgave_of("2022")), "Twekkelerveld")
    assert table["gelijken"].isna().all()
    assert table["aantal_gelijken"].isna().all()
    assert (table["reden_geen_gelijken"] == "van gelijken zijn er alleen cijfers van uitgave 2020").all()
    assert table.loc["eenzaam", "nederland"] == 47.0


def test_an_own_figure_is_not_compared_with_the_one_it_replaces(data):
    own = data.with_indicator(
        pd.Series(range(10, 80), index=data.buurten.index, dtype="float64"),
        dataclasses.replace(catalogue()["eenzaam"], label="Eenzaamheid, eigen meting"),
    )
    lonely = compare_with_peers(own, "Twekkelerveld").loc["eenzaam"]
    assert lonely["label"] == "Eenzaamheid, eigen meting"
    assert lonely[["wijk", "gemeente", "nederland", "gelijken", "percentiel"]].isna().all()
    assert lonely["reden_geen_gelijken"] == "van gelijken niet bekend"


def test_without_published_figures_there_is_the_buurt_alone():
    made_up = gg.load("Hengelo", figures=hengelo_figures(), offline=True)
    table = compare_with_peers(made_up, "Buurt 2")
    assert table.loc["roken", "waarde"] == 24
    assert table[["wijk", "gemeente", "nederland"]].isna().all(axis=None)
    assert (table["klasse"] == "niet stedelijk").all()  # 24 addresses per km², made up
    assert compare_with_peers(made_up)[["waarde", "gelijken"]].isna().all(axis=None)


def test_a_figure_of_the_wijk_says_so(data):
    borrowed = pd.DataFrame({"roken": data.buurten.index == "BU01530301"}, index=data.buurten.index)
    table = compare_with_peers(dataclasses.replace(data, from_wijk=borrowed), "Twekkelerveld")
    assert table.loc["roken", "kanttekening"] == "cijfer van de hele wijk"
    assert table.loc["eenzaam", "kanttekening"] == "modelschatting, 18 jaar en ouder"


def test_a_wrong_buurt_is_said(data):
    with pytest.raises(UnknownBuurtError, match="bedoelt u Pathmos"):
        compare_with_peers(data, "Patmos")


def test_the_netherlands_has_no_peers(data):
    nation = dataclasses.replace(data, gemeente=dataclasses.replace(data.gemeente, code="NL", naam="Nederland"))
    with pytest.raises(InputError, match="Nederland als geheel heeft geen gelijken"):
        compare_with_peers(nation)
