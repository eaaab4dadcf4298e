"""Requests to services: time-outs that include name resolution, bounded retries, and checked answers."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from gezond_geo import settings
from gezond_geo.errors import SourceError
from gezond_geo.io import hosts
from gezond_geo.io.failures import LATER, FailedError
from gezond_geo.io.hosts import host_of
from gezond_geo.io.parsing import parse_json
from gezond_geo.io.text import as_line

Progress = Callable[[str, int], None]
"""Called after each page of a download, with the title of the table and the number of rows so far."""

_READABLE = "$(),':/"


def start_run() -> None:
    """Forget which hosts were given up, so that a long-lived notebook tries them again."""
    hosts.forget()


def make_error(sentence: str, kind: type[SourceError] = SourceError) -> SourceError:
    """Error with a one-line printable message, whatever content of a service it quotes."""
    return kind(as_line(sentence))


def build_url(url: str, params: Mapping[str, str]) -> str:
    """Address with its query; the characters of OData and OGC expressions stay readable."""
    return f"{url}?{urlencode(params, safe=_READABLE, quote_via=quote)}"


def get_json(
    url: str,
    *,
    what: str,
    expect_keys: tuple[str, ...] = (),
    payload: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """GET one JSON object, or POST for it.

    A host that sends no byte within ``settings.CONNECT_SECONDS``, including name resolution, is given up: every later
    call to it fails at once until `start_run`. Resets, 429 and 5xx are retried with back-off, other answers are not.

    Parameters
    ----------
    url
        Complete address, including the query (see `build_url`).
    what
        Dutch name of the table or collection, for error messages.
    expect_keys
        Keys that the object must have.
    payload
        JSON to POST; it may arrive more than once.

    Raises
    ------
    NotThereError
        When the service does not have it (404 or 410).
    SourceError
        When offline; for no answer, or one that is not a complete JSON object with these keys.
    """
    with _asking(url, what) as host:
        return _parse(*_download(url, host, payload=payload), expect_keys)


def get_bytes(url: str, *, what: str, most: int) -> bytes:
    """GET a complete file, as the exact bytes sent.

    Content-Encoding is not decoded, so that a small answer cannot expand to a large one, and redirects are not
    followed: the caller has checked only this address.

    Parameters
    ----------
    url, what
        As in `get_json`.
    most
        Maximum size in bytes.

    Raises
    ------
    NotThereError, SourceError
        As `get_json`.
    """
    with _asking(url, what) as host:
        return _download(url, host, most=most)[0]


@contextmanager
def _asking(url: str, what: str) -> Iterator[str]:
    """Yield the host, unless it must not be contacted, and convert a failure to one sentence."""
    host = host_of(url)
    service = name_service(url, what)
    if settings.offline():
        raise make_error(f"{service} is niet geraadpleegd, want er wordt offline gewerkt; draai zonder --offline.")
    if host in hosts.given_up:
        raise make_error(f"{service} {hosts.given_up[host]}; {LATER}.")
    try:
        yield host
    except FailedError as failure:
        if failure.silent:
            hosts.given_up[host] = failure.reason
        raise make_error(f"{service} {failure.reason}; {failure.advice}.", failure.kind) from failure


def get_file(url: str, target: Path, *, what: str, progress: Callable[[int], None] | None = None) -> None:
    """GET a large file, resuming an earlier attempt; a failure keeps what has arrived.

    Parameters
    ----------
    url, what
        As in `get_json`; the host must have answered before.
    target
        The file, possibly partial.
    progress
        Called with the number of bytes so far.

    Raises
    ------
    NotThereError, SourceError
        As `get_json`. The time is unlimited as long as data arrive.
    OSError
        When the file cannot be written.
    """
    with _asking(url, what):
        from gezond_geo.io import exchange  # noqa: PLC0415 - as in `_download`

        exchange.save_file(url, target, progress)


def name_service(url: str, what: str) -> str:
    """Name of a request in messages: the host, and the table or collection."""
    return f"{host_of(url)} ({what})"


def _download(
    url: str, host: str, *, payload: Mapping[str, Any] | None = None, most: int | None = None
) -> tuple[bytes, str]:
    from gezond_geo.io import exchange  # noqa: PLC0415 - requests is slow to import, and most runs ask nothing

    return exchange.download(exchange.Request(url=url, payload=payload, most=most), host)


def _parse(body: bytes, content_type: str, expect_keys: tuple[str, ...]) -> dict[str, Any]:
    kind = content_type.partition(";")[0].strip().lower()
    if not kind.endswith(("/json", "+json")):
        raise FailedError(f"antwoordde met {kind or 'iets onbekends'} in plaats van JSON")
    try:
        answer = parse_json(body)
    except ValueError as error:
        raise FailedError("stuurde JSON die niet heel is") from error
    if not isinstance(answer, dict) or not answer.keys() >= set(expect_keys):
        raise FailedError(f"stuurde JSON zonder {' en '.join(expect_keys) or 'inhoud'}")
    return answer
