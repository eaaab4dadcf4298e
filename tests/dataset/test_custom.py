"""Own indicators and themes: what they change, what they leave alone, and what is said of them."""

import csv
import dataclasses
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from examples import heavy
from hypothesis import given
from hypothesis import strategies as st

import gezond_geo as gg
from gezond_geo.dataset.levels import aggregate
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.catalogue import Indicator, Theme, catalogue, theme_indicators
from gezond_geo.indicators.normalisation import percentile
from gezond_geo.indicators.publications import Table
from gezond_geo.indicators.reference import Reference, build_reference
from gezond_geo.indicators.reference_file import national_reference
from gezond_geo.pages.colours import SEQUENTIAL, spread
from gezond_geo.pages.map.leeswijzer import explain_map
from gezond_geo.pages.map.payload import build_payload
from gezond_geo.scores.wording import say_designation, say_favourable, say_reference, say_sources, say_unmeasured

SAFETY = Theme(
    id="veiligheid", label="Veiligheid", uitleg="Misdrijven.", meer="meer onveiligheid", minder="minder onveiligheid"
)
CARE = Theme(id="zorggebruik", label="Zorggebruik", uitleg="Wmo.", meer="meer zorggebruik", minder="minder zorggebruik")
CRIMES = Indicator(
    id="misdrijven",
    label="Misdrijven",
    zin="{} per 1 000 inwoners geregistreerd",
    eenheid="misdrijven",
    decimalen=1,
    soort="register",
    thema="veiligheid",
    ongunstig="hoog",
)
WMO = dataclasses.replace(CRIMES, id="wmo_gebruik", label="Wmo-gebruik", thema="zorggebruik")
FEELS_SAFE = dataclasses.replace(CRIMES, id="voelt_zich_veilig", label="Voelt zich veilig", ongunstig="laag")
POLICE = Table(id="misdrijven.csv", uitgever="Politie", titel="Misdrijven", jaar=2020, indeling=2020)
SMALL = ["BU01530105", "BU01530106", "BU01530701", "BU01530702", "BU01530703"]
FOUR = ["gezondheid", "inkomen", "vergrijzing", "verstening"]


def spread_out(data, seed=1):
    """Give a figure for every buurt, all different but for rounding."""
    values = np.random.default_rng(seed).gamma(4, 12, len(data.buurten)).round(1)
    return pd.Series(values, index=data.buurten.index)


@pytest.fixture(scope="module")
def safe(data):
    """Give Enschede with safety as a fifth theme."""
    return data.with_indicator(spread_out(data), CRIMES, theme=SAFETY, table=POLICE)


@pytest.fixture(scope="module")
def safe_scores(safe):
    return gg.score(safe)


@pytest.fixture(scope="module")
def safe_payload(safe, safe_scores):
    return build_payload(safe, safe_scores, gg.match_projects(safe))


def assert_same_scores(after, before, themes=FOUR):
    pd.testing.assert_frame_equal(after.buurten, before.buurten, check_exact=True)
    pd.testing.assert_frame_equal(after.themes[themes], before.themes[themes], check_exact=True)
    pd.testing.assert_frame_equal(after.contributions, before.contributions, check_exact=True)


# ---- it counts like any theme


def test_a_fifth_theme_counts(data, scores, safe_scores):
    assert safe_scores.counted == [*FOUR, "veiligheid"]
    pd.testing.assert_frame_equal(safe_scores.themes[FOUR], scores.themes, check_exact=True)
    large = data.buurten["inwoners"] >= 400
    counts = (safe_scores.themes >= 80).sum(axis=1)[large]
    assert safe_scores.buurten["stapeling"][large].tolist() == counts.tolist()
    total = safe_scores.contributions.sum(axis=1, min_count=1)
    pd.testing.assert_series_equal(total, safe_scores.buurten["score"], check_names=False)


def test_it_is_ranked_within_the_buurten_by_residents(data, safe, safe_scores):
    large = data.buurten["inwoners"] >= 100
    residents, values = data.buurten["inwoners"][large], safe.buurten["misdrijven"][large]
    expected = percentile(values, values, residents)
    percentiles = safe_scores.themes["veiligheid"][large]
    # To rank a mid-rank percentile once more changes nothing but for the rounding of a mean.
    assert percentiles.tolist() == pytest.approx(expected.tolist())
    assert np.average(percentiles, weights=residents) == pytest.approx(50)


def test_weights_know_the_theme_in_that_dataset_only(data, safe, safe_scores):
    assert_same_scores(gg.score(safe, weights={"veiligheid": 1}), safe_scores, [*FOUR, "veiligheid"])
    heavy = gg.score(safe, weights={"veiligheid": 3})
    assert heavy.contributions["veiligheid"].sum().sum() > safe_scores.contributions["veiligheid"].sum().sum()
    with pytest.raises(SettingsError, match="kies uit: gezondheid, inkomen, vergrijzing, verstening, veiligheid"):
        gg.score(safe, weights={"zorggebruik": 1})
    with pytest.raises(SettingsError, match="geen thema 'veiligheid'"):
        gg.score(data, weights={"veiligheid": 1})


