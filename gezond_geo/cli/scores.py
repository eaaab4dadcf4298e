"""``gezond-geo scores``: score, stacking and rank, as text or as a file."""

from __future__ import annotations

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
from gezond_geo.cli.tables import add_results_output, give_table, is_table
from gezond_geo.cli.terminal import say, tell
from gezond_geo.dataset.levels import aggregate
from gezond_geo.io.dutch import count_of, format_number
from gezond_geo.pages.export import results_export
from gezond_geo.pages.results import keep_top
from gezond_geo.scores.wording import say_origin, say_reference, say_settings

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "de eerste tien, als Excel": "gezond-geo scores Enschede --top 10 --koppen nl --uit top10.xlsx",
            "zonder vergrijzing": "gezond-geo scores Enschede --zonder vergrijzing",
            "met een eigen cijfer": "gezond-geo scores Enschede --eigen veiligheid.xlsx",
        }
    )
    add_data_options(parser)
    add_results_output(parser, "bewaar alles in één tabel")
    parser.add_argument(
        "--niveau",
        choices=("buurt", "wijk", "stadsdeel", "gemeente"),
        default="buurt",
        help="wat een regel is (standaard buurt)",
    )
    add_score_options(parser)
    add_top(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    data = load_data(args)
    choices = choose_score(data, args)
    if args.niveau != "buurt":
        data = aggregate(data, args.niveau)
    scores = gg.score(data, **choices)
    top = keep_top(scores.buurten, args.top).index
    tell(data.meldingen)
    if hands_on:
        links = gg.match_projects(data) if args.niveau == "buurt" else None
        table = gg.results(data, scores, links, labels=args.koppen).loc[top.tolist()]
        give_table(args, results_export(table))
        return
    names = data.buurten["buurtnaam"]
    if args.niveau != "buurt":
        names += [f" ({count_of(n, 'buurt', 'buurten')})" for n in data.buurten["aantal_buurten"]]
    order, upward = (["buurtnaam"], [True]) if data.unranked else (["rang", "score"], [True, False])
    rows = scores.buurten.assign(buurtnaam=names).loc[top].sort_values(order, ascending=upward)
    say(f"{'rang':>4}  {'stapeling':>9}  {'score':>5}  {args.niveau}")
    for row in rows.to_dict("records"):
        rank = "" if isna(row["rang"]) else f"{row['rang']:.0f}"
        stacked = "" if isna(row["stapeling"]) else f"{row['stapeling']:.0f} van {len(scores.counted)}"
        value = "" if isna(row["score"]) else format_number(row["score"], 1)
        own = "" if data.unranked and row["reden_geen_rang"].startswith(data.unranked) else row["reden_geen_rang"]
        reason = f" ({own})" if own else ""
        say(f"{rank:>4}  {stacked:>9}  {value:>5}  {row['buurtnaam']}{reason}")
    for line in filter(None, [say_settings(scores), say_reference(scores, scores.counted), *say_origin(data)]):
        say(line)
