"""A zip of CSV and JSON: the same bytes for the same content, and nothing believed of what is not whole."""

import gzip
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pandas.testing import assert_frame_equal

from gezond_geo.errors import InputError
from gezond_geo.io import archive
from gezond_geo.io.archive import build_record, pack, read_archive, read_json, read_table, to_csv, unpack, unpack_gzip

PLACE = Path("map/x.zip")
GZIP = partial(gzip.compress, mtime=0)


@dataclass(frozen=True, kw_only=True)
class Part:
    aantal: int
    deel: float = 0.5
    naam: str | None = None


@dataclass(frozen=True, kw_only=True)
class Whole:
    naam: str
    delen: tuple[Part, ...]
    per: dict[str, Part]


def refusal_of(content: bytes) -> str:
    with pytest.raises(InputError) as error:
        unpack(content, PLACE)
    return str(error.value)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive_file:
        for name, content in members.items():
            archive_file.writestr(name, content)
    return buffer.getvalue()


def test_the_same_files_are_the_same_zip() -> None:
    packed = pack({"b.csv": b"2", "a.csv": b"1"})
    assert packed == pack({"a.csv": b"1", "b.csv": b"2"})
    assert unpack(packed, PLACE) == {"a.csv": b"1", "b.csv": b"2"}
    with zipfile.ZipFile(io.BytesIO(packed)) as archive_file:
        assert [entry.filename for entry in archive_file.infolist()] == ["a.csv", "b.csv"]
        assert {entry.date_time for entry in archive_file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_part_of_a_zip_that_is_cut_off_is_refused() -> None:
    packed = pack({"a.csv": b"1" * 1000, "b.csv": bytes(range(256))})
    for length in range(len(packed)):
        assert "is geen zip-bestand of is niet heel" in refusal_of(packed[:length])


def test_a_byte_that_changed_is_noticed() -> None:
    packed = bytearray(pack({"a.csv": bytes(range(256))}))
    start = packed.index(b"a.csv") + 5
    packed[start + 20] ^= 1
    assert "niet heel" in refusal_of(bytes(packed))


def test_a_zip_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"a.csv": b"0" * 100_000, "b.csv": b"0" * 100_000})
    assert len(bomb) < 1000
    monkeypatch.setattr(archive, "MAX_BYTES", 199_999)
    assert "pakt uit tot meer dan het mag zijn" in refusal_of(bomb)
    monkeypatch.setattr(archive, "MAX_BYTES", 200_000)
    assert len(unpack(bomb, PLACE)) == 2


def test_a_zip_that_lies_about_its_size_is_read_no_further_than_it_says() -> None:
    bomb = bytearray(zipped({"a.csv": b"0" * 1_000_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = bomb.index(signature) + offset
        assert struct.unpack_from("<I", bomb, at)[0] == 1_000_000
        struct.pack_into("<I", bomb, at, 10)
    assert "niet heel" in refusal_of(bytes(bomb))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_in_another_way_is_not_unpacked(method: int) -> None:
    assert "pakt uit" in refusal_of(zipped({"a.csv": b"1"}, method))


def test_too_many_files_and_a_file_twice_are_refused() -> None:
    assert "pakt uit" in refusal_of(zipped({str(n): b"" for n in range(archive.MAX_MEMBERS + 1)}))
    once = zipped({"a.csv": b"1", "b.csv": b"2"})
    assert "pakt uit" in refusal_of(once.replace(b"b.csv", b"a.csv"))


def test_a_zip_with_a_password_is_refused() -> None:
    locked = bytearray(zipped({"a.csv": b"1"}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "niet heel" in refusal_of(bytes(locked))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for place, message in (
        (tmp_path / "niets.zip", "bestaat niet of is niet te lezen"),
        (tmp_path, "geen gewoon bestand"),
    ):
        with pytest.raises(InputError, match=message):
            read_archive(place)
    path = tmp_path / "a.zip"
    path.write_bytes(pack({"a.csv": b"1"}))
    assert read_archive(path) == {"a.csv": b"1"}


@given(arrays("float64", (3, 2), elements=st.floats(allow_infinity=False)))
def test_every_number_comes_back_to_the_last_digit(numbers: np.ndarray) -> None:
    frame = pd.DataFrame(numbers, pd.Index(list("abc"), name="code"), columns=["x", "y"])
    assert_frame_equal(read_table(to_csv(frame), "code", [], "x"), frame, check_exact=True)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])), min_size=1, max_size=5))
def test_every_text_comes_back_and_none_is_a_formula(texts: list[str]) -> None:
    frame = pd.DataFrame({"naam": texts}, pd.Index([f"c{n}" for n in range(len(texts))], name="code"))
    content = to_csv(frame)
    assert read_table(content, "code", ["naam"], "x")["naam"].fillna("").tolist() == texts
    cells = [line.split(",", 1)[1].strip('"') for line in content.decode("utf-8-sig").splitlines()[1:]]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("name", ["=1+1", "'=1+1", "''=1", "'t Lang", "@x", "-", "a\r\nb"])
