"""Text with columns, whatever separator and encoding it was saved with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.io.delimited import decode, read_delimited


def read(content, key="buurtcode"):
    return read_delimited(
        content.encode() if isinstance(content, str) else content,
        "t.csv",
        lambda records: any(key in cells for _, cells in records),
    )


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_gives_the_header(sign):
    # More of the others stand in the title than of this one in the table.
    records, separator, faults = read(f"a,b;c|d,e;f|g,h;i|\nbuurtcode{sign}x\n1{sign}2\n")
    assert (separator, faults) == (sign, [])
    assert records[1:] == [(2, ["buurtcode", "x"]), (3, ["1", "2"])]


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "\ufeffsep=;", "sep=;\r"])
def test_a_first_line_may_tell_the_separator(line):
    records, separator, _ = read(f"{line}\na,x;b\n1;2\n")
    assert separator == ";"
    assert records == [(2, ["a,x", "b"]), (3, ["1", "2"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_letters_are_read_whatever_the_encoding(encoding):
    assert decode("buurtnaam;cijfer\nCafé – Súdwest;1\n".encode(encoding)) == "buurtnaam;cijfer\nCafé – Súdwest;1\n"


def test_lines_of_two_encodings_are_each_read():
    assert decode("één\n".encode() + "Ariëns\n".encode("cp1252")) == "één\nAriëns\n"


def test_a_line_that_cannot_be_split_is_a_fault_and_the_others_are_read():
    records, _, faults = read('buurtcode,b\n1,"x"y\n3,4\n')
    assert [line for line, _ in records] == [1, 3]
    assert [(fault.line, fault.text.partition(";")[0]) for fault in faults] == [
        (2, "hier staat een aanhalingsteken los of het wordt niet gesloten")
    ]


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_faults(content):
    records, _, _ = read(content)
    assert all(any(str(cell).strip() for cell in cells) for _, cells in records)
