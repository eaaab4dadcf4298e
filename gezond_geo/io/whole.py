"""Files of the user: only regular files are read, and writes are atomic and never overwrite anything else."""

import errno
import os
import stat
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from gezond_geo.errors import InputError, OutputError
from gezond_geo.io.dutch import join_words

MAX_BYTES = 1_000_000_000
"""Maximum size of a file read at once, in bytes; the boundaries of all Dutch buurten take a quarter of it."""
PAGE, PICTURE, PDF, TABLE = (".html", ".htm"), (".png",), (".pdf",), (".csv",)
ARCHIVE, LOG, DESCRIPTION = (".zip",), (".log",), (".toml",)
"""File extensions by kind of output."""
STANDARD_OUTPUT = "-"
"""File name that stands for standard output, as CSV."""

_LEADS = {
    ".png": b"\x89PNG",
    ".pdf": b"%PDF",
    ".zip": b"PK",
    ".xlsx": b"PK",
    ".gpkg": b"SQLite format 3\0",
    ".parquet": b"PAR1",
}
"""First bytes of a file with that ending; the others are text."""
_REASONS = {
    errno.EACCES: "u mag daar niet schrijven",
    errno.EPERM: "u mag daar niet schrijven",
    errno.EROFS: "die plek is alleen te lezen",
    errno.ENOENT: "die map is er niet",
    errno.ENOTDIR: "een deel van het pad is geen map",
    errno.EEXIST: "een deel van het pad is geen map",
    errno.EISDIR: "dat is een map",
    errno.ENOSPC: "de schijf is vol",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.ELOOP: "die verwijzing komt nergens uit",
}


def is_file(path: Path) -> bool:
    """Whether the file exists; False for an impossible path, such as one that is too long."""
    with suppress(OSError, ValueError):
        return path.is_file()
    return False


def is_folder(path: Path) -> bool:
    """Whether the folder exists; see `is_file`."""
    with suppress(OSError, ValueError):
        return path.is_dir()
    return False


def read_whole(path: Path | str) -> bytes:
    """Read a file of the user.

    Raises
    ------
    InputError
        When it does not exist or cannot be read, is a folder, device or pipe, or is larger than `MAX_BYTES`.
    """
    place = Path(path)
    try:
        state = place.stat()
        if stat.S_ISREG(state.st_mode) and state.st_size <= MAX_BYTES:
            return place.read_bytes()
    # A name with a NUL in it is no OSError.
    except (OSError, ValueError) as bad:
        raise InputError(f"{place} bestaat niet of is niet te lezen; controleer de naam.") from bad
    if not stat.S_ISREG(state.st_mode):
        raise InputError(f"{place} is geen gewoon bestand; geef een bestand.")
    raise InputError(f"{place} is groter dan {MAX_BYTES // 1_000_000} MB; geef een kleiner bestand.")


def open_file(path: Path) -> BinaryIO:
    """Open a file of the user that may be too large to read at once.

    Raises
    ------
    InputError
        When there is no such file, or it cannot be read.
    """
    if not is_file(path):
        raise InputError(f"Het bestand {path} bestaat niet; controleer de naam.")
    try:
        return path.open("rb")
    except OSError as bad:
        raise InputError(f"{path} is niet te lezen; controleer of u dat mag.") from bad


def check_target(path: Path | str, endings: Collection[str]) -> Path:
    """Refuse a path that should not be written to; changes nothing.

    Parameters
    ----------
    path
        Path of the file, in an existing folder.
    endings
        Allowed file extensions, such as `TABLE`.

    Returns
    -------
    Path
        Path to write to: for a link, its target.

    Raises
    ------
    OutputError
        When the extension is not allowed, the folder does not exist or is not writable, or the path is a folder, device
        or pipe, or a file of another kind.
    """
    target = Path(path)
    with _saying_why(target):
        place = Path(os.path.realpath(target))
        present = _is_regular(place, target)
        if not {name.suffix.lower() for name in (target, place)} <= set(endings):
            ways = join_words(list(endings), "of")
            raise OutputError(f"{target} kan niet worden geschreven; laat de naam eindigen op {ways}.")
        if present and not _fits_ending(place):
            text = "is iets anders dan de naam zegt, dus er is niets geschreven; kies een andere naam."
            raise OutputError(f"{target} {text}")
        with tempfile.TemporaryFile(dir=place.parent):
            pass
    return place


