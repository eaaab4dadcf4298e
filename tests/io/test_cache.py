import json
import re
import threading
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from cached import frame_of, provenance_of, the_file
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import box

from gezond_geo import settings
from gezond_geo.io import cache

pytestmark = pytest.mark.usefixtures("online")


def test_a_frame_comes_back_with_its_record() -> None:
    provenance = cache.write("a", frame_of(3315, None, 0), provenance_of())
    entry = cache.read("a")
    assert entry is not None
    assert_frame_equal(entry[0], frame_of(3315, None, 0))
    assert entry[1] == provenance
    record = json.loads(the_file("a.json").read_text())
    assert record["rows"] == 3
    assert record["url"] == "http://h/t"
    assert record["modified"] == "2021-03-26T02:00:00"
    assert re.fullmatch("[0-9a-f]{64}", record["sha256"])


def test_boundaries_come_back_with_their_crs() -> None:
    frame = gpd.GeoDataFrame({"n": ["City"]}, geometry=[box(0, 0, 1, 2)], crs="EPSG:28992", index=pd.Index(["BU1"]))
    cache.write("a", frame, provenance_of())
    entry = cache.read("a")
    assert entry is not None
    assert_geodataframe_equal(entry[0], frame)


def test_what_was_never_written_is_absent() -> None:
    assert cache.read("a") is None
    assert not settings.cache_dir().exists()


def test_a_newer_frame_takes_the_place_of_the_older() -> None:
    cache.write("a", frame_of(1), provenance_of())
    cache.write("a", frame_of(2), provenance_of())
    entry = cache.read("a")
    assert entry is not None
    assert_frame_equal(entry[0], frame_of(2))
    the_file("*.parquet")


def damage_frame() -> None:
    path = the_file("a.*.parquet")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def truncate_frame() -> None:
    the_file("a.*.parquet").write_bytes(b"")


def exchange_frame() -> None:
    frame_of(2).to_parquet(the_file("a.*.parquet"))


def remove_frame() -> None:
    the_file("a.*.parquet").unlink()


def truncate_record() -> None:
    path = the_file("a.json")
    path.write_bytes(path.read_bytes()[:40])


def change_a_key() -> None:
    path = the_file("a.json")
    path.write_text(path.read_text().replace('"table"', '"tbble"'))


def change_a_value() -> None:
    path = the_file("a.json")
    path.write_text(path.read_text().replace("84799NED", "84798NED"))


