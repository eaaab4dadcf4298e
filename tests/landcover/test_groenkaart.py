"""The green percentages of RIVM: asked for one gemeente or all, checked, and kept."""

from urllib.parse import unquote

import pytest
from faulty import FaultyServer, Reply, serve_shared

from gezond_geo import settings
from gezond_geo.errors import SourceError
from gezond_geo.io import cache
from gezond_geo.landcover.groenkaart import read_green

pytestmark = pytest.mark.usefixtures("online")


def feature(code: object, mean: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": None, "properties": {"bu_code": code, "_mean": mean}}


def answer(*features: object, **more: object) -> Reply:
    return Reply(json={"type": "FeatureCollection", "features": features, **more})


GOOD = answer(feature("BU00030001", 60.25), feature("BU00030000", 40), numberMatched=2)


@pytest.fixture
def rivm(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> FaultyServer:
    monkeypatch.setenv("GEZOND_GEO_RIVM_GEO_URL", server.url)
    server.answer("wfs", GOOD)
    return server


def test_green_of_a_gemeente_is_asked_for_by_its_code(rivm):
    green = read_green("GM0003")
    assert green.share.to_dict() == {"BU00030000": 40.0, "BU00030001": 60.25}
    assert (green.share.index.name, green.stale, green.notes) == ("buurtcode", False, ())
    assert "CQL_FILTER=bu_code LIKE 'BU0003%'" in unquote(rivm.asked[0])
    read_green("GM0003")
    assert len(rivm.asked) == 1
    read_green()
    assert "CQL_FILTER" not in rivm.asked[1]


@pytest.mark.parametrize(
    ("reply", "shares", "notes"),
    [
        (answer(feature(" BU00030000 ", "40.5")), {"BU00030000": 40.5}, ()),
        (answer(feature("BU00030000", -9999), feature("BU00030001", 0)), {"BU00030001": 0.0}, ()),
        (answer(feature("BU00030000", None), feature("BU00030001", 100)), {"BU00030001": 100.0}, ()),
        (
            answer(feature("BU00030000", 130.5), feature("BU00030001", 9)),
            {"BU00030001": 9.0},
            ("1 aandeel boven 100 % weggelaten (zoals 130,5)",),
        ),
        (
            answer(feature("BU00030000", 1), feature("BU01640000", 2), feature("GM0003", 3)),
            {"BU00030000": 1.0},
            ("2 buurten die niet gevraagd zijn, weggelaten",),
        ),
        (answer(feature("BU00030000", 1), numberMatched="unknown"), {"BU00030000": 1.0}, ()),
    ],
)
def test_what_cannot_be_is_left_out_and_said(rivm, reply, shares, notes):
    rivm.answer("wfs", reply)
    green = read_green("GM0003")
    assert green.share.dropna().to_dict() == shares
    assert green.notes == notes


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (answer(feature("BU00030000", 1), numberMatched=2), "gaf 1 buurten, maar telt er zelf 2"),
        (answer(feature("BU00030000", 1), feature("BU00030000", 2)), "geeft BU00030000 meer dan eens"),
        (answer(feature("BU01640000", 1)), "heeft geen buurten van GM0003"),
        (answer(), "heeft geen buurten van GM0003"),
        (answer({"properties": {"bu_code": "BU00030000"}}), "zonder bu_code of _mean"),
        (answer({"properties": None}), "zonder bu_code of _mean"),
        (Reply(json={"features": 5}), "zonder bu_code of _mean"),
        (Reply(body=b"<ows:ExceptionReport/>", kind="application/xml", status=400), "HTTP 400"),
        (Reply(body=b'{"features": [', kind="application/json"), "JSON die niet heel is"),
        (Reply(body=b"<html>", kind="text/html"), "text/html in plaats van JSON"),
    ],
)
def test_what_is_no_answer_is_one_sentence_and_not_kept(rivm, reply, message):
    rivm.answer("wfs", reply)
    with pytest.raises(SourceError, match=message) as error:
        read_green("GM0003")
    assert "\n" not in str(error.value)
    assert cache.entries() == []


@pytest.mark.shared
@pytest.mark.parametrize(
    "fault", [None, "flaky", "over-100", "negative", "no-column", "half", "404", "500", "slow", "html"]
)
def test_over_loopback(fault, monkeypatch):
    with serve_shared("klimaatatlas", fault) as port:
        if fault == "slow":
            monkeypatch.setattr(settings, "CONNECT_SECONDS", 0.1)
        monkeypatch.setenv("GEZOND_GEO_RIVM_GEO_URL", f"http://127.0.0.1:{port}")
        if fault in {"no-column", "half", "404", "500", "slow", "html"}:
            with pytest.raises(SourceError) as error:
                read_green("GM0153")
            assert "\n" not in str(error.value)
            return
        own = read_green("GM0153")
    assert len(own.share) == 70
    lost = {"over-100": 3, "negative": 3}.get(str(fault), 0)
    assert own.share.isna().sum() == lost
    assert own.share.dropna().between(0, 100).all()
    assert len(own.notes) == (fault == "over-100")


@pytest.mark.shared
def test_over_loopback_the_country_is_one_answer(monkeypatch):
    with serve_shared("klimaatatlas") as port:
        monkeypatch.setenv("GEZOND_GEO_RIVM_GEO_URL", f"http://127.0.0.1:{port}")
        country = read_green()
    assert len(country.share) > 14_000
    assert country.share.between(0, 100).all()
