"""Tab completion in a shell: commands, options, and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import argcomplete

from gezond_geo.areas.gemeente import find_gemeente
from gezond_geo.areas.gemeente_names import every_name
from gezond_geo.dataset.folder.snapshot import read_snapshot
from gezond_geo.errors import GezondGeoError
from gezond_geo.indicators.catalogue import catalogue, extras, themes, uitgaven

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    Completer = Callable[..., Iterable[str]]


def offer_completions(parser: argparse.ArgumentParser) -> None:
    """Answer a completion request by the argcomplete protocol and exit; otherwise do nothing."""
    for each in _parsers_of(parser):
        for action in each._actions:  # noqa: SLF001 - argparse gives its actions by no other name
            if completer := _COMPLETERS.get(action.dest):
                setattr(action, "completer", completer)  # noqa: B010 - argparse knows no such attribute
    argcomplete.autocomplete(parser, always_complete_options="long")


def _parsers_of(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    choices = [action.choices for action in parser._actions if isinstance(action.choices, dict)]  # noqa: SLF001
    return [parser, *(command for commands in choices for command in commands.values())]


def _gemeenten(**_: Any) -> list[str]:
    return sorted(every_name().values())


def _buurten(parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """Names of the buurten of a gemeente with figures in the package."""
    try:
        gemeente = find_gemeente(getattr(parsed_args, "gemeente", None), getattr(parsed_args, "gemeentemap", None))
        if gemeente.figures_folder is None:
            return []
        names = read_snapshot(gemeente.figures_folder, gemeente.region).buurten["buurtnaam"].tolist()
    except GezondGeoError:
        return []
    return sorted([*names, *(area.naam for area in gemeente.focusgebieden)])


_COMPLETERS: dict[str, Completer] = {
    "gemeente": _gemeenten,
    "buurt": _buurten,
    "naam": _buurten,
    "jaar": lambda **_: [*uitgaven()],
    "extra": lambda **_: [*extras()],
    "cijfer": lambda **_: [*catalogue()],
    "zonder": lambda **_: [*themes()],
    "gewicht": lambda **_: [f"{theme}=" for theme in themes()],
}
