"""Styles of layers in a GIS: classes of one column as QML for QGIS, and as SLD for other programs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_OGC, _SLD = "http://www.opengis.net/ogc", "http://www.opengis.net/sld"
_EDGE, _INK, _HALO = "#8b9ba1", "#17232e", "#ffffff"
_GEOMETRY_TYPES = {"point": "0", "fill": "2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One class of a legend: values from `low` up to `high`; the rest class where both are NaN.

    Attributes
    ----------
    label : Label in the legend.
    colour : ``#rrggbb``; empty for hatching.
    low : Lower bound, inclusive.
    high : Upper bound, exclusive.
    """

    label: str
    colour: str
    low: float = math.nan
    high: float = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Style of one layer.

    Attributes
    ----------
    layer : Name of the layer.
    name : Name of the style.
    column : Column to classify.
    needs : Column that must have a value for a feature to be in a class.
    bands : Classes, from low to high; without them every feature is drawn the same, as an outline or a ring.
    text : Column for labels on the map.
    shape : Geometry type of the features.
    is_default : Whether it is the default style of the layer.
    """

    layer: str
    name: str
    column: str = ""
    needs: str = ""
    bands: tuple[Band, ...] = ()
    text: str = ""
    shape: Literal["fill", "point"] = "fill"
    is_default: bool = False


def to_qml(style: Style) -> str:
    """Write a style as QML (QGIS 3.16 and later)."""
    root = ET.Element("qgis", version="3.16.0", styleCategories="Symbology|Labeling", labelsEnabled="1")
    outer = root if style.bands or style.shape == "fill" else _displace(root)
    renderer = ET.SubElement(outer, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0")
    rules, symbols = ET.SubElement(renderer, "rules", key="alles"), ET.SubElement(renderer, "symbols")
    for number, band in enumerate(style.bands):
        about = {"key": f"klasse{number}", "symbol": str(number), "label": band.label}
        ET.SubElement(rules, "rule", about | {"filter": _filter_of(style, band)})
        _add_symbol(symbols, style.shape, str(number), _look_of(band))
    if not style.bands:
        ET.SubElement(rules, "rule", key="klasse0", symbol="0", label=style.name)
        symbol = _add_symbol(symbols, style.shape, "0", _PLAIN[style.shape])
        if style.shape == "point":
            _add_number(symbol, style.text)
    if style.text and outer is root:
        _add_labels(root, style.text)
    ET.SubElement(root, "layerGeometryType").text = _GEOMETRY_TYPES[style.shape]
    return ET.tostring(root, encoding="unicode")


def to_sld(style: Style) -> str:
    """Write a style as SLD 1.0.0 (Styled Layer Descriptor)."""
    ET.register_namespace("ogc", _OGC)
    ET.register_namespace("sld", _SLD)
    root = ET.Element(f"{{{_SLD}}}StyledLayerDescriptor", version="1.0.0")
    layer = _add(root, "NamedLayer")
    _add(layer, "Name").text = style.layer
    user = _add(layer, "UserStyle")
    _add(user, "Name").text = style.name
    rules = _add(user, "FeatureTypeStyle")
    for band in style.bands or [Band(label=style.name, colour="")]:
        rule = _add(rules, "Rule")
        _add(rule, "Name").text = band.label
        if style.bands:
            _add_condition(rule, style, band)
        _add_symbolizer(rule, style.shape, band.colour)
    return ET.tostring(root, encoding="unicode")


def _filter_of(style: Style, band: Band) -> str:
    """QGIS expression for the rule of a class."""
    if math.isnan(band.low):
        return "ELSE"
    name = _quote(style.column)
    parts = [f"{name} IS NOT NULL" for name in map(_quote, filter(None, [style.needs]))]
    parts += [f"{name} >= {band.low:.12g}"] if math.isfinite(band.low) else []
    parts += [f"{name} < {band.high:.12g}"] if math.isfinite(band.high) else []
    return " AND ".join(parts)


def _quote(column: str) -> str:
    return '"{}"'.format(column.replace('"', '""'))


def _look_of(band: Band) -> dict[str, str]:
    if band.colour:
        return {"color": _rgba(band.colour), "style": "solid", **_OUTLINE}
    return {"color": _rgba(_EDGE), "style": "b_diagonal", **_OUTLINE}


def _add_symbol(symbols: ET.Element, shape: str, name: str, look: Mapping[str, str]) -> ET.Element:
    kind = {"fill": ("fill", "SimpleFill"), "point": ("marker", "SimpleMarker")}[shape]
    if shape == "point":
        look = {**_RING, **look, "style": "solid"}
    symbol = ET.SubElement(symbols, "symbol", type=kind[0], name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    layer = ET.SubElement(symbol, "layer", {"class": kind[1], "pass": "0", "locked": "0", "enabled": "1"})
    _add_options(layer, look.items())
    return symbol


def _add_number(symbol: ET.Element, column: str) -> None:
    """Write the text of a column in a ring."""
    layer = ET.SubElement(symbol, "layer", {"class": "FontMarker", "pass": "0", "locked": "0", "enabled": "1"})
    _add_options(layer, {"font": "Sans Serif", "size": "2.6", "size_unit": "MM", "color": _rgba(_INK)}.items())
    holder = ET.SubElement(ET.SubElement(layer, "data_defined_properties"), "Option", type="Map")
    ET.SubElement(holder, "Option", name="name", type="QString", value="")
    properties = ET.SubElement(holder, "Option", name="properties", type="Map")
    sign = ET.SubElement(properties, "Option", name="char", type="Map")
    ET.SubElement(sign, "Option", name="active", type="bool", value="true")
    ET.SubElement(sign, "Option", name="expression", type="QString", value=f"to_string({_quote(column)})")
    ET.SubElement(sign, "Option", name="type", type="int", value="3")
    ET.SubElement(holder, "Option", name="type", type="QString", value="collection")


def _add_options(parent: ET.Element, pairs: Iterable[tuple[str, str]]) -> None:
    """Write properties for QGIS 3.16 and for later versions."""
    options = ET.SubElement(parent, "Option", type="Map")
    for key, value in pairs:
        ET.SubElement(options, "Option", name=key, type="QString", value=value)
        ET.SubElement(parent, "prop", k=key, v=value)


def _displace(root: ET.Element) -> ET.Element:
    """Displace coinciding rings around their location, each with its number."""
    look = {"tolerance": "4", "toleranceUnit": "MM", "placement": "0", "circleWidth": "0", "circleColor": "0,0,0,0"}
    outer = ET.SubElement(root, "renderer-v2", {"type": "pointDisplacement", "labelAttributeName": "", **look})
    _add_symbol(outer, "point", "centerSymbol", _PLAIN["point"] | {"size": "0.6"})
    return outer


def _add_labels(root: ET.Element, column: str) -> None:
    settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings", calloutType="simple")
    look = {"fieldName": column, "fontSize": "7.5", "fontSizeUnit": "Point", "textColor": _rgba(_INK)}
    text = ET.SubElement(settings, "text-style", {**look, "isExpression": "0", "fontFamily": "Sans Serif"})
    buffer = {"bufferDraw": "1", "bufferSize": "0.7", "bufferSizeUnits": "MM", "bufferNoFill": "0"}
    ET.SubElement(text, "text-buffer", {**buffer, "bufferColor": _rgba(_HALO), "bufferJoinStyle": "128"})
    ET.SubElement(settings, "placement", placement="1", centroidInside="1", fitInPolygonOnly="0")


def _add(parent: ET.Element, tag: str, space: str = _SLD) -> ET.Element:
    return ET.SubElement(parent, f"{{{space}}}{tag}")


def _add_condition(rule: ET.Element, style: Style, band: Band) -> None:
    if math.isnan(band.low):
        _add(rule, "ElseFilter")
        return
    bounds = {"PropertyIsGreaterThanOrEqualTo": band.low, "PropertyIsLessThan": band.high}
    parts = {tag: bound for tag, bound in bounds.items() if math.isfinite(bound)}
    holder = _add(rule, "Filter", _OGC)
    holder = _add(holder, "And", _OGC) if len(parts) + bool(style.needs) > 1 else holder
    if style.needs:
        _add(_add(_add(holder, "Not", _OGC), "PropertyIsNull", _OGC), "PropertyName", _OGC).text = style.needs
    for tag, bound in parts.items():
        part = _add(holder, tag, _OGC)
        _add(part, "PropertyName", _OGC).text = style.column
        _add(part, "Literal", _OGC).text = f"{bound:.12g}"


def _add_symbolizer(rule: ET.Element, shape: str, colour: str) -> None:
    holder = _add(rule, {"fill": "PolygonSymbolizer", "point": "PointSymbolizer"}[shape])
    if shape == "point":
        graphic = _add(holder, "Graphic")
        holder = _add(graphic, "Mark")
        _add(holder, "WellKnownName").text = "circle"
        _add(graphic, "Size").text = "9"
    if colour or shape == "point":
        _add_parameter(_add(holder, "Fill"), "fill", colour or _HALO)
    stroke = _add(holder, "Stroke")
    _add_parameter(stroke, "stroke", _EDGE if colour else _INK)
    _add_parameter(stroke, "stroke-width", "0.5" if colour else "1.5")


def _add_parameter(parent: ET.Element, name: str, value: str) -> None:
    parameter = _add(parent, "CssParameter")
    parameter.set("name", name)
    parameter.text = value


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"


_OUTLINE = {
    "outline_color": _rgba(_EDGE),
    "outline_width": "0.15",
    "outline_width_unit": "MM",
    "outline_style": "solid",
}
_RING = {"name": "circle", "size": "3.2", "size_unit": "MM", "outline_width_unit": "MM"}
_PLAIN = {
    "fill": {
        "style": "no",
        "outline_color": _rgba(_INK),
        "outline_width": "0.7",
        "outline_width_unit": "MM",
        "outline_style": "solid",
    },
    "point": {"size": "4.6", "color": _rgba(_HALO), "outline_color": _rgba(_INK), "outline_width": "0.4"},
}
