"""A command line parser that speaks Dutch."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, NoReturn

from gezond_geo.cli.terminal import show_lines
from gezond_geo.io.text import as_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import SupportsWrite

FAILED = 2
"""Exit code of every error reported in a sentence."""

_DUTCH = (
    (re.compile(r"unrecognized arguments: (.+)", re.DOTALL), r"Onbekende optie of te veel namen: \1"),
    (re.compile(r"argument (.+?): expected .+", re.DOTALL), r"Achter \1 hoort een waarde"),
    (
        re.compile(r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", re.DOTALL),
        r"\2 bestaat niet voor \1; kies uit: \3",
    ),
    (re.compile(r"argument (.+?): not allowed with argument (.+)", re.DOTALL), r"\1 gaat niet samen met \2"),
    (re.compile(r"ambiguous option: (.+?) could match (.+)", re.DOTALL), r"\1 is niet eenduidig; bedoelt u \2"),
    (re.compile(r"the following arguments are required: (.+)", re.DOTALL), r"Er ontbreekt iets: \1"),
    (re.compile(r"argument (.+?): ignored explicit argument .+", re.DOTALL), r"Achter \1 hoort geen waarde"),
    (re.compile(r"argument (.+?): invalid int value: (.+)", re.DOTALL), r"\2 is geen heel getal voor \1"),
    # Messages of `whole_number`, `number` and `weight`.
    (re.compile(r"argument (.+?): (.+)", re.DOTALL), r"\2 voor \1"),
)


class DutchParser(argparse.ArgumentParser):
    """Parser that speaks Dutch.

    Parameters
    ----------
    kwargs
        Those of `argparse.ArgumentParser`.
    """

    examples: Mapping[str, str] = {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            add_help=False, allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs
        )
        self._optionals.title = "opties"
        self._positionals.title = "wat"

    def add_general(self) -> None:
        """Add the options of every command."""
        self.add_argument("-h", "--help", action="help", help="toon deze uitleg")
        loudness = self.add_mutually_exclusive_group()
        # Options omitted after a command must not undo those before its name.
        loudness.add_argument(
            "--stil", action="store_true", default=argparse.SUPPRESS, help="zwijg over wat anders ging dan gevraagd"
        )
        loudness.add_argument(
            "--uitgebreid",
            action="store_true",
            default=argparse.SUPPRESS,
            help="toon ook wat eerst is geprobeerd, en bij een fout die niet was voorzien waar die ontstond",
        )

    def add_examples(self, examples: Mapping[str, str]) -> None:
        """Add examples to the end of the help: what a command does, followed by the command."""
        self.examples = examples
        lines = [line for what, command in examples.items() for line in (f"  {what}:", f"    {command}")]
        self.epilog = "\n".join(["voorbeelden:", *lines])

    def format_help(self) -> str:
        """Help text, in Dutch."""
        return super().format_help().replace("usage: ", "gebruik: ", 1)

    def error(self, message: str) -> NoReturn:
        """Print one Dutch sentence on the error, and exit."""
        for english, dutch in _DUTCH:
            if english.fullmatch(message):
                message = english.sub(dutch, message)
                break
        # User input may contain line breaks.
        self.exit(FAILED, f"{as_line(message)}; zie {self.prog} --help.\n")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        super()._print_message(show_lines(message), file)


def calendar_year(text: str) -> int:
    """Parse a year, with a specific message for typing errors."""
    if not re.fullmatch(r"(19|20)\d\d", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is geen jaar; schrijf het zoals 2020")
    return int(text)


def whole_number(text: str) -> int:
    """Parse the count of an option, at least 1."""
    if not re.fullmatch(r"0*[1-9]\d{0,8}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text} is geen heel getal van 1 of meer")
    return int(text)


def number(text: str) -> float:
    """Parse the number of an option, 0 or more, with a decimal comma or point."""
    if not re.fullmatch(r"\d{1,9}([.,]\d{1,9})?", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text} is geen getal van 0 of meer")
    return float(text.replace(",", "."))


def weight(text: str) -> tuple[str, float]:
    """Parse the weight of a theme in an option: ``vergrijzing=0``."""
    theme, sign, value = text.rpartition("=")
    if not (theme.strip() and sign):
        raise argparse.ArgumentTypeError(f"{text} is geen gewicht (schrijf het zoals vergrijzing=0)")
    return theme.strip(), number(value.strip())
