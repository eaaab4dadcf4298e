"""Files are written whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from gezond_geo.errors import InputError, OutputError
from gezond_geo.io import whole
from gezond_geo.io.whole import (
    ARCHIVE,
    PAGE,
    PICTURE,
    TABLE,
    check_target,
    is_file,
    is_folder,
    is_same_file,
    make_folder,
    open_file,
    read_whole,
    write_folder,
    write_whole,
)


def test_a_file_is_written_where_it_was_asked(tmp_path):
    target = tmp_path / "kaart.html"
    assert write_whole(str(target), b"kaart", PAGE) == target
    assert target.read_bytes() == b"kaart"
    assert list(target.parent.iterdir()) == [target]
    assert target.stat().st_mode & 0o777 == 0o644


def test_a_file_takes_the_place_of_the_earlier_one(tmp_path):
    target = tmp_path / "kaart.html"
    for content in (b"<eerst, en langer", b"<dan"):
        write_whole(target, content, PAGE)
    assert target.read_bytes() == b"<dan"
    assert list(tmp_path.iterdir()) == [target]


def test_a_path_below_a_file_cannot_be_written(tmp_path):
    (tmp_path / "bestand").write_bytes(b"x")
    with pytest.raises(
        OutputError, match=r"kaart\.html kan niet worden geschreven \(een deel van het pad is geen map\)"
    ):
        write_whole(tmp_path / "bestand" / "kaart.html", b"kaart", PAGE)
    assert (tmp_path / "bestand").read_bytes() == b"x"


def test_a_folder_stays_a_folder(tmp_path):
    (tmp_path / "kaart.html").mkdir()
    with pytest.raises(OutputError, match=r"\(dat is een map\)"):
        write_whole(tmp_path / "kaart.html", b"kaart", PAGE)
    assert [p.name for p in tmp_path.iterdir()] == ["kaart.html"]
    assert list((tmp_path / "kaart.html").iterdir()) == []


@pytest.mark.parametrize("failure", [OSError("vol"), KeyboardInterrupt()], ids=["disk full", "interrupted"])
def test_an_earlier_file_survives_a_failure(tmp_path, monkeypatch, failure):
    target = tmp_path / "kaart.html"
    target.write_bytes(b"<eerder")

    def fail(path, content):
        with path.open("wb") as file:
            file.write(content[:3])
        raise failure

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(OutputError if isinstance(failure, OSError) else KeyboardInterrupt):
        write_whole(target, b"nieuw", PAGE)
    assert target.read_bytes() == b"<eerder"
    assert list(Path(tmp_path).iterdir()) == [target]


@pytest.mark.parametrize("place", ["kaart.html", "KAART.HTML", "kaart.htm", "eerder.html"])
def test_checking_changes_nothing(tmp_path, place):
    (tmp_path / "eerder.html").write_bytes(b"<eerder")
    check_target(tmp_path / place, PAGE)
    assert {p.name for p in tmp_path.iterdir()} == {"eerder.html"}
    assert (tmp_path / "eerder.html").read_bytes() == b"<eerder"


REFUSED = {
    "map.html": "dat is een map",
    "nieuw/kaart.html": "die map is er niet",
    "bestand/kaart.html": "een deel van het pad is geen map",
    "x" * 300 + ".html": "de naam is te lang",
    "kring.html": "die verwijzing komt nergens uit",
    "pijp.html": "geen gewoon bestand",
    "null.html": "geen gewoon bestand",
    "grenzen.html": "iets anders dan de naam zegt",
    "kaart.pdf": r"laat de naam eindigen op \.html of \.htm\.",
    "kaart": r"laat de naam eindigen op \.html of \.htm\.",
    ".html": r"laat de naam eindigen op \.html of \.htm\.",
    "notitie.html": r"laat de naam eindigen op \.html of \.htm\.",
    "a\0.html": "het systeem weigert het",
}


@pytest.mark.parametrize("place", REFUSED)
@pytest.mark.parametrize("attempt", [check_target, lambda path, endings: write_whole(path, b"<kaart", endings)])
def test_only_a_regular_file_of_its_kind_is_replaced(tmp_path, place, attempt):
    (tmp_path / "map.html").mkdir()
    (tmp_path / "bestand").write_bytes(b"x")
    (tmp_path / "kring.html").symlink_to(tmp_path / "kring.html")
    os.mkfifo(tmp_path / "pijp.html")
    (tmp_path / "null.html").symlink_to(os.devnull)
    (tmp_path / "grenzen.html").write_bytes(b"SQLite format 3\0")
    (tmp_path / "notitie.txt").write_bytes(b"<mijn")
    (tmp_path / "notitie.html").symlink_to(tmp_path / "notitie.txt")
    before = {path: path.lstat().st_ino for path in tmp_path.iterdir()}
    with pytest.raises(OutputError, match=REFUSED[place]):
        attempt(tmp_path / place, PAGE)
    assert {path: path.lstat().st_ino for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("endings", "earlier", "fits"),
    [
        (TABLE, "buurtcode;x\n".encode("utf-8-sig"), True),
        (TABLE, b"", True),
        (TABLE, "café;x\n".encode("cp1252"), True),
        (TABLE, b"PK\x03\x04\0", False),
        (TABLE, b"SQLite format 3\0", False),
        (PAGE, b"\xef\xbb\xbf\n <!DOCTYPE html>", True),
        (PAGE, b"SQLite format 3\0", False),
        (PICTURE, b"\x89PNG\r\n\0", True),
        (PICTURE, b"GIF89a\0", False),
        (ARCHIVE, b"PK\x03\x04\0", True),
        (ARCHIVE, b"SQLite format 3\0", False),
    ],
)
def test_what_is_replaced_is_of_the_same_kind(tmp_path, endings, earlier, fits):
    target = tmp_path / f"uit{endings[0]}"
    target.write_bytes(earlier)
    if fits:
        write_whole(target, b"nieuw", endings)
    else:
        with pytest.raises(OutputError, match="iets anders dan de naam zegt"):
            write_whole(target, b"nieuw", endings)
    assert target.read_bytes() == (b"nieuw" if fits else earlier)


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "elders").mkdir()
    target, link = tmp_path / "elders" / "kaart.html", tmp_path / "kaart.html"
    link.symlink_to(target)
    for content in (b"<nieuw", b"<nieuwer"):
        assert write_whole(link, content, PAGE) == link
        assert link.is_symlink()
        assert target.read_bytes() == content


def test_one_file_by_several_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    one = tmp_path / "a.csv"
    assert is_same_file(one, "./a.csv")  # not there yet
    assert not is_same_file(one, "b.csv")
    one.write_bytes(b"")
    (tmp_path / "hard.csv").hardlink_to(one)
    (tmp_path / "zacht.csv").symlink_to(one)
    for other in ("hard.csv", "zacht.csv", "../" + tmp_path.name + "/a.csv"):
        assert is_same_file(other, one)


def test_a_folder_is_made(tmp_path):
    for _ in range(2):
        make_folder(tmp_path / "diep" / "map")
    assert (tmp_path / "diep" / "map").is_dir()
    (tmp_path / "bestand").write_bytes(b"x")
    with pytest.raises(OutputError, match="een deel van het pad is geen map"):
        make_folder(tmp_path / "bestand" / "map")


def test_a_regular_file_is_read(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_bytes(b"twaalf bytes")
    assert read_whole(str(path)) == b"twaalf bytes"
    monkeypatch.setattr(whole, "MAX_BYTES", 11)
    with pytest.raises(InputError, match=r"a\.csv is groter dan 0 MB; geef een kleiner bestand"):
        read_whole(path)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("weg.csv", "bestaat niet of is niet te lezen"),
        ("a\0.csv", "bestaat niet of is niet te lezen"),
        ("\ud800.csv", "bestaat niet of is niet te lezen"),
        ("", "geen gewoon bestand"),
        ("pijp.csv", "geen gewoon bestand"),
        ("/dev/zero", "geen gewoon bestand"),
    ],
)
def test_what_is_no_regular_file_is_not_read(tmp_path, name, why):
    os.mkfifo(tmp_path / "pijp.csv")
    with pytest.raises(InputError, match=why):
        read_whole(tmp_path / name)


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


def test_a_folder_whose_name_cannot_be(tmp_path):
    with pytest.raises(OutputError, match="kan niet worden geschreven"):
        write_folder(tmp_path / "a\0b", CONTENTS)


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "weg", "kring"])
def test_a_path_that_cannot_be_is_neither_file_nor_folder(tmp_path, name):
    (tmp_path / "kring").symlink_to(tmp_path / "kring")
    assert not is_file(tmp_path / name)
    assert not is_folder(tmp_path / name)
    with pytest.raises(InputError, match="bestaat niet"):
        open_file(tmp_path / name)
