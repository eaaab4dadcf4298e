from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from faulty import FaultyServer, Reply, serve_shared
from loopback import age_cache
from pandas.testing import assert_frame_equal, assert_series_equal
from tables import COLUMNS, FIGURES, NAN, TOPICS, Serve, error_of, properties, read, row, rows_of, value

from gezond_geo import settings
from gezond_geo.dataset import statline
from gezond_geo.io import cache

pytestmark = pytest.mark.usefixtures("online")

NO_NUMBERS = "AantalInwoners_5 iets anders dan getallen"


def test_rows_come_by_stripped_code_in_the_order_asked(serve: Serve) -> None:
    server = serve(TOPICS, rows_of(("BU0153A1B2", 15, 80.5), ("BU01530001", 3315, 79)))
    answer = read(server, {"gezond": COLUMNS["gezond"], "inwoners": COLUMNS["inwoners"]})
    index = pd.Index(["BU01530001", "BU0153A1B2"], name="code")
    assert_frame_equal(answer.frame, pd.DataFrame({"gezond": [79, 80.5], "inwoners": [3315.0, 15.0]}, index))
    assert answer.resolved == {"gezond": "ErvarenGezondheidGoedZeerGoed_4", "inwoners": "AantalInwoners_5"}
    assert answer.missing == []
    assert (answer.table_id, answer.title) == ("84799NED", "Kerncijfers 2020")
    assert answer.modified == "2021-03-26T02:00:00"
    assert not answer.stale
    assert datetime.now(UTC) - datetime.fromisoformat(answer.retrieved) < timedelta(minutes=1)
    assert answer.url.startswith(f"{server.url}/ODataFeed/odata/84799NED/TypedDataSet?")


def test_missing_is_missing_and_nothing_else_is(serve: Serve) -> None:
    missing = [None, "       .", "        ", -99990, -99997, "  -99995"]
    figures = {0: 0.0, "       0": 0.0, -3.5: -3.5, " 12.5": 12.5}
    cells = [*missing, *figures]
    answer = read(serve(TOPICS, rows_of(*((f"BU015300{n:02}", 5, cell) for n, cell in enumerate(cells)))))
    expected = [NAN] * len(missing) + list(figures.values())
    assert answer.frame["gezond"].tolist() == pytest.approx(expected, nan_ok=True)


def test_a_column_without_any_figure_is_float(serve: Serve) -> None:
    answer = read(serve(TOPICS, rows_of(("BU01530001", 5, None))))
    assert answer.frame.dtypes.astype(str).tolist() == ["float64", "float64"]


def test_only_what_is_needed_is_asked(serve: Serve) -> None:
    server = serve(TOPICS, rows_of(("BU01530001", 5, 6)))
    read(server, regions=("BU0153", "NL"), period="2020JJ00", age="20300")
    assert [path for path in server.asked if "startswith" in path] == [
        "/ODataFeed/odata/84799NED/TypedDataSet?$format=json"
        "&$select=WijkenEnBuurten,AantalInwoners_5,ErvarenGezondheidGoedZeerGoed_4"
        "&$filter=(startswith(WijkenEnBuurten,'BU0153') or startswith(WijkenEnBuurten,'NL'))&$inlinecount=allpages",
        "/ODataFeed/odata/84799NED/WijkenEnBuurten?$format=json&$select=Key,Title"
        "&$filter=(startswith(Key,'BU0153') or startswith(Key,'NL'))&$inlinecount=allpages",
    ]


