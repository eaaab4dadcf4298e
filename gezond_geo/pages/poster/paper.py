"""A sheet of paper for drawing a map: areas, lines, texts, and names that fit inside their area."""

from __future__ import annotations

import functools
import io
import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from matplotlib import get_data_path
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Floats = NDArray[np.floating[Any]]

# Coordinates and lengths are in millimetres from the lower left corner; font sizes and line widths are in points.
WIDTH, HEIGHT, DPI = 297.0, 210.0, 300
POINT = 25.4 / 72
LEADING, TIGHT = 1.32, 1.16  # line height relative to the font size, in texts and names
NAME_SIZES = (6.2, 5.8, 5.4, 5.0, 4.6)  # sizes of names on the map, preferred first
LONGEST_NAME = 48  # maximum number of characters
_TILE = 17.0  # width of a tile for which these sizes are meant

INK, SOFT, PAPER = "#17232e", "#4b5964", "#fbfaf7"
_HATCH = "#8b959c"

_TAIL = re.compile(  # a long name may be cut before one of these
    r"(.*[a-z]{4})((?:berg|bleek|bosch|brink|broek|buurt|dijk|dorp|esmarke|gebied|haven|heurne|hoek|horst|kamp|kwartier|"
    r"landen|lanen|maten|marke|oord|park|plein|polder|schap|stad|veld|velden|weide|werf|wijk|zijde)-?)$"
)


class Name(NamedTuple):
    """A name set in lines around a point, with the boxes of its lines."""

    lines: tuple[str, ...]
    size: float
    place: Floats
    boxes: BaseGeometry


class Paper:
    """An A4 to draw on, independent of pyplot's global state."""

    def __init__(self) -> None:
        self._figure = Figure(figsize=(WIDTH / 25.4, HEIGHT / 25.4), facecolor="white")
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, HEIGHT))
        self._axes.set_axis_off()

    def width_of(self, text: str, size: float, *, bold: bool = False) -> float:
        """Measure a line of text."""
        return _relative_width(text, bold=bold) * size

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: str = "left",
    ) -> None:
        """Write one line with its baseline at y, as literal text."""
        font = _font(size, bold=bold)
        self._axes.text(x, y, one_line(text), font=font, color=colour, ha=align, parse_math=False, zorder=9)

    def wrap(self, text: str, width: float, size: float) -> list[str]:
        """Break a text into lines of at most this width."""
        lines: list[str] = []
        for word in text.split():
            if lines and self.width_of(f"{lines[-1]} {word}", size) <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    def paragraph(self, x: float, y: float, width: float, text: str, size: float) -> float:
        """Write a text below y; returns the y below it."""
        for line in self.wrap(text, width, size):
            y -= size * POINT * LEADING
            self.write(x, y + size * POINT * 0.3, line, size, colour=SOFT)
        return y

    def fill(self, area: BaseGeometry, colour: str | None, edge: str, width: float) -> None:
        """Fill an area with a colour, or hatch it without one."""
        self.patch(area, facecolor=colour or PAPER, zorder=1)
        if colour is None:
            self._hatch(area.buffer(-0.25))
        self.patch(area, edgecolor=edge, linewidth=width, zorder=3)

    def patch(self, area: BaseGeometry, **style: Any) -> None:
        """Draw an area with Matplotlib options, with only the requested face and edge."""
        # After normalising, holes have the opposite orientation of their shell, which leaves them open.
        parts = shapely.get_parts(shapely.normalize(area))
        rings = [shapely.get_coordinates(ring) for part in parts for ring in (part.exterior, *part.interiors)]
        path = Outline.make_compound_path(*(Outline(ring, closed=True) for ring in rings))
        self._axes.add_patch(
            PathPatch(path, **{"facecolor": "none", "edgecolor": "none", "joinstyle": "round"} | style)
        )

    def line(self, ends: Iterable[Sequence[float]], colour: str, width: float) -> None:
        """Draw a line between points."""
        self._axes.plot(*zip(*ends, strict=True), color=colour, linewidth=width, solid_capstyle="butt", zorder=5)

    def png(self) -> bytes:
        """Picture as PNG, without metadata on time and software."""
        file = io.BytesIO()
        self._figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
        return file.getvalue()

    def _hatch(self, area: BaseGeometry) -> None:
        if area.is_empty:
            return
        left, bottom, right, top = area.bounds
        # Lines at fixed distances over the whole paper, so that the hatching of adjacent areas connects.
        feet = np.arange(np.floor((left - top) / 1.3), np.ceil((right - bottom) / 1.3)) * 1.3 + bottom
        slanted = shapely.linestrings([[(x, bottom), (x + top - bottom, top)] for x in feet])
        inside = shapely.get_parts(shapely.intersection(slanted, area))
        lines = [shapely.get_coordinates(line) for line in inside if line.length > 0]
        self._axes.add_collection(LineCollection(lines, colors=_HATCH, linewidths=0.7, zorder=2))


