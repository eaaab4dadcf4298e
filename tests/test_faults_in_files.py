"""What is wrong with a file, and what in a text could point to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.errors import InputError
from gezond_geo.io.faults import Fault, find_personal, raise_first, read_text

BSN, EMAIL, PHONE = "een nummer dat een BSN kan zijn", "een e-mailadres", "een telefoonnummer"


def test_a_fault_is_one_line():
    assert str(Fault("p.csv", 3, "euro is leeg.")) == "p.csv, regel 3: euro is leeg."
    assert str(Fault("p.csv", 0, "dit is geen tekst.")) == "p.csv: dit is geen tekst."
    assert str(Fault("p.csv", 1, "de kolom a\nb\x1b[2J is é.")) == r"p.csv, regel 1: de kolom a b\x1b[2J is é."


def test_the_first_in_file_and_line_is_raised():
    raise_first([])
    with pytest.raises(InputError, match=r"^a, regel 2: x$"):
        raise_first([Fault("b", 1, "z"), Fault("a", 10, "y"), Fault("a", 2, "x")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # 1x9 + 1x8 + 1x7 + 2x6 + 2x5 + 2x4 + 3x3 + 3x2 - 3 = 66, six times eleven.
        ("111222333", [BSN]),
        ("mevrouw (111222333)", [BSN]),
        ("1112.22.333", [BSN]),
        ("111 222 333", [BSN]),
        ("111222334", []),
        ("000000000", []),
        ("1112223330", []),  # ten digits
        ("€ 111.222.333", []),  # an amount
        ("j.jansen@example.nl", [EMAIL]),
        ("mail: jan+wijk@gemeente-x.example.org.", [EMAIL]),
        ("@buurthuis, 5 @ 3", []),
        ("06-12345678", [PHONE]),
        ("06 12 34 56 78", [PHONE]),
        ("06 - 1234 5678", [PHONE]),
        ("053-481 76 00", [PHONE]),
        ("(053) 481 76 00", [PHONE]),
        ("0534817600", [PHONE]),
        ("+31 6 12345678", [PHONE]),
        ("+31 (0)53 481 7600", [PHONE]),
        ("0031 53 4817600", [PHONE]),
        ("bel 06-12345678 of mail a@b.nl", [EMAIL, PHONE]),
        ("01-02-2026 10:00", []),
        ("2020-2024: 1000 woningen, 0,5 meter", []),
        ("van 10 tot 20 jaar, 4 210 inwoners in 2020", []),
        ("BU01530301", []),
        ("https://www.example.nl/artikel/0612345678", []),
        ("", []),
    ],
)
def test_what_could_point_to_a_person(text, found):
    assert list(find_personal(text)) == found


@given(st.integers(10**7, 10**8 - 1), st.text(alphabet="abc .,", max_size=5))
def test_every_number_that_passes_the_eleven_test_is_found(start, around):
    # The last digit is the remainder of the others, if that is a digit at all.
    last = sum(int(d) * w for d, w in zip(str(start), range(9, 1, -1), strict=True)) % 11
    found = list(find_personal(f"{around}x{start}{last}y{around}"))
    assert found == ([BSN] if last < 10 else [])


@given(st.integers(10**7, 10**8 - 1), st.integers(0, 9))
def test_no_other_number_is_found(start, last):
    right = sum(int(d) * w for d, w in zip(str(start), range(9, 1, -1), strict=True)) % 11
    assert (list(find_personal(f"x{start}{last}")) == [BSN]) == (last == right)


def test_what_is_no_utf_8_is_said_by_line(tmp_path):
    path = tmp_path / "p.csv"
    path.write_bytes("één\r\nË\n".encode() + "Ariënshuis\n".encode("cp1252") + b"goed\n" + "caf\xe9".encode("latin-1"))
    text, faults = read_text(path)
    assert text.splitlines()[::3] == ["één", "goed"]
    assert [(fault.regel, fault.tekst.partition(",")[0]) for fault in faults] == [
        (3, "het teken dat waarschijnlijk 'ë' is"),
        (5, "het teken dat waarschijnlijk 'é' is"),
    ]


@pytest.mark.parametrize("content", ["a,b\n1,2\n".encode("utf-16"), b"PK\x03\x04\0\0"], ids=["UTF-16", "a workbook"])
def test_what_is_no_text_at_all_is_one_fault(tmp_path, content):
    path = tmp_path / "p.csv"
    path.write_bytes(content)
    text, faults = read_text(path)
    assert text == ""
    assert [str(fault) for fault in faults] == [
        f"{path}: dit is geen UTF-8-tekst; bewaar het bestand opnieuw als UTF-8."
    ]


@pytest.mark.parametrize("name", ["er-is-niets.csv", "."])
def test_what_cannot_be_read_is_one_fault(tmp_path, name):
    text, faults = read_text(tmp_path / name)
    assert text == ""
    assert [fault.regel for fault in faults] == [0]
    assert "bestaat niet" in faults[0].tekst


def test_a_byte_order_mark_is_no_text(tmp_path):
    (tmp_path / "p.csv").write_bytes("nummer".encode("utf-8-sig"))
    assert read_text(tmp_path / "p.csv") == ("nummer", [])