def test_dimensions_are_filtered_where_the_table_has_them(serve: Serve) -> None:
    def record(code: str, figure: int, *, age: str = "20300 ", period: str = "2020JJ00") -> dict[str, object]:
        return row(code, Leeftijd=age, Marges="MW00000", Perioden=period, Eenzaam_28=figure)

    page = value(
        [record("BU01530001", 40), record("BU01530001", 50, age="80200"), record("BU01530001", 60, period="2016JJ00")]
    )
    server = serve(("Eenzaam_28",), page, dimensions=("Leeftijd", "Marges", "Perioden"))
    answer = read(server, {"eenzaam": ("Eenzaam",)}, period="2020JJ00", age="20300")
    assert answer.frame["eenzaam"].to_dict() == {"BU01530001": 40.0}
    assert server.asked[-1].endswith(
        "startswith(WijkenEnBuurten,'BU0153') and startswith(Perioden,'2020JJ00')"
        " and startswith(Leeftijd,'20300') and startswith(Marges,'MW00000')&$inlinecount=allpages"
    )


def test_all_regions_are_those_of_cbs(serve: Serve) -> None:
    codes = ("NL00", "PV23", "GM0153", "WK015300", "BU01530001")
    server = serve(TOPICS, rows_of(*((code, 5, 6) for code in codes)))
    assert read(server, regions=None).frame.index.tolist() == ["BU01530001", "GM0153", "NL00", "WK015300"]
    assert "$filter" not in server.asked[-1]


def test_a_service_that_ignores_the_filter_does_no_harm(serve: Serve) -> None:
    answer = read(serve(TOPICS, rows_of(("BU01640001", 5, 6), ("BU01530001", 7, 8))))
    assert answer.frame.index.tolist() == ["BU01530001"]


@pytest.mark.parametrize("key", ["AantalInwoners_5", "AantalInwoners_83", "AantalInwoners"])
def test_a_stem_finds_its_column_wherever_it_stands(serve: Serve, key: str) -> None:
    answer = read(serve((key,), value([row("BU01530001", **{key: 9})])), {"inwoners": ("AantalInwoners",)})
    assert answer.resolved == {"inwoners": key}
    assert answer.frame["inwoners"].tolist() == [9.0]


def test_the_first_stem_that_is_there_counts(serve: Serve) -> None:
    server = serve(("B_1", "C_2"), value([row("BU01530001", B_1=1, C_2=2)]))
    assert read(server, {"x": ("A", "B", "C")}).resolved == {"x": "B_1"}


def test_a_stem_is_never_a_part_of_a_name(serve: Serve) -> None:
    server = serve(("SterkEenzaam_9", "Eenzaam_28"), value([row("BU01530001", Eenzaam_28=1)]))
    assert read(server, {"eenzaam": ("Eenzaam",)}).resolved == {"eenzaam": "Eenzaam_28"}


def test_a_stem_that_is_not_there_is_missing(serve: Serve) -> None:
    answer = read(serve(TOPICS[:1], value([row("BU01530001", AantalInwoners_5=5)])))
    assert answer.missing == ["gezond"]
    assert "gezond" not in answer.resolved
    assert answer.frame["inwoners"].tolist() == [5.0]
    assert answer.frame["gezond"].isna().tolist() == [True]


def test_a_dimension_is_no_column(serve: Serve) -> None:
    page = value([row("BU01530001", Leeftijd="20300", A_1=4)])
    server = serve(("A_1",), page, dimensions=("Leeftijd",))
    assert read(server, {"a": ("A",), "x": ("Leeftijd",)}, age="20300").missing == ["x"]


def test_one_column_may_serve_two_names(serve: Serve) -> None:
    server = serve(("A_1",), value([row("BU01530001", A_1=4)]))
    assert read(server, {"x": ("A",), "y": ("A",)}).frame.to_numpy().tolist() == [[4.0, 4.0]]


def test_pages_are_joined(serve: Serve) -> None:
    first = rows_of(("BU01530002", 2, 2))
    first.json["odata.nextLink"] = "https://opendata.cbs.nl/ODataFeed/odata/84799NED/TypedDataSet?$skip=1"
    server = serve(TOPICS, first, rows_of(("BU01530001", 1, 1)))
    assert read(server).frame["inwoners"].to_dict() == {"BU01530001": 1.0, "BU01530002": 2.0}
    assert "/ODataFeed/odata/84799NED/TypedDataSet?$skip=1" in server.asked


