"""``gezond-geo register``: a register of the gemeente through the years, and a change compared with similar areas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.cli.jaren import show_levels
from gezond_geo.cli.options import add_output
from gezond_geo.cli.parser import calendar_year
from gezond_geo.cli.tables import add_table_output, give_table, is_table, reporter
from gezond_geo.cli.terminal import say, tell
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.io.contents import Export
from gezond_geo.io.export import TABLES
from gezond_geo.io.whole import PICTURE, write_whole
from gezond_geo.scores.purpose import FOOTER
from gezond_geo.years.comparison import find_area
from gezond_geo.years.registers import TOTAL
from gezond_geo.years.series import list_sources, say_sources
from gezond_geo.years.trends import say_changes

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from gezond_geo.cli.parser import DutchParser
    from gezond_geo.years.series import Years


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "wat een register door de jaren laat zien": "gezond-geo register wmo.csv --uit verandering.xlsx",
            "een gebied naast gebieden die net zo begonnen": (
                "gezond-geo register wmo.csv --groep Twekkelerveld --begin 2021 --png wmo.png"
            ),
        }
    )
    parser.add_argument(
        "bestand",
        type=Path,
        metavar="BESTAND",
        help="tabel met per buurt of wijk en per jaar een regel, met een beschrijving ernaast in BESTAND.toml",
    )
    parser.add_argument(
        "--gebied", action="append", default=[], metavar="GEBIED", help="toon ook dit gebied; naam of code; mag vaker"
    )
    parser.add_argument("--sinds", type=calendar_year, metavar="JAAR", help="vanaf dit jaar")
    parser.add_argument("--tot", type=calendar_year, metavar="JAAR", help="tot en met dit jaar")
    parser.add_argument(
        "--groep",
        action="append",
        default=[],
        metavar="GEBIED",
        help="vergelijk de verandering hier met gebieden die net zo begonnen; naam of code; mag vaker",
    )
    parser.add_argument(
        "--begin", type=calendar_year, metavar="JAAR", help="met --groep: het eerste jaar dat als erna telt"
    )
    add_output(parser, "--png", PICTURE, "met --groep: schrijf de vergelijking ook als plaatje")
    add_table_output(parser, TABLES, "bewaar het oordeel per gebied, of met --groep de vergelijking, als tabel")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    if bool(args.groep) != (args.begin is not None):
        raise SettingsError("--groep en --begin horen bij elkaar; geef ze allebei, of geen van beide.")
    if args.png and not args.groep:
        raise SettingsError("--png werkt alleen met --groep en --begin; geef die erbij, of laat het weg.")
    years = gg.read_register(args.bestand)
    name = next(iter(years.indicators))
    codes = [find_area(years, area) for area in args.gebied]
    tell(years.meldingen)
    if args.groep:
        _compare(args, years, name, hands_on=hands_on)
        return
    change, lines = _assess(args, years, name)
    lines += [*(f"Bron: {line}" for line in say_sources(years)), FOOTER]
    if hands_on:
        give_table(args, _export(years, change.set_index("code"), lines))
        return
    for line in [*show_levels(years, [name], [*codes, TOTAL]), *lines]:
        say(line)


def _assess(args: argparse.Namespace, years: Years, name: str) -> tuple[pd.DataFrame, list[str]]:
    """Assess the change of the figure, without the numbers behind a share."""
    change = gg.assess_change(years, since=args.sinds, until=args.tot)
    change = change[change["id"].eq(name)]
    if change.empty:
        raise InputError(f"Van {years.indicators[name].label} zijn er geen twee jaren of meer; neem meer jaren.")
    return change, say_changes(change, years)


def _compare(args: argparse.Namespace, years: Years, name: str, *, hands_on: bool) -> None:
    compared = gg.compare_change(years, name, args.groep, args.begin, since=args.sinds, until=args.tot)
    tell(compared.meldingen)
    lines = [*compared.sentences(), *(f"Bron: {line}" for line in compared.sources), FOOTER]
    if args.png:
        from gezond_geo.pages.comparison_plot import picture_of  # noqa: PLC0415 - Matplotlib only for a picture

        reporter(args)(str(write_whole(args.png, picture_of(compared), PICTURE)))
    if hands_on:
        export = _export(years, compared.years, lines, {"vergelijkingsgebieden": compared.areas})
        give_table(args, export)
        return
    for line in lines:
        say(line)


def _export(
    years: Years, table: pd.DataFrame, lines: list[str], tables: dict[str, pd.DataFrame] | None = None
) -> Export:
    indicator = next(iter(years.indicators.values()))
    return Export(
        name="tabel",
        title=indicator.label,
        table=table,
        lines=[*years.meldingen, *lines],
        tables=tables or {},
        about={"gemeente": years.gemeente.naam, "cijfer": indicator.label},
        sources=list_sources(years),
    )
