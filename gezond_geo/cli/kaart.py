"""``gezond-geo kaart``: the map page, and the same map as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.areas.codes import NATION
from gezond_geo.cli.options import (
    add_data_options,
    add_investments_option,
    add_output,
    add_score_options,
    choose_score,
    default_output,
    find_years,
    load_data,
)
from gezond_geo.cli.terminal import say, show_progress, tell
from gezond_geo.io.names import name_file
from gezond_geo.io.whole import PAGE, PDF, PICTURE, write_whole
from gezond_geo.pages.map.payload import build_payload
from gezond_geo.pages.page import build_page
from gezond_geo.pages.pdf import write_pdf

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser


_FEW = 600
"""Number of buurten up to which computing the certainty takes a second or less."""


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "de kaart van Hengelo, met eigen projecten": "gezond-geo kaart Hengelo --projecten projecten.csv",
            "zonder vergrijzing, en met inkomen dubbel": "gezond-geo kaart --zonder vergrijzing --gewicht inkomen=2",
            "om te publiceren": "gezond-geo kaart Enschede --openbaar --uit openbaar.html",
        }
    )
    add_data_options(parser)
    add_investments_option(parser)
    add_output(parser, "--uit", PAGE, "waar de kaart komt (standaard maps/<gemeente>.html)")
    add_output(parser, "--png", PICTURE, "schrijf dezelfde kaart ook als plaatje om te drukken")
    add_output(parser, "--pdf", PDF, "schrijf de kaart ook als PDF op A4 (daarvoor is Chromium, Chrome of Edge nodig)")
    parser.add_argument(
        "--achtergrond", action="store_true", help="laat de lezer met een klik een achtergrondkaart van PDOK laden"
    )
    parser.add_argument(
        "--zekerheid",
        action="store_true",
        help="reken ook voor heel Nederland uit hoe zeker de uitkomst is; bij een gemeente gebeurt dat altijd",
    )
    parser.add_argument("--openbaar", action="store_true", help="laat rang en score per buurt weg, voor publicatie")
    parser.add_argument(
        "--taal",
        choices=("nl", "en"),
        default="nl",
        help="taal van de kaart (standaard nl); namen en beleid blijven Nederlands",
    )
    add_score_options(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    data = load_data(args)
    scores = gg.score(data, **choose_score(data, args))
    target = args.uit or default_output(Path("maps") / f"{name_file(data.gemeente.naam)}.html", PAGE)
    years = None if data.gemeente.code == NATION else find_years(args)
    with show_progress("Kaart maken…"):
        payload = build_payload(
            data,
            scores,
            gg.match_projects(data),
            _find_certainty(data, scores, is_asked=args.zekerheid),
            years=years,
            background=args.achtergrond,
            public=args.openbaar,
            language=args.taal,
        )
        # The same output as `make_map`, without loading Folium, which is only needed for user layers.
        paths = [write_whole(target, build_page(payload).encode(), PAGE)]
        if args.png:
            # Matplotlib loads only for a picture.
            from gezond_geo.pages.poster import write_png  # noqa: PLC0415

            paths.append(write_png(payload, args.png))
        if args.pdf:
            paths.append(write_pdf(target.read_text("utf-8"), args.pdf))
    tell(payload["meldingen"])
    for path in paths:
        say(path)


def _find_certainty(data: gg.Dataset, scores: gg.Scores, *, is_asked: bool) -> gg.Robustness | None:
    """Compute the certainty of the outcome, unless there are too many buurten, or none has a rank."""
    if scores.buurten["rang"].isna().all() or not (is_asked or len(data.buurten) <= _FEW):
        return None
    return gg.assess_robustness(data, scores)
