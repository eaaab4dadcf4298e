"""A large BGT read by file: the same bits and sentences as at once, also when a process or a run is killed."""

import os
import shutil
import signal
from collections import Counter

import pytest
from written_bgt import box, citygml, member, odd_bgt, write_zip

from gezond_geo import settings
from gezond_geo.errors import InputError
from gezond_geo.landcover import bgt, bgt_parts
from gezond_geo.landcover.bgt import open_bgt
from gezond_geo.landcover.bgt_files import list_gml

_NAME = "json.loads(sys.argv[1])[-1][0]"
"""Of the file that a process reads."""
GML = ["bgt_pand.gml", "bgt_scheiding.gml", "bgt_wegdeel.gml"]
LARGE = ["bgt_pand.gml", "bgt_wegdeel.gml"]


def open_in(cache, source, monkeypatch, **how):
    monkeypatch.setenv("GEZOND_GEO_CACHE", str(cache))
    return open_bgt(source, **how)


def parts_in(cache):
    return sorted(path.name for path in cache.glob("bgt-delen*/*.json"))


@pytest.fixture
def source(tmp_path):
    return write_zip(tmp_path / "bgt.zip", odd_bgt())


@pytest.fixture(scope="module")
def at_once(tmp_path_factory):
    """Give what this process reads at once, before any test makes the files large."""
    folder = tmp_path_factory.mktemp("at-once")
    with settings.caching_in(folder / "cache"):
        return open_bgt(write_zip(folder / "bgt.zip", odd_bgt()))


@pytest.fixture
def log(tmp_path, monkeypatch):
    """Make two of the files large, and give the file that the processes write the names of what they read in."""
    path = tmp_path / "log"
    path.touch()
    child = f"import json, sys; open({str(path)!r}, 'a').write({_NAME} + '\\n'); {bgt_parts._CHILD}"
    monkeypatch.setattr(bgt_parts, "LARGE_BYTES", min(map(len, map(odd_bgt().get, LARGE))))
    monkeypatch.setattr(bgt_parts, "_CHILD", child)
    return path


def kill_at(name, monkeypatch):
    """Let the process that reads a file kill itself before it does."""
    die = f"import json, os, sys; {_NAME} == {name!r} and os.kill(os.getpid(), {int(signal.SIGKILL)}); "
    monkeypatch.setattr(bgt_parts, "_CHILD", die + bgt_parts._CHILD)


def assert_same(one, other):
    assert one.path.read_bytes() == other.path.read_bytes()
    assert (one.tally, one.unknown, one.date, one.notes()) == (other.tally, other.unknown, other.date, other.notes())


@pytest.fixture
def reads(monkeypatch):
    """Give the names of what this process reads."""
    names, inner = [], bgt_parts.read_objects
    monkeypatch.setattr(bgt_parts, "read_objects", lambda *a, only: names.append(only.name) or inner(*a, only=only))
    return names


@pytest.fixture
def in_this_process(monkeypatch):
    """Let this process read what another does not."""
    monkeypatch.setattr(bgt_parts, "_write_beside", lambda _: None)


@pytest.mark.usefixtures("log", "in_this_process")
def test_a_folder_is_read_by_file_too(at_once, reads, tmp_path, monkeypatch):
    folder = tmp_path / "bgt"
    folder.mkdir()
    for name, content in odd_bgt().items():
        (folder / name).write_bytes(content)
    assert_same(open_in(tmp_path / "parts", folder, monkeypatch), at_once)
    assert reads == GML


def test_a_process_reads_a_large_file_and_one_that_is_killed_changes_no_bit(
    source, at_once, log, reads, tmp_path, monkeypatch
):
    kill_at("bgt_pand.gml", monkeypatch)
    cache, counts = tmp_path / "parts", []
    assert_same(open_in(cache, source, monkeypatch, progress=lambda _, count: counts.append(count)), at_once)
    assert at_once.tally["pand"]["onleesbaar"] == 1
    assert log.read_text().split() == ["bgt_wegdeel.gml"]
    assert reads == ["bgt_pand.gml", "bgt_scheiding.gml"]  # The other is not read again.
    assert counts[2] == 6
    assert parts_in(cache) == []


@pytest.mark.usefixtures("log", "in_this_process")
def test_stretches_of_a_file_give_the_same_bits(source, at_once, reads, tmp_path, monkeypatch):
    sizes = list_gml(source)
    stretch = max(sizes.values()) // 2 + 1
    monkeypatch.setattr(bgt_parts, "STRETCH_BYTES", stretch)
    assert_same(open_in(tmp_path / "parts", source, monkeypatch), at_once)
    parts = {name: 2 if size > stretch else 1 for name, size in sizes.items()}
    assert Counter(reads) == parts
    assert set(parts.values()) == {1, 2}


def break_off(source, cache, monkeypatch):
    """Break a run off at its last file."""
    with monkeypatch.context() as patch:
        inner = bgt_parts.read_objects

        def read_objects(*args, only):
            if only.name == "bgt_wegdeel.gml":
                raise KeyboardInterrupt(only.name)
            return inner(*args, only=only)

        patch.setattr(bgt_parts, "read_objects", read_objects)
        with pytest.raises(KeyboardInterrupt, match="bgt_wegdeel"):
            open_in(cache, source, monkeypatch)


@pytest.mark.usefixtures("log", "in_this_process")
def test_a_run_broken_off_goes_on_where_it_was(source, at_once, reads, tmp_path, monkeypatch):
    cache, other = tmp_path / "parts", tmp_path / "other"
    break_off(source, cache, monkeypatch)
    assert len(parts_in(cache)) == 2
    shutil.copytree(cache, other)
    reads.clear()
    assert_same(open_in(cache, source, monkeypatch), at_once)
    assert reads == ["bgt_wegdeel.gml"]
    assert parts_in(cache) == []
    # Of a file that was changed since, no part is used.
    write_zip(source, {"bgt_pand.gml": citygml(member("pand", box(0, 0, 5, 5)))})
    os.utime(source, (1, 1))
    monkeypatch.setattr(bgt_parts, "LARGE_BYTES", 0)
    assert open_in(other, source, monkeypatch).tally == {"pand": {"huidig": 1, "maaiveld": 1}}
    assert list(other.glob("bgt-delen*")) == []


@pytest.mark.usefixtures("log", "in_this_process")
def test_a_run_broken_off_after_reading_reads_nothing_again(source, at_once, reads, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(bgt, "overlaps_in", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            open_in(tmp_path / "parts", source, monkeypatch)
    assert reads == GML
    reads.clear()
    assert_same(open_in(tmp_path / "parts", source, monkeypatch), at_once)
    assert reads == []


@pytest.mark.usefixtures("in_this_process")
def test_what_cannot_be_read_is_refused_with_the_same_sentence(tmp_path, monkeypatch):
    cut = {"bgt_pand.gml": odd_bgt()["bgt_pand.gml"][:-30], "bgt_wegdeel.gml": b"<x/>"}
    source = write_zip(tmp_path / "bgt.zip", odd_bgt() | cut)
    sentences = []
    for size in (1e9, len(cut["bgt_pand.gml"])):
        monkeypatch.setattr(bgt_parts, "LARGE_BYTES", size)
        with pytest.raises(InputError) as error:
            open_in(tmp_path / "cache", source, monkeypatch)
        sentences.append(str(error.value))
    assert sentences == ["bgt_pand.gml is geen heel GML-bestand; haal het opnieuw op."] * 2
