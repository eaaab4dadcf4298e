"""The figures of all Dutch buurten, of which a reference is made and by which an uitgave is complete."""

import logging

import pandas as pd

from gezond_geo.dataset import cbs
from gezond_geo.errors import SourceError
from gezond_geo.indicators.catalogue import Uitgave
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.dutch import count_of, format_number
from gezond_geo.io.http import Progress

_logger = logging.getLogger(__name__)

FILLED = 2 / 3
"""Share of the buurten that must have a value before a column counts as published."""


def read_nation(uitgave: Uitgave, *, progress: Progress | None = None) -> list[tuple[pd.DataFrame, "pd.Series[float]"]]:
    """Read the figures of all Dutch buurten that the score counts, for a reference.

    Parameters
    ----------
    uitgave, progress
        As in `gezond_geo.dataset.cbs.read_uitgave`.

    Returns
    -------
    list of tuple
        Quoted figures, and the residents of the same buurten. Two of these when the health table is on another division
        into buurten than the table that counts residents: health is then weighed by who live in its own buurten.

    Raises
    ------
    SourceError
        When a service does not answer and there is nothing in the cache.
    """

    def read(key: str) -> pd.DataFrame:
        answer = cbs.read_rows(uitgave, key, None, progress)
        for sentence in cbs.say_impossible(uitgave, {key: answer}):
            _logger.warning(sentence)
        if answer.absent and not answer.is_counted:
            regions = count_of(len(answer.absent), "gebied", "gebieden")
            raise SourceError(
                f"{uitgave.tabellen[key].titel}: van {regions} in Nederland kwam geen regel, dus is er geen landelijke "
                "vergelijking; probeer het later opnieuw."
            )
        return cbs.buurten_of(answer.frame).reindex(columns=uitgave.quoted())

    kwb, health = read("kwb"), read("gezondheid")
    if uitgave.tabellen["gezondheid"].indeling == uitgave.tabellen["kwb"].indeling:
        _refuse_half(uitgave, health, kwb["inwoners"])
        return [(kwb.fillna(health), kwb["inwoners"])]
    residents = read("kwb_later")["inwoners_later"]
    _refuse_half(uitgave, health, residents)
    return [(kwb, kwb["inwoners"]), (health.reindex(residents.index), residents)]


def _refuse_half(uitgave: Uitgave, health: pd.DataFrame, residents: "pd.Series[float]") -> None:
    """Raise when RIVM gives no row of many buurten: a page fell out, or they are not those of this division."""
    large = residents.index[residents >= MIN_RESIDENTS]
    share = large.isin(health.index).mean() if len(large) else 1.0
    if share < cbs.MIN_ROWS:
        raise SourceError(
            f"{uitgave.tabellen['gezondheid'].titel} geeft van {format_number(100 * share)} % van de Nederlandse "
            "buurten een regel, en dat hoort bijna alle te zijn; probeer het later opnieuw."
        )


def unpublished_columns(nation: list[tuple[pd.DataFrame, "pd.Series[float]"]], uitgave: Uitgave) -> list[str]:
    """Quoted columns that the score counts and that are filled for less than two thirds of the Dutch buurten.

    Parameters
    ----------
    nation
        What `read_nation` gives. Buurten under `MIN_RESIDENTS` residents have hardly any figures in any year, so they
        are left out; a column counts in the division into buurten that it is published for.
    uitgave
        Which columns count. Those of publications that no service has are not looked at.
    """
    indicators = uitgave.indicators().values()
    required = {i.teller or i.id for i in indicators if i.thema is not None}
    published = {i.id for i in indicators if (table := uitgave.table_of(i)) is not None and table.dienst}
    columns = sorted(required & published)
    shares = [figures.loc[residents >= MIN_RESIDENTS, columns].notna().mean() for figures, residents in nation]
    filled = pd.concat(shares, axis=1).max(axis=1)
    return list(filled.index[~(filled >= FILLED)])
