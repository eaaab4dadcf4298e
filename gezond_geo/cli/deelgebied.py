"""``gezond-geo deelgebied``: figures of an arbitrary area, compared with the buurten in which it lies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

import gezond_geo as gg
from gezond_geo.areas.rd import RD
from gezond_geo.cli.options import add_data_options, load_data
from gezond_geo.cli.parser import number
from gezond_geo.cli.tables import add_table_output, give_table, is_table
from gezond_geo.cli.terminal import say, tell
from gezond_geo.dataset.part_areas import FEW
from gezond_geo.dataset.squares import FIGURES
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import format_number
from gezond_geo.io.export import TABLES
from gezond_geo.io.table import Column, read_table
from gezond_geo.pages.export import table_export

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from gezond_geo.cli.parser import DutchParser

LABEL = (
    "Schattingen uit vierkanten van het CBS: wat op de grens ligt is naar oppervlak verdeeld, een geheim cijfer is "
    "geen nul; tussen haakjes het minste en het meeste dat kan."
)
_NAME = Column("naam", synonyms=("gebied", "gebiedsnaam", "name"))
_BESIDE = 0.01
"""Fraction of an area that must lie in a buurt for a comparison with that buurt."""


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "een getekend gebied": "gezond-geo deelgebied --vierkanten vk100.gpkg --gebied gebied.geojson",
            "300 meter om een school": "gezond-geo deelgebied --vierkanten vk100.gpkg --cirkel 257900 471300 300",
        }
    )
    add_data_options(parser)
    parser.add_argument(
        "--vierkanten",
        type=Path,
        required=True,
        metavar="BESTAND",
        help="de vierkanten of postcodegebieden van het CBS: een GeoPackage of CSV",
    )
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--gebied", type=Path, metavar="KAART", help="kaartbestand met een of meer vlakken")
    place.add_argument(
        "--cirkel",
        nargs=3,
        type=number,
        metavar=("X", "Y", "METER"),
        help="een cirkel: het midden in RD, en de straal in meters",
    )
    add_table_output(parser, TABLES, "bewaar de cijfers als tabel")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    areas = _circle(*args.cirkel) if args.cirkel else _read_areas(args.gebied)
    data = load_data(args)
    both = gpd.GeoDataFrame(pd.concat([areas, _buurten_beside(data, areas)]), crs=RD)
    figures = gg.area_figures(both, args.vierkanten)
    source = f"Vierkanten uit {args.vierkanten.name}. {LABEL}"
    tell(data.meldingen)
    if hands_on:
        rows = figures.reset_index()
        rows.index = pd.RangeIndex(1, len(rows) + 1, name="nummer")
        give_table(args, table_export(data, rows, [*data.meldingen, source]))
        return
    for name, each in zip(both.index, _split(figures, len(both)), strict=True):
        say(str(name))
        if set(each["reden"]) == {FEW}:
            say(f"  geen cijfers: {FEW}")
            continue
        for figure, row in each.droplevel("gebied").iterrows():
            say(f"  {FIGURES[str(figure)][1]:<42}  {_say_figure(row)}")
    say(source)


def _split(figures: pd.DataFrame, areas: int) -> Iterator[pd.DataFrame]:
    """Rows of each area; two areas may have the same name."""
    size = len(figures) // areas
    return (figures.iloc[start : start + size] for start in range(0, len(figures), size))


def _say_figure(row: pd.Series[float]) -> str:
    if row["reden"]:
        return f"geen cijfer: {row['reden']}"
    low, high = (format_number(row[column]) for column in ("laagst", "hoogst"))
    secret = f"; {format_number(row['geheim'])} geheim" if row["geheim"] else ""
    return f"{format_number(row['schatting']):>7}  ({low} tot {high}{secret})"


def _circle(x: float, y: float, metres: float) -> gpd.GeoDataFrame:
    if metres <= 0:
        raise InputError(f"--cirkel {format_number(metres)}: de straal is geen afstand; geef meters, meer dan 0.")
    name = f"{format_number(metres)} meter om {x:.0f} {y:.0f}"
    return gpd.GeoDataFrame(index=[name], geometry=[shapely.Point(x, y).buffer(metres, quad_segs=32)], crs=RD)


def _read_areas(path: Path) -> gpd.GeoDataFrame:
    table = read_table(path, [_NAME], shapes=True)
    if table.shapes is None or table.shapes.crs is None or not len(table.shapes):
        table.refuse(0, "hier staan geen vlakken in een bekend stelsel; geef vlakken in RD of WGS 84.")
    if not table.shapes.geom_type.isin(["Polygon", "MultiPolygon"]).all():
        table.refuse(0, "niet elke vorm is een vlak; teken het gebied als vlak.")
    names = table.texts("naam")
    names = pd.Series([name or f"gebied {place}" for place, name in enumerate(names, start=1)])
    return gpd.GeoDataFrame(geometry=table.shapes.to_crs(RD).to_numpy(), index=names.to_numpy(), crs=RD)


def _buurten_beside(data: gg.Dataset, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Buurten that contain more than a sliver of the areas, by name."""
    shapes = data.buurten.loc[data.buurten.geometry.notna(), ["buurtnaam", "geometry"]]
    ground = areas.geometry.union_all()
    shared = shapes.geometry.intersection(ground).area
    beside = shapes[shared > _BESIDE * ground.area]
    return gpd.GeoDataFrame(
        geometry=beside.geometry.to_numpy(), index="buurt " + beside["buurtnaam"].to_numpy(), crs=RD
    )
