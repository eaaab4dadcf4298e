"""State of each host during a run: whether it answered, and how long to wait for it."""

from urllib.parse import urljoin, urlsplit

from gezond_geo import settings

LEAST_SECONDS = 1.0
"""Minimum time for the first byte of a host, however many did not answer before, in seconds."""

answered: set[str] = set()
"""Hosts that have sent something."""
silent: set[str] = set()
"""Hosts that have sent nothing in time."""
in_trouble: set[str] = set()
"""Hosts whose last request failed after all retries: the next is tried once."""
given_up: dict[str, str] = {}
"""Dutch reason for not contacting a host any more."""


def host_of(url: str) -> str:
    """Host of an address, with its port but without a login."""
    return urlsplit(url).netloc.rpartition("@")[2] or url


def forget() -> None:
    """Reset the state, so that a long-lived notebook tries every host again."""
    for hosts in (answered, silent, in_trouble, given_up):
        hosts.clear()


def patience() -> float:
    """Seconds to wait for the first byte of a host, halved after each host that did not answer, to bound the total."""
    return max(settings.CONNECT_SECONDS * 0.5 ** len(silent), min(settings.CONNECT_SECONDS, LEAST_SECONDS))


def explain_redirect(url: str, location: str) -> str:
    """Explain in Dutch why a redirect is not followed; empty when it is: to another path, or from http to https.

    Another host may belong to anyone.
    """
    before = urlsplit(url)
    try:
        after = urlsplit(urljoin(url, location))
    except ValueError:
        return "verwijst door naar iets dat geen adres is"
    secured = (before.scheme, after.scheme) == ("http", "https") and before.hostname == after.hostname
    if (before.scheme, before.netloc) == (after.scheme, after.netloc) or secured:
        return ""
    return f"verwijst door naar {after.hostname}, en dat is niet gevolgd"
