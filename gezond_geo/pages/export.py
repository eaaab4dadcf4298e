"""Export of the results table for other tools, with sources, projects, focus areas, and the colours of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import pandas as pd
import shapely

from gezond_geo._validate import as_flag, as_frame, as_path, checked
from gezond_geo.areas.rd import RD
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.contents import Column, Export
from gezond_geo.io.export import write_export
from gezond_geo.io.qgis import Band, Style
from gezond_geo.pages.classes import MISSING, STACKED, list_classes
from gezond_geo.pages.results import ORIGIN, VERSION, hide_small, list_sources
from gezond_geo.pages.shapes.outlines import MOST_TILES
from gezond_geo.pages.shapes.tegels import place_hexagons
from gezond_geo.scores.purpose import FOOTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from gezond_geo.dataset.dataset import Dataset

_Shape = Literal["fill", "point"]

_BUURTEN, _TILES, _FOCUS, _PROJECTS = "buurten", "tegelkaart", "focusgebieden", "projecten"
_OUTPUTS = "prestaties"
_UNKNOWN = "De herkomst van deze tabel is niet bekend; schrijf wat gezond_geo.results geeft, of noem de bron erbij."


@checked(table=as_frame(), path=as_path, excel_nl=as_flag)
def write(table: pd.DataFrame, path: Path | str, *, excel_nl: bool = False) -> Path:
    """Write a table in the format of the file extension.

    ``.xlsx`` (sheets for scores, figures, projects, sources and columns), ``.gpkg`` (buurten, tegelkaart, focus areas
    and projects, with the colours of the page for QGIS), ``.geojson`` (CRS84), ``.parquet`` (GeoParquet), ``.csv``
    (UTF-8, commas, only the table, with its description in ``….csv-metadata.json``), ``.nl.csv`` (for a Dutch Excel) or
    ``.json``. ``docs/resultaten.md`` describes their content.

    Parameters
    ----------
    table
        Result of `gezond_geo.results`, filtered and sorted as you like; any other frame is written as it is.
    path
        File to write; ``-`` prints CSV.
    excel_nl
        Whether to write a CSV for a Dutch Excel (semicolons, decimal commas), whatever its name.

    Returns
    -------
    Path
        The written file. The same table gives the same bytes.

    Raises
    ------
    InputError
        When a column name occurs twice.
    OutputError
        When the file cannot be written, or the table has no areas to draw; an earlier file stays as it was.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> table = gg.results(data, gg.score(data))
    >>> path = gg.write(table.nsmallest(2, "rang")[["buurtnaam", "stapeling", "rang"]], "-")
    buurtcode,buurtnaam,stapeling,rang
    BU01530604,Wesselerbrink Zuid-Oost,4,1
    BU01530603,Wesselerbrink Noord-Oost,3,2
    """
    return write_export(results_export(table), path, excel_nl=excel_nl)


def table_export(
    data: Dataset, table: pd.DataFrame, lines: Iterable[str], tables: Mapping[str, pd.DataFrame] | None = None
) -> Export:
    """Export of a table about the buurten of a gemeente, other than a results table, with its notes."""
    return Export(
        name="tabel",
        title=f"{data.gemeente.naam}, {data.edition}",
        table=table,
        lines=list(lines),
        tables=tables or {},
        about={"versie": VERSION, "gemeente": data.gemeente.naam, "uitgave": data.uitgave.id},
        sources=list_sources(data),
    )


def by_id(table: pd.DataFrame) -> pd.DataFrame:
    """Results table with the stable column names; any other frame as it is."""
    columns = table.attrs.get(ORIGIN, {}).get("kolommen", {})
    names = {name: column["id"] for name, column in columns.items()}
    # In pandas 2, frames share their index: name a copy.
    frame = table.rename(columns=names)
    frame.index = table.index.rename(names.get(str(table.index.name), table.index.name))
    # pandas copies `attrs` at every step, and these are large.
    frame.attrs = {}
    return frame


def results_export(table: pd.DataFrame) -> Export:
    """Export of a results table with everything that `write` puts in a file; of any other frame only the rows."""
    origin = table.attrs.get(ORIGIN)
    if origin is None:
        plain = _indexed(table)
        residents = plain["inwoners"] if "inwoners" in plain else pd.Series(MIN_RESIDENTS, plain.index)
        small = plain.index[residents < MIN_RESIDENTS].tolist()
        return Export(name="tabel", title="", table=hide_small(plain, small), lines=[_UNKNOWN, FOOTER])
    names = {column["id"]: name for name, column in origin["kolommen"].items()}
    plain = hide_small(by_id(table), origin["zonder_waarde"])
    output = plain.rename(columns=names)
    output.index = plain.index.rename(table.index.name)
    shape = _shape_of(output)
    columns = {name: _column_of(column) for name, column in origin["kolommen"].items()}
    columns["euro"] = Column(label="Euro", decimals=2)
    projects = _projects_table(origin["projecten"])
    tables = {} if projects.empty else {_PROJECTS: projects}
    if origin["prestaties"]:
        tables[_OUTPUTS] = pd.DataFrame(origin["prestaties"]).astype({"gepland": "float64", "gedaan": "float64"})
    if shape is None:
        output = pd.DataFrame(output.drop(columns=_geometry_of(output)))
    else:
        output.attrs = table.attrs
    return Export(
        name=_BUURTEN,
        title=origin["titel"],
        table=output,
        columns=columns,
        lines=origin["regels"],
        tables=tables,
        layers=lambda: dict(_layers(plain, origin, names)),
        styles=list(_styles(plain, origin, names, shape or "point")),
        about={"versie": origin["versie"], **origin["instellingen"]},
        sources=origin["bronnen"],
    )


def _indexed(table: pd.DataFrame) -> pd.DataFrame:
    """Table with a single named index and named columns."""
    frame = table.reset_index() if table.index.nlevels > 1 else table
    if frame.columns.nlevels > 1:
        frame = frame.set_axis(["_".join(filter(None, map(str, names))) for names in frame.columns], axis=1)
    return frame if frame.index.name else frame.rename_axis("nummer")


def _column_of(column: Mapping[str, Any]) -> Column:
    return Column(**{key: value for key, value in column.items() if key != "id"})


def _geometry_of(table: pd.DataFrame) -> list[str]:
    name = getattr(table, "active_geometry_name", None)
    return [] if name is None else [name]


def _shape_of(table: pd.DataFrame) -> _Shape | None:
    """How a table is drawn; None when it has no geometry."""
    kinds = [kind for name in _geometry_of(table) for kind in gpd.GeoSeries(table[name]).geom_type.dropna()]
    if not kinds:
        return None
    return "fill" if any("Polygon" in kind for kind in kinds) else "point"


def _projects_table(projects: list[dict[str, Any]]) -> pd.DataFrame:
    """Table with a row per project, including its locations."""
    rows = []
    for project in projects:
        row = {key: value for key, value in project.items() if key not in {"plaatsen", "punt"}}
        row["buurten"] = ", ".join(f"{place['buurt']} ({place['zekerheid']})" for place in project["plaatsen"])
        rows.append(row)
    return pd.DataFrame(rows).set_index("nummer") if rows else pd.DataFrame()


def _layers(
    plain: pd.DataFrame, origin: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Additional non-empty layers next to that of the buurten."""
    areas = gpd.GeoDataFrame(plain)
    if {"x", "y"} <= set(plain):
        places = plain[plain["x"].notna()]
        points = gpd.GeoSeries.from_xy(places["x"], places["y"], crs=RD)
        if 0 < len(points) <= MOST_TILES:
            attributes = pd.DataFrame(plain.drop(columns=areas.active_geometry_name)).loc[points.index]
            tiles = gpd.GeoDataFrame(attributes.rename(columns=names), geometry=place_hexagons(points))
            tiles.index = tiles.index.rename(names.get(str(plain.index.name), plain.index.name))
            yield _TILES, tiles
        if origin["projecten"]:
            yield _PROJECTS, _project_points(origin["projecten"], points)
    if len(focus := _focus_areas(origin["focusgebieden"], areas)):
        yield _FOCUS, focus


