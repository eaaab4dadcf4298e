"""Tests of the page around the map."""

import base64
import hashlib
import json
import re
import zlib
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from voorbeeld import make_payload

from gezond_geo.pages import page as module
from gezond_geo.pages.page import Extra, _as_json, build_page, find_hosts
from gezond_geo.pages.shapes.arcs import encode_areas

HOSTILE = ["<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "${alert(1)}", "`x`", "<!--", "]]>"]
LATER = {"cijfers_per_weergave", "klasse", "rijen"}
JSON_BLOCK = re.compile(r'<script type="application/json" id="payload">(.*?)</script>', re.DOTALL)


class Tags(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name == tag]


def policy_of(page: str) -> dict[str, list[str]]:
    (content,) = (m["content"] for m in Tags(page).of("meta") if m.get("http-equiv") == "Content-Security-Policy")
    return {name: values for name, *values in (rule.split() for rule in (content or "").split("; "))}


def unpack(text: str) -> Any:
    """Do what `unpack` in script/data.js does."""
    document, *parts = map(json.loads, text.split("\n"))

    def place(value: Any) -> Any:
        if isinstance(value, str) and value.startswith("~"):
            return value[1:] if value[1:2] == "~" else document["teksten"][int(value[1:])]
        if isinstance(value, dict):
            return {key: place(item) for key, item in value.items()}
        if not isinstance(value, list):
            return value
        if value and isinstance(value[0], str) and value[0].startswith("~:"):
            keys = document["sleutels"][int(value[0][2:])]
            values = value[1:] if LATER.isdisjoint(keys) else [*value[1:-1], *parts[value[-1] - 1]]
            return dict(zip(keys, map(place, values), strict=True))
        return [place(item) for item in value]

    return place(document["inhoud"])


def test_head() -> None:
    page = build_page(make_payload())
    tags = Tags(page)
    assert page.startswith("<!doctype html>\n")
    assert tags.of("html") == [{"lang": "nl"}]
    assert tags.of("meta")[0] == {"charset": "utf-8"}
    assert {"name": "robots", "content": "noindex"} in tags.of("meta")
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in tags.of("meta")
    assert "<title>Voorbeeld: waar problemen samenkomen</title>" in page


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = build_page(make_payload())
    tags = Tags(page)
    addresses = [a[name] for _, a in tags.found for name in ("src", "href") if a.get(name)]
    assert [a for a in addresses if not str(a).startswith(("#", "data:"))] == []
    assert re.findall(r"url\((?!#|data:)[^)]*\)", page.split("</style>")[0]) == []
    assert "sourceMappingURL" not in page
    assert "jquery" not in page.lower()


def test_policy_names_every_inline_block_and_no_host() -> None:
    page = build_page(make_payload())
    policy = policy_of(page)
    blocks = {tag: re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL) for tag in ("script", "style")}
    for tag, texts in blocks.items():
        hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in texts]
        assert policy[f"{tag}-src"] == hashes
    assert [len(texts) for texts in blocks.values()] == [2, 3]
    assert policy["default-src"] == ["'none'"]
    assert policy["img-src"] == ["data:"]
    assert "unsafe" not in json.dumps(policy)


def test_background_is_named_in_the_policy_only() -> None:
    payload = make_payload()
    payload["achtergrond"] = {"url": "https://tegels.example.nl/grijs/{z}/{x}/{y}.png", "bron": "Kadaster"}
    policy = policy_of(build_page(payload))
    assert policy["img-src"] == ["data:", "https://tegels.example.nl"]
    assert "connect-src" not in policy
    assert "example" not in "".join(policy["script-src"])


def test_user_layers_open_the_policy_just_enough() -> None:
    extra = Extra(
        head='<script src="https://cdn.example.org/a.js"></script>\n<style>p { margin: 0 }</style>',
        body='<a href="https://lezen.example.org/">lees</a>',
        script='L.tileLayer("https://{s}.tegels.example.org/{z}.png").addTo(map_kaart);',
    )
    assert find_hosts(extra) == ["https://*.tegels.example.org", "https://cdn.example.org"]
    policy = policy_of(build_page(make_payload(), extra))
    assert policy["script-src"][-2:] == find_hosts(extra)
    assert len(policy["style-src"]) == 4 + len(find_hosts(extra))
    assert policy["style-src-attr"] == ["'unsafe-inline'"]


def test_line_ends_are_hashed_as_browsers_read_them() -> None:
    page = build_page(make_payload(), Extra(script="var a = 1;\r\nvar b = 2;\r"))
    assert "\r" not in page


def test_text_stays_text() -> None:
    payload, text = make_payload(), " ".join(HOSTILE)
    payload["titel"] = payload["projecten"][0]["naam"] = payload["buurten"][0]["naam"] = text
    page = build_page(payload)
    assert len(Tags(page).of("script")) == len(Tags(build_page(make_payload())).of("script"))
    assert Tags(page).of("img") == []
    (block,) = JSON_BLOCK.findall(page)
    assert not set("<>&") & set(block)
    own = unpack(block)["payload"]
    assert own | {"vormen": None} == payload | {"vormen": None}


def test_shapes_are_in_the_page_as_shared_arcs() -> None:
    payload = make_payload()
    (block,) = JSON_BLOCK.findall(build_page(payload))
    shapes = unpack(block)["payload"]["vormen"]
    for name, shape in payload["vormen"].items():
        assert shapes[name] == shape | encode_areas(shape["vlakken"])


def test_large_data_are_deflated(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = Extra(script="var laag = 1;")
    plain = build_page(make_payload(), extra)
    (block,) = JSON_BLOCK.findall(plain)
    monkeypatch.setattr(module, "_LARGE", len(block) - 1)
    page = build_page(make_payload(), extra)
    (content,) = re.findall(r'<script type="application/json" id="payload" data-gepakt="deflate">(.*?)</script>', page)
    assert zlib.decompress(base64.b64decode(content)).decode() == block
    # what a user added comes after the inflating, and the policy knows it all the same
    (later,) = re.findall(r'<script type="text/plain" id="lagen">(.*?)</script>', page, re.DOTALL)
    assert later.endswith("var laag = 1;")
    digest = base64.b64encode(hashlib.sha256(later.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy_of(page)["script-src"]
    assert sorted(policy_of(page)["script-src"]) == sorted(policy_of(plain)["script-src"])


def test_repeated_texts_stand_once() -> None:
    payload = make_payload()
    words = payload["buurten"][0]["cijfers"][0]["woorden"]
    assert build_page(payload).count(words) == 1


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.sampled_from(["~", "~0", "~~1", "~:0", "a" * 20, "~" * 16]),
        lambda inner: (
            st.lists(inner, max_size=6)
            | st.dictionaries(st.text(), inner, max_size=6)
            | st.lists(inner.map(lambda item: {"a": item, "~": 1}), max_size=4)
            | inner.map(lambda item: {"a": item, "kop": item, "klasse": {"b": item}, "~": 1})
            | inner.map(lambda item: {"rijen": item})
        ),
    ),
)
def test_packing_loses_nothing(value: Any) -> None:
    payload = {"inhoud": [value, value, value]}
    text = _as_json(payload)
    assert text.isascii()
    assert not set("<>&") & set(text)
    assert unpack(text) == payload


def test_number_that_is_no_number_is_refused() -> None:
    payload = make_payload()
    payload["buurten"][0]["cijfers"][0]["positie"] = float("nan")
    with pytest.raises(ValueError, match="JSON compliant"):
        build_page(payload)
