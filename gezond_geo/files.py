"""Files that are written whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from gezond_geo.errors import OutputError


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
        reason = bad.strerror or bad
        raise OutputError(
            f"{target} kan niet worden geschreven ({reason}); kies een andere map of geef schrijfrechten."
        ) from bad
    return target
