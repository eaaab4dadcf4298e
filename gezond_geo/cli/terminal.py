"""What reaches the terminal: every line that is printed, logged or shown as progress passes here."""

from __future__ import annotations

import io
import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gezond_geo.io.dutch import format_number
from gezond_geo.io.text import as_line
from gezond_geo.io.whole import STANDARD_OUTPUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gezond_geo.io.http import Progress


def say(text: object = "") -> None:
    """Print one line of the answer."""
    print(as_line(text))


def tell(meldingen: Iterable[object]) -> None:
    """Say on standard error what could not be done as asked, a line each; with ``--stil`` nothing."""
    if _is_quiet():
        return
    for melding in meldingen:
        complain(melding)


def complain(error: object) -> None:
    """Say on standard error, also with ``--stil``, why the command failed."""
    print(as_line(error), file=sys.stderr)


def tell_written(path: Path) -> None:
    """Say which file was written; what was printed says so itself."""
    if str(path) != STANDARD_OUTPUT:
        say(path)


def show_lines(text: str) -> str:
    """Give a text of several lines of our own, such as a help text, each as `as_line` writes it."""
    return "\n".join(map(as_line, text.split("\n")))


def start_output() -> None:
    """Send what the library logs, and what other libraries warn of, to standard error; no sign stops a line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or file of Windows may lack a sign, such as that of minus.
            stream.reconfigure(errors="replace")
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines("%(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.captureWarnings(capture=True)


@contextmanager
def at_level(level: int) -> Iterator[None]:
    """Show while the block runs what is at least as serious as this level of `logging`; a melding is a warning."""
    own, every = logging.getLogger("gezond_geo"), logging.getLogger()
    before = own.level, every.level
    own.setLevel(level)
    every.setLevel(max(level, logging.WARNING))
    try:
        yield
    finally:
        own.setLevel(before[0])
        every.setLevel(before[1])


@contextmanager
def show_progress(text: str, unit: str = " regels") -> Iterator[Progress | None]:
    """Show what is going on, on a terminal, and give what tells how far it is; in a pipe or with ``--stil`` nothing."""
    if _is_quiet() or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    with Console(stderr=True).status(text) as status:
        # Text, since what stands in brackets would be a style.
        yield lambda what, count: status.update(Text(as_line(f"{what}: {format_number(count)}{unit}…")))


def _is_quiet() -> bool:
    return not logging.getLogger("gezond_geo").isEnabledFor(logging.WARNING)


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return show_lines(super().format(record))
