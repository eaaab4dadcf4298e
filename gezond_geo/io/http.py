"""The one way to ask a service: time-outs from name resolution on, a bounded retry, answers that are checked."""

import functools
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import requests
import truststore
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, MaxRetryError, ProtocolError, ReadTimeoutError
from urllib3.util import Retry

from gezond_geo import settings
from gezond_geo.errors import SourceError
from gezond_geo.io import hosts
from gezond_geo.io.parsing import parse_json
from gezond_geo.io.text import as_line
from gezond_geo.version import __version__

Progress = Callable[[str, int], None]
"""Called after each page of a download, with the title of the table and the number of rows so far."""

READ_SECONDS = 30.0
"""A host that has answered before may pause this long."""
TOTAL_SECONDS = 60.0
"""One request, its retries included, takes no longer than this."""
RETRIES = 3
BACKOFF_SECONDS = 0.5
"""The first retry is at once; the pauses after that double from two times this, plus up to one time this of jitter."""
RETRY_AFTER_SECONDS = 10.0
"""A service that asks for a longer pause is not waited for."""
MAX_BYTES = 100_000_000

_READABLE = "$(),':/"
_CHUNK = 65_536
_TRANSIENT = frozenset({429, 500, 502, 503, 504})
_FINE = frozenset({200, 201, 202, 206})
_NOT_THERE = frozenset({404, 410})
LATER = "probeer het later opnieuw of ga verder met --offline"
"""What to do when a service fails."""
_CHECK = "controleer of deze tabel of collectie daar bestaat"


