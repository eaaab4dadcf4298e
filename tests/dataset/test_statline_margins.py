from collections.abc import Callable

import pandas as pd
import pytest
from faulty import Reply
from loopback import age_cache
from pandas.testing import assert_frame_equal
from tables import NAN, TOPICS, Serve, error_of, read, row, value

pytestmark = pytest.mark.usefixtures("online")

MARGINS = ("Leeftijd", "Marges")


def with_margins(*records: tuple[str, str, object]) -> Reply:
    return value([row(c, Leeftijd="20300", Marges=m.ljust(10), Eenzaam_28=x) for c, m, x in records])


def test_margins_come_as_frames_of_their_own(serve: Serve, no_sockets: Callable[[], None]) -> None:
    records = (
        ("BU01530002", "MBG0095", 44.5),
        ("BU01530002", "MW00000", 40),
        ("BU01530002", "MOG0095", 36),
        ("BU01530001", "MW00000", 50),
        ("BU01530001", "MOG0095", "       ."),
        ("BU01530003", "MOG0095", 9),
    )
    server = serve(("Eenzaam_28",), with_margins(*records), dimensions=MARGINS)
    columns = {"eenzaam": ("Eenzaam",), "rookt": ("RooktTabak",)}
    answer = read(server, columns, age="20300", margins=True)
    index = pd.Index(["BU01530001", "BU01530002"], name="code")
    assert_frame_equal(answer.frame, pd.DataFrame({"eenzaam": [50.0, 40.0], "rookt": NAN}, index))
    assert answer.lower is not None
    assert answer.upper is not None
    assert_frame_equal(answer.lower, pd.DataFrame({"eenzaam": [NAN, 36.0], "rookt": NAN}, index))
    assert_frame_equal(answer.upper, pd.DataFrame({"eenzaam": [NAN, 44.5], "rookt": NAN}, index))
    assert answer.missing == ["rookt"]
    assert server.asked[-1].endswith(
        "and startswith(Leeftijd,'20300')"
        " and (startswith(Marges,'MW00000') or startswith(Marges,'MOG0095') or startswith(Marges,'MBG0095'))"
        "&$inlinecount=allpages"
    )
    no_sockets()
    again = read(server, columns, age="20300", margins=True)
    for name in ("frame", "lower", "upper"):
        assert_frame_equal(getattr(again, name), getattr(answer, name))


@pytest.mark.parametrize("dimensions", [(), ("Marges",)])
def test_a_table_without_margins_has_none(serve: Serve, dimensions: tuple[str, ...]) -> None:
    page = value([row("BU01530001", Marges="MW00000", AantalInwoners_5=5)])
    server = serve(TOPICS[:1], page, dimensions=dimensions)
    answer = read(server, {"inwoners": ("AantalInwoners",)}, margins=True)
    nothing = pd.DataFrame({"inwoners": [NAN]}, answer.frame.index)
    assert answer.frame["inwoners"].tolist() == [5.0]
    assert answer.lower is not None
    assert answer.upper is not None
    assert_frame_equal(answer.lower, nothing)
    assert_frame_equal(answer.upper, nothing)


def test_margins_alone_are_no_figures(serve: Serve) -> None:
    server = serve(("Eenzaam_28",), with_margins(("BU01530001", "MOG0095", 36)), dimensions=MARGINS)
    assert "geen regels voor BU0153, 20300, MW00000" in error_of(
        lambda: read(server, {"eenzaam": ("Eenzaam",)}, age="20300", margins=True)
    )


def test_margins_that_are_not_asked_for_are_left_out(serve: Serve) -> None:
    page = with_margins(("BU01530001", "MW00000", 40), ("BU01530001", "MOG0095", 36))
    server = serve(("Eenzaam_28",), page, dimensions=MARGINS)
    answer = read(server, {"eenzaam": ("Eenzaam",)}, age="20300")
    assert answer.frame["eenzaam"].to_dict() == {"BU01530001": 40.0}
    assert (answer.lower, answer.upper) == (None, None)


def test_figures_that_were_kept_without_margins_are_used_when_the_service_fails(
    serve: Serve, no_sockets: Callable[[], None]
) -> None:
    page = with_margins(("BU01530001", "MW00000", 40), ("BU01530001", "MOG0095", 36), ("BU01530001", "MBG0095", 44))
    server = serve(("Eenzaam_28",), page, dimensions=MARGINS)
    columns = {"eenzaam": ("Eenzaam",)}
    first = read(server, columns, age="20300")
    server.answer("TypedDataSet", Reply(status=404))
    failed = read(server, columns, age="20300", margins=True)
    assert_frame_equal(failed.frame, first.frame)
    assert failed.lower is not None
    assert failed.lower["eenzaam"].isna().all()
    # The figures are young: that margins are not known makes them no older.
    assert (failed.retrieved, failed.stale) == (first.retrieved, False)
    age_cache(days=60)
    assert read(server, columns, age="20300", margins=True).stale
    server.answer("TypedDataSet", page)
    fresh = read(server, columns, age="20300", margins=True)
    assert fresh.upper is not None
    assert fresh.upper["eenzaam"].tolist() == [44]
    no_sockets()
    assert read(server, columns, age="20300", margins=True).retrieved == fresh.retrieved


def test_without_any_figures_kept_a_failure_is_a_failure(serve: Serve) -> None:
    server = serve(("Eenzaam_28",), Reply(status=404), dimensions=MARGINS)
    assert "404" in error_of(lambda: read(server, {"eenzaam": ("Eenzaam",)}, age="20300", margins=True))
