"""Folders, addresses and time-outs, read from the environment at the moment they are used."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from urllib.parse import unquote, urlsplit

import platformdirs

from gezond_geo.errors import SettingsError

CONNECT_SECONDS = 5.0
"""Time for the first byte of a host, including name resolution, before it is given up for the run."""

ADDRESSES = {
    "GEZOND_GEO_STATLINE_URL": "https://opendata.cbs.nl",
    "GEZOND_GEO_CBS_V4_URL": "https://datasets.cbs.nl",
    "GEZOND_GEO_RIVM_URL": "https://dataderden.cbs.nl",
    "GEZOND_GEO_PDOK_URL": "https://api.pdok.nl",
    "GEZOND_GEO_PDOK_WFS_URL": "https://service.pdok.nl",
    "GEZOND_GEO_CARTOMAP_URL": "https://cartomap.github.io",
    "GEZOND_GEO_KLIMAATATLAS_URL": "https://buurtdashboard-config-portal.vercel.app",
    "GEZOND_GEO_KLIMAATATLAS_DATA_URL": "https://buurtdashboard-data.fsn1.your-objectstorage.com",
    "GEZOND_GEO_RIVM_GEO_URL": "https://data.rivm.nl",
}
"""Default address of each service, by the name of its setting."""

_offline: ContextVar[bool | None] = ContextVar("offline", default=None)
_refresh: ContextVar[bool] = ContextVar("refresh", default=False)
_cache: ContextVar[Path | None] = ContextVar("cache", default=None)


def statline_url() -> str:
    """Base address of CBS StatLine (``GEZOND_GEO_STATLINE_URL``)."""
    return _url("GEZOND_GEO_STATLINE_URL")


def cbs_v4_url() -> str:
    """Base address of OData v4 of CBS (``GEZOND_GEO_CBS_V4_URL``)."""
    return _url("GEZOND_GEO_CBS_V4_URL")


def rivm_url() -> str:
    """Base address of the catalogue with the RIVM tables (``GEZOND_GEO_RIVM_URL``)."""
    return _url("GEZOND_GEO_RIVM_URL")


def pdok_url() -> str:
    """Base address of the PDOK APIs (``GEZOND_GEO_PDOK_URL``)."""
    return _url("GEZOND_GEO_PDOK_URL")


def pdok_wfs_url() -> str:
    """Base address of the WFS of PDOK (``GEZOND_GEO_PDOK_WFS_URL``)."""
    return _url("GEZOND_GEO_PDOK_WFS_URL")


def cartomap_url() -> str:
    """Base address of cartomap's files (``GEZOND_GEO_CARTOMAP_URL``)."""
    return _url("GEZOND_GEO_CARTOMAP_URL")


def klimaatatlas_url() -> str:
    """Base address of the configuration of the Klimaateffectatlas dashboard (``GEZOND_GEO_KLIMAATATLAS_URL``)."""
    return _url("GEZOND_GEO_KLIMAATATLAS_URL")


def klimaatatlas_data_url() -> str:
    """Base address of its files (``GEZOND_GEO_KLIMAATATLAS_DATA_URL``)."""
    return _url("GEZOND_GEO_KLIMAATATLAS_DATA_URL")


def rivm_geo_url() -> str:
    """Base address of the map services of RIVM (``GEZOND_GEO_RIVM_GEO_URL``)."""
    return _url("GEZOND_GEO_RIVM_GEO_URL")


def offline() -> bool:
    """Whether no socket may be opened (`offline_run`, else ``GEZOND_GEO_OFFLINE``)."""
    if (choice := _offline.get()) is not None:
        return choice
    return os.environ.get("GEZOND_GEO_OFFLINE", "").strip().lower() not in {"", "0", "false", "nee", "no"}


@contextmanager
def offline_run(choice: bool | None) -> Iterator[None]:  # noqa: FBT001 - the caller's own option, passed on
    """Override the environment's choice within the block; None leaves it to the environment."""
    token = _offline.set(choice)
    try:
        yield
    finally:
        _offline.reset(token)


def refresh() -> bool:
    """Whether cached files are fetched again, however recent (`refreshing`)."""
    return _refresh.get()


@contextmanager
def refreshing(choice: bool = True) -> Iterator[None]:  # noqa: FBT001, FBT002 - the caller's own option, passed on
    """Fetch everything again within the block; if a download fails, the cache is used, as always."""
    token = _refresh.set(choice)
    try:
        yield
    finally:
        _refresh.reset(token)


@contextmanager
def caching_in(folder: Path) -> Iterator[None]:
    """Use this folder as the cache within the block."""
    token = _cache.set(folder)
    try:
        yield
    finally:
        _cache.reset(token)


def processed_dir() -> Path:
    """Folder for results that later runs reuse.

    Returns
    -------
    Path
        ``GEZOND_GEO_PROCESSED``; else ``data/processed`` beside the ``pyproject.toml`` of an editable install; else the
        platform's data folder of the user.
    """
    if folder := os.environ.get("GEZOND_GEO_PROCESSED"):
        return Path(folder)
    root = Path(__file__).resolve().parent.parent
    if (root / "pyproject.toml").is_file():
        return root / "data" / "processed"
    return Path(platformdirs.user_data_dir("gezond_geo"))


def measured_path(gemeentecode: str) -> Path:
    """Default path of the measured stone cover of a gemeente."""
    return processed_dir() / f"verstening-{gemeentecode}.csv"


def cache_dir() -> Path:
    """Folder for downloads.

    Returns
    -------
    Path
        That of `caching_in`; else ``GEZOND_GEO_CACHE``; else ``data/raw`` beside the ``pyproject.toml`` of an editable
        install; else the platform's cache folder of the user.
    """
    if (folder := _cache.get()) is not None:
        return folder
    if place := os.environ.get("GEZOND_GEO_CACHE"):
        return Path(place)
    root = Path(__file__).resolve().parent.parent
    if (root / "pyproject.toml").is_file():
        return root / "data" / "raw"
    return Path(platformdirs.user_cache_dir("gezond_geo"))


def log_dir() -> Path:
    """Folder for reports of unexpected errors of the command: the platform's user log folder."""
    return Path(platformdirs.user_log_dir("gezond_geo"))


def login_of(host: str) -> tuple[str, str] | None:
    """User name and password in the configured address of a host; sent to that host, and shown nowhere else."""
    for name in ADDRESSES:
        with suppress(ValueError):
            login, _, own = urlsplit(os.environ.get(name, "").strip()).netloc.rpartition("@")
            if login and own == host:
                user, _, password = login.partition(":")
                return unquote(user), unquote(password)
    return None


def _url(name: str) -> str:
    address = (os.environ.get(name) or ADDRESSES[name]).strip().rstrip("/")
    try:
        parts = urlsplit(address)
        # To read the port is to check it.
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or not address.isprintable() or set(address) & set(" ?#"):
        raise SettingsError(f"{name} is geen adres; schrijf het zoals {ADDRESSES[name]}.")
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
