"""The whole of the Netherlands: one rule for every gemeente, alone as within it, and what the package has of it."""

import dataclasses
from importlib.resources import files

import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.indicators.catalogue import catalogue
from gezond_geo.indicators.reference_file import age_reference
from gezond_geo.scores.age import build_age_reference, older_share
from gezond_geo.scores.references import peer_reference

pytestmark = pytest.mark.shared

WITHOUT_STONE = {"verstening": 0}
"""Enschede has a photo in its folder, that the Netherlands have not."""
PAPENDRECHT, WEESP, ENSCHEDE = "GM0590", "GM0457", "GM0153"
NAMED = {"GM0363", "GM0034", PAPENDRECHT, "GM0090", ENSCHEDE}
"""Amsterdam, Almere, Papendrecht, Smallingerland and Enschede."""


@pytest.fixture(scope="module", params=["2020", "2024"])
def nation(request, netherlands):
    return netherlands(request.param)


@pytest.fixture(scope="module")
def within(nation):
    """Give what every buurt has within the Netherlands."""
    return gg.score(nation, weights=WITHOUT_STONE).buurten


def assert_same(alone, within):
    outcome = within.loc[alone.index]
    pd.testing.assert_series_equal(alone["score"], outcome["score"], check_exact=True)
    pd.testing.assert_series_equal(alone["reden_geen_rang"], outcome["reden_geen_rang"])
    # The same order: within the Netherlands others stand between them.
    pd.testing.assert_series_equal(alone["rang"], outcome["rang"].rank(method="min"), check_names=False)


def test_of_every_gemeente_what_looks_beyond_a_buurt_is_the_same_alone(nation, within):
    """Whether boundaries changed, where they did and in one in 24 others; and of one in 72 all that comes of it."""
    codes = nation.buurten["gemeentecode"]
    assert codes.nunique() == {"2020": 355, "2024": 342}[nation.uitgave.id]
    has_change = nation.boundary_changed()
    names = [i.id for theme in gg.score(nation, weights=WITHOUT_STONE).counted for i in nation.members(theme)]
    assert nation.buurten[names].notna().groupby(codes).any().all(axis=None)
    for number, (code, own) in enumerate(nation.buurten.groupby(codes)):
        part = dataclasses.replace(nation, buurten=own)
        if number % 24 == 0 or has_change[own.index].any():
            assert part.boundary_changed().equals(has_change[own.index])
        if number % 72 == 0 or code in NAMED:
            assert_same(gg.score(part, weights=WITHOUT_STONE).buurten, within)


@pytest.mark.usefixtures("services")
def test_a_gemeente_that_is_loaded_alone_has_the_same_ranks(nation, within):
    """One of which every code has ended, one that is gone as well, and one that did not change."""
    is_first = nation.uitgave.id == "2020"
    is_gone = nation.boundary_changed().groupby(nation.buurten["gemeentecode"]).all()
    assert set(is_gone.index[is_gone]) >= (NAMED - {ENSCHEDE} | {WEESP} if is_first else set())
    for code in (PAPENDRECHT, WEESP, ENSCHEDE) if is_first else (PAPENDRECHT,):
        alone = gg.load(code, uitgave=nation.uitgave.id)
        assert_same(gg.score(alone, weights=WITHOUT_STONE).buurten, within)


def test_the_real_netherlands(nation, within):
    if nation.uitgave.id == "2024":
        assert len(nation.buurten) == 14_574
        assert not nation.boundary_changed().any()
        return
    assert len(nation.buurten) == 13_808
    # 2 350 codes ended or have other land; of these 1 424 would have had a rank, 366 of them in Amsterdam.
    assert nation.boundary_changed().sum() == 2350
    has_moved = within["reden_geen_rang"].eq("buurt veranderd van grens of code 2020–2024: geen rang")
    assert has_moved.sum() == 1424
    amsterdam = nation.buurten["gemeentecode"] == "GM0363"
    assert (amsterdam.sum(), has_moved[amsterdam].sum()) == (479, 366)
    assert within.loc[amsterdam, "rang"].isna().all()
    assert gg.score(nation).unmeasured == ("verstening",)


@pytest.mark.parametrize("nation", ["2020"], indirect=True)
def test_shares_at_equal_age_in_the_package_are_those_of_the_services(nation):
    older = older_share(nation.comparison.loc["NL"])
    reference = build_age_reference(pd.DataFrame(nation.buurten), nation.members("gezondheid"), older)
    packaged = age_reference()
    pd.testing.assert_frame_equal(reference.steps, packaged.steps)
    assert reference.label == packaged.label


@pytest.mark.parametrize("nation", ["2020"], indirect=True)
def test_peers_in_the_netherlands(nation):
    with files("gezond_geo.scores").joinpath("gelijken.csv").open(encoding="utf-8") as file:
        of_class = pd.read_csv(file, index_col=["soort", "klasse"]).loc[("buurt", 1)]
    peers = peer_reference(nation, 1)
    older = peers.steps[peers.steps["id"] == "aandeel_65plus"]
    assert older["buurten"].sum() == of_class["aantal"]
    assert older["inwoners"].sum() == of_class["inwoners"]
    # Twice as much welfare as elsewhere: among its peers a buurt stands lower than in the Netherlands.
    bijstand = catalogue()["bijstand"]
    value = pd.Series([100.0])
    assert peers.position(bijstand, value)[0] < nation.reference.position(bijstand, value)[0]
    assert peers.of("verstening").label == nation.reference.label
