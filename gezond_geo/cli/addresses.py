"""The option ``--adressen``: look up the addresses of a list, for a person to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gezond_geo import settings
from gezond_geo.cli.tables import reporter
from gezond_geo.cli.terminal import show_progress
from gezond_geo.dataset.folder.addresses import addresses_path, look_up
from gezond_geo.errors import InputError
from gezond_geo.io.whole import is_same_file

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    import pandas as pd

    from gezond_geo.areas.gemeente import Gemeente


def add_addresses_option(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument(
        "--adressen",
        action="store_true",
        help="zoek adressen op bij de Locatieserver van PDOK, en zet wat die vindt in adressen.csv om te bevestigen",
    )


def look_up_addresses(args: argparse.Namespace, table: pd.DataFrame, gemeente: Gemeente, source: Path | None) -> None:
    """Look up the addresses of a list, and report the result for each."""
    path = addresses_path(args.gemeentemap, source)
    if path is None:
        raise InputError("Geef de lijst of --gemeentemap, zodat duidelijk is waar adressen.csv komt.")
    if args.sjabloon and is_same_file(path, args.sjabloon):
        raise InputError(f"In {path} komen de adressen; kies een andere naam voor het sjabloon.")
    with (
        settings.offline_run(args.offline),
        settings.refreshing(args.ververs),
        show_progress("Adressen opzoeken…", "") as progress,
    ):
        rows = look_up(table, gemeente, path, progress)
    report = reporter(args)
    for row in rows.to_dict("records"):
        answer = f"{row['gevonden']} ({row['soort']}, score {row['score']}): " if row["gevonden"] else ""
        report(f"{row['adres']}: {answer}{row['zekerheid']}")
    if len(rows):
        report(f"{path}: zet ja of nee in de kolom bevestigd.")
    else:
        report("Er is geen adres dat nog moet worden opgezocht.")
