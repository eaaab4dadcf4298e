"""Reports of unexpected errors, for the developers."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from datetime import UTC, datetime

from gezond_geo import settings
from gezond_geo.errors import OutputError
from gezond_geo.io.text import as_line
from gezond_geo.io.whole import LOG, make_folder, write_whole
from gezond_geo.version import __version__


def write_report(error: BaseException) -> str:
    """Write a report of an error; returns a Dutch sentence on what happened and where the report is."""
    now = datetime.now(UTC)
    about = [now.isoformat(), as_line(f"gezond_geo {__version__}, Python {sys.version}, {platform.platform()}"), ""]
    path = settings.log_dir() / f"fout-{now:%Y%m%d-%H%M%S}-{os.getpid()}{LOG[0]}"
    try:
        make_folder(path.parent)
        write_whole(path, "\n".join([*about, *explain_error(error), ""]).encode(), LOG)
    except OutputError:
        return "Er ging iets mis dat niet was voorzien; draai het nog eens met --uitgebreid en meld wat er dan staat."
    return f"Er ging iets mis dat niet was voorzien; meld het, en stuur {path} mee."


def explain_error(error: BaseException) -> list[str]:
    """Lines of the traceback of an error."""
    return [as_line(line) for line in "".join(traceback.format_exception(error)).splitlines()]
