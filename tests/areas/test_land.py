"""Boundaries against a server with the codes, names and land of 2020 and 2024: right, or none, in spite of faults."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from faulty import serve_shared, shared_server
from surroundings import BOUNDARIES

from gezond_geo.areas import pdok
from gezond_geo.areas.selection import Selection, select_boundaries
from gezond_geo.errors import SourceError

pytestmark = [pytest.mark.shared, pytest.mark.usefixtures("online")]

AMSTERDAM, ALMERE, PAPENDRECHT, SMALLINGERLAND, WEESP = "GM0363", "GM0034", "GM0590", "GM0090", "GM0457"
TABLES = {2020: "84799NED", 2024: "85984NED"}


@pytest.fixture(scope="module")
def kwb(few_gemeenten) -> dict[int, pd.DataFrame]:
    """Name and land of the buurten of the Kerncijfers of 2020, with the land of 2024, and of 2024."""
    frames = {}
    for year, table in TABLES.items():
        folder = few_gemeenten / "statline" / table
        rows = pd.read_parquet(folder / "TypedDataSet.parquet")
        (land,) = [column for column in rows if column.startswith("OppervlakteLand")]
        names = pd.read_parquet(folder / "WijkenEnBuurten.parquet")
        frame = pd.DataFrame({"land_ha": rows[land].astype(float).to_numpy()}, rows["WijkenEnBuurten"].str.strip())
        frame["buurtnaam"] = names.set_index(names["Key"].str.strip())["Title"].str.strip()
        frames[year] = frame[frame.index.str.startswith("BU")].sort_index().rename_axis("buurtcode")
    frames[2020]["land_ha_later"] = frames[2024]["land_ha"]
    frames[2024]["land_ha_later"] = float("nan")
    return frames


@pytest.fixture
def serve(few_gemeenten: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Serve boundaries with a fault in what is asked of one year, or of all; cartomap does not answer."""
    with ExitStack() as stack:

        def start(fault: str | None = None, *, year: int | None = None) -> None:
            port = stack.enter_context(serve_shared("gebieden", fault, fault_year=year, data=few_gemeenten))
            for name in BOUNDARIES[:2]:
                monkeypatch.setenv(name, f"http://127.0.0.1:{port}")

        monkeypatch.setenv(BOUNDARIES[2], "http://127.0.0.1:9")
        yield start


def select(kwb: dict[int, pd.DataFrame], code: str, year: int, *, later: int | None = None) -> Selection:
    own = kwb[year][kwb[year].index.str[2:6] == code[2:]]
    return select_boundaries(code, year, own, later=later)


def true_shapes(year: int, data: Path) -> gpd.GeoSeries:
    """Where the land of the server lies."""
    records, _, shapes = shared_server("gebieden", data).buurten(str(year))
    return gpd.GeoSeries(shapes, index=[record["code"] for record in records], crs="EPSG:28992")


def assert_on_own_land(selection: Selection, year: int, data: Path) -> None:
    # What is of no buurt of the year has no figures, and is not drawn.
    true = true_shapes(year, data).reindex(selection.shapes.index).dropna()
    shapes = selection.shapes[true.index]
    shared = shapes.intersection(true).area
    assert selection.areas.kind == pdok.EXACT
    assert (shared > 0.99 * shapes.area).all()
    assert (shared > 0.99 * true.area).all()


@pytest.mark.parametrize("code", [AMSTERDAM, ALMERE, PAPENDRECHT, SMALLINGERLAND, WEESP])
def test_every_buurt_of_2020_stands_on_its_own_land(kwb, few_gemeenten, serve, code):
    serve()
    selection = select(kwb, code, 2020)
    assert (selection.source.id, selection.areas.kind, selection.areas.year) == ("gebiedsindelingen", "exact", 2020)
    assert len(selection.shapes) == {AMSTERDAM: 479, ALMERE: 67, PAPENDRECHT: 8, SMALLINGERLAND: 31, WEESP: 19}[code]
    assert_on_own_land(selection, 2020, few_gemeenten)


