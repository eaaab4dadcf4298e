"""Common part of the map on paper and its legend: dimensions of the sheet, and shared marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from gezond_geo.pages.poster.paper import INK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from gezond_geo.pages.poster.paper import Paper

    Payload = Mapping[str, Any]

MARGIN, COLUMN = 12.0, 66.0  # margin of the paper, and width of the text column (mm)
EDGE = "#8b9ba1"  # edge of an area
DOUBT = "±"  # after the name of a borderline buurt
PIN = 1.55  # radius of the ring of a project (mm)
SOLID, DASHES = "solid", (0, (1.6, 1.2))  # its line style for a certain and a probable location


def outline_focus(paper: Paper, area: BaseGeometry, *, partial: bool) -> None:
    """Outline a focus area, dashed when it is a part of its buurt."""
    paper.patch(area, edgecolor="white", linewidth=4, zorder=5)
    paper.patch(area, edgecolor=INK, linewidth=2, linestyle=(0, (3.2, 1.8)) if partial else "solid", zorder=5)


def draw_ring(paper: Paper, x: float, y: float, dashes: Any) -> None:
    """Draw the ring of a project around a point."""
    ring = shapely.Point(x, y).buffer(PIN)
    paper.patch(ring, facecolor="white", edgecolor=INK, linewidth=0.7, linestyle=dashes, zorder=8)


def probable_places(payload: Payload) -> set[tuple[str, str]]:
    """Project number and buurtcode of probable locations."""
    return {
        (str(project["nr"]), place["code"])
        for project in payload["projecten"]
        for place in project["buurten"]
        if place["zekerheid"] == "waarschijnlijk"
    }
