"""Green per buurt in 2022 by RIVM: a second source, independent of the Klimaateffectatlas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo import settings
from gezond_geo.areas.codes import BUURTCODE, gemeentecode_of
from gezond_geo.io import cache, http
from gezond_geo.io.cells import read_numbers
from gezond_geo.io.dutch import count_of, format_number
from gezond_geo.io.ranges import Range

if TYPE_CHECKING:
    from gezond_geo.errors import SourceError

_LAYER = "ank:rivm_2022_groenpercentage_kaart_per_buurt"
_MOST_ROWS = 50_000


@dataclass(frozen=True, kw_only=True)
class Green:
    """Green per buurt.

    Attributes
    ----------
    share : Percent 0-100, indexed by ``buurtcode`` of 2022 (sorted); NaN is missing.
    url, retrieved : Where and when (UTC) it was fetched.
    stale : Whether the service failed when newer figures were requested.
    notes : What was left out, as Dutch sentences without their subject.
    """

    share: pd.Series[float]
    url: str
    retrieved: str
    stale: bool
    notes: tuple[str, ...]


def read_green(gemeentecode: str | None = None) -> Green:
    """Read the green percentage per buurt: trees, shrubs and low plants on the *Groenkaart* of 10 m (RIVM, 2022).

    Parameters
    ----------
    gemeentecode
        ``GM`` and four digits; None for the whole country.

    Returns
    -------
    Green
        From the cache when that is fresh, or when the service fails.

    Raises
    ------
    SourceError
        When there is no usable answer and none in the cache.
    """
    # An unknown column in a filter gives an error, and an ignored filter gives other rows: both are noticed.
    filter_of = {} if gemeentecode is None else {"CQL_FILTER": f"bu_code LIKE 'BU{gemeentecode[2:]}%'"}
    url = http.build_url(
        f"{settings.rivm_geo_url()}/geo/ank/wfs",
        {
            "service": "WFS",
            "version": "2.0.0",
            "request": "GetFeature",
            "typeNames": _LAYER,
            "propertyName": "bu_code,_mean",
            "count": str(_MOST_ROWS),
            "outputFormat": "application/json",
        }
        | filter_of,
    )

    def download() -> tuple[pd.DataFrame, cache.Provenance]:
        answer = http.get_json(url, what=_LAYER, expect_keys=("features",))
        share, notes = _to_shares(answer, gemeentecode)
        return share.to_frame(), cache.Provenance(url=url, table=_LAYER, details={"notes": notes})

    frame, provenance, stale = cache.fetch(cache.make_key(f"groenkaart-{gemeentecode or 'NL'}", url=url), download)
    return Green(
        share=frame["groen"],
        url=provenance.url,
        retrieved=provenance.retrieved,
        stale=stale,
        notes=tuple(provenance.details["notes"]),
    )


def _to_shares(answer: dict[str, Any], gemeentecode: str | None) -> tuple[pd.Series[float], list[str]]:
    features = answer["features"]
    try:
        rows = [(str(feature["properties"]["bu_code"]).strip(), feature["properties"]["_mean"]) for feature in features]
    except (LookupError, TypeError) as bad:
        raise _error("gaf buurten zonder bu_code of _mean; meld dit als fout") from bad
    total = answer.get("numberMatched")
    if isinstance(total, int) and total != len(rows):
        raise _error(f"gaf {len(rows)} buurten, maar telt er zelf {total}; probeer het later opnieuw")
    table = pd.DataFrame(rows, columns=["buurtcode", "groen"])
    right = table["buurtcode"].str.fullmatch(BUURTCODE.pattern)
    own = right & (table["buurtcode"].map(gemeentecode_of).eq(gemeentecode) if gemeentecode else True)
    if not own.any():
        raise _error(f"heeft geen buurten van {gemeentecode or 'Nederland'}; probeer het later opnieuw")
    if (twice := table["buurtcode"][own].duplicated()).any():
        raise _error(f"geeft {table['buurtcode'][own][twice].iloc[0]} meer dan eens; meld dit als fout")
    numbers, _ = read_numbers(table["groen"].tolist(), "groen")
    present = pd.Series(numbers, index=table.index, name="groen")[own]
    share, outside = Range(0, 100).check(present.mask(present.lt(0)))
    notes = (
        [f"{count_of(int((~own).sum()), 'buurt', 'buurten')} die niet gevraagd zijn, weggelaten"] if any(~own) else []
    )
    if outside:
        first = format_number(outside[0].value, 1)
        notes.append(f"{count_of(len(outside), 'aandeel', 'aandelen')} boven 100 % weggelaten (zoals {first})")
    return share.set_axis(pd.Index(table["buurtcode"][own], name="buurtcode")).sort_index(), notes


def _error(sentence: str) -> SourceError:
    return http.make_error(f"RIVM ({settings.rivm_geo_url()}, {_LAYER}) {sentence}.")
