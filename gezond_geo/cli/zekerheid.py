"""``gezond-geo zekerheid``: the certainty of ranks, and what affects them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pandas import isna

import gezond_geo as gg
from gezond_geo.cli.options import (
    add_data_options,
    add_score_options,
    add_top,
    choose_score,
    load_data,
)
from gezond_geo.cli.parser import whole_number
from gezond_geo.cli.tables import add_results_output, give_table, is_table
from gezond_geo.cli.terminal import say, show_progress, tell
from gezond_geo.io.dutch import format_number
from gezond_geo.pages.export import results_export
from gezond_geo.pages.results import keep_top
from gezond_geo.scores.robustness import say_assumptions
from gezond_geo.scores.sensitivity import assess_sensitivity, say_sensitivity
from gezond_geo.scores.wording import say_origin, say_settings

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "van de eerste tien": "gezond-geo zekerheid Enschede --top 10",
            "wat de rang van een buurt beweegt": "gezond-geo zekerheid Enschede --buurt Twekkelerveld",
        }
    )
    add_data_options(parser)
    add_score_options(parser)
    add_top(parser)
    parser.add_argument(
        "--trekkingen",
        type=whole_number,
        default=10_000,
        metavar="AANTAL",
        help="hoe vaak te rekenen (standaard 10000)",
    )
    parser.add_argument("--gevoeligheid", action="store_true", help="toon ook welke aanname de rangorde beweegt")
    parser.add_argument("--buurt", metavar="BUURT", help="met --gevoeligheid: wat de rang van deze buurt beweegt")
    add_results_output(parser, "bewaar alles in één tabel, met de zekerheid")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    data = load_data(args)
    scores = gg.score(data, **choose_score(data, args))
    buurt = data.find_buurt(args.buurt) if args.buurt else None
    with show_progress("Zekerheid berekenen…"):
        sure = gg.assess_robustness(data, scores, draws=args.trekkingen)
        moves = assess_sensitivity(data, scores, buurtcode=buurt) if args.gevoeligheid or buurt else None
    sentences = [say_settings(scores), *say_assumptions(sure), None if moves is None else say_sensitivity(moves)]
    lines = [line for line in sentences if line]
    table = keep_top(data.buurten[["buurtnaam"]].join(sure.buurten.round(4)), args.top)
    tell(data.meldingen)
    if hands_on:
        output = gg.results(data, scores, gg.match_projects(data), sure, labels=args.koppen).loc[table.index]
        export = results_export(output)
        if moves is not None:
            tell([say_sensitivity(moves)])
            export = replace(export, tables={**export.tables, "gevoeligheid": moves})
        give_table(args, export)
        return
    say(f"{'rang':>4}  {'5–95 %':>7}  {'oordeel':<9}  {'samen':>7}  buurt")
    for row in table.sort_values(["rang", "buurtnaam"]).to_dict("records"):
        rank = "" if isna(row["rang"]) else f"{row['rang']:.0f}"
        span = "" if isna(row["rang_laag"]) else f"{row['rang_laag']:.0f}–{row['rang_hoog']:.0f}"
        chance = "" if isna(row["kans_stapeling"]) else f"{format_number(100 * row['kans_stapeling'])} %"
        say(f"{rank:>4}  {span:>7}  {row['oordeel']:<9}  {chance:>7}  {row['buurtnaam']}")
    for line in ["Samen: hoe vaak er twee of meer thema's samenkomen.", *lines, *say_origin(data)]:
        say(line)
