"""``gezond-geo gebiedsprofiel``: an area on two A4, or every area of a gemeente."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.cli.options import (
    add_data_options,
    add_investments_option,
    add_score_options,
    choose_score,
    default_output,
    find_years,
    load_data,
)
from gezond_geo.cli.papers import add_paper_output, write_paper
from gezond_geo.cli.terminal import say, show_progress, tell
from gezond_geo.errors import SettingsError
from gezond_geo.io.names import name_file
from gezond_geo.io.whole import PAGE, write_together

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "een focusgebied, ook als PDF": 'gezond-geo gebiedsprofiel "\'t Lang" --pdf t-lang.pdf',
            "een wijk": 'gezond-geo gebiedsprofiel "wijk Enschede-Zuid"',
            "een paar buurten samen": 'gezond-geo gebiedsprofiel "Pathmos, Dolphia"',
            "alle gebieden van Hengelo": "gezond-geo gebiedsprofiel --alle Hengelo",
        }
    )
    parser.add_argument(
        "naam",
        nargs="?",
        metavar="NAAM",
        help="focusgebied, buurt, wijk of stadsdeel, of namen van buurten met komma's; met --alle de gemeente",
    )
    add_data_options(parser)
    add_investments_option(parser)
    add_paper_output(parser, "gebiedsprofiel-<naam>")
    parser.add_argument(
        "--alle", action="store_true", help="maak ze van alle gebieden; --uit is dan de bladzijde die ernaar verwijst"
    )
    parser.add_argument(
        "--taal",
        choices=("nl", "en"),
        default="nl",
        help="taal van het profiel (standaard nl); namen blijven Nederlands",
    )
    add_score_options(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    if args.alle:
        _write_all(args)
        return
    if args.naam is None:
        raise SettingsError("Er is geen gebied genoemd; geef een naam, of --alle voor elk gebied.")
    data = load_data(args)
    scores = gg.score(data, **choose_score(data, args))
    years = find_years(args)
    with show_progress("Profiel maken…"):
        profile = gg.make_profile(data, args.naam, scores, years=years, language=args.taal)
        paths = write_paper(args, profile, f"gebiedsprofiel-{name_file(profile.area.naam)}")
    tell(profile.meldingen)
    for path in paths:
        say(path)


def _write_all(args: argparse.Namespace) -> None:
    # Papers load when they are made.
    from gezond_geo.pages.profile import collect_subjects  # noqa: PLC0415
    from gezond_geo.pages.profile.index import build_profiles  # noqa: PLC0415

    if args.pdf:
        raise SettingsError("--pdf maakt één PDF; laat --alle weg, of druk de profielen af in uw browser.")
    if args.figuren:
        raise SettingsError("--figuren schrijft die van één profiel; laat --alle weg.")
    if args.naam and args.gemeente:
        raise SettingsError(f"Met --alle is {args.naam} te veel; geef alleen de gemeente.")
    args.gemeente = args.gemeente or args.naam
    data = load_data(args)
    scores = gg.score(data, **choose_score(data, args))
    years = find_years(args)
    with show_progress("Profielen maken…"):
        folder = Path("maps") / f"gebiedsprofielen-{name_file(data.gemeente.naam)}"
        index = args.uit or default_output(folder / "index.html", PAGE)
        subjects = collect_subjects(data, scores, None, None, args.taal, years=years)
        contents = build_profiles(subjects, index)
        write_together(contents, PAGE)
    tell(data.meldingen)
    say(index)