def test_a_sixth_theme(safe):
    both = safe.with_indicator(spread_out(safe, 2), WMO, theme=CARE)
    own_scores = gg.score(both)
    assert own_scores.counted == [*FOUR, "veiligheid", "zorggebruik"]
    assert say_reference(own_scores, own_scores.counted).endswith(
        "veiligheid en zorggebruik met de buurten van Enschede."
    )


def test_two_figures_in_an_own_theme_are_ranked_together(data, safe):
    both = safe.with_indicator(spread_out(data, 3), FEELS_SAFE)
    assert [i.id for i in both.members("veiligheid")] == ["misdrijven", "voelt_zich_veilig"]
    large = data.buurten["inwoners"] >= 100
    residents = data.buurten["inwoners"][large]
    crimes, feels = both.buurten["misdrijven"][large], both.buurten["voelt_zich_veilig"][large]
    mean = ((percentile(crimes, crimes, residents) + 100 - percentile(feels, feels, residents)) / 2).round(4)
    expected = percentile(mean, mean, residents)
    assert gg.score(both).themes["veiligheid"][large].tolist() == pytest.approx(expected.tolist())


# ---- properties


@pytest.mark.slow
@heavy
@given(seed=st.integers(0, 2**32 - 1), weight=st.floats(0.1, 10))
def test_a_theme_of_weight_0_changes_no_score(data, seed, weight):
    weights = {"gezondheid": weight, "inkomen": 1.0}
    own = data.with_indicator(spread_out(data, seed), CRIMES, theme=SAFETY)
    assert_same_scores(gg.score(own, weights={**weights, "veiligheid": 0}), gg.score(data, weights=weights))


@pytest.mark.slow
@heavy
@given(seed=st.integers(0, 2**32 - 1), decimals=st.integers(0, 3))
def test_a_copy_of_the_only_indicator_of_an_own_theme_changes_nothing(data, seed, decimals):
    crimes = dataclasses.replace(CRIMES, decimalen=decimals)
    own = data.with_indicator(spread_out(data, seed), crimes, theme=SAFETY)
    copied = own.with_indicator(spread_out(data, seed), dataclasses.replace(crimes, id="kopie", label="Kopie"))
    before, after = gg.score(own), gg.score(copied)
    pd.testing.assert_frame_equal(after.themes, before.themes)
    pd.testing.assert_frame_equal(after.buurten, before.buurten)


@pytest.mark.parametrize(("theme", "only"), [("vergrijzing", "aandeel_65plus"), ("verstening", "steen")])
def test_a_copy_of_the_only_indicator_of_a_theme_changes_nothing(data, scores, theme, only):
    """With a reference that holds the copy, the theme stays compared with the Netherlands."""
    nation = national_reference()
    copied_steps = nation.steps[nation.steps["id"] == only].assign(id="kopie")
    reference = dataclasses.replace(nation, steps=pd.concat([nation.steps, copied_steps], ignore_index=True))
    copied = data.with_indicator(
        data.buurten[only], dataclasses.replace(catalogue()[only], id="kopie", label="Kopie"), reference
    )
    own_scores = gg.score(copied)
    pd.testing.assert_frame_equal(own_scores.themes, scores.themes, check_exact=True)
    pd.testing.assert_frame_equal(own_scores.buurten, scores.buurten, check_exact=True)
    assert own_scores.reference.of(theme).label == nation.label


@pytest.mark.slow
@heavy
@given(lacking=st.sets(st.integers(0, 69), max_size=70), seed=st.integers(0, 99))
def test_a_missing_own_figure_changes_its_own_theme_only(data, scores, lacking, seed):
    values = spread_out(data, seed)
    values.iloc[sorted(lacking)] = np.nan
    own_scores = gg.score(data.with_indicator(values, CRIMES, theme=SAFETY))
    pd.testing.assert_frame_equal(own_scores.themes[FOUR], scores.themes, check_exact=True)
    if own_scores.unmeasured:
        assert values[data.buurten["inwoners"] >= 100].isna().all()
        assert_same_scores(own_scores, scores)
    else:
        has_value = own_scores.themes["veiligheid"].notna()
        assert has_value.equals(values.notna() & (data.buurten["inwoners"] >= 100))
        assert own_scores.buurten["rang"][~has_value].isna().all()


def test_without_any_value_the_theme_is_not_measured_yet(data, scores):
    empty = data.with_indicator(pd.Series(np.nan, index=data.buurten.index), CRIMES, theme=SAFETY)
    own_scores = gg.score(empty)
    assert_same_scores(own_scores, scores)
    assert say_unmeasured(own_scores) == "4 van 5 thema's gemeten; nog niet gemeten: veiligheid."
    (lacking,) = [melding for melding in empty.meldingen if melding.startswith("Misdrijven: geen cijfer voor City, ")]
    assert lacking.endswith(", nog 57.")