def test_progress_counts_the_rows_of_each_page(serve: Serve, no_sockets: Callable[[], None]) -> None:
    first = rows_of(("BU01530002", 2, None), ("BU01640000", 2, None))
    first.json["odata.nextLink"] = "?$skip=2"
    server = serve(TOPICS, first, rows_of(("BU01530001", 1, 7.5)))
    counts: list[int] = []
    answer = read(server, progress=counts.append)
    # A column that is empty on one page and not on the next.
    assert_series_equal(answer.frame["gezond"], pd.Series([7.5, NAN], answer.frame.index, name="gezond"))
    assert counts == [2, 3]
    no_sockets()
    read(server, progress=counts.append)
    assert counts == [2, 3]


@pytest.mark.parametrize("count", [2, "2"])
def test_the_count_of_the_service_covers_all_pages(serve: Serve, count: object) -> None:
    first = rows_of(("BU01530002", 2, 2))
    first.json.update({"odata.nextLink": "?$skip=1", "odata.count": count})
    assert len(read(serve(TOPICS, first, rows_of(("BU01530001", 1, 1)))).frame) == 2


def test_fewer_rows_than_the_first_page_counted_are_refused(serve: Serve) -> None:
    first = rows_of(("BU01530002", 2, 2))
    first.json.update({"odata.nextLink": "?$skip=1", "odata.count": "3"})
    server = serve(TOPICS, first, rows_of(("BU01530001", 1, 1)))
    assert "gaf 2 regels, maar telt er zelf 3" in error_of(lambda: read(server))


def test_a_stem_that_two_columns_share_names_both(serve: Serve) -> None:
    server = serve(("Appartement_48", "Appartement_56"), value([row("BU01530001")]))
    sentence = error_of(lambda: read(server, {"flats": ("Appartement",)}))
    assert "Appartement_48 en Appartement_56" in sentence


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (value([]), "geen regels voor BU0153"),
        (rows_of(("BU01640001", 5, 6)), "geen regels voor BU0153"),
        (rows_of(("BU01530001", 5, 6), ("BU01530001  ", 5, 6)), "BU01530001 meer dan eens"),
        (rows_of(("BU01530001", "veel", 6)), NO_NUMBERS),
        *((rows_of(("BU01530001", cell, 6)), NO_NUMBERS) for cell in ("1_000", True, [5], {"x": 1})),
        (value([row("BU01530001", AantalInwoners_6=5)]), "zonder AantalInwoners_5"),
        (value([{"Regio": "BU01530001"}]), "zonder WijkenEnBuurten"),
        (value([row("BU01530001", **FIGURES)], **{"odata.count": "2"}), "gaf 1 regels, maar telt er zelf 2"),
        (value([row("BU01530001", **FIGURES)], **{"odata.count": 0}), "gaf 1 regels, maar telt er zelf 0"),
        (value([row("BU01530001", **FIGURES)], **{"odata.nextLink": 5}), "in een kring"),
        (value(["BU01530001"]), "anders dan een lijst"),
        (Reply(json={"odata.error": {}}, status=404), "HTTP 404"),
        (Reply(body=b"<html/>", kind="text/html"), "text/html in plaats van JSON"),
    ],
)
def test_rows_that_cannot_be_believed_are_refused(serve: Serve, page: Reply, message: str) -> None:
    assert message in error_of(lambda: read(serve(TOPICS, page)))


def test_an_unknown_table_is_one_sentence(server: FaultyServer) -> None:
    assert "HTTP 404" in error_of(lambda: read(server))


def test_the_second_time_comes_from_the_cache(serve: Serve, no_sockets: Callable[[], None]) -> None:
    server = serve(TOPICS, rows_of(("BU01530001", 5, None), ("BU01530002", 0, 6)))
    columns = COLUMNS | {"absent": ("Absent",)}
    first = read(server, columns)
    no_sockets()
    with settings.offline_run(choice=True):
        second = read(server, columns)
    assert_frame_equal(second.frame, first.frame)
    assert (second.resolved, second.missing) == (first.resolved, ["absent"])
    assert (second.title, second.modified, second.url) == (first.title, first.modified, first.url)
    assert (second.retrieved, second.stale) == (first.retrieved, False)


