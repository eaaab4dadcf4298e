"""When a file of the cache is used, checked or fetched again."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cached import MODIFIED, fail, frame_of, moment, provenance_of
from pandas.testing import assert_frame_equal

from gezond_geo import settings
from gezond_geo.errors import SourceError
from gezond_geo.io import cache

pytestmark = pytest.mark.usefixtures("online")


def test_a_fresh_file_saves_the_download() -> None:
    cache.write("a", frame_of(1), provenance_of(days_ago=29))
    frame, _, stale = cache.fetch("a", fail)
    assert_frame_equal(frame, frame_of(1))
    assert not stale


def test_an_old_file_is_downloaded_anew() -> None:
    cache.write("a", frame_of(1), provenance_of(days_ago=31))
    frame, provenance, stale = cache.fetch("a", lambda: (frame_of(2), provenance_of()))
    assert_frame_equal(frame, frame_of(2))
    assert provenance.age_days < 1
    assert not stale


def test_an_old_file_is_used_when_the_service_fails(caplog: pytest.LogCaptureFixture) -> None:
    old = cache.write("a", frame_of(1), provenance_of(days_ago=31))
    frame, provenance, stale = cache.fetch("a", fail)
    assert_frame_equal(frame, frame_of(1))
    assert stale
    assert provenance == old
    assert caplog.record_tuples == [
        (
            "gezond_geo.io.cache",
            logging.WARNING,
            f"De dienst antwoordde niet. De versie van {old.retrieved[:10]} is gebruikt.",
        )
    ]


def test_an_old_file_of_an_unchanged_table_is_kept_and_its_check_renewed() -> None:
    old = cache.write("a", frame_of(1), provenance_of(days_ago=31))
    frame, provenance, stale = cache.fetch("a", fail, ask_modified=lambda: MODIFIED)
    assert_frame_equal(frame, frame_of(1))
    assert not stale
    assert provenance.checked is not None
    assert datetime.now(UTC) - datetime.fromisoformat(provenance.checked) < timedelta(minutes=1)
    assert provenance == replace(old, checked=provenance.checked)
    entry = cache.read("a")
    assert entry is not None
    assert entry[1] == provenance
    assert provenance.age_days == pytest.approx(31, abs=0.001)
    # Fresh again: neither asked nor fetched.
    assert cache.fetch("a", fail, ask_modified=fail)[2] is False


@pytest.mark.parametrize(("checked", "is_due"), [(29, False), (31, True)])
def test_the_check_is_good_for_thirty_days(checked: int, is_due: bool) -> None:  # noqa: FBT001 - a column of the table
    cache.write("a", frame_of(1), provenance_of(days_ago=90, checked=moment(checked)))
    assert cache.fetch("a", fail, ask_modified=fail)[2] is is_due


@pytest.mark.parametrize(
    ("before", "now"), [(MODIFIED, "2026-01-01T02:00:00"), (MODIFIED, None), (None, None), (None, MODIFIED)]
)
def test_a_table_that_changed_or_does_not_say_is_fetched(before: str | None, now: str | None) -> None:
    cache.write("a", frame_of(1), provenance_of(days_ago=31, modified=before))
    frame, provenance, stale = cache.fetch("a", lambda: (frame_of(2), provenance_of()), ask_modified=lambda: now)
    assert_frame_equal(frame, frame_of(2))
    assert provenance.age_days < 1
    assert not stale


def test_a_check_that_fails_leaves_the_file_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    old = cache.write("a", frame_of(1), provenance_of(days_ago=31))
    frame, provenance, stale = cache.fetch("a", fail, ask_modified=fail)
    assert_frame_equal(frame, frame_of(1))
    assert stale
    entry = cache.read("a")
    assert entry is not None
    assert entry[1] == provenance == old
    assert f"De versie van {old.retrieved[:10]} is gebruikt." in caplog.text


def test_a_check_leaves_alone_what_another_process_has_put_there() -> None:
    cache.write("a", frame_of(1), provenance_of(days_ago=31))
    newer = provenance_of(modified="2026-01-01T02:00:00")

    def ask_modified() -> str:
        cache.write("a", frame_of(2), newer)
        return MODIFIED

    cache.fetch("a", fail, ask_modified=ask_modified)
    entry = cache.read("a")
    assert entry is not None
    assert_frame_equal(entry[0], frame_of(2))
    assert entry[1].modified == newer.modified
    assert entry[1].checked is None


def test_a_check_that_cannot_be_noted_is_a_warning(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    cache.write("a", frame_of(1), provenance_of(days_ago=31))
    request.getfixturevalue("no_lock")
    assert cache.fetch("a", fail, ask_modified=lambda: MODIFIED)[2] is False
    assert "niet te beschrijven" in caplog.text


def test_refreshing_fetches_what_is_fresh() -> None:
    cache.write("a", frame_of(1), provenance_of())
    with settings.refreshing():
        frame, _, stale = cache.fetch("a", lambda: (frame_of(2), provenance_of()), ask_modified=lambda: MODIFIED)
    assert_frame_equal(frame, frame_of(2))
    assert not stale
    assert_frame_equal(cache.fetch("a", fail)[0], frame_of(2))


def test_refreshing_falls_back_on_the_file_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    old = cache.write("a", frame_of(1), provenance_of(days_ago=2))
    with settings.refreshing():
        frame, provenance, stale = cache.fetch("a", fail)
    assert_frame_equal(frame, frame_of(1))
    assert (provenance, stale) == (old, True)
    assert f"De versie van {old.retrieved[:10]} is gebruikt." in caplog.text


def test_refreshing_ends_with_its_block_and_may_be_left_out() -> None:
    assert not settings.refresh()
    with settings.refreshing():
        assert settings.refresh()
        with settings.refreshing(choice=False):
            assert not settings.refresh()
        assert settings.refresh()
    assert not settings.refresh()


def test_a_failure_is_never_kept() -> None:
    with pytest.raises(SourceError):
        cache.fetch("a", fail)
    assert not settings.cache_dir().exists()


def test_age_counts_from_the_download() -> None:
    assert provenance_of(days_ago=2).age_days == pytest.approx(2, abs=0.001)