def test_a_buurt_that_lacks_it_says_so(data):
    own_scores = gg.score(data.with_indicator(spread_out(data).drop("BU01530301"), CRIMES, theme=SAFETY))
    row = own_scores.buurten.loc["BU01530301"]
    assert row["reden_geen_rang"] == "geen volledig cijfer voor veiligheid: geen rang"
    assert np.isnan(row["rang"])


def test_input_is_not_changed(data):
    before, values = data.buurten.copy(), spread_out(data)
    data.with_indicator(values, CRIMES, theme=SAFETY)
    pd.testing.assert_frame_equal(data.buurten, before)
    assert "veiligheid" not in data.themes
    assert "misdrijven" not in catalogue()
    assert len(values) == 70


# ---- what it is compared with


def test_a_reference_as_a_frame(data):
    nation = pd.DataFrame({"misdrijven": [10.0, 20.0, 30.0, 99.0], "inwoners": [100, 200, 300, 99]})
    own = data.with_indicator(pd.Series(20.0, index=data.buurten.index), CRIMES, nation, theme=SAFETY)
    # Of 600 residents 100 live where it is lower and 200 where it is the same: (100 + 100) / 600.
    assert gg.score(own).themes["veiligheid"]["BU01530301"] == pytest.approx(100 / 3)
    assert own.reference.of("veiligheid").label == "de 3 buurten van de meegegeven referentie"
    assert "Het thema Veiligheid is vergeleken met de 3 buurten van de meegegeven referentie." in own.meldingen


def test_a_reference_of_the_indicator_alone_gives_that_of_the_theme(data):
    steps = pd.DataFrame({"id": "voelt_zich_veilig", "value": [1.0, 2.0], "buurten": 1, "inwoners": [300, 100]})
    own = data.with_indicator(
        pd.Series(1.0, index=data.buurten.index), FEELS_SAFE, Reference(steps, "de regio"), theme=SAFETY
    )
    # 300 of 400 have 1, the unfavourable end: 100 more favourable, and half of the 300.
    assert gg.score(own).themes["veiligheid"]["BU01530301"] == pytest.approx(62.5)
    assert own.reference.of("veiligheid").label == "de regio"


def test_a_theme_has_one_reference(data, scores):
    """An own figure in a theme of the package makes the whole theme one of the gemeente, and that is said."""
    mixed = data.with_indicator(
        spread_out(data), dataclasses.replace(CRIMES, id="schulden", label="Schulden", thema="inkomen")
    )
    large = data.buurten["inwoners"] >= 100
    own_scores = gg.score(mixed)
    for name in ("bijstand", "moeite_rondkomen", "schulden"):
        average = np.average(own_scores.indicators[name][large], weights=data.buurten["inwoners"][large])
        assert average == pytest.approx(50), name
    others = ["gezondheid", "vergrijzing", "verstening"]
    pd.testing.assert_frame_equal(own_scores.themes[others], scores.themes[others], check_exact=True)
    assert mixed.meldingen[-1] == (
        "Het thema Inkomen is vergeleken met de buurten van Enschede, "
        "en niet meer met waar alle inwoners van Nederland wonen (buurten vanaf 100 inwoners)."
    )


def test_a_theme_with_an_own_figure_has_variants_and_subthemes_of_the_gemeente(data):
    stress = dataclasses.replace(CRIMES, id="stress", label="Stress", thema="gezondheid")
    mixed = data.with_indicator(spread_out(data), stress)
    assert (mixed.indicators["stress"].standaardfout, mixed.indicators["stress"].afronding) == (0, 0)
    reference = mixed.reference.of("gezondheid")
    assert {"gezondheid/z-score/stress", "gezondheid/min-max/roken", "gezondheid_mentaal"} <= set(reference.steps["id"])
    large = data.buurten["inwoners"] >= 100
    assert reference.steps.query("id == 'gezondheid/z-score/stress'")["buurten"].sum() == large.sum()
    alone = data.with_indicator(spread_out(data), CRIMES, theme=SAFETY).reference.of("veiligheid")
    assert set(alone.steps["id"]) == {"misdrijven", "veiligheid"}


def test_a_frame_with_every_figure_of_a_theme_keeps_it_national(data):
    nation = pd.DataFrame({"aandeel_65plus": [10.0, 20.0, 30.0], "grijs": [1.0, 2.0, 3.0], "inwoners": 100})
    grey = dataclasses.replace(CRIMES, id="grijs", label="Grijs", thema="vergrijzing")
    values = pd.Series(2.0, index=data.buurten.index)
    own_scores = gg.score(data.with_indicator(values, grey, nation))
    twekkelerveld = own_scores.indicators.loc["BU01530301"]  # 16.2 % is over 65
    assert twekkelerveld[["aandeel_65plus", "grijs"]].tolist() == pytest.approx([100 / 3, 50])
    partly = data.with_indicator(values, grey, nation.drop(columns="aandeel_65plus"))
    assert partly.reference.of("vergrijzing").label == "de buurten van Enschede"


