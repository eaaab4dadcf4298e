"""``gezond-geo bronnen``: where every figure comes from, and what the cache holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gezond_geo import settings
from gezond_geo.areas.gemeente import find_gemeente
from gezond_geo.cli.options import add_data_options, load_data
from gezond_geo.cli.parser import FAILED
from gezond_geo.cli.terminal import say, tell
from gezond_geo.io.dutch import count_of, format_number
from gezond_geo.scores.wording import say_sources

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import DutchParser
    from gezond_geo.dataset.probes import Outcome


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples({"of elke dienst antwoordt zoals verwacht": "gezond-geo bronnen --controle"})
    add_data_options(parser)
    parser.add_argument(
        "--controle", action="store_true", help="vraag elke dienst iets kleins, en toon welke antwoorden"
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    if args.controle:
        return _check(args)
    _show(args)
    return 0


def _check(args: argparse.Namespace) -> int:
    """Print a line per service as it answers, and give the exit code: whether all did."""
    from gezond_geo.dataset.probes import PROBES, run_probes  # noqa: PLC0415

    gemeente = find_gemeente(args.gemeente, args.gemeentemap)
    width = max(len(probe.name) for probe in PROBES)
    say(f"Een kleine vraag aan elke dienst, over {gemeente.naam} ({gemeente.code}):")
    say(f"{'dienst':{width}}  antwoord  jaar        regels  als verwacht  seconden")
    outcomes = []
    with settings.offline_run(args.offline):
        for outcome in run_probes(gemeente.code):
            outcomes.append(outcome)
            say(_as_row(outcome, width))
            if sentence := outcome.failure or (outcome.answer.oddity if outcome.answer else ""):
                say(f"  {sentence}")
    right = sum(outcome.is_as_expected for outcome in outcomes)
    say(f"Een antwoord als verwacht: van {right} van de {len(outcomes)}.")
    return 0 if right == len(outcomes) else FAILED


def _as_row(outcome: Outcome, width: int) -> str:
    answer = outcome.answer
    cells = [
        f"{outcome.name:{width}}",
        f"{'nee' if answer is None else 'ja':8}",
        f"{answer.year if answer else '':10}",
        f"{format_number(answer.rows) if answer else '':>6}",
        f"{'' if answer is None else 'nee' if answer.oddity else 'ja':12}",
        f"{format_number(outcome.seconds, 1):>8}",
    ]
    return "  ".join(cells).rstrip()


def _show(args: argparse.Namespace) -> None:
    from gezond_geo.io.cache import entries  # noqa: PLC0415

    data = load_data(args)
    tell(data.meldingen[1:])
    # The first says which uitgave it is, and why.
    for line in [*data.meldingen[:1], *say_sources(data)]:
        say(line)
    files = entries()
    say(f"In de cache: {count_of(len(files), 'bestand', 'bestanden')}.")
    for _, file in files:
        age = count_of(int(file.age_days), "dag", "dagen")
        changed = f"gewijzigd {file.modified[:10]}" if file.modified else "wijziging onbekend"
        check = f", nagekeken {file.checked[:10]}" if file.checked else ""
        say(
            f"  {file.table}: {count_of(file.rows, 'regel', 'regels')}, opgehaald {file.retrieved[:10]} "
            f"({age} oud), {changed}{check}, {file.url}"
        )