def test_a_text_that_could_be_a_formula_comes_back(name: str) -> None:
    frame = pd.DataFrame({"naam": [name]}, pd.Index(["c"], name="code"))
    assert read_table(to_csv(frame), "code", ["naam"], "x")["naam"].tolist() == [" ".join(name.split())]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "geen CSV-bestand"),
        (b"code,x\na,\xff\n", "geen CSV-bestand"),
        (b'code,x\na,"1\n', "geen CSV-bestand"),
        (b"x\n1\n", "kolom code"),
        (b"code,x\na\n", "evenveel cellen"),
        (b"code,x,x\na,1,2\n", "evenveel cellen"),
        (b"code,x\na,1\na,2\n", "'a' twee keer"),
        (b"code,x\na,veel\n", "'veel' waar een getal voor x hoort"),
        (b"code,x\na,inf\n", "'inf' waar een getal"),
        (b"code,x\na,1_0\n", "'1_0' waar een getal"),
    ],
)
def test_a_table_that_is_not_one_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        read_table(content, "code", [], "x.zip (t.csv)")
    assert str(error.value).startswith("x.zip (t.csv) ")
    assert sentence in str(error.value)


@pytest.mark.parametrize("content", [b"", b"[", b"[]", b"1", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="is geen JSON"):
        read_json(content, "x.json")


def test_a_record_is_made_of_its_parts_and_what_is_not_known_is_left_out() -> None:
    record = build_record(
        Whole,
        {"naam": "a", "delen": [{"aantal": 1, "later": 9}, {"aantal": 2, "deel": 1, "naam": "b"}], "per": {}},
        "x",
    )
    assert record == Whole(naam="a", delen=(Part(aantal=1), Part(aantal=2, deel=1.0, naam="b")), per={})


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([], r"x klopt niet: het geheel kan niet '\[\]' zijn\."),
        ({"naam": "a", "delen": []}, "in het geheel ontbreekt per"),
        ({"naam": 1, "delen": [], "per": {}}, "naam kan niet '1' zijn"),
        ({"naam": "a", "delen": {}, "per": {}}, "delen kan niet"),
        ({"naam": "a", "delen": [{}], "per": {}}, "in delen ontbreekt aantal"),
        ({"naam": "a", "delen": [], "per": {"k": 1}}, r"per \(k\) kan niet '1' zijn"),
        ({"naam": "a", "delen": [{"aantal": True}], "per": {}}, "aantal kan niet 'True' zijn"),
        ({"naam": "a", "delen": [{"aantal": 1.5}], "per": {}}, "aantal kan niet '1.5' zijn"),
        ({"naam": "a", "delen": [{"aantal": 1, "deel": "veel"}], "per": {}}, "deel kan niet 'veel' zijn"),
        ({"naam": "a", "delen": [{"aantal": 1, "deel": float("nan")}], "per": {}}, "deel kan niet 'nan' zijn"),
        ({"naam": "a", "delen": [{"aantal": 1, "deel": False}], "per": {}}, "deel kan niet 'False' zijn"),
        ({"naam": "a", "delen": [{"aantal": 1, "naam": 2}], "per": {}}, "naam kan niet '2' zijn"),
    ],
)
def test_a_record_of_other_things_is_refused(value: object, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        build_record(Whole, value, "x")


@pytest.mark.parametrize(
    "packed",
    [
        b"a;b",
        GZIP(b"a;b"),
        GZIP(GZIP(b"a;b")),
        zlib.compress(b"a;b"),
        GZIP(b"a;") + GZIP(b"b"),
        GZIP(b"a;b") + bytes(10),
    ],
)
def test_gzip_is_unpacked_however_often_it_was_packed(packed):
    assert unpack_gzip(packed, "het bestand", most=100) == b"a;b"


@pytest.mark.parametrize("cut", [3, 12, 20, -1, -8])
def test_gzip_that_is_not_whole_is_refused(cut):
    with pytest.raises(InputError, match=r"het bestand is (niet heel|beschadigd ingepakt)"):
        unpack_gzip(gzip.compress(b"a;b" * 100)[:cut], "het bestand")


def test_gzip_is_never_unpacked_to_more_than_the_limit():
    with pytest.raises(InputError, match="pakt uit tot meer dan 1 MB"):
        unpack_gzip(gzip.compress(bytes(50_000_000)), "het bestand", most=1_000_000)
    assert len(unpack_gzip(gzip.compress(bytes(1_000_000)), "het bestand", most=1_000_000)) == 1_000_000
