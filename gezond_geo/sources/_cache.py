"""Downloads kept on disk: a Parquet file per request, and a record beside it that says where it came from."""

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
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
from filelock import FileLock

from gezond_geo import settings
from gezond_geo.errors import SourceError

FRESH_DAYS = 30.0
"""A younger file is used as it is; an older one when the service fails."""
LOCK_SECONDS = 10.0

_LOCK = ".lock"

_logger = logging.getLogger(__name__)
_Frame = TypeVar("_Frame", bound=pd.DataFrame)


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a frame came from; `details` is what its module wants to find again."""

    url: str
    table: str
    retrieved: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    modified: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    rows: int = 0
    sha256: str = ""

    @property
    def age_days(self) -> float:
        """Days since it was retrieved."""
        return (datetime.now(UTC) - datetime.fromisoformat(self.retrieved)).total_seconds() / 86_400


def make_key(label: str, **request: Any) -> str:
    """Name of the file of one request: a readable label, and a hash of all that makes the answer what it is."""
    text = json.dumps(request, sort_keys=True)
    return f"{re.sub(r'[^0-9A-Za-z-]', '_', label)}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def fetch(key: str, download: Callable[[], tuple[_Frame, Provenance]]) -> tuple[_Frame, Provenance, bool]:
    """Take a fresh file, else download, else take the old file.

    Returns
    -------
    tuple
        The frame, its provenance, and whether it is stale: old, and used since the service failed.

    Raises
    ------
    SourceError
        The service failed and there is no file.
    """
    held = read(key)
    if held is not None and held[1].age_days < FRESH_DAYS:
        return *held, False
    try:
        frame, provenance = download()
    except SourceError as error:
        if held is None:
            raise
        _logger.warning("%s De versie van %s is gebruikt.", error, held[1].retrieved[:10])
        return *held, True
    return frame, write(key, frame, provenance), False


def read(key: str) -> tuple[Any, Provenance] | None:
    """Read a frame and its provenance.

    A file that is damaged, or that its record does not describe, is renamed to ``*.stuk`` and counts as absent.

    Returns
    -------
    tuple or None
        A DataFrame, or a GeoDataFrame if that was written, and its provenance.
    """
    folder = settings.cache_dir()
    if not any(_files_of(folder, key)):
        return None
    with _lock_if_possible(folder) as locked:
        with suppress(OSError, ValueError, TypeError):
            provenance = _read_record(folder / f"{key}.json")
            path = folder / _parquet_name(key, provenance)
            if hashlib.sha256(path.read_bytes()).hexdigest() == provenance.sha256:
                return _read_parquet(path), provenance
        if locked:
            _set_aside(folder, key)
    return None


def write(key: str, frame: pd.DataFrame, provenance: Provenance) -> Provenance:
    """Write a frame and its provenance; a folder that cannot be written is a warning.

    The Parquet file carries its hash in its name and the record, moved into place last, says which file counts: a
    process that is killed leaves the old pair or the new one.

    Returns
    -------
    Provenance
        The same, with the number of rows and the hash.
    """
    folder = settings.cache_dir()
    buffer = BytesIO()
    frame.to_parquet(buffer)
    content = buffer.getvalue()
    record = replace(provenance, rows=len(frame), sha256=hashlib.sha256(content).hexdigest())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / _LOCK, timeout=LOCK_SECONDS):
            current = folder / _parquet_name(key, record)
            _replace_file(current, content)
            _replace_file(folder / f"{key}.json", json.dumps(asdict(record), ensure_ascii=False, indent=1).encode())
            for path in list(_files_of(folder, key)):
                if path.suffix == ".parquet" and path != current:
                    path.unlink()
    except OSError as error:
        _logger.warning("De map %s is niet te beschrijven (%s); wat is opgehaald wordt niet bewaard.", folder, error)
    return record


def entries() -> list[tuple[str, Provenance]]:
    """List the key and provenance of every file, by key."""
    found = []
    for path in sorted(settings.cache_dir().glob("*.json")):
        with suppress(OSError, ValueError, TypeError):
            found.append((path.stem, _read_record(path)))
    return found


def _read_record(path: Path) -> Provenance:
    record = Provenance(**json.loads(path.read_bytes()))
    if not record.sha256 or datetime.fromisoformat(record.retrieved).tzinfo is None:
        raise ValueError(path)
    return record


def _read_parquet(path: Path) -> pd.DataFrame:
    is_geo = b"geo" in (pq.read_schema(path).metadata or {})
    return gpd.read_parquet(path) if is_geo else pd.read_parquet(path)


def _parquet_name(key: str, provenance: Provenance) -> str:
    return f"{key}.{provenance.sha256[:12]}.parquet"


def _files_of(folder: Path, key: str) -> Iterator[Path]:
    yield from folder.glob(f"{key}.*parquet")
    yield from folder.glob(f"{key}.json")


def _set_aside(folder: Path, key: str) -> None:
    for path in list(_files_of(folder, key)):
        _logger.warning("Het bestand %s is beschadigd en is opzijgezet.", path)
        with suppress(OSError):
            path.replace(f"{path}.stuk")


def _replace_file(path: Path, content: bytes) -> None:
    # One fixed name is enough under the lock, and a killed process leaves no more than that one.
    temporary = path.with_name(".deel")
    temporary.write_bytes(content)
    temporary.replace(path)


@contextmanager
def _lock_if_possible(folder: Path) -> Iterator[bool]:
    """Keep writers out while reading, and tell whether that worked: a folder without write access can be read too."""
    lock = FileLock(folder / _LOCK, timeout=LOCK_SECONDS)
    with suppress(OSError):
        lock.acquire()
    try:
        yield lock.is_locked
    finally:
        lock.release()
