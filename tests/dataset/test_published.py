"""Frames of StatLine by the names of the catalogue."""

import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.errors import InputError

CITY, BOTHOVEN = "BU01530000", "BU01530003"
KWB = pd.DataFrame(
    {
        "ID": [0, 1, 2],
        "WijkenEnBuurten": ["Nederland", "City", "De Bothoven"],
        "Codering_3": ["NL00      ", "BU01530000", "BU01530003"],
        "AantalInwoners_5": [17_407_585, 3315, 5340],
        "k_0Tot15Jaar_8": [1, 130, 390],
        "k_65JaarOfOuder_12": [2, 560, None],
        "Marokko_19": [3, 1, 2],
        "Koopwoningen_47": [57, 25, 31],
    }
)
# As cbsodata gives it: titles in the place of codes, and no code of the region.
HEALTH = pd.DataFrame(
    [
        ["18 jaar of ouder", "Waarde", "City", "2016", 50.0],
        ["18 jaar of ouder", "Waarde", "City", "2020", 53.4],
        ["65 jaar of ouder", "Waarde", "City", "2020", 60.0],
        ["18 jaar of ouder", "Ondergrens 95%-interval", "City", "2020", 40.0],
        ["18 jaar of ouder", "Waarde", "Wijk 00 Binnenstad", "2020", 51.0],
    ],
    columns=["Leeftijd", "Marges", "WijkenEnBuurten", "Perioden", "Eenzaam_28"],
)


def test_columns_are_known_by_their_stems_and_the_others_are_named():
    figures = gg.from_statline(KWB, "84799NED")
    assert figures.drop(columns="buurtnaam").loc[CITY].to_dict() == {
        "inwoners": 3315, "inwoners_0_14": 130, "inwoners_65plus": 560,
    }  # fmt: skip
    assert figures["buurtnaam"].tolist() == ["City", "De Bothoven"]
    assert figures.attrs["meldingen"] == [
        "84799NED: niet gebruikt, want geen buurt: 1 regel (NL00).",
        "84799NED: niet gebruikt: de kolom ID, Marokko_19, Koopwoningen_47.",
    ]
    bron = figures.attrs["bron"]
    assert (bron["tabel"], bron["jaar"]) == ("84799NED", 2020)
    assert bron["kolommen"]["inwoners_65plus"] == "k_65JaarOfOuder_12"


def test_names_alone_are_placed_by_those_of_another_frame():
    with pytest.raises(InputError, match="hier staat geen enkele buurt"):
        gg.from_statline(HEALTH, "50090NED")
    figures = gg.from_statline(HEALTH, "50090NED", buurten=gg.from_statline(KWB, "84799NED"))
    assert figures["eenzaam"].to_dict() == {CITY: 53.4}
    assert figures.attrs["meldingen"][:2] == [
        "50090NED: gebruikt zijn de cijfers van 2020.",
        "50090NED: gebruikt zijn de regels voor 18 jaar en ouder.",
    ]
    earlier = gg.from_statline(HEALTH, "50090NED", year=2016, buurten=figures)
    assert earlier["eenzaam"].to_dict() == {CITY: 50}
    assert earlier.attrs["bron"]["jaar"] == 2016


def test_frames_together_are_figures_with_their_sources():
    kwb = gg.from_statline(KWB, "84799NED")
    data = gg.load("Enschede", figures=[kwb, gg.from_statline(HEALTH, "50090NED", buurten=kwb)], offline=True)
    assert data.buurten.loc[CITY, ["inwoners", "eenzaam"]].tolist() == [3315, 53.4]
    assert pd.isna(data.buurten.loc[BOTHOVEN, "eenzaam"])
    assert data.sources.loc[["inwoners", "eenzaam"], "tabel"].tolist() == ["84799NED", "50090NED"]
    assert data.sources.loc["eenzaam", "kolom"] == "Eenzaam_28"
    assert "84799NED: niet gebruikt: de kolom ID, Marokko_19, Koopwoningen_47." in data.meldingen
    # The frames as they are give the same figures.
    raw = gg.load("Enschede", figures=[KWB, HEALTH], offline=True)
    pd.testing.assert_frame_equal(raw.buurten[["inwoners", "eenzaam"]], data.buurten[["inwoners", "eenzaam"]])


def test_figures_of_another_year_say_what_they_are_compared_with():
    figures = gg.from_statline(KWB, "85984NED")
    assert figures.attrs["bron"]["jaar"] == 2024
    data = gg.load("Enschede", figures=figures, offline=True)
    assert "De cijfers van 2024 zijn vergeleken met Nederland in 2020." in data.meldingen
    assert not any("Van welk jaar" in melding for melding in data.meldingen)
    assert data.year_of("inwoners") == 2024


def test_figures_without_a_year_say_what_they_are_compared_with():
    plain = pd.DataFrame({"buurtcode": [CITY], "inwoners": [3315]})
    data = gg.load("Enschede", figures=plain, offline=True)
    compared = "Van welk jaar de cijfers zijn, staat er niet bij; ze zijn vergeleken met Nederland in 2020."
    assert compared in data.meldingen
    assert data.year_of("inwoners") == 2020


@pytest.mark.parametrize(
    ("frame", "table", "message"),
    [
        (KWB, "12345NED", "De catalogus kent geen tabel '12345NED'; wel: 82339NED"),
        (
            KWB[["Codering_3", "Koopwoningen_47"]],
            "84799NED",
            "hier staat geen kolom die de catalogus van 84799NED kent",
        ),
        (KWB.drop(columns=["Codering_3", "WijkenEnBuurten"]), "84799NED", "ontbreekt de kolom buurtcode"),
        (KWB.assign(AantalInwoners_5=-5), "84799NED", "dit kan niet: regel 3: inwoners -5"),
        (
            HEALTH.assign(Leeftijd="65 jaar of ouder").assign(Marges=["a", "b", "c", "d", "e"]),
            "50090NED",
            "geen enkele",
        ),
    ],
)
def test_what_cannot_be_used_is_said(frame, table, message):
    with pytest.raises(InputError, match=message):
        gg.from_statline(frame, table)


@pytest.mark.shared
def test_frames_of_more_gemeenten_give_the_figures_of_the_package(few_gemeenten, data):
    kwb = pd.read_parquet(few_gemeenten / "statline/84799NED/TypedDataSet.parquet")
    health = pd.read_parquet(few_gemeenten / "statline/50090NED/UntypedDataSet.parquet")
    parts = [gg.from_statline(kwb, "84799NED"), gg.from_statline(health, "50090NED")]
    own = gg.load("Enschede", figures=parts, offline=True)
    columns = ["inwoners", "inwoners_65plus", "eenzaam", "roken", "moeite_rondkomen"]
    pd.testing.assert_frame_equal(own.buurten[columns], data.buurten[columns], check_dtype=False)
