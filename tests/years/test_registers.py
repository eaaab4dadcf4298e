"""Registers of the user: what they are read as, what is hidden, refused and not read as zero."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.errors import InputError
from gezond_geo.years.registers import TOTAL, find_false_zeros
from gezond_geo.years.trends import INCREASED, MODELLED, NO_DIFFERENCE, compute_trend, say_changes

ABOUT = {
    "label": "Wmo",
    "eenheid": "%",
    "soort": "register",
    "bron": "Gemeente",
    "licentie": "CC0",
    "kolom": "wmo",
    "bevolking": "inwoners",
}
FIRST, SECOND = "WK015301", "WK015302"


def register(shares, people=2000, years=range(2015, 2023), codes=(FIRST, SECOND)):
    """A row per area and year; the shares in percent."""
    return pd.DataFrame(
        [
            {"wijkcode": code, "wijknaam": f"Wijk {code[-1]}", "jaar": year, "wmo": share, "inwoners": people}
            for code, series in zip(codes, shares, strict=True)
            for year, share in zip(years, series, strict=True)
        ]
    )


RISING, FLAT = [5, 6, 7, 8, 9, 10, 11, 12], [5, 5.1, 4.9, 5, 5, 5.1, 4.9, 5]


def test_a_share_of_wijken_becomes_series_and_verdicts():
    years = gg.read_register(register([RISING, FLAT]), ABOUT)
    assert years.of("wmo").loc[FIRST].tolist() == RISING
    assert years.of("wmo_aantal").loc[FIRST].tolist() == [100, 120, 140, 160, 180, 200, 220, 240]
    # Of both wijken together: (100 + 100) of 4 000, and (240 + 100).
    assert years.of("wmo").loc[TOTAL, [2015, 2022]].tolist() == [5.0, 8.5]
    change = gg.assess_change(years)
    rows = change[change["id"] == "wmo"].set_index("code")
    assert rows["oordeel"].to_dict() == {FIRST: INCREASED, SECOND: NO_DIFFERENCE, TOTAL: INCREASED}
    assert rows["naam"].tolist() == ["Wijk 1", "Wijk 2", "2 wijken samen"]
    trend = compute_trend(np.array([[100.0 + 20 * n for n in range(8)]]), np.full((1, 8), 2000.0), np.arange(8.0))
    assert rows.loc[FIRST, "p"] == pytest.approx(trend.p[0])
    # Two wijken are tested, and the smallest of two p-values is doubled.
    assert rows.loc[FIRST, "p_gecorrigeerd"] == pytest.approx(2 * trend.p[0])
    low, high = (gg.wilson_interval([count], [2000]).mul(100).iloc[0].tolist() for count in (100, 240))
    expected = [7 - np.hypot(12 - high[0], low[1] - 5), 7 + np.hypot(high[1] - 12, 5 - low[0])]
    assert rows.loc[FIRST, ["laag", "hoog"]].tolist() == pytest.approx(expected)
    assert say_changes(change, years)[0] == (
        "Wmo, 2015–2022: 2 wijken samen toegenomen; van de wijken toegenomen in 1 en geen aantoonbaar verschil in 1."
    )


def test_a_number_of_buurten_is_a_count():
    rows = register([[40, 42, 41, 80]], years=range(2019, 2023), codes=["BU01530301"])
    about = {**ABOUT, "eenheid": "cliënten", "weging": "optellen"}
    del about["bevolking"]
    years = gg.read_register(rows.drop(columns="inwoners"), about)
    assert list(years.indicators) == ["wmo"]
    assert years.gemeente.naam == "Enschede"
    row = gg.assess_change(years).set_index("code").loc["BU01530301"]
    byar = gg.byar_interval([40.0, 80.0])
    assert row["laag"] == pytest.approx(40 - np.hypot(80 - byar["laag"][1], byar["hoog"][0] - 40))


def test_the_number_behind_a_rate_only_hides():
    """Whether it is of whom the rate is true or of whom it is a part, no table tells."""
    rows = register([[50, 50, 60, 60]], years=range(2019, 2023), codes=[FIRST]).drop(columns="inwoners")
    rows["personen"] = [100, 100, 9, 120]
    about = {k: v for k, v in ABOUT.items() if k != "bevolking"} | {"eenheid": "per 1 000", "aantal": "personen"}
    years = gg.read_register(rows, about)
    assert list(years.indicators) == ["wmo"]
    assert years.of("wmo").loc[FIRST].to_dict() == {2019: 50, 2020: 50, 2022: 60}
    assert gg.assess_change(years)["oordeel"].eq("").all()


def test_a_rate_without_people_is_not_tested():
    about = {k: v for k, v in ABOUT.items() if k != "bevolking"}
    rows = register([RISING, FLAT]).drop(columns="inwoners")
    change = gg.assess_change(gg.read_register(rows, about))
    assert change["oordeel"].eq("").all()
    assert change.loc[change["code"] == FIRST, "reden"].item() == (
        "geen aantal, dus zonder marge van de bron is niets te toetsen"
    )


def test_an_estimate_gets_no_verdict():
    change = gg.assess_change(gg.read_register(register([RISING, FLAT]), {**ABOUT, "soort": "schatting"}))
    rows = change[change["id"] == "wmo"]
    assert rows["oordeel"].eq("").all()
    assert rows["reden"].eq(MODELLED).all()


def test_a_year_of_zeros_is_no_figure():
    years = gg.read_register(register([[0, 0, *RISING[2:]], [0, 0, *FLAT[2:]]]), ABOUT)
    assert years.of("wmo").columns.tolist() == list(range(2017, 2023))
    melding = next(line for line in years.meldingen if "0 gelezen" in line)
    assert "heel 2015 en 2016" in melding
    assert 'nul = "cijfer"' in melding


def test_a_zero_between_others_is_no_figure_and_is_named_with_its_line():
    years = gg.read_register(register([[5, 5, 5, 0, 5, 5, 5, 5], FLAT]), ABOUT)
    assert np.isnan(years.of("wmo").loc[FIRST, 2018])
    assert any(f"{FIRST} in 2018 (regel 5)" in line for line in years.meldingen)
    row = gg.assess_change(years).set_index(["code", "id"]).loc[(FIRST, "wmo")]
    assert row[["oordeel", "reden"]].tolist() == ["", "niet van elk jaar een cijfer"]


def test_a_zero_stays_where_the_description_says_it_is_one():
    years = gg.read_register(register([[5, 5, 5, 0, 5, 5, 5, 5], FLAT]), {**ABOUT, "nul": "cijfer"})
    assert years.of("wmo").loc[FIRST, 2018] == 0


def test_how_many_are_to_be_expected_decides_of_a_zero():
    """5 % of 200 people is 10 persons; of 190 people it is 9.5, and nobody at all can be."""
    columns = [2020, 2021, 2022]
    values = pd.DataFrame([[5.0, 0, 5], [5.0, 0, 5], [0.0, 0, 0]], columns=columns)
    people = pd.DataFrame([[200.0] * 3, [190.0] * 3, [5000.0] * 3], columns=columns)
    events = values * people / 100
    doubtful = find_false_zeros(values, people, events)
    # Together they would have 19.5 in 2021, a year in which all are 0.
    assert doubtful[2021].tolist() == [True, True, True]
    assert not doubtful[[2020, 2022]].any(axis=None)
    some = values.assign(**{"2021": 0.0}).drop(columns="2021")
    some.loc[2, 2021] = 1.0
    doubtful = find_false_zeros(some, people, some * people / 100)
    assert doubtful[2021].tolist() == [True, False, False]


def test_few_persons_and_few_people_are_hidden():
    few = register([[5] * 8, [20] * 8], people=150)
    years = gg.read_register(few, ABOUT)
    assert years.of("wmo").loc[FIRST].isna().all()
    assert years.of("wmo").loc[SECOND].eq(20).all()
    assert "Wmo: verborgen wegens minder dan 10 personen: 8 cijfers." in years.meldingen
    with pytest.raises(InputError, match="er blijft niets over"):
        gg.read_register(register([[20] * 8, [20] * 8], people=90), ABOUT)


def test_areas_with_the_same_figures_are_named():
    years = gg.read_register(register([FLAT, FLAT]), ABOUT)
    assert any(f"precies hetzelfde cijfer in {FIRST} en {SECOND}" in line for line in years.meldingen)


def test_what_is_no_area_is_left_out_and_wijken_beside_buurten():
    rows = pd.concat(
        [register([RISING], codes=["BU01530301"]), register([FLAT] * 2), register([FLAT], codes=["Totaal"])]
    )
    years = gg.read_register(rows, ABOUT)
    assert years.figures["buurtcode"].unique().tolist() == ["BU01530301"]
    assert any("geen buurt: 24 regels (WK015301, WK015302, Totaal)" in line for line in years.meldingen)


@pytest.mark.parametrize(
    ("change", "about", "message"),
    [
        ({"wmo": 0.05}, {}, "schrijf keer = 100 in de beschrijving"),
        ({"wmo": "veel"}, {}, "'veel' is geen getal voor wmo"),
        ({"wmo": 101}, {}, "dit kan niet"),
        ({"jaar": "vorig jaar"}, {}, "'vorig jaar' is geen jaar"),
        ({"jaar": 2015}, {}, "WK015301 heeft 2015 al op regel 2"),
        ({"niet_westers": 3}, {}, "gaat over herkomst"),
        ({"bsn": 3}, {}, "gaat over burgerservicenummers"),
        ({"wijkcode": "Noord"}, {}, "hier staat geen enkele buurt of wijk"),
        ({}, {"bevolking": "mensen"}, "de kolom 'mensen' uit de beschrijving is er niet"),
        ({}, {"nul": "nee"}, "nul is 'nee'; kies uit: cijfer"),
        ({}, {"label": ""}, "label is leeg"),
    ],
)
def test_what_cannot_be_is_one_sentence(change, about, message):
    with pytest.raises(InputError) as error:
        gg.read_register(register([RISING, FLAT]).assign(**change), {**ABOUT, **about})
    assert message in str(error.value)


def test_parts_of_one_become_percent():
    rows = register([RISING, FLAT]).assign(wmo=lambda frame: frame["wmo"] / 100)
    years = gg.read_register(rows, {**ABOUT, "keer": 100})
    assert years.of("wmo").loc[FIRST].tolist() == pytest.approx(RISING)


def test_a_table_without_years_is_told_what_it_lacks():
    with pytest.raises(InputError, match="ontbreekt de kolom jaar"):
        gg.read_register(register([RISING, FLAT]).drop(columns="jaar"), ABOUT)


@settings(max_examples=2)
@given(st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(random):
    rows = register([RISING, FLAT])
    order = list(rows.index)
    random.shuffle(order)
    one, other = (gg.read_register(frame, ABOUT) for frame in (rows, rows.loc[order]))
    pd.testing.assert_frame_equal(one.figures, other.figures)
    pd.testing.assert_frame_equal(one.comparison, other.comparison)


@pytest.mark.shared
def test_the_wijken_around_den_haag(shared_dir):
    path = shared_dir / "data/registers/wijken_haaglanden_2009_2022.parquet"
    about = {**ABOUT, "kolom": "%_WMO_user", "bevolking": "Total_Population", "keer": 100}
    years = gg.read_register(path, about)
    assert years.of("wmo").columns.tolist() == list(range(2015, 2023))
    assert years.figures["buurtcode"].nunique() == 70
    assert years.of("wmo").loc["WK051801", 2015] == pytest.approx(4.7676, abs=1e-4)
    text = " ".join(years.meldingen)
    assert "heel 2009, 2010, 2011, 2012, 2013 en 2014" in text
    assert "WK051801 en WK051802" in text
