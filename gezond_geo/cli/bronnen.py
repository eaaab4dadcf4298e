"""``gezond-geo bronnen``: where every figure comes from, and what the cache holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo import settings
from gezond_geo.areas.gemeente import find_gemeente
from gezond_geo.cli.options import add_data_options, load_data
from gezond_geo.cli.parser import FAILED
from gezond_geo.cli.tables import add_json, number_rows
from gezond_geo.cli.terminal import say, tell
from gezond_geo.io.contents import Export
from gezond_geo.io.dutch import count_of, format_number
from gezond_geo.io.export import print_json
from gezond_geo.pages.export import table_export
from gezond_geo.pages.results import VERSION
from gezond_geo.scores.purpose import FOOTER
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
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    if args.controle:
        return _check(args)
    _show(args)
    return 0


def _check(args: argparse.Namespace) -> int:
    """Print a line per service as it answers; returns the exit code, 0 if all did."""
    from gezond_geo.dataset.probes import PROBES, run_probes  # noqa: PLC0415

    gemeente = find_gemeente(args.gemeente, args.gemeentemap)
    width = max(len(probe.name) for probe in PROBES)
    title = f"Een kleine vraag aan elke dienst, over {gemeente.naam} ({gemeente.code})"
    report = (lambda _line: None) if args.json else say
    report(f"{title}:")
    report(f"{'dienst':{width}}  antwoord  jaar        regels  als verwacht  seconden")
    outcomes = []
    with settings.offline_run(args.offline):
        for outcome in run_probes(gemeente.code):
            outcomes.append(outcome)
            report(_as_row(outcome, width))
            if outcome.remark:
                report(f"  {outcome.remark}")
    right = sum(outcome.is_as_expected for outcome in outcomes)
    if args.json:
        rows = number_rows(map(_as_record, outcomes))
        print_json(Export(name="diensten", title=title, table=rows, about={"versie": VERSION}))
    report(f"Een antwoord als verwacht: van {right} van de {len(outcomes)}.")
    return 0 if right == len(outcomes) else FAILED


def _as_record(outcome: Outcome) -> dict[str, object]:
    answer = outcome.answer
    return {
        "dienst": outcome.name,
        "antwoord": answer is not None,
        "jaar": answer.year if answer else None,
        "regels": answer.rows if answer else None,
        "als_verwacht": outcome.is_as_expected,
        "seconden": round(outcome.seconds, 1),
        "opmerking": outcome.remark,
    }


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
    if args.json:
        table = pd.DataFrame(data.sources).rename_axis("cijfer")
        cached = [{"sleutel": key, **asdict(file)} for key, file in entries()]
        tables = {"cache": pd.DataFrame(cached).set_index("sleutel")} if cached else {}
        print_json(table_export(data, table, [*data.meldingen, FOOTER], tables))
        return
    # The first one names the uitgave, and why it was chosen.
    for line in [*data.meldingen[:1], *say_sources(data)]:
        say(line)
    files = entries()
    say(f"In de cache: {count_of(len(files), 'bestand', 'bestanden')}.")
    for _, file in files:
        age = count_of(int(file.age_days), "dag", "dagen")
        change = f"gewijzigd {file.modified[:10]}" if file.modified else "wijziging onbekend"
        check = f", nagekeken {file.checked[:10]}" if file.checked else ""
        say(
            f"  {file.table}: {count_of(file.rows, 'regel', 'regels')}, opgehaald {file.retrieved[:10]} "
            f"({age} oud), {change}{check}, {file.url}"
        )