def _project_points(projects: list[dict[str, Any]], points: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Points with a row per project and buurt: its own point if public, or else the middle of the buurt."""
    rows, shapes = [], []
    for project in projects:
        about = {key: value for key, value in project.items() if key not in {"plaatsen", "punt"}}
        own = None if project["punt"] is None else shapely.points(*project["punt"])
        nowhere = {"buurtcode": "", "buurt": "", "euro": project["euro"], "zekerheid": "geen plaats"}
        for place in project["plaatsen"] or [nowhere]:
            rows.append({**about, **place, "bij_benadering": own is None})
            shapes.append(points.get(place["buurtcode"]) if own is None else own)
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=gpd.GeoSeries(pd.Series(shapes, dtype=object), crs=RD))


def _focus_areas(focus: list[dict[str, Any]], areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Polygons of focus areas: the buurten they lie in."""
    polygons = gpd.GeoSeries(areas.geometry[areas.geom_type.isin(["Polygon", "MultiPolygon"])])
    rows = [{**area, "buurten": " ".join(area["buurten"])} for area in focus]
    shapes = [gpd.GeoSeries(polygons[polygons.index.isin(area["buurten"])]).union_all() for area in focus]
    drawable = [number for number, shape in enumerate(shapes) if not shape.is_empty]
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=gpd.GeoSeries(shapes, crs=RD))
    return gpd.GeoDataFrame(frame.iloc[drawable])


def _styles(plain: pd.DataFrame, origin: Mapping[str, Any], names: Mapping[str, str], shape: _Shape) -> Iterator[Style]:
    """Styles from the views of the page, with the shape of the buurten; the default one shows the stacked themes."""
    layers: dict[str, _Shape] = {_BUURTEN: shape, _TILES: "fill"}
    for layer, drawn in layers.items():
        for column, (name, bands) in list_classes(origin).items():
            if column in plain:
                yield Style(
                    layer=layer,
                    name=name,
                    column=names[column],
                    needs=names["stapeling"] if column in STACKED and "stapeling" in plain else "",
                    bands=(*bands, Band(label=MISSING, colour="")),
                    text=names["buurtnaam"] if "buurtnaam" in plain else "",
                    shape=drawn,
                    is_default=column == "stapeling",
                )
    yield Style(layer=_FOCUS, name="Focusgebieden", text="naam", is_default=True)
    yield Style(layer=_PROJECTS, name="Projecten", text="nummer", shape="point", is_default=True)
