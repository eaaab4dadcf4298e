"""Boundaries of buurten from PDOK's WFS: *wijkenbuurten* and *gebiedsindelingen*, one service per year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gezond_geo import settings
from gezond_geo.areas import pdok
from gezond_geo.areas.gebiedsindelingen import keep_year, name_layer
from gezond_geo.areas.rd import RD
from gezond_geo.errors import SourceError
from gezond_geo.io import http, paging

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGE = 1000
"""Areas per page, whatever limit is requested."""

_SHORT_NAMES_FROM = 2022
"""First year with the layer name ``buurten`` instead of ``cbs_buurten_{year}``; one client has seen exceptions."""


def read_wijkenbuurten(gemeentecode: str | None, *, year: int, progress: pdok.PageProgress | None = None) -> pdok.Areas:
    """Read the exact boundaries of the buurten of a gemeente, land only.

    Parameters
    ----------
    gemeentecode, year, progress
        As in `gezond_geo.areas.pdok.read_buurten`.

    Raises
    ------
    SourceError
        As `gezond_geo.areas.pdok.read_buurten`.
    """
    service = _find_service("wijkenbuurten", year)
    names = ["buurten", f"cbs_buurten_{year}"]
    own = {} if gemeentecode is None else {"filter": _filter("PropertyIsEqualTo", "gemeentecode", gemeentecode)}

    def read() -> tuple[str, Iterator[pdok.Buurt]]:
        url, pages = _read_layer(service, names if year >= _SHORT_NAMES_FROM else names[::-1], own)
        return url, pdok.keep_land(pdok.read_features(pages, service, progress), gemeentecode, service)

    return pdok.fetch_areas(
        read, service, f"wijkenbuurten-{year}/wfs", gemeentecode=gemeentecode, year=year, kind=pdok.EXACT
    )


def read_gebiedsindelingen(
    gemeentecode: str | None, *, year: int, kind: str, progress: pdok.PageProgress | None = None
) -> pdok.Areas:
    """Read the boundaries of the buurten of a gemeente.

    Parameters
    ----------
    gemeentecode, year, kind, progress
        As in `gezond_geo.areas.gebiedsindelingen.read_buurten`.

    Raises
    ------
    SourceError
        As `gezond_geo.areas.gebiedsindelingen.read_buurten`.
    """
    service = _find_service("gebiedsindelingen", year)
    name = name_layer("buurt", kind)
    own = {} if gemeentecode is None else {"filter": _filter("PropertyIsLike", "statcode", f"BU{gemeentecode[2:]}*")}

    def read() -> tuple[str, Iterator[pdok.Buurt]]:
        url, pages = _read_layer(service, [name], own)
        return url, keep_year(pdok.read_features(pages, service, progress), gemeentecode, year, service)

    table_id = f"gebiedsindelingen-{year}/wfs {name}"
    return pdok.fetch_areas(read, service, table_id, gemeentecode=gemeentecode, year=year, kind=kind)


def _find_service(name: str, year: int) -> pdok.Collection:
    return pdok.Collection(f"WFS {name} {year}", f"{settings.pdok_wfs_url()}/cbs/{name}/{year}/wfs/v1_0")


def _filter(operator: str, name: str, literal: str) -> str:
    """Filter in XML: the service silently ignores a CQL_FILTER."""
    wild = ' wildCard="*" singleChar="." escapeChar="!"' if operator == "PropertyIsLike" else ""
    comparison = f"<{operator}{wild}><PropertyName>{name}</PropertyName><Literal>{literal}</Literal></{operator}>"
    return f"<Filter>{comparison}</Filter>"


def _read_layer(
    service: pdok.Collection, names: list[str], filters: dict[str, str]
) -> tuple[str, Iterator[dict[str, Any]]]:
    """Address and pages of the first of these layers that the service has."""
    failures: list[SourceError] = []
    for name in names:
        params = {"service": "WFS", "version": "2.0.0", "request": "GetFeature", "typeNames": name}
        params |= {"outputFormat": "application/json", "srsName": RD, "count": str(_PAGE)} | filters
        try:
            first = _get_page(service, params, 0)
        except SourceError as failure:
            failures.append(failure)
        else:
            return http.build_url(service.url, params), _read_on(first, service, params)
    raise failures[0]


def _get_page(service: pdok.Collection, params: dict[str, str], start: int) -> dict[str, Any]:
    url = http.build_url(service.url, params | {"startIndex": str(start)})
    return paging.get_list(url, what=service.name, items="features")


def _read_on(first: dict[str, Any], service: pdok.Collection, params: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield pages until one is not full."""
    page, start = first, 0
    yield page
    while len(page["features"]) >= _PAGE:
        start += len(page["features"])
        if start >= _PAGE * paging.MAX_PAGES:
            raise service.error("bladert zonder einde; probeer het later opnieuw")
        page = _get_page(service, params, start)
        yield page
