"""The page around the map: one HTML text with everything in it and a policy that lets nothing else in."""

import base64
import hashlib
import json
import mimetypes
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from xstatic.pkg import leaflet

from gezond_geo.pages.bundle import bundle_scripts, bundle_styles
from gezond_geo.pages.collector import collector_paused
from gezond_geo.pages.language import language_of
from gezond_geo.pages.shapes.arcs import encode_areas
from gezond_geo.pages.still import build_still, style_of_still

_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
_LARGE = 100_000  # signs of data that are still written as they are
_REFERENCE, _OFTEN = 7, 3  # characters of a reference to a text that is kept once; times that keys must occur
_CSS_IMAGE = re.compile(r"url\((images/[^)]+)\)")
_IMAGE_LAYER = re.compile(r"""L\.(?:tileLayer(?:\.wms)?|imageOverlay|videoOverlay)\(\s*["']([^"']+)""")
# folium's popups make their content with one call to jQuery; this stands in for it
_DOLLAR = """window.$ ??= (html) => {
  const holder = document.createElement("div");
  holder.innerHTML = html.trim();
  return holder.children;
};"""


@dataclass(frozen=True)
class Extra:
    """What layers that a user added bring to the page: HTML for its head and body, and JavaScript."""

    head: str = ""
    body: str = ""
    script: str = ""


@collector_paused()
def build_page(payload: Mapping[str, Any], extra: Extra | None = None) -> str:
    """Build the whole page: HTML, Leaflet, style, script and data in one text.

    Parameters
    ----------
    payload
        What the map shows, as described in ``docs/payload.md``.
    extra
        What layers that a user added bring along.

    Returns
    -------
    str
        A page that asks nothing of a network, unless `extra` does or a reader switches on the background.

    Raises
    ------
    ValueError
        If the payload holds a number that is not finite.
    """
    extra = extra or Extra()
    head = "\n".join(
        [
            _style(_leaflet_css(images=extra != Extra())),
            _style(bundle_styles()),
            _script(_leaflet_js()),
            *filter(None, [extra.head]),
        ]
    )
    words = language_of(payload["taal"])
    shapes = {name: _with_arcs(shape) for name, shape in payload["vormen"].items()}
    content = _as_json({"payload": {**payload, "vormen": shapes}, "woorden": words.interface})
    large = len(content) > _LARGE
    data = _deflate(content) if large else f'<script type="application/json" id="payload">{content}</script>'
    own = f"{_DOLLAR}\n{extra.script}" if extra.script.strip() else ""
    # Of a large page the map is there when the data have been inflated: the script of a user waits for it.
    later = f'<script type="text/plain" id="lagen">{own}</script>' if own and large else ""
    scripts = [bundle_scripts(), *([own] if own and not large else [])]
    body = "\n".join([*filter(None, [extra.body, data, later]), *map(_script, scripts)])
    # browsers read every line end as a bare line feed, and so does the hash
    head, body, still = (
        text.replace("\r\n", "\n").replace("\r", "\n") for text in (head, body, _style(style_of_still()))
    )
    return _template().render(
        titel=payload["titel"],
        kop=payload["kop"],
        intro=payload["intro"],
        uitleg=payload["uitleg"],
        taal=payload["taal"],
        t=words.interface,
        projecten=bool(payload["projecten"]),
        stadsdelen="stadsdeel" not in payload["zonder_blad"] and any(b["stadsdeel"] for b in payload["buurten"]),
        beleid=_policy(payload, extra, head + still + body),
        stijl=head,
        stijl_stil=still,
        stil=build_still(payload, words),
        lijf=body,
    )


def find_hosts(extra: Extra) -> list[str]:
    """Name the hosts that the layers of a user need, such as ``https://tile.example.org``, sorted."""
    scan = _Scan(extra.head + extra.body)
    return _origins([*scan.links, *_IMAGE_LAYER.findall(extra.script)])


