"""``gezond-geo bronnen``: where every figure comes from, and what the cache holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gezond_geo.cli.options import add_data_options, load_data
from gezond_geo.cli.terminal import say, tell
from gezond_geo.io.dutch import count_of
from gezond_geo.scores.wording import say_sources

if TYPE_CHECKING:
    import argparse

    from gezond_geo.cli.parser import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("bronnen", help="toon waar elk cijfer vandaan komt")
    add_data_options(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    from gezond_geo.io.cache import entries  # noqa: PLC0415

    data = load_data(args)
    tell(data.meldingen[1:])
    # The first says which uitgave it is, and why.
    for line in [*data.meldingen[:1], *say_sources(data)]:
        say(line)
    held = entries()
    say(f"In de cache: {count_of(len(held), 'bestand', 'bestanden')}.")
    for _, file in held:
        age = count_of(int(file.age_days), "dag", "dagen")
        changed = f"gewijzigd {file.modified[:10]}" if file.modified else "wijziging onbekend"
        checked = f", nagekeken {file.checked[:10]}" if file.checked else ""
        say(
            f"  {file.table}: {count_of(file.rows, 'regel', 'regels')}, opgehaald {file.retrieved[:10]} "
            f"({age} oud), {changed}{checked}, {file.url}"
        )
