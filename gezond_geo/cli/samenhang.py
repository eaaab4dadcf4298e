"""``gezond-geo samenhang``: what counts twice, whom stacking leaves out, and where high and low lie together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.cli.options import add_data_options, add_score_options, choose_score, load_data
from gezond_geo.cli.terminal import say, tell
from gezond_geo.scores.clusters import assess_clusters, say_clusters
from gezond_geo.scores.coherence import assess_coherence, say_coherence
from gezond_geo.scores.reach import people_outside, say_people_outside
from gezond_geo.scores.simulation import STACKED
from gezond_geo.scores.wording import say_origin, say_settings

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from gezond_geo.cli.parser import DutchParser


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples({"ook of hoog en laag bij elkaar liggen": "gezond-geo samenhang Enschede --ruimtelijk"})
    add_data_options(parser)
    add_score_options(parser)
    parser.add_argument("--ruimtelijk", action="store_true", help="toon ook of hoog en laag bij elkaar liggen (Moran)")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    data = load_data(args)
    scores = gg.score(data, **choose_score(data, args))
    lines = say_coherence(data, scores, assess_coherence(data, scores))
    # Of one theme there is nothing to stack.
    if len(scores.counted) >= STACKED:
        lines += [say_people_outside(data, scores, str(name)) for name in people_outside(data, scores).index]
    if args.ruimtelijk:
        for name, values in {"De score": scores.buurten["score"], **_themes(scores)}.items():
            lines += say_clusters(data, assess_clusters(data, values), name)
    tell(data.meldingen)
    for line in filter(None, [*lines, say_settings(scores), *say_origin(data)]):
        say(line)


def _themes(scores: gg.Scores) -> dict[str, pd.Series[float]]:
    return {scores.theme_info[theme].label: scores.themes[theme] for theme in scores.counted}
