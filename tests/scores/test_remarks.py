"""What figures hide: labels of buurten whose figures say less than they seem to."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import HENGELO, hengelo_figures

import gezond_geo as gg
from gezond_geo.dataset.levels import aggregate
from gezond_geo.indicators.limits import Limits
from gezond_geo.scores.remarks import (
    INSTITUTION_SHARE,
    STUDENT_SHARE,
    _say_institutions,
    join_labels,
    label_parts,
    say_change,
    share_in_institutions,
)


def of(residents, households, size, taken_together=1):
    return share_in_institutions(
        pd.DataFrame(
            {
                "inwoners": [residents],
                "huishoudens": [households],
                "huishoudensgrootte": [size],
                "aantal_buurten": [taken_together],
            }
        )
    )[0]


def with_column(data, name, values):
    buurten = data.buurten.copy()
    for code, value in values.items():
        buurten.loc[code, name] = value
    return dataclasses.replace(data, buurten=buurten)


@pytest.mark.parametrize(
    ("residents", "households", "size", "expected"),
    [
        # (997.5 - 402.5 * 2.05) / 997.5: of 1 000 residents 800 in households, and rounding explains 25 of the others.
        (1000, 400, 2.0, 17.281),
        # (1227.5 - 447.5 * 2.05) / 1227.5: Voortman-Amelink.
        (1230, 445, 2.0, 25.265),
        # (2212.5 - 1027.5 * 1.95) / 2212.5: Cromhoffsbleek-Kotman.
        (2215, 1025, 1.9, 9.441),
        # Everyone in a household, and more in households than there are residents.
        (1000, 500, 2.0, 0.0),
        (1890, 1135, 1.7, 0.0),
    ],
)
def test_the_share_in_institutions_by_hand(residents, households, size, expected):
    assert of(residents, households, size) == pytest.approx(expected, abs=0.001)


def test_each_buurt_taken_together_was_rounded():
    # (990 - 410 * 2.1) / 990: four buurten, each up to 2.5 off, and a mean of sizes that was rounded again.
    assert of(1000, 400, 2.0, taken_together=4) == pytest.approx(13.030, abs=0.001)


def test_without_households_there_is_no_share():
    frame = pd.DataFrame({"inwoners": [500.0, 500.0], "huishoudens": [np.nan, 200.0]}, index=["a", "b"])
    assert share_in_institutions(frame).isna().tolist() == [True, True]


@given(st.integers(40, 4000), st.floats(1.0, 3.5), st.floats(0, 0.04))
def test_rounding_alone_is_no_institution(households, size, outside):
    """As CBS would publish it: persons, households and size rounded, and up to 4 % in an institution."""
    persons = households * size
    residents = persons / (1 - outside)
    share = of(5 * round(residents / 5), 5 * round(households / 5), round(size, 1))
    assert share <= outside * 100 + 1e-9
    assert share < INSTITUTION_SHARE


def test_institutions_in_enschede(data, scores):
    remarks = scores.buurten["kanttekening"]
    texts = remarks[remarks.str.contains("instelling")]
    # Wesselerbrink Noord-West, where De Bijvank is, comes next with 4.2 % at least.
    assert data.buurten.loc[texts.index, "buurtnaam"].tolist() == ["Cromhoffsbleek-Kotman", "Voortman-Amelink"]
    assert texts["BU01530405"] == (
        "minstens 25 % van de inwoners woont in een instelling voor bijvoorbeeld zorg of opvang: "
        "gezondheid en inkomen zeggen weinig over hen"
    )
    assert texts["BU01530200"].startswith("minstens 9 % van de inwoners woont in een instelling")
    shares = share_in_institutions(data.buurten)
    assert shares.drop(texts.index).max() == pytest.approx(4.240, abs=0.001)
    # Students in rooms run households of their own: Drienerveld has as many residents as fit in its households.
    assert shares["BU01530406"] == 0


def test_institutions_are_told_from_a_twentieth_of_the_residents_rounded_down():
    remarks = _say_institutions(pd.Series([4.99, 5.0, 5.99, np.nan]))
    assert [remark[:13] for remark in remarks] == ["", "minstens 5 % ", "minstens 5 % ", ""]


def test_wijken_are_labelled_alike(data):
    remarks = gg.score(aggregate(data, "wijk")).buurten["kanttekening"]
    assert not remarks.str.contains("instelling").any()
    assert set(remarks) == {"", "minder dan 1000 inwoners: grove cijfers"}


@pytest.mark.parametrize(("share", "has_remark"), [(STUDENT_SHARE, True), (STUDENT_SHARE - 0.1, False)])
def test_student_buurten(data, share, has_remark):
    remarks = gg.score(with_column(data, "aandeel_15_24", {"BU01530301": share})).buurten["kanttekening"]
    assert remarks["BU01530301"] == ("studentenbuurt, inkomen zegt weinig" if has_remark else "")


def test_a_change_that_is_no_reason_yet_is_a_label(data, scores):
    """Industrie- en havengebied has no rank for its 210 residents; that they changed is said beside it."""
    grown = with_column(data, "inwoners_later", {"BU01530700": 315.0})
    row = gg.score(grown).buurten.loc["BU01530700"]
    assert row["reden_geen_rang"] == "minder dan 400 inwoners: geen rang"
    assert row["kanttekening"] == "inwoners 2020–2024: +50 %; minder dan 1000 inwoners: grove cijfers"
    # City changed by 15.8 %: that is its reason, and is not said twice.
    assert scores.buurten.loc["BU01530000", "kanttekening"] == "sinds de luchtfoto veranderd"
    assert say_change(data, Limits())["BU01530000"] == "inwoners 2020–2024: +16 %"
    assert say_change(data, Limits(change=50)).eq("").all()


def test_a_shrinking_buurt_has_a_real_minus(data):
    assert say_change(data, Limits())["BU01530200"] == "inwoners 2020–2024: −29 %"


def test_without_later_residents_nothing_changed():
    figures = hengelo_figures().drop(columns=["inwoners_later"])
    own = gg.load("Hengelo", figures=figures, offline=True)
    assert say_change(own, Limits()).eq("").all()


def test_a_small_buurt_has_no_label(data):
    own = with_column(data, "aandeel_15_24", {"BU01530105": 80.0})
    assert gg.score(own).buurten["kanttekening"]["BU01530105"] == ""


def test_a_focus_area_that_is_a_part_of_a_buurt(data, scores):
    labels = label_parts(data)
    assert labels[labels != ""].to_dict() == {
        "BU01530601": "Hanenberglanden ligt in deze buurt: de cijfers zijn van de hele buurt"
    }
    assert labels.index.equals(data.buurten.index)
    # Scores know no focus areas.
    assert not scores.buurten["kanttekening"].str.contains("Hanenberglanden").any()


def test_two_parts_of_one_buurt_are_named_together(data):
    area = data.gemeente.focusgebieden[2]
    other = dataclasses.replace(area, naam="Elders")
    twice = dataclasses.replace(data, gemeente=dataclasses.replace(data.gemeente, focusgebieden=(area, other)))
    assert label_parts(twice)["BU01530601"].startswith("Hanenberglanden en Elders liggen in deze buurt: ")


def test_a_gemeente_without_focus_areas_has_no_parts():
    own = gg.load("Hengelo", figures=hengelo_figures(), offline=True)
    assert label_parts(own).to_dict() == dict.fromkeys(HENGELO, "")


def test_labels_are_put_behind_each_other():
    index = pd.Index(["a", "b", "c"])
    first, second = pd.Series(["x", "", ""], index), pd.Series(["y", "y", ""], index)
    assert join_labels([first, second]).tolist() == ["x; y", "y", ""]


def test_no_label_holds_what_parts_labels(data, scores):
    """`say_reasons` takes them apart again at "; "."""
    texts = {text for cell in scores.buurten["kanttekening"] for text in cell.split("; ")}
    assert texts == {
        "",
        "studentenbuurt, inkomen zegt weinig",
        "sinds de luchtfoto veranderd",
        "minder dan 1000 inwoners: grove cijfers",
        *(text for text in texts if text.startswith("minstens ")),
    }
    assert not label_parts(data).str.contains(";").any()
