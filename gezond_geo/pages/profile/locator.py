"""Locator map of an area in its gemeente, from the real boundaries or else the tegelkaart."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from gezond_geo.pages.paper import draw
from gezond_geo.pages.shapes.outlines import MOST_TILES, lay_apart
from gezond_geo.pages.shapes.tegels import place_hexagons

if TYPE_CHECKING:
    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.pages.profile.subject import Subject

_WIDTH, _HEIGHT = 130.0, 104.0  # points
_SCALE_BAR = 2000.0  # metres
_DETAIL = 0.3  # points; less is invisible on paper


def draw_locator(subject: Subject) -> str | None:
    """Draw the locator map; None without boundaries or locations of buurten.

    The other buurten are outlined. A focus area that is a part of a buurt is hatched, since its exact extent is
    unknown.
    """
    drawing = _draw_gemeente(subject.data)
    if drawing is None:
        return None
    paths, metre, real = drawing
    return draw(
        "plek",
        {
            "label": subject.words.on_paper("kaartje", naam=subject.area.naam, gemeente=subject.data.gemeente.naam),
            "anders": [path for code, path in paths.items() if code not in subject.area.codes],
            "hier": [paths[code] for code in subject.area.codes if code in paths],
            "deel": subject.area.is_part,
            "schaal": round(_SCALE_BAR * metre, 1) if real else None,
        },
    )


@lru_cache(maxsize=2)  # all papers of a gemeente have the same one
def _draw_gemeente(data: Dataset) -> tuple[dict[str, str], float, bool] | None:
    """Path per buurtcode, points per metre, and whether these are real boundaries."""
    shapes, real = gpd.GeoSeries(data.buurten.geometry.dropna()), data.has_boundaries
    if not real:
        points = gpd.GeoSeries(data.buurten["punt"].dropna(), crs=data.buurten.crs)
        if not 0 < len(points) <= MOST_TILES:
            return None
        tiles = place_hexagons(points)
        shapes = lay_apart(tiles, data.buurten["wijkcode"].reindex(tiles.index))
    west, south, east, north = shapes.total_bounds
    metre = min(_WIDTH / (east - west), _HEIGHT / (north - south))
    simple = shapely.coverage_simplify(shapes.to_numpy(), _DETAIL / metre) if real else shapes.to_numpy()
    frame = np.array([west, north]), np.array([metre, -metre])
    return (
        {
            str(code): "".join(
                _path(ring, *frame) for part in shapely.get_parts(area) for ring in (part.exterior, *part.interiors)
            )
            for code, area in zip(shapes.index, simple, strict=True)
        },
        metre,
        real,
    )


def _path(ring: shapely.LinearRing, corner: np.ndarray, scale: np.ndarray) -> str:
    points = (shapely.get_coordinates(ring)[:-1] - corner) * scale + 2
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
