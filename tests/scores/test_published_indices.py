"""The public functions against published indices: WIMD 2019, SVI 2018 and the ASEM index of COINr."""

import numpy as np
import pandas as pd
import pytest

from gezond_geo.indicators.aggregation import arithmetic_mean, combine_hierarchy
from gezond_geo.indicators.normalisation import min_max, percentile, transform_exponential
from gezond_geo.scores.scores import stack

pytestmark = pytest.mark.shared

# Welsh Government, *WIMD 2019 technical report*: percent of the index per domain.
WIMD_WEIGHTS = pd.Series(
    {
        "Income": 22.0,
        "Employment": 22.0,
        "Health": 15.0,
        "Education": 14.0,
        "Access": 10.0,
        "Housing": 7.0,
        "Crime": 5.0,
        "Environment": 5.0,
    }
)

# CDC/ATSDR, *SVI 2018 documentation*: the variables of each theme.
SVI_THEMES = {
    "THEME1": ["POV", "UNEMP", "PCI", "NOHSDP"],
    "THEME2": ["AGE65", "AGE17", "DISABL", "SNGPNT"],
    "THEME3": ["MINRTY", "LIMENG"],
    "THEME4": ["MUNIT", "MOBILE", "CROWD", "NOVEH", "GROUPQ"],
}
SVI_VARIABLES = [name for names in SVI_THEMES.values() for name in names]


@pytest.fixture(scope="module")
def folder(shared_dir):
    return shared_dir / "data" / "referentie_indices"


@pytest.fixture(scope="module")
def wimd(folder):
    return pd.read_csv(folder / "wimd2019_ranks_scores.csv", index_col="lsoa11_code")


@pytest.fixture(scope="module")
def svi(folder):
    table = pd.read_csv(folder / "svi2018_pennsylvania_counties.csv", encoding="utf-8-sig", index_col="FIPS")
    return table.mask(table == -999)  # how the CDC writes what is missing


@pytest.fixture(scope="module")
def asem(folder):
    """Give the index of COINr at one stage, without the columns that say what a country is."""

    def read(stage):
        table = pd.read_csv(folder / "coinr_asem" / f"COIN_{stage}.csv", index_col="UnitCode")
        return table.drop(columns=["UnitName", "Year", *table.filter(like="Group_")])

    return read


@pytest.fixture(scope="module")
def asem_indicators(folder):
    return pd.read_csv(folder / "coinr_asem" / "COIN_IndMeta.csv", index_col="IndCode")


@pytest.fixture(scope="module")
def asem_nodes(folder):
    nodes = pd.read_csv(folder / "coinr_asem" / "ASEM_iMeta.csv", index_col="iCode")
    return nodes[nodes["Level"].notna()]  # the rest are denominators and groups


def _wimd_domain(wimd, domain):
    """Rank 1 is the most deprived, so the share that ranks the same or below it is of the negated rank."""
    ranks = -wimd[f"{domain}_rank"].astype("float64")
    return transform_exponential(percentile(ranks, ranks, ties="max"))


def test_wimd_scores_and_ranks(wimd):
    """1 909 scores within 1e-8 of eight domain ranks, and 1 909 ranks."""
    domains = pd.DataFrame({domain: _wimd_domain(wimd, domain) for domain in WIMD_WEIGHTS.index})
    scores = arithmetic_mean(domains, WIMD_WEIGHTS)
    assert len(scores) == 1909
    assert (scores - wimd["IMD_score"]).abs().max() < 1e-8
    assert (scores.rank(method="min", ascending=False) == wimd["IMD_rank"]).sum() == 1909


def test_wimd_domain_scores(wimd):
    """8 domain scores of 1 909 areas, 15 272 together, within 1e-8."""
    domain_scores = pd.DataFrame({f"{domain}_score": _wimd_domain(wimd, domain) for domain in WIMD_WEIGHTS.index})
    assert domain_scores.size == 15_272
    assert (domain_scores - wimd[domain_scores.columns]).abs().max(axis=None) < 1e-8


def _svi_place(values):
    """Percentile rank of the SVI in percent, at the four decimals of a share that are published."""
    return percentile(values, values, ties="min", others=True).round(2)


@pytest.fixture(scope="module")
def svi_percentiles(svi):
    """Give the percentile rank of each variable; a high income per head is turned around after it is ranked."""
    percentiles = pd.DataFrame({name: _svi_place(svi[f"EP_{name}"]) for name in SVI_VARIABLES})
    percentiles["PCI"] = 100 - percentiles["PCI"]
    return percentiles


