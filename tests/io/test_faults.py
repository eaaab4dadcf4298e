"""What is wrong with a file."""

import pytest

from gezond_geo.errors import InputError
from gezond_geo.io.faults import Fault, FaultsError, raise_faults, read_text


def test_a_fault_is_one_line():
    assert str(Fault("p.csv", 3, "euro is leeg.")) == "p.csv, regel 3: euro is leeg."
    assert str(Fault("p.csv", 0, "dit is geen tekst.")) == "p.csv: dit is geen tekst."
    assert str(Fault("p.csv", 1, "de kolom a\nb\x1b[2J is é.")) == r"p.csv, regel 1: de kolom a b\x1b[2J is é."


def test_all_faults_are_raised_at_once_with_one_advice_for_those_alike():
    raise_faults([])
    faults = [Fault("a", 10, "y is geen getal; schrijf cijfers."), Fault("a", 2, "x is geen getal; schrijf cijfers.")]
    with pytest.raises(
        InputError, match=r"^a, regel 2: x is geen getal, regel 10: y is geen getal; schrijf cijfers\.$"
    ):
        raise_faults(faults)
    with pytest.raises(FaultsError, match=r"^a: leeg\. a, regel 2: x is geen getal; schrijf cijfers\.$") as error:
        raise_faults([faults[1], Fault("a", 0, "leeg.")])
    assert [fault.line for fault in error.value.faults] == [0, 2]
    with pytest.raises(InputError, match=r"regel 20: z, nog 5; doe iets\.$"):
        raise_faults(Fault("b", line, "z; doe iets.") for line in range(1, 26))


def test_what_is_no_utf_8_is_said_by_line(tmp_path):
    path = tmp_path / "p.csv"
    path.write_bytes("één\r\nË\n".encode() + "Ariënshuis\n".encode("cp1252") + b"goed\n" + "caf\xe9".encode("latin-1"))
    text, faults = read_text(path)
    assert text.splitlines()[::3] == ["één", "goed"]
    assert [(fault.line, fault.text.partition(",")[0]) for fault in faults] == [
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
    assert [fault.line for fault in faults] == [0]
    assert "bestaat niet" in faults[0].text


def test_a_byte_order_mark_is_no_text(tmp_path):
    (tmp_path / "p.csv").write_bytes("nummer".encode("utf-8-sig"))
    assert read_text(tmp_path / "p.csv") == ("nummer", [])
