"""``gezond-geo koppelkansen``: where plans of all parties meet needs, and which needs have no project."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.choices.gaps import NO_PROJECT
from gezond_geo.choices.koppelkansen import UNANSWERED
from gezond_geo.cli.addresses import add_addresses_option, look_up_addresses
from gezond_geo.cli.options import (
    add_data_options,
    add_investments_option,
    add_output,
    add_score_options,
    choose_score,
    load_data,
)
from gezond_geo.cli.tables import add_table_output, give_table, is_table
from gezond_geo.cli.terminal import say, show_progress, tell
from gezond_geo.dataset.folder.investments import as_projects
from gezond_geo.dataset.folder.project_template import write_investment_template
from gezond_geo.dataset.folder.template import WORKBOOK
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.io.dutch import count_of, format_number
from gezond_geo.io.export import TABLES
from gezond_geo.pages.export import table_export
from gezond_geo.scores.wording import say_origin, say_settings

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from gezond_geo.choices.gaps import Gaps
    from gezond_geo.cli.parser import DutchParser

_YEARS = re.compile(r"(\d{4})(?:[-–](\d{4}))?")


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {"met een eigen lijst van plannen": "gezond-geo koppelkansen Enschede --investeringen plannen.csv"}
    )
    add_data_options(parser)
    add_investments_option(parser)
    add_addresses_option(parser)
    add_score_options(parser)
    parser.add_argument(
        "--jaren", metavar="VAN-TOT", help="alleen wat in deze jaren valt, zoals 2026-2030 (standaard vanaf de cijfers)"
    )
    add_output(parser, "--sjabloon", WORKBOOK, "maak een Excel-bestand om investeringen in te vullen, met uitleg")
    add_table_output(parser, TABLES, "bewaar de koppelkansen als tabel")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    years = _read_years(args.jaren)
    data = load_data(args)
    if args.adressen and data.investments is not None:
        look_up_addresses(args, as_projects(data.investments), data.gemeente, args.investeringen)
        data = load_data(args)
    tell(data.meldingen)
    if args.sjabloon:
        say(write_investment_template(data, args.sjabloon))
        return
    if data.investments is None:
        raise InputError(UNANSWERED.format(gemeente=data.gemeente.naam))
    scores = gg.score(data, **choose_score(data, args))
    links = gg.match_projects(data)
    with show_progress("Zekerheid berekenen…"):
        sure = gg.assess_robustness(data, scores)
    chances = gg.find_koppelkansen(data, scores, sure=sure, links=links, years=years)
    lines = [*filter(None, [say_settings(scores)]), *say_origin(data)]
    if hands_on:
        rows = chances.set_index("investering")
        give_table(args, table_export(data, rows, [*data.meldingen, *lines]))
        return
    _list(chances, gg.find_gaps(data, scores, links, sure=sure))
    for line in lines:
        say(line)


def _read_years(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    if not (match := _YEARS.fullmatch(text.strip())):
        raise SettingsError(f"--jaren is {text!r}; schrijf het eerste en het laatste jaar, zoals 2026-2030.")
    return int(match[1]), int(match[2] or match[1])


def _list(chances: pd.DataFrame, gaps: Gaps) -> None:
    if chances.empty:
        say("Geen plan ligt in een buurt waar in dezelfde jaren een ander thema meetelt.")
    for row in chances.to_dict("records"):
        say(row["zin"])
    without = gaps.needs[gaps.needs["reden"].eq(NO_PROJECT)]
    buurten = without.drop_duplicates("buurtcode")
    say(
        f"Zonder project: {count_of(len(without), 'behoefte', 'behoeften')} in "
        f"{count_of(len(buurten), 'buurt', 'buurten')} ({format_number(buurten['inwoners'].sum())} inwoners). "
        f"Niet bekend of een project er iets voor doet: {count_of(len(gaps.unknown), 'behoefte', 'behoeften')}."
    )
    if gaps.approach:
        say(gaps.approach)
