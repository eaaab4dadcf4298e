"""The command ``gezond-geo``: Dutch in and out, no logic of its own."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import gezond_geo as gg
from gezond_geo.cli import (
    bronnen,
    gemeentemap,
    kaart,
    nulmeting,
    projecten,
    samenhang,
    scores,
    vergelijk,
    verstening,
    zekerheid,
)
from gezond_geo.cli.options import check_outputs
from gezond_geo.cli.parser import FAILED, DutchParser
from gezond_geo.cli.terminal import start_logging, tell
from gezond_geo.errors import GezondGeoError
from gezond_geo.scores.wording import FOOTER

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["gg", "main"]

COMMANDS = (kaart, scores, zekerheid, samenhang, vergelijk, nulmeting, projecten, bronnen, verstening, gemeentemap)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments
        Words behind the command; without it those of the process.

    Returns
    -------
    int
        0, or 2 after an error that is said in one sentence.
    """
    start_logging()
    args = _parser().parse_args(arguments)
    code = 0
    try:
        check_outputs(args)
        code = args.run(args) or 0
        sys.stdout.flush()
    except GezondGeoError as error:
        tell([error])
        return FAILED
    except BrokenPipeError:
        # The reader of the pipe has gone; keep Python from complaining when it closes what is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        tell(["Afgebroken."])
        return FAILED
    return code


def _parser() -> DutchParser:
    parser = DutchParser(
        prog="gezond-geo", description="In welke buurten gezondheidsproblemen samenkomen, en waarom.", epilog=FOOTER
    )
    commands = parser.add_subparsers(
        title="opdrachten", metavar="OPDRACHT", required=True, dest="opdracht", parser_class=DutchParser
    )
    for command in COMMANDS:
        command.add_to(commands)
    return parser
