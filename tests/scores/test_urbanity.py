"""The classes of urbanity of CBS, and the buurten of one of them as a reference."""

import dataclasses
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.catalogue import catalogue, themes
from gezond_geo.indicators.reference_file import national_reference
from gezond_geo.scores.references import peer_reference
from gezond_geo.scores.urbanity import URBANITY, urbanity_class


def test_bounds_are_those_of_cbs():
    density = pd.Series([4368, 2500, 2499, 1500, 1499, 1000, 999, 500, 499, 0, np.nan], index=list("abcdefghijk"))
    classes = urbanity_class(density)
    assert classes[:-1].tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert np.isnan(classes["k"])
    assert list(classes.index) == list("abcdefghijk")
    assert list(URBANITY) == [1, 2, 3, 4, 5]


@pytest.fixture(scope="module")
def nation(data):
    """Give the buurten of Enschede as if they were all there are, without stone cover."""
    return dataclasses.replace(data, buurten=data.buurten.assign(steen=np.nan))


def test_peers_are_the_buurten_of_one_class(nation):
    peers = peer_reference(nation, 2)
    buurten = nation.buurten
    own = buurten[(buurten["inwoners"] >= 100) & buurten["stedelijkheid"].between(1500, 2499)]
    smoking = peers.steps[peers.steps["id"] == "roken"]
    assert smoking["buurten"].sum() == own["roken"].notna().sum()
    assert smoking["inwoners"].sum() == own["inwoners"][own["roken"].notna()].sum()
    # By hand: the share of those residents who live where fewer smoke, and half of where as many do.
    code = own.index[0]
    rows = own.dropna(subset=["roken"])
    less = rows.loc[rows["roken"] < rows["roken"][code], "inwoners"].sum()
    same = rows.loc[rows["roken"] == rows["roken"][code], "inwoners"].sum()
    place = peers.position(catalogue()["roken"], own["roken"])[code]
    assert place == pytest.approx((less + same / 2) / rows["inwoners"].sum() * 100)
    assert "sterk stedelijke buurten" in peers.label
    assert peers.people == "Nederlanders in sterk stedelijke buurten"


def test_what_peers_lack_stays_compared_with_the_netherlands(nation, data):
    peers = peer_reference(nation, 2)
    assert list(peers.apart) == ["verstening"]
    assert peers.of("verstening").label == national_reference().label
    before, after = gg.score(data), gg.score(data, reference=peers)
    pd.testing.assert_series_equal(after.themes["verstening"], before.themes["verstening"], check_exact=True)
    assert not after.themes["gezondheid"].equals(before.themes["gezondheid"])
    assert after.counted == list(themes())


def test_a_class_that_is_not_there(nation):
    with pytest.raises(SettingsError, match="urbanity is 6; geef een heel getal van 1 tot en met 5"):
        peer_reference(nation, 6)
    urban = dataclasses.replace(nation, buurten=nation.buurten.assign(stedelijkheid=3000.0))
    with pytest.raises(InputError, match="geen enkele buurt niet stedelijk"):
        peer_reference(urban, 5)


# ---- national means per class, in the package


@pytest.fixture(scope="module")
def means():
    with files("gezond_geo.scores").joinpath("gelijken.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, index_col=["soort", "klasse"])


def test_means_cover_every_class_and_indicator(means, data):
    assert list(means.index) == [(kind, number) for kind in ("buurt", "gemeente") for number in URBANITY]
    assert means.notna().all(axis=None)
    # The gemeenten of 2020 hold everybody; buurten of fewer than 100 residents, 0.6 % of them, have no class.
    assert means.loc["gemeente", "aantal"].sum() == 355
    assert means.loc["gemeente", "inwoners"].sum() == data.comparison.loc["NL", "inwoners"] == 17_407_585
    assert means.loc["buurt", "inwoners"].sum() == 17_310_610
    indicator_names = {i.id for i in catalogue().values() if i.thema and i.id != "steen"}
    assert indicator_names < set(means.columns)
    assert not [name for name in means.columns[2:] if catalogue()[name].is_count]
    assert {means[name].round(catalogue()[name].decimalen).equals(means[name]) for name in means.columns[2:]} == {True}


def test_means_of_the_classes_make_the_national_figure(means, data):
    """Taken together again by residents they come to what CBS and RIVM publish of the Netherlands."""
    figures = data.comparison.loc["NL"]
    for kind in ("buurt", "gemeente"):
        weights = means.loc[kind, "inwoners"]
        for name, within in {"aandeel_65plus": 0.1, "goede_gezondheid": 0.3, "roken": 0.3, "eenzaam": 0.3}.items():
            assert np.average(means.loc[kind, name], weights=weights) == pytest.approx(figures[name], abs=within)


@pytest.mark.shared
def test_means_against_the_raw_table(means, shared_dir):
    """Shares of 65 and over, and bijstand per 1 000 of 15 to 65, counted from StatLine's own table."""
    raw = pd.read_parquet(shared_dir / "data/statline/84799NED/TypedDataSet.parquet")
    density = next(name for name in raw.columns if name.startswith("Omgevingsadressendichtheid"))
    welfare = next(name for name in raw.columns if name.startswith("PersonenPerSoortUitkeringBijstand"))
    raw = raw.set_index(raw["WijkenEnBuurten"].str.strip())
    areas = raw[raw["AantalInwoners_5"] >= 100]
    for kind, prefix in {"buurt": "BU", "gemeente": "GM"}.items():
        of_kind = areas[areas.index.str.startswith(prefix)]
        strong = of_kind[urbanity_class(of_kind[density]) == 2]
        assert means.loc[(kind, 2), "aantal"] == len(strong)
        assert means.loc[(kind, 2), "inwoners"] == strong["AantalInwoners_5"].sum()
        older = strong["k_65JaarOfOuder_12"].sum() / strong["AantalInwoners_5"].sum() * 100
        assert means.loc[(kind, 2), "aandeel_65plus"] == round(older, 1)
        buurten = strong.dropna(subset=[welfare])
        people = buurten["AantalInwoners_5"] - buurten["k_0Tot15Jaar_8"] - buurten["k_65JaarOfOuder_12"]
        buurten, people = buurten[people > 0], people[people > 0]
        assert means.loc[(kind, 2), "bijstand"] == round(buurten[welfare].sum() / people.sum() * 1000, 1)
