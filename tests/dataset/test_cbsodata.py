"""The same tables through the client that CBS names, as a check that shares nothing with ours."""

import pandas as pd
import pytest
from faulty import serve_shared

import gezond_geo as gg
from gezond_geo.dataset import statline
from gezond_geo.indicators.catalogue import uitgave_of

cbsodata = pytest.importorskip("cbsodata")


@pytest.fixture(scope="module")
def port(few_gemeenten):
    with serve_shared("statline", data=few_gemeenten) as port:
        yield port


@pytest.fixture
def catalog_url(port, online, monkeypatch):  # noqa: ARG001 - both ask over loopback
    monkeypatch.setattr(cbsodata.options, "use_https", False)
    return f"127.0.0.1:{port}"


def read_with_cbsodata(table, catalog_url):
    """Give the rows of Enschede, with the code of its region in the place of the name that cbsodata gives."""
    regions = cbsodata.get_meta(table.id, "WijkenEnBuurten", catalog_url=catalog_url)
    codes = {region["Title"]: region["Key"].strip() for region in regions if "BU0153" in region["Key"]}
    filters = "substringof('BU0153',WijkenEnBuurten)"
    if table.leeftijd is not None:
        filters += f" and Leeftijd eq '{table.leeftijd}' and Marges eq 'MW00000' and Perioden eq '{table.periode}'"
    rows = cbsodata.get_data(table.id, filters=filters, catalog_url=catalog_url)
    frame = pd.DataFrame(rows)
    return frame.set_index(frame["WijkenEnBuurten"].str.strip().replace(codes)).sort_index()


@pytest.mark.shared
@pytest.mark.parametrize(("year", "key"), [("2020", "kwb"), ("2020", "gezondheid"), ("2024", "kwb")])
def test_cbsodata_gives_the_same_numbers(year, key, catalog_url):
    uitgave = uitgave_of(year)
    table = uitgave.tabellen[key]
    ours = statline.read_table(
        table.id,
        base_url=f"http://{catalog_url}",
        columns=uitgave.columns_of(key),
        regions="BU0153",
        period=table.periode,
        age=table.leeftijd,
    )
    # What CBS describes and this copy of a table lacks comes without values.
    theirs = read_with_cbsodata(table, catalog_url).reindex(columns=list(ours.resolved.values()))
    theirs = theirs.set_axis(list(ours.resolved), axis=1).apply(pd.to_numeric).astype("float64")
    assert theirs.notna().any().sum() >= 6
    pd.testing.assert_frame_equal(ours.frame[theirs.columns], theirs, check_names=False, check_exact=True)


@pytest.mark.shared
def test_what_cbsodata_gives_is_taken_as_figures(catalog_url, data):
    region = "substringof('BU0153',WijkenEnBuurten)"
    kwb = pd.DataFrame(cbsodata.get_data("84799NED", filters=region, catalog_url=catalog_url))
    health = pd.DataFrame(cbsodata.get_data("50090NED", filters=region, catalog_url=catalog_url))
    residents = gg.from_statline(kwb, "84799NED")
    parts = [residents, gg.from_statline(health, "50090NED", buurten=residents)]
    own = gg.load("Enschede", figures=parts, offline=True)
    columns = ["inwoners", "inwoners_65plus", "eenzaam", "roken"]
    pd.testing.assert_frame_equal(own.buurten[columns], data.buurten[columns])
    assert own.sources.loc[["inwoners", "eenzaam"], "tabel"].tolist() == ["84799NED", "50090NED"]
    assert any("niet gebruikt: de kolom" in melding for melding in own.meldingen)
