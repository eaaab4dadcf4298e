"""``gezond-geo verstening``: measure the sealed surface (stone) of each buurt in the BGT."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gezond_geo import settings
from gezond_geo.areas.fit import refuse_coarse
from gezond_geo.cli.options import add_data_options, add_output, default_output, load_data
from gezond_geo.cli.terminal import say, show_progress, tell
from gezond_geo.dataset.national_cover import YARDS, name_basemap
from gezond_geo.dataset.sealing import say_missing, write_measured
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import count_of, format_number
from gezond_geo.io.whole import TABLE

if TYPE_CHECKING:
    import argparse

    from shapely.geometry.base import BaseGeometry

    import gezond_geo as gg
    from gezond_geo.cli.parser import DutchParser
    from gezond_geo.io.http import Progress
    from gezond_geo.landcover.bgt import Bgt


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples({"haal de BGT op en meet": "gezond-geo verstening Enschede --haal-op"})
    add_data_options(parser)
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--bgt", type=Path, metavar="PAD", help="eigen BGT: zip of map met GML, GeoPackage of GeoParquet"
    )
    source.add_argument(
        "--haal-op", action="store_true", help="haal de BGT op bij PDOK; een afgebroken run gaat daarna verder"
    )
    add_output(
        parser,
        "--uit",
        TABLE,
        "waar het resultaat komt (standaard data/processed/verstening-<code>.csv, waar kaart het vindt)",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    # Modules for the BGT, which no other command needs.
    from gezond_geo.landcover.sealing import stone_cover, stone_shares  # noqa: PLC0415

    data = load_data(args)
    if not data.has_boundaries:
        raise InputError(
            f"Van {data.gemeente.naam} zijn geen grenzen bekend; geef ze met --grenzen of draai zonder --offline."
        )
    refuse_coarse(data.boundary_kind)
    target = args.uit or default_output(settings.measured_path(data.gemeente.code), TABLE)
    with settings.refreshing(args.ververs), settings.offline_run(args.offline):
        with show_progress("BGT zoeken…", unit="") as progress:
            bgt = _find(args, data, progress)
        with show_progress("Oppervlakken meten…"):
            cover = stone_cover(data.buurten, bgt.path, yards=data.buurten.get(YARDS))
    yards = name_basemap(data.uitgave) if cover["erf_bekend"].any() else ""
    path = write_measured(cover, data.buurten["buurtnaam"], bgt, target, yards=yards)
    has_value = cover["steen"].notna()
    tell([*data.meldingen, *bgt.notes(), *say_missing(data.buurten["buurtnaam"], cover["reden"])])
    if has_value.any():
        together = stone_shares(cover[has_value].sum(numeric_only=True).to_frame().T).iloc[0]
        low, middle, high = (format_number(together[column]) for column in ("steen_laag", "steen", "steen_hoog"))
        where = f"{count_of(int(has_value.sum()), 'buurt', 'buurten')} van de {len(cover)}"
        tell([f"Gemeten in {where}: {middle} % steen, tussen {low} % (erven onverhard) en {high} % (erven verhard)."])
        if yards:
            mapped = count_of(int(cover["erf_bekend"][has_value].sum()), "buurt", "buurten")
            tell([f"Erven: het verharde deel is in {mapped} dat van de {yards}; elders is de helft aangenomen."])
    say(path)


def _find(args: argparse.Namespace, data: gg.Dataset, progress: Progress | None) -> Bgt:
    """The BGT in the options, or else the one fetched before."""
    from gezond_geo.landcover import bgt, bgt_service  # noqa: PLC0415

    if args.bgt:
        return bgt.open_bgt(args.bgt, progress=progress)
    area: BaseGeometry = data.buurten.geometry.union_all()
    if args.haal_op:
        return bgt_service.fetch_bgt(area, data.gemeente.code, progress=progress)
    if file := bgt_service.find_bgt(area, data.gemeente.code):
        return file
    raise InputError(f"De BGT van {data.gemeente.naam} is er nog niet; haal haar op met --haal-op, of geef --bgt PAD.")
