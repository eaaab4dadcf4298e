"""Tabular output of a command: a file with ``--uit``, or JSON on standard output with ``--json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.cli.options import add_output
from gezond_geo.cli.terminal import say, tell, tell_written
from gezond_geo.errors import SettingsError
from gezond_geo.io.dutch import join_words
from gezond_geo.io.export import MAPS, TABLES, print_json, write_export
from gezond_geo.io.whole import STANDARD_OUTPUT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from gezond_geo.io.contents import Export


_SHEETS = ("sjabloon", "besluitlijst")
"""Options that write a template instead of a table."""


def add_json(options: argparse._ActionsContainer) -> None:
    """Add the option for JSON to a parser or group."""
    options.add_argument(
        "--json", action="store_true", help="schrijf de uitkomst als JSON op het scherm, met kolommen en bronnen"
    )


def add_table_output(parser: argparse.ArgumentParser, endings: Sequence[str], text: str) -> None:
    """Add the options for a table, in the format of the file extension or as JSON."""
    ways = join_words([ending for ending in endings if ending != TABLES[0]], "of")
    group = parser.add_mutually_exclusive_group()
    add_output(group, "--uit", endings, f"{text}: het eind van de naam kiest de vorm (ook {ways}); - is het scherm")
    add_json(group)
    parser.add_argument(
        "--excel-nl",
        action="store_true",
        help="met --uit: schrijf de CSV zoals een Nederlandse Excel die met een dubbelklik leest",
    )


def add_results_output(parser: argparse.ArgumentParser, text: str) -> None:
    """Add the options for the results table, which has a header per language and can be a map file."""
    add_table_output(parser, (*TABLES, *MAPS), text)
    parser.add_argument(
        "--koppen",
        choices=("id", "nl"),
        default="id",
        help="met --uit of --json: kop van de kolommen, vaste namen (id) of Nederlands (nl)",
    )


def is_table(args: argparse.Namespace) -> bool:
    """Whether the command outputs a table instead of text.

    Raises
    ------
    SettingsError
        When an option only applies to a table, and none is requested.
    """
    sheet = next((name for name in _SHEETS if getattr(args, name, None)), "")
    if sheet and (args.uit or args.json):
        way = "--uit" if args.uit else "--json"
        raise SettingsError(f"--{sheet} gaat niet samen met {way}; maak eerst het blad, en daarna de tabel.")
    if args.excel_nl and not args.uit:
        raise SettingsError("--excel-nl werkt alleen met --uit; zeg waar de CSV komt, of laat het weg.")
    if getattr(args, "koppen", "id") != "id" and not (args.uit or args.json):
        raise SettingsError("--koppen werkt alleen met --uit of --json; zeg waar de tabel komt, of laat het weg.")
    return bool(args.uit or args.json)


def give_table(args: argparse.Namespace, export: Export) -> None:
    """Print or write a table, depending on the options."""
    if args.json:
        print_json(export)
    else:
        tell_written(write_export(export, args.uit, excel_nl=args.excel_nl))


def number_rows(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Table with numbered rows, for rows without a code."""
    table = pd.DataFrame(list(rows))
    table.index = pd.RangeIndex(1, len(table) + 1, name="nummer")
    return table


def reporter(args: argparse.Namespace) -> Callable[[str], None]:
    """Function that prints a line next to the table: to standard error when the table goes to standard output."""
    apart = args.json or str(getattr(args, "uit", None)) == STANDARD_OUTPUT
    return (lambda line: tell([line])) if apart else say
