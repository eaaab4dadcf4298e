"""A GML read by stretches: each member in one of them, wherever it is cut."""

from collections import Counter
from io import BytesIO
from itertools import pairwise

import pytest
from written_bgt import box, citygml, member

from gezond_geo.errors import InputError
from gezond_geo.landcover import bgt_stretch
from gezond_geo.landcover.bgt_gml import read_gml
from gezond_geo.landcover.bgt_stretch import Stretch, StretchStream

ROADS = [member("wegdeel", box(20 * n, 0, 9, 9), voorkomen="open verharding", name=str(n)) for n in range(3)]
GML = citygml(*ROADS)


def read(content, *cuts):
    """Names of the objects by stretch."""
    ends = pairwise([0, *cuts, len(content)])
    streams = [StretchStream(BytesIO(content), Stretch("x.gml", start, stop)) for start, stop in ends]
    return [
        [thing.lokaal_id.removeprefix("wegdeel.") for thing in read_gml(stream, "x.gml", Counter())]
        for stream in streams
    ]


@pytest.mark.parametrize("chunk", [250, 1_000_000])
def test_each_member_is_in_one_stretch_in_order(chunk, monkeypatch):
    monkeypatch.setattr(bgt_stretch, "_CHUNK", max(chunk, GML.index(b"<cityObjectMember") + 20))
    divisions = {tuple(map(tuple, read(GML, cut))) for cut in range(1, len(GML), 13)}
    names = ["0", "1", "2"]
    assert divisions == {(tuple(names[:n]), tuple(names[n:])) for n in (1, 2, 3)}


def test_a_stretch_may_have_no_member():
    assert read(GML, 10, 20, len(GML) - 5) == [["0"], [], ["1", "2"], []]


def test_the_tag_of_a_member_may_have_a_prefix():
    prefixed = GML.replace(b"cityObjectMember", b"x:cityObjectMember").replace(
        b"<CityModel ", b'<CityModel xmlns:x="x" '
    )
    middle = len(prefixed) // 2
    assert [name for names in read(prefixed, middle) for name in names] == ["0", "1", "2"]


def test_what_is_cut_in_no_stretch_is_read_in_the_first():
    other = GML.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert read(other, len(other) // 2) == read(GML, len(GML) - 1)


@pytest.mark.parametrize("missing", [3, 30, 200, len(GML) // 2])
@pytest.mark.parametrize("at", [0.1, 0.6, 0.99])
def test_a_file_that_was_cut_off_is_refused(missing, at):
    content = GML[:-missing]
    with pytest.raises(InputError, match="geen heel GML"):
        read(content, int(at * len(content)))