@pytest.mark.slow
def test_another_reference_for_the_score_leaves_own_themes(data, safe, safe_scores):
    own = build_reference([(data.buurten, data.buurten["inwoners"])], label="de gemeente")
    own_scores = gg.score(safe, reference=own)
    pd.testing.assert_series_equal(own_scores.themes["veiligheid"], safe_scores.themes["veiligheid"], check_exact=True)
    assert own_scores.reference.of("inkomen").label == "de gemeente"
    members = {theme: safe.members(theme) for theme in safe.themes}
    frames = [(safe.buurten, safe.buurten["inwoners"])]
    whole = gg.score(safe, reference=build_reference(frames, label="alles", members=members))
    assert whole.reference.of("veiligheid").label == "alles"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        (pd.DataFrame({"misdrijven": [1.0]}), "ontbreekt de kolom inwoners"),
        (pd.DataFrame({"inwoners": [100]}), "ontbreekt de kolom misdrijven"),
        (national_reference(), "staat 'misdrijven' niet"),
    ],
)
def test_a_reference_without_the_figure_is_refused(data, reference, message):
    with pytest.raises(InputError, match=message):
        data.with_indicator(spread_out(data), CRIMES, reference, theme=SAFETY)


# ---- looked at, never counted


@pytest.mark.slow
def test_what_has_no_theme_or_no_unfavourable_end_is_only_shown(data, scores):
    values, paved = spread_out(data), dataclasses.replace(CRIMES, id="verhard", label="Verhard", thema="verstening")
    own = (
        data.with_indicator(values, dataclasses.replace(CRIMES, thema=None))
        .with_indicator(values, dataclasses.replace(FEELS_SAFE, ongunstig=None), theme=SAFETY)
        .with_indicator(values, dataclasses.replace(paved, ongunstig=None))
    )
    own_scores = gg.score(own)
    assert list(own.themes) == FOUR
    assert_same_scores(own_scores, scores)
    payload = build_payload(own, own_scores, gg.match_projects(own))
    views = ["verhard", "misdrijven", "voelt_zich_veilig"]
    assert payload["groepen"][-1] == {
        "id": "bekijken", "label": "Om te bekijken, telt niet mee", "weergaven": views
    }  # fmt: skip
    row = next(b for b in payload["buurten"] if b["code"] == "BU01530301")
    places = {
        figure["id"]: (figure["positie"], payload["indicatoren"][figure["id"]]["thema"]) for figure in row["cijfers"]
    }
    for name in views:
        assert payload["weergaven"][name]["referentie"] is None
        assert payload["weergaven"][name]["bron"] == "eigen cijfer (eigen cijfer, register)"
        # What is shown within a theme stays there.
        assert places[name] == (None, "verstening" if name == "verhard" else "bekijken")
    assert [theme for _, theme in places.values()][-4:] == ["verstening", "verstening", "bekijken", "bekijken"]
    for label in ("Misdrijven", "Voelt zich veilig", "Verhard"):
        assert f"{label}: eigen cijfer (jaar onbekend), alleen om te bekijken." in own.meldingen


# ---- a measurement in the place of an estimate


def test_stone_cover_that_was_measured_takes_the_place_of_the_estimate(data):
    indicator = dataclasses.replace(
        catalogue()["steen"], label="Verhard oppervlak", soort="register", decimalen=1, kanttekening=""
    )
    table = Table(id="BGT", uitgever="Kadaster", titel="Basisregistratie", jaar=2026, indeling=2024)
    own = data.with_indicator(spread_out(data) / 2, indicator, table=table)
    own_scores = gg.score(own)
    assert [i.label for i in own.members("verstening")] == ["Verhard oppervlak"]
    assert own.year_of("steen") == 2026
    assert own.reference.of("verstening").label == "de buurten van Enschede"
    assert "steen" not in own.comparison
    assert own.sources.loc["steen", "uitgever"] == "Kadaster"
    # Stone may be of another year than the people, and the photo of 2008 is no longer of interest.
    assert not own_scores.buurten["kanttekening"].str.contains("luchtfoto|2026").any()
    assert "Steen zoals het" not in str(explain_map(own, own_scores))
    assert aggregate(own, "wijk").buurten["steen"].notna().sum() == 10
    assert any("in plaats van dat uit de uitgave" in melding for melding in own.meldingen)


# ---- years