def come_from_the_future() -> None:
    path = the_file("a.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"retrieved": "2999-01-02T03:04:05+00:00"}))


def nest_record() -> None:
    the_file("a.json").write_text("[" * 100_000 + "]" * 100_000)


def empty_record() -> None:
    the_file("a.json").write_text("[]")


def change_record() -> None:
    path = the_file("a.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"sha256": "0" * 64}))


def make_check_local() -> None:
    path = the_file("a.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"checked": "2026-01-02T03:04:05"}))


@pytest.mark.parametrize(
    "damage",
    [
        damage_frame,
        truncate_frame,
        exchange_frame,
        remove_frame,
        truncate_record,
        change_a_key,
        change_a_value,
        come_from_the_future,
        nest_record,
        empty_record,
        change_record,
        make_check_local,
    ],
)
def test_a_damaged_pair_is_set_aside(damage: object, caplog: pytest.LogCaptureFixture) -> None:
    cache.write("a", frame_of(1), provenance_of())
    cache.write("b", frame_of(2), provenance_of())
    assert callable(damage)
    damage()
    assert cache.read("a") is None
    assert "opzijgezet" in caplog.text
    folder = settings.cache_dir()
    assert list(folder.glob("a*.stuk"))
    assert not [path for path in folder.glob("a*") if path.suffix != ".stuk"]
    assert cache.read("b") is not None
    cache.write("a", frame_of(3), provenance_of())
    assert cache.read("a") is not None


def test_a_frame_without_its_record_is_absent_and_goes_at_the_next_write(caplog: pytest.LogCaptureFixture) -> None:
    cache.write("a", frame_of(1), provenance_of())
    the_file("a.json").unlink()
    assert cache.read("a") is None
    cache.write("a", frame_of(2), provenance_of())
    the_file("*.parquet")
    assert caplog.text == ""


def test_a_write_that_is_broken_off_leaves_the_old_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_file = cache._replace_file

    def die_at_the_record(path: Path, content: bytes) -> None:
        if path.suffix == ".json":
            raise KeyboardInterrupt
        replace_file(path, content)

    cache.write("a", frame_of(1), provenance_of())
    with monkeypatch.context() as patch:
        patch.setattr(cache, "_replace_file", die_at_the_record)
        with pytest.raises(KeyboardInterrupt):
            cache.write("a", frame_of(2), provenance_of())
    entry = cache.read("a")
    assert entry is not None
    assert_frame_equal(entry[0], frame_of(1))
    cache.write("a", frame_of(2), provenance_of())
    the_file("*.parquet")


def test_a_folder_that_cannot_be_written_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GEZOND_GEO_CACHE", str(tmp_path / "file" / "cache"))
    frame, provenance, stale = cache.fetch("a", lambda: (frame_of(1), provenance_of()))
    assert_frame_equal(frame, frame_of(1))
    assert (provenance.rows, stale) == (1, False)
    assert "niet te beschrijven" in caplog.text


def test_a_full_disk_is_a_warning(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    cache.write("a", frame_of(1), provenance_of())
    with monkeypatch.context() as patch:
        patch.setattr(cache, "_replace_file", refuse)
        cache.write("a", frame_of(2), provenance_of())
    assert "niet te beschrijven" in caplog.text
    entry = cache.read("a")
    assert entry is not None
    assert_frame_equal(entry[0], frame_of(1))


def test_a_disk_that_is_full_at_the_record_leaves_no_frame_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_file = cache._replace_file

    def refuse_record(path: Path, content: bytes) -> None:
        if path.suffix == ".json":
            raise OSError(28, "No space left on device")
        replace_file(path, content)

    cache.write("a", frame_of(1), provenance_of())
    with monkeypatch.context() as patch:
        patch.setattr(cache, "_replace_file", refuse_record)
        cache.write("a", frame_of(2), provenance_of())
        cache.write("b", frame_of(2), provenance_of())
    the_file("*.parquet")
    entry = cache.read("a")
    assert entry is not None
    assert_frame_equal(entry[0], frame_of(1))
    assert cache.read("b") is None


def test_a_folder_that_cannot_be_locked_is_still_read(request: pytest.FixtureRequest) -> None:
    cache.write("a", frame_of(1), provenance_of())
    request.getfixturevalue("no_lock")
    entry = cache.read("a")
    assert entry is not None
    assert_frame_equal(entry[0], frame_of(1))


def test_nothing_is_set_aside_or_written_without_the_lock(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    cache.write("a", frame_of(1), provenance_of())
    truncate_frame()
    before = sorted(settings.cache_dir().iterdir())
    request.getfixturevalue("no_lock")
    assert cache.read("a") is None
    cache.write("a", frame_of(2), provenance_of())
    assert sorted(settings.cache_dir().iterdir()) == before
    assert "niet te beschrijven" in caplog.text


def test_two_writers_and_a_reader_do_not_meet(caplog: pytest.LogCaptureFixture) -> None:
    def write(value: int) -> None:
        for _ in range(10):
            cache.write("a", frame_of(value), provenance_of())

    cache.write("a", frame_of(0), provenance_of())
    writers = [threading.Thread(target=write, args=(value,)) for value in (1, 2)]
    for writer in writers:
        writer.start()
    answers = {cache.read("a") is not None for _ in range(20)}
    for writer in writers:
        writer.join()
    assert answers == {True}
    assert caplog.text == ""


def test_entries_are_sorted_and_leave_other_files_alone() -> None:
    assert cache.entries() == []
    for key in ("b", "a"):
        cache.write(key, frame_of(1), provenance_of())
    (settings.cache_dir() / "own.json").write_text('{"of": "someone else"}')
    entries = cache.entries()
    assert [key for key, _ in entries] == ["a", "b"]
    assert (entries[0][1].table, entries[0][1].rows) == ("84799NED", 1)
    assert (settings.cache_dir() / "own.json").is_file()


@given(st.text(max_size=40), st.text(), st.text())
def test_a_key_is_a_file_name_of_its_own(label: str, one: str, other: str) -> None:
    key = cache.make_key(label, regions=one)
    assert re.fullmatch(r"[0-9A-Za-z_-]+", key)
    assert (key == cache.make_key(label, regions=other)) == (one == other)