def _is_regular(place: Path, target: Path) -> bool:
    """Whether the file exists; anything else at the path, such as a device, is refused."""
    try:
        mode = place.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "")
    if not stat.S_ISREG(mode):
        raise OutputError(f"{target} is geen gewoon bestand, dus er is niets geschreven; kies een andere naam.")
    return True


def _fits_ending(place: Path) -> bool:
    """Whether the content of a file is text, or matches its extension."""
    with place.open("rb") as file:
        head = file.read(1024)
    lead = _LEADS.get(place.suffix.lower())
    return b"\0" not in head or (lead is not None and head.startswith(lead))


def is_same_file(one: Path | str, other: Path | str) -> bool:
    """Whether two paths lead to the same file, through any links; it need not exist."""
    with suppress(OSError):
        return Path(one).samefile(other)
    return os.path.realpath(one) == os.path.realpath(other)


def write_whole(path: Path | str, content: bytes, endings: Collection[str]) -> Path:
    """Write a temporary file and move it into place, so that an earlier file stays until the new one is complete.

    Parameters
    ----------
    path, endings
        As in `check_target`.
    content
        Content of the file.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    OutputError
        As `check_target`.
    """
    write_together({Path(path): content}, endings)
    return Path(path)


def write_together(contents: Mapping[Path, bytes], endings: Collection[str]) -> None:
    """Write files that belong together, none before all are complete; see `write_whole`.

    Raises
    ------
    OutputError
        As `check_target`.
    """
    places = {path: check_target(path, endings) for path in contents}
    with ExitStack() as stack:
        moves = []
        for path, content in contents.items():
            with _saying_why(path):
                temporary = stack.enter_context(fresh_file(places[path].parent))
                temporary.write_bytes(content)
            moves.append((path, temporary))
        for path, temporary in moves:
            with _saying_why(path):
                temporary.replace(places[path])


@contextmanager
def whole_file(place: Path, *, name: str = "") -> Iterator[Path]:
    """Temporary path to write to, moved into place when the block succeeds; an earlier file stays until then.

    Parameters
    ----------
    place
        Final path of the file.
    name
        Temporary name, for callers that hold a lock; without it a unique name.
    """
    with fresh_file(place.parent, name=name) as temporary:
        yield temporary
        temporary.replace(place)


@contextmanager
def fresh_file(folder: Path, *, name: str = "") -> Iterator[Path]:
    """Path of a temporary file in a folder, removed at the end of the block unless it was moved."""
    if name:
        temporary = folder / name
    else:
        handle, path = tempfile.mkstemp(dir=folder, prefix=".", suffix=".deel")
        os.close(handle)
        temporary = Path(path)
        # mkstemp creates files that only their owner can read; a map is made to be shared.
        temporary.chmod(0o644)
    try:
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink()


def make_folder(folder: Path | str) -> None:
    """Make a folder, unless it exists.

    Raises
    ------
    OutputError
        When it cannot be created.
    """
    with _saying_why(folder):
        Path(folder).mkdir(parents=True, exist_ok=True)


def write_folder(folder: Path | str, contents: Mapping[str, bytes]) -> Path:
    """Write files into a folder, all or none, and never over an existing one.

    Parameters
    ----------
    folder
        New folder, or one without any of these files.
    contents
        Content per name.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OutputError
        When one of the files already exists, or the folder cannot be created or written to.
    """
    target = Path(folder)
    with _saying_why(target):
        if present := [name for name in contents if os.path.lexists(target / name)]:
            raise OutputError(
                f"In {target} staat al {', '.join(present)}, dus er is niets geschreven; kies een andere map."
            )
        place = target if target.is_dir() else target.parent
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place, prefix=".", suffix=".deel") as temporary:
            fresh = Path(temporary, "map")
            fresh.mkdir()
            for name, content in contents.items():
                (fresh / name).write_bytes(content)
            if place == target:
                _move_all(fresh, target)
            else:
                fresh.rename(target)
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


@contextmanager
def _saying_why(target: Path | str) -> Iterator[None]:
    """Convert errors in the block to one sentence on why the file cannot be written."""
    try:
        yield
    except OutputError:
        raise
    # A name with a NUL in it is no OSError.
    except (OSError, ValueError) as bad:
        reason = _REASONS.get(getattr(bad, "errno", None) or 0, "het systeem weigert het")
        raise OutputError(f"{target} kan niet worden geschreven ({reason}); kies een andere plek.") from bad