@functools.lru_cache(maxsize=4096)
def _relative_width(text: str, *, bold: bool) -> float:
    """Width of a line of text of one point, in millimetres."""
    wide, _, _ = text_to_path.get_text_width_height_descent(one_line(text), _font(100, bold=bold), ismath=False)
    return float(wide) / 100 * POINT


def _font(size: float, *, bold: bool = False) -> FontProperties:
    """DejaVu Sans as shipped with Matplotlib, whatever other fonts are installed."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=Path(get_data_path(), "fonts", "ttf", name), size=size)


def fit_name(paper: Paper, name: str, area: BaseGeometry, *, tiles: bool) -> Name | None:
    """Set a name inside its own area as large as possible; on a tile, cut or shorten it when nothing else fits."""
    inner = area.buffer(-0.7 if tiles else -0.3)
    if inner.is_empty:
        return None
    name = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
    whole = _settings(name, cut=False)
    attempts: list[Iterable[tuple[float, tuple[str, ...]]]] = [itertools.product(NAME_SIZES[:3], whole)]
    if tiles:
        broken = _settings(name, cut=True)
        attempts += [itertools.product(NAME_SIZES[:3], broken), itertools.product(NAME_SIZES[3:], broken)]
        short = (f"{name[:end].rstrip(' ,-')}…" for end in range(len(name) - 1, len(name) * 3 // 5, -1))
        attempts += (itertools.product(NAME_SIZES[3:], _settings(text, cut=True)) for text in short)
    else:
        attempts += [itertools.product(NAME_SIZES[3:], whole)]
    left, _, right, _ = area.bounds
    larger = min(max((right - left) / _TILE, 1), 1.8) if tiles else 1.0  # few tiles have more space
    places = _places_in(inner)
    shapely.prepare(inner)
    for step, lines in itertools.chain.from_iterable(attempts):
        size = step * larger
        wide = np.array([paper.width_of(line, size) / 2 + 0.15 for line in lines])
        if 2 * wide.max() > right - left:
            continue
        x, y, half = places[:, :1], places[:, 1:] + middles_of(lines, size), size * POINT * 0.45
        boxes = shapely.box(x - wide, y - half, x + wide, y + half)
        fits = shapely.contains(inner, boxes).all(axis=1)
        if fits.any():
            at = int(fits.argmax())
            return Name(lines, size, places[at], shapely.multipolygons(boxes[at]))
    return None


def _settings(name: str, *, cut: bool) -> list[tuple[str, ...]]:
    """Ways to break a name into at most four lines, fewest and then shortest lines first."""
    pieces: list[tuple[str, str, str]] = []  # a text, what follows it in a line, and what follows it at a line's end
    for word in name.split():
        for part in re.findall(r"[^-]+-?|-", word):
            halves = _TAIL.match(part) if cut else None
            pieces += [(halves[1], "", "-"), (halves[2], "", "")] if halves else [(part, "", "")]
        pieces[-1] = (pieces[-1][0], " ", "")
    ways = set()
    for count in range(4):
        for breaks in itertools.combinations(range(len(pieces) - 1), count):
            text = "".join(
                piece + (f"{end}\n" if at in breaks else glue) for at, (piece, glue, end) in enumerate(pieces)
            )
            ways.add(tuple(text.strip().split("\n")))
    return sorted(ways, key=lambda lines: (len(lines), max(map(len, lines)), lines))


def middles_of(lines: Sequence[str], size: float) -> Floats:
    """Heights of the middles of lines that are centred on 0."""
    rows: Floats = ((len(lines) - 1) / 2 - np.arange(len(lines))) * size * POINT * TIGHT
    return rows


def middle_of(area: BaseGeometry) -> Floats:
    """Approximate pole of inaccessibility: the point inside an area farthest from its border."""
    middle: Floats = _places_in(area)[0]
    return middle


def _places_in(area: BaseGeometry) -> Floats:
    """Points inside an area, from the one farthest from its border outwards."""
    (left, bottom, right, top), inside = area.bounds, area.representative_point()
    grid = np.stack(np.meshgrid(np.linspace(left, right, 15), np.linspace(bottom, top, 15)), axis=-1).reshape(-1, 2)
    grid = np.vstack([grid[shapely.contains_xy(area, grid)], [inside.x, inside.y]])
    middle = grid[shapely.distance(shapely.points(grid), area.boundary).round(6).argmax()]
    places: Floats = grid[np.argsort(np.hypot(*(grid - middle).T).round(6), kind="stable")]
    return places


def ink_on(colour: str | None) -> str:
    """Most readable ink on a colour, by the luminance of WCAG 2."""
    if colour is None:
        return INK
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    luminance = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ (0.2126, 0.7152, 0.0722)  # noqa: PLR2004
    return "white" if luminance < 0.2 else INK  # noqa: PLR2004 - above this, white has less contrast than the ink


def one_line(text: str) -> str:
    """Collapse line breaks and multiple spaces in a text."""
    return " ".join(text.split())