@pytest.mark.parametrize(("year", "dated"), [(2017, True), (2018, False), (2022, False), (2023, True)])
def test_figures_of_another_time_are_labelled(data, year, dated):
    own = data.with_indicator(spread_out(data), CRIMES, theme=SAFETY, table=dataclasses.replace(POLICE, jaar=year))
    melding = f"Misdrijven is van {year}, meer dan 2 jaar van de andere cijfers over mensen (2020)."
    assert (melding in own.meldingen) == dated
    remarks = gg.score(own).buurten["kanttekening"]
    label = f"misdrijven: cijfer van {year}, de andere van 2020"
    assert (label in remarks["BU01530301"]) == dated
    assert not remarks[SMALL].str.contains("misdrijven").any()
    if dated:
        unweighted = gg.score(own, weights={"veiligheid": 0}).buurten["kanttekening"]
        assert not unweighted.str.contains("misdrijven").any()


# ---- people


def test_a_small_buurt_shows_nothing(safe, safe_payload):
    assert safe.buurten.loc[SMALL, "misdrijven"].isna().all()
    assert any("minder dan 100 inwoners: 't Weldink" in melding for melding in safe.meldingen)
    for row in safe_payload["buurten"]:
        if row["code"] in SMALL:
            assert row["cijfers"] == []
            assert safe_payload["weergaven"]["veiligheid"]["klasse"][row["code"]] is None


@pytest.mark.parametrize("label", ["Niet-westerse migratieachtergrond", "Herkomst Turkije", "Statushouders"])
def test_origin_is_refused(data, label):
    with pytest.raises(InputError, match="gaat over herkomst"):
        data.with_indicator(spread_out(data), dataclasses.replace(CRIMES, label=label), theme=SAFETY)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": "Bel 06-12345678"}, "in label staat een telefoonnummer"),
        ({"zin": "{} vraag piet@example.nl"}, "in zin staat een e-mailadres"),
        ({"eenheid": "% niet-westers"}, "in eenheid .* gaat over herkomst"),
        ({"kanttekening": "vraag van client 111222333"}, "in kanttekening staat een nummer dat een BSN kan zijn"),
        ({"kanttekening": "misdrijven door statushouders"}, "gaat over herkomst"),
        ({"wie": "vluchtelingen"}, "in wie .* gaat over herkomst"),
        ({"id": "herkomst_turkije"}, "in id .* gaat over herkomst"),
        # Every subject is looked at, not the first that is there.
        ({"label": "Geboortejaar en nationaliteit"}, "'geboortejaar', en dat gaat over geboortedata"),
        ({"label": "BSN en herkomst"}, "gaat over burgerservicenummers"),
    ],
)
def test_words_that_point_to_persons_or_groups_are_refused(data, change, message):
    with pytest.raises(InputError, match=message):
        data.with_indicator(spread_out(data), dataclasses.replace(CRIMES, **change), theme=SAFETY)


@pytest.mark.parametrize("field", ["label", "uitleg", "meer", "minder"])
def test_words_of_a_theme_are_looked_at(data, field):
    theme = dataclasses.replace(SAFETY, **{field: "Mensen met een migratieachtergrond"})
    with pytest.raises(InputError, match=f"in {field} van het thema staat 'migratieachtergrond'"):
        data.with_indicator(spread_out(data), CRIMES, theme=theme)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("uitgever", "in bron staat"),
        ("titel", "in titel staat"),
        ("licentie", "in licentie"),
        ("id", "naam van de tabel"),
    ],
)
def test_words_of_a_source_are_looked_at(data, field, message):
    table = dataclasses.replace(POLICE, **{field: "j.jansen@example.nl"})
    with pytest.raises(InputError, match=message):
        data.with_indicator(spread_out(data), CRIMES, theme=SAFETY, table=table)


def test_a_number_of_persons_under_10_is_hidden(data):
    codes = data.buurten.index[data.buurten["inwoners"] > 500][:4]
    values = pd.Series([0.0, 9.0, 10.0, 40.0], codes)
    count = dataclasses.replace(CRIMES, label="Daklozen", eenheid="personen", thema=None, ongunstig=None)
    own = data.with_indicator(values, count)
    assert own.buurten.loc[codes, "misdrijven"].fillna(-1).tolist() == [-1, -1, 10, 40]
    names = data.buurten["buurtnaam"][codes[:2]].tolist()
    melding = f"Daklozen: verborgen wegens minder dan 10 personen: {', '.join(names)}."
    assert melding in own.meldingen
    rate = data.with_indicator(values, dataclasses.replace(count, eenheid="personen per 1 000 inwoners"))
    assert rate.buurten.loc[codes, "misdrijven"].tolist() == [0, 9, 10, 40]


# ---- everything shows it


