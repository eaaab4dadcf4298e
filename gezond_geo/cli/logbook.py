"""The file in which an error that nobody foresaw is written down, for whoever has to mend it."""

from __future__ import annotations

import os
import platform
import re
import sys
import traceback
from datetime import UTC, datetime

from gezond_geo import settings
from gezond_geo.errors import OutputError
from gezond_geo.io.whole import LOG, make_folder, write_whole
from gezond_geo.version import __version__

_LOGIN = re.compile(r"(?<=://)[^/@\s'\"]*@")


def write_report(error: BaseException) -> str:
    """Write an error down, and say in one Dutch sentence what happened and where it stands."""
    now = datetime.now(UTC)
    about = f"{now.isoformat()}\ngezond_geo {__version__}, Python {sys.version}, {platform.platform()}\n\n"
    path = settings.log_dir() / f"fout-{now:%Y%m%d-%H%M%S}-{os.getpid()}{LOG[0]}"
    try:
        make_folder(path.parent)
        write_whole(path, (about + explain_error(error)).encode(errors="backslashreplace"), LOG)
    except OutputError:
        return "Er ging iets mis dat niet was voorzien; draai het nog eens met --uitgebreid en meld wat er dan staat."
    return f"Er ging iets mis dat niet was voorzien; meld het, en stuur {path} mee."


def explain_error(error: BaseException) -> str:
    """Give the traceback of an error, without the name and password that an address may hold."""
    return _LOGIN.sub("", "".join(traceback.format_exception(error)))
