"""Whatever JSON a service sends, it is a result or one sentence."""

import json
import re
import tempfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.areas import pdok
from gezond_geo.dataset import statline
from gezond_geo.errors import SourceError
from gezond_geo.io import http

pytestmark = pytest.mark.usefixtures("online")

SCALARS = st.none() | st.booleans() | st.integers(-100_000, 300_000) | st.floats() | st.text(max_size=4)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner), max_leaves=5
)


def mostly(*usual: Any) -> st.SearchStrategy[Any]:
    """Draw what belongs there, and now and then something else."""
    return often(st.sampled_from(usual), ANYTHING)


def often(usual: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 9).flatmap(lambda n: usual if n < 9 else other)


def page_of(items: str, item: st.SearchStrategy[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    whole = st.fixed_dictionaries({items: st.lists(item, max_size=3)}, optional=more)
    return often(whole, st.fixed_dictionaries({items: ANYTHING}) | ANYTHING)


DESCRIBED = [
    {"Key": "WijkenEnBuurten", "Type": "GeoDetail"},
    {"Key": "AantalInwoners_5", "Type": "Topic", "ParentID": 1},
]
PROPERTY = {
    "Key": mostly("AantalInwoners_5", "Marges", ""),
    "Type": mostly("Topic", "TopicGroup", "Dimension"),
    "ID": mostly(1, 2),
    "ParentID": mostly(1, 2, None),
    "Title": mostly("Bevolking"),
}
INFOS = page_of("value", st.fixed_dictionaries({"Title": mostly("Kerncijfers"), "Modified": mostly("2021", None)}))
PROPERTIES = page_of("value", often(st.sampled_from(DESCRIBED), st.fixed_dictionaries(PROPERTY)))
ROW = {
    "WijkenEnBuurten": mostly("BU01530000", "BU01530001", "BU01530002", "NL00"),
    "AantalInwoners_5": mostly(5, None, "   .", "7"),
    "Marges": mostly("MW00000", "MOG0095"),
}
MORE = {"odata.count": mostly(1, "2"), "odata.nextLink": mostly("?a=1", "", None)}
ROWS = page_of("value", st.fixed_dictionaries(ROW), **MORE)
NAME = {"Key": mostly("BU01530000", "BU01530001", "BU01530002", "NL00"), "Title": mostly("City")}
NAMES = page_of("value", st.fixed_dictionaries(NAME), **MORE)

SQUARE = [[257_000, 471_000], [258_000, 471_000], [258_000, 472_000], [257_000, 472_000], [257_000, 471_000]]
RINGS = st.lists(st.lists(st.floats(200_000, 300_000) | SCALARS, max_size=3), max_size=5)
GEOMETRY = {
    "type": mostly("Polygon", "Polygon", "MultiPolygon", "Point"),
    "coordinates": often(st.just([SQUARE]), st.lists(RINGS, max_size=2) | ANYTHING),
}
NAMED = {
    "buurtcode": mostly("BU01530000", "BU01530001"),
    "buurtnaam": mostly("City"),
    "wijkcode": mostly("WK015300"),
    "gemeentecode": mostly("GM0153"),
    "water": mostly("NEE", "NEE", "JA"),
}
FEATURE = {
    "properties": often(st.fixed_dictionaries(NAMED), ANYTHING),
    "geometry": often(st.fixed_dictionaries(GEOMETRY), ANYTHING),
}
LINKS = st.lists(
    often(st.fixed_dictionaries({"rel": mostly("self", "next"), "href": mostly("?a=1")}), ANYTHING), max_size=2
)
FEATURES = page_of(
    "features",
    often(st.fixed_dictionaries(FEATURE), ANYTHING),
    numberReturned=mostly(1, 2),
    links=often(LINKS, ANYTHING),
)


def read_with(answers: dict[str, Any], read: Callable[[], object]) -> None:
    """Read from a service that gives these answers by the end of the path; anything but a sentence fails."""

    def download(url: str, _host: str, **_options: Any) -> tuple[bytes, str]:
        return json.dumps(answers[url.partition("?")[0].rpartition("/")[2]]).encode(), "application/json"

    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("GEZOND_GEO_CACHE", folder)
        patch.setenv("GEZOND_GEO_PDOK_URL", "http://h")
        patch.setattr(http, "_download", download)
        try:
            first = read()
        except SourceError as error:
            sentence = str(error)
        else:
            # What is not complete is not kept, and fetched again.
            assert without_moment(read()) == without_moment(first)
            return
    assert sentence.endswith(".")
    assert sentence.isprintable()


def without_moment(answer: object) -> str:
    return re.sub(r"retrieved='[^']+'", "", repr(answer))


@pytest.mark.slow
@given(INFOS, PROPERTIES, ROWS, NAMES)
def test_of_a_table(infos: Any, properties: Any, rows: Any, names: Any) -> None:
    def read() -> statline.TableRows:
        columns = {"inwoners": ("Bevolking/AantalInwoners", "AantalInwoners")}
        return statline.read_table(
            "84799NED", base_url="http://h", columns=columns, regions="BU0153", period=None, age=None, margins=True
        )

    sets = {"TableInfos": infos, "DataProperties": properties, "TypedDataSet": rows, "WijkenEnBuurten": names}
    read_with(sets, read)


@pytest.mark.slow
@given(FEATURES)
def test_of_boundaries(features: Any) -> None:
    read_with({"items": features}, lambda: pdok.read_buurten("GM0153", year=2024))
