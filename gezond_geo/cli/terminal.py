"""Terminal output: every line that is printed, logged or shown as progress passes here."""

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
    """Print one line of output."""
    print(as_line(text))


def tell(meldingen: Iterable[object]) -> None:
    """Print deviations from the request to standard error, a line each; nothing with ``--stil``."""
    if _is_quiet():
        return
    for melding in meldingen:
        complain(melding)


def complain(error: object) -> None:
    """Print why the command failed to standard error, even with ``--stil``."""
    print(as_line(error), file=sys.stderr)


def tell_written(path: Path) -> None:
    """Print the path of a written file, unless it went to standard output."""
    if str(path) != STANDARD_OUTPUT:
        say(path)


def show_lines(text: str) -> str:
    """Sanitise a multi-line text of our own, such as a help text, line by line with `as_line`."""
    return "\n".join(map(as_line, text.split("\n")))


def start_output() -> None:
    """Send logging and warnings to standard error, and replace characters that cannot be encoded."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or file on Windows may lack a character, such as the minus sign.
            stream.reconfigure(errors="replace")
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines("%(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.captureWarnings(capture=True)


@contextmanager
def at_level(level: int) -> Iterator[None]:
    """Show messages of at least this `logging` level within the block; a melding is a warning."""
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
    """Show progress on a terminal; yields the callback, or None in a pipe or with ``--stil``."""
    if _is_quiet() or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    with Console(stderr=True).status(text) as status:
        # Text, since rich would interpret brackets as styles.
        yield lambda what, count: status.update(Text(as_line(f"{what}: {format_number(count)}{unit}…")))


def _is_quiet() -> bool:
    return not logging.getLogger("gezond_geo").isEnabledFor(logging.WARNING)


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return show_lines(super().format(record))
