"""``gezond-geo keuze``: try out a choice, record it, and recompute a record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import gezond_geo as gg
from gezond_geo.choices.changes import write_choice_template
from gezond_geo.choices.record import is_decision
from gezond_geo.cli.options import NATIONAL, add_data_options, add_output, add_score_options, choose_score, load_data
from gezond_geo.cli.parser import number
from gezond_geo.cli.tables import add_table_output, give_table, is_table, reporter
from gezond_geo.cli.terminal import say, show_progress, tell
from gezond_geo.dataset.folder.template import WORKBOOK
from gezond_geo.errors import SettingsError
from gezond_geo.io.dutch import format_euro, format_number
from gezond_geo.io.export import TABLES
from gezond_geo.io.whole import ARCHIVE
from gezond_geo.pages.export import table_export
from gezond_geo.scores.wording import say_origin, say_settings
from gezond_geo.version import __version__

if TYPE_CHECKING:
    import argparse

    from gezond_geo.choices.decision import Decision
    from gezond_geo.cli.parser import DutchParser

ENOUGH = 50.0
"""Percent of the amount per resident of stacked buurten with money, from which a gap counts as closed."""

_OF_DATA = ("gemeente", "gemeentemap", "jaar", "nieuwste", "extra", "uit_wijk", "projecten", "grenzen", "eigen")
_OF_SCORE = ("leeftijd", "verstening", "gewicht", "zonder", "drempel", "maat")
"""Options that a record fixes."""


_GAPS = {"gedicht": "gat gedicht", "geopend": "gat geopend", "nog open": "onder de maat"}


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "een blad om een keuze in te vullen": "gezond-geo keuze --sjabloon keuze.xlsx",
            "wat de keuze doet, en vastleggen": "gezond-geo keuze keuze.xlsx --bewaar keuze.zip",
            "een vastgelegde keuze narekenen": "gezond-geo keuze keuze.zip",
        }
    )
    parser.add_argument(
        "bestand",
        nargs="?",
        metavar="BESTAND",
        help="keuze (CSV, Excel): projecten die nieuw zijn, vervallen of veranderen; of een bewaarde keuze (.zip)",
    )
    add_data_options(parser)
    add_score_options(parser)
    parser.add_argument(
        "--maat",
        type=number,
        metavar="PROCENT",
        help="vanaf welk deel van wat buurten met twee of meer thema's en geld per inwoner hebben, een gat gedicht is "
        f"(standaard {ENOUGH:.0f})",
    )
    add_output(parser, "--bewaar", ARCHIVE, "leg de keuze vast met cijfers, methode en versie, om later na te rekenen")
    add_output(parser, "--sjabloon", WORKBOOK, "maak een Excel-bestand om een keuze in te vullen, met uitleg")
    add_table_output(parser, TABLES, "bewaar voor en na per buurt als tabel")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    if args.sjabloon:
        # Without a choice, a single name is that of the gemeente.
        args.gemeente = args.gemeente or args.bestand
        data = load_data(args)
        tell(data.meldingen)
        say(write_choice_template(data, args.sjabloon))
        return
    if not args.bestand:
        raise SettingsError("Er is geen keuze gegeven; noem een bestand, of maak er een met --sjabloon keuze.xlsx.")
    path = Path(args.bestand)
    decision, lines = _replay(args, path) if is_decision(path) else _try(args, path)
    tell([*decision.data.meldingen, *decision.meldingen])
    report = reporter(args)
    if args.bewaar:
        report(str(gg.write_decision(decision, args.bewaar)))
    after = [*lines, *filter(None, [say_settings(decision.scores)]), *say_origin(decision.data)]
    if hands_on:
        tables = {
            "wijzigingen": decision.changes, "maten": decision.measures, "mensen": decision.people,
            "gaten": decision.gaps.rename_axis("nummer"),
        }  # fmt: skip
        notes = [*decision.data.meldingen, *decision.meldingen, *decision.sentences(), *after]
        give_table(args, table_export(decision.data, decision.table, notes, tables))
        return
    for line in decision.sentences():
        say(line)
    _list(decision)
    for line in after:
        say(line)


def _list(decision: Decision) -> None:
    table = decision.table
    for row in table[table["euro_eerst"].ne(table["euro_daarna"])].to_dict("records"):
        first, last = (format_euro(row[f"euro_{moment}"]) for moment in ("eerst", "daarna"))
        each = (
            ""
            if pd.isna(row["per_inwoner_daarna"])
            else f" ({format_number(row['per_inwoner_daarna'], 2)} per inwoner)"
        )
        say(f"  {row['buurtnaam']:<26}  {first} → {last}{each}{'; ' if row['gat'] else ''}{_GAPS.get(row['gat'], '')}")


def _try(args: argparse.Namespace, path: Path) -> tuple[Decision, list[str]]:
    share = ENOUGH if args.maat is None else args.maat
    if share > 100:  # noqa: PLR2004 - percent
        raise SettingsError(f"--maat is {share:g}; geef een percentage van 0 tot en met 100.")
    data = load_data(args)
    scores = gg.score(data, **choose_score(data, args))
    with show_progress("Uitkomst berekenen…"):
        decision = gg.try_choice(data, scores, path, enough=share / 100)
    return decision, []


def _replay(args: argparse.Namespace, path: Path) -> tuple[Decision, list[str]]:
    """Recompute a record, and print how it differs from what was recorded."""
    options = [name for name in (*_OF_DATA, *_OF_SCORE) if _is_chosen(getattr(args, name))]
    if options or args.referentie != NATIONAL:
        name = options[0] if options else "referentie"
        option = "de naam van een gemeente" if name == "gemeente" else f"--{name.replace('_', '-')}"
        raise SettingsError(f"{path} is een bewaarde keuze met eigen cijfers en instellingen; laat {option} weg.")
    recorded = gg.read_decision(path)
    with show_progress("Narekenen…"):
        again = recorded.replay()
    differences = recorded.differences(again)
    if differences:
        verdict = f"Nagerekend met versie {__version__} is het anders dan bewaard met versie {recorded.version}:"
    else:
        verdict = f"Nagerekend met versie {__version__}: dezelfde uitkomst als bewaard met versie {recorded.version}."
    return again, [verdict, *differences]


def _is_chosen(value: object) -> bool:
    """Whether an option was given; 0 is a valid value."""
    return value is not None and value is not False and value != []
