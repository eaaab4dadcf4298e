"""Collections that a service returns page by page."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import SplitResult, urlsplit

from gezond_geo.io.failures import LATER
from gezond_geo.io.http import get_json, make_error, name_service

MAX_PAGES = 200


def get_list(url: str, *, what: str, items: str) -> dict[str, Any]:
    """GET one JSON object that has a list of objects under the key `items`.

    Raises
    ------
    SourceError
        As `gezond_geo.io.http.get_json`.
    """
    page = get_json(url, what=what, expect_keys=(items,))
    if not isinstance(page[items], list) or not all(isinstance(item, dict) for item in page[items]):
        raise make_error(f"{name_service(url, what)} stuurde onder {items} iets anders dan een lijst; {LATER}.")
    return page


def get_pages(
    url: str,
    *,
    what: str,
    items: str,
    next_link: Callable[[dict[str, Any]], str | None],
) -> Iterator[dict[str, Any]]:
    """GET a collection page by page; each page has a list of objects under the key `items`.

    Only the query of a next link is used, on the requested address: CBS puts http and its own host in it, which would
    bypass a mirror or proxy.

    Raises
    ------
    SourceError
        As `gezond_geo.io.http.get_json`; and for next links that loop or never end.
    """
    service = name_service(url, what)
    urls: set[str] = set()
    page_url = url
    while True:
        urls.add(page_url)
        yield (page := get_list(page_url, what=what, items=items))
        link = next_link(page)
        if not link:
            return
        query = split_link(link, service).query
        page_url = f"{url.partition('?')[0]}?{query}"
        if not query or page_url in urls or len(urls) >= MAX_PAGES:
            raise make_error(f"{service} bladert in een kring of zonder einde ({len(urls)} pagina's); {LATER}.")


def split_link(link: object, service: str) -> SplitResult:
    """Split an address returned by a service.

    Raises
    ------
    SourceError
        When it is not a valid address.
    """
    try:
        return urlsplit(str(link))
    except ValueError as error:
        raise make_error(f"{service} noemt een adres dat er geen is; {LATER}.") from error
