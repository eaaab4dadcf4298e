"""The intervals that RIVM publishes: from the members of a made-up table to `Dataset.standard_errors`."""

import dataclasses
import math
from collections.abc import Mapping

import pandas as pd
import pytest
from faulty import FaultyServer, Reply
from made_up import squares
from surroundings import ADDRESSES

import gezond_geo as gg
from gezond_geo.dataset import cbs, national_figures
from gezond_geo.dataset.figures import Figures
from gezond_geo.errors import SourceError
from gezond_geo.indicators.catalogue import uitgave_of

pytestmark = pytest.mark.usefixtures("online")

CODES = ("BU01640000", "BU01640001", "BU01640002")
WHOLE = uitgave_of("2020")
UITGAVE = dataclasses.replace(
    WHOLE, tabellen={key: WHOLE.tabellen[key] for key in ("kwb", "gezondheid", "gezondheid_65plus", "verstening")}
)
"""Without the tables of a later year, which hold no margins of their own."""
STEMS = {i.id: i.stammen[0] for i in WHOLE.indicators().values() if i.tabel and i.tabel != "verstening"}
COLUMNS = {stem: f"{stem}_{n}" for n, stem in enumerate(dict.fromkeys(STEMS.values()))}
SMOKERS, LONELY, CARING = COLUMNS["Roker"], COLUMNS["Eenzaam"], COLUMNS["Mantelzorger"]
Members = Mapping[str, Mapping[str, float | None]]
BOUNDS: Members = {"MW00000": {}, "MOG0095": {SMOKERS: 16.08}, "MBG0095": {SMOKERS: 23.92}}


def answer(server: FaultyServer, members: Members, *, residents: tuple[float, ...] = (1500, 1500, 1500)) -> None:
    """Let each table have every column, 20 for each buurt, with these members of Marges and what is else in them."""
    rows = []
    for member, values in members.items():
        usual = dict.fromkeys(COLUMNS.values(), 20.0 if member == "MW00000" else None)
        for code, people in zip((*CODES, "WK016400", "GM0164", "NL01"), (*residents, 4500, 4500, 9e6), strict=True):
            own = {COLUMNS["AantalInwoners"]: people} if member == "MW00000" else {}
            rows.append({"WijkenEnBuurten": code.ljust(10), "Marges": member.ljust(10)} | usual | own | dict(values))
    dimensions = [{"Key": "Marges", "Type": "Dimension"}] if len(members) > 1 else []
    topics = [{"Key": "WijkenEnBuurten", "Type": "GeoDetail"}, *dimensions]
    topics += [{"Key": c, "Type": "Topic"} for c in COLUMNS.values()]
    server.answer("TableInfos", Reply(json={"value": [{"Title": "Tabel", "Modified": "2026-01-02"}]}))
    server.answer("DataProperties", Reply(json={"value": topics}))
    server.answer("TypedDataSet", Reply(json={"value": rows}))
    server.answer("WijkenEnBuurten", Reply(json={"value": [{"Key": c.ljust(10), "Title": c} for c in CODES]}))


def of_margins(figures: Figures) -> list[str]:
    """Give what is said of margins: that this server ignores filters is said too."""
    return [melding for melding in figures.meldingen if "betrouwbaarheidsinterval" in melding]