@pytest.mark.parametrize("code", [ALMERE, PAPENDRECHT, SMALLINGERLAND])
def test_every_buurt_of_2024_stands_on_its_own_land(kwb, few_gemeenten, serve, code):
    serve()
    selection = select(kwb, code, 2024)
    assert (selection.source.id, selection.areas.kind, selection.areas.year) == ("wijken-en-buurten", "exact", 2024)
    assert len(selection.shapes) == {ALMERE: 238, PAPENDRECHT: 34, SMALLINGERLAND: 61}[code]
    assert_on_own_land(selection, 2024, few_gemeenten)


@pytest.mark.parametrize("fault", ["no-matched", "no-crs", "flaky", "429"])
def test_faults_that_do_no_harm(kwb, few_gemeenten, serve, fault):
    serve(fault)
    selection = select(kwb, ALMERE, 2020)
    assert (selection.source.id, len(selection.shapes)) == ("gebiedsindelingen", 67)
    assert_on_own_land(selection, 2020, few_gemeenten)


def test_an_address_that_moved_on_the_same_host_is_followed(kwb, serve):
    serve("moved")
    assert len(select(kwb, ALMERE, 2020).shapes) == 67


@pytest.mark.parametrize(
    "fault",
    ["empty", "other-year", "other-year-label", "page-lost", "swapped", "truncate"],
)
def test_a_year_that_does_not_come_as_it_was_asked_is_not_used(kwb, few_gemeenten, serve, fault):
    """The server has the land of 2020 in 2021 too, with names and hectares that say so."""
    serve(fault, year=2020)
    selection = select(kwb, PAPENDRECHT, 2020)
    assert (selection.areas.year, selection.source.id) == (2021, "wijkenbuurten-wfs")
    assert selection.reason
    assert_on_own_land(selection, 2020, few_gemeenten)


@pytest.mark.parametrize(("fault", "code"), [("mixed-years", SMALLINGERLAND), ("filter-ignored", ALMERE)])
def test_years_that_come_mixed_are_not_used(kwb, few_gemeenten, serve, fault, code):
    serve(fault, year=2020)
    selection = select(kwb, code, 2020)
    assert selection.source.id == "wijkenbuurten-wfs"
    assert_on_own_land(selection, 2020, few_gemeenten)


def test_a_service_that_gives_nothing_usable_gives_no_boundaries(kwb, serve):
    serve("500")
    with pytest.raises(SourceError, match=r"127\.0\.0\.1:\d+ \(.*2020\).*Ook 5 andere bronnen gaven ze niet"):
        select(kwb, ALMERE, 2020)


def test_without_2020_almere_has_the_land_of_2021_and_no_buurt_in_common_with_2024(
    kwb, few_gemeenten, serve, monkeypatch
):
    serve("404-year", year=2020)
    selection = select(kwb, ALMERE, 2020, later=2024)
    assert (selection.areas.year, selection.source.id) == (2021, "wijkenbuurten-wfs")
    assert_on_own_land(selection, 2020, few_gemeenten)
    monkeypatch.setattr("gezond_geo.areas.selection._NEAREST", ())
    with pytest.raises(SourceError):
        select(kwb, ALMERE, 2020, later=2024)
    # Enschede has not changed: all its buurten are found in 2024.
    selection = select(kwb, "GM0153", 2020, later=2024)
    assert (selection.areas.year, len(selection.shapes)) == (2024, 70)
    assert_on_own_land(selection, 2020, few_gemeenten)


def test_all_gemeenten_at_once_are_read_over_pages(kwb, few_gemeenten, serve):
    serve()
    selection = select_boundaries(None, 2024, kwb[2024])
    assert len(selection.shapes) == len(kwb[2024]) == 1_174
    assert selection.left_out == []
    assert_on_own_land(selection, 2024, few_gemeenten)


@pytest.mark.parametrize("year", [2012, 2015, 2018])
def test_older_years_have_their_own_order(kwb, serve, year):
    serve()
    frame = kwb[2020].loc[kwb[2020].index.str.startswith("BU0153")]
    selection = select_boundaries("GM0153", year, frame)
    expected = {2012: "wijkenbuurten-wfs", 2015: "gebiedsindelingen-grof", 2018: "wijkenbuurten-wfs"}
    assert (selection.source.id, selection.areas.year) == (expected[year], year)
    assert len(selection.shapes) == 70
