"""Downloads kept on disk: a Parquet file per request, with a record of its provenance."""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import pandas as pd

from gezond_geo import settings
from gezond_geo.errors import SourceError
from gezond_geo.io.parsing import parse_json
from gezond_geo.io.whole import fresh_file, is_file, whole_file

if TYPE_CHECKING:
    from filelock import FileLock

FRESH_DAYS = 30.0
"""Age up to which a file is used without checking; an older one is used if its table has not changed, or the service
fails."""
LOCK_SECONDS = 10.0

_LOCK = ".lock"
_CHECK = "controle"
"""Key of a record with the digest of the other keys."""
_DAMAGE = (OSError, ValueError, TypeError, AttributeError, LookupError)
"""Errors raised by reading a damaged record or file."""

_logger = logging.getLogger(__name__)
_Frame = TypeVar("_Frame", bound=pd.DataFrame)
_Content = TypeVar("_Content")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _days_since(moment: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds() / 86_400


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Provenance of a frame.

    Attributes
    ----------
    url, table : Address and table of the request.
    retrieved : When it was fetched (UTC).
    modified : When the table last changed, according to its service; None where that is unknown.
    checked : When the service last confirmed that the table had not changed; None before that.
    details : Values that the calling module stores with it.
    rows, sha256 : Number of rows and hash of the file.
    """

    url: str
    table: str
    retrieved: str = field(default_factory=_now)
    modified: str | None = None
    checked: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    rows: int = 0
    sha256: str = ""

    @property
    def age_days(self) -> float:
        """Days since it was retrieved."""
        return _days_since(self.retrieved)

    @property
    def is_fresh(self) -> bool:
        """Whether it was retrieved, or found unchanged, less than `FRESH_DAYS` ago."""
        return _days_since(self.checked or self.retrieved) < FRESH_DAYS


def make_key(label: str, **request: Any) -> str:
    """Name of the file of one request: a readable label, and a hash of everything that determines the answer."""
    text = json.dumps(request, sort_keys=True)
    return f"{re.sub(r'[^0-9A-Za-z-]', '_', label)}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def fetch(
    key: str,
    download: Callable[[], tuple[_Frame, Provenance]],
    *,
    ask_modified: Callable[[], str | None] = lambda: None,
) -> tuple[_Frame, Provenance, bool]:
    """Use a fresh file, else an old one whose table has not changed, else a download, else the old file.

    Parameters
    ----------
    key
        Name of the file (`make_key`).
    download
        Function that fetches the frame.
    ask_modified
        Function that asks the service when the table last changed; None where the service does not report it.

    Returns
    -------
    tuple
        The frame, its provenance, and whether it is stale because the service failed.

    Raises
    ------
    SourceError
        When the service failed and there is no file.
    """
    entry = read(key)
    if entry is not None and entry[1].is_fresh and not settings.refresh():
        return *entry, False
    try:
        if entry is not None and not settings.refresh() and _is_unchanged(entry[1], ask_modified):
            return entry[0], _renew(key, entry[1]), False
        frame, provenance = download()
    except SourceError as error:
        if entry is None:
            raise
        _logger.warning("%s De versie van %s is gebruikt.", error, entry[1].retrieved[:10])
        return *entry, True
    return frame, write(key, frame, provenance), False


def read(key: str) -> tuple[Any, Provenance] | None:
    """Read a frame and its provenance.

    A file that is damaged or does not match its record is renamed to ``*.stuk`` and counts as absent.

    Returns
    -------
    tuple or None
        DataFrame, or GeoDataFrame if one was written, and its provenance.
    """
    return _take(key, _read_parquet)


def _take(key: str, use: Callable[[Path], _Content]) -> tuple[_Content, Provenance] | None:
    """Apply `use` to the path of a cached file, while no other process replaces it; a damaged file is set aside."""
    folder = settings.cache_dir()
    if not is_file(_record_path(folder, key)):
        return None
    with _lock_if_possible(folder) as locked:
        with suppress(*_DAMAGE):
            provenance = _read_record(_record_path(folder, key))
            path = folder / _parquet_name(key, provenance)
            if _digest(path) == provenance.sha256:
                return use(path), provenance
        if locked:
            _set_aside(folder, key)
    return None


def write(key: str, frame: pd.DataFrame, provenance: Provenance) -> Provenance:
    """Write a frame and its provenance; an unwritable folder only gives a warning.

    The name of the Parquet file contains its hash, and the record, moved into place last, names the valid file: a
    killed process leaves either the old pair or the new one.

    Returns
    -------
    Provenance
        The provenance, with the number of rows and the hash.
    """
    buffer = BytesIO()
    frame.to_parquet(buffer)
    content = buffer.getbuffer()
    record = replace(provenance, rows=len(frame), sha256=hashlib.sha256(content).hexdigest())

    def write_both(folder: Path) -> None:
        try:
            _replace_file(folder / _parquet_name(key, record), content)
            _write_record(folder, key, record)
        finally:
            _remove_unrecorded(folder, key)

    _with_lock(write_both)
    return record


def find_file(key: str) -> tuple[Path, Provenance] | None:
    """Find a file kept by `keep_file`, too large to read whole; a damaged one counts as absent.

    Returns
    -------
    tuple or None
        Its path and its provenance.
    """
    return _take(key, lambda path: path)


@contextmanager
def new_file() -> Iterator[Path]:
    """Path for a new file in the folder, to write and keep (`keep_file`); removed unless kept."""
    folder = settings.cache_dir()
    folder.mkdir(parents=True, exist_ok=True)
    with fresh_file(folder) as path:
        yield path


def keep_file(key: str, path: Path, provenance: Provenance) -> tuple[Path, Provenance]:
    """Move a Parquet file from `new_file` into place, with its provenance.

    Returns
    -------
    tuple
        Its path and the provenance, with the hash.

    Raises
    ------
    OSError
        When the folder is not writable.
    """
    record = replace(provenance, sha256=_digest(path))
    folder = settings.cache_dir()
    target = folder / _parquet_name(key, record)
    with _lock_of(folder):
        try:
            path.replace(target)
            _write_record(folder, key, record)
        finally:
            _remove_unrecorded(folder, key)
    return target, record


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _renew(key: str, provenance: Provenance) -> Provenance:
    """Record that the table has not changed, unless another process has replaced the file since."""
    renewed = replace(provenance, checked=_now())

    def write_record(folder: Path) -> None:
        if _read_record(_record_path(folder, key)) == provenance:
            _write_record(folder, key, renewed)

    with suppress(ValueError, TypeError):
        _with_lock(write_record)
    return renewed


def entries() -> list[tuple[str, Provenance]]:
    """List the key and provenance of every file, by key."""
    records: list[Path] = []
    with suppress(OSError):
        records = sorted(settings.cache_dir().glob("*.json"))
    files = []
    for path in records:
        with suppress(*_DAMAGE):
            files.append((path.stem, _read_record(path)))
    return files


def _record_path(folder: Path, key: str) -> Path:
    return folder / f"{key}.json"


def _read_record(path: Path) -> Provenance:
    content = parse_json(path.read_bytes())
    if content.pop(_CHECK) != _digest_of(content):
        raise ValueError(path)
    record = Provenance(**content)
    moments = [_days_since(moment) for moment in (record.retrieved, record.checked) if moment is not None]
    if not record.sha256 or min(moments) < -1:
        raise ValueError(path)
    return record


def _write_record(folder: Path, key: str, record: Provenance) -> None:
    content = asdict(record)
    signed = content | {_CHECK: _digest_of(content)}
    _replace_file(_record_path(folder, key), json.dumps(signed, ensure_ascii=False, indent=1).encode())


def _digest_of(content: Mapping[str, Any]) -> str:
    """Digest of a record, which reveals any change; its times are compared as times."""
    lasting = {key: value for key, value in content.items() if key not in {"retrieved", "checked"}}
    return hashlib.sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()


def _read_parquet(path: Path) -> pd.DataFrame:
    from pyarrow import parquet  # noqa: PLC0415 - costly, and offline there may be no cache

    is_geo = b"geo" in (parquet.read_schema(path).metadata or {})
    return gpd.read_parquet(path) if is_geo else pd.read_parquet(path)


def _parquet_name(key: str, provenance: Provenance) -> str:
    return f"{key}.{provenance.sha256[:12]}.parquet"


def _parquets_of(folder: Path, key: str) -> Iterator[Path]:
    return folder.glob(f"{key}.*parquet")


def _remove_unrecorded(folder: Path, key: str) -> None:
    """Remove files that the record does not name: the older one, or after a failure the newer one."""
    recorded = None
    with suppress(*_DAMAGE):
        recorded = _parquet_name(key, _read_record(_record_path(folder, key)))
    for path in list(_parquets_of(folder, key)):
        if path.name != recorded:
            path.unlink()


def _set_aside(folder: Path, key: str) -> None:
    for path in [*_parquets_of(folder, key), _record_path(folder, key)]:
        _logger.warning("Het bestand %s is beschadigd en is opzijgezet.", path)
        with suppress(OSError):
            path.replace(f"{path}.stuk")


def _is_unchanged(entry: Provenance, ask_modified: Callable[[], str | None]) -> bool:
    return entry.modified is not None and entry.modified == ask_modified()


def _replace_file(path: Path, content: bytes | memoryview) -> None:
    # Under the lock one fixed name is enough, and a killed process leaves at most that file.
    with whole_file(path, name=".deel") as temporary:
        temporary.write_bytes(content)


def _with_lock(change: Callable[[Path], None]) -> None:
    """Lock the folder for a change; an unwritable folder only gives a warning."""
    folder = settings.cache_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _lock_of(folder):
            change(folder)
    except OSError as error:
        _logger.warning("De map %s is niet te beschrijven (%s); de cache blijft zoals hij was.", folder, error)


def _lock_of(folder: Path) -> "FileLock":
    from filelock import FileLock  # noqa: PLC0415 - costly, and offline there may be no cache

    return FileLock(folder / _LOCK, timeout=LOCK_SECONDS)


@contextmanager
def _lock_if_possible(folder: Path) -> Iterator[bool]:
    """Lock out writers while reading, if possible; yields whether it was, since a read-only folder cannot be locked."""
    lock = _lock_of(folder)
    with suppress(OSError):
        lock.acquire()
    try:
        yield lock.is_locked
    finally:
        lock.release()