def test_another_question_is_asked_again(serve: Serve) -> None:
    server = serve(TOPICS, rows_of(("BU01530001", 5, 6), ("WK015300", 7, 8)))
    read(server)
    others: list[dict[str, Any]] = [
        {"regions": "WK0153"},
        {"period": "2020JJ00"},
        {"age": "20300"},
        {"columns": {"inwoners": ("AantalInwoners",)}},
        {"columns": dict(reversed(COLUMNS.items()))},
        {"margins": True},
    ]
    for other in others:
        count = len(server.asked)
        answer = read(server, **other)
        assert len(server.asked) > count, other
        assert list(answer.frame.columns) == list(other.get("columns", COLUMNS))


def test_that_there_are_no_rows_is_kept_where_the_service_counts_them(
    serve: Serve, no_sockets: Callable[[], None]
) -> None:
    server = serve(TOPICS, value([], **{"odata.count": "0"}))
    with pytest.raises(statline.NoRowsError) as first:
        read(server)
    ((_, record),) = cache.entries()
    assert (record.table, record.rows) == ("84799NED", 0)
    assert "TypedDataSet" in record.url
    no_sockets()
    with pytest.raises(statline.NoRowsError, match=r"geen regels voor BU0153") as second:
        read(server)
    assert str(second.value) == str(first.value)


def test_that_there_are_no_rows_is_asked_again_when_it_is_old(serve: Serve) -> None:
    server = serve(TOPICS, value([], **{"odata.count": "0"}), rows_of(("BU01530001", 5, 6)))
    with pytest.raises(statline.NoRowsError):
        read(server)
    age_cache(days=40)
    assert read(server).frame["inwoners"].tolist() == [5.0]


def test_older_rows_go_before_none(serve: Serve) -> None:
    server = serve(TOPICS, rows_of(("BU01530001", 5, 6)), value([], **{"odata.count": "0"}))
    read(server)
    with settings.refreshing():
        answer = read(server)
    assert answer.stale
    assert answer.frame["inwoners"].tolist() == [5.0]


@pytest.mark.parametrize(
    "page",
    [value([]), value([row("BU01640001", **FIGURES)], **{"odata.count": "1"})],
    ids=["without a count", "rows of others"],
)
def test_that_there_are_no_rows_is_not_kept_when_it_is_not_sure(serve: Serve, page: Reply) -> None:
    with pytest.raises(statline.NoRowsError):
        read(serve(TOPICS, page))
    assert cache.entries() == []


def test_old_rows_are_used_when_the_service_fails(serve: Serve) -> None:
    server = serve(TOPICS, rows_of(("BU01530001", 5, 6)))
    first = read(server)
    age_cache(days=40)
    server.answer("TableInfos", Reply(json={}, status=500))
    second = read(server)
    assert second.stale
    assert second.retrieved < first.retrieved
    assert_frame_equal(second.frame, first.frame)


def test_old_rows_of_a_changed_table_are_replaced(serve: Serve) -> None:
    server = serve(TOPICS, rows_of(("BU01530001", 5, 6)), rows_of(("BU01530001", 7, 8)))
    read(server)
    age_cache(days=40)
    server.answer("TableInfos", value([{"Title": "Kerncijfers 2020", "Modified": "2026-01-01T02:00:00"}]))
    answer = read(server)
    assert not answer.stale
    assert answer.frame["inwoners"].tolist() == [7.0]
    assert answer.modified == "2026-01-01T02:00:00"


def test_old_rows_of_an_unchanged_table_are_kept_after_one_question(serve: Serve) -> None:
    server = serve(TOPICS, rows_of(("BU01530001", 5, 6)))
    first = read(server)
    retrieved = age_cache(days=40)
    server.asked.clear()
    answer = read(server)
    assert server.asked == ["/ODataFeed/odata/84799NED/TableInfos?$format=json&$inlinecount=allpages"]
    assert (answer.stale, answer.retrieved) == (False, retrieved)
    assert_frame_equal(answer.frame, first.frame)
    read(server)
    assert len(server.asked) == 1


