"""``gezond-geo norm``: the number of meeting places by the norm, the shortage, and residents within reach."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.choices.norm import ADULTS_PER_PLACE, SPORT_M2, YOUNG_PER_PLACE
from gezond_geo.cli.options import add_data_options, load_data
from gezond_geo.cli.tables import add_table_output, give_table, is_table
from gezond_geo.cli.terminal import say, tell
from gezond_geo.errors import SettingsError
from gezond_geo.io.dutch import format_number
from gezond_geo.io.export import TABLES
from gezond_geo.pages.export import table_export
from gezond_geo.scores.wording import say_origin

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from gezond_geo.cli.parser import DutchParser


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "hoeveel plekken de norm vraagt": "gezond-geo norm Enschede",
            "wat ontbreekt, en wie er binnen 500 meter woont": "gezond-geo norm Enschede --plekken plekken.csv",
        }
    )
    add_data_options(parser)
    parser.add_argument(
        "--plekken", type=Path, metavar="BESTAND", help="lijst van plekken die er zijn: naam, x, y en m2 (sport)"
    )
    parser.add_argument(
        "--straten", type=Path, metavar="BESTAND.graphml", help="meet over straat, met een stratennet van OSMnx"
    )
    add_table_output(parser, TABLES, "bewaar de norm per buurt als tabel")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    if args.straten and not args.plekken:
        raise SettingsError("--straten werkt alleen met --plekken; geef ook de lijst van plekken.")
    data = load_data(args)
    table = gg.assess_norm(data, args.plekken)
    lines = [
        f"De norm: één plek per {ADULTS_PER_PLACE} volwassenen, en één plek van {format_number(SPORT_M2)} m² om te "
        f"sporten en te ontmoeten per {YOUNG_PER_PLACE} jongeren. Leeftijden en afronding staan er niet bij; daarom is "
        "elk getal een band.",
        _say_band(table, "plekken", "Plekken"),
        _say_band(table, "sportplekken", "Plekken voor sport en ontmoeting"),
    ]
    if args.plekken:
        reach = gg.reach(data, args.plekken, streets=args.straten)
        table = table.join(reach.buurten[["aandeel", "bereikt"]])
        lines += [*reach.sentences(), *reach.meldingen]
    lines += say_origin(data)
    tell(data.meldingen)
    if hands_on:
        give_table(args, table_export(data, table, [*data.meldingen, *lines]))
        return
    for line in lines:
        say(line)


def _say_band(table: pd.DataFrame, what: str, label: str) -> str:
    low, high = (format_number(table[f"{what}_{end}"].sum()) for end in ("laag", "hoog"))
    text = f"{label}, alle buurten samen: {low} tot {high}"
    if what not in table:
        return f"{text}."
    lacking = [format_number(table[f"tekort_{what}_{end}"].sum()) for end in ("laag", "hoog")]
    return f"{text}; er zijn er {format_number(table[what].sum())}, en er ontbreken er {' tot '.join(lacking)}."