@pytest.fixture(scope="module")
def svi_sums(svi_percentiles):
    """Give the sums of percentile ranks per theme and over all; rounded, since a raw float sum would break ties."""
    sums = {f"SPL_{t}": svi_percentiles[names].sum(axis=1, skipna=False) for t, names in SVI_THEMES.items()}
    sums["SPL_THEMES"] = svi_percentiles.sum(axis=1, skipna=False)
    return pd.DataFrame(sums).round(2)


def _assert_published(table, expected):
    """Compare in units of the fourth decimal of a share."""
    difference = (table - expected[table.columns] * 100).abs()
    assert difference.notna().all(axis=None)
    assert difference.max(axis=None) < 1e-9


def test_svi_percentile_ranks(svi, svi_percentiles):
    """15 variables of 67 counties: all 1 005 ``EPL_`` as published."""
    assert svi_percentiles.size == 1005
    _assert_published(svi_percentiles.add_prefix("EPL_"), svi)


def test_svi_sums_and_ranks_of_themes(svi, svi_sums):
    """4 themes and the whole, of 67 counties: all 335 ``SPL_`` and all 335 ``RPL_`` as published."""
    assert svi_sums.size == 335
    _assert_published(svi_sums, svi)
    ranks = svi_sums.apply(_svi_place).rename(columns=lambda name: name.replace("SPL", "RPL"))
    _assert_published(ranks, svi)


def test_svi_flags_and_totals(svi, svi_percentiles):
    """15 flags, 4 totals per theme and one over all, of 67 counties: all 1 340 ``F_`` as published."""
    columns = {f"F_{name}": stack(svi_percentiles[[name]], 90) for name in SVI_VARIABLES}
    columns |= {f"F_{t}": stack(svi_percentiles[names], 90) for t, names in SVI_THEMES.items()}
    columns["F_TOTAL"] = stack(svi_percentiles, 90)
    flags = pd.DataFrame(columns)
    assert flags.size == 1340
    assert (flags == svi[flags.columns]).all(axis=None)


def test_svi_missing_value_leaves_its_theme_without_rank(svi):
    """The CDC's rule for -999, on a county made to lack a value: the others are ranked among 66."""
    values = svi["EP_POV"].mask(svi.index == svi.index[0])
    percentiles = percentile(values, values, ties="min", others=True)
    assert np.isnan(percentiles.iloc[0])
    rest = values.iloc[1:]
    assert percentiles.iloc[1:].tolist() == pytest.approx(((rest.rank(method="min") - 1) / 65 * 100).tolist())
    parts = pd.DataFrame({"POV": percentiles, "UNEMP": svi["EPL_UNEMP"] * 100})
    assert arithmetic_mean(parts).isna().sum() == 1


def _normalise_asem(treated, indicators):
    """Min-max with the direction afterwards."""
    stretched = treated.apply(min_max)
    down = indicators["Direction"][treated.columns] < 0
    return stretched.mask(np.broadcast_to(down, stretched.shape), 100 - stretched)


def test_asem_normalised(asem, asem_indicators):
    """49 indicators of 51 countries, 2 499 values, 14 of them turned around, within 1e-10."""
    table = _normalise_asem(asem("Treated"), asem_indicators)
    assert table.size == 2499
    assert (asem_indicators["Direction"] < 0).sum() == 14
    assert (table - asem("Normalised")[table.columns]).abs().max(axis=None) < 1e-10


@pytest.fixture(scope="module")
def asem_made(asem, asem_indicators, asem_nodes):
    """Give every node above the indicators, from the treated data."""
    normalised = _normalise_asem(asem("Treated"), asem_indicators)
    return combine_hierarchy(normalised, asem_nodes["Parent"], asem_nodes["Weight"])


def test_asem_three_levels(asem, asem_made, asem_nodes):
    """8 pillars, 2 sub-indices and the index of 51 countries, 561 values, within 1e-10."""
    assert list(asem_made) == list(asem_nodes.index[asem_nodes["Level"] > 1])
    assert asem_made.size == 561
    assert (asem_made - asem("Aggregated")[asem_made.columns]).abs().max(axis=None) < 1e-10


def test_asem_ranks(asem_made, folder):
    """The ranks of 51 countries on all 11 nodes, 561 together: COINr ranks the scores at two decimals."""
    expected = pd.read_csv(folder / "coinr_asem" / "COIN_AggregatesRank.csv", index_col="UnitCode")
    ranks = asem_made.round(2).rank(method="min", ascending=False)
    assert (ranks == expected.loc[ranks.index, ranks.columns]).to_numpy().sum() == 561
