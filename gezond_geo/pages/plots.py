"""Plots of the results table for a report, in the colours of the page, with Matplotlib."""

from __future__ import annotations

import math
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from gezond_geo._validate import as_frame, as_text, as_whole, checked
from gezond_geo.areas.rd import RD
from gezond_geo.errors import InputError, SettingsError, UnknownBuurtError
from gezond_geo.io.dutch import format_number
from gezond_geo.io.names import normalise_name, suggest_names
from gezond_geo.pages.classes import MISSING, STACKED, list_classes
from gezond_geo.pages.columns import PERCENTILE
from gezond_geo.pages.export import by_id
from gezond_geo.pages.results import ORIGIN
from gezond_geo.pages.shapes.outlines import MOST_TILES
from gezond_geo.pages.shapes.tegels import place_hexagons
from gezond_geo.scores.purpose import FOOTER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.axes import Axes

    from gezond_geo.io.qgis import Band

INK, SOFT, LINE, _EDGE, _HATCH = "#17232e", "#4a5763", "#d9d6cc", "#ffffff", "#8b9ba1"
_SIGNS, _FOOT_LINE = 17, 0.135
"""Characters per inch of the text below a picture, and inches per line."""
_STYLE = {
    "font.family": "sans-serif",
    "font.sans-serif": ["Liberation Sans", "Arial", "Helvetica", "DejaVu Sans"],
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": LINE,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "ytick.left": False,
    "hatch.color": _HATCH,
    "hatch.linewidth": 0.5,
    "figure.facecolor": "white",
}