def test_the_map_shows_it(safe, safe_payload):
    payload = safe_payload
    json.dumps(payload, allow_nan=False)
    view = payload["weergaven"]["veiligheid"]
    assert view["label"] == "Veiligheid"
    assert view["referentie"] == "Vergeleken met de buurten van Enschede."
    assert view["bron"] == "Politie (misdrijven.csv, eigen cijfer, register)"
    assert view["jaar"] == "2020"
    assert view["schaal"] == ["minder onveiligheid", "meer onveiligheid"]
    assert sum(c["aantal"] for c in view["klassen"]) == 65
    assert [v for v in payload["groepen"][1]["weergaven"] if v in safe.themes] == [*FOUR, "veiligheid"]
    stacking = payload["weergaven"]["stapeling"]
    assert stacking["referentie"] == (
        "Vergeleken met waar alle inwoners van Nederland wonen (buurten vanaf 100 inwoners); "
        "veiligheid met de buurten van Enschede."
    )
    assert "van de plekken waarmee het thema is vergeleken" in stacking["uitleg"]
    assert len({c["kleur"] for c in stacking["klassen"]}) == 6
    assert "veiligheid" in payload["intro"]
    row = next(b for b in payload["buurten"] if b["code"] == "BU01530301")
    figure, about = row["cijfers"][-1], payload["indicatoren"]["misdrijven"]
    assert about["thema"] == "veiligheid"
    assert figure["waarde"].endswith(" misdrijven")
    assert about["zin"] == "{} per 1 000 inwoners geregistreerd"
    assert figure["woorden"].endswith(" van de 100 inwoners van Enschede wonen met meer onveiligheid")
    assert about["bron"] == "Politie (misdrijven.csv, eigen cijfer, register), 2020"
    assert "Politie, Misdrijven (misdrijven.csv), 2020, CC BY 4.0" in payload["bronnen"]


def test_the_guide_says_what_it_is_compared_with(data, scores, safe, safe_scores):
    text = " ".join(part["tekst"] for part in explain_map(safe, safe_scores))
    assert "Veiligheid is vergeleken met de buurten van Enschede." in text
    heads = [part["kop"] for part in explain_map(data, scores)]
    assert "Niet elk thema is met heel Nederland vergeleken" not in heads


def test_what_a_theme_brings_is_no_longer_lacking(data, safe, safe_payload):
    assert "Leefbaarheid en zorggebruik zitten niet in deze cijfers." in say_designation(safe, "BU01530301")
    two = safe.with_indicator(spread_out(data), WMO, theme=CARE)
    assert "Leefbaarheid zit niet in deze cijfers." in say_designation(two, "BU01530301")
    place = Theme(id="leefbaarheid", label="Leefbaarheid", uitleg="x", meer="m", minder="n")
    three = two.with_indicator(
        spread_out(data),
        dataclasses.replace(CRIMES, id="overlast", label="Overlast", thema="leefbaarheid"),
        theme=place,
    )
    assert "deze cijfers" not in say_designation(three, "BU01530301")
    assert safe_payload["ontbreekt"].startswith("Leefbaarheid en")


def test_what_goes_well_names_it(safe_scores):
    best = safe_scores.indicators["misdrijven"].idxmin()
    (sentence,) = [line for line in say_favourable(safe_scores, best) if line.startswith("Misdrijven: ")]
    assert sentence.endswith(" van de 100 inwoners van Enschede wonen met meer onveiligheid.")


