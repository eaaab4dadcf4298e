"""Files are written whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from gezond_geo.errors import OutputError
from gezond_geo.io import whole
from gezond_geo.io.whole import check_target, write_folder, write_whole


def test_a_file_is_written_where_it_was_asked(tmp_path):
    target = tmp_path / "nieuw" / "map" / "kaart.html"
    assert write_whole(str(target), b"kaart") == target
    assert target.read_bytes() == b"kaart"
    assert list(target.parent.iterdir()) == [target]
    assert target.stat().st_mode & 0o777 == 0o644


def test_a_file_takes_the_place_of_the_earlier_one(tmp_path):
    target = tmp_path / "kaart.html"
    for content in (b"eerst, en langer", b"dan"):
        write_whole(target, content)
    assert target.read_bytes() == b"dan"
    assert list(tmp_path.iterdir()) == [target]


def test_a_path_below_a_file_cannot_be_written(tmp_path):
    (tmp_path / "bestand").write_bytes(b"x")
    with pytest.raises(
        OutputError, match=r"kaart\.html kan niet worden geschreven \(een deel van het pad is geen map\)"
    ):
        write_whole(tmp_path / "bestand" / "kaart.html", b"kaart")
    assert (tmp_path / "bestand").read_bytes() == b"x"


def test_a_folder_stays_a_folder(tmp_path):
    (tmp_path / "kaart.html").mkdir()
    with pytest.raises(OutputError, match=r"\(dat is een map\)"):
        write_whole(tmp_path / "kaart.html", b"kaart")
    assert [p.name for p in tmp_path.iterdir()] == ["kaart.html"]
    assert list((tmp_path / "kaart.html").iterdir()) == []


@pytest.mark.parametrize("failure", [OSError("vol"), KeyboardInterrupt()], ids=["disk full", "interrupted"])
def test_an_earlier_file_survives_a_failure(tmp_path, monkeypatch, failure):
    target = tmp_path / "kaart.html"
    target.write_bytes(b"eerder")

    def fail(handle, _mode):
        os.close(handle)
        raise failure

    monkeypatch.setattr(whole.os, "fdopen", fail)
    with pytest.raises(OutputError if isinstance(failure, OSError) else KeyboardInterrupt):
        write_whole(target, b"nieuw")
    assert target.read_bytes() == b"eerder"
    assert list(Path(tmp_path).iterdir()) == [target]


@pytest.mark.parametrize("place", ["kaart.html", "nieuw/kaart.html", "eerder.html"])
def test_checking_changes_nothing(tmp_path, place):
    (tmp_path / "eerder.html").write_bytes(b"eerder")
    check_target(tmp_path / place)
    assert {p.name for p in tmp_path.iterdir()} == {"eerder.html"}
    assert (tmp_path / "eerder.html").read_bytes() == b"eerder"


@pytest.mark.parametrize("place", ["map", "bestand/kaart.html", "bestand/nieuw/kaart.html", "x" * 300 + "/kaart.html"])
def test_checking_refuses_what_writing_would(tmp_path, place):
    (tmp_path / "map").mkdir()
    (tmp_path / "bestand").write_bytes(b"x")
    said = []
    for attempt in (check_target, lambda path: write_whole(path, b"kaart")):
        with pytest.raises(OutputError) as error:
            attempt(tmp_path / place)
        said.append(str(error.value))
    assert said[0] == said[1]


CONTENTS = {"a.txt": b"een", "b.txt": b"twee"}


@pytest.mark.parametrize("there", [False, True], ids=["new", "there already"])
def test_a_folder_is_written_whole(tmp_path, there):
    target = tmp_path / "diep" / "map"
    if there:
        target.mkdir(parents=True)
        (target / "c.txt").write_bytes(b"drie")
    assert write_folder(str(target), CONTENTS) == target
    assert {p.name: p.read_bytes() for p in target.iterdir()} == CONTENTS | ({"c.txt": b"drie"} if there else {})
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("link", [False, True], ids=["file", "dangling link"])
def test_a_folder_with_one_of_the_files_is_left_as_it_is(tmp_path, link):
    if link:
        (tmp_path / "b.txt").symlink_to(tmp_path / "weg")
    else:
        (tmp_path / "b.txt").write_bytes(b"mijn")
    with pytest.raises(OutputError, match=r"staat al b\.txt, dus er is niets geschreven; kies een andere map"):
        write_folder(tmp_path, CONTENTS)
    assert [p.name for p in tmp_path.iterdir()] == ["b.txt"]


@pytest.mark.parametrize("there", [False, True], ids=["new", "there already"])
def test_a_folder_that_fails_half_way_is_not_there(tmp_path, monkeypatch, there):
    target = tmp_path / "map"
    if there:
        target.mkdir()
    rename = Path.rename

    def fail(path, other):
        if path.name in {"b.txt", "map"}:
            raise OSError(errno.ENOSPC, "vol")
        return rename(path, other)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OutputError, match="de schijf is vol"):
        write_folder(target, CONTENTS)
    assert list(tmp_path.rglob("*")) == ([target] if there else [])


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "map").write_bytes(b"bestand")
    with pytest.raises(OutputError, match="kan niet worden geschreven"):
        write_folder(tmp_path / "map", CONTENTS)
    assert [p.name for p in tmp_path.iterdir()] == ["map"]