def test_refreshing_reads_all_of_it_again(serve: Serve) -> None:
    server = serve(TOPICS, rows_of(("BU01530001", 5, 6)), rows_of(("BU01530001", 7, 8)))
    read(server)
    with settings.refreshing():
        assert read(server).frame["inwoners"].tolist() == [7.0]


def test_names_come_by_stripped_code(server: FaultyServer, no_sockets: Callable[[], None]) -> None:
    records = [{"Key": "BU01530001", "Title": "'t Zeggelt "}, {"Key": "BU01530000 ", "Title": "Lasonder, City"}]
    server.answer("TableInfos", value([{"Modified": "2021-03-26T02:00:00"}]))
    server.answer("DataProperties", value(properties()))
    server.answer("WijkenEnBuurten", value([*records, {"Key": "GM0164    ", "Title": "Hengelo"}]))
    expected = pd.Series(
        ["Lasonder, City", "'t Zeggelt"],
        pd.Index(["BU01530000", "BU01530001"], name="code"),
        name="naam",
    )
    counts: list[int] = []
    first = statline.read_names("84799NED", base_url=server.url, regions="BU0153", progress=counts.append)
    assert_series_equal(first, expected)
    assert counts == [3]
    assert server.asked[-1] == (
        "/ODataFeed/odata/84799NED/WijkenEnBuurten?$format=json&$select=Key,Title&$filter=startswith(Key,'BU0153')"
        "&$inlinecount=allpages"
    )
    ((_, record),) = cache.entries()
    assert (record.table, record.modified) == ("84799NED/WijkenEnBuurten", "2021-03-26T02:00:00")
    no_sockets()
    assert_series_equal(statline.read_names("84799NED", base_url=server.url, regions="BU0153"), expected)


def test_no_names_is_a_failure(server: FaultyServer) -> None:
    server.answer("TableInfos", value([]))
    server.answer("DataProperties", value([]))
    server.answer("WijkenEnBuurten", value([]))
    assert "geen regels" in error_of(lambda: statline.read_names("84799NED", base_url=server.url, regions="BU0153"))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("table", "stems", "period", "count", "city"),
    [
        ("84799NED", ("AantalInwoners",), None, 70, 3315.0),
        ("85984NED", ("AantalInwoners",), None, 70, 3840.0),
        ("50090NED", COLUMNS["gezond"], "2020JJ00", 70, 79.0),
        ("50150NED", COLUMNS["gezond"], "2020JJ00", 65, 79.7),
    ],
)
def test_real_tables_are_read(
    table: str, stems: tuple[str, ...], period: str | None, count: int, city: float, few_gemeenten: Path
) -> None:
    with serve_shared("statline", data=few_gemeenten) as port:
        answer = statline.read_table(
            table,
            base_url=f"http://127.0.0.1:{port}",
            columns={"x": stems},
            regions="BU0153",
            period=period,
            age="20300",
        )
    assert len(answer.frame) == count
    assert answer.frame["x"]["BU01530000"] == city


@pytest.mark.shared
def test_a_whole_real_table_is_read_over_its_pages(
    services: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEZOND_GEO_CACHE", str(tmp_path))
    url, counts, columns = services["GEZOND_GEO_STATLINE_URL"], list[int](), {"inwoners": ("AantalInwoners",)}
    rows = statline.read_table(
        "84799NED", base_url=url, columns=columns, regions=None, period=None, age=None, progress=counts.append
    )
    names = statline.read_names("84799NED", base_url=url, regions=None)
    assert len(rows.frame) == len(names) == 17_341
    assert counts == [10_000, 17_341]
    assert rows.frame.loc["NL00", "inwoners"] == 17_407_585
    assert names["BU01530000"] == "City"
