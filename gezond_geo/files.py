"""Files that are written whole or not at all."""

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from gezond_geo.errors import OutputError

_REASONS = {
    errno.EACCES: "u mag daar niet schrijven",
    errno.EPERM: "u mag daar niet schrijven",
    errno.EROFS: "die plek is alleen te lezen",
    errno.ENOENT: "die map is niet te maken",
    errno.ENOTDIR: "een deel van het pad is geen map",
    errno.EEXIST: "een deel van het pad is geen map",
    errno.EISDIR: "dat is een map",
    errno.ENOSPC: "de schijf is vol",
    errno.ENAMETOOLONG: "de naam is te lang",
}


def write_whole(path: Path | str, content: bytes) -> Path:
    """Write a file beside its target and move it into place, so that an earlier file stays until the new one is whole.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    OutputError
        When the folder cannot be made or written, or the path is a folder.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".deel")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            # mkstemp makes files that only their owner can read; a map is made to be handed on.
            Path(name).chmod(0o644)
            Path(name).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as bad:
        raise _refuse(target, bad) from bad
    return target


def check_target(path: Path | str) -> None:
    """Refuse a path that cannot be written, and change nothing: for a run that writes more than one file.

    Raises
    ------
    OutputError
        As `write_whole`.
    """
    target = Path(path)
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        place = target.parent
        while not place.exists():
            place = place.parent
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as bad:
        raise _refuse(target, bad) from bad


def _refuse(target: Path, bad: OSError) -> OutputError:
    reason = _REASONS.get(bad.errno or 0, "het systeem weigert het")
    return OutputError(f"{target} kan niet worden geschreven ({reason}); kies een andere plek.")