def _policy(payload: Mapping[str, Any], extra: Extra, markup: str) -> str:
    """Give the Content-Security-Policy: the inline blocks by their hash, and no address but those asked for."""
    scan = _Scan(markup)
    hosts = find_hosts(extra)
    background = _origins([payload["achtergrond"]["url"]]) if payload["achtergrond"] else []
    rules = {
        "default-src": ["'none'"],
        "script-src": [*map(hash_block, scan.scripts), *hosts],
        "style-src": [*map(hash_block, scan.styles), *hosts],
        "img-src": ["data:", *hosts, *background],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    if extra != Extra():
        rules["style-src-attr"] = ["'unsafe-inline'"]  # folium writes style attributes in popups and tooltips
    if hosts:
        rules["font-src"] = rules["connect-src"] = hosts
    return "; ".join(" ".join([name, *values]) for name, values in rules.items())


def _origins(addresses: Iterable[str]) -> list[str]:
    """Reduce addresses to scheme and host; a ``{s}`` for subdomains becomes the policy's ``*``."""
    parts = (urlsplit(address) for address in addresses)
    return sorted({f"{p.scheme or 'https'}://{p.netloc.replace('{s}', '*')}" for p in parts if p.netloc})


def hash_block(text: str) -> str:
    """Give what a Content-Security-Policy allows an inline style or script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


class _Scan(HTMLParser):
    """The inline scripts and styles of a piece of HTML, and the addresses that it loads."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.links: list[str] = []
        self._block: list[str] | None = None
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.links += [address for name in ("src", "href") if tag != "a" and (address := attributes.get(name))]
        if tag == "style" or (
            tag == "script" and "src" not in attributes and attributes.get("type") != "application/json"
        ):
            self._block = self.styles if tag == "style" else self.scripts
            self._block.append("")

    def handle_data(self, data: str) -> None:
        if self._block is not None:
            self._block[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._block = None


def _as_json(payload: Mapping[str, Any]) -> str:
    """Write the payload as ASCII that can neither end a script element nor open a tag."""
    packed = json.dumps(_pack(payload), allow_nan=False, separators=(",", ":"))
    return packed.translate(_IN_SCRIPT)


def _with_arcs(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {**shape, **encode_areas(shape["vlakken"])}


def _deflate(text: str) -> str:
    """Write data that are large as a browser can inflate them (RFC 1950), which takes a fourth of the room."""
    packed = base64.b64encode(zlib.compress(text.encode())).decode()
    return f'<script type="application/json" id="payload" data-gepakt="deflate">{packed}</script>'


_ATOMS = {int, float, bool, type(None)}
"""Types of what is written as it is: most of a large page are lists of numbers."""


def _pack(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Keep once what is repeated: texts, and the keys of mappings that have the same ones. It halves the data.

    ``~3`` stands for the fourth of ``teksten``; a text that begins with ``~`` itself gets another one in front.
    ``["~:2", …]`` is a mapping with the third list of ``sleutels`` and these values.
    """
    texts, keys = Counter[str](), Counter[tuple[str, ...]]()
    _count(payload, texts, keys)
    repeats = [t for t, count in texts.items() if (count - 1) * (len(t) + 3) > count * _REFERENCE]
    text_at = {text: n for n, text in enumerate(repeats)}
    keys_at = {those: n for n, those in enumerate(k for k, count in keys.items() if count >= _OFTEN)}

    def refer(value: Any) -> Any:
        if isinstance(value, str):
            return f"~{text_at[value]}" if value in text_at else "~" * value.startswith("~") + value
        if isinstance(value, dict):
            items = refer_each(value.values())
            at = keys_at.get(tuple(value))
            return dict(zip(value, items, strict=True)) if at is None else [f"~:{at}", *items]
        return refer_each(value) if isinstance(value, list | tuple) else value

    def refer_each(values: Collection[Any]) -> list[Any]:
        return list(values) if _ATOMS.issuperset(map(type, values)) else [refer(value) for value in values]

    return {"teksten": list(text_at), "sleutels": [list(those) for those in keys_at], "inhoud": refer(payload)}


def _count(value: Any, texts: Counter[str], keys: Counter[tuple[str, ...]]) -> None:
    if isinstance(value, str):
        texts[value] += 1
    elif isinstance(value, dict):
        if value:
            keys[tuple(value)] += 1
        _count_each(value.values(), texts, keys)
    elif isinstance(value, list | tuple):
        _count_each(value, texts, keys)


def _count_each(values: Collection[Any], texts: Counter[str], keys: Counter[tuple[str, ...]]) -> None:
    if not _ATOMS.issuperset(map(type, values)):
        for value in values:
            _count(value, texts, keys)


def _script(text: str) -> str:
    return f"<script>{text}</script>"


def _style(text: str) -> str:
    return f"<style>{text}</style>"


@cache
def _template() -> jinja2.Template:
    text = resources.files("gezond_geo.pages").joinpath("static", "pagina.html").read_text("utf-8")
    return jinja2.Environment(autoescape=True).from_string(text)


@cache
def _leaflet_js() -> str:
    """Leaflet without the pointer to its source map, which a browser's tools would ask for."""
    return _leaflet("leaflet.js").read_text("utf-8").rpartition("//# sourceMappingURL")[0].rstrip()


@cache
def _leaflet_css(*, images: bool) -> str:
    """Leaflet's style; with its images in it when layers of a user may show them, since the page itself has none."""

    def inline(match: re.Match[str]) -> str:
        content = base64.b64encode(_leaflet(match[1]).read_bytes()).decode()
        return f"url(data:{mimetypes.guess_type(match[1])[0]};base64,{content})" if images else "none"

    return _CSS_IMAGE.sub(inline, _leaflet("leaflet.css").read_text("utf-8"))


def _leaflet(name: str) -> Path:
    return Path(leaflet.BASE_DIR, name)
