"""Sealed surface, green and water for every buurt, from the Buurtdashboard of the Klimaateffectatlas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gezond_geo import settings
from gezond_geo.areas.codes import gemeentecode_of
from gezond_geo.errors import InputError, SourceError
from gezond_geo.io import cache, http
from gezond_geo.io.dutch import count_of
from gezond_geo.landcover.atlas_table import read_atlas_table, read_description

if TYPE_CHECKING:
    import pandas as pd

MAX_PACKED = 60_000_000
"""Maximum download size in bytes; the national file has 18 million."""

_WHAT = "Klimaateffectatlas"
_TABLE = "Klimaateffectatlas, Buurtdashboard"
# No user, query or odd character: two parsers could disagree on the host of such an address.
_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?/[\w./-]+\.csv(?:\.gz)?", re.ASCII)
_RELEASE = re.compile(r"Dataset((\d{4})(\d{2})(\d{2})([\w-]*))\.csv", re.ASCII)
_LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True, kw_only=True)
class LandCover:
    """Land cover per buurt.

    Attributes
    ----------
    frame : Indexed by ``buurtcode``: see `gezond_geo.landcover.atlas_table.read_atlas_table`.
    url, retrieved : Where and when (UTC) it was fetched.
    release : Date of the release in the name of the file (``2026-09-22``); empty without one.
    stale : Whether the service failed when a newer one was requested.
    notes : What was left out or looks odd, as Dutch sentences without their subject.
    """

    frame: pd.DataFrame
    url: str
    retrieved: str
    release: str
    stale: bool
    notes: tuple[str, ...]


def read_land_cover(gemeentecode: str | None = None) -> LandCover:
    """Read the land cover of every buurt of the country, or of one gemeente.

    The configuration of the dashboard has the address of the file, which is fetched only from known hosts and by https
    (apart from the settings), and otherwise from its earlier addresses.

    Parameters
    ----------
    gemeentecode
        ``GM`` and four digits; None for the whole country.

    Returns
    -------
    LandCover
        From the cache when that is fresh, when there is no newer release, or when the service fails.

    Raises
    ------
    SourceError
        When there is no usable answer and none in the cache.
    """
    key = cache.make_key(
        f"klimaateffectatlas-{gemeentecode or 'NL'}",
        settings=[settings.klimaatatlas_url(), settings.klimaatatlas_data_url()],
        gemeente=gemeentecode,
    )
    frame, provenance, stale = cache.fetch(key, lambda: _download(gemeentecode), ask_modified=_ask_release)
    return LandCover(
        frame=frame,
        url=provenance.url,
        retrieved=provenance.retrieved,
        release=provenance.modified or "",
        stale=stale,
        notes=tuple(provenance.details["notes"]),
    )


def _download(gemeentecode: str | None) -> tuple[pd.DataFrame, cache.Provenance]:
    """Download the first usable file; without any, raise the first error."""
    failures: list[SourceError] = []
    address_in_configuration = None
    try:
        address_in_configuration = _read_address()
    except SourceError as failure:
        failures.append(failure)
    before = [f"{settings.klimaatatlas_data_url()}{path}" for path in read_description()["bestanden"]]
    for address in dict.fromkeys([*([address_in_configuration] if address_in_configuration else []), *before]):
        url = address if gemeentecode is None else _address_of_gemeente(address, gemeentecode)
        try:
            frame, notes = _read_file(url, gemeentecode)
        except SourceError as failure:
            failures.append(failure)
            continue
        if address != address_in_configuration:
            notes = (*notes, "de configuratie noemt geen bruikbaar bestand; dit is het laatst bekende")
        details = {"notes": list(notes)}
        return frame, cache.Provenance(url=url, table=_TABLE, modified=_release_of(address), details=details)
    raise failures[0]


def _read_address() -> str:
    """Address of the file in the configuration; refuse an unknown place."""
    url = f"{settings.klimaatatlas_url()}{read_description()['configuratie']}"
    address = http.get_json(url, what=_WHAT, expect_keys=("csv_data_url",))["csv_data_url"]
    if not isinstance(address, str) or not _may_ask(address):
        excerpt = str(address)[:80]
        raise _error(f"noemt als plaats van de gegevens {excerpt!r}, en daar wordt niets opgehaald; meld dit als fout")
    return address


def find_release() -> str:
    """Date of the file in the configuration; empty without a date in its name.

    Raises
    ------
    SourceError
        When there is no usable answer, or the file is in an unknown place.
    """
    return _release_of(_read_address()) or ""


def _ask_release() -> str | None:
    try:
        return find_release() or None
    except SourceError:
        return None


def _release_of(address: str) -> str | None:
    match = _RELEASE.search(address)
    return None if match is None else f"{'-'.join(match.group(2, 3, 4))}{match[5]}"


def _may_ask(address: str) -> bool:
    """Whether to fetch a file from an address: that of a setting, a known host by https, or loopback with a setting."""
    if not _PLAIN_ADDRESS.fullmatch(address):
        return False
    place = urlsplit(address)
    hosts = [urlsplit(url) for url in (settings.klimaatatlas_url(), settings.klimaatatlas_data_url())]
    if (place.scheme, place.netloc) in {(url.scheme, url.netloc) for url in hosts}:
        return True
    if place.hostname in _LOOPBACK:
        return any(url.hostname in _LOOPBACK for url in hosts)
    return place.scheme == "https" and place.netloc in read_description()["hosts"]


def _address_of_gemeente(address: str, gemeentecode: str) -> str:
    """Address of the file of one gemeente, next to that of the country."""
    folder = address.rpartition("/")[0]
    match = _RELEASE.search(address)
    if match is None:
        raise _error(f"heeft bij {address.rpartition('/')[2]} geen bestand per gemeente; meld dit als fout")
    return f"{folder}/per-gemeente-{match[1]}/{gemeentecode}.csv.gz"


def _read_file(url: str, gemeentecode: str | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    content = http.get_bytes(url, what=_WHAT, most=MAX_PACKED)
    try:
        frame, notes = read_atlas_table(content)
    except InputError as bad:
        raise _error(f"stuurde iets dat niet te gebruiken is: {str(bad).rstrip('.')}") from bad
    if gemeentecode is None:
        return frame, notes
    own = frame[frame.index.map(gemeentecode_of) == gemeentecode]
    if own.empty:
        raise _error(f"stuurde geen buurten van {gemeentecode}; meld dit als fout")
    if others := len(frame) - len(own):
        notes = (*notes, f"{count_of(others, 'buurt', 'buurten')} van andere gemeenten weggelaten")
    return own, notes


def _error(sentence: str) -> SourceError:
    return http.make_error(f"{_WHAT} ({settings.klimaatatlas_url()}) {sentence}.")
