"""``gezond-geo overleg``: whether participants who weight themes differently would choose differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.cli.options import add_data_options, add_score_options, choose_score, load_data
from gezond_geo.cli.parser import whole_number
from gezond_geo.cli.tables import add_table_output, give_table, is_table
from gezond_geo.cli.terminal import say, tell
from gezond_geo.errors import SettingsError
from gezond_geo.io.dutch import join_words
from gezond_geo.io.export import TABLES
from gezond_geo.pages.export import table_export
from gezond_geo.scores.agreement import EVERYONE, FIRST, SOME, say_agreement, say_choice
from gezond_geo.scores.codes import is_code, write_code
from gezond_geo.scores.wording import say_origin

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser
    from gezond_geo.scores.agreement import Agreement


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples({"drie deelnemers": "gezond-geo overleg Enschede 40-30-10-20 25-25-25-25 15-20-5-60"})
    add_data_options(parser)
    add_score_options(parser)
    parser.add_argument(
        "codes",
        nargs="*",
        metavar="CODE",
        help="van elke deelnemer de punten per thema, samen 100, zoals 40-30-10-20 of '40 · 30 · 10 · 20'",
    )
    parser.add_argument(
        "--eerste",
        type=whole_number,
        default=FIRST,
        metavar="AANTAL",
        help=f"hoeveel buurten er gekozen worden (standaard {FIRST})",
    )
    add_table_output(parser, TABLES, "bewaar per buurt de plaats bij elke deelnemer")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    codes = list(args.codes)
    if args.gemeente is not None and is_code(args.gemeente):
        codes, args.gemeente = [args.gemeente, *codes], None
    if not codes:
        raise SettingsError("Geef van elke deelnemer een code, zoals: gezond-geo overleg 40-30-10-20 25-25-25-25.")
    data = load_data(args)
    scores = gg.score(data, **choose_score(data, args))
    agreement = gg.compare_weights(scores, codes, top=args.eerste)
    tell(data.meldingen)
    lines = [say_choice(agreement), say_agreement(agreement), *say_origin(data)]
    if hands_on:
        table = agreement.choice.join(agreement.ranks.add_prefix("rang_"))
        tables = {"punten": agreement.weights, "verschil": agreement.spread}
        give_table(args, table_export(data, table, [*data.meldingen, *lines], tables))
        return
    say("Verandert het verschil de keuze?")
    say(f"  {lines[0]}")
    _list_choice(agreement)
    say("Waar zijn de deelnemers het eens?")
    for theme, row in agreement.spread.iterrows():
        points = agreement.weights[str(theme)].sort_values(kind="stable")
        each = ", ".join(f"{name} {value:.0f}" for name, value in points.items())
        label = scores.theme_info[str(theme)].label
        say(f"  {label:<16}  {row['laagste']:.0f} tot {row['hoogste']:.0f} punten: {each}")
    say(f"  {lines[1]}")
    for name, points in agreement.weights.iterrows():
        say(f"  {name}: {write_code(points.tolist())}")
    for line in lines[2:]:
        say(line)


def _list_choice(agreement: Agreement) -> None:
    choice = agreement.choice
    everyone = choice.loc[choice["groep"].eq(EVERYONE), "buurtnaam"].tolist()
    say(f"  Bij iedereen: {join_words(everyone) or 'geen'}")
    for row in choice[choice["groep"].eq(SOME)].to_dict("records"):
        places = f"plaats {row['laagste']} tot {row['hoogste']}"
        say(f"  Bij {row['aantal']} van {len(agreement.weights)}: {row['buurtnaam']} ({places})")
