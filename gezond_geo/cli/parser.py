"""A command line parser that speaks Dutch."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, NoReturn

from gezond_geo.cli.terminal import show_lines
from gezond_geo.io.text import as_line

FAILED = 2
"""Exit code of every error that is said in a sentence."""

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
    (re.compile(r"argument (.+?): invalid int value: (.+)", re.DOTALL), r"\2 is geen heel getal voor \1"),
    (re.compile(r"argument (.+?): ignored explicit argument .+", re.DOTALL), r"Achter \1 hoort geen waarde"),
)


class DutchParser(argparse.ArgumentParser):
    """Parser that speaks Dutch."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **kwargs)
        self._optionals.title = "opties"
        self._positionals.title = "wat"
        self.add_argument("-h", "--help", action="help", help="toon deze uitleg")
        self.add_argument(
            "--uitgebreid", action="store_true", help="toon bij een fout die niet was voorzien waar die ontstond"
        )

    def format_help(self) -> str:
        """Give the help, in Dutch."""
        return super().format_help().replace("usage: ", "gebruik: ", 1)

    def error(self, message: str) -> NoReturn:
        """Say in one Dutch sentence what is wrong, and stop."""
        for english, dutch in _DUTCH:
            if english.fullmatch(message):
                message = english.sub(dutch, message)
                break
        # What the user typed may hold a line of its own.
        self.exit(FAILED, f"{as_line(message)}; zie {self.prog} --help.\n")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        super()._print_message(show_lines(message), file)


if TYPE_CHECKING:
    from _typeshed import SupportsWrite

    Commands = argparse._SubParsersAction[DutchParser]  # noqa: SLF001 - argparse has no public name for it
    """Where commands are added to."""
