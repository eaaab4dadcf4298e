"""All regions of one year: their names, land areas and residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gezond_geo import settings
from gezond_geo._validate import as_call, as_flag, as_whole, checked
from gezond_geo.areas.codes import NATION
from gezond_geo.dataset import cbs
from gezond_geo.dataset.series import COUNTED, uitgave_with
from gezond_geo.indicators.publications import table_of_year
from gezond_geo.io import http

if TYPE_CHECKING:
    import pandas as pd

    from gezond_geo.io.http import Progress


@checked(year=as_whole(1900, 2100), offline=as_flag, progress=as_call)
def load_regions(year: int, *, offline: bool | None = None, progress: Progress | None = None) -> pd.DataFrame:
    """Name, land area and residents of the Netherlands and all its gemeenten, wijken and buurten in one year.

    Parameters
    ----------
    year
        Year of Kerncijfers wijken en buurten.
    offline, progress
        As in `gezond_geo.load`.

    Returns
    -------
    DataFrame
        Indexed by ``code`` (``NL``, ``GM``, ``WK`` and ``BU``), sorted: ``naam`` (of wijken without their number),
        ``land_ha`` (hectares) and ``inwoners``; NaN is missing.

    Raises
    ------
    SettingsError
        When no table of that year is known.
    SourceError
        When the service does not answer and the cache is empty.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> year = 2012  # of 2013 and later it takes a network, or a cache
    >>> gg.load_regions(year, offline=True)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    gezond_geo.errors.SettingsError: Van kwb is geen tabel van 2012 bekend; wel van: 2013, 2014, ...
    """
    uitgave = uitgave_with(COUNTED, table_of_year(COUNTED, year))
    with settings.offline_run(offline):
        if not settings.offline():
            http.start_run()
        rows = cbs.read_rows(uitgave, COUNTED, None, progress).frame
        names = cbs.read_names(uitgave, NATION, key=COUNTED)
    regions = rows[["land_ha", "inwoners"]].rename(index=_code_of)
    regions.insert(0, "naam", names.rename(index=_code_of).reindex(regions.index))
    return regions.rename_axis("code").sort_index()


def _code_of(region: str) -> str:
    return NATION if region.startswith(NATION) else region
