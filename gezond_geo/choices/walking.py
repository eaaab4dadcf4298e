"""Residents within reach of a place: as the crow flies, or over a street network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gezond_geo._validate import as_dataset, as_number, as_path, as_table, checked
from gezond_geo.areas.rd import RD
from gezond_geo.choices.meeting_places import read_places
from gezond_geo.errors import InputError, MissingExtraError
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.dutch import format_number
from gezond_geo.io.summary import Summarised, Summary

if TYPE_CHECKING:
    from pathlib import Path

    from gezond_geo.dataset.dataset import Dataset

STRAIGHT, STREETS = "hemelsbreed", "over straat"
"""Methods of measuring distance."""

PACE = 0.92
"""Walking speed of older people in metres per second: the mean of 34 485 people of 65 and over (Studenski et al. 2011,
*Gait speed and survival in older adults*, JAMA 305(1), 50-58)."""


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Reach(Summarised):
    """Result of `reach`.

    Attributes
    ----------
    buurten : Frame with the index of ``data.buurten``: ``buurtnaam``, ``inwoners``, ``aandeel`` (percent within reach
        of any place, estimated) and ``bereikt`` (residents, estimated to tens). NaN under 100 residents.
    places : Frame with a row per place: ``naam`` and ``bereikt`` (residents of any buurt within its reach; people near
        several places count in each).
    method : `STRAIGHT` or `STREETS`.
    metres : Distance within which people live.
    meldingen : Dutch sentences on how it was estimated.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import geopandas as gpd
    >>> import pandas as pd
    >>> import shapely
    >>> square = gpd.GeoDataFrame({"buurtcode": ["BU01530003"]}, geometry=[shapely.box(258000, 471000, 259000, 472000)],
    ...                           crs="EPSG:28992")
    >>> data = gg.load("Enschede", offline=True, boundaries=square)
    >>> near = gg.reach(data, pd.DataFrame({"naam": ["Wijkcentrum"], "x": [258500], "y": [471500]}), minutes=10)
    >>> near.method, round(near.metres)
    ('hemelsbreed', 552)
    """

    buurten: pd.DataFrame
    places: pd.DataFrame
    method: str
    metres: float
    meldingen: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """Dutch sentences on how many residents live within reach, and how that was measured."""
        inside, whole = (format_number(self.buurten[column].sum()) for column in ("bereikt", "inwoners"))
        distance = f"{format_number(self.metres)} m {self.method}"
        return [f"Ongeveer {inside} van de {whole} inwoners wonen binnen {distance} van een plek."]

    def _summary(self) -> Summary:
        return Summary(
            f"Bereik van {len(self.places)} plekken",
            self.sentences(),
            self.meldingen,
            ["reach.buurten", "reach.places"],
        )


@checked(
    data=as_dataset,
    places=as_table,
    metres=as_number(1, 50_000),
    minutes=as_number(0.1, 600),
    pace=as_number(0.1, 5),
    streets=as_path,
)
def reach(
    data: Dataset,
    places: Path | str | pd.DataFrame,
    *,
    metres: float = 500.0,
    minutes: float | None = None,
    pace: float = PACE,
    streets: Path | str | None = None,
) -> Reach:
    """Estimate how many residents live within reach of a place, across buurt boundaries.

    For distances as the crow flies, residents are spread evenly over the area of their buurt; for distances over
    streets, evenly along its streets. Neither uses where in a buurt people actually live.

    Parameters
    ----------
    data
        Buurten with boundaries.
    places
        List of places: table, map file or frame with ``naam``, and ``x`` and ``y`` or points.
    metres
        Distance within which people live.
    minutes
        Walking time, instead of `metres`.
    pace
        Metres per second.
    streets
        GraphML file of a street network as OSMnx saves it (the extra ``netwerk``); without it distances are as the crow
        flies, shorter than any walk.

    Returns
    -------
    Reach
        Per buurt and per place, and how it was measured.

    Raises
    ------
    InputError
        When the data have no boundaries, or a file cannot be read.
    MissingExtraError
        When streets are given and OSMnx is not installed.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import geopandas as gpd
    >>> import pandas as pd
    >>> import shapely
    >>> square = gpd.GeoDataFrame({"buurtcode": ["BU01530003"]}, geometry=[shapely.box(258000, 471000, 259000, 472000)],
    ...                           crs="EPSG:28992")
    >>> data = gg.load("Enschede", offline=True, boundaries=square)
    >>> place = pd.DataFrame({"naam": ["Wijkcentrum"], "x": [258500], "y": [471500]})
    >>> round(gg.reach(data, place, metres=500).buurten["aandeel"]["BU01530003"])  # a circle in a square: pi / 4
    79
    """
    if not data.has_boundaries:
        raise InputError(
            "Om te zien wie er dichtbij woont zijn grenzen nodig; geef ze mee met boundaries= of --grenzen."
        )
    spots, notes = read_places(places)
    distance = metres if minutes is None else minutes * 60 * pace
    areas = gpd.GeoSeries(data.buurten.geometry.dropna())
    shares = (
        _as_crow_flies(areas, spots, distance) if streets is None else _over_streets(areas, spots, distance, streets)
    )
    method = STRAIGHT if streets is None else STREETS
    residents = data.buurten["inwoners"].where(data.buurten["inwoners"] >= MIN_RESIDENTS)
    near = shares.pop("alle").reindex(residents.index)
    each = shares.reindex(residents.index)
    spread = "de oppervlakte" if streets is None else "de straten"
    note = f"Schatting, {method}: inwoners zijn gelijk verdeeld over {spread} van hun buurt."
    return Reach(
        buurten=pd.DataFrame(
            {
                "buurtnaam": data.buurten["buurtnaam"],
                "inwoners": residents,
                "aandeel": (near * 100).where(residents.notna()),
                "bereikt": (near * residents).round(-1),
            }
        ),
        places=pd.DataFrame(
            {"naam": spots["naam"], "bereikt": each.mul(residents, axis=0).sum().round(-1).to_numpy()},
            index=spots.index,
        ),
        method=method,
        metres=float(distance),
        meldingen=(*notes, note),
    )


def _as_crow_flies(areas: gpd.GeoSeries, spots: gpd.GeoDataFrame, distance: float) -> pd.DataFrame:
    """Share (0-1) of the area of each buurt within the distance of each place, and of any (``alle``)."""
    circles = shapely.buffer(spots.geometry.to_numpy(), distance, quad_segs=64)
    shapes = {**dict(zip(spots.index, circles, strict=True)), "alle": shapely.union_all(circles)}
    return pd.DataFrame(
        {name: shapely.area(shapely.intersection(areas.to_numpy(), shape)) for name, shape in shapes.items()},
        index=areas.index,
    ).div(areas.area, axis=0)


def _over_streets(areas: gpd.GeoSeries, spots: gpd.GeoDataFrame, distance: float, path: Path | str) -> pd.DataFrame:
    """Share (0-1) of the street length of each buurt within the distance of each place, and of any."""
    graph, edges = _read_streets(path)
    here = edges.set_geometry(edges.centroid).sjoin(gpd.GeoDataFrame(geometry=areas).rename_axis("buurtcode"))
    here = here[~here.index.duplicated()]
    whole = here["length"].groupby(here["buurtcode"]).sum()
    columns = {}
    for name, starts in {**{label: [label] for label in spots.index}, "alle": list(spots.index)}.items():
        length = _reachable(graph, here, spots.loc[starts], distance)
        columns[name] = length.groupby(here["buurtcode"]).sum() / whole
    return pd.DataFrame(columns).reindex(areas.index).fillna(0.0)


def _reachable(graph: Any, edges: pd.DataFrame, spots: gpd.GeoDataFrame, distance: float) -> pd.Series[float]:
    """Metres of each street within the distance, from both ends, and at most its length."""
    import networkx as nx  # noqa: PLC0415 - comes with OSMnx, an optional extra
    import osmnx  # noqa: PLC0415 - as above

    nodes, away = osmnx.distance.nearest_nodes(graph, spots.geometry.x, spots.geometry.y, return_dist=True)
    rest: dict[Any, float] = {}
    for node, offset in zip(nodes, away, strict=True):
        lengths = nx.single_source_dijkstra_path_length(
            graph, node, cutoff=max(distance - offset, 0.0), weight="length"
        )
        for other, length in lengths.items():
            rest[other] = max(rest.get(other, 0.0), distance - offset - length)
    ends = [edges[end].map(rest).fillna(0.0).clip(lower=0.0) for end in ("u", "v")]
    return pd.Series(np.minimum(ends[0] + ends[1], edges["length"]), index=edges.index)


def _read_streets(path: Path | str) -> tuple[Any, gpd.GeoDataFrame]:
    """Read a street network in RD, walkable in both directions, and its streets with their ends ``u`` and ``v``."""
    try:
        import osmnx  # noqa: PLC0415 - costly, and an optional extra
    except ImportError as error:
        raise MissingExtraError(
            'Voor afstanden over straat is OSMnx nodig; installeer het met: pip install "gezond-geo[netwerk]".'
        ) from error
    try:
        graph = osmnx.project_graph(osmnx.load_graphml(path), to_crs=RD)
    except Exception as bad:
        raise InputError(f"{path} is geen stratennet; geef een GraphML-bestand zoals OSMnx het bewaart.") from bad
    streets = osmnx.convert.to_undirected(graph)
    edges = osmnx.graph_to_gdfs(streets, nodes=False).reset_index()
    return streets, edges[["u", "v", "length", "geometry"]]