@pytest.fixture(autouse=True)
def _addresses(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ADDRESSES:
        monkeypatch.setenv(name, server.url)


def test_a_margin_becomes_a_standard_deviation_of_each_buurt(server: FaultyServer) -> None:
    answer(server, BOUNDS)
    figures = cbs.read_uitgave(WHOLE, "GM0164")
    # Half of 23.92 - 16.08 over 1.96 is 2; every table of RIVM has the column, KWB has no margins.
    assert figures.standard_errors.columns.tolist() == ["roken", "roken_65plus"]
    assert figures.standard_errors.index.tolist() == list(CODES)
    assert figures.standard_errors.to_numpy().ravel() == pytest.approx(2)
    assert figures.buurten["roken"].tolist() == [20, 20, 20]
    assert of_margins(figures) == []
    paths = [path for path in server.asked if "TypedDataSet" in path]
    assert len(paths) == 5  # one request per table, as without margins
    assert sum("MOG0095" in path for path in paths) == 3


@pytest.mark.parametrize(
    "members", [{"MW00000": {}}, {"MW00000": {}, "MOG0095": {SMOKERS: 16.08}, "MBG0095": {LONELY: 23.92}}]
)
def test_without_both_bounds_there_is_no_margin(server: FaultyServer, members: Members) -> None:
    answer(server, members)
    figures = cbs.read_uitgave(UITGAVE, "GM0164")
    assert figures.standard_errors.shape == (3, 0)
    assert figures.buurten[["roken", "eenzaam"]].eq(20).all(axis=None)
    assert of_margins(figures) == []


def test_bounds_that_the_figure_is_outside_are_refused_and_said(server: FaultyServer) -> None:
    # The other way round, both above 20, and both below.
    lower, upper = {SMOKERS: 23.92, LONELY: 20.1, CARING: 16.08}, {SMOKERS: 16.08, LONELY: 23.92, CARING: 19.9}
    answer(server, {"MW00000": {}, "MOG0095": lower, "MBG0095": upper})
    figures = cbs.read_uitgave(UITGAVE, "GM0164")
    assert figures.standard_errors.shape == (3, 0)
    assert figures.buurten["roken"].tolist() == [20, 20, 20]
    reason = (
        "9 betrouwbaarheidsintervallen niet gebruikt, want het cijfer ligt er niet in (zoals eenzaam van BU01640000)."
    )
    assert of_margins(figures)[0] == f"Gezondheid per wijk en buurt 2012/2016/2020: {reason}"
    assert len(of_margins(figures)) == 2  # of the 65+, in the same table


def test_a_figure_that_cannot_be_is_missing_and_said(server: FaultyServer) -> None:
    values: dict[str, float | str] = {
        "roken": 250, "overgewicht": -0.5, "beperkt": math.inf, "mantelzorger": "-inf", "beweegrichtlijn": 100.001
    }  # fmt: skip
    if not pd.__version__.startswith("2."):  # which refuses it as no number
        values["ernstig_eenzaam"] = "1e999"
    answer(server, {"MW00000": {COLUMNS[STEMS[name]]: value for name, value in values.items()}})  # type: ignore[dict-item]
    figures = cbs.read_uitgave(UITGAVE, "GM0164")
    assert figures.buurten[list(values)].isna().all(axis=None)
    assert figures.buurten["eenzaam"].tolist() == [20, 20, 20]
    assert figures.comparison[list(values)].isna().all(axis=None)
    possible = "(kan zijn: 0 tot en met 100)"
    sentence = next(melding for melding in figures.meldingen if "dit kan niet" in melding)
    assert sentence.startswith(
        "Gezondheid per wijk en buurt 2012/2016/2020: dit kan niet: BU01640000: Beweegrichtlijn 100.001 "
    )
    assert possible in sentence
    assert sentence.endswith("; deze cijfers zijn niet gebruikt.")


def test_an_answer_that_is_no_figures_is_not_believed(server: FaultyServer) -> None:
    answer(server, {"MW00000": {SMOKERS: "twintig"}})  # type: ignore[dict-item]
    with pytest.raises(SourceError, match="iets anders dan getallen"):
        cbs.read_uitgave(UITGAVE, "GM0164")


def test_a_margin_that_cannot_be_is_missing_and_said(server: FaultyServer) -> None:
    answer(server, {"MW00000": {}, "MOG0095": {SMOKERS: 16.08}, "MBG0095": {SMOKERS: 250}})
    figures = cbs.read_uitgave(UITGAVE, "GM0164")
    assert figures.standard_errors.shape == (3, 0)
    assert figures.buurten["roken"].tolist() == [20, 20, 20]
    assert any("dit kan niet: BU01640000: Roken 250" in melding for melding in figures.meldingen)


def test_more_older_residents_than_residents_are_missing_and_said(server: FaultyServer) -> None:
    answer(server, {"MW00000": {COLUMNS["k_65JaarOfOuder"]: 1501}})
    figures = cbs.read_uitgave(UITGAVE, "GM0164")
    assert figures.buurten["inwoners_65plus"].isna().all()
    reason = "BU01640000: Inwoners 65+ 1501 (kan zijn: hoogstens de 1500 van inwoners)"
    assert any(reason in melding for melding in figures.meldingen)


def test_what_was_kept_in_the_cache_is_checked_too(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(server, {"MW00000": {SMOKERS: 250}})
    cbs.read_uitgave(UITGAVE, "GM0164")
    count = len(server.asked)
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")
    again = cbs.read_uitgave(UITGAVE, "GM0164")
    assert len(server.asked) == count
    assert again.buurten["roken"].isna().all()
    assert any("dit kan niet" in melding for melding in again.meldingen)


def test_what_cannot_be_of_the_country_is_left_out_of_what_is_compared_with(
    server: FaultyServer, caplog: pytest.LogCaptureFixture
) -> None:
    answer(server, {"MW00000": {SMOKERS: 250}})
    ((figures, _),) = national_figures.read_nation(UITGAVE)
    assert figures["roken"].isna().all()
    assert "dit kan niet: BU01640000: Roken 250" in caplog.text


def test_the_whole_country_is_read_without_margins(server: FaultyServer) -> None:
    answer(server, BOUNDS)
    assert cbs.read_uitgave(UITGAVE, "NL").standard_errors.shape == (3, 0)
    assert not [path for path in server.asked if "MOG0095" in path]


@pytest.mark.slow
def test_a_dataset_has_the_margins_of_buurten_that_have_figures(server: FaultyServer) -> None:
    answer(server, BOUNDS, residents=(1500, 99, 100))
    data = gg.load("Hengelo", uitgave="2020", boundaries=squares(CODES))
    assert data.standard_errors.index.equals(data.buurten.index)
    assert data.standard_errors["roken"].round(6).fillna(-1).tolist() == [2, -1, 2]
    lacking = gg.load("Hengelo", uitgave="2020", boundaries=squares(CODES), offline=True)
    pd.testing.assert_frame_equal(lacking.standard_errors, data.standard_errors)
    # A figure of the caller has no published one.
    own = data.with_indicator(pd.Series(21.0, index=data.buurten.index), data.indicators["roken"])
    assert own.standard_errors.columns.tolist() == ["roken_65plus"]
    assert data.standard_errors.columns.tolist() == ["roken", "roken_65plus"]


def test_a_buurt_that_another_division_has_changed_has_no_margin_of_it(server: FaultyServer) -> None:
    answer(server, BOUNDS)
    later = [{"WijkenEnBuurten": c.ljust(10)} | dict.fromkeys(COLUMNS.values(), 20.0) for c in CODES]
    rows = server.replies["TypedDataSet"][0]
    # The fourth table of the uitgave says how much land there is later: of the first buurt it is twice as much.
    later[0][COLUMNS["OppervlakteLand"]] = 40.0
    reply = Reply(json={"value": [record | {"Marges": "MW00000"} for record in later]})
    server.answer("TypedDataSet", rows, rows, rows, reply)
    figures = cbs.read_uitgave(uitgave_of("2022"), "GM0164")
    assert figures.buurten["roken"].fillna(-1).tolist() == [-1, 20, 20]
    assert figures.standard_errors["roken"].round(6).fillna(-1).tolist() == [-1, 2, 2]