@checked(table=as_frame(), top=as_whole(1))
def plot_ranking(table: pd.DataFrame, *, top: int = 20, ax: Axes | None = None) -> Axes:
    """Plot the ranks of buurten, each with its interval under varying assumptions.

    Parameters
    ----------
    table
        Result of `gezond_geo.results`, with `sure`.
    top
        Number of buurten, highest scores first.
    ax
        Axes to draw on; without it a new figure.

    Returns
    -------
    Axes
        A row per ranked buurt, coloured by the number of stacked themes; ``ax.figure.savefig("rang.svg")`` saves it.

    Raises
    ------
    InputError
        When the table has no intervals, or no buurt has a rank.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> scores = gg.score(data)
    >>> table = gg.results(data, scores, sure=gg.assess_robustness(data, scores, draws=200))
    >>> ax = gg.plot_ranking(table, top=5)
    >>> [label.get_text() for label in ax.get_yticklabels()][0]
    'Wesselerbrink Zuid-Oost'
    """
    rows, origin = _read(table)
    if not {"rang_laag", "rang_hoog"} <= set(rows):
        raise InputError("De tabel heeft geen intervallen; geef gezond_geo.results ook sure mee.")
    ranked = rows.nsmallest(top, "rang").dropna(subset="rang")
    if ranked.empty:
        raise InputError("In de tabel heeft geen buurt een rang; er valt niets te tekenen.")
    with drawing(ax, origin, (7.5, 0.9 + 0.23 * len(ranked))) as axes:
        places = range(len(ranked))
        colours = _colours(ranked, "stapeling", origin)
        axes.hlines(places, ranked["rang_laag"], ranked["rang_hoog"], color=_HATCH, linewidth=2, zorder=1)
        axes.scatter(ranked["rang"], places, c=colours, s=46, edgecolors=INK, linewidths=0.7, zorder=2)
        axes.set_yticks(places, ranked["buurtnaam"])
        axes.invert_yaxis()
        axes.set_xlim(left=0)
        axes.grid(axis="x", color=LINE, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.set_xlabel("rang (1 = hoogste score); de streep: in 9 van de 10 berekeningen")
        axes.set_title("Rang van buurten, en hoe zeker die is")
        _add_legend(axes, list_classes(origin)["stapeling"][1], ranked["stapeling"], marker="o")
    return axes


@checked(table=as_frame(), buurt=as_text)
def plot_themes(table: pd.DataFrame, buurt: str, *, ax: Axes | None = None) -> Axes:
    """Plot the percentile of a buurt on each theme, with the threshold from which a theme counts.

    Parameters
    ----------
    table
        Result of `gezond_geo.results`.
    buurt
        Name or code.
    ax
        Axes to draw on; without it a new figure.

    Returns
    -------
    Axes
        A bar per counted theme (percentile, 0-100 with 100 unfavourable).

    Raises
    ------
    UnknownBuurtError
        When the table has no such buurt.
    InputError
        When the buurt has no values.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> ax = gg.plot_themes(gg.results(data, gg.score(data)), "Twekkelerveld")
    >>> [text.get_text() for text in ax.texts][:1]
    ['86']
    """
    rows, origin = _read(table)
    row = rows.loc[[_find_buurt(rows, buurt)]]
    name = str(row["buurtnaam"].iloc[0])
    columns = [f"{PERCENTILE}{theme}" for theme in origin["themas"]]
    values = [float(value) for value in row.reindex(columns=columns).iloc[0]]
    if all(map(math.isnan, values)):
        reason = row["reden_geen_waarde"].iloc[0] if "reden_geen_waarde" in row else ""
        raise InputError(f"Van {name} valt niets te tekenen: {reason or 'er zijn geen cijfers'}.")
    threshold = origin["instellingen"]["drempel"]
    with drawing(ax, origin, (7.5, 0.9 + 0.4 * len(values))) as axes:
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            if math.isnan(value):
                axes.text(1, place, "geen cijfer", va="center", color=SOFT)
                continue
            colour = _colours(row, column, origin)[0]
            axes.barh(place, value, height=0.62, color=colour, edgecolor=_HATCH, linewidth=0.4)
            axes.text(value + 1, place, format_number(int(value)), va="center", fontweight="bold")
        axes.axvline(threshold, color=INK, linewidth=1, linestyle=(0, (3, 2)))
        axes.set_yticks(range(len(values)), [about["label"] for about in origin["themas"].values()])
        axes.invert_yaxis()
        axes.set_xlim(0, 106)
        axes.set_xlabel(f"plek in de vergelijking, 0–100; vanaf de streep ({threshold:g}) telt een thema mee")
        axes.set_title(name)
    return axes


@checked(table=as_frame(), column=as_text)
def plot_map(table: pd.DataFrame, column: str = "stapeling", *, ax: Axes | None = None) -> Axes:
    """Plot a map of one column in the classes and colours of the page; a tegelkaart without boundaries.

    Parameters
    ----------
    table
        Result of `gezond_geo.results`.
    column
        ``stapeling``, ``score``, ``p_<theme>``, or ``kans_stapeling`` when the table has intervals.
    ax
        Axes to draw on; without it a new figure.

    Returns
    -------
    Axes
        Axes turned off, with a legend; buurten without an outcome are hatched.

    Raises
    ------
    SettingsError
        When the column has no classes.
    InputError
        When the table has no boundaries, and the locations of buurten are unknown or there are too many for a
        tegelkaart.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> ax = gg.plot_map(gg.results(data, gg.score(data)), "p_inkomen")
    >>> ax.get_title(loc="left")
    'Inkomen'
    """
    rows, origin = _read(table)
    classes = {name: about for name, about in list_classes(origin).items() if name in rows}
    if column not in classes:
        raise SettingsError(f"Van {column!r} is er geen kaart; kies uit: {', '.join(classes)}.")
    title, bands = classes[column]
    areas = _shapes(rows)
    with drawing(ax, origin, (8.2, 5)) as axes:
        colours = pd.Series(_colours(rows, column, origin), index=rows.index).loc[areas.index]
        filled_areas = areas[colours.ne("")]
        if len(filled_areas) < len(areas):
            areas[colours.eq("")].plot(ax=axes, facecolor="white", hatch="////", edgecolor=_HATCH, linewidth=0.4)
        if len(filled_areas):
            filled_areas.plot(ax=axes, color=colours[colours.ne("")].tolist(), edgecolor=_EDGE, linewidth=0.6)
        axes.set_aspect("equal")
        axes.set_axis_off()
        axes.set_title(title)
        values = rows[column].where(_has_class(rows, column))
        _add_legend(axes, bands, values, marker="h")
    return axes


def _read(table: pd.DataFrame) -> tuple[pd.DataFrame, Mapping[str, Any]]:
    """Results table with its stable names, and its metadata."""
    origin = table.attrs.get(ORIGIN)
    if origin is None or "buurtnaam" not in by_id(table):
        raise InputError("Dit is geen tabel met uitkomsten; geef wat gezond_geo.results geeft.")
    return by_id(table), origin


def _find_buurt(rows: pd.DataFrame, buurt: str) -> str:
    codes = {normalise_name(name): str(code) for code, name in rows["buurtnaam"].items()}
    codes |= {normalise_name(str(code)): str(code) for code in rows.index}
    if code := codes.get(normalise_name(buurt)):
        return code
    close = suggest_names(buurt, rows["buurtnaam"])
    hint = f"bedoelt u {' of '.join(close)}?" if close else "geef een naam of code zoals in de tabel."
    raise UnknownBuurtError(f"In de tabel is geen buurt {buurt!r}; {hint}")


def _shapes(rows: pd.DataFrame) -> gpd.GeoSeries:
    """Boundaries where the table has them, or else a tegelkaart from its points."""
    shapes = getattr(rows, "geometry", None)
    if shapes is not None and shapes.geom_type.str.contains("Polygon").any():
        return gpd.GeoSeries(shapes.dropna())
    if not {"x", "y"} <= set(rows) or not 0 < rows["x"].count() <= MOST_TILES:
        raise InputError("De tabel heeft geen grenzen en geen punten voor een tegelkaart; er valt niets te tekenen.")
    places = rows.dropna(subset=["x", "y"])
    return place_hexagons(gpd.GeoSeries.from_xy(places["x"], places["y"], crs=RD))


def _has_class(rows: pd.DataFrame, column: str) -> pd.Series[bool]:
    has_outcome = rows["stapeling"].notna() if column in STACKED and "stapeling" in rows else True
    return rows[column].notna() & has_outcome


def _colours(rows: pd.DataFrame, column: str, origin: Mapping[str, Any]) -> list[str]:
    """Colour of the class of each row; empty without a class."""
    bands = list_classes(origin)[column][1]
    has_class = _has_class(rows, column)
    return [
        next((band.colour for band in bands if has and band.low <= value < band.high), "")
        for value, has in zip(rows[column], has_class, strict=True)
    ]


def _add_legend(axes: Axes, bands: Sequence[Band], values: pd.Series[float], *, marker: str) -> None:
    """Add a legend of the classes with the number of buurten in each."""
    from matplotlib.lines import Line2D  # noqa: PLC0415 - Matplotlib loads when a picture is drawn

    look: dict[str, Any] = {"linestyle": "none", "marker": marker, "markersize": 9, "markeredgecolor": _HATCH}
    handles = [
        Line2D([], [], markerfacecolor=band.colour, label=f"{band.label} ({count})", **look)
        for band in bands
        if (count := int(values.between(band.low, band.high, inclusive="left").sum())) or marker == "h"
    ]
    if missing := int(values.isna().sum()):
        handles.append(Line2D([], [], markerfacecolor="white", label=f"{MISSING} ({missing})", **look))
    # Next to the map, wherever its shape puts the axes.
    figure = axes.get_figure(root=True)
    if figure is not None:
        figure.legend(handles=handles, loc="outside right upper", frameon=False)


def _list_foot(origin: Mapping[str, Any], width: float) -> list[str]:
    """Lines with the subject and sources of a picture, and the disclaimer; `width` in inches."""
    lines = [line.removeprefix("Bron: ") for line in origin["regels"] if line.startswith("Bron: ")]
    sources = dict.fromkeys(line.split(" (")[0] for line in lines)
    text = f"{origin['titel']}. Bronnen: {'; '.join(sources)}."
    return [*textwrap.wrap(text, int(width * _SIGNS)), FOOTER]


@contextmanager
def drawing(ax: Axes | None, origin: Mapping[str, Any], size: tuple[float, float]) -> Iterator[Axes]:
    """Axes in the house style, with the sources below when the figure is new.

    A user's own style must not change the picture.

    Parameters
    ----------
    ax
        Axes to draw on; without it a new figure.
    origin
        ``titel`` and ``regels``; lines that begin with ``Bron:`` go below.
    size
        Width and height in inches, without the lines below.
    """
    import matplotlib.style  # noqa: PLC0415 - costly, and only a picture needs it
    from matplotlib import pyplot as plt  # noqa: PLC0415 - as above
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415 - as above

    with matplotlib.style.context(["default", _STYLE]):
        if ax is not None:
            yield ax
            return
        width, high = size
        foot = _list_foot(origin, width)
        below = 0.15 + _FOOT_LINE * len(foot)
        share = below / (high + below)
        room = ConstrainedLayoutEngine(rect=(0.01, share, 0.98, 1 - share - 0.02))
        figure, axes = plt.subplots(figsize=(width, high + below), layout=room)
        figure.text(0.01, 0.01, "\n".join(foot), va="bottom", fontsize=7, color=SOFT, linespacing=1.25)
        yield axes
