"""The command ``gezond-geo``: Dutch in and out, no logic of its own."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import sys
from contextlib import contextmanager
from pkgutil import resolve_name
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.cli.logbook import explain_error, write_report
from gezond_geo.cli.parser import FAILED, DutchParser
from gezond_geo.cli.terminal import at_level, complain, start_output
from gezond_geo.errors import GezondGeoError
from gezond_geo.scores.purpose import FOOTER

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

__all__ = ["gg", "main"]

CRASHED, INTERRUPTED, BROKEN_PIPE = 1, 130, 141
"""Exit codes; the last two follow the shell convention for the signals INT and PIPE."""

_YOUNG = 50_000
"""Garbage collection threshold: a command allocates more objects than the default, and keeps nearly all of them."""

_ASKED_BY_SHELL = "_ARGCOMPLETE"
"""Set by a shell that requests completions."""

EPILOG = f"""\
afsluitcodes:
  0  gelukt
  1  er ging iets mis dat niet was voorzien; waar het verslag staat, staat erbij
  2  niet gelukt, met de reden in een zin; wat er al stond, staat er nog
  130 en 141  afgebroken, door u of door wie de uitvoer las

{FOOTER}"""

COMMANDS = {
    "kaart": ("kaart:add_to", "maak de kaart: één HTML-bestand dat zonder internet opent"),
    "gebiedsprofiel": ("gebiedsprofiel:add_to", "maak van een gebied twee bladzijden A4 voor het gesprek"),
    "beslisnota": ("beslisnota:add_to", "maak van een bewaarde keuze twee bladzijden A4 voor wie beslist"),
    "voortgang": ("voortgang:add_to", "maak twee bladzijden A4 over wat tussen twee momenten bewoog"),
    "scores": ("scores:add_to", "toon of bewaar de scores per buurt, wijk, stadsdeel of gemeente"),
    "zekerheid": ("zekerheid:add_to", "toon hoe zeker de rang van elke buurt is"),
    "samenhang": ("samenhang:add_to", "toon wat dubbel telt en wie er buiten de stapeling wonen"),
    "vergelijk": ("vergelijk:add_to", "toon een gemeente of buurt naast Nederland en gelijken"),
    "nulmeting": ("nulmeting:add_to", "leg cijfers en uitkomst vast, of vergelijk met een nulmeting"),
    "jaren": ("jaren:add_to", "toon de cijfers door de jaren, en wat daarvan te zeggen is"),
    "doelen": ("doelen:add_to", "toon waar de doelen van de gemeente staan, en wat niet te meten is"),
    "register": ("register:add_to", "toon een register door de jaren, ook naast gebieden die net zo begonnen"),
    "projecten": ("projecten:add_to", "toon de projecten, waar ze zijn en wat ze kosten"),
    "verdeling": ("verdeling:add_to", "toon of het geld voor gebieden ligt waar veel samenkomt"),
    "koppelkansen": ("koppelkansen:add_to", "toon waar plannen van anderen en behoeften samenkomen"),
    "criteria": ("criteria:add_to", "weeg projecten met de criteria van de gemeente"),
    "overleg": ("overleg:add_to", "toon of verschil in gewichten van deelnemers de keuze verandert"),
    "norm": ("norm:add_to", "toon hoeveel ontmoetingsplekken de norm vraagt, en wat ontbreekt"),
    "vooruit": ("vooruit:add_to", "schets hoeveel ouderen er in de buurten wonen in de jaren die komen"),
    "keuze": ("keuze:add_to", "probeer een keuze uit, leg die vast of reken die na"),
    "deelgebied": ("deelgebied:add_to", "schat de cijfers van een gebied dat geen buurt is"),
    "bronnen": ("bronnen:add_to", "toon waar elk cijfer vandaan komt"),
    "verstening": ("verstening:add_to", "meet met de BGT hoeveel van elke buurt steen is"),
    "eigen": ("eigen:add_to", "maak bij een tabel met een eigen cijfer de beschrijving"),
    "gemeente-nieuw": ("gemeentemap:add_nieuw", "maak een map met uitleg voor een gemeente"),
    "controleer": ("gemeentemap:add_controleer", "noem elke fout in een gemeentemap"),
}
"""For each command the function that adds its options, and its line in the help; its module loads on first use."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments
        Arguments of the command; defaults to those of the process.

    Returns
    -------
    int
        0; 2 after an error reported in one sentence; `CRASHED` after an unexpected one; and the shell convention when
        the user (`INTERRUPTED`) or the reader of a pipe (`BROKEN_PIPE`) ended it.
    """
    if _ASKED_BY_SHELL in os.environ:
        _offer_completions()
    if arguments is None:
        # Python need not look for garbage in what is left when the process ends.
        atexit.register(gc.freeze)
    start_output()
    try:
        with _collecting_seldom():
            return _run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return BROKEN_PIPE
    finally:
        _close_output()


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    thresholds = gc.get_threshold()
    gc.set_threshold(_YOUNG, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def _offer_completions() -> None:
    from gezond_geo.cli.completion import offer_completions  # noqa: PLC0415 - only a shell asks for it

    offer_completions(build_parser(os.environ.get("COMP_LINE", "").split()))


def _run(arguments: Sequence[str]) -> int:
    try:
        args = build_parser(arguments).parse_args(arguments)
        level = logging.ERROR if "stil" in args else logging.INFO if "uitgebreid" in args else logging.WARNING
        with at_level(level):
            from gezond_geo.cli.options import check_outputs  # noqa: PLC0415 - --help ends before it loads

            check_outputs(args)
            code: int = args.run(args) or 0
        if sys.stdout is not None:
            sys.stdout.flush()
    except GezondGeoError as error:
        complain(error)
        return FAILED
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last resort: nobody foresaw it
        for line in [write_report(error), *(explain_error(error) if "--uitgebreid" in arguments else [])]:
            complain(line)
        return CRASHED
    return code


def _close_output() -> None:
    """Keep Python from complaining at exit about output it cannot write because the reader has gone."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def build_parser(words: Container[str] = COMMANDS) -> DutchParser:
    """Build the parser, with options only for the commands among the arguments."""
    parser = DutchParser(
        prog="gezond-geo", description="In welke buurten gezondheidsproblemen samenkomen, en waarom.", epilog=EPILOG
    )
    parser.add_general()
    commands = parser.add_subparsers(
        title="opdrachten", metavar="OPDRACHT", required=True, dest="opdracht", parser_class=DutchParser
    )
    for name, (function, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text)
        if name in words:
            command.add_general()
            resolve_name(f"gezond_geo.cli.{function}")(command)
    return parser