def test_the_csv_holds_it(safe, safe_scores, tmp_path):
    path = gg.write(gg.results(safe, safe_scores), tmp_path / "s.csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    assert float(rows[0]["misdrijven"]) == safe.buurten["misdrijven"].iloc[0]
    assert float(rows[0]["p_veiligheid"]) == round(safe_scores.themes["veiligheid"].iloc[0], 8)
    lines = json.loads(Path(f"{path}-metadata.json").read_text("utf-8"))["dc:description"]
    assert "Het thema Veiligheid is vergeleken met de buurten van Enschede." in lines
    assert "Bron: Politie, Misdrijven (misdrijven.csv), 2020, CC BY 4.0" in lines


def test_sources_name_it_once(safe):
    assert [line for line in say_sources(safe) if "Politie" in line] == [
        "Politie, Misdrijven (misdrijven.csv), 2020, CC BY 4.0"
    ]


def test_wijken_are_weighed_by_residents(data):
    own = data.with_indicator(spread_out(data), CRIMES, theme=SAFETY)
    wijken = aggregate(own, "wijk")
    # Tubantia-Toekomst and Twekkelerveld, with 4 900 and 4 235 residents.
    parts = own.buurten.loc[["BU01530300", "BU01530301"], "misdrijven"]
    mean = (4900 * parts.iloc[0] + 4235 * parts.iloc[1]) / 9135
    assert wijken.buurten.loc["WK015303", "misdrijven"] == pytest.approx(mean, rel=1e-12)
    assert gg.score(wijken).reference.of("veiligheid").label == "de buurten van Enschede"


def test_a_number_adds_up_and_is_missing_where_a_buurt_is(data):
    count = dataclasses.replace(CRIMES, id="meldingen", label="Meldingen", eenheid="", decimalen=0, thema=None)
    values = pd.Series(10.0, index=data.buurten.index).drop("BU01530601")
    wijken = aggregate(data.with_indicator(values, count), "wijk").buurten["meldingen"]
    assert wijken["WK015303"] == 20
    assert np.isnan(wijken["WK015306"])


@pytest.mark.parametrize("count", range(1, 10))
def test_colours_of_stacking_differ_however_many_themes(count):
    colours = spread(count)
    assert len(set(colours)) == count
    assert colours[0] == SEQUENTIAL[0]
    if count > 1:
        assert colours[-1] == SEQUENTIAL[-1]


# ---- what is refused


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "=1+1"}, "kan niet '=1\\+1' heten"),
        ({"id": "score"}, "kan niet 'score' heten"),
        ({"id": "p_inkomen"}, "kan niet 'p_inkomen' heten"),
        ({"id": "gezondheid_mentaal"}, "kan niet 'gezondheid_mentaal' heten"),
        ({"id": "geometry"}, "kan niet 'geometry' heten"),
        ({"id": "veiligheid", "thema": "veiligheid"}, "'veiligheid' heten"),
        ({"id": "inwoners"}, "bestaat al, en andere rusten erop"),
        ({"id": "bijstand"}, "bestaat al, en andere rusten erop"),
        ({"id": "roken"}, "telt mee in gezondheid en moet daar in blijven"),
        ({"zin": "niets"}, "schrijf één keer"),
        ({"zin": "{} en {}"}, "schrijf één keer"),
        ({"zin": "{0.__class__} {}"}, "schrijf één keer"),
        ({"ongunstig": "rood"}, "kies hoog of laag"),
        ({"decimalen": 9}, "0 tot 6 decimalen"),
        ({"minimum": 5, "maximum": 1}, "het minimum meer dan het maximum"),
        ({"minimum": float("nan")}, "het minimum meer dan het maximum"),
        ({"weging": "niets"}, "kies inwoners of land_ha"),
        ({"thema": "onbekend"}, "hoort niet bij Misdrijven"),
    ],
)
def test_what_cannot_be_an_indicator_is_refused(data, change, message):
    with pytest.raises(InputError, match=message):
        data.with_indicator(spread_out(data), dataclasses.replace(CRIMES, **change), theme=SAFETY)


@pytest.mark.parametrize(
    ("theme", "message"),
    [
        (None, "Het thema 'veiligheid' is er nog niet"),
        (dataclasses.replace(SAFETY, id="score"), "hoort niet bij"),
    ],
)
def test_an_unknown_theme_is_refused(data, theme, message):
    with pytest.raises(InputError, match=message):
        data.with_indicator(spread_out(data), CRIMES, theme=theme)


@pytest.mark.parametrize("name", ["score", "inwoners", "Veilig Heid", "geometry", "migratie", "gezondheid_mentaal"])
def test_a_theme_that_cannot_have_its_name_is_refused(data, name):
    with pytest.raises(InputError, match=r"Een thema kan niet|gaat over herkomst"):
        data.with_indicator(
            spread_out(data), dataclasses.replace(CRIMES, thema=name), theme=dataclasses.replace(SAFETY, id=name)
        )


def test_a_theme_keeps_its_words(data, safe):
    other = dataclasses.replace(SAFETY, meer="gevaarlijker")
    with pytest.raises(InputError, match="bestaat al"):
        safe.with_indicator(spread_out(data), FEELS_SAFE, theme=other)
    assert safe.with_indicator(spread_out(data), FEELS_SAFE, theme=SAFETY).themes["veiligheid"] == SAFETY


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"BU01539999": 1.0}, "'BU01539999' is geen buurt van Enschede"),
        ({"Twekkelerveld": 1.0}, "'Twekkelerveld' is geen buurt"),
        ({"BU01530301": "veel"}, "Misdrijven, BU01530301: 'veel' is geen getal"),
        ({"BU01530301": np.inf}, r"dit kan niet: BU01530301: misdrijven inf \(kan zijn: 0 of meer, tot 10"),
    ],
)
def test_values_that_cannot_be_used_are_refused(data, values, message):
    with pytest.raises(InputError, match=message):
        data.with_indicator(pd.Series(values), CRIMES, theme=SAFETY)


@pytest.mark.parametrize(
    "values",
    [[True, False], pd.to_datetime(["2020-01-05", "2020-01-06"]), [1j, 2], ["1,234", "567"], ["=A1", "2"]],
    ids=str,
)
def test_values_that_are_no_numbers_are_refused(data, values):
    with pytest.raises(InputError, match=r"^Misdrijven, BU0153"):
        data.with_indicator(pd.Series(values, index=["BU01530301", "BU01530003"]), CRIMES, theme=SAFETY)


