"""The same figures over OData v4: from long to wide, and when it is asked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from faulty import FaultyServer, Reply, serve_shared
from loopback import age_cache, running_server
from pandas.testing import assert_frame_equal, assert_series_equal
from tables import Serve, row, value

from gezond_geo.dataset import statline
from gezond_geo.dataset.statline import Measure, TableRows
from gezond_geo.errors import SourceError
from gezond_geo.indicators.catalogue import uitgave_of
from gezond_geo.io import cache

pytestmark = pytest.mark.usefixtures("online")

COLUMNS = {"inwoners": ("AantalInwoners",), "laag_inkomen": ("HuishoudensMetEenLaagInkomen",)}
MEASURES = {"inwoners": Measure(code="T001036", eenheid="aantal"), "laag_inkomen": Measure(eenheid="%")}
FIGURES = {"BU01530000": (3315, 8.5), "BU01530001": (0, None), "BU01530002": (None, None), "NL00": (17_407_585, 7)}
CODES = [
    {"Identifier": "T001036", "Title": "Aantal inwoners", "Unit": "aantal", "Index": 7},
    {"Identifier": "M001036", "Title": "Aantal inwoners", "Unit": "aantal", "Index": 8},
    {"Identifier": "X00106_1", "Title": "Huishoudens met een laag inkomen ", "Unit": "%", "Index": 106},
]
REGIONS = [{"Identifier": code, "Title": f"Naam {code}"} for code in FIGURES]


def long(**figures: tuple[float | None, float | None]) -> list[dict[str, object]]:
    """Observations of the filled cells."""
    return [
        {"WijkenEnBuurten": code, "Measure": measure, "ValueAttribute": "None", "Value": figure}
        for code, pair in (figures or FIGURES).items()
        for measure, figure in zip(("T001036", "X00106_1"), pair, strict=True)
        if figure is not None
    ]


@pytest.fixture
def later() -> Iterator[FaultyServer]:
    """Give the service of OData v4, with the table of `FIGURES`."""
    with running_server() as server:
        server.answer("Properties", Reply(json={"Title": "Kerncijfers 2020", "Modified": "2021-03-26T02:00:00+02:00"}))
        server.answer("Dimensions", value([{"Identifier": "WijkenEnBuurten", "Kind": "GeoDimension"}]))
        server.answer("MeasureCodes", value(CODES))
        server.answer("WijkenEnBuurtenCodes", value(REGIONS))
        server.answer("Observations", value(long(), **{"@odata.count": 5}))
        yield server


def read(v3: FaultyServer, v4: FaultyServer | None, **options: Any) -> TableRows:
    question: dict[str, Any] = {"columns": COLUMNS, "measures": MEASURES, "regions": ("BU0153", "NL")} | options
    url = None if v4 is None else v4.url
    return statline.read_table("84799NED", base_url=v3.url, url_v4=url, period=None, age=None, **question)


def fill_v3(serve: Serve) -> FaultyServer:
    topics = ("AantalInwoners_5", "HuishoudensMetEenLaagInkomen_78")
    pages = value([row(code, **dict(zip(topics, pair, strict=True))) for code, pair in FIGURES.items()])
    return serve(topics, pages)


def test_both_versions_give_the_same_frame(serve: Serve, server: FaultyServer, later: FaultyServer) -> None:
    fill_v3(serve)
    first = read(server, later)
    assert later.asked == []
    server.replies.clear()
    _cache_of_none()
    second = read(server, later)
    assert_frame_equal(second.frame, first.frame, check_exact=True)
    assert second.frame.loc["BU01530002"].isna().all()  # without an observation, and never 0
    assert second.frame.loc["BU01530001", "inwoners"] == 0
    assert second.resolved == {"inwoners": "T001036", "laag_inkomen": "X00106_1"}
    assert (second.title, second.modified) == ("Kerncijfers 2020", "2021-03-26T02:00:00+02:00")
    assert (second.absent, second.missing, second.stale) == ((), [], False)
    assert second.url == (
        f"{later.url}/odata/v1/CBS/84799NED/Observations?$select=WijkenEnBuurten,Measure,ValueAttribute,Value"
        "&$filter=(startswith(WijkenEnBuurten,'BU0153') or startswith(WijkenEnBuurten,'NL'))"
        " and (Measure eq 'T001036' or Measure eq 'X00106_1')".replace(" ", "%20")
    )


def _cache_of_none() -> None:
    for path in cache.settings.cache_dir().glob("*"):
        path.unlink()


def test_names_are_the_same_too(serve: Serve, server: FaultyServer, later: FaultyServer) -> None:
    fill_v3(serve)
    first = statline.read_names("84799NED", base_url=server.url, regions=("BU0153", "NL"))
    server.replies.clear()
    _cache_of_none()
    second = statline.read_names("84799NED", base_url=server.url, regions=("BU0153", "NL"), url_v4=later.url)
    assert_series_equal(second, first)


@pytest.mark.parametrize("status", [404, 406, 500])
def test_it_answers_when_the_older_version_does_not_or_has_gone(
    server: FaultyServer, later: FaultyServer, status: int
) -> None:
    for entity_set in ("TableInfos", "DataProperties", "TypedDataSet"):
        server.answer(entity_set, Reply(status=status, json={}))
    assert read(server, later).frame["inwoners"].count() == 3


def test_it_answers_when_rows_of_the_older_version_are_not_whole(
    serve: Serve, server: FaultyServer, later: FaultyServer
) -> None:
    serve(("AantalInwoners_5",), value([row("BU01530000", AantalInwoners_5=1)]))
    server.answer("WijkenEnBuurten", value([{"Key": code, "Title": code} for code in FIGURES]))
    answer = read(server, later)
    assert answer.frame["inwoners"]["BU01530000"] == 3315
    assert answer.absent == ()


def test_when_neither_answers_both_are_named_and_older_rows_are_used(
    serve: Serve, server: FaultyServer, later: FaultyServer
) -> None:
    later.replies.clear()
    with pytest.raises(SourceError) as error:
        read(server, later)
    assert str(error.value).count("HTTP 404") == 2
    fill_v3(serve)
    read(server, later)
    age_cache(days=40)
    server.replies.clear()
    assert read(server, later).stale


def test_a_table_that_it_does_not_have_is_not_asked_there(server: FaultyServer, later: FaultyServer) -> None:
    with pytest.raises(SourceError, match="HTTP 404"):
        read(server, None)
    assert later.asked == []


def test_rows_outside_the_filter_are_dropped_and_counted(server: FaultyServer, later: FaultyServer) -> None:
    strange = [{"WijkenEnBuurten": "BU01640001", "Measure": "T001036", "ValueAttribute": "None", "Value": 9}]
    other = [{"WijkenEnBuurten": "BU01530000", "Measure": "M000297", "ValueAttribute": "None", "Value": 9}]
    later.answer("Observations", value([*strange, *long(), *other], **{"@odata.count": 7}))
    answer = read(server, later)
    assert answer.frame.index.tolist() == list(FIGURES)
    assert (answer.outside, answer.outside_code) == (2, "BU01640001")


def test_a_value_that_is_marked_is_no_value(server: FaultyServer, later: FaultyServer) -> None:
    observations = long()
    observations[0] |= {"ValueAttribute": "Secret", "Value": 0}
    observations[1] |= {"Value": -99997}
    later.answer("Observations", value(observations, **{"@odata.count": 5}))
    assert read(server, later).frame.loc["BU01530000"].isna().all()


def test_pages_are_joined_and_a_page_that_is_skipped_is_noticed(server: FaultyServer, later: FaultyServer) -> None:
    first = value(long()[:2], **{"@odata.count": 5, "@odata.nextLink": "http://elsewhere/Observations?$skip=2"})
    later.answer("Observations", first, value(long()[2:]))
    assert read(server, later).frame["inwoners"].count() == 3
    _cache_of_none()
    later.answer("Observations", first, value(long()[3:]))
    with pytest.raises(SourceError, match="gaf 4 regels, maar telt er zelf 5"):
        read(server, later)


def test_without_a_count_a_region_without_any_observation_is_absent(server: FaultyServer, later: FaultyServer) -> None:
    later.answer("Observations", Reply(status=400, json={}), value(long()))
    answer = read(server, later)
    assert answer.absent == ("BU01530002",)
    assert answer.frame.index.tolist() == list(FIGURES)


@pytest.mark.parametrize(
    "codes",
    [
        [],
        [CODES[0] | {"Title": "Aantal inwoners 65 jaar of ouder"}],
        [CODES[0] | {"Unit": "x 1 000"}],
        [CODES[1]],
    ],
)
def test_a_measure_has_to_agree_by_code_title_and_unit(
    server: FaultyServer, later: FaultyServer, codes: list[dict[str, object]]
) -> None:
    later.answer("MeasureCodes", value([*codes, CODES[2]]))
    answer = read(server, later)
    assert answer.missing == ["inwoners"]
    assert answer.frame["inwoners"].isna().all()


def test_a_suffix_says_nothing(server: FaultyServer, later: FaultyServer) -> None:
    later.answer("MeasureCodes", value([CODES[0] | {"Identifier": "T001036_2"}]))
    observations = [record | {"Measure": "T001036_2"} for record in long() if record["Measure"] == "T001036"]
    later.answer("Observations", value(observations))
    assert read(server, later).resolved == {"inwoners": "T001036_2"}


@pytest.mark.parametrize(
    ("name", "reply", "words"),
    [
        ("Observations", Reply(status=404, json={}), "HTTP 404"),  # discontinued: it is described and not there
        ("Observations", value([]), "heeft geen regels"),
        ("Observations", value(long() * 2), "BU01530000 meer dan eens"),
        ("MeasureCodes", value([]), "geen van de kolommen"),
        ("MeasureCodes", value([CODES[0], CODES[0] | {"Identifier": "T001036_2"}]), "meer dan één kolom"),
        ("Dimensions", value([{"Identifier": "A", "Kind": "GeoDimension"}, {"Identifier": "B"}]), "andere dimensies"),
        ("Properties", Reply(body=b"<html/>", kind="text/html"), "text/html"),
    ],
)
def test_what_cannot_be_believed_is_refused(
    server: FaultyServer, later: FaultyServer, name: str, reply: Reply, words: str
) -> None:
    later.answer(name, reply)
    with pytest.raises(SourceError, match=words):
        read(server, later)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("year", "table", "regions"),
    [("2020", "84799NED", None), ("2024", "85984NED", ("BU0363", "WK0363", "GM0363", "NL"))],
)
def test_the_real_tables_are_the_same_to_the_last_digit(
    year: str,
    table: str,
    regions: tuple[str, ...] | None,
    few_gemeenten: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    uitgave = uitgave_of(year)
    measures = {n: Measure(code=c, eenheid=u) for n, (c, u) in uitgave.measures_of("kwb").items()}
    options: dict[str, Any] = {"columns": uitgave.columns_of("kwb"), "regions": regions, "period": None, "age": None}
    assert measures.keys() == options["columns"].keys()
    with serve_shared("statline", data=few_gemeenten) as v3, serve_shared("cbs_v4", data=few_gemeenten) as v4:
        first = statline.read_table(table, base_url=f"http://127.0.0.1:{v3}", **options)
        names = statline.read_names(table, base_url=f"http://127.0.0.1:{v3}", regions=regions)
        monkeypatch.setenv("GEZOND_GEO_CACHE", str(tmp_path / "other"))
        nowhere, url = f"http://127.0.0.1:{v3}/weg", f"http://127.0.0.1:{v4}"
        second = statline.read_table(table, base_url=nowhere, url_v4=url, measures=measures, **options)
        later_names = statline.read_names(table, base_url=nowhere, url_v4=url, regions=regions)
    assert_frame_equal(second.frame, first.frame, check_exact=True)
    assert_series_equal(later_names, names)
    assert second.resolved["inwoners"] == "T001036"
    assert second.absent == first.absent == ()


SHARED_FAULTS = {
    "filter-ignored": None,
    "extra-rows": None,
    "page-lost": "maar telt er zelf",
    "no-observations": "HTTP 404",
    "loop": None,  # all of a gemeente is on one page
    "flaky": None,
    "html": "text/html",
    "500": "HTTP 500",
    "truncate": "niet heel",
    "reset": "verbrak de verbinding",
}


@pytest.mark.shared
@pytest.mark.parametrize("fault", SHARED_FAULTS)
def test_a_fault_of_the_real_data_gives_the_right_result_or_one_sentence(fault: str, few_gemeenten: Path) -> None:
    uitgave, columns = uitgave_of("2020"), {"inwoners": ("AantalInwoners",)}
    code, unit = uitgave.measures_of("kwb")["inwoners"]
    with serve_shared("cbs_v4", fault, data=few_gemeenten) as port:

        def act() -> pd.DataFrame:
            return statline.read_table(
                "84799NED",
                base_url="http://127.0.0.1:1",
                url_v4=f"http://127.0.0.1:{port}",
                columns=columns,
                measures={"inwoners": Measure(code=code, eenheid=unit)},
                regions=("BU0153",),
                period=None,
                age=None,
            ).frame

        if words := SHARED_FAULTS[fault]:
            with pytest.raises(SourceError, match=words):
                act()
        else:
            assert len(act()) == 70
