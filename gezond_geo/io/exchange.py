"""HTTP exchanges with requests: one session, retries, and reading within limits.

`gezond_geo.io.http` loads it on the first request, so that a run without a network starts without importing requests.
"""

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

import requests
import truststore
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, MaxRetryError, ProtocolError, ReadTimeoutError
from urllib3.util import Retry

from gezond_geo import settings
from gezond_geo.io import hosts
from gezond_geo.io.failures import FailedError, NotThereError, RefusedError, say_silence
from gezond_geo.io.hosts import host_of
from gezond_geo.version import __version__

READ_SECONDS = 30.0
"""Maximum pause of a host that has answered before, in seconds."""
TOTAL_SECONDS = 60.0
"""Maximum duration of a request, including retries, in seconds."""
RETRIES = 3
BACKOFF_SECONDS = 0.5
"""The first retry is immediate; later pauses double from twice this, plus jitter of up to this."""
RETRY_AFTER_SECONDS = 10.0
"""Longest pause that is granted to a service, in seconds."""
MAX_BYTES = 100_000_000

_CHUNK = 65_536
_TRANSIENT = frozenset({429, 500, 502, 503, 504})
_FINE = frozenset({200, 201, 202, 206})
_NOT_THERE = frozenset({404, 410})
_CHECK = "controleer of deze tabel of collectie daar bestaat"


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request: POST with a payload, or else GET; `most` limits the bytes as sent, or else after decoding."""

    url: str
    payload: Mapping[str, Any] | None = None
    most: int | None = None


class _TrustStoreAdapter(HTTPAdapter):
    """Adapter that uses the system trust store, also for an HTTPS proxy."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, **kwargs, ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def download(request: Request, host: str) -> tuple[bytes, str]:
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
        raise FailedError(say_silence(seconds), silent=True)
    try:
        return answer.result(TOTAL_SECONDS)
    except TimeoutError as error:
        raise FailedError(f"was na {TOTAL_SECONDS:g} seconden niet klaar", silent=True) from error


def save_file(url: str, target: Path, progress: Callable[[int], None] | None) -> None:
    """Download the rest of a large file; see `gezond_geo.io.http.get_file`."""
    with _saying_failure():
        retry = _new_retry()
        while True:
            before = _size(target)
            raw = None
            try:
                with _send_from(url, before) as response:
                    if response.status_code == requests.codes.requested_range_not_satisfiable and before:
                        return  # The file was complete.
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


def _fetch(request: Request, host: str, first_byte: threading.Event) -> tuple[bytes, str]:
    with _saying_failure():
        return _try_repeatedly(request, host, first_byte)


@contextmanager
def _saying_failure() -> Iterator[None]:
    """Convert errors of a request to a Dutch sentence."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise FailedError("heeft een certificaat dat dit systeem niet vertrouwt", silent=True) from error
    except requests.ConnectTimeout as error:
        raise FailedError(say_silence(settings.CONNECT_SECONDS), silent=True) from error
    except (requests.ReadTimeout, ReadTimeoutError) as error:
        raise FailedError("stopte halverwege met antwoorden", silent=True) from error
    except (requests.RequestException, ConnectionError, TimeoutError) as error:
        raise FailedError("is niet te bereiken", silent=True) from error
    # Invalid addresses and headers raise these, also within requests and urllib3.
    except (HTTPError, ValueError, ArithmeticError, LookupError) as error:
        raise FailedError("stuurde een antwoord dat niet te lezen is") from error


def _try_repeatedly(request: Request, host: str, first_byte: threading.Event) -> tuple[bytes, str]:
    """Retry here and not in the adapter, which does not notice a truncated body."""
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
        except FailedError:
            hosts.in_trouble.add(host)
            raise


def _send(request: Request) -> requests.Response:
    options = _options_for(request.url)
    if request.most is not None:
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        return _session().get(request.url, headers=headers, allow_redirects=False, **options)
    if request.payload is None:
        return _session().get(request.url, **options)
    # A refusing service may leave the request body unread on the connection, before the next request.
    return _session().post(request.url, json=request.payload, headers={"Connection": "close"}, **options)


def _send_from(url: str, start: int) -> requests.Response:
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    return _session().get(url, headers=headers, **_options_for(url))


def _options_for(url: str) -> dict[str, Any]:
    limits = settings.CONNECT_SECONDS, READ_SECONDS
    return {"stream": True, "timeout": limits, "auth": settings.login_of(host_of(url))}


def _new_retry() -> Retry:
    return Retry(RETRIES, backoff_factor=BACKOFF_SECONDS, backoff_jitter=BACKOFF_SECONDS)


def _wait(retry: Retry, url: str, raw: Any, reason: str, *, silent: bool = False) -> Retry:
    """Wait before the next attempt as long as the service asks; fail if that is too long or attempts run out."""
    pause = (raw and retry.get_retry_after(raw)) or 0.0
    if pause > RETRY_AFTER_SECONDS:
        raise FailedError(f"{reason} en vraagt {pause:.0f} seconden te wachten")
    try:
        retry = retry.increment("GET", url)
    except MaxRetryError:
        raise FailedError(reason, silent=silent) from None
    retry.sleep(raw)
    return retry


def _is_reset(error: Exception) -> bool:
    """Whether an open connection was reset, rather than could not be made."""
    return isinstance(error, ProtocolError) or (bool(error.args) and isinstance(error.args[0], ProtocolError))


def _read(response: requests.Response, deadline: float, most: int | None) -> bytes:
    _check_status(response)
    body, limit = bytearray(), MAX_BYTES if most is None else most
    # read1 returns after every packet, so that a slow drip meets the deadline.
    while part := response.raw.read1(_CHUNK, decode_content=most is None):
        body += part
        if len(body) > limit:
            raise FailedError(f"stuurde meer dan {limit / 1_000_000:g} MB", "meld dit als fout")
        if time.monotonic() > deadline:
            raise FailedError(f"was na {TOTAL_SECONDS:g} seconden niet klaar", silent=True)
    return bytes(body)


def _check_status(response: requests.Response) -> None:
    if response.status_code not in _FINE:
        kind = NotThereError if response.status_code in _NOT_THERE else RefusedError
        raise FailedError(f"antwoordde met HTTP {response.status_code}", _CHECK, kind=kind)


def _save(response: requests.Response, target: Path, progress: Callable[[int], None] | None) -> None:
    """Write a body as it arrives: appended when the service resumes, or else from the start."""
    _check_status(response)
    goes_on = response.status_code == requests.codes.partial_content
    with target.open("ab" if goes_on else "wb") as file:
        while part := response.raw.read1(_CHUNK):
            file.write(part)
            if progress is not None:
                progress(file.tell())


@functools.cache
def _session() -> requests.Session:
    """One session for the process, to reuse connections; it honours the system's proxies."""
    session = requests.Session()
    session.headers.update({"User-Agent": f"gezond_geo/{__version__}", "Accept": "application/json"})
    session.max_redirects = 3
    session.hooks["response"].append(_refuse_other_host)
    session.mount("https://", _TrustStoreAdapter())
    return session


def _refuse_other_host(response: requests.Response, **_: Any) -> None:
    if response.is_redirect and (reason := hosts.explain_redirect(response.url, response.headers["Location"])):
        response.close()
        raise FailedError(reason, "probeer het later opnieuw, of stel het nieuwe adres in als het klopt")