@pytest.mark.slow
@heavy
@given(value=st.floats(allow_nan=False))
def test_no_percentile_comes_from_a_value_that_cannot_be(data, value):
    share = dataclasses.replace(CRIMES, eenheid="%")
    values = spread_out(data).clip(upper=100).set_axis(data.buurten.index)
    values["BU01530603"] = value
    try:
        own = data.with_indicator(values, share, theme=SAFETY)
    except InputError as bad:
        assert not 0 <= value <= 100
        assert "BU01530603: misdrijven" in str(bad)  # noqa: PT017
        return
    figure = own.buurten.loc["BU01530603", "misdrijven"]
    assert figure == pytest.approx(value, abs=1e-6) if value > -99990 else np.isnan(figure)
    assert np.isnan(gg.score(own).themes.loc["BU01530603", "veiligheid"]) == np.isnan(figure)


@pytest.mark.slow
@heavy
@given(scale=st.floats(1e-12, 1e6), decimals=st.integers(0, 6))
def test_decimals_are_how_a_figure_is_shown_and_not_how_it_is_scored(data, scale, decimals):
    values = pd.Series(np.arange(len(data.buurten)) * scale, index=data.buurten.index)
    own = data.with_indicator(values, dataclasses.replace(CRIMES, decimalen=decimals), theme=SAFETY)
    percentiles = gg.score(own).themes["veiligheid"].dropna()
    assert percentiles.is_monotonic_increasing
    assert percentiles.nunique() == len(percentiles) > 60


def test_a_reference_frame_may_be_of_any_type_and_lacks_what_means_missing(data):
    good = pd.DataFrame({"misdrijven": np.arange(100) / 3, "inwoners": 1000})
    bad = pd.concat([good, good.iloc[:50].assign(misdrijven=-99997.0)], ignore_index=True)
    texts = bad.astype({"misdrijven": "string", "inwoners": "Int64"})
    places = [
        gg.score(data.with_indicator(spread_out(data), CRIMES, frame, theme=SAFETY)).themes["veiligheid"]
        for frame in (good, bad, texts)
    ]
    pd.testing.assert_series_equal(places[1], places[0], check_exact=True)
    pd.testing.assert_series_equal(places[2], places[0], check_exact=True)
    own = data.with_indicator(spread_out(data), CRIMES, bad, theme=SAFETY)
    assert own.reference.of("veiligheid").label == "de 100 buurten van de meegegeven referentie"
    for column, value in {"misdrijven": -4.0, "inwoners": np.inf}.items():
        frame = good.astype("float64")
        frame.loc[7, column] = value
        with pytest.raises(InputError, match=rf"De referentie: dit kan niet: 7: {column} "):
            data.with_indicator(spread_out(data), CRIMES, frame, theme=SAFETY)


def test_a_reference_that_lacks_a_figure_of_the_theme_is_said_to_be_not_used(data):
    wmo = dataclasses.replace(CRIMES, id="wmo", label="Wmo", thema="inkomen")
    frame = pd.DataFrame({"wmo": np.arange(50.0), "inwoners": 1000, "bijstand": 10.0, "moeite_rond_te_komen": 20.0})
    own = data.with_indicator(spread_out(data), wmo, frame)
    hint = "daarin ontbreekt moeite_rondkomen (bedoelt u moeite_rond_te_komen?)"
    assert f"De meegegeven referentie is niet gebruikt: {hint}." in own.meldingen
    assert own.reference.of("inkomen").label == "de buurten van Enschede"
    full = data.with_indicator(spread_out(data), wmo, frame.assign(moeite_rondkomen=20.0))
    assert not any("niet gebruikt" in melding for melding in full.meldingen)


def test_a_buurt_that_is_there_twice_is_refused(data):
    with pytest.raises(InputError, match="BU01530301 staat er twee keer"):
        data.with_indicator(pd.Series([1.0, 2.0], index=["BU01530301"] * 2), CRIMES, theme=SAFETY)


def test_other_gemeenten_are_left_out_and_said(data):
    values = pd.concat([spread_out(data), pd.Series({"BU01640000": 1.0, "BU01640001": 2.0})])
    own = data.with_indicator(values, CRIMES, theme=SAFETY)
    assert "Misdrijven: niet gebruikt, want van andere gemeenten: 2 buurten." in own.meldingen
    assert len(own.buurten) == 70


def test_without_own_indicators_nothing_is_own(data):
    assert data.own == []
    assert data.shown_only == []
    indicators = [i for theme in FOUR for i in theme_indicators(theme)]
    assert data.shown == indicators


def test_one_figure_is_three_lines(data):
    wmo = pd.Series({"BU01530301": 74.5, "BU01530603": 112.0})
    figure = gg.Indicator(label="Zorggebruik", eenheid="per 1 000", ongunstig="hoog")
    own = data.with_indicator(wmo, figure, theme=gg.Theme(label="Zorggebruik"))
    assert own.buurten["zorggebruik_cijfer"].dropna().to_dict() == wmo.to_dict()
    assert own.indicators["zorggebruik_cijfer"].zin == "Zorggebruik: {}"
    assert own.themes["zorggebruik"].uitleg == "Zorggebruik."
    assert gg.score(own).counted[-1] == "zorggebruik"
    assert gg.Table(uitgever="Gemeente", jaar=2020).titel == "eigen tabel"
