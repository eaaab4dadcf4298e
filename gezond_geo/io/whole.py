"""Files that are written whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Mapping
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


def write_folder(folder: Path | str, contents: Mapping[str, bytes]) -> Path:
    """Write files into a folder, all or none, and never over one that is there.

    Parameters
    ----------
    folder
        New folder, or one that has none of these files.
    contents
        Content per name.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OutputError
        When one of the files is there already, or the folder cannot be made or written.
    """
    target = Path(folder)
    if present := [name for name in contents if os.path.lexists(target / name)]:
        raise OutputError(
            f"In {target} staat al {', '.join(present)}, dus er is niets geschreven; kies een andere map."
        )
    try:
        place = target if target.is_dir() else target.parent
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place, prefix=".", suffix=".deel") as made:
            fresh = Path(made, "map")
            fresh.mkdir()
            for name, content in contents.items():
                (fresh / name).write_bytes(content)
            if place == target:
                _move_all(fresh, target)
            else:
                fresh.rename(target)
    except OSError as bad:
        raise _refuse(target, bad) from bad
    return target


def _move_all(source: Path, target: Path) -> None:
    names = sorted(path.name for path in source.iterdir())
    try:
        for name in names:
            (source / name).rename(target / name)
    except BaseException:
        for name in names:
            if not (source / name).exists():
                (target / name).unlink()
        raise


def _refuse(target: Path, bad: OSError) -> OutputError:
    reason = _REASONS.get(bad.errno or 0, "het systeem weigert het")
    return OutputError(f"{target} kan niet worden geschreven ({reason}); kies een andere plek.")