class _FailedError(Exception):
    """Why a download failed, as the middle of a Dutch sentence; `silent` gives the host up for the run."""

    def __init__(
        self, reason: str, advice: str = LATER, *, silent: bool = False, kind: type[SourceError] = SourceError
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.silent = silent
        self.kind = kind


@dataclass(frozen=True, kw_only=True)
class _Request:
    """What to ask: something to POST, or else a GET; `most` bytes as they are sent, or else what they unpack to."""

    url: str
    payload: Mapping[str, Any] | None = None
    most: int | None = None


class NotThereError(SourceError):
    """The service answered that it does not have what was asked."""


class RefusedError(SourceError):
    """The service answered that it does not take the question as it was asked."""


class _TrustStoreAdapter(HTTPAdapter):
    """Adapter that trusts what the system trusts, also towards an HTTPS proxy."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, **kwargs, ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def start_run() -> None:
    """Forget which hosts were given up, so that a long-lived notebook tries them again."""
    hosts.forget()


def make_error(sentence: str, kind: type[SourceError] = SourceError) -> SourceError:
    """Error whose sentence is one printable line, whatever a service sent that is quoted in it."""
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

    A host that has sent no byte within ``settings.CONNECT_SECONDS``, name resolution included, is given up: until
    `start_run` every later call to it fails at once. Resets, 429 and 5xx are retried with back-off, other answers not.

    Parameters
    ----------
    url
        The whole address, query included (see `build_url`).
    what
        The table or collection, in Dutch, for the error message.
    expect_keys
        Keys that the object must have.
    payload
        What to POST, as JSON; it may arrive more than once.

    Raises
    ------
    NotThereError
        The service does not have it (404 or 410).
    SourceError
        Offline; no answer, or one that is no whole JSON object with these keys.
    """
    with _asking(url, what) as host:
        return _parse(*_download(_Request(url=url, payload=payload), host), expect_keys)


def get_bytes(url: str, *, what: str, most: int) -> bytes:
    """GET a file whole, in the very bytes that were sent.

    No Content-Encoding is undone, so that a small answer cannot become a large one here, and no redirect is followed:
    whoever asks has checked this address, and no other.

    Parameters
    ----------
    url, what
        As in `get_json`.
    most
        Bytes that it may have.

    Raises
    ------
    NotThereError, SourceError
        As `get_json`.
    """
    with _asking(url, what) as host:
        return _download(_Request(url=url, most=most), host)[0]


@contextmanager
def _asking(url: str, what: str) -> Iterator[str]:
    """Give the host, unless it is not to be asked, and say in one sentence why it failed."""
    host = _host_of(url)
    service = name_service(url, what)
    if settings.offline():
        raise make_error(f"{service} is niet geraadpleegd, want er wordt offline gewerkt; draai zonder --offline.")
    if host in hosts.given_up:
        raise make_error(f"{service} {hosts.given_up[host]}; {LATER}.")
    try:
        yield host
    except _FailedError as failure:
        if failure.silent:
            hosts.given_up[host] = failure.reason
        raise make_error(f"{service} {failure.reason}; {failure.advice}.", failure.kind) from failure


def get_file(url: str, target: Path, *, what: str, progress: Callable[[int], None] | None = None) -> None:
    """GET a large file, on from where an earlier attempt stopped; what has arrived stays when it fails.

    Parameters
    ----------
    url, what
        As in `get_json`; the host must have answered before.
    target
        The file, or as much of it as there is.
    progress
        Called with the number of bytes so far.

    Raises
    ------
    NotThereError, SourceError
        As `get_json`. The time is not limited, as long as something arrives.
    OSError
        When the file cannot be written.
    """
    with _asking(url, what), _saying_failure():
        retry = _new_retry()
        while True:
            before = _size(target)
            raw = None
            try:
                with _send_from(url, before) as response:
                    if response.status_code == requests.codes.requested_range_not_satisfiable and before:
                        return  # All of it was there.
                    if response.status_code not in _TRANSIENT:
                        _save(response, target, progress)
                        return
                    raw, reason = response.raw, f"antwoordde met HTTP {response.status_code}"
            except (requests.ConnectionError, ProtocolError) as error:
                if not _is_reset(error):
                    raise
                reason = "verbrak de verbinding"
            retry = _wait(_new_retry() if _size(target) > before else retry, url, raw, reason)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _host_of(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2] or url


def name_service(url: str, what: str) -> str:
    """Name what is asked: its host, and the table or collection."""
    return f"{_host_of(url)} ({what})"


def _download(request: _Request, host: str) -> tuple[bytes, str]:
    """Body and content type, fetched in a daemon thread: nothing else frees the caller from a hanging getaddrinfo."""
    first_byte = threading.Event()
    answer: Future[tuple[bytes, str]] = Future()

    def run() -> None:
        try:
            answer.set_result(_fetch(request, host, first_byte))
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            answer.set_exception(error)
        finally:
            first_byte.set()

    threading.Thread(target=run, daemon=True, name=f"GET {host}").start()
    seconds = hosts.patience()
    if host not in hosts.answered and not first_byte.wait(seconds):
        hosts.silent.add(host)
        raise _FailedError(_say_silence(seconds), silent=True)
    try:
        return answer.result(TOTAL_SECONDS)
    except TimeoutError as error:
        raise _FailedError(f"was na {TOTAL_SECONDS:g} seconden niet klaar", silent=True) from error


def _say_silence(seconds: float) -> str:
    return f"stuurde binnen {seconds:g} seconden niets".replace(".", ",")


def _fetch(request: _Request, host: str, first_byte: threading.Event) -> tuple[bytes, str]:
    with _saying_failure():
        return _try_repeatedly(request, host, first_byte)


@contextmanager
def _saying_failure() -> Iterator[None]:
    """Say what went wrong with a request."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise _FailedError("heeft een certificaat dat dit systeem niet vertrouwt", silent=True) from error
    except requests.ConnectTimeout as error:
        raise _FailedError(_say_silence(settings.CONNECT_SECONDS), silent=True) from error
    except (requests.ReadTimeout, ReadTimeoutError) as error:
        raise _FailedError("stopte halverwege met antwoorden", silent=True) from error
    except (requests.RequestException, ConnectionError, TimeoutError) as error:
        raise _FailedError("is niet te bereiken", silent=True) from error
    # What is wrong in an address or header raises these, within requests and urllib3 as well.
    except (HTTPError, ValueError, ArithmeticError, LookupError) as error:
        raise _FailedError("stuurde een antwoord dat niet te lezen is") from error


def _try_repeatedly(request: _Request, host: str, first_byte: threading.Event) -> tuple[bytes, str]:
    """Keep the retries here and not in the adapter, which knows nothing of a body that breaks off."""
    deadline = time.monotonic() + TOTAL_SECONDS
    retry = Retry(0) if host in hosts.in_trouble else _new_retry()
    while True:
        raw = None
        try:
            with _send(request) as response:
                hosts.answered.add(host)
                first_byte.set()
                if response.status_code not in _TRANSIENT:
                    hosts.in_trouble.discard(host)
                    return _read(response, deadline, request.most), response.headers.get("Content-Type", "")
                raw, reason = response.raw, f"antwoordde met HTTP {response.status_code}"
        except (requests.ConnectionError, ProtocolError) as error:
            if not _is_reset(error):
                raise
            reason = "verbrak de verbinding"
        try:
            retry = _wait(retry, request.url, raw, reason, silent=host not in hosts.answered)
        except _FailedError:
            hosts.in_trouble.add(host)
            raise


def _send(request: _Request) -> requests.Response:
    options = _options_for(request.url)
    if request.most is not None:
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        return _session().get(request.url, headers=headers, allow_redirects=False, **options)
    if request.payload is None:
        return _session().get(request.url, **options)
    # A service that refuses may leave the body unread on the connection, where the next request would follow it.
    return _session().post(request.url, json=request.payload, headers={"Connection": "close"}, **options)


def _send_from(url: str, start: int) -> requests.Response:
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    return _session().get(url, headers=headers, **_options_for(url))


def _options_for(url: str) -> dict[str, Any]:
    limits = settings.CONNECT_SECONDS, READ_SECONDS
    return {"stream": True, "timeout": limits, "auth": settings.login_of(_host_of(url))}


def _new_retry() -> Retry:
    return Retry(RETRIES, backoff_factor=BACKOFF_SECONDS, backoff_jitter=BACKOFF_SECONDS)


def _wait(retry: Retry, url: str, raw: Any, reason: str, *, silent: bool = False) -> Retry:
    """Wait before the next attempt, as long as the service asks; fail when that is long or there were enough."""
    pause = (raw and retry.get_retry_after(raw)) or 0.0
    if pause > RETRY_AFTER_SECONDS:
        raise _FailedError(f"{reason} en vraagt {pause:.0f} seconden te wachten")
    try:
        retry = retry.increment("GET", url)
    except MaxRetryError:
        raise _FailedError(reason, silent=silent) from None
    retry.sleep(raw)
    return retry


def _is_reset(error: Exception) -> bool:
    """Tell an open connection that broke from one that could not be made."""
    return isinstance(error, ProtocolError) or (bool(error.args) and isinstance(error.args[0], ProtocolError))


def _read(response: requests.Response, deadline: float, most: int | None) -> bytes:
    _check_status(response)
    body, limit = bytearray(), MAX_BYTES if most is None else most
    # read1 returns after every packet, so that a slow drip meets the deadline.
    while part := response.raw.read1(_CHUNK, decode_content=most is None):
        body += part
        if len(body) > limit:
            raise _FailedError(f"stuurde meer dan {limit / 1_000_000:g} MB", "meld dit als fout")
        if time.monotonic() > deadline:
            raise _FailedError(f"was na {TOTAL_SECONDS:g} seconden niet klaar", silent=True)
    return bytes(body)


def _check_status(response: requests.Response) -> None:
    if response.status_code not in _FINE:
        kind = NotThereError if response.status_code in _NOT_THERE else RefusedError
        raise _FailedError(f"antwoordde met HTTP {response.status_code}", _CHECK, kind=kind)


def _save(response: requests.Response, target: Path, progress: Callable[[int], None] | None) -> None:
    """Write a body as it arrives: behind what is there when the service goes on from there, else in its place."""
    _check_status(response)
    goes_on = response.status_code == requests.codes.partial_content
    with target.open("ab" if goes_on else "wb") as file:
        while part := response.raw.read1(_CHUNK):
            file.write(part)
            if progress is not None:
                progress(file.tell())


def _parse(body: bytes, content_type: str, expect_keys: tuple[str, ...]) -> dict[str, Any]:
    kind = content_type.partition(";")[0].strip().lower()
    if not kind.endswith(("/json", "+json")):
        raise _FailedError(f"antwoordde met {kind or 'iets onbekends'} in plaats van JSON")
    try:
        answer = parse_json(body)
    except ValueError as error:
        raise _FailedError("stuurde JSON die niet heel is") from error
    if not isinstance(answer, dict) or not answer.keys() >= set(expect_keys):
        raise _FailedError(f"stuurde JSON zonder {' en '.join(expect_keys) or 'inhoud'}")
    return answer


@functools.cache
def _session() -> requests.Session:
    """One session for the process, for its connections; it honours the system's proxies."""
    session = requests.Session()
    session.headers.update({"User-Agent": f"gezond_geo/{__version__}", "Accept": "application/json"})
    session.max_redirects = 3
    session.hooks["response"].append(_refuse_other_host)
    session.mount("https://", _TrustStoreAdapter())
    return session


def _refuse_other_host(response: requests.Response, **_: Any) -> None:
    if response.is_redirect and (reason := hosts.explain_redirect(response.url, response.headers["Location"])):
        response.close()
        raise _FailedError(reason, "probeer het later opnieuw, of stel het nieuwe adres in als het klopt")
