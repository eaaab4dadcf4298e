"""``gezond-geo samenhang``: overlap of themes, people outside stacked buurten, and spatial clusters."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.cli.options import add_data_options, add_score_options, choose_score, load_data
from gezond_geo.cli.tables import add_json, number_rows
from gezond_geo.cli.terminal import say, tell
from gezond_geo.io.export import print_json
from gezond_geo.pages.export import table_export
from gezond_geo.scores.clusters import assess_clusters, say_clusters
from gezond_geo.scores.coherence import assess_coherence, say_coherence
from gezond_geo.scores.reach import people_outside, say_people_outside
from gezond_geo.scores.simulation import STACKED
from gezond_geo.scores.wording import say_origin, say_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    import pandas as pd

    from gezond_geo.cli.parser import DutchParser


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples({"ook of hoog en laag bij elkaar liggen": "gezond-geo samenhang Enschede --ruimtelijk"})
    add_data_options(parser)
    add_score_options(parser)
    parser.add_argument("--ruimtelijk", action="store_true", help="toon ook of hoog en laag bij elkaar liggen (Moran)")
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    data = load_data(args)
    scores = gg.score(data, **choose_score(data, args))
    coherence = assess_coherence(data, scores)
    lines = say_coherence(data, scores, coherence)
    tables = {"zonder_thema": coherence.shifts.rename_axis("keuze")}
    # A single theme cannot stack.
    if len(scores.counted) >= STACKED:
        tables["buiten_de_stapeling"] = people_outside(data, scores)
        lines += [say_people_outside(data, scores, str(name)) for name in tables["buiten_de_stapeling"].index]
    if args.ruimtelijk:
        for name, values in {"De score": scores.buurten["score"], **_themes(scores)}.items():
            clusters = assess_clusters(data, values)
            tables[f"ruimtelijk {name.lower()}"] = clusters.buurten
            lines += say_clusters(data, clusters, name)
    lines = [line for line in [*lines, say_settings(scores), *say_origin(data)] if line]
    tell(data.meldingen)
    if args.json:
        pairs = number_rows([*_list_pairs("themas", coherence.themes), *_list_pairs("cijfers", coherence.indicators)])
        print_json(table_export(data, pairs, [*data.meldingen, *lines], tables))
        return
    for line in lines:
        say(line)


def _list_pairs(kind: str, correlations: pd.DataFrame) -> Iterator[dict[str, object]]:
    """List each pair once, with its rank correlation."""
    for one, other in combinations(correlations.columns, 2):
        yield {"soort": kind, "een": one, "ander": other, "rangcorrelatie": correlations.loc[one, other]}


def _themes(scores: gg.Scores) -> dict[str, pd.Series[float]]:
    return {scores.theme_info[theme].label: scores.themes[theme] for theme in scores.counted}
