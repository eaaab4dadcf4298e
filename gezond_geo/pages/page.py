"""The page around the map: one self-contained HTML text, with a policy that blocks everything else."""

import base64
import hashlib
import json
import mimetypes
import re
import zlib
from collections.abc import Iterable, Mapping
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
from gezond_geo.pages.packing import pack
from gezond_geo.pages.shapes.arcs import encode_areas
from gezond_geo.pages.still import build_still, style_of_still

_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
_LARGE = 100_000  # characters of data up to which they are not compressed
_LEVEL = 5  # of compression: half the time of level 6, for a page some percent larger
_CSS_IMAGE = re.compile(r"url\((images/[^)]+)\)")
_IMAGE_LAYER = re.compile(r"""L\.(?:tileLayer(?:\.wms)?|imageOverlay|videoOverlay)\(\s*["']([^"']+)""")
# folium's popups build their content with one jQuery call, which this replaces
_DOLLAR = """window.$ ??= (html) => {
  const holder = document.createElement("div");
  holder.innerHTML = html.trim();
  return holder.children;
};"""


@dataclass(frozen=True)
class Extra:
    """Content of user layers for the page: HTML for its head and body, and JavaScript."""

    head: str = ""
    body: str = ""
    script: str = ""


@collector_paused()
def build_page(payload: Mapping[str, Any], extra: Extra | None = None) -> str:
    """Build the complete page: HTML, Leaflet, style, script and data in one text.

    Parameters
    ----------
    payload
        Data of the map page, as described in ``docs/payload.md``.
    extra
        Content of user layers.

    Returns
    -------
    str
        A page that makes no requests, unless `extra` does or a reader switches on the background.

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
    # On a large page the map only exists after the data are inflated: user scripts wait for it.
    later = f'<script type="text/plain" id="lagen">{own}</script>' if own and large else ""
    scripts = [bundle_scripts(), *([own] if own and not large else [])]
    body = "\n".join([*filter(None, [extra.body, data, later]), *map(_script, scripts)])
    # browsers normalise line ends to a line feed before hashing
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
    """Hosts that the user layers need, such as ``https://tile.example.org``, sorted."""
    scan = _Scan(extra.head + extra.body)
    return _origins([*scan.links, *_IMAGE_LAYER.findall(extra.script)])


def _policy(payload: Mapping[str, Any], extra: Extra, markup: str) -> str:
    """Content-Security-Policy with the hashes of the inline blocks, and only the required hosts."""
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
    """Hash that allows an inline style or script in a Content-Security-Policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


class _Scan(HTMLParser):
    """Parser for the inline scripts and styles in HTML, and the addresses that it loads."""

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
    """Write the payload as ASCII that can neither end a script element nor open a tag, with a line for each part."""
    encode = json.JSONEncoder(allow_nan=False, separators=(",", ":"), check_circular=False).encode
    return "\n".join([encode(part) for part in pack(payload)]).translate(_IN_SCRIPT)


def _with_arcs(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {**shape, **encode_areas(shape["vlakken"])}


def _deflate(text: str) -> str:
    """Compress large data in a format that browsers can inflate (RFC 1950), to a quarter of the size."""
    packed = base64.b64encode(zlib.compress(text.encode(), _LEVEL)).decode()
    return f'<script type="application/json" id="payload" data-gepakt="deflate">{packed}</script>'


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
    """Leaflet without the reference to its source map, which developer tools would request."""
    return _leaflet("leaflet.js").read_text("utf-8").rpartition("//# sourceMappingURL")[0].rstrip()


@cache
def _leaflet_css(*, images: bool) -> str:
    """Leaflet's style, with embedded images only for user layers, since the page itself uses none."""

    def inline(match: re.Match[str]) -> str:
        content = base64.b64encode(_leaflet(match[1]).read_bytes()).decode()
        return f"url(data:{mimetypes.guess_type(match[1])[0]};base64,{content})" if images else "none"

    return _CSS_IMAGE.sub(inline, _leaflet("leaflet.css").read_text("utf-8"))


def _leaflet(name: str) -> Path:
    return Path(leaflet.BASE_DIR, name)
